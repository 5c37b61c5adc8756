"""The page in a real browser: what it shows, what a click tells, and that nothing in the data can act."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from irc_kg.views.picture import Detail, Fact, LegendEntry, Picture, PictureThing, Relation

if TYPE_CHECKING:
    from views.conftest import Opener

ICF = "kg:integrated-care-fund"


def test_the_picture_opens_with_all_of_a_small_picture(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    assert opened.shown() == {thing.curie for thing in wales.things}
    assert opened.page.evaluate("canvas.drawn.relations.size") == len(wales.relations)
    assert opened.page.title() == wales.question
    assert "12 things and 16 relations shown" in opened.page.locator("#status").inner_text()


def test_something_is_drawn_where_each_thing_stands(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    bare = [thing.curie for thing in wales.things if min(opened.pixel(thing.curie)) > 240]
    assert bare == []


def test_a_click_on_a_thing_tells_all_that_is_said_of_it(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    opened.click(ICF)
    for said in (
        "Integrated Care Fund",
        "Fund",
        "ICF",
        "A programme that pays for work to keep the most vulnerable people well and independent.",
        "from 2014 until 31 March 2022",
        "\nsupports the most vulnerable people.",
        "\nis funded by Welsh Government.",
        "\nis evaluated by Integrated Care Fund evaluation: summary.",
        "Source: Joint position statement 2024, Wales, paragraph 3",
        "No source is given.",
    ):
        assert said in opened.panel


def test_identifiers_dates_and_pages_stand_with_their_source(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, "#thing=kg:welsh-government")
    facts = opened.page.locator("#panel dl").inner_text()
    assert "Q844944" in facts
    assert "Register of national bodies, row 12" in facts
    link = opened.page.locator("#panel dl a", has_text="www.gov.wales")
    assert link.get_attribute("href") == "https://www.gov.wales/"
    assert link.get_attribute("rel") == "noopener noreferrer"
    opened.page.goto(opened.path.as_uri() + "#thing=kg:healthier-wales")
    expect(opened.page.locator("#panel dl")).to_contain_text("June 2018")


def test_a_click_on_a_line_tells_of_the_relation(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    x, y = opened.page.evaluate(
        """() => {
            const r = data.byRelationKey("kg:aneurin-bevan https://w3id.org/irc-kg/ontology#partOf kg:wales");
            const { left, top } = canvas.drawing.getBoundingClientRect();
            for (let share = 0.2; share < 0.8; share += 0.02) {
                const { x, y } = lines.along(camera.now(), r, share);
                if (camera.hit(x, y).relation === r) return [left + x, top + y];
            }
        }"""
    )
    opened.page.mouse.click(x, y)
    assert "Aneurin Bevan University Health Board is part of Wales." in opened.panel
    assert "Wales has part Aneurin Bevan University Health Board." in opened.panel
    assert "Joint position statement 2024, Wales, paragraph 1" in opened.panel
    assert opened.page.evaluate("[...state.emphasis().things].length") == 2


def test_a_click_on_a_name_is_a_click_on_its_thing(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    x, y = opened.page.evaluate(
        """() => {
            const n = data.byCurie.get("kg:prevention");
            const mark = canvas.place(n);
            const { left, top } = canvas.drawing.getBoundingClientRect();
            for (let y = mark.y - 90; y < mark.y + 90; y += 2)
                for (let x = mark.x - 120; x < mark.x + 120; x += 4)
                    if (labels.at(x, y) === n && Math.hypot(x - mark.x, y - mark.y) > 45)
                        return [left + x, top + y];
        }"""
    )
    opened.page.mouse.click(x, y)
    assert "Keep people well before they fall ill" in opened.page.locator("#panel h2").inner_text()


def test_what_is_selected_stands_out(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    near, far = "kg:welsh-government", "kg:aneurin-bevan"
    before = opened.pixel(near), opened.pixel(far)
    opened.click(ICF)
    assert opened.pixel(near) == before[0]
    assert min(opened.pixel(far)) > 180 > min(before[1])
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#panel").is_hidden()
    opened.page.keyboard.press("Escape")
    assert opened.pixel(far) == before[1]


def test_back_forward_and_a_copied_link_lead_to_the_selection(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    title = opened.page.locator("#panel h2")
    opened.click(ICF)
    opened.page.locator("#panel a", has_text="Welsh Government").first.click()
    assert title.inner_text() == "Welsh Government"
    assert opened.page.url.endswith("#thing=kg:welsh-government")
    opened.page.go_back()
    expect(title).to_have_text("Integrated Care Fund")
    opened.page.go_forward()
    expect(title).to_have_text("Welsh Government")
    other = open_page(wales, "#thing=kg:powys")
    assert other.page.locator("#panel h2").inner_text() == "Powys Teaching Health Board"


def test_the_page_works_inside_a_frame_of_a_notebook(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    text = opened.path.read_text(encoding="utf-8")
    opened.page.goto("about:blank")
    opened.page.evaluate(
        """(text) => {
            const frame = document.createElement("iframe");
            Object.assign(frame, { srcdoc: text, width: 1100, height: 720 });
            document.body.append(frame);
        }""",
        text,
    )
    frame = opened.page.frame_locator("iframe")
    frame.locator("#search").fill("Welsh Government")
    frame.locator("#search-options [role=option]").first.click()
    expect(frame.locator("#panel h2")).to_have_text("Welsh Government")
    frame.locator("#panel a", has_text="Integrated Care Fund").first.click()
    expect(frame.locator("#panel h2")).to_contain_text("Integrated Care Fund")
    assert opened.page.frames[1].url.startswith("about:srcdoc")


def test_a_link_to_a_relation_leads_to_it(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={ICF}")
    opened.page.locator("#panel a.verb", has_text="was replaced by").click()
    heading = opened.page.locator("#panel h2").inner_text()
    assert heading == "Integrated Care Fund was replaced by Health and Social Care Regional Integration Fund."
    fragment = "#" + opened.page.url.split("#")[1]
    other = open_page(wales, fragment)
    assert other.page.locator("#panel h2").inner_text() == heading


@pytest.mark.parametrize(
    ("fragment", "name"),
    [
        ("#thing=kg:no-such", "kg:no-such"),
        ("#relation=x", "x"),
        ("#thing=%E0%A4%A", "%E0%A4%A"),
        ("#<img>", None),
        ("#thing=", None),
    ],
)
def test_a_link_to_nothing_opens_the_whole_and_says_so(
    open_page: Opener, wales: Picture, fragment: str, name: str | None
) -> None:
    opened = open_page(wales, fragment)
    assert opened.page.locator("#panel h2").inner_text() == "About the selection"
    missing = opened.page.locator("#panel p.missing")
    status = opened.page.locator("#status").inner_text()
    if name is None:
        assert missing.count() == 0
        assert "12 things" in status
    else:
        assert missing.inner_text() == status == f"There is no {name} in this picture."
    opened.click(ICF)
    opened.page.keyboard.press("Escape")
    assert missing.count() == 0


def test_what_became_of_a_thing_stands_at_the_top(open_page: Opener, wales: Picture) -> None:
    place = ("Register of successions, row 14",)
    ended: dict[str, object] = {
        "dates": (Detail("Ended", "2022-03-31", place),),
        "events": (Detail("Work on the fund paused", "2021-07; 2021-08-03", place),),
    }
    changes: dict[str, dict[str, object]] = {ICF: ended, "kg:powys": {"to_date": "2031"}}
    things = tuple(replace(thing, **changes.get(thing.curie, {})) for thing in wales.things)  # type: ignore[arg-type]
    opened = open_page(replace(wales, things=things), f"#thing={ICF}")
    source = "Source: Register of successions, row 14"
    lines = opened.page.locator("#panel h2 ~ .became")
    assert [" ".join(line.split()) for line in lines.all_inner_texts()] == [
        f"Ended: 31 March 2022. {source}",
        f"Work on the fund paused (July 2021; 3 August 2021). {source}",
    ]
    assert opened.page.locator("#panel h2 + .became").count() == 1
    opened.page.evaluate("address.toThing(data.byCurie.get('kg:powys'))")
    assert "Ends: 2031." in lines.inner_text()
    opened.page.evaluate("address.toThing(data.byCurie.get('kg:wales'))")
    assert lines.count() == 0


WICKED = (
    "</script><script>document.title='taken'</script>",
    '"><img src=x onerror="document.title=\'taken\'">',
    "javascript:document.title='taken'",
    "\u202egnitrevni\u202c and \u2066isolated",
    "x" * 10_000,
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 family \U0001f3f4\U000e0067\U000e0062\U000e0077",
    "control \x00\x07\x1b characters \x7f",
    "alone \ud800 surrogate",
    "{{ 7 * 7 }} ${7*7} <%= 7 %>",
    "-->]]></style></title></textarea>",
    "   ",
    "",
    "=cmd|' /C calc'!A0",
)


def hostile() -> Picture:
    kinds = tuple(LegendEntry(f"{text}kind", text, "#005eb8", "dot", text) for text in WICKED)
    things = tuple(
        PictureThing(
            iri=f"{text}{n}",
            curie=f"kg:{n}{text}",
            label=text,
            kind=kinds[n].iri,
            alt_labels=(text,),
            definition=text,
            dates=(Detail(text, text),),
            identifiers=(Detail(text, "javascript:document.title='taken'"),),
            statements=(Fact(text, "data:text/html,<script>1</script>", None, (text,)),),
            links=(Detail(text, "javascript:document.title='taken'"), Detail(text, " JaVaScRiPt:alert(1)")),
            from_date=text,
            citations=(text,),
        )
        for n, text in enumerate(WICKED)
    )
    relations = tuple(
        Relation(things[n].iri, text, things[(n + 1) % len(things)].iri, text, text, (text,))
        for n, text in enumerate(WICKED)
    )
    return Picture(
        "<b>" + WICKED[0], WICKED[1], things, relations, kinds, WICKED[0], None, (WICKED[1], WICKED[2])
    )


def test_hostile_text_does_nothing_and_shows_as_text(open_page: Opener) -> None:
    opened = open_page(hostile())
    title = opened.page.title()
    assert title == "<b>" + WICKED[0]
    scripts = opened.page.locator("script").count()
    for n in range(len(WICKED)):
        opened.page.evaluate("(n) => address.toThing(n)", n)
        opened.page.evaluate("(n) => address.toRelation(n)", n)
    for tab in ("#tab-relations", "#tab-facts", "#tab-things"):
        opened.page.locator("button[data-view=both]").click()
        opened.page.locator(tab).click()
    opened.page.locator("#search").fill("img")
    assert opened.page.locator("#search-options [role=option]").count() == 1
    assert opened.page.title() == title
    assert opened.page.locator("script").count() == scripts
    assert opened.page.locator("img, b, title title").count() == 0
    addresses = opened.page.evaluate("[...document.links].map((link) => link.protocol)")
    assert set(addresses) <= {"file:", "http:", "https:"}
    opened.page.evaluate("address.toThing(0)")
    assert WICKED[0] in opened.page.locator("#panel h2").inner_text()


def test_hostile_writing_direction_stays_in_its_place(open_page: Opener, wales: Picture) -> None:
    turned = replace(wales.things[0], label="Wales \u202ednuF eht")
    opened = open_page(replace(wales, things=(turned, *wales.things[1:])), "#thing=kg:wales")
    assert opened.page.locator("#panel h2 bdi").count() == 1
    isolated = opened.page.evaluate(
        "[...document.querySelectorAll('bdi')].every((one) => one.dir !== '' || one.closest('header'))"
    )
    assert isolated


def test_a_thing_without_a_name_is_called_by_its_short_name(open_page: Opener, wales: Picture) -> None:
    nameless = replace(wales.things[0], label="")
    opened = open_page(replace(wales, things=(nameless, *wales.things[1:])), "#thing=kg:wales")
    assert opened.page.locator("#panel h2").inner_text() == "kg:wales"


def test_a_picture_of_nothing_opens(open_page: Opener) -> None:
    opened = open_page(Picture("Nothing?", "What there is not", (), (), ()))
    assert "0 things and 0 relations shown" in opened.page.locator("#status").inner_text()
    opened.page.locator("#fit").click()
    opened.page.locator("#show-all").click()
    opened.page.locator("#reset").click()
    opened.page.locator("[data-drawer=connect]").click()
    opened.page.locator("#path-find").click()
    opened.page.locator("#canvas").focus()
    for key in ("ArrowDown", "Home", "w", "?"):
        opened.page.keyboard.press(key)
    assert opened.page.locator("#help").is_visible()

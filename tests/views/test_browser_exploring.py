"""Finding, switching, widening, hiding, connecting and going through time, as a reader does it."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import expect

from irc_kg.views.picture import Standing

if TYPE_CHECKING:
    from views.conftest import Opened, Opener

    from irc_kg.views.picture import Picture

# Where all things stand in the scene, as text.
PLACES = "camera.now().scene.x.join(' ') + camera.now().scene.y.join(' ')"
ICF, RIF, WG = "kg:integrated-care-fund", "kg:regional-integration-fund", "kg:welsh-government"


def options(opened: Opened) -> list[str]:
    names: list[str] = opened.page.locator("#search-options [role=option] > span > bdi").all_inner_texts()
    return names


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("integrated care fund", "Integrated Care Fund"),
        ("icf", "Integrated Care Fund"),
        ("ICF", "Integrated Care Fund"),
        ("cymru", "Wales"),
        ("wg", "Welsh Government"),
        ("HEALTHIER", "A Healthier Wales: Our Plan for Health and Social Care"),
        ("board powys", "Powys Teaching Health Board"),
        ("kg:powys", "Powys Teaching Health Board"),
        ("7a7", "Powys Teaching Health Board"),  # a code
        ("Q844944", "Welsh Government"),
        ("strategy", "A Healthier Wales: Our Plan for Health and Social Care"),  # a kind
        ("vulnerable people", "Integrated Care Fund"),  # words of a definition
        ("powis", "Powys Teaching Health Board"),  # misspelt
        ("intergated fund", "Integrated Care Fund"),
        ("comendium", "Unconnected Compendium"),
    ],
)
def test_search_finds_by_name_other_name_and_acronym(
    open_page: Opener, wales: Picture, typed: str, first: str
) -> None:
    opened = open_page(wales)
    opened.page.locator("#search").press_sequentially(typed)
    assert options(opened)[0] == first
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#panel h2").inner_text() == first
    assert opened.page.locator("#search").get_attribute("aria-expanded") == "false"


def test_a_name_comes_before_a_kind_and_a_kind_before_a_definition(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    opened.page.locator("#search").fill("fund")
    names = options(opened)
    assert names[0] == "Integrated Care Fund"
    assert names[:2] == [name for name in names if name.endswith("Fund")]
    assert opened.page.locator("#status").inner_text() == f"{len(names)} things found"
    opened.page.locator("#search").fill("intergated")
    assert options(opened) == ["Integrated Care Fund", "Integrated Care Fund evaluation: summary"]
    assert opened.page.locator("#status").inner_text() == "2 things found, spelt nearly so"
    opened.page.locator("#search").fill("7a7")
    assert "Organisation code (ODS) 7A7" in opened.page.locator("#search-options").inner_text()


def test_twenty_thousand_things_are_searched_while_one_types(open_page: Opener, large: Picture) -> None:
    """As a share of the time that the same machine takes to look at each name once, in the same run."""
    opened = open_page(large)
    passes = opened.page.evaluate(
        """() => {
            data.things.push(...[1, 2, 3].flatMap((more) => data.things.slice(0, 5_000).map((thing) => (
                { ...thing, curie: `${thing.curie}-${more}`, label: `${thing.label} of list ${more}` }))));
            data.importance.splice(0, data.importance.length, ...data.things.keys());
            const time = (act) => {
                const times = Array.from({ length: 5 }, () => {
                    const begin = performance.now(); act(); return performance.now() - begin; });
                return Math.min(...times);
            };
            const texts = data.things.map(({ label, definition }) => `${label} ${definition}`.toLowerCase());
            const unit = time(() => texts.filter((text) => text.includes("no such thing"))) + 1;
            const asked = ["h", "health programme", "number 4999", "programe", "helth progamme", "no such"];
            return asked.map((text) => time(() => lookup.find(text)) / unit);
        }"""
    )
    assert opened.page.evaluate("data.things.length") == 20_000
    assert max(passes) < 40, passes


def test_the_search_list_is_a_combobox(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    field = opened.page.locator("#search")
    field.fill("health board")
    assert field.get_attribute("aria-expanded") == "true"
    names = options(opened)
    assert len(names) == 3
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("ArrowDown")
    active = opened.page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    assert names[1] in active.inner_text()
    opened.page.keyboard.press("ArrowUp")
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#panel h2").inner_text() == names[0]
    field.fill("no such thing")
    assert field.get_attribute("aria-expanded") == "false"
    nothing = opened.page.locator("#search-options-nothing")
    assert nothing.inner_text() == "Nothing of that name is in this picture"
    assert nothing.inner_text() in opened.page.locator("#status").inner_text()
    spot, below = field.bounding_box(), nothing.bounding_box()
    assert spot is not None
    assert below is not None
    assert 0 <= below["y"] - (spot["y"] + spot["height"]) < 12
    field.fill("wal")
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#search-options").is_hidden()
    assert field.input_value() == "wal"
    assert nothing.is_hidden()


def test_a_choice_with_the_mouse_goes_there(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    opened.page.locator("#search").fill("bevan")
    opened.page.locator("#search-options [role=option]").first.click()
    assert opened.page.locator("#panel h2").inner_text() == "Aneurin Bevan University Health Board"


def test_the_key_counts_and_switches_kinds(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    rows = opened.page.locator("#kinds label").all_inner_texts()
    assert [" ".join(row.split()) for row in rows][:2] == ["Nation 1", "Public body 4"]
    opened.page.locator("#kinds label", has_text="Fund").click()
    assert opened.shown() == {thing.curie for thing in wales.things} - {ICF, RIF}
    opened.page.locator("#kinds button", has_text="None").click()
    assert opened.shown() == set()
    opened.page.locator("#kinds button", has_text="All").click()
    assert len(opened.shown()) == len(wales.things)


def test_the_key_switches_relations(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    opened.page.locator("[data-drawer=key]").click()
    opened.page.locator("#predicates label", has_text="is part of").click()
    assert opened.page.evaluate("canvas.drawn.relations.size") == len(wales.relations) - 4
    assert len(opened.shown()) == len(wales.things)


def test_every_kind_has_its_own_mark_in_the_key(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    marks = opened.page.evaluate(
        """[...document.querySelectorAll("#kinds svg")].map((svg) =>
            getComputedStyle(svg).fill + svg.firstChild.getAttribute("d"))"""
    )
    assert len(set(marks)) == len(wales.kinds)


def test_only_its_neighbours_hide_pin_and_start_again(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    everything = opened.shown()
    opened.click("kg:powys")
    opened.page.locator("#panel button", has_text="Pin").click()
    assert opened.page.locator("#panel button", has_text="Pin").get_attribute("aria-pressed") == "true"
    opened.click(ICF)
    opened.page.locator("#panel button", has_text="Only its neighbours").click()
    around = {ICF, WG, RIF, "kg:icf-evaluation", "kg:wales", "kg:prevention"}
    assert opened.shown() == around | {"kg:powys"}
    opened.page.locator("#panel button", has_text="Hide").click()
    assert opened.shown() == (around | {"kg:powys"}) - {ICF}
    opened.page.locator("#show-all").click()
    assert opened.shown() == everything
    opened.page.locator("#kinds label", has_text="Goal").click()
    opened.page.locator("#reset").click()
    assert opened.shown() == everything
    assert opened.page.evaluate("state.chosen.pinned.size") == 0


def test_widening_brings_in_what_is_connected(open_page: Opener, large: Picture) -> None:
    opened = open_page(large)
    assert len(opened.shown()) == 300
    opened.page.locator("#search").fill("HP4321")
    opened.page.keyboard.press("Enter")
    assert "kg:thing-4321" in opened.shown()
    around = opened.page.evaluate(
        "[...new Set(data.relationsOf[4321].map((r) => data.things[data.otherEnd(r, 4321)].curie))]"
    )
    before = opened.shown()
    opened.page.locator("#panel button", has_text="Show more around it").click()
    assert opened.shown() == before | set(around)
    opened.page.locator("#widen-all").click()
    assert len(opened.shown()) > len(before) + len(around)


def test_a_double_click_widens(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={RIF}")
    opened.page.locator("#panel button", has_text="Only its neighbours").click()
    assert opened.shown() == {RIF, ICF, WG}
    opened.page.mouse.dblclick(*opened.spot(ICF))
    assert opened.shown() == {RIF, ICF, WG, "kg:icf-evaluation", "kg:wales", "kg:prevention"}


def connect(opened: Opened, one: str, other: str) -> None:
    if opened.page.locator("#connect").is_hidden():
        opened.page.locator("[data-drawer=connect]").click()
    for field, text in (("#path-from", one), ("#path-to", other)):
        opened.page.locator(field).fill(text)
        opened.page.keyboard.press("Enter")


def steps(opened: Opened, way: int = 0) -> list[str]:
    return opened.page.locator("#panel .way").nth(way).locator("li").all_inner_texts()


def test_ways_are_told_step_by_step_and_none_passes_what_one_before_it_passes(
    open_page: Opener, wales: Picture
) -> None:
    opened = open_page(wales)
    connect(opened, "RIF", "Powys")
    assert len(steps(opened)) == 3
    assert "Health and Social Care Regional Integration Fund" in steps(opened)[0]
    assert "Source: Joint position statement 2024, Wales, paragraph 3" in steps(opened)[0]
    assert opened.page.locator("#story-title").inner_text() == (
        "From Health and Social Care Regional Integration Fund to Powys Teaching Health Board"
    )
    ways = opened.page.evaluate("state.chosen.ways.list.map(({ things }) => things.slice(1, -1))")
    assert 2 <= len(ways) <= 3
    assert len({thing for way in ways for thing in way}) == sum(map(len, ways))
    shown = opened.page.locator("#panel .way > button[aria-pressed=true]")
    assert shown.inner_text().startswith("Way 1: 3 steps, by way of ")
    opened.page.locator("#panel .way > button").nth(1).click()
    assert shown.inner_text().startswith("Way 2: ")
    assert focused_text(opened).startswith("Way 2: ")
    emphasis = opened.page.evaluate("[...state.emphasis().things]")
    assert set(ways[1]) < set(emphasis)
    opened.click("kg:wales")
    assert opened.page.locator("#story-title").is_visible()
    assert opened.page.locator("#panel-title").inner_text() == "Wales"
    opened.page.locator(".story button", has_text="Let go of it").click()
    assert opened.page.locator("#panel .way").count() == 0
    assert opened.page.evaluate("state.chosen.ways") is None
    assert opened.page.locator("#panel-title").inner_text() == "Wales"


def focused_text(opened: Opened) -> str:
    return str(opened.page.evaluate("document.activeElement.textContent.trim()"))


def star(wales: Picture) -> Picture:
    """Thirty things in one place, two of which are also connected by a chain of two others."""
    names = [f"x:{n}" for n in range(33)]
    things = tuple(replace(wales.things[1], iri=name, curie=name, label=f"Body {name}") for name in names)
    place = [(name, "x:0") for name in names[1:31]]
    ends = [*place, ("x:1", "x:31"), ("x:31", "x:32"), ("x:2", "x:32")]
    relations = tuple(replace(wales.relations[0], subject=one, object=other) for one, other in ends)
    return replace(wales, things=things, relations=relations)


def test_ways_avoid_what_everything_is_connected_with(open_page: Opener, wales: Picture) -> None:
    opened = open_page(star(wales))
    between = """([one, other]) => {
        const { list, caveat } = ways.between(data.byCurie.get(one), data.byCurie.get(other));
        return [list.map(({ things }) => things), caveat];
    }"""
    assert opened.page.evaluate(between, ["x:1", "x:2"]) == [[[1, 31, 32, 2]], ""]
    found, caveat = opened.page.evaluate(between, ["x:3", "x:4"])
    assert found == [[3, 0, 4]]
    assert caveat == (
        "They are connected in up to 4 steps only by way of Body x:0 (connected with 30 of 33 things), "
        "which may say little of them."
    )
    connect(opened, "Body x:3", "Body x:4")
    assert caveat in opened.panel


def test_a_step_against_the_arrow_is_told_in_its_own_words(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    connect(opened, "Welsh Government", "RIF")
    (step,) = steps(opened)
    assert "Welsh Government funds Health and Social Care Regional Integration Fund." in step


def test_what_is_not_connected_is_said_so(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    connect(opened, "Wales", "Unconnected")
    assert "Nothing that the key shows connects Wales with Unconnected Compendium." in (
        opened.page.locator("#path-said").inner_text()
    )
    opened.page.locator("#path-to").fill("nothing")
    opened.page.locator("#path-find").click()
    said = "Choose two things first: type a name and pick one from the list."
    assert opened.page.locator("#path-said").inner_text() == said
    expect(opened.page.locator("#path-said")).to_be_in_viewport()


@pytest.mark.parametrize("other", ["Unconnected", "no such thing", "RIF"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_a_request_that_fails_takes_the_old_connection_away(
    open_page: Opener, wales: Picture, other: str, size: tuple[int, int]
) -> None:
    opened = open_page(wales, viewport={"width": size[0], "height": size[1]})
    connect(opened, "RIF", "Powys")
    expect(opened.page.locator("#story-title")).to_be_in_viewport()
    connect(opened, "RIF", other)
    opened.page.locator("#path-find").click()
    assert opened.page.locator("#story-title").count() == 0
    assert opened.page.evaluate("state.chosen.ways") is None
    expect(opened.page.locator("#path-said p")).to_be_in_viewport(ratio=1)


def test_the_list_of_a_connection_covers_nothing_and_escape_keeps_the_text(
    open_page: Opener, wales: Picture
) -> None:
    opened = open_page(wales, viewport={"width": 1280, "height": 1000})
    opened.page.locator("[data-drawer=connect]").click()
    field = opened.page.locator("#path-to")
    field.fill("health")
    listed, button = (opened.page.locator(name).bounding_box() for name in ("#path-to-options", "#path-find"))
    assert listed is not None
    assert button is not None
    assert listed["y"] + listed["height"] <= button["y"]
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#path-to-options").is_hidden()
    assert field.input_value() == "health"


def test_a_connection_keeps_to_what_the_key_shows(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    opened.page.locator("#kinds label", has_text="Nation").click()
    connect(opened, "Betsi", "ICF")
    assert "Nothing that the key shows connects" in opened.page.locator("#path-said").inner_text()


def test_the_slider_shows_what_was_in_force(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    assert opened.page.locator("#year").get_attribute("max") == "2026"
    opened.page.locator("#year").fill("2019")
    shown = opened.shown()
    assert ICF in shown
    assert RIF not in shown
    assert "kg:wales" in shown
    assert not opened.page.locator("#any-time").is_checked()
    said = opened.page.locator("#time-said").inner_text()
    assert "At the end of 2019: 6 of 7 dated things had begun and not ended." in said
    opened.page.locator("#year").fill("2022")
    assert ICF not in opened.shown()
    assert RIF in opened.shown()
    opened.page.locator("#year").fill("2013")
    assert "kg:healthier-wales" not in opened.shown()
    opened.page.locator("#any-time").check()
    assert len(opened.shown()) == len(wales.things)


YEAR = "() => state.chosen.year"


def years_of(picture: Picture) -> list[int]:
    """The years in which something begins or ends, in order."""
    dates = {date for thing in picture.things for date in (thing.from_date, thing.to_date) if date}
    return sorted({int(date[:4]) for date in dates})


def test_the_years_go_by_until_the_last_and_can_be_stopped(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, reduced_motion="no-preference")
    years, page = years_of(wales), opened.page
    play = page.get_by_role("button", name="Play", exact=True)
    page.clock.install()
    play.click()
    seen = [page.evaluate(YEAR)]
    for _ in years:
        page.clock.run_for(1_100)
        seen.append(page.evaluate(YEAR))
    assert list(dict.fromkeys(seen)) == years
    assert play.inner_text() == "Play"
    # From the last year on it begins again; a hand on the slider ends it.
    play.click()
    assert page.evaluate(YEAR) == years[0]
    page.get_by_role("button", name="Stop", exact=True).wait_for()
    page.locator("#year").fill(str(years[2]))
    page.clock.run_for(60_000)
    assert page.evaluate(YEAR) == years[2]


def test_with_reduced_motion_the_years_go_by_step_by_step(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, reduced_motion="reduce")
    years, page = years_of(wales), opened.page
    page.clock.install()
    step = page.get_by_role("button", name="Next change", exact=True)
    for year in years:
        step.click()
        page.clock.run_for(10_000)
        assert page.evaluate(YEAR) == year
        assert f"At the end of {year}: " in page.locator("#status").inner_text()


def test_where_few_things_have_dates_it_is_said_how_few(open_page: Opener, wales: Picture) -> None:
    few = replace(
        wales,
        things=tuple(
            replace(each, from_date="2014" if n < 2 else None, to_date=None)
            for n, each in enumerate(wales.things)
        ),
    )
    opened = open_page(few)
    assert opened.page.locator("#time-said").inner_text() == (
        f"2 things of {len(few.things)} have dates: too few to go through the years."
    )
    for hidden in ("#year", "#play", "#any-time"):
        assert not opened.page.locator(hidden).is_visible()
    none = replace(few, things=tuple(replace(each, from_date=None) for each in few.things))
    assert not open_page(none).page.locator("#time").is_visible()


def test_before_its_end_a_thing_stands_as_it_did(open_page: Opener, wales: Picture) -> None:
    ended = tuple(
        replace(each, standing=Standing.ENDED) if each.curie == ICF else each for each in wales.things
    )
    opened = open_page(replace(wales, things=ended))
    standing = f"() => state.standing(data.byCurie.get({ICF!r}))"
    assert opened.page.evaluate(standing) == "ended"
    opened.page.locator("#year").fill("2019")
    assert opened.page.evaluate(standing) == ""


def test_a_thing_out_of_its_time_says_why_it_is_not_drawn(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={ICF}")
    opened.page.locator("#year").fill("2024")
    assert "It was not in force at the end of 2024." in opened.panel


def test_the_picture_stands_still_until_it_is_let_go(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, reduced_motion="no-preference")
    places = f"() => {PLACES}"
    before = opened.page.evaluate(places)
    assert opened.page.evaluate("moving.isOn()") is False
    opened.page.locator("#move").click()
    opened.page.wait_for_function(f"(before) => {PLACES} !== before", arg=before)
    opened.page.locator("#move").click()
    still = opened.page.evaluate(places)
    opened.page.evaluate("new Promise((done) => setTimeout(() => requestAnimationFrame(done), 200))")
    assert opened.page.evaluate(places) == still
    opened.page.locator("#reset").click()
    assert opened.page.evaluate(places) == before


def test_what_is_pinned_stays_while_the_rest_moves(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={ICF}", reduced_motion="no-preference")
    opened.page.locator("#panel button", has_text="Pin").click()
    place = "(curie) => ['x', 'y'].map((axis) => camera.now().scene[axis][data.byCurie.get(curie)]).join(' ')"
    pinned, free = (opened.page.evaluate(place, curie) for curie in (ICF, WG))
    opened.page.locator("#move").click()
    opened.page.wait_for_function(f"(before) => ({place})('{WG}') !== before", arg=free)
    assert opened.page.evaluate(place, ICF) == pinned


def test_a_finger_selects_too(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, viewport={"width": 390, "height": 844}, has_touch=True)
    opened.page.touchscreen.tap(*opened.spot("kg:prevention"))
    expect(opened.page.locator("#panel h2")).to_have_text("Keep people well before they fall ill")
    assert "Keep people well before they fall ill, Goal" in opened.page.locator("#status").inner_text()


def test_with_reduced_motion_it_settles_at_once(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    before = opened.page.evaluate(f"() => {PLACES}")
    opened.page.locator("#move").click()
    opened.page.wait_for_function(f"(before) => {PLACES} !== before", arg=before)
    assert opened.page.evaluate("moving.isOn()") is False


def test_a_thing_can_be_dragged_and_stays(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    x, y = opened.spot("kg:alone")
    opened.page.mouse.move(x, y)
    opened.page.mouse.down()
    opened.page.mouse.move(x + 60, y - 40, steps=4)
    opened.page.mouse.up()
    opened.page.locator("#kinds label", has_text="Goal").click()
    moved = opened.spot("kg:alone")
    assert moved == pytest.approx((x + 60, y - 40), abs=2)


def test_names_do_not_cover_each_other(open_page: Opener, large: Picture) -> None:
    opened = open_page(large)
    few = opened.page.evaluate("labels.shown().length")
    assert 5 < few < 300
    overlaps = opened.page.evaluate(
        """() => {
            const places = labels.places();
            return places.some((a, i) => places.some((b, j) => i < j
                && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
        }"""
    )
    assert overlaps is False


DRAWN = "async () => { while (!canvas.isSettled()) await new Promise(requestAnimationFrame); }"
# What a name must not do, as the page draws it: [thing, fault] for each fault.
MISPLACED = """() => {
    const frame = camera.now();
    const discs = canvas.marks().map((m) => (
        { m, n: frame.scene.thingOf[m], ...frames.spot(frame, m), radius: marks.radius(frame, m),
          reach: marks.reach(frame, m) }));
    const stands = (one) => one.x + one.radius > 0 && one.x - one.radius < canvas.box.clientWidth
        && one.y + one.radius > 0 && one.y - one.radius < canvas.box.clientHeight;
    const emphasis = state.emphasis();
    const seen = discs.filter(stands).filter(({ n }) => !emphasis || emphasis.things.has(n));
    const gap = ({ left, right, top, bottom }, { x, y, radius }) => Math.hypot(
        Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)) - radius;
    const faults = [];
    for (const { m, place, isLed, isOwn } of labels.placed().filter((one) => !one.isForced)) {
        const own = discs.find((one) => one.m === m);
        const eye = spots.anchor(place, own);
        for (const other of seen.filter((one) => one.m !== m)) {
            const name = data.things[own.n].label;
            if (gap(place, other) < 0) faults.push([name, "covers", data.things[other.n].label]);
            if (isLed || isOwn) continue; // a line leads to its mark, or it stands in the room it was given
            if (gap(place, other) <= gap(place, own))
                faults.push([name, "is nearer to", data.things[other.n].label]);
            const far = (one) => Math.hypot(eye.x - one.x, eye.y - one.y) - one.radius;
            if (far(other) <= far(own)) faults.push([name, "reads as", data.things[other.n].label]);
        }
    }
    return faults;
}"""


@given(seed=st.integers(0, 2**32), size=st.integers(2, 60), zoom=st.sampled_from([0.5, 0.8, 1, 1.6, 2.5]))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_name_stands_by_its_own_mark_and_over_no_other(
    open_page: Opener, wales: Picture, seed: int, size: int, zoom: float
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    words = ["health", "programme", "of", "integration"]
    things = tuple(
        replace(
            wales.things[n % 12],
            iri=f"x:{n}",
            curie=f"x:{n}",
            label=f"{' '.join(words[: chance.randrange(1, 5)])} {n}",
        )
        for n in range(size)
    )
    relations = tuple(
        replace(wales.relations[0], subject=f"x:{n}", object=f"x:{chance.randrange(n)}")
        for n in range(1, size)
    )
    # Without motion the camera is where it goes at once.
    opened = open_page(replace(wales, things=things, relations=relations), reduced_motion="reduce")
    assert opened.page.evaluate("labels.shown().length") > 0
    assert opened.page.evaluate(MISPLACED) == []
    opened.page.evaluate("(zoom) => camera.zoom(zoom)", zoom)
    opened.page.evaluate(DRAWN)
    assert opened.page.evaluate(MISPLACED) == []
    most = opened.page.evaluate("data.importance[0]")
    opened.page.evaluate("(n) => address.toThing(n)", most)
    opened.page.wait_for_function("(n) => labels.shown().includes(n)", arg=most)
    opened.page.evaluate(DRAWN)
    assert opened.page.evaluate(MISPLACED) == []
    opened.page.close()


def test_the_best_connected_thing_is_named_first(open_page: Opener, wales: Picture, large: Picture) -> None:
    opened = open_page(wales)
    assert opened.page.evaluate("data.importance[0] === labels.shown()[0]")
    assert opened.page.evaluate(MISPLACED) == []
    assert open_page(large).page.evaluate(MISPLACED) == []


def test_on_a_phone_what_is_said_comes_up_from_below(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, viewport={"width": 390, "height": 844}, has_touch=True)
    heading, sheet = opened.page.locator("#panel h2"), opened.page.locator("#reading")
    assert sheet.is_hidden()
    opened.page.touchscreen.tap(*opened.spot("kg:prevention"))
    expect(heading).to_have_text("Keep people well before they fall ill")
    expect(sheet).to_be_in_viewport(ratio=1)
    box = sheet.bounding_box()
    assert box is not None
    assert 0 < box["y"] > 844 / 2
    sheet.get_by_role("button", name="Close").tap()
    expect(sheet).to_be_hidden()
    opened.page.locator("#search").fill("Powys")
    opened.page.locator("#search-options [role=option]").first.tap()
    expect(heading).to_have_text("Powys Teaching Health Board")
    expect(heading).to_be_in_viewport(ratio=1)
    opened.page.locator("#panel a", has_text="Wales").last.tap()
    expect(heading).to_have_text("Wales")
    expect(heading).to_be_in_viewport(ratio=1)


def test_zooming_keeps_to_its_limits(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    before = opened.page.evaluate("canvas.scaleNow()")
    opened.page.locator("#zoom-in").click()
    assert opened.page.evaluate("canvas.scaleNow()") > before
    for _ in range(12):
        opened.page.locator("#zoom-out").click()
    assert opened.page.evaluate("canvas.scaleNow()") > 0
    opened.page.locator("#fit").click()
    assert opened.page.evaluate("canvas.scaleNow()") == pytest.approx(before)

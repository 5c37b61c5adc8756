"""The address says what is seen, and what was done can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from irc_kg.views.picture import Headline

if TYPE_CHECKING:
    from views.conftest import Opened, Opener

    from irc_kg.views.picture import Picture

ICF, RIF = "kg:integrated-care-fund", "kg:regional-integration-fund"
# What one sees, as values that can be compared.
SEEN = """() => JSON.stringify(state.chosen, (name, value) => value instanceof Set
    ? [...value].toSorted((one, other) => one - other) : value)"""


def link(opened: Opened) -> str:
    """The end of the address that "Copy link" gives."""
    opened.page.evaluate(
        "() => { navigator.clipboard.writeText = async (text) => { window.copied = text; }; }"
    )
    opened.page.locator("#copy-link").click()
    expect(opened.page.locator("#status")).to_have_text("The link is copied")
    copied: str = opened.page.evaluate("window.copied")
    assert copied.startswith(opened.path.as_uri() + "#")
    return copied.removeprefix(opened.path.as_uri())


def found(picture: Picture) -> Picture:
    things = tuple(thing.iri for thing in picture.things[3:5])
    return replace(picture, headline=Headline("1 of 2 funds has ended.", things))


def do_much(opened: Opened) -> None:
    page = opened.page
    opened.click(ICF)
    page.locator("#panel button", has_text="Pin").click()
    page.locator("#kinds label", has_text="Goal").click()
    page.locator("[data-drawer=key]").click()
    page.locator("#predicates label", has_text="is part of").click()
    page.locator("#key .close").click()
    page.evaluate("address.toThing(data.byCurie.get('kg:alone'))")
    page.locator("#panel button", has_text="Hide").click()
    page.locator("#year").fill("2019")
    opened.page.evaluate("state.follow(ways.between(data.byCurie.get('kg:powys'), 1), 0)")
    opened.page.evaluate("address.toRelation(2)")
    page.locator("button[data-view=both]").click()
    page.locator("#tab-facts").click()


def test_a_copied_link_and_a_reload_show_what_was_seen(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    do_much(opened)
    before = opened.page.evaluate(SEEN)
    fragment = link(opened)
    for part in (
        "relation=",
        "from=kg:powys",
        "year=2019",
        "off=Goal",
        "without=is%20part%20of",
        "hide=kg:alone",
    ):
        assert part in fragment
    opened.page.reload()
    opened.page.wait_for_selector("html[data-ready]")
    assert opened.page.evaluate(SEEN) == before
    other = open_page(wales, fragment)
    assert other.page.evaluate(SEEN) == before
    assert other.shown() == opened.shown()
    assert other.panel == opened.panel


def test_arrow_keys_add_nothing_to_the_history_and_a_click_adds_one(
    open_page: Opener, wales: Picture
) -> None:
    opened = open_page(wales)
    length = "history.length"
    opened.click(ICF)
    first = opened.page.evaluate(length)
    opened.page.locator("#canvas").focus()
    for key in ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"] * 30:
        opened.page.keyboard.press(key)
    assert opened.page.evaluate(length) == first
    opened.click("kg:prevention")
    assert opened.page.evaluate(length) == first + 1
    opened.page.locator("#year").fill("2019")
    for _ in range(20):
        opened.page.keyboard.press("ArrowLeft")
    assert opened.page.evaluate(length) == first + 1
    opened.page.go_back()
    opened.page.wait_for_function("() => !location.hash.includes('prevention')")
    assert opened.page.evaluate("state.chosen.year") is None
    opened.page.go_forward()
    expect(opened.page.locator("#panel h2")).to_have_text("Keep people well before they fall ill")


@pytest.mark.parametrize(
    ("fragment", "says", "keeps"),
    [
        ("#thing=kg:powys&year=soon", "The address is damaged: year cannot be read.", {"thing": 8}),
        ("#thing=kg:powys&off=Nothing,Fund", "There is no Nothing in this picture.", {"thing": 8}),
        ("#hide=~x.AAAA&thing=kg:powys", "The address is damaged: hide cannot be read.", {"thing": 8}),
        ("#hide=~&thing=kg:powys", "The address is damaged: hide cannot be read.", {"thing": 8}),
        ("#view=nowhere&thing=kg:powys", "The address is damaged: view cannot be read.", {"view": "picture"}),
        ("#from=kg:powys&to=kg:none&year=2019", "There is no kg:none in this picture.", {"year": 2019}),
        ("#hide=kg:a,kg:b&thing=kg:powys", "There is no kg:a and 1 more that", {"thing": 8}),
        ("#finding=on&__proto__=1&constructor=2&thing=kg:powys", "", {"finding": False, "thing": 8}),
    ],
)  # fmt: skip
def test_a_damaged_address_does_no_harm(
    open_page: Opener, wales: Picture, fragment: str, says: str, keeps: dict[str, Any]
) -> None:
    opened = open_page(wales, fragment)
    assert says in opened.page.locator("#status").inner_text()
    if says:
        expect(opened.page.locator("#panel p.missing")).to_contain_text(says)
    for name, value in keeps.items():
        assert opened.page.evaluate(f"state.chosen.{name}") == value
    assert opened.page.url.endswith(fragment)  # until something else is seen
    opened.click(ICF)
    assert opened.page.evaluate("fragment.read(location.hash).missing") == ""


def test_hundreds_of_hidden_things_fit_into_an_address(open_page: Opener, large: Picture) -> None:
    opened = open_page(large)
    hide = "(hidden) => state.change(['view'], (chosen) => hidden.forEach((n) => chosen.hidden.add(n)))"
    hidden = list(range(0, 5_000, 7))
    opened.page.evaluate(hide, hidden)
    opened.page.evaluate("address.toThing(4321)")
    fragment = link(opened)
    assert len(fragment) < 3_000
    other = open_page(large, fragment)
    assert other.page.evaluate("[...state.chosen.hidden]") == hidden
    assert other.page.evaluate(SEEN) == opened.page.evaluate(SEEN)
    shorter = open_page(replace(large, things=large.things[:-1], relations=()), fragment)
    assert shorter.page.evaluate("state.chosen.hidden.size") == 0
    assert "The address is damaged: hide" in shorter.page.locator("#status").inner_text()


def test_two_kinds_of_one_name_are_told_apart(open_page: Opener, wales: Picture) -> None:
    kinds = tuple(replace(kind, label="Thing") for kind in wales.kinds)
    opened = open_page(replace(wales, kinds=kinds), "#off=Thing 2,Thing%205")
    assert opened.page.evaluate("[...state.chosen.kindsOff]") == [1, 4]
    assert opened.page.evaluate("fragment.write()") == "off=Thing%202,Thing%205"


def test_what_was_done_can_be_taken_back(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    button = opened.page.locator("#undo")
    everything = opened.shown()
    assert button.get_attribute("aria-disabled") == "true"
    opened.click(ICF)
    opened.page.locator("#panel button", has_text="Hide").click()
    opened.page.locator("#kinds label", has_text="Goal").click()
    less = opened.shown()
    opened.page.locator("#year").fill("2019")
    opened.page.locator("#year").fill("2013")
    assert opened.shown() < less < everything
    button.click()
    assert opened.page.evaluate("state.chosen.year") is None
    assert opened.shown() == less
    assert "Undone: " in opened.page.locator("#status").inner_text()
    opened.page.locator("#canvas").focus()
    opened.page.keyboard.press("Control+z")
    assert opened.shown() == everything - {ICF}
    assert opened.page.locator("#kinds label", has_text="Goal").locator("input").is_checked()
    opened.page.keyboard.press("Control+z")
    assert opened.shown() == everything
    assert button.get_attribute("aria-disabled") == "true"
    opened.page.keyboard.press("Control+z")
    assert opened.page.locator("#status").inner_text() == "There is nothing to undo"
    opened.page.locator("#search").press_sequentially("abc")
    opened.page.locator("#kinds label", has_text="Goal").click()
    opened.page.locator("#search").focus()
    opened.page.keyboard.press("Control+z")  # takes back letters, and nothing else
    assert opened.shown() != everything


def test_starting_again_can_be_taken_back(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, "#off=Goal&hide=kg:powys&thing=kg:wales")
    before = opened.shown()
    opened.page.locator("#reset").click()
    assert len(opened.shown()) == len(wales.things)
    assert opened.page.evaluate("fragment.write()") == ""
    opened.page.locator("#undo").click()
    assert opened.shown() == before


def test_the_finding_lights_what_it_speaks_of(open_page: Opener, wales: Picture) -> None:
    opened = open_page(found(wales))
    button = opened.page.locator("#finding")
    assert button.inner_text().strip() == "1 of 2 funds has ended."
    before = opened.pixel("kg:wales")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert opened.page.locator("#status").inner_text() == "2 things that this speaks of are lit"
    lit = opened.page.evaluate("[...state.emphasis().things].map((n) => data.things[n].curie)")
    assert set(lit) == {ICF, RIF}
    assert opened.pixel("kg:wales") != before
    assert opened.page.url.endswith("#finding=on")
    opened.page.reload()
    opened.page.wait_for_selector("html[data-ready]")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert opened.page.evaluate("state.emphasis()") is None
    assert opened.pixel("kg:wales") == before
    assert open_page(wales).page.locator("#finding").count() == 0


def test_a_link_leads_to_where_one_looked_from(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    assert "at=" not in link(opened)
    length = opened.page.evaluate("history.length")
    for _ in range(3):
        opened.page.locator("#zoom-in").click()
    opened.page.locator("#canvas").focus()
    opened.page.keyboard.press("Shift+ArrowRight")
    fragment = link(opened)
    assert "at=" in fragment
    assert opened.page.evaluate("history.length") == length
    spots = [spot(opened) for opened in (opened, open_page(wales, fragment))]
    assert spots[0] == pytest.approx(spots[1], abs=3)
    damaged = open_page(wales, "#at=1,2&thing=kg:powys")
    assert "The address is damaged: at cannot be read." in damaged.page.locator("#status").inner_text()
    opened.page.locator("#fit").click()
    assert "at=" not in link(opened)


def spot(opened: Opened) -> tuple[float, ...]:
    return (*opened.spot("kg:wales"), *opened.spot("kg:powys"))


def test_what_was_dragged_goes_back(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    x, y = opened.spot("kg:alone")
    opened.page.mouse.move(x, y)
    opened.page.mouse.down()
    opened.page.mouse.move(x + 60, y - 40, steps=4)
    opened.page.mouse.up()
    assert opened.spot("kg:alone") == pytest.approx((x + 60, y - 40), abs=3)
    opened.page.keyboard.press("Control+z")
    assert opened.spot("kg:alone") == pytest.approx((x, y), abs=3)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_what_is_chosen_stands_beside_what_is_said(
    open_page: Opener, wales: Picture, size: tuple[int, int]
) -> None:
    opened = open_page(wales, viewport={"width": size[0], "height": size[1]})
    for thing in wales.things:
        opened.page.evaluate("(curie) => address.toThing(data.byCurie.get(curie))", thing.curie)
        x, y = opened.spot(thing.curie)
        box = opened.page.locator("#reading").bounding_box()
        assert box is not None
        assert not (box["x"] < x < box["x"] + box["width"] and box["y"] < y < box["y"] + box["height"]), thing

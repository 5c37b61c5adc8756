"""Finding, switching, widening, hiding, connecting and going through time, as a reader does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from views.conftest import Opened, Opener

    from irc_kg.views.picture import Picture

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
    assert "Nothing of that name" in opened.page.locator("#status").inner_text()
    field.fill("wal")
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#search-options").is_hidden()


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
    opened.page.locator("#predicates-fold summary").click()
    opened.page.locator("#predicates label", has_text="is part of").click()
    assert opened.page.evaluate("Object.keys(canvas.network.body.edges).length") == len(wales.relations) - 4
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
    opened.page.locator("#panel button", has_text="Widen").click()
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
    for field, text in (("#path-from", one), ("#path-to", other)):
        opened.page.locator(field).fill(text)
        opened.page.keyboard.press("Enter")


def test_the_shortest_connection_is_told_step_by_step(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    connect(opened, "RIF", "Powys")
    steps = opened.page.locator("#story-title ~ ol li").all_inner_texts()
    assert len(steps) == 3
    first = "Health and Social Care Regional Integration Fund is funded by Welsh Government."
    assert any(first in step for step in steps) or any("replaces" in step for step in steps)
    assert "Source: Joint position statement 2024, Wales, paragraph 3" in steps[0]
    assert opened.page.evaluate("[...state.emphasis().things].length") == 4
    assert opened.page.locator("#story-title").inner_text() == (
        "3 steps from Health and Social Care Regional Integration Fund to Powys Teaching Health Board"
    )
    opened.click("kg:wales")
    assert opened.page.locator("#story-title").is_visible()
    assert opened.page.locator("#panel-title").inner_text() == "Wales"
    opened.page.locator(".story button").click()
    assert opened.page.locator("#story-title ~ ol li").count() == 0
    assert opened.page.evaluate("state.chosen.path") is None
    assert opened.page.locator("#panel-title").inner_text() == "Wales"


def test_a_step_against_the_arrow_is_told_in_its_own_words(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    connect(opened, "Welsh Government", "RIF")
    (step,) = opened.page.locator("#story-title ~ ol li").all_inner_texts()
    assert "Welsh Government funds Health and Social Care Regional Integration Fund." in step


def test_what_is_not_connected_is_said_so(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    connect(opened, "Wales", "Unconnected")
    assert "Nothing that the key shows connects Wales with Unconnected Compendium." in (
        opened.page.locator("#path-said").inner_text()
    )
    opened.page.locator("#path-to").fill("nothing")
    opened.page.locator("#path-find").click()
    assert "Choose two things first" in opened.page.locator("#path-said").inner_text()


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
    assert (
        "At the end of 2019: 6 of 7 dated things in force." in opened.page.locator("#time-said").inner_text()
    )
    opened.page.locator("#year").fill("2022")
    assert ICF not in opened.shown()
    assert RIF in opened.shown()
    opened.page.locator("#year").fill("2013")
    assert "kg:healthier-wales" not in opened.shown()
    opened.page.locator("#any-time").check()
    assert len(opened.shown()) == len(wales.things)


def test_a_thing_out_of_its_time_says_why_it_is_not_drawn(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={ICF}")
    opened.page.locator("#year").fill("2024")
    assert "It was not in force at the end of 2024." in opened.panel


def test_the_picture_stands_still_until_it_is_let_go(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, reduced_motion="no-preference")
    places = "() => JSON.stringify(canvas.network.getPositions())"
    before = opened.page.evaluate(places)
    assert opened.page.evaluate("canvas.network.physics.physicsEnabled") is False
    opened.page.locator("#move").click()
    opened.page.wait_for_function(
        "(before) => JSON.stringify(canvas.network.getPositions()) !== before", arg=before
    )
    opened.page.locator("#move").click()
    still = opened.page.evaluate(places)
    opened.page.wait_for_timeout(200)
    assert opened.page.evaluate(places) == still
    opened.page.locator("#reset").click()
    assert opened.page.evaluate(places) == before


def test_what_is_pinned_stays_while_the_rest_moves(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={ICF}", reduced_motion="no-preference")
    opened.page.locator("#panel button", has_text="Pin").click()
    place = "(curie) => JSON.stringify(canvas.network.getPosition(data.byCurie.get(curie)))"
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
    before = opened.page.evaluate("() => JSON.stringify(canvas.network.getPositions())")
    opened.page.locator("#move").click()
    opened.page.wait_for_function(
        "(before) => JSON.stringify(canvas.network.getPositions()) !== before", arg=before
    )
    assert opened.page.evaluate("canvas.network.physics.physicsEnabled") is False


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
    first = opened.page.evaluate("data.importance[0]")
    assert first in opened.page.evaluate("labels.shown()")


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

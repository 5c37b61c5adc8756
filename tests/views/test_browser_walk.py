"""The picture for who cannot see it: what it shows, finding a thing, following a way, connecting two.

All by keyboard, and told by the live region, as a screen reader reads it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from irc_kg.views.picture import Headline

if TYPE_CHECKING:
    from views.conftest import Opened, Opener

    from irc_kg.views.picture import Picture


def says(opened: Opened, *keys: str) -> str:
    """What is told after the last of some keys."""
    for key in keys:
        opened.page.keyboard.press(key)
    text: str = opened.page.locator("#status").inner_text()
    return text


def focused(opened: Opened) -> str:
    return str(opened.page.evaluate("document.activeElement.id"))


@pytest.fixture
def opened(open_page: Opener, wales: Picture) -> Opened:
    """The picture with the focus in it, reached by keys alone."""
    told = open_page(replace(wales, headline=Headline("1 of 2 funds has ended.", (wales.things[3].iri,))))
    for key in ("Tab", "Tab", "Enter"):
        told.page.keyboard.press(key)
    assert focused(told) == "canvas"
    return told


def test_the_overview_tells_what_the_picture_shows(opened: Opened) -> None:
    assert says(opened, "s") == (
        "What is in place for integrated care in Wales? 1 of 2 funds has ended. "
        "12 things and 16 relations shown: 4 Public body, 2 Fund, 2 Document, 2 Goal, 1 Nation, 1 Strategy. "
        "Best connected: Wales with 7 relations, Welsh Government with 6 relations, "
        "Integrated Care Fund with 5 relations."
    )


def test_a_thing_is_found_and_its_neighbours_told(opened: Opened) -> None:
    assert says(opened, "n") == "Choose a thing first: press an arrow key"
    says(opened, "/")
    assert focused(opened) == "search"
    opened.page.keyboard.type("icf")
    assert says(opened) == "2 things found"
    says(opened, "Enter")
    while focused(opened) != "canvas":
        opened.page.keyboard.press("Tab")
    assert says(opened, "n") == "1 of 5: is funded by Welsh Government, Public body"
    assert says(opened, "n").startswith(
        "2 of 5: was replaced by Health and Social Care Regional Integration Fund"
    )
    assert says(opened, "Shift+N") == "1 of 5: is funded by Welsh Government, Public body"
    assert says(opened, "Shift+N").startswith("5 of 5: concerns Keep people well before they fall ill, Goal")
    assert opened.page.evaluate("data.things[state.chosen.thing].label") == "Integrated Care Fund"


def test_steps_lead_on_and_back(opened: Opened) -> None:
    length = opened.page.evaluate("history.length")
    opened.page.evaluate("address.toThing(data.byCurie.get('kg:integrated-care-fund'), true)")
    assert says(opened, "Backspace") == "There is no step to go back"
    says(opened, "n")
    assert (
        says(opened, " ") == "1 step from Integrated Care Fund: Welsh Government, Public body, 6 neighbours"
    )
    told = says(opened, "Shift+N")
    assert told == "6 of 6: governs Wales, Nation"
    assert says(opened, " ") == "2 steps from Integrated Care Fund: Wales, Nation, 7 neighbours"
    assert (
        says(opened, "Backspace") == "Back at Welsh Government, Public body. 1 step from Integrated Care Fund"
    )
    assert says(opened, "Backspace") == "Back at Integrated Care Fund, Fund."
    assert opened.page.evaluate("data.things[state.chosen.thing].label") == "Integrated Care Fund"
    assert opened.page.evaluate("history.length") == length


def test_two_things_are_connected_and_each_step_is_told(opened: Opened) -> None:
    says(opened, "Home", "c")
    assert focused(opened) == "path-to"
    assert opened.page.locator("#path-from").input_value() == "Wales"
    opened.page.keyboard.type("rif")
    told = says(opened, "Enter")
    assert told.startswith(
        "2 ways from Wales to Health and Social Care Regional Integration Fund. Way 1: 2 steps, by"
    )
    assert opened.page.evaluate("document.activeElement.id") == "story-title"
    says(opened, "Escape")
    assert focused(opened) == "canvas"
    assert says(opened, "n").startswith("Step 1 of 2: Wales ")
    assert says(opened, "n").startswith("Step 2 of 2: ")
    assert " Way 2: 2 steps, by way of " in says(opened, "v")
    assert says(opened, "n").startswith("Step 1 of 2: Wales ")
    says(opened, "Home", "Escape")
    assert opened.page.evaluate("[state.chosen.thing, state.chosen.ways.way === 0]") == [None, False]
    says(opened, "Escape")
    assert opened.page.evaluate("state.chosen.ways") is None


def test_focus_stays_in_the_page_when_what_had_it_goes(opened: Opened) -> None:
    says(opened, "Home", "Enter")
    assert focused(opened) == "panel-title"
    opened.page.locator("#panel button", has_text="Hide").focus()
    says(opened, "Enter")
    assert focused(opened) == "canvas"
    says(opened, "Home", "Enter")
    opened.page.locator("#reading .close").focus()
    says(opened, "Enter")
    assert focused(opened) == "canvas"
    opened.page.locator("[data-drawer=about]").focus()
    says(opened, "Enter")
    assert focused(opened) == "about-title"
    says(opened, "Escape")
    assert opened.page.evaluate("document.activeElement.dataset.drawer") == "about"

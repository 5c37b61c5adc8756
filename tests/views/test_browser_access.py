"""The page for everyone: by keyboard, by screen reader, large, narrow, dark, on paper."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from irc_kg.views.picture import Fact

if TYPE_CHECKING:
    from views.conftest import Opened, Opener

    from irc_kg.views.picture import Picture

ICF = "kg:integrated-care-fund"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_source() -> str:
    package = importlib.util.find_spec("axe_playwright_python")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def faults(opened: Opened) -> list[str]:
    """What axe finds, as rule and place."""
    if not opened.page.evaluate("'axe' in window"):
        opened.page.evaluate(axe_source())
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found: dict[str, Any] = opened.page.evaluate(f"axe.run(document, {json.dumps(options)})")
    assert len(found["passes"]) >= 15
    return [f"{fault['id']}: {node['target']}" for fault in found["violations"] for node in fault["nodes"]]


def open_relation(opened: Opened) -> None:
    opened.page.evaluate("address.toRelation(0)")


def open_search(opened: Opened) -> None:
    opened.page.locator("#search").fill("health")
    opened.page.keyboard.press("ArrowDown")


def open_path(opened: Opened) -> None:
    opened.page.locator("[data-drawer=connect]").click()
    for field, text in (("#path-from", "RIF"), ("#path-to", "Powys")):
        opened.page.locator(field).fill(text)
        opened.page.keyboard.press("Enter")


def open_table(opened: Opened) -> None:
    opened.page.locator("button[data-view=both]").click()
    opened.page.locator("#tab-relations").click()
    opened.page.locator("#relations thead button").first.click()


def open_year(opened: Opened) -> None:
    opened.page.evaluate(f"address.toThing(data.byCurie.get('{ICF}'))")
    opened.page.locator("#year").fill("2024")


def open_folds(opened: Opened) -> None:
    opened.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")


STATES: dict[str, Callable[[Opened], object]] = {
    "at first": lambda _: None,
    "a thing": lambda opened: opened.click(ICF),
    "a relation": open_relation,
    "search": open_search,
    "path": open_path,
    "table": open_table,
    "facts": lambda opened: opened.page.evaluate("view.show('table'); table.show('facts')"),
    "year": open_year,
    "key": lambda opened: opened.page.locator("[data-drawer=key]").click(),
    "connect": lambda opened: opened.page.locator("[data-drawer=connect]").click(),
    "about": lambda opened: opened.page.locator("[data-drawer=about]").click(),
    "folds": open_folds,
    "help": lambda opened: opened.page.locator("#help-open").click(),
    "csv": lambda opened: opened.page.evaluate("document.getElementById('csv').showModal()"),
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: Opener, wales: Picture, state: str, scheme: str) -> None:
    opened = open_page(wales, color_scheme=scheme)
    STATES[state](opened)
    assert faults(opened) == []


@pytest.mark.parametrize("size", [(320, 256), (390, 844), (640, 400), (1024, 768), (1920, 1080)])
def test_axe_finds_nothing_at_any_size_and_nothing_is_cut_off(
    open_page: Opener, wales: Picture, size: tuple[int, int]
) -> None:
    width, height = size
    opened = open_page(wales, f"#thing={ICF}", viewport={"width": width, "height": height})
    assert faults(opened) == []
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= width
    cut = opened.page.evaluate(
        """[...document.querySelectorAll("button, input, a, h1, h2, p, legend, summary")]
            .filter((one) => one.checkVisibility() && !one.closest(".rows, .unseen, dialog, .skip"))
            .filter((one) => innerHeight < 500 || !one.closest("#kinds, .tools, .actions")) // pushed along
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .map((one) => one.outerHTML)"""
    )
    assert cut == []
    assert opened.page.locator("#canvas").bounding_box()["height"] >= 150  # type: ignore[index]


def test_everything_that_can_be_pressed_is_large_enough(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={ICF}")
    small = opened.page.evaluate(
        """[...document.querySelectorAll("button, summary, label.check, input[type=text], input[type=range]")]
            .filter((one) => one.checkVisibility())
            .filter((one) => Math.min(one.offsetWidth, one.offsetHeight) < 24).map((one) => one.outerHTML)"""
    )
    assert small == []


def focused(opened: Opened) -> str:
    return str(opened.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))


def test_a_walk_with_the_keyboard_alone(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    keys = opened.page.keyboard
    keys.press("Tab")
    assert focused(opened) == "Skip to search"
    keys.press("Enter")
    assert focused(opened) == "search"
    keys.type("wales")
    keys.press("Enter")
    assert opened.page.locator("#panel h2").inner_text() == "Wales"
    while focused(opened) != "canvas":
        keys.press("Tab")
    keys.press("Enter")
    assert focused(opened) == "panel-title"
    while focused(opened) != "Welsh Government":
        keys.press("Tab")
    keys.press("Enter")
    expect(opened.page.locator("#panel h2")).to_have_text("Welsh Government")
    assert focused(opened) == "panel-title"
    keys.press("Escape")
    assert focused(opened) == "canvas"
    assert opened.page.locator("#panel").is_hidden()
    keys.press("Escape")
    assert opened.page.evaluate("state.chosen.thing") is None


def test_the_focus_always_shows(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={ICF}")
    opened.page.locator("button[data-view=both]").click()
    seen = set()
    for _ in range(120):
        opened.page.keyboard.press("Tab")
        name, width = opened.page.evaluate(
            "[document.activeElement.outerHTML, getComputedStyle(document.activeElement).outlineWidth]"
        )
        if opened.page.evaluate("document.activeElement === document.body"):
            break
        assert width == "3px", name
        seen.add(name)
    assert len(seen) > 30


def test_the_arrow_keys_reach_every_thing(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    reached = opened.page.evaluate(
        """() => {
            const start = data.importance[0];
            const reached = new Set([start]);
            const waiting = [start];
            while (waiting.length) {
                const n = waiting.pop();
                for (const way of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
                    state.select({ thing: n });
                    const next = keys.towards(way);
                    if (next !== null && !reached.has(next)) { reached.add(next); waiting.push(next); }
                }
            }
            return reached.size;
        }"""
    )
    assert reached == len(wales.things)


def test_every_key_of_the_help_does_what_it_says(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    keys = opened.page.keyboard
    canvas = opened.page.locator("#canvas")
    title = opened.page.locator("#panel h2")
    canvas.focus()
    keys.press("Home")
    assert title.inner_text() == "Wales"
    keys.press("ArrowDown")
    assert title.inner_text() != "Wales"
    scale = opened.page.evaluate("canvas.scaleNow()")
    keys.press("+")
    assert opened.page.evaluate("canvas.scaleNow()") > scale
    keys.press("-")
    keys.press("-")
    assert opened.page.evaluate("canvas.scaleNow()") < scale
    keys.press("0")
    assert opened.page.evaluate("canvas.scaleNow() === camera.home().scale")
    left = opened.page.evaluate("camera.now().ox")
    keys.press("Shift+ArrowRight")
    assert opened.page.evaluate("camera.now().ox") < left
    keys.press("Home")
    keys.press("p")
    assert opened.page.evaluate("state.chosen.pinned.size") == 1
    keys.press("o")
    assert "kg:prevention" not in opened.shown()
    keys.press("ArrowDown")
    keys.press("w")
    keys.press("a")
    assert len(opened.shown()) == len(wales.things)
    keys.press("Home")
    keys.press("h")
    assert "kg:wales" not in opened.shown()
    keys.press("r")
    assert "kg:wales" in opened.shown()
    keys.press("/")
    assert focused(opened) == "search"
    keys.press("Tab")
    keys.press("Control+k")
    assert focused(opened) == "search"
    canvas.focus()
    keys.press("t")
    assert focused(opened) == "table"
    canvas.focus()
    keys.press("?")
    assert opened.page.locator("#help").is_visible()
    assert opened.page.locator("#keys dt").count() >= 14
    keys.press("Escape")
    assert opened.page.locator("#help").is_hidden()


def test_letters_mean_nothing_outside_the_picture(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={ICF}")
    opened.page.locator("#fit").focus()
    for key in "hopwar?/":
        opened.page.keyboard.press(key)
    assert len(opened.shown()) == len(wales.things)
    assert opened.page.locator("#help").is_hidden()
    assert focused(opened) == "fit"


def test_what_happens_is_said_aloud(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    status = opened.page.locator("#status")
    assert status.get_attribute("role") == "status"
    opened.click(ICF)
    assert status.inner_text() == "Integrated Care Fund, Fund, 5 relations"
    opened.page.locator("#panel button", has_text="Hide").click()
    assert status.inner_text() == "Integrated Care Fund is hidden; 11 things and 11 relations shown"
    opened.page.locator("#kinds label", has_text="Goal").click()
    assert status.inner_text() == "Goal: not shown"
    opened.page.locator("#year").fill("2020")
    assert "At the end of 2020" in status.inner_text()


def test_dark_and_light_draw_on_their_own_page(open_page: Opener, wales: Picture) -> None:
    light, dark = (open_page(wales, color_scheme=scheme) for scheme in ("light", "dark"))
    grounds = [
        opened.page.evaluate("getComputedStyle(document.body).backgroundColor") for opened in (light, dark)
    ]
    assert grounds == ["rgb(255, 255, 255)", "rgb(20, 24, 29)"]
    assert light.pixel("kg:prevention") != dark.pixel("kg:prevention")
    assert light.page.evaluate("canvas.colours().text") != dark.page.evaluate("canvas.colours().text")
    dark.page.emulate_media(color_scheme="light")
    dark.page.wait_for_function("() => canvas.colours().page === '#ffffff'")
    assert dark.pixel("kg:prevention") == light.pixel("kg:prevention")


def test_paper_shows_the_picture_its_key_and_every_row(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={ICF}", color_scheme="dark")
    opened.page.emulate_media(media="print", color_scheme="dark")
    opened.page.wait_for_function("() => canvas.colours().text === '#000000'")
    for hidden in (
        "#search",
        "#zoom-in",
        "#filter",
        "#path-from",
        "#help-open",
        "#year",
        "#canvas",
        "#panel",
    ):
        assert opened.page.locator(hidden).is_hidden()
    for shown in ("h1", ".sentence", "#paper", "#kinds", "#print"):
        assert opened.page.locator(shown).is_visible()
    said = opened.page.locator("#print").inner_text()
    assert said.startswith("What is stated\n")
    assert "Integrated Care Fund (Fund, from 2014 until 31 March 2022): A programme that pays" in said
    assert "; was replaced by Health and Social Care Regional Integration Fund [1]; " in said
    assert "Powys Teaching Health Board" in said
    assert "[1]\u00a0Joint position statement 2024, Wales, paragraph 3" in said
    assert "[no source]" in said


def test_a_large_table_is_printed_whole(open_page: Opener, large: Picture) -> None:
    opened = open_page(large, "#view=table")
    assert opened.page.locator("#things tbody tr").count() == 200
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator("#things tbody tr").count() == 5_000
    assert opened.page.locator("#relations tbody tr").count() == 10_000


@pytest.mark.parametrize("shown", ["table", "both", "picture"])
def test_what_is_seen_is_what_is_printed(open_page: Opener, wales: Picture, shown: str) -> None:
    opened = open_page(wales)
    opened.page.locator(f"button[data-view={shown}]").click()
    opened.page.wait_for_function(
        "() => [0, canvas.drawing.width].includes(Math.round(canvas.box.clientWidth * canvas.ratio()))"
    )
    assert opened.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    opened.page.emulate_media(media="print")
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    opened.page.wait_for_function("() => canvas.colours().text === '#000000'")
    assert opened.page.locator("#paper").is_visible() is (shown != "table")
    assert opened.page.locator("#kinds").is_visible() is (shown != "table")
    assert opened.page.locator("#things").is_visible() is (shown != "picture")
    assert opened.page.locator("#print").is_visible() is (shown == "picture")
    assert opened.page.locator("#things tbody tr").count() == len(wales.things)
    inked = opened.page.evaluate(
        """() => {
            const paper = document.getElementById("paper");
            if (!paper.checkVisibility()) return null;
            const { data } = paper.getContext("2d").getImageData(0, 0, paper.width, paper.height);
            return data.some((value) => value > 0);
        }"""
    )
    assert inked is (None if shown == "table" else True)


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page\b(?!s)", pdf))


def test_a_picture_of_sixty_things_takes_three_sheets(open_page: Opener, wales: Picture) -> None:
    """However much is said of them: each with a long definition, many statements and sources of its own."""
    long = "A programme that pays for work to keep the most vulnerable people well and independent. " * 3
    facts = tuple(Fact("supports", f"{long} {n}", citations=(f"A long register, row {n}",)) for n in range(4))
    things = tuple(
        replace(
            wales.things[3],
            iri=f"x:{n}",
            curie=f"x:{n}",
            label=f"Fund {n} for health and social care",
            definition=long,
            definition_citations=(f"A statement of many sections, section {n}, paragraph 1",),
            statements=facts,
        )
        for n in range(60)
    )
    relations = tuple(
        replace(
            wales.relations[0], subject=f"x:{n}", object=f"x:{(n * 7 + m) % 60}", citations=(f"Row {n}.{m}",)
        )
        for n in range(60)
        for m in range(1, 3)
    )
    opened = open_page(replace(wales, things=things, relations=relations))
    assert sheets(opened.page.pdf(prefer_css_page_size=True)) <= 3
    opened.page.emulate_media(media="print")
    opened.page.wait_for_function("() => canvas.colours().text === '#000000'")
    said = opened.page.locator("#print").inner_text()
    assert said.count("is funded by") == len(relations)
    assert re.search(r"\d+ more statements in the table of the page\.", said)
    few = open_page(wales)
    assert sheets(few.page.pdf(prefer_css_page_size=True)) <= 2


def test_forced_colours_show_what_is_pressed_and_chosen(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={ICF}&view=both&off=Goal", forced_colors="active")
    look = """(one) => {
        const style = getComputedStyle(one);
        return ["outline", "borderTop", "textDecorationLine", "color"].map((name) => style[name]);
    }"""
    pairs = (
        ("button[data-view=both]", "button[data-view=table]"),
        ("#tab-things", "#tab-facts"),
        ("#things tr[aria-current] td >> nth=0", "#things tr:not([aria-current]) td >> nth=0"),
        (".chip:has-text('Fund')", ".chip:has-text('Goal')"),
        ("#fit", "#undo"),  # what cannot be pressed
    )
    opened.page.locator("[data-drawer=key]").click()
    for one, other in (*pairs, ("[data-drawer=key]", "[data-drawer=about]")):
        looks = [opened.page.locator(name).evaluate(look) for name in (one, other)]
        assert looks[0] != looks[1], one
    assert faults(opened) == []


def test_no_scroller_leads_into_white(open_page: Opener, wales: Picture) -> None:
    for size in ((1280, 800), (390, 844), (320, 256)):
        for fragment in ("", "#view=table&tab=facts", f"#thing={ICF}&view=both"):
            opened = open_page(wales, fragment, viewport={"width": size[0], "height": size[1]})
            beyond = opened.page.evaluate(
                """() => {
                    const end = document.documentElement.scrollHeight;
                    const seen = [...document.querySelectorAll("body *:not(.unseen, .skip, .chip input)")]
                        .filter((one) => one.checkVisibility())
                        .filter((one) => !one.closest(".unseen, dialog, .rows, .drawer"));
                    return end - Math.max(...seen.map((one) => one.getBoundingClientRect().bottom + scrollY));
                }"""
            )
            assert beyond < 40, (size, fragment)
            opened.page.context.close()


def test_the_page_prints_on_a4(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, f"#thing={ICF}", color_scheme="dark")
    pdf = opened.page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert sizes
    assert all((round(float(width)), round(float(height))) == (595, 842) for width, height in sizes)
    assert opened.page.evaluate("canvas.colours().text") != "#000000"

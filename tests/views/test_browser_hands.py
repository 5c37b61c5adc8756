"""The picture under the hand: pointing says who says so, the wheel keeps it in view, it comes to rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from views.conftest import Opened, Opener

    from irc_kg.views.picture import Picture

PART = "kg:aneurin-bevan https://w3id.org/irc-kg/ontology#partOf kg:wales"
# How many marks stand in the canvas.
IN_VIEW = """() => canvas.marks().filter((m) => {
    const { x, y } = frames.spot(camera.now(), m);
    return x >= 0 && y >= 0 && x <= camera.now().width && y <= camera.now().height;
}).length"""


def on_line(opened: Opened) -> tuple[float, float]:
    """A point of the window at which one line is hit."""
    x, y = opened.page.evaluate(
        """(key) => {
            const r = data.byRelationKey(key);
            const { left, top } = canvas.drawing.getBoundingClientRect();
            for (let share = 0.1; share < 0.9; share += 0.02) {
                const { x, y } = lines.along(camera.now(), r, share);
                if (camera.hit(x, y)?.relation === r) return [left + x, top + y];
            }
        }""",
        PART,
    )
    return x, y


def test_pointing_at_a_line_says_the_sentence_and_its_source(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    tip = opened.page.locator("#tip")
    assert tip.is_hidden()
    opened.page.mouse.move(*on_line(opened))
    expect(tip).to_contain_text("Aneurin Bevan University Health Board is part of Wales.")
    expect(tip).to_contain_text("Joint position statement 2024, Wales, paragraph 1")
    spot = tip.bounding_box()
    assert spot is not None
    opened.page.mouse.move(spot["x"] + 20, spot["y"] + 10)
    opened.page.wait_for_timeout(700)  # longer than it takes to go
    expect(tip).to_be_visible()
    opened.page.evaluate("address.toThing(data.byCurie.get('kg:wales'))")
    opened.page.mouse.move(*on_line(opened))
    expect(tip).to_be_visible()
    opened.page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    assert opened.page.evaluate("data.things[state.chosen.thing].curie") == "kg:wales"


def test_a_relation_with_the_focus_says_the_same(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, "#thing=kg:aneurin-bevan")
    opened.page.locator("#panel a.verb", has_text="is part of").first.focus()
    expect(opened.page.locator("#tip")).to_contain_text("Joint position statement 2024, Wales, paragraph 1")


def test_the_wheel_never_loses_the_picture(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales)
    opened.page.locator("#canvas").hover(position={"x": 30, "y": 30})
    home = opened.page.evaluate("camera.home().scale")
    for _ in range(40):
        opened.page.mouse.wheel(0, -300)
    assert home < opened.page.evaluate("canvas.scaleNow()") <= max(4, 3 * home) + 1e-6
    assert opened.page.evaluate(IN_VIEW) > 0
    for _ in range(80):
        opened.page.mouse.wheel(0, 300)
    assert 0.5 * home < opened.page.evaluate("canvas.scaleNow()") < home
    for _ in range(40):
        opened.page.evaluate("camera.pan(400, 300)")
    assert opened.page.evaluate(IN_VIEW) > 0


def test_what_moves_stays_in_view_and_comes_to_rest(open_page: Opener, wales: Picture) -> None:
    opened = open_page(wales, reduced_motion="no-preference")
    before = opened.page.evaluate("[...camera.now().scene.x].join(' ')")
    opened.page.locator("#move").click()
    assert opened.page.locator("#move").get_attribute("aria-pressed") == "true"
    expect(opened.page.locator("#move")).to_have_attribute("aria-pressed", "false")  # by itself
    assert opened.page.evaluate("[...camera.now().scene.x].join(' ')") != before
    opened.page.evaluate(
        "async () => { while (!canvas.isSettled()) await new Promise(requestAnimationFrame); }"
    )
    assert opened.page.evaluate(IN_VIEW) == len(wales.things)

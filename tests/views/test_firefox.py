"""The pages in Firefox too: they open, draw, and are read by mouse and by keyboard."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from views.conftest import PATIENCE, rendered
from views.firefox import running
from views.test_browser_access import RULES, axe_source

import irc_kg
from irc_kg.views.picture import Headline

if TYPE_CHECKING:
    from views.firefox import Firefox

    from irc_kg.views.picture import Picture

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import firefox as installed

ENTER, ESCAPE, DOWN = "\ue007", "\ue00c", "\ue015"
READY = """new Promise((done) => { const look = () => document.documentElement.dataset.ready
    ? done(true) : setTimeout(look, 20); look(); })"""
# Whether anything is drawn where each thing stands: how little one sees through each spot.
DRAWN = """(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const { width, height } = canvas.drawing;
    const pixels = canvas.drawing.getContext("2d").getImageData(0, 0, width, height).data;
    const ratio = width / canvas.box.clientWidth;
    return [...canvas.drawn.things].map(canvas.place)
        .map(({ x, y }) => 4 * (Math.round(y * ratio) * width + Math.round(x * ratio)))
        .map((at) => pixels[at + 3]);
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    executable = installed.find()
    if executable is None:
        pytest.skip("there is no Firefox here: tools/firefox.py installs one")
    with running(executable, tmp_path_factory.mktemp("profile"), PATIENCE) as firefox:
        yield firefox


def pictures(wales: Picture) -> dict[str, Picture]:
    """A picture of the tests, and some of the project that are laid out in other ways."""
    project = irc_kg.open()
    shipped = {name: project.view(name).picture for name in ("barriers", "successions", "success-model")}
    lit = replace(wales, headline=Headline("1 of 2 funds has ended.", (wales.things[3].iri,)))
    return {"wales": lit, **shipped}


def test_pages_open_and_are_read_in_firefox(browser: Firefox, wales: Picture, tmp_path: Path) -> None:
    for name, picture in pictures(wales).items():
        path = tmp_path / f"{name}.html"
        path.write_text(rendered(picture), encoding="utf-8", newline="\n")
        browser.open(path.as_uri())
        assert browser.evaluate(READY) is True
        drawn = browser.evaluate(DRAWN)
        assert len(drawn) == len(picture.things)
        assert all(drawn), name
        read_by_hand(browser)
        browser.run(axe_source())
        options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        found = browser.evaluate(f"axe.run(document, {json.dumps(options)})")
        assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found["violations"]] == []
    assert browser.trouble == []


def read_by_hand(browser: Firefox) -> None:
    """A click on a thing, then keys alone: another thing, its neighbours, letting go, taking back."""
    x, y, label = browser.evaluate(
        """(() => {
            const { x, y } = canvas.place(data.importance[0]);
            const { left, top } = canvas.drawing.getBoundingClientRect();
            return [left + x, top + y, data.things[data.importance[0]].label];
        })()"""
    )
    heading = "document.getElementById('panel-title')?.textContent"
    browser.click(x, y)
    assert browser.evaluate(heading) == label
    assert browser.evaluate("document.activeElement.id") == "canvas"
    assert "thing=" in browser.evaluate("location.hash")
    browser.press("n")
    assert browser.evaluate("document.getElementById('status').textContent").startswith("1 of ")
    browser.press(" ")
    assert browser.evaluate(heading) != label
    browser.press("h")
    assert browser.evaluate("state.chosen.hidden.size") == 1
    browser.ask("input.releaseActions", {"context": browser.tab})
    browser.press(ESCAPE, ENTER)
    assert browser.evaluate("state.chosen.thing") is None
    browser.evaluate("undo.back()")
    assert browser.evaluate("state.chosen.hidden.size") == 0

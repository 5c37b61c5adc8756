"""The one file of the shipped graph is all of the site: the same answers, and small enough to mail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sites.conftest import Visit
from views.conftest import PATIENCE

MOST_BYTES = 2_000_000
EVERY = 5  # pages, of which one is compared
TEXTS = """(texts) => texts.map((text) => cellsIn(new DOMParser().parseFromString(text, "text/html")))"""
CELLS = """void (window.cellsIn = (part) => [
    part.querySelector("h1").textContent,
    ...[...part.querySelectorAll("main tr")].map((row) => [...row.cells].map((cell) => cell.textContent)),
])"""
SHOW = """async (paths) => {
    const found = [];
    for (const path of paths) {
        const before = document.getElementById("main");
        location.hash = `#/${path}`;
        while (document.getElementById("main") === before) await new Promise((done) => setTimeout(done));
        found.push(cellsIn(document));
    }
    return found;
}"""


def test_it_is_small_enough_to_mail(one_file: Path) -> None:
    assert one_file.stat().st_size <= MOST_BYTES


@pytest.mark.timeout(4 * PATIENCE)
def test_its_pages_have_the_rows_of_those_of_the_site(shipped: Path, one_file: Path, visit: Visit) -> None:
    assert differing_pages(shipped, visit(one_file), EVERY) == []


def differing_pages(shipped: Path, tab: Page, step: int) -> list[str]:
    """Those of some pages of the site whose tables are others in the one file that a tab shows."""
    pages = sorted(path.relative_to(shipped).as_posix() for path in shipped.rglob("*.html"))
    paths = [path for path in pages if path != "index.html" and _main_of(shipped / path)][::step]
    assert len(paths) > 500
    tab.evaluate(CELLS)
    shown = tab.evaluate(SHOW, paths)
    stands = tab.evaluate(TEXTS, [_main_of(shipped / path) for path in paths])
    assert sum(len(cells) > 1 for cells in shown) > 300
    return [path for path, one, other in zip(paths, shown, stands, strict=True) if one != other]


def _main_of(path: Path) -> str:
    """What a page of the site says, without its frame; of a page without one nothing."""
    found = re.search(
        '<main id="main" tabindex="-1" class=.*</main>', path.read_text(encoding="utf-8"), re.DOTALL
    )
    return found[0] if found else ""

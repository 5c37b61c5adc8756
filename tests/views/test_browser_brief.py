"""A brief as a page in a real browser: for everyone, dark, narrow, and on paper."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

import irc_kg
from irc_kg.publishing.documents import write_html

ROOT = Path(__file__).resolve().parents[2]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = {"width": 360, "height": 740}

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("brief") / "roles.html"
    with written.open("w", encoding="utf-8", newline="\n") as out:
        write_html(irc_kg.open(ROOT).brief("integrated care roles"), out)
    return written


@pytest.fixture
def open_brief(browser: Browser, path: Path) -> Iterator[Opener]:
    """Opens the page with the network off; one that fetches or complains fails the test."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def opener(**settings: object) -> Page:
        context = browser.new_context(offline=True, **settings)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: trouble.append(said.text))
        page.on("request", lambda asked: trouble.extend([] if asked.url.startswith("file:") else [asked.url]))
        page.goto(path.as_uri())
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not trouble


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1000, "height": 800}, NARROW], ids=["wide", "narrow"])
def test_axe_finds_no_fault(open_brief: Opener, scheme: str, viewport: dict[str, int]) -> None:
    page = open_brief(color_scheme=scheme, viewport=viewport)
    package = importlib.util.find_spec("axe_playwright_python")
    assert package is not None
    assert package.origin is not None
    page.evaluate((Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    assert len(found["passes"]) >= 10
    assert [fault["id"] for fault in found["violations"]] == []


def test_nothing_is_wider_than_a_telephone(open_brief: Opener) -> None:
    page = open_brief(viewport=NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_a_number_leads_to_its_reference(open_brief: Opener) -> None:
    page = open_brief()
    page.locator(".mark a", has_text="4").first.click()
    assert "Respiratory community calls" in page.locator("li:target").inner_text()


def test_it_is_one_page_of_paper(open_brief: Opener) -> None:
    paper = open_brief().pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Count (\d+)", paper) == [b"1"]

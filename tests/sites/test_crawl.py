"""Every page of the shipped site opens in a real Chromium, from a disk and from below a path of a server."""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import firefox as installed
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sites.conftest import SUB_PATH
from views.conftest import PATIENCE
from views.firefox import running
from views.test_browser_access import RULES, axe_source

ATTRIBUTES = re.compile(r'\s(href|src|srcset|id|data-kind)="([^"]*)"')
MOST_OF_FOLDER = 100  # pages, about, that are opened here
BATCH = 60  # pages that stand beside one another in the browser
EMPTY = '<!doctype html><title>Frames</title><link rel="icon" href="data:,"><body></body>'
FRAMES = """(addresses) => Promise.all(addresses.map((address) => new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.hidden = true; // it is read and run, and not drawn: others look at how pages look
    frame.onload = () => done();
    frame.src = address;
    document.body.append(frame);
}))).then(() => { document.body.replaceChildren(); })"""


@cache
def pages_of(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html")))


@cache
def attributes_of(path: Path) -> tuple[tuple[str, str], ...]:
    """The links and anchors of a page, as (attribute, value)."""
    text = path.read_text(encoding="utf-8")
    return tuple((name, html.unescape(value)) for name, value in ATTRIBUTES.findall(text))


def links_of(path: Path) -> Iterator[str]:
    for name, value in attributes_of(path):
        if name in {"href", "src", "srcset"}:
            yield value.split(" ")[0]


def kinds(folder: Path) -> dict[str, list[str]]:
    """The pages by their kind, the class of <main>; those without a frame of the site are one kind more."""
    found: dict[str, list[str]] = defaultdict(list)
    for page in pages_of(folder):
        main = re.search(r'<main [^>]*class="([^"]*)"', (folder / page).read_text(encoding="utf-8"))
        found[main[1] if main else "picture page"].append(page)
    return found


def samples(folder: Path) -> list[str]:
    """Of each kind of page the first, the largest and one in the middle; and one with long choices."""
    chosen = ["questions/policies-in-nation.html"]
    for pages in kinds(folder).values():
        largest = max(pages, key=lambda page: (folder / page).stat().st_size)
        chosen += dict.fromkeys([pages[0], pages[len(pages) // 2], largest])
    return chosen


def test_no_link_and_no_anchor_is_broken(shipped: Path) -> None:
    files = {path.relative_to(shipped).as_posix() for path in shipped.rglob("*") if path.is_file()}
    anchors = {
        page: {value for name, value in attributes_of(shipped / page) if name == "id"}
        for page in pages_of(shipped)
    }
    broken = []
    for page in pages_of(shipped):
        for link in links_of(shipped / page):
            if urlsplit(link).scheme:
                continue
            path, _, anchor = link.partition("#")
            target = _resolve(page, unquote(path)) if path else page
            if target not in files or (
                anchor and target in anchors and unquote(anchor) not in anchors[target]
            ):
                broken.append(f"{page}: {link}")
    assert not broken[:20]


def _resolve(page: str, link: str) -> str:
    """The path of a link from the root of the site."""
    parts: list[str] = list(PurePosixPath(page).parent.parts)
    for part in link.split("/"):
        if part == "..":
            parts.pop()
        elif part not in {".", ""}:
            parts.append(part)
    return "/".join(parts)


def test_every_page_is_reached_from_the_front_page(shipped: Path) -> None:
    seen, waiting = set(), ["index.html"]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        for link in links_of(shipped / page):
            path = link.partition("#")[0]
            if path and not urlsplit(link).scheme and path.endswith(".html"):
                waiting.append(_resolve(page, unquote(path)))
    assert not [page for page in pages_of(shipped) if page not in seen][:20]


def test_no_page_names_this_machine_or_runs_a_script_in_a_text(shipped: Path) -> None:
    for page in pages_of(shipped):
        text = (shipped / page).read_text(encoding="utf-8")
        assert str(shipped) not in text
        assert not re.search(r"<[^>]*\son[a-z]+=", text), page
        assert "javascript:" not in text


class Watched:
    """A context of the browser, with what it asked for and complained of."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.context = context
        self.requests: list[str] = []
        self.trouble: list[str] = []
        self.home = home
        context.set_default_timeout(1000 * PATIENCE)
        context.on("request", lambda request: self._note(request.url))
        context.on("console", lambda said: self.trouble.append(f"{said.type}: {said.text}"))
        context.on("weberror", lambda error: self.trouble.append(str(error.error)))
        context.on("requestfailed", lambda request: self.trouble.append(f"failed: {request.url}"))

    def _note(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:", "about:")):
            self.requests.append(url)


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("place", ["disk", "server"])
def test_pages_open_ask_for_nothing_elsewhere_and_complain_of_nothing(
    browser: Browser, shipped: Path, server: str, place: str
) -> None:
    home = server if place == "server" else f"{shipped.as_uri()}/"
    crawl(browser, shipped, home, some_of(shipped))


def some_of(folder: Path) -> list[str]:
    """Pages from every folder, of large ones one of several; `make reference` opens every page."""
    by_folder: dict[str, list[str]] = defaultdict(list)
    for page in pages_of(folder):
        by_folder[page.rpartition("/")[0]].append(page)
    return [page for pages in by_folder.values() for page in pages[:: max(1, len(pages) // MOST_OF_FOLDER)]]


def crawl(browser: Browser, folder: Path, home: str, pages: Sequence[str]) -> None:
    """Open pages of a site, and fail where one asks for what is elsewhere, or complains."""
    context = browser.new_context(viewport={"width": 800, "height": 600})
    page = context.new_page()
    # An empty page beside the site, in which others stand as frames: that is far quicker than one by one.
    above = folder.parents[SUB_PATH.count("/")]
    (above / "frames.html").write_text(EMPTY, encoding="utf-8")
    page.goto(home.removesuffix(f"{SUB_PATH}/") + "frames.html")
    watched = Watched(context, home)
    for batch in _batches(pages):
        page.evaluate(FRAMES, [home + path for path in batch])
    context.close()
    assert not watched.requests[:5]
    assert not watched.trouble[:5]


def _batches(pages: Iterable[str]) -> Iterator[list[str]]:
    waiting = list(pages)
    while waiting:
        yield waiting[:BATCH]
        waiting = waiting[BATCH:]


@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: Browser, shipped: Path, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(1000 * PATIENCE)
    found = {}
    for path in samples(shipped):
        page = context.new_page()
        page.goto((shipped / path).as_uri())
        if faults := axe_faults(page):
            found[path] = faults
        page.close()
    context.close()
    assert not found


def axe_faults(page: Page) -> list[str]:
    page.evaluate(axe_source())
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    result: dict[str, Any] = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in result["violations"]]


def test_without_scripts_the_text_is_there(browser: Browser, shipped: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    for kind, paths in kinds(shipped).items():
        if kind != "picture page":  # the interactive one; the page that leads to it has a drawing and a list
            page.goto((shipped / paths[0]).as_uri())
            assert len(page.locator("main").inner_text()) > 100, paths[0]
    context.close()


@pytest.mark.parametrize("width", [1280, 768, 390, 320])
def test_nothing_runs_over_the_edge(browser: Browser, shipped: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    wide = []
    for path in samples(shipped):
        page.goto((shipped / path).as_uri())
        if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
            wide.append(path)
    context.close()
    assert not wide


@pytest.mark.timeout(600)
def test_some_of_each_kind_open_in_firefox_too(shipped: Path, server: str, tmp_path: Path) -> None:
    executable = installed.find()
    if executable is None:
        pytest.skip("there is no Firefox here: tools/firefox.py installs one")
    (tmp_path / "profile").mkdir()
    from_elsewhere = []
    with running(executable, tmp_path / "profile", PATIENCE) as browser:
        for base in (f"{shipped.as_uri()}/", server):
            for path in samples(shipped):
                browser.open(base + path)
                assert browser.evaluate("document.querySelector('h1').textContent.length") > 0, path
                asked = browser.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
                from_elsewhere += [url for url in asked if not url.startswith((base, "data:", "blob:"))]
        assert browser.trouble == []
    assert from_elsewhere == []

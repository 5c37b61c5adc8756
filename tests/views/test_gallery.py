"""The index of all pictures, and the pages beside it: groups, thumbnails, and links that lead somewhere."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser
from running import RunCommand

import irc_kg
from irc_kg.views.drawing import to_thumbnail
from irc_kg.views.drawing.pen import DARK, LIGHT
from irc_kg.views.gallery import (
    GalleryEntry,
    file_names,
    name_of_choice,
    neighbours_of,
    write_index,
    write_pages,
)
from irc_kg.views.picture import Headline, Picture

OF_A_LINE = """#+ summary: Where does {line} stop?
#+ tags: [stops]
#+ defaults:
#+   - line: Red line
CONSTRUCT { ?_line_iri town:stopsAt ?stop } WHERE { ?_line_iri town:stopsAt ?stop }
"""
WICKED = "</a><script>alert(1)</script>\"'<img src=x onerror=alert(1)>\u202e\ud800"


class Links(HTMLParser):
    """Where the links of a page lead, the images it shows, and its headings."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.images: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append(tag)
        self.targets += [str(known["href"])] if tag == "a" else []
        self.images += [str(known.get("src") or known.get("srcset"))] if tag in {"img", "source"} else []

    def handle_data(self, data: str) -> None:
        self.words += [data.strip()] if data.strip() else []


@pytest.fixture
def town(miniature: Path) -> Path:
    (miniature / "queries" / "views" / "line.rq").write_text(OF_A_LINE, encoding="utf-8")
    return miniature


def test_a_view_of_one_of_a_few_things_has_a_page_for_each(
    irc_kg: RunCommand, town: Path, tmp_path: Path
) -> None:
    run = irc_kg("view", "--all", "-o", tmp_path / "all", "--root", town)
    assert run.code == 0, run.err
    names = {path.name for path in (tmp_path / "all").iterdir()}
    assert names == {"index.html", "line-blue-line.html", "line-red-line.html", "lines.html"}
    index = Links(tmp_path / "all" / "index.html")
    assert {"Where does Blue line stop?", "Where does Red line stop?", "Stops", "Other pictures"} <= set(
        index.words
    )


def test_pages_lead_back_to_the_index_and_across(irc_kg: RunCommand, town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    irc_kg("view", "--all", "-o", folder, "--root", town)
    pages = {path.name: Links(path) for path in folder.iterdir()}
    for name, page in pages.items():
        leading = {unquote(target) for target in page.targets if re.fullmatch(r"[\w%-]+\.html", target)}
        assert leading == set(pages) - {name}
    # A picture by itself leads nowhere.
    irc_kg("view", "lines", "-o", tmp_path / "lines.html", "--root", town)
    assert not [target for target in Links(tmp_path / "lines.html").targets if target.endswith(".html")]


def test_each_picture_has_a_thumbnail_for_a_light_and_for_a_dark_page(
    irc_kg: RunCommand, town: Path, tmp_path: Path
) -> None:
    irc_kg("view", "--all", "-o", tmp_path / "all", "--root", town)
    images = Links(tmp_path / "all" / "index.html").images
    texts = [base64.b64decode(image.removeprefix("data:image/svg+xml;base64,")) for image in images]
    assert len(set(texts)) == len(texts) == 6
    for n, text in enumerate(texts):
        page = next(ET.fromstring(text).iter("{http://www.w3.org/2000/svg}rect"))  # noqa: S314
        assert page.get("fill") == (DARK if n % 2 == 0 else LIGHT).page


def test_the_index_opens_without_a_network_and_shows_its_thumbnails(
    browser: Browser, wales: Picture, tmp_path: Path
) -> None:
    entries = [GalleryEntry(f"{n}.html", wales, "nations") for n in range(2)]
    write_index(entries, tmp_path, "All")
    context = browser.new_context(offline=True, color_scheme="dark")
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda said: trouble.append(said.text))
    page.goto((tmp_path / "index.html").as_uri())
    widths = page.evaluate("[...document.images].map((image) => image.naturalWidth)")
    shown = page.evaluate("document.images[0].currentSrc")
    context.close()
    assert widths == [640, 640]
    assert not trouble
    assert to_thumbnail(wales, 640, 360, DARK).encode() == base64.b64decode(shown.split(",")[1])


def test_a_finding_stands_on_its_card_and_labels_are_text(wales: Picture, tmp_path: Path) -> None:
    wicked = replace(wales, question=WICKED, headline=Headline(WICKED))
    entries = [GalleryEntry("a b#.html", wicked, WICKED), GalleryEntry("plain.html", wales)]
    write_index(entries, tmp_path, WICKED)
    index = Links(tmp_path / "index.html")
    assert not {"script", "iframe"} & set(index.tags)
    assert index.tags.count("img") == 2
    assert "a%20b%23.html" in index.targets
    assert [page.file for page in write_pages(entries, tmp_path)] == ["a b#.html", "plain.html"]
    assert "a%20b%23.html" in Links(tmp_path / "plain.html").targets


def test_the_nearest_of_many_pictures_are_neighbours(wales: Picture) -> None:
    entries = [GalleryEntry(f"{n}.html", wales, "odd" if n % 2 else "") for n in range(40)]
    near = neighbours_of(entries[1], entries)
    assert len(near) == 12
    assert {entry.group for entry in near} == {"odd"}
    assert entries[3] in near
    assert neighbours_of(entries[0], entries[:1]) == []


def test_files_of_choices_have_names_of_words() -> None:
    assert name_of_choice("nation", "Northern Ireland") == "nation-northern-ireland"
    assert name_of_choice("nation", "a/b: C?") == "nation-a-b-c"
    assert name_of_choice("of/place", "东京") == "of/place-东京"
    assert file_names(["a", "A", "a/b", "a-b", "index"]) == {
        "a": "a.html",
        "A": "A-2.html",
        "a/b": "a-b.html",
        "a-b": "a-b-2.html",
        "index": "index-2.html",
    }


def test_all_four_nations_have_a_page() -> None:
    project = irc_kg.open(Path(__file__).resolve().parents[2])
    names = [name for name, _, _ in project.all_views()]
    nations = {"nation-england", "nation-northern-ireland", "nation-scotland", "nation-wales"}
    assert nations == {name for name in names if name.startswith("nation-")}

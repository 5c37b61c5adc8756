"""A site is written into its own folder: only what changed, and nothing beside it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import Markup
from running import RunCommand

import irc_kg
from irc_kg.site.edition import Edition
from irc_kg.site.frame import LOADER, Frame, with_root
from irc_kg.site.pages import Page, PageKind, SiteFile
from irc_kg.site.writing import OtherFilesError, OutsideError, SiteFolder
from irc_kg.store.datatypes import PartialDate


@pytest.fixture
def frame(miniature: Path) -> Frame:
    return Frame(Edition(irc_kg.open(miniature), PartialDate(2026, 3, 4)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "site"


def page(path: str, body: str = "<p>words</p>", title: str = "A page") -> Page:
    return Page(path, title, PageKind.THING, Markup(body), "What one sees.")  # noqa: S704


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_only_what_changed_is_written_again(frame: Frame, folder: Path) -> None:
    site = SiteFolder(folder)
    first = site.write(frame, [page("a.html"), page("b/c.html"), SiteFile("d.csv", b"1")])
    assert (first.pages, first.changed) == (2, first.files)
    stamps = {path: path.stat().st_mtime_ns for path in folder.rglob("*.html")}
    second = site.write(frame, [page("a.html"), page("b/c.html", "<p>other</p>")])
    assert (second.changed, second.removed) == (1, 1)
    assert (folder / "a.html").stat().st_mtime_ns == stamps[folder / "a.html"]
    assert "d.csv" not in files_in(folder)


def test_folders_that_are_left_empty_go_too(frame: Frame, folder: Path) -> None:
    site = SiteFolder(folder)
    site.write(frame, [page("deep/down/a.html")])
    site.write(frame, [])
    assert not (folder / "deep").exists()


def test_a_folder_with_other_files_is_left_alone(frame: Frame, folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(OtherFilesError, match="empty or new"):
        SiteFolder(folder).write(frame, [page("a.html")])
    assert files_in(folder) == {"thesis.docx"}


def test_a_file_that_somebody_put_into_the_site_stays(frame: Frame, folder: Path) -> None:
    site = SiteFolder(folder)
    site.write(frame, [page("a.html")])
    (folder / "CNAME").write_text("kg.example.org", encoding="utf-8")
    site.write(frame, [])
    assert "CNAME" in files_in(folder)


def test_a_listing_that_names_other_files_takes_none_away(frame: Frame, folder: Path) -> None:
    outside = folder.parent / "precious.txt"
    outside.write_text("mine", encoding="utf-8")
    SiteFolder(folder).write(frame, [])
    (folder / ".irc-kg-site.json").write_text('{"files": ["../precious.txt"]}', encoding="utf-8")
    with pytest.raises(OutsideError):
        SiteFolder(folder).write(frame, [])
    assert outside.exists()


@pytest.mark.parametrize("path", ["../up.html", "/etc/passwd", "a/../../b", "a\\b", "", "a\0b"])
def test_no_path_leaves_the_folder(frame: Frame, folder: Path, path: str) -> None:
    with pytest.raises(OutsideError):
        SiteFolder(folder).write(frame, [SiteFile(path, b"")])
    assert files_in(folder) <= {".irc-kg-site.json", "site.css", "site.js"}


def test_what_was_begun_is_known_for_a_site_after_it_was_ended(frame: Frame, folder: Path) -> None:
    def parts() -> Iterator[Page]:
        yield page("a.html")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SiteFolder(folder).write(frame, parts())
    SiteFolder(folder).write(frame, [page("b.html")])
    assert "b.html" in files_in(folder)


# The frame


def test_links_are_written_from_where_the_page_stands(frame: Frame) -> None:
    text = frame.text(page("a/b/c.html", '<a href="~/id/x.html#y">x</a>'))
    assert 'href="../../id/x.html#y"' in text
    assert '="~/' not in text


def test_a_text_that_looks_like_a_link_of_the_site_stays_a_text(frame: Frame) -> None:
    hostile = Markup("<p>{}</p>").format('href="~/x"')
    assert "href=&#34;~/x&#34;" in frame.text(page("a/b.html", hostile))
    assert with_root("no =~/ link", "../") == "no =~/ link"


def test_a_page_trusts_its_own_script_and_no_other(frame: Frame) -> None:
    text = frame.text(page("a.html"))
    digest = base64.b64encode(hashlib.sha256(LOADER.encode()).digest()).decode()
    [policy] = re.findall('http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert f"&#39;sha256-{digest}&#39;" in policy
    assert "unsafe-inline" not in policy
    assert re.findall("<script[^>]*>(.*?)</script>", text) == [LOADER]


def test_what_is_data_runs_nothing(frame: Frame) -> None:
    text = frame.text(page("a.html", "", "</title><script>alert(1)</script>"))
    assert "<script>alert" not in text


# The command


def test_a_folder_must_be_named(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("site", "--root", miniature)
    assert run.code == 2
    assert "-o DIR" in run.err


@pytest.mark.parametrize("address", ["ftp://x.org", "x.org", "https://", "https://x.org/?a", "http://[x"])
def test_an_address_that_is_none_is_refused(irc_kg: RunCommand, miniature: Path, address: str) -> None:
    run = irc_kg("site", "-o", miniature.parent / "site", "--base-url", address, "--root", miniature)
    assert run.code == 2
    assert "is no address of a site" in run.err
    assert not (miniature.parent / "site").exists()

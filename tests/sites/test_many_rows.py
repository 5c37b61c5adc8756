"""Answers of many rows are on several pages, which together have just the rows of the command line."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from sites.conftest import Visit
from sites.test_questions import rows_of

import irc_kg
from irc_kg.site import Site
from irc_kg.site.edition import Edition
from irc_kg.site.one_file import OneFile
from irc_kg.site.pages import Page, SiteFile
from irc_kg.site.questions import QuestionPages
from irc_kg.store.datatypes import today

QUERY = "SELECT ?boat ?__place WHERE { ?boat <https://example.org/at> ?__place } ORDER BY ?boat"
BOATS = 1203


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose one question has many rows, and can be asked for what is called as a page is."""
    root = tmp_path_factory.mktemp("rows") / "fleet"
    for folder in ("graph", "ontology", "queries"):
        (root / folder).mkdir(parents=True)
    name, at = "<https://example.org/id/boat-{0:04}>", "<https://example.org/at>"
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    lines = [
        f'{name} {label} "Boat {{0}}" ; {at} "{{1}}" .'.format(number, "page 2" if number % 3 else "sea")
        for number in range(BOATS)
    ]
    (root / "graph" / "boats.ttl").write_text("\n".join(lines), encoding="utf-8")
    (root / "queries" / "boats.rq").write_text(QUERY, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def parts(fleet: Path) -> dict[str, Page | SiteFile]:
    edition = Edition(irc_kg.open(fleet), today())
    found = {}
    for part in QuestionPages(edition):
        assert part.path not in found
        found[part.path] = part
    return found


def pages_from(parts: dict[str, Page | SiteFile], path: str) -> list[Page]:
    """The pages of an answer, as its links lead to them."""
    first = parts[path]
    assert isinstance(first, Page)
    links = re.search(r'<nav aria-label="Pages of this list">(.*?)</nav>', first.body)
    found = [parts[link] for link in re.findall(r'href="~/([^"]+)"', links[1])] if links else []
    return [first, *(page for page in found if isinstance(page, Page))]


@pytest.mark.parametrize(("choice", "number"), [("", 3), ("page 2", 2), ("sea", 1)])
def test_all_rows_are_on_the_pages_of_an_answer(
    fleet: Path, parts: dict[str, Page | SiteFile], choice: str, number: int
) -> None:
    answer = irc_kg.open(fleet).query("boats", **({"place": choice} if choice else {}))
    path = f"questions/boats/{choice.replace(' ', '-')}.html" if choice else "questions/boats.html"
    pages = pages_from(parts, path)
    assert len(pages) == number
    rows = [row for page in pages for row in rows_of(str(page.body), 2)]
    assert rows == [row.texts for row in answer]
    assert len(rows) > 400


def test_further_pages_say_which_rows_they_have_and_lead_back(parts: dict[str, Page | SiteFile]) -> None:
    first, _second, last = pages_from(parts, "questions/boats.html")
    assert f"The first 500 of {BOATS:,} rows." in first.body
    assert last.title == "Boats, page 3"
    assert last.lead == f"Rows 1,001 to {BOATS:,} of the answer."
    assert last.trail[-1] == (first.path, "Boats")


def test_a_file_has_all_rows_and_what_has_not_says_so(parts: dict[str, Page | SiteFile]) -> None:
    first, second, *_ = pages_from(parts, "questions/boats.html")
    saved = parts["questions/boats.csv"]
    assert isinstance(saved, SiteFile)
    assert len(list(csv.reader(StringIO(saved.content.decode())))) == 1 + BOATS
    assert re.search(r"<li data-not-mailed><a [^>]*>Save as \.csv, all rows</a>", first.body)
    assert "Save for Excel (.xlsx), the rows of this page" in first.body
    assert "Save as .csv, the rows of this page" in second.body


def test_each_page_is_read_and_saved_in_the_one_file(
    fleet: Path, parts: dict[str, Page | SiteFile], tmp_path: Path, visit: Visit
) -> None:
    packed = OneFile(Site(irc_kg.open(fleet)).frame)
    for part in parts.values():
        packed.add(part)
    (tmp_path / "fleet.html").write_text(packed.text(), encoding="utf-8")
    page = visit(tmp_path / "fleet.html", "#/questions/boats.html")
    page.get_by_role("navigation", name="Pages of this list").get_by_role("link", name="3").click()
    page.get_by_role("heading", name="Boats, page 3").wait_for()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save as .csv, the rows of this page").click()
    saving.value.save_as(tmp_path / "part.csv")
    rows = list(csv.reader(StringIO((tmp_path / "part.csv").read_text(encoding="utf-8"))))
    assert [rows[1][0], rows[-1][0], len(rows)] == ["Boat 1000", f"Boat {BOATS - 1}", 1 + BOATS - 1000]

"""Answers that are read side by side: every row in its place, kinds told apart by words and marks."""

from __future__ import annotations

import csv
import re
import shutil
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from playwright.sync_api import Browser
from views.conftest import PATIENCE

import irc_kg
from irc_kg.site import Site
from irc_kg.site.front import FrontPages
from irc_kg.site.pages import NOTHING_STATED, Page, SiteFile
from irc_kg.site.questions import QuestionPages
from irc_kg.site.sides import SideBySide, all_sides, parts_of
from irc_kg.site.sides_pages import SidesPages

# Stops down, lines across: line 2 does not stop at the station, and of line 3 nothing is said there.
QUERY = """#+ summary: Where each line stops, side by side
#+ tags: [lines]
#+ sides: ?stop ?line ?kind
SELECT ?stop ?line ?kind ?what WHERE {
  VALUES (?stop ?line ?kind ?what) {
    ("Station" "One" "Stops" "every hour; on <b>Sundays</b> (at noon; at one); https://example.org/one")
    ("Station" "Two" "Does not apply" UNDEF)
    ("Harbour" "One" "Stops" "once")
    ("Harbour" "Three" "Not looked" UNDEF)
  }
} ORDER BY ?stop ?line
"""


def parts(project: Path) -> dict[str, Page | SiteFile]:
    edition = Site(irc_kg.open(project)).edition
    return {part.path: part for part in SidesPages(edition)}


@pytest.fixture
def town(miniature: Path) -> Path:
    (miniature / "queries" / "stops.rq").write_text(QUERY, encoding="utf-8")
    return miniature


def body_of(project: Path) -> str:
    page = parts(project)["side-by-side/stops.html"]
    assert isinstance(page, Page)
    return str(page.body)


class TestPages:
    def test_a_question_that_names_its_sides_has_a_page_and_others_have_none(self, town: Path) -> None:
        assert sorted(parts(town)) == [
            f"side-by-side/stops.{ending}" for ending in ("csv", "html", "svg", "xlsx")
        ]

    def test_each_kind_of_cell_is_told_in_words_and_by_another_mark(self, town: Path) -> None:
        kinds = re.findall(
            r'<p class="kind"><svg class="([\w ]+)"[^>]*><path d="([^"]+)"/></svg> ([^<]+)<', body_of(town)
        )
        assert [words for _look, _mark, words in kinds] == [
            *("Stops", "Not looked", "Silent"),
            *("Stops", "Silent", "Does not apply"),
        ]
        marks = {words: (look, mark) for look, mark, words in kinds}
        assert len(set(marks.values())) == 4

    def test_what_has_no_row_is_silent_and_that_is_explained(self, town: Path) -> None:
        assert re.search(r"Silent</dt><dd>The sources kept here state nothing\. 2 cells", body_of(town))

    def test_what_marks_mean_comes_before_the_picture_and_what_is_stated_is_one_step_away(
        self, town: Path
    ) -> None:
        body = body_of(town)
        places = [body.index(each) for each in ('href="~/side-by-side/stops.html#stated"', "Silent</dt>")]
        places += [body.index(each) for each in ("<img ", 'id="stated"', "<form ", "<table ")]
        assert places == sorted(places)

    def test_where_nothing_is_stated_that_is_said_and_the_front_page_compares_nothing(
        self, miniature: Path
    ) -> None:
        nothing = QUERY.replace("} ORDER", "FILTER(false) } ORDER")
        (miniature / "queries" / "stops.rq").write_text(nothing, encoding="utf-8")
        body = body_of(miniature)
        assert NOTHING_STATED in body
        assert not re.search("<table|<img|<form", body)
        [front] = FrontPages(Site(irc_kg.open(miniature)).edition)
        assert isinstance(front, Page)
        assert "side by side" not in front.body.replace("Where each line stops, side by side", "")

    def test_it_and_the_list_of_the_same_lead_to_each_other(self, town: Path) -> None:
        assert 'href="~/questions/stops.html"' in body_of(town)
        answers = {part.path: part for part in QuestionPages(Site(irc_kg.open(town)).edition)}
        page = answers["questions/stops.html"]
        assert isinstance(page, Page)
        assert '4 rows. <a href="~/side-by-side/stops.html">The same side by side</a>.' in page.body

    def test_a_list_in_a_cell_is_one_and_data_is_no_markup(self, town: Path) -> None:
        body = body_of(town)
        assert "<li>every hour</li><li>on &lt;b&gt;Sundays&lt;/b&gt; (at noon; at one)</li>" in body
        link = '<a href="https://example.org/one" rel="external noreferrer" class=named>example.org</a>'
        assert link in body

    def test_the_table_can_be_saved_with_the_same_cells(self, town: Path) -> None:
        found = parts(town)
        rows = list(csv.reader(StringIO(found["side-by-side/stops.csv"].content.decode())))  # type: ignore[union-attr]
        assert rows[0] == ["stop", "One", "Three", "Two"]
        assert rows[1] == ["Harbour", "Stops: once", "Not looked", "Silent"]
        book = openpyxl.load_workbook(BytesIO(found["side-by-side/stops.xlsx"].content))  # type: ignore[union-attr]
        assert [[cell.value for cell in row] for row in book["Answer"].iter_rows()] == rows

    def test_the_picture_has_a_mark_for_each_cell_and_a_key_of_the_kinds(self, town: Path) -> None:
        drawing = parts(town)["side-by-side/stops.svg"].content.decode()  # type: ignore[union-attr]
        tree = ET.fromstring(drawing)  # noqa: S314  (our own)
        svg = "{http://www.w3.org/2000/svg}"
        words = ["".join(text.itertext()) for text in tree.iter(f"{svg}text")]
        assert {"Stops: 2", "Silent: 2", "Not looked: 1", "Does not apply: 1"} <= set(words)
        assert len(list(tree.iter(f"{svg}path"))) == 6 + 4
        assert "prefers-color-scheme:dark" in drawing

    def test_a_question_whose_header_names_no_columns_is_left_out(self, town: Path) -> None:
        (town / "queries" / "stops.rq").write_text(
            QUERY.replace("?stop ?line ?kind\nS", "?stop ?lne ?kind\nS")
        )
        assert parts(town) == {}


class TestTheNations:
    @pytest.fixture
    def nations(self) -> SideBySide:
        edition = Site(irc_kg.open(Path(__file__).parents[2])).edition
        return next(each for each in all_sides(edition) if each.query.name == "nations-side-by-side")

    def test_every_row_of_the_answer_is_in_its_cell_with_its_places(self, nations: SideBySide) -> None:
        asked = nations.edition.project.query("nations-side-by-side")
        assert len(asked) == len(nations.cells)
        for row in asked:
            cell = nations.cells[row["topic"], row["nation"]]
            said = " ".join(one.text for one in cell.says)
            assert nations.kinds[cell.kind].label == row.text("cell")
            assert all(part in said for part in parts_of(row.text("what")))
            numbers = {number for citation in row.citations for number in citation.numbers}
            assert {number for citation in cell.citations for number in citation.numbers} == numbers
            assert numbers

    def test_all_kinds_that_the_register_has_are_in_the_key(self, nations: SideBySide) -> None:
        kinds = [kind.label for kind in nations.kinds]
        assert kinds == ["Fact stated", "Looked, nothing found", "Does not apply", "Not looked", "Silent"]
        assert len({kind.outline for kind in nations.kinds}) == len(kinds)


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("", []),
        ("a; b", ["a", "b"]),
        ("a [x; y]; b (c; d)", ["a [x; y]", "b (c; d)"]),
        (") a; b", [") a", "b"]),
        ("a [; b", ["a [; b"]),
        ("a;b; ", ["a;b"]),
    ],
)
def test_a_list_in_a_text_is_parted_outside_of_brackets(words: str, parts: list[str]) -> None:
    assert parts_of(words) == parts


def test_the_same_project_gives_the_same_bytes(town: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / town.name
    shutil.copytree(town, other)
    assert parts(town) == parts(other)


def test_filters_leave_the_rows_and_columns_that_are_wanted(browser: Browser, shipped: Path) -> None:
    page = browser.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    page.goto((shipped / "side-by-side" / "nations-side-by-side.html").as_uri())
    form, rows = page.locator("form[data-filter]"), page.locator("#sides tbody tr")
    seen = page.locator("#sides tbody tr:visible")
    form.get_by_label("Wales").uncheck()
    form.get_by_label("Fact stated").uncheck()
    assert page.locator("#sides thead th:visible").all_inner_texts()[1:] == [
        *("England", "Northern Ireland", "Scotland"),
    ]
    shown = seen.all()
    assert 0 < len(shown) < rows.count()
    assert all(row.locator("td:visible:not([data-kind='0'])").count() for row in shown)
    form.get_by_label("Topic with the words").fill("guidelíne COPD")
    assert seen.count() == 1
    assert form.get_by_role("status").inner_text() == f"1 of {rows.count()} rows"
    page.close()

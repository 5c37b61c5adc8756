"""How pages read: on a screen, on a telephone, without scripts and on paper, for a project of any field."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from sites.conftest import Visit

import irc_kg
from irc_kg.site import Site
from irc_kg.site.menus import Menu
from irc_kg.store.datatypes import PartialDate

PROJECT = Path(__file__).parents[1] / "project"
DAYS = """#+ summary: When {line} ran
#+ defaults: [{line: Red line}, {as_of: today}]
SELECT ?day ?number ?what WHERE {
  ?_line_iri town:number ?number BIND("2020-01-02"^^xsd:date AS ?day) BIND("ran all day" AS ?what)
  FILTER(?_as_of_xsd_date > "2000-01-01"^^xsd:date)
}
"""
# Rows of 3, 5, 8 and 12 columns, with an address that has no place to break at.
COLUMNS = (3, 5, 8, 12)
ADDRESS = f"https://example.org/{'a' * 90}"

WITH_BRACKETS = "https://example.org/a_(b)"


def wide_query(columns: int) -> str:
    words = " ".join(f'("Words of some length" AS ?column{number})' for number in range(columns - 2))
    words += f' ("At {ADDRESS}, {ADDRESS}." AS ?address) ("{WITH_BRACKETS}" AS ?end)'
    return f"SELECT {words} WHERE {{ ?s town:number 1 }}"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a small project, whose sources have an address."""
    base = tmp_path_factory.mktemp("looks")
    project = base / "town"
    shutil.copytree(PROJECT, project)
    (project / "queries" / "days.rq").write_text(DAYS, encoding="utf-8")
    for columns in COLUMNS:
        (project / "queries" / f"wide-{columns}.rq").write_text(wide_query(columns), encoding="utf-8")
    companies = project / "graph" / "bus-plan-2020" / "companies.ttl"
    address = '\nkg:bus-plan-2020 <https://schema.org/url> "https://example.org/plan" .\n'
    companies.write_text(companies.read_text(encoding="utf-8") + address, encoding="utf-8")
    Site(irc_kg.open(project), day=PartialDate(2026, 11, 29)).write(base / "site", base / "town.html")
    return base / "site"


def text(site: Path, page: str) -> str:
    return (site / page).read_text(encoding="utf-8")


def test_a_default_is_said_in_one_sentence_with_its_day(town: Path) -> None:
    body = text(town, "questions/days.html")
    shown = "Shown: line Red line, as of 29 November 2026. Nothing else was chosen."
    assert f'<p class="note quiet">{shown}</p>' in body


def test_what_is_above_a_cell_is_written_as_a_heading_and_dates_are_not_broken(town: Path) -> None:
    cells = re.findall(r'<td( class=\w+)? data-label="([^"]+)"', text(town, "questions/days.html"))
    assert cells == [
        (" class=short", "Day"),
        (" class=number", "Number"),
        (" class=short", "What"),
        ("", "Source"),
    ]


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.parametrize("columns", COLUMNS)
def test_no_column_of_an_answer_is_out_of_sight(town: Path, visit: Visit, columns: int, width: int) -> None:
    page = visit(town / "questions" / f"wide-{columns}.html", viewport={"width": width, "height": 800})
    shown = page.locator(".scroll").evaluate("(it) => [it.scrollWidth, it.clientWidth]")
    assert shown[0] <= shown[1]
    last = page.locator("table.rows td").last
    assert last.is_visible()
    # What is read one below the other has its name beside it; a table has it above.
    label = last.evaluate("(it) => getComputedStyle(it, '::before').content")
    is_table = width > 640 and columns < (9 if width > 960 else 5)
    assert label == ("none" if is_table else '"Source"')


@pytest.mark.parametrize("page", ["id/red-line.html", "questions/days.html", "pictures/lines.html"])
def test_of_files_that_are_not_in_the_one_file_nothing_is_left(town: Path, visit: Visit, page: str) -> None:
    tab = visit(town.parent / "town.html", f"#/{page}")
    main = tab.locator("main")
    main.locator("h1").wait_for()
    tab.wait_for_function("document.querySelector('main').innerText.length > 200")
    tab.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    for words in ("Turtle", "(.ris)", "Explore", "(SVG)"):
        assert words not in main.inner_text()
    assert main.locator("ul:not(:has(*)), li:not(:has(*)):empty").count() == 0


def test_the_query_behind_a_picture_is_shown_without_what_it_says_of_itself(town: Path) -> None:
    query = re.search(
        r"The query behind this picture.*?<code>(.*?)</code>", text(town, "pictures/lines.html"), re.DOTALL
    )
    assert query
    assert query[1].startswith("CONSTRUCT")
    assert "#+" not in query[1]


@pytest.mark.parametrize(
    "page", ["index.html", "questions/days.html", "questions/is-run.html", "id/red-line.html"]
)
def test_without_scripts_nothing_is_there_that_does_nothing(town: Path, visit: Visit, page: str) -> None:
    tab = visit(town / page, java_script_enabled=False)
    assert [each for each in tab.locator("button, input, select, form").all() if each.is_visible()] == []
    if page == "questions/days.html":
        assert tab.get_by_role("link", name="Save as .csv").is_visible()


def test_each_address_in_a_text_is_a_link_and_no_more_of_it(town: Path) -> None:
    link = f'<a href="{ADDRESS}" rel="external noreferrer">{ADDRESS}</a>'
    page = text(town, "questions/wide-3.html")
    assert f">At {link}, {link}.<" in page
    assert f'<a href="{WITH_BRACKETS}"' in page


def test_places_below_one_another_are_far_enough_apart_for_a_finger(town: Path, visit: Visit) -> None:
    page = visit(town / "id" / "town-buses.html")
    heights = page.locator("cite.where").evaluate_all(
        "(all) => all.map((it) => it.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24


class TestOnPaper:
    def test_what_is_pressed_is_left_out_and_how_it_is_cited_is_there(self, town: Path, visit: Visit) -> None:
        page = visit(town / "questions" / "days.html")
        page.emulate_media(media="print")
        cited = page.locator("details.cited")
        assert not cited.get_attribute("open")
        assert "Bus plan 2020" in cited.inner_text()
        assert page.locator("#behind").is_hidden()
        for pressed in page.locator("select, button, .actions a, nav a").all():
            assert pressed.is_hidden()

    def test_an_address_is_told_once(self, town: Path, visit: Visit) -> None:
        page = visit(town / "sources.html")
        page.emulate_media(media="print")
        told = "getComputedStyle(document.querySelector('main a[rel~=external]'), '::after').content"
        assert "https://example.org/plan" in page.evaluate(f"{told}")
        page.goto((town / "sources" / "bus-plan-2020.html").as_uri())
        assert page.locator("main a[rel~=external]").first.inner_text() == "https://example.org/plan"
        assert page.evaluate(told) == "none"

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_it_is_black_on_white(self, town: Path, visit: Visit, scheme: str) -> None:
        page = visit(town / "questions" / "days.html", color_scheme=scheme)
        page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]
        colours = page.evaluate(
            "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
        )
        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


class TestAnswersAboutAThing:
    def test_the_page_of_a_thing_leads_to_each_answer_for_it(self, town: Path) -> None:
        links = answers_in(text(town, "id/red-line.html"))
        # What has the fewest choices first; the sentence names the thing, or it stands behind.
        assert links == {
            "../questions/days.html": "When Red line ran",
            "../questions/network-of-line/red-line.html": "A line and its stops, as triples (line: Red line)",
            "../questions/streets-stops/red-line.html": (
                "All stops, of one line if one is given (line: Red line)"
            ),
        }
        for link in links:
            assert (town / "id" / link).is_file()

    def test_what_no_question_is_asked_for_has_no_heading_of_it(self, town: Path) -> None:
        assert "Answers about it" not in text(town, "id/bus-plan-2020.html")

    def test_each_page_is_that_of_the_choice_in_any_project(self, tmp_path: Path) -> None:
        folder = tmp_path / "twice"
        shutil.copytree(PROJECT, folder)
        both = "SELECT ?line WHERE { ?line town:stopsAt ?__from_iri, ?__to_iri }"
        (folder / "queries" / "both.rq").write_text(both, encoding="utf-8")
        edition = Site(irc_kg.open(folder)).edition
        menus = {query.name: Menu(edition, query) for query in edition.project.queries}
        choices = {path: choice for menu in menus.values() for choice, path in menu.paths.items()}
        checked = set()
        for thing in edition.addresses.things:
            for path, _words in edition.answer_links.about(thing):
                assert (thing,) in [option.texts for option in choices[path]]
                checked.add(path)
        assert len(checked) > 5
        # Which of the two it was chosen for cannot be told by its name alone.
        assert not [path for path in checked if path.startswith("questions/both")]


def answers_in(page: str) -> dict[str, str]:
    section = re.search(r'<section><h2 id="answers">Answers about it</h2>(.*?)</section>', page, re.DOTALL)
    return dict(re.findall(r'<a href="([^"]+)">([^<]+)</a>', section[1])) if section else {}

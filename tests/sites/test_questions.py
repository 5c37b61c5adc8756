"""The answers on the pages of questions are those of the command line, for whatever can be chosen."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page as BrowserPage
from running import RunCommand

import irc_kg
from irc_kg.project import Project
from irc_kg.queries import Query
from irc_kg.site import day_options
from irc_kg.site.answers import Asker
from irc_kg.site.batches import batches_of
from irc_kg.site.choices import Choice, Option, values_of
from irc_kg.site.edition import Edition
from irc_kg.site.menus import Menu
from irc_kg.site.pages import Page, SiteFile
from irc_kg.site.questions import QuestionPages
from irc_kg.store.datatypes import read_date, today

REPOSITORY = Path(__file__).parents[2]
DAY = today()


class _Rows(HTMLParser):
    """The cells of the table of an answer, without the places that are cited."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.places: list[list[str]] = []
        self._in_body = self._in_place = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classes = dict(attrs).get("class")
        if tag == "tbody":
            self._in_body = True
        elif tag == "tr" and self._in_body:
            self.rows.append([])
            self.places.append([])
        elif tag == "td":
            self.rows[-1].append("")
        elif tag == "cite" and classes == "where" and self.rows:
            self._in_place = True
            self.places[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tbody":
            self._in_body = False
        elif tag == "cite":
            self._in_place = False

    def handle_data(self, data: str) -> None:
        if self._in_place:
            self.places[-1][-1] += data
        elif self._in_body and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def rows_of(body: str, width: int) -> list[tuple[str, ...]]:
    parser = _Rows()
    parser.feed(body)
    return [tuple(row[:width]) for row in parser.rows]


def pages_by_path(project: Project) -> dict[str, Page | SiteFile]:
    found: dict[str, Page | SiteFile] = {}
    for part in QuestionPages(Edition(project, DAY)):
        assert part.path not in found
        found[part.path] = part
    return found


def choices_of(project: Project, name: str) -> Iterator[tuple[Menu, Query, Choice]]:
    query = project.find_query(name)
    menu = Menu(Edition(project, DAY), query)
    for choice in menu.choices:
        yield menu, query, choice


@pytest.fixture(scope="module")
def shipped_project() -> Project:
    return irc_kg.open(REPOSITORY)


@pytest.fixture(scope="module")
def menus(shipped_project: Project) -> dict[str, Menu]:
    """The choices of each question of the shipped project, with their paths."""
    edition = Edition(shipped_project, DAY)
    return {query.name: Menu(edition, query) for query in shipped_project.queries}


def compare(project: Project, body: str, menu: Menu, choice: Choice) -> None:
    """The page of a choice has the rows that the query gives for it alone."""
    answer = project.query(menu.query.name, **values_of(menu.query, choice))
    expected = [row.texts for row in answer]
    assert rows_of(body, len(answer.columns)) == expected, choice


def test_all_choices_of_all_questions_have_the_rows_that_each_gives_alone(
    shipped_project: Project, menus: dict[str, Menu], shipped: Path
) -> None:
    compared = 0
    for menu in menus.values():
        step = max(1, len(menu.choices) // 40)  # of many choices some, to the end of the list
        for choice in menu.choices[::step]:
            body = (shipped / menu.paths[choice]).read_text(encoding="utf-8")
            compare(shipped_project, body, menu, choice)
            compared += 1
    assert compared > 400


def test_everything_that_can_be_chosen_has_a_page(
    shipped_project: Project, menus: dict[str, Menu], shipped: Path
) -> None:
    for menu in menus.values():
        assert all((shipped / path).is_file() for path in menu.paths.values())
        assert len(set(menu.paths.values())) == len(menu.choices)
        for place, parameter in enumerate(menu.query.parameters):
            chosen = {text for choice in menu.choices for text in choice[place].texts}
            known = shipped_project.runner.choices(menu.query, parameter)
            assert {getattr(term, "value", "") for term in known} <= chosen


def test_on_any_day_holds_the_answer_of_the_period(shipped_project: Project, menus: dict[str, Menu]) -> None:
    days = random.Random(14)  # noqa: S311  (a sample that is always the same)
    for name in ("bodies", "policies-in-nation", "integrated-care-boards-on-a-date"):
        menu = menus[name]
        query, parameter = menu.query, menu.plain.day_parameter
        assert parameter is not None
        by_others: dict[Choice, list[tuple[date, Choice, Query]]] = {}
        for choice in menu.choices:
            place = query.parameters.index(parameter)
            known = read_date(choice[place].texts[0])
            assert known is not None
            assert known.first_day is not None
            others = (*choice[:place], *choice[place + 1 :])
            by_others.setdefault(others, []).append((known.first_day, choice, query))
        for periods in list(by_others.values())[:3]:
            periods.sort(key=lambda each: each[0])
            first = [begin for begin, _, _ in periods]
            for _ in range(6):
                day = date(2010, 1, 1) + timedelta(days=days.randrange(17 * 365))
                # The usual day stands for its whole period, in the middle of which it may be.
                holding = [each for each in periods if each[0] <= day] or periods[:1]
                begin, choice, query = holding[-1]
                values = values_of(query, choice)
                asked = {**values, parameter.name: (str(day),)}
                later = [each for each in first if each > begin]
                is_last_before_usual = later and later[0] == DAY.first_day
                if not is_last_before_usual:
                    one, other = (shipped_project.query(name, **each) for each in (values, asked))
                    assert one.rows == other.rows, (name, choice, day)


def test_the_files_are_those_of_the_command_line(shipped: Path, irc_kg: RunCommand, tmp_path: Path) -> None:
    asked = [
        ("questions/policies-in-nation/scotland", ["policies-in-nation", "--nation", "Scotland"]),
        ("questions/can-i-still-apply", ["can-i-still-apply"]),
        (
            "questions/topic-in-nation/copd-guideline--england",
            ["topic-in-nation", "--topic", "COPD guideline"],
        ),
        ("questions/points-about/leadership", ["points-about", "--topic", "Leadership"]),
        ("questions/integrated-care-boards-on-a-date", ["integrated-care-boards-on-a-date"]),
    ]
    asked[2][1].extend(["--nation", "England"])
    for stem, words in asked:
        for ending in (".csv", ".json"):
            file = tmp_path / f"answer{ending}"
            run = irc_kg("--root", REPOSITORY, "query", *words, "--cite", "-o", file)
            assert run.code == 0, run.err
            assert (shipped / f"{stem}{ending}").read_bytes() == file.read_bytes(), stem


def test_several_values_asked_together_are_cited_as_each_alone(menus: dict[str, Menu]) -> None:
    for name in ("points-about", "topic-in-nation"):
        menu = menus[name]
        asker = Asker(menu.edition.project.runner, menu.query)
        some = menu.choices[:80]
        for answer in asker.of(some):
            assert answer.statements == asker.alone(answer.choice).statements, answer.choice


def test_a_page_cites_what_the_rows_rest_on(shipped_project: Project, shipped: Path) -> None:
    body = (shipped / "questions/policies-in-nation.html").read_text(encoding="utf-8")
    parser = _Rows()
    parser.feed(body)
    answer = shipped_project.query("policies-in-nation", nation="Wales")
    for places, row in zip(parser.places, answer, strict=True):
        documents = {citation.document_label for citation in row.citations}
        assert documents
        assert all(any(place.startswith(name) for place in places) for name in documents)
    assert "Transformation Fund (ended by 1 April 2022)" in body
    assert "data-copy" in body


# Other projects

_ONTOLOGY = """
@prefix ex: <https://example.org/terms#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
ex:Boat a owl:Class ; rdfs:label "Boat"@en .
"""
_GRAPH = """
@prefix ex: <https://example.org/terms#> .
@prefix b: <https://example.org/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
b:one a ex:Boat ; rdfs:label "One"@en ; ex:length 4 ; ex:sails true ; ex:colour "red" ; ex:harbour b:north ;
  ex:built "2001-05"^^xsd:gYearMonth ; ex:lost "2001-06-02"^^xsd:date .
b:two a ex:Boat ; rdfs:label "One"@en ; ex:length 12 ; ex:sails false ; ex:colour "<b>\\"blue\\"</b>" ;
  ex:harbour b:north , b:south ; ex:built "2003-01-01"^^xsd:date ; ex:lost "2003-01-01"^^xsd:date .
b:three a ex:Boat ; rdfs:label "<script>alert(1)</script>"@en ; ex:length 4 ; ex:harbour b:south ;
  ex:colour "red" ; ex:built "1999"^^xsd:gYear .
b:north rdfs:label "../../north"@en . b:south rdfs:label "CON"@en .
"""
_QUERIES = {
    "nothing-said": "SELECT ?boat WHERE { ?boat a ex:Boat }",
    "by-colour": "SELECT ?boat WHERE { ?boat ex:colour ?_colour } ORDER BY ?boat",
    "by-length": "SELECT ?boat ?_length_number WHERE { ?boat ex:length ?_length_number } ORDER BY ?boat",
    "sailing": "SELECT ?boat WHERE { ?boat ex:sails ?s FILTER(?s = ?_sails_xsd_boolean) }",
    "text": "SELECT ?boat WHERE { ?boat rdfs:label ?l FILTER(CONTAINS(?l, ?_text)) }",
    "both": "SELECT ?boat WHERE { ?boat ex:harbour ?__harbour_iri ; ex:colour ?__colour } ORDER BY ?boat",
    "same-names": "SELECT ?p ?v WHERE { ?_boat_iri a ex:Boat ; ?p ?v } ORDER BY ?p ?v",
    "first": "SELECT ?v WHERE { ?_boat_iri ?p ?v } ORDER BY ?v LIMIT 1",
    "untied": "SELECT ?v WHERE { ?_boat_iri ?p ?v }",
    "counted": "SELECT (COUNT(?h) AS ?n) WHERE { ?_boat_iri a ex:Boat OPTIONAL { ?_boat_iri ex:lost ?h } }",
    "not-there": "SELECT ?b WHERE { ?b a ex:Boat MINUS { ?_boat_iri ex:lost ?h } FILTER(?b != ?_boat_iri) }",
    "is-it": "ASK { ?_boat_iri ex:sails true }",
    "made": "CONSTRUCT { ?boat ex:at ?_harbour_iri } WHERE { ?boat ex:harbour ?_harbour_iri }",
    "told": "DESCRIBE ?_boat_iri WHERE { ?_boat_iri a ex:Boat }",
    "afloat": (
        "SELECT ?boat WHERE { ?boat ex:built ?b FILTER(STR(?b) <= STR(?_day_xsd_date)) "
        "FILTER NOT EXISTS { ?boat ex:lost ?l FILTER(?l < ?_day_xsd_date) } } ORDER BY ?boat"
    ),
    "years-after": (
        "SELECT ?boat WHERE { ?boat ex:lost ?l FILTER(YEAR(?_day_xsd_date) > YEAR(?l)) } ORDER BY ?boat"
    ),
    "ten-days-after": (
        "SELECT ?boat WHERE { ?boat ex:lost ?l "
        'FILTER(?_day_xsd_date >= ?l + "P10D"^^xsd:dayTimeDuration) } ORDER BY ?boat'
    ),
    "days-told": "SELECT ?boat (?_day_xsd_date AS ?on) WHERE { ?boat ex:lost ?l } ORDER BY ?boat",
    "not-yet-lost": (
        "SELECT ?boat WHERE { ?boat a ex:Boat MINUS { ?boat ex:lost ?l FILTER(?_day_xsd_date > ?l) } } "
        "ORDER BY ?boat"
    ),
    "all-or-nothing": (
        "SELECT ?boat WHERE { ?boat a ex:Boat MINUS { ?other ex:lost ?l FILTER(?_day_xsd_date > ?l) } } "
        "ORDER BY ?boat"
    ),
    "built-on": "SELECT ?boat WHERE { ?boat ex:built ?_day_xsd_date }",
    "sunk-default": "SELECT ?v WHERE { ?_boat_iri ex:length ?v } ORDER BY ?v",
    "faulty": "SELECT ?boat WHERE { ?boat a ",
    "elsewhere": "SELECT * WHERE { SERVICE <https://example.org/sparql> { ?s ?p ?o } }",
}


@pytest.fixture
def boats(tmp_path: Path) -> Project:
    """A project of another field, whose names are hostile and whose questions say nothing of themselves."""
    for folder in ("graph", "ontology", "queries"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ontology" / "terms.ttl").write_text(_ONTOLOGY, encoding="utf-8")
    (tmp_path / "graph" / "boats.ttl").write_text(_GRAPH, encoding="utf-8")
    prefixes = (
        "PREFIX ex: <https://example.org/terms#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
        "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
    )
    headers = {"sunk-default": "#+ summary: How long {boat} is\n#+ defaults: [{boat: Titanic}]\n"}
    for name, text in _QUERIES.items():
        whole = headers.get(name, "") + prefixes + text + "\n"
        (tmp_path / "queries" / f"{name}.rq").write_text(whole, encoding="utf-8")
    return irc_kg.open(tmp_path)


@pytest.mark.parametrize("name", [name for name in _QUERIES if name not in {"faulty", "elsewhere", "is-it"}])
def test_questions_of_any_kind_have_the_rows_that_each_choice_gives(boats: Project, name: str) -> None:
    pages = pages_by_path(boats)
    for menu, _query, choice in choices_of(boats, name):
        page = pages[menu.paths[choice]]
        assert isinstance(page, Page)
        compare(boats, str(page.body), menu, choice)


def test_yes_or_no_is_told_of_each(boats: Project) -> None:
    pages = pages_by_path(boats)
    told = {}
    for menu, query, choice in choices_of(boats, "is-it"):
        page = pages[menu.paths[choice]]
        assert isinstance(page, Page)
        told[choice[0].texts[0]] = "<strong>Yes.</strong>" in page.body
        assert told[choice[0].texts[0]] == boats.ask("is-it", **values_of(query, choice))
    assert True in told.values()
    assert "questions/is-it.html" in pages  # what it needs stands there


def test_days_are_told_by_when_the_answer_changes(boats: Project) -> None:
    asked = sorted(choice[0].texts[0] for _, _, choice in choices_of(boats, "afloat"))
    # Boat two was there for a single day.
    assert asked == ["1998-12-31", "1999-01-01", "2001-05-01", "2001-06-03", "2003-01-01", str(DAY)]


def test_a_day_stands_in_the_sentence_and_its_period_behind(boats: Project) -> None:
    file = boats.files.root / "queries" / "afloat.rq"
    header = "#+ summary: What was afloat on {day}\n"
    file.write_text(header + file.read_text(encoding="utf-8"), encoding="utf-8")
    titles = {
        part.title
        for part in pages_by_path(irc_kg.open(boats.files.root)).values()
        if isinstance(part, Page) and part.path.startswith("questions/afloat")
    }
    assert f"What was afloat on {DAY.in_words()}" in titles
    assert "What was afloat on 31 December 1998 (before 1 January 1999)" in titles
    assert "What was afloat on 1 January 2003" in titles


def test_where_days_are_computed_with_their_years_count(boats: Project) -> None:
    asked = sorted(choice[0].texts[0] for _, _, choice in choices_of(boats, "years-after"))
    assert asked == ["2001-12-31", "2002-01-01", str(DAY)]


@pytest.mark.parametrize("name", ["ten-days-after", "days-told"])
def test_where_no_period_has_one_answer_only_the_usual_day_is_asked(boats: Project, name: str) -> None:
    assert [choice[0].texts[0] for _, _, choice in choices_of(boats, name)] == [str(DAY)]


def test_of_many_rows_only_the_last_days_are_asked(boats: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day_options, "_MOST_ROWS", 1)
    asked = sorted(choice[0].texts[0] for _, _, choice in choices_of(boats, "afloat"))
    assert asked == ["2001-05-01", "2001-06-03", "2003-01-01", str(DAY)]


def test_what_is_taken_away_by_days_is_told_by_days(boats: Project) -> None:
    asked = sorted(choice[0].texts[0] for _, _, choice in choices_of(boats, "not-yet-lost"))
    assert asked == ["2001-06-02", "2001-06-03", str(DAY)]


@pytest.mark.parametrize(("name", "together"), [("not-yet-lost", True), ("all-or-nothing", False)])
def test_several_days_are_asked_together_only_where_each_gives_the_same_alone(
    boats: Project, name: str, together: bool
) -> None:
    query = next(query for query in boats.queries if query.name == name)
    choices = [(Option((f"200{year}-01-01",), ""),) for year in range(1, 7)]
    batches = list(batches_of(query, choices))
    assert [batch.is_worthwhile for batch in batches] == ([True] if together else [False] * len(choices))
    asker = Asker(boats.runner, query)
    alone = [next(iter(asker.rows([choice]))) for choice in choices]
    assert list(asker.rows(choices)) == alone


def test_what_cannot_be_asked_says_why(boats: Project) -> None:
    pages = pages_by_path(boats)
    for name, words in (("faulty", "SPARQL"), ("elsewhere", "SERVICE"), ("text", "--text")):
        page = pages[f"questions/{name}.html"]
        assert isinstance(page, Page)
        assert words in page.body


def test_a_default_that_nothing_is_called_leaves_the_choice_open(boats: Project) -> None:
    lengths = [values_of(query, choice)["boat"] for _menu, query, choice in choices_of(boats, "sunk-default")]
    assert len(lengths) == 3
    assert isinstance(pages_by_path(boats)["questions/sunk-default.html"], Page)


def test_names_do_nothing_and_lead_nowhere(boats: Project) -> None:
    for path, part in pages_by_path(boats).items():
        assert ".." not in path
        assert path.isascii()
        assert "con.html" not in path.split("/")
        if isinstance(part, Page):
            assert "<script>" not in part.body
            assert '<b>"' not in part.body


def test_things_of_the_same_name_are_told_apart(boats: Project) -> None:
    names = [choice[0].name or choice[0].words for _, _, choice in choices_of(boats, "same-names")]
    assert len(set(names)) == len(names) == 3


def test_the_same_project_gives_the_same_pages(boats: Project) -> None:
    again = irc_kg.open(boats.files.root)
    assert pages_by_path(boats) == pages_by_path(again)


def test_forms_lead_to_answers_and_tables_are_saved_as_workbooks(
    shipped: Path, visit: Callable[..., BrowserPage], tmp_path: Path
) -> None:
    page = visit(shipped / "questions" / "policies-in-nation.html")
    form = page.locator("form.choose").first
    form.locator("select").select_option(label="Scotland")
    form.locator("button").click()
    page.wait_for_url("**/policies-in-nation/scotland.html")
    with page.expect_download() as saving:
        page.locator("[data-download=xlsx]").click()
    saving.value.save_as(tmp_path / "answer.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "answer.xlsx").active
    assert sheet is not None
    saved = [tuple(cell or "" for cell in row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    with (shipped / "questions" / "policies-in-nation" / "scotland.csv").open(newline="") as file:
        rows = [tuple(row[:-1]) for row in csv.reader(file)][1:]
    assert [row[:-1] for row in saved] == rows


def test_without_scripts_options_are_links(shipped: Path) -> None:
    body = (shipped / "questions" / "policies-in-nation.html").read_text(encoding="utf-8")
    assert '<a href="../questions/policies-in-nation/scotland.html">Scotland</a>' in body

"""From the files of a project to a picture: nothing lost, and every statement with its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from irc_kg.project import Project, open_project
from irc_kg.views.picture import Picture, PictureThing

KG = "https://w3id.org/irc-kg/id/"
LINES = "Bus plan 2020, Lines, paragraph 1"
COMPANIES = "Bus plan 2020, Companies, paragraph 1"
MORE = """
kg:red-line
    skos:definition "The line across the river."@en ;
    town:timetable <https://example.org/timetables/red> ;
    town:unheardOf "yes" .
"""


@pytest.fixture
def town(miniature: Path) -> Project:
    file = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    file.write_text(file.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    return open_project(miniature)


def thing_of(picture: Picture, name: str) -> PictureThing:
    return next(thing for thing in picture.things if thing.iri == KG + name)


def test_dates_identifiers_definitions_and_pages_keep_their_source(town: Project) -> None:
    picture = town.view_around("Red line").picture
    line = thing_of(picture, "red-line")
    assert (line.definition, line.definition_citations) == ("The line across the river.", (LINES,))
    assert [(dated.value, dated.citations) for dated in line.dates] == [("1998", (LINES,))]
    assert [(link.value, link.citations) for link in line.links] == [
        ("https://example.org/timetables/red", (LINES,))
    ]
    (number,) = thing_of(picture, "town-buses").identifiers
    assert (number.value, number.citations) == ("12345", (COMPANIES,))


def test_what_stands_elsewhere_is_no_statement_too(town: Project) -> None:
    line = thing_of(town.view_around("Red line").picture, "red-line")
    assert [(said.object_label, said.citations) for said in line.statements] == [
        ("1", (LINES,)),
        ("yes", (LINES,)),
    ]


def test_an_address_that_the_graph_says_nothing_of_is_no_thing(town: Project) -> None:
    picture = town.view_around("Red line", 2).picture
    assert all(thing.iri.startswith(KG) for thing in picture.things)
    assert {thing.iri.removeprefix(KG) for thing in picture.things} == {
        "red-line",
        "blue-line",
        "market",
        "station",
        "town-buses",
    }


def test_what_happened_to_a_thing_is_known_of_it(town: Project, miniature: Path) -> None:
    assert thing_of(town.view_around("Red line").picture, "red-line").events == ()
    file = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    pause = """
kg:pause
    <https://w3id.org/irc-kg/ontology#affects> kg:red-line ;
    rdfs:label "Red line paused"@en ;
    <http://purl.org/dc/terms/date> "2021-07"^^<http://www.w3.org/2001/XMLSchema#gYearMonth> .
"""
    file.write_text(file.read_text(encoding="utf-8") + pause, encoding="utf-8")
    (event,) = thing_of(open_project(miniature).view_around("Red line").picture, "red-line").events
    assert (event.label, event.value) == ("Red line paused", "2021-07")
    assert event.citations[0].startswith("Bus plan 2020, Lines")


def test_every_relation_has_its_source(town: Project) -> None:
    picture = town.view_around("Red line", 2).picture
    assert picture.relations
    assert all(relation.citations for relation in picture.relations)


def add(project: Path, statements: str) -> Project:
    path = project / "graph" / "bus-plan-2020" / "lines.ttl"
    path.write_text(path.read_text(encoding="utf-8") + statements, encoding="utf-8")
    return open_project(project)


@pytest.mark.parametrize(
    ("predicate", "end"),
    [
        ("https://schema.org/foundingDate", "from"),
        ("https://schema.org/startDate", "from"),
        ("http://purl.org/dc/terms/issued", "from"),
        ("http://data.europa.eu/eli/ontology#date_document", "from"),
        ("https://schema.org/dissolutionDate", "to"),
        ("https://schema.org/endDate", "to"),
        ("http://data.europa.eu/eli/ontology#date_no-longer-in-force", "to"),
        ("https://example.org/town#since", "neither"),
    ],
)
def test_a_thing_is_in_force_from_its_beginning_to_its_end(miniature: Path, predicate: str, end: str) -> None:
    town = add(miniature, f'kg:market <{predicate}> "2003-05"^^xsd:gYearMonth .\n')
    market = thing_of(town.view_around("Market").picture, "market")
    assert market.from_date == ("2003-05" if end == "from" else None)
    assert market.to_date == ("2003-05" if end == "to" else None)


def test_of_several_beginnings_and_ends_the_most_telling_counts(miniature: Path) -> None:
    town = add(
        miniature,
        """
        kg:market
            <http://purl.org/dc/terms/issued> "1990"^^xsd:gYear ;
            <https://schema.org/foundingDate> "1991"^^xsd:gYear ;
            <http://data.europa.eu/eli/ontology#date_no-longer-in-force> "1995"^^xsd:gYear ;
            <https://schema.org/dissolutionDate> "1996"^^xsd:gYear .
        """,
    )
    market = thing_of(town.view_around("Market").picture, "market")
    assert (market.from_date, market.to_date) == ("1991", "1996")


def test_what_has_ended_by_the_day_of_a_picture_says_so_wherever_it_is_named(
    miniature: Path,
) -> None:
    town = add(
        miniature,
        """
        kg:market <https://schema.org/dissolutionDate> "2003-05"^^xsd:gYearMonth .
        kg:station <https://schema.org/dissolutionDate> "2031"^^xsd:gYear .
        kg:bus-plan-2020 dcterms:modified "2030"^^xsd:gYear .
        """,
    )
    picture = town.view_around("Market").picture
    assert picture.question == "What lies around Market (until May 2003)?"
    assert thing_of(picture, "market").label == "Market (until May 2003)"
    line = thing_of(town.view_around("Town Buses").picture, "red-line")
    assert {said.object_label for said in line.statements} >= {"Market (until May 2003)", "Station"}
    picture = town.view_connection("Market", "Station").picture
    assert picture.question == "How are Market (until May 2003) and Station connected?"


@pytest.mark.parametrize(
    ("order", "kinds"), [("0", ["Bus stop", "Bus line"]), ("9", ["Bus line", "Bus stop"])]
)
def test_the_legend_has_the_order_of_the_ontology(miniature: Path, order: str, kinds: list[str]) -> None:
    assert legend_with(miniature, order) == kinds


@pytest.mark.parametrize(
    "order", ['"first"', '"first", 2', "1.5", "kg:market", '"9"^^<https://example.org/x>']
)
def test_a_place_in_the_legend_that_is_no_number_stops_no_view(miniature: Path, order: str) -> None:
    assert legend_with(miniature, order) == ["Bus line", "Bus stop"]


def legend_with(miniature: Path, order: str) -> list[str]:
    """The kinds of a picture when bus stops have this order, and bus lines have 1."""
    file = miniature / "ontology" / "presentation.ttl"
    text = file.read_text(encoding="utf-8").replace("irc:legendOrder 2", f"irc:legendOrder {order}")
    file.write_text(f"@prefix kg: <https://w3id.org/irc-kg/id/> .\n{text}", encoding="utf-8")
    return [kind.label for kind in open_project(miniature).view_around("Market").picture.kinds]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ('"2026-11-21Z"^^xsd:date', "21 November 2026"),
        ('"2026-11-21+01:00"^^xsd:date, "2026-03-04"^^xsd:date', "21 November 2026"),
        ('"2025-12-31"^^xsd:date, "2026-02"^^xsd:gYearMonth', "February 2026"),
        ('"2026"^^xsd:gYear', "2026"),
        ('"2026-11-21T10:00:00Z"^^xsd:dateTime', "21 November 2026"),
        ('"12026-11-21"^^xsd:date, "9999-01-01"^^xsd:date', "21 November 12026"),
        ('"-0043-03-15"^^xsd:date', "15 March 44 BC"),
        ('"2026-02-30"^^xsd:date, "2020-01-01"^^xsd:date', "1 January 2020"),
    ],
)
def test_a_picture_is_as_of_the_last_day_that_the_project_gives(
    miniature: Path, days: str, words: str
) -> None:
    view = add(miniature, f"kg:bus-plan-2020 dcterms:modified {days} .\n").view_around("Market")
    assert view.picture.as_of is not None
    assert view.picture.as_of.in_words() == words
    assert f", as of {words}." in view.html()


def test_without_a_day_that_is_one_a_picture_is_as_of_none(miniature: Path) -> None:
    view = add(miniature, 'kg:bus-plan-2020 dcterms:modified "soon", kg:market .\n').view_around("Market")
    assert view.picture.as_of is None
    assert ", as of" not in view.html()


def test_a_picture_says_which_documents_and_which_licences_are_behind_it(miniature: Path) -> None:
    credit = "Contains timetables of the town."
    project = add(
        miniature,
        f"""kg:bus-plan-2020 <https://schema.org/creditText> "{credit}" .
<> a <http://www.w3.org/2002/07/owl#Ontology> ;
    <http://purl.org/dc/terms/license> <https://creativecommons.org/licenses/by/4.0/> .
""",
    )
    imprint = project.view("lines").picture.imprint
    assert imprint.sources == ("Bus plan 2020",)
    assert imprint.licences == ("https://creativecommons.org/licenses/by/4.0/",)
    assert imprint.credits == (credit,)

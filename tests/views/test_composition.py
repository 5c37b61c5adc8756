"""From the files of a project to a picture: nothing lost, and every statement with its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from irc_kg.project import Project, open_project
from irc_kg.views.picture import Citation, Picture, Thing

KG = "https://w3id.org/irc-kg/id/"
LINES = Citation("Bus plan 2020, Lines, paragraph 1")
COMPANIES = Citation("Bus plan 2020, Companies, paragraph 1")
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


def thing_of(picture: Picture, name: str) -> Thing:
    return next(thing for thing in picture.things if thing.iri == KG + name)


def test_dates_identifiers_definitions_and_pages_keep_their_source(town: Project) -> None:
    picture = town.view_around("Red line").picture
    line = thing_of(picture, "red-line")
    assert (line.definition, line.definition_citations) == ("The line across the river.", (LINES,))
    assert [(dated.value, dated.citations) for dated in line.dates] == [("1998", (LINES,))]
    assert [(link.target, link.citations) for link in line.links] == [
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
    assert event.citations[0].text.startswith("Bus plan 2020, Lines")


def test_every_relation_has_its_source(town: Project) -> None:
    picture = town.view_around("Red line", 2).picture
    assert picture.relations
    assert all(relation.citations for relation in picture.relations)

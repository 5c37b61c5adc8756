"""From the files of a project to a picture: nothing lost, and every statement with its source."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from irc_kg.project import Project, open_project
from irc_kg.queries import query_of_file, query_of_text
from irc_kg.store.datatypes import PartialDate
from irc_kg.views.picture import Headline, Picture, PictureThing

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
        ("http://purl.org/dc/terms/date", "from"),
        ("https://w3id.org/irc-kg/ontology#doneBy", "from"),
        ("https://schema.org/dissolutionDate", "to"),
        ("https://schema.org/endDate", "to"),
        ("https://schema.org/validThrough", "to"),
        ("http://data.europa.eu/eli/ontology#date_no-longer-in-force", "to"),
        ("https://example.org/town#since", "neither"),
    ],
)
def test_a_thing_is_in_force_from_its_beginning_to_its_end(miniature: Path, predicate: str, end: str) -> None:
    town = add(miniature, f'kg:market <{predicate}> "2003-05"^^xsd:gYearMonth .\n')
    market = thing_of(town.view_around("Market").picture, "market")
    assert market.from_date == ("2003-05" if end == "from" else None)
    assert market.to_date == ("2003-05" if end == "to" else None)


def test_of_several_beginnings_and_ends_the_earliest_counts_as_it_does_behind_a_name(miniature: Path) -> None:
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
    assert (market.from_date, market.to_date) == ("1990", "1995")
    assert market.full_label == "Market (until 1995)"


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
    assert thing_of(picture, "market").full_label == "Market (until May 2003)"
    assert thing_of(picture, "market").name == "Market"
    assert thing_of(picture, "market").years == "(until 2003)"
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


EVENTS = """
@prefix schema: <https://schema.org/> .
irc:EndingKind a owl:Class . irc:HaltKind a owl:Class . irc:AnnouncementKind a owl:Class .
irc:statusOnPage a owl:DatatypeProperty .
kg:closing a irc:EndingKind ; rdfs:label "Closing" .
kg:pause a irc:HaltKind ; rdfs:label "Service paused" .
kg:plan a irc:AnnouncementKind ; rdfs:label "Plan" .
kg:closed irc:eventKind kg:closing ; irc:affects kg:red-line ; rdfs:label "Red line closed" ;
    dcterms:date "2012-05-01"^^xsd:date .
kg:paused irc:eventKind kg:pause ; irc:affects kg:blue-line ; rdfs:label "Blue line paused" ;
    dcterms:date "2014"^^xsd:gYear .
kg:planned irc:eventKind kg:plan ; irc:namesAsNext kg:station ; rdfs:label "Station planned" ;
    dcterms:date "2015"^^xsd:gYear .
kg:red-line schema:startDate "1998"^^xsd:gYear .
kg:station schema:foundingDate "2031"^^xsd:gYear .
kg:market irc:statusOnPage "ended (season 2010)" .
kg:town-buses irc:statusOnPage "unknown in 2016" .
"""
EVERY_STATEMENT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(STRSTARTS(STR(?s), STR(kg:))) }"


def with_events(project: Path) -> Project:
    (project / "queries" / "views" / "all.rq").write_text(EVERY_STATEMENT, encoding="utf-8")
    return add(project, "@prefix owl: <http://www.w3.org/2002/07/owl#> ." + EVENTS)


@pytest.mark.parametrize(
    ("day", "stood"),
    [
        (
            "2030-01-01",
            {
                "red-line": ("ended", "(1998, ended by 2012)"),
                "blue-line": ("paused", "(service paused, 2014)"),
                "station": ("announced", "(from 2031)"),
                "planned": ("announced", ""),
                "market": ("ended", "(ended)"),
                "town-buses": ("", ""),
                "closed": ("", ""),
            },
        ),
        (
            "2011-12-31",
            # What a page says is of no day of the past.
            {"red-line": ("", ""), "blue-line": ("", ""), "market": ("", "")},
        ),
        ("2040-06-01", {"station": ("", ""), "red-line": ("ended", "(1998, ended by 2012)")}),
    ],
)
def test_how_a_thing_stands_on_the_day_of_a_picture(
    miniature: Path, day: str, stood: dict[str, tuple[str, str]]
) -> None:
    picture = with_events(miniature).view("all", as_of=day).picture
    assert {
        name: (thing_of(picture, name).standing, thing_of(picture, name).years) for name in stood
    } == stood


def test_the_years_of_a_thing_with_both_ends(miniature: Path) -> None:
    days = '<https://schema.org/startDate> "{}"^^xsd:gYear ; <https://schema.org/endDate> "{}"^^xsd:gYear .\n'
    town = add(miniature, "kg:market " + days.format(1990, 1995) + "kg:station " + days.format(1990, 1990))
    picture = town.view_around("Red line").picture
    assert thing_of(picture, "market").years == "(1990 to 1995)"
    assert thing_of(picture, "station").years == "(1990)"


def test_what_had_not_begun_is_left_out_unless_it_was_announced(miniature: Path) -> None:
    picture = with_events(miniature).view("all", as_of="2014-12-31").picture
    drawn = {thing.iri.removeprefix(KG) for thing in picture.things}
    assert drawn.isdisjoint({"planned", "station"})
    assert {"red-line", "paused", "closed"} <= drawn
    assert picture.left_out.endswith("2 things that have begun since are not drawn.")
    assert not {relation.object for relation in picture.relations} & {KG + "station"}

    picture = with_events(miniature).view("all", as_of="2015-06-30").picture
    assert thing_of(picture, "station").standing == "announced"
    assert "have begun since" not in picture.left_out


def test_the_subject_of_a_picture_stays_though_it_began_later(miniature: Path) -> None:
    town = add(miniature, 'kg:market <https://schema.org/foundingDate> "2003"^^xsd:gYear .\n')
    picture = town.view_around("Market", as_of=PartialDate(1999)).picture
    assert thing_of(picture, "market").full_label == "Market (from 2003)"
    assert "as of 1999" in town.view_around("Market", as_of=PartialDate(1999)).html()


def test_a_finding_is_computed_with_the_values_and_the_day_of_its_view(miniature: Path) -> None:
    folder = miniature / "queries"
    (folder / "findings").mkdir()
    (folder / "findings" / "lines.rq").write_text(
        """
        SELECT ?finding ?thing WHERE {
          BIND(CONCAT("As of ", STR(?_as_of_xsd_date), ".") AS ?finding) ?thing town:stopsAt kg:market
        } ORDER BY ?thing
        """,
        encoding="utf-8",
    )
    town = add(miniature, 'kg:bus-plan-2020 dcterms:modified "2020-02"^^xsd:gYearMonth .\n')
    assert town.view("lines").picture.headline == Headline("As of 2020-02-29.", (KG + "red-line",))
    headline = town.view("lines", as_of="2019-05-01").picture.headline
    assert headline is not None
    assert headline.sentence == "As of 2019-05-01."
    # Another query of the same name is not the view of the project.
    other = query_of_file(folder / "views" / "lines.rq", "other", town.store.prefixes.by_name)
    assert town.view_of(other).picture.headline is None


def test_a_thing_that_is_no_iri_and_a_sentence_that_is_none_make_no_headline(miniature: Path) -> None:
    findings = miniature / "queries" / "findings"
    findings.mkdir()
    for text, wanted in (
        ('SELECT ?finding ?thing { VALUES (?finding ?thing) { ("One." "x") } }', Headline("One.")),
        ("SELECT ?finding { VALUES ?finding { kg:market } }", None),
        ("SELECT ?sentence { VALUES ?sentence { 1 } }", None),
        ('SELECT ?finding { FILTER(false) BIND("x" AS ?finding) }', None),
    ):
        (findings / "lines.rq").write_text(text, encoding="utf-8")
        assert open_project(miniature).view("lines").picture.headline == wanted


def test_the_headline_of_a_neighbourhood_counts_what_is_drawn(miniature: Path) -> None:
    town = open_project(miniature)
    wanted = {
        ("Blue line", 1): "Blue line is connected with 2 things, each of another kind.",
        ("Market", 1): "Market is connected with one thing: Red line.",
        ("Station", 1): 'Station is connected with 2 things, all of the kind "Bus line".',
        ("Red line", 1): 'Red line is connected with 3 things; most of them, 2, are of the kind "Bus stop".',
        ("Red line", 2): "Red line is connected with 4 things in at most 2 steps; "
        'the largest group, 2, are of the kind "Bus stop".',
    }
    headlines = {key: town.view_around(*key).picture.headline for key in wanted}
    assert {key: headline and headline.sentence for key, headline in headlines.items()} == wanted
    lit = {
        key: {iri.removeprefix(KG) for iri in headline.things}
        for key, headline in headlines.items()
        if headline is not None
    }
    assert lit == {
        ("Blue line", 1): {"station", "town-buses"},
        ("Market", 1): {"market", "red-line"},
        ("Station", 1): {"red-line", "blue-line"},
        ("Red line", 1): {"market", "station"},
        ("Red line", 2): {"market", "station"},
    }


def test_the_headline_of_what_nothing_is_connected_with(miniature: Path) -> None:
    town = add(miniature, 'kg:depot a town:Stop ; rdfs:label "Depot" .\n')
    headline = town.view_around("Depot").picture.headline
    assert headline == Headline(
        "Nothing that the sources state connects Depot with another thing.", (KG + "depot",)
    )


def test_the_headline_of_ways_names_what_the_best_of_them_passes(miniature: Path) -> None:
    town = open_project(miniature)
    headline = town.view_connection("Market", "Blue line").picture.headline
    assert headline is not None
    assert (
        headline.sentence
        == "One way connects Market with Blue line; it leads by way of Red line, then Station."
    )
    direct = town.view_connection("Market", "Red line").picture.headline
    assert direct == Headline("Market and Red line are connected directly.", (KG + "market", KG + "red-line"))
    lonely = add(miniature, 'kg:depot a town:Stop ; rdfs:label "Depot" .\nkg:shed town:stopsAt kg:depot .\n')
    nothing = lonely.view_connection("Market", "Depot").picture.headline
    assert nothing is not None
    assert nothing.sentence == "Nothing that the sources state connects Market and Depot."


@pytest.mark.parametrize("blank", [" ", "\u00a0 ", "\u200b", ""])
def test_a_thing_with_a_label_of_blanks_is_called_by_its_curie(blank: str) -> None:
    thing = PictureThing(KG + "x", "kg:x", blank, KG + "Kind")
    assert (thing.name, thing.full_label) == ("kg:x", "kg:x")


def test_composing_a_picture_of_eight_times_as_many_things_takes_about_eight_times_as_long(
    miniature: Path,
) -> None:
    size = 4_000
    stops = (f'kg:s{n} a town:Stop ; rdfs:label "Stop {n}" ; town:number {n} .\n' for n in range(size))
    lines = (f"kg:l{n} town:stopsAt kg:s{n}, kg:s{(n + 1) % size} .\n" for n in range(size))
    town = add(miniature, "".join([*stops, *lines]))
    town.view("lines")  # which reads what is read once

    def seconds(least: int) -> float:
        where = f"?line town:stopsAt ?stop . ?stop town:number ?n FILTER(?n >= {least})"
        text = f"CONSTRUCT {{ ?line town:stopsAt ?stop }} WHERE {{ {where} }}"
        query = query_of_text(text, "many", town.store.prefixes.by_name)
        started = process_time()
        assert len(town.view_of(query).picture.things) > 2 * (size - least) - 2
        return process_time() - started

    few = min(seconds(size * 7 // 8) for _ in range(3))
    assert seconds(0) < 24 * few

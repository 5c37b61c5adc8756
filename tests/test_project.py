from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import URIRef

import irc_kg
from irc_kg.errors import IrcKgError, UnknownNameError
from irc_kg.queries.sparql import QueryTree, read


def test_a_query_is_answered_by_the_names_of_things(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    answer = project.query("lines-at-stop", stop="Market")
    assert answer.columns == ("line", "number")
    at_market = answer.to_csv()
    assert "Red line" in at_market
    assert project.query("lines-at-stop", stop=["Market"]).to_csv() == at_market
    at_station = project.query("lines-at-stop", stop="Station").to_csv()
    assert project.query("lines-at-stop").to_csv() == at_station != at_market


def test_a_parameter_that_a_query_does_not_have_is_refused(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    with pytest.raises(
        UnknownNameError, match=r"no parameter of lines-at-stop called 'stpo'\. Did you mean stop\?"
    ):
        project.query("lines-at-stop", stpo="Market")
    with pytest.raises(UnknownNameError, match=r"no parameter of .* called 'nowhere'"):
        project.view(project.views[0].name, nowhere="Market")


def test_a_table_and_yes_or_no_are_asked_for_in_two_ways(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    assert project.ask("is-run", company="Town Buses") is True
    assert project.ask("ASK { kg:red-line a town:Stop }") is False
    with pytest.raises(IrcKgError, match=r"answer of is-run is yes or no: ask\(\) gives it"):
        project.query("is-run", company="Town Buses")
    with pytest.raises(IrcKgError, match=r"answer of lines-at-stop is a table: query\(\) gives it"):
        project.ask("lines-at-stop")


def test_an_answer_is_read_again_and_again_by_rows_and_columns(miniature: Path) -> None:
    answer = irc_kg.open(miniature).query("lines-at-stop", stop="Station")
    first = answer[0]
    assert [tuple(row) for row in answer] == [tuple(row) for row in answer]
    assert len(answer) == len(answer.rows) > 1
    assert answer[-1] == answer[len(answer) - 1] != first
    assert first["line"] == first[0] == ox.NamedNode("https://w3id.org/irc-kg/id/red-line")
    assert first.text("line") == first.texts[0] == "Red line"
    assert len(first) == len(answer.columns)
    assert {first: "hashed like its cells"}[tuple(first)]  # type: ignore[index]
    with pytest.raises(UnknownNameError, match=r"no column called 'lien'. Did you mean line\?"):
        first["lien"]
    with pytest.raises(IndexError):
        answer[len(answer)]
    assert repr(answer) == f"<{len(answer)} rows of {', '.join(answer.columns)}>"


def test_a_part_of_an_answer_is_one_too(miniature: Path) -> None:
    answer = irc_kg.open(miniature).query("lines-at-stop", stop="Station")
    assert list(answer[1:]) == list(answer)[1:]
    assert answer[:1].columns == answer.columns
    assert answer[:1].citations == answer.citations[:1]
    assert repr(answer[:1]).startswith("<1 row of")


def test_each_row_has_the_places_that_make_it(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    answer = project.query("SELECT ?since { kg:red-line town:since ?since }")
    assert [str(place) for place in answer[0].citations] == ["Bus plan 2020, Lines, paragraph 1"]
    assert answer.citations == (answer[0].citations,)
    assert project.find("Red line").citations == ((),)  # a name is found in no source


def test_each_row_has_the_statements_that_make_it_and_their_lines(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    lines = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    answer = project.query("lines-at-stop", stop="Station")
    assert [row.text("line") for row in answer] == ["Red line", "Blue line"]
    located = [[project.locate(statement) for statement in row.statements] for row in answer]
    assert located == [[(lines, 21, 29), (lines, 19, 17)], [(lines, 30, 18), (lines, 29, 17)]]
    triples = project.query("CONSTRUCT WHERE { ?s town:since ?o }")
    assert [project.locate(statement).line for statement in triples[0].statements] == [20]
    assert [project.locate(row.statements[0]).line for row in project.show("Market")] == [34, 36, 21]
    assert project.find("Red line")[0].statements == ()


def test_no_file_is_read_for_its_lines_before_these_are_asked_for(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    lines = miniature / "graph" / "bus-plan-2020" / "lines.ttl"
    [row] = project.query("lines-since", year=2000)
    assert row.citations
    lines.write_text("# One line more.\n" + lines.read_text(encoding="utf-8"), encoding="utf-8")
    assert {project.locate(statement).line for statement in row.statements} == {21}


def test_an_answer_that_is_a_graph_is_a_table_of_triples(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    answer = project.query("CONSTRUCT { ?s town:since ?o } WHERE { ?s town:since ?o }")
    assert answer.columns == ("subject", "predicate", "object")
    red = next(row for row in answer if row.text("subject") == "Red line")
    assert [str(place) for place in red.citations] == ["Bus plan 2020, Lines, paragraph 1"]


def test_values_are_those_of_python(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    station = "https://w3id.org/irc-kg/id/station"
    by_name = [tuple(row) for row in project.query("lines-at-stop", stop="Station")]
    for value in (ox.NamedNode(station), URIRef(station), station, [ox.NamedNode(station)]):
        assert [tuple(row) for row in project.query("lines-at-stop", stop=value)] == by_name
    text = """SELECT ?day ?number ?yes {
        BIND(?_day_xsd_date AS ?day) BIND(?_n_integer AS ?number) BIND(?_y_xsd_boolean AS ?yes)
    }"""
    for day in (date(2026, 4, 1), datetime(2026, 4, 1, 12, tzinfo=UTC), "2026-04-01"):
        [row] = project.query(text, day=day, n=5, y=True)
        assert row.texts == ("2026-04-01", "5", "true")
        assert row["number"] == ox.Literal(5)


def test_a_frame_has_names_or_iris(miniature: Path) -> None:
    answer = irc_kg.open(miniature).query("lines-at-stop", stop="Station")
    named, known = answer.to_pandas(), answer.to_pandas(ids=True)
    assert list(named["line"]) == [row.text("line") for row in answer]
    assert known["line"][0] == "https://w3id.org/irc-kg/id/red-line"
    assert [*named.columns] == [*answer.columns]


def test_without_pandas_it_is_said_what_is_needed(miniature: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(IrcKgError, match=r"needs the package pandas: pip install 'irc-kg\[pandas\]'"):
        irc_kg.open(miniature).query("lines-at-stop").to_pandas()


def test_a_notebook_shows_names_and_nothing_runs_in_it(miniature: Path) -> None:
    answer = irc_kg.open(miniature).query('SELECT ("<b>" AS ?words) (kg:red-line AS ?what) {}')
    assert "<td>&lt;b&gt;</td><td>Red line</td>" in answer._repr_html_()


def test_what_was_asked_stands_above_an_answer_with_its_defaults(miniature: Path) -> None:
    answer = irc_kg.open(miniature).query("lines-at-stop")
    assert "Station (the default" in answer.about.question
    assert f"<caption>{answer.about.question}</caption>" in answer._repr_html_()


def test_what_a_parameter_can_be_is_listed(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    assert project.choices("lines-at-stop", "stop") == ["Market", "Station"]
    with pytest.raises(
        UnknownNameError, match=r"no parameter of lines-at-stop called 'halt'\. It takes stop\."
    ):
        project.choices("lines-at-stop", "halt")


def test_things_are_found_by_their_kind_too(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    found = project.find("bus lines")
    assert found[0].text("thing") == "Bus line"
    assert {"Red line", "Blue line"} <= {row.text("thing") for row in found if row.text("kind") == "Bus line"}


def test_all_that_is_said_of_a_thing_reads_from_it(miniature: Path) -> None:
    said = irc_kg.open(miniature).show("Town Buses")
    runs = next(row for row in said if row.text("value") == "Red line")
    assert runs.text("says") == "runs"
    assert [str(place) for place in runs.citations] == [runs.text("source")]


def test_the_network_has_all_relations_between_things(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    network = project.network()
    red = "https://w3id.org/irc-kg/id/red-line"
    assert network.nodes[red] == {"label": "Red line", "kind": "Bus line"}
    assert (red, "stops at") in {(start, edge["label"]) for start, _end, edge in network.edges(data=True)}
    around = {
        triple.object for triple in project.store.relations_of(red) if triple.subject == ox.NamedNode(red)
    }
    assert {ox.NamedNode(end) for end in network.successors(red)} == around


def test_a_statement_is_located_in_its_file(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    for statement in project.evidence.statements_about(project.iri("Red line")):
        path, line, column = project.locate(statement)
        assert path.is_relative_to(miniature / "graph")
        assert column > 1
        assert 1 <= line <= len(path.read_text(encoding="utf-8").splitlines())


def test_what_is_written_is_known_at_once(miniature: Path) -> None:
    project = irc_kg.open(miniature)
    before = len(project.evidence.statements_about(project.iri("Red line")))
    project.statements.add(
        "Red line", "is also called", "The old line", to=Path("graph/bus-plan-2020/lines.ttl")
    )
    assert len(project.evidence.statements_about(project.iri("Red line"))) == before + 1


def test_what_is_asked_is_read_once_to_be_answered_and_cited(
    miniature: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []

    def read_and_note(text: str, known: Mapping[str, str], place: str = "") -> QueryTree:
        texts.append(text)
        return read(text, known, place)

    monkeypatch.setattr("irc_kg.queries.running.read", read_and_note)
    # With a sub-query, whose witnesses are looked for apart.
    text = "SELECT ?name { ?_line_iri rdfs:label ?name { SELECT ?line { ?line a town:Line } } }"
    answer = irc_kg.open(miniature).query(text, line="Red line")
    assert [str(place) for place in answer[0].citations] == [
        "Bus plan 2020, Lines, paragraph 1",
        "Bus plan 2020, Lines, paragraph 2",
    ]
    assert len(texts) > 2
    assert len(texts) == len(set(texts))

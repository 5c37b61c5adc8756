from __future__ import annotations

from pathlib import Path

import pytest

import irc_kg
from irc_kg.errors import UnknownNameError


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


def test_a_query_that_is_no_select_has_no_table(miniature: Path) -> None:
    with pytest.raises(TypeError, match="is-run is no SELECT query"):
        irc_kg.open(miniature).query("is-run", company="Town Buses")


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

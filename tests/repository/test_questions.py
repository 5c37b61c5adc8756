"""What the shipped questions say of themselves, and what they give for several values."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from openpyxl import load_workbook
from running import RunCommand

import irc_kg
from irc_kg.project import Project
from irc_kg.queries import Query, load_queries
from irc_kg.queries.header import IRI, Parameter
from irc_kg.queries.tables import Cell, text
from irc_kg.store.project_files import ProjectFiles

ROOT = Path(__file__).parent.parent.parent
QUERIES = load_queries(ProjectFiles(ROOT), prefixes=irc_kg.open(ROOT).store.prefixes.by_name)
PARAMETERS = [(query, parameter) for query in QUERIES for parameter in query.parameters]


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


def comparable(row: Sequence[Cell]) -> tuple[str, ...]:
    """A row as texts; what GROUP_CONCAT puts together has no order of its own."""
    return tuple(" ".join(sorted(text(cell).replace(";", ",").split(", "))) for cell in row)


@pytest.mark.parametrize(("query", "parameter"), PARAMETERS, ids=lambda one: one.name)
def test_several_values_give_the_rows_of_each(project: Project, query: Query, parameter: Parameter) -> None:
    choices = project.runner.choices(query, parameter)
    is_thing = parameter.kind == IRI
    values = [text(term) for term in choices if isinstance(term, ox.NamedNode) is is_thing][:3]
    if len(values) == 1:
        # What has no answer of its own adds none.
        kind = project.store.kind(values[0])
        values += [other for other in project.store.instances(kind or "") if other not in values][:1]
    values = values or ["2022-08-01", "2026-04-01"]
    together = project.query(query.name, **{parameter.name: values})
    # Where a column shows the value already, there is none besides.
    place = together.columns.index(parameter.variable) if parameter.variable in together.columns else None
    found = []
    for row in together:
        cells = tuple(row)
        found.append(comparable(cells if place is None else cells[:place] + cells[place + 1 :]))
    apart = [
        comparable(tuple(row))
        for value in values
        for row in project.query(query.name, **{parameter.name: value})
    ]
    assert len(values) > 1
    assert sorted(found) == sorted(apart)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_no_default_goes_unsaid(irc_kg: RunCommand, project: Project, query: Query, tmp_path: Path) -> None:
    defaults = [given for given in project.runner.inputs(query, {}) if given.is_default and given.texts]
    shown = irc_kg("query", query.name, "--no-cite", "--root", ROOT)
    heading = shown.out.split("\n\n")[0]
    beside = irc_kg("query", query.name, "--no-cite", "-f", "json", "--root", ROOT).err
    irc_kg("query", query.name, "--no-cite", "-o", tmp_path / "a.xlsx", "--root", ROOT)
    told = "\n".join(map(str, load_workbook(tmp_path / "a.xlsx")["About"].values))
    for given in defaults:
        words = project.runner.in_words(query, given)
        another = f"{given.parameter.option} takes another"
        assert words in heading
        assert another in heading
        assert another in beside
        assert another in told
    # Besides, only that nothing is stated for a nation is said there.
    gaps = project.query(query.name).about.gaps
    assert beside.strip().removesuffix(gaps) == "" or defaults
    assert bool(beside) == bool(defaults or gaps)
    assert "{" not in heading


@pytest.mark.parametrize(("day", "count"), [("2022-07-01", 42), ("2026-03-31", 42), ("2026-04-01", 36)])
def test_boards_of_a_day_are_not_those_of_all_days(
    irc_kg: RunCommand, project: Project, day: str, count: int
) -> None:
    of_kind = project.query("bodies", kind="Integrated care board", as_of=day)
    on_date = project.query("integrated-care-boards-on-a-date", date=day)
    assert {row["body"] for row in of_kind} == {row["board"] for row in on_date}
    assert len(of_kind) == count
    # None of them had ended by that day.
    assert not any("(until" in row.text("body") for row in of_kind)
    run = irc_kg("query", "bodies", "--kind", "Integrated care board", "-f", "csv", "--root", ROOT)
    assert run.out.count("\r\n") == 37


def test_there_is_no_body_of_a_kind_before_the_kind(project: Project) -> None:
    """Integration authorities came in 2016 by the position statement; no register dates the single ones."""
    kind = "Integration authority"
    assert len(project.query("bodies", kind=kind, as_of="2016-12-31")) == 31
    assert len(project.query("bodies", kind=kind, as_of="2015-12-31")) == 0


def test_all_boards_say_which_have_ended(project: Project) -> None:
    table = project.query("SELECT ?board { ?board org:classification kg:integrated-care-board }")
    ended = [row for row in table if row.text("board").endswith(" (until 31 March 2026)")]
    assert (len(table), len(ended)) == (48, 12)
    dated = project.store.subjects("https://schema.org/dissolutionDate")
    boards = {cell.value for row in ended if isinstance(cell := row["board"], ox.NamedNode)}
    assert boards <= set(dated)

"""Every answer of the shipped questions can be traced to the places in the sources that make it."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

import irc_kg
from irc_kg.project import Project
from irc_kg.queries import load_queries
from irc_kg.queries.sparql import read
from irc_kg.queries.tables import text
from irc_kg.queries.witnesses import Row, WitnessFinder
from irc_kg.store.project_files import ProjectFiles

ROOT = Path(__file__).parent.parent.parent
NAMES = [query.name for query in load_queries(ProjectFiles(ROOT))]


def test_the_questions_are_short() -> None:
    """They had 903 lines while each made its sources by hand; a line is no longer than in the program."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "queries").glob("*.rq")]
    lines = [line for text in texts for line in text.splitlines()]
    assert len(lines) <= 903 / 2
    assert max(len(line) for line in lines if not line.startswith("#+")) <= 110


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


def rows_of(answer: object) -> tuple[list[str], list[Row]]:
    assert isinstance(answer, ox.QuerySolutions)
    columns = [variable.value for variable in answer.variables]
    return columns, [tuple(row[index] for index in range(len(columns))) for row in answer]


@pytest.mark.parametrize("name", NAMES)
def test_each_row_is_cited(project: Project, name: str) -> None:
    query = project.find_query(name)
    columns, rows = rows_of(project.runner.run(query))
    assert rows
    for row, citations in zip(rows, project.runner.cite(query, {}, columns, rows), strict=True):
        assert citations, row


def in_any_order(rows: list[Row]) -> set[tuple[str, ...]]:
    """Rows as texts; what GROUP_CONCAT puts together has no order of its own."""
    return {tuple(" ".join(sorted(re.split("[;,] ", text(cell)))) for cell in row) for row in rows}


@pytest.mark.parametrize("name", NAMES)
def test_the_witnesses_and_the_ontology_alone_give_each_row(project: Project, name: str) -> None:
    query, store = project.find_query(name), project.store
    bound = project.runner.bind(query, {})
    columns, rows = rows_of(project.runner.run(query))
    tree = read(bound, store.prefixes.by_name)
    found = WitnessFinder(store, tree, project.runner.select).of_rows(columns, rows)
    alone = ox.Store()
    in_ontology = {store.files.graph_iri(path) for path in store.files.ontology_files}
    for quad in store.quads():
        if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in in_ontology:
            alone.add(quad)
    alone.extend(quad for quads in found.values() for quad in quads)
    alone.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    answer = alone.query(
        bound, prefixes=dict(store.prefixes.by_name), base_iri="https://w3id.org/irc-kg/graph/"
    )
    assert in_any_order(rows_of(answer)[1]) >= in_any_order(rows)

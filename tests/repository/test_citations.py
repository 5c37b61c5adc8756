"""Every answer of the shipped questions can be traced to the places in the sources that make it."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

import irc_kg
from irc_kg.project import Project
from irc_kg.provenance import NAMING
from irc_kg.queries import load_queries, query_of_text
from irc_kg.queries.matches import Row
from irc_kg.queries.sparql import read
from irc_kg.queries.tables import text
from irc_kg.queries.witnesses import WitnessFinder
from irc_kg.store.names import IRC
from irc_kg.store.project_files import ProjectFiles

ROOT = Path(__file__).parent.parent.parent
MOST_TRIED = 100  # statements that are taken away for one question
# What is asked not to be stated: where it is stated, it makes another row of this one.
IN_THE_WAY = {"can-i-still-apply": {IRC + "resultsIn", IRC + "namesAsNext"}}
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


def test_the_example_of_the_page_cites_only_what_its_header_names(project: Project) -> None:
    page = (ROOT / "docs" / "citations.md").read_text(encoding="utf-8")
    [text] = re.findall(r"^```sparql\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert "#+ cite: ?event\n" in text
    prefixes = project.store.prefixes.by_name
    narrow, wide = (
        query_of_text(text, "narrow", prefixes),
        query_of_text(re.sub("#.*\n", "", text), "wide", prefixes),
    )
    columns, rows = rows_of(project.runner.run(narrow))
    assert rows
    of_all, of_event = (project.runner.cite(query, {}, columns, rows) for query in (wide, narrow))
    assert all(set(few) <= set(many) for few, many in zip(of_event, of_all, strict=True))
    assert of_event != of_all


def in_any_order(rows: list[Row]) -> set[tuple[str, ...]]:
    """Rows as texts; what GROUP_CONCAT puts together has no order of its own."""
    return {tuple(" ".join(sorted(re.split("[;,] ", text(cell)))) for cell in row) for row in rows}


def ask(store: ox.Store, project: Project, bound: str) -> list[Row]:
    """The answer of an engine to a bound query."""
    prefixes = dict(project.store.prefixes.by_name)
    return rows_of(store.query(bound, prefixes=prefixes, base_iri="https://w3id.org/irc-kg/graph/"))[1]


@pytest.fixture(scope="module")
def everything(project: Project) -> ox.Store:
    """The whole graph in an engine of its own, in which statements may be missing for a while."""
    store = ox.Store()
    store.extend(project.store.quads())
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return store


def near(store: ox.Store, things: set[object]) -> list[ox.Triple]:
    """Triples about some things, and about what these are tied to; a part of them if they are very many."""
    found: dict[ox.Triple, None] = {}
    for _step in range(2):
        ends: set[object] = set()
        for thing in sorted(things, key=str):
            about = [*store.quads_for_pattern(thing, None, None), *store.quads_for_pattern(None, None, thing)]  # type: ignore[arg-type]
            found.update((quad.triple, None) for quad in about if quad.predicate.value not in NAMING)
            ends.update(end for quad in about for end in (quad.subject, quad.object))
        things = {end for end in ends - things if isinstance(end, ox.NamedNode)}
    every = max(1, len(found) // MOST_TRIED)
    return sorted(found, key=str)[::every]


@pytest.mark.parametrize("name", NAMES)
def test_a_statement_without_which_a_row_is_not_there_is_cited(
    project: Project, everything: ox.Store, name: str
) -> None:
    """The slow way: take one statement away at a time, and see which rows are gone."""
    query, store = project.find_query(name), project.store
    bound = project.runner.bind(query, {})
    columns, rows = rows_of(project.runner.run(query))
    found = WitnessFinder(store, read(bound, store.prefixes.by_name), project.runner.select).of_rows(
        columns, rows
    )
    keys = {row: next(iter(in_any_order([row]))) for row in rows}
    some = rows[:: max(1, len(rows) // 3)]
    witnesses = {quad.triple: None for row in some for quad in found[row][:10]}
    things: set[object] = {cell for row in some for cell in row if isinstance(cell, ox.NamedNode)}
    things |= {triple.subject for triple in witnesses}
    counted = 0
    for triple in {**witnesses, **dict.fromkeys(near(everything, things))}:
        quads = list(everything.quads_for_pattern(triple.subject, triple.predicate, triple.object))
        for quad in quads:
            everything.remove(quad)
        left = in_any_order(ask(everything, project, bound))
        everything.extend(quads)
        for row in (row for row in rows if keys[row] not in left):
            counted += 1
            stands_in_the_way = triple.predicate.value in IN_THE_WAY.get(name, ())
            assert stands_in_the_way or triple in {quad.triple for quad in found[row]}, (row, triple)
    assert counted


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
    assert in_any_order(ask(alone, project, bound)) >= in_any_order(rows)

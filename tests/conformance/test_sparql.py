"""The W3C tests of SPARQL 1.0 and 1.1, each asked as the program asks, of a project made of its files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
from conformance.exceptions import ANSWERED, DIFFERENT, INCOMPLETE, REFUSED
from conformance.results import GRAPH_FORMATS, Result, comparable, read_result, result_of
from conformance.suites import Case, sparql_cases, update_files

import irc_kg
from irc_kg.errors import IrcKgError
from irc_kg.project import Project
from irc_kg.queries import query_of_text
from irc_kg.queries.tables import table_of
from irc_kg.store.project_files import BASE_IRI, FOLDERS

# What a relative IRI in a file or query means, so that the names of graphs in queries are those of files.
BASE = BASE_IRI + "graph/"
EVALUATED = [case for case in sparql_cases("QueryEvaluationTest") if case.id not in INCOMPLETE]
CSV = list(sparql_cases("CSVResultFormatTest"))
VALID = list(sparql_cases("PositiveSyntaxTest"))
INVALID = list(sparql_cases("NegativeSyntaxTest"))
UPDATES = list(update_files())


def project_of(root: Path, files: Sequence[Path] = ()) -> Project:
    """A project that holds the files of a test; each is a named graph of the name that queries give it."""
    for folder in FOLDERS:
        (root / folder).mkdir()
    for path in files:
        quads = ox.parse(path=path, format=GRAPH_FORMATS[path.suffix], base_iri=BASE + path.name)
        turtle = ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.TURTLE)
        (root / "graph" / f"{path.name}.ttl").write_bytes(turtle or b"")
    return irc_kg.open(root)


def answer_of_engine(files: Sequence[Path], text: str) -> Result:
    """What the engine alone says to a text; as in a project, its default graph holds what all files state."""
    store = ox.Store()
    for path in files:
        graph = BASE + path.name
        store.load(path=path, format=GRAPH_FORMATS[path.suffix], base_iri=graph, to_graph=ox.NamedNode(graph))
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return result_of(store.query(text, base_iri=BASE))


def answer(project: Project, text: str) -> ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples:
    found = project.runner.run(query_of_text(text))
    assert isinstance(found, ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples)
    return found


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")


def columns_of(text: str) -> list[tuple[str, ...]]:
    """The columns of a CSV in the order of their names, with blank nodes and numbers in one spelling."""
    text = re.sub(r"_:\w+", "_:b", text).replace("1.0E6", "1000000")
    return sorted(zip(*csv.reader(io.StringIO(text)), strict=True))


def test_all_tests_are_there() -> None:
    assert [len(cases) for cases in (EVALUATED, CSV, VALID, INVALID, UPDATES)] == [515, 3, 213, 93, 148]
    names = [case.id for case in EVALUATED]
    assert len(set(names)) == len(names)
    names += [case.id for case in (*VALID, *INVALID)]
    assert {*DIFFERENT, *REFUSED, *ANSWERED} <= set(names)


@pytest.mark.parametrize("case", EVALUATED, ids=lambda case: case.id)
def test_the_answer_is_the_one_of_the_w3c(case: Case, tmp_path: Path) -> None:
    project, text = project_of(tmp_path, case.files), read(case.query)
    if case.id in REFUSED:
        with pytest.raises(IrcKgError):
            answer(project, text)
        return
    assert case.result is not None
    found = comparable(result_of(answer(project, text)))
    expected = comparable(read_result(case.result, BASE))
    if case.id in DIFFERENT:
        assert found != expected, "this is no exception any more"
        expected = comparable(answer_of_engine(case.files, text))
    assert found == expected


@pytest.mark.parametrize("case", CSV, ids=lambda case: case.id)
def test_csv_is_the_one_of_the_w3c(case: Case, tmp_path: Path) -> None:
    found = answer(project_of(tmp_path, case.files), read(case.query))
    assert isinstance(found, ox.QuerySolutions)
    assert case.result is not None
    assert columns_of(table_of(found).to_csv()) == columns_of(read(case.result))


@pytest.mark.parametrize("case", VALID, ids=lambda case: case.id)
def test_what_is_sparql_is_taken(case: Case, tmp_path: Path) -> None:
    project, text = project_of(tmp_path), read(case.query)
    if case.id in REFUSED:
        with pytest.raises(IrcKgError):
            answer(project, text)
    else:
        answer(project, text)


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.id)
def test_what_is_no_sparql_is_refused(case: Case, tmp_path: Path) -> None:
    project, text = project_of(tmp_path), read(case.query)
    if case.id in ANSWERED:
        answer(project, text)
    else:
        with pytest.raises(IrcKgError):
            answer(project, text)


@pytest.mark.parametrize("path", UPDATES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_update_is_refused_right_or_wrong(path: Path, tmp_path: Path) -> None:
    project = project_of(tmp_path)
    with pytest.raises(IrcKgError):
        answer(project, read(path))

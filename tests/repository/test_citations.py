"""Every answer of the shipped questions is cited with the places in the sources that make it, and no others.

What the places are is read here once more, with another reader of Turtle, from the files.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest
from questions import QUESTIONS, ROOT, Question
from rdflib import RDFS, SKOS, Graph, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF
from removals import Asked, Texts, comparable
from removals import Graph as CutGraph
from running import RunCommand

import irc_kg
from irc_kg.project import Project
from irc_kg.queries import query_of_text
from irc_kg.queries.sparql import read
from irc_kg.queries.sparql.tree import Variable
from irc_kg.queries.tables import Cell

IRC = Namespace("https://w3id.org/irc-kg/ontology#")
BASE = "https://w3id.org/irc-kg/"
NAMING = {str(name) for name in (RDF.type, RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.notation)}
# The question that counts all statements says in a sub-query of which documents, and cites these documents.
LET_OUT = {
    "sources": (
        "SELECT DISTINCT ?file ?origin ?source {",
        "SELECT DISTINCT ?file ?origin ?source ?document {",
    )
}
PREDICATES_OF_CITED = {"sources": {str(name) for name in (DCTERMS.source, RDFS.label)}}


class Place(NamedTuple):
    """Where a file's source says something: its label, the section, and paragraphs or rows of it."""

    document: str
    section: str
    unit: str
    numbers: frozenset[int] = frozenset()

    def __str__(self) -> str:
        heading = self.unit == "paragraph" and 0 in self.numbers
        counted = sorted(self.numbers - {0} if heading else self.numbers)
        unit = self.unit + ("s" if len(counted) > 1 else "")
        numbers = f"{unit} {', '.join(map(str, counted))}" if counted else ""
        where = " and ".join(filter(None, ["heading" if heading else "", numbers]))
        return ", ".join(filter(None, [self.document, self.section, where]))


class Files:
    """The files of the graph as rdflib reads them, by the names of their graphs."""

    def __init__(self) -> None:
        self.by_name: dict[str, Graph] = {}
        for path in sorted((ROOT / "graph").rglob("*.ttl")):
            name = BASE + quote(path.relative_to(ROOT).with_suffix("").as_posix())
            self.by_name[name] = Graph().parse(path, publicID=name)

    def place(self, file: str, subject: str) -> Place:
        """Where the source of a file says what the file states of a subject."""
        graph, name = self.by_name[file], URIRef(file)
        source = self.source(file)
        section = ", ".join(sorted(map(str, graph.objects(name, IRC.section))))
        for unit, predicate in (("paragraph", IRC.paragraph), ("row", IRC.row)):
            numbers = {int(str(number)) for number in graph.objects(URIRef(subject), predicate)}
            if numbers:
                return Place(source, section, unit, frozenset(numbers))
        return Place(source, section, "")

    def source(self, file: str) -> str:
        """The label of the source of a file; of one that names no source, where it is."""
        documents = list(self.by_name[file].objects(URIRef(file), DCTERMS.source))
        if not documents:
            return f"{unquote(file.removeprefix(BASE))}.ttl"
        [document] = documents
        [label] = {
            str(label) for graph in self.by_name.values() for label in graph.objects(document, RDFS.label)
        }
        return label

    def places(self, quads: Iterable[ox.Quad]) -> set[tuple[str, Place]]:
        """The places of some statements, each with the file: not what only names, where others tell more."""
        made = []
        for quad in quads:
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.graph_name, ox.NamedNode)
            file = quad.graph_name.value
            if file in self.by_name and quad.subject.value != file:
                made.append((quad.predicate.value, file, quad.subject.value))
        telling = [each for each in made if each[0] not in NAMING] or made
        return {(file, self.place(file, subject)) for _predicate, file, subject in telling}


def in_sections(places: Iterable[tuple[str, Place]]) -> list[str]:
    """Places as texts, those of one section together."""
    numbers: dict[Place, frozenset[int]] = {}
    for _file, place in places:
        section = place._replace(numbers=frozenset())
        numbers[section] = numbers.get(section, frozenset()) | place.numbers
    return sorted(str(section._replace(numbers=found)) for section, found in numbers.items())


def terms_to_cite(asked: Asked) -> dict[Texts, set[Cell]]:
    """Of each row, the values of what the header of the question names: it is asked for them too."""
    tree = read(asked.bound, asked.project.store.prefixes.by_name)
    assert tree.where is not None
    where = tree.text_of(tree.where).replace(*LET_OUT.get(asked.query.name, ("", "")))
    grouped = [each.expression for each in tree.modifiers.group_by]
    columns = [column.variable.name for column in tree.columns]
    # What a row has in common with the solutions behind it.
    keys = [each.name for each in grouped if isinstance(each, Variable)] or columns
    places = [columns.index(name) for name in keys if name in columns]
    let_out = [name for name in asked.query.header.cite if f"?{name}" in where]
    names = dict.fromkeys([*(columns[place] for place in places), *let_out])
    found: dict[Texts, set[Cell]] = defaultdict(set)
    for solution in asked.graph.ask(f"SELECT {' '.join(f'?{name}' for name in names)} {where}"):
        values = dict(zip(names, solution, strict=True))
        found[comparable(solution[: len(places)])].update(values[name] for name in let_out)
    given: set[Cell] = {
        ox.NamedNode(asked.project.iri(text))
        for each in asked.project.runner.inputs(asked.query, asked.question.values)
        if each.parameter.variable in asked.query.header.cite
        for text in each.texts
    }
    return {row: given | found[tuple(row[place] for place in places)] for row in asked.rows}


def places_of(asked: Asked, files: Files) -> dict[Texts, set[tuple[str, Place]]]:
    """The places of each row: those of its witnesses, or of those about what the header names."""
    if not asked.query.header.cite:
        return {row: files.places(quads) for row, quads in asked.witnesses.items()}
    terms = terms_to_cite(asked)
    predicates = PREDICATES_OF_CITED.get(asked.query.name)
    found = {}
    for row, quads in asked.witnesses.items():
        about = [quad for quad in quads if {quad.subject, quad.object} & terms[row]]
        found[row] = files.places(
            quad for quad in about if predicates is None or quad.predicate.value in predicates
        )
    return found


@pytest.fixture(scope="module")
def project() -> Project:
    return irc_kg.open(ROOT)


@pytest.fixture(scope="module")
def graph(project: Project) -> CutGraph:
    return CutGraph(project.store.quads(), project.store.prefixes.by_name)


@pytest.fixture(scope="module")
def files() -> Files:
    return Files()


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_each_row_is_cited_with_the_places_of_its_witnesses(
    project: Project, graph: CutGraph, files: Files, question: Question
) -> None:
    expected = places_of(Asked(project, graph, question), files)
    answer = project.query(question.name, **question.values)
    assert len(answer)
    for row in answer:
        cited = [
            (
                one.graph,
                Place(
                    one.document_label, one.section, one.unit if one.numbers else "", frozenset(one.numbers)
                ),
            )
            for one in row.citations
        ]
        assert cited
        assert set(cited) == expected[comparable(tuple(row))]
        assert len(set(cited)) == len(cited)
        assert_in_order([place for _file, place in cited])


def assert_in_order(places: list[Place]) -> None:
    """What is cited of one source stands together, in the order of its sections and numbers."""
    documents = list(dict.fromkeys(place.document for place in places))
    in_order = [(documents.index(place.document), place.section, sorted(place.numbers)) for place in places]
    assert in_order == sorted(in_order)


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_the_command_prints_the_places_of_each_row(
    irc_kg: RunCommand, project: Project, graph: CutGraph, files: Files, question: Question
) -> None:
    expected = places_of(Asked(project, graph, question), files)
    options = [
        part
        for name, values in question.values.items()
        for value in values
        for part in (f"--{name.replace('_', '-')}", value)
    ]
    run = irc_kg("query", question.name, *options, "--format", "csv", "--root", ROOT)
    heading, *rows = csv.reader(io.StringIO(run.out))
    assert heading[-1] == ("cited from" if "source" in heading[:-1] else "source")
    printed = [(tuple(cells), sorted(places.split("; "))) for *cells, places in rows]
    answer = project.query(question.name, **question.values)
    assert sorted(printed) == sorted(
        (row.texts, in_sections(expected[comparable(tuple(row))])) for row in answer
    )


def test_the_questions_are_short() -> None:
    """A question had 27 lines while it made its sources by hand; a line is no longer than in the program.

    On the average, so that there may be more questions. Of 16 lines one is for what pages say of things: four
    older questions have it too.
    """
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "queries").glob("*.rq")]
    lines = [line for text in texts for line in text.splitlines()]
    assert len(lines) / len(texts) <= 16
    assert max(len(line) for line in lines if not line.startswith("#+")) <= 110


def test_the_example_of_the_page_cites_only_what_its_header_names(project: Project) -> None:
    page = (ROOT / "docs" / "citations.md").read_text(encoding="utf-8")
    [text] = re.findall(r"^```sparql\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    assert "#+ cite: ?event\n" in text
    prefixes = project.store.prefixes.by_name
    narrow = query_of_text(text, "narrow", prefixes)
    wide = query_of_text(re.sub("#.*\n", "", text), "wide", prefixes)
    answer = project.runner.run(narrow)
    assert isinstance(answer, ox.QuerySolutions)
    columns = [variable.value for variable in answer.variables]
    rows = [tuple(row) for row in answer]
    assert rows
    of_all, of_event = (project.runner.cite(query, {}, columns, rows) for query in (wide, narrow))
    assert all(set(few) <= set(many) for few, many in zip(of_event, of_all, strict=True))
    assert of_event != of_all

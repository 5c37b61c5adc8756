"""Who says so, and where: the document, section and paragraphs behind every statement of the graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from irc_kg.store.datatypes import read_integer
from irc_kg.store.store import Store, Term
from irc_kg.store.vocabularies import DCTERMS, IRC, RDF, RDFS, SKOS

SOURCE = DCTERMS + "source"
SECTION = IRC + "section"
PARAGRAPH = IRC + "paragraph"
ROW = IRC + "row"
EVIDENCE_GRAPH = IRC + "EvidenceGraph"
INVERSE_LABEL = IRC + "inverseLabel"
PLACES_IN_SOURCE = (PARAGRAPH, ROW)

# In what order the statements about one thing are read.
_FIRST = (
    RDF + "type",
    RDFS + "label",
    SKOS + "prefLabel",
    SKOS + "altLabel",
    SKOS + "definition",
    RDFS + "comment",
)


@dataclass(frozen=True, slots=True)
class Citation:
    """The place in a source that makes a statement."""

    graph: str
    document: str | None  # IRI of the source; None for a file that names none, such as the ontology
    document_label: str
    section: str
    numbers: tuple[int, ...]  # of paragraphs, or of rows of a table
    unit: str = "paragraph"

    def __str__(self) -> str:
        unit = self.unit + ("s" if len(self.numbers) > 1 else "")
        place = f"{unit} {', '.join(map(str, self.numbers))}" if self.numbers else ""
        return ", ".join(filter(None, [self.document_label, self.section, place]))


@dataclass(frozen=True, slots=True)
class Statement:
    """One triple of one named graph, with the place in the source that makes it."""

    subject: Term
    predicate: ox.NamedNode
    object: Term
    citation: Citation


class Evidence:
    """The evidence of triples: their graph's source and section, their subject's paragraphs there."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._graphs: dict[str, tuple[str | None, str, str]] = {}

    def citation(self, subject: Term, graph: str) -> Citation:
        """Where what a graph says of a subject stands in the source of the graph."""
        if graph not in self._graphs:
            self._graphs[graph] = self._source(graph)
        document, label, section = self._graphs[graph]
        for predicate in PLACES_IN_SOURCE:
            if numbers := self._numbers(subject, predicate, graph):
                return Citation(graph, document, label, section, numbers, predicate.removeprefix(IRC))
        return Citation(graph, document, label, section, ())

    def _source(self, graph: str) -> tuple[str | None, str, str]:
        about = ox.NamedNode(graph)
        sources = [term.value for term in self.store.objects(about, SOURCE) if isinstance(term, ox.NamedNode)]
        sections = [term.value for term in self.store.objects(about, SECTION) if isinstance(term, ox.Literal)]
        document = sources[0] if sources else None
        file = self.store.files.display_path(self.store.files.file_of(graph))
        return document, self.store.label(document) if document else file, ", ".join(sections)

    def _numbers(self, subject: Term, predicate: str, graph: str) -> tuple[int, ...]:
        if isinstance(subject, ox.Literal):
            return ()
        quads = self.store.quads(subject, ox.NamedNode(predicate), None, ox.NamedNode(graph))
        texts = [quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)]
        numbers = (read_integer(text) for text in texts)
        return tuple(sorted(number for number in numbers if number is not None and number >= 0))

    def about(self, thing: str) -> list[Statement]:
        """What is said of a thing, as the subject, each statement with its source, in reading order."""
        found = self._statements(self.store.quads(ox.NamedNode(thing), None, None, None))
        return sorted(found, key=self._reading_order)

    def mentioning(self, thing: str) -> list[Statement]:
        """What is said of other things that has this thing as its object."""
        found = self._statements(self.store.quads(None, None, ox.NamedNode(thing), None))
        return sorted(found, key=lambda statement: (statement.predicate.value, str(statement.subject)))

    def of_graph(self, graph: str) -> list[Statement]:
        """What one file states, without what it says of itself."""
        found = self._statements(self.store.quads(None, None, None, ox.NamedNode(graph)))
        return [statement for statement in found if statement.subject != ox.NamedNode(graph)]

    def _statements(self, quads: Iterator[ox.Quad]) -> Iterator[Statement]:
        for quad in quads:
            if quad.predicate.value not in PLACES_IN_SOURCE and isinstance(quad.graph_name, ox.NamedNode):
                citation = self.citation(quad.subject, quad.graph_name.value)
                yield Statement(quad.subject, quad.predicate, quad.object, citation)

    @staticmethod
    def _reading_order(statement: Statement) -> tuple[int, str, str, str]:
        predicate = statement.predicate.value
        first = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
        return first, statement.citation.graph, predicate, str(statement.object)

    def inverse_label(self, predicate: str) -> str:
        """How a relation reads from its object: "funds" for "is funded by"."""
        labels = [
            term.value
            for term in self.store.objects(ox.NamedNode(predicate), INVERSE_LABEL)
            if isinstance(term, ox.Literal)
        ]
        return labels[0] if labels else f"is the object of {self.store.label(predicate)!r} of"


class Places:
    """Where in the files the statements stand: each file is read once, when it is first asked for."""

    def __init__(self, store: Store) -> None:
        self.project = store.files
        self._files: dict[str, dict[tuple[Term, Term, Term], tuple[int, int]]] = {}

    def of(self, statement: Statement) -> tuple[Path, int, int]:
        """File, line and column (from 1) of the object of a statement."""
        graph = statement.citation.graph
        path = self.project.file_of(graph)
        if graph not in self._files:
            self._files[graph] = _places_in(path, graph)
        key = (statement.subject, statement.predicate, statement.object)
        return path, *self._files[graph].get(key, (1, 1))


def _places_in(path: Path, base_iri: str) -> dict[tuple[Term, Term, Term], tuple[int, int]]:
    from irc_kg.turtle import read

    document = read(path, base_iri)
    return {
        (statement.subject.term, statement.predicate.term, statement.object.term): document.line_column(
            statement.object.start
        )
        for statement in document.triples()
    }

"""Who says so, and where: the document, section and paragraphs behind every statement of the graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.store import Store, Term
from irc_kg.store.datatypes import read_integer
from irc_kg.store.names import DCTERMS, IRC, RDF, RDFS, SKOS
from irc_kg.store.project_files import ProjectFiles, has_a_statement_a_line, is_turtle, lines_of_statements
from irc_kg.store.settings import USUAL_LABELS
from irc_kg.store.values import engine_spelling

SOURCE = DCTERMS + "source"
SECTION = IRC + "section"
PARAGRAPH = IRC + "paragraph"
ROW = IRC + "row"
EVIDENCE_GRAPH = IRC + "EvidenceGraph"
PLACES_IN_SOURCE = (PARAGRAPH, ROW)
_HEADING = "heading"

# What names or types a thing, and says nothing else of it.
NAMING = frozenset({RDF + "type", RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", SKOS + "notation"})
# In what order the statements about one thing are read.
_FIRST = (
    RDF + "type",
    *USUAL_LABELS,
    SKOS + "altLabel",
    SKOS + "definition",
    RDFS + "comment",
)


class Citation(NamedTuple):
    """The place in a source that makes a statement."""

    graph: str
    document: str | None  # IRI of the source; None for a file that names none, such as the ontology
    document_label: str
    section: str
    numbers: tuple[int, ...]  # of paragraphs, or of rows of a table
    unit: str = "paragraph"

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.document_label, self.section, self.place]))

    @property
    def place(self) -> str:
        """Where in the section, in words: ``heading and paragraph 2``."""
        counted = [number for number in self.numbers_in_words if number != _HEADING]
        unit = self.unit + ("s" if len(counted) > 1 else "")
        heading = _HEADING if len(counted) < len(self.numbers) else ""
        return " and ".join(filter(None, [heading, f"{unit} {', '.join(counted)}" if counted else ""]))

    @property
    def numbers_in_words(self) -> tuple[str, ...]:
        """The numbers as people read them: paragraph 0 is the heading of the section."""
        has_heading = self.unit == PARAGRAPH.removeprefix(IRC)
        return tuple(str(number) if number or not has_heading else _HEADING for number in self.numbers)


class Statement(NamedTuple):
    """One triple of one named graph, with the place in the source that makes it."""

    subject: Term
    predicate: ox.NamedNode
    object: Term
    citation: Citation


def citations_of(statements: Iterable[Statement]) -> tuple[Citation, ...]:
    """Where some statements are made, each place once."""
    return tuple(dict.fromkeys(statement.citation for statement in statements))


def places_of(statements: Iterable[Statement], locations: Locations | None = None) -> list[str]:
    """Where some statements are made, as texts, those of one section together: ``rows 14, 15``.

    With ``locations``, each text ends with the files and lines of its statements: ``(graph/town.ttl:8, 12)``.
    """
    sections: dict[Citation, list[Statement]] = {}
    for statement in statements:
        sections.setdefault(_section_of(statement.citation), []).append(statement)
    places = []
    for made in sections.values():
        [place] = join_sections(statement.citation for statement in made)
        places.append(f"{place} ({locations.describe(made)})" if locations else str(place))
    return places


def join_sections(citations: Iterable[Citation]) -> list[Citation]:
    """One citation for each section that is cited, with all the paragraphs or rows of it, and of no graph."""
    numbers: dict[Citation, set[int]] = {}
    for citation in citations:
        numbers.setdefault(_section_of(citation), set()).update(citation.numbers)
    return [section._replace(numbers=tuple(sorted(found))) for section, found in numbers.items()]


def _section_of(citation: Citation) -> Citation:
    """What the citations of one section have in common; that of a section as a whole stands for itself."""
    return citation._replace(graph="", numbers=(), unit=citation.unit if citation.numbers else "")


@dataclass(frozen=True)
class Census:
    """How many things there are by class, and how many statements by source.

    ``placed`` are the statements whose place in the source is known; a file that names no source counts
    under "".
    """

    things: Counter[str] = field(default_factory=Counter)
    statements: Counter[str] = field(default_factory=Counter)
    placed: Counter[str] = field(default_factory=Counter)


class Evidence:
    """The evidence of triples: their graph's source and section, their subject's paragraphs there."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._graphs: dict[str, tuple[str | None, str, str]] = {}
        self._known: dict[tuple[Term, str], Citation] = {}

    def citation(self, subject: Term, graph: str) -> Citation:
        """Where what a graph says of a subject stands in the source of the graph."""
        if (subject, graph) not in self._known:
            self._known[subject, graph] = self._citation(subject, graph)
        return self._known[subject, graph]

    def _citation(self, subject: Term, graph: str) -> Citation:
        if graph not in self._graphs:
            self._graphs[graph] = self._source(graph)
        document, label, section = self._graphs[graph]
        for predicate in PLACES_IN_SOURCE:
            if numbers := self._numbers(subject, predicate, graph):
                return Citation(graph, document, label, section, numbers, predicate.removeprefix(IRC))
        return Citation(graph, document, label, section, ())

    def _source(self, graph: str) -> tuple[str | None, str, str]:
        document = next(iter(self.store.iris(graph, SOURCE)), None)
        label = self.store.label(document) if document else self.store.files.display_graph(graph)
        return document, label, ", ".join(self.store.texts(graph, SECTION))

    def _numbers(self, subject: Term, predicate: str, graph: str) -> tuple[int, ...]:
        quads = self.store.quads(subject, predicate, None, graph)
        read = (read_integer(quad.object.value) for quad in quads if isinstance(quad.object, ox.Literal))
        return tuple(sorted(number for number in read if number is not None and number >= 0))

    def statements_to_cite(self, quads: Iterable[ox.Quad]) -> tuple[Statement, ...]:
        """Those of some quads that are cited, with their places: sources in the order of the quads.

        The places in one source are in the order of its sections and paragraphs. What only names or types a
        thing is cited where nothing else is left; the ontology never is.
        """
        made = [quad for quad in quads if self._is_of_a_source(quad)]
        telling = [quad for quad in made if not self.is_naming(quad.subject, quad.predicate)]
        found = [self._statement(quad) for quad in telling or made]
        sources = list(dict.fromkeys(statement.citation.document_label for statement in found))
        places = {source: place for place, source in enumerate(sources)}

        def order(statement: Statement) -> tuple[int, str, tuple[int, ...]]:
            citation = statement.citation
            return places[citation.document_label], citation.section, citation.numbers

        return tuple(sorted(found, key=order))

    def is_naming(self, subject: Term, predicate: ox.NamedNode) -> bool:
        """Whether a statement names or types a thing, and says nothing else of it."""
        return predicate.value in NAMING or self.store.is_label(subject, predicate)

    def _statement(self, quad: ox.Quad) -> Statement:
        citation = self.citation(quad.subject, quad.graph_name.value)  # type: ignore[union-attr]
        return Statement(quad.subject, quad.predicate, self._as_written(quad), citation)

    def _as_written(self, quad: ox.Quad) -> Term:
        """The object of a quad as its file writes it."""
        if not isinstance(quad.object, ox.Literal) or not isinstance(quad.graph_name, ox.NamedNode):
            return quad.object
        return self.store.as_written(quad.object, quad.subject, quad.predicate, quad.graph_name.value)

    def _is_of_a_source(self, quad: ox.Quad) -> bool:
        """Whether a file of the graph says it of something, rather than of itself."""
        graph = quad.graph_name
        return (
            isinstance(graph, ox.NamedNode)
            and graph.value in self.store.files.graph_iris
            and quad.subject != graph
        )

    def statements_about(self, thing: str) -> list[Statement]:
        """What is said of a thing, as the subject, each statement with its source, in reading order."""
        return sorted(self._cite(self.store.quads(thing)), key=_reading_order)

    def statements_with_object(self, thing: str) -> list[Statement]:
        """What is said of other things that has this thing as its object."""
        found = self._cite(self.store.quads(None, None, thing))
        return sorted(found, key=_order_of_subjects)

    def statements_of(self, triple: ox.Triple) -> list[Statement]:
        """A triple as often as files state it, in the order of the files."""
        found = self._cite(self.store.quads(triple.subject, triple.predicate, triple.object))
        return sorted(found, key=lambda statement: statement.citation.graph)

    def statements_with(self, thing: str) -> list[Statement]:
        """All that is said of a thing, as the subject and as the object."""
        return [*self.statements_about(thing), *self.statements_with_object(thing)]

    def statements_in(self, graph: str) -> list[Statement]:
        """What one file states, without what it says of itself."""
        found = self._cite(self.store.quads(None, None, None, graph))
        return [statement for statement in found if statement.subject != ox.NamedNode(graph)]

    def _cite(self, quads: Iterator[ox.Quad]) -> Iterator[Statement]:
        cited: tuple[Term, str] | None = None
        for quad in quads:
            if quad.predicate.value not in PLACES_IN_SOURCE and isinstance(quad.graph_name, ox.NamedNode):
                # The engine gives what a file says of one subject in a row: its place is looked up once.
                subject, graph = quad.subject, quad.graph_name.value
                if (subject, graph) != cited:
                    cited, citation = (subject, graph), self.citation(subject, graph)
                yield Statement(quad.subject, quad.predicate, self._as_written(quad), citation)

    def census(self) -> Census:
        """Count what the files under ``graph/`` say; what a file says of itself is evidence, and left out."""
        found = Census()
        things: set[str] = set()
        for graph in self.store.files.graph_iris:
            for statement in self.statements_in(graph):
                document = statement.citation.document or ""
                found.statements[document] += 1
                found.placed[document] += bool(statement.citation.numbers)
                if isinstance(statement.subject, ox.NamedNode):
                    things.add(statement.subject.value)
        found.things.update(kind for thing in things if (kind := self.store.kind(thing)))
        return found


def _reading_order(statement: Statement) -> tuple[int, str, str, str]:
    predicate = statement.predicate.value
    first = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
    return first, statement.citation.graph, predicate, str(statement.object)


def _order_of_subjects(statement: Statement) -> tuple[str, str, str]:
    return statement.predicate.value, str(statement.subject), statement.citation.graph


class Location(NamedTuple):
    """Where in the files something stands; line and column from 1, or 0 where a form does not tell."""

    path: Path
    line: int
    column: int


_Key: TypeAlias = "tuple[Term | _Key | None, ...]"
_Places: TypeAlias = dict[_Key, tuple[int, int]]  # of objects: line and column
_LARGE = 100_000  # bytes: of a smaller file all is read
_MOST_EXCERPTS = 20  # of one file


class Locations:
    """Where in the files the statements stand: each file is read once, when it is first asked for."""

    def __init__(self, files: ProjectFiles) -> None:
        self.files = files
        self._by_graph: dict[str, _Places] = {}
        self._about: dict[str, dict[Term, _Places]] = {}  # of large files, by graph, what was asked for

    def find(self, statement: Statement) -> Location:
        """Where the object of a statement stands; of blank nodes of which the same is said, the first."""
        graph = statement.citation.graph
        path = self.files.file_of(graph)
        if self.files.is_elsewhere:
            return Location(path, 0, 0)
        key = _key_of(statement.subject, statement.predicate, engine_spelling(statement.object))
        place = self._place_of_thing(path, graph, statement.subject, key)
        if place is None:
            if graph not in self._by_graph:
                self._by_graph[graph] = _objects_in(path, graph)
            place = self._by_graph[graph].get(key, (1, 1) if is_turtle(path) else (0, 0))
        return Location(path, *place)

    def _place_of_thing(self, path: Path, graph: str, subject: Term, key: _Key) -> tuple[int, int] | None:
        """The place of a statement in what a large file says of its subject; None where it is not found.

        Where many things of a file are asked for, all of it is read.
        """
        known = self._about.setdefault(graph, {})
        if graph in self._by_graph or not isinstance(subject, ox.NamedNode):
            return None
        if subject not in known and len(known) < _MOST_EXCERPTS:
            known[subject] = _objects_about(path, graph, subject.value)
        return known.get(subject, {}).get(key)

    def describe(self, statements: Iterable[Statement]) -> str:
        """The files of some statements, each with their lines: ``graph/town.ttl:8, 12``."""
        lines: dict[Path, set[int]] = {}
        for location in map(self.find, statements):
            lines.setdefault(location.path, set()).add(location.line)
        places = []
        for path, found in lines.items():
            numbers = ", ".join(map(str, sorted(found - {0})))
            places.append(self.files.display_path(path) + (f":{numbers}" if numbers else ""))
        return ", ".join(places)


def _objects_about(path: Path, base_iri: str, thing: str) -> _Places:
    """The same for what a large file says of one thing; nothing where all of the file must be read for it."""
    from irc_kg.turtle import decode
    from irc_kg.turtle.excerpts import excerpt_about

    if not is_turtle(path) or path.stat().st_size < _LARGE:
        return {}
    excerpt = excerpt_about(decode(path.read_bytes()), thing, base_iri)
    found: _Places = {}
    for triple in excerpt.document.triples() if excerpt else ():
        subject, predicate, value = triple
        key = _key_of(subject.term, predicate.term, engine_spelling(value.term))
        found.setdefault(key, excerpt.place_of(triple))  # type: ignore[union-attr]
    return found


def _objects_in(path: Path, base_iri: str) -> _Places:
    """Line and column of the object of each triple in a file."""
    from irc_kg.turtle import read

    if has_a_statement_a_line(path):
        return {
            _key_of(triple.subject, triple.predicate, engine_spelling(triple.object)): (line, 1)
            for triple, line in lines_of_statements(path.read_bytes(), path)
        }
    if not is_turtle(path):
        return {}
    document = read(path, base_iri)
    found: _Places = {}
    for subject, predicate, value in document.triples():
        key = _key_of(subject.term, predicate.term, engine_spelling(value.term))
        found.setdefault(key, document.line_column(value.start))
    return found


def _key_of(*terms: Term) -> _Key:
    """By what a triple is known again in its file: there its blank nodes have other names, or none."""
    return tuple(
        _key_of(*term) if isinstance(term, ox.Triple) else None if isinstance(term, ox.BlankNode) else term
        for term in terms
    )

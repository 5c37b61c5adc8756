"""A Turtle text and everything it states, each with the place in the text that states it.

Places are offsets in characters from the start of the text, the end exclusive: ``text[start:end]`` is what
stands there. Lines and columns are 1-based, and a byte order mark takes no column.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

import pyoxigraph as ox

# A value of RDF 1.2 that is a statement is an ox.Triple; types do not say so, because it is never a subject
# or a predicate, and everyone asks an object what it is before looking into it.
Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal
Terms: TypeAlias = tuple[Term, Term, Term]

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE: Final = ox.NamedNode(RDF + "type")
RDF_FIRST: Final = ox.NamedNode(RDF + "first")
RDF_REST: Final = ox.NamedNode(RDF + "rest")
RDF_NIL: Final = ox.NamedNode(RDF + "nil")
RDF_REIFIES: Final = ox.NamedNode(RDF + "reifies")
# Which have a language, and are therefore not written with their datatype.
LANG_STRINGS: Final = (ox.NamedNode(RDF + "langString"), ox.NamedNode(RDF + "dirLangString"))

BYTE_ORDER_MARK: Final = "\ufeff"
_LINE_END = re.compile(r"\r\n|\n|\r")


class Comment(NamedTuple):
    """A comment from its ``#`` to the end of its line, the line end not included."""

    start: int
    end: int


class Node(NamedTuple):
    """A term where it stands as subject, predicate or object; a literal with its language tag or datatype."""

    term: Term
    start: int
    end: int
    inside: PropertyList | Collection | Reification | None = None


class PredicateObjects(NamedTuple):
    """A predicate and the objects listed after it: ``rdfs:label "Wales"@en , "Cymru"@cy``."""

    predicate: Node
    objects: tuple[Node, ...]


class PropertyList(NamedTuple):
    """What stands between ``[`` and ``]``."""

    predicate_objects: tuple[PredicateObjects, ...]


class Collection(NamedTuple):
    """What stands between ``(`` and ``)``, each item with the blank node of its place in the list."""

    items: tuple[Node, ...]
    cells: tuple[ox.BlankNode, ...]


class Reification(NamedTuple):
    """What a node of RDF 1.2 makes: a statement in ``<<…>>``, or ``~`` and ``{|…|}`` behind an object.

    A node with one ends where that ends.
    """

    triples: tuple[LocatedTriple, ...]
    inside: PropertyList | Collection | None = None  # of the object itself


class LocatedTriple(NamedTuple):
    """One triple, and where its three terms stand."""

    subject: Node
    predicate: Node
    object: Node

    @property
    def triple(self) -> ox.Triple:
        """The triple alone."""
        subject, predicate = self.subject.term, self.predicate.term
        # The grammar has no literal subject and no predicate but an IRI; types cannot say that of a Node.
        return ox.Triple(subject, predicate, self.object.term)  # type: ignore[arg-type]


class PrefixDirective(NamedTuple):
    """``@prefix kg: <…> .`` or ``PREFIX kg: <…>``; the prefix is named without its colon."""

    start: int
    end: int
    prefix: str
    iri: str


class BaseDirective(NamedTuple):
    """``@base <…> .`` or ``BASE <…>``."""

    start: int
    end: int
    iri: str


class VersionDirective(NamedTuple):
    """``@version "1.2" .`` or ``VERSION "1.2"``."""

    start: int
    end: int
    version: str


class Declarations(NamedTuple):
    """The base IRI and the namespaces by prefix that hold at a place of a text."""

    base: str | None
    prefixes: Mapping[str, str]


class TriplesBlock(NamedTuple):
    """A subject with all that is said of it up to the final dot, which ``end`` includes."""

    start: int
    end: int
    subject: Node
    predicate_objects: tuple[PredicateObjects, ...]


Block: TypeAlias = PrefixDirective | BaseDirective | VersionDirective | TriplesBlock


@dataclass(frozen=True)
class Document:
    """A Turtle text, what it states, and where; of a long one, maybe only what it states of some subjects."""

    text: str = field(repr=False)
    base_iri: str | None  # the base the text was read with, before any @base of its own
    blocks: tuple[Block, ...] = field(repr=False)
    comments: tuple[Comment, ...] = field(repr=False)
    anonymous_prefix: str  # blank nodes without a label in the text are named with this and a number
    about: frozenset[object] | None = None  # the subjects of which all is read; None: of any
    unread: tuple[tuple[int, int], ...] = field(default=(), repr=False)  # the parts that are not read

    def triples(self) -> Iterator[LocatedTriple]:
        """Every triple, block by block; those inside a blank node or collection follow their block.

        Of a text of which only some subjects matter, what is stated of these.
        """
        return self.read_triples() if self.about is None else self._triples_about(self.about)

    def _triples_about(self, subjects: frozenset[object]) -> Iterator[LocatedTriple]:
        for block in self.blocks:
            if isinstance(block, TriplesBlock):
                is_about = block.subject.term in subjects
                yield from (one for one in _triples_of(block) if is_about or one.subject.term in subjects)

    def read_triples(self) -> Iterator[LocatedTriple]:
        """Every triple that was read."""
        for block in self.blocks:
            if not isinstance(block, TriplesBlock):
                continue
            yield from _triples_of(block)

    @cached_property
    def graph(self) -> frozenset[Terms]:
        """Every triple once, without its place, as its three terms, which is faster to make than Triple."""
        with no_garbage_collection():
            return frozenset(
                (subject.term, predicate.term, value.term) for subject, predicate, value in self.triples()
            )

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """Namespaces by prefix, as they are declared at the end of the text."""
        return self.declarations_at(len(self.text)).prefixes

    def declarations_at(self, offset: int) -> Declarations:
        """What is declared at a place; a later declaration counts from there on."""
        base, prefixes = self.base_iri, {}
        for block in self.blocks:
            if block.end > offset:
                break
            if isinstance(block, PrefixDirective):
                prefixes[block.prefix] = block.iri
            elif isinstance(block, BaseDirective):
                base = block.iri
        return Declarations(base, prefixes)

    @cached_property
    def prefix_directives(self) -> Sequence[PrefixDirective]:
        """The declarations of prefixes, in order."""
        return [block for block in self.blocks if isinstance(block, PrefixDirective)]

    def prefixes_of(self, statements: Iterable[LocatedTriple]) -> set[str]:
        """The prefixes by which the terms of some statements are written, those of datatypes too."""
        written = {
            self.text[node.start : node.end]
            for statement in statements
            for node in statement
            if not node.inside
        }
        used = set()
        for term in written:
            name = term
            if term.startswith(('"', "'")):  # behind the last quote stands a datatype, a language or nothing
                name = term[max(term.rfind('"'), term.rfind("'")) + 1 :].lstrip(" \t\r\n^")
            prefix, colon, _ = name.partition(":")
            if colon and not name.startswith("<"):
                used.add(prefix)
        return used

    def is_anonymous(self, term: object) -> bool:
        """Whether a term is a blank node that has no label in the text."""
        return isinstance(term, ox.BlankNode) and term.value.startswith(self.anonymous_prefix)

    @cached_property
    def newline(self) -> str:
        """How most lines of the text end."""
        windows = self.text.count("\r\n")
        unix = self.text.count("\n") - windows
        old_mac = self.text.count("\r") - windows
        if windows > unix:
            return "\r\n"
        return "\r" if old_mac > unix else "\n"

    def line_column(self, offset: int) -> tuple[int, int]:
        """The line and the column of a place."""
        line = bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1] + 1

    @cached_property
    def _line_starts(self) -> list[int]:
        return line_starts(self.text)


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Whatever is made here is kept; to look for garbage in it doubles the time that a large file takes."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def line_starts(text: str) -> list[int]:
    """Where each line begins; the first behind a byte order mark."""
    first = 1 if text.startswith(BYTE_ORDER_MARK) else 0
    return [first, *(match.end() for match in _LINE_END.finditer(text))]


def _triples_of(block: TriplesBlock) -> Iterator[LocatedTriple]:
    nested = [block.subject] if block.subject.inside else []
    for predicate, objects in block.predicate_objects:
        for node in objects:
            yield LocatedTriple(block.subject, predicate, node)
            if node.inside:
                nested.append(node)
    while nested:
        for statement in _inside(nested.pop()):
            yield statement
            if statement.object.inside:
                nested.append(statement.object)


def _inside(node: Node) -> Iterator[LocatedTriple]:
    """What stands inside a node: what is said of a blank node, or the cells of a collection."""
    if isinstance(node.inside, PropertyList):
        for predicate, objects in node.inside.predicate_objects:
            for value in objects:
                yield LocatedTriple(node, predicate, value)
    elif isinstance(node.inside, Collection):
        yield from _list(node, node.inside)
    elif isinstance(node.inside, Reification):
        yield from node.inside.triples
        if node.inside.inside:
            yield from _inside(node._replace(inside=node.inside.inside))


def _list(collection: Node, inside: Collection) -> Iterator[LocatedTriple]:
    """The ``rdf:first`` and ``rdf:rest`` of a collection; each stands where its item stands."""
    cells = [
        Node(cell, item.start, collection.end) for cell, item in zip(inside.cells, inside.items, strict=True)
    ]
    cells[0] = collection
    rests = [*cells[1:], Node(RDF_NIL, collection.end - 1, collection.end)]
    for cell, item, rest in zip(cells, inside.items, rests, strict=True):
        yield LocatedTriple(cell, Node(RDF_FIRST, item.start, item.end), item)
        yield LocatedTriple(cell, Node(RDF_REST, item.start, item.end), rest)

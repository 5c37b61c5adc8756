"""One Turtle file as its rules see it: its text, what it states and where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from irc_kg.checks.rule import Fault
from irc_kg.turtle import Document, LocatedTriple, Node, parse


def iri_of(node: Node) -> str:
    """The IRI that stands at a node; empty where another term does."""
    return node.term.value if isinstance(node.term, ox.NamedNode) else ""


@dataclass(frozen=True)
class TurtleFile:
    """A Turtle file that can be read."""

    path: Path
    graph: str  # the IRI of the named graph that it is
    in_ontology: bool
    document: Document

    @cached_property
    def statements(self) -> tuple[LocatedTriple, ...]:
        return tuple(self.document.triples())

    def written(self, node: Node) -> str:
        """A node as it stands in the text."""
        return self.document.text[node.start : node.end]

    def fault(self, place: Node | int, message: str, predicate: str = "") -> Fault:
        """A fault at a node, or at an offset."""
        offset = place if isinstance(place, int) else place.start
        return Fault(*self.document.line_column(offset), message, predicate)


def turtle_file(path: Path, graph: str, text: str, *, in_ontology: bool) -> TurtleFile:
    """A file from its text; raises TurtleSyntaxError."""
    return TurtleFile(path, graph, in_ontology, parse(text, graph))

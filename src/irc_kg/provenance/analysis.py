"""Questions about the graph as a whole: what lies around a thing, and how much is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from irc_kg.provenance.citations import PLACES_IN_SOURCE, Evidence
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import RDF


def neighbourhood(store: Store, thing: str, hops: int) -> list[ox.Triple]:
    """The relations between a thing and what is at most so many steps away, along or against them."""
    found: dict[ox.Triple, None] = {}
    reached = {thing}
    border = [thing]
    for _ in range(hops):
        outside = []
        for iri in border:
            for triple in relations_of(store, iri):
                found[triple] = None
                ends = [end.value for end in (triple.subject, triple.object) if isinstance(end, ox.NamedNode)]
                outside += [end for end in ends if end not in reached]
                reached.update(ends)
        border = outside
    return list(found)


def relations_of(store: Store, thing: str) -> Iterator[ox.Triple]:
    """What the files under ``graph/`` say between this thing and others, but for what kind each is."""
    node = ox.NamedNode(thing)
    files = {store.files.graph_iri(path) for path in store.files.graph_files}
    for pattern in ((node, None, None, None), (None, None, node, None)):
        for quad in store.quads(*pattern):
            between_things = isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
            # A file is the subject of what is said of its source: that is evidence, not a relation of things.
            about_itself = quad.subject == quad.graph_name
            in_graph = isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value in files
            if between_things and in_graph and not about_itself and quad.predicate.value != RDF + "type":
                yield ox.Triple(quad.subject, quad.predicate, quad.object)


@dataclass(frozen=True)
class Census:
    """How many things there are by class, and how many statements by source.

    ``placed`` are the statements whose place in the source is known; a file that names no source counts
    under "".
    """

    things: Counter[str] = field(default_factory=Counter)
    statements: Counter[str] = field(default_factory=Counter)
    placed: Counter[str] = field(default_factory=Counter)


def census(evidence: Evidence) -> Census:
    """Count what the files under ``graph/`` say; what a file says of itself is evidence, and left out."""
    store = evidence.store
    found = Census()
    things: set[str] = set()
    for path in store.files.graph_files:
        graph = store.files.graph_iri(path)
        for quad in store.quads(None, None, None, ox.NamedNode(graph)):
            about_itself = isinstance(quad.subject, ox.NamedNode) and quad.subject.value == graph
            if about_itself or quad.predicate.value in PLACES_IN_SOURCE:
                continue
            citation = evidence.citation(quad.subject, graph)
            found.statements[citation.document or ""] += 1
            found.placed[citation.document or ""] += bool(citation.numbers)
            if isinstance(quad.subject, ox.NamedNode):
                things.add(quad.subject.value)
    found.things.update(kind for thing in things if (kind := store.kind(thing)))
    return found

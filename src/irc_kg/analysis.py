"""Questions about the shape of the graph: what lies around a thing."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from irc_kg.store import Store
from irc_kg.terms import RDF


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
                ends = (triple.subject.value, triple.object.value)
                outside += [end for end in ends if end not in reached]
                reached.update(ends)
        border = outside
    return list(found)


def relations_of(store: Store, thing: str) -> Iterator[ox.Triple]:
    """What the files under ``graph/`` say between this thing and others; not what kind of thing each is."""
    node = ox.NamedNode(thing)
    files = {store.project.graph_iri(path) for path in store.project.graph_files}
    for pattern in ((node, None, None, None), (None, None, node, None)):
        for quad in store.engine.quads_for_pattern(*pattern):
            between_things = (
                isinstance(quad.subject, ox.NamedNode)
                and isinstance(quad.object, ox.NamedNode)
                and quad.predicate.value != RDF + "type"
            )
            # A file is the subject of what is said of its source: that is evidence, not a relation of things.
            if between_things and quad.graph_name.value in files and quad.subject.value not in files:
                yield ox.Triple(quad.subject, quad.predicate, quad.object)

"""What one file states, so that two files can be compared whatever their blank nodes are called."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from irc_kg.store.store import Term

# Triples that hang together by blank nodes, which are named alike in all graphs of the same form.
Part = frozenset[ox.Triple]


@dataclass(frozen=True)
class FileGraph:
    """The triples of a file: those of named things and values, and the parts that hold blank nodes."""

    triples: frozenset[ox.Triple] = frozenset()
    parts: Counter[Part] = field(default_factory=Counter)
    prefixes: dict[str, str] = field(default_factory=dict)


def read_graph(data: bytes, base_iri: str, called: str | None = None) -> FileGraph:
    """What a Turtle file states; raises SyntaxError. ``called``: the IRI that stands for the file itself."""
    parser = ox.parse(data, ox.RdfFormat.TURTLE, base_iri=base_iri)
    own, other = ox.NamedNode(base_iri), ox.NamedNode(called or base_iri)

    def renamed(term: Term) -> Term:
        return other if term == own else term

    triples = {
        ox.Triple(renamed(quad.subject), quad.predicate, renamed(quad.object))  # type: ignore[arg-type]
        for quad in parser
    }
    ground = frozenset(triple for triple in triples if not any(_blank_nodes(triple)))
    return FileGraph(ground, Counter(_parts(triples - ground)), dict(parser.prefixes))


def _blank_nodes(triple: ox.Triple) -> Iterator[ox.BlankNode]:
    for term in (triple.subject, triple.object):
        if isinstance(term, ox.BlankNode):
            yield term
        elif isinstance(term, ox.Triple):
            yield from _blank_nodes(term)


def _parts(triples: Iterable[ox.Triple]) -> Iterator[Part]:
    """Triples by the blank nodes that join them, each part with canonical names for its nodes.

    A part is named by itself: in the whole file, a change in one would rename the nodes of the others.
    """
    group_of: dict[ox.BlankNode, set[ox.BlankNode]] = {}
    joined = [(triple, set(_blank_nodes(triple))) for triple in triples]
    for _triple, nodes in joined:
        groups = [group_of.get(node, {node}) for node in nodes]
        largest = max(groups, key=len)
        for group in groups:
            if group is not largest:
                largest |= group
                group_of.update(dict.fromkeys(group, largest))
        group_of.update(dict.fromkeys(nodes, largest))
    members: dict[int, list[ox.Triple]] = defaultdict(list)
    for triple, nodes in joined:
        members[id(group_of[next(iter(nodes))])].append(triple)
    return map(_canonical, members.values())


def _canonical(triples: Iterable[ox.Triple]) -> Part:
    dataset = ox.Dataset(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(quad.triple for quad in dataset)

"""Which statements of one state another does not have, and what became of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

import pyoxigraph as ox

from irc_kg.diff.graphs import FileGraph, Part
from irc_kg.diff.said import Said, said_of_part, said_of_triple
from irc_kg.provenance.citations import PLACES_IN_SOURCE, SECTION, SOURCE
from irc_kg.store.datatypes import read_integer
from irc_kg.store.store import Term
from irc_kg.store.vocabularies import IRC

_PLACES = tuple(map(ox.NamedNode, PLACES_IN_SOURCE))
_DIGESTS = tuple(ox.NamedNode(IRC + name) for name in ("sectionDigest", "sha256"))
FILE_IS_MADE_FROM = (SOURCE, SECTION)
_OF_THE_FILE = tuple(map(ox.NamedNode, FILE_IS_MADE_FROM))
_MUCH_ALIKE = 0.5  # of what either says: nodes that share more than this are one that was changed

Thing = TypeVar("Thing", bound=Hashable)


class Kind(StrEnum):
    """What became of a statement."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # the same statement, now in another file
    EVIDENCE = "evidence"  # it stands, and its place in its source or the source's text is another


@dataclass(frozen=True, slots=True)
class Difference:
    """One statement that is not as it was, and in which files."""

    kind: Kind
    said: Said
    older: str | None  # the file in the older state
    newer: str | None
    values: tuple[Term, ...] = ()  # of evidence: what is recorded now
    former: tuple[Term, ...] = ()  # and what was recorded before


class Pair(NamedTuple):
    """One file in both states; None for a path where there is no such file."""

    older: str | None
    newer: str | None


class _Change:
    """What one file states only before, only after, and both times; what is told is taken out of it."""

    def __init__(self, pair: Pair, iri: str, before: FileGraph, after: FileGraph) -> None:
        self.pair = pair
        self.own = ox.NamedNode(iri)  # the file as a thing
        self.removed = set(before.triples - after.triples)
        self.added = set(after.triples - before.triples)
        self.kept = before.triples & after.triples
        self.removed_parts = before.parts - after.parts
        self.added_parts = after.parts - before.parts
        self.kept_parts = before.parts & after.parts
        # The things that something is said of, other than where that stands.
        self.spoken_of_before = _spoken_of(self.removed, self.removed_parts)
        self.spoken_of_after = _spoken_of(self.added, self.added_parts)
        self.still_spoken_of = _spoken_of(self.kept, self.kept_parts)


def _spoken_of(triples: Iterable[ox.Triple], parts: Iterable[Part]) -> set[Term]:
    said = (triple for group in (triples, *parts) for triple in group)
    return {triple.subject for triple in said if triple.predicate not in _PLACES}


def differences(files: Mapping[Pair, tuple[str, FileGraph, FileGraph]]) -> Iterator[Difference]:
    """What files state differently: for each its IRI, and what it stated before and states now."""
    changes = [_Change(pair, iri, before, after) for pair, (iri, before, after) in files.items()]
    for change in changes:
        yield from _evidence(change)
        yield from _renamed(change)
    yield from _moved(changes)
    for change in changes:
        yield from _inside_nodes(change)
        yield from _left(change)


def _evidence(change: _Change) -> Iterator[Difference]:
    """Take what only says where statements come from out of a change, and tell it as that."""
    gone, come = _recorded(change.removed, change.own), _recorded(change.added, change.own)
    kept = _recorded(change.kept, change.own)
    for subject, predicate in gone.keys() | come.keys():
        key = (subject, predicate)
        before, after = gone[key], come[key]
        if not _is_evidence_alone(change, key, before and after):
            continue
        change.removed.difference_update(ox.Triple(subject, predicate, value) for value in before)
        change.added.difference_update(ox.Triple(subject, predicate, value) for value in after)
        if predicate in _PLACES and _stands_in_citations(change, subject, before, after):
            continue
        values, former = (
            tuple(sorted((*kept[key], *changed), key=_by_number)) for changed in (after, before)
        )
        said = Said(subject, predicate, (values or former)[0])
        yield Difference(Kind.EVIDENCE, said, *change.pair, values, former)


def _is_evidence_alone(
    change: _Change, key: tuple[ox.NamedNode, ox.NamedNode], both: Collection[Term]
) -> bool:
    """Whether a change is of the evidence for what stands, rather than a statement that is new or gone."""
    subject, predicate = key
    is_of_what_stands = predicate in _DIGESTS and subject in change.still_spoken_of
    return predicate in _PLACES or bool(both) or is_of_what_stands


_Recorded = defaultdict[tuple[ox.NamedNode, ox.NamedNode], list[Term]]


def _recorded(triples: Iterable[ox.Triple], own: ox.NamedNode) -> _Recorded:
    """What triples record of where statements come from: by thing and property."""
    found: _Recorded = defaultdict(list)
    for triple in triples:
        subject, predicate = triple.subject, triple.predicate
        is_evidence = predicate in _PLACES or predicate in _DIGESTS
        if isinstance(subject, ox.NamedNode) and (
            is_evidence or (predicate in _OF_THE_FILE and subject == own)
        ):
            found[subject, predicate].append(triple.object)
    return found


def _by_number(term: Term) -> tuple[int, str]:
    text = term.value if isinstance(term, ox.Literal) else str(term)
    return (read_integer(text) or 0, text)


def _stands_in_citations(
    change: _Change, subject: ox.NamedNode, before: Collection[Term], after: Collection[Term]
) -> bool:
    """Whether the place stands in the citations of the statements that came and of those that went.

    It is told for itself where a statement stayed, or where nothing else is said of the thing.
    """
    return (
        subject not in change.still_spoken_of
        and (not before or subject in change.spoken_of_before)
        and (not after or subject in change.spoken_of_after)
    )


def _renamed(change: _Change) -> Iterator[Difference]:
    """All that a file keeps when it gets another name."""
    if change.pair.older is None or change.pair.older == change.pair.newer or change.pair.newer is None:
        return
    for triple in change.kept:
        if triple.predicate not in _PLACES or triple.subject not in change.still_spoken_of:
            yield Difference(Kind.MOVED, said_of_triple(triple), *change.pair)
    for part in change.kept_parts.elements():
        for said in said_of_part(part):
            yield Difference(Kind.MOVED, said, *change.pair)


def _moved(changes: list[_Change]) -> Iterator[Difference]:
    """Take out of the changes what went from one file to another, and tell it as that."""
    for triple, older, newer in _in_two(changes, lambda change: (change.removed, change.added)):
        older.removed.discard(triple)
        newer.added.discard(triple)
        yield Difference(Kind.MOVED, said_of_triple(triple), older.pair.older, newer.pair.newer)
    parts = _in_two(changes, lambda change: (change.removed_parts.elements(), change.added_parts.elements()))
    for part, older, newer in parts:
        older.removed_parts[part] -= 1
        newer.added_parts[part] -= 1
        for said in said_of_part(part):
            yield Difference(Kind.MOVED, said, older.pair.older, newer.pair.newer)


def _in_two(
    changes: Iterable[_Change], sides: Callable[[_Change], tuple[Iterable[Thing], Iterable[Thing]]]
) -> list[tuple[Thing, _Change, _Change]]:
    """What one file does not state any more and another states now, one for one."""
    gone: dict[Thing, list[_Change]] = defaultdict(list)
    come: dict[Thing, list[_Change]] = defaultdict(list)
    for change in changes:
        for found, things in zip((gone, come), sides(change), strict=True):
            for thing in things:
                found[thing].append(change)
    return [
        (thing, older, newer)
        for thing in gone.keys() & come.keys()
        for older, newer in zip(gone[thing], come[thing], strict=False)
    ]


def _inside_nodes(change: _Change) -> Iterator[Difference]:
    """Take out of a change the blank nodes that were changed inside, and tell what changed in each."""
    # By the things that they are said of: only nodes of the same can be one.
    candidates: dict[frozenset[Term | None], dict[Part, Counter[Said]]] = defaultdict(dict)
    for part in change.added_parts:
        leaves = _leaves(part)
        candidates[_subjects(leaves)][part] = leaves
    for before in sorted(change.removed_parts.elements(), key=_text):
        leaves = _leaves(before)
        of_the_same = candidates[_subjects(leaves)]
        alike = {
            part: _likeness(leaves, of_the_same[part]) for part in of_the_same if change.added_parts[part]
        }
        after = max(alike, key=lambda part: (alike[part], _text(part)), default=None)
        if after is None or alike[after] <= _MUCH_ALIKE:
            continue
        gone, come = leaves - of_the_same[after], of_the_same[after] - leaves
        if not gone and not come:
            continue  # the same said of nodes that are joined in another way: told as a whole
        change.removed_parts[before] -= 1
        change.added_parts[after] -= 1
        for kind, counted in ((Kind.REMOVED, gone), (Kind.ADDED, come)):
            for said in counted.elements():
                yield Difference(kind, said, *change.pair)


def _text(part: Part) -> list[str]:
    return sorted(map(str, part))


def _leaves(part: Part) -> Counter[Said]:
    return Counter(leaf for said in said_of_part(part) for leaf in said.leaves())


def _subjects(leaves: Iterable[Said]) -> frozenset[Term | None]:
    return frozenset(said.subject for said in leaves)


def _likeness(some: Counter[Said], others: Counter[Said]) -> float:
    """How much of the larger is in both."""
    return (some & others).total() / max(some.total(), others.total())


def _left(change: _Change) -> Iterator[Difference]:
    """What is neither evidence nor moved nor inside a changed node."""
    for kind, triples, parts in (
        (Kind.REMOVED, change.removed, change.removed_parts),
        (Kind.ADDED, change.added, change.added_parts),
    ):
        for triple in triples:
            yield Difference(kind, said_of_triple(triple), *change.pair)
        for part in parts.elements():
            for said in said_of_part(part):
                yield Difference(kind, said, *change.pair)

"""Which statements of one state another does not have, and what became of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar

import pyoxigraph as ox

from irc_kg.diff.statements import FileGraph, NestedStatement, Part, statement_of_triple, statements_of_part
from irc_kg.provenance import PLACES_IN_SOURCE, SECTION, SOURCE
from irc_kg.store import Term
from irc_kg.store.datatypes import read_integer
from irc_kg.store.names import IRC, visible_text

_PLACES = tuple(map(ox.NamedNode, PLACES_IN_SOURCE))
_DIGESTS = tuple(ox.NamedNode(IRC + name) for name in ("sectionDigest", "sha256"))
FILE_IS_MADE_FROM = (SOURCE, SECTION)
_OF_THE_FILE = tuple(map(ox.NamedNode, FILE_IS_MADE_FROM))
_MUCH_ALIKE = 0.5  # of what either says: nodes that share more than this are one that was changed

Item = TypeVar("Item", bound=Hashable)


class ChangeKind(StrEnum):
    """What became of a statement."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # the same statement, now in another file
    EVIDENCE = "evidence"  # it stands, and its place in its source or the source's text is another


@dataclass(frozen=True, slots=True)
class Difference:
    """One statement that is not as it was, and in which files."""

    kind: ChangeKind
    statement: NestedStatement
    older: str | None  # the file in the older state
    newer: str | None
    values: tuple[Term, ...] = ()  # of evidence: what is recorded now
    former: tuple[Term, ...] = ()  # and what was recorded before

    @property
    def files(self) -> list[str]:
        return [path for path in (self.older, self.newer) if path]


class FilePair(NamedTuple):
    """One file in both states; None for a path where there is no such file."""

    older: str | None
    newer: str | None


class GraphPair(NamedTuple):
    """What one file, or one that was renamed, states in both states."""

    iri: str  # of the file as it is now
    before: FileGraph
    after: FileGraph


class _FileChange:
    """What one file states only before, only after, and both times; what is told is taken out of it."""

    def __init__(self, pair: FilePair, iri: str, before: FileGraph, after: FileGraph) -> None:
        self.pair = pair
        self.own = ox.NamedNode(iri)  # the file as a thing
        gone, come = before.triples - after.triples, after.triples - before.triples
        seen_before, seen_now = set(map(_as_seen, gone)), set(map(_as_seen, come))
        self.removed = {triple for triple in gone if _as_seen(triple) not in seen_now}
        self.added = {triple for triple in come if _as_seen(triple) not in seen_before}
        self.kept = after.triples - self.added
        self.removed_parts = before.parts - after.parts
        self.added_parts = after.parts - before.parts
        self.kept_parts = before.parts & after.parts
        # The things that something is said of, other than where that stands.
        self.subjects_before = _subjects_of(self.removed, self.removed_parts)
        self.subjects_after = _subjects_of(self.added, self.added_parts)
        self.subjects_kept = _subjects_of(self.kept, self.kept_parts)


def _as_seen(triple: ox.Triple) -> tuple[object, ...]:
    """A triple by what can be seen of it: a text in other characters that look the same says the same."""
    value = triple.object
    if isinstance(value, ox.Literal):
        return triple.subject, triple.predicate, visible_text(value.value), value.language, value.datatype
    return triple.subject, triple.predicate, value


def _subjects_of(triples: Iterable[ox.Triple], parts: Iterable[Part]) -> set[Term]:
    every = (triple for group in (triples, *parts) for triple in group)
    return {triple.subject for triple in every if triple.predicate not in _PLACES}


def differences(files: Mapping[FilePair, GraphPair]) -> Iterator[Difference]:
    """What files state differently."""
    changes = [_FileChange(pair, *graphs) for pair, graphs in files.items()]
    for change in changes:
        yield from _take_evidence(change)
        yield from _find_renames(change)
    yield from _take_moves(changes)
    for change in changes:
        yield from _take_changes_in_nodes(change)
        yield from _take_rest(change)


def _take_evidence(change: _FileChange) -> Iterator[Difference]:
    """Take what only says where statements come from out of a change, and tell it as that."""
    gone, come = _evidence_in(change.removed, change.own), _evidence_in(change.added, change.own)
    kept = _evidence_in(change.kept, change.own)
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
        statement = NestedStatement(subject, predicate, (values or former)[0])
        yield Difference(ChangeKind.EVIDENCE, statement, *change.pair, values, former)


def _is_evidence_alone(
    change: _FileChange, key: tuple[ox.NamedNode, ox.NamedNode], both: Collection[Term]
) -> bool:
    """Whether a change is of the evidence for what stands, rather than a statement that is new or gone."""
    subject, predicate = key
    is_of_what_stands = predicate in _DIGESTS and subject in change.subjects_kept
    return predicate in _PLACES or bool(both) or is_of_what_stands


_EvidenceValues = defaultdict[tuple[ox.NamedNode, ox.NamedNode], list[Term]]


def _evidence_in(triples: Iterable[ox.Triple], own: ox.NamedNode) -> _EvidenceValues:
    """What triples record of where statements come from: by thing and property."""
    found: _EvidenceValues = defaultdict(list)
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
    change: _FileChange, subject: ox.NamedNode, before: Collection[Term], after: Collection[Term]
) -> bool:
    """Whether the place stands in the citations of the statements that came and of those that went.

    It is told for itself where a statement stayed, or where nothing else is said of the thing.
    """
    return (
        subject not in change.subjects_kept
        and (not before or subject in change.subjects_before)
        and (not after or subject in change.subjects_after)
    )


def _find_renames(change: _FileChange) -> Iterator[Difference]:
    """All that a file keeps when it gets another name."""
    if change.pair.older is None or change.pair.older == change.pair.newer or change.pair.newer is None:
        return
    for triple in change.kept:
        if triple.predicate not in _PLACES or triple.subject not in change.subjects_kept:
            yield Difference(ChangeKind.MOVED, statement_of_triple(triple), *change.pair)
    for part in change.kept_parts.elements():
        for statement in statements_of_part(part):
            yield Difference(ChangeKind.MOVED, statement, *change.pair)


def _take_moves(changes: list[_FileChange]) -> Iterator[Difference]:
    """Take out of the changes what went from one file to another, and tell it as that."""
    for triple, older, newer in _find_pairs(changes, lambda change: (change.removed, change.added)):
        older.removed.discard(triple)
        newer.added.discard(triple)
        yield Difference(ChangeKind.MOVED, statement_of_triple(triple), older.pair.older, newer.pair.newer)
    parts = _find_pairs(
        changes, lambda change: (change.removed_parts.elements(), change.added_parts.elements())
    )
    for part, older, newer in parts:
        older.removed_parts[part] -= 1
        newer.added_parts[part] -= 1
        for statement in statements_of_part(part):
            yield Difference(ChangeKind.MOVED, statement, older.pair.older, newer.pair.newer)


def _find_pairs(
    changes: Iterable[_FileChange], sides: Callable[[_FileChange], tuple[Iterable[Item], Iterable[Item]]]
) -> list[tuple[Item, _FileChange, _FileChange]]:
    """What one file does not state any more and another states now, one for one."""
    gone: dict[Item, list[_FileChange]] = defaultdict(list)
    come: dict[Item, list[_FileChange]] = defaultdict(list)
    for change in changes:
        for found, things in zip((gone, come), sides(change), strict=True):
            for thing in things:
                found[thing].append(change)
    return [
        (thing, older, newer)
        for thing in gone.keys() & come.keys()
        for older, newer in zip(gone[thing], come[thing], strict=False)
    ]


def _take_changes_in_nodes(change: _FileChange) -> Iterator[Difference]:
    """Take out of a change the blank nodes that were changed inside, and tell what changed in each."""
    # By the things that they are said of: only nodes of the same can be one.
    candidates: dict[frozenset[Term | None], dict[Part, Counter[NestedStatement]]] = defaultdict(dict)
    for part in change.added_parts:
        leaves = _leaves(part)
        candidates[_subjects(leaves)][part] = leaves
    for before in sorted(change.removed_parts.elements(), key=_sort_key):
        leaves = _leaves(before)
        of_the_same = candidates[_subjects(leaves)]
        left = {part: inside for part, inside in of_the_same.items() if change.added_parts[part]}
        after = _most_alike(leaves, left)
        if after is None:
            continue
        gone, come = leaves - left[after], left[after] - leaves
        if not gone and not come:
            continue  # the same said of nodes that are joined in another way: told as a whole
        change.removed_parts[before] -= 1
        change.added_parts[after] -= 1
        for kind, counted in ((ChangeKind.REMOVED, gone), (ChangeKind.ADDED, come)):
            for statement in counted.elements():
                yield Difference(kind, statement, *change.pair)


def _most_alike(
    leaves: Counter[NestedStatement], candidates: Mapping[Part, Counter[NestedStatement]]
) -> Part | None:
    """The node that is most like one by what is inside; None where none is much alike."""
    alike = {part: _likeness(leaves, inside) for part, inside in candidates.items()}
    best = max(alike, key=lambda part: (alike[part], _sort_key(part)), default=None)
    return best if best is not None and alike[best] > _MUCH_ALIKE else None


def _sort_key(part: Part) -> list[str]:
    return sorted(map(str, part))


def _leaves(part: Part) -> Counter[NestedStatement]:
    return Counter(leaf for statement in statements_of_part(part) for leaf in statement.leaves())


def _subjects(leaves: Iterable[NestedStatement]) -> frozenset[Term | None]:
    return frozenset(statement.subject for statement in leaves)


def _likeness(some: Counter[NestedStatement], others: Counter[NestedStatement]) -> float:
    """How much of the larger is in both."""
    return (some & others).total() / max(some.total(), others.total())


def _take_rest(change: _FileChange) -> Iterator[Difference]:
    """What is neither evidence nor moved nor inside a changed node."""
    for kind, triples, parts in (
        (ChangeKind.REMOVED, change.removed, change.removed_parts),
        (ChangeKind.ADDED, change.added, change.added_parts),
    ):
        for triple in triples:
            yield Difference(kind, statement_of_triple(triple), *change.pair)
        for part in parts.elements():
            for statement in statements_of_part(part):
                yield Difference(kind, statement, *change.pair)

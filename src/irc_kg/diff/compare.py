"""Two states of a project, compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox

from irc_kg.diff.comparison import Comparison, UnreadableFile
from irc_kg.diff.differences import Difference, Pair, differences
from irc_kg.diff.graphs import FileGraph, read_graph
from irc_kg.diff.states import Side, State
from irc_kg.diff.telling import Teller
from irc_kg.store.project_files import ProjectFiles

_MUCH_ALIKE = 0.5  # files that share more than this of what the larger says are one that was renamed


def compare(
    project: ProjectFiles, older: State, newer: State, only: Callable[[str], bool] | None = None
) -> Comparison:
    """What two states of a project state differently, by the things that it is said of.

    ``only`` tells the files, by their paths from the root, of which changes are wanted.
    """
    wanted = only or (lambda _path: True)
    before, after = Side(project, older), Side(project, newer)
    teller = Teller(before, after)
    unreadable = [path for side in (before, after) for path in side.unreadable]
    changed = [
        path
        for path in sorted(older.files.keys() | newer.files.keys())
        if older.files.get(path) != newer.files.get(path)
    ]
    pairs = list(_pairs(before, after, [path for path in changed if path not in unreadable]))
    graphs = {pair: _graphs(before, after, pair) for pair in pairs}
    for pair, (iri, *sides) in graphs.items():
        for graph in sides:
            teller.know(graph.prefixes)
        if None not in pair and pair.older != pair.newer:
            teller.renamed.add(iri)
    found = [
        difference
        for difference in differences(graphs)
        if any(wanted(path) for path in (difference.older, difference.newer) if path)
    ]
    return Comparison(
        older=older.name,
        newer=newer.name,
        things=teller.tell(found),
        unreadable=tuple(_unreadable(before, after, filter(wanted, changed))),
        rewritten=tuple(after.display_path(path) for path in _rewritten(pairs, found) if wanted(path)),
    )


def _pairs(before: Side, after: Side, changed: Iterable[str]) -> Iterator[Pair]:
    """Which file of the older state is which of the newer: by its name, else by what it says."""
    gone, come = [], []
    for path in changed:
        if path not in after.state.files:
            gone.append(path)
        elif path not in before.state.files:
            come.append(path)
        else:
            yield Pair(path, path)
    new = {path: _triples(after, path) for path in come}
    for path in gone:
        old = _triples(before, path)
        best = max(new, key=lambda candidate: _likeness(old, new[candidate]), default=None)
        if best is not None and _likeness(old, new[best]) > _MUCH_ALIKE:
            del new[best]
            yield Pair(path, best)
        else:
            yield Pair(path, None)
    for path in new:
        yield Pair(None, path)


def _triples(side: Side, path: str) -> frozenset[ox.Triple]:
    return read_graph(side.state.files[path], side.graph_iri(path), called="file:").triples


def _likeness(some: frozenset[ox.Triple], others: frozenset[ox.Triple]) -> float:
    return len(some & others) / max(len(some), len(others), 1)


def _graphs(before: Side, after: Side, pair: Pair) -> tuple[str, FileGraph, FileGraph]:
    """The IRI of a file, and what it states in both states: of itself, if renamed, by its new name."""
    path = pair.newer or pair.older or ""
    iri = after.graph_iri(path)
    old = (
        read_graph(before.state.files[pair.older], before.graph_iri(pair.older), iri) if pair.older else None
    )
    new = read_graph(after.state.files[pair.newer], iri) if pair.newer else None
    return iri, old or FileGraph(), new or FileGraph()


def _rewritten(pairs: Iterable[Pair], found: Iterable[Difference]) -> Iterator[str]:
    """Files with other characters that state the same."""
    told = {path for difference in found for path in (difference.older, difference.newer)}
    return (
        pair.newer for pair in pairs if pair.older == pair.newer and pair.newer and pair.newer not in told
    )


def _unreadable(before: Side, after: Side, changed: Iterable[str]) -> Iterator[UnreadableFile]:
    for path in changed:
        for side in (before, after):
            if finding := side.unreadable.get(path):
                yield UnreadableFile(side.display_path(path), side.state.name, finding.line, finding.message)

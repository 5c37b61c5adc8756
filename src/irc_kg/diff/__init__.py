"""What changed in the graph between two states of a project, as statements that people can read.

A state is the working tree or a revision that git keeps; ``compare`` says what two of them state differently.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePath

import pyoxigraph as ox

from irc_kg.diff.differences import ChangeKind, Difference, FilePair, GraphPair, differences
from irc_kg.diff.labels import Labeller
from irc_kg.diff.report import CHANGES, ChangedThing, Comparison, LabelledDifference, UnreadableFile
from irc_kg.diff.statements import FileGraph, read_graph
from irc_kg.diff.states import (
    ComparedState,
    ProjectState,
    is_revision,
    revision,
    two_files,
    working_tree,
)
from irc_kg.store.project_files import ProjectFiles, form_of

__all__ = [
    "CHANGES",
    "ChangeKind",
    "ChangedThing",
    "Comparison",
    "LabelledDifference",
    "ProjectState",
    "compare",
    "compare_each_with_next",
    "is_revision",
    "revision",
    "two_files",
    "working_tree",
]

_MUCH_ALIKE = 0.5  # files that share more than this of what the larger says are one that was renamed


def compare(
    project: ProjectFiles,
    older: ProjectState,
    newer: ProjectState,
    only: Callable[[str], bool] | None = None,
) -> Comparison:
    """What two states of a project state differently, by the things that it is said of.

    ``only`` tells the files, by their paths from the root, of which changes are wanted.
    """
    wanted = only or (lambda _path: True)
    return _compare(ComparedState(project, older), ComparedState(project, newer), wanted)


def compare_each_with_next(
    project: ProjectFiles, states: Iterable[ProjectState], only: Callable[[str], bool]
) -> Iterator[Comparison]:
    """The same of each state and the one after it: what one is read for serves two comparisons."""
    before: ComparedState | None = None
    for state in states:
        after = ComparedState(project, state)
        if before is not None:
            yield _compare(before, after, only)
        before = after


def _compare(before: ComparedState, after: ComparedState, wanted: Callable[[str], bool]) -> Comparison:
    older, newer = before.state, after.state
    labeller = Labeller(before, after)  # reads both states: from here on it is known what cannot be read
    changed = _paths_that_differ(older, newer)
    readable = [path for path in changed if path not in before.unreadable and path not in after.unreadable]
    graphs = {pair: _read_graphs(before, after, pair) for pair in _pair_files(before, after, readable)}
    labeller.learn(graphs)
    found = [difference for difference in differences(graphs) if any(map(wanted, difference.files))]
    return Comparison(
        older=older.name,
        newer=newer.name,
        things=labeller.label_all(found),
        unreadable=tuple(_unreadable_files(before, after, filter(wanted, changed))),
        rewritten=tuple(after.display_path(path) for path in filter(wanted, _same_graphs(graphs, found))),
    )


def _paths_that_differ(older: ProjectState, newer: ProjectState) -> list[str]:
    paths = sorted({*older.files, *newer.files})
    return [path for path in paths if older.files.get(path) != newer.files.get(path)]


def _pair_files(before: ComparedState, after: ComparedState, changed: Iterable[str]) -> Iterator[FilePair]:
    """Which file of the older state is which of the newer: by its name, else by what it says."""
    gone, come = [], []
    for path in changed:
        if path not in after.state.files:
            gone.append(path)
        elif path not in before.state.files:
            come.append(path)
        else:
            yield FilePair(path, path)
    new = {path: _triples(after, path) for path in come}
    for path in gone:
        old = _triples(before, path)
        best = max(new, key=lambda candidate: _likeness(old, new[candidate]), default=None)
        if best is not None and _likeness(old, new[best]) > _MUCH_ALIKE:
            del new[best]
            yield FilePair(path, best)
        else:
            yield FilePair(path, None)
    for path in new:
        yield FilePair(None, path)


def _triples(side: ComparedState, path: str) -> frozenset[ox.Triple]:
    return _read_graph(side, path, "file:").triples


def _read_graph(side: ComparedState, path: str, own_iri: str) -> FileGraph:
    """What a file states in one state, with this IRI for the file itself."""
    data = side.state.files[path].removeprefix(BOM_UTF8)
    return read_graph(data, form_of(PurePath(path), data), side.graph_iri(path), own_iri)


def _likeness(some: frozenset[ox.Triple], others: frozenset[ox.Triple]) -> float:
    return len(some & others) / max(len(some), len(others), 1)


def _read_graphs(before: ComparedState, after: ComparedState, pair: FilePair) -> GraphPair:
    """What a file states in both states: of itself, if renamed, by its new name."""
    iri = after.graph_iri(pair.newer or pair.older or "")
    old = new = FileGraph()
    if pair.older is not None:
        old = _read_graph(before, pair.older, iri)
    if pair.newer is not None:
        new = _read_graph(after, pair.newer, iri)
    return GraphPair(iri, old, new)


def _same_graphs(pairs: Iterable[FilePair], found: Iterable[Difference]) -> Iterator[str]:
    """Files with other characters that state the same."""
    different = {path for difference in found for path in difference.files}
    for pair in pairs:
        if pair.newer is not None and pair.older == pair.newer and pair.newer not in different:
            yield pair.newer


def _unreadable_files(
    before: ComparedState, after: ComparedState, changed: Iterable[str]
) -> Iterator[UnreadableFile]:
    for path in changed:
        for side in (before, after):
            if finding := side.unreadable.get(path):
                yield UnreadableFile(side.display_path(path), side.state.name, finding.line, finding.message)

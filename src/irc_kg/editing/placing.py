"""Which file a new statement belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.store import Store
from irc_kg.terms import DCTERMS


class UnclearFileError(IrcKgError):
    """A statement that could stand in several files, or in none that is known."""

    def __init__(self, subject: str, choices: Sequence[str]) -> None:
        if choices:
            listed = "".join(f"\n  --to {choice}" for choice in choices)
            super().__init__(
                f"{subject} is spoken of in several files; say which source states this:{listed}"
            )
        else:
            super().__init__(
                f"No file speaks of {subject} yet; say by --to FILE which source states this "
                "(a file under graph/, one for each section of a source)."
            )


class NotInGraphError(IrcKgError):
    """A file that holds no statements of the project."""

    def __init__(self, path: Path, root: Path) -> None:
        super().__init__(f"{path} is no file of {root / 'graph'}: statements stand in .ttl files there.")


def home_of(store: Store, subject: ox.NamedNode, to: Path | None, source: str | None) -> Path:
    """The file for a statement about a subject.

    The one named; else the one of the named source; else the one where the subject stands already.
    """
    project = store.project
    if to is not None:
        return _named(store, to)
    candidates = [path for path in project.graph_files if _speaks_of(store, path, subject)]
    if source is not None:
        of_source = _files_of(store, source)
        candidates = [path for path in candidates if path in of_source] or of_source
    if len(candidates) != 1:
        label = store.label(subject.value)
        raise UnclearFileError(label, [project.shown(path) for path in candidates])
    return candidates[0]


def _named(store: Store, to: Path) -> Path:
    """A file of graph/, given from the current folder or from the root of the project."""
    files = {path.resolve(): path for path in store.project.graph_files}
    for path in (to.resolve(), (store.project.root / to).resolve()):
        if path in files:
            return files[path]
    raise NotInGraphError(to, store.project.root)


def _files_of(store: Store, source: str) -> list[Path]:
    iri = ox.NamedNode(store.names.iri(source, kind="source"))
    quads = store.quads(None, ox.NamedNode(DCTERMS + "source"), iri, None)
    graphs = {
        quad.subject.value
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode) and quad.subject == quad.graph_name
    }
    return [path for path in store.project.graph_files if store.project.graph_iri(path) in graphs]


def _speaks_of(store: Store, path: Path, subject: ox.NamedNode) -> bool:
    graph = ox.NamedNode(store.project.graph_iri(path))
    return next(store.quads(subject, None, None, graph), None) is not None

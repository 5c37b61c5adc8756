"""Which file a new statement belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.store.store import Store, Term
from irc_kg.store.vocabularies import DCTERMS


class UnclearFileError(IrcKgError):
    """A statement that could stand in several files, or in none that is known."""

    def __init__(self, subject: str, choices: Sequence[str]) -> None:
        self.choices = tuple(choices)
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


class WrongSourceError(IrcKgError):
    """A file that is made from another source than the one that is named."""

    def __init__(self, file: str, source: str) -> None:
        super().__init__(
            f"{file} is not made from {source}: what it holds would be cited from another source."
        )


class NoSourceError(IrcKgError):
    """A file that names no source, in which a statement could not be cited."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} names no source, so nobody could tell who says this. Choose the file of the source "
            "that does."
        )


class NotStatedError(IrcKgError):
    """A triple that no file states."""

    def __init__(self, where: str) -> None:
        super().__init__(f"{where} states this; nothing was written.")


def home_of(store: Store, triple: ox.Triple, to: Path | None, source: str | None, *, known: bool) -> Path:
    """The file for a statement.

    The one named; else the one of the named source; else the one where the subject stands already. Where the
    statement must be ``known``, only files that make it are possible.
    """
    project = store.files
    if to is not None:
        named = _named(store, to)
        if source is not None and named not in _files_of(store, source):
            raise WrongSourceError(project.display_path(named), source)
        if not _speaks_of(store, named, triple.subject, None) and not _has_source(store, named):
            raise NoSourceError(project.display_path(named))
        return named
    wanted = triple if known else None
    candidates = [path for path in project.graph_files if _speaks_of(store, path, triple.subject, wanted)]
    if known and not candidates:
        raise NotStatedError("No file of graph/")
    if source is not None:
        of_source = _files_of(store, source)
        candidates = [path for path in candidates if path in of_source] or ([] if known else of_source)
        if known and not candidates:
            raise NotStatedError(f"No file of {source}")
    if len(candidates) != 1:
        raise UnclearFileError(
            _label(store, triple.subject), [project.display_path(path) for path in candidates]
        )
    return candidates[0]


def _label(store: Store, subject: Term) -> str:
    return store.label(subject.value) if isinstance(subject, ox.NamedNode) else str(subject)


def _named(store: Store, to: Path) -> Path:
    """A file of graph/, given from the current folder or from the root of the project."""
    files = {path.resolve(): path for path in store.files.graph_files}
    for path in (to.resolve(), (store.files.root / to).resolve()):
        if path in files:
            return files[path]
    raise NotInGraphError(to, store.files.root)


def _files_of(store: Store, source: str) -> list[Path]:
    iri = ox.NamedNode(store.names.iri(source, kind="source"))
    quads = store.quads(None, ox.NamedNode(DCTERMS + "source"), iri, None)
    graphs = {
        quad.subject.value
        for quad in quads
        if isinstance(quad.subject, ox.NamedNode) and quad.subject == quad.graph_name
    }
    return [path for path in store.files.graph_files if store.files.graph_iri(path) in graphs]


def _has_source(store: Store, path: Path) -> bool:
    """Whether a file says what it is made from; a project that records no sources at all need not."""
    source = ox.NamedNode(DCTERMS + "source")
    graph = ox.NamedNode(store.files.graph_iri(path))
    says = next(store.quads(graph, source, None, graph), None) is not None
    return says or next(store.quads(None, source, None, None), None) is None


def _speaks_of(store: Store, path: Path, subject: Term, triple: ox.Triple | None) -> bool:
    """Whether a file says anything of a subject, or just this triple."""
    graph = ox.NamedNode(store.files.graph_iri(path))
    if triple is None:
        return next(store.quads(subject, None, None, graph), None) is not None
    return next(store.quads(triple.subject, triple.predicate, triple.object, graph), None) is not None

"""The files of the graph as people know them: by document and section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from irc_kg.editing.form import Field
from irc_kg.editing.placing import home_of
from irc_kg.errors import IrcKgError
from irc_kg.provenance.citations import EVIDENCE_GRAPH, PLACES_IN_SOURCE, SECTION, SOURCE
from irc_kg.store.names import fold
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import RDF


class NoFileYetError(IrcKgError):
    """A file of the graph that is to be written to, and is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file {path}; `irc-kg new source` begins one.")


class NoFileOfSourceError(IrcKgError):
    """A document that no file was made from."""

    def __init__(self, source: str) -> None:
        super().__init__(f"No file was made from {source!r} yet; `irc-kg new source` begins one.")


class SeveralFilesError(IrcKgError):
    """Several files that statements could be for."""

    def __init__(self, what: str, choices: Sequence[str]) -> None:
        listed = "".join(f"\n  --to {choice}" for choice in choices)
        super().__init__(f"{what} has several files; say which:{listed}")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that says which document it was made from."""

    path: Path
    document: str  # IRI
    document_label: str
    section: str


def source_files(store: Store) -> list[SourceFile]:
    """The files of the graph that name their source, by document and path."""
    found = []
    for path in store.files.graph_files:
        graph = ox.NamedNode(store.files.graph_iri(path))
        sections = [
            quad.object.value
            for quad in store.quads(graph, ox.NamedNode(SECTION), None, graph)
            if isinstance(quad.object, ox.Literal)
        ]
        for quad in store.quads(graph, ox.NamedNode(SOURCE), None, graph):
            if isinstance(quad.object, ox.NamedNode):
                iri = quad.object.value
                found.append(SourceFile(path, iri, store.label(iri), ", ".join(sorted(sections))))
    return sorted(found, key=lambda one: (fold(one.document_label), one.path))


def needs_place(store: Store, path: Path) -> bool:
    """Whether every thing in a file has to say in which paragraph of the section it stands."""
    graph = ox.NamedNode(store.files.graph_iri(path))
    return ox.NamedNode(EVIDENCE_GRAPH) in store.objects(graph, RDF + "type")


def says_place(fields: Iterable[Field]) -> bool:
    """Whether fields say where in a section a thing stands."""
    return any(field.predicate in PLACES_IN_SOURCE for field in fields)


def has_place(store: Store, path: Path, iri: str) -> bool:
    """Whether a file says of a thing already where in the section it stands."""
    graph = ox.NamedNode(store.files.graph_iri(path))
    return any(
        next(store.quads(ox.NamedNode(iri), ox.NamedNode(place), None, graph), None) is not None
        for place in PLACES_IN_SOURCE
    )


def file_for(store: Store, iris: Sequence[str], to: Path | None, source: str | None) -> Path:
    """The file for what is said of things: the one named, that of the source, or the one they are all in.

    Raises what says which files there are to choose from.
    """
    if to is not None:
        if not to.exists() and not (store.files.root / to).exists():
            raise NoFileYetError(to)
        return home_of(store, _about(iris[0]), to, None, known=False)
    if source is not None:
        files = [one.path for one in files_of(store, source)]
        homes = files if len(files) == 1 else [path for path in files if _speaks_of_all(store, path, iris)]
        if len(homes) != 1:
            raise SeveralFilesError(source, _listed(store, files))
        return homes[0]
    homes = list(dict.fromkeys(home_of(store, _about(iri), None, None, known=False) for iri in iris))
    if len(homes) > 1:
        raise SeveralFilesError("What is spoken of", _listed(store, homes))
    return homes[0]


def files_of(store: Store, source: str) -> list[SourceFile]:
    """The files made from a document, which is given by any of its names."""
    files = source_files(store)
    iri = store.names.iri(source, [one.document for one in files], kind="source")
    found = [one for one in files if one.document == iri]
    if not found:
        raise NoFileOfSourceError(source)
    return found


def _about(iri: str) -> ox.Triple:
    """A statement about a thing, whatever it says."""
    kind = ox.NamedNode(RDF + "type")
    return ox.Triple(ox.NamedNode(iri), kind, kind)


def _speaks_of_all(store: Store, path: Path, iris: Sequence[str]) -> bool:
    graph = ox.NamedNode(store.files.graph_iri(path))
    return all(next(store.quads(ox.NamedNode(iri), None, None, graph), None) is not None for iri in iris)


def _listed(store: Store, paths: Sequence[Path]) -> list[str]:
    """Files as choices, with the section that each was made from."""
    sections = {one.path: one.section for one in source_files(store)}
    width = max(len(store.files.display_path(path)) for path in paths)
    return [f"{store.files.display_path(path):<{width}}  {sections.get(path, '')}".rstrip() for path in paths]

"""The files of the graph by their sources: which one a statement belongs to, and how a new one begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pyoxigraph as ox

from irc_kg.editing.forms import (
    EntryFaultsError,
    FieldValues,
    field_of,
    integer_of,
    triples_of,
)
from irc_kg.editing.shapes import FILE, Fields, document_kinds, form_of, source_form
from irc_kg.editing.terms import RDF_TYPE, Terms
from irc_kg.editing.things import IncompleteError, Naming, missing_fields, new_file, propose_file
from irc_kg.errors import IrcKgError
from irc_kg.provenance import EVIDENCE_GRAPH, PARAGRAPH, PLACES_IN_SOURCE, SECTION, SOURCE
from irc_kg.provenance.sources import EvidenceFile, Sources
from irc_kg.store import Store, Term
from irc_kg.store.names import fold


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


class WrongFileError(IrcKgError):
    """A file that statements cannot be written to, or that there is not."""


# The file for a statement


def file_about(store: Store, subject: Term, to: Path | None, source: str | None) -> Path:
    """The file for a new statement: the one named, else that of the source, else the one with its subject.

    Raises what says which files there are to choose from.
    """
    if to is not None:
        return _check_file(store, _find_file(store, to), subject, source)
    files = [
        path for path in store.files.graph_files if store.states(subject, graph=store.files.graph_iri(path))
    ]
    if source is not None:
        of_source = _files_made_from(store, store.names.iri(source, kind="source"))
        files = [path for path in files if path in of_source] or of_source
    if len(files) != 1:
        raise _unclear(store, subject, files)
    return files[0]


def file_stating(store: Store, triple: ox.Triple, to: Path | None, source: str | None) -> Path:
    """The file that states a triple: the one named, else that of the source, else the only one that does."""
    if to is not None:
        return _check_file(store, _find_file(store, to), triple.subject, source)
    subject, predicate, object_ = triple
    files = [
        path
        for path in store.files.graph_files
        if store.states(subject, predicate, object_, store.files.graph_iri(path))
    ]
    if not files:
        raise WrongFileError("No file of graph/ states this; nothing was written.")
    if source is not None:
        of_source = _files_made_from(store, store.names.iri(source, kind="source"))
        files = [path for path in files if path in of_source]
    if not files:
        raise WrongFileError(f"No file of {source} states this; nothing was written.")
    if len(files) != 1:
        raise _unclear(store, triple.subject, files)
    return files[0]


def file_for_things(store: Store, iris: Sequence[str], to: Path | None, source: str | None) -> Path:
    """The file for what is said of things: the one named, that of the source, or the one they are all in."""
    if to is not None:
        if not to.exists() and not (store.files.root / to).exists():
            raise WrongFileError(f"There is no file {to}; `irc-kg new source` begins one.")
        return _check_file(store, _find_file(store, to), ox.NamedNode(iris[0]), None)
    if source is not None:
        return _file_of_source(store, iris, source)
    files = list(dict.fromkeys(file_about(store, ox.NamedNode(iri), None, None) for iri in iris))
    if len(files) > 1:
        _refuse_several(store, "What is spoken of", files)
    return files[0]


def _file_of_source(store: Store, iris: Sequence[str], source: str) -> Path:
    """The only file of a source, or the only one of its files that has something to say of some things."""
    files = [store.files.file_of(one.graph) for one in files_of_source(store, source)]
    if len(files) == 1:
        return files[0]
    graphs = {path: store.files.graph_iri(path) for path in files}
    fitting = [path for path in files if all(store.states(iri, graph=graphs[path]) for iri in iris)]
    if len(fitting) != 1:
        _refuse_several(store, source, files)
    return fitting[0]


def _refuse_several(store: Store, what: str, files: Sequence[Path]) -> NoReturn:
    """Raise with the files that there are to choose from, and the section that each was made from."""
    sections = {one.graph: one.section for one in source_files(store)}
    names = [store.files.display_path(path) for path in files]
    width = max(map(len, names))
    listed = ""
    for path, name in zip(files, names, strict=True):
        section = sections.get(store.files.graph_iri(path), "")
        listed += f"\n  --to {name:<{width}}  {section}".rstrip()
    raise WrongFileError(f"{what} has several files; say which:{listed}")


def _find_file(store: Store, to: Path) -> Path:
    """A file of graph/, given from the current folder or from the root of the project."""
    files = {path.resolve(): path for path in store.files.graph_files}
    for path in (to.resolve(), (store.files.root / to).resolve()):
        if path in files:
            return files[path]
    raise WrongFileError(
        f"{to} is no file of {store.files.root / 'graph'}: statements stand in .ttl files there."
    )


def _check_file(store: Store, file: Path, subject: Term, source: str | None) -> Path:
    """A file that was named for a statement, if it can be cited there, and from this source."""
    shown = store.files.display_path(file)
    if source is not None and file not in _files_made_from(store, store.names.iri(source, kind="source")):
        raise WrongFileError(
            f"{shown} is not made from {source}: what it holds would be cited from another source."
        )
    graph = store.files.graph_iri(file)
    # A project that records no sources at all need not begin with one file.
    has_source = store.states(graph, SOURCE, None, graph) or not store.states(None, SOURCE)
    if not has_source and not store.states(subject, graph=graph):
        raise WrongFileError(
            f"{shown} names no source, so nobody could tell who says this. Choose the file of the source "
            "that does."
        )
    return file


def _unclear(store: Store, subject: Term, files: Sequence[Path]) -> UnclearFileError:
    """The fault that there is not one file to choose."""
    name = store.label(subject.value) if isinstance(subject, ox.NamedNode) else str(subject)
    return UnclearFileError(name, [store.files.display_path(path) for path in files])


def _files_made_from(store: Store, source: str) -> list[Path]:
    graphs = {path: store.files.graph_iri(path) for path in store.files.graph_files}
    return [path for path, graph in graphs.items() if store.states(graph, SOURCE, source, graph)]


# Files by their source


def source_files(store: Store) -> list[EvidenceFile]:
    """The files of the graph that name their source, by the label of the source and by path."""
    files = Sources(store).all_files
    return sorted(files, key=lambda file: (fold(store.label(file.source)), file.graph))


def files_of_source(store: Store, source: str) -> list[EvidenceFile]:
    """The files made from a document, which is given by any of its names."""
    files = source_files(store)
    iri = store.names.iri(source, [one.source for one in files], kind="source")
    found = [one for one in files if one.source == iri]
    if not found:
        raise WrongFileError(f"No file was made from {source!r} yet; `irc-kg new source` begins one.")
    return found


def needs_place(store: Store, path: Path) -> bool:
    """Whether every thing in a file has to say in which paragraph of the section it stands."""
    return store.states(store.files.graph_iri(path), RDF_TYPE, EVIDENCE_GRAPH)


def has_place(store: Store, path: Path, iri: str) -> bool:
    """Whether a file says of a thing already where in the section it stands."""
    graph = store.files.graph_iri(path)
    return any(store.states(iri, place, None, graph) for place in PLACES_IN_SOURCE)


# A new file


@dataclass(frozen=True)
class SourceDocument:
    """The document that a file is made from."""

    iri: str
    kind: str | None  # None for one that is not known and whose kind is not given
    is_new: bool


@dataclass(frozen=True)
class NewSource:
    """A file of the graph that is to be begun."""

    file: Path
    comment: str  # on top of it
    triples: tuple[ox.Triple, ...]
    document: str  # IRI


def source_document(store: Store, title: str, kind: str | None, name: str | None = None) -> SourceDocument:
    """The known document of this title, else a new one."""
    naming = Naming(store)
    if name is not None:
        return SourceDocument(naming.new(name), kind, is_new=True)
    documents = _documents(store)
    found = [iri for iri in store.names.find(title) if iri in documents]
    if len(found) == 1:
        known = store.kind(found[0])
        if kind and known and kind not in store.classes_above(known):
            raise EntryFaultsError([f"Kind: {title!r} is known as a {store.label(known)}."])
        return SourceDocument(found[0], known, is_new=False)
    if found:
        store.names.iri(title, found)  # which says that there are several
    naming.refuse_same_label(title)
    form = form_of(store, kind or EVIDENCE_GRAPH)
    return SourceDocument(naming.propose(form, title), kind, is_new=True)


def _documents(store: Store) -> set[str]:
    """What is of a kind that documents are of, or has a file."""
    terms = Terms(store)
    documents = {iri for kind in document_kinds(store) for iri in terms.members(kind.value)}
    return documents | {one.source for one in source_files(store)}


def new_source(store: Store, given: Mapping[str, Sequence[str]], name: str | None = None) -> NewSource:
    """The beginning of an evidence file; ``given`` are texts by the names of the fields of ``source_form``.

    Raises what says all that is missing or wrong.
    """
    values = _read(store, given)
    section, kind = (_first(values, one) for one in (SECTION, RDF_TYPE))
    title = _title(values)
    if not title:
        form = source_form(store)
        raise IncompleteError(form, missing_fields(form, values))
    document = source_document(store, title, kind or None, name)
    form = source_form(store, document.kind if document.is_new else None)
    missing = missing_fields(form, values)
    if document.is_new and not document.kind:
        missing.append("Kind (--set Kind=…)")
    if missing:
        raise IncompleteError(form, missing)
    file = new_file(store.files, _first(values, FILE) or propose_source_file(store, document.iri, section))
    shown = title if document.is_new else store.label(document.iri)
    triples = tuple(_triples(store, file, document, values))
    return NewSource(file, f'# {shown}, "{section}".', triples, document.iri)


def propose_source_file(store: Store, document: str, section: str) -> str:
    """A name for the file of a section of a document."""
    others = [store.files.file_of(one.graph) for one in source_files(store) if one.source == document]
    return propose_file(store.files, document, section, others)


def _read(store: Store, given: Mapping[str, Sequence[str]]) -> FieldValues:
    """What is given, read by the form for the kind of document that is given."""
    form = source_form(store)
    kinds = {name: texts for name, texts in given.items() if form.field(name) == form.fields[1]}
    values, faults = Fields(store, form).read(kinds)
    if not faults:
        form = source_form(store, _first(values, RDF_TYPE) or None)
        values, faults = Fields(store, form).read(given)
    if faults:
        raise EntryFaultsError(faults)
    return values


def _title(values: FieldValues) -> str:
    """What the document is called; empty where that is not given."""
    return next((terms[0].value for field, terms in values.items() if field.is_label), "")


def _first(values: FieldValues, predicate: str) -> str:
    """The first value of a predicate; empty where there is none."""
    found = (terms[0].value for field, terms in values.items() if field.predicate == predicate)
    return next(found, "")


def _triples(store: Store, file: Path, document: SourceDocument, values: FieldValues) -> list[ox.Triple]:
    graph = ox.NamedNode(store.files.graph_iri(file))
    triples = [
        ox.Triple(graph, ox.NamedNode(RDF_TYPE), ox.NamedNode(EVIDENCE_GRAPH)),
        ox.Triple(graph, ox.NamedNode(SOURCE), ox.NamedNode(document.iri)),
        ox.Triple(graph, ox.NamedNode(SECTION), ox.Literal(_first(values, SECTION))),
    ]
    of_file = {RDF_TYPE, FILE, SECTION}
    of_document = {
        field: terms
        for field, terms in values.items()
        if field.predicate not in of_file and (document.is_new or not field.is_label)
    }
    if document.kind and of_document:
        heading = field_of(store, PARAGRAPH)  # the title stands in the heading, which is paragraph 0
        of_document[heading] = [integer_of(0)]
        triples += triples_of(document.iri, document.kind, of_document)
    return triples

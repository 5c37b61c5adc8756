"""The beginning of an evidence file: what it says of itself and of the document that it is made from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from irc_kg.editing.adding import add
from irc_kg.editing.fields import EntryFaultsError, Fields, Said, read_fields, triples_of, whole_number
from irc_kg.editing.form import LABEL, Field, Form
from irc_kg.editing.naming import Naming, kebab
from irc_kg.editing.saving import Addition, tried
from irc_kg.editing.shapes import field_of, form_of
from irc_kg.editing.source_files import source_files
from irc_kg.editing.things import IncompleteError, missing_fields, refuse_same_label
from irc_kg.editing.values import Values
from irc_kg.errors import IrcKgError
from irc_kg.provenance.citations import EVIDENCE_GRAPH, PARAGRAPH, SECTION, SOURCE
from irc_kg.store.project_files import ProjectFiles
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import DCTERMS, OWL, RDF, RDFS, XSD
from irc_kg.turtle import Document, parse

FILE = "file"  # stands for a predicate: the name of a file is nothing that is said of a thing
KIND = RDF + "type"
_TYPE = ox.NamedNode(KIND)
_MORE = (DCTERMS + "publisher", DCTERMS + "issued")
_UNFIT = re.compile(r'[<>:"|?*\\\x00-\x1f]')  # in names of files, on some systems


class WrongFileNameError(IrcKgError):
    """A name that no new file of the graph can have."""


def source_form(store: Store, kind: str | None = None) -> Form:
    """What is asked for a new evidence file; with the class of its document, what that requires too."""
    section = next((one for one in form_of(store, EVIDENCE_GRAPH) if one.predicate == SECTION), None)
    section = section or field_of(store, SECTION)
    document = form_of(store, kind) if kind else None
    title = document.name if document else field_of(store, LABEL)
    fields = [
        replace(
            title,
            name="Title",
            description="The name by which the document is shown; that of a known one stands for it.",
            at_least=1,
            at_most=1,
        ),
        Field(KIND, "Kind", "kind", "a", "What kind of document it is.", at_most=1, allowed=_kinds(store)),
        replace(section, name="Section", at_least=1, at_most=1, datatypes=(XSD + "string",)),
        Field(
            FILE,
            "File",
            "file name",
            FILE,
            "The new file under graph/.",
            at_most=1,
            datatypes=(XSD + "string",),
        ),
    ]
    asked = {LABEL, PARAGRAPH, SECTION}
    required = [one for one in document.required if one.predicate not in asked] if document else []
    fields += required
    asked |= {one.predicate for one in required}
    more = [iri for iri in _MORE if _is_declared(store, iri) and iri not in asked]
    by_predicate = {one.predicate: one for one in document or ()}
    names = dict(zip(_MORE, ("Publisher", "Date"), strict=True))
    fields += (replace(by_predicate.get(iri) or field_of(store, iri), name=names[iri]) for iri in more)
    return Form(EVIDENCE_GRAPH, "source", tuple(fields))


def _kinds(store: Store) -> tuple[ox.NamedNode, ...]:
    """The classes of documents: those the shape of evidence files asks for, else those that sources have."""
    values = Values(store)
    asked = next((one for one in form_of(store, EVIDENCE_GRAPH) if one.predicate == SOURCE), None)
    documents = asked.classes if asked else ()
    below = {kind for one in documents for kind in values.classes_below(one)}
    used = {store.kind(one.document) for one in source_files(store)}
    found = below or {kind for kind in used if kind} or _classes(store)
    return tuple(ox.NamedNode(kind) for kind in sorted(found, key=store.label))


def _classes(store: Store) -> set[str]:
    return {
        quad.subject.value
        for name in (OWL + "Class", RDFS + "Class")
        for quad in store.quads(None, _TYPE, ox.NamedNode(name))
        if isinstance(quad.subject, ox.NamedNode)
    }


def _is_declared(store: Store, predicate: str) -> bool:
    return bool(store.objects(ox.NamedNode(predicate), RDF + "type"))


@dataclass(frozen=True)
class Origin:
    """The document that a file is made from."""

    iri: str
    kind: str | None  # None for one that is not known and whose kind is not given
    is_new: bool


def origin_of(store: Store, title: str, kind: str | None, name: str | None = None) -> Origin:
    """The known document of this title, else a new one."""
    values = Values(store)
    kinds = [term.value for term in _kinds(store)]
    documents = {iri for one in kinds for iri in values.members(one)}
    documents |= {one.document for one in source_files(store)}
    called = [iri for iri in store.names.find(title) if iri in documents]
    if name is None and len(called) == 1:
        known = store.kind(called[0])
        if kind and known and kind not in store.classes_above(known):
            raise EntryFaultsError([f"Kind: {title!r} is known as a {store.label(known)}."])
        return Origin(called[0], known, is_new=False)
    if name is None:
        store.names.iri(title, called) if len(called) > 1 else refuse_same_label(store, title)
    naming = Naming(store)
    proposed = naming.proposed(form_of(store, kind or EVIDENCE_GRAPH), title)
    return Origin(naming.new(name) if name else proposed, kind, is_new=True)


def new_source(store: Store, given: Mapping[str, Sequence[str]], name: str | None = None) -> Addition:
    """A new evidence file, tried out: nothing is written before it is saved.

    ``given`` are texts by the names of the fields of ``source_form``. Raises what says all that is missing or
    wrong.
    """
    said, faults = _read(store, given)
    if faults:
        raise EntryFaultsError(faults)
    title = _only(said, LABEL)
    origin = origin_of(store, title, _only(said, KIND) or None, name) if title else None
    form = source_form(store, origin.kind if origin and origin.is_new else None)
    missing = missing_fields(form, said)
    if origin and origin.is_new and not origin.kind:
        missing.append("Kind (--set Kind=…)")
    if missing or not origin:
        raise IncompleteError(form, missing)
    section = _only(said, SECTION)
    file = new_file(store.files, _only(said, FILE) or proposed_file(store, origin.iri, section))
    triples = _triples(store, file, origin, said)
    comment = f'# {title if origin.is_new else store.label(origin.iri)}, "{section}".'

    def edit(document: Document) -> Document:
        written = add(document, triples, store.prefixes.by_name).text.replace("<>\n    a ", "<> a ", 1)
        return parse(f"{comment}\n\n{written}", document.base_iri)

    return tried(store.files, file, edit, [origin.iri])


def _read(store: Store, given: Mapping[str, Sequence[str]]) -> tuple[Said, list[str]]:
    """What is given, read by the form for the kind of document that is given."""
    form = source_form(store)
    kinds = {name: texts for name, texts in given.items() if form.field(name) == form.fields[1]}
    said, faults = read_fields(Fields(store, form), Values(store), kinds)
    if faults:
        return said, faults
    return read_fields(Fields(store, source_form(store, _only(said, KIND) or None)), Values(store), given)


def _only(said: Said, predicate: str) -> str:
    values = [value.value for field, terms in said.items() if field.predicate == predicate for value in terms]
    return values[0] if values else ""


def _triples(store: Store, file: Path, origin: Origin, said: Said) -> list[ox.Triple]:
    graph = ox.NamedNode(store.files.graph_iri(file))
    section = ox.Literal(_only(said, SECTION))
    triples = [
        ox.Triple(graph, _TYPE, ox.NamedNode(EVIDENCE_GRAPH)),
        ox.Triple(graph, ox.NamedNode(SOURCE), ox.NamedNode(origin.iri)),
        ox.Triple(graph, ox.NamedNode(SECTION), section),
    ]
    of_file = {KIND, FILE, SECTION} if origin.is_new else {KIND, FILE, SECTION, LABEL}
    of_document = {field: terms for field, terms in said.items() if field.predicate not in of_file}
    if origin.kind and of_document:
        heading = field_of(store, PARAGRAPH)  # the title stands in the heading, which is paragraph 0
        of_document[heading] = [whole_number(0)]
        triples += triples_of(origin.iri, origin.kind, of_document)
    return triples


def proposed_file(store: Store, document: str, section: str) -> str:
    """A name for the file of a section: beside the other files of its document."""
    project = store.files
    folders = Counter(one.path.parent for one in source_files(store) if one.document == document)
    own = kebab(document.rsplit("/", 1)[-1].rsplit("#", 1)[-1]) or "source"
    folder = folders.most_common(1)[0][0] if folders else project.root / "graph" / own
    name = kebab(section) or "section"
    number, path = 1, folder / f"{name}.ttl"
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.ttl"
    return project.display_path(path)


def new_file(project: ProjectFiles, name: str) -> Path:
    """The path of a new file of the graph; raises WrongFileNameError."""
    top = (project.root / "graph").resolve()
    given = Path(name if name.endswith(".ttl") else f"{name}.ttl")
    if not given.is_absolute():
        given = project.root / given if given.parts[0] == "graph" else top / given
    path = given.resolve()
    if not path.is_relative_to(top):
        raise WrongFileNameError(f"{name} is not under {top}: files of the graph stand there.")
    parts = path.relative_to(top).parts
    if any(part.startswith(".") or _UNFIT.search(part) for part in parts):
        raise WrongFileNameError(f"{name} is no name that every system has for files; use letters, hyphens.")
    if path.exists():
        shown = project.display_path(path)
        raise WrongFileNameError(f"{shown} is there already; choose another name (--set File=…).")
    # Named as the project names its files, also where its root is a link.
    return project.root / "graph" / Path(*parts)

"""One new thing, from what is given for the fields of its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from irc_kg.editing.adding import add
from irc_kg.editing.changes import Change
from irc_kg.editing.fields import (
    EntryFaultsError,
    Fields,
    Said,
    read_fields,
    sentence,
    triples_of,
    whole_number,
)
from irc_kg.editing.form import Field, Form, with_article
from irc_kg.editing.naming import Naming
from irc_kg.editing.refusals import EditRefusedError
from irc_kg.editing.saving import Addition, tried
from irc_kg.editing.source_files import file_for, needs_place, says_place
from irc_kg.editing.values import Values
from irc_kg.errors import Finding, IrcKgError
from irc_kg.store.names import fold
from irc_kg.store.store import Store
from irc_kg.turtle import Document, TriplesBlock


class IncompleteError(IrcKgError):
    """A thing of which something is missing that its form requires."""

    def __init__(self, form: Form, missing: Sequence[str]) -> None:
        listed = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
        super().__init__(sentence(f"{with_article(form.named)} cannot be written without {listed}"))


class SameLabelError(IrcKgError):
    """A label that another thing has."""

    def __init__(self, label: str, described: str) -> None:
        super().__init__(
            f"{label!r} is the name of something already: {described}. Say more of it with `irc-kg add`, "
            "choose a label that tells the two apart, or give the new thing a name of its own with --name."
        )


@dataclass(frozen=True)
class Place:
    """Where a new thing is to be written, as far as that is told."""

    to: Path | None = None
    source: str | None = None
    paragraphs: tuple[int, ...] = ()


def new_thing(
    store: Store,
    form: Form,
    given: Mapping[str, Sequence[str]],
    name: str | None = None,
    place: Place = Place(),
) -> Addition:
    """A new thing of a class, tried out: nothing is written before it is saved.

    ``given`` are texts by the names of fields. Raises what says all that is missing or wrong.
    """
    said, faults = read_fields(Fields(store, form), Values(store), given)
    if faults:
        raise EntryFaultsError(faults)
    paragraphs = [whole_number(number) for number in place.paragraphs]
    if paragraphs:
        said[form.place] = list(dict.fromkeys([*said.get(form.place, []), *paragraphs]))
    missing = missing_fields(form, said)
    iri = _iri(store, form, said, name)
    file = _file(store, form, iri, place, missing)
    if needs_place(store, file) and not says_place(said):
        missing.append("the paragraph (--paragraph N)")
    if missing:
        raise IncompleteError(form, missing)
    return _tried(store, file, iri, triples_of(iri, form.kind, said))


def missing_fields(form: Form, said: Said) -> list[str]:
    """What is required and not given, each with how to give it."""
    missing = [field for field in form.required if len(said.get(field, ())) < field.at_least]
    return [f"{field.name} (--set {_set(field)})" for field in missing]


def _set(field: Field) -> str:
    text = f"{field.name}=…"
    return f'"{text}"' if " " in text else text


def _iri(store: Store, form: Form, said: Said, name: str | None) -> str:
    naming = Naming(store)
    if name is not None:
        return naming.new(name)
    labels = [value.value for value in said.get(form.name, ())]
    if not labels:
        return naming.proposed(form, "")
    refuse_same_label(store, labels[0])
    return naming.proposed(form, labels[0])


def refuse_same_label(store: Store, label: str) -> None:
    """Raise when a thing of the graph has this label: nobody could tell the two apart."""
    others = [iri for iri in store.names.find(label) if fold(store.label(iri)) == fold(label)]
    others = [iri for iri in others if iri.startswith(Naming(store).namespace)]
    if others:
        kind = store.kind(others[0])
        told = f" ({store.label(kind)})" if kind else ""
        raise SameLabelError(label, f"{store.prefixes.shorten(others[0])}{told}")


def _file(store: Store, form: Form, iri: str, place: Place, missing: list[str]) -> Path:
    """The file for the thing; that it is not told counts with the rest that is missing."""
    if place.to is None and place.source is None and len(store.files.graph_files) != 1:
        raise IncompleteError(form, [*missing, "its file (--to FILE, or --source DOCUMENT)"])
    if place.to is None and place.source is None:
        return store.files.graph_files[0]
    return file_for(store, [iri], place.to, place.source)


def _tried(store: Store, file: Path, iri: str, triples: Sequence[ox.Triple]) -> Addition:
    about = ox.NamedNode(iri)

    def edit(document: Document) -> Document:
        if any(isinstance(block, TriplesBlock) and block.subject.term == about for block in document.blocks):
            raise EditRefusedError(f"{file} speaks of {store.prefixes.shorten(iri)} already.")
        return add(document, triples, store.prefixes.by_name)

    return tried(store.files, file, edit, [iri], explain=_explained)


def _explained(_change: Change, findings: Sequence[Finding]) -> IrcKgError:
    return EntryFaultsError([finding.message for finding in findings])

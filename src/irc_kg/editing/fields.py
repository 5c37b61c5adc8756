"""Which field of a form people mean, and what they give for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pyoxigraph as ox

from irc_kg.editing.form import LABEL, Field, Form
from irc_kg.editing.shapes import field_of
from irc_kg.editing.values import Value, Values, WrongValueError
from irc_kg.editing.words import Words
from irc_kg.errors import IrcKgError, UnknownNameError, did_you_mean
from irc_kg.provenance.citations import PARAGRAPH
from irc_kg.store.names import close_names
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import RDF, XSD

_TYPE = ox.NamedNode(RDF + "type")
Said = dict[Field, list[Value]]


class UnknownFieldError(IrcKgError):
    """A name that is neither a field of the form nor a relation of the ontology."""

    def __init__(self, name: str, form: Form, close: Sequence[str]) -> None:
        hint = did_you_mean(close) or f" It has {', '.join(one.name for one in form)}."
        super().__init__(f"The form for a {form.named} has no field {name!r}.{hint}")


class EntryFaultsError(IrcKgError):
    """What is wrong with what was given for a thing: all of it, so that it can be put right at once."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        listed = faults[0] if len(faults) == 1 else "".join(f"\n  {fault}" for fault in faults)
        super().__init__(listed if len(faults) == 1 else f"Nothing was written, because of this:{listed}")


class Fields:
    """The fields of a form by their names, and the relations that only the ontology knows."""

    def __init__(self, store: Store, form: Form) -> None:
        self.store = store
        self.form = form
        self._words = Words(store)

    def find(self, name: str) -> Field:
        """The field that people call so; a field of the form before any other relation."""
        if found := self.form.field(name):
            return found
        try:
            predicate = self._words.predicate(name).value
        except UnknownNameError:
            names = [known for one in self.form for known in one.names]
            raise UnknownFieldError(name, self.form, close_names(name, dict.fromkeys(names))) from None
        if predicate == _TYPE.value:
            raise UnknownFieldError(name, self.form, ())
        return self.form.field(predicate) or field_of(self.store, predicate)


def read_fields(fields: Fields, values: Values, given: Mapping[str, Iterable[str]]) -> tuple[Said, list[str]]:
    """What is given by the names of fields, as terms, and what is wrong with it."""
    said: Said = {}
    faults: list[str] = []
    for name, texts in given.items():
        try:
            field = fields.find(name)
        except IrcKgError as error:
            faults.append(str(error))
            continue
        terms = said.setdefault(field, [])
        for text in texts:
            try:
                terms.append(values.term(field, text))
            except WrongValueError as error:
                faults.append(f"{field.name}: {sentence(str(error))}")
    said = {field: list(dict.fromkeys(terms)) for field, terms in said.items() if terms}
    faults += (f"{field.name}: {too_many(field)}" for field, terms in said.items() if exceeds(field, terms))
    return said, faults


def exceeds(field: Field, terms: Sequence[Value]) -> bool:
    return field.at_most is not None and len(terms) > field.at_most


def too_many(field: Field) -> str:
    return "It takes one value." if field.at_most == 1 else f"It takes at most {field.at_most} values."


def sentence(clause: str) -> str:
    """A clause as a sentence."""
    return clause[:1].upper() + clause[1:] + ("" if clause.endswith("?") else ".")


def triples_of(iri: str, kind: str, said: Mapping[Field, Sequence[Value]]) -> list[ox.Triple]:
    """A thing as statements, in the order in which people write them: kind, place, name, and the rest."""
    about = ox.NamedNode(iri)
    first = [field for wanted in (PARAGRAPH, LABEL) for field in said if field.predicate == wanted]
    triples = [ox.Triple(about, _TYPE, ox.NamedNode(kind))]
    for field in dict.fromkeys([*first, *sorted(said, key=lambda field: field.order)]):
        predicate = ox.NamedNode(field.predicate)
        triples += (ox.Triple(about, predicate, value) for value in said[field])
    return triples


def whole_number(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer"))

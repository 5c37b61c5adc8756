"""What people give for a field, as RDF terms; what is wrong with it, in plain words."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.editing.bounds import keeps, told
from irc_kg.editing.dates import as_iso
from irc_kg.editing.form import Field, Form, in_sentence, with_article
from irc_kg.editing.words import Words
from irc_kg.errors import IrcKgError, either
from irc_kg.store.datatypes import DATATYPES, LANG_STRING, is_value
from irc_kg.store.names import close_names, fold, is_absolute
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import RDF, RDFS, XSD

_ENGLISH = "en"
_TEXTS = (XSD + "string", LANG_STRING)
_DATES = {XSD + name for name in ("date", "gYearMonth", "gYear")}
_TYPE = ox.NamedNode(RDF + "type")
# Turtle that is not mere text: a language or a datatype stands behind it.
_TURTLE = re.compile(r'".*"(@[A-Za-z]+(-[A-Za-z0-9]+)*|\^\^\S+)', re.DOTALL)
# What `irc-kg check` warns of in texts, and nobody types on purpose.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\xad]")
_LONGEST = 60  # characters of a text that a message repeats
_HINTS = 100  # misspelt names that are compared with all others; a wrong column has thousands

Value = ox.NamedNode | ox.Literal


class WrongValueError(IrcKgError):
    """A value that its field does not take; the text is a clause that begins with the value."""


class Choice(NamedTuple):
    """A value that can be chosen."""

    name: str  # by which it is known: its label, or its CURIE where others of its kind have that label too
    value: Value


class Coming(NamedTuple):
    """Things that are about to be made, which others may point to."""

    form: Form
    by_name: Mapping[str, set[str]]  # the IRIs by label, as names are compared
    iris: frozenset[str]


class Values:
    """The values that fields of a project take."""

    def __init__(self, store: Store, coming: Coming | None = None) -> None:
        self.store = store
        self.words = Words(store)
        self.coming = coming
        self._members: dict[str, frozenset[str]] = {}
        self._choices: dict[Field, tuple[Choice, ...]] = {}
        self._hints: dict[tuple[Field, str], str] = {}

    def term(self, field: Field, text: str) -> Value:
        """The term that a text stands for; raises WrongValueError."""
        text = cleaned(text, prose=field.is_prose)
        if not text:
            raise WrongValueError("nothing is given")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise WrongValueError(f"{quoted(text)} holds bytes that are not UTF-8")
        value = self._value(field, text)
        for limit in field.limits:
            if not keeps(value.value, limit):
                raise WrongValueError(f"{quoted(text)} is not allowed: {told(limit)}")
        return value

    def _value(self, field: Field, text: str) -> Value:
        if field.allowed:
            return self._chosen(field, text)
        if field.takes_things:
            try:
                return ox.NamedNode(self._thing(field, text))
            except ValueError:  # a row of the same table has this name, and an id that is none
                raise WrongValueError(f"{quoted(text)} is the name of a thing whose id is no IRI") from None
        if _TURTLE.fullmatch(text):
            return self._written(field, text)
        return self._literal(field, text)

    # Values that are listed

    def choices(self, field: Field) -> tuple[Choice, ...]:
        """The values that a field with choices can take, by name."""
        if field not in self._choices:
            if field.allowed:
                listed = [term for term in field.allowed if isinstance(term, ox.NamedNode | ox.Literal)]
            else:
                listed = [ox.NamedNode(iri) for iri in self._possible(field)]
            self._choices[field] = self._named(listed, keep_order=bool(field.allowed))
        return self._choices[field]

    def written(self, value: Value) -> str:
        """A value as a text that stands for it and for nothing else."""
        if isinstance(value, ox.Literal):
            return value.value
        short = self.store.prefixes.shorten(value.value)
        return short if short != value.value else f"<{value.value}>"

    def _named(self, values: list[Value], *, keep_order: bool) -> tuple[Choice, ...]:
        by_name: dict[str, list[Value]] = defaultdict(list)
        for value in values:
            by_name[self._name(value)].append(value)
        choices = [
            Choice(name if len(same) == 1 else self.store.prefixes.shorten(value.value), value)
            for name, same in by_name.items()
            for value in same
        ]
        return tuple(choices if keep_order else sorted(choices, key=lambda choice: fold(choice.name)))

    def _name(self, value: Value) -> str:
        return self.store.names.label(value.value) if isinstance(value, ox.NamedNode) else value.value

    def _chosen(self, field: Field, text: str) -> Value:
        expanded = self.store.prefixes.expand(text) or text.strip("<>")
        for choice in self.choices(field):
            iri = choice.value.value if isinstance(choice.value, ox.NamedNode) else None
            if fold(choice.name) == fold(text) or iri == expanded:
                return choice.value
        names = [choice.name for choice in self.choices(field)]
        close = close_names(text, names)
        hint = f"; did you mean {either(close)}?" if close else ""
        raise WrongValueError(f"{quoted(text)} is none of {either(names)}{hint}")

    # Things

    def _possible(self, field: Field) -> frozenset[str]:
        """The things of the classes that a field takes, or that the ontology expects."""
        classes = field.classes or ((field.range,) if field.range else ())
        members = [self.members(one) for one in classes]
        return frozenset.intersection(*members) if members else frozenset()

    def members(self, kind: str) -> frozenset[str]:
        """The things of a class and of those below it."""
        if kind not in self._members:
            found = {
                quad.subject.value
                for one in self.classes_below(kind)
                for quad in self.store.quads(None, _TYPE, ox.NamedNode(one))
                if isinstance(quad.subject, ox.NamedNode)
            }
            self._members[kind] = frozenset(found)
        return self._members[kind]

    def classes_below(self, kind: str) -> list[str]:
        """A class and those that are a kind of it."""
        classes = [kind]
        for one in classes:
            below = self.store.quads(None, ox.NamedNode(RDFS + "subClassOf"), ox.NamedNode(one))
            new = (quad.subject.value for quad in below if isinstance(quad.subject, ox.NamedNode))
            classes += [iri for iri in dict.fromkeys(new) if iri not in classes]
        return classes

    def _thing(self, field: Field, text: str) -> str:
        coming = self.coming.by_name.get(fold(text), set()) if self.coming else set()
        called = [*dict.fromkeys([*self.store.names.find(text), *sorted(coming)])]
        fitting = [iri for iri in called if self._fits(field, iri)]
        if not field.classes and len(fitting) > 1:
            # The ontology expects a class that nothing enforces: it only narrows the choice.
            fitting = [iri for iri in fitting if iri in self._possible(field)] or fitting
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            curies = either(sorted(map(self.store.prefixes.shorten, fitting)))
            raise WrongValueError(f"{quoted(text)} is the name of several: write {curies}")
        if called:
            raise WrongValueError(
                f"{quoted(text)} is {self._kind_in_words(called[0])}, not {with_article(self._wanted(field))}"
            )
        return self._known(field, text)

    def _known(self, field: Field, text: str) -> str:
        """The thing that a CURIE or an IRI names, which must be known."""
        written = text[1:-1] if text.startswith("<") and text.endswith(">") else text
        is_iri = is_absolute(written)
        iri = self.store.prefixes.expand(text) or (written if is_iri else "")
        if not iri:
            raise WrongValueError(f"{quoted(text)} is no {self._wanted(field)}{self._hint(field, text)}")
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            raise WrongValueError(f"{quoted(text)} is no IRI") from None
        if self._fits(field, iri) and (self._is_coming(iri) or self._is_spoken_of(node) or is_iri):
            return iri
        if self._is_spoken_of(node):
            raise WrongValueError(
                f"{quoted(text)} is {self._kind_in_words(iri)}, not {with_article(self._wanted(field))}"
            )
        raise WrongValueError(f"nothing is known of {quoted(text)}{self._hint(field, text)}")

    def _fits(self, field: Field, iri: str) -> bool:
        return all(iri in self.members(one) or self._is_coming(iri, one) for one in field.classes)

    def _is_coming(self, iri: str, kind: str | None = None) -> bool:
        """Whether a thing is about to be made, as one of a class if that is given."""
        if self.coming is None or iri not in self.coming.iris:
            return False
        return kind is None or kind in self._classes_of_coming

    @cached_property
    def _classes_of_coming(self) -> list[str]:
        return self.store.classes_above(self.coming.form.kind) if self.coming else []

    def _is_spoken_of(self, node: ox.NamedNode) -> bool:
        return next(self.store.quads(node), None) is not None

    def _kind_in_words(self, iri: str) -> str:
        kind = self.store.kind(iri)
        return with_article(in_sentence(self.store.label(kind))) if kind else "of no known class"

    def _wanted(self, field: Field) -> str:
        if field.classes:
            return in_sentence(self.store.label(field.classes[0]))
        return "thing of the graph"

    def _hint(self, field: Field, text: str) -> str:
        """What may be meant by a name that is not known."""
        if (field, text) not in self._hints:
            close: list[str] = []
            if len(self._hints) < _HINTS:
                names = (name for name in self.store.names.all if self._fits(field, name.iri))
                close = close_names(text, (name.text for name in names))
            self._hints[field, text] = f"; did you mean {either(close)}?" if close else ""
        return self._hints[field, text]

    # Texts, numbers, dates

    def _written(self, field: Field, text: str) -> Value:
        try:
            value = self.words.object(ox.NamedNode(field.predicate), text)
        except (IrcKgError, ValueError) as error:
            raise WrongValueError(f"{quoted(text)} is no literal: {str(error).rstrip('.')}") from None
        datatype = value.datatype.value if isinstance(value, ox.Literal) else ""
        if not is_value(value.value, datatype) or (field.datatypes and datatype not in field.datatypes):
            raise WrongValueError(f"{quoted(text)} is not {_kinds(field.datatypes or (datatype,))}")
        return value

    def _literal(self, field: Field, text: str) -> ox.Literal:
        if not field.datatypes:
            return ox.Literal(text)
        for datatype in field.datatypes:
            if datatype not in _TEXTS and is_value(text, datatype):
                return ox.Literal(text, datatype=ox.NamedNode(datatype))
        if LANG_STRING in field.datatypes:
            return ox.Literal(text, language=field.language or _ENGLISH)
        if XSD + "string" in field.datatypes:
            return ox.Literal(text)
        iso = as_iso(text) if _DATES & set(field.datatypes) else ""
        hint = f"; write {iso}" if iso else ""
        raise WrongValueError(f"{quoted(text)} is not {_kinds(field.datatypes)}{hint}")


def quoted(text: str) -> str:
    """A text within a sentence, not all of it where it is long."""
    return repr(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def cleaned(text: str, *, prose: bool = False) -> str:
    """A text as it is kept: without invisible characters, and with single spaces; prose keeps its lines."""
    text = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = [" ".join(_without_controls(line).split()) for line in text.split("\n")]
    return ("\n" if prose else " ").join(lines if prose else filter(None, lines)).strip()


def _without_controls(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) != "Cc")


def _kinds(datatypes: tuple[str, ...]) -> str:
    """Datatypes in words, each with an example: ``a year such as 2022``."""
    kinds = []
    for datatype in datatypes:
        known = DATATYPES.get(datatype)
        example = re.sub(r'^"(.*)"(@.*|\^\^.*)?$', r"\1", known.example) if known else ""
        kinds.append(f"{known.words} such as {example}" if known else f"a value of <{datatype}>")
    return either(kinds)

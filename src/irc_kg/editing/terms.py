"""The terms that people mean by what they type: of a statement, or for a field of a form."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

import pyoxigraph as ox

from irc_kg.editing.forms import (
    NO_UTF_8,
    Field,
    Value,
    clean_text,
    field_of,
    in_sentence,
    quote,
    with_article,
)
from irc_kg.errors import IrcKgError, UnknownNameError, either
from irc_kg.store import CLASS_TYPES, Store
from irc_kg.store.datatypes import (
    LANG_STRING,
    describe_datatype,
    is_numeric,
    is_value,
    read_as_written,
    read_date,
    read_date_of_letter,
    read_serial_day,
    readings_of_number,
)
from irc_kg.store.known_names import Name, Names
from irc_kg.store.names import OWL, RDF, RDFS, XSD, close_names, fold, namespace_of, spelling
from irc_kg.turtle import MeaninglessError, text_in_language

RDF_TYPE = RDF + "type"
_WHERE_LISTED = {
    "class": "`irc-kg new` lists them.",
    "relation": "`irc-kg find TEXT` looks for relations too.",
}
_DECLARED_BY = {
    "relation": (
        RDF + "Property",
        OWL + "ObjectProperty",
        OWL + "DatatypeProperty",
        OWL + "AnnotationProperty",
    ),
    "class": CLASS_TYPES,
    "datatype": (RDFS + "Datatype",),
}
# What need not be declared.
_KNOWN_IN_XSD = {
    "datatype": (
        *("string", "integer", "decimal", "double", "boolean"),
        *("date", "dateTime", "gYear", "gYearMonth", "anyURI"),
    )
}
_TEXTS = (XSD + "string", LANG_STRING)
_DATES = {XSD + name for name in ("date", "gYearMonth", "gYear")}
# A literal as Turtle writes it: "text", "text"@en, "2022"^^xsd:gYear.
_WRITTEN = re.compile(
    r'"(?P<text>.*)"(?:@(?P<language>[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)|\^\^(?P<datatype>\S+))?',
    re.DOTALL,
)
_SHORT_YEAR = re.compile(r"(?:\d{1,2}[./ -])?(?:\d{1,2}|[A-Za-z]{3,9}\.?)[./ -]'?\d{2}")
# With slashes and dashes the month may come first, with points it does not.
_IN_NUMBERS = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{8}")
_AT_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00(?::00)?(?:\.0+)?")
_LONG_YEAR = re.compile(r"\d{5,}")  # which is the number or the digits of a day
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_HINTS = 100  # misspelt names that are compared with all others; a wrong column has thousands


class WrongObjectError(IrcKgError):
    """An object that its predicate does not take."""


class WrongValueError(IrcKgError):
    """A value that its field does not take; the text is a clause that begins with the value."""


class Choice(NamedTuple):
    """A value that can be chosen."""

    name: str  # by which it is known: its label, or its CURIE where others of its kind have that label too
    value: Value


class NewThings(NamedTuple):
    """Things of one class that are about to be made, which others may point to."""

    classes: frozenset[str]  # theirs, and those above it
    by_name: Mapping[str, set[str]]  # the IRIs by label, as names are compared
    iris: frozenset[str]


@dataclass(eq=False)
class Terms:
    """What the names that people use stand for in a project."""

    store: Store
    new: NewThings | None = None
    _declarations: dict[str, Names] = field(default_factory=dict, init=False)  # by what is declared
    _members: dict[str, frozenset[str]] = field(default_factory=dict, init=False)
    _choices: dict[Field, tuple[Choice, ...]] = field(default_factory=dict, init=False)
    _hints: dict[tuple[Field, str], str] = field(default_factory=dict, init=False)

    # The terms of a statement

    def triple(self, subject: str, predicate: str, object_: str) -> ox.Triple:
        """The statement that three names stand for."""
        relation = ox.NamedNode(self.declaration(predicate, "relation"))
        return ox.Triple(self.thing(subject), relation, self.object(relation, object_))

    def thing(self, text: str) -> ox.NamedNode:
        """A known thing by any of its names, or the CURIE of a new one, such as ``kg:new-fund``."""
        try:
            return ox.NamedNode(self.store.names.iri(text, kind="thing"))
        except ValueError as error:
            raise WrongObjectError(f"{text!r} is no IRI: {error}.") from None

    def object(self, predicate: ox.NamedNode, text: str) -> Value:
        """The object that a predicate takes: a thing, a class, or a literal of the predicate's range."""
        if predicate.value == RDF_TYPE:
            return ox.NamedNode(self.declaration(text, "class"))
        if NO_UTF_8.search(text):
            raise WrongObjectError(f"{quote(text)} holds bytes that are not UTF-8.")
        if match := _WRITTEN.fullmatch(text):
            return self._literal_as_written(match)
        asked = field_of(self.store, predicate.value)
        if asked.takes_things:
            return self.thing(text)
        is_text = text.strip() and not _CONTROL.search(text)
        literal = literal_of(text, asked.datatypes, asked.language) if is_text else None
        if literal is None:
            raise WrongObjectError(_why_no_literal(asked, text))
        return literal

    def _literal_as_written(self, match: re.Match[str]) -> ox.Literal:
        """A literal that is given as Turtle writes it."""
        text = match["text"].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
        try:
            if match["language"]:
                return text_in_language(text, match["language"])
        except MeaninglessError as error:
            raise WrongObjectError(f"{match['language']!r} is no language. {error}") from None
        if not match["datatype"]:
            return ox.Literal(text)
        datatype = self.declaration(match["datatype"], "datatype")
        if not is_value(text, datatype):
            raise WrongObjectError(f"--value takes {describe_datatype(datatype)}, not {text!r}.")
        return ox.Literal(text, datatype=ox.NamedNode(datatype))

    def declaration(self, text: str, kind: str) -> str:
        """The IRI of a relation, a class or a datatype that the ontology declares, by any name it has."""
        if (kind, text) == ("relation", "a"):  # as Turtle writes it
            return RDF_TYPE
        names = self._names_of(kind)
        expanded = self.store.prefixes.iri(text)
        if expanded and any(name.iri == expanded for name in names.all):
            return expanded
        if called := names.find(text):
            return names.iri(text, kind=kind) if len(called) > 1 else called[0]
        if expanded and self._needs_no_declaration(expanded, kind, names):
            return expanded
        raise self._unknown_declaration(kind, text, names.similar(text))

    def _unknown_declaration(self, kind: str, text: str, close: Sequence[str]) -> UnknownNameError:
        hint = "" if close else _WHERE_LISTED.get(kind, "")
        return UnknownNameError(kind, text, close, self.store.prefixes.hint(text) or hint)

    def _names_of(self, kind: str) -> Names:
        """All relations, classes or datatypes that the ontology declares, by label and CURIE."""
        if kind not in self._declarations:
            declared: dict[Name, None] = {}
            for iri in self.store.instances(*_DECLARED_BY[kind]):
                declared[Name(self.store.label(iri), iri, preferred=True)] = None
                declared[Name(self.store.prefixes.shorten(iri), iri, preferred=False)] = None
            for name in _KNOWN_IN_XSD.get(kind, ()):
                declared[Name(f"xsd:{name}", XSD + name, preferred=False)] = None
            self._declarations[kind] = Names(declared, self.store.prefixes)
        return self._declarations[kind]

    def _needs_no_declaration(self, iri: str, kind: str, declared: Names) -> bool:
        """Whether a term is of a vocabulary that is used or shared by everyone, and not declared here."""
        from irc_kg.checks.turtle_rules import standard_vocabularies

        namespaces = {namespace_of(name.iri) for name in declared.all}
        if namespace_of(iri) in namespaces:
            return False
        used = {"relation": (None, iri), "class": (None, RDF_TYPE, iri)}.get(kind)
        if not namespaces or (used and self.store.states(*used)):
            return True
        return iri in standard_vocabularies().get(namespace_of(iri), ())

    # The values of a field

    def value(self, field: Field, text: str) -> Value:
        """The term that a text stands for; raises WrongValueError."""
        text = clean_text(text, prose=field.is_prose)
        if not text:
            raise WrongValueError("nothing is given")
        if NO_UTF_8.search(text):
            raise WrongValueError(f"{quote(text)} holds bytes that are not UTF-8")
        value = self._value(field, text)
        for limit in field.limits:
            if not limit.allows(value.value):
                raise WrongValueError(f"{quote(text)} is not allowed: {limit.describe()}")
        return value

    def _value(self, field: Field, text: str) -> Value:
        if field.allowed:
            return self._choose(field, text)
        if field.takes_things:
            try:
                return ox.NamedNode(self._thing(field, text))
            except ValueError:  # a row of the same table has this name, and an id that is none
                raise WrongValueError(f"{quote(text)} is the name of a thing whose id is no IRI") from None
        match = _WRITTEN.fullmatch(text)
        # Turtle that is not mere text: a language or a datatype stands behind it.
        if match and (match["language"] or match["datatype"]):
            return self._field_literal_as_written(field, text, match)
        literal = literal_of(text, field.datatypes, field.language)
        if literal is not None and not _is_no_year(literal):
            return literal
        raise WrongValueError(
            f"{quote(text)} is not {_describe(field.datatypes)}{_hint_of_value(field, text)}"
        )

    def _field_literal_as_written(self, field: Field, text: str, match: re.Match[str]) -> ox.Literal:
        try:
            literal = self._literal_as_written(match)
        except (IrcKgError, ValueError) as error:
            raise WrongValueError(f"{quote(text)} is no literal: {str(error).rstrip('.')}") from None
        datatype = literal.datatype.value
        if field.datatypes and datatype not in field.datatypes:
            raise WrongValueError(f"{quote(text)} is not {_describe(field.datatypes)}")
        return literal

    # Values that are listed

    def choices(self, field: Field) -> tuple[Choice, ...]:
        """The values that a field with choices can take, by name."""
        if field not in self._choices:
            if field.allowed:
                terms = [term for term in field.allowed if isinstance(term, ox.NamedNode | ox.Literal)]
                self._choices[field] = self._choices_of(terms)
            else:
                choices = self._choices_of([ox.NamedNode(iri) for iri in sorted(self._candidates(field))])
                self._choices[field] = tuple(sorted(choices, key=lambda choice: fold(choice.name)))
        return self._choices[field]

    def to_text(self, value: Value) -> str:
        """A value as a text that stands for it and for nothing else."""
        if isinstance(value, ox.Literal):
            return value.value
        short = self.store.prefixes.shorten(value.value)
        return short if short != value.value else f"<{value.value}>"

    def _choices_of(self, values: Sequence[Value]) -> tuple[Choice, ...]:
        by_name: dict[str, list[Value]] = defaultdict(list)
        for value in values:
            is_thing = isinstance(value, ox.NamedNode)
            by_name[self.store.names.label(value.value) if is_thing else value.value].append(value)
        choices = []
        for name, same in by_name.items():
            for value in same:
                unique = name if len(same) == 1 else self.store.prefixes.shorten(value.value)
                choices.append(Choice(unique, value))
        return tuple(choices)

    def _choose(self, field: Field, text: str) -> Value:
        expanded = self.store.prefixes.iri(text)
        for choice in self.choices(field):
            iri = choice.value.value if isinstance(choice.value, ox.NamedNode) else None
            if fold(choice.name) == fold(text) or (iri and iri == expanded):
                return choice.value
        names = [choice.name for choice in self.choices(field)]
        raise WrongValueError(f"{quote(text)} is none of {either(names)}{_did_you_mean(text, names)}")

    # Things

    def members(self, kind: str) -> frozenset[str]:
        """The things of a class and of those below it."""
        if kind not in self._members:
            self._members[kind] = frozenset(self.store.instances(*self.store.classes_below(kind)))
        return self._members[kind]

    def _candidates(self, field: Field) -> frozenset[str]:
        """The things of the classes that a field takes, or that the ontology expects."""
        classes = field.classes or ((field.range,) if field.range else ())
        members = [self.members(one) for one in classes]
        return frozenset.intersection(*members) if members else frozenset()

    def _thing(self, field: Field, text: str) -> str:
        new = sorted(self.new.by_name.get(fold(text), ())) if self.new else []
        called = list(dict.fromkeys([*self.store.names.find(text), *new]))
        fitting = [iri for iri in called if self._fits(field, iri)]
        if len(fitting) > 1 and not field.classes:
            # The ontology expects a class that nothing enforces: it only narrows the choice.
            candidates = self._candidates(field)
            fitting = list(filter(candidates.__contains__, fitting)) or fitting
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            curies = either(sorted(map(self.store.prefixes.shorten, fitting)))
            raise WrongValueError(f"{quote(text)} is the name of several: write {curies}")
        if called:
            self._refuse_kind(field, text, called[0])
        return self._thing_by_iri(field, text)

    def _thing_by_iri(self, field: Field, text: str) -> str:
        """The thing that a CURIE or an IRI names, which must be known."""
        is_iri = self.store.prefixes.in_full(text) is not None
        iri = self.store.prefixes.iri(text)
        if not iri:
            raise WrongValueError(
                f"{quote(text)} is no {self._describe_kind(field)}{self._hint(field, text)}"
            )
        try:
            is_known = self.store.states(subject=iri)
        except ValueError:
            raise WrongValueError(f"{quote(text)} is no IRI") from None
        if self._fits(field, iri) and (self._is_new(iri) or is_known or is_iri):
            return iri
        if is_known:
            self._refuse_kind(field, text, iri)
        raise WrongValueError(f"nothing is known of {quote(text)}{self._hint(field, text)}")

    def _refuse_kind(self, field: Field, text: str, iri: str) -> NoReturn:
        """Raise because a thing is of another class than a field takes."""
        kind = self.store.kind(iri)
        has = with_article(in_sentence(self.store.label(kind))) if kind else "of no known class"
        raise WrongValueError(f"{quote(text)} is {has}, not {with_article(self._describe_kind(field))}")

    def _describe_kind(self, field: Field) -> str:
        return in_sentence(self.store.label(field.classes[0])) if field.classes else "thing of the graph"

    def _fits(self, field: Field, iri: str) -> bool:
        return all(iri in self.members(one) or self._is_new(iri, one) for one in field.classes)

    def _is_new(self, iri: str, kind: str | None = None) -> bool:
        """Whether a thing is about to be made, as one of a class if that is given."""
        if self.new is None or iri not in self.new.iris:
            return False
        return kind is None or kind in self.new.classes

    def _hint(self, field: Field, text: str) -> str:
        """What may be meant by a name that is not known."""
        if (field, text) not in self._hints:
            names: list[str] = []
            if len(self._hints) < _HINTS:
                names = [name.text for name in self.store.names.all if self._fits(field, name.iri)]
            self._hints[field, text] = _did_you_mean(text, names)
        return self._hints[field, text]


def literal_of(text: str, datatypes: Sequence[str], language: str) -> ox.Literal | None:
    """A text as a literal of the first datatype that it is a value of; None when it is of none of them."""
    for datatype in datatypes:
        value = _value_as_typed(text, datatype)
        if datatype not in _TEXTS and is_value(value, datatype):
            return ox.Literal(value, datatype=ox.NamedNode(datatype))
    if LANG_STRING in datatypes:
        return ox.Literal(text, language=language)
    if not datatypes or XSD + "string" in datatypes:
        return ox.Literal(text)
    return None


def _value_as_typed(text: str, datatype: str) -> str:
    """A number, date or truth value as its datatype writes it, with none of the marks of a word processor."""
    if datatype == XSD + "boolean":
        return spelling(text).lower()  # TRUE, as spreadsheets show it
    return spelling(text) if datatype in _DATES or is_numeric(datatype) else text


def _why_no_literal(field: Field, text: str) -> str:
    """Why a text as it is typed is no literal that a predicate takes."""
    if not text.strip():
        return f"{field.label!r} takes a text, and this is none."
    if _CONTROL.search(text):
        return "The text holds a control character, which nobody could see: leave it out."
    if _DATES.issuperset(field.datatypes) and len(field.datatypes) > 1:
        return f"{field.label} takes a date such as 2022, 2022-07 or 2022-07-01, not {text!r}."
    wanted = either([*map(describe_datatype, field.datatypes)])
    return f"{field.label!r} takes {wanted}, not {text!r}."


def _is_no_year(literal: ox.Literal) -> bool:
    """Whether a year is the number of a day in a spreadsheet, or the digits of one, rather than a year."""
    return literal.datatype.value in _DATES and _LONG_YEAR.fullmatch(literal.value) is not None


def _hint_of_value(field: Field, text: str) -> str:
    """How what is no value of a field is to be written, as the end of a sentence."""
    if not _DATES.isdisjoint(field.datatypes):
        return date_hint(spelling(text), field.datatypes)
    return number_hint(text, field.datatypes)


def date_hint(text: str, datatypes: Collection[str] = tuple(_DATES)) -> str:
    """How a date of a letter or a spreadsheet is written in the graph, as the end of a sentence."""
    if serial := read_serial_day(text):
        return f"; it looks like a spreadsheet's number for {serial}: show it as a date, or write {serial}"
    if _SHORT_YEAR.fullmatch(text):
        return "; write the year in full, such as 2024-02-01 or 2024-02"
    if midnight := _AT_MIDNIGHT.fullmatch(text):
        days = filter(None, [read_date(midnight[1])])
    elif _IN_NUMBERS.fullmatch(text):
        days = filter(None, map(read_date, read_as_written(text, XSD + "date")))
    else:
        days = filter(None, [read_date_of_letter(text)])
    fitting = [day for day in days if any(is_value(str(day), datatype) for datatype in datatypes)]
    in_words = [f"{day} for {day.in_words()}" for day in fitting]
    return f"; write {either(in_words)}" if in_words else ""


def number_hint(text: str, datatypes: Collection[str]) -> str:
    """How a number with other marks is written in the graph, as the end of a sentence."""
    readings = [
        number
        for number in dict.fromkeys(readings_of_number(spelling(text)))
        if any(is_numeric(datatype) and is_value(number, datatype) for datatype in datatypes)
    ]
    if len(readings) > 1:
        return f"; write {either(readings)}, whichever is meant"
    is_comma = bool(readings) and "." in readings[0] and text.rfind(",") > text.rfind(".")
    return f"; write {readings[0]}{', with a point before the decimals' * is_comma}" if readings else ""


def _did_you_mean(text: str, names: Sequence[str]) -> str:
    close = close_names(text, names)
    return f"; did you mean {either(close)}?" if close else ""


def _describe(datatypes: Sequence[str]) -> str:
    """Datatypes in words, each with an example: ``a year such as 2022``."""
    return either([describe_datatype(datatype, " such as ") for datatype in datatypes])

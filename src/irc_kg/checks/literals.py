"""Whether the values of a file are of the kind that their properties take, and cleanly written."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyoxigraph as ox

from irc_kg.checks.files import TurtleFile, iri_of
from irc_kg.checks.rule import Fault, rule
from irc_kg.checks.vocabulary import Range, Term, Vocabulary, wanted
from irc_kg.errors import Severity
from irc_kg.store.datatypes import DATATYPES, LANG_STRING, is_value, more_fitting
from irc_kg.store.vocabularies import XSD
from irc_kg.turtle import LocatedTriple

_STRAY = re.compile(r"\A\s|\s\Z|[ \t\xa0]{2}|\t|[\u200b\u2060\ufeff\xad]")
_TEXTS = {XSD + "string", LANG_STRING}


@rule("wrong-value")
def wrong_value(file: TurtleFile, vocabulary: Vocabulary) -> Iterator[Fault]:
    """A value is not of the kind that its property takes, or is no value of its own datatype.

    Write a value as the property's rdfs:range in the ontology asks.
    """
    for statement in file.statements:
        message = _wrong(statement, vocabulary)
        if message:
            yield file.fault(statement.object, message, iri_of(statement.predicate))


def _wrong(statement: LocatedTriple, vocabulary: Vocabulary) -> str:
    value, predicate = statement.object.term, iri_of(statement.predicate)
    if isinstance(value, ox.Literal) and not is_value(value.value, value.datatype.value):
        return _no_value(value, vocabulary)
    for allowed in vocabulary.ranges.get(predicate, ()):
        if not _fits(value, allowed, vocabulary):
            name = vocabulary.prefixes.shorten(predicate)
            return f"{name} takes {wanted(allowed, vocabulary)}; this is {_kind(value, vocabulary)}."
    return ""


def _fits(value: Term, allowed: Range, vocabulary: Vocabulary) -> bool:
    if not isinstance(value, ox.Literal):
        return not allowed.is_literal
    if value.datatype.value not in vocabulary.datatypes:
        return True  # an unknown term, and told as one
    return allowed.is_literal and vocabulary.accepts(allowed, value)


def _no_value(value: ox.Literal, vocabulary: Vocabulary) -> str:
    datatype = value.datatype.value
    known = DATATYPES[datatype]
    name = vocabulary.prefixes.shorten(datatype)
    message = f'"{value.value}" is no {name} ({known.words}, such as {known.example}).'
    fitting = more_fitting(value.value, datatype)
    return f'{message} Write "{value.value}"^^{vocabulary.prefixes.shorten(fitting)}.' if fitting else message


def _kind(value: Term, vocabulary: Vocabulary) -> str:
    """What a value is, in words."""
    if not isinstance(value, ox.Literal):
        return "a thing"
    if value.language:
        return f"text in the language {value.language!r}"
    datatype = value.datatype.value
    known = DATATYPES.get(datatype)
    if datatype in _TEXTS or known is None:
        return known.words if known else f"a {vocabulary.prefixes.shorten(datatype)}"
    return f"{known.words} ({vocabulary.prefixes.shorten(datatype)})"


@rule("stray-spaces", Severity.WARNING)
def stray_spaces(file: TurtleFile, vocabulary: Vocabulary) -> Iterator[Fault]:  # noqa: ARG001
    """A text begins or ends with white space, or holds tabs, double spaces or invisible characters.

    Delete them: they keep names from being found.
    """
    for statement in file.statements:
        value = statement.object.term
        if isinstance(value, ox.Literal):
            match = _STRAY.search(value.value)
            if match:
                message = f"{_where(match, value.value)}: {_shown(value.value, match.start())}"
                yield file.fault(statement.object, message, iri_of(statement.predicate))


def _where(match: re.Match[str], text: str) -> str:
    if match.start() == 0:
        return "The text begins with white space"
    if match.end() == len(text):
        return "The text ends with white space"
    if len(match[0]) > 1:
        return "The text holds more than one space in a row"
    return "The text holds a tab" if match[0] == "\t" else "The text holds an invisible character"


def _shown(text: str, offset: int) -> str:
    """The text around a place, with what cannot be seen made visible."""
    around = text[max(0, offset - 20) : offset + 20]
    return '"' + "".join(_visible(character) for character in around) + '".'


def _visible(character: str) -> str:
    if character.isprintable():
        return "·" if character == " " else character
    return f"[U+{ord(character):04X}]"

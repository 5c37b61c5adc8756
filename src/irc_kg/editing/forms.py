"""What is asked of a thing of a class, field by field; and what is given for the fields."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import islice
from math import inf
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.errors import IrcKgError, did_you_mean
from irc_kg.provenance import PARAGRAPH, PLACES_IN_SOURCE
from irc_kg.store import Store, Term
from irc_kg.store.datatypes import LANG_STRING
from irc_kg.store.names import DCTERMS, OWL, RDF, RDFS, SCHEMA, SKOS, XSD, fold

# Sentences, in which a semicolon and a line end are part of the text.
_PROSE = {
    *(SKOS + name for name in ("definition", "note", "scopeNote", "example", "changeNote", "historyNote")),
    *(DCTERMS + name for name in ("description", "abstract")),
    RDFS + "comment",
}

_ALLOWS: Mapping[str, Callable[[str, str], bool]] = {
    "pattern": lambda text, bound: re.search(bound, text) is not None,
    "minLength": lambda text, bound: len(text) >= int(bound),
    "maxLength": lambda text, bound: len(text) <= int(bound),
    "minInclusive": lambda text, bound: Decimal(text) >= Decimal(bound),
    "maxInclusive": lambda text, bound: Decimal(text) <= Decimal(bound),
    "minExclusive": lambda text, bound: Decimal(text) > Decimal(bound),
    "maxExclusive": lambda text, bound: Decimal(text) < Decimal(bound),
}
_IN_WORDS = {
    "pattern": "it must be of the form {}",
    "minLength": "it must have at least {} characters",
    "maxLength": "it must have at most {} characters",
    "minInclusive": "it must be {} or more",
    "maxInclusive": "it must be {} or less",
    "minExclusive": "it must be more than {}",
    "maxExclusive": "it must be less than {}",
}

# What says of which kind the values of a property are: here, and wherever it is used.
_RANGES = (SCHEMA + "rangeIncludes", RDFS + "range")
# What `irc-kg check` warns of in texts, and nobody types on purpose.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\xad]")
# What a text has in the place of bytes that were not UTF-8; it cannot be written.
NO_UTF_8 = re.compile("[\ud800-\udfff]")
_LONGEST = 60  # characters of a text that a message repeats

_VALUES_SEEN = 50  # by which it is known what a predicate takes that nothing declares

Value: TypeAlias = ox.NamedNode | ox.Literal
FieldValues: TypeAlias = "dict[Field, list[Value]]"  # of the fields that something is given for


class Limit(NamedTuple):
    """A bound that a shape sets to values, such as ``minInclusive`` 0."""

    kind: str  # the local name of the SHACL property
    bound: str
    message: str  # what the shape says of values outside it; may be empty

    def allows(self, text: str) -> bool:
        """Whether a value is within; what cannot be compared is left to the check of the whole."""
        try:
            return _ALLOWS[self.kind](text, self.bound)
        except (InvalidOperation, ValueError, re.error):
            return True

    def describe(self) -> str:
        """What it asks, as a clause: in the words of its shape, if it has any."""
        if self.message:
            return self.message[:1].lower() + self.message[1:].rstrip(".")
        return _IN_WORDS[self.kind].format(self.bound)


@dataclass(frozen=True)
class Field:
    """One thing that is asked: the objects of one predicate, and what they may be."""

    predicate: str
    name: str
    label: str  # of the predicate
    curie: str  # of the predicate
    description: str = ""
    order: float = inf
    at_least: int = 0
    at_most: int | None = None
    takes_things: bool = False
    classes: tuple[str, ...] = ()  # a value is a thing of each of these
    range: str | None = None  # the class that the ontology expects, where no shape asks for one
    datatypes: tuple[str, ...] = ()  # a value has one of these; where there are none, any
    allowed: tuple[Term, ...] = ()  # the only values, where they are listed
    language: str = ""  # of texts
    is_label: bool = False  # the values are what a thing is called
    limits: tuple[Limit, ...] = ()

    @property
    def is_required(self) -> bool:
        return self.at_least > 0

    @property
    def takes_several(self) -> bool:
        return self.at_most is None or self.at_most > 1

    def is_exceeded_by(self, values: Sequence[Value]) -> bool:
        """Whether these are more values than the field takes."""
        return self.at_most is not None and len(values) > self.at_most

    def describe_most(self) -> str:
        """How many values it takes, as a sentence."""
        return "It takes one value." if self.at_most == 1 else f"It takes at most {self.at_most} values."

    @property
    def is_prose(self) -> bool:
        """Whether the values are sentences."""
        return self.predicate in _PROSE

    @property
    def has_choices(self) -> bool:
        """Whether the values can be listed: things of a class, or those that a shape names."""
        return bool(self.allowed or (self.takes_things and (self.classes or self.range)))

    @property
    def names(self) -> tuple[str, ...]:
        """By what the field is called, its own name first."""
        local = self.predicate.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
        return self.name, self.label, self.curie, local, self.predicate

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The names as they are compared."""
        return tuple(map(fold, self.names))


@dataclass(frozen=True)
class Form:
    """What is asked of a thing of a class, the required first."""

    kind: str  # the class
    label: str  # of the class
    fields: tuple[Field, ...]
    definition: str = ""
    has_place: bool = True  # whether anything of the project says where in a section it stands

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    @cached_property
    def place(self) -> Field:
        """Where in a section the thing is spoken of."""
        return next(one for one in self.fields if one.predicate == PARAGRAPH)

    @cached_property
    def name(self) -> Field:
        """What the thing is called."""
        return next(one for one in self.fields if one.is_label)

    @property
    def mandatory(self) -> tuple[Field, ...]:
        """The fields without which there is no thing of the class."""
        return tuple(one for one in self.fields if one.is_required)

    def field(self, name: str) -> Field | None:
        """The field that people call so: its own name counts before those of its predicate."""
        wanted = fold(name)
        for rank in range(len(self.name.keys)):
            for one in self.fields:
                if one.keys[rank] == wanted:
                    return one
        return next((one for one in self.fields if fold(self.heading(one)) == wanted), None)

    def heading(self, one: Field) -> str:
        """The name of a field above a column: with the CURIE of its predicate where two have the same."""
        return f"{one.name} ({one.curie})" if self._counts[fold(one.name)] > 1 else one.name

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(fold(one.name) for one in self.fields)

    @property
    def class_in_words(self) -> str:
        """The class within a sentence."""
        return in_sentence(self.label)


def in_sentence(label: str) -> str:
    """A label within a sentence: ``bus line``; acronyms stay as they are."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or len(label) == 1 else label


def with_article(words: str) -> str:
    """``a strategy``, ``an area``."""
    return f"{'an' if words[:1].lower() in set('aeiou') else 'a'} {words}"


def field_of(store: Store, predicate: str) -> Field:
    """A field for a predicate that no shape asks for, from what the ontology says of it."""
    # What a property is used with here is narrower than what its vocabulary lets it take.
    expected = next((iri for known in _RANGES for iri in store.iris(predicate, known)), "")
    kinds = store.iris(predicate, RDF + "type")
    takes_things = OWL + "ObjectProperty" in kinds or expected in store.classes
    if not kinds and not expected:
        takes_things, expected = _values_in_use(store, predicate)
    label = store.label(predicate)
    return Field(
        predicate=predicate,
        name=label,
        label=label,
        curie=store.prefixes.shorten(predicate),
        description=store.text(predicate, SKOS + "definition"),
        takes_things=takes_things,
        range=expected if expected and takes_things else None,
        datatypes=() if takes_things else _datatypes_of(store, predicate, expected),
        language=store.settings.language,
    )


def _datatypes_of(store: Store, predicate: str, expected: str) -> tuple[str, ...]:
    """The datatypes of the values of a predicate with some range, if any; none where it takes any literal."""
    if predicate == PARAGRAPH:
        return (XSD + "integer",)
    if expected == RDFS + "Literal":
        return ()
    return _members_of(store, expected) if expected else (LANG_STRING,)


def _values_in_use(store: Store, predicate: str) -> tuple[bool, str]:
    """Whether a predicate that nothing declares takes things, and else of which datatype its values are."""
    seen = [quad.object for quad in islice(store.quads(None, predicate), _VALUES_SEEN)]
    literals = [value.datatype.value for value in seen if isinstance(value, ox.Literal)]
    if seen and not literals:
        return True, ""
    return False, Counter(literals).most_common(1)[0][0] if literals else ""


def _members_of(store: Store, datatype: str) -> tuple[str, ...]:
    """The datatypes of which one is made that the ontology defines as a union; else itself."""
    for definition in store.objects(datatype, OWL + "equivalentClass"):
        members = store.items(definition, OWL + "unionOf")
        if iris := sorted(term.value for term in members if isinstance(term, ox.NamedNode)):
            return tuple(iris)
    return (datatype,)


def sort_fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The required fields first, each part by ``sh:order``; where shapes give none, the label comes first."""
    return tuple(sorted(fields, key=lambda one: (not one.is_required, one.order, not one.is_label, one.name)))


class UnknownFieldError(IrcKgError):
    """A name that is neither a field of the form nor a relation of the ontology."""

    def __init__(self, name: str, form: Form, close: Sequence[str]) -> None:
        hint = did_you_mean(close) or f" It has {', '.join(one.name for one in form)}."
        super().__init__(f"The form for a {form.class_in_words} has no field {name!r}.{hint}")


class EntryFaultsError(IrcKgError):
    """What is wrong with what was given for a thing: all of it, so that it can be put right at once."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        listed = faults[0] if len(faults) == 1 else "".join(f"\n  {fault}" for fault in faults)
        super().__init__(listed if len(faults) == 1 else f"Nothing was written, because of this:{listed}")


def sentence(clause: str) -> str:
    """A clause as a sentence."""
    return clause[:1].upper() + clause[1:] + ("" if clause.endswith("?") else ".")


def triples_of(iri: str, kind: str, values: Mapping[Field, Sequence[Value]]) -> list[ox.Triple]:
    """A thing as statements, in the order in which people write them: kind, place, name, and the rest."""
    about = ox.NamedNode(iri)
    places = [field for field in values if field.predicate == PARAGRAPH]
    first = [*places, *(field for field in values if field.is_label)]
    triples = [ox.Triple(about, ox.NamedNode(RDF + "type"), ox.NamedNode(kind))]
    for field in dict.fromkeys([*first, *sorted(values, key=lambda field: field.order)]):
        predicate = ox.NamedNode(field.predicate)
        triples += (ox.Triple(about, predicate, value) for value in values[field])
    return triples


def says_place(fields: Iterable[Field]) -> bool:
    """Whether fields say where in a section a thing stands."""
    return any(field.predicate in PLACES_IN_SOURCE for field in fields)


def integer_of(number: int) -> ox.Literal:
    return ox.Literal(str(number), datatype=ox.NamedNode(XSD + "integer"))


def quote(text: str) -> str:
    """A text within a sentence, not all of it where it is long."""
    return repr(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def clean_text(text: str, *, prose: bool = False) -> str:
    """A text as it is kept: composed, with nothing that is not seen, single spaces; prose keeps its lines."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    lines = [" ".join(_without_controls(line).split()) for line in text.split("\n")]
    return ("\n" if prose else " ").join(lines if prose else filter(None, lines)).strip()


def _without_controls(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) != "Cc")

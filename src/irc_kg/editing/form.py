"""What is asked of a thing of a class, field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple

from irc_kg.provenance.citations import PARAGRAPH
from irc_kg.store.names import fold
from irc_kg.store.store import Term
from irc_kg.store.vocabularies import DCTERMS, RDFS, SKOS

LABEL = RDFS + "label"
# Sentences, in which a semicolon and a line end are part of the text.
_PROSE = {
    *(SKOS + name for name in ("definition", "note", "scopeNote", "example", "changeNote", "historyNote")),
    *(DCTERMS + name for name in ("description", "abstract")),
    RDFS + "comment",
}


class Limit(NamedTuple):
    """A bound that a shape sets to values, such as ``minInclusive`` 0."""

    kind: str  # the local name of the SHACL property
    bound: str
    message: str  # what the shape says of values outside it; may be empty


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
    limits: tuple[Limit, ...] = ()

    @property
    def is_required(self) -> bool:
        return self.at_least > 0

    @property
    def takes_several(self) -> bool:
        return self.at_most is None or self.at_most > 1

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
    has_shape: bool = True

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    @cached_property
    def place(self) -> Field:
        """Where in a section the thing is spoken of."""
        return next(one for one in self.fields if one.predicate == PARAGRAPH)

    @cached_property
    def name(self) -> Field:
        """What the thing is called."""
        return next(one for one in self.fields if one.predicate == LABEL)

    @property
    def required(self) -> tuple[Field, ...]:
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
    def named(self) -> str:
        """The class within a sentence."""
        return in_sentence(self.label)


def in_sentence(label: str) -> str:
    """A label within a sentence: ``bus line``; acronyms stay as they are."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or len(label) == 1 else label


def with_article(words: str) -> str:
    """``a strategy``, ``an area``."""
    return f"{'an' if words[:1].lower() in set('aeiou') else 'a'} {words}"


def ordered(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The required fields first, each part by ``sh:order``; where shapes give none, the label comes first."""
    return tuple(
        sorted(fields, key=lambda one: (not one.is_required, one.order, one.predicate != LABEL, one.name))
    )

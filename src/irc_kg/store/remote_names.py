"""The names that a server states: it is asked for those that may fit what was typed, rather than for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from irc_kg.store.fits import LONGEST_ACRONYM, NameWord, Typed
from irc_kg.store.known_names import KnownNames, Name, NameList, NameReading, names_of_statements
from irc_kg.store.names import fold

if TYPE_CHECKING:
    from irc_kg.store.remote import RemoteStore

_FOLDED: Final = "LCASE(STR(?name))"
# How other letters are folded no server knows: such names are compared here.
_OTHER_LETTERS: Final = 'REGEX(STR(?name), "[^ -~]")'
# Of more names, or of more things, all names are asked for.
_MOST_ROWS: Final = 20_000
_MOST_THINGS: Final = 1000


class RemoteNames(KnownNames):
    """Names on a server; ``store`` fetches what is stated of things."""

    def __init__(self, store: RemoteStore) -> None:
        self._store = store
        self._near: dict[str, NameList] = {}  # by what was typed

    @cached_property
    def _reading(self) -> NameReading:
        return NameReading(self._store.settings)

    @cached_property
    def _every(self) -> NameList:
        return NameList(names_of_statements(self._store.names_in_files()))

    @property
    def all(self) -> Sequence[Name]:
        return self._every.all

    def label(self, iri: str) -> str:
        return self._of([iri]).label(iri)

    def with_key(self, key: str) -> Sequence[Name]:
        return self._names_near(Typed(key)).with_key(key)

    def beginning(self, key: str) -> Sequence[Name]:
        return self._every.beginning(key)

    def things(self, iris: Collection[str]) -> Sequence[Name]:
        return self._of(iris).all

    def iris_in(self, namespace: str) -> Sequence[str]:
        return self._every.iris_in(namespace)

    def keys(self) -> Sequence[str]:
        return self._every.keys()

    def candidates(self, typed: Typed) -> Iterable[tuple[Name, str]]:
        return self._names_near(typed).candidates(typed)

    def _names_near(self, typed: Typed) -> NameList:
        """The names of the things that may be meant, and maybe of others."""
        if "_every" in vars(self) or not typed.words:
            return self._every
        if typed.folded not in self._near:
            condition = f"({_OTHER_LETTERS} || {_condition_of(typed)})"
            rows = self._store.things_with_name([*self._reading.properties], condition, _MOST_ROWS)
            things = {thing for thing, name in rows if typed.fit(name, fold(name))}
            are_few = len(rows) < _MOST_ROWS and len(things) < _MOST_THINGS
            self._near[typed.folded] = self._of(sorted(things)) if are_few else self._every
        return self._near[typed.folded]

    def _of(self, iris: Collection[str]) -> NameList:
        """All names of some things."""
        if "_every" in vars(self):
            return NameList(self._every.things(iris))
        self._store.mention(iris)
        stated = (
            name
            for iri in iris
            for predicate in self._reading.properties
            for quad in self._store.quads(iri, predicate)
            for name in self._reading.names_of(quad, quad.graph_name.value)  # type: ignore[union-attr]
        )
        return NameList(names_of_statements(stated))


def _condition_of(typed: Typed) -> str:
    """What every name fulfils that fits what was typed: as the table of names asks it, in SPARQL."""
    beginnings = [
        _holds(beginning.removesuffix("y")) for beginning in typed.beginnings
    ]  # ties: a plural of ty
    words = [_may_mean(word, holds) for word, holds in zip(typed.words, beginnings, strict=True)]
    ways = [_holds(typed.folded), _all_of(words)]
    if pairs := typed.pairs_of_initials:
        ways.append(_all_of([_any_of(map(_holds, pairs)), _any_of(words)]))
    return _any_of(ways)


def _may_mean(word: NameWord, holds_beginning: str) -> str:
    """That a name holds a word, or words that it is an acronym of."""
    if len(word.text) > LONGEST_ACRONYM:
        return holds_beginning
    letters = [r"[\s\S]*".join(text) for text in dict.fromkeys((word.text.removesuffix("y"), word.folded))]
    return _any_of([holds_beginning, *(f"REGEX({_FOLDED}, {ox.Literal(each)})" for each in letters)])


def _holds(text: str) -> str:
    return f"CONTAINS({_FOLDED}, {ox.Literal(text)})"


def _any_of(conditions: Iterable[str]) -> str:
    return f"({' || '.join(conditions)})"


def _all_of(conditions: Iterable[str]) -> str:
    return f"({' && '.join(conditions)})"

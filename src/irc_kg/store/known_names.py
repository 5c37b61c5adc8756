"""Things by the names people use for them: which name fits what was typed, and what else may be meant."""

from __future__ import annotations

import re
import shlex
import warnings
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.errors import IrcKgError, Notice, UnknownNameError, shorten
from irc_kg.store.fits import LONGEST_TYPED, Fit, Typed
from irc_kg.store.names import (
    CLOSE_ENOUGH,
    MOST_SUGGESTED,
    SHORTEST_BEGINNING,
    Prefixes,
    close_keys,
    close_names,
    fold,
)
from irc_kg.store.settings import OTHER_NAMES, Settings

_ENDING = re.compile(
    r" \((until|ended|from|in|on|note:).*\)$"
)  # as it stands behind a name where it is shown
_MOST_WORDS_BESIDES = 12  # of a name in which those that were typed stand; a whole sentence is no name
_NOT_SEEN_AROUND = "\xad\u200b\u200e\u200f\u2060\ufeff"  # what is copied along with an IRI or a CURIE
_LONGEST_SHOWN = 60  # letters of a name in a sentence
_MOST_COMPARED = 1000  # names, word by word
_LEAST_ALIKE = 50  # per cent of the letters: the words of what has fewer in common are not alike
_FIND_HINT = "`irc-kg find TEXT` looks for things by name."


class AmbiguousNameError(IrcKgError):
    """A name that several things have."""

    def __init__(self, name: str, candidates: Iterable[str]) -> None:
        listed = "".join(f"\n  {candidate}" for candidate in candidates)
        super().__init__(f"{name!r} is the name of several things; say which by its CURIE:{listed}")


class GuessedNameWarning(Notice):
    """A name was taken for that of a thing which is not called just so."""


class Name(NamedTuple):
    """One name of one thing."""

    text: str
    iri: str
    preferred: bool  # its label, rather than another name, an acronym or an identifier


class StatedName(NamedTuple):
    """A name as one file states it, in the order in which names are read: labels first, the best first."""

    group: int  # 0 for labels, else the place of the property among those of other names
    language: int  # the place of its language among those that are wanted, of labels
    predicate: int  # the place of the property, of labels
    rank: int  # the same as that of the language, for any literal
    tag: str
    text: str
    iri: str
    graph: str


class NameReading:
    """Which statements say what a thing is called, and what such a name is sorted by."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.properties: dict[str, list[int]] = {iri: [0] for iri in settings.labels}  # with their groups
        for group, iri in enumerate(OTHER_NAMES, 1):
            self.properties.setdefault(iri, []).append(group)
        # Of many names, most have one of few properties and languages.
        self._places: dict[tuple[str, str], list[tuple[int, int, int, int]]] = {}

    def names_of(self, quad: ox.Quad, graph: str) -> Iterator[StatedName]:
        """The names that a statement of one of the properties gives to a thing; empty texts are none."""
        thing, text, predicate = quad.subject, quad.object, quad.predicate.value
        if not isinstance(thing, ox.NamedNode) or not isinstance(text, ox.Literal) or not text.value.strip():
            return
        tag = text.language or ""
        places = self._places.get((predicate, tag)) or self._find_places(predicate, tag)
        for place in places:
            yield StatedName(*place, tag, text.value, thing.value, graph)

    def _find_places(self, predicate: str, tag: str) -> list[tuple[int, int, int, int]]:
        """What the names that a property gives in a language are sorted by, before their texts."""
        labels = self._settings.labels
        first, rank = self._settings.places_of(tag)
        found = [
            (group, 0, 0, rank) if group else (group, first, labels.index(predicate), rank)
            for group in self.properties[predicate]
        ]
        self._places[predicate, tag] = found
        return found


class KnownNames(ABC):
    """All names of a project, whether they are held in memory or in an index."""

    @property
    @abstractmethod
    def all(self) -> Sequence[Name]:
        """Every name, in the order in which they are read."""

    @abstractmethod
    def label(self, iri: str) -> str:
        """The label of a thing; empty without one."""

    @abstractmethod
    def with_key(self, key: str) -> Sequence[Name]:
        """The names that are this when they are folded."""

    def with_keys(self, keys: Collection[str]) -> Mapping[str, Sequence[Name]]:
        """The names that are one of these when they are folded, by which."""
        return {key: self.with_key(key) for key in keys}

    @abstractmethod
    def beginning(self, key: str) -> Sequence[Name]:
        """The names that begin so when they are folded."""

    @abstractmethod
    def things(self, iris: Collection[str]) -> Sequence[Name]:
        """The names of some things."""

    @abstractmethod
    def iris_in(self, namespace: str) -> Sequence[str]:
        """The things of a namespace, sorted."""

    @abstractmethod
    def keys(self) -> Sequence[str]:
        """All names, folded, each once, sorted."""

    @abstractmethod
    def candidates(self, typed: Typed) -> Iterable[tuple[Name, str]]:
        """All names that may fit what was typed, and maybe others, each with its key."""


class NameList(KnownNames):
    """Names in memory."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._all = tuple(names)
        self._by_key: dict[str, list[Name]] = defaultdict(list)
        self._labels: dict[str, str] = {}
        for name in self._all:
            self._by_key[fold(name.text)].append(name)
            if name.preferred:
                self._labels.setdefault(name.iri, name.text)

    @property
    def all(self) -> Sequence[Name]:
        return self._all

    def label(self, iri: str) -> str:
        return self._labels.get(iri, "")

    def with_key(self, key: str) -> Sequence[Name]:
        return self._by_key.get(key, ())

    def beginning(self, key: str) -> Sequence[Name]:
        return [name for known, names in self._by_key.items() if known.startswith(key) for name in names]

    def things(self, iris: Collection[str]) -> Sequence[Name]:
        wanted = set(iris)
        return [name for name in self._all if name.iri in wanted] if wanted else []

    def iris_in(self, namespace: str) -> Sequence[str]:
        return sorted({name.iri for name in self._all if name.iri.startswith(namespace)})

    def keys(self) -> Sequence[str]:
        return sorted(self._by_key)

    def candidates(self, typed: Typed) -> Iterable[tuple[Name, str]]:  # noqa: ARG002  (any may fit)
        return ((name, key) for key, names in self._by_key.items() for name in names)


def names_of_statements(stated: Iterable[StatedName]) -> list[Name]:
    """The names that files state, each once; that is a label by whose property the thing has its first."""
    called_by: dict[str, int] = {}  # the place of the property of the label of each thing
    names: dict[Name, None] = {}
    for name in sorted(stated):
        is_label = not name.group and called_by.setdefault(name.iri, name.predicate) == name.predicate
        names[Name(name.text, name.iri, is_label)] = None
    return [*names]


class Names:
    """Things by what they are called: label, alternative label, acronym, identifier, CURIE or IRI."""

    def __init__(
        self,
        names: Iterable[Name] | KnownNames,
        prefixes: Prefixes,
        describe: Callable[[str], str] | None = None,
        declared: Callable[[], Collection[str]] = tuple,
    ) -> None:
        """``describe``: how a thing stands in a list to choose from; else by label and CURIE.

        ``declared`` gives the words of the ontology, which people mean less often than a thing.
        """
        self._declared = declared
        self.prefixes = prefixes
        self._describe = describe or (lambda iri: f"{self.label(iri)}  {prefixes.shorten(iri)}")
        self.known = names if isinstance(names, KnownNames) else NameList(names)
        self._guessed: set[tuple[str, str]] = set()  # what was said once is not said again
        # What was last looked for among all: the same text is asked for in several ways, one after another.
        self._fitting_last: tuple[str, list[tuple[Fit, Name]]] | None = None

    @property
    def all(self) -> Sequence[Name]:
        """Every name of every thing."""
        return self.known.all

    def label(self, iri: str) -> str:
        """What a thing is called; its CURIE when nothing is known of it."""
        return self.known.label(iri) or self.prefixes.shorten(iri)

    def find(self, text: str) -> tuple[str, ...]:
        """The IRIs of all things of this name, those whose label it is first."""
        names = sorted(self.known.with_key(fold(text)), key=lambda name: not name.preferred)
        return tuple(dict.fromkeys(name.iri for name in names))

    def iri(self, text: str, among: Sequence[str] | None = None, kind: str = "thing") -> str:
        """The IRI of what is called so.

        An IRI or CURIE stands for itself. ``among`` narrows the choice where a name has several meanings,
        and is what a misspelt name is compared with.
        """
        found = self._exact(text, among)
        if not found:
            close = self.similar(text, among)
            hint = _FIND_HINT if kind == "thing" and not close else ""
            raise UnknownNameError(kind, text.strip(), close, self.prefixes.hint(text.strip()) or hint)
        return found

    def guess(
        self, text: str, among: Sequence[str] | None = None, kind: str = "thing", hint: str = _FIND_HINT
    ) -> str:
        """The IRI that a reader means by a name: of what is called so, else of the one thing that fits it.

        That a thing was taken which is not called so is a GuessedNameWarning. ``hint``: where to look when
        nothing, or too much, is like it. Nothing may be written on a guess: edits ask for ``iri``.
        """
        if found := self._exact(text, among):
            return found
        fitting = self._fitting(text, among)
        guessed = self._only_thing(text, fitting)
        if guessed is None:
            raise self._unknown(text, among, kind, hint, fitting)
        if (text, guessed) not in self._guessed:
            self._guessed.add((text, guessed))
            thing = " ".join(self._describe(guessed).split())
            warnings.warn(f"{shorten(text)!r} is taken for {thing}.", GuessedNameWarning, stacklevel=2)
        return guessed

    def that_may_be(self, text: str) -> list[str]:
        """The things among which ``guess`` chooses: those that are called so, and those whose name fits."""
        called_so = self._things_called(text.strip().strip(_NOT_SEEN_AROUND))
        return list(dict.fromkeys((*called_so, *(name.iri for _fit, name in self._fitting(text)))))

    def _unknown(
        self,
        text: str,
        among: Collection[str] | None,
        kind: str,
        hint: str,
        fitting: Sequence[tuple[Fit, Name]],
    ) -> UnknownNameError:
        """What says that a name is none, and what may be meant: the hint only where that is not all told."""
        close = self._similar(text, fitting, among)
        things = {name.iri for _, name in fitting}
        if len(things) <= len(close):
            hint = "" if close else hint
        elif among is None and text.strip():
            hint = f"`irc-kg find {shlex.quote(text.strip())}` finds all {len(things)}."
        return UnknownNameError(kind, text.strip(), close, self.prefixes.hint(text.strip()) or hint)

    # complexity: three sets of things, each with the condition of what is in it
    def _only_thing(self, text: str, fitting: Sequence[tuple[Fit, Name]]) -> str | None:
        """The one thing that a text can mean: that whose name says the same, else the only one that fits."""
        letters = len(fold(text))
        same = {name.iri for fit, name in fitting if fit <= Fit.SAME and letters > 1}
        declared = set(self._declared()) if fitting else set()
        things = same - declared or same
        # Letters in the middle of a word may be an accident.
        if not same and letters >= SHORTEST_BEGINNING and all(fit < Fit.PART for fit, _ in fitting):
            things = {name.iri for _, name in fitting} - declared
        return next(iter(things)) if len(things) == 1 else None

    def names_of(self, things: Collection[str]) -> Names:
        """The names of some things alone."""
        return Names(self.known.things(things), self.prefixes, self._describe, self._declared)

    def _exact(self, text: str, among: Collection[str] | None) -> str | None:
        """The IRI of the one thing that is called just so; raises AmbiguousNameError where there are more."""
        text = text.strip().strip(_NOT_SEEN_AROUND)
        if in_full := self.prefixes.in_full(text):
            return in_full
        candidates = self._things_called(text)
        if among is not None:
            candidates = tuple(iri for iri in candidates if iri in among) or candidates
        if len(candidates) > 1:
            raise AmbiguousNameError(text, map(self._describe, candidates))
        return candidates[0] if candidates else self.prefixes.expand(text)

    def _things_called(self, text: str) -> tuple[str, ...]:
        """The things that are called just so, be it with an end that is shown behind the name."""
        return (self.find(text) or self.find(_ENDING.sub("", text))) if text else ()

    def _fitting(self, text: str, among: Collection[str] | None = None) -> list[tuple[Fit, Name]]:
        """The names that fit what was typed, the best first, of some things or of all."""
        if among is None and self._fitting_last and self._fitting_last[0] == text:
            return self._fitting_last[1]
        typed = Typed(text)
        ranked: list[tuple[tuple[Fit, int], Name]] = []
        # Of a few things their own names are looked at, and not those of all.
        known = self.known if among is None else NameList(self.known.things(among))
        for name, key in known.candidates(typed):
            if (rank := typed.fit(name.text, key)) is not None:
                ranked.append((rank, name))
        ranked.sort(key=lambda found: (found[0], fold(self.label(found[1].iri)), found[1].text, found[1].iri))
        fitting = [(fit, name) for (fit, _besides), name in ranked]
        if among is None:
            self._fitting_last = text, fitting
        return fitting

    def similar(self, text: str, among: Collection[str] | None = None) -> list[str]:
        """Names that a misspelt or shortened one may mean, of the given things if any are given, else of all.

        Those that have all its words come first; each shares most of its letters with it.
        """
        return self._similar(text, self._fitting(text, among), among)

    def _similar(
        self, text: str, fitting: Sequence[tuple[Fit, Name]], among: Collection[str] | None
    ) -> list[str]:
        if not fold(text) or len(text) > LONGEST_TYPED:
            return []
        words: dict[str, Name] = {}
        parts: list[Name] = []
        for fit, name in fitting:
            if fit < Fit.PART:
                words.setdefault(name.iri, name)
            elif len(text) >= SHORTEST_BEGINNING:
                parts.append(name)
        close = [*words.values()] or self._close(text, among) or parts
        return list(dict.fromkeys(map(self._suggest, close)))[:MOST_SUGGESTED]

    def _suggest(self, name: Name) -> str:
        """A name as it may be typed: of a long one its beginning, and the CURIE."""
        if len(name.text) <= _LONGEST_SHOWN:
            return name.text
        return f"{shorten(name.text, _LONGEST_SHOWN)} ({self.prefixes.shorten(name.iri)})"

    def _close(self, text: str, among: Collection[str] | None) -> list[Name]:
        """Names that are spelt nearly so, as a whole or in most of their words."""
        from rapidfuzz import fuzz, process

        typed = Typed(text)
        known = self.known if among is None else NameList(self.known.things(among))
        keys = known.keys()
        close = close_keys(typed.folded, keys)
        names: dict[str, Sequence[Name]] = {}
        if typed.words and len(close) < MOST_SUGGESTED:
            # Words are compared in the names that are most alike, because there may be very many.
            alike = process.extract(
                typed.folded, keys, scorer=fuzz.partial_ratio, limit=_MOST_COMPARED, score_cutoff=_LEAST_ALIKE
            )
            names |= known.with_keys([key for key, _score, _index in alike])
            ranked = [(typed.closeness(names[key][-1].text), key) for key, _score, _index in alike]
            close += [
                key
                for (share, besides), key in sorted(ranked, reverse=True)
                if share >= CLOSE_ENOUGH and -besides <= _MOST_WORDS_BESIDES
            ]
        names |= known.with_keys({*close}.difference(names))
        return [names[key][-1] for key in dict.fromkeys(close)]

    def close_curies(self, iri: str) -> list[str]:
        """CURIEs of things in the same namespace as one of which nothing is known, that look alike."""
        curie = self.prefixes.shorten(iri)
        namespace = iri.removesuffix(curie.split(":", 1)[-1])
        return close_names(curie, map(self.prefixes.shorten, self.known.iris_in(namespace)))

    def beginning(self, text: str) -> list[str]:
        """The names that begin so, whatever their case and accents, sorted."""
        return sorted({name.text for name in self.known.beginning(fold(text))})

    def search(self, text: str) -> dict[str, str]:
        """Things with a name that this text fits, each with that name, the best first.

        Where something is called just so, the text is not taken to be short for anything else.
        """
        fitting = self._fitting(text)
        is_name = any(fit is Fit.EQUAL for fit, _ in fitting)
        best: dict[str, str] = {}
        for _fit, name in fitting:
            if not is_name or fold(text) in fold(name.text):
                best.setdefault(name.iri, name.text)
        return best

    def same(self, text: str) -> set[str]:
        """Things with a name that says just this, in whatever order, short or in the plural."""
        return {name.iri for fit, name in self._fitting(text) if fit <= Fit.SAME}

"""How a name fits what was typed: word by word, shortened, in the plural, or by its letters."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from irc_kg.store.names import SHORTEST_BEGINNING, fold, without_accents

_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"'s\b")
# They tell no name from another, and people leave them out.
_SMALL_WORDS = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"))
LONGEST_ACRONYM = 8
LONGEST_TYPED = 400  # letters: more is no name, and would take long


class NameWord(NamedTuple):
    """A word of a name."""

    text: str  # as words are compared: folded, in the singular
    short: str  # what it gives to an acronym of the name: its first letter, or all of it where it is one
    folded: str  # as it may be an acronym itself: NHS is no plural


def words_of(text: str) -> tuple[NameWord, ...]:
    """The words of a name in their order, without the small ones."""
    return tuple(filter(None, map(_word, _words_as_written(text))))


def shorts_of(text: str) -> str:
    """What the words of a name give to acronyms of it, in their order."""
    return "".join(map(_short_of, _words_as_written(text)))


def _words_as_written(text: str) -> list[str]:
    bare = text if text.isascii() else without_accents(text)
    return _WORD.findall(_POSSESSIVE.sub("", bare) if "'" in bare else bare)


@lru_cache(maxsize=50_000)  # of the words of many names, most are among few
def _word(written: str) -> NameWord | None:
    """A word of a name as it is written; None for a small one."""
    folded = written.lower() if written.isascii() else fold(written)
    if folded in _SMALL_WORDS:
        return None
    is_acronym = written.isupper() and len(written) <= LONGEST_ACRONYM
    return NameWord(_singular(folded), folded if is_acronym else folded[:1], folded)


@lru_cache(maxsize=50_000)
def _short_of(written: str) -> str:
    word = _word(written)
    return word.short if word else ""


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    return word[:-1] if len(word) > SHORTEST_BEGINNING and word.endswith("s") and word[-2] != "s" else word


class Fit(IntEnum):
    """How a name fits what was typed, the best first."""

    EQUAL = 0  # it is just that
    SAME = 1  # the same words, in any order, shortened or in the plural
    BEGINNING = 2  # it begins so
    INSIDE = 3  # it holds just these words
    WORDS = 4  # it has all the words, or what they are short for
    PART = 5  # it holds these letters


class Typed:
    """A name as it was typed, to be looked for among those that are known."""

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        self.words = words_of(text) if len(text) <= LONGEST_TYPED else ()
        self.beginnings = [word.text[:SHORTEST_BEGINNING] for word in self.words]
        self._initials = "".join(word.text[0] for word in self.words)
        ends = range(len(self._initials) + 1)
        self._acronyms = [self._initials[start:end] for start in ends for end in ends[start + 2 :]]

    @property
    def pairs_of_initials(self) -> list[str]:
        """The initials of each two words side by side: any acronym of words begins with such a pair."""
        return [self._initials[place : place + 2] for place in range(len(self._initials) - 1)]

    # complexity: one branch for each way in which a name can fit
    def fit(self, name: str, known: str) -> tuple[Fit, int] | None:
        """How a name, which is ``known`` when it is folded, fits, and how many words it has besides."""
        if known == self.folded:
            return Fit.EQUAL, 0
        holds_all = self.folded in known
        if not holds_all and not self._may_fit(known):
            return None
        named = words_of(name) if self.words else ()
        covered, missing = self._cover(named)
        besides = len(named) - len(covered)
        has_all = bool(self.words) and not missing
        if has_all and not besides:
            return Fit.SAME, 0
        if holds_all:
            is_beginning = known.startswith(self.folded)
            return (Fit.BEGINNING if is_beginning else Fit.INSIDE if has_all else Fit.PART), besides
        return (Fit.WORDS, besides) if has_all else None

    def _may_fit(self, known: str) -> bool:
        """Whether a folded name may have all words: what is cheap to ask, as it is asked of all names."""
        absent = [
            word
            for word, beginning in zip(self.words, self.beginnings, strict=True)
            if beginning not in known
        ]
        if not absent:
            return bool(self.words)
        if len(absent) < len(self.words) and any(acronym in known for acronym in self._acronyms):
            return True
        return all(_may_abbreviate(word, known) for word in absent)

    # complexity: words are looked for in a name, and then its acronyms in the words
    def _cover(self, named: Sequence[NameWord]) -> tuple[set[int], list[NameWord]]:
        """Which words of a name are meant by those that were typed, and which of these mean none."""
        places = [_places_of(word, named) for word in self.words]
        covered = {place for found in places for place in found}
        missing = [index for index, found in enumerate(places) if not found]
        if covered:  # of an acronym alone, any words with these initials would be meant
            for place, word in enumerate(named):
                run = _run_of(word.folded, self.words) if word.short == word.folded else ()
                if run:
                    covered.add(place)
                    missing = [index for index in missing if index not in run]
        return covered, [self.words[index] for index in missing]

    def closeness(self, name: str) -> tuple[float, int]:
        """How much of what was typed a name shares, of 1, and how many words it has besides, negative."""
        from rapidfuzz.distance import OSA

        named = words_of(name)
        covered, missing = self._cover(named)
        letters = sum(len(word.text) for word in self.words)
        lost = 0
        for word in missing:
            length = len(word.text)
            most = max(1, length // 4)
            best = min(
                (OSA.distance(word.text, known.text, score_cutoff=most) for known in named), default=length
            )
            lost += best if best <= most else length
        return 1 - lost / letters, len(covered) - len(named)


def _may_abbreviate(word: NameWord, known: str) -> bool:
    """Whether a word may be an acronym in a folded name: of first letters, and of words that are acronyms.

    The end of a singular, y for ies, does not count.
    """
    letters = word.text.removesuffix("y")
    if len(word.text) > LONGEST_ACRONYM or not all(letter in known for letter in letters):
        return False
    spelt = iter("".join(part if part in word.folded else part[0] for part in _WORD.findall(known)))
    return all(letter in spelt for letter in letters)


# complexity: one branch for each way in which a word can be meant
def _places_of(word: NameWord, named: Sequence[NameWord]) -> Collection[int]:
    """The words of a name that a typed word means: an equal one, those it is short for, or a beginning."""
    equal = [place for place, known in enumerate(named) if known.text == word.text]
    if equal:
        return equal
    for acronym in (word.folded, word.text):
        if len(acronym) <= LONGEST_ACRONYM and (run := _run_of(acronym, named)):
            return run
    is_initial = len(word.text) == 1 and word.text.isalpha()
    if is_initial or len(word.text) >= SHORTEST_BEGINNING:
        return [place for place, known in enumerate(named) if known.text.startswith(word.text)][:1]
    return ()


def _run_of(acronym: str, words: Sequence[NameWord]) -> range:
    """The places of several words one after another that an acronym is short for; none if there are none."""
    for start in range(len(words) - 1):
        rest = acronym
        for place in range(start, len(words)):
            if not rest.startswith(words[place].short):
                break
            rest = rest.removeprefix(words[place].short)
            if not rest and place > start:
                return range(start, place + 1)
    return range(0)

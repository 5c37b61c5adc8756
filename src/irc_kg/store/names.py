"""How terms are named: IRI to CURIE and back, and things by the names people use for them."""

from __future__ import annotations

import re
import shlex
import unicodedata
import warnings
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from irc_kg.errors import IrcKgError, UnknownNameError, shorten

IRC = "https://w3id.org/irc-kg/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
ORG = "http://www.w3.org/ns/org#"
SCHEMA = "https://schema.org/"
SCHEMA_HTTP = "http://schema.org/"  # as it was, and as many still write it
ELI = "http://data.europa.eu/eli/ontology#"


# A local name that needs no escape in Turtle and SPARQL alike.
_PLAIN_LOCAL_NAME = re.compile(r"[^\W]([\w.-]*[\w-])?", re.ASCII)
_CURIE = re.compile(r"([\w.-]*):([^\s<>]*)")
_IN_BRACKETS = re.compile(r"\A<(.*)>\Z", re.DOTALL)
_ESCAPED = re.compile(r"\\([_~.!$&'()*+,;=/?#@%-])")  # in the local part of a name, as Turtle writes it
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
# What a text without brackets may begin with to be taken for an IRI, rather than for a name with a prefix.
_SCHEMES = re.compile(
    "(?i:https?|ftps?|sftp|file|urn|mailto|tag|info|did|tel|sip|geo|doi|hdl|ark|data|cid|mid|news|ldap|"
    "xmpp|oid|ni|ipfs|ipns|ssh|git|acct|magnet|ws|wss|about|jar|[a-z][a-z0-9+.-]*(?=://)):"
)
_ENDING = re.compile(
    r" \((until|ended|from|in|on|note:).*\)$"
)  # as it stands behind a name where it is shown
_CLOSE_ENOUGH = 0.65  # of the letters must stand alike
_MOST_WORDS_BESIDES = 12  # of a name in which those that were typed stand; a whole sentence is no name
# What Unicode says is not seen: soft hyphens, joiners, marks of direction and of order, variants.
_NOT_SEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SPECIAL_BLANK = re.compile(r"[^\S \n\r\t]")
_NOT_SEEN_AROUND = "\xad\u200b\u200e\u200f\u2060\ufeff"  # what is copied along with an IRI or a CURIE
_TYPOGRAPHY = {
    ord(mark): plain
    for plain, marks in {
        "'": "\xb4\u1ffd\u02b9\u02bb\u02bc\u02bd\u02c8\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\uff07",
        '"': "\xab\xbb\u02ba\u201c\u201d\u201e\u201f\u2033\u2036\u301d\u301e\u301f\uff02",
        "-": "\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d",
        "/": "\u2044\u2215",
    }.items()
    for mark in marks
}
# Letters that no decomposition brings to plain ones.
_PLAIN_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "đ": "d",
        "ħ": "h",
        "ŋ": "ng",
        "\u0131": "i",
    }
)
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"'s\b")
# They tell no name from another, and people leave them out.
_SMALL_WORDS = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"))
_LONGEST_ACRONYM = 8
_SHORTEST_BEGINNING = 3  # letters by which a word, or a name, may be meant
_LONGEST_TYPED = 400  # letters: more is no name, and would take long
_LONGEST_SHOWN = 60  # letters of a name in a sentence
_MOST_SUGGESTED = 3
_MOST_COMPARED = 1000  # names, word by word
_FIND_HINT = "`irc-kg find TEXT` looks for things by name."


class AmbiguousNameError(IrcKgError):
    """A name that several things have."""

    def __init__(self, name: str, candidates: Iterable[str]) -> None:
        listed = "".join(f"\n  {candidate}" for candidate in candidates)
        super().__init__(f"{name!r} is the name of several things; say which by its CURIE:{listed}")


class GuessedNameWarning(UserWarning):
    """A name was taken for that of a thing which is not called just so."""


class PrefixMap(dict[str, str]):
    """Namespaces by their prefixes; ``elsewhere`` says of a prefix that is not known where it is declared."""

    def __init__(self, elsewhere: Callable[[str], str]) -> None:
        super().__init__()
        self.elsewhere = elsewhere


def hint_on_prefix(name: str, prefixes: Mapping[str, str]) -> str:
    """A sentence on where a prefix is declared that is not known; empty where it is declared nowhere."""
    is_unknown = isinstance(prefixes, PrefixMap) and name not in prefixes
    return prefixes.elsewhere(name) if is_unknown and isinstance(prefixes, PrefixMap) else ""


class Prefixes(NamedTuple):
    """The prefixes of a project, by which an IRI is written as a CURIE."""

    by_name: Mapping[str, str]

    def expand(self, curie: str) -> str | None:
        """The IRI that a CURIE stands for, escaped as in a file or not; None where no prefix is known."""
        match = _CURIE.fullmatch(curie)
        if match is None or match[1] not in self.by_name or match[2].startswith("//"):
            return None
        return self.by_name[match[1]] + _ESCAPED.sub(r"\1", match[2])

    def in_full(self, text: str) -> str | None:
        """The IRI that a text is by itself: of any scheme in brackets, else of one that is no prefix here."""
        if match := _IN_BRACKETS.fullmatch(text):
            return match[1] if is_absolute(match[1]) else None
        scheme = _SCHEMES.match(text)
        is_iri = scheme is not None and is_absolute(text) and self.expand(text) is None
        return text if is_iri else None

    def iri(self, text: str) -> str | None:
        """The IRI that a text is, or is the CURIE of."""
        return self.in_full(text) or self.expand(text)

    def hint(self, curie: str) -> str:
        """Where the prefix of a CURIE is declared, if it is not known here."""
        match = _CURIE.fullmatch(curie)
        return hint_on_prefix(match[1], self.by_name) if match else ""

    def shorten(self, iri: str) -> str:
        """The CURIE of an IRI by the longest fitting prefix; the IRI itself where none fits."""
        longest, curie = "", iri
        for name, namespace in self.by_name.items():
            if len(namespace) > len(longest) and iri.startswith(namespace):
                local = iri[len(namespace) :]
                if _PLAIN_LOCAL_NAME.fullmatch(local):
                    longest, curie = namespace, f"{name}:{local}"
        return curie


def namespace_of(iri: str) -> str:
    """An IRI up to its last ``#`` or ``/``."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def is_absolute(iri: str) -> bool:
    """Whether a text is an IRI by itself, with no base to resolve it against."""
    return _ABSOLUTE_IRI.fullmatch(iri) is not None


def visible_text(text: str) -> str:
    """A text by what can be seen of it: composed, without what is not seen, and with ordinary blanks."""
    if text.isascii():
        return text
    return _SPECIAL_BLANK.sub(" ", unicodedata.normalize("NFC", _NOT_SEEN.sub("", text)))


def spelling(text: str) -> str:
    """A text as it looks: two that nobody can tell apart by sight, or only by their typography, have one.

    Composed and decomposed letters are one letter, and so are wide ones, ligatures and plain ones; what is
    not seen is left out; quotes and dashes are those of a keyboard, white space is a single blank.
    """
    if text.isascii():
        return " ".join(text.split())
    visible = _NOT_SEEN.sub("", text).translate(
        _TYPOGRAPHY
    )  # before they are taken apart: an acute is a mark
    return " ".join(unicodedata.normalize("NFKC", visible).translate(_TYPOGRAPHY).split())


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", spelling(text))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold(text: str) -> str:
    """Text as names are compared, everywhere: as it looks, whatever its case and its accents."""
    if text.isascii():  # most names are, and have no accents to look for
        return " ".join(text.lower().split())
    return _without_accents(_without_accents(text).casefold()).translate(_PLAIN_LETTERS)


def close_names(name: str, names: Iterable[str], most: int = _MOST_SUGGESTED) -> list[str]:
    """The names most like a misspelt one, best first, each as it is written.

    A letter that is wrong, missing, too much or has changed places with the next is one step; with more steps
    than a third of its letters it is another name. Behind these come names that begin alike, where one is
    short for the other: ``altLabel`` for ``alternativeLabel``.
    """
    from rapidfuzz import process  # only a run that has gone wrong needs it
    from rapidfuzz.distance import OSA

    wanted = fold(name)
    by_key = {fold(known): known for known in names}
    close = process.extract(
        wanted, by_key.keys(), scorer=OSA.normalized_similarity, limit=most, score_cutoff=_CLOSE_ENOUGH
    )
    keys = [key for key, _score, _index in close]
    beginning = wanted[:_SHORTEST_BEGINNING]
    if len(beginning) == _SHORTEST_BEGINNING:
        keys += [key for key in by_key if key.startswith(beginning) and _is_short_for(wanted, key)]
    return [by_key[key] for key in dict.fromkeys(keys)][:most]


def _is_short_for(one: str, other: str) -> bool:
    """Whether a name begins with another, or has all its letters in their order and not many more."""
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    has_letters = all(letter in letters for letter in short)
    return has_letters and (other.startswith(one) or 2 * len(short) >= len(long))


# Names by their words


class NameWord(NamedTuple):
    """A word of a name."""

    text: str  # as words are compared: folded, in the singular
    short: str  # what it gives to an acronym of the name: its first letter, or all of it where it is one
    folded: str  # as it may be an acronym itself: NHS is no plural


def words_of(text: str) -> tuple[NameWord, ...]:
    """The words of a name in their order, without the small ones."""
    bare = _POSSESSIVE.sub("", text if text.isascii() else _without_accents(text))
    return tuple(
        _word(written, folded)
        for written in _WORD.findall(bare)
        if (folded := written.lower() if written.isascii() else fold(written)) not in _SMALL_WORDS
    )


def _word(written: str, folded: str) -> NameWord:
    is_acronym = written.isupper() and len(written) <= _LONGEST_ACRONYM
    return NameWord(_singular(folded), folded if is_acronym else folded[:1], folded)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    return word[:-1] if len(word) > _SHORTEST_BEGINNING and word.endswith("s") and word[-2] != "s" else word


class Fit(IntEnum):
    """How a name fits what was typed, the best first."""

    EQUAL = 0  # it is just that
    SAME = 1  # the same words, in any order, shortened or in the plural
    BEGINNING = 2  # it begins so
    INSIDE = 3  # it holds just these words
    WORDS = 4  # it has all the words, or what they are short for
    PART = 5  # it holds these letters


class _Typed:
    """A name as it was typed, to be looked for among those that are known."""

    def __init__(self, text: str) -> None:
        self.folded = fold(text)
        self.words = words_of(text) if len(text) <= _LONGEST_TYPED else ()
        self._beginnings = [(word, word.text[:_SHORTEST_BEGINNING]) for word in self.words]
        initials = "".join(word.text[0] for word in self.words)
        ends = range(len(initials) + 1)
        self._acronyms = [initials[start:end] for start in ends for end in ends[start + 2 :]]

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
        absent = [word for word, beginning in self._beginnings if beginning not in known]
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
    if len(word.text) > _LONGEST_ACRONYM or not all(letter in known for letter in letters):
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
        if len(acronym) <= _LONGEST_ACRONYM and (run := _run_of(acronym, named)):
            return run
    is_initial = len(word.text) == 1 and word.text.isalpha()
    if is_initial or len(word.text) >= _SHORTEST_BEGINNING:
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


class Name(NamedTuple):
    """One name of one thing."""

    text: str
    iri: str
    preferred: bool  # its label, rather than another name, an acronym or an identifier


class Names:
    """Things by what they are called: label, alternative label, acronym, identifier, CURIE or IRI."""

    def __init__(
        self,
        names: Iterable[Name],
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
        self.all = tuple(names)
        self._by_key: dict[str, list[Name]] = defaultdict(list)
        self._labels: dict[str, str] = {}
        self._guessed: set[tuple[str, str]] = set()  # what was said once is not said again
        # What was last looked for among all: the same text is asked for in several ways, one after another.
        self._fitting_last: tuple[str, list[tuple[Fit, Name]]] | None = None
        for name in self.all:
            self._by_key[fold(name.text)].append(name)
            if name.preferred:
                self._labels.setdefault(name.iri, name.text)

    def label(self, iri: str) -> str:
        """What a thing is called; its CURIE when nothing is known of it."""
        return self._labels.get(iri) or self.prefixes.shorten(iri)

    def find(self, text: str) -> tuple[str, ...]:
        """The IRIs of all things of this name, those whose label it is first."""
        names = sorted(self._by_key.get(fold(text), ()), key=lambda name: not name.preferred)
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
        if not same and letters >= _SHORTEST_BEGINNING and all(fit < Fit.PART for fit, _ in fitting):
            things = {name.iri for _, name in fitting} - declared
        return next(iter(things)) if len(things) == 1 else None

    def names_of(self, things: Collection[str]) -> Names:
        """The names of some things alone."""
        return Names(self._among(things), self.prefixes, self._describe, self._declared)

    def _exact(self, text: str, among: Collection[str] | None) -> str | None:
        """The IRI of the one thing that is called just so; raises AmbiguousNameError where there are more."""
        text = text.strip().strip(_NOT_SEEN_AROUND)
        if in_full := self.prefixes.in_full(text):
            return in_full
        candidates = self.find(text) or self.find(_ENDING.sub("", text)) if text else ()
        if among is not None:
            candidates = tuple(iri for iri in candidates if iri in among) or candidates
        if len(candidates) > 1:
            raise AmbiguousNameError(text, map(self._describe, candidates))
        return candidates[0] if candidates else self.prefixes.expand(text)

    def _among(self, things: Collection[str] | None) -> list[Name]:
        """The names of some things, or of all."""
        wanted = None if things is None else set(things)
        return [name for name in self.all if wanted is None or name.iri in wanted]

    # complexity: what was asked last of all names is kept, and names of other things are passed over
    def _fitting(self, text: str, among: Collection[str] | None = None) -> list[tuple[Fit, Name]]:
        """The names that fit what was typed, the best first, of some things or of all."""
        if among is None and self._fitting_last and self._fitting_last[0] == text:
            return self._fitting_last[1]
        typed = _Typed(text)
        wanted = None if among is None else set(among)
        ranked: list[tuple[tuple[Fit, int], Name]] = []
        for key, names in self._by_key.items():
            for name in names:
                if wanted is not None and name.iri not in wanted:
                    continue
                if (rank := typed.fit(name.text, key)) is not None:
                    ranked.append((rank, name))
        ranked.sort(key=lambda found: (found[0], fold(self.label(found[1].iri))))
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
        if not fold(text) or len(text) > _LONGEST_TYPED:
            return []
        words: dict[str, Name] = {}
        parts: list[Name] = []
        for fit, name in fitting:
            if fit < Fit.PART:
                words.setdefault(name.iri, name)
            elif len(text) >= _SHORTEST_BEGINNING:
                parts.append(name)
        close = [*words.values()] or self._close(text, among) or parts
        return list(dict.fromkeys(map(self._suggest, close)))[:_MOST_SUGGESTED]

    def _suggest(self, name: Name) -> str:
        """A name as it may be typed: of a long one its beginning, and the CURIE."""
        if len(name.text) <= _LONGEST_SHOWN:
            return name.text
        return f"{shorten(name.text, _LONGEST_SHOWN)} ({self.prefixes.shorten(name.iri)})"

    def _close(self, text: str, among: Collection[str] | None) -> list[Name]:
        """Names that are spelt nearly so, as a whole or in most of their words."""
        from rapidfuzz import fuzz, process

        typed = _Typed(text)
        by_key = {fold(name.text): name for name in self._among(among)}
        close = [fold(known) for known in close_names(text, by_key)]
        if typed.words:
            # Words are compared in the names that are most alike, because there may be very many.
            alike = process.extract(typed.folded, [*by_key], scorer=fuzz.partial_ratio, limit=_MOST_COMPARED)
            ranked = [(typed.closeness(by_key[key].text), key) for key, _score, _index in alike]
            close += [
                key
                for (share, besides), key in sorted(ranked, reverse=True)
                if share >= _CLOSE_ENOUGH and -besides <= _MOST_WORDS_BESIDES
            ]
        return [by_key[key] for key in dict.fromkeys(close)]

    def close_curies(self, iri: str) -> list[str]:
        """CURIEs of things in the same namespace as one of which nothing is known, that look alike."""
        curie = self.prefixes.shorten(iri)
        namespace = iri.removesuffix(curie.split(":", 1)[-1])
        known = sorted({name.iri for name in self.all if name.iri.startswith(namespace)})
        return close_names(curie, map(self.prefixes.shorten, known))

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

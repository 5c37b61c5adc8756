"""How terms are named: IRI to CURIE and back, and things by the names people use for them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from irc_kg.errors import IrcKgError, UnknownNameError

IRC = "https://w3id.org/irc-kg/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
ORG = "http://www.w3.org/ns/org#"
SCHEMA = "https://schema.org/"
ELI = "http://data.europa.eu/eli/ontology#"


# A local name that needs no escape in Turtle and SPARQL alike.
_PLAIN_LOCAL_NAME = re.compile(r"[^\W]([\w.-]*[\w-])?", re.ASCII)
_CURIE = re.compile(r"([\w.-]*):([^\s<>]*)")
_ABSOLUTE_IRI = re.compile(r"(https?|urn|mailto|tag|file|ftp)[:][^\s<>\"{}|\\^`]+")
_CLOSE_ENOUGH = 65  # of 100


class AmbiguousNameError(IrcKgError):
    """A name that several things have."""

    def __init__(self, name: str, candidates: Iterable[str]) -> None:
        listed = "".join(f"\n  {candidate}" for candidate in candidates)
        super().__init__(f"{name!r} is the name of several things; say which by its CURIE:{listed}")


class Prefixes(NamedTuple):
    """The prefixes of a project, by which an IRI is written as a CURIE."""

    by_name: Mapping[str, str]

    def expand(self, curie: str) -> str | None:
        """The IRI that a CURIE stands for; None when it is no CURIE of a known prefix."""
        match = _CURIE.fullmatch(curie)
        if match is None or match[1] not in self.by_name or match[2].startswith("//"):
            return None
        return self.by_name[match[1]] + match[2]

    def shorten(self, iri: str) -> str:
        """The CURIE of an IRI by the longest fitting prefix; the IRI itself where none fits."""
        longest, curie = "", iri
        for name, namespace in self.by_name.items():
            if len(namespace) > len(longest) and iri.startswith(namespace):
                local = iri[len(namespace) :]
                if _PLAIN_LOCAL_NAME.fullmatch(local):
                    longest, curie = namespace, f"{name}:{local}"
        return curie


def is_absolute(iri: str) -> bool:
    """Whether a text is an IRI by itself, with no base to resolve it against."""
    return _ABSOLUTE_IRI.fullmatch(iri) is not None


def _without_brackets(text: str) -> str:
    return text[1:-1] if text.startswith("<") and text.endswith(">") else text


def fold(text: str) -> str:
    """Text as names are compared: case, accents and runs of white space do not count."""
    if text.isascii():  # most names are, and have no accents to look for
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFKD", bare.casefold()).split())


def close_names(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names most like a misspelt one, best first, each as it is written."""
    from rapidfuzz import fuzz, process  # only a run that has gone wrong needs it

    by_key = {fold(known): known for known in names}
    close = process.extract(
        fold(name), by_key.keys(), scorer=fuzz.ratio, limit=most, score_cutoff=_CLOSE_ENOUGH
    )
    return [by_key[key] for key, _score, _index in close]


class Name(NamedTuple):
    """One name of one thing."""

    text: str
    iri: str
    preferred: bool  # its label, rather than another name, an acronym or an identifier


class Names:
    """Things by what they are called: label, alternative label, acronym, identifier, CURIE or IRI."""

    def __init__(
        self, names: Iterable[Name], prefixes: Prefixes, describe: Callable[[str], str] | None = None
    ) -> None:
        """``describe``: how a thing stands in a list to choose from; else by label and CURIE."""
        self.prefixes = prefixes
        self._describe = describe or (lambda iri: f"{self.label(iri)}  {prefixes.shorten(iri)}")
        self.all = tuple(names)
        self._by_key: dict[str, list[Name]] = defaultdict(list)
        self._labels: dict[str, str] = {}
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
        """The IRI that a user means by a name.

        An IRI or CURIE stands for itself. ``among`` narrows the choice where a name has several meanings,
        and is what a misspelt name is compared with.
        """
        text = text.strip()
        if not text:
            raise UnknownNameError(kind, text)
        in_full = _without_brackets(text)
        if is_absolute(in_full):
            return in_full
        candidates = self.find(text)
        if among is not None:
            candidates = tuple(iri for iri in candidates if iri in among) or candidates
        if len(candidates) > 1:
            raise AmbiguousNameError(text, map(self._describe, candidates))
        found = candidates[0] if candidates else self.prefixes.expand(text)
        if not found:
            raise UnknownNameError(kind, text, self.similar(text, among))
        return found

    def similar(self, text: str, among: Sequence[str] | None = None) -> list[str]:
        """Names most like a misspelt one, of the given things if any are given, else of all."""
        wanted = None if among is None else set(among)
        names = [name for name in self.all if wanted is None or name.iri in wanted]
        return close_names(text, (name.text for name in names))

    def search(self, text: str) -> dict[str, str]:
        """Things with a name that holds this text, each with that name; whole names and beginnings first."""
        wanted = fold(text)

        def order(match: tuple[Name, int]) -> tuple[bool, bool, str]:
            name, place = match
            return fold(name.text) != wanted, place > 0, fold(self.label(name.iri))

        places = ((name, fold(name.text).find(wanted)) for name in self.all)
        best: dict[str, str] = {}
        for name, _place in sorted(((name, place) for name, place in places if place >= 0), key=order):
            best.setdefault(name.iri, name.text)
        return best

"""What a project sets for itself, in any file of its ontology: how its things are called, in which languages.

``<> irc:languages ( "cy" "en" ) ; irc:labels ( skos:prefLabel dcterms:title ) .`` A project that sets nothing
reads labels by the properties that are usual, in English first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.store.names import DC, DCTERMS, FOAF, IRC, ORG, RDFS, SCHEMA, SCHEMA_HTTP, SKOS

LANGUAGES = IRC + "languages"
LABELS = IRC + "labels"
LOCAL_FILE = IRC + "localFile"  # of the project, by its path from the root, that holds an ontology
SETTINGS = (LANGUAGES, LABELS, LOCAL_FILE)

# By what things are called, the first that counts where a project does not say.
USUAL_LABELS = (
    RDFS + "label",
    SKOS + "prefLabel",
    DCTERMS + "title",
    SCHEMA + "name",
    SCHEMA_HTTP + "name",
    FOAF + "name",
    DC + "title",
)
# By what else they can be asked for.
OTHER_NAMES = (
    SKOS + "altLabel",
    SKOS + "hiddenLabel",
    SKOS + "notation",
    ORG + "identifier",
    DCTERMS + "alternative",
    SCHEMA + "alternateName",
    SCHEMA_HTTP + "alternateName",
)
_ENGLISH = "en"
Rank: TypeAlias = tuple[int, int, tuple[int, str, str]]  # of a label among those of a thing


class Settings(NamedTuple):
    """How the labels of a project are chosen."""

    labels: tuple[str, ...]  # IRIs of properties, the first that counts first
    languages: tuple[str, ...]  # tags, the best first

    @property
    def language(self) -> str:
        """The language of a text that is given without one."""
        return self.languages[0]

    def rank(self, literal: ox.Literal) -> tuple[int, str, str]:
        """What literals are sorted by for a reader: languages that are wanted, none, any other."""
        tag = literal.language or ""
        return self.places_of(tag)[1], tag, literal.value

    def rank_of_label(self, predicate: str, literal: ox.Literal) -> Rank:
        """What labels are sorted by: a language that is wanted first, then the property."""
        first, _rank = self.places_of(literal.language or "")
        return first, self.labels.index(predicate), self.rank(literal)

    def places_of(self, tag: str) -> tuple[int, int]:
        """The place of a language among those of labels, and among those of any texts; "" for none.

        A label without a language is in that of the project: it is as good as one that says so.
        """
        if not tag:
            return 0, len(self.languages)
        place = self._place(tag)
        return (len(self.languages), len(self.languages) + 1) if place is None else (place, place)

    def _place(self, tag: str) -> int | None:
        """The place of a language among those wanted; one fits a narrower one, and the wider one it is of."""
        tag = tag.lower()
        for place, wanted in enumerate(self.languages):
            known = wanted.lower()
            if tag == known or tag.startswith(f"{known}-") or known.startswith(f"{tag}-"):
                return place
        return None


def settings_of(labels: Iterable[str], languages: Iterable[str]) -> Settings:
    """The settings that a project makes: what it names comes before what is usual."""
    return Settings(tuple(dict.fromkeys([*labels, *USUAL_LABELS])), tuple(languages) or (_ENGLISH,))

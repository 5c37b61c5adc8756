"""What the search of a site knows: of each thing, word and page its names, and what it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from irc_kg.queries.tables import visible
from irc_kg.site.edition import Edition
from irc_kg.site.pages import Page, PageKind, SiteFile, data_file
from irc_kg.store.names import DCTERMS, RDFS, SKOS

SEARCH_DATA = "search-data.js"
_MEANINGS = (SKOS + "definition", DCTERMS + "description", RDFS + "comment")
_MOST_ANSWERS = 60  # of a question: where it has more, it is found by its own page alone
_WORDS = {
    PageKind.QUESTION: "question",
    PageKind.SOURCE: "what a source says",
    PageKind.SIDES: "side by side",
    PageKind.PICTURE: "picture",
}
_OTHER_PAGE = "page"


class SearchEntry(NamedTuple):
    """What can be found: ``note`` stands behind the name, such as that it has ended."""

    name: str
    kind: str
    path: str
    others: tuple[str, ...] = ()  # names, acronyms and codes
    meaning: str = ""
    note: str = ""


@dataclass
class SearchIndex:
    """All that can be found on a site, gathered while its pages are made."""

    edition: Edition
    _pages: dict[str, list[SearchEntry]] = field(
        default_factory=lambda: defaultdict(list)
    )  # by their folders

    def note(self, page: Page) -> None:
        """Take in a page; things are known by the graph."""
        if page.kind not in {PageKind.THING, PageKind.FRONT, PageKind.VOCABULARY}:
            folder = page.path.rpartition("/")[0]
            kind = _WORDS.get(page.kind, _OTHER_PAGE)
            self._pages[folder].append(SearchEntry(page.title, kind, page.path, meaning=page.lead))

    def file(self) -> SiteFile:
        """What the script of the search reads: kinds, and entries that name them by their place."""
        kinds: dict[str, int] = {}
        rows = []
        for entry in self:
            kind = kinds.setdefault(entry.kind, len(kinds))
            others = "\n".join(map(visible, entry.others))
            texts = [others, visible(entry.meaning), visible(entry.note)]
            while texts and not texts[-1]:  # most have neither
                texts.pop()
            rows.append([visible(entry.name), kind, entry.path, *texts])
        return data_file(SEARCH_DATA, {"kinds": [visible(kind) for kind in kinds], "entries": rows})

    def __iter__(self) -> Iterator[SearchEntry]:
        yield from map(self._entry_of_thing, self.edition.addresses.things)
        yield from self._entries_of_terms()
        for folder, entries in self._pages.items():
            if len(entries) <= _MOST_ANSWERS or "/" not in folder:
                yield from entries

    def _entry_of_thing(self, iri: str) -> SearchEntry:
        store = self.edition.store
        kind = store.kind(iri)
        return SearchEntry(
            store.label(iri),
            store.label(kind) if kind else "thing",
            self.edition.addresses.of_thing(iri) or "",
            self._other_names(iri),
            self._meaning(iri),
            store.endings.note_on(iri, self.edition.day),
        )

    def _entries_of_terms(self) -> Iterator[SearchEntry]:
        """The classes and relations that the project itself explains, in the order of their names."""
        store = self.edition.store
        for iri in sorted(self.edition.addresses.terms, key=lambda term: (store.label(term), term)):
            path = self.edition.addresses.of_term(iri)
            if path and store.label_statement(iri):
                kind = "kind of thing" if iri in store.classes else "relation"
                yield SearchEntry(store.label(iri), kind, path, self._other_names(iri), self._meaning(iri))

    @cached_property
    def _names(self) -> dict[str, dict[str, None]]:
        """All names of each thing, each once."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for name in self.edition.store.names.known.all:
            found[name.iri][name.text] = None
        return found

    def _other_names(self, iri: str) -> tuple[str, ...]:
        label = self.edition.store.label(iri)
        return tuple(name for name in self._names.get(iri, {}) if name != label)

    def _meaning(self, iri: str) -> str:
        texts = (self.edition.store.text(iri, predicate) for predicate in _MEANINGS)
        return next(filter(None, texts), "")

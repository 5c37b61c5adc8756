"""What each source states, in reading order, on which page of the site; and links to these places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox
from markupsafe import Markup, escape

from irc_kg.provenance import PLACES_IN_SOURCE, Citation, join_sections
from irc_kg.provenance.sources import EvidenceFile
from irc_kg.queries.tables import visible
from irc_kg.site.addresses import fragment, further, web_link
from irc_kg.store import Term
from irc_kg.store.values import Source

if TYPE_CHECKING:
    from irc_kg.site.edition import Edition

MOST = 900  # statements of a page
_WHOLE = "text"  # the anchor of what stands in no section

Said = tuple[ox.NamedNode, Term]  # a predicate and an object


@dataclass(frozen=True, slots=True)
class Entry:
    """What one file states of one subject, in the order of the file."""

    citation: Citation
    subject: Term
    said: tuple[Said, ...]
    nameless: dict[Term, list[Said]] = field(compare=False)  # of the file: what it states of blank nodes

    @property
    def size(self) -> int:
        """How many statements it is, with those of the blank nodes that it leads to."""
        reached = list(self.said)
        seen: set[Term] = set()
        for _, value in reached:
            if isinstance(value, ox.BlankNode) and value not in seen:
                seen.add(value)
                reached += self.nameless.get(value, [])
        return len(reached)


class Place(NamedTuple):
    """Where on the pages of a source a section begins, or a paragraph of it."""

    page: int  # from 1
    anchor: str


@dataclass(frozen=True)
class Outline:
    """The sections of a source and their paragraphs, each with its place on the pages of that source."""

    path: str  # of the first of its pages
    places: dict[tuple[str, int | None], Place]
    statements: int
    pages: int

    def path_of(self, page: int) -> str:
        """The path of one of its pages."""
        return self.path if page == 1 else further(self.path, str(page))

    def address(self, section: str, numbers: Sequence[int]) -> str:
        """The page and the anchor of a place; that of its section, where there is no other."""
        first = numbers[0] if numbers else None
        place = self.places.get((section, first)) or self.places.get((section, None))
        return f"{self.path_of(place.page)}#{place.anchor}" if place else self.path

    def sections(self) -> Iterator[tuple[str, Place]]:
        """The sections in their order."""
        return ((section, place) for (section, number), place in self.places.items() if number is None)


def anchor_of(section: str, number: int | None = None) -> str:
    """The anchor of a section, or of a paragraph or row of it."""
    anchor = fragment(section) if section else _WHOLE
    return anchor if number is None else f"{anchor}-{number}"


class Outlines:
    """The outlines of all sources of an edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._known: dict[str, Outline] = {}
        self._links: dict[Citation, Markup] = {}

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """All that is cited: the sources, and where nothing is told of any, the files themselves."""
        library = self.edition.library
        return tuple(dict.fromkeys((*library.sources.all_documents, *library.citable_files)))

    @cached_property
    def _files(self) -> dict[str, Source]:
        return {source.graph: source for source in self.edition.store.sources()}

    @cached_property
    def _files_of_documents(self) -> dict[str, list[EvidenceFile]]:
        """The files that are made from each source, in the order of its sections."""
        library = self.edition.library
        found: dict[str, list[EvidenceFile]] = {}
        for file in library.sources.all_files:
            found.setdefault(file.source, []).append(file)
        for graph in library.citable_files:
            found.setdefault(graph, [EvidenceFile(graph, graph, "", None)])
        return found

    def files_of(self, document: str) -> list[EvidenceFile]:
        """The files that are made from a source, in the order of its sections."""
        return self._files_of_documents.get(document, [])

    def of(self, document: str) -> Outline:
        """The outline of a source."""
        if document not in self._known:
            path = self.edition.addresses.of_source(document)
            pages = cut(self.entries(document))
            self._known[document] = _outline(path, pages)
        return self._known[document]

    def entries(self, document: str) -> list[Entry]:
        """What a source states: by section, paragraph, and place in the file."""
        found = [
            (file.position or 0, file.section, entry.citation.numbers, file.graph, place, entry)
            for file in self.files_of(document)
            for place, entry in enumerate(self._entries_in(file.graph))
        ]
        return [row[-1] for row in sorted(found, key=lambda row: row[:-1])]

    def _entries_in(self, graph: str) -> Iterator[Entry]:
        """What a file states, by subject, in its order; blank nodes are told with what they belong to."""
        source = self._files.get(graph)
        said = _statements_in(source) if source else {}
        nameless, belonging = _nameless(said)
        for subject, pairs in said.items():
            kept = tuple(pair for pair in pairs if pair[0].value not in PLACES_IN_SOURCE)
            if kept and subject not in belonging and subject != ox.NamedNode(graph):
                yield Entry(self.edition.evidence.citation(subject, graph), subject, kept, nameless)

    # Links

    def cite(self, citations: Iterable[Citation]) -> Markup:
        """Where the sources say something: document, section and paragraphs, with the public address."""
        return Markup("").join(map(self._cite, join_sections(citations)))

    def _cite(self, citation: Citation) -> Markup:
        if citation not in self._links:
            public = self.public_page(citation.document) if citation.document else Markup("")
            self._links[citation] = Markup('<cite class="where">{}{}</cite>').format(
                self.link(citation), public
            )
        return self._links[citation]

    def link(self, citation: Citation, words: str = "") -> Markup:
        """A link to a place in a source, in other words if some are given."""
        shown = visible(words or str(citation))
        if citation.document is None:
            return escape(shown)
        address = self.of(citation.document).address(citation.section, citation.numbers)
        return Markup('<a href="~/{}">{}</a>').format(address, shown)

    def public_page(self, document: str) -> Markup:
        """A link to where a source is published, behind the words of a citation; empty without an address."""
        reference = self.edition.library.reference(document)
        if not reference.url:
            return Markup("")
        seen = "public page" if reference.is_seen else "public address, not confirmed"
        link = web_link(reference.url, seen)
        return Markup(" ({})").format(link) if "<a" in link else Markup("")


def _statements_in(source: Source) -> dict[Term, list[Said]]:
    """What a file states, by subject, as it is written and in its order."""
    said: dict[Term, dict[Said, None]] = {}
    for quad in ox.parse(source.data, source.form, base_iri=source.graph):
        said.setdefault(quad.subject, {})[quad.predicate, quad.object] = None
    return {subject: list(pairs) for subject, pairs in said.items()}


def _nameless(said: Mapping[Term, list[Said]]) -> tuple[dict[Term, list[Said]], set[Term]]:
    """What is said of blank nodes, and those of them that something else leads to."""
    nameless: dict[Term, list[Said]] = {
        subject: pairs for subject, pairs in said.items() if isinstance(subject, ox.BlankNode)
    }
    reached = {value for pairs in said.values() for _, value in pairs}
    return nameless, reached & nameless.keys()


def cut(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Entries in pages, each of so many statements as are read at once; a section is kept together."""
    pages: list[list[Entry]] = [[]]
    size = 0
    for _, of_section in groupby(entries, key=lambda entry: entry.citation.section):
        section = list(of_section)
        fits = size + sum(entry.size for entry in section) <= MOST
        for number, entry in enumerate(section):
            is_too_much = size + entry.size > MOST
            if size and (is_too_much or (number == 0 and not fits)):
                pages.append([])
                size = 0
            pages[-1].append(entry)
            size += entry.size
    return pages


def _outline(path: str, pages: Sequence[Sequence[Entry]]) -> Outline:
    places: dict[tuple[str, int | None], Place] = {}
    for page, entries in enumerate(pages, 1):
        for entry in entries:
            section = entry.citation.section
            places.setdefault((section, None), Place(page, anchor_of(section)))
            for number in entry.citation.numbers[:1]:
                places.setdefault((section, number), Place(page, anchor_of(section, number)))
    statements = sum(entry.size for entries in pages for entry in entries)
    return Outline(path, places, statements, len(pages))

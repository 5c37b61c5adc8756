"""The pages of sources: what each states in its order, its list of references, and how far it was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import pyoxigraph as ox
from markupsafe import Markup

from irc_kg.errors import count
from irc_kg.provenance import EVIDENCE_GRAPH, Citation
from irc_kg.publishing import join_names
from irc_kg.publishing.styles import vancouver_parts
from irc_kg.queries.tables import visible
from irc_kg.site.addresses import link_to, web_link
from irc_kg.site.citing import cite_this
from irc_kg.site.edition import Edition
from irc_kg.site.kinds import page_links
from irc_kg.site.outlines import Entry, Outline, Said, anchor_of, cut
from irc_kg.site.pages import Page, PageKind
from irc_kg.site.reference_faults import PrintedReferences
from irc_kg.site.statements import Phrasing
from irc_kg.store.names import RDF

SOURCES = "sources.html"


class SourcePages:
    """Makes the pages of the sources of an edition, and their list."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.store = edition.store
        self.outlines = edition.outlines
        self.wording = Phrasing(edition)
        self._printed = PrintedReferences(edition, self.wording)

    def __iter__(self) -> Iterator[Page]:
        yield self._list()
        for document in self.outlines.documents:
            yield from self._pages(document)

    def _name(self, document: str) -> str:
        """What a source is called; a file that is cited itself, as it is named."""
        files = self.store.files
        is_file = document in files.graph_iris
        return visible(files.display_graph(document) if is_file else self.store.label(document))

    # The list of sources

    def _list(self) -> Page:
        by_kind: dict[str, list[str]] = {}
        for document in self.outlines.documents:
            by_kind.setdefault(self.store.kind(document) or "", []).append(document)
        sections = [
            Markup('<section><h2>{}</h2>\n<ul class="links">\n{}</ul></section>\n').format(
                visible(self.store.label(kind)) if kind else "Sources",
                Markup("").join(map(self._item, sorted(documents, key=self._name))),
            )
            for kind, documents in sorted(by_kind.items(), key=lambda item: len(item[1]))
        ]
        number = count(len(self.outlines.documents), "source")
        lead = f"All that is stated here comes from {number}; each has a page of what it states."
        return Page(SOURCES, "Sources", PageKind.LIST, Markup("").join(sections), lead)

    def _item(self, document: str) -> Markup:
        outline = self.outlines.of(document)
        reference = self.edition.library.reference(document)
        known = [str(reference.issued.in_words())] if reference.issued else []
        parts = [*filter(None, [reference.publisher, *known]), count(outline.statements, "statement")]
        hint = Markup('<span class="hint">{}{}</span>').format(
            "; ".join(parts), self.outlines.public_page(document)
        )
        return Markup("<li>{}{}</li>\n").format(link_to(outline.path, self._name(document)), hint)

    # One source

    def _pages(self, document: str) -> Iterator[Page]:
        outline = self.outlines.of(document)
        pages = cut(self.outlines.entries(document))
        paths = [outline.path_of(page) for page in range(1, len(pages) + 1)]
        for number, (path, entries) in enumerate(zip(paths, pages, strict=True), 1):
            is_first = number == 1
            said = self._statements(entries) + page_links(paths, path)
            before = self._before(document, outline) if is_first else Markup("")
            behind = self._behind(document, outline) if is_first else Markup("")
            title = self._name(document) if is_first else f"{self._name(document)}, page {number}"
            above = () if is_first else ((paths[0], self._name(document)),)
            lead = (
                "What this source states, in its order, each statement in the words of this graph."
                if is_first
                else f"What it states, page {number} of {len(pages)}."
            )
            body = before + said + behind
            yield Page(path, title, PageKind.SOURCE, body, lead, ((SOURCES, "Sources"), *above))

    def _before(self, document: str, outline: Outline) -> Markup:
        """What it is, where it is, how far it was read, and its sections."""
        before, url, behind = vancouver_parts(self.edition.library.reference(document))
        about = Markup("<p>{}{}{}</p>\n").format(before, web_link(url) if url else "", behind)
        thing = self.edition.addresses.of_thing(document)
        link = link_to(thing, "What is said of it, and what mentions it") if thing else Markup("")
        as_thing = Markup("<p>{}</p>\n").format(link) if thing else link
        return about + as_thing + self._reach(document, outline) + self._contents(outline)

    def _reach(self, document: str, outline: Outline) -> Markup:
        """How far the reading goes: sections, statements, and places that are not known."""
        files = self.outlines.files_of(document)
        sections = {file.section for file in files if file.section}
        parts = count(len(sections), "section") if sections else "the whole of it"
        made = count(outline.statements, "statement")
        sentences = [f"{made} from {parts}, in {count(len(files), 'file')}."]
        sentences += [*self._places_in_words(document), *self._not_read(document)]
        return Markup('<section><h2 id="reach">How far the reading goes</h2>\n<p>{}</p></section>\n').format(
            " ".join(sentences)
        )

    def _places_in_words(self, document: str) -> Iterator[str]:
        """How many of its statements name their paragraph or row."""
        entries = self.outlines.entries(document)
        units = {entry.citation.unit for entry in entries if entry.citation.numbers}
        without = sum(entry.size for entry in entries if not entry.citation.numbers)
        if units and not without:
            yield f"Each names its {join_names(sorted(units), 'or')}."
        elif units:
            yield f"{count(without, 'statement')} of them name no {join_names(sorted(units), 'or')}."

    def _not_read(self, document: str) -> Iterator[str]:
        """What of a document was not read, as far as the places of its sections tell."""
        files = self.outlines.files_of(document)
        positions = {file.position for file in files if file.position is not None}
        missing = sorted(set(range(1, max(positions, default=0) + 1)) - positions)
        if missing:
            number = "number" if len(missing) == 1 else "numbers"
            yield f"Nothing is stated from its sections {number} {join_names(list(map(str, missing)))}."
        if any(self.store.states(file.graph, RDF + "type", EVIDENCE_GRAPH) for file in files):
            yield "What is not listed here was not read, or says nothing that this graph keeps."

    def _contents(self, outline: Outline) -> Markup:
        """Its sections as links; those that stand on another page can be found from here by their anchors."""
        sections = list(outline.sections())
        if len(sections) <= 1 and outline.pages == 1:
            return Markup("")
        items = [
            Markup('<li{}><a href="~/{}#{}">{}</a></li>\n').format(
                Markup(' id="{}"').format(place.anchor) if place.page > 1 else "",
                outline.path_of(place.page),
                place.anchor,
                visible(section) or "The whole",
            )
            for section, place in sections
        ]
        return Markup('<nav aria-label="Its sections"><ol class="contents">\n{}</ol></nav>\n').format(
            Markup("").join(items)
        )

    def _statements(self, entries: Sequence[Entry]) -> Markup:
        """What it states, by section, and by paragraph or row within it."""
        parts: list[Markup] = []
        for section, of_section in groupby(entries, key=lambda entry: entry.citation.section):
            anchors: set[str] = set()
            parts.append(
                Markup('<section><h2 id="{}">{}</h2>\n').format(
                    anchor_of(section), visible(section) or "What it states"
                )
            )
            for citation, at_place in groupby(of_section, key=_place_of):
                parts.append(self._at_place(citation, list(at_place), anchors))
            parts.append(Markup("</section>\n"))
        return Markup("").join(parts)

    def _at_place(self, citation: Citation, entries: Sequence[Entry], anchors: set[str]) -> Markup:
        heading = Markup("")
        if citation.numbers:
            anchor = anchor_of(citation.section, citation.numbers[0])
            named = Markup(' id="{}"').format(anchor) if anchor not in anchors else ""
            anchors.add(anchor)
            words = citation.place[:1].upper() + citation.place[1:]
            heading = Markup("<h3{}>{}</h3>\n").format(named, words)
        rows = Markup("").join(map(self._entry, entries))
        return heading + Markup('<dl class="facts said">\n{}</dl>\n').format(rows)

    def _entry(self, entry: Entry) -> Markup:
        """What is stated of one subject, relation by relation."""

        def nameless(node: ox.BlankNode) -> list[Said]:
            return entry.nameless.get(node, [])

        subject = self.wording.value(entry.subject, nameless)
        evidence, name = self.edition.evidence, self.store.label(getattr(entry.subject, "value", ""))
        naming: list[Markup] = []
        by_relation: dict[str, list[Markup]] = {}
        for predicate, value in entry.said:
            if evidence.is_naming(entry.subject, predicate):
                is_name = isinstance(value, ox.Literal) and value.value == name
                shown = "so" if is_name else self.wording.value(value, nameless)
                naming.append(self._says(predicate.value, [shown]))
            else:
                shown = self.wording.value(value, nameless)
                by_relation.setdefault(predicate.value, []).append(shown)
        lines = [Markup("; ").join(naming)] if naming else []
        lines += [self._says(relation, values) for relation, values in by_relation.items()]
        return Markup("<dt>{}</dt><dd>{}</dd>\n").format(subject, Markup("<br>\n").join(lines))

    def _says(self, relation: str, values: Sequence[Markup | str]) -> Markup:
        says = Markup('<span class="says">{}</span> {}')
        return says.format(self.wording.words(relation), Markup(", ").join(values))

    def _behind(self, document: str, outline: Outline) -> Markup:
        references = self.edition.library.references((document,))
        return self._printed.of(document) + cite_this(
            self.edition, self._name(document), outline.path, references
        )


def _place_of(entry: Entry) -> Citation:
    """The place of an entry, whichever file states it."""
    return entry.citation._replace(graph="")

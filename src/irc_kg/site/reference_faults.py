"""The list of references of a source, as it is printed, with what is wrong with its addresses."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from irc_kg.publishing import date_of
from irc_kg.queries.tables import visible
from irc_kg.site.addresses import web_link
from irc_kg.site.edition import Edition
from irc_kg.site.statements import Phrasing
from irc_kg.store.names import IRC

_STANDS_FOR = "http://purl.org/spar/biro/references"
_COLUMNS = ("No.", "As it is printed", "What it stands for", "Faults, and what was seen at the address")


class PrintedReferences:
    """Makes the lists of references of sources."""

    def __init__(self, edition: Edition, wording: Phrasing) -> None:
        self.edition = edition
        self.store = edition.store
        self.wording = wording

    def of(self, document: str) -> Markup:
        """The list of references of a source as a table; empty where it has none."""
        library = self.edition.library
        entries = [entry for entry in library.entries if library.list_of(entry) == document]
        if not entries:
            return Markup("")
        heads = Markup("").join(Markup('<th scope="col">{}</th>').format(column) for column in _COLUMNS)
        rows = Markup("").join(map(self._row, entries))
        return Markup(
            '<section><h2 id="references">Its references, and their faults</h2>\n<div class="scroll" '
            'tabindex="0" role="region" aria-label="References"><table class="rows"><caption class="unseen">'
            "References as they are printed</caption>\n<thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>"
            "</div></section>\n"
        ).format(heads, rows)

    def _row(self, entry: str) -> Markup:
        cells = (
            Markup("{}").format(self.store.text(entry, IRC + "referenceNumber")),
            Markup("<br>").join(self._as_printed(entry)),
            Markup(", ").join(map(self.edition.addresses.link, self.store.iris(entry, _STANDS_FOR))),
            Markup("<br>").join(self._faults(entry)),
        )
        parts = (
            Markup('<td data-label="{}">{}</td>').format(column, cell)
            for column, cell in zip(_COLUMNS, cells, strict=True)
        )
        return Markup("<tr>{}</tr>\n").format(Markup("").join(parts))

    def _as_printed(self, entry: str) -> Iterator[Markup]:
        title = self.store.text(entry, IRC + "titleAsPrinted")
        yield self.edition.addresses.link(entry, visible(title) or self.store.label(entry))
        for name in ("publisherAsPrinted", "dateAsPrinted"):
            for text in self.store.texts(entry, IRC + name):
                yield Markup("{}").format(visible(text))
        for address in self.store.texts(entry, IRC + "addressAsPrinted"):
            yield web_link(address)

    def _faults(self, entry: str) -> Iterator[Markup]:
        """What is wrong with the address, whoever saw it, and when it was looked up."""
        for fault in self.store.iris(entry, IRC + "addressFault"):
            yield self.edition.addresses.link(fault)
        for remark in self.store.texts(entry, IRC + "addressRemark"):
            yield Markup("{}").format(visible(remark))
        for name in ("addressSeenOn", "addressNotSeenOn"):
            for term in self.store.objects(entry, IRC + name):
                if day := date_of(term):
                    yield Markup("{} {}").format(self.wording.words(IRC + name), day.in_words())
        for address in self.store.texts(entry, IRC + "otherAddress"):
            yield Markup("{}: {}").format(self.wording.words(IRC + "otherAddress"), web_link(address))

"""What a site says of itself: what it rests on, its limits, its licence, how to cite it, and its state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from markupsafe import Markup, escape

from irc_kg.errors import count
from irc_kg.provenance.sources import Sources
from irc_kg.queries.tables import text, visible
from irc_kg.site.addresses import VOCABULARY, link_to, web_link
from irc_kg.site.edition import Edition
from irc_kg.site.feed import CHANGES
from irc_kg.site.pages import Page, PageKind, SiteFile
from irc_kg.store.names import DCTERMS, SCHEMA
from irc_kg.views.drawing.sheet import licence_name

ABOUT = "about.html"
_METHOD = """
Each statement stands in a file that is made from one section of one source, and says which; where the place
in the section is known, it names the paragraph or the row.

An answer is what a query finds in these statements. Its sources are the statements without which a row would
not be there; where several sources state the same, all are named. The query stands below each answer.
"""
_LIMITS = """
What no source that is kept here states is not shown: that something is missing does not mean that it is not
so.

Names and sentences without quotation marks are in the words of those who made this, and not in those of the
sources.

A page says how things stood on its day. What has ended says so behind its name, as far as a source states it.
"""


class AboutPages:
    """The page about an edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.metadata = edition.metadata

    def __iter__(self) -> Iterator[Page | SiteFile]:
        sections = [
            ("what", "What this is", self._what()),
            ("method", "How it is made", _paragraphs(_METHOD.strip().split("\n\n"))),
            ("limits", "What it does not tell", _paragraphs(_LIMITS.strip().split("\n\n"))),
            ("cite", "How to cite it", self._how_to_cite()),
            ("licence", "Licence", self._licence()),
            ("state", "Which state this is", self._state()),
        ]
        body = Markup("\n").join(
            Markup('<section><h2 id="{}">{}</h2>\n{}</section>').format(anchor, heading, content)
            for anchor, heading, content in sections
            if content
        )
        lead = "What it rests on, what it does not tell, how it may be used, and how to cite it."
        yield Page(ABOUT, f"About {self.edition.short_title}", PageKind.ABOUT, body, lead)

    def _what(self) -> Markup:
        store = self.edition.store
        stated = self.metadata.abstracts or self.metadata.own_words(DCTERMS + "description")
        documents = Sources(store).all_documents
        counted = (
            f"It holds {count(len(self.edition.addresses.things), 'thing')} from "
            f"{count(len(documents), 'source')}."
        )
        links = Markup('<p>{} <a href="~/sources.html">All sources</a>. {}.</p>').format(
            counted, link_to(VOCABULARY, "The words in which it is said")
        )
        return _paragraphs([text(one) if _is_term(one) else str(one) for one in stated]) + links

    def _how_to_cite(self) -> Markup:
        """The whole as a reference; an answer is cited by its sources."""
        advice = (
            "Cite the sources that an answer names: each page has their references. The whole is cited as:"
        )
        reference = visible(self.reference)
        return Markup("<p>{}</p>\n<blockquote data-copy><p>{}</p></blockquote>").format(advice, reference)

    @property
    def reference(self) -> str:
        """How the whole of it is cited, in the state of the edition."""
        edition = self.edition
        authors = ", ".join(self.metadata.authors)
        version = next((str(getattr(one, "value", one)) for one in self.metadata.versions), "")
        parts = [
            authors,
            f"{edition.title} [data set]",
            f"Version {version}" if version else "",
            f"Revision {edition.revision}" if edition.revision else "",
            edition.day.in_words(),
            f"Available from: {edition.base_url}" if edition.base_url else "",
        ]
        return ". ".join(part.rstrip(".") for part in parts if part) + "."

    def _licence(self) -> Markup:
        """The licences of the data, and what those of its sources ask to be said."""
        licences = [text(one) for one in self.metadata.licences]
        links = Markup(", ").join(web_link(one, licence_name(one)) for one in licences)
        parts = [Markup("<p>The data may be used under: {}.</p>").format(links)] if licences else []
        stated = (quad.object for quad in self.edition.store.quads(None, SCHEMA + "creditText"))
        wanted = sorted({one.value for one in stated if isinstance(one, ox.Literal)})
        parts += [Markup('<p class="hint">{}</p>').format(visible(one)) for one in wanted]
        parts.append(Markup("<p>The documents that it cites belong to their publishers.</p>"))
        return Markup("\n").join(parts)

    def _state(self) -> Markup:
        edition = self.edition
        known = edition.store.endings.last_change
        facts = [
            ("As of", edition.day.in_words()),
            ("Last brought up to date", known.in_words() if known else ""),
            ("Revision", edition.revision),
            ("Address", edition.base_url),
        ]
        listed = [
            Markup("<dt>{}</dt><dd>{}</dd>").format(name, visible(value)) for name, value in facts if value
        ]
        changes = Markup("<p>{}</p>").format(link_to(CHANGES, "What has changed in the graph"))
        made = Markup("<p>Made with irc-kg, a program under the MIT licence.</p>")
        return Markup('<dl class="facts">{}</dl>\n{}\n{}').format(Markup("").join(listed), changes, made)


def _paragraphs(words: Iterable[str]) -> Markup:
    return Markup("\n").join(Markup("<p>{}</p>").format(escape(visible(one))) for one in words)


def _is_term(one: object) -> bool:
    return isinstance(one, ox.Literal | ox.NamedNode)

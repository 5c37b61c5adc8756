"""The lists of all things: by kind, and within each by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from irc_kg.errors import count
from irc_kg.queries.tables import visible
from irc_kg.site.addresses import further, link_to
from irc_kg.site.edition import Edition
from irc_kg.site.pages import Page, PageKind
from irc_kg.store.names import SKOS

THINGS = "things.html"
_MOST_OF_PAGE = 400  # things
_NO_KIND = ""


class KindPages:
    """Makes a page for each kind of thing, and the page that leads to them."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._things: dict[str, list[str]] = {}

    def add(self, thing: str, kind: str | None) -> None:
        """Have a thing listed under its kind."""
        self._things.setdefault(kind or _NO_KIND, []).append(thing)

    def __iter__(self) -> Iterator[Page]:
        store = self.edition.store
        named = {kind: visible(store.label(kind)) if kind else "Of no kind" for kind in self._things}
        kinds = sorted(named, key=lambda kind: (named[kind].casefold(), kind))
        paths = {kind: self.edition.addresses.of_kind(kind) for kind in kinds}
        items = (
            Markup("<li>{}{}</li>\n").format(
                Markup('{} <span class="count">{}</span>').format(
                    link_to(paths[kind], named[kind]), len(self._things[kind])
                ),
                self._definition(kind),
            )
            for kind in kinds
        )
        body = Markup('<ul class="links columns">\n{}</ul>\n').format(Markup("").join(items))
        number = sum(map(len, self._things.values()))
        lead = (
            f"All {count(number, 'thing')} of this graph, by their kinds; the search finds each by its names."
        )
        yield Page(THINGS, "Things", PageKind.LIST, body, lead)
        for kind in kinds:
            yield from self._pages(kind, named[kind], paths[kind])

    def _definition(self, kind: str) -> Markup:
        text = self.edition.store.text(kind, SKOS + "definition") if kind else ""
        return Markup('<span class="hint">{}</span>').format(visible(text)) if text else Markup("")

    def _pages(self, kind: str, name: str, path: str) -> Iterator[Page]:
        addresses, store = self.edition.addresses, self.edition.store
        things = sorted(self._things[kind], key=lambda thing: (store.label(thing).casefold(), thing))
        parts = [things[at : at + _MOST_OF_PAGE] for at in range(0, len(things), _MOST_OF_PAGE)]
        paths = [path, *(further(path, str(number)) for number in range(2, len(parts) + 1))]
        for here, part in zip(paths, parts, strict=True):
            items = (Markup("<li>{}</li>\n").format(addresses.link(thing)) for thing in part)
            listed = Markup('<ul class="links columns">\n{}</ul>\n').format(Markup("").join(items))
            body = self._meaning(kind) + listed + page_links(paths, here)
            lead = f"{count(len(things), 'thing')} of this kind, by their names."
            yield Page(here, name, PageKind.LIST, body, lead, ((THINGS, "Things"),))

    def _meaning(self, kind: str) -> Markup:
        text = self._definition(kind)
        term = self.edition.addresses.of_term(kind) if kind else None
        link = Markup(" {}").format(link_to(term, "What the word means here")) if term else ""
        return Markup("<p>{}{}</p>\n").format(text, link) if text or link else Markup("")


def page_links(paths: Sequence[str], here: str) -> Markup:
    """Links from one page of a list to the others; nothing where it is the only one."""
    if len(paths) == 1:
        return Markup("")
    items = (
        Markup('<li aria-current="page">{}</li>').format(number)
        if path == here
        else Markup("<li>{}</li>").format(link_to(path, str(number)))
        for number, path in enumerate(paths, 1)
    )
    nav = Markup('<nav aria-label="Pages of this list"><ul class="actions">{}</ul></nav>\n')
    return nav.format(Markup("").join(items))

"""How a page says how it, and the sources that it rests on, are cited."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from irc_kg.publishing import Reference, join_names, to_line
from irc_kg.publishing.styles import vancouver_parts
from irc_kg.site.addresses import web_link
from irc_kg.site.edition import Edition


def reference_list(references: Iterable[Reference]) -> Markup:
    """References as a numbered list in the style of Vancouver, with their addresses as links."""
    items = (Markup("<li>{}</li>\n").format(_reference(one)) for one in dict.fromkeys(references))
    return Markup("<ol data-copy>\n{}</ol>\n").format(Markup("").join(items))


def _reference(reference: Reference) -> Markup:
    before, url, behind = vancouver_parts(reference)
    return Markup("{}{}{}").format(before, web_link(url) if url else "", behind)


def reference_of_page(edition: Edition, title: str, path: str) -> Markup:
    """How a page of the site is cited: whose it is, its name, that of the whole, the day, and where it is."""
    metadata = edition.metadata
    authors = join_names([to_line(name) for name in metadata.authors])
    authors = authors[:1].upper() + authors[1:]
    day = edition.day.in_words()
    state = f"{day}, revision {edition.revision}" if edition.revision else day
    said = [authors, to_line(title), to_line(edition.title), state]
    text = " ".join(f"{part.removesuffix('.')}." for part in said if part)
    where = (
        Markup(" Available from: {}").format(web_link(edition.base_url + path)) if edition.base_url else ""
    )
    return Markup("<p data-copy>{}{}</p>\n").format(text, where)


def cite_this(edition: Edition, title: str, path: str, references: Iterable[Reference]) -> Markup:
    """What a page says of how to cite it: the sources first, then the page itself."""
    listed = tuple(dict.fromkeys(references))
    sources = Markup("<p>The sources:</p>\n{}").format(reference_list(listed)) if listed else ""
    page = reference_of_page(edition, title, path)
    return Markup(
        '<details class="more cited"><summary>Cite this</summary>\n{}<p>This page:</p>\n{}</details>\n'
    ).format(sources, page)

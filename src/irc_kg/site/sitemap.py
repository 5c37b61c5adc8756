"""The list of all pages of a site for those who look through it for others: what sitemaps.org describes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import escape

from irc_kg.site.pages import SiteFile
from irc_kg.store.datatypes import PartialDate

_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST = 50_000  # addresses of one file, as the protocol has it
_INDEX = "sitemap.xml"


def sitemap(base_url: str, paths: Sequence[str], day: PartialDate) -> Iterator[SiteFile]:
    """The files that list the pages at an address: one, or several and one that lists these."""
    parts = [paths[start : start + _MOST] for start in range(0, len(paths), _MOST)]
    if len(parts) <= 1:
        yield _file(_INDEX, "urlset", "url", [base_url + path for path in paths], day)
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield _file(name, "urlset", "url", [base_url + path for path in part], day)
    yield _file(_INDEX, "sitemapindex", "sitemap", [base_url + name for name in names], day)


def _file(path: str, whole: str, each: str, addresses: Sequence[str], day: PartialDate) -> SiteFile:
    entries = "".join(
        f"<{each}><loc>{escape(address)}</loc><lastmod>{day}</lastmod></{each}>\n" for address in addresses
    )
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<{whole} xmlns="{_SCHEMA}">\n{entries}</{whole}>\n'
    return SiteFile(path, text.encode("utf-8", "replace"))

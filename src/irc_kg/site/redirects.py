"""Where the identifiers of a project lead: rules for Apache, as w3id.org takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from irc_kg.site.addresses import VOCABULARY
from irc_kg.site.edition import Edition
from irc_kg.site.pages import SiteFile
from irc_kg.site.thing_data import CONTEXT

RULES = ".htaccess"
_PLAIN_RULE = re.compile(r"[A-Za-z0-9_./~-]+")
_HEAD = """\
# Where the identifiers of this project lead: people to pages, programs to data.
# For the folder of {root} at w3id.org, or wherever else Apache answers for that address.
Options -MultiViews
AddType text/turtle .ttl
AddType application/ld+json .jsonld
RewriteEngine on
"""
_NO_ADDRESS = """\
# Where the site will be found is not known: `irc-kg site --base-url URL` writes these rules for that address.
"""
_NO_FILE = "RewriteCond %{REQUEST_FILENAME} !-f\n"  # what is there is served as it is
_ENDINGS = r"\.(?:html|ttl|jsonld)"
_ACCEPTED = {
    "ttl": r"text/turtle|application/x-turtle",
    "jsonld": r"application/ld\+json",
}


class Redirects:
    """Makes the rules that lead from identifiers to pages."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @property
    def root(self) -> str:
        """The address of the folder that identifiers are in; that of things is one of its folders."""
        namespace = self.edition.addresses.namespace
        return namespace[: namespace.rstrip("/#").rfind("/") + 1]

    def __iter__(self) -> Iterator[SiteFile]:
        if not self.root.startswith(("http://", "https://")):
            return
        base = self.edition.base_url
        lines = [_HEAD.format(root=self.root), "" if base else _NO_ADDRESS, *self._rules(base)]
        yield SiteFile(RULES, "".join(lines).encode())

    def _rules(self, base: str) -> Iterator[str]:
        """Rules from the most special to the most general; where the site itself is, its files are served."""
        folder = self.edition.addresses.folder_of_things
        for local, stem in self._unlike():
            yield from _negotiate(f"^{_pattern(local)}$", f"{base}{stem}", base)
        yield from self._of_files(base)
        own = self.edition.addresses.namespace.removeprefix(self.root).strip("/#")
        if _PLAIN_RULE.fullmatch(own):
            target = f"{base}{folder}/$1"
            if base:
                yield f"{_NO_FILE}RewriteRule ^{_pattern(own)}/(.+{_ENDINGS})$ {target} {_flags(base)}\n"
            yield from _negotiate(rf"^{_pattern(own)}/([A-Za-z0-9][A-Za-z0-9._-]*)$", target, base)
        yield from self._of_vocabulary(base)

    def _of_vocabulary(self, base: str) -> Iterator[str]:
        ontology = self.edition.metadata.ontology
        local = unquote(ontology.removeprefix(self.root)).rstrip("#/")
        if ontology.startswith(self.root) and _PLAIN_RULE.fullmatch(local):
            yield f"RewriteRule ^{_pattern(local)}[/]?$ {base}{VOCABULARY} {_flags(base)}\n"
        if base:
            yield f"{_NO_FILE}RewriteRule ^{_pattern(CONTEXT)}$ {base}{CONTEXT} {_flags(base)}\n"

    def _unlike(self) -> Iterator[tuple[str, str]]:
        """Things whose page is not called as they are: their identifiers below the root, and the pages."""
        addresses = self.edition.addresses
        own = f"{addresses.folder_of_things}/"
        for iri in addresses.things:
            path = (addresses.of_thing(iri) or "").removesuffix(".html")
            local = unquote(iri.removeprefix(self.root))
            is_own = path == own + iri.removeprefix(addresses.namespace) and not re.search(
                _ENDINGS + "$", path
            )
            if iri.startswith(self.root) and not is_own and _PLAIN_RULE.fullmatch(local):
                yield local, path

    def _of_files(self, base: str) -> Iterator[str]:
        """The named graphs, which lead to what their source states."""
        outlines = self.edition.outlines
        for document in outlines.documents:
            for file in outlines.files_of(document):
                local = unquote(file.graph.removeprefix(self.root))
                if file.graph.startswith(self.root) and _PLAIN_RULE.fullmatch(local):
                    address = outlines.of(document).address(file.section, ())
                    address = address if base else address.partition("#")[0]  # a file has no anchor
                    yield f"RewriteRule ^{_pattern(local)}$ {base}{address} {_flags(base, 'NE')}\n"


def _pattern(local: str) -> str:
    """A plain path as a regular expression."""
    return local.replace(".", r"\.")


def _negotiate(pattern: str, target: str, base: str) -> Iterator[str]:
    """Rules for one pattern: data for those who ask for it, else the page."""
    for ending, types in _ACCEPTED.items():
        yield f"{_NO_FILE}RewriteCond %{{HTTP_ACCEPT}} {types}\n"
        yield f"RewriteRule {pattern} {target}.{ending} {_flags(base)}\n"
    yield f"{_NO_FILE}RewriteRule {pattern} {target}.html {_flags(base)}\n"


def _flags(base: str, more: str = "") -> str:
    """Elsewhere, people are led to it; on the server of the site itself, the file is given."""
    return f"[{','.join(filter(None, ['R=303' if base else '', more, 'L']))}]"

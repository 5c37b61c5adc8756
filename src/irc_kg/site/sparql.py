"""A page that asks the graph in SPARQL, with an engine that runs in the browser: Oxigraph, as npm has it."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from markupsafe import Markup

from irc_kg.errors import IrcKgError
from irc_kg.publishing.dumps import DUMPS, content_of
from irc_kg.queries.tables import visible
from irc_kg.site.edition import Edition
from irc_kg.site.frame import WEB
from irc_kg.site.one_file import pack
from irc_kg.site.pages import Page, PageKind, SiteFile, data_file

PATH = "sparql.html"
_DATA = "sparql-data.js"
_ENGINE = "sparql-engine.js"
_GLUE, _MODULE = "web.js", "web_bg.wasm"  # of the package, for browsers
# What the engine is started with, after what comes with it.
_WORKER = ("unpack.js", "sparql_worker.js")
_LEAD = "Ask the graph in SPARQL, in this page: nothing is sent anywhere."
_BODY = Markup("""\
<noscript><p class="note">This page needs JavaScript. The other pages do without.</p></noscript>
<form class="sparql" data-sparql hidden>
<p><label for="sparql-example">Begin with a question</label>
<select id="sparql-example">\
<option value="">All kinds of things, and how many there are of each</option></select></p>
<p><label for="sparql-text">Query</label>
<textarea id="sparql-text" rows="14" spellcheck="false" autocomplete="off" autocapitalize="off" \
aria-describedby="sparql-hint"></textarea></p>
<p class="hint" id="sparql-hint">The prefixes of the project are known. The default graph holds what \
all files state; each file is a named graph too. Control and Enter together run it.</p>
<p class="actions"><button type="submit">Run</button> \
<button type="button" class="plain" data-stop hidden>Stop</button> \
<button type="button" class="plain" data-csv hidden>Save the rows as CSV</button></p>
<p role="status" class="hint"></p>
</form>
<div data-sparql-answer></div>
""")


class NoEngineError(IrcKgError):
    """A package that is not that of Oxigraph for browsers."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is no npm package of Oxigraph: it has no {_GLUE} with {_MODULE}. "
            "`npm pack oxigraph` gets it."
        )


@dataclass(frozen=True)
class Engine:
    """Oxigraph compiled for browsers: a folder or an archive, as ``npm pack oxigraph`` gives it."""

    package: Path

    @cached_property
    def files(self) -> dict[str, bytes]:
        """The two files that are needed; raises NoEngineError."""
        try:
            found = self._in_folder() if self.package.is_dir() else self._in_archive()
        except (OSError, tarfile.TarError, EOFError) as error:
            raise NoEngineError(self.package) from error
        if found.keys() != {_GLUE, _MODULE}:
            raise NoEngineError(self.package)
        return found

    def _in_folder(self) -> dict[str, bytes]:
        for folder in (self.package, self.package / "package", self.package / "node_modules" / "oxigraph"):
            if (folder / _GLUE).is_file():
                return {name: (folder / name).read_bytes() for name in (_GLUE, _MODULE)}
        return {}

    def _in_archive(self) -> dict[str, bytes]:
        found = {}
        with tarfile.open(self.package) as archive:
            for member in archive:
                name = member.name.rpartition("/")[2]
                content = archive.extractfile(member) if name in {_GLUE, _MODULE} else None
                if content is not None:
                    found[name] = content.read()
        return found

    def file(self) -> SiteFile:
        """The engine and what runs it, as one file of data."""
        glue = _as_plain_script(self.files[_GLUE].decode())
        parts = [(WEB / name).read_text(encoding="utf-8") for name in _WORKER]
        module = self.files[_MODULE]
        value = {"worker": "\n".join([glue, *parts]), "module": pack(module), "size": len(module)}
        return data_file(_ENGINE, value, packed=True)


def _as_plain_script(module: str) -> str:
    """A module without what makes it one: from a disk, no browser runs a module beside a page."""
    plain = re.sub(r"^export\s*\{[^}]*\};?$", "", module, flags=re.MULTILINE)
    plain = re.sub(r"^export\s+(?=class|function|const|async)", "", plain, flags=re.MULTILINE)
    return plain.replace("import.meta.url", '""')  # where it would be fetched from, were it not given


class SparqlPages:
    """The page, the graph that it asks, and the engine."""

    def __init__(self, edition: Edition, package: Path) -> None:
        self.edition = edition
        self.engine = Engine(package)

    def __iter__(self) -> Iterator[Page | SiteFile]:
        engine = self.engine.file()
        yield Page(PATH, "Ask in SPARQL", PageKind.SPARQL, _BODY, _LEAD)
        yield data_file(_DATA, self._data())
        yield engine

    def _data(self) -> dict[str, object]:
        """What is asked, what it may be asked, and the pages of what it answers with."""
        project = self.edition.project
        graph = content_of(project.dump(), DUMPS.choose("trig", None)).decode()
        return {
            "graph": graph,
            "prefixes": dict(sorted(self.edition.store.prefixes.by_name.items())),
            "examples": project.examples().texts,
            "pages": {iri: [path, visible(name)] for iri, path, name in self._pages()},
        }

    def _pages(self) -> Iterator[tuple[str, str, str]]:
        """The page and the name of all that has one, by IRI."""
        store, addresses = self.edition.store, self.edition.addresses
        for iri in (*addresses.things, *sorted(addresses.terms)):
            path = addresses.of_thing(iri) or addresses.of_term(iri)
            if path:
                yield iri, path, store.display_label(iri, self.edition.day)

"""The files of a project read into an engine, each as a named graph, with what their ontology imports."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox

from irc_kg.errors import Finding, IrcKgError
from irc_kg.store.names import OWL, PrefixMap
from irc_kg.store.project_files import BASE_IRI, ProjectFiles, form_of, is_rdf, is_turtle
from irc_kg.store.settings import LOCAL_FILE
from irc_kg.store.values import Source

IMPORTS = OWL + "imports"
_PLACE_OF_FAULT = re.compile(r"^Parser error at line \d+ (between columns \d+ and \d+|column \d+): ")


class UnreadableFilesError(IrcKgError):
    """Files of the project that are not Turtle; ``irc-kg check`` lists the same faults."""

    def __init__(self, findings: Iterable[Finding], files: ProjectFiles) -> None:
        self.findings = tuple(findings)
        listed = "".join(
            f"\n  {files.display_path(finding.file)}:{finding.line}:{finding.column}: {finding.message}"
            for finding in self.findings
        )
        super().__init__(
            f"The project cannot be read before this is put right (`irc-kg check` tells more of it):{listed}"
        )


def _syntax_finding(path: Path, data: bytes, iri: str, error: ValueError | SyntaxError) -> Finding:
    """Why a file cannot be read, as the reader with positions tells it: every command says the same of it."""
    from irc_kg.turtle import TurtleSyntaxError, decode, parse

    try:
        if is_turtle(path):
            parse(decode(data), iri)
    except TurtleSyntaxError as fault:
        return Finding(path, fault.line, fault.column, "syntax", fault.message)
    # Only the engine does not take it.
    line, column = getattr(error, "lineno", None) or 1, getattr(error, "offset", None) or 1
    message = _PLACE_OF_FAULT.sub("", str(getattr(error, "msg", error)))
    return Finding(path, line, column, "syntax", message)


class LoadedFiles:
    """The files of a project, read: their triples, the prefixes that the ontology declares, its imports."""

    def __init__(self, files: ProjectFiles, overlay: Mapping[Path, bytes]) -> None:
        """``overlay``: what some files are to be read as, in the place of what they hold."""
        self.files = files
        self._overlay = overlay
        self.engine = ox.Store()
        self.namespaces = PrefixMap(self._where_declared)
        faults = [fault for path in files.rdf_files if (fault := self._load(path))]
        if faults:
            raise UnreadableFilesError(faults, files)
        self.imported: dict[str, Path] = {}
        self._follow_imports()

    def _follow_imports(self) -> None:
        """Read what is imported and is there, and what that imports; `check` names what is not."""
        waiting = [
            quad.object.value
            for quad in self.engine.quads_for_pattern(None, ox.NamedNode(IMPORTS), None)
            if isinstance(quad.object, ox.NamedNode)
        ]
        read = {*self.files.rdf_files, *self.imported.values()}
        for iri in waiting:
            if iri in self.imported or (path := self._file_of_import(iri)) is None:
                continue
            self.imported[iri] = path
            if path not in read and self._load(path) is None:
                self._follow_imports()

    def _file_of_import(self, iri: str) -> Path | None:
        """The file of the project that holds what is imported: where a setting says, or its IRI leads."""
        named = [
            *self._names_of_file(iri),
            *([iri.removeprefix(BASE_IRI)] if iri.startswith(BASE_IRI) else []),
        ]
        top = self.files.root.resolve()
        for name in named:
            for path in (top / unquote(name), top / f"{unquote(name)}.ttl"):
                inside = path.resolve()
                if is_rdf(inside) and inside.is_file() and inside.is_relative_to(top):
                    return self.files.root / inside.relative_to(top)
        return None

    def _names_of_file(self, iri: str) -> list[str]:
        """The files that the ontology says are what is imported."""
        stated = self.engine.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(LOCAL_FILE), None)
        return sorted({quad.object.value for quad in stated if isinstance(quad.object, ox.Literal)})

    def _load(self, path: Path) -> Finding | None:
        iri = self.files.graph_iri(path)
        graph = ox.NamedNode(iri)
        try:
            data = self._data_of(path)
        except OSError as error:
            return Finding(path, 1, 1, "syntax", f"The file cannot be read: {error.strerror}.")
        # Some editors put a byte order mark first, which says nothing and which the engine does not take.
        data = data.removeprefix(BOM_UTF8)
        try:
            form = form_of(path, data)
            if form is ox.RdfFormat.TURTLE and not data.isascii():
                data.decode()  # of comments the engine reads over bytes that are not UTF-8
            is_of_graph = iri in self.files.graph_iris
            if form is ox.RdfFormat.TURTLE and is_of_graph:
                self.engine.load(data, form, base_iri=iri, to_graph=graph)
                return None
            # The ontology declares the prefixes of the project, which only a parser tells. Whatever graphs
            # are in a file, it is one.
            parser = ox.parse(data, form, base_iri=iri, rename_blank_nodes=True)
            self.engine.extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parser)
            if not is_of_graph:
                for name, namespace in parser.prefixes.items():
                    self.namespaces.setdefault(name, namespace)
        except (UnicodeDecodeError, SyntaxError) as error:
            return _syntax_finding(path, data, iri, error)
        return None

    def _where_declared(self, prefix: str) -> str:
        """A sentence on the file of the graph that alone declares a prefix; empty where none does."""
        declaration = re.compile(rf"@?\b(?i:prefix)\s+{re.escape(prefix)}:\s*<([^<>\s]*)>".encode())
        for path in self.files.graph_files:
            if match := declaration.search(self._data_of(path)):
                namespace = match[1].decode(errors="replace")
                return (
                    f"Only {self.files.display_path(path)} declares `{prefix}:`. A project knows those "
                    f"of its ontology: write `@prefix {prefix}: <{namespace}> .` into a file there."
                )
        return ""

    def _data_of(self, path: Path) -> bytes:
        return self._overlay[path] if path in self._overlay else path.read_bytes()

    def sources(self) -> Iterator[Source]:
        """What each file holds, as it is written: the engine keeps what a number is worth, and not how."""
        for path in self.files.rdf_files:
            data = self._data_of(path).removeprefix(BOM_UTF8)
            yield Source(self.files.graph_iri(path), data, form_of(path, data))

"""The files of a project read into an engine, each as a named graph, with what their ontology imports."""

from __future__ import annotations

import os
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyoxigraph as ox

from irc_kg.errors import Finding, IrcKgError, Notice
from irc_kg.store.names import OWL, PrefixMap
from irc_kg.store.project_files import BASE_IRI, ProjectFiles, form_of, is_rdf, is_turtle
from irc_kg.store.settings import LOCAL_FILE
from irc_kg.store.values import Source, Spellings

if TYPE_CHECKING:
    from irc_kg.store.index import IndexedFiles

VARIABLE = "IRC_KG_INDEX"
ALWAYS, NEVER, AUTO = "always", "never", "auto"
# Of less than so many bytes, whoever looks at all of them is faster without an index; a single question is
# faster with one much sooner.
SMALLEST = 1_000_000
SMALLEST_FOR_A_QUESTION = 400_000
ToldProgress = Callable[[int, int], None]  # bytes of the files that are read, and of all

IMPORTS = OWL + "imports"
_PLACE_OF_FAULT = re.compile(r"^Parser error at line \d+ (between columns \d+ and \d+|column \d+): ")


class IndexNote(Notice):
    """Why a project is read from its files although it is large enough for an index."""


class IndexModeError(IrcKgError):
    """A value of the variable that says whether the index is used, and that is none."""

    def __init__(self, value: str) -> None:
        super().__init__(f"{VARIABLE} is {value!r}: it can be {AUTO}, {ALWAYS} or {NEVER}.")


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


def syntax_finding(path: Path, data: bytes, iri: str, error: ValueError | SyntaxError) -> Finding:
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


class FileReader:
    """What the files of a project hold, and which of them hold what its ontology imports."""

    def __init__(self, files: ProjectFiles, overlay: Mapping[Path, bytes] | None = None) -> None:
        """``overlay``: what some files are to be read as, in the place of what they hold."""
        self.files = files
        self._overlay = overlay or {}

    def data_of(self, path: Path) -> bytes:
        """What a file holds, without the byte order mark that some editors put first: it says nothing."""
        data = self._overlay[path] if path in self._overlay else path.read_bytes()
        return data.removeprefix(BOM_UTF8)

    def parser_of(self, path: Path, data: bytes) -> ox.QuadParser:
        """What gives the triples of a file; raises UnicodeDecodeError or, maybe later, SyntaxError."""
        form = self.form_of_text(path, data)
        return ox.parse(data, form, base_iri=self.files.graph_iri(path), rename_blank_nodes=True)

    @staticmethod
    def form_of_text(path: Path, data: bytes) -> ox.RdfFormat:
        """The form of a file; raises UnicodeDecodeError where it is Turtle and not UTF-8."""
        form = form_of(path, data)
        if form is ox.RdfFormat.TURTLE and not data.isascii():
            data.decode()  # of comments the engine reads over bytes that are not UTF-8
        return form

    def is_of_graph(self, path: Path) -> bool:
        """Whether a file stands under ``graph/``, and so declares no prefixes for the project."""
        return self.files.graph_iri(path) in self.files.graph_iris

    def sources(self) -> Iterator[Source]:
        """What each file holds, as it is written: the engine keeps what a number is worth, and not how."""
        for path in self.files.rdf_files:
            data = self.data_of(path)
            yield Source(self.files.graph_iri(path), data, form_of(path, data))

    def where_declared(self, prefix: str) -> str:
        """A sentence on the file of the graph that alone declares a prefix; empty where none does."""
        declaration = re.compile(rf"@?\b(?i:prefix)\s+{re.escape(prefix)}:\s*<([^<>\s]*)>".encode())
        for path in self.files.graph_files:
            if match := declaration.search(self.data_of(path)):
                namespace = match[1].decode(errors="replace")
                return (
                    f"Only {self.files.display_path(path)} declares `{prefix}:`. A project knows those "
                    f"of its ontology: write `@prefix {prefix}: <{namespace}> .` into a file there."
                )
        return ""

    def follow_imports(self, engine: ox.Store, load: Callable[[Path], object]) -> dict[str, Path]:
        """What is imported and is there, read by ``load``, and what that imports; `check` names the rest."""
        imported: dict[str, Path] = {}
        read = {*self.files.rdf_files}
        while new := self._more_imports(engine, imported):
            imported |= new
            for path in new.values():
                if path not in read:
                    read.add(path)
                    load(path)
        return imported

    def _more_imports(self, engine: ox.Store, known: Mapping[str, Path]) -> dict[str, Path]:
        """What is imported besides what is known, and is there."""
        more = (iri for iri in imports_of(engine) if iri not in known)
        found = {iri: self.file_of_import(iri, names_of_import(engine, iri)) for iri in more}
        return {iri: path for iri, path in found.items() if path is not None}

    def file_of_import(self, iri: str, names: Iterable[str]) -> Path | None:
        """The file of the project that holds what is imported: where a setting says, or its IRI leads."""
        named = [*names, *([iri.removeprefix(BASE_IRI)] if iri.startswith(BASE_IRI) else [])]
        top = self.files.root.resolve()
        for name in named:
            for path in (top / unquote(name), top / f"{unquote(name)}.ttl"):
                inside = path.resolve()
                if is_rdf(inside) and inside.is_file() and inside.is_relative_to(top):
                    return self.files.root / inside.relative_to(top)
        return None


def put_in(engine: ox.Store, quads: Iterable[ox.Quad]) -> None:
    """Have a filled engine hold what a file states more: in its graph, and in the default graph."""
    new = [*quads]
    engine.extend([*new, *(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in new)])


def take_out(engine: ox.Store, quads: Iterable[ox.Quad]) -> None:
    """Have a filled engine forget what a file states no more, unless another file still does."""
    for quad in quads:
        engine.remove(quad)
        triple = (quad.subject, quad.predicate, quad.object)
        elsewhere = engine.quads_for_pattern(*triple, None)
        if not any(isinstance(one.graph_name, ox.NamedNode) for one in elsewhere):
            engine.remove(ox.Quad(*triple))


def imports_of(engine: ox.Store) -> list[str]:
    """The IRIs that files of a project import, each once."""
    stated = engine.quads_for_pattern(None, ox.NamedNode(IMPORTS), None)
    return list(dict.fromkeys(quad.object.value for quad in stated if isinstance(quad.object, ox.NamedNode)))


def names_of_import(engine: ox.Store, iri: str) -> list[str]:
    """The files that the ontology says are what is imported."""
    stated = engine.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(LOCAL_FILE), None)
    return sorted({quad.object.value for quad in stated if isinstance(quad.object, ox.Literal)})


class LoadedFiles:
    """The files of a project in memory: their triples, the prefixes of the ontology, what it imports."""

    def __init__(self, files: ProjectFiles, overlay: Mapping[Path, bytes]) -> None:
        self.reader = FileReader(files, overlay)
        self.engine = ox.Store()
        self.is_filled = False  # whether the default graph holds what all files state
        self.namespaces = PrefixMap(self.reader.where_declared)
        faults = [fault for path in files.rdf_files if (fault := self._load(path))]
        if faults:
            raise UnreadableFilesError(faults, files)
        self.imported = self.reader.follow_imports(self.engine, self._load)

    def _load(self, path: Path) -> Finding | None:
        iri = self.reader.files.graph_iri(path)
        try:
            data = self.reader.data_of(path)
        except OSError as error:
            return Finding(path, 1, 1, "syntax", f"The file cannot be read: {error.strerror}.")
        try:
            self._load_data(path, data, ox.NamedNode(iri))
        except (UnicodeDecodeError, SyntaxError) as error:
            return syntax_finding(path, data, iri, error)
        return None

    def _load_data(self, path: Path, data: bytes, graph: ox.NamedNode) -> None:
        form = self.reader.form_of_text(path, data)
        is_of_graph = self.reader.is_of_graph(path)
        if form is ox.RdfFormat.TURTLE and is_of_graph:
            self.engine.load(data, form, base_iri=graph.value, to_graph=graph)
            return
        # The ontology declares the prefixes of the project, which only a parser tells. Whatever graphs
        # are in a file, it is one.
        parser = self.reader.parser_of(path, data)
        self.engine.extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parser)
        if not is_of_graph:
            for name, namespace in parser.prefixes.items():
                self.namespaces.setdefault(name, namespace)

    @property
    def names(self) -> None:
        """Names are not held beside the triples: whoever wants them reads them from there."""
        return

    @cached_property
    def spellings(self) -> Spellings:
        """How the files write literals that the engine gives back as another text."""
        return Spellings(self.reader.sources)

    @cached_property
    def dataset(self) -> ox.Store:
        """The engine with its default graph filled with what all files state.

        The engine's own union of named graphs would give a triple once for each file that states it, and so
        count it more than once.
        """
        self.is_filled = True
        self.engine.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
        return self.engine


def _mode() -> str:
    """What the variable says of the index."""
    mode = os.environ.get(VARIABLE) or AUTO
    if mode not in {ALWAYS, NEVER, AUTO}:
        raise IndexModeError(mode)
    return mode


def memory_of_machine() -> int | None:
    """The bytes of memory that the machine has; None where the system does not tell."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):  # Windows
        return None


def is_always_indexed() -> bool:
    """Whether a variable says that any project is read from an index, whatever is done with it."""
    return _mode() == ALWAYS


def is_wanted(files: ProjectFiles, *, asks_little: bool = False) -> bool:
    """Whether a project is read from an index: as a variable says, else where it is large.

    ``asks_little``: whether it is for no more than a question.
    """
    mode = _mode()
    if mode != AUTO:
        return mode == ALWAYS
    smallest = SMALLEST_FOR_A_QUESTION if asks_little else SMALLEST
    size = 0
    for path in files.rdf_files:
        with suppress(OSError):
            size += path.stat().st_size
        if size >= smallest:
            return True
    return False


def read_files(
    files: ProjectFiles,
    overlay: Mapping[Path, bytes] | None = None,
    tell: ToldProgress | None = None,
    *,
    asks_little: bool = False,
) -> LoadedFiles | IndexedFiles:
    """The files of a project, from the index where that is faster and can be, else from themselves."""
    if overlay is None and type(files) is ProjectFiles and is_wanted(files, asks_little=asks_little):
        from irc_kg.store.index import open_index  # small projects need none of it

        if indexed := open_index(files, tell):
            return indexed
    return LoadedFiles(files, overlay or {})

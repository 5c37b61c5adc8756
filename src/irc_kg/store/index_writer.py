"""Makes a state of the index: of all files, or of the one before and the files that differ from it."""

from __future__ import annotations

import os
import shutil
import time
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from irc_kg.errors import Finding
from irc_kg.store.bulk import BulkLoader
from irc_kg.store.index import NAMES, STORE, IndexedFiles
from irc_kg.store.known_names import NameReading, StatedName
from irc_kg.store.loading import (
    FileReader,
    ToldProgress,
    UnreadableFilesError,
    imports_of,
    names_of_import,
    put_in,
    syntax_finding,
    take_out,
)
from irc_kg.store.manifest import Manifest, RecordedSource, current_versions, digest_of, stamp_of
from irc_kg.store.name_table import NameTableWriter
from irc_kg.store.names import PrefixMap
from irc_kg.store.project_files import ProjectFiles, form_of
from irc_kg.store.values import Source, Spellings, engine_spelling, is_kept_by_value

if TYPE_CHECKING:
    from irc_kg.store import Store

# Of a store: what says nothing of its statements, and may be written by whoever opens it.
_NOT_PARTS = ("LOG", "LOCK")
_QUADS_AT_ONCE = 20_000  # of a file, between its reader and the engine
# Of other forms a file may hold graphs of its own: but a file is one.
_WITHOUT_GRAPHS = (ox.RdfFormat.TURTLE, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.RDF_XML)
_PART_CHANGED_AT_MOST = 4  # where more than one byte in so many has changed, all is made anew


class IndexWriter:
    """One state of the index while it is made."""

    def __init__(self, files: ProjectFiles, folder: Path, tell: ToldProgress | None) -> None:
        self.reader = FileReader(files)
        self.folder = folder
        self.namespaces = PrefixMap(self.reader.where_declared)
        self.imported: dict[str, Path] = {}
        self.engine: ox.Store
        self.is_filled = True
        self._tell = tell
        self._table: NameTableWriter
        self._sources: dict[str, RecordedSource] = {}
        self._faults: list[Finding] = []
        self._checked = time.time_ns()
        self._statements = 0

    @property
    def dataset(self) -> ox.Store:
        """The engine, to be read while it is filled."""
        return self.engine

    @property
    def names(self) -> None:
        """The names are not in their table yet."""
        return

    @property
    def spellings(self) -> Spellings:
        """How the files write what the engine gives back as another text."""
        return Spellings(self.reader.sources)

    # All files

    def build(self) -> Manifest:
        """Read all files. Raises UnreadableFilesError."""
        files = self.reader.files
        self._table = NameTableWriter(self.folder / NAMES)
        self.engine = self._read_ontology()
        store = self._store()
        self._table.add_names(store.names_in_files())
        portions = self._load_graph(NameReading(store.settings))
        self._refuse_faults()
        self.imported = self.reader.follow_imports(self.engine, self._load_import)
        if portions > 1:  # a store of many portions answers slowly until they are joined
            self.engine.optimize()
        store = self._store()
        for path in {*self.imported.values()}.difference(files.rdf_files):
            self._table.add_names(store.names_in_files(self._graph_of(path).value))
        return self._finish(store)

    def _read_ontology(self) -> ox.Store:
        """The ontology alone: it tells by which properties things are called, while all else is read."""
        ontology = ox.Store()
        for path in self.reader.files.ontology_files:
            stated = self._quads_in_graph(path)
            self._statements += len(stated)
            put_in(ontology, stated)
        return ontology

    def _load_graph(self, reading: NameReading) -> int:
        """Have an engine on disk take the ontology and what the graph states; in how many goes."""
        files = self.reader.files
        ontology, self.engine = self.engine, ox.Store(self.folder / STORE)
        total = sum(map(_size_of, files.rdf_files))
        done = sum(map(_size_of, files.ontology_files))
        with BulkLoader(self.engine) as loader:
            loader.add_text(ontology.dump(format=ox.RdfFormat.N_QUADS) or b"")
            for path in files.graph_files:
                self._load_file(path, reading, loader)
                done += _size_of(path)
                if self._tell:
                    self._tell(done, total)
        return loader.portions

    def _load_file(self, path: Path, reading: NameReading, loader: BulkLoader) -> None:
        graph = self._graph_of(path)
        naming = set(map(ox.NamedNode, reading.properties))
        names: dict[StatedName, None] = {}  # each once, however often the file states it
        stated = self._read(path)
        while some := [*islice(stated, _QUADS_AT_ONCE)]:
            self._statements += len(some)
            loader.add(some, graph)
            for quad in [quad for quad in some if quad.predicate in naming]:
                names |= dict.fromkeys(reading.names_of(_as_kept(quad), graph.value))
        loader.end_file()
        self._table.add_names(names)

    def _read(self, path: Path) -> Iterator[ox.Quad]:
        """What a file states; what is wrong with it is kept as a fault."""
        files = self.reader.files
        try:
            with path.open("rb") as stream:
                stamp = stamp_of(os.fstat(stream.fileno()))
                raw = stream.read()
        except OSError as error:
            self._faults.append(Finding(path, 1, 1, "syntax", f"The file cannot be read: {error.strerror}."))
            return
        data = raw.removeprefix(BOM_UTF8)
        self._sources[self.reader.files.name_of(path)] = RecordedSource(stamp, digest_of(raw))
        try:
            parser = self.reader.parser_of(path, data)
            yield from parser if form_of(path, data) in _WITHOUT_GRAPHS else map(_without_graph, parser)
        except (UnicodeDecodeError, SyntaxError) as error:
            self._faults.append(syntax_finding(path, data, files.graph_iri(path), error))
            return
        if not self.reader.is_of_graph(path):
            for name, namespace in parser.prefixes.items():
                self.namespaces.setdefault(name, namespace)
        if path in files.rdf_files:  # of what is imported, nobody asks how it is written
            self._table.add_source(Source(files.graph_iri(path), data, form_of(path, data)))

    def _refuse_faults(self) -> None:
        if self._faults:
            raise UnreadableFilesError(self._faults, self.reader.files)

    # What differs from the state before

    def can_update(self, before: IndexedFiles, differing: Sequence[str]) -> bool:
        """Whether so little has changed that the rest is taken from the state before."""
        root = self.reader.files.root
        total = sum(source.stamp.size for source in before.manifest.sources.values())
        changed = sum(_size_of(root / name) for name in differing)
        return changed * _PART_CHANGED_AT_MOST <= total

    def update(self, before: IndexedFiles, differing: Sequence[str]) -> Manifest:
        """Take the state before, and put what differing files state now in the place of what they stated."""
        before.engine.backup(self.folder / STORE)
        shutil.copyfile(before.folder / NAMES, self.folder / NAMES)
        self.engine = ox.Store(self.folder / STORE)
        self._table = NameTableWriter(self.folder / NAMES)
        self._sources = dict(before.manifest.sources)
        self._statements = before.manifest.statements
        files = self.reader.files
        present = {self.reader.files.name_of(path): path for path in files.rdf_files}
        self._table.forget(self._graph_of(files.root / name).value for name in differing)
        stated = {name: self._quads_in_graph(present[name]) for name in differing if name in present}
        self._refuse_faults()
        for name in differing:
            self._replace(self._graph_of(files.root / name), stated.get(name, set()))
        touched = [self._graph_of(path).value for name, path in present.items() if name in stated]
        touched += self._update_imports(present)
        self._update_prefixes(before)
        store = self._store()
        if _settings_of(store) == before.manifest.settings:
            for graph in touched:
                self._table.add_names(store.names_in_files(graph))
        else:
            self._table.forget_names()
            self._table.add_names(store.names_in_files())
        return self._finish(store, before)

    def _update_imports(self, present: Iterable[str]) -> list[str]:
        """Read what is imported now, forget what no longer is; the graphs of which names are to be added."""
        self.imported = self.reader.follow_imports(self.engine, self._load_import)
        known = {*present, *map(self.reader.files.name_of, self.imported.values())}
        gone = [name for name in self._sources if name not in known]
        for name in gone:
            del self._sources[name]
            graph = self._graph_of(self.reader.files.root / name)
            self._table.forget([graph.value])
            self._replace(graph, set())
        only_imported = known.difference(present)
        return [self._graph_of(self.reader.files.root / name).value for name in sorted(only_imported)]

    def _update_prefixes(self, before: IndexedFiles) -> None:
        """The prefixes as the files that may declare them do now, in the order in which they are read."""
        self.namespaces.clear()
        paths = [*self.reader.files.ontology_files, *self.imported.values()]
        old = before.manifest.sources
        name_of = self.reader.files.name_of
        names, imported = [*map(name_of, paths)], [*map(name_of, self.imported.values())]
        are_same = all(name in old and old[name].digest == self._sources[name].digest for name in names)
        if are_same and {*before.manifest.imported.values()} == {*imported}:
            self.namespaces.update(before.manifest.prefixes)
            return
        for path in paths:
            with suppress(UnicodeDecodeError, SyntaxError):  # what is imported may be no Turtle
                parser = self.reader.parser_of(path, self.reader.data_of(path))
                deque(parser, maxlen=0)  # it knows them when it has read all
                for name, namespace in parser.prefixes.items():
                    self.namespaces.setdefault(name, namespace)

    def _load_import(self, path: Path) -> None:
        """Read a file that is imported; one that cannot be read states nothing, which `check` tells."""
        self._table.forget([self._graph_of(path).value])
        stated = self._quads_in_graph(path)
        self._sources.setdefault(self.reader.files.name_of(path), RecordedSource(stamp_of(path.stat()), ""))
        self._replace(self._graph_of(path), set() if self._faults else stated)
        self._faults.clear()

    def _quads_in_graph(self, path: Path) -> set[ox.Quad]:
        graph = self._graph_of(path)
        return {ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in self._read(path)}

    def _replace(self, graph: ox.NamedNode, stated: set[ox.Quad]) -> None:
        """Have a graph hold these quads, and the default graph what any graph still states."""
        old = set(self.engine.quads_for_pattern(None, None, None, graph))
        take_out(self.engine, old - stated)
        put_in(self.engine, stated - old)
        self._statements += len(stated) - len(old)

    # What both end with

    def _store(self) -> Store:
        from irc_kg.store import Store  # which opens what is made here

        return Store(self.reader.files, loaded=self)

    def _finish(self, store: Store, before: IndexedFiles | None = None) -> Manifest:
        """Have all of it on disk, and its manifest."""
        imports = {iri: names_of_import(self.engine, iri) for iri in imports_of(self.engine)}
        manifest = Manifest(
            versions=current_versions(),
            checked=self._checked,
            statements=self._statements,
            settings=_settings_of(store),
            prefixes=dict(self.namespaces),
            imports=imports,
            imported={iri: self.reader.files.name_of(path) for iri, path in self.imported.items()},
            writes_otherwise=self._table.writes_otherwise(),
            tags=self._table.tags(),
            sources=self._sources,
        )
        self._table.close()
        self.engine.flush()
        del store._engine, self.engine  # noqa: SLF001  (the last references: it is closed)
        names = (path.name for path in (self.folder / STORE).iterdir())
        parts = [f"{STORE}/{name}" for name in names if not name.startswith(_NOT_PARTS)]
        known = before.manifest.parts if before else None
        manifest.record_parts(self.folder, [*sorted(parts), NAMES], known)
        return manifest

    def _graph_of(self, path: Path) -> ox.NamedNode:
        return ox.NamedNode(self.reader.files.graph_iri(path))


def _settings_of(store: Store) -> tuple[tuple[str, ...], ...]:
    return (store.settings.labels, store.settings.languages)


def _without_graph(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def _as_kept(quad: ox.Quad) -> ox.Quad:
    """A statement as the engine will have it."""
    if not is_kept_by_value(quad.object):
        return quad
    return ox.Quad(quad.subject, quad.predicate, engine_spelling(quad.object))


def _size_of(path: Path) -> int:
    """The bytes of a file; 0 of one that is not there, which is told when it is read."""
    try:
        return path.stat().st_size
    except OSError:
        return 0

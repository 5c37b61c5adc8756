"""What the files of one run say: each part is read when a rule first needs it."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from irc_kg.checks.files import TurtleFile, turtle_file
from irc_kg.checks.inspection import Inspected, inspect_turtle
from irc_kg.checks.memory import Memory, digest_of, memory_of
from irc_kg.checks.places import Places
from irc_kg.checks.query_files import Setting
from irc_kg.checks.syntax import mentioned
from irc_kg.checks.targets import ReadableProject
from irc_kg.checks.vocabulary import Vocabulary, vocabulary_of
from irc_kg.checks.wording import Wording
from irc_kg.errors import Finding
from irc_kg.store.project_files import ProjectFiles
from irc_kg.store.store import Store, UnreadableFilesError
from irc_kg.turtle import decode


class Reading:
    """A project and the drafts beside it, as far as they can be read."""

    def __init__(
        self,
        project: ProjectFiles,
        drafts: tuple[Path, ...] = (),
        instead: Mapping[Path, bytes] | None = None,
        cache: Path | None = None,
    ) -> None:
        """``instead``: what some files are to be read as, in the place of what they hold."""
        self.project = project
        self._cache = cache
        self.drafts = drafts
        self._instead = instead or {}
        self.refused: list[Finding] = []  # faults of files that only the store does not take

    @cached_property
    def whole(self) -> ReadableProject:
        """The project with the drafts, whether they can be read or not."""
        files = (*self.project.turtle_files, *self.drafts)
        return ReadableProject(self.project.root, self.project.origin, files, self.drafts)

    @cached_property
    def _ontology(self) -> dict[str, bytes]:
        return {self.whole.graph_iri(path): self._bytes(path) for path in self.whole.ontology_files}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return vocabulary_of(self._ontology)

    @cached_property
    def memory(self) -> Memory:
        """What earlier runs found out."""
        return memory_of(self.project.root, self._cache, self._ontology)

    @cached_property
    def inspected(self) -> dict[Path, Inspected]:
        """What can be told of each Turtle file by itself."""
        known, now = self.memory.inspected, {}
        found = {}
        for path in self.whole.turtle_files:
            graph, data = self.whole.graph_iri(path), self._bytes(path)
            in_ontology = graph in self._ontology
            digest = digest_of(graph, data, in_ontology=in_ontology)
            found[path] = known.get(digest) or inspect_turtle(
                path, graph, data, self.vocabulary, in_ontology=in_ontology
            )
            now[digest] = found[path]
        self.memory.inspected = now
        return found

    @cached_property
    def unreadable(self) -> tuple[Path, ...]:
        """Files that are not Turtle."""
        return tuple(path for path, inspected in self.inspected.items() if not inspected.readable)

    @property
    def doubtful(self) -> frozenset[str]:
        """What the unreadable files may speak of: that it is missing elsewhere proves nothing."""
        prefixes = self.vocabulary.prefixes.by_name
        refused = (mentioned(decode(self._bytes(finding.file)), prefixes) for finding in self.refused)
        return frozenset().union(*(inspected.mentions for inspected in self.inspected.values()), *refused)

    @cached_property
    def store(self) -> Store:
        """The triples of all files that can be read."""
        readable = [path for path, inspected in self.inspected.items() if inspected.readable]
        while True:
            try:
                return Store(
                    ReadableProject(self.project.root, self.project.origin, tuple(readable), self.drafts),
                    self._instead,
                )
            except UnreadableFilesError as error:
                self.refused += [self._in_words(finding) for finding in error.findings]
                faulty = {finding.file for finding in error.findings}
                readable = [path for path in readable if path not in faulty]

    def _in_words(self, finding: Finding) -> Finding:
        if not self._bytes(finding.file).startswith(BOM_UTF8):
            return finding
        fault = "The file begins with a byte order mark. Save it as UTF-8 without one."
        return replace(finding, line=1, column=1, message=fault)

    @cached_property
    def wording(self) -> Wording:
        return Wording(self.store)

    @cached_property
    def places(self) -> Places:
        return Places(self.store, self._file)

    def _file(self, graph: str) -> TurtleFile:
        path = self.store.files.file_of(graph)
        in_ontology = path in self.whole.ontology_files
        return turtle_file(path, graph, decode(self._bytes(path)), in_ontology=in_ontology)

    def _bytes(self, path: Path) -> bytes:
        return self._instead[path] if path in self._instead else path.read_bytes()

    @cached_property
    def setting(self) -> Setting:
        """What the rules for queries look at."""
        return Setting(self.project, self.vocabulary, lambda: self.store, self.doubtful)

"""The sources of a project: which files of the graph are made from each, and their texts, if one has them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.provenance.citations import EVIDENCE_GRAPH, SECTION, SOURCE, Citation
from irc_kg.provenance.texts import Section, sections, title_key
from irc_kg.store.datatypes import read_integer
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import IRC, RDF

FILE_NAME = IRC + "fileName"
SHA256 = IRC + "sha256"
NAVIGATION = IRC + "navigation"
DIGEST = IRC + "sectionDigest"
POSITION = IRC + "position"


class NoTextsError(IrcKgError):
    """A folder that should hold the texts of the sources, and does not."""

    def __init__(self, folder: Path, wanted: list[str]) -> None:
        if folder.is_dir():
            super().__init__(
                f"{folder} holds none of the source texts ({', '.join(wanted) or 'the graph names none'})."
            )
        else:
            super().__init__(
                f"{folder} is no folder: --sources takes the folder that holds the source texts."
            )


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file of the graph, as it says what it is made from."""

    graph: str
    source: str
    section: str
    position: int | None  # of the section in its document


class Sources:
    """The sources that the graph is made from."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def files(self) -> tuple[EvidenceFile, ...]:
        """The evidence files, by source, in the order of their sections."""
        return self._made_from(EVIDENCE_GRAPH)

    def _made_from(self, kind: str | None) -> tuple[EvidenceFile, ...]:
        """Files that name their source, of one kind or of any."""
        found = []
        for quad in self.store.quads(None, ox.NamedNode(SOURCE), None, None):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject == quad.graph_name:
                graph = quad.subject.value
                kinds = {
                    term.value
                    for term in self.store.objects(quad.subject, RDF + "type")
                    if isinstance(term, ox.NamedNode)
                }
                if kind is None or kind in kinds:
                    position = self._value(graph, POSITION)
                    place = read_integer(position or "")
                    section = self._value(graph, SECTION) or ""
                    found.append(EvidenceFile(graph, self._value(graph, SOURCE) or "", section, place))
        return tuple(sorted(found, key=lambda file: (file.source, file.position or 0, file.graph)))

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """The IRIs of the sources that evidence files are made from."""
        return tuple(dict.fromkeys(file.source for file in self.files))

    @cached_property
    def all_documents(self) -> tuple[str, ...]:
        """The IRIs of everything that a file of the graph has as its source, registers too."""
        return tuple(dict.fromkeys(file.source for file in self._made_from(None)))

    def of(self, document: str) -> list[EvidenceFile]:
        """The files that are made from a source, in the order of its sections."""
        return [file for file in self._made_from(None) if file.source == document]

    def _value(self, subject: str, predicate: str) -> str | None:
        values = self.store.objects(ox.NamedNode(subject), predicate)
        return next((value.value for value in values if not isinstance(value, ox.Triple)), None)

    def _values(self, subject: str, predicate: str) -> list[str]:
        values = self.store.objects(ox.NamedNode(subject), predicate)
        return [value.value for value in values if isinstance(value, ox.Literal)]

    def file_name(self, document: str) -> str | None:
        """The name of the file that holds the text of a source."""
        return self._value(document, FILE_NAME)

    def digest(self, document: str) -> str | None:
        """The SHA-256 of that file when the graph was made from it."""
        return self._value(document, SHA256)

    def section_digest(self, graph: str) -> str | None:
        """The digest of a section's text when its file was made from it."""
        return self._value(graph, DIGEST)

    def navigation(self, document: str) -> list[str]:
        """Lines of the text that belong to the page around the document."""
        return self._values(document, NAVIGATION)

    def titles(self, document: str) -> list[str]:
        """The sections of a source that the graph speaks of."""
        return [file.section for file in self.files if file.source == document]


class Texts:
    """The texts of the sources, read from a folder on this machine."""

    def __init__(self, sources: Sources, folder: Path) -> None:
        self.sources = sources
        self.folder = folder
        names = [name for document in sources.documents if (name := sources.file_name(document))]
        if not any((folder / name).is_file() for name in names):
            raise NoTextsError(folder, names)
        self._sections: dict[str, tuple[Section, ...]] = {}

    def path(self, document: str) -> Path | None:
        """The file with the text of a source; None where there is none."""
        name = self.sources.file_name(document)
        path = self.folder / name if name else None
        return path if path and path.is_file() else None

    def digest(self, document: str) -> str | None:
        """The SHA-256 of the file as it is now."""
        path = self.path(document)
        return hashlib.sha256(path.read_bytes()).hexdigest() if path else None

    def sections(self, document: str) -> tuple[Section, ...]:
        """The sections of a source, in order; none where its text is not there."""
        if document not in self._sections:
            path = self.path(document)
            text = path.read_text(encoding="utf-8", errors="replace") if path else ""
            titles, navigation = self.sources.titles(document), self.sources.navigation(document)
            self._sections[document] = sections(text, titles, navigation) if path else ()
        return self._sections[document]

    def section(self, document: str, title: str) -> Section | None:
        """The section of a heading."""
        wanted = title_key(title)
        return next((one for one in self.sections(document) if title_key(one.title) == wanted), None)

    def quoted(self, citation: Citation) -> Iterator[str]:
        """The paragraphs that a citation names."""
        section = self.section(citation.document, citation.section) if citation.document else None
        for number in citation.numbers if section and citation.unit == "paragraph" else ():
            if section and (text := section.paragraph(number)):
                yield text

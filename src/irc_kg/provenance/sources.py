"""The sources of a project: which files of the graph are made from each, and their texts, if one has them.

A text is sections and numbered paragraphs, counted the way the graph counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath, PureWindowsPath

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.provenance import EVIDENCE_GRAPH, SECTION, SOURCE, Citation
from irc_kg.store import Store
from irc_kg.store.datatypes import read_integer
from irc_kg.store.names import IRC, fold

FILE_NAME = IRC + "fileName"
SHA256 = IRC + "sha256"
NAVIGATION = IRC + "navigation"
DIGEST = IRC + "sectionDigest"
POSITION = IRC + "position"
UNTITLED = "Text"  # the one section of a document without headings

_MARK = re.compile(r"#{1,6} (?=.)")
_EMPHASIS = re.compile(r"\*+|_{2,}")
_ENDS_A_SENTENCE = re.compile(r"[.!?:;…][\"'\u201d\u2019)\]]*$")


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
        evidence = set(self.store.instances(EVIDENCE_GRAPH))
        return tuple(file for file in self.all_files if file.graph in evidence)

    @cached_property
    def all_files(self) -> tuple[EvidenceFile, ...]:
        """All files that name their source, registers too, in the same order."""
        graphs = dict.fromkeys(
            quad.graph_name.value
            for quad in self.store.quads(None, SOURCE)
            if isinstance(quad.graph_name, ox.NamedNode) and quad.subject == quad.graph_name
        )
        found = [
            EvidenceFile(graph, sources[0], self.store.text(graph, SECTION), self._position(graph))
            for graph in graphs
            if (sources := self.store.iris(graph, SOURCE))
        ]
        return tuple(sorted(found, key=lambda file: (file.source, file.position or 0, file.graph)))

    def _position(self, graph: str) -> int | None:
        return read_integer(self.store.text(graph, POSITION))

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """The IRIs of the sources that evidence files are made from."""
        return tuple(dict.fromkeys(file.source for file in self.files))

    @cached_property
    def all_documents(self) -> tuple[str, ...]:
        """The IRIs of everything that a file of the graph has as its source, registers too."""
        return tuple(dict.fromkeys(file.source for file in self.all_files))

    def files_of(self, document: str) -> list[EvidenceFile]:
        """The files that are made from a source, in the order of its sections."""
        return [file for file in self.all_files if file.source == document]

    def file_name(self, document: str) -> str | None:
        """The name of the file that holds the text of a source."""
        return self.store.text(document, FILE_NAME) or None

    def digest(self, document: str) -> str | None:
        """The SHA-256 of that file when the graph was made from it."""
        return self.store.text(document, SHA256) or None

    def section_digest(self, graph: str) -> str | None:
        """The digest of a section's text when its file was made from it."""
        return self.store.text(graph, DIGEST) or None

    def navigation(self, document: str) -> tuple[str, ...]:
        """Lines of the text that belong to the page around the document."""
        return self.store.texts(document, NAVIGATION)

    def titles(self, document: str) -> list[str]:
        """The sections of a source that the graph speaks of."""
        return [file.section for file in self.files if file.source == document]


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its heading, and its paragraphs in order."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def digest(self) -> str:
        """The SHA-256 of its text; white space does not count."""
        text = "\n".join(self.paragraphs)
        return _sha256(text.encode("utf-8"))

    def paragraph(self, number: int) -> str | None:
        """The paragraph of a number from 1, or the heading for 0; None where there is none."""
        if number == 0:
            return self.title
        return self.paragraphs[number - 1] if 0 < number <= len(self.paragraphs) else None


def title_key(title: str) -> str:
    """A heading as it is compared: as names are, without emphasis and a colon at its end."""
    return fold(_EMPHASIS.sub("", title)).removesuffix(":").rstrip()


def sections(text: str, titles: Iterable[str] = (), navigation: Iterable[str] = ()) -> tuple[Section, ...]:
    """The sections of a text in their order.

    Headings are those of Markdown; in a text that has none, the lines that are one of ``titles``. A paragraph
    is a line that is not empty, a list item too; a line that goes on with a sentence which a page end has
    broken belongs to the paragraph before. Lines of ``navigation``, and what stands before the first heading,
    do not count.
    """
    left_out = {_plain(line) for line in navigation}
    lines = [line for raw in text.splitlines() if (line := _plain(raw)) and line not in left_out]
    headings = _headings(lines, titles)
    if not headings:
        return (Section(UNTITLED, _paragraphs(lines)),)
    ends = [*headings, len(lines)][1:]
    return tuple(
        Section(title, _paragraphs(lines[start + 1 : end]))
        for (start, title), end in zip(headings.items(), ends, strict=True)
    )


def _plain(line: str) -> str:
    """A line without the white space that does not matter, no-break spaces included."""
    return " ".join(line.split())


def _headings(lines: Sequence[str], titles: Iterable[str]) -> dict[int, str]:
    """Which lines are headings, by their numbers from 0, with what each says."""
    marked = {number: heading for number, line in enumerate(lines) if (heading := _heading(line))}
    if not marked:
        keys = {title_key(title) for title in titles}
        marked = {number: line for number, line in enumerate(lines) if keys and title_key(line) in keys}
    return {number: _EMPHASIS.sub("", heading) for number, heading in marked.items()}


def _heading(line: str) -> str:
    """What a heading of Markdown says, without its marks; empty for another line."""
    match = _MARK.match(line)
    if match is None:
        return ""
    title = line[match.end() :]
    # A heading may be closed by the same mark, but is never the mark alone: "# #" is the heading "#".
    return title.rstrip("#").rstrip() or title[:1]


def _paragraphs(lines: Iterable[str]) -> tuple[str, ...]:
    """Lines as paragraphs, those that go on with a broken sentence joined."""
    found: list[list[str]] = []
    for line in lines:
        if found and line[:1].islower() and not _ENDS_A_SENTENCE.search(found[-1][-1]):
            found[-1].append(line)
        else:
            found.append([line])
    return tuple(map(" ".join, found))


def _sha256(data: bytes) -> str:
    import hashlib  # which loads a library that most runs do not need

    return hashlib.sha256(data).hexdigest()


def _leads_out(name: str) -> bool:
    """Whether the name of a file leads out of the folder that it is looked for in, on any system."""
    forms = (PurePosixPath(name), PureWindowsPath(name))
    return any(form.anchor or ".." in form.parts for form in forms)


class Texts:
    """The texts of the sources, read from a folder on this machine."""

    def __init__(self, sources: Sources, folder: Path) -> None:
        self.sources = sources
        self.folder = folder
        if not any(map(self.path, sources.documents)):
            names = [name for document in sources.documents if (name := sources.file_name(document))]
            raise NoTextsError(folder, names)
        self._sections: dict[str, tuple[Section, ...]] = {}

    def path(self, document: str) -> Path | None:
        """The file with the text of a source; None where there is none in the folder."""
        name = self.sources.file_name(document)
        if name is None or _leads_out(name):
            return None
        path = self.folder / name
        return path if path.is_file() else None

    def digest(self, document: str) -> str | None:
        """The SHA-256 of the file as it is now."""
        path = self.path(document)
        return _sha256(path.read_bytes()) if path else None

    def sections(self, document: str) -> tuple[Section, ...]:
        """The sections of a source, in order; none where its text is not there."""
        if document not in self._sections:
            self._sections[document] = self._read(document)
        return self._sections[document]

    def _read(self, document: str) -> tuple[Section, ...]:
        path = self.path(document)
        if path is None:
            return ()
        text = path.read_text(encoding="utf-8", errors="replace")
        return sections(text, self.sources.titles(document), self.sources.navigation(document))

    def section(self, document: str, title: str) -> Section | None:
        """The section of a heading."""
        wanted = title_key(title)
        return next((one for one in self.sections(document) if title_key(one.title) == wanted), None)

    def quote(self, citation: Citation) -> Iterator[str]:
        """The paragraphs that a citation names."""
        if citation.document is None or citation.unit != "paragraph":
            return
        section = self.section(citation.document, citation.section)
        if section is None:
            return
        for number in citation.numbers:
            if text := section.paragraph(number):
                yield text

"""What the texts of the sources show, for those who have them: what of the graph is not there any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.checks.places import About, about
from irc_kg.checks.rule import rule
from irc_kg.provenance.citations import PARAGRAPH, SECTION
from irc_kg.provenance.sources import DIGEST, FILE_NAME, SHA256, EvidenceFile, Section, Texts
from irc_kg.store.names import close_names
from irc_kg.store.store import Store


class TextResult(NamedTuple):
    """One thing that a text shows, and the statement that it is about."""

    about: About
    message: str


@rule("source-file")
def source_file(store: Store, texts: Texts) -> Iterator[TextResult]:
    """The text of a source is not there, or is not the one that the graph was made from.

    Read the sections that the message names again and mend what they say; then `tools/digests.py` records the
    text as it is now.
    """
    for document in texts.sources.documents:
        record = ox.NamedNode(document)
        recorded = texts.sources.digest(document)
        if texts.path(document) is None:
            name = texts.sources.file_name(document)
            missing = (
                f"its text {name} is not in {texts.folder}"
                if name
                else "no file name of its text is recorded"
            )
            yield TextResult(About(record, ox.NamedNode(FILE_NAME)), f"{store.label(document)}: {missing}.")
        elif recorded is None:
            yield TextResult(About(record), f"{store.label(document)}: no SHA-256 of its text is recorded.")
        elif recorded != texts.digest(document):
            yield TextResult(
                About(record, ox.NamedNode(SHA256), ox.Literal(recorded)), _changed(store, texts, document)
            )


def _changed(store: Store, texts: Texts, document: str) -> str:
    files = [file for file in texts.sources.files if file.source == document]
    reread = dict.fromkeys(file.section for file in files if _differs(texts, file))
    told = f"sections to reread: {', '.join(reread)}" if reread else "no section that is cited differs"
    return f"{store.label(document)}: the text is not the one that the graph was made from; {told}."


def _differs(texts: Texts, file: EvidenceFile) -> bool:
    section = texts.section(file.source, file.section)
    return section is None or section.digest != texts.sources.section_digest(file.graph)


@rule("source-section")
def source_section(store: Store, texts: Texts) -> Iterator[TextResult]:
    """The section that a file of the graph is made from is not in its document.

    Write the heading as it stands in the document.
    """
    del store
    for file, section in _with_texts(texts):
        if section is None:
            titles = [one.title for one in texts.sections(file.source)]
            close = close_names(file.section, titles, most=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            graph = ox.NamedNode(file.graph)
            yield TextResult(
                About(graph, ox.NamedNode(SECTION), ox.Literal(file.section)),
                f"There is no section {file.section!r}.{hint}",
            )


@rule("source-paragraph")
def source_paragraph(store: Store, texts: Texts) -> Iterator[TextResult]:
    """A paragraph that is given as evidence is not in its section.

    Count again: a line that is not empty is a paragraph, a list item too; the heading is 0.
    """
    paragraph = ox.NamedNode(PARAGRAPH)
    for file, section in _with_texts(texts):
        for quad in store.quads(None, paragraph, None, ox.NamedNode(file.graph)) if section else ():
            number = quad.object.value if isinstance(quad.object, ox.Literal) else ""
            if section and (not number.isdecimal() or section.paragraph(int(number)) is None):
                where = about(quad.subject, paragraph, quad.object, ox.NamedNode(file.graph))
                count = len(section.paragraphs)
                yield TextResult(where, f"{section.title!r} has no paragraph {number}: it has {count}.")


@rule("source-text")
def source_text(store: Store, texts: Texts) -> Iterator[TextResult]:
    """The text of a section is not the one that its file was made from, or no digest is recorded.

    Read the section again and mend what the file says; then `tools/digests.py` records the text as it is now.
    """
    del store
    for file, section in _with_texts(texts):
        recorded = texts.sources.section_digest(file.graph)
        graph = ox.NamedNode(file.graph)
        if section is None:
            continue
        if recorded is None:
            yield TextResult(About(graph), f"No digest of the section {file.section!r} is recorded.")
        elif recorded != section.digest:
            message = f"The section {file.section!r} has changed since it was read: read it again."
            yield TextResult(About(graph, ox.NamedNode(DIGEST), ox.Literal(recorded)), message)


def _with_texts(texts: Texts) -> Iterator[tuple[EvidenceFile, Section | None]]:
    """The evidence files whose source has its text here, each with its section."""
    for file in texts.sources.files:
        if texts.path(file.source) is not None:
            yield file, texts.section(file.source, file.section)

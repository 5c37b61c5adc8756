"""What a brief holds, and how it is written: as Markdown, as one HTML page, or as a Word file for Zotero."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from irc_kg.publishing import Reference
from irc_kg.publishing.styles import to_vancouver, vancouver_parts
from irc_kg.queries.formats import Content, Format, Formats
from irc_kg.queries.tables import fit_for_xml

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

SINCE = "What has happened since"
NOT_COVERED = "What is not stated here"
REFERENCES = "References"
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+")
_PAGE = Path(__file__).parent / "brief.html"


@dataclass(frozen=True, slots=True)
class Mark:
    """The number of a reference behind a line, and the place in it."""

    number: int  # in the references of the brief, from 1
    place: str = ""
    is_support: bool = False  # what the cited document itself cites there

    def __str__(self) -> str:
        if self.is_support:
            return f"citing {self.number}"
        return ", ".join(filter(None, [str(self.number), self.place]))


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a brief, with the marks that stand behind it."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def mark(self) -> str:
        """All marks, as they stand in the text."""
        return f"[{'; '.join(map(str, self.marks))}]" if self.marks else ""


@dataclass(frozen=True, slots=True)
class Part:
    """What is stated for one nation, or for several together: by kind, each with its lines."""

    title: str
    kinds: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """All that stands in a brief."""

    title: str
    lead: str
    parts: tuple[Part, ...]
    since: tuple[Line, ...]
    not_covered: tuple[str, ...]
    references: tuple[Reference, ...]
    made: str  # when, from which state of the graph, and credits


# Markdown

# What could be taken for markup anywhere in a line; inside of a word a low line is none.
_MARKUP = re.compile(r"([\\`*\[\]<>|~#&!]|(?<![^\W_])_|_(?![^\W_]))")
# What makes a list or a heading of a line that begins with it.
_BEGINS_BLOCK = re.compile(r"^(\d+)([.)])|^([-+=])")


def write_markdown(brief: Brief, out: TextIO) -> None:
    """Headings, lists, and the numbered references at the end."""
    out.write("\n".join(_markdown_lines(brief)) + "\n")


def _markdown_lines(brief: Brief) -> Iterator[str]:
    yield from (f"# {_to_markdown(brief.title)}", "", _to_markdown(brief.lead), "")
    for part in brief.parts:
        if part.title:
            yield from (f"## {_to_markdown(part.title)}", "")
        for kind, lines in part.kinds:
            if kind:
                yield from (f"**{_to_markdown(kind)}**", "")
            yield from (*map(_markdown_item, lines), "")
    if brief.since:
        yield from (f"## {SINCE}", "", *map(_markdown_item, brief.since), "")
    yield from (f"## {NOT_COVERED}", "", *(f"- {_to_markdown(gap)}" for gap in brief.not_covered), "")
    if brief.references:
        numbered = enumerate(map(_markdown_reference, brief.references), 1)
        yield from (f"## {REFERENCES}", "", *(f"{number}. {text}" for number, text in numbered), "")
    yield _to_markdown(brief.made)


def _markdown_item(line: Line) -> str:
    # The brackets of the mark itself mean nothing, because nothing defines them as the name of a link.
    mark = f" [{_to_markdown(line.mark[1:-1])}]" if line.marks else ""
    return f"- {_to_markdown(line.text)}{mark}"


def _markdown_reference(reference: Reference) -> str:
    before, url, behind = vancouver_parts(reference)
    if not _link(reference):
        return _to_markdown(before + url + behind)
    return f"{_to_markdown(before)}<{url}>{_to_markdown(behind)}"


def _to_markdown(text: str) -> str:
    """A text of which Markdown makes that text again."""
    escaped = _MARKUP.sub(r"\\\1", text)
    return _BEGINS_BLOCK.sub(r"\1\\\2\3" if escaped[:1].isdigit() else r"\\\3", escaped)


# HTML


def write_html(brief: Brief, out: TextIO) -> None:
    """One page that needs nothing else, for the screen and for paper."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    page = environment.from_string(_PAGE.read_text(encoding="utf-8"))
    references = [(*vancouver_parts(one), _link(one)) for one in brief.references]
    headings = {"since": SINCE, "not_covered": NOT_COVERED, "references": REFERENCES}
    out.write(fit_for_xml(page.render(brief=brief, references=references, headings=headings)))


def _link(reference: Reference) -> str:
    """The address, if it is one that a browser fetches and does nothing else with."""
    return reference.url if _WEB_ADDRESS.fullmatch(reference.url) else ""


# Word

_SCHEMA = "https://github.com/citation-style-language/schema/raw/master/csl-citation.json"
_PAGE_SIZE = (210, 297)  # millimetres
_MARGIN = 20  # millimetres
_TEXT_SIZE = 10  # points
_SMALL_SIZE = 8  # points
_FONT = "Calibri"
_LANGUAGE = "en-GB"
_INK = (0x1F, 0x29, 0x37)  # of all text: the blue of the usual headings is too pale to be read by all


def write_docx(brief: Brief, out: BinaryIO) -> None:
    """A Word file; each citation is a field of Zotero, with its text in place for those without it."""
    from docx import Document

    document = Document()
    _set_up(document, brief)
    document.add_heading(fit_for_xml(brief.title), 0)
    document.add_paragraph(fit_for_xml(brief.lead))
    fields = _ZoteroFields(brief.references)
    for part in brief.parts:
        if part.title:
            document.add_heading(fit_for_xml(part.title), 1)
        for kind, lines in part.kinds:
            if kind:
                document.add_heading(fit_for_xml(kind), 2)
            _add_lines(document, fields, lines)
    if brief.since:
        document.add_heading(SINCE, 1)
        _add_lines(document, fields, brief.since)
    document.add_heading(NOT_COVERED, 1)
    _add_lines(document, fields, [Line(gap) for gap in brief.not_covered])
    if brief.references:
        document.add_heading(REFERENCES, 1)
        fields.add_references(document)
    document.save(out)


def _set_up(document: Document, brief: Brief) -> None:
    """Paper, letters, footer, and what the file says of itself."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(_PAGE_SIZE[0]), Mm(_PAGE_SIZE[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    for name, size, before, after in (
        ("Normal", _TEXT_SIZE, 0, 4),
        ("Title", 20, 0, 4),
        ("Heading 1", 13, 8, 2),
        ("Heading 2", 11, 4, 2),
        ("List Bullet", _TEXT_SIZE, 0, 2),
        ("Footer", _SMALL_SIZE, 0, 0),
    ):
        style = document.styles[name]
        style.font.size = Pt(size)
        style.font.name = _FONT
        style.font.color.rgb = RGBColor(*_INK)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)
    section.footer.paragraphs[0].text = fit_for_xml(brief.made)
    about = document.core_properties
    about.title = fit_for_xml(brief.title)
    about.author, about.comments = "", fit_for_xml(brief.made)
    about.created = about.modified = datetime.now(UTC)
    about.language = _LANGUAGE


def _add_lines(document: Document, fields: _ZoteroFields, lines: Sequence[Line]) -> None:
    for line in lines:
        paragraph = document.add_paragraph(fit_for_xml(line.text), style="List Bullet")
        if line.marks:
            paragraph.add_run(" ")
            fields.add_citation(paragraph, line)


class _ZoteroFields:
    """The fields of a document by which Zotero knows its citations, with the items themselves in them."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self.references = references
        self._count = 0

    def add_citation(self, paragraph: Paragraph, line: Line) -> None:
        self._count += 1
        text = line.mark
        citation = {
            "citationID": f"irckg{self._count:04}",
            "properties": {"formattedCitation": text, "plainCitation": text, "noteIndex": 0},
            "citationItems": [self._item(mark) for mark in line.marks],
            "schema": _SCHEMA,
        }
        _begin_field(paragraph, f"ADDIN ZOTERO_ITEM CSL_CITATION {json.dumps(citation)}")
        paragraph.add_run(fit_for_xml(text))
        _end_field(paragraph)

    def _item(self, mark: Mark) -> dict[str, object]:
        reference = self.references[mark.number - 1]
        item: dict[str, object] = {
            "id": reference.key,
            "uris": [reference.iri],
            "itemData": reference.csl(),
        }
        if mark.place:
            item |= {"locator": mark.place, "label": "section"}
        if mark.is_support:
            item |= {"prefix": "citing "}
        return item

    def add_references(self, document: Document) -> None:
        """The numbered list, one field from the first paragraph to the last."""
        paragraphs = [document.add_paragraph() for _ in self.references]
        everything = json.dumps({"uncited": [], "omitted": [], "custom": []})
        _begin_field(paragraphs[0], f"ADDIN ZOTERO_BIBL {everything} CSL_BIBLIOGRAPHY")
        for number, (paragraph, reference) in enumerate(zip(paragraphs, self.references, strict=True), 1):
            paragraph.add_run(fit_for_xml(f"{number}. {to_vancouver(reference)}"))
        _end_field(paragraphs[-1])


def _begin_field(paragraph: Paragraph, instruction: str) -> None:
    """Begin a field: what follows is what it shows until the program that it is for makes it anew."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    _add_mark(paragraph, "begin")
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    paragraph.add_run()._r.append(code)  # noqa: SLF001  (the library knows no fields)
    _add_mark(paragraph, "separate")


def _end_field(paragraph: Paragraph) -> None:
    _add_mark(paragraph, "end")


def _add_mark(paragraph: Paragraph, kind: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)  # noqa: SLF001  (the library knows no fields)


BRIEFS: Formats[Brief] = Formats(
    Content.BRIEF,
    (
        Format("markdown", (".md",), write_markdown),
        Format("html", (".html", ".htm"), write_html),
        Format("docx", (".docx",), write_docx, is_binary=True),
    ),
)

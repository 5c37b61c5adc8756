"""The formats of results, and which of them is meant: the one named, or that the ending of a file tells.

A format is one entry of the ``Formats`` of what it holds: tables, graphs, and yes or no have theirs here,
pictures, findings and changes theirs in the room that makes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, NamedTuple, TextIO, TypeVar

import pyoxigraph as ox

from irc_kg.errors import IrcKgError, either
from irc_kg.queries.tables import (
    Cell,
    Shown,
    Table,
    fit_for_xml,
    python_value,
    text,
    write_csv,
    write_json,
    write_markdown,
    write_text,
    write_tsv,
    write_xml,
)

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet


_WIDTH = 40  # of a column, in characters
_MOST_DIGITS = 15  # that a spreadsheet keeps of a number
_LONGEST_TITLE = 31  # letters of the name of a sheet
_UNFIT_FOR_SHEET = re.compile(r"[\[\]:*?/\\]")
_CORE = "docProps/core.xml"  # what a workbook says of itself
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def write_xlsx(table: Table, out: BinaryIO) -> None:
    """A workbook for people: labels that link to their things, numbers as numbers; row by row.

    Its second sheet tells what the answer says of itself.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _add_rows(book, "Answer", table)
    if table.about.details:
        about = _sheet(book, "About", ("What", "This answer"), [_WIDTH, 2 * _WIDTH])
        for detail in table.about.details:
            about.append([_workbook_cell(about, ox.Literal(fit_for_xml(words)), text) for words in detail])
    save_workbook(book, out)


def write_answers(answers: Sequence[tuple[str, Table]], out: BinaryIO) -> None:
    """Answers to several questions as one workbook, a sheet for each, under names that are given.

    The first sheet lists the questions, each with a link to its sheet.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    contents = _sheet(book, "Questions", ("Question", "Rows"), [3 * _WIDTH, _WIDTH // 4])
    titles: set[str] = {"questions"}
    listed = []
    for name, table in answers:
        title = _sheet_title(name, titles)
        listed.append((title, table.about.question or name, _add_rows(book, title, table)))
    for title, question, rows in listed:
        question_cell = _workbook_cell(contents, ox.Literal(fit_for_xml(question)), text)
        question_cell.hyperlink = f"#'{title}'!A1"
        contents.append([question_cell, rows])
    save_workbook(book, out)


def _add_rows(book: Workbook, title: str, table: Table) -> int:
    """Put a table into a sheet of its own; how many rows it has."""
    sheet = _sheet(book, title, table.headings, [_WIDTH] * len(table.columns))
    number = 0
    try:
        for row in table:
            number += 1
            sheet.append([_workbook_cell(sheet, cell, table.shown) for cell in row])
    except BaseException:
        sheet.close()  # or it would be ended when its file is gone, and complain
        raise
    return number


def _sheet_title(name: str, taken: set[str]) -> str:
    """A name that a sheet may have: short, without what a spreadsheet keeps for itself, and not taken."""
    plain = _UNFIT_FOR_SHEET.sub("-", fit_for_xml(name)).strip("' ")[:_LONGEST_TITLE] or "Answer"
    title, number = plain, 1
    while title.casefold() in taken:
        number += 1
        title = f"{plain[: _LONGEST_TITLE - 4]} {number}"
    taken.add(title.casefold())
    return title


def _sheet(book: Workbook, title: str, headings: Sequence[str], widths: Sequence[int]) -> WriteOnlyWorksheet:
    """A sheet of a workbook with a first row that stays in sight."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    cells = [WriteOnlyCell(sheet, fit_for_xml(words)) for words in headings]
    for cell in cells:
        cell.font = Font(bold=True)
        cell.data_type = "s"
    sheet.append(cells)
    return sheet


def save_workbook(book: Workbook, out: BinaryIO) -> None:
    """Write a workbook, the same bytes for the same content: its archive bears no time.

    It is made as a temporary file: an archive complains of streams that fail.
    """
    from shutil import copyfileobj
    from tempfile import TemporaryFile
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    with TemporaryFile() as made, TemporaryFile() as archive:
        book.save(made)
        with ZipFile(made) as parts, ZipFile(archive, "w", ZIP_DEFLATED) as timeless:
            for name in parts.namelist():
                content = parts.read(name)
                if name == _CORE:
                    content = _TIMES.sub(b"", content)
                timeless.writestr(ZipInfo(name), content, ZIP_DEFLATED)
        archive.seek(0)
        copyfileobj(archive, out)


def _workbook_cell(sheet: WriteOnlyWorksheet, cell: Cell, shown: Shown) -> WriteOnlyCell:
    from openpyxl.cell import WriteOnlyCell

    value = python_value(cell, shown)
    if isinstance(value, int | float) and not _is_kept(value):
        value = shown(cell)
    written = WriteOnlyCell(sheet, fit_for_xml(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        written.data_type = "s"  # a text that begins with = is no formula
    if isinstance(cell, ox.NamedNode):
        written.hyperlink = cell.value
    return written


def _is_kept(number: float) -> bool:
    """Whether a spreadsheet keeps a number as it is: it knows no infinite ones, and only so many digits."""
    return isfinite(number) if isinstance(number, float) else abs(number) < 10**_MOST_DIGITS


Result = TypeVar("Result")
_ANY_TEXT = ".txt"
_ENDS_IN_XML_NAME = re.compile(r"[^\W\d][\w.-]*\Z")


class Content(StrEnum):
    """What a result holds, in words."""

    TABLE = "a table"
    GRAPH = "a graph"
    TRUTH = "yes or no"
    PICTURE = "a picture"
    WAYS = "ways between two things"
    FINDINGS = "a list of findings"
    CHANGES = "a list of changes"
    REFERENCES = "a list of references"
    BRIEF = "a brief"
    DUMP = "the whole graph"
    CONTEXT = "a JSON-LD context"
    ANSWERS = "the answers to all questions"


class WrongFormatError(IrcKgError):
    """A format that a result of this kind does not have."""

    def __init__(self, wanted: str, content: Content, possible: Sequence[str]) -> None:
        super().__init__(
            f"The answer is {content}, which cannot be written as {wanted}; {either(possible)} can."
        )


class UnknownEndingError(IrcKgError):
    """A file whose ending is that of no format the result has."""

    def __init__(self, path: Path, content: Content, possible: Sequence[str]) -> None:
        super().__init__(f"{path} is no name for {content}: its ending can be {either(possible)}.")


class UnfitEndingError(IrcKgError):
    """A file whose ending tells another format than the one that is named."""

    def __init__(self, path: Path, told: str, wanted: str, fitting: Sequence[str]) -> None:
        super().__init__(f"{path} would be no {told}: a file of the form {wanted} ends in {either(fitting)}.")


class NoXmlNameError(IrcKgError):
    """A relation that RDF/XML has no way to write."""

    def __init__(self) -> None:
        super().__init__(
            "The answer has a relation whose IRI ends in what is no name in XML, so it cannot be written as "
            "rdfxml; any other form of a graph can."
        )


class Format(NamedTuple, Generic[Result]):
    """A form in which a result is written."""

    name: str
    endings: tuple[str, ...]  # of files, with the dot; the usual one first, none for what is only printed
    write: Callable[[Result, Any], None]  # onto a stream of text, or of bytes where it is binary
    is_binary: bool = False


class Formats(NamedTuple, Generic[Result]):
    """All formats of one kind of result; the first is what is written when nothing says otherwise."""

    content: Content
    formats: tuple[Format[Result], ...]

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.formats]

    @property
    def endings(self) -> list[str]:
        """The endings of files, of the usual format last: whoever gives one mostly wants another."""
        usual, *others = self.formats
        return [ending for one in (*others, usual) for ending in one.endings]

    def choose(self, name: str | None, path: Path | None) -> Format[Result]:
        """The format that is named, else the one that the ending of a file tells, else the usual one.

        Raises WrongFormatError, UnknownEndingError, and UnfitEndingError where the two do not agree.
        """
        by_name = {one.name: one for one in self.formats}
        if name is None:
            return self._by_file(path) if path else self.formats[0]
        if name not in by_name:
            raise WrongFormatError(name, self.content, self.names)
        chosen = by_name[name]
        if path:
            self._refuse_other_ending(chosen, path)
        return chosen

    def _by_file(self, path: Path) -> Format[Result]:
        ending = path.suffix.lower()
        fitting = [one for one in self.formats if ending in one.endings]
        if ending and not fitting:
            raise UnknownEndingError(path, self.content, self.endings)
        return fitting[0] if fitting else self.formats[0]

    def _refuse_other_ending(self, chosen: Format[Result], path: Path) -> None:
        ending = path.suffix.lower()
        told = next((one for one in self.formats if ending in one.endings), chosen)
        # Of any text it is true that it is text.
        may_hold_any = ending == _ANY_TEXT and not chosen.is_binary
        if told is not chosen and not may_hold_any:
            raise UnfitEndingError(path, told.name, chosen.name, chosen.endings)


# The engine has writers too, of all rows of its own answers. Ours write any rows, one by one: those of a page
# or up to a limit, counted, with the time that the engine takes for each, and those that no query gave.
TABLES: Formats[Table] = Formats(
    Content.TABLE,
    (
        Format("table", (".txt",), write_text),
        Format("csv", (".csv",), write_csv),
        Format("tsv", (".tsv",), write_tsv),
        Format("json", (".json", ".srj"), write_json),
        Format("xml", (".xml", ".srx"), write_xml),
        Format("markdown", (".md",), write_markdown),
        Format("xlsx", (".xlsx",), write_xlsx, is_binary=True),
    ),
)


class Graph(NamedTuple):
    """An answer that is triples, and the prefixes by which they may be written."""

    triples: Sequence[ox.Triple]
    prefixes: Mapping[str, str]

    def serialize(self, rdf_format: ox.RdfFormat) -> str:
        """The triples as text, with those of the prefixes by which any of them is shortened."""
        iris = {_iri(term) for triple in self.triples for term in triple}
        prefixes = {
            name: namespace
            for name, namespace in self.prefixes.items()
            if any(iri.startswith(namespace) for iri in iris)
        }
        return (ox.serialize(self.triples, format=rdf_format, prefixes=prefixes) or b"").decode()


def _iri(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """The IRI that stands in a written term: its own, or that of its datatype."""
    if isinstance(term, ox.Literal):
        return term.datatype.value
    return term.value if isinstance(term, ox.NamedNode) else ""


def _graph_writer(rdf_format: ox.RdfFormat) -> Callable[[Graph, TextIO], None]:
    def write(graph: Graph, out: TextIO) -> None:
        out.write(graph.serialize(rdf_format))

    return write


def _write_rdf_xml(graph: Graph, out: TextIO) -> None:
    """RDF/XML, in which a relation is the name of an element; the engine also writes what is none."""
    if not all(_ENDS_IN_XML_NAME.search(triple.predicate.value) for triple in graph.triples):
        raise NoXmlNameError
    # A reader would make a line feed of a carriage return that stands there as it is.
    out.write(fit_for_xml(graph.serialize(ox.RdfFormat.RDF_XML)).replace("\r", "&#13;"))


GRAPHS: Formats[Graph] = Formats(
    Content.GRAPH,
    (
        Format("turtle", (".ttl",), _graph_writer(ox.RdfFormat.TURTLE)),
        Format("ntriples", (".nt",), _graph_writer(ox.RdfFormat.N_TRIPLES)),
        Format("trig", (".trig",), _graph_writer(ox.RdfFormat.TRIG)),
        Format("jsonld", (".jsonld",), _graph_writer(ox.RdfFormat.JSON_LD)),
        Format("rdfxml", (".rdf",), _write_rdf_xml),
    ),
)


def _write_yes_or_no(answer: ox.QueryBoolean, out: TextIO) -> None:
    out.write("yes\n" if answer else "no\n")


def _write_true_or_false(answer: ox.QueryBoolean, out: TextIO) -> None:
    out.write("true\n" if answer else "false\n")


def _truth_writer(results_format: ox.QueryResultsFormat) -> Callable[[ox.QueryBoolean, TextIO], None]:
    def write(answer: ox.QueryBoolean, out: TextIO) -> None:
        out.write((answer.serialize(format=results_format) or b"").decode() + "\n")

    return write


TRUTHS: Formats[ox.QueryBoolean] = Formats(
    Content.TRUTH,
    (
        Format("table", (".txt",), _write_yes_or_no),
        Format("csv", (".csv",), _write_true_or_false),
        Format("tsv", (".tsv",), _write_true_or_false),
        Format("json", (".json", ".srj"), _truth_writer(ox.QueryResultsFormat.JSON)),
        Format("xml", (".xml", ".srx"), _truth_writer(ox.QueryResultsFormat.XML)),
        Format("markdown", (".md",), _write_yes_or_no),
    ),
)

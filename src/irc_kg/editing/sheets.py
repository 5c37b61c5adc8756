"""Tables that people fill in, as cells with their places, and which field of a form each column is for."""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from irc_kg.editing.forms import Field, clean_text
from irc_kg.editing.shapes import Fields
from irc_kg.errors import IrcKgError, UnknownNameError
from irc_kg.store.names import close_names, fold

if TYPE_CHECKING:
    from openpyxl import Workbook

_SEPARATORS = (",", ";", "\t")
# What a text may begin with to tell how it is written.
_MARKS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16-LE"),
    (codecs.BOM_UTF16_BE, "UTF-16-BE"),
)
_LETTERS = 26
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # parts of a number format that are no codes
_FORMULA = "f"
_ERROR = "e"
_NAMES_OF_THINGS = ("id", "curie", "iri", "name")
_SEPARATOR = re.compile(r"(?<!\\);")


class UnreadableTableError(IrcKgError):
    """A file that is no table that can be read."""


class SheetCell(NamedTuple):
    """One cell: its text, and where it stands."""

    text: str
    row: int  # 1-based
    column: int  # 1-based
    fault: str = ""  # why it has no text, as a clause


@dataclass(frozen=True)
class TableFile:
    """A table in a file, and how it is to be read."""

    path: Path
    encoding: str | None = None
    sheet: str | None = None
    paragraph_column: str | None = None


WORKBOOKS = {".xlsx", ".xlsm"}


@dataclass(frozen=True)
class Sheet:
    """A table: its headings, and the rows below them that say anything."""

    headings: tuple[SheetCell, ...]
    rows: tuple[tuple[SheetCell, ...], ...]


def column_letters(column: int) -> str:
    """The letters of a column, from 1: A, B, …, Z, AA."""
    name = ""
    while column:
        column, at = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + at) + name
    return name


def read_sheet(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> Sheet:
    """The table in a file, by the ending of its name.

    ``encoding`` is that of a text that is not UTF-8; ``sheet`` names one of a workbook, else it is the first.
    Raises UnreadableTableError with what would make it right.
    """
    ending = path.suffix.lower()
    if ending in WORKBOOKS:
        rows = list(_rows_of_workbook(path, sheet))
    elif ending not in {".csv", ".tsv", ".txt", ".tab"}:
        raise UnreadableTableError(
            f"{path} is neither .csv, .tsv nor .xlsx. Other spreadsheets can be saved as one of these."
        )
    elif sheet is not None:
        raise UnreadableTableError(f"{path} is no workbook: it has no sheets to choose from.")
    else:
        rows = list(_rows_of_text(path, encoding))
    rows = [row for row in rows if any(cell.text.strip() or cell.fault for cell in row)]
    if not rows:
        raise UnreadableTableError(f"{path} holds nothing: its first row must name what the columns hold.")
    if len(rows) == 1:
        raise UnreadableTableError(f"{path} has headings and nothing below them.")
    return Sheet(rows[0], tuple(rows[1:]))


def _rows_of_text(path: Path, encoding: str | None) -> Iterator[tuple[SheetCell, ...]]:
    for number, texts in _texts(path, encoding):
        yield tuple(SheetCell(text, number, at) for at, text in enumerate(texts, 1))


def _texts(path: Path, encoding: str | None) -> Iterator[tuple[int, list[str]]]:
    """The records of a text with their numbers; a line in quotes counts as the spreadsheet shows it."""
    text = _decode(path, encoding)
    first = 1
    separator = "\t" if path.suffix.lower() in {".tsv", ".tab"} else None
    head, _, rest = text.partition("\n")
    if head.lower().startswith("sep=") and len(head.strip()) == len("sep=;"):
        separator, text, first = head.strip()[-1], rest, 2  # Excel writes it, and does not show it
    separator = separator or _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = first
    try:
        for texts in reader:
            yield number, texts
            number += 1
    except csv.Error as error:
        raise UnreadableTableError(
            f"{path}, row {number}: the quotes cannot be read ({error}). A cell with quotes in it is written "
            'with quotes around it, and each of its own is doubled: "say ""yes""".'
        ) from None


def _decode(path: Path, encoding: str | None) -> str:
    data = path.read_bytes()
    mark, name = next((one for one in _MARKS if data.startswith(one[0])), (b"", encoding or "UTF-8"))
    data = data.removeprefix(mark)
    try:
        return data.decode(name)
    except LookupError:
        raise UnknownNameError("encoding", encoding or "") from None
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = data.count(b"\n", 0, start) + 1
        raise UnreadableTableError(
            f"{path}, line {line}: the byte 0x{data[start]:02X} is not {name}. "
            'Save the table as "CSV UTF-8", or say how it is written: --encoding cp1252 for Excel on Windows.'
        ) from None


def _separator(text: str) -> str:
    """What stands between the cells: that by which the first row has the most of them."""

    def cells(separator: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), []))
        except csv.Error:
            return 0

    return max(_SEPARATORS, key=cells)


def _rows_of_workbook(path: Path, sheet: str | None = None) -> Iterator[tuple[SheetCell, ...]]:
    """The rows of one sheet of a workbook, with the values of its formulas."""
    with _open(path, values=False) as book:
        name = _sheet(book, path, sheet)
        rows = [list(_cells(row)) for row in _rows(book, name)]
    if any(cell.fault == _FORMULA for row in rows for cell in row):
        with _open(path, values=True) as book:
            rows = [
                [new if old.fault == _FORMULA else old for old, new in _pairs(before, list(_cells(row)))]
                for before, row in zip(rows, _rows(book, name), strict=False)
            ]
    for row in rows:
        yield tuple(row)


def _pairs(before: list[SheetCell], values: list[SheetCell]) -> Iterator[tuple[SheetCell, SheetCell]]:
    """Cells of formulas beside the cells of their values."""
    by_column = {cell.column: cell for cell in values}
    for cell in before:
        value = by_column.get(cell.column)
        if value is None or not (value.text or value.fault):
            fault = "holds a formula whose value is not saved: open the workbook in a spreadsheet and save it"
            value = cell._replace(fault=fault)
        yield cell, value


@contextmanager
def _open(path: Path, *, values: bool) -> Iterator[Workbook]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts of a workbook that only its own program needs
        try:
            book = load_workbook(path, read_only=True, data_only=values)
        except OSError:
            raise
        except Exception as error:  # openpyxl lets through whatever its parts raise
            raise UnreadableTableError(
                f"{path} cannot be read as an Excel workbook ({error}). Save it as .xlsx without a password."
            ) from error
        with closing(book):
            yield book


def _sheet(book: Workbook, path: Path, name: str | None) -> str:
    names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if name is None and names:
        return str(names[0])
    if name is not None and name in book.sheetnames:
        return name
    raise UnknownNameError(f"sheet in {path}", name or "", close_names(name or "", book.sheetnames))


def _rows(book: Workbook, name: str) -> Iterator[tuple[Any, ...]]:
    sheet = book[name]
    sheet.reset_dimensions()  # some programs write them wrong
    yield from sheet.iter_rows()


def _cells(row: tuple[Any, ...]) -> Iterator[SheetCell]:
    for cell in row:
        if cell.value is None:
            continue
        if cell.data_type == _FORMULA:
            yield SheetCell("", cell.row, cell.column, _FORMULA)
        elif cell.data_type == _ERROR:
            yield SheetCell("", cell.row, cell.column, f"holds the error {cell.value}")
        else:
            yield SheetCell(_text(cell.value, cell.number_format or ""), cell.row, cell.column)


def _text(value: object, number_format: str) -> str:
    """A value as it is typed in other tables; a date is no more exact than the cell shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return _date(value, number_format)
    if isinstance(value, time):
        return value.isoformat()
    return str(value)


def _date(value: datetime | date, number_format: str) -> str:
    codes = _QUOTED.sub("", number_format).lower()
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat()
    day = value.date() if isinstance(value, datetime) else value
    if "d" in codes or "y" not in codes:
        return day.isoformat()
    return day.isoformat()[:7] if "m" in codes else day.isoformat()[:4]


@dataclass(frozen=True, order=True)
class CellFault:
    """What is wrong with a cell, a row or a column of a table."""

    row: int  # 1-based; 0 where it is no row
    column: int  # 1-based; 0 for the row as a whole
    message: str

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else "the file"
        place = f"{column_letters(self.column)}{self.row}" if self.column else row
        return f"{place}: {self.message}"


class TableFaultsError(IrcKgError):
    """What is wrong with a table: all of it, cell by cell."""

    def __init__(self, table: object, faults: Sequence[CellFault]) -> None:
        self.faults = tuple(sorted(dict.fromkeys(faults)))
        count = f"{len(self.faults)} fault{'' if len(self.faults) == 1 else 's'}"
        listed = "".join(f"\n  {fault}" for fault in self.faults)
        super().__init__(f"{table} has {count}; nothing was written:{listed}")


@dataclass(frozen=True)
class Columns:
    """The columns of a table by what they hold."""

    fields: dict[int, Field]
    id: int | None
    faults: tuple[CellFault, ...]
    ignored: frozenset[int]  # columns with an unknown heading: what is wrong with it is told once
    row: int  # of the headings

    def of(self, wanted: Field) -> list[int]:
        return [number for number, one in self.fields.items() if one == wanted]

    def at(self, wanted: Field) -> int:
        """The first column of a field; 0 where there is none."""
        return next(iter(self.of(wanted)), 0)


def columns_of(fields: Fields, headings: Sequence[SheetCell], paragraph_column: str | None = None) -> Columns:
    """The columns of a table; ``paragraph_column`` is the heading above the numbers of paragraphs."""
    row = headings[0].row
    wanted = _find_heading(headings, paragraph_column) if paragraph_column else None
    found: dict[int, Field] = {}
    faults: list[CellFault] = []
    ids: list[int] = []
    for cell in headings:
        name = clean_text(cell.text)
        if not name:
            continue
        if fold(name) == wanted:
            found[cell.column] = fields.form.place
        elif _names_things(fields, name):
            ids.append(cell.column)
        else:
            try:
                found[cell.column] = fields.find(name)
            except IrcKgError as error:
                faults.append(CellFault(cell.row, cell.column, str(error)))
    faults += (
        CellFault(row, extra, f"Column {column_letters(ids[0])} names the things already.")
        for extra in ids[1:]
    )
    ignored = frozenset(fault.column for fault in faults)
    return Columns(found, ids[0] if ids else None, tuple(faults), ignored, row)


def _names_things(fields: Fields, heading: str) -> bool:
    """Whether a column with this heading holds the names of things, rather than the values of a field."""
    return fold(heading) in _NAMES_OF_THINGS and fields.form.field(heading) is None


def _find_heading(headings: Sequence[SheetCell], name: str) -> str:
    """A heading that was named, as names are compared."""
    if fold(name) not in {fold(cell.text) for cell in headings}:
        raise UnknownNameError("column", name, close_names(name, [cell.text for cell in headings]))
    return fold(name)


def texts_of(field: Field, cell: SheetCell) -> Iterator[str]:
    """The texts in a cell: where a field takes several values they are separated by semicolons.

    Sentences are never split; a semicolon behind a backslash separates nothing.
    """
    if field.is_prose or not field.takes_several:
        yield cell.text
        return
    for text in _SEPARATOR.split(cell.text):
        if text.strip():
            yield text.replace("\\;", ";")

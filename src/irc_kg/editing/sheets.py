"""Tables in files as cells with places: of texts such as CSV, and of workbooks as a person sees them."""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from irc_kg.editing.number_formats import show_value, value_text
from irc_kg.errors import IrcKgError, UnknownNameError
from irc_kg.store.names import close_names

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

CHOICES = "Choices"  # the sheet of a template that lists what its cells offer
WORKBOOKS = {".xlsx", ".xlsm"}
_TEXTS = {".csv", ".tsv", ".txt", ".tab"}
_SEPARATORS = ("\t", "|", ";", ",")  # the first ones stand less often in a text
# What a text may begin with to tell how it is written.
_MARKS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF32_LE, "UTF-32-LE"),
    (codecs.BOM_UTF32_BE, "UTF-32-BE"),
    (codecs.BOM_UTF16_LE, "UTF-16-LE"),
    (codecs.BOM_UTF16_BE, "UTF-16-BE"),
)
_RECORDS_LOOKED_AT = 50  # and characters, to tell what stands between the cells
_TEXT_LOOKED_AT = 100_000
_LETTERS = 26
_FORMULA = "f"
_ERROR = "e"
_MOST_BYTES = 400_000_000  # of a workbook when it is unpacked
_MOST_IN_RANGES = 100_000  # cells that are merged, or links
_MOST_COLUMNS = 16_384  # of a sheet
_RANGES = re.compile(
    rb"""(?:mergeCell|hyperlink)\s[^>]*?ref=["']([A-Za-z]{1,3}\d{1,7}:[A-Za-z]{1,3}\d{1,7})["']"""
)
_MOST_NAMED = 5  # cells, rows or columns that a sentence lists
# What spreadsheet programs show where a value cannot be had, in the languages that they speak.
_ERRORS = re.compile(
    r"#(?:N/?A!?|N/D|NV|NULL!|NULO!|NUL!|DIV/0!|VALUE!|VALEUR!|WERT!|VALOR!|VALORE!|REF!|BEZUG!|RIF!|NAME\?|NOM\?|"
    r"NOMBRE\?|NUM!|NOMBRE!|ZAHL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!|UNKNOWN!|GETTING_DATA|ERROR!)"
    r"|Err:\d{3}|#{3,}"
)
_LOST = "\ufffd"  # what stands for a character that could not be read when the table was saved
_MARKED_AS_TEXT = re.compile(r'\A(?:\'(?=[\d=+@-])|="(?P<text>[^"]*)"\Z)')
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINNINGS = (
    (b"%PDF-", "a PDF: save the table as .xlsx or .csv"),
    (b"\x1f\x8b", "compressed: unpack it first"),
    (b"{\\rtf", "a text with formats (RTF): save the table as .xlsx or .csv"),
)
# What is packed, by how one of its files begins.
_PACKED = (
    ("xl/workbook.bin", "a binary workbook (.xlsb): save it as .xlsx"),
    ("xl/", "workbook"),
    ("word/", "a Word document: save its table as .xlsx or .csv"),
    ("Index", "a file of Numbers: export it as .xlsx or .csv"),
    ("[Content_Types]", "workbook"),
)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(!doctype html|html|table|\?xml)", re.IGNORECASE)


class UnreadableTableError(IrcKgError):
    """A file that is no table that can be read."""


class SheetCell(NamedTuple):
    """One cell: its value as a text, what a person sees, and where it stands."""

    text: str
    row: int  # 1-based
    column: int  # 1-based
    fault: str = ""  # why it has no text, as a clause
    seen: str | None = None  # where that is other than its value
    unseen: str = ""  # why it is not known what a person sees, as a clause

    @property
    def place(self) -> str:
        return f"{column_letters(self.column)}{self.row}"

    @property
    def sight(self) -> str:
        """What a person sees."""
        return self.text if self.seen is None else self.seen


Row: TypeAlias = tuple[SheetCell, ...]


@dataclass(frozen=True)
class TableFile:
    """A table in a file, and how it is to be read."""

    path: Path
    encoding: str | None = None
    sheet: str | None = None
    paragraph_column: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A table: its headings, and the rows below them that say anything."""

    headings: Row
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()  # what was left out, and what was read otherwise than it is written
    has_semicolons: bool = False  # between its cells, so that a comma may stand before decimals


@dataclass
class _Rows:
    """The rows of a file as they are read."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    has_semicolons: bool = False


def column_letters(column: int) -> str:
    """The letters of a column, from 1: A, B, …, Z, AA."""
    name = ""
    while column:
        column, at = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + at) + name
    return name


def list_names(names: Sequence[str]) -> str:
    """Places within a sentence, not all of them where there are many."""
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown


def read_sheet(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> Sheet:
    """The table in a file, by the ending of its name.

    ``encoding`` is that of a text that is not UTF-8; ``sheet`` names one of a workbook, else it is the first.
    Raises UnreadableTableError with what would make it right.
    """
    _refuse_other_kinds(path)
    if path.suffix.lower() in WORKBOOKS:
        read = _rows_of_workbook(path, sheet)
    elif sheet is not None:
        raise UnreadableTableError(f"{path} is no workbook: it has no sheets to choose from.")
    else:
        read = _rows_of_text(path, encoding)
    rows = [row for row in read.rows if any(cell.text.strip() or cell.fault for cell in row)]
    if not rows:
        raise UnreadableTableError(f"{path} holds nothing: its first row must name what the columns hold.")
    if len(rows) == 1:
        raise UnreadableTableError(f"{path} has headings and nothing below them.")
    rows = [tuple(map(_name_fault, row)) for row in rows]
    return Sheet(rows[0], tuple(rows[1:]), tuple(read.notes), read.has_semicolons)


def _name_fault(cell: SheetCell) -> SheetCell:
    """A cell with what is wrong with its text: an error that is written as one, or what was lost."""
    text = cell.text.strip()
    if _ERRORS.fullmatch(text):
        return cell._replace(text="", seen=None, fault=f"holds the error {text}")
    if _LOST in text:
        fault = "holds a character that was lost (\ufffd) when the table was saved: type it again"
        return cell._replace(text="", seen=None, fault=fault)
    return cell


# What a file is


def _refuse_other_kinds(path: Path) -> None:
    """Raise when a file is not what its name says, or nothing that is read here, with what to do."""
    is_workbook, ending = path.suffix.lower() in WORKBOOKS, path.suffix.lower()
    what = _what_it_is(path)
    if what and what != "workbook":
        raise UnreadableTableError(f"{path} is {what}.")
    if ending not in WORKBOOKS | _TEXTS:
        raise UnreadableTableError(
            f"{path} is neither .csv, .tsv nor .xlsx. Other spreadsheets can be saved as one of these."
        )
    if what and not is_workbook:
        raise UnreadableTableError(f"{path} is an Excel workbook by what it holds: name it {path.stem}.xlsx.")
    if is_workbook and path.stat().st_size == 0:
        raise UnreadableTableError(f"{path} is empty: it has not been saved, or not been copied whole.")
    if is_workbook and not what:
        raise UnreadableTableError(
            f"{path} cannot be read as an Excel workbook: what it holds is text. Name it {path.stem}.csv."
        )


def _what_it_is(path: Path) -> str:
    """What a file is by what it holds: "workbook", empty for a text, else what it is and what to do."""
    with path.open("rb") as file:
        data = file.read(_TEXT_LOOKED_AT)
    if data.startswith(_OLE):
        whole = path.read_bytes()
        if "EncryptedPackage".encode("utf-16-le") in whole:
            return "protected by a password: save it without one"
        return "a workbook of an old Excel (.xls): open it and save it as .xlsx"
    if data.startswith(b"PK"):
        return _what_is_packed(path)
    for beginning, what in _BEGINNINGS:
        if data.startswith(beginning):
            return what
    if match := _MARKUP.match(data):
        is_web = not match[1].startswith(b"?") or b"<html" in data.lower()
        return f"{'a web page' if is_web else 'XML'}, no table: save the table as .xlsx or .csv"
    return ""


def _what_is_packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
            kind = packed.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, zlib.error):
        return "workbook"  # a broken archive fails in many ways; its reader tells of it
    if b"opendocument" in kind:
        return "an OpenDocument file (.ods): save it as .xlsx or .csv"
    for beginning, what in _PACKED:
        if any(name.startswith(beginning) for name in names):
            return what
    return "an archive (.zip): unpack it first" if names else "workbook"


# Texts


def _rows_of_text(path: Path, encoding: str | None) -> _Rows:
    found = _Rows()
    marked: list[str] = []
    for number, texts in _records(path, encoding, found):
        row = []
        for at, text in enumerate(texts, 1):
            bare = _MARKED_AS_TEXT.sub(lambda match: match["text"] or "", text.strip(), count=1)
            cell = SheetCell(text if bare == text.strip() else bare, number, at)
            if cell.text != text:
                marked.append(cell.place)
            row.append(cell)
        found.rows.append(tuple(row))
    if marked:
        found.notes.append(f'What marks {list_names(marked)} as text (\' or ="") is left out.')
    return found


def _records(path: Path, encoding: str | None, found: _Rows) -> Iterator[tuple[int, list[str]]]:
    """The records of a text with their numbers; a line in quotes counts as the spreadsheet shows it."""
    text = _decode(path, encoding)
    first = 1
    separator = "\t" if path.suffix.lower() in {".tsv", ".tab"} else None
    head, _, rest = text.partition("\n")
    if head.lower().startswith("sep=") and len(head.strip()) == len("sep=;"):
        separator, text, first = head.strip()[-1], rest, 2  # Excel writes it, and does not show it
    separator = separator or _separator(text)
    found.has_semicolons = separator == ";"
    number = first
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        for texts in reader:
            yield number, texts
            number += 1
    except (csv.Error, ValueError) as error:  # ValueError: `sep=` names what cannot separate
        raise UnreadableTableError(
            f"{path}, row {number}: the quotes cannot be read ({error}). A cell with quotes in it is written "
            'with quotes around it, and each of its own is doubled: "say ""yes""".'
        ) from None


def _decode(path: Path, encoding: str | None) -> str:
    data = path.read_bytes()
    mark, name = next((one for one in _MARKS if data.startswith(one[0])), (b"", encoding or ""))
    data = data.removeprefix(mark)
    name = name or _encoding_without_mark(path, data)
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


def _encoding_without_mark(path: Path, data: bytes) -> str:
    if b"\0" not in data[:_TEXT_LOOKED_AT]:
        return "UTF-8"
    order = "be" if data[:1] == b"\0" else "le"
    raise UnreadableTableError(
        f"{path} is not UTF-8: it has bytes of nought, as UTF-16 has (--encoding utf-16-{order})."
    )


def _separator(text: str) -> str:
    """What stands between the cells: that by which most rows have as many of them as the first."""
    beginning = text[:_TEXT_LOOKED_AT]

    def likeness(separator: str) -> tuple[float, bool, int]:
        reader = csv.reader(io.StringIO(beginning, newline=""), delimiter=separator)
        try:
            records = [record for record in islice(reader, _RECORDS_LOOKED_AT) if any(record)]
        except csv.Error:
            return -1, False, 0
        width = len(records[0]) if records else 0
        if width <= 1:
            return -1, False, width
        same = sum(len(record) == width for record in records) / len(records)
        # In a text a blank stands behind them, between cells mostly none.
        is_bare = not any(cell.startswith(" ") for cell in records[0])
        return same, is_bare, width

    best = max(_SEPARATORS, key=likeness)
    return best if likeness(best)[0] >= 0 else ","


# Workbooks


def _rows_of_workbook(path: Path, name: str | None = None) -> _Rows:
    """The rows of one sheet as a person sees them, with the values of its formulas.

    What is hidden is left out, and merged cells count for each of their rows; both are noted.
    """
    with _open(path, values=False) as book:
        sheet, notes = _choose_sheet(book, path, name)
        cells = _cells_of(sheet)
        merged = [merge.bounds for merge in sheet.merged_cells.ranges]
        hidden = _rows_out_of_sight(sheet), _columns_out_of_sight(sheet)
        title = sheet.title
    if any(cell.fault == _FORMULA for cell in cells.values()):
        with _open(path, values=True) as book:
            cells = _with_values(cells, _cells_of(book[title]))
    notes += _fill_merged(cells, merged)
    in_sight = _rows_in_sight(cells.values(), *hidden)
    return _Rows(in_sight.rows, notes + in_sight.notes)


def _rows_in_sight(cells: Iterable[SheetCell], rows: set[int], columns: set[int]) -> _Rows:
    """Cells as rows, without those in rows and columns that are hidden, which are noted."""
    telling = sorted((cell for cell in cells if cell.text or cell.fault), key=lambda cell: cell[1:3])
    left_rows = sorted({cell.row for cell in telling} & rows)
    left_columns = sorted({cell.column for cell in telling} & columns)
    notes = _notes_of_hidden("row", list(map(str, left_rows)))
    notes += _notes_of_hidden("column", list(map(column_letters, left_columns)))
    found: dict[int, list[SheetCell]] = defaultdict(list)
    for cell in telling:
        if cell.row not in rows and cell.column not in columns:
            found[cell.row].append(cell)
    return _Rows([tuple(row) for row in found.values()], notes)


@contextmanager
def _open(path: Path, *, values: bool) -> Iterator[Workbook]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts of a workbook that only its own program needs
        try:
            _refuse_too_large(path)
            # openpyxl leaves open what it opens, where it fails, and prints what is wrong with some styles.
            with path.open("rb") as file, redirect_stdout(io.StringIO()):
                book = load_workbook(file, data_only=values)
        except IrcKgError:
            raise
        except Exception as error:  # openpyxl lets through whatever its parts raise
            if isinstance(error, OSError) and error.filename:
                raise  # of the file, not of what it holds
            raise UnreadableTableError(
                f"{path} cannot be read as an Excel workbook ({error}). Save it as .xlsx without a password."
            ) from error
        with closing(book):
            yield book


def _refuse_too_large(path: Path) -> None:
    """Raise when a workbook would take more memory, or time, than there is."""
    with zipfile.ZipFile(path) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > _MOST_BYTES:
            raise UnreadableTableError(f"{path} is too large to be read: save the one sheet as CSV.")
        for name in packed.namelist():
            if name.startswith("xl/worksheets/"):
                _refuse_endless_ranges(path, packed.read(name))


def _refuse_endless_ranges(path: Path, sheet: bytes) -> None:
    """Raise when very many cells are merged, or one link: the reader would make each of them."""
    from openpyxl.utils import range_boundaries

    count = 0
    for match in _RANGES.finditer(sheet):
        left, top, right, bottom = range_boundaries(match[1].decode())
        count += (right - left + 1) * (bottom - top + 1)
        if count > _MOST_IN_RANGES:
            raise UnreadableTableError(f"{path} merges too many cells ({match[1].decode()}): split them.")


def _choose_sheet(book: Workbook, path: Path, name: str | None) -> tuple[Worksheet, list[str]]:
    """The sheet that is asked for, else the first that is not hidden; and which others there are."""
    named = {sheet.title: sheet for sheet in book.worksheets}
    if name is not None:
        if name not in named:
            raise UnknownNameError(f"sheet in {path}", name, close_names(name, named))
        return named[name], []
    return _first_in_sight(named, path)


def _first_in_sight(named: Mapping[str, Worksheet], path: Path) -> tuple[Worksheet, list[str]]:
    visible = [title for title, sheet in named.items() if sheet.sheet_state == "visible"]
    if not visible:
        raise UnreadableTableError(f"{path} has no sheet that is not hidden: name one with --sheet.")
    others = [title for title in visible[1:] if title != CHOICES]
    notes = [f"Only the first sheet, {visible[0]!r}, is read, not {list_names(others)} (--sheet)."]
    hidden = [title for title in named if title not in visible]
    return named[visible[0]], notes[: len(others)] + _notes_of_hidden("sheet", hidden)


def _notes_of_hidden(unit: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    is_one = len(names) == 1
    hidden = (
        f"{unit.capitalize()}{'' if is_one else 's'} {list_names(names)} {'is' if is_one else 'are'} hidden"
    )
    return [f"{hidden}, and left out: show what is to be read."]


def _rows_out_of_sight(sheet: Worksheet) -> set[int]:
    rows = sheet.row_dimensions.items()
    return {number for number, row in rows if row.hidden or row.height == 0}


def _columns_out_of_sight(sheet: Worksheet) -> set[int]:
    hidden: set[int] = set()
    for column in sheet.column_dimensions.values():
        if column.hidden or column.width == 0:
            hidden.update(range(column.min or 0, min(column.max or 0, _MOST_COLUMNS) + 1))
    return hidden


# Cells

_Cells: TypeAlias = dict[tuple[int, int], SheetCell]
_Bounds: TypeAlias = tuple[int, int, int, int]  # left, top, right, bottom


def _cells_of(sheet: Worksheet) -> _Cells:
    """The cells that hold anything; a sheet may be as large as it likes."""
    cells: _Cells = {}
    for cell in sheet._cells.values():  # noqa: SLF001 - all others make the cells that are not there
        if cell.value is None:
            continue
        place = cell.row, cell.column
        if cell.data_type == _FORMULA:
            cells[place] = SheetCell("", *place, _FORMULA)
        elif cell.data_type == _ERROR:
            cells[place] = SheetCell("", *place, f"holds the error {cell.value}")
        else:
            number_format = _format_of(cell)
            if number_format is None:
                fault = "has a format that the workbook does not hold: open it in a spreadsheet and save it"
                cells[place] = SheetCell("", *place, fault)
            else:
                cells[place] = _cell(cell.value, number_format, *place)
    return cells


def _format_of(cell: Cell) -> str | None:
    """How a cell shows what it holds; None where a damaged workbook has no such format."""
    try:
        return cell.number_format or "General"
    except IndexError:
        return None


def _with_values(cells: _Cells, values: _Cells) -> _Cells:
    """Cells with the values of formulas in the place of these."""
    found = {}
    for place, cell in cells.items():
        value = cell
        if cell.fault == _FORMULA:
            fault = "holds a formula whose value is not saved: open the workbook in a spreadsheet and save it"
            value = values.get(place, cell._replace(fault=fault))
        found[place] = value
    return found


def _fill_merged(cells: _Cells, merged: Iterable[_Bounds]) -> list[str]:
    """Have merged cells count for each of their rows that say anything else; that is noted, or a fault."""
    heading = min((row for row, _ in cells), default=0)
    rows = sorted({row for row, _ in cells})
    filled = []
    for bounds in sorted(merged):
        left, top, right, bottom = bounds
        place = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
        first = cells.get((top, left))
        if first is None:
            continue
        if fault := _fault_of_merged(bounds, heading):
            cells[top, left] = first._replace(fault=f"{fault} ({place})")
            continue
        others = _others_in(bounds, rows)
        cells |= {(row, column): first._replace(row=row, column=column) for row, column in others}
        filled += [place] if others and top > heading else []
    return _notes_of_merged(filled)


def _fault_of_merged(bounds: _Bounds, heading: int) -> str:
    """Why merged cells do not count for each of their rows, as a clause; empty where they do."""
    left, top, right, bottom = bounds
    if top <= heading < bottom:
        return "is merged with what is below the headings"
    return "is merged over several columns" if top > heading and right > left else ""


def _notes_of_merged(places: Sequence[str]) -> list[str]:
    counts = "What stands in merged cells counts for each of their rows"
    return [f"{counts}: {list_names(places)}."] if places else []


def _others_in(bounds: _Bounds, rows: Sequence[int]) -> list[tuple[int, int]]:
    """The places in merged cells but the first, in some rows."""
    left, top, right, bottom = bounds
    within = [row for row in rows if top <= row <= bottom]
    places = [(row, column) for row in within for column in range(left, right + 1)]
    return [place for place in places if place != (top, left)]


def _cell(value: object, number_format: str, row: int, column: int) -> SheetCell:
    """A cell with its value as it is typed in other tables, and as its format shows it."""
    cell = SheetCell(value_text(value, number_format), row, column)
    try:
        seen = show_value(cell.text if isinstance(value, str) else value, number_format)
    except IrcKgError as error:
        return cell._replace(unseen=str(error).rstrip("."))
    if cell.text.strip() and not seen.strip():
        return cell._replace(text="", fault=f"shows nothing of {cell.text!r}, because of its number format")
    return cell if seen == cell.text else cell._replace(seen=seen)

"""Tables that people fill in, as cells with their places: from CSV, TSV and Excel files."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from irc_kg.errors import IrcKgError, UnknownNameError

_SEPARATORS = (",", ";", "\t")
# What a text may begin with to tell how it is written.
_MARKS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16-LE"),
    (codecs.BOM_UTF16_BE, "UTF-16-BE"),
)
_LETTERS = 26


class UnreadableTableError(IrcKgError):
    """A file that is no table that can be read."""


class Cell(NamedTuple):
    """One cell: its text, and its place as spreadsheet programs name it."""

    text: str
    row: int  # 1-based
    column: int  # 1-based
    fault: str = ""  # why it has no text, as a clause

    @property
    def place(self) -> str:
        return f"{letters(self.column)}{self.row}"


@dataclass(frozen=True)
class Sheet:
    """A table: its headings, and the rows below them that say anything."""

    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def letters(column: int) -> str:
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
    if ending in {".xlsx", ".xlsm"}:
        from irc_kg.editing.workbooks import rows_of

        rows = list(rows_of(path, sheet))
    elif ending in {".csv", ".tsv", ".txt", ".tab"}:
        if sheet is not None:
            raise UnreadableTableError(f"{path} is no workbook: it has no sheets to choose from.")
        rows = [
            tuple(Cell(text, number, at) for at, text in enumerate(texts, 1))
            for number, texts in _texts(path, encoding)
        ]
    else:
        raise UnreadableTableError(
            f"{path} is neither .csv, .tsv nor .xlsx. Other spreadsheets can be saved as one of these."
        )
    said = [row for row in rows if any(cell.text.strip() or cell.fault for cell in row)]
    if not said:
        raise UnreadableTableError(f"{path} holds nothing: its first row must name what the columns hold.")
    if len(said) == 1:
        raise UnreadableTableError(f"{path} has headings and nothing below them.")
    return Sheet(said[0], tuple(said[1:]))


def _texts(path: Path, encoding: str | None) -> Iterator[tuple[int, list[str]]]:
    """The records of a text with their numbers; a line in quotes counts as the spreadsheet shows it."""
    text = _decoded(path, encoding)
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


def _decoded(path: Path, encoding: str | None) -> str:
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

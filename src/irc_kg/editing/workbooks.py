"""Excel workbooks that people have filled in: what each cell shows, as text."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from irc_kg.editing.sheets import Cell, UnreadableTableError
from irc_kg.errors import UnknownNameError
from irc_kg.queries.workbook import MissingPackageError
from irc_kg.store.names import close_names

if TYPE_CHECKING:
    from openpyxl import Workbook

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # parts of a number format that are no codes
_FORMULA = "f"
_ERROR = "e"


def rows_of(path: Path, sheet: str | None = None) -> Iterator[tuple[Cell, ...]]:
    """The rows of one sheet of a workbook, with the values of its formulas."""
    with _opened(path, values=False) as book:
        name = _sheet(book, path, sheet)
        rows = [list(_cells(row)) for row in _rows(book, name)]
    if any(cell.fault == _FORMULA for row in rows for cell in row):
        with _opened(path, values=True) as book:
            rows = [
                [new if old.fault == _FORMULA else old for old, new in _pairs(before, list(_cells(row)))]
                for before, row in zip(rows, _rows(book, name), strict=False)
            ]
    for row in rows:
        yield tuple(row)


def _pairs(before: list[Cell], values: list[Cell]) -> Iterator[tuple[Cell, Cell]]:
    """Cells of formulas beside the cells of their values."""
    by_column = {cell.column: cell for cell in values}
    for cell in before:
        value = by_column.get(cell.column)
        if value is None or not (value.text or value.fault):
            fault = "holds a formula whose value is not saved: open the workbook in a spreadsheet and save it"
            value = cell._replace(fault=fault)
        yield cell, value


@contextmanager
def _opened(path: Path, *, values: bool) -> Iterator[Workbook]:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise MissingPackageError("openpyxl", "xlsx", "Reading a workbook") from None
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


def _cells(row: tuple[Any, ...]) -> Iterator[Cell]:
    for cell in row:
        if cell.value is None:
            continue
        if cell.data_type == _FORMULA:
            yield Cell("", cell.row, cell.column, _FORMULA)
        elif cell.data_type == _ERROR:
            yield Cell("", cell.row, cell.column, f"holds the error {cell.value}")
        else:
            yield Cell(_text(cell.value, cell.number_format or ""), cell.row, cell.column)


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

"""Tables as workbooks, for those who live in spreadsheets."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries.tables import Cell, Shown, Table, fit_for_xml, heading, python_value

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_WIDTH = 40  # of a column, in characters
_MOST_DIGITS = 15  # that a spreadsheet keeps of a number


class MissingPackageError(IrcKgError):
    """A package that only some forms need, and that is not there."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs the package {package}: pip install 'irc-kg[{extra}]'.")


def write_xlsx(table: Table, out: BinaryIO) -> None:
    """A workbook for people: labels that link to their things, numbers as numbers; row by row."""
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter
    except ImportError:
        raise MissingPackageError("openpyxl", "xlsx", "A workbook") from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Answer")
    sheet.freeze_panes = "A2"
    for index in range(1, len(table.columns) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTH
    titles = [WriteOnlyCell(sheet, heading(column)) for column in table.columns]
    for title in titles:
        title.font = Font(bold=True)
    try:
        sheet.append(titles)
        for row in table:
            sheet.append([_workbook_cell(sheet, cell, table.shown) for cell in row])
    except BaseException:
        sheet.close()  # or it would be ended when its file is gone, and complain
        raise
    save_workbook(book, out)


def save_workbook(book: Workbook, out: BinaryIO) -> None:
    """Write a workbook by way of a temporary file: it is an archive, and complains of streams that fail."""
    from shutil import copyfileobj
    from tempfile import TemporaryFile

    with TemporaryFile() as archive:
        book.save(archive)
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

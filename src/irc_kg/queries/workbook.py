"""Tables as workbooks, for those who live in spreadsheets."""

from __future__ import annotations

import re
from typing import BinaryIO

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries.tables import Table, heading, python_value

_WIDTH = 40  # of a column, in characters
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
    sheet.append(titles)
    for row in table:
        cells = []
        for cell in row:
            value = python_value(cell, table.shown)
            fit = _UNFIT.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value
            written = WriteOnlyCell(sheet, fit)
            if isinstance(value, str):
                written.data_type = "s"  # a text that begins with = is no formula
            if isinstance(cell, ox.NamedNode):
                written.hyperlink = cell.value
            cells.append(written)
        sheet.append(cells)
    book.save(out)

"""Workbooks as a case of tests/field describes them: what stands in which cell, and how it shows."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

KEYS = {"path", "sheet"}
SHEET_KEYS = {
    *("name", "state", "rows", "formats", "errors", "formulas", "saved"),
    *("merged", "hidden_rows", "hidden_columns", "filter"),
}
_AS_STRING = "s"
_AS_ERROR = "e"


def make_workbook(description: dict[str, Any]) -> bytes:
    """The bytes of an .xlsx file."""
    assert description.keys() <= KEYS, "a key of a workbook that the runner does not know"
    book = Workbook()
    book.remove(book.active)
    for number, sheet in enumerate(description["sheet"], 1):
        assert sheet.keys() <= SHEET_KEYS, "a key of a sheet that the runner does not know"
        _fill(book.create_sheet(sheet.get("name", f"Sheet{number}")), sheet)
    out = io.BytesIO()
    book.save(out)
    saved = [sheet.get("saved", {}) for sheet in description["sheet"]]
    return _with_saved_values(out.getvalue(), saved) if any(saved) else out.getvalue()


def _fill(sheet: Worksheet, description: dict[str, Any]) -> None:
    for row, values in enumerate(description["rows"], 1):
        for column, value in enumerate(values, 1):
            if value != "":
                _put(sheet.cell(row, column), value)
    for place, text in description.get("errors", {}).items():
        sheet[place].value = text
        sheet[place].data_type = _AS_ERROR
    for place, text in description.get("formulas", {}).items():
        sheet[place].value = text
    for places, number_format in description.get("formats", {}).items():
        for cell in _cells(sheet, places):
            cell.number_format = number_format
    _hide(sheet, description)
    for cells in description.get("merged", ()):
        sheet.merge_cells(cells)


def _put(cell: Cell, value: object) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = _AS_STRING  # whatever it begins with


def _cells(sheet: Worksheet, places: str) -> list[Cell]:
    left, top, right, bottom = range_boundaries(places)
    return [sheet.cell(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _hide(sheet: Worksheet, description: dict[str, Any]) -> None:
    sheet.sheet_state = description.get("state", "visible")
    for row in description.get("hidden_rows", ()):
        sheet.row_dimensions[row].hidden = True
    for column in description.get("hidden_columns", ()):
        sheet.column_dimensions[column].hidden = True
    if "filter" in description:
        sheet.auto_filter.ref = description["filter"]


def _with_saved_values(data: bytes, saved: list[dict[str, Any]]) -> bytes:
    """The same workbook, with the values of formulas as a spreadsheet program saves them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            text = old.read(entry)
            for number, values in enumerate(saved, 1):
                if entry == f"xl/worksheets/sheet{number}.xml":
                    text = _put_values(text.decode(), values).encode()
            new.writestr(entry, text)
    return out.getvalue()


def _put_values(xml: str, values: dict[str, Any]) -> str:
    for place, value in values.items():
        is_text = isinstance(value, str)
        kind = ' t="e"' if is_text and value.startswith("#") else ' t="str"' if is_text else ""
        if isinstance(value, bool):
            kind, value = ' t="b"', int(value)  # noqa: PLW2901 - as it stands in the file
        pattern = rf'<c r="{place}"((?: s="\d+")?)[^>]*>(<f>.*?</f>)<v ?/?>(?:</v>)?</c>'
        text = escape(str(value))
        xml, count = re.subn(pattern, rf'<c r="{place}"\1{kind}>\2<v>{text}</v></c>', xml)
        assert count == 1, f"{place} holds no formula"
    return xml

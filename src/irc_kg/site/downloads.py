"""Answers as files beside a page: the same from the same answer, to the byte."""

from __future__ import annotations

from io import BytesIO, StringIO

from irc_kg.queries.formats import write_xlsx
from irc_kg.queries.tables import Table, write_csv


def csv_file(table: Table) -> bytes:
    """A table as comma-separated values."""
    out = StringIO(newline="")
    write_csv(table, out)
    return out.getvalue().encode("utf-8", "replace")


def xlsx_file(table: Table) -> bytes:
    """A table as a workbook."""
    out = BytesIO()
    write_xlsx(table, out)
    return out.getvalue()

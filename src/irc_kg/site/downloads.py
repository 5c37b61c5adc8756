"""Answers as files beside a page: the same from the same answer, to the byte."""

from __future__ import annotations

import re
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from irc_kg.queries.formats import write_xlsx
from irc_kg.queries.tables import Table, write_csv
from irc_kg.store.datatypes import PartialDate

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can name
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(?=<)")


def csv_file(table: Table) -> bytes:
    """A table as comma-separated values."""
    out = StringIO(newline="")
    write_csv(table, out)
    return out.getvalue().encode("utf-8", "replace")


def xlsx_file(table: Table, day: PartialDate) -> bytes:
    """A table as a workbook of a day, whenever it is made."""
    book, out = BytesIO(), BytesIO()
    write_xlsx(table, book)
    made = "{:04}-{:02}-{:02}T00:00:00Z".format(*day.earliest).encode()
    with ZipFile(book) as archive, ZipFile(out, "w", ZIP_DEFLATED) as fixed:
        for name in archive.namelist():
            content = archive.read(name)
            if name == "docProps/core.xml":
                content = _CLOCK.sub(rb"\g<1>" + made, content)
            entry = ZipInfo(name, _FIRST_DAY)
            entry.compress_type = ZIP_DEFLATED
            fixed.writestr(entry, content)
    return out.getvalue()

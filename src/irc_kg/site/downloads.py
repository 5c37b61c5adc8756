"""Answers as files beside a page: the same from the same answer, to the byte."""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO, StringIO

from markupsafe import Markup, escape

from irc_kg.queries.formats import write_xlsx
from irc_kg.queries.tables import Table, write_csv
from irc_kg.site.choosing import file_stem

_FORMS = {
    "docx": "Save for Word (.docx)",
    "xlsx": "Save for Excel (.xlsx)",
    "csv": "Save as .csv",
    "json": "Save as .json",
}


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


def download_links(path: str, files: Collection[str], *, is_whole: bool) -> Markup:
    """The rows of a page as files: some lie beside it, by their endings; others a script makes of its table.

    Of a page that holds a part of the rows, a script makes only that part into a file.
    """
    stem, name = escape(path.removesuffix(".html")), file_stem(path)
    items = []
    for form, words in _FORMS.items():
        if f".{form}" in files:
            made, of_what = (f' data-download="{form}"', "") if is_whole else ("", ", all rows")
            item = "<li>" if is_whole else "<li data-not-mailed>"
            opened = f'<a href="~/{stem}.{form}" download="{name}.{form}"{made}>'
            items.append(f"{item}{opened}{words}{of_what}</a></li>\n")
        else:
            of_what = "" if is_whole else ", the rows of this page"
            opened = f'<button class="plain" hidden data-download="{form}" data-name="{name}">'
            items.append(f"<li>{opened}{words}{of_what}</button></li>\n")
    return Markup(f'<ul class="actions">\n{"".join(items)}</ul>\n')  # noqa: S704  (escaped above)

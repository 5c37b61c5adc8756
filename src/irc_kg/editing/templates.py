"""Empty tables to fill in: a heading for each field of a form, and the values there are to choose from."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from irc_kg.editing.form import Field, Form
from irc_kg.editing.sheets import letters
from irc_kg.editing.values import Values
from irc_kg.errors import IrcKgError
from irc_kg.queries.workbook import MissingPackageError
from irc_kg.store.store import Store

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

CHOICES = "Choices"
_ROWS = 5000  # of a template that offer choices
_WIDTHS = (14, 48)  # of columns, in characters
_AS_TEXT = "@"  # so that a spreadsheet does not make a day of 2022-07
_UNFIT_IN_TITLES = str.maketrans("", "", "[]:*?/\\")
_LONGEST_TITLE = 31
_LONGEST_HINT = 250  # characters in the message of a choice list


class TemplateError(IrcKgError):
    """A template that cannot be written where it should."""


def fields_of(form: Form) -> tuple[Field, ...]:
    """The fields in the order of the columns: what is required, the place, and the rest."""
    first = [one for one in form if one.is_required]
    return tuple(dict.fromkeys([*first, form.place, *form]))


def write_csv(form: Form, out: TextIO) -> None:
    """The headings alone."""
    csv.writer(out, lineterminator="\n").writerow([form.heading(one) for one in fields_of(form)])


def write_template(store: Store, form: Form, path: Path) -> None:
    """A template in a new file: .csv has the headings, .xlsx marks what is required and offers choices."""
    ending = path.suffix.lower()
    if ending not in {".csv", ".xlsx"}:
        raise TemplateError(f"{path} ends neither in .csv nor in .xlsx, which is what templates are.")
    if path.exists():
        raise TemplateError(f"{path} is there already, and may be filled in; choose another name.")
    if ending == ".csv":
        # The mark tells spreadsheet programs that it is UTF-8.
        with path.open("x", encoding="utf-8-sig", newline="") as out:
            write_csv(form, out)
    else:
        _write_xlsx(store, form, path)


def _write_xlsx(store: Store, form: Form, path: Path) -> None:
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
    except ImportError:
        raise MissingPackageError("openpyxl", "xlsx", "A workbook") from None
    book = Workbook()
    sheet = book.active
    sheet.title = form.label.translate(_UNFIT_IN_TITLES)[:_LONGEST_TITLE] or "Things"
    sheet.freeze_panes = "A2"
    fields = fields_of(form)
    for number, field in enumerate(fields, 1):
        heading = sheet.cell(1, number, form.heading(field))
        heading.data_type = "s"
        heading.font = Font(bold=field.is_required)
        _explain(heading, field)
        column = sheet.column_dimensions[letters(number)]
        column.width = min(max(len(heading.value) + 4, _WIDTHS[0]), _WIDTHS[1])
        column.number_format = _AS_TEXT
    _offer_choices(book, sheet, form, fields, Values(store))
    with path.open("xb") as out:
        book.save(out)


def _explain(heading: object, field: Field) -> None:
    from openpyxl.comments import Comment

    told = [field.description, "Required." if field.is_required else ""]
    if field.is_prose or not field.takes_several:
        told.append("One value.")
    else:
        told.append("Several values: separate them by semicolons.")
    comment = Comment("\n".join(filter(None, told)), "irc-kg")
    comment.width, comment.height = 320, 120
    heading.comment = comment  # type: ignore[attr-defined]


def _offer_choices(
    book: Workbook, sheet: Worksheet, form: Form, fields: Sequence[Field], values: Values
) -> None:
    """A second sheet with the values of each field that has choices, and a list in each of its cells."""
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = [
        (number, field, [choice.name for choice in values.choices(field)])
        for number, field in enumerate(fields, 1)
        if field.has_choices
    ]
    listed = [(number, field, names) for number, field, names in listed if names]
    if not listed:
        return
    choices = book.create_sheet(CHOICES)
    choices.freeze_panes = "A2"
    for at, (number, field, names) in enumerate(listed, 1):
        choices.column_dimensions[letters(at)].width = _WIDTHS[1]
        for row, text in enumerate([form.heading(field), *names], 1):
            cell = choices.cell(row, at, text)
            cell.data_type = "s"  # a label that begins with = is no formula
            cell.font = Font(bold=row == 1 and field.is_required)
        column = letters(at)
        offer = DataValidation(
            type="list",
            formula1=f"'{choices.title}'!${column}$2:${column}${len(names) + 1}",
            allow_blank=not field.is_required,
            # Several values are typed one behind the other, which no list has.
            showErrorMessage=not field.takes_several and bool(field.classes or field.allowed),
            error=f"Choose one of the values in the sheet {choices.title}.",
            prompt=field.description[:_LONGEST_HINT] or None,
            showInputMessage=True,
        )
        offer.add(f"{letters(number)}2:{letters(number)}{_ROWS + 1}")
        sheet.add_data_validation(offer)

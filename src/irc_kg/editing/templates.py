"""What people begin with: an empty table for things of a class, and a new project, small and clean."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from irc_kg.editing.forms import Field, Form
from irc_kg.editing.sheets import CHOICES, column_letters
from irc_kg.editing.terms import Terms
from irc_kg.errors import IrcKgError
from irc_kg.files import open_binary, open_text
from irc_kg.store import Store

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS = 5000  # of a template that offer choices
_WIDTHS = (14, 48)  # of columns, in characters
_AS_TEXT = "@"  # so that a spreadsheet does not make a day of 2022-07
_UNFIT_IN_TITLES = str.maketrans("", "", "[]:*?/\\")
_LONGEST_TITLE = 31
_LONGEST_HINT = 250  # characters in the message of a choice list
_TEMPLATE: Final = Path(__file__).parent / "template"
# Under its own name it would be git's own list for the folder of the template.
_WITH_A_DOT: Final = {"gitignore": ".gitignore"}
_MAY_BE_THERE: Final = {".git"}
_MOST_NAMED: Final = 3


class TemplateError(IrcKgError):
    """A template that cannot be written where it should."""


def fields_of(form: Form) -> tuple[Field, ...]:
    """The fields in the order of the columns: what is required, the place, and the rest."""
    first = [one for one in form if one.is_required]
    columns = dict.fromkeys([*first, form.place, *form])
    return tuple(one for one in columns if form.has_place or one != form.place)


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
        with open_text(path, encoding="utf-8-sig", new=True) as out:
            write_csv(form, out)
    else:
        _write_xlsx(store, form, path)


def _write_xlsx(store: Store, form: Form, path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    from irc_kg.queries.formats import save_workbook

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
        column = sheet.column_dimensions[column_letters(number)]
        column.width = min(max(len(heading.value) + 4, _WIDTHS[0]), _WIDTHS[1])
        column.number_format = _AS_TEXT
    _offer_choices(book, sheet, form, fields, Terms(store))
    with open_binary(path, new=True) as out:
        save_workbook(book, out)


def _explain(heading: object, field: Field) -> None:
    from openpyxl.comments import Comment

    hints = [field.description, "Required." if field.is_required else ""]
    if field.is_prose or not field.takes_several:
        hints.append("One value.")
    else:
        hints.append("Several values: separate them by semicolons.")
    comment = Comment("\n".join(filter(None, hints)), "irc-kg")
    comment.width, comment.height = 320, 120
    heading.comment = comment  # type: ignore[attr-defined]


def _offer_choices(
    book: Workbook, sheet: Worksheet, form: Form, fields: Sequence[Field], terms: Terms
) -> None:
    """A second sheet with the values of each field that has choices, and a list in each of its cells."""
    with_choices = {
        number: terms.choices(field) for number, field in enumerate(fields, 1) if field.has_choices
    }
    offered = [(number, choices) for number, choices in with_choices.items() if choices]
    if not offered:
        return
    second = book.create_sheet(CHOICES)
    second.freeze_panes = "A2"
    for at, (number, choices) in enumerate(offered, 1):
        field = fields[number - 1]
        _list_choices(second, at, field, [form.heading(field), *(choice.name for choice in choices)])
        column = column_letters(at)
        _offer(sheet, number, field, second.title, f"${column}$2:${column}${len(choices) + 1}")


def _list_choices(sheet: Worksheet, column: int, field: Field, texts: Sequence[str]) -> None:
    """A column with a heading and the values below it."""
    from openpyxl.styles import Font

    sheet.column_dimensions[column_letters(column)].width = _WIDTHS[1]
    for row, text in enumerate(texts, 1):
        cell = sheet.cell(row, column, text)
        cell.data_type = "s"  # a label that begins with = is no formula
        cell.font = Font(bold=row == 1 and field.is_required)


def _offer(sheet: Worksheet, column: int, field: Field, other_sheet: str, cells: str) -> None:
    """Have the cells of a column offer what stands in cells of another sheet."""
    from openpyxl.worksheet.datavalidation import DataValidation

    offer = DataValidation(
        type="list",
        formula1=f"'{other_sheet}'!{cells}",
        allow_blank=not field.is_required,
        # Several values are typed one behind the other, which no list has.
        showErrorMessage=not field.takes_several and bool(field.classes or field.allowed),
        error=f"Choose one of the values in the sheet {other_sheet}.",
        prompt=field.description[:_LONGEST_HINT] or None,
        showInputMessage=True,
    )
    letters = column_letters(column)
    offer.add(f"{letters}2:{letters}{_ROWS + 1}")
    sheet.add_data_validation(offer)


class FolderNotEmptyError(IrcKgError):
    """A folder for a new project that holds something already."""

    def __init__(self, folder: Path, found: list[str]) -> None:
        named = ", ".join(found[:_MOST_NAMED])
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        super().__init__(
            f"{folder} is not empty (it holds {named}{more}), and nothing is overwritten. "
            "Name a folder that is new or empty; one with only a .git will do."
        )


class NotAFolderError(IrcKgError):
    """A file where the folder of a new project should be."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is a file. Name a folder that is new or empty.")


def start_project(folder: Path) -> list[Path]:
    """Write a new project into a folder that is new or empty; gives its files by their paths from there."""
    if folder.exists() and not folder.is_dir():
        raise NotAFolderError(folder)
    found = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    in_the_way = [name for name in found if name not in _MAY_BE_THERE]
    if in_the_way:
        raise FolderNotEmptyError(folder, in_the_way)
    written = []
    for model in sorted(filter(Path.is_file, _TEMPLATE.rglob("*"))):
        place = model.relative_to(_TEMPLATE)
        place = place.with_name(_WITH_A_DOT.get(place.name, place.name))
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        # To the byte: digests of the source text are recorded.
        with open_binary(folder / place, new=True) as out:
            out.write(model.read_bytes())
        written.append(place)
    return written

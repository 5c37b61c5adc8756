"""What the columns of a table are about, told by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from irc_kg.editing.fields import Fields
from irc_kg.editing.form import Field
from irc_kg.editing.sheets import Cell, letters
from irc_kg.editing.values import cleaned
from irc_kg.errors import IrcKgError, UnknownNameError
from irc_kg.store.names import close_names, fold

_NAMES_OF_THINGS = ("id", "curie", "iri", "name")
_SEPARATOR = re.compile(r"(?<!\\);")


@dataclass(frozen=True, order=True)
class CellFault:
    """What is wrong with a cell, a row or a column of a table."""

    row: int  # 1-based; 0 where it is no row
    column: int  # 1-based; 0 for the row as a whole
    message: str

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else "the file"
        place = f"{letters(self.column)}{self.row}" if self.column else row
        return f"{place}: {self.message}"


class TableFaultsError(IrcKgError):
    """What is wrong with a table: all of it, cell by cell."""

    def __init__(self, table: object, faults: Sequence[CellFault]) -> None:
        self.faults = tuple(sorted(dict.fromkeys(faults)))
        count = f"{len(self.faults)} fault{'' if len(self.faults) == 1 else 's'}"
        listed = "".join(f"\n  {fault}" for fault in self.faults)
        super().__init__(f"{table} has {count}; nothing was written:{listed}")


@dataclass(frozen=True)
class Columns:
    """The columns of a table by what they hold."""

    fields: dict[int, Field]
    id: int | None
    faults: tuple[CellFault, ...]
    ignored: frozenset[int]  # columns with an unknown heading: what is wrong with it is told once
    row: int  # of the headings

    def of(self, wanted: Field) -> list[int]:
        return [number for number, one in self.fields.items() if one == wanted]

    def at(self, wanted: Field) -> int:
        """The first column of a field; 0 where there is none."""
        return next(iter(self.of(wanted)), 0)


def columns_of(fields: Fields, headings: Sequence[Cell], paragraph_column: str | None = None) -> Columns:
    """The columns of a table; ``paragraph_column`` is the heading above the numbers of paragraphs."""
    found: dict[int, Field] = {}
    faults: list[CellFault] = []
    ids: list[int] = []
    wanted = fold(paragraph_column) if paragraph_column else None
    if wanted is not None and wanted not in {fold(cell.text) for cell in headings}:
        close = close_names(paragraph_column or "", [cell.text for cell in headings])
        raise UnknownNameError("column", paragraph_column or "", close)
    for cell in headings:
        name = cleaned(cell.text)
        if not name:
            continue
        try:
            if wanted is not None and fold(name) == wanted:
                found[cell.column] = fields.form.place
            elif fold(name) in _NAMES_OF_THINGS and fields.form.field(name) is None:
                ids.append(cell.column)
            else:
                found[cell.column] = fields.find(name)
        except IrcKgError as error:
            faults.append(CellFault(cell.row, cell.column, str(error)))
    for extra in ids[1:]:
        row = headings[0].row
        faults.append(CellFault(row, extra, f"Column {letters(ids[0])} names the things already."))
    ignored = frozenset(fault.column for fault in faults)
    return Columns(found, ids[0] if ids else None, tuple(faults), ignored, headings[0].row)


def texts_of(field: Field, cell: Cell) -> Iterator[str]:
    """The texts in a cell: where a field takes several values they are separated by semicolons.

    Sentences are never split; a semicolon behind a backslash separates nothing.
    """
    if field.is_prose or not field.takes_several:
        yield cell.text
        return
    for text in _SEPARATOR.split(cell.text):
        if text.strip():
            yield text.replace("\\;", ";")

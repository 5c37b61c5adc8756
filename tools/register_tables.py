"""Tables with the facts of registers, read with care: what is wrong is refused, with file and row."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ONS_CODE = re.compile(r"[EKNSW]\d{8}")
ODS_CODE = re.compile(r"[A-Z0-9]{3,5}")
TRUST_CODE = re.compile(r"[A-Z]+HSCT")
WIKIDATA_ITEM = re.compile(r"Q[1-9]\d*")
_DATE_FORMS = (
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "xsd:date", ""),
    (re.compile(r"\d{4}-\d{2}"), "xsd:gYearMonth", "-01"),
    (re.compile(r"\d{4}"), "xsd:gYear", "-01-01"),
)


class TableError(Exception):
    """A table that cannot be used as it is: which, in what row, and what would make it right."""

    def __init__(self, file: str, row: int, sentence: str) -> None:
        super().__init__(f"{file}:{row}: {sentence}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    file: str
    number: int  # 1 is the first row below the column names
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def error(self, sentence: str) -> TableError:
        return TableError(self.file, self.number, sentence)

    def filled(self, column: str) -> str:
        """A cell that may not be empty."""
        if not self[column]:
            raise self.error(f"The column {column!r} is empty, and must not be.")
        return self[column]

    def code(self, column: str, form: re.Pattern[str]) -> str:
        """A code of the right form; an empty cell stays empty."""
        if self[column] and not form.fullmatch(self[column]):
            raise self.error(f"{self[column]!r} in {column!r} has not the form of such a code.")
        return self[column]

    def day(self, column: str) -> str:
        """A cell that holds one whole date, as a literal; an empty cell stays empty."""
        if self[column] and not _DATE_FORMS[0][0].fullmatch(self[column]):
            raise self.error(f"{self[column]!r} in {column!r} is no date; write it as 2022-07-01.")
        return self.date(self[column]) if self[column] else ""

    def date(self, text: str) -> str:
        """A date as a literal, exactly as it is known: a day, a month or a year."""
        for form, datatype, rest in _DATE_FORMS:
            if form.fullmatch(text):
                try:
                    date.fromisoformat(text + rest)
                except ValueError:
                    break
                return f'"{text}"^^{datatype}'
        raise self.error(f"{text!r} is no date; write it as 2022-07-01, 2022-07 or 2022.")


def read_table(path: Path, columns: Sequence[str]) -> list[Row]:
    """All rows of a CSV file that has exactly these columns."""
    return list(_rows(path, columns))


def _rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    try:
        # utf-8-sig: spreadsheet programs put a mark at the start of a file.
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, strict=True)
            _compare_columns(path.name, next(lines, []), columns)
            for number, line in enumerate(lines, 1):
                if len(line) != len(columns):
                    raise TableError(path.name, number, f"It has {len(line)} cells, not {len(columns)}.")
                cells = (cell.strip() for cell in line)
                yield Row(path.name, number, dict(zip(columns, cells, strict=True)))
    except FileNotFoundError:
        raise TableError(path.name, 0, "There is no such table.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableError(path.name, 0, f"It cannot be read as a CSV table in UTF-8: {error}.") from None


def _compare_columns(file: str, found: Sequence[str], wanted: Sequence[str]) -> None:
    missing = [column for column in wanted if column not in found]
    if missing:
        raise TableError(file, 0, f"The column {missing[0]!r} is missing.")
    if list(found) != list(wanted):
        raise TableError(file, 0, f"Its columns must be, in this order: {', '.join(wanted)}.")


def kebab(name: str) -> str:
    """A name as the last part of an IRI: ``NHS Ayrshire and Arran`` becomes ``nhs-ayrshire-and-arran``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")

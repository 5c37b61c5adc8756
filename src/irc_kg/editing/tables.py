"""Tables as things: which thing each row is about, what it says of it, and what is wrong with which cell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.editing.forms import (
    Field,
    FieldValues,
    Form,
    Value,
    clean_text,
    in_sentence,
    says_place,
    sentence,
    triples_of,
    with_article,
)
from irc_kg.editing.shapes import Fields
from irc_kg.editing.sheets import Row, SheetCell, column_letters, list_names
from irc_kg.editing.sources import has_place, needs_place
from irc_kg.editing.terms import RDF_TYPE, NewThings, Terms, WrongValueError
from irc_kg.editing.things import Naming
from irc_kg.errors import Finding, IrcKgError, UnknownNameError
from irc_kg.provenance import Evidence
from irc_kg.store import Store
from irc_kg.store.datatypes import is_numeric, is_value, may_be_thousands, read_integer
from irc_kg.store.names import XSD, close_names, fold, spelling
from irc_kg.turtle import Document, TriplesBlock

Progress = Callable[[int, int], None]  # how many rows are done, and how many there are
_NAMES_OF_THINGS = ("id", "curie", "iri", "name")
_SEPARATOR = re.compile(r"(?<!\\);")
_MEASURED = {
    XSD + name for name in ("boolean", "date", "dateTime", "dateTimeStamp", "gYear", "gYearMonth", "time")
}
_SHORTENED = re.compile(r"-?\d(?:[.,]\d+)?E[+-]\d{2,3}")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")


@dataclass(frozen=True, order=True)
class CellFault:
    """What is wrong with a cell, a row or a column of a table."""

    row: int  # 1-based; 0 where it is no row
    column: int  # 1-based; 0 for the row as a whole
    message: str

    def __str__(self) -> str:
        row = f"row {self.row}" if self.row else "the file"
        place = f"{column_letters(self.column)}{self.row}" if self.column else row
        return f"{place}: {self.message}"


class TableFaultsError(IrcKgError):
    """What is wrong with a table: all of it, cell by cell."""

    def __init__(self, table: object, faults: Sequence[CellFault], notes: Sequence[str] = ()) -> None:
        self.faults = tuple(sorted(dict.fromkeys(faults)))
        count = f"{len(self.faults)} fault{'' if len(self.faults) == 1 else 's'}"
        listed = "".join(f"\n  {fault}" for fault in self.faults)
        noted = "".join(f"\nNote: {note}" for note in notes)
        super().__init__(f"{table} has {count}; nothing was written:{listed}{noted}")


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


def columns_of(fields: Fields, headings: Sequence[SheetCell], paragraph_column: str | None = None) -> Columns:
    """The columns of a table; ``paragraph_column`` is the heading above the numbers of paragraphs."""
    row = headings[0].row
    wanted = _find_heading(headings, paragraph_column) if paragraph_column else None
    found: dict[int, Field] = {}
    faults: list[CellFault] = []
    ids: list[int] = []
    for cell in headings:
        name = clean_text(cell.sight)
        if _names_things(fields, name) and fold(name) != wanted:
            ids.append(cell.column)
        else:
            try:
                found |= _field_of_heading(fields, cell, wanted)
            except IrcKgError as error:
                faults.append(CellFault(cell.row, cell.column, str(error)))
    faults += (
        CellFault(row, extra, f"Column {column_letters(ids[0])} names the things already.")
        for extra in ids[1:]
    )
    ignored = frozenset(fault.column for fault in faults)
    return Columns(found, ids[0] if ids else None, tuple(faults), ignored, row)


def _field_of_heading(fields: Fields, cell: SheetCell, place: str | None) -> dict[int, Field]:
    """The field that a column is for, by its number; none where it has no heading.

    ``place`` is the heading above the numbers of paragraphs, as names are compared.
    """
    name = clean_text(cell.sight)
    if name and fold(name) == place:
        return {cell.column: fields.form.place}
    if cell.fault:
        raise IrcKgError(f"The cell {cell.fault}.")
    return {cell.column: fields.find(name)} if name else {}


def _names_things(fields: Fields, heading: str) -> bool:
    """Whether a column with this heading holds the names of things, rather than the values of a field."""
    return fold(heading) in _NAMES_OF_THINGS and fields.form.field(heading) is None


def _find_heading(headings: Sequence[SheetCell], name: str) -> str:
    """A heading that was named, as names are compared."""
    names = [cell.sight for cell in headings]
    if fold(name) not in map(fold, names):
        raise UnknownNameError("column", name, close_names(name, names))
    return fold(name)


def texts_of(field: Field, text: str) -> Iterator[str]:
    """The texts in that of a cell: where a field takes several values they are separated by semicolons.

    Sentences are never split; a semicolon behind a backslash separates nothing.
    """
    if field.is_prose or not field.takes_several:
        yield text
        return
    for one in _SEPARATOR.split(text):
        if one.strip():
            yield one.replace("\\;", ";")


def _takes_texts(field: Field) -> bool:
    """Whether a field takes what a person sees in a cell, rather than the number or date behind it."""
    return field.takes_things or not any(
        is_numeric(datatype) or datatype in _MEASURED for datatype in field.datatypes
    )


class NamedRow(NamedTuple):
    """A row, and the thing that it is about."""

    row: Row
    iri: str  # empty where that cannot be told
    is_new: bool
    is_refused: bool = False  # what names the thing is wrong, and told already

    @property
    def number(self) -> int:
        return self.row[0].row


@dataclass(frozen=True)
class RowValues:
    """What a row says of a thing."""

    thing: NamedRow
    values: FieldValues
    columns: dict[Field, list[int]]  # which say it
    unread: set[Field]  # what is given and cannot be read, which is told


class TableReader:
    """Reads the rows of a table, with all that is wrong with them."""

    def __init__(self, store: Store, form: Form, columns: Columns, *, has_semicolons: bool = False) -> None:
        """``has_semicolons``: between the cells, so that a comma may stand before decimals."""
        self.store = store
        self.form = form
        self.columns = columns
        self.naming = Naming(store)
        self.terms = Terms(store)
        self.faults: list[CellFault] = list(columns.faults)
        self._has_semicolons = has_semicolons
        self._decimals: list[SheetCell] = []  # with a comma before them
        self._thousands: list[SheetCell] = []  # with a point, which may be before decimals too
        self._proposals: dict[str, str] = {}  # by label, as it looks
        self._classes = frozenset(store.classes_above(form.kind))

    def read(self, rows: Sequence[Row], progress: Progress | None = None) -> list[RowValues]:
        """What the rows say; ``faults`` has what cannot be read."""
        things = list(self._name_rows(rows))
        by_label: dict[str, set[str]] = defaultdict(set)
        for thing in things:
            if label := self._label(thing.row):
                by_label[fold(label)].add(thing.iri)
        new = frozenset(thing.iri for thing in things if thing.is_new)
        self.terms = Terms(self.store, NewThings(self._classes, by_label, new))
        found = []
        for done, thing in enumerate(things, 1):
            found.append(self._values(thing))
            if progress is not None:
                progress(done, len(things))
        self._refuse_unclear_points()
        return found

    @property
    def notes(self) -> list[str]:
        """What was read otherwise than it is written."""
        places = [cell.place for cell in self._decimals]
        return [f"The comma of {list_names(places)} is read as a decimal point."] if places else []

    def _fault(self, row: int, column: int, message: str) -> None:
        self.faults.append(CellFault(row, column, message))

    # Which thing a row is about

    def _name_rows(self, rows: Sequence[Row]) -> Iterator[NamedRow]:
        first: dict[str, int] = {}
        taken = set(self._iris_in(rows))
        for row in rows:
            try:
                thing = self._thing(row, taken)
            except IrcKgError as error:
                self._fault(row[0].row, self._column_of_name(row), str(error))
                yield NamedRow(row, "", is_new=True, is_refused=True)
                continue
            if thing.iri in first:
                message = f"{self.naming.curie(thing.iri)} is what row {first[thing.iri]} is about already."
                self._fault(thing.number, self._column_of_name(row), message)
            elif thing.iri:
                first[thing.iri] = thing.number
                taken.add(thing.iri)
            yield thing

    def _iris_in(self, rows: Sequence[Row]) -> Iterator[str]:
        """The IRIs that the table names."""
        for name in filter(None, map(self._name, rows)):
            with suppress(IrcKgError):
                yield self.naming.iri(name)

    def _thing(self, row: Row, taken: Container[str]) -> NamedRow:
        label, name = self._label(row), self._name(row)
        if name:
            iri = self.naming.iri(name)
            if self.naming.is_known(iri):
                return self._refuse_other(NamedRow(row, iri, is_new=False), label)
            self.naming.refuse_odd(iri)
            return NamedRow(row, iri, is_new=True)
        if not label:
            return NamedRow(row, "", is_new=True)
        known = self._things_called(label)
        if len(known) == 1:
            return self._refuse_other(NamedRow(row, known[0], is_new=False), label)
        if known:
            curies = " or ".join(map(self.naming.curie, known))
            raise IrcKgError(f'{label!r} is the name of several things; a column "id" can say {curies}.')
        # The same label in a row above is the same thing.
        spelt = spelling(label)
        if spelt not in self._proposals:
            self._proposals[spelt] = self.naming.propose(self.form, label, taken)
        return NamedRow(row, self._proposals[spelt], is_new=True)

    def _things_called(self, label: str) -> list[str]:
        """The things of the graph that have this label, of whatever class."""
        names = self.store.names
        same = [iri for iri in names.find(label) if fold(names.label(iri)) == fold(label)]
        return [
            iri
            for iri in same
            if iri.startswith(self.naming.namespace) or iri in self.terms.members(self.form.kind)
        ]

    def _refuse_other(self, thing: NamedRow, label: str) -> NamedRow:
        """Raise when a known thing is of another class, or is called otherwise."""
        curie, iri = self.naming.curie(thing.iri), thing.iri
        kinds = self.store.objects(iri, RDF_TYPE)
        is_other = self._classes.isdisjoint(str(getattr(kind, "value", "")) for kind in kinds)
        if kinds and is_other and iri not in self.terms.members(self.form.kind):
            kind = with_article(in_sentence(self.store.label(self.store.kind(iri) or "")))
            wanted = with_article(self.form.class_in_words)
            raise IrcKgError(f"{curie} is {kind}, not {wanted}. Choose another name.")
        labels = self._labels_in_graph(iri)
        if label and labels and spelling(label) not in map(spelling, labels):
            raise IrcKgError(
                f"{curie} is called {self.store.label(iri)!r} already; its label is not {label!r}."
            )
        return thing

    def _labels_in_graph(self, iri: str) -> list[str]:
        return [text for one in self.store.label_predicates for text in self.store.texts(iri, one)]

    def _label(self, row: Row) -> str:
        columns = self.columns.of(self.form.name)
        texts = (clean_text(cell.sight) for cell in row if cell.column in columns and cell.sight.strip())
        return next(texts, "")

    def _name(self, row: Row) -> str:
        return next((clean_text(cell.sight) for cell in row if cell.column == self.columns.id), "")

    def _column_of_name(self, row: Row) -> int:
        return (self.columns.id or 0) if self._name(row) else self.columns.at(self.form.name)

    # What a row says

    def _values(self, thing: NamedRow) -> RowValues:
        found = RowValues(thing, {}, {}, set())
        for cell in thing.row:
            field = self.columns.fields.get(cell.column)
            if cell.fault:
                self._fault(cell.row, cell.column, f"The cell {cell.fault}.")
            elif field is None:
                self._refuse_unnamed(cell)
            if field is not None:
                self._read_cell(field, cell, found)
        if thing.iri:
            self._refuse_too_many(found)
        if not thing.is_refused:
            self._refuse_missing(found)
        return found

    def _read_cell(self, field: Field, cell: SheetCell, found: RowValues) -> None:
        """Note what a cell says, or that it cannot be read."""
        terms = self._as_in_graph(field, list(self._terms_in(field, cell)), found.thing)
        if cell.fault or (clean_text(cell.sight) and not terms):
            found.unread.add(field)
        if terms:
            found.values[field] = list(dict.fromkeys([*found.values.get(field, []), *terms]))
            found.columns.setdefault(field, []).append(cell.column)

    def _as_in_graph(self, field: Field, terms: Sequence[Value], thing: NamedRow) -> list[Value]:
        """The label of a known thing as the graph writes it, where a cell spells it in other characters."""
        if not field.is_label:
            return list(terms)
        known = {spelling(term.value): term for term in self._values_in_graph(thing, field)}
        return [known.get(spelling(term.value), term) for term in terms]

    def _terms_in(self, field: Field, cell: SheetCell) -> Iterator[Value]:
        shown = self._text_for(field, cell)
        for text in texts_of(field, shown):
            if clean_text(text):
                try:
                    yield self.terms.value(field, text)
                except WrongValueError as error:
                    self._fault(cell.row, cell.column, sentence(str(error)))

    def _text_for(self, field: Field, cell: SheetCell) -> str:
        """What a cell says to a field: what a person sees, or the number or date behind it."""
        if not _takes_texts(field):
            return self._with_points(field, cell)
        fault = cell.unseen
        if _SHORTENED.fullmatch(cell.sight.strip()):
            fault = f"shows a long number cut short, {cell.sight}: make the column text and type it again"
        if fault:
            self._fault(cell.row, cell.column, f"The cell {fault}.")
            return ""
        return cell.sight

    def _with_points(self, field: Field, cell: SheetCell) -> str:
        """A number whose decimals stand behind a comma, as tables with semicolons have it, with a point."""
        number = spelling(cell.text)
        if self._has_semicolons and may_be_thousands(number) and "," not in number:
            self._thousands.append(cell)
        elif self._has_semicolons and _DECIMAL_COMMA.fullmatch(number) and not may_be_thousands(number):
            with_point = number.replace(",", ".")
            if any(is_numeric(datatype) and is_value(with_point, datatype) for datatype in field.datatypes):
                self._decimals.append(cell)
                return with_point
        return cell.text

    def _refuse_unclear_points(self) -> None:
        """Note numbers that may be thousands, in a table where decimals stand behind a comma."""
        for cell in self._thousands if self._decimals else ():
            whole = spelling(cell.text).replace(".", "")
            self._fault(
                cell.row,
                cell.column,
                f"{cell.text.strip()!r} may be {whole} here, where decimals stand behind a comma.",
            )

    def _refuse_unnamed(self, cell: SheetCell) -> None:
        if cell.sight.strip() and cell.column != self.columns.id and cell.column not in self.columns.ignored:
            self._fault(cell.row, cell.column, f"Column {column_letters(cell.column)} has no heading.")

    def _values_in_graph(self, thing: NamedRow, field: Field) -> list[Value]:
        if thing.is_new or not thing.iri:
            return []
        objects = self.store.objects(thing.iri, field.predicate)
        return [term for term in objects if isinstance(term, ox.NamedNode | ox.Literal)]

    def _refuse_too_many(self, found: RowValues) -> None:
        for field, terms in found.values.items():
            known = self._values_in_graph(found.thing, field)
            if field.is_exceeded_by(list(dict.fromkeys([*known, *terms]))):
                curie = self.naming.curie(found.thing.iri)
                has = f" {curie} has {known[0].value!r} already." if known else ""
                self._fault(found.thing.number, found.columns[field][-1], field.describe_most() + has)

    def _refuse_missing(self, found: RowValues) -> None:
        for field in self.form.mandatory:
            known = self._values_in_graph(found.thing, field)
            count = len({*known, *found.values.get(field, ())})
            if field not in found.unread and count < field.at_least:
                self._refuse_without(found.thing, field)

    def _refuse_without(self, thing: NamedRow, field: Field) -> None:
        """Note that a row lacks something; where its column is missing, that once."""
        needs = f"which {with_article(self.form.class_in_words)} needs."
        if column := self.columns.at(field):
            self._fault(thing.number, column, f"{field.name!r} is missing, {needs}")
        elif not self.columns.ignored:
            self._fault(self.columns.row, 0, f"There is no column {field.name!r}, {needs}")

    def refuse_places(self, file: Path, rows: Sequence[RowValues]) -> None:
        """Note which rows do not say where they stand, and which would have others cited wrongly."""
        place = self.form.place
        is_needed = needs_place(self.store, file)
        for row in rows:
            thing = row.thing
            is_said = bool(thing.iri) and has_place(self.store, file, thing.iri)
            if is_said and place in row.values:
                self._refuse_other_paragraph(file, row)
            elif is_needed and not (is_said or thing.is_refused or says_place([*row.values, *row.unread])):
                self._refuse_without(thing, place)

    def _refuse_other_paragraph(self, file: Path, row: RowValues) -> None:
        """Note that a row gives a known thing one more paragraph: all that is said of it has them all."""
        place, iri = self.form.place, row.thing.iri
        citation = Evidence(self.store).citation(ox.NamedNode(iri), self.store.files.graph_iri(file))
        if not {read_integer(value.value) for value in row.values[place]} <= {*citation.numbers}:
            self._fault(
                row.thing.number,
                row.columns[place][0],
                f"This file cites what it says of {self.naming.curie(iri)} from {citation}; what another "
                "paragraph says of it belongs in a file of its own (`irc-kg new source`).",
            )

    def triples(self, rows: Sequence[RowValues]) -> list[ox.Triple]:
        """What the rows say; a known thing keeps its own kind where that is a narrower one."""
        below = self.store.classes_below(self.form.kind)
        triples = []
        for row in rows:
            types = () if row.thing.is_new else self.store.iris(row.thing.iri, RDF_TYPE)
            kind = next((one for one in types if one in below), self.form.kind)
            triples += triples_of(row.thing.iri, kind, row.values)
        return triples


def faults_in_cells(
    document: Document, findings: Sequence[Finding], rows: Sequence[RowValues]
) -> list[CellFault]:
    """What a check found in the text, at the cells that it was made from."""
    by_iri = {row.thing.iri: row for row in rows}
    lines = _lines(document)
    faults = []
    for finding in findings:
        iri, predicate = lines.get(finding.line, ("", ""))
        row = by_iri.get(iri)
        if row is None:
            faults.append(CellFault(0, 0, finding.message))
            continue
        columns = [at for field, at in row.columns.items() if field.predicate == predicate]
        faults.append(CellFault(row.thing.number, columns[0][0] if columns else 0, finding.message))
    return faults


def _lines(document: Document) -> dict[int, tuple[str, str]]:
    """What stands in each line of a text: a subject, and a predicate where there is one."""
    lines: dict[int, tuple[str, str]] = {}
    for block in document.blocks:
        if isinstance(block, TriplesBlock) and isinstance(block.subject.term, ox.NamedNode):
            iri = block.subject.term.value
            lines.setdefault(document.line_column(block.start)[0], (iri, ""))
            for said in block.predicate_objects:
                for node in said.objects:
                    predicate = str(getattr(said.predicate.term, "value", ""))
                    lines[document.line_column(node.start)[0]] = (iri, predicate)
    return lines

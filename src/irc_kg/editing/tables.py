"""Tables as things: which thing each row is about, what it says of it, and what is wrong with which cell."""

from __future__ import annotations

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
from irc_kg.editing.sheets import CellFault, Columns, SheetCell, column_letters, texts_of
from irc_kg.editing.sources import has_place, needs_place
from irc_kg.editing.terms import RDF_TYPE, NewThings, Terms, WrongValueError
from irc_kg.editing.things import Naming
from irc_kg.errors import Finding, IrcKgError
from irc_kg.provenance import Evidence
from irc_kg.store import Store
from irc_kg.store.datatypes import read_integer
from irc_kg.store.names import fold, spelling
from irc_kg.turtle import Document, TriplesBlock

Progress = Callable[[int, int], None]  # how many rows are done, and how many there are
Row = tuple[SheetCell, ...]


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

    def __init__(self, store: Store, form: Form, columns: Columns) -> None:
        self.store = store
        self.form = form
        self.columns = columns
        self.naming = Naming(store)
        self.terms = Terms(store)
        self.faults: list[CellFault] = list(columns.faults)
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
        return found

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
        texts = (clean_text(cell.text) for cell in row if cell.column in columns and cell.text.strip())
        return next(texts, "")

    def _name(self, row: Row) -> str:
        return next((clean_text(cell.text) for cell in row if cell.column == self.columns.id), "")

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
        if cell.fault or (clean_text(cell.text) and not terms):
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
        for text in texts_of(field, cell):
            if clean_text(text):
                try:
                    yield self.terms.value(field, text)
                except WrongValueError as error:
                    self._fault(cell.row, cell.column, sentence(str(error)))

    def _refuse_unnamed(self, cell: SheetCell) -> None:
        if cell.text.strip() and cell.column != self.columns.id and cell.column not in self.columns.ignored:
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

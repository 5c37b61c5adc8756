"""The rows of a table as things: which thing each is about, and what it says of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.editing.columns import CellFault, Columns, texts_of
from irc_kg.editing.fields import Said, exceeds, sentence, too_many
from irc_kg.editing.form import LABEL, Field, Form, in_sentence, with_article
from irc_kg.editing.naming import Naming
from irc_kg.editing.sheets import Cell, letters
from irc_kg.editing.values import Coming, Value, Values, WrongValueError, cleaned
from irc_kg.errors import IrcKgError
from irc_kg.store.names import fold
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import RDF

Progress = Callable[[int, int], None]  # how many rows are done, and how many there are
_TYPE = RDF + "type"


class Named(NamedTuple):
    """A row, and the thing that it is about."""

    row: tuple[Cell, ...]
    iri: str  # empty where that cannot be told
    is_new: bool
    is_refused: bool = False  # what names the thing is wrong, and told already

    @property
    def number(self) -> int:
        return self.row[0].row


@dataclass(frozen=True)
class Entry:
    """What a row says of a thing."""

    named: Named
    said: Said
    cells: dict[Field, list[int]]  # the columns that say it
    unread: set[Field]  # what is given and cannot be read, which is told


class Rows:
    """The rows of a table, read with all that is wrong with them."""

    def __init__(self, store: Store, form: Form, columns: Columns) -> None:
        self.store = store
        self.form = form
        self.columns = columns
        self.naming = Naming(store)
        self.values = Values(store)
        self.faults: list[CellFault] = []
        self._proposals: dict[str, str] = {}  # by label

    def read(self, rows: Sequence[tuple[Cell, ...]], progress: Progress) -> list[Entry]:
        """What the rows say; ``faults`` has what cannot be read."""
        named = list(self._named(rows))
        labels: dict[str, set[str]] = defaultdict(set)
        for one in named:
            if label := self._label(one.row):
                labels[fold(label)].add(one.iri)
        self.values = Values(
            self.store, Coming(self.form, labels, frozenset(one.iri for one in named if one.is_new))
        )
        entries = []
        for done, one in enumerate(named, 1):
            entries.append(self._entry(one))
            progress(done, len(named))
        return entries

    def _fault(self, row: int, column: int, message: str) -> None:
        self.faults.append(CellFault(row, column, message))

    # Which thing a row is about

    def _named(self, rows: Sequence[tuple[Cell, ...]]) -> Iterator[Named]:
        first: dict[str, int] = {}
        taken = set(self._given(rows))
        for row in rows:
            try:
                named = self._thing(row, taken)
            except IrcKgError as error:
                self._fault(row[0].row, self._column_of_name(row), str(error))
                yield Named(row, "", is_new=True, is_refused=True)
                continue
            if not named.iri:
                yield named
            elif named.iri in first:
                self._fault(
                    named.number,
                    self._column_of_name(row),
                    f"{self._curie(named.iri)} is what row {first[named.iri]} is about already.",
                )
                yield named
            else:
                first[named.iri] = named.number
                taken.add(named.iri)
                yield named

    def _given(self, rows: Sequence[tuple[Cell, ...]]) -> Iterator[str]:
        """The IRIs that the table names."""
        for name in filter(None, map(self._name, rows)):
            with suppress(IrcKgError):
                yield self.naming.given(name)

    def _thing(self, row: tuple[Cell, ...], taken: Container[str]) -> Named:
        label, name = self._label(row), self._name(row)
        if name:
            iri = self.naming.given(name)
            is_new = not self.naming.is_known(iri)
            if is_new:
                self.naming.refuse_odd(iri)
            return self._refuse_other(Named(row, iri, is_new), label)
        if not label:
            return Named(row, "", is_new=True)
        known = self._called(label)
        if len(known) == 1:
            return self._refuse_other(Named(row, known[0], is_new=False), label)
        if known:
            curies = " or ".join(map(self._curie, known))
            raise IrcKgError(f'{label!r} is the name of several things; a column "id" can say {curies}.')
        return Named(row, self._proposed(label, taken), is_new=True)

    def _proposed(self, label: str, taken: Container[str]) -> str:
        """A name for a new thing; the same label in a row above is the same thing."""
        if label not in self._proposals:
            self._proposals[label] = self.naming.proposed(self.form, label, taken)
        return self._proposals[label]

    def _called(self, label: str) -> list[str]:
        """The things of the graph that have this label, of whatever class."""
        return [
            iri
            for iri in self.store.names.find(label)
            if fold(self.store.names.label(iri)) == fold(label) and self._is_thing(iri)
        ]

    def _is_thing(self, iri: str) -> bool:
        return iri.startswith(self.naming.namespace) or iri in self.values.members(self.form.kind)

    def _refuse_other(self, named: Named, label: str) -> Named:
        """Raise when a known thing is of another class, or is called otherwise."""
        if named.is_new:
            return named
        curie, iri = self._curie(named.iri), named.iri
        above = set(self.store.classes_above(self.form.kind))
        kinds = {str(getattr(term, "value", "")) for term in self.store.objects(ox.NamedNode(iri), _TYPE)}
        if kinds and not kinds & above and iri not in self.values.members(self.form.kind):
            kind = in_sentence(self.store.label(self.store.kind(iri) or ""))
            raise IrcKgError(
                f"{curie} is {with_article(kind)}, not {with_article(self.form.named)}. Choose another name."
            )
        has = self.store.objects(ox.NamedNode(iri), LABEL)
        if label and has and label not in {term.value for term in has if isinstance(term, ox.Literal)}:
            known = self.store.label(iri)
            raise IrcKgError(f"{curie} is called {known!r} already; its label is not {label!r}.")
        return named

    def _label(self, row: Sequence[Cell]) -> str:
        columns = self.columns.of(self.form.name)
        return next((cleaned(cell.text) for cell in row if cell.column in columns and cell.text.strip()), "")

    def _name(self, row: Sequence[Cell]) -> str:
        return next((cleaned(cell.text) for cell in row if cell.column == self.columns.id), "")

    def _column_of_name(self, row: Sequence[Cell]) -> int:
        return (self.columns.id or 0) if self._name(row) else self.columns.at(self.form.name)

    def _curie(self, iri: str) -> str:
        return self.naming.curie(iri)

    # What a row says

    def _entry(self, named: Named) -> Entry:
        said: Said = {}
        cells: dict[Field, list[int]] = {}
        unread: set[Field] = set()
        for cell in named.row:
            field = self.columns.fields.get(cell.column)
            if cell.fault:
                self._fault(cell.row, cell.column, f"The cell {cell.fault}.")
            elif field is None:
                self._refuse_unnamed(cell)
            if field is None:
                continue
            terms = list(self._terms(field, cell))
            if cell.fault or (cleaned(cell.text) and not terms):
                unread.add(field)
            if terms:
                said[field] = list(dict.fromkeys([*said.get(field, []), *terms]))
                cells.setdefault(field, []).append(cell.column)
        if named.iri:
            self._refuse_too_many(named, said, cells)
        if not named.is_refused:
            self._refuse_missing(named, said, unread)
        return Entry(named, said, cells, unread)

    def _refuse_unnamed(self, cell: Cell) -> None:
        if cell.text.strip() and cell.column != self.columns.id and cell.column not in self.columns.ignored:
            self._fault(cell.row, cell.column, f"Column {letters(cell.column)} has no heading.")

    def _terms(self, field: Field, cell: Cell) -> Iterator[Value]:
        for text in texts_of(field, cell):
            if cleaned(text):
                try:
                    yield self.values.term(field, text)
                except WrongValueError as error:
                    self._fault(cell.row, cell.column, sentence(str(error)))

    def _known(self, iri: str, field: Field) -> list[Value]:
        objects = self.store.objects(ox.NamedNode(iri), field.predicate)
        return [term for term in objects if isinstance(term, ox.NamedNode | ox.Literal)]

    def _refuse_too_many(self, named: Named, said: Said, cells: dict[Field, list[int]]) -> None:
        for field, terms in said.items():
            known = [] if named.is_new else self._known(named.iri, field)
            if exceeds(field, list(dict.fromkeys([*known, *terms]))):
                has = f" {self._curie(named.iri)} has {known[0].value!r} already." if known else ""
                self._fault(named.number, cells[field][-1], too_many(field) + has)

    def _refuse_missing(self, named: Named, said: Said, unread: set[Field]) -> None:
        for field in self.form.required:
            known = [] if named.is_new or not named.iri else self._known(named.iri, field)
            if field not in unread and len({*known, *said.get(field, ())}) < field.at_least:
                self.missing(named, field)

    def missing(self, named: Named, field: Field) -> None:
        """Record that a row lacks something; where its column is missing, that once."""
        needs = f"which {with_article(self.form.named)} needs."
        if column := self.columns.at(field):
            self._fault(named.number, column, f"{field.name!r} is missing, {needs}")
        elif not self.columns.ignored:
            self._fault(self.columns.row, 0, f"There is no column {field.name!r}, {needs}")

    def misplaced(self, entry: Entry, citation: str) -> None:
        """Record that a row gives a known thing one more paragraph: all that is said of it has them all."""
        column = entry.cells[self.form.place][0]
        self._fault(
            entry.named.number,
            column,
            f"This file cites what it says of {self._curie(entry.named.iri)} from {citation}; what another "
            "paragraph says of it belongs in a file of its own (`irc-kg new source`).",
        )

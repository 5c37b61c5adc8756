"""Tables brought into the graph: all of a table or nothing, in one edit of one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from irc_kg.editing.adding import add
from irc_kg.editing.changes import Change
from irc_kg.editing.columns import CellFault, TableFaultsError, columns_of
from irc_kg.editing.fields import Fields, triples_of
from irc_kg.editing.form import Form
from irc_kg.editing.rows import Entry, Progress, Rows
from irc_kg.editing.saving import Addition, tried
from irc_kg.editing.sheets import read_sheet
from irc_kg.editing.source_files import file_for, has_place, needs_place, says_place
from irc_kg.editing.values import Values
from irc_kg.errors import Finding, IrcKgError
from irc_kg.provenance.citations import Evidence
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import RDF
from irc_kg.turtle import Document, TriplesBlock

_TYPE = ox.NamedNode(RDF + "type")


@dataclass(frozen=True)
class TableFile:
    """A table in a file, and how it is to be read."""

    path: Path
    encoding: str | None = None
    sheet: str | None = None
    paragraph_column: str | None = None


def import_table(  # noqa: PLR0913  (the last ones are given by name)
    store: Store,
    form: Form,
    table: TableFile,
    *,
    to: Path | None = None,
    source: str | None = None,
    progress: Progress | None = None,
) -> Addition:
    """What the rows of a table add to a file, tried out: nothing is written before it is saved.

    Each row is a thing of the class of the form. Raises TableFaultsError with all that is wrong.
    """
    sheet = read_sheet(table.path, encoding=table.encoding, sheet=table.sheet)
    columns = columns_of(Fields(store, form), sheet.headings, table.paragraph_column)
    rows = Rows(store, form, columns)
    progress = progress or _silent
    entries = rows.read(sheet.rows, progress)
    faults = [*columns.faults, *rows.faults]
    file = _file(store, entries, to, source, has_faults=bool(faults))
    if file is not None:
        _refuse_places(store, form, file, rows, entries)
    faults = [*columns.faults, *rows.faults]
    if faults or file is None:
        raise TableFaultsError(table.path, faults)
    triples = [triple for entry in entries for triple in _triples(store, form, entry)]

    def edit(document: Document) -> Document:
        return add(document, triples, store.prefixes.by_name)

    def explain(change: Change, findings: Sequence[Finding]) -> IrcKgError:
        return TableFaultsError(table.path, _in_cells(change, findings, entries))

    return tried(store.files, file, edit, [entry.named.iri for entry in entries], explain=explain)


def _refuse_places(store: Store, form: Form, file: Path, rows: Rows, entries: Sequence[Entry]) -> None:
    """Record which rows do not say where they stand, and which would have others cited wrongly."""
    is_needed = needs_place(store, file)
    for entry in entries:
        iri = entry.named.iri
        given = says_place([*entry.said, *entry.unread])
        known = bool(iri) and has_place(store, file, iri)
        if is_needed and not (known or given or entry.named.is_refused):
            rows.missing(entry.named, form.place)
        elif known and form.place in entry.said:
            citation = Evidence(store).citation(ox.NamedNode(iri), store.files.graph_iri(file))
            numbers = {int(value.value) for value in entry.said[form.place]}
            if not numbers <= {*citation.numbers}:
                rows.misplaced(entry, str(citation))


def _silent(_done: int, _all: int) -> None:
    """Tell nobody how far it is."""


def _file(
    store: Store, entries: Sequence[Entry], to: Path | None, source: str | None, *, has_faults: bool
) -> Path | None:
    """The file for the rows; that it is not clear is told when nothing else is wrong."""
    iris = [entry.named.iri for entry in entries if entry.named.iri]
    try:
        return file_for(store, iris or ["urn:new"], to, source)
    except IrcKgError:
        if has_faults and to is None:
            return None
        raise


def _triples(store: Store, form: Form, entry: Entry) -> list[ox.Triple]:
    """What a row says; a known thing keeps its own kind where that is a narrower one."""
    iri = entry.named.iri
    kind = form.kind
    if not entry.named.is_new:
        below = Values(store).classes_below(form.kind)
        types = [term.value for term in store.objects(ox.NamedNode(iri), _TYPE.value)]  # type: ignore[union-attr]
        kind = next((one for one in sorted(types) if one in below), kind)
    return triples_of(iri, kind, entry.said)


def _in_cells(change: Change, findings: Sequence[Finding], entries: Sequence[Entry]) -> list[CellFault]:
    """What a check found in the text, at the cells that it was made from."""
    by_iri = {entry.named.iri: entry for entry in entries}
    lines = _lines(change.after)
    faults = []
    for finding in findings:
        iri, predicate = lines.get(finding.line, ("", ""))
        entry = by_iri.get(iri)
        columns = [
            number
            for field, numbers in (entry.cells.items() if entry else ())
            for number in numbers
            if field.predicate == predicate
        ]
        row = entry.named.number if entry else 0
        faults.append(CellFault(row, columns[0] if columns else 0, finding.message))
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

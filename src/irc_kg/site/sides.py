"""Answers that are read side by side: what each thing down has of each thing across, and of what kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox
from markupsafe import Markup, escape

from irc_kg.errors import IrcKgError
from irc_kg.provenance import Citation, join_sections
from irc_kg.queries import Query
from irc_kg.queries.answer import HeldTable, Row, answer_of
from irc_kg.queries.header import SIDES
from irc_kg.queries.presentation import question_of
from irc_kg.queries.tables import Cell, heading, visible
from irc_kg.site.addresses import fragment, web_link
from irc_kg.site.edition import Edition
from irc_kg.store.names import RDFS, SKOS
from irc_kg.views.looks import Looks
from irc_kg.views.picture import OUTLINES, SHAPES, LegendEntry

_SILENT = "Silent"
_SILENCE = "The sources kept here state nothing."
_DASH = "M2 7h12v2H2Z"  # the mark of what is silent
_PLAIN_COLOUR = "#6b6b6b"


@dataclass(frozen=True, slots=True)
class CellKind:
    """A kind of cell: what it is called, what that means, and the mark by which it is known."""

    label: str
    definition: str = ""
    outline: str = _DASH
    colour: str = _PLAIN_COLOUR


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a cell says: a text, as it is written in a table, and as it is read on a page."""

    text: str
    shown: Markup


@dataclass(frozen=True, slots=True)
class SidesCell:
    """What stands at one place: of which kind it is, what it says, and where the sources say so."""

    kind: int  # which of the kinds
    says: tuple[Said, ...] = ()
    citations: tuple[Citation, ...] = ()


class SideBySide:
    """The answer to a question whose header names what stands down, what across, and the kinds."""

    def __init__(self, edition: Edition, query: Query) -> None:
        self.edition = edition
        self.query = query
        answer = answer_of(edition.project.runner, query, {})
        if not isinstance(answer, HeldTable) or len(query.header.sides) != SIDES:
            raise NotSideBySideError(query)
        self.table = answer
        places = [self._place(name) for name in query.header.sides]
        self._down, self._across, self._kind = places
        self._others = [n for n in range(len(answer.columns)) if n not in places]

    def _place(self, column: str) -> int:
        if column not in self.table.columns:
            raise NotSideBySideError(self.query)
        return self.table.columns.index(column)

    @property
    def title(self) -> str:
        return question_of(self.edition.project.runner, self.query, {})

    @property
    def down_heading(self) -> str:
        return heading(self.table.columns[self._down])

    @property
    def across_heading(self) -> str:
        return heading(self.table.columns[self._across])

    @cached_property
    def downs(self) -> list[Cell]:
        """What stands down, in the order of the answer."""
        return list(dict.fromkeys(row[self._down] for row in self.table.rows))

    @cached_property
    def acrosses(self) -> list[Cell]:
        """What stands across, in the order of the words."""
        found = dict.fromkeys(row[self._across] for row in self.table.rows)
        return sorted(found, key=lambda cell: self.words(cell).casefold())

    def words(self, cell: Cell) -> str:
        return visible(self.table.shown(cell))

    # The kinds of cells

    @cached_property
    def _terms_of_kinds(self) -> list[Cell]:
        """The kinds that there are, used or not: those of the answer, and the classes beside these."""
        used = dict.fromkeys(row[self._kind] for row in self.table.rows)
        others = [cell for cell in used if not isinstance(cell, ox.NamedNode)]
        return [*map(ox.NamedNode, self._looks), *others]

    @cached_property
    def _looks(self) -> dict[str, LegendEntry]:
        """How the classes look that are kinds of cells: those of the answer, and those beside them."""
        store = self.edition.store
        used = {row[self._kind] for row in self.table.rows}
        classes = sorted(cell.value for cell in used if isinstance(cell, ox.NamedNode))
        above = {iri for kind in classes for iri in store.iris(kind, RDFS + "subClassOf")}
        beside = [iri for kind in sorted(above) for iri in store.subjects(RDFS + "subClassOf", kind)]
        return {look.iri: look for look in Looks(store).of([*classes, *beside])}

    @cached_property
    def kinds(self) -> list[CellKind]:
        """All kinds of cells, in the order of the key; the last is that of places without a row."""
        kinds = [self._kind_of(number, term) for number, term in enumerate(self._terms_of_kinds)]
        return [*kinds, CellKind(_SILENT, _SILENCE)]

    def _kind_of(self, number: int, term: Cell) -> CellKind:
        """A class by its look, another value by a mark that no other of the first few has."""
        if not isinstance(term, ox.NamedNode):
            return CellKind(self.words(term) or "Not said", "", OUTLINES[SHAPES[number % len(SHAPES)]])
        look = self._looks[term.value]
        definition = look.definition or self.edition.store.text(term, SKOS + "definition")
        return CellKind(look.label, definition, OUTLINES[look.shape], look.colour)

    # The cells

    @cached_property
    def cells(self) -> dict[tuple[Cell, Cell], SidesCell]:
        """The cells by what stands down and across; what has no row is silent."""
        rows: dict[tuple[Cell, Cell], list[Row]] = {}
        for row in self.table:
            rows.setdefault((row[self._down], row[self._across]), []).append(row)
        silent = SidesCell(len(self.kinds) - 1)
        return {
            (down, across): self._cell(rows[down, across]) if (down, across) in rows else silent
            for down in self.downs
            for across in self.acrosses
        }

    def _cell(self, rows: Sequence[Row]) -> SidesCell:
        """What the rows of one place say; of several kinds that of the first counts."""
        kind = self._terms_of_kinds.index(rows[0][self._kind])
        says = tuple(each for row in rows for each in self._sayings(row))
        citations = join_sections(citation for row in rows for citation in row.citations)
        return SidesCell(kind, says, tuple(citations))

    def _sayings(self, row: Row) -> Iterator[Said]:
        """What the other columns of a row say, each thing that is listed there by itself."""
        things = self._things_spoken_of(row)
        for number, place in enumerate(self._others):
            name = f"{visible(self.table.headings[place])}: " if number else ""
            cell = row[place]
            if isinstance(cell, ox.NamedNode):
                words = self.words(cell)
                yield Said(name + words, escape(name) + self.edition.addresses.link(cell.value))
            elif cell is not None:
                yield from self._read_text(self.words(cell), name, things)

    def _things_spoken_of(self, row: Row) -> dict[str, str]:
        """The things that the statements behind a row speak of, by their names."""
        terms = [term for one in row.statements for term in (one.object, one.subject)]
        iris = dict.fromkeys(term.value for term in terms if isinstance(term, ox.NamedNode))
        has_page = self.edition.addresses.of_thing
        return {visible(self.edition.store.label(iri)): iri for iri in iris if has_page(iri)}

    def _read_text(self, words: str, name: str, things: dict[str, str]) -> Iterator[Said]:
        """What a text lists: pages by the names of their hosts, things that it names as links."""
        for part in parts_of(words):
            addresses = part.split(", ")
            if all(address.startswith(("http://", "https://")) for address in addresses):
                links = (web_link(address, _host_of(address)) for address in addresses)
                yield Said(name + part, escape("On ") + Markup(", ").join(links))
                continue
            label = max((label for label in things if part.startswith(label)), key=len, default="")
            rest = part.removeprefix(label)
            if label:
                shown = Markup('{}<span class="hint">{}</span>').format(self._link(things[label], rest), rest)
                yield Said(name + part, escape(name) + shown)
            else:
                yield Said(name + part, escape(name + part))

    def _link(self, iri: str, rest: str) -> Markup:
        """A link to a thing, with its end where what stands behind it does not say the same."""
        note = self.edition.store.endings.note_on(iri, self.edition.day)
        words = self.edition.store.label(iri) if note and visible(note) in rest else ""
        return self.edition.addresses.link(iri, words)

    def source(self, cell: SidesCell) -> Markup:
        """Where the sources say what stands in a cell, as links to their pages."""
        places = [self._link_to_place(citation) for citation in cell.citations]
        cited = Markup('<cite class="where">Source: {}</cite>').format(Markup("; ").join(places))
        return cited if places else Markup()

    @cached_property
    def only_source(self) -> str | None:
        """The one document that states all of it; None where there are several."""
        places = {(c.document, c.section) for cell in self.cells.values() for c in cell.citations}
        return next(iter(places))[0] if len(places) == 1 else None

    def _link_to_place(self, citation: Citation) -> Markup:
        """A place in a source; of the only one that there is, the rows or paragraphs are enough."""
        words = citation.place if self.only_source and citation.place else str(citation)
        if citation.document is None:
            return escape(visible(words))
        path = self.edition.addresses.of_source(citation.document)
        anchor = f"#{fragment(citation.section)}" if citation.section else ""
        return Markup('<a href="~/{}{}">{}</a>').format(path, anchor, visible(words))


class NotSideBySideError(IrcKgError):
    """A question whose answer is not of the columns that its header names."""

    def __init__(self, query: Query) -> None:
        super().__init__(f"{query.place} names no three columns of its answer to be read side by side.")


def _host_of(address: str) -> str:
    return address.split("/")[2].removeprefix("www.") or address


def parts_of(words: str) -> list[str]:
    """The members of a list in a text, which semicolons part but for those within brackets."""
    parts, depth, begin = [], 0, 0
    for at, letter in enumerate(words):
        depth = max(0, depth + (letter in "([") - (letter in ")]"))
        if not depth and words.startswith("; ", at):
            parts.append(words[begin:at])
            begin = at + 2
    return [part for part in (*parts, words[begin:]) if part.strip()]


def all_sides(edition: Edition) -> Iterator[SideBySide]:
    """The questions of a project whose answers are read side by side, and that can be."""
    for query in edition.project.queries:
        try:
            if query.header.sides:
                yield SideBySide(edition, query)
        except IrcKgError:
            continue  # `check` tells what is wrong with it

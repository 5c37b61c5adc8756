"""The answer to a question as a table of a page, and as the files that can be taken from there."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import StringIO

import pyoxigraph as ox
from markupsafe import Markup, escape

from irc_kg.provenance import Citation, Statement, join_sections
from irc_kg.queries.answer import HeldTable
from irc_kg.queries.presentation import column_of_places
from irc_kg.queries.tables import Cell, heading, numeric_columns, visible, write_json
from irc_kg.site.addresses import web_link
from irc_kg.site.answers import Answer
from irc_kg.site.downloads import csv_file
from irc_kg.site.edition import Edition
from irc_kg.store.datatypes import PartialDate

_SHORT = 12  # letters, of a value in a column that is not broken
_MOST_PLACES = 8  # that are cited for one row
_WHOLE_ADDRESS = re.compile(r"https?://\S+")
_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'])")
# Columns: of a row with more, its cells are read one below the other, in narrow windows or in all.
_MANY, _MOST_BESIDE = 5, 9
_OPEN = '<div class="scroll" tabindex="0" role="region" aria-label="The answer"><table class="{}" data-rows>'
_CLOSE = "</tbody></table></div>"


class AnswerTables:
    """Writes the tables of answers."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._links: dict[tuple[str, PartialDate | None], Markup] = {}
        self._cited: dict[Citation, str] = {}

    def html(self, answer: Answer, day: PartialDate | None, numbers: range) -> Markup:
        """Some of the rows, by their numbers: things as links to their pages, each row with its places."""
        table = answer.table
        if table is None:
            return Markup("")
        titles = [visible(title) for title in table.headings]
        if answer.statements:
            titles.append(heading(column_of_places(table.columns)))
        heads = "".join(f"<th scope=col>{escape(title)}" for title in titles)
        rows = table.rows[numbers.start : numbers.stop]
        begins = self._begins(table, rows, titles)
        show = self._show(table, day)
        parts = [_OPEN.format(_look_of(len(titles))), f"<thead><tr>{heads}</thead><tbody>"]
        for number, row in zip(numbers, rows, strict=True):
            cells = [show(cell) for cell in row]
            if answer.statements:
                cells.append(self.places(answer.statements[number]))
            written = (f"{begin}{cell}" for begin, cell in zip(begins, cells, strict=True))
            parts.append(f"<tr>{''.join(written)}")
        return Markup("".join([*parts, _CLOSE]))  # noqa: S704  (each part is escaped)

    @staticmethod
    def _begins(table: HeldTable, rows: Sequence[Sequence[Cell]], titles: Sequence[str]) -> list[str]:
        """How the cells of each column begin: what is above it stands in each, for narrow screens."""
        right = numeric_columns(rows, len(table.columns))
        classes = [
            " class=number" if to_right else " class=short" if _is_short(rows, place) else ""
            for place, to_right in enumerate(right)
        ]
        padded = [*classes, *[""] * (len(titles) - len(classes))]
        return [
            f'<td{name} data-label="{escape(title[:1].upper() + title[1:])}">'
            for name, title in zip(padded, titles, strict=True)
        ]

    def _show(self, table: HeldTable, day: PartialDate | None) -> Callable[[Cell], Markup]:
        """How a cell is written: a thing as a link, by its name with what it was on a day."""

        def show(cell: Cell) -> Markup:
            if isinstance(cell, ox.NamedNode):
                return self._link(cell.value, day)
            return _with_links(table.shown(cell))

        return show

    def _link(self, iri: str, day: PartialDate | None) -> Markup:
        if (iri, day) not in self._links:
            words = self.edition.store.display_label(iri, day)
            self._links[iri, day] = self.edition.addresses.link(iri, words)
        return self._links[iri, day]

    def places(self, made: tuple[Statement, ...]) -> Markup:
        """Where the sources make a row."""
        places = join_sections(dict.fromkeys(statement.citation for statement in made))
        links = "".join(map(self._place, places[:_MOST_PLACES]))
        more = len(places) - _MOST_PLACES
        return Markup(f"{links} and {more} more" if more > 0 else links)  # noqa: S704  (escaped links)

    def _place(self, citation: Citation) -> str:
        if citation not in self._cited:
            link = self.edition.outlines.link(citation)
            self._cited[citation] = f'<cite class="where">{link}</cite>'
        return self._cited[citation]

    # Files

    def files(self, answer: Answer) -> dict[str, bytes]:
        """The rows in the forms of files, by their endings, as the command line writes them."""
        if answer.table is None:
            return {}
        table = answer.table.with_sources() if answer.statements else answer.table
        spelt = replace(table, language=self.edition.store.spellings.language_of)
        out = StringIO(newline="")
        write_json(spelt, out)
        return {".csv": csv_file(table), ".json": out.getvalue().encode("utf-8", "replace")}


def _with_links(text: str) -> Markup:
    """A text in which each address is a link, without what ends the sentence behind it."""
    if _WHOLE_ADDRESS.fullmatch(text):
        return web_link(text)
    parts = _ADDRESS.split(text)
    shown = [web_link(part) if place % 2 else escape(visible(part)) for place, part in enumerate(parts)]
    return Markup("").join(shown)


def _look_of(columns: int) -> str:
    """The classes of a table of so many columns."""
    if columns > _MOST_BESIDE:
        return "rows records"
    return "rows many" if columns > _MANY else "rows"


def _is_short(rows: Sequence[Sequence[Cell]], place: int) -> bool:
    """Whether a column holds only values such as dates, which are not to be broken."""
    values = (row[place] for row in rows)
    return all(
        cell is None or (isinstance(cell, ox.Literal) and len(cell.value) <= _SHORT) for cell in values
    )

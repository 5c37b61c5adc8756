"""The rows of an answer on as many pages as they need."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from irc_kg.errors import count
from irc_kg.queries.header import SIDES
from irc_kg.site.addresses import link_to
from irc_kg.site.answer_table import AnswerTables
from irc_kg.site.answers import Answer
from irc_kg.site.choices import Choice, values_of
from irc_kg.site.downloads import download_links
from irc_kg.site.kinds import page_links
from irc_kg.site.menus import Menu
from irc_kg.site.pages import Page, PageKind
from irc_kg.store.datatypes import PartialDate

_MOST_ROWS = 500  # of a page


class AnswerRows:
    """Shows the rows of the answers of one question."""

    def __init__(self, menu: Menu, tables: AnswerTables) -> None:
        self.menu = menu
        self.tables = tables

    def number(self, answer: Answer) -> Markup:
        """How many rows there are, and where the same is read side by side."""
        rows = _count_of(answer)
        told = f"{count(rows, 'row')}."
        if rows > _MOST_ROWS:
            told = f"The first {_MOST_ROWS} of {told}"
        if not self._is_side_by_side(answer):
            return escape(told)
        beside = self.menu.edition.addresses.of_sides(self.menu.query.name)
        return Markup("{} {}.").format(told, link_to(beside, "The same side by side"))

    def _is_side_by_side(self, answer: Answer) -> bool:
        """Whether all answers have a page on which they are read side by side."""
        sides = self.menu.query.header.sides
        columns = answer.table.columns if answer.table is not None else ()
        return len(sides) == SIDES and set(sides) <= set(columns) and self.menu.usual is not None

    def is_on_one_page(self, answer: Answer) -> bool:
        """Whether all rows are."""
        return _count_of(answer) <= _MOST_ROWS

    def html(self, answer: Answer, path: str) -> Markup:
        """The rows of the page of an answer, and the way to more of them."""
        return self._part(answer, self._paths(answer, path), 0)

    def further(
        self, answer: Answer, path: str, title: str, above: tuple[tuple[str, str], ...]
    ) -> Iterator[Page]:
        """The pages with more of the rows, below that of an answer."""
        paths = self._paths(answer, path)
        for part, here in enumerate(paths[1:], 1):
            numbers = _numbers_of(answer, part)
            lead = f"Rows {numbers.start + 1:,} to {numbers.stop:,} of the answer."
            body = self._part(answer, paths, part) + download_links(here, (), is_whole=False)
            trail = (*above, (path, title))
            yield Page(here, f"{title}, page {part + 1}", PageKind.QUESTION, body, lead, trail)

    def _paths(self, answer: Answer, path: str) -> list[str]:
        """The pages on which the rows of an answer stand."""
        more = range(2, -(-_count_of(answer) // _MOST_ROWS) + 1)
        return [path, *(self.menu.edition.addresses.of_rows(path, number) for number in more)]

    def _part(self, answer: Answer, paths: list[str], part: int) -> Markup:
        shown = self.tables.html(answer, self._day(answer.choice), _numbers_of(answer, part))
        return Markup("{}\n{}").format(shown, page_links(paths, paths[part]))

    def _day(self, choice: Choice) -> PartialDate:
        """The day by which what has ended says so."""
        asked = self.menu.edition.project.runner.day(self.menu.query, values_of(self.menu.query, choice))
        return asked or self.menu.edition.day


def _count_of(answer: Answer) -> int:
    return len(answer.table.rows) if answer.table is not None else 0


def _numbers_of(answer: Answer, part: int) -> range:
    """The numbers of the rows on one of the pages."""
    return range(part * _MOST_ROWS, min(_count_of(answer), (part + 1) * _MOST_ROWS))

"""The days on which the answer to a question about a day may change, told from what its filters compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries import Query, query_of_text
from irc_kg.queries.header import Parameter
from irc_kg.queries.running import QueryRunner
from irc_kg.queries.sparql import tree
from irc_kg.store.datatypes import DATES, PartialDate, read_date

_ONE_DAY = timedelta(days=1)
# What asks for less than without it: left out, there may be more days, and never fewer.
_NARROWING = (tree.FilterPattern, tree.MinusPattern)


class TurningDays:
    """The days on which what a query finds may change, for one of its parameters that is a day.

    A day is compared in filters. Each is looked for with what it stands beside, but without any condition on
    the day: the dates that its variables are then bound to are those at which it may turn. Where the query is
    not so plain, all dates of the graph are.
    """

    def __init__(self, runner: QueryRunner, query: Query, parameter: Parameter) -> None:
        self.runner = runner
        self.query = query
        self.parameter = parameter

    def days(self, values: Mapping[str, Sequence[str]]) -> list[PartialDate]:
        """The days from each of which on the answer may be another, in their order."""
        found: set[date] = set()
        for known in self._dates(values):
            first, last = (day.first_day for day in known.days)
            if first is not None and last is not None and last < date.max:
                # "Before" and "until" turn one day apart, at the beginning of a month and at its end.
                found |= {first, first + _ONE_DAY, last, last + _ONE_DAY}
        return [PartialDate(day.year, day.month, day.day) for day in sorted(found)]

    def _dates(self, values: Mapping[str, Sequence[str]]) -> set[PartialDate]:
        if self._texts is None:
            return self._all_dates
        try:
            return {date for asked in self._texts for date in self._dates_in(asked, values)}
        except IrcKgError:
            return self._all_dates

    def _dates_in(self, asked: Query, values: Mapping[str, Sequence[str]]) -> Iterator[PartialDate]:
        """The dates among what a query gives, with the values of those parameters that it has."""
        names = {parameter.name for parameter in asked.parameters}
        given = {name: texts for name, texts in values.items() if name in names}
        rows = self.runner.run(asked, given)
        yield from _dates_among({term for row in rows for term in row})  # type: ignore[union-attr]

    @cached_property
    def _all_dates(self) -> set[PartialDate]:
        return set(_dates_among(quad.object for quad in self.runner.store.quads()))

    @cached_property
    def _texts(self) -> list[Query] | None:
        """What is asked for the dates that each filter compares; None where that cannot be told."""
        query = self.query.tree
        uses = [node for node in query.all_of(tree.Variable) if node.name == self.parameter.variable]
        filters = _innermost_filters(query.where, self.parameter.variable)
        places = {id(node) for chain in filters for node in tree.walk(chain[-1])}
        if query.all_of(tree.SubQuery) or any(id(use) not in places for use in uses):
            return None
        return [self._asking(chain) for chain in filters]

    def _asking(self, chain: Sequence[tree.TreeNode]) -> Query:
        """A query for the dates that a filter compares, by the groups around it and the filter itself."""
        *groups, last = chain
        variable = self.parameter.variable
        kept = [
            element
            for group in groups
            for element in group.elements  # type: ignore[attr-defined]  # they are groups
            if not _uses(element, variable) and not isinstance(element, _NARROWING)
        ]
        compared = {node.name for node in tree.walk(last) if isinstance(node, tree.Variable)} - {variable}
        read = self.query.tree
        body = " . ".join(map(read.text_of, kept))
        columns = " ".join(f"?{name}" for name in sorted(compared)) or "(1 AS ?one)"
        text = f"{read.text[: read.form_start]}SELECT DISTINCT {columns} WHERE {{ {body} }}"
        return query_of_text(text, self.query.name, self.query.prefixes)


def _dates_among(terms: Iterable[object]) -> Iterator[PartialDate]:
    """The dates among some terms, and the texts that are written like one."""
    for term in terms:
        if isinstance(term, ox.Literal):
            is_text = term.datatype.value not in DATES
            known = None if is_text and len(term.value) > len("2022-07-01") else read_date(term.value)
            if known is not None:
                yield known


def _uses(part: object, variable: str) -> bool:
    return any(isinstance(node, tree.Variable) and node.name == variable for node in tree.walk(part))


def _innermost_filters(where: tree.GroupPattern | None, variable: str) -> list[tuple[tree.TreeNode, ...]]:
    """Each filter that compares a variable, behind the groups around it, the outermost first."""
    found: list[tuple[tree.TreeNode, ...]] = []
    waiting: list[tuple[object, tuple[tree.TreeNode, ...]]] = [(where, ())]
    while waiting:
        node, around = waiting.pop()
        if isinstance(node, tree.FilterPattern) and not _uses_within_groups(node, variable):
            if _uses(node, variable):
                found.append((*around, node))
        elif isinstance(node, tuple):
            inside = (*around, node) if isinstance(node, tree.GroupPattern) else around
            waiting.extend((part, inside) for part in node)
    return found


def _uses_within_groups(node: tree.FilterPattern, variable: str) -> bool:
    """Whether a variable is used in what a filter asks the existence of."""
    return any(_uses(each, variable) for each in tree.walk(node) if isinstance(each, tree.GroupPattern))

"""The days on which the answer to a question about a day may change, told from what its filters compare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries import Query, query_of_text
from irc_kg.queries.header import Parameter
from irc_kg.queries.running import QueryRunner
from irc_kg.queries.sparql import tree
from irc_kg.site.choices import DAY
from irc_kg.store.datatypes import DATES, PartialDate, read_date
from irc_kg.store.names import IRC

_ONE_DAY = timedelta(days=1)
# What asks for less than without it: left out, there may be more days, and never fewer.
_NARROWING = (tree.FilterPattern, tree.MinusPattern)
# How many days after a date a comparison with it turns, where the day that is asked for stands on the left.
_TURNS = {
    ">=": (0,), "<": (0,), ">": (1,), "<=": (1,), "=": (0, 1), "!=": (0, 1), "IN": (0, 1), "NOT IN": (0, 1),
}  # fmt: skip
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
# Functions that leave a date what it is, or make one of a month or a year.
_SAME_DATE = {"STR", "COALESCE", DAY, IRC + "firstDay", IRC + "lastDay"}
_WHOLE_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class _DateComparison(NamedTuple):
    """What is asked for the dates that a filter compares."""

    asked: Query
    offsets: frozenset[int] | None  # the days after such a date on which it turns; None: that cannot be told


class TurningDays:
    """The days on which what a query finds may change, for one of its parameters that is a day.

    A day is compared in filters. Each is looked for with what it stands beside, but without any condition on
    the day: the dates that its variables are then bound to are those at which it may turn. Where the query is
    not so plain, all dates of the graph are, and the beginnings of their months and years.
    """

    def __init__(self, runner: QueryRunner, query: Query, parameter: Parameter) -> None:
        self.runner = runner
        self.query = query
        self.parameter = parameter

    @cached_property
    def are_all(self) -> bool:
        """Whether the answer is sure to be the same on all days between: dates are compared, and no more."""
        return self._comparisons is not None and all(each.offsets for each in self._comparisons)

    def days(self, values: Mapping[str, Sequence[str]]) -> list[PartialDate]:
        """The days from each of which on the answer may be another, in their order."""
        found = {day for each in self._dates(values) for day in _turns_of(*each)}
        return [PartialDate(day.year, day.month, day.day) for day in sorted(found)]

    def _dates(self, values: Mapping[str, Sequence[str]]) -> set[tuple[str, frozenset[int] | None]]:
        """The dates that are compared as they are written, each with when that turns."""
        if self._comparisons is None:
            return self._all_dates
        try:
            return {
                (literal, each.offsets)
                for each in self._comparisons
                for literal in self._dates_in(each.asked, values)
            }
        except IrcKgError:
            return self._all_dates

    def _dates_in(self, asked: Query, values: Mapping[str, Sequence[str]]) -> Iterator[str]:
        """The dates among what a query gives, with the values of those parameters that it has."""
        names = {parameter.name for parameter in asked.parameters}
        given = {name: texts for name, texts in values.items() if name in names}
        rows = self.runner.run(asked, given)
        yield from _dates_among({term for row in rows for term in row})  # type: ignore[union-attr]

    @cached_property
    def _all_dates(self) -> set[tuple[str, frozenset[int] | None]]:
        return {
            (literal, None) for literal in _dates_among(quad.object for quad in self.runner.store.quads())
        }

    @cached_property
    def _comparisons(self) -> list[_DateComparison] | None:
        """What the filters compare the day with; None where it is used elsewhere too."""
        query = self.query.tree
        uses = [node for node in query.all_of(tree.Variable) if node.name == self.parameter.variable]
        filters = _innermost_filters(query.where, self.parameter.variable)
        places = {id(node) for chain in filters for node in tree.walk(chain[-1])}
        if query.all_of(tree.SubQuery) or any(id(use) not in places for use in uses):
            return None
        return [
            _DateComparison(self._asking(chain), _offsets(chain[-1], self.parameter.variable))
            for chain in filters
        ]

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


def _dates_among(terms: Iterable[object]) -> Iterator[str]:
    """The dates among some terms, and the texts that are written like one."""
    for term in terms:
        if isinstance(term, ox.Literal):
            is_text = term.datatype.value not in DATES
            is_long = is_text and len(term.value) > len("2022-07-01")
            if not is_long and read_date(term.value) is not None:
                yield term.value


def _turns_of(literal: str, offsets: frozenset[int] | None) -> set[date]:
    """The days on which a comparison with a date may turn; without offsets, all that it may be."""
    ends = _ends_of(literal)
    # Of a month or a year, either the first or the last day may be meant.
    found = {day + offset * _ONE_DAY for day in ends for offset in offsets or (0, 1)}
    if not _WHOLE_DATE.fullmatch(literal):
        found.update(ends[:1])  # as a text it comes before all of its days
    return found if offsets else found.union(*map(_beginnings, ends[:1]))


def _ends_of(literal: str) -> list[date]:
    """The first and the last day of a date as it is written; nothing for one too far off to count with."""
    known = read_date(literal)
    days = [day.first_day for day in known.days] if known else []
    return [day for day in days if day is not None and day.year < date.max.year]


def _beginnings(day: date) -> set[date]:
    """The first days of the month and the year of a day, and of the next ones."""
    next_month = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return {day.replace(day=1), next_month, date(day.year, 1, 1), date(day.year + 1, 1, 1)}


def _offsets(condition: tree.TreeNode, variable: str) -> frozenset[int] | None:
    """How many days after a date a filter turns that compares a day with it.

    None where it does other things with the day, or with what it compares it with.
    """
    operations = tuple(
        node
        for node in tree.walk(condition)
        if isinstance(node, tree.Operation) and node.operator in _TURNS and _uses(node, variable)
    )
    are_all = _number_of_uses(operations, variable) == _number_of_uses(condition, variable)
    if not are_all or not all(map(_compares_only, operations)):
        return None
    return frozenset(offset for operation in operations for offset in _turns_at(operation, variable))


def _turns_at(operation: tree.Operation, variable: str) -> Iterator[int]:
    """How many days after a date a comparison of a day with it turns."""
    for place, operand in enumerate(operation.operands):
        if _uses(operand, variable):
            operator = operation.operator
            yield from _TURNS[_MIRRORED.get(operator, operator) if place else operator]


def _compares_only(operation: tree.Operation) -> bool:
    return all(map(_is_date_as_it_is, operation.operands))


def _is_date_as_it_is(expression: object) -> bool:
    """Whether nothing is computed of a date: it is a term, or a text of one."""
    if not isinstance(expression, tree.FunctionCall):
        return isinstance(expression, tree.Variable | tree.LiteralTerm)
    function = expression.function
    name = function if isinstance(function, str) else function.iri
    return name in _SAME_DATE and all(map(_is_date_as_it_is, expression.arguments))


def _uses(part: object, variable: str) -> bool:
    return _number_of_uses(part, variable) > 0


def _number_of_uses(part: object, variable: str) -> int:
    return sum(isinstance(node, tree.Variable) and node.name == variable for node in tree.walk(part))


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

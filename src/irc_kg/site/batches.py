"""Choices that differ in one parameter, which are asked together: which can be, and which rows are whose.

Each row of several values tells for which of them it is (`queries.binding`), where the query lets several be
asked at all. Whoever asks compares one of them with what it gives alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from irc_kg.queries import Query
from irc_kg.queries.binding import column_telling
from irc_kg.queries.expansion import surely_bound
from irc_kg.queries.header import IRI
from irc_kg.queries.sparql import tree
from irc_kg.queries.tables import Cell
from irc_kg.site.choices import DAY, Choice, values_of

_AT_ONCE = 40  # values of a parameter: of more the engine is slower than of each alone
_FEWEST = 4  # of fewer nothing is gained


@dataclass(frozen=True)
class Batch:
    """Choices of a question, one after the other, that differ in no more than one parameter."""

    query: Query
    choices: tuple[Choice, ...]
    place: int | None = None  # the number of the parameter, where its values can be asked together

    @property
    def is_worthwhile(self) -> bool:
        return self.place is not None and len(self.choices) >= _FEWEST

    @property
    def values(self) -> dict[str, tuple[str, ...]]:
        """What the parameters are given, to ask for all of the choices at once."""
        values = values_of(self.query, self.choices[0])
        if self.place is not None:
            name = self.query.parameters[self.place].name
            values[name] = tuple(choice[self.place].texts[0] for choice in self.choices)
        return values

    def numbers(self, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[list[int]] | None:
        """Of each choice, the numbers of its rows; None where no column tells whose they are."""
        if self.place is None:
            return None
        variable = self.query.parameters[self.place].variable
        telling = variable if variable in columns else column_telling(self.query.tree, variable)
        if telling not in columns:
            return None
        at = columns.index(telling)
        found: dict[str, list[int]] = {}
        for number, row in enumerate(rows):
            found.setdefault(getattr(row[at], "value", ""), []).append(number)
        return [found.get(choice[self.place].texts[0], []) for choice in self.choices]


def batches_of(query: Query, choices: Iterable[Choice]) -> Iterator[Batch]:
    """All choices in their order, as many of them at a time as are asked together."""
    places = _places_together(query)
    batch: list[Choice] = []
    place: int | None = None
    for choice in choices:
        differs = _difference(batch[-1], choice, places) if batch else None
        is_next = differs is not None and place in {None, differs} and len(batch) < _AT_ONCE
        if batch and not is_next:
            yield Batch(query, tuple(batch), place)
            batch, differs = [], None
        batch.append(choice)
        place = differs
    if batch:
        yield Batch(query, tuple(batch), place)


def is_order_open(query: Query, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether rows stand beside each other of which the query does not say which comes first."""
    conditions = (each.expression for each in query.tree.modifiers.order_by)
    names = [each.name for each in conditions if isinstance(each, tree.Variable)]
    sorted_by = [columns.index(name) for name in names if name in columns]
    return any(all(one[at] == other[at] for at in sorted_by) for one, other in pairwise(rows))


def _difference(one: Choice, other: Choice, places: frozenset[int]) -> int | None:
    """The one parameter in which two choices differ, if values of it can be asked together."""
    differing = [index for index, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    if len(differing) != 1 or differing[0] not in places:
        return None
    place = differing[0]
    return place if len(one[place].texts) == len(other[place].texts) == 1 else None


def _places_together(query: Query) -> frozenset[int]:
    """The parameters, by number, of which several values give what each of them gives alone."""
    if query.form != "SELECT" or not query.tree.columns or _depends_on_other_rows(query):
        return frozenset()
    kinds = (parameter.kind for parameter in query.parameters)
    return frozenset(index for index, kind in enumerate(kinds) if kind in {IRI, DAY})


def _depends_on_other_rows(query: Query) -> bool:
    """Whether a row may be another, or none, where several values are asked for together.

    So it is where rows are left out by their number, all of them are counted, or any of a group may be meant;
    and what MINUS takes away depends on which variables there are.
    """
    asked = query.tree
    modifiers = asked.modifiers
    if modifiers.limit is not None or modifiers.offset is not None or not _has_plain_minus_only(query):
        return True
    calls = asked.all_of(tree.AggregateCall)
    inner = [select.modifiers for select in asked.all_of(tree.SubQuery)]
    is_grouped = all(each.group_by for each in (modifiers, *inner))
    return any(call.function == "SAMPLE" for call in calls) or bool(calls and not is_grouped)


def _has_plain_minus_only(query: Query) -> bool:
    """Whether all that MINUS takes away has a variable, other than parameters, in common with what is there.

    It takes away nothing from what it has no variable in common with, and several values are one.
    """
    parameters = {parameter.variable for parameter in query.parameters}
    for group in query.tree.all_of(tree.GroupPattern):
        for number, element in enumerate(group.elements):
            if isinstance(element, tree.MinusPattern):
                before = tree.GroupPattern(group.start, group.end, group.elements[:number])
                if not (surely_bound(before) & surely_bound(element.group)) - parameters:
                    return False
    return True

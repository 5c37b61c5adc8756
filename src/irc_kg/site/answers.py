"""The answers to a question for all of its choices: each as the command line gives it, many asked at a time.

Values of one parameter are asked together where the query lets that: each row then tells for which of them it
is (`queries.binding`). Of each batch one is asked alone too; where that is not the same, all are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from irc_kg.errors import IrcKgError
from irc_kg.provenance import Statement
from irc_kg.queries import Query
from irc_kg.queries.answer import HeldTable, answer_of
from irc_kg.queries.binding import column_telling
from irc_kg.queries.expansion import UncitableError
from irc_kg.queries.header import IRI
from irc_kg.queries.presentation import describe_cells, gaps_of, question_of, titles_of
from irc_kg.queries.running import QueryRunner
from irc_kg.queries.sparql import tree
from irc_kg.queries.tables import About, Cell, Shown
from irc_kg.site.choices import Choice, values_of
from irc_kg.store.datatypes import PartialDate

_AT_ONCE = 40  # values of a parameter: of more the engine is slower than of each alone
_FEWEST = 4  # of fewer nothing is gained


@dataclass(frozen=True)
class Answer:
    """What a question gives for one choice: a table, yes or no, or why there is none."""

    choice: Choice
    table: HeldTable | None = None
    truth: bool | None = None
    statements: tuple[tuple[Statement, ...], ...] = ()  # that are cited: of each row, or of the yes
    fault: str = ""
    uncited: str = ""  # why nothing can be cited

    @property
    def all_statements(self) -> list[Statement]:
        return [statement for row in self.statements for statement in row]


class Asker:
    """Asks one question."""

    def __init__(self, runner: QueryRunner, query: Query) -> None:
        self.runner = runner
        self.query = query
        self._described: dict[PartialDate | None, Shown] = {}
        self._batches = True  # until one is not what its values give alone

    def of(self, choices: Iterable[Choice]) -> Iterator[Answer]:
        """The answer for each choice, in their order."""
        batch: list[Choice] = []
        for choice in choices:
            if batch and (len(batch) == _AT_ONCE or self._difference(batch[-1], choice) is None):
                yield from self._of_batch(batch)
                batch = []
            batch.append(choice)
        yield from self._of_batch(batch)

    def alone(self, choice: Choice) -> Answer:
        """The answer for one choice, which is asked by itself."""
        values = values_of(self.query, choice)
        try:
            found = answer_of(self.runner, self.query, values)
            if isinstance(found, bool):
                cited = self.runner.cite_truth(self.query, values) if found else ()
                return Answer(choice, truth=found, statements=(cited,))
        except UncitableError as error:
            return Answer(choice, truth=True, uncited=error.reason)
        except IrcKgError as error:
            return Answer(choice, fault=str(error))
        return self._cite(choice, replace(found, shown=self.describe(values)))

    def describe(self, values: Mapping[str, Sequence[str]]) -> Shown:
        """How the cells of an answer are read, by the day that it is asked for."""
        day = self.runner.day(self.query, values)
        if day not in self._described:
            self._described[day] = describe_cells(self.runner.store, as_of=day)
        return self._described[day]

    @staticmethod
    def _cite(choice: Choice, table: HeldTable) -> Answer:
        try:
            return Answer(choice, table, statements=table.statements)
        except UncitableError as error:
            return Answer(choice, table, uncited=error.reason)
        except IrcKgError as error:
            return Answer(choice, table, uncited=str(error))

    def _difference(self, one: Choice, other: Choice) -> int | None:
        """The one parameter in which two choices differ, if values of it can be asked together."""
        places = [index for index, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        if len(places) != 1 or places[0] not in self._places_together:
            return None
        has_one_each = len(one[places[0]].texts) == len(other[places[0]].texts) == 1
        return places[0] if has_one_each else None

    @cached_property
    def _places_together(self) -> frozenset[int]:
        """The parameters, by number, of which several values give what each of them gives alone."""
        query = self.query
        if query.form != "SELECT" or _depends_on_other_rows(query.tree):
            return frozenset()
        return frozenset(
            index
            for index, parameter in enumerate(query.parameters)
            if parameter.kind == IRI and query.tree.columns
        )

    def _of_batch(self, batch: Sequence[Choice]) -> Iterator[Answer]:
        together = self._together(batch) if self._batches and len(batch) >= _FEWEST else None
        for index, choice in enumerate(batch):
            found = together[index] if together else None
            yield found or self.alone(choice)

    def _together(self, batch: Sequence[Choice]) -> list[Answer | None] | None:
        """The answers of choices that differ in one parameter; None for those that must be asked alone."""
        place = self._difference(batch[0], batch[1])
        if place is None or any(self._difference(*pair) != place for pair in pairwise(batch)):
            return None
        try:
            whole = self._whole(batch, place)
            found = _Batch(self, whole, place).answers(batch) if whole else None
        except IrcKgError:  # it cannot be asked, or not cited, for several
            found = None
        if found is None:
            self._batches = False
        return found

    def _whole(self, batch: Sequence[Choice], place: int) -> HeldTable | None:
        """The rows of all choices of a batch in one table, cited."""
        values = values_of(self.query, batch[0])
        parameter = self.query.parameters[place]
        values[parameter.name] = tuple(choice[place].texts[0] for choice in batch)
        found = answer_of(self.runner, self.query, values)
        return found if isinstance(found, HeldTable) else None


@dataclass(frozen=True)
class _Batch:
    """The rows for several values of a parameter."""

    asker: Asker
    whole: HeldTable
    place: int

    def answers(self, batch: Sequence[Choice]) -> list[Answer | None] | None:
        """The answer for each value; None where they are not what each value gives alone."""
        numbers = self._rows_by_value()
        if numbers is None:
            return None
        mine = [numbers.get(choice[self.place].texts[0], []) for choice in batch]
        longest = max(range(len(batch)), key=lambda index: len(mine[index]))
        sample = self.asker.alone(batch[longest])
        if sample.table is None or sample.uncited:
            return None
        kept = [self.whole.columns.index(column) for column in sample.table.columns]
        if not self._is_same(sample, mine[longest], kept):
            return None
        found = [self._answer(*each, kept, sample.table) for each in zip(batch, mine, strict=True)]
        found[longest] = sample
        return found

    def _rows_by_value(self) -> dict[str, list[int]] | None:
        """The numbers of the rows of each value; None where no column tells it."""
        columns, query = self.whole.columns, self.asker.query
        variable = query.parameters[self.place].variable
        telling = variable if variable in columns else column_telling(query.tree, variable)
        if telling not in columns:
            return None
        at = columns.index(telling)
        found: dict[str, list[int]] = {}
        for number, row in enumerate(self.whole.rows):
            found.setdefault(getattr(row[at], "value", ""), []).append(number)
        return found

    def _rows(self, numbers: Sequence[int], kept: Sequence[int]) -> tuple[tuple[Cell, ...], ...]:
        return tuple(tuple(self.whole.rows[number][index] for index in kept) for number in numbers)

    def _is_same(self, sample: Answer, numbers: Sequence[int], kept: Sequence[int]) -> bool:
        """Whether some rows of the batch are what one of the values gives alone, and rest on the same."""
        if sample.table is None or len(numbers) != len(sample.table.rows):
            return False
        rows = self._rows(numbers, kept)
        if rows != sample.table.rows:
            is_open = self._is_order_open(rows, sample.table)
            return is_open and Counter(rows) == Counter(sample.table.rows)
        return tuple(self.whole.statements[number] for number in numbers) == sample.statements

    def _answer(
        self, choice: Choice, numbers: Sequence[int], kept: Sequence[int], like: HeldTable
    ) -> Answer | None:
        """The answer that some rows of the batch are; None where the query leaves their order open."""
        rows = self._rows(numbers, kept)
        if self._is_order_open(rows, like):
            return None
        statements = tuple(self.whole.statements[number] for number in numbers)
        asker, query = self.asker, self.asker.query
        values = values_of(query, choice)
        gaps = gaps_of(asker.runner, query, values, like.columns, rows)
        table = replace(
            like,
            rows=rows,
            titles=titles_of(asker.runner.store, like.columns, rows, asker.runner.wordings),
            about=About(question_of(asker.runner, query, values), gaps=gaps),
            shown=asker.describe(values),
            cite=lambda _rows: statements,
        )
        return Answer(choice, table, statements=statements)

    def _is_order_open(self, rows: Sequence[tuple[Cell, ...]], table: HeldTable) -> bool:
        """Whether rows stand beside each other of which the query does not say which comes first."""
        conditions = (each.expression for each in self.asker.query.tree.modifiers.order_by)
        names = [each.name for each in conditions if isinstance(each, tree.Variable)]
        sorted_by = [table.columns.index(name) for name in names if name in table.columns]
        return any(all(one[at] == other[at] for at in sorted_by) for one, other in pairwise(rows))


def _depends_on_other_rows(query: tree.QueryTree) -> bool:
    """Whether a row may be another, or none, where several values are asked for together.

    So it is where rows are left out by their number, all of them are counted, or any of a group may be meant;
    and what MINUS takes away depends on which variables there are.
    """
    modifiers = query.modifiers
    if modifiers.limit is not None or modifiers.offset is not None or query.all_of(tree.MinusPattern):
        return True
    calls = query.all_of(tree.AggregateCall)
    inner = [select.modifiers for select in query.all_of(tree.SubQuery)]
    is_grouped = all(each.group_by for each in (modifiers, *inner))
    return any(call.function == "SAMPLE" for call in calls) or bool(calls and not is_grouped)

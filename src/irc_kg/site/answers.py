"""The answers to a question for all of its choices: each as the command line gives it, many asked at a time.

Values of one parameter are asked together where the query lets that (`batches`). Of each batch one is asked
alone too; where that is not the same, all are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.provenance import Statement
from irc_kg.queries import Query
from irc_kg.queries.answer import HeldTable, answer_of
from irc_kg.queries.expansion import UncitableError
from irc_kg.queries.presentation import describe_cells, gaps_of, question_of, titles_of
from irc_kg.queries.running import QueryRunner
from irc_kg.queries.tables import About, Cell, Shown, table_of
from irc_kg.site.batches import Batch, batches_of, is_order_open
from irc_kg.site.choices import Choice, values_of
from irc_kg.store.datatypes import PartialDate

Found = TypeVar("Found")
# What a question gives, to be compared: rows, triples, or yes (one that is empty) or no (none).
Rows: TypeAlias = tuple[tuple[Cell, ...], ...] | frozenset[ox.Triple]


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
        self._asks_together = True  # until a batch is not what its values give alone

    def of(self, choices: Iterable[Choice]) -> Iterator[Answer]:
        """The answer for each choice, in their order."""
        for batch in batches_of(self.query, choices):
            together = self._together(batch, self._answers_together)
            for index, choice in enumerate(batch.choices):
                found = together[index] if together else None
                yield found or self.alone(choice)

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

    def rows(self, choices: Iterable[Choice]) -> Iterator[Rows]:
        """What the question gives for each choice, to be compared with what it gives for another.

        Nothing is cited, and rows whose order the query leaves open are in one order. Raises what asking it
        raises.
        """
        for batch in batches_of(self.query, choices):
            together = self._together(batch, self._rows_together)
            yield from together or (self._rows(values_of(self.query, each)) for each in batch.choices)

    @staticmethod
    def _cite(choice: Choice, table: HeldTable) -> Answer:
        try:
            return Answer(choice, table, statements=table.statements)
        except UncitableError as error:
            return Answer(choice, table, uncited=error.reason)
        except IrcKgError as error:
            return Answer(choice, table, uncited=str(error))

    # Several choices at once

    def _together(self, batch: Batch, ask: Callable[[Batch], list[Found] | None]) -> list[Found] | None:
        """What each choice of a batch gives, asked at once; None where each must be asked alone."""
        if not (self._asks_together and batch.is_worthwhile):
            return None
        try:
            found = ask(batch)
        except IrcKgError:  # it cannot be asked, or not cited, for several
            found = None
        self._asks_together = found is not None
        return found

    def _answers_together(self, batch: Batch) -> list[Answer | None] | None:
        """The answers of a batch, None for those that must be asked alone; None where all must be."""
        whole = answer_of(self.runner, self.query, batch.values)
        return self._split(batch, whole) if isinstance(whole, HeldTable) else None

    def _split(self, batch: Batch, whole: HeldTable) -> list[Answer | None] | None:
        """The answers that are in that of a batch; None where they are not what each choice gives alone."""
        numbers = batch.numbers(whole.columns, whole.rows)
        if numbers is None:
            return None
        longest = _longest(numbers)
        sample = self.alone(batch.choices[longest])
        if sample.table is None or sample.uncited:
            return None
        parts = [_part(whole, mine, sample.table.columns) for mine in numbers]
        if not self._is_same(sample, sample.table, parts[longest]):
            return None
        found = [self._answer(*pair) for pair in zip(batch.choices, parts, strict=True)]
        found[longest] = sample
        return found

    def _is_same(self, sample: Answer, alone: HeldTable, part: HeldTable) -> bool:
        """Whether a part of a batch is what its choice gives alone, and rests on the same."""
        if part.rows != alone.rows:
            return self._is_order_open(part) and Counter(part.rows) == Counter(alone.rows)
        return part.statements == sample.statements

    def _answer(self, choice: Choice, part: HeldTable) -> Answer | None:
        """The answer that a part of a batch is; None where the query leaves its order open."""
        if self._is_order_open(part):
            return None
        runner, query, values = self.runner, self.query, values_of(self.query, choice)
        gaps = gaps_of(runner, query, values, part.columns, part.rows)
        table = replace(
            part,
            titles=titles_of(runner.store, part.columns, part.rows, runner.wordings),
            about=About(question_of(runner, query, values), gaps=gaps),
            shown=self.describe(values),
        )
        return Answer(choice, table, statements=part.statements)

    # Only rows

    def _rows(self, values: Mapping[str, Sequence[str]]) -> Rows:
        table = self._table(values)
        return self._in_one_order(table) if isinstance(table, HeldTable) else table

    def _table(self, values: Mapping[str, Sequence[str]]) -> HeldTable | Rows:
        """The bare rows for some values; a set of triples; or one row without cells for yes, none for no."""
        answer = self.runner.run(self.query, values)
        if isinstance(answer, ox.QueryBoolean):
            return ((),) if answer else ()
        if not isinstance(answer, ox.QuerySolutions):
            return frozenset(answer)
        table = table_of(answer)
        return HeldTable(table.columns, tuple(map(tuple, table)))

    def _rows_together(self, batch: Batch) -> list[Rows] | None:
        """The rows of each choice of a batch; None where they are not what one of them gives alone."""
        whole = self._table(batch.values)
        numbers = batch.numbers(whole.columns, whole.rows) if isinstance(whole, HeldTable) else None
        if not isinstance(whole, HeldTable) or numbers is None:
            return None
        longest = _longest(numbers)
        alone = self._table(values_of(self.query, batch.choices[longest]))
        if not isinstance(alone, HeldTable):
            return None
        parts: list[Rows] = [self._in_one_order(_part(whole, mine, alone.columns)) for mine in numbers]
        return parts if parts[longest] == self._in_one_order(alone) else None

    def _in_one_order(self, table: HeldTable) -> tuple[tuple[Cell, ...], ...]:
        return tuple(sorted(table.rows, key=str)) if self._is_order_open(table) else table.rows

    def _is_order_open(self, table: HeldTable) -> bool:
        return is_order_open(self.query, table.columns, table.rows)


def _longest(numbers: Sequence[Sequence[int]]) -> int:
    """Which of several lists is the longest."""
    return max(range(len(numbers)), key=lambda index: len(numbers[index]))


def _part(whole: HeldTable, numbers: Sequence[int], columns: Sequence[str]) -> HeldTable:
    """Some rows of an answer, with some of its columns."""
    kept = [whole.columns.index(column) for column in columns]
    return replace(
        whole,
        columns=tuple(columns),
        rows=tuple(tuple(whole.rows[number][index] for index in kept) for number in numbers),
        cite=lambda _rows: tuple(whole.statements[number] for number in numbers),
    )

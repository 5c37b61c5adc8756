"""The days that a question can be asked for, as options: periods in each of which its answer is the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from irc_kg.errors import IrcKgError
from irc_kg.queries import Query
from irc_kg.site.answers import Asker, Rows
from irc_kg.site.choices import Choice, Option, values_of
from irc_kg.site.edition import Edition
from irc_kg.site.periods import TurningDays
from irc_kg.store.datatypes import PartialDate, read_date

# For one choice of the other parameters: days on which the answer may change, and rows of all their answers.
_MOST_DAYS = 400
_MOST_ROWS = 10_000
_FEWEST_DAYS = 4  # that are asked all the same
_ONE_DAY = timedelta(days=1)
_VERY_LONG = timedelta(days=50 * 366)


def first_day_of(texts: Sequence[str]) -> date | None:
    """The day that a parameter is given; None where it is none, or several."""
    known = read_date(texts[0]) if len(texts) == 1 else None
    return known.first_day if known else None


@dataclass(frozen=True)
class _Period:
    """From the first to the last of these days an answer is the same; None stands for all before or after."""

    first: date | None
    last: date | None

    def holds(self, day: date) -> bool:
        return (self.first or date.min) <= day <= (self.last or date.max)

    @property
    def ends(self) -> tuple[date, date]:
        """A day at its beginning and one at its end; far off where it has none."""
        if self.first is None or self.last is None:
            near = self.first or self.last or date(2000, 1, 1)
            return self.first or near - _VERY_LONG, self.last or near + _VERY_LONG
        return self.first, self.last

    @property
    def words(self) -> str:
        if self.first is None:
            return f"before {_in_words(self.last + _ONE_DAY)}" if self.last else "at any time"
        if self.last is None:
            return f"since {_in_words(self.first)}"
        if self.first == self.last:
            return f"on {_in_words(self.first)}"
        return f"{_in_words(self.first)} to {_in_words(self.last)}"

    def option(self, usual: date) -> Option:
        """The period as an option: it is asked on its first day, and that of the usual day on that."""
        if self.holds(usual):
            return Option((usual.isoformat(),), f"{_in_words(usual)} ({self.words})")
        if self.first is not None:
            return Option((self.first.isoformat(),), self.words, self.first.isoformat())
        last = self.last or usual
        return Option((last.isoformat(),), self.words, f"before {(last + _ONE_DAY).isoformat()}")


def _in_words(day: date) -> str:
    return PartialDate(day.year, day.month, day.day).in_words()


class Periods:
    """The periods of the answers to one question, for each choice of its other parameters."""

    def __init__(self, edition: Edition, query: Query) -> None:
        self.edition = edition
        self.query = query
        self._finders: dict[int, TurningDays] = {}

    def of(self, plain: Choice, place: int) -> list[Option]:
        """What the day can be, which is the parameter of a number: the usual day first."""
        given = plain[place]
        usual = first_day_of(given.texts) if given.texts else self.edition.day.first_day
        if usual is None:
            return [given]
        periods = self._periods(plain, place)
        options = [period.option(usual) for period in periods]
        if not given.texts:  # it need not be given, and is another answer then
            return [given, *(each._replace(name=each.name or each.texts[0]) for each in options)]
        options.sort(key=lambda option: option.name != "")
        return options if options and not options[0].name else [given, *options]

    def _periods(self, plain: Choice, place: int) -> list[_Period]:
        """The periods in their order; none where the days cannot be told, or the question not asked."""
        turning = self._turning_days(place)
        try:
            days = turning.days(values_of(self.query, plain))
            starts = self._changes(plain, place, [day.first_day for day in days])
            ends = [start - _ONE_DAY for start in starts if start is not None and start != starts[0]]
            periods = [_Period(*each) for each in zip(starts, [*ends, None], strict=True)]
            return periods if turning.are_all or self._are_even(plain, place, periods) else []
        except IrcKgError:
            return []

    def _are_even(self, plain: Choice, place: int, periods: Sequence[_Period]) -> bool:
        """Whether an answer is the same at both ends of each period: so is asked what computes with days."""
        ends = [day for period in periods for day in period.ends]
        answers = self._rows_on(plain, place, ends)
        return all(next(answers) == next(answers) for _ in periods)

    def _turning_days(self, place: int) -> TurningDays:
        if place not in self._finders:
            parameter = self.query.parameters[place]
            self._finders[place] = TurningDays(self.edition.project.runner, self.query, parameter)
        return self._finders[place]

    def _changes(self, plain: Choice, place: int, days: Sequence[date | None]) -> list[date | None]:
        """Those of some days on which the answer is another than before; None stands for the time before all.

        Of very many days, or where each gives very many rows, only the last are looked at.
        """
        known = [day for day in days if day is not None]
        if not known:
            return [None]
        most = self._most_days(plain, place, known[-1])
        latest = known[-most:]
        before = known[-most - 1] if len(known) > most else None
        asked = [before or latest[0] - _ONE_DAY, *latest]
        answers = self._rows_on(plain, place, asked)
        changed = [day for day, pair in zip(latest, pairwise(answers), strict=True) if pair[0] != pair[1]]
        return [before, *changed]

    def _most_days(self, plain: Choice, place: int, last: date) -> int:
        """Of how many days the answers are made, by how many rows one of them has."""
        rows = next(self._rows_on(plain, place, [last]))
        return min(_MOST_DAYS, max(_FEWEST_DAYS, _MOST_ROWS // max(len(rows), 1)))

    def _rows_on(self, plain: Choice, place: int, days: Iterable[date]) -> Iterator[Rows]:
        """What the question gives on each of some days."""
        return self._asker.rows(
            (*plain[:place], Option((str(day),), ""), *plain[place + 1 :]) for day in days
        )

    @cached_property
    def _asker(self) -> Asker:
        return Asker(self.edition.project.runner, self.query)

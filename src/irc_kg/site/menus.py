"""All that a question is answered for on a site: its choices, with the days on which its answer changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries import Query
from irc_kg.queries.header import Parameter
from irc_kg.site.choices import Choice, Choices, Option, values_of
from irc_kg.site.edition import Edition
from irc_kg.site.periods import TurningDays
from irc_kg.store.datatypes import PartialDate, read_date

_MOST_DAYS = 400  # on which the answer may change, for one choice of the other parameters


class Menu:
    """The choices of one question, each with the path of its page."""

    def __init__(self, edition: Edition, query: Query) -> None:
        self.edition = edition
        self.query = query
        self.plain = Choices(edition, query)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Every choice that is answered, the usual one first."""
        return tuple(choice for plain in self.plain for choice in self._with_days(plain))

    @cached_property
    def usual(self) -> Choice | None:
        """The choice that stands on the page of the question: nothing was said of any parameter."""
        is_known = self.plain.usual is not None or self._needs_only_a_day
        return next(iter(self.choices), None) if is_known else None

    @property
    def _needs_only_a_day(self) -> bool:
        open_ = [
            each for each in self.query.parameters if not (each.optional or self.query.defaults_of(each))
        ]
        return open_ == [self.plain.day_parameter]

    @cached_property
    def paths(self) -> dict[Choice, str]:
        """The page of each choice; that of the usual one is the page of the question."""
        found: dict[Choice, str] = {}
        taken: set[tuple[str, ...]] = set()
        for choice in self.choices:
            names = tuple(option.name for option in choice if option.name)
            if names in taken:  # two parameters that can be the same
                pairs = zip(self.query.parameters, choice, strict=True)
                names = tuple(f"{each.name} {option.name}" for each, option in pairs if option.name)
            taken.add(names)
            if choice != self.usual and not names:
                names = ("usual",)
            found[choice] = self.edition.addresses.of_question(self.query.name, names)
        return found

    @property
    def path(self) -> str:
        """The page of the question itself."""
        return self.edition.addresses.of_question(self.query.name)

    def others(self, choice: Choice, place: int) -> Iterator[tuple[Option, str, bool]]:
        """What one parameter could be instead, the others staying as they are: its page, and whether it is.

        Of days, those on which the answer for the others changes; of a choice for which the day is told by
        another, that which holds on the day of this one.
        """
        if self.query.parameters[place] == self.plain.day_parameter:
            for other in self._by_plain[self._without_day(choice)]:
                yield other[place], self.paths[other], other == choice
            return
        for option in self.plain.options[place]:
            changed = self._without_day((*choice[:place], option, *choice[place + 1 :]))
            if changed in self._by_plain:
                other = self._on_day_of(choice, self._by_plain[changed])
                yield option, self.paths[other], option == choice[place]

    @cached_property
    def _by_plain(self) -> dict[Choice, list[Choice]]:
        """The choices that differ in the day only."""
        found: dict[Choice, list[Choice]] = {}
        for choice in self.choices:
            found.setdefault(self._without_day(choice), []).append(choice)
        if self._day_place is not None:
            for choices in found.values():
                choices.sort(key=lambda each: self._day_of(each) or date.min)
        return found

    @cached_property
    def _day_place(self) -> int | None:
        day = self.plain.day_parameter
        return None if day is None else self.query.parameters.index(day)

    def _without_day(self, choice: Choice) -> Choice:
        if self._day_place is None:
            return choice
        return (*choice[: self._day_place], *choice[self._day_place + 1 :])

    def _day_of(self, choice: Choice) -> date | None:
        texts = choice[self._day_place].texts if self._day_place is not None else ()
        known = read_date(texts[0]) if texts else None
        return known.first_day if known else None

    def _on_day_of(self, choice: Choice, others: Sequence[Choice]) -> Choice:
        """That of some choices, in the order of their days, which holds on the day of another."""
        if len(others) == 1 or self._day_place is None:
            return others[0]
        if not choice[self._day_place].name:
            return next(each for each in others if not each[self._day_place].name)
        wanted = self._day_of(choice) or date.min
        earlier = [each for each in others if (self._day_of(each) or date.min) <= wanted]
        return earlier[-1] if earlier else others[0]

    # Days

    def _with_days(self, plain: Choice) -> list[Choice]:
        """A choice for each of the days on which its answer changes; the usual day first."""
        place = self._day_place
        if place is None:
            return [plain]
        periods = self._periods(plain, self.query.parameters[place], place)
        return [(*plain[:place], period, *plain[place + 1 :]) for period in periods]

    def _periods(self, plain: Choice, parameter: Parameter, place: int) -> list[Option]:
        texts = plain[place].texts
        anchor = read_date(texts[0]) if len(texts) == 1 else None
        usual_day = anchor or (self.edition.day if not texts else None)
        if usual_day is None or usual_day.first_day is None:
            return [plain[place]]
        starts = self._starts(plain, parameter, place)
        found = _options(starts, usual_day.first_day) if starts is not None else []
        usual = [option for option in found if not option.name]
        others = [option for option in found if option.name]
        if not texts:  # it need not be given, and is another answer then
            named = [option._replace(name=option.texts[0]) for option in usual]
            return [plain[place], *others, *named]
        return [*(usual or [plain[place]]), *others]

    def _starts(self, plain: Choice, parameter: Parameter, place: int) -> list[date | None] | None:
        """The days on each of which the answer is another than before; None stands for the earliest time."""
        values = values_of(self.query, plain)
        try:
            days = TurningDays(self.edition.project.runner, self.query, parameter).days(values)
            starts: list[date | None] = [day.first_day for day in days]
            if len(starts) <= _MOST_DAYS and days:
                starts = [None, *starts]
            return self._changes(plain, place, starts[-_MOST_DAYS:])
        except IrcKgError:
            return None

    def _changes(self, plain: Choice, place: int, days: Sequence[date | None]) -> list[date | None]:
        found: list[date | None] = []
        before: object = None
        for index, day in enumerate(days):
            asked = day or _day_before(days[index + 1])
            option = Option((asked.isoformat(),), "")
            answer = self._answer((*plain[:place], option, *plain[place + 1 :]))
            if index == 0 or answer != before:
                found.append(day)
            before = answer
        return found

    def _answer(self, choice: Choice) -> object:
        """What the query gives, to be compared with what it gives for another day."""
        answer = self.edition.project.runner.run(self.query, values_of(self.query, choice))
        if isinstance(answer, ox.QueryBoolean):
            return bool(answer)
        if isinstance(answer, ox.QueryTriples):
            return frozenset(answer)
        return [tuple(row) for row in answer]


def _day_before(day: date | None) -> date:
    return (day or date.max) - timedelta(days=1)


def _options(starts: Sequence[date | None], usual: date) -> list[Option]:
    """Periods as options: each is asked on its first day, and the one of the usual day on that day."""
    found = []
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else None
        last = _day_before(end) if end else None
        first = start or date.min
        words = _words(start, last)
        if first <= usual and (last is None or usual <= last):
            found.append(Option((usual.isoformat(),), f"{words} (asked on {_in_words(usual)})"))
        elif start is not None or last is not None:
            asked = start or last or usual
            name = asked.isoformat() if start else f"before {_day_after(asked).isoformat()}"
            found.append(Option((asked.isoformat(),), words, name))
    return found


def _day_after(day: date) -> date:
    return day + timedelta(days=1)


def _words(first: date | None, last: date | None) -> str:
    if first is None:
        return f"before {_in_words(_day_after(last))}" if last else "at any time"
    if last is None:
        return f"since {_in_words(first)}"
    return f"{_in_words(first)} to {_in_words(last)}" if first < last else f"on {_in_words(first)}"


def _in_words(day: date) -> str:
    return PartialDate(day.year, day.month, day.day).in_words()

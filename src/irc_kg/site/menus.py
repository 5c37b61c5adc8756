"""All that a question is answered for on a site: its choices, with the days on which its answer changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from irc_kg.queries import Query
from irc_kg.site.choices import Choice, Choices, Option
from irc_kg.site.day_options import Periods, first_day_of
from irc_kg.site.edition import Edition


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
                choices.sort(key=self._day_of)
        return found

    @cached_property
    def _day_place(self) -> int | None:
        day = self.plain.day_parameter
        return None if day is None else self.query.parameters.index(day)

    def _without_day(self, choice: Choice) -> Choice:
        if self._day_place is None:
            return choice
        return (*choice[: self._day_place], *choice[self._day_place + 1 :])

    def _day_of(self, choice: Choice) -> date:
        """The day that is asked for; of none, the earliest."""
        texts = choice[self._day_place].texts if self._day_place is not None else ()
        return first_day_of(texts) or date.min

    def _on_day_of(self, choice: Choice, others: Sequence[Choice]) -> Choice:
        """That of some choices, in the order of their days, which holds on the day of another."""
        place = self._day_place
        if len(others) == 1 or place is None:
            return others[0]
        if not choice[place].name:
            return next(each for each in others if not each[place].name)
        wanted = self._day_of(choice)
        earlier = [each for each in others if self._day_of(each) <= wanted]
        return earlier[-1] if earlier else others[0]

    def _with_days(self, plain: Choice) -> list[Choice]:
        """A choice for each of the days on which its answer changes; the usual day first."""
        place = self._day_place
        if place is None:
            return [plain]
        periods = self._periods.of(plain, place)
        return [(*plain[:place], period, *plain[place + 1 :]) for period in periods]

    @cached_property
    def _periods(self) -> Periods:
        return Periods(self.edition, self.query)

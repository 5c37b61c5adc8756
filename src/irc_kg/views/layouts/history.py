"""When the things of a picture were there: from what sources state, and else from the events between them.

An event is known by what is said to have happened to others: their ``events`` name it. What it happened to
comes before it, what else it leads to comes after it. Nothing more of a vocabulary is known here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irc_kg.store.datatypes import read_date
from irc_kg.views.picture import NO_PART, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from irc_kg.views.layouts.drafts import Draft, Pair

_FADE = 0.06  # of all time in the picture: how long a thing is drawn at least whose begin no source states
_SHORTEST_FADE = 0.5  # years
_ROUNDS = 3  # in which dates are handed on from what follows to what it follows
_DATE = re.compile(r"-?\d{4,}(-\d\d(-\d\d)?)?(?![\d:])")


def day_of(text: str | None, *, last: bool = False) -> float | None:
    """The first day that a text names, as years and a share of a year; or the last that it can mean."""
    match = _DATE.search(text or "")
    date = read_date(match[0]) if match else None
    if date is None:
        return None
    year, month, day = date.latest if last else date.earliest
    return round(year + (month - 1) / 12 + (day - (not last)) / 372, 4)


@dataclass(slots=True)
class Span:
    """From when to when a thing was there; ``fades``: at the ends of which no source states the day."""

    begin: float | None = None
    end: float | None = None
    fades: tuple[bool, bool] = (False, False)


class History:
    """Events with what they happened to and what came of it, and the spans of all that was there."""

    def __init__(self, draft: Draft) -> None:
        self.things = draft.picture.things
        self.events = _find_events(draft)
        self.heads = self._find_heads()
        self.before: dict[int, list[int]] = defaultdict(list)  # of each event
        self.after: dict[int, list[int]] = defaultdict(list)
        for one, other in dict.fromkeys(draft.ends):
            self._take_in(one, other)
        self.ending = _turn_round(self.before)  # the events that happened to each thing
        self.causing = _turn_round(self.after)
        self.days = {event: self._day_of_event(event) for event in self.events}
        self.spans = {n: self._span_of(n) for n in self._bodies()}
        self._take_out_loose()
        self._find_bounds(draft)
        self._fill_gaps()

    def successions(self) -> list[Pair]:
        """What came before what, by way of an event that is not only announced."""
        return [
            (one, other)
            for event in self.events
            if self._is_succession(event)
            for one in self.before[event]
            for other in self.after[event]
            if one in self.spans and other in self.spans and one != other
        ]

    def _is_succession(self, event: int) -> bool:
        """Whether something came of an event, and not only will."""
        return bool(self.after[event]) and self.things[event].standing is not Standing.ANNOUNCED

    # What is stated

    def _find_heads(self) -> list[int]:
        """The things of the first part, where nothing says when they were: lanes are grouped by them."""
        firsts = [n for n, thing in enumerate(self.things) if thing.part == 0]
        return [] if any(n in self.events or self._is_dated(n) for n in firsts) else firsts

    def _is_dated(self, n: int) -> bool:
        thing = self.things[n]
        return bool(thing.from_date or thing.to_date or thing.events)

    def _take_in(self, one: int, other: int) -> None:
        """Note what a relation says of an event."""
        if (one in self.events) == (other in self.events):
            return
        event, body = (one, other) if one in self.events else (other, one)
        if body in self.heads:
            return
        happened = {named.label for named in self.things[body].events}
        side = self.before if self.things[event].label in happened else self.after
        side[event].append(body)

    def _day_of_event(self, event: int) -> float | None:
        thing = self.things[event]
        texts = [thing.from_date, *(date.value for date in thing.dates)]
        for n in self.before[event]:
            texts += [said.value for said in self.things[n].events if said.label == thing.label]
        return next(iter(_without_gaps(day_of(text) for text in texts)), None)

    def _bodies(self) -> list[int]:
        """All that was there for a time: dated, or tied to an event, and of a part where there are any."""
        dated = {n for n, thing in enumerate(self.things) if self._is_dated(n) or thing.dates}
        has_parts = any(thing.part != NO_PART for thing in self.things)
        tied = {n for n in {*self.ending, *self.causing} if not has_parts or self.things[n].part != NO_PART}
        return sorted((dated | tied) - set(self.events) - set(self.heads))

    def _span_of(self, n: int) -> Span:
        thing = self.things[n]
        begin, end = day_of(thing.from_date), day_of(thing.to_date, last=True)
        span = Span(begin, end, (begin is None, False))
        if begin is None:
            span.begin = self._begin_by_others(n, end)
        else:
            span.begin = self._in_year(n, begin)
        if end is None:
            followed = _without_gaps(
                self.days[event] for event in self.ending[n] if self._is_succession(event)
            )
            span.end = max((day for day in followed if span.begin is None or day > span.begin), default=None)
            span.fades = span.fades[0], span.end is not None and thing.standing is not Standing.ENDED
        return span

    def _in_year(self, n: int, begin: float) -> float:
        """Where a source states no more than the year or the month, the day of the event that led to it."""
        latest = day_of(self.things[n].from_date, last=True) or begin
        days = _without_gaps(self.days[event] for event in self.causing[n])
        return max((day for day in days if begin <= day <= latest), default=begin)

    def _begin_by_others(self, n: int, end: float | None) -> float | None:
        """The day of the event that led to a thing, or of the first date that is said of it."""
        causes = [event for event in self.causing[n] if self._is_succession(event)]
        if len(causes) == 1 and self.days[causes[0]] is not None:
            return self.days[causes[0]]
        # What several events led to, one after the other, was there before them.
        dates = _without_gaps(day_of(date.value) for date in self.things[n].dates)
        return min((day for day in dates if end is None or day < end), default=None)

    def _take_out_loose(self) -> None:
        """Events that are tied to nothing that was there for a time stand for themselves."""
        bodies = self.spans.keys()
        loose = {
            event for event in self.events if bodies.isdisjoint([*self.before[event], *self.after[event]])
        }
        self.events = [event for event in self.events if event not in loose]
        for event in sorted(loose):
            day = self.days.pop(event)
            if day is not None:
                self.spans[event] = Span(day, day)

    def _find_bounds(self, draft: Draft) -> None:
        """From when to when anything was there, and where today is."""
        known = _without_gaps(day for span in self.spans.values() for day in (span.begin, span.end))
        known += _without_gaps(self.days.values())
        as_of = draft.picture.as_of
        self.first, self.last = min(known, default=2000.0), max(known, default=2001.0)
        today = None if as_of is None else day_of(str(as_of), last=True)
        self.today = self.last if today is None else today
        self.first, self.last = min(self.first, self.today), max(self.last, self.today)
        self.fade = max(_SHORTEST_FADE, _FADE * (self.last - self.first))

    # What is not stated

    def _fill_gaps(self) -> None:
        for turn in range(_ROUNDS):
            self._hand_on()
            for n, span in self.spans.items():
                self._guess(n, span, is_last=turn == _ROUNDS - 1)
        self._date_events()

    def _hand_on(self) -> None:
        """What has no end ends where that begins which follows it, and the other way round."""
        for one, other in self.successions():
            earlier, later = self.spans[one], self.spans[other]
            if earlier.end is None:
                earlier.end = later.begin
            if later.begin is None and len(self.causing[other]) == 1:
                later.begin = earlier.end

    def _guess(self, n: int, span: Span, *, is_last: bool) -> None:
        """A begin some time before what is known; of what is announced, today."""
        near = _without_gaps([span.end, *(self.days[event] for event in (*self.ending[n], *self.causing[n]))])
        if not near and not is_last:
            return
        latest = min([*near, self.today])
        standing = self.things[n].standing
        if span.begin is None:
            is_to_come = standing is Standing.ANNOUNCED and latest >= self.today
            span.begin = self.today if is_to_come else latest - self.fade
            span.fades = True, span.fades[1]
        if span.end is None and standing is Standing.ENDED:
            span.end, span.fades = max(span.begin, latest), (span.fades[0], True)

    def _date_events(self) -> None:
        """Events without a day stand between what was before and what came after."""
        for event in self.events:
            if self.days[event] is None:
                ends = [self.spans[n].end for n in self.before[event] if n in self.spans]
                begins = [self.spans[n].begin for n in self.after[event] if n in self.spans]
                own = [self.spans[n].begin for n in self.before[event] if n in self.spans]
                known = _without_gaps([*ends, *begins]) or _without_gaps(own)
                self.days[event] = min(known, default=self.first)


def _find_events(draft: Draft) -> list[int]:
    """Things that others name as what happened to them, and all of the same kinds."""
    things = draft.picture.things
    named = {(n, event.label) for n, thing in enumerate(things) for event in thing.events}
    both_ways = draft.ends + [(other, one) for one, other in draft.ends]
    kinds = {things[event].kind for event, other in both_ways if (other, things[event].label) in named}
    return [n for n, thing in enumerate(things) if thing.kind in kinds]


def _turn_round(sides: dict[int, list[int]]) -> dict[int, list[int]]:
    turned: dict[int, list[int]] = defaultdict(list)
    for event, bodies in sides.items():
        for n in bodies:
            turned[n].append(event)
    return turned


def _without_gaps(days: Iterable[float | None]) -> list[float]:
    return [day for day in days if day is not None]

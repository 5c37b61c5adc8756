"""When things end, and what is said behind their names: until when they were, how they stood on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from irc_kg.store.datatypes import PartialDate, read_date, read_value, today
from irc_kg.store.names import DCTERMS, ELI, IRC, ORG, SCHEMA, SKOS

if TYPE_CHECKING:
    from irc_kg.store import Store

# The dates that are the first day of a thing.
FIRST_DAYS = (
    SCHEMA + "foundingDate",
    SCHEMA + "startDate",
    SCHEMA + "validFrom",
    DCTERMS + "issued",
    DCTERMS + "date",
    ELI + "date_document",
)
# The dates that are its last day, and whom an event of an ending kind has ended, or one of a halt has halted.
LAST_DAYS = (
    SCHEMA + "dissolutionDate",
    SCHEMA + "endDate",
    SCHEMA + "validThrough",
    ELI + "date_no-longer-in-force",
)
# The day of an event, or the day by which it had happened.
DAYS_OF_EVENTS = (DCTERMS + "date", IRC + "doneBy")
_BEGINNINGS = tuple(dict.fromkeys((*FIRST_DAYS, *DAYS_OF_EVENTS)))
# How things stood by the page that a register read: said behind a name, with what says how far to trust it.
STATUS_ON_PAGE = IRC + "statusOnPage"
TRUST = IRC + "confidence"
SEEN_ON = IRC + "addressSeenOn"
_AFFECTS = (IRC + "affects", ORG + "originalOrganization")
# How the status on a page begins where it says how a thing stands.
_FIRST_WORD = re.compile(r"(?:ended|announced|paused)\b")


class Ending(NamedTuple):
    """The end of a thing, as far as its day is known."""

    last_day: PartialDate | None = None  # on which it was still there
    event: PartialDate | None = None  # the day of what ended it, on which it may be gone already
    known: PartialDate | None = None  # the day by which an end is known of which nobody says when; else today

    def __str__(self) -> str:
        if self.last_day:
            return f"until {self.last_day.in_words()}"
        return f"ended by {self.event.in_words()}" if self.event else "ended"

    def is_over(self, day: PartialDate) -> bool:
        """Whether it had ended on a day. An end of which nobody says when is over from when it is known."""
        if self.last_day:
            return self.last_day.latest < day.earliest
        return (self.event or self.known or today()).earliest <= day.earliest


def _year(day: PartialDate) -> str:
    return PartialDate(day.year).in_words()


def _years(begins: PartialDate | None, ending: Ending) -> str:
    """From when to when a thing was there, as far as that is known: ``2014 to 2022``."""
    end = ending.last_day or ending.event
    if end is None:
        return f"{_year(begins)}, ended" if begins else "ended"
    until = "until" if ending.last_day else "ended by"
    if begins is None:
        return f"{until} {_year(end)}"
    if ending.last_day is None:
        return f"{_year(begins)}, ended by {_year(end)}"
    return _year(end) if begins.year == end.year else f"{_year(begins)} to {_year(end)}"


class Endings:
    """What had become of the things of a project by a day, as far as its files state it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        # What was looked up already: a site asks for the same things on many days.
        self._ends_by_day: dict[tuple[str, PartialDate], str] = {}
        self._known_beginnings: dict[str, PartialDate | None] = {}
        self._known_endings: dict[str, Ending | None] = {}

    def note_on(self, iri: str, as_of: PartialDate | None) -> str:
        """What stands in brackets behind a name; empty for what is there and goes on, as far as is known."""
        day = as_of or today()
        begins = self.beginning(iri) if as_of else None
        if begins and begins.earliest > day.latest:
            return f"from {begins.in_words()}"
        stood = self._status_on_page(iri, day)
        if stood:
            return stood
        if self.store.is_sentence(iri):
            passed = self.things_to_note(iri, day)
            notes = [f"{self.store.label(thing)}, {self._end_of(thing, day)}" for thing in passed]
            return f"note: {'; '.join(notes)}" if notes else ""
        return self._end_of(iri, day)

    def _status_on_page(self, iri: str, day: PartialDate) -> str:
        """How a thing stood by the page that a register read, in its words; empty where that is not stated.

        With how far the page is to be trusted and when it was seen, where that is stated as well. What a page
        says of the end of a thing is not said by a day before that end.
        """
        stood = self.store.text(iri, STATUS_ON_PAGE) if iri in self._things_with_status else ""
        ending = self.ending(iri) if stood and not self.store.is_sentence(iri) else None
        if not stood or (ending is not None and not ending.is_over(day)):
            return ""
        trust, seen = self.store.text(iri, TRUST), self._earliest([iri], (SEEN_ON,))
        notes = [stood, trust and f"trust {trust}", f"page seen on {seen.in_words()}" if seen else ""]
        return "; ".join(filter(None, notes))

    @cached_property
    def _things_with_status(self) -> frozenset[str]:
        return frozenset(self.store.subjects(STATUS_ON_PAGE))

    def _end_of(self, iri: str, day: PartialDate) -> str:
        """How a thing had ended by a day, or that work on it had stopped."""
        key = iri, day
        if key not in self._ends_by_day:
            self._ends_by_day[key] = self._read_end_of(iri, day)
        return self._ends_by_day[key]

    def _read_end_of(self, iri: str, day: PartialDate) -> str:
        ending = self.ending(iri)
        if ending is not None and ending.is_over(day):
            return str(ending)
        halt = self._halt_of(iri, day)
        if halt is None:
            return ""
        halted, words = halt
        return f"{'on' if halted.day else 'in'} {halted.in_words()}: {words}"

    def _halt_of(self, iri: str, day: PartialDate) -> tuple[PartialDate, str] | None:
        """When work on a thing had stopped by a day, and in which way."""
        for event in self._events_on(iri, self._halts):
            halted = self._earliest([event], (DCTERMS + "date",))
            if halted and halted.earliest <= day.earliest:
                kinds = self.store.instances(*self.store.classes_below(IRC + "HaltKind"))
                stated = [kind for kind in self.store.iris(event, IRC + "eventKind") if kind in kinds]
                words = map(self.store.label, stated)
                return halted, ", ".join(words).casefold()
        return None

    def beginning(self, iri: str) -> PartialDate | None:
        """The first day of a thing, or the day of an event."""
        if iri not in self._things_that_begin:
            return None
        if iri not in self._known_beginnings:
            self._known_beginnings[iri] = self._earliest([iri], _BEGINNINGS)
        return self._known_beginnings[iri]

    @cached_property
    def _things_that_begin(self) -> frozenset[str]:
        """The things that have a first day: most have none, and each day would be looked for by itself."""
        return frozenset(thing for predicate in _BEGINNINGS for thing in self.store.subjects(predicate))

    def standing(self, iri: str, day: PartialDate) -> tuple[str, str]:
        """How a thing stands by a day, and its years in brackets, for its name; empty where it goes on.

        It is ``ended``, ``announced`` or ``paused``: by its dates and the events that it is of, else by the
        word with which its status on a page begins.
        """
        word, years = ("", "") if self.store.is_sentence(iri) else self._word_and_years(iri, day)
        return word, f"({years})" if years else ""

    def _word_and_years(self, iri: str, day: PartialDate) -> tuple[str, str]:
        begins = self.beginning(iri)
        if begins and begins.earliest > day.latest:
            return "announced", f"from {begins.in_words()}"
        ending = self.ending(iri)
        if ending is not None and ending.is_over(day):
            return "ended", _years(begins, ending)
        if (halt := self._halt_of(iri, day)) is not None:
            halted, words = halt
            return "paused", f"{words}, {_year(halted)}"
        return self._standing_as_stated(iri, day, begins)

    def _standing_as_stated(self, iri: str, day: PartialDate, begins: PartialDate | None) -> tuple[str, str]:
        """How a thing stands that has no dates of its own for it: by its kind of event, or by a page."""
        if iri in self._announcements:
            return "announced", ""
        if day.earliest < self._day_of_knowing.earliest:
            return "", ""  # of the past a page says nothing
        word = _FIRST_WORD.match(self._status_on_page(iri, day))
        stood = word[0] if word else ""
        return stood, f"{_year(begins)}, {stood}" if begins and stood else stood

    @cached_property
    def _announcements(self) -> frozenset[str]:
        """The events that say what is to come: those of a kind that is an announcement."""
        kinds = self.store.instances(*self.store.classes_below(IRC + "AnnouncementKind"))
        return frozenset(event for kind in kinds for event in self.store.subjects(IRC + "eventKind", kind))

    def things_to_note(self, iri: str, day: PartialDate) -> list[str]:
        """What is named beside a point made, and had ended or was halted by a day."""
        objects = (quad.object for quad in self.store.triples(iri) if isinstance(quad.object, ox.NamedNode))
        return [thing for thing in sorted({term.value for term in objects}) if self._end_of(thing, day)]

    def ending(self, thing: str) -> Ending | None:
        """The end of a thing: by its own dates, else by what ended it; None where none is known."""
        if thing not in self._known_endings:
            self._known_endings[thing] = self._find_ending(thing)
        return self._known_endings[thing]

    def _find_ending(self, thing: str) -> Ending | None:
        if any(self.store.states(thing, predicate) for predicate in self._last_days):
            return Ending(last_day=self._earliest([thing], LAST_DAYS))
        events = self._events_on(thing, self._ends)
        if not events:
            return None
        return Ending(event=self._earliest(events, DAYS_OF_EVENTS), known=self._day_of_knowing)

    @cached_property
    def last_change(self) -> PartialDate | None:
        """The day to which the project says it was brought up to date, or the month or year of it."""
        days = [
            known
            for quad in self.store.triples(None, DCTERMS + "modified")
            if isinstance(quad.object, ox.Literal)
            and isinstance(known := read_value(quad.object.value, quad.object.datatype.value), PartialDate)
        ]
        return max(days, key=lambda known: (known.earliest, str(known)), default=None)

    @property
    def _day_of_knowing(self) -> PartialDate:
        """From which day on the project knows what it says without a day: it may be read long after."""
        return min(today(), self.last_change or today(), key=lambda day: day.earliest)

    @cached_property
    def _last_days(self) -> Sequence[str]:
        """Those of the properties of last days that the project uses."""
        return [predicate for predicate in LAST_DAYS if self.store.states(None, predicate)]

    @cached_property
    def _ends(self) -> Mapping[str, int]:
        """The kinds of events that end what they affect."""
        return self._kinds_of_events("EndingKind")

    @cached_property
    def _halts(self) -> Mapping[str, int]:
        """The kinds of events by which work stops."""
        return self._kinds_of_events("HaltKind")

    @cached_property
    def _affecting(self) -> Sequence[str]:
        """What points from an event to whom it happened to."""
        return self.store.properties_below(*_AFFECTS)

    def _kinds_of_events(self, kind_of_kinds: str) -> dict[str, int]:
        """The kinds that are of some class, and the forms of such a kind, each with its place."""
        kinds = self.store.instances(*self.store.classes_below(IRC + kind_of_kinds))
        narrower = (iri for kind in kinds for iri in self.store.subjects(SKOS + "broader", kind))
        return {kind: place for place, kind in enumerate(dict.fromkeys([*kinds, *narrower]))}

    def _events_on(self, thing: str, kinds: Mapping[str, int]) -> list[str]:
        """The events of some kinds that affect a thing, in the order of the kinds."""
        if not kinds:
            return []
        events = {event for says in self._affecting for event in self.store.subjects(says, thing)}
        found = []
        for event in events:
            places = [kinds[kind] for kind in self.store.iris(event, IRC + "eventKind") if kind in kinds]
            if places:
                found.append((min(places), event))
        return [event for _place, event in sorted(found)]

    def _earliest(self, things: Iterable[str], predicates: Sequence[str]) -> PartialDate | None:
        """The earliest of the dates that things have by some predicates."""
        terms = [
            term
            for thing in things
            for predicate in predicates
            for term in self.store.objects(thing, predicate)
        ]
        # By what they are worth: to find how files write them takes longer than all else here.
        texts = (term.value for term in terms if isinstance(term, ox.Literal))
        dates = [known for text in texts if (known := read_date(text)) is not None]
        return min(dates, key=lambda known: known.earliest, default=None)

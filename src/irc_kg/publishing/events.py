"""What became of things, and where they come from: the events that affect them, or lead to them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import pyoxigraph as ox

from irc_kg.provenance import Statement
from irc_kg.publishing import date_of
from irc_kg.store import Store
from irc_kg.store.names import DCTERMS, IRC, ORG

_AFFECTS = (IRC + "affects", ORG + "originalOrganization")
# What points from an event to what came of it.
_NEXT = (IRC + "resultsIn", ORG + "resultingOrganization", IRC + "namesAsNext")


class Events:
    """The events of a project."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def affecting(self) -> tuple[str, ...]:
        """What points from an event to whom it happened to."""
        return tuple(self.store.properties_below(*_AFFECTS))

    @cached_property
    def leading(self) -> tuple[str, ...]:
        """What points from an event to what came of it."""
        return tuple(self.store.properties_below(*_NEXT))

    @cached_property
    def all(self) -> frozenset[str]:
        """Whatever affects something, or leads to something."""
        relations = dict.fromkeys((*self.affecting, *self.leading))
        return frozenset(event for relation in relations for event in self.store.subjects(relation))

    def among(self, statements: Iterable[Statement]) -> dict[str, list[Statement]]:
        """The events of which some statements are, each with those; the earliest first."""
        found: dict[str, list[Statement]] = {}
        for statement in statements:
            subject = statement.subject
            if isinstance(subject, ox.NamedNode) and subject.value in self.all:
                found.setdefault(subject.value, []).append(statement)
        return {event: found[event] for event in sorted(found, key=self._day_of)}

    def _day_of(self, event: str) -> tuple[tuple[int, int, int], str]:
        terms = self.store.objects(event, DCTERMS + "date")
        days = [day.earliest for term in terms if (day := date_of(term))]
        return min(days, default=(0, 0, 0)), event

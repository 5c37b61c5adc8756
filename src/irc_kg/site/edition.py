"""One state of a project, as a site publishes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from irc_kg.project import Project
from irc_kg.provenance import Evidence
from irc_kg.publishing import Library
from irc_kg.publishing.metadata import Metadata
from irc_kg.queries import Query
from irc_kg.queries.header import TODAY
from irc_kg.site.addresses import Addresses
from irc_kg.store import Store
from irc_kg.store.datatypes import PartialDate, read_date

if TYPE_CHECKING:
    from irc_kg.site.answer_links import AnswerLinks
    from irc_kg.site.outlines import Outlines


@dataclass(eq=False)
class Edition:
    """A project as all pages of a site tell of it: on one day, at one address.

    ``base_url`` is where the site will be found, with a slash at its end, or empty; ``day`` is the day by
    which what has ended says so.
    """

    project: Project
    day: PartialDate
    base_url: str = ""
    has_sparql: bool = False  # a page asks in SPARQL

    @property
    def store(self) -> Store:
        return self.project.store

    @cached_property
    def revision(self) -> str:
        """The commit that last changed the files, in words; empty where no git keeps them."""
        return self.store.files.revision()

    @cached_property
    def evidence(self) -> Evidence:
        return self.library.evidence

    @cached_property
    def library(self) -> Library:
        return Library(self.store)

    @cached_property
    def addresses(self) -> Addresses:
        return Addresses(self.store, self.day)

    @cached_property
    def outlines(self) -> Outlines:
        """Where on the pages of the sources each of their sections stands."""
        from irc_kg.site.outlines import Outlines

        return Outlines(self)

    @cached_property
    def answer_links(self) -> AnswerLinks:
        """The questions that can be asked for each thing."""
        from irc_kg.site.answer_links import AnswerLinks

        return AnswerLinks(self)

    @cached_property
    def metadata(self) -> Metadata:
        return Metadata(self.store)

    @property
    def title(self) -> str:
        """What the whole is called: the first name it has."""
        first = self.metadata.titles[0]
        return str(getattr(first, "value", first))

    @property
    def short_title(self) -> str:
        """As it stands on every page: what comes before a colon."""
        return self.title.partition(": ")[0]

    def summary_of(self, query: Query, values: Mapping[str, Sequence[str]] | None = None) -> str:
        """What a question or a view is called, with its values or usual ones in it, as they are written.

        It takes no look at what its parameters can be, which may take long where much is known.
        """
        words = query.header.summary or query.name
        for parameter in query.parameters:
            place = f"{{{parameter.name}}}"
            if place in words:
                texts = (values or {}).get(parameter.name) or query.defaults_of(parameter)
                given = " or ".join(map(self._value_in_words, texts))
                words = words.replace(place, given or f"any {parameter.name.replace('_', ' ')}")
        return words

    def _value_in_words(self, typed: str) -> str:
        """A value as it is typed, as people read it: a thing by its name, a day in words."""
        if typed == TODAY:
            return self.day.in_words()
        iri = typed if self.addresses.of_thing(typed) else self.store.prefixes.expand(typed.strip())
        if iri and self.store.mentions(iri):
            return self.store.label(iri)
        day = read_date(typed)
        return day.in_words() if day else typed

"""The questions that can be asked for a thing, with the pages of their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from irc_kg.errors import IrcKgError
from irc_kg.queries import Query
from irc_kg.queries.header import IRI, Parameter
from irc_kg.site.choices import Choices, Option
from irc_kg.site.edition import Edition

ANSWERS = "answers"  # where on the page of a thing they are


class AnswerLink(NamedTuple):
    """The answer to a question for one thing, with the usual values of its other parameters."""

    query: Query
    parameter: Parameter
    path: str
    choices: int  # that the parameter has: a question that few can be asked for says more of each


class AnswerLinks:
    """For each thing the answers that can be asked for it, in all questions of an edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def about(self, iri: str) -> list[tuple[str, str]]:
        """The paths of the answers for a thing, and their questions in words."""
        links = sorted(self._links.get(iri, ()), key=lambda link: (link.choices, link.query.name))
        return [(link.path, self._question(link, iri)) for link in links]

    def _question(self, link: AnswerLink, iri: str) -> str:
        """A question with the thing in it; one whose sentence does not name it has it behind."""
        words = self.edition.summary_of(link.query, {link.parameter.name: (iri,)})
        words = words[:1].upper() + words[1:]
        if f"{{{link.parameter.name}}}" in link.query.header.summary:
            return words
        return f"{words} ({link.parameter.name.replace('_', ' ')}: {self.edition.store.label(iri)})"

    @cached_property
    def _links(self) -> dict[str, list[AnswerLink]]:
        found: dict[str, list[AnswerLink]] = {}
        for query in self.edition.project.queries:
            try:
                for iri, link in self._links_of(query):
                    found.setdefault(iri, []).append(link)
            except IrcKgError:  # the page of the question says what is wrong with it
                continue
        return found

    def _links_of(self, query: Query) -> Iterator[tuple[str, AnswerLink]]:
        options = Choices(self.edition, query).options if query.form else ()
        for place, parameter in enumerate(query.parameters):
            others = [each for at, each in enumerate(options) if at != place]
            if parameter.kind == IRI and all(map(_has_usual, others)):
                for option in _options_by_name(options[place], others):
                    path = self.edition.addresses.of_question(query.name, tuple(filter(None, [option.name])))
                    yield option.texts[0], AnswerLink(query, parameter, path, len(options[place]))


def _options_by_name(options: Sequence[Option], others: Sequence[Sequence[Option]]) -> Iterator[Option]:
    """The options that are one thing, and are called as no option of another parameter.

    What two parameters can be has pages that tell for which of them it was chosen.
    """
    names = {option.name for each in others for option in each if option.name}
    return (option for option in options if len(option.texts) == 1 and option.name not in names)


def _has_usual(options: Sequence[Option]) -> bool:
    """Whether a parameter is something when nothing is said of it, which is the first of its options."""
    return bool(options) and not options[0].name

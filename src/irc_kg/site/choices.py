"""What a question can be asked with: the values of its parameters, and all that they make together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import product
from math import prod
from operator import itemgetter
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries import Query
from irc_kg.queries.header import IRI, TODAY, Parameter
from irc_kg.queries.running import QueryRunner
from irc_kg.queries.tables import in_quotes
from irc_kg.site.edition import Edition
from irc_kg.store.datatypes import is_value
from irc_kg.store.names import XSD, fold

MOST_TOGETHER = 25_000  # choices of several parameters; of more, one parameter at a time leaves its default
DAY = XSD + "date"
_BOOLEAN = XSD + "boolean"


class Option(NamedTuple):
    """One thing that a parameter can be."""

    texts: tuple[str, ...]  # as they would be typed; none where nothing is said of the parameter
    words: str  # as people read it
    name: str = ""  # by which its page is called; none: it is the usual one


Choice: TypeAlias = tuple[Option, ...]  # of each parameter, in the order of the query


def values_of(query: Query, choice: Choice) -> dict[str, tuple[str, ...]]:
    """What the parameters of a query are given by a choice."""
    pairs = zip(query.parameters, choice, strict=True)
    return {parameter.name: option.texts for parameter, option in pairs if option.texts}


class Choices:
    """The choices of one question, without the days on which its answer changes."""

    def __init__(self, edition: Edition, query: Query) -> None:
        self.edition = edition
        self.query = query

    @property
    def runner(self) -> QueryRunner:
        return self.edition.project.runner

    @cached_property
    def day_parameter(self) -> Parameter | None:
        """The parameter for a day: the answer is told for each day on which it changes."""
        days = [parameter for parameter in self.query.parameters if parameter.kind == DAY]
        usual = self.query.day_parameter
        return usual if usual in days else next(iter(days), None)

    @cached_property
    def options(self) -> tuple[tuple[Option, ...], ...]:
        """What each parameter can be, the usual first; no option where it needs a value that nobody knows."""
        return tuple(self._options_of(parameter) for parameter in self.query.parameters)

    @cached_property
    def usual(self) -> Choice | None:
        """What is asked when nothing is said; None where something must be."""
        usual = [self._usual(parameter) for parameter in self.query.parameters]
        known = tuple(option for option in usual if option is not None)
        return known if len(known) == len(usual) else None

    @property
    def is_whole(self) -> bool:
        """Whether each option is asked with each of the others."""
        return prod(map(len, self.options)) <= MOST_TOGETHER

    def __iter__(self) -> Iterator[Choice]:
        """All choices, the usual one first."""
        if self.is_whole:
            # The parameter that can be most changes first: its values are asked together.
            order = sorted(range(len(self.options)), key=lambda index: len(self.options[index]))
            for mixed in product(*(self.options[index] for index in order)):
                yield tuple(option for _, option in sorted(zip(order, mixed, strict=True), key=itemgetter(0)))
            return
        first = tuple(options[0] for options in self.options)
        yield first
        for index, options in enumerate(self.options):
            yield from ((*first[:index], option, *first[index + 1 :]) for option in options[1:])

    def _usual(self, parameter: Parameter) -> Option | None:
        """What a parameter is when nothing is said of it."""
        texts = self.query.defaults_of(parameter)
        if not texts:
            if not parameter.optional:
                return None
            return Option((), f"any {parameter.name.replace('_', ' ')}")
        if texts == (TODAY,):
            day = self.edition.day
            return Option((str(day),), f"{day.in_words()}, the day of this edition")
        try:
            iris = tuple(self.runner.things_given(self.query, {}, parameter.name))
        except IrcKgError:  # a default that means nothing is none: whoever checks the project is told of it
            return None
        if parameter.kind == IRI:
            return Option(iris, " or ".join(map(self._label, iris)))
        return Option(texts, " or ".join(texts))

    def _options_of(self, parameter: Parameter) -> tuple[Option, ...]:
        usual = self._usual(parameter)
        found = [] if parameter.kind == DAY else list(self._others(parameter))
        if usual is None and parameter.kind == DAY and parameter == self.day_parameter:
            return (Option((str(self.edition.day),), self.edition.day.in_words()),)
        others = (option for option in found if usual is None or option.texts != usual.texts)
        return (*([] if usual is None else [usual]), *others)

    def _others(self, parameter: Parameter) -> Iterator[Option]:
        """The values that are listed for a parameter, or that the data has."""
        if parameter.kind == IRI:
            yield from self._things(self._iris(parameter))
        else:
            for text in self._texts(parameter):
                yield Option((text,), text if text.strip() else in_quotes(text), text or "nothing")

    def _iris(self, parameter: Parameter) -> list[str]:
        listed = self.query.header.enumerate.get(parameter.name, ())
        if listed:
            known = (self._thing_of_text(parameter, text) for text in listed)
            return list(dict.fromkeys(iri for iri in known if iri))
        terms = self.runner.choices(self.query, parameter)
        return [term.value for term in terms if isinstance(term, ox.NamedNode)]

    def _thing_of_text(self, parameter: Parameter, text: str) -> str:
        """The thing that a value in the header of the query means; empty where it means none."""
        try:
            given = self.runner.things_given(self.query, {parameter.name: (text,)}, parameter.name)
        except IrcKgError:
            return ""
        return given[0] if given else ""

    def _things(self, iris: Iterable[str]) -> list[Option]:
        """Things as options, in the order of their names, which tell them apart."""
        labels = {iri: self._label(iri) for iri in iris}
        often = Counter(map(fold, labels.values()))
        found = []
        for iri, label in sorted(labels.items(), key=lambda pair: (sortable(pair[1]), pair[0])):
            also = f" ({self.edition.store.prefixes.shorten(iri)})" if often[fold(label)] > 1 else ""
            shown = self.edition.store.display_label(iri, self.edition.day)
            found.append(Option((iri,), shown + also, label + also))
        return found

    def _label(self, iri: str) -> str:
        return self.edition.store.label(iri)

    def _texts(self, parameter: Parameter) -> list[str]:
        """The values that a parameter for texts, numbers or dates can be."""
        listed: Sequence[str] = self.query.header.enumerate.get(parameter.name, ())
        if not listed and parameter.kind == _BOOLEAN:
            listed = ("true", "false")
        if not listed:
            terms = self.runner.choices(self.query, parameter)
            listed = [term.value for term in terms if isinstance(term, ox.Literal)]
        known = parameter.kind not in {_BOOLEAN, DAY}
        fitting = [text for text in listed if known or is_value(text, parameter.kind)]
        return sorted(dict.fromkeys(fitting), key=sortable)


def sortable(text: str) -> tuple[bool, float, str, str]:
    """Numbers by what they are worth, before words in their order."""
    try:
        return False, float(text), "", text
    except ValueError:
        return True, 0.0, fold(text), text

"""The answers to all questions, as one workbook for those who count and compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from math import prod

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries import Query
from irc_kg.queries.answer import HeldTable, answer_of
from irc_kg.queries.formats import Content, Format, Formats, write_answers
from irc_kg.queries.header import IRI
from irc_kg.queries.presentation import question_of
from irc_kg.queries.running import QueryRunner
from irc_kg.queries.tables import About, heading

_MOST_CHOICES = 200  # that a question is asked with; with more, it is asked with its default


def answers_to(
    runner: QueryRunner, queries: Iterable[Query]
) -> Iterator[tuple[Query, HeldTable | IrcKgError]]:
    """The answer to each question that has rows, for all that can be chosen, and its sources.

    In the place of an answer stands what keeps a question from having one.
    """
    for query in queries:
        try:
            if query.form == "SELECT":
                yield query, _whole_answer(runner, query)
        except IrcKgError as error:
            yield query, error


def _whole_answer(runner: QueryRunner, query: Query) -> HeldTable:
    """The answers for all choices one below the other, with what was chosen in columns before them."""
    chosen = _choices_by_parameter(runner, query)
    parts = []
    for terms in product(*chosen.values()):
        values = {name: (term.value,) for name, term in zip(chosen, terms, strict=True)}
        answer = answer_of(runner, query, values)
        if isinstance(answer, HeldTable):
            parts.append((terms, answer.with_sources()))
    first = max((answer for _, answer in parts), key=len)  # in which it is seen what its columns hold
    return replace(
        first,
        columns=(*chosen, *first.columns),
        titles=(*map(heading, chosen), *first.titles),
        rows=tuple((*terms, *row) for terms, answer in parts for row in answer.rows),
        about=About(question_of(runner, query, {}) if not chosen else query.header.summary),
    )


def _choices_by_parameter(runner: QueryRunner, query: Query) -> dict[str, list[ox.NamedNode]]:
    """The choices of parameters that must be given, where they are not too many; others keep defaults."""
    found: dict[str, list[ox.NamedNode]] = {}
    for parameter in query.parameters:
        if not parameter.optional and parameter.kind == IRI:
            choices = [term for term in runner.choices(query, parameter) if isinstance(term, ox.NamedNode)]
            if 1 < len(choices) * prod(map(len, found.values())) <= _MOST_CHOICES:
                found[parameter.name] = choices
    return found


Answers = list[tuple[str, HeldTable]]

WORKBOOKS: Formats[Answers] = Formats(
    Content.ANSWERS, (Format("xlsx", (".xlsx",), write_answers, is_binary=True),)
)

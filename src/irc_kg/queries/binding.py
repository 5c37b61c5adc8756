"""Values put in the place of parameters: whole tokens become whole RDF terms, never text inside text.

One value replaces the variable wherever it stands. Several values join the query as a ``VALUES`` block
in each group that uses the variable, so that every one of them may hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries.library import Query
from irc_kg.queries.parameters import Parameter
from irc_kg.queries.text import Kind, Token

Value = ox.NamedNode | ox.Literal

_MODIFIERS = {"GROUP", "ORDER", "HAVING"}
_END_OF_MODIFIER = {"LIMIT", "OFFSET", "VALUES", "HAVING", "ORDER", "GROUP"}


class ManyValuesError(IrcKgError):
    """Several values for a parameter that can take only one."""

    def __init__(self, option: str) -> None:
        super().__init__(
            f"{option} takes one value: the query uses it where SPARQL allows no choice of several "
            "(inside a sub-query or a template)."
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands around one token."""

    groups: tuple[int, ...]  # the indexes of the `{` it is inside of
    clause: str  # SELECT, DESCRIBE, GROUP, ORDER, HAVING or empty: what it is part of
    depth: int  # of parentheses, within the clause


@dataclass(frozen=True, slots=True)
class _Shape:
    """The structure of a query, as far as binding needs it."""

    places: tuple[_Place, ...]
    subqueries: frozenset[int]  # the indexes of `{` that open a sub-query
    templates: frozenset[int]  # the indexes of `{` that open the template of a CONSTRUCT
    data: frozenset[int]  # the indexes of `{` that open the rows of a VALUES block


def _shape(tokens: Sequence[Token]) -> _Shape:
    groups: list[int] = []
    places: list[_Place] = []
    subqueries, templates, data = set(), set(), set()
    clause, depth, last = "", 0, ""
    values = False
    for index, token in enumerate(tokens):
        mark = token.text if token.kind is Kind.MARK else ""
        if mark == "{":
            if last == "CONSTRUCT":
                templates.add(index)
            if values:
                data.add(index)
            groups.append(index)
            clause, depth, values = "", 0, False
        elif mark == "}" and groups:
            groups.pop()
            clause, depth = "", 0
        elif mark in {"(", ")"}:
            depth += 1 if mark == "(" else -1
        if token.keyword in {"SELECT", "DESCRIBE"} | _MODIFIERS:
            if token.keyword == "SELECT" and groups:
                subqueries.add(groups[-1])
            clause, depth = token.keyword, 0
        elif token.keyword in {"WHERE", "FROM"} | _END_OF_MODIFIER:
            clause = ""
        values = values or token.keyword == "VALUES"
        places.append(_Place(tuple(groups), clause, depth))
        last = token.keyword
    return _Shape(tuple(places), frozenset(subqueries), frozenset(templates), frozenset(data))


def bind(query: Query, values: Mapping[str, Sequence[Value]]) -> str:
    """The text of a query with the given values, by variable, in the place of its parameters.

    A parameter without a value stays as it is: a free variable.
    """
    shape = _shape(query.tokens)
    changes: list[tuple[int, int, str]] = []
    for parameter in query.parameters:
        given = values.get(parameter.variable, ())
        uses = [index for index, token in enumerate(query.tokens) if _is(token, parameter)]
        if len(given) == 1 and not any(_is_name(query.tokens, index) for index in uses):
            changes += (_replacement(query.tokens, shape, index, str(given[0])) for index in uses)
        elif given:
            changes += _choice(query, shape, parameter, uses, given)
    text = query.text
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _is(token: Token, parameter: Parameter) -> bool:
    return token.kind is Kind.VARIABLE and token.text[1:] == parameter.variable


def _is_name(tokens: Sequence[Token], index: int) -> bool:
    """Whether the variable must stay one here: it is given a value by AS, or heads a VALUES block."""
    before = tokens[index - 1] if index else None
    if before is not None and before.keyword in {"AS", "VALUES"}:
        return True
    # VALUES (?a ?b) { … }: back over the variables to the opening parenthesis.
    back = index - 1
    while back >= 0 and tokens[back].kind is Kind.VARIABLE:
        back -= 1
    return back > 0 and tokens[back].text == "(" and tokens[back - 1].keyword == "VALUES"


def _replacement(tokens: Sequence[Token], shape: _Shape, index: int, term: str) -> tuple[int, int, str]:
    token, place = tokens[index], shape.places[index]
    if index > 1 and tokens[index - 1].text == "(" and tokens[index - 2].keyword == "BOUND":
        end = tokens[index + 1].end if index + 1 < len(tokens) else token.end
        return tokens[index - 2].start, end, "true"
    if place.depth == 0 and place.clause == "SELECT":
        return token.start, token.end, f"({term} AS {token.text})"
    if place.depth == 0 and place.clause in _MODIFIERS:
        return token.start, token.end, f"({term})"
    return token.start, token.end, term


def _choice(
    query: Query, shape: _Shape, parameter: Parameter, uses: Sequence[int], given: Sequence[Value]
) -> list[tuple[int, int, str]]:
    terms = " ".join(str(value) for value in given)
    block = f" VALUES ?{parameter.variable} {{ {terms} }}"
    changes = []
    groups = set()
    for index in uses:
        place = shape.places[index]
        if set(place.groups) & shape.subqueries or _short(query):
            raise ManyValuesError(parameter.option)
        if place.clause == "DESCRIBE" and not place.groups:
            token = query.tokens[index]
            changes.append((token.start, token.end, terms))
        elif place.groups and not set(place.groups) & (shape.templates | shape.data):
            groups.add(place.groups[-1])
    if not groups and not changes:
        raise ManyValuesError(parameter.option)
    opened = (query.tokens[index] for index in groups)
    return changes + [(token.end, token.end, block) for token in opened]


def _short(query: Query) -> bool:
    """Whether it is of the form CONSTRUCT WHERE { … }, which has no template of its own."""
    return any(
        token.keyword == "CONSTRUCT" and after.keyword == "WHERE"
        for token, after in zip(query.tokens, query.tokens[1:], strict=False)
    )


def free_choice(query: Query, parameter: Parameter) -> str | None:
    """A query for the values that a parameter can take: those that the query yields when it is left free.

    None where the text does not let the parameter out, as when only a sub-query or a filter uses it.
    """
    shape = _shape(query.tokens)
    start = next(
        (
            index
            for index, token in enumerate(query.tokens)
            if token.keyword in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
        ),
        None,
    )
    opened = next(
        (
            index
            for index, token in enumerate(query.tokens)
            if token.text == "{" and len(shape.places[index].groups) == 1 and index not in shape.templates
        ),
        None,
    )
    if start is None or opened is None:
        return None
    closed = next(
        (
            index
            for index, token in enumerate(query.tokens[opened:], opened)
            if token.text == "}" and not shape.places[index].groups
        ),
        None,
    )
    inside = [index for index, token in enumerate(query.tokens) if _is(token, parameter) and opened < index]
    usable = any(not set(shape.places[index].groups) & shape.subqueries for index in inside)
    if closed is None or not usable:
        return None
    prologue = query.text[: query.tokens[start].start]
    where = query.text[query.tokens[opened].start : query.tokens[closed].end]
    return f"{prologue}SELECT DISTINCT ?{parameter.variable} WHERE {where}"

"""ORDER BY made an order that can always be kept.

SPARQL leaves open how values of several kinds are ordered among each other, and the engine's own answer is
no total order: it ends the whole process when it notices, in the middle of sorting years and days, say. So
each condition is spelt out as several, of which each compares values of one kind only: what is unbound comes
first, then blank nodes, IRIs and literals; numbers by value before the rest; the rest by their text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from irc_kg.queries.text import Kind, Token, tokens

_END = {"LIMIT", "OFFSET", "VALUES", "HAVING"}
_DIRECTIONS = {"ASC", "DESC"}
_KEYS = (
    "COALESCE(IF(isBlank({0}), 1, IF(isIRI({0}), 2, 3)), 0)",
    "COALESCE(IF(isNumeric({0}), 0, 1), 0)",
    "COALESCE(IF(isNumeric({0}), {0}, 0), 0)",
    'COALESCE(STR({0}), "")',
    'COALESCE(LANG({0}), "")',
)


class _Condition(NamedTuple):
    """One condition of ORDER BY: where it stands, what it orders by, and which way."""

    start: int
    end: int
    expression: str
    direction: str


def totally_ordered(text: str) -> str:
    """The query with each condition of ORDER BY spelt out."""
    if "ORDER" not in text.upper():
        return text
    for condition in reversed(list(_conditions(text, tuple(tokens(text))))):
        keys = " ".join(f"{condition.direction}({key.format(condition.expression)})" for key in _KEYS)
        text = text[: condition.start] + keys + text[condition.end :]
    return text


def _conditions(text: str, found: Sequence[Token]) -> Iterator[_Condition]:
    index = 0
    while index < len(found) - 1:
        if found[index].keyword == "ORDER" and found[index + 1].keyword == "BY":
            index += 2
            while index < len(found) and found[index].keyword not in _END and found[index].text != "}":
                end = _end_of_condition(found, index)
                yield _condition(text, found, index, end)
                index = end + 1
        else:
            index += 1


def _end_of_condition(found: Sequence[Token], index: int) -> int:
    """The index of the last token of a condition: a variable, or the parenthesis that closes it."""
    if found[index].kind is Kind.VARIABLE:
        return index
    depth = 0
    for at in range(index, len(found)):
        depth += {"(": 1, ")": -1}.get(found[at].text, 0)
        if depth == 0 and found[at].text == ")":
            return at
    return len(found) - 1


def _condition(text: str, found: Sequence[Token], index: int, end: int) -> _Condition:
    first = found[index]
    if first.keyword in _DIRECTIONS:
        expression = text[found[index].end : found[end].end].strip()
        return _Condition(first.start, found[end].end, expression, first.keyword)
    return _Condition(first.start, found[end].end, text[first.start : found[end].end], "ASC")

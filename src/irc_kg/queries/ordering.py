"""ORDER BY made an order that can always be kept.

SPARQL leaves open how values of several kinds are ordered among each other, and the engine's own answer is
no total order: it ends the whole process when it notices, in the middle of sorting years and days, say. So
each condition is spelt out as several, of which each compares values of one kind only: what is unbound comes
first, then blank nodes, IRIs and literals; numbers by value before the rest; the rest by their text.
"""

from __future__ import annotations

from collections.abc import Sequence

from irc_kg.errors import QueryFailedError
from irc_kg.queries.sparql.rewriting import Edit, edited
from irc_kg.queries.sparql.tree import OrderCondition, QueryTree

_KEYS = (
    "COALESCE(IF(isBlank({0}), 1, IF(isIRI({0}), 2, 3)), 0)",
    "COALESCE(IF(isNumeric({0}), 0, 1), 0)",
    "COALESCE(IF(isNumeric({0}), {0}, 0), 0)",
    'COALESCE(STR({0}), "")',
    'COALESCE(LANG({0}), "")',
)
_LONGEST = 100_000  # characters of a condition


def total_order(tree: QueryTree, edits: Sequence[Edit] = ()) -> list[Edit]:
    """Edits that spell out each condition of ORDER BY, beside others that are to be made."""
    found = list(edits)
    # A condition may hold another, in a sub-query of EXISTS: the inner one is further on in the text.
    for condition in reversed(tree.all_of(OrderCondition)):
        inside = [edit for edit in found if _holds(condition, edit)]
        expression = edited(tree.text, inside, condition.expression_start, condition.end).text
        if len(expression) > _LONGEST:
            raise QueryFailedError("a condition of ORDER BY is too long, or holds too many others")
        keys = " ".join(f"{condition.direction}({key.format(expression)})" for key in _KEYS)
        found = [edit for edit in found if edit not in inside]
        found.append(Edit(condition.start, condition.end, f" {keys} "))
    return found


def totally_ordered(tree: QueryTree) -> str:
    """The text of a query with each condition of ORDER BY spelt out."""
    return edited(tree.text, total_order(tree)).text


def _holds(condition: OrderCondition, edit: Edit) -> bool:
    """Whether an edit is of the text of a condition; white space put before or behind it is not."""
    if edit.start == edit.end:
        return condition.start < edit.start < condition.end
    return condition.start <= edit.start and edit.end <= condition.end

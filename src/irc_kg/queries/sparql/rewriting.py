"""Changes of a SPARQL text, and its text as it is sent to those who answer it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from irc_kg.errors import QueryFailedError
from irc_kg.queries.sparql.tree import (
    AggregateCall,
    BindPattern,
    Element,
    FilterPattern,
    GroupPattern,
    IriTerm,
    OptionalPattern,
    OrderCondition,
    QueryTree,
    SubQuery,
    ValuesPattern,
    Variable,
    walk,
)
from irc_kg.store.names import XSD
from irc_kg.store.values import TEMPORAL

# Between two characters of what names, numbers and keywords are made of, or may seem to be.
_WITHIN_WORD: Final = re.compile(r"(?<=[\w:.%\\?$·-])(?=[\w:.%\\?$·-])")
_COMPARISONS: Final = frozenset({"<", ">"})  # which may seem to be the brackets of an IRI
# The engine wants the parenthesis right behind these.
_TIGHT: Final = frozenset({"CONCAT(", "COALESCE(", "BNODE("})
_WITHIN_LINES: Final = re.compile(r"[^\r\n]+")
_ESCAPED: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})|\\.")
_NEED_ESCAPES: Final = str.maketrans({
    '"': '\\"', "'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r",
})  # fmt: skip


class Edit(NamedTuple):
    """A part of a text, and what is to stand in its place."""

    start: int
    end: int
    new: str


class Edited(NamedTuple):
    """A text with edits made, which knows the places of the text that it was made from."""

    text: str
    pieces: tuple[tuple[int, int], ...]  # where each kept piece begins: here, and in the text before

    def before(self, offset: int) -> int:
        """The place in the text before that a place in this one comes from."""
        index = bisect_right(self.pieces, (offset, 1 << 60)) - 1
        here, there = self.pieces[max(index, 0)]
        ends = [begin for _, begin in self.pieces[index + 1 : index + 2]]
        return min(there + offset - here, *ends) if ends else there + offset - here


def apply_edits(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> Edited:
    """A part of a text with edits made in it, none of which overlap; those outside of it do not count."""
    end = len(text) if end is None else end
    parts: list[str] = []
    pieces: list[tuple[int, int]] = [(0, start)]
    length, at = 0, start
    for edit in sorted(edits):
        if edit.start < start or edit.end > end:
            continue
        for part in (text[at : edit.start], edit.new):
            parts.append(part)
            length += len(part)
        at = edit.end
        pieces.append((length, at))
    parts.append(text[at:end])
    return Edited("".join(parts), tuple(pieces))


def boundaries(tree: QueryTree) -> Iterator[Edit]:
    """Edits after which every reader takes the text apart as the tree does.

    White space stands between tokens that are glued together, comments go, and so do names that begin with
    the word SERVICE, in the place of which their IRIs stand.
    """
    text = tree.text
    # Line ends stay, so that a fault keeps its line.
    yield Edit(0, tree.tokens[0][0], _WITHIN_LINES.sub("", text[: tree.tokens[0][0]]))
    for (begin, stop), (start, end) in pairwise([*tree.tokens, (len(text), len(text))]):
        left, gap, right = text[begin:stop], text[stop:start], text[start:end]
        if not gap:
            # Somebody might read the two as one token.
            if _WITHIN_WORD.match(text, stop) or _COMPARISONS & {left, right}:
                yield Edit(stop, start, " ")
        elif left.upper() + right in _TIGHT:
            yield Edit(stop, start, "")
        elif "#" in gap:
            yield Edit(stop, start, " " + _WITHIN_LINES.sub("", gap))
    for term in tree.all_of(IriTerm):
        if term.iri is not None and text[term.start : term.end].upper().startswith("SERVICE"):
            yield Edit(term.start, term.end, f"<{term.iri}>")


def unescape(tree: QueryTree) -> Iterator[Edit]:
    r"""Edits after which no ``\u0041`` stands in the text: servers differ in when they read it."""
    for start, end in tree.tokens:
        token = tree.text[start:end]
        if "\\u" in token or "\\U" in token:
            yield Edit(start, end, _ESCAPED.sub(_plain, token))


def _plain(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2]
    return chr(int(digits, 16)).translate(_NEED_ESCAPES) if digits else escape[0]


def to_send(tree: QueryTree) -> str:
    """A query as a server elsewhere is sent it: one text for every way to read SPARQL."""
    spaced: Sequence[Edit] = [edit for edit in boundaries(tree) if edit.start != edit.end or edit.new]
    changed = {(edit.start, edit.end) for edit in spaced}
    plain = [edit for edit in unescape(tree) if (edit.start, edit.end) not in changed]
    return apply_edits(tree.text, [*spaced, *plain]).text


def to_ask(tree: QueryTree, form: str = "ASK") -> str | None:
    """The text that asks whether a SELECT query has a row: without what groups and sorts them.

    None where only the rows themselves tell: of other forms, and where groups or rows are left out. ``form``
    may be a SELECT instead, of what tells it.
    """
    if tree.form != "SELECT" or tree.where is None or _rows_depend_on_others(tree):
        return None
    values = tree.modifiers.values
    known = " ".join(map(tree.text_of, tree.datasets))
    asked = " . ".join(map(tree.text_of, _what_must_match(tree.where, values)))
    given = tree.text_of(values) if values else ""
    return f"{tree.text[: tree.form_start]}{form} {known} {{ {asked}\n}} {given}"


def _what_must_match(where: GroupPattern, values: ValuesPattern | None) -> Sequence[Element]:
    """The elements of a group without those at its end that take no row away."""
    needed = list(where.elements)
    filters = [element for element in needed if isinstance(element, FilterPattern)]
    seen = _names_in((filters, values))
    for last in reversed([element for element in needed if element not in filters]):
        if not isinstance(last, OptionalPattern | BindPattern):
            break
        if seen.isdisjoint(_names_in(last)):
            needed.remove(last)
    return needed


def _names_in(part: object) -> set[str]:
    return {node.name for node in walk(part) if isinstance(node, Variable)}


def _rows_depend_on_others(tree: QueryTree) -> bool:
    """Whether groups or rows are left out, or everything is counted: that has a row even of nothing."""
    modifiers = tree.modifiers
    if modifiers.having or modifiers.limit is not None or modifiers.offset is not None:
        return True
    counts = any(isinstance(node, AggregateCall) for node in walk(tree.columns))
    return counts and not modifiers.group_by


_DOUBLE: Final = XSD + "double"
# A function that only the text sent to the engine calls: what values of time are sorted by.
ORDER_VALUE: Final = "urn:irc-kg:order"
_IS_TEMPORAL: Final = f"DATATYPE({{0}}) IN ({', '.join(f'<{datatype}>' for datatype in TEMPORAL)})"
# What a condition is sorted by, one after the other: the kind of term; the kind of literal, with the value of
# what is time; the number that it is, as a double, because numbers of several datatypes have no total order,
# and NaN has none at all; the number itself where a double is no nearer to it; its text; its language.
_KEYS: Final = (
    "COALESCE(IF(isBlank({0}), 1, IF(isIRI({0}), 2, 3)), 0)",
    f"COALESCE(IF(isNumeric({{0}}), '', IF({_IS_TEMPORAL}, <{ORDER_VALUE}>({{0}}), 'text')), 'text')",
    f"COALESCE(IF(isNumeric({{0}}), IF({{0}} = {{0}}, <{_DOUBLE}>({{0}}), <{_DOUBLE}>('-INF')), 0), 0)",
    f"COALESCE(IF(DATATYPE({{0}}) IN (<{_DOUBLE}>, <{XSD}float>), 0, {{0}} + 0), 0)",
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
        expression = apply_edits(tree.text, inside, condition.expression_start, condition.end).text
        if len(expression) > _LONGEST:
            raise QueryFailedError("a condition of ORDER BY is too long, or holds too many others")
        keys = " ".join(f"{condition.direction}({key.format(expression)})" for key in _KEYS)
        found = [edit for edit in found if edit not in inside]
        found.append(Edit(condition.start, condition.end, f" {keys} "))
    return found


def totally_ordered(tree: QueryTree) -> str:
    """The text of a query with each condition of ORDER BY spelt out."""
    return apply_edits(tree.text, total_order(tree)).text


def _holds(condition: OrderCondition, edit: Edit) -> bool:
    """Whether an edit is of the text of a condition; white space put before or behind it is not."""
    if edit.start == edit.end:
        return condition.start < edit.start < condition.end
    return condition.start <= edit.start and edit.end <= condition.end


# Such an aggregate only the text sent to the engine calls: texts put together in an order that is settled.
CONCATENATION: Final = "urn:irc-kg:concatenation-"
_TOKENS_OF_SEPARATOR: Final = 4  # ; SEPARATOR = "…"


def open_concatenations(tree: QueryTree) -> list[AggregateCall]:
    """Each GROUP_CONCAT of a query that leaves open in what order its values stand.

    Where a sub-query has an ORDER BY, that may be meant as their order.
    """
    if any(each.modifiers.order_by for each in tree.all_of(SubQuery)):
        return []
    return [call for call in tree.all_of(AggregateCall) if call.function == "GROUP_CONCAT"]


def settle_concatenations(tree: QueryTree, edits: Iterable[Edit]) -> list[Edit]:
    """Edits that call an aggregate with the number of each open GROUP_CONCAT, beside others to be made."""
    found = []
    for number, call in enumerate(open_concatenations(tree)):
        tokens = [token for token in tree.tokens if call.start <= token[0] < call.end]
        first = 3 if call.distinct else 2  # behind the name, a parenthesis, and maybe DISTINCT
        last = -2 - (_TOKENS_OF_SEPARATOR if call.separator is not None else 0)
        found.append(Edit(call.start, tokens[first][0], f"<{CONCATENATION}{number}>("))
        found.append(Edit(tokens[last][1], call.end, ")"))
    others = [edit for edit in edits if not any(_overlaps(edit, one) for one in found)]
    return [*others, *found]


def _overlaps(edit: Edit, other: Edit) -> bool:
    return other.start <= edit.start and edit.end <= other.end

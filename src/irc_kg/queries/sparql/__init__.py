"""SPARQL text as the engine reads it: a syntax tree with the place of each part.

``read`` reads any SPARQL 1.1 query and what the engine knows of 1.2. It reads as the engine does, which tells
keywords without a space behind them and lets the prefixes that are known decide what is a name: a text that
the engine could take apart in another way is not read. Whoever binds, orders, checks or cites a query uses
its tree; what cannot be read is neither rewritten nor sent to anybody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from irc_kg.errors import IrcKgError, did_you_mean
from irc_kg.queries.sparql import grammar
from irc_kg.queries.sparql.matching import SPACE, MismatchError, NestingError, Reading
from irc_kg.queries.sparql.terminals import no_character, terminals, without_escapes
from irc_kg.queries.sparql.tree import PrefixDeclaration, QueryTree
from irc_kg.store.names import close_names, hint_on_prefix

__all__ = [
    "InvalidQueryError",
    "QueryTree",
    "line_column",
    "offset_of",
    "read",
    "without_escapes",
]

_TO_CAPITALS: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_TOO_DEEP: Final = "this is nested too deep, or too long, to be asked"
_BEHIND_GROUPS: Final = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"}
# Escapes, whole names and variables, words, and marks, as a message shows them.
_SHOWN_WHOLE: Final = (
    r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
    r"|[?$]\w+|[\w.-]*:[\w.-]*|<[^<>\s]*>|@?\w+|\^\^|&&|\|[|}]|\)?>>|(?s:.)"
)
_CLOSING: Final = {"}", ")", "]", "|}", ">>", ")>>"}


class InvalidQueryError(IrcKgError):
    """A query that is not SPARQL 1.1: file, line, column, and the line with a caret under the fault."""

    def __init__(self, place: str, text: str, line: int, column: int, reason: str) -> None:
        self.line = line
        self.column = column
        self.reason = reason
        lines = text.splitlines() or [""]
        written = lines[min(line, len(lines)) - 1]
        # Tabs stay tabs, so that the caret stands under its character in any terminal.
        indent = "".join("\t" if c == "\t" else " " for c in written[: column - 1])
        super().__init__(f"{place}:{line}:{column}: {reason}\n  {written}\n  {indent}^")


def line_column(text: str, offset: int) -> tuple[int, int]:
    """The line and column of an offset, both counted from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")


def offset_of(text: str, line: int, column: int) -> int:
    """The offset of a line and column; the end of the text where it is shorter."""
    start = 0
    for _ in range(line - 1):
        found = text.find("\n", start)
        if found < 0:
            return len(text)
        start = found + 1
    return min(start + column - 1, len(text))


def read(text: str, prefixes: Mapping[str, str], place: str = "query", *, strict: bool = True) -> QueryTree:
    """What a SPARQL 1.1 query asks, and where in its text each part of it stands.

    ``prefixes`` are those that are known beside what the text declares; if not ``strict``, names with other
    prefixes are names too, as for a server elsewhere that may know them. ``place`` is what messages call the
    text. What is no query raises InvalidQueryError; an update is read no further than to the word that makes
    it one.
    """
    # Keywords are compared in capitals; those of other alphabets stay as they are.
    capitals = text.upper() if text.isascii() else text.translate(_TO_CAPITALS)
    begin = SPACE(text, len("\ufeff") if text.startswith("\ufeff") else 0).end()
    # Other letters than those of ASCII stand in texts mostly, and only seldom in names.
    for is_ascii in (True, False):
        reading = Reading(text, capitals, terminals(is_ascii=is_ascii), dict(prefixes), strict, begin)
        try:
            return _read_query(reading, prefixes)
        except MismatchError as mismatch:
            fault = max([*reading.faults.values(), mismatch], key=lambda each: (each.offset, each.reason))
        except (NestingError, RecursionError):
            raise InvalidQueryError(place, text, *line_column(text, reading.at), _TOO_DEEP) from None
        if text.isascii():
            break
    offset, reason = _explain(reading, fault, prefixes)
    raise InvalidQueryError(place, text, *line_column(text, offset), reason)


def _read_query(reading: Reading, prefixes: Mapping[str, str]) -> QueryTree:
    declarations: list[Any] = []
    while grammar.DECLARATION.read(reading, declarations):
        for last in declarations[-1:]:
            if isinstance(last, PrefixDeclaration):
                reading.prefixes[last.prefix] = last.namespace.iri or ""
    form_start = reading.at
    fields: list[dict[str, Any]] = []
    is_read = grammar.QUERY.read(reading, fields)
    if not is_read or (reading.at < len(reading.text) and fields[0]["form"] != "UPDATE"):
        raise MismatchError(reading.at)
    # Where every prefix is known, a strict reader reads the same.
    known = prefixes if reading.strict or not reading.unknown else None
    return QueryTree(
        text=reading.text,
        form_start=form_start,
        declarations=tuple(declarations),
        tokens=tuple(reading.tokens),
        known=known,
        **fields[0],
    )


def _explain(reading: Reading, fault: MismatchError, prefixes: Mapping[str, str]) -> tuple[int, str]:
    """Where to say what, of a text that is no query: what is known of it before what can be guessed."""
    if reading.unknown and reading.strict:
        offset, prefix = next(iter(reading.unknown.items()))
        close = [f"{name}:" for name in close_names(prefix, filter(None, reading.prefixes))]
        hint = hint_on_prefix(prefix, prefixes)
        hint = f" {hint}" if hint else did_you_mean(close)
        return offset, f"the prefix {prefix + ':'!r} is not declared.{hint}"
    if fault.reason:
        return fault.offset, fault.reason
    text = reading.text
    written = [text[start:end] for start, end in fault.tokens or reading.tokens]
    token = _token_that_is_wrong(text, fault.offset, written)
    if known := _advice_on(text, fault.offset, token):
        return known
    if token:
        offset, reason = fault.offset, _say_misplaced(token, is_first=not written)
    else:
        offset, reason = len(text.rstrip()), _say_missing(written)
    return offset, f"this is not SPARQL 1.1: {reason}"


def _advice_on(text: str, offset: int, token: str) -> tuple[int, str] | None:
    """Where to say what of an escape of no character, or of a mark of a conflict in git."""
    from irc_kg.turtle.foreign import advice_on_conflict  # which only a fault needs

    if token.startswith("\\"):
        return offset, no_character(token)
    begin = text.rfind("\n", 0, offset) + 1
    conflict = advice_on_conflict(text[begin:].partition("\n")[0])
    return (begin, conflict.rstrip(".")) if conflict else None


def _token_that_is_wrong(text: str, offset: int, written: Sequence[str]) -> str:
    """What stands at a place; nothing, where the query only ends too early."""
    match = re.compile(_SHOWN_WHOLE).match(text, offset)
    token = match[0] if match else ""
    # What stands behind the pattern stands in it, where nothing closes it.
    is_behind = token.upper() in _BEHIND_GROUPS and "}" not in text[offset:]
    return "" if is_behind and written.count("{") > written.count("}") else token


def _say_missing(written: Sequence[str]) -> str:
    if not written:
        return "there is no query"
    for opening, closing in ("{}", "()"):
        if written.count(opening) > written.count(closing):
            return f"the query ends before every {opening!r} is closed"
    return f"something is missing after {written[-1]!r}"


def _say_misplaced(token: str, *, is_first: bool) -> str:
    if token in _CLOSING and not is_first:
        # What closes too early is right where it stands: something before it is missing.
        return f"something is wrong at or before {token!r}"
    if token in {'"', "'"}:
        return f"the text that begins with {token} is not closed, or holds an escape that there is not"
    nobody_sees_it = "" if token.isprintable() or token.isspace() else ": nobody sees it; delete it"
    return f"{token!r} cannot stand here{nobody_sees_it}"

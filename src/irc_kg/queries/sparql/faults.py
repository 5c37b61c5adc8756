"""What is wrong with a SPARQL text, in words and with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from irc_kg.errors import IrcKgError, did_you_mean
from irc_kg.queries.sparql.scanner import MismatchError, Scanner
from irc_kg.store.names import close_names

_BEHIND_GROUPS: Final = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET"}
# Whole names and variables, words, and marks, as a message shows them.
_SHOWN_WHOLE: Final = r"[?$]\w+|[\w.-]*:[\w.-]*|<[^<>\s]*>|@?\w+|\^\^|&&|\|[|}]|\)?>>|(?s:.)"
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


def at(place: str, text: str, offset: int, reason: str) -> InvalidQueryError:
    """The error that says a reason of a place in a text."""
    return InvalidQueryError(place, text, *line_column(text, offset), reason)


def of_mismatch(place: str, reader: Scanner, last: MismatchError) -> InvalidQueryError:
    """The error for a text that a reader could read no further than to a place."""
    text = reader.text
    fault = max(reader.farthest, last, key=lambda each: each.offset)
    if reader.unknown and reader.strict:
        offset, prefix = next(iter(reader.unknown.items()))
        return at(place, text, offset, _undeclared(prefix, reader.prefixes))
    if fault.reason:
        return at(place, text, fault.offset, fault.reason)
    token = _token_at(text, fault.offset)
    if not token:
        return at(place, text, len(text.rstrip()), f"this is not SPARQL 1.1: {_missing_at_end(reader)}")
    if token.upper() in _BEHIND_GROUPS and "}" not in text[fault.offset :] and reader.depth:
        # What stands behind the pattern stands in it, because nothing closes it.
        reason = "the query ends before every '{' is closed"
        return at(place, text, len(text.rstrip()), f"this is not SPARQL 1.1: {reason}")
    if token in _CLOSING and reader.tokens:
        # What closes too early is right where it stands: something before it is missing.
        reason = f"something is wrong at or before {token!r}"
    elif token in {'"', "'"}:
        reason = f"the text that begins with {token} is not closed, or holds an escape that there is not"
    else:
        reason = f"{token!r} cannot stand here"
    return at(place, text, fault.offset, f"this is not SPARQL 1.1: {reason}")


def _token_at(text: str, offset: int) -> str:
    match = re.compile(_SHOWN_WHOLE).match(text, offset)
    return match[0] if match else ""


def _missing_at_end(reader: Scanner) -> str:
    if not reader.tokens:
        return "there is no query"
    written = [reader.text[start:end] for start, end in reader.tokens]
    for opening, closing in ("{}", "()"):
        if written.count(opening) > written.count(closing):
            return f"the query ends before every {opening!r} is closed"
    return f"something is missing after {written[-1]!r}"


def _undeclared(prefix: str, known: Mapping[str, str]) -> str:
    close = [f"{name}:" for name in close_names(prefix, (name for name in known if name))]
    return f"the prefix {prefix + ':'!r} is not declared.{did_you_mean(close)}"

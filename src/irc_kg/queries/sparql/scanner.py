"""The place in a SPARQL text up to which it has been read, and what may come next there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from irc_kg.errors import IrcKgError, did_you_mean
from irc_kg.queries.sparql import grammar
from irc_kg.store.names import close_names

Node = TypeVar("Node")

# Python reads nested parts by calls in calls, and the engine ends the process when its own stack is full.
MOST_NESTED: Final = 64
MOST_CHAINED: Final = 1000
_LOWER_TO_UPPER: Final = {lower: lower - 32 for lower in range(ord("a"), ord("z") + 1)}


class MismatchError(Exception):
    """What stands at a place is not what may stand there; ``reason`` where more can be said."""

    def __init__(self, offset: int, reason: str = "") -> None:
        super().__init__(offset, reason)
        self.offset = offset
        self.reason = reason


class Scanner:
    """A text and a place in it, which is always the start of a token or the end."""

    def __init__(self, text: str, prefixes: Mapping[str, str], *, strict: bool, is_ascii: bool) -> None:
        """``prefixes``: what is known beside what the text declares; all there is to know, if ``strict``.

        ``is_ascii``: whether names have no other letters.
        """
        self.text = text
        self.letters = grammar.alphabet(is_ascii=is_ascii)
        # Keywords are compared in capitals; those of other alphabets stay as they are.
        self.capitals = text.upper() if text.isascii() else text.translate(_LOWER_TO_UPPER)
        self.given = prefixes
        self.prefixes = dict(prefixes)
        self.strict = strict
        self.unknown: dict[int, str] = {}  # prefixes that are not known, by where their names stand
        self.tokens: list[tuple[int, int]] = []
        self.depth = 0
        self.farthest = MismatchError(-1)
        self.at = 0
        self.skip(1 if text.startswith("\ufeff") else 0)

    # Going on

    def skip(self, end: int) -> None:
        """Go to the next token behind a place, over white space and comments."""
        match = grammar.SPACE.match(self.text, end)
        self.at = match.end() if match else end

    def take(self, end: int) -> int:
        """Read on to the end of a token, and over the white space behind it; gives the end."""
        self.tokens.append((self.at, end))
        self.skip(end)
        return end

    @property
    def last_end(self) -> int:
        """Where the last token ends."""
        return self.tokens[-1][1]

    # What comes next

    def sees(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def sees_word(self, word: str) -> bool:
        """Whether a keyword comes next, whatever is glued to it."""
        return self.capitals.startswith(word, self.at)

    def has(self, mark: str) -> bool:
        """Read over a mark, if it comes next."""
        if self.text.startswith(mark, self.at):
            self.take(self.at + len(mark))
            return True
        return False

    def has_word(self, word: str) -> bool:
        """Read over a keyword, if it comes next."""
        if self.capitals.startswith(word, self.at):
            self.take(self.at + len(word))
            return True
        return False

    def need(self, mark: str) -> int:
        """Read over a mark that must come next; gives its end."""
        if not self.text.startswith(mark, self.at):
            raise self.mismatch()
        return self.take(self.at + len(mark))

    def need_word(self, word: str) -> None:
        """Read over a keyword that must come next."""
        if not self.has_word(word):
            raise self.mismatch()

    def match(self, terminal: re.Pattern[str]) -> re.Match[str] | None:
        """Read over a terminal, if it comes next."""
        found = terminal.match(self.text, self.at)
        if found is not None:
            self.take(found.end())
        return found

    # What is wrong

    def mismatch(self, reason: str = "") -> MismatchError:
        """What to raise when nothing that may come next does."""
        return MismatchError(self.at, reason)

    def attempt(self, read: Callable[[], Node]) -> Node | None:
        """What a rule reads; None, and back where it began, if it cannot be read."""
        begin, count, depth = self.at, len(self.tokens), self.depth
        try:
            return read()
        except MismatchError as fault:
            if fault.offset > self.farthest.offset:
                self.farthest = fault
            self.at, self.depth = begin, depth
            del self.tokens[count:]
            return None

    def enter(self) -> None:
        """Go one level down; leave() comes back."""
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise NestingError(self.at)

    def leave(self) -> None:
        self.depth -= 1

    def limit(self, chained: int) -> None:
        """Refuse a chain of so many parts that the engine would go down a step for each."""
        if chained > MOST_CHAINED:
            raise NestingError(self.at)


class NestingError(Exception):
    """A text that is nested deeper than any question is."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


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


def fault_at(place: str, text: str, offset: int, reason: str) -> InvalidQueryError:
    """The error that says a reason of a place in a text."""
    return InvalidQueryError(place, text, *line_column(text, offset), reason)


def fault_of_mismatch(place: str, reader: Scanner, last: MismatchError) -> InvalidQueryError:
    """The error for a text that a reader could read no further than to a place."""
    fault = max(reader.farthest, last, key=lambda each: each.offset)
    offset, reason = _explain(reader, fault)
    return fault_at(place, reader.text, offset, reason)


def _explain(reader: Scanner, fault: MismatchError) -> tuple[int, str]:
    """Where to say what, of a text that is no query: what is known of it before what can be guessed."""
    if reader.unknown and reader.strict:
        offset, prefix = next(iter(reader.unknown.items()))
        return offset, _say_undeclared(prefix, reader.prefixes)
    if fault.reason:
        return fault.offset, fault.reason
    text, token = reader.text, _token_at(reader.text, fault.offset)
    offset = fault.offset if token else len(text.rstrip())
    if not token:
        reason = _missing_at_end(reader)
    elif token.upper() in _BEHIND_GROUPS and "}" not in text[fault.offset :] and reader.depth:
        # What stands behind the pattern stands in it, because nothing closes it.
        offset, reason = len(text.rstrip()), "the query ends before every '{' is closed"
    else:
        reason = _say_misplaced(token, is_first=not reader.tokens)
    return offset, f"this is not SPARQL 1.1: {reason}"


def _say_misplaced(token: str, *, is_first: bool) -> str:
    if token in _CLOSING and not is_first:
        # What closes too early is right where it stands: something before it is missing.
        return f"something is wrong at or before {token!r}"
    if token in {'"', "'"}:
        return f"the text that begins with {token} is not closed, or holds an escape that there is not"
    return f"{token!r} cannot stand here"


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


def _say_undeclared(prefix: str, known: Mapping[str, str]) -> str:
    close = [f"{name}:" for name in close_names(prefix, (name for name in known if name))]
    return f"the prefix {prefix + ':'!r} is not declared.{did_you_mean(close)}"

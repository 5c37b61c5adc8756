"""SPARQL text as tokens with places: enough to bind parameters and to point at a fault, not a parser."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from irc_kg.errors import IrcKgError, did_you_mean
from irc_kg.store.names import close_names

_TOKEN = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>\#[^\n\r]*)
    | (?P<string>(?:\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                   |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'))
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    | (?P<variable>[?$]\w+)
    | (?P<name>(?:[^\W\d_](?:[\w.·-]*[\w·-])?|_)?:(?:(?:[\w·:.-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*
               (?:[\w·:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)
    | (?P<word>[^\W\d]\w*)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<mark>\^\^|&&|\|\||[<>!]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Kind(StrEnum):
    """What a token is."""

    SPACE = "space"
    COMMENT = "comment"
    STRING = "string"
    IRI = "iri"
    VARIABLE = "variable"
    NAME = "name"  # prefixed name or blank node label
    WORD = "word"  # keyword, function, `a`
    TAG = "tag"  # of a language
    NUMBER = "number"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of SPARQL text, and where it starts."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """The word in capitals; empty when the token is no word."""
        return self.text.upper() if self.kind is Kind.WORD else ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens that mean something, without white space and comments."""
    for match in _TOKEN.finditer(text):
        kind = Kind(str(match.lastgroup))
        if kind not in {Kind.SPACE, Kind.COMMENT}:
            yield Token(kind, match[0], match.start())


# \\u0070 stands for p anywhere in a query; the engine reads it only where a text or an IRI holds it.
_ESCAPE = re.compile(
    r"""(?P<kept>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
          |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|<[^<>"{}|^`\x00-\x20]*>|\#[^\n\r]*)
      |\\u(?P<short>[0-9A-Fa-f]{4})|\\U(?P<long>[0-9A-Fa-f]{8})""",
    re.VERBOSE | re.DOTALL,
)


def without_escapes(text: str) -> str:
    """The text with escaped characters of names and keywords written out, as SPARQL reads it."""

    def written_out(match: re.Match[str]) -> str:
        code = match["short"] or match["long"]
        return match[0] if code is None or int(code, 16) > sys.maxunicode else chr(int(code, 16))

    return _ESCAPE.sub(written_out, text) if "\\u" in text.lower() else text


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


_ENGINE_FAULT = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
# Among what the engine expected instead, a reason stands as a sentence: three words or more.
_REASON = re.compile(r"(?:^|one of |, )([A-Z]\w*(?: [\w*]+){2,})(?=, |$)")
_IN_OUR_WORDS = {
    "The SELECT contains a variable that is unbound": (
        "a variable of SELECT, or of ORDER BY, is not bound: WHERE must bind it, and where there is "
        "GROUP BY it must be grouped by or aggregated"
    ),
    "SELECT * is not authorized with GROUP BY": "SELECT * cannot stand with GROUP BY: name the variables",
    "IRI parsing failed": "this is not a valid IRI",
}


def invalid_query(place: str, text: str, fault: str, prefixes: Mapping[str, str]) -> InvalidQueryError:
    """What the engine says of a text that it does not take, in words and with the place."""
    match = _ENGINE_FAULT.match(fault)
    if match is None:
        return InvalidQueryError(place, text, 1, 1, fault)
    offset = offset_of(text, int(match[1]), int(match[2]))
    reasons = _REASON.findall(match[3])
    if "Prefix not found" in match[3]:
        return _undeclared_prefix(place, text, offset, prefixes)
    at, found = _faulty(text, offset)
    reason = next(
        (_IN_OUR_WORDS.get(reason, reason) for reason in reasons), f"this is not SPARQL 1.1: {found}"
    )
    line, column = line_column(text, at.start if at else len(text.rstrip()))
    return InvalidQueryError(place, text, line, column, reason)


def _faulty(text: str, offset: int) -> tuple[Token | None, str]:
    """The token at which the engine stopped, and what is wrong with it as far as the text tells."""
    found = list(tokens(text))
    marks = [token.text for token in found if token.kind is Kind.MARK]
    at = next((token for token in found if token.start <= offset < token.end), None)
    if at is not None:
        return at, f"{at.text!r} cannot stand here"
    for opening, closing in ("{}", "()"):
        if marks.count(opening) > marks.count(closing):
            return None, f"the query ends before every {opening!r} is closed"
    before = next((token for token in reversed(found) if token.end <= offset), None)
    if before is None:
        return None, "there is no query"
    # The engine reads on over white space, so the fault is the last token or what is missing before it.
    return before, f"something is wrong at or before {before.text!r}"


def _undeclared_prefix(place: str, text: str, offset: int, prefixes: Mapping[str, str]) -> InvalidQueryError:
    known = {*prefixes, *_declared(text)}
    # The engine stops behind the name: the fault is the last name before its place that has no prefix.
    names = [token for token in tokens(text) if token.kind is Kind.NAME and not token.text.startswith("_:")]
    unknown = [token for token in names if token.text.split(":")[0] not in known]
    at = next(
        (token for token in reversed(unknown) if token.start <= offset), unknown[0] if unknown else None
    )
    if at is None:
        return InvalidQueryError(place, text, *line_column(text, offset), "a prefix is not declared")
    prefix = at.text.split(":")[0]
    close = [f"{name}:" for name in close_names(prefix, (name for name in known if name))]
    reason = f"the prefix {prefix + ':'!r} is not declared.{did_you_mean(close)}"
    return InvalidQueryError(place, text, *line_column(text, at.start), reason)


def _declared(text: str) -> Iterator[str]:
    before: Token | None = None
    for token in tokens(text):
        if before is not None and before.keyword == "PREFIX" and token.kind is Kind.NAME:
            yield token.text.split(":")[0]
        before = token

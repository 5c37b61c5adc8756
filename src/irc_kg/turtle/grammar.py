"""The syntax of Turtle 1.2: its terminals as regular expressions, the scanner made of them, and what is said
of a text that is not Turtle: where, why, and what would be right there.

The names in capitals are those of the grammar, https://www.w3.org/TR/rdf12-turtle/#sec-grammar-grammar.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum
from pathlib import Path
from typing import Final

from irc_kg.errors import IrcKgError
from irc_kg.turtle.document import line_starts

PN_CHARS_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
PN_CHARS_U: Final = PN_CHARS_BASE + "_"
PN_CHARS: Final = PN_CHARS_U + "0-9\u00b7\u0300-\u036f\u203f\u2040\\-"

UCHAR: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
ECHAR: Final = r"""\\[tbnrf"'\\]"""
PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"

# A dot belongs to a name only when more of the name follows; `kg:wales.` ends before the dot.
PN_PREFIX: Final = rf"[{PN_CHARS_BASE}][{PN_CHARS}]*(?:\.+[{PN_CHARS}]+)*"
_NAME_CHARS: Final = rf"[{PN_CHARS}:]*"
PN_LOCAL: Final = (
    rf"(?:[{PN_CHARS_U}0-9:]|{PLX}){_NAME_CHARS}(?:(?:{PLX}|\.+(?=[{PN_CHARS}:%\\])){_NAME_CHARS})*"
)
PNAME: Final = rf"(?:{PN_PREFIX})?:(?:{PN_LOCAL})?"
BLANK_NODE_LABEL: Final = rf"_:[{PN_CHARS_U}0-9][{PN_CHARS}]*(?:\.+[{PN_CHARS}]+)*"
IRIREF: Final = rf"""<[^\x00-\x20<>"{{}}|^`\\]*(?:(?:{UCHAR})[^\x00-\x20<>"{{}}|^`\\]*)*>"""
LANGTAG: Final = r"@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*(?:--[a-zA-Z]+)?"

INTEGER: Final = r"[+-]?[0-9]+"
DECIMAL: Final = r"[+-]?[0-9]*\.[0-9]+"
DOUBLE: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"

_ESCAPE = f"(?:{ECHAR}|{UCHAR})"
STRING_LITERAL_QUOTE: Final = rf'"[^"\\\n\r]*(?:{_ESCAPE}[^"\\\n\r]*)*"'
STRING_LITERAL_SINGLE_QUOTE: Final = rf"'[^'\\\n\r]*(?:{_ESCAPE}[^'\\\n\r]*)*'"
STRING_LITERAL_LONG_QUOTE: Final = rf'"""[^"\\]*(?:(?:{_ESCAPE}|"{{1,2}}(?!"))[^"\\]*)*"""'
STRING_LITERAL_LONG_SINGLE_QUOTE: Final = rf"'''[^'\\]*(?:(?:{_ESCAPE}|'{{1,2}}(?!'))[^'\\]*)*'''"

# The kinds of token; each is the number of its group in TOKENS, and a longer form stands before one it
# begins with, because the grammar wants the longest match.
(
    NAME,
    SEMICOLON,
    COMMA,
    IRI,
    LONG_STRING,
    STRING,
    LANGUAGE,
    DATATYPE,
    DOUBLE_NUMBER,
    DECIMAL_NUMBER,
    INTEGER_NUMBER,
    DOT,
    BLANK,
    WORD,
    COMMENT,
    OPEN_LIST,
    CLOSE_LIST,
    CLOSE_TRIPLE,
    OPEN_COLLECTION,
    CLOSE_COLLECTION,
    OPEN_TRIPLE,
    OPEN_REIFIED,
    CLOSE_REIFIED,
    OPEN_ANNOTATION,
    CLOSE_ANNOTATION,
    REIFIER,
    END,
    UNKNOWN,
) = range(1, 29)

_TERMINALS = (
    PNAME,
    ";",
    ",",
    IRIREF,
    # `"""` is never an empty string and a quote: the longer form decides, even where it is not closed.
    f"{STRING_LITERAL_LONG_QUOTE}|{STRING_LITERAL_LONG_SINGLE_QUOTE}",
    rf'(?!"""|\'\'\')(?:{STRING_LITERAL_QUOTE}|{STRING_LITERAL_SINGLE_QUOTE})',
    LANGTAG,
    r"\^\^",
    DOUBLE,
    DECIMAL,
    INTEGER,
    r"\.",
    BLANK_NODE_LABEL,
    "[A-Za-z]+",
    r"#[^\n\r]*",
    r"\[",
    r"\]",
    r"\)>>",
    r"\(",
    r"\)",
    r"<<\(",
    "<<",
    ">>",
    r"\{\|",
    r"\|\}",
    "~",
    r"\Z",
    r"(?s:.)",
)
TOKENS: Final = re.compile(r"[ \t\r\n]*(?:" + "|".join(f"({terminal})" for terminal in _TERMINALS) + ")")

NAMED: Final = frozenset({NAME, IRI})
RESOURCES: Final = frozenset({NAME, IRI, BLANK})
STRINGS: Final = frozenset({STRING, LONG_STRING})
NUMBERS: Final = frozenset({INTEGER_NUMBER, DECIMAL_NUMBER, DOUBLE_NUMBER})
OPENINGS: Final = frozenset({OPEN_LIST, OPEN_COLLECTION})
TRIPLES: Final = frozenset({OPEN_TRIPLE, OPEN_REIFIED})
ANNOTATIONS: Final = frozenset({OPEN_ANNOTATION, REIFIER})


class Expected(StrEnum):
    """What may stand at a place."""

    SUBJECT = "a subject (an IRI, a prefixed name or a blank node) or `@prefix` or `@base`"
    PREDICATE = "a predicate (an IRI, a prefixed name or `a`)"
    OBJECT = "an object (an IRI, a prefixed name, a blank node, a literal, `[…]` or `(…)`)"
    ITEM = "an item of the collection or its `)`"
    DATATYPE = "a datatype (an IRI or a prefixed name such as `xsd:date`)"
    PREFIX = "a prefix and its colon, such as `kg:`"
    DIRECTIVE_IRI = "an IRI in angle brackets, `<…>`"
    DIRECTIVE_DOT = "the `.` that ends a directive which begins with `@`"
    NEXT_IN_BLOCK = "`,` and a further object, `;` and a further predicate, or the final `.`"
    VERSION = 'the version of RDF in quotes, such as `"1.2"`'
    SUBJECT_WITHIN = "the subject of a statement (an IRI, a prefixed name or a blank node)"
    OBJECT_WITHIN = "the object of a statement (an IRI, a prefixed name, a blank node or a literal)"
    CLOSED_LIST = "`]`: nothing can be said here of a blank node"
    TRIPLE_END = "`)>>`, which ends the statement that begins with `<<(`"
    REIFIED_END = "`>>`, which ends the statement that begins with `<<`"
    NEXT_IN_ANNOTATION = "`,` and a further object, `;` and a further predicate, or the closing `|}`"
    NEXT_IN_LIST = "`,` and a further object, `;` and a further predicate, or the closing `]`"


_LITERALS: Final = STRINGS | NUMBERS
_SHOWN: Final = 40  # characters of a token that a message repeats
_HINTS: Final = {
    (Expected.SUBJECT, DOT): "The statement before has ended; `PREFIX` and `BASE` take no `.`.",
    (
        Expected.SUBJECT,
        SEMICOLON,
    ): "The `.` before has ended the statement; more about its subject comes before it.",
    (Expected.SUBJECT, COMMA): "The `.` before has ended the statement; more objects come before it.",
    (
        Expected.SUBJECT,
        LANGUAGE,
    ): "The only directives are `@prefix` and `@base`, in small letters.",
    (Expected.PREDICATE, BLANK): "A blank node is never a predicate.",
    (Expected.PREDICATE, OPEN_LIST): "A blank node is never a predicate.",
    (Expected.PREDICATE, DOT): "Nothing has been said of the subject yet.",
    (Expected.OBJECT, DOT): "The predicate or the comma before it has no object.",
    (Expected.OBJECT, SEMICOLON): "The predicate or the comma before it has no object.",
    (Expected.OBJECT, COMMA): "A comma stands between two objects.",
    (Expected.ITEM, COMMA): "Items of a collection stand side by side, without commas.",
    (Expected.NEXT_IN_BLOCK, LANGUAGE): 'A language tag belongs behind a string: `"Wales"@en`.',
    (Expected.NEXT_IN_BLOCK, STRING): 'A quote inside a string is written `\\"`; two strings need a comma.',
    (Expected.NEXT_IN_BLOCK, CLOSE_LIST): "No `[` is open here.",
    (Expected.NEXT_IN_BLOCK, CLOSE_COLLECTION): "No `(` is open here.",
    (Expected.NEXT_IN_LIST, DOT): "The `[` is not closed yet.",
    (Expected.DIRECTIVE_IRI, NAME): "A directive does not use the prefixes of others.",
    (Expected.PREFIX, WORD): "A prefix ends with a colon, as in `kg:`, and holds no dot at its end.",
    (Expected.PREFIX, IRI): "The empty prefix is a colon alone: `@prefix : <…> .`",
}


class TurtleSyntaxError(IrcKgError):
    """A text that is not Turtle; ``line`` and ``column`` (1-based) say where it ceases to be."""

    def __init__(self, message: str, line: int, column: int, file: Path | None = None) -> None:
        where = f"{file}:{line}:{column}" if file else f"Line {line}, column {column}"
        super().__init__(f"{where}: {message}")
        self.message = message
        self.line = line
        self.column = column
        self.file = file

    def in_file(self, file: Path) -> TurtleSyntaxError:
        """The same fault, naming the file it stands in."""
        return TurtleSyntaxError(self.message, self.line, self.column, file)


def at(text: str, offset: int, message: str) -> TurtleSyntaxError:
    """The error that says a message of a place in a text."""
    starts = line_starts(text)
    line = max(bisect_right(starts, offset), 1)
    return TurtleSyntaxError(message, line, max(offset - starts[line - 1], 0) + 1)


def refuse_surrogates(text: str) -> None:
    """Raise when a text holds half a character, which no Unicode text may."""
    match = re.search("[\ud800-\udfff]", text)
    if match:
        message = f"U+{ord(match.group()):04X} is half a character (a surrogate). Save the text as UTF-8."
        raise at(text, match.start(), message)


def explain_token(
    text: str, token: tuple[int, int, int], expected: Expected, statement: int | None
) -> TurtleSyntaxError:
    """The error for a token (kind, start, end) that may not stand where it does.

    ``statement`` is where the statement around it begins.
    """
    kind, start, end = token
    if kind == UNKNOWN:
        return _unknown(text, start, expected)
    if kind == END:
        begun = (
            f" of the statement that begins on line {_line(text, statement)}" if statement is not None else ""
        )
        message = f"The text ends in the middle{begun}. Expected {expected}."
        return at(text, len(text.rstrip(" \t\r\n")), message)
    found = text[start:end]
    shown = found if len(found) <= _SHOWN else f"{found[:_SHOWN]}…"
    message = f"Expected {expected}, but found `{shown}`."
    hint = _hint(kind, found, expected)
    if not hint and expected == Expected.NEXT_IN_BLOCK and kind in RESOURCES and statement is not None:
        hint = f"Is the `.` of the statement that begins on line {_line(text, statement)} missing?"
    return at(text, start, f"{message} {hint}".rstrip())


def _line(text: str, offset: int) -> int:
    return at(text, offset, "").line


def _hint(kind: int, found: str, expected: Expected) -> str:
    if (expected, kind) in _HINTS:
        return _HINTS[expected, kind]
    if kind in _LITERALS and expected in {Expected.SUBJECT, Expected.PREDICATE}:
        return "A literal is always an object."
    if kind == WORD:
        if found.lower() in {"true", "false"}:
            return "The booleans are `true` and `false`, in small letters, and stand as objects only."
        if found == "a":
            return "`a` stands for rdf:type, as a predicate only."
        return f'A name has a prefix, as in `kg:{found}`; a text has quotes, as in `"{found}"`.'
    return ""


def _unknown(text: str, start: int, expected: Expected) -> TurtleSyntaxError:
    """The error for characters that are no token of Turtle at all."""
    if text[start] in "\"'":
        return at(text, *_in_string(text, start))
    for pattern, message in _FOREIGN:
        match = re.compile(pattern).match(text, start)
        if match:
            return at(text, start, message.format(found=match.group()))
    if text[start] == "<":
        return at(text, *_in_iri(text, start))
    character = text[start]
    if start and re.match(rf"[{PN_CHARS}:]", text[start - 1]) and character.isprintable():
        message = (
            f"A name may not go on with `{character}`. Write the IRI in full, `<…>`, "
            f"or, in the part behind the colon, `\\{character}` where Turtle allows it."
        )
        return at(text, start, message)
    code = f"U+{ord(character):04X}"
    shown = f"`{character}` ({code})" if character.isprintable() else f"the invisible character {code}"
    return at(text, start, f"Expected {expected}, but found {shown}, which Turtle does not know here.")


# Patterns are compiled when something is wrong: most texts are right.
_FOREIGN: Final = (
    (r"<=(?=\s)|=>|=", "`{found}` is Notation3, not Turtle; for `=` write `owl:sameAs`."),
    (
        r"[{{}}]",
        "`{found}` is TriG or Notation3, not Turtle; a Turtle file is one graph, without braces.",
    ),
    (r"@", "A language tag is `@` and letters, as in `@en` or `@en-GB`."),
    (r"_:?", "The label of a blank node is `_:` and letters, digits, `-`, `_` or dots inside: `_:b1`."),
    (r"\^", 'One `^` is not Turtle; a datatype follows `^^`, as in `"2022"^^xsd:gYear`.'),
    (r"[?$]", "`{found}` begins a variable, which is SPARQL, not Turtle."),
    (r"%", "`%` in a name is followed by two hexadecimal digits; a percent sign itself is `%25`."),
    (r"\\", "This backslash begins no escape that Turtle knows here."),
    (r"[+-]", "A sign must have a number behind it."),
    (
        r"[\u201c-\u201f\u2018-\u201b\xab\xbb\xb4`]",
        '`{found}` is no straight quote; strings stand between `"` and `"`.',
    ),
    (r"\ufeff", "A byte order mark (U+FEFF) may stand at the start of a file only; delete it here."),
    (r"[\u200b-\u200f\u2060\ufeff\xad]", "Nobody sees the character that stands here; delete it."),
    (r"[\xa0\u2000-\u200a\u202f\u3000]", "This space is a special one; write an ordinary space instead."),
)

_STRING_CONTENT: Final = {quote: rf"(?:[^{quote}\\\n\r]|{ECHAR}|{UCHAR})*" for quote in "\"'"}
_LONG_STRING_CONTENT: Final = {
    quote: rf"(?:[^{quote}\\]|{ECHAR}|{UCHAR}|{quote}{{1,2}}(?!{quote}))*" for quote in "\"'"
}
_IRI_CONTENT: Final = rf"""(?:[^\x00-\x20<>"{{}}|^`\\]|{UCHAR})*"""


def _in_string(text: str, start: int) -> tuple[int, str]:
    """Where and why a string that begins at a place does not end as it should."""
    quote = text[start]
    is_long = text.startswith(quote * 3, start)
    content = _LONG_STRING_CONTENT if is_long else _STRING_CONTENT
    match = re.compile(content[quote]).match(text, start + (3 if is_long else 1))
    stop = match.end() if match else start
    if text[stop : stop + 1] == "\\":
        return stop, _bad_escape(text, stop, r"`\t \b \n \r \f \" \' \\`, `\u` and `\U`")
    if is_long:
        return start, f"This long string is never closed; its end is {quote * 3}."
    return start, (
        f"This string is not closed on its line. Close it with {quote}, "
        f"or put a text of several lines between {quote * 3} and {quote * 3}."
    )


def _in_iri(text: str, start: int) -> tuple[int, str]:
    """Where and why an IRI that begins at a place does not end as it should."""
    match = re.compile(_IRI_CONTENT).match(text, start + 1)
    stop = match.end() if match else start
    character = text[stop : stop + 1]
    if character == "\\":
        return stop, _bad_escape(text, stop, r"`\u` and `\U`")
    if not character or character in "\r\n":
        return start, "This IRI is not closed on its line; its end is `>`."
    shown = f"`{character}`" if character.isprintable() else f"U+{ord(character):04X}"
    return (
        stop,
        f"An IRI may not hold {shown}. Write `%{ord(character):02X}`, or close the IRI with `>` before it.",
    )


def _bad_escape(text: str, offset: int, known: str) -> str:
    kind = text[offset + 1 : offset + 2]
    if kind in {"u", "U"}:
        return rf"`\{kind}` is followed by exactly {4 if kind == 'u' else 8} hexadecimal digits."
    return rf"`\{kind}` is no escape here; there are {known}. A backslash itself is `\\` in a string."

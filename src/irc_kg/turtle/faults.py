"""What is not Turtle, where it stands, and what would be right there."""

from __future__ import annotations

import re
from bisect import bisect_right
from pathlib import Path
from typing import Final

from irc_kg.errors import IrcKgError
from irc_kg.turtle import grammar
from irc_kg.turtle.document import line_starts

# What may stand at a place.
SUBJECT: Final = "a subject (an IRI, a prefixed name or a blank node) or `@prefix` or `@base`"
PREDICATE: Final = "a predicate (an IRI, a prefixed name or `a`)"
OBJECT: Final = "an object (an IRI, a prefixed name, a blank node, a literal, `[…]` or `(…)`)"
ITEM: Final = "an item of the collection or its `)`"
DATATYPE: Final = "a datatype (an IRI or a prefixed name such as `xsd:date`)"
PREFIX: Final = "a prefix and its colon, such as `kg:`"
DIRECTIVE_IRI: Final = "an IRI in angle brackets, `<…>`"
DIRECTIVE_DOT: Final = "the `.` that ends a directive which begins with `@`"
NEXT_IN_BLOCK: Final = "`,` and a further object, `;` and a further predicate, or the final `.`"
NEXT_IN_LIST: Final = "`,` and a further object, `;` and a further predicate, or the closing `]`"

_LITERALS: Final = grammar.STRINGS | grammar.NUMBERS
_SHOWN: Final = 40  # characters of a token that a message repeats
_HINTS: Final = {
    (SUBJECT, grammar.DOT): "The statement before has ended; `PREFIX` and `BASE` take no `.`.",
    (
        SUBJECT,
        grammar.SEMICOLON,
    ): "The `.` before has ended the statement; more about its subject comes before it.",
    (SUBJECT, grammar.COMMA): "The `.` before has ended the statement; more objects come before it.",
    (SUBJECT, grammar.LANGUAGE): "The only directives are `@prefix` and `@base`, in small letters.",
    (PREDICATE, grammar.BLANK): "A blank node is never a predicate.",
    (PREDICATE, grammar.OPEN_LIST): "A blank node is never a predicate.",
    (PREDICATE, grammar.DOT): "Nothing has been said of the subject yet.",
    (OBJECT, grammar.DOT): "The predicate or the comma before it has no object.",
    (OBJECT, grammar.SEMICOLON): "The predicate or the comma before it has no object.",
    (OBJECT, grammar.COMMA): "A comma stands between two objects.",
    (ITEM, grammar.COMMA): "Items of a collection stand side by side, without commas.",
    (NEXT_IN_BLOCK, grammar.LANGUAGE): 'A language tag belongs behind a string: `"Wales"@en`.',
    (NEXT_IN_BLOCK, grammar.STRING): 'A quote inside a string is written `\\"`; two strings need a comma.',
    (NEXT_IN_BLOCK, grammar.CLOSE_LIST): "No `[` is open here.",
    (NEXT_IN_BLOCK, grammar.CLOSE_COLLECTION): "No `(` is open here.",
    (NEXT_IN_LIST, grammar.DOT): "The `[` is not closed yet.",
    (DIRECTIVE_IRI, grammar.NAME): "A directive does not use the prefixes of others.",
    (PREFIX, grammar.WORD): "A prefix ends with a colon, as in `kg:`, and holds no dot at its end.",
    (PREFIX, grammar.IRI): "The empty prefix is a colon alone: `@prefix : <…> .`",
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
    text: str, token: tuple[int, int, int], expected: str, statement: int | None
) -> TurtleSyntaxError:
    """The error for a token (kind, start, end) that may not stand where it does.

    ``statement`` is where the statement around it begins.
    """
    kind, start, end = token
    if kind == grammar.UNKNOWN:
        return _unknown(text, start, expected)
    if kind == grammar.END:
        begun = (
            f" of the statement that begins on line {_line(text, statement)}" if statement is not None else ""
        )
        message = f"The text ends in the middle{begun}. Expected {expected}."
        return at(text, len(text.rstrip(" \t\r\n")), message)
    found = text[start:end]
    shown = found if len(found) <= _SHOWN else f"{found[:_SHOWN]}…"
    message = f"Expected {expected}, but found `{shown}`."
    hint = _hint(kind, found, expected)
    if not hint and expected == NEXT_IN_BLOCK and kind in grammar.RESOURCES and statement is not None:
        hint = f"Is the `.` of the statement that begins on line {_line(text, statement)} missing?"
    return at(text, start, f"{message} {hint}".rstrip())


def _line(text: str, offset: int) -> int:
    return at(text, offset, "").line


def _hint(kind: int, found: str, expected: str) -> str:
    if (expected, kind) in _HINTS:
        return _HINTS[expected, kind]
    if kind in _LITERALS and expected in {SUBJECT, PREDICATE}:
        return "A literal is always an object."
    if kind == grammar.WORD:
        if found.lower() in {"true", "false"}:
            return "The booleans are `true` and `false`, in small letters, and stand as objects only."
        if found == "a":
            return "`a` stands for rdf:type, as a predicate only."
        return f'A name has a prefix, as in `kg:{found}`; a text has quotes, as in `"{found}"`.'
    return ""


def _unknown(text: str, start: int, expected: str) -> TurtleSyntaxError:
    """The error for characters that are no token of Turtle at all."""
    if text[start] in "\"'":
        return at(text, *_in_string(text, start))
    for pattern, message in _FOREIGN:
        match = pattern.match(text, start)
        if match:
            return at(text, start, message.format(found=match.group()))
    if text[start] == "<":
        return at(text, *_in_iri(text, start))
    character = text[start]
    if start and re.match(rf"[{grammar.PN_CHARS}:]", text[start - 1]) and character.isprintable():
        message = (
            f"A name may not go on with `{character}`. Write the IRI in full, `<…>`, "
            f"or, in the part behind the colon, `\\{character}` where Turtle allows it."
        )
        return at(text, start, message)
    code = f"U+{ord(character):04X}"
    shown = f"`{character}` ({code})" if character.isprintable() else f"the invisible character {code}"
    return at(text, start, f"Expected {expected}, but found {shown}, which Turtle does not know here.")


_FOREIGN: Final = [
    (re.compile(pattern), message)
    for pattern, message in (
        (r"<<", "`<<` is RDF 1.2, not Turtle 1.1; say it with a blank node that has a subject of its own."),
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
        (r"[\xa0\u2000-\u200b\u202f\u3000]", "This space is a special one; write an ordinary space instead."),
    )
]

_STRING_CONTENT: Final = {
    quote: re.compile(rf"(?:[^{quote}\\\n\r]|{grammar.ECHAR}|{grammar.UCHAR})*") for quote in "\"'"
}
_LONG_STRING_CONTENT: Final = {
    quote: re.compile(rf"(?:[^{quote}\\]|{grammar.ECHAR}|{grammar.UCHAR}|{quote}{{1,2}}(?!{quote}))*")
    for quote in "\"'"
}
_IRI_CONTENT: Final = re.compile(rf"""(?:[^\x00-\x20<>"{{}}|^`\\]|{grammar.UCHAR})*""")


def _in_string(text: str, start: int) -> tuple[int, str]:
    """Where and why a string that begins at a place does not end as it should."""
    quote = text[start]
    is_long = text.startswith(quote * 3, start)
    content = _LONG_STRING_CONTENT if is_long else _STRING_CONTENT
    match = content[quote].match(text, start + (3 if is_long else 1))
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
    match = _IRI_CONTENT.match(text, start + 1)
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

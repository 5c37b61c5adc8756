"""The terminals of Turtle 1.1 as regular expressions, and the scanner made of them.

The names in capitals are those of the grammar, https://www.w3.org/TR/turtle/#sec-grammar-grammar.
"""

from __future__ import annotations

import re
from typing import Final

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
PN_LOCAL: Final = rf"(?:[{PN_CHARS_U}0-9:]|{PLX})(?:[{PN_CHARS}:]+|{PLX}|\.+(?=[{PN_CHARS}:%\\]))*"
PNAME: Final = rf"(?:{PN_PREFIX})?:(?:{PN_LOCAL})?"
BLANK_NODE_LABEL: Final = rf"_:[{PN_CHARS_U}0-9][{PN_CHARS}]*(?:\.+[{PN_CHARS}]+)*"
IRIREF: Final = rf"""<[^\x00-\x20<>"{{}}|^`\\]*(?:(?:{UCHAR})[^\x00-\x20<>"{{}}|^`\\]*)*>"""
LANGTAG: Final = r"@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*"

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
    OPEN_COLLECTION,
    CLOSE_COLLECTION,
    END,
    UNKNOWN,
) = range(1, 22)

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
    r"\(",
    r"\)",
    r"\Z",
    r"(?s:.)",
)
TOKENS: Final = re.compile(r"[ \t\r\n]*(?:" + "|".join(f"({terminal})" for terminal in _TERMINALS) + ")")

NAMED: Final = frozenset({NAME, IRI})
RESOURCES: Final = frozenset({NAME, IRI, BLANK})
STRINGS: Final = frozenset({STRING, LONG_STRING})
NUMBERS: Final = frozenset({INTEGER_NUMBER, DECIMAL_NUMBER, DOUBLE_NUMBER})
OPENINGS: Final = frozenset({OPEN_LIST, OPEN_COLLECTION})
KEYWORDS: Final = frozenset({WORD, LANGUAGE})

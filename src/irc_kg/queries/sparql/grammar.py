"""The terminals and the words of SPARQL as the engine reads them.

The names in capitals are those of the grammar, https://www.w3.org/TR/sparql11-query/#sparqlGrammar. Where
the engine reads less than the grammar allows (no characters beyond U+FFFF in names), so does this: a text
that two readers take apart differently could ask for what nobody saw in it.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import Final, NamedTuple

UCHAR: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
ECHAR: Final = r"""\\[tbnrf"'\\]"""
PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_ESCAPE: Final = f"(?:{ECHAR}|{UCHAR})"


class Alphabet(NamedTuple):
    """The terminals that hold letters."""

    name: re.Pattern[str]
    name_goes_on: re.Pattern[str]
    variable: re.Pattern[str]
    blank_node_label: re.Pattern[str]


@cache
def alphabet(*, is_ascii: bool) -> Alphabet:
    """The terminals of letters: those of ASCII alone, or all, which take longer to make."""
    base, combining = "A-Za-z", "0-9"
    if not is_ascii:
        base += (
            "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
            "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
        )
        combining += "\u00b7\u0300-\u036f\u203f\u2040"
    any_of = f"[{base}_{combining}\\-]"
    local = f"(?:[{base}_{combining}:\\-]|{PLX})"
    label = rf"{any_of}*(?:\.+{any_of}+)*"
    return Alphabet(
        # The engine ends a name before its second dot. What would go on behind it is refused.
        name=re.compile(
            rf"((?:[{base}]{label})?):((?:(?:[{base}_{combining}:]|{PLX}){local}*(?:\.+{local}+)?)?)"
        ),
        name_goes_on=re.compile(rf"\.+{local}"),
        variable=re.compile(rf"[?$]([{base}_0-9][{base}_{combining}]*)"),
        blank_node_label=re.compile(rf"_:([{base}_0-9]{label})"),
    )


SPACE: Final = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*+")
IRIREF: Final = re.compile(rf"""<([^\x00-\x20<>"{{}}|^`\\]*(?:(?:{UCHAR})[^\x00-\x20<>"{{}}|^`\\]*)*)>""")
NOT_IN_IRI: Final = re.compile(r"""[\x00-\x20<>"{}|^`\\]""")
ANON: Final = re.compile(r"\[[ \t\r\n]*\]")
NIL: Final = re.compile(r"\([ \t\r\n]*\)")
# `"""` is never an empty string and a quote: the longer form decides, even where it is not closed.
STRING: Final = re.compile(
    rf'"""(?P<a>(?:"{{0,2}}+(?:[^"\\]|{_ESCAPE}))*+)"""'
    rf"|'''(?P<b>(?:'{{0,2}}+(?:[^'\\]|{_ESCAPE}))*+)'''"
    rf'|(?!""")"(?P<c>[^"\\\n\r]*+(?:{_ESCAPE}[^"\\\n\r]*+)*+)"'
    rf"|(?!''')'(?P<d>[^'\\\n\r]*+(?:{_ESCAPE}[^'\\\n\r]*+)*+)'"
)
LANGUAGE: Final = re.compile(r"@([A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)")
INTEGER: Final = re.compile(r"[0-9]+")
NUMBER: Final = re.compile(r"((?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)[eE][+-]?[0-9]+)|([0-9]*\.[0-9]+)|([0-9]+)")
SIGNED_NUMBER: Final = re.compile(rf"[+-]?(?:{NUMBER.pattern})")
WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
OPERATOR: Final = re.compile(r"\|\||&&|<=|>=|!=|[<>=+\-*/]")
# Of operators, those of a higher rank bind closer; two comparisons do not stand side by side.
RANKS: Final = {
    "||": 1, "&&": 2, **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "IN", "NOT IN"), 3),
    "+": 4, "-": 4, "*": 5, "/": 5,
}  # fmt: skip
COMPARING: Final = 3

FORMS: Final = ("SELECT", "CONSTRUCT", "DESCRIBE", "ASK")
UPDATES: Final = (
    "INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH",
)  # fmt: skip
AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
# How many arguments each function takes: the fewest and the most.
_ANY_NUMBER: Final = 1 << 30
FUNCTIONS: Final[dict[str, tuple[int, int]]] = {
    **dict.fromkeys(("RAND", "NOW", "UUID", "STRUUID"), (0, 0)),
    "BNODE": (0, 1),
    **dict.fromkeys(
        (
            "STR", "LANG", "LANGDIR", "DATATYPE", "BOUND", "IRI", "URI", "ABS", "CEIL", "FLOOR", "ROUND",
            "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES",
            "SECONDS", "TIMEZONE", "TZ", "MD5", "SHA1", "SHA256", "SHA384", "SHA512", "ISIRI", "ISURI",
            "ISBLANK", "ISLITERAL", "ISNUMERIC", "HASLANG", "HASLANGDIR", "SUBJECT", "PREDICATE", "OBJECT",
            "ISTRIPLE",
        ),
        (1, 1),
    ),
    **dict.fromkeys(
        (
            "LANGMATCHES", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "STRLANG", "STRDT",
            "SAMETERM", "ADJUST",
        ),
        (2, 2),
    ),
    **dict.fromkeys(("REGEX", "SUBSTR"), (2, 3)),
    "REPLACE": (3, 4),
    **dict.fromkeys(("IF", "STRLANGDIR", "TRIPLE"), (3, 3)),
    **dict.fromkeys(("CONCAT", "COALESCE"), (0, _ANY_NUMBER)),
}  # fmt: skip


# The engine reads escapes only where a text or an IRI holds them; comments need none.
_CODEPOINT: Final = (
    rf"(?P<kept>{STRING.pattern}|{IRIREF.pattern}|#[^\r\n]*)"
    r"|\\u(?P<short>[0-9A-Fa-f]{4})|\\U(?P<long>[0-9A-Fa-f]{8})"
)


def without_escapes(text: str) -> str:
    """The text with escaped characters of names and keywords written out, as SPARQL reads it."""
    if "\\u" not in text and "\\U" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = match["short"] or match["long"]
        return match[0] if code is None or int(code, 16) > sys.maxunicode else chr(int(code, 16))

    return re.sub(_CODEPOINT, character, text)

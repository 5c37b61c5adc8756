"""The terminals of SPARQL as the engine reads them, and the terms that are made of one or two of them.

Where the engine reads less than the grammar allows (no characters beyond U+FFFF in names), so does this: a
text that two readers take apart differently could ask for what nobody saw in it.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import Final

from irc_kg.queries.sparql import tree
from irc_kg.queries.sparql.matching import Match, MismatchError, OneOf, PrefixedName, Production, Terminal

_DIGITS: Final = "0123456789"
_CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_UCHAR: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_ESCAPE: Final = rf"""(?:\\[tbnrf"'\\]|{_UCHAR})"""
_PLX: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_IRIREF: Final = rf"""<([^\x00-\x20<>"{{}}|^`\\]*(?:(?:{_UCHAR})[^\x00-\x20<>"{{}}|^`\\]*)*)>"""
# `"""` is never an empty string and a quote: the longer form decides, even where it is not closed.
_STRING: Final = (
    rf'"""(?:"{{0,2}}+(?:[^"\\]|{_ESCAPE}))*+"""'
    rf"|'''(?:'{{0,2}}+(?:[^'\\]|{_ESCAPE}))*+'''"
    rf'|(?!""")"[^"\\\n\r]*+(?:{_ESCAPE}[^"\\\n\r]*+)*+"'
    rf"|(?!''')'[^'\\\n\r]*+(?:{_ESCAPE}[^'\\\n\r]*+)*+'"
)
_NUMBER: Final = (
    r"({sign}(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)[eE][+-]?[0-9]+)|({sign}[0-9]*\.[0-9]+)|({sign}[0-9]+)"
)
_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CHARACTERS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_NOT_IN_IRI: Final = re.compile(r"""[\x00-\x20<>"{}|^`\\]""")
_SURROGATES: Final = range(0xD800, 0xE000)


@cache
def terminals(*, is_ascii: bool) -> dict[str, Match]:
    """What matches each terminal; letters are those of ASCII alone, or all, which take longer to make."""
    base, combining = "A-Za-z", "0-9"
    if not is_ascii:
        base += (
            "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
            "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
        )
        combining += "\u00b7\u0300-\u036f\u203f\u2040"
    any_of = f"[{base}_{combining}\\-]"
    label = rf"{any_of}*(?:\.+{any_of}+)*"
    local = f"(?:[{base}_{combining}:\\-]|{_PLX})"
    patterns = {
        # The engine ends a name before its second dot. What would go on behind it is refused.
        "name": (rf"((?:[{base}]{label})?):((?:(?:[{base}_{combining}:]|{_PLX}){local}*(?:\.+{local}+)?)?)"),
        "name_goes_on": rf"\.+{local}",
        "variable": rf"[?$]([{base}_0-9][{base}_{combining}]*)",
        "label": rf"_:([{base}_0-9]{label})",
        # `?` is a mark only where no variable begins.
        "path_mark": rf"([*+]|\?(?![{base}_0-9]))",
        "iri": _IRIREF,
        "anon": r"\[[ \t\r\n]*\]",
        "nil": r"\([ \t\r\n]*\)",
        "quoted": f"({_STRING})",
        "language": r"@([A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)",
        "integer": r"([0-9]+)",
        "number": _NUMBER.format(sign=""),
        "signed_number": _NUMBER.format(sign="[+-]?"),
        "truth": "(true|false)",
        "type": "a",
        "word": r"([A-Za-z_][A-Za-z0-9_]*)",
        "alternative": r"\|(?!\})",
        "operator": r"\|\||&&|<=|>=|!=|[<>=+\-*/]|IN|NOT",
    }
    return {name: re.compile(pattern).match for name, pattern in patterns.items()}


def no_character(escape: str) -> str:
    """What is wrong with an escape that stands for no character."""
    return f"{escape} is the code of no character"


def _is_character(code: int) -> bool:
    return code <= sys.maxunicode and code not in _SURROGATES


def _read_escapes(text: str, begin: int) -> str:
    """A text with its escapes read; ``begin`` is the place of a fault in it."""
    if "\\" not in text:
        return text
    parts, at = "", 0
    for match in _ESCAPED.finditer(text):
        code = match[1] or match[2]
        number = int(code, 16) if code else ord(_CHARACTERS.get(match[3], match[3]))
        if not _is_character(number):
            raise MismatchError(begin, no_character(match[0]))
        parts += text[at : match.start()] + chr(number)
        at = match.end()
    return parts + text[at:]


def _iri(start: int, end: int, written: str) -> tree.IriTerm:
    iri = _read_escapes(written, start)
    if iri != written and _NOT_IN_IRI.search(iri):
        raise MismatchError(start, "this is not a valid IRI")
    return tree.IriTerm(start, end, iri)


def _text(start: int, end: int, written: str, kind: tree.IriTerm | str | None = None) -> tree.LiteralTerm:
    """A text in quotes, of a datatype, of a language, or of none."""
    quotes = 3 if written[:3] in {"'''", '"""'} else 1
    lexical = _read_escapes(written[quotes:-quotes], start)
    if isinstance(kind, str):
        return tree.LiteralTerm(start, end, lexical, None, kind)
    return tree.LiteralTerm(start, end, lexical, kind)


def _number(start: int, end: int, double: str | None, decimal: str | None, integer: str) -> tree.LiteralTerm:
    if double:
        return tree.LiteralTerm(start, end, double, "double")
    return tree.LiteralTerm(start, end, decimal or integer, "decimal" if decimal else "integer")


VARIABLE = Terminal("variable", "?$", tree.Variable)
IRIREF = Terminal("iri", "<", _iri)
IRI = OneOf(IRIREF, PrefixedName())
VARIABLE_OR_IRI = OneOf(VARIABLE, *IRI.parts)
TYPE = Terminal("type", "A", lambda start, end: tree.IriTerm(start, end, RDF_TYPE))
QUOTED = Terminal("quoted", "\"'", lambda _start, _end, written: written)
VERSION = Terminal("quoted", "\"'")
LANGUAGE = Terminal("language", "@", lambda _start, _end, language: language)
STRING = Production(_text, QUOTED)
TEXT = Production(_text, QUOTED, OneOf(("^^", IRI), LANGUAGE, otherwise=()))
NUMBER = Terminal("number", _DIGITS + ".", _number)
SIGNED_NUMBER = Terminal("signed_number", _DIGITS + ".+-", _number)
TRUTH = Terminal("truth", "TF", lambda start, end, word: tree.LiteralTerm(start, end, word, "boolean"))
BLANK_NODE = OneOf(Terminal("label", "_", tree.BlankTerm), Terminal("anon", "[", tree.BlankTerm))
NIL = Terminal("nil", "(", lambda start, end: tree.ListTerm(start, end, ()))

INTEGER = Terminal("integer", _DIGITS, lambda _start, _end, number: int(number))
# The prefix that a declaration is of.
PREFIX = Terminal("name", PrefixedName.first, lambda _start, _end, prefix, local: None if local else prefix)
PATH_MARK = Terminal("path_mark", "*+?", lambda _start, _end, mark: mark)
ALTERNATIVE = Terminal("alternative", "|")


def word_of(*words: str) -> Terminal:
    """One of some words, with nothing glued to it; it says the word in capitals."""
    known = {word: word for word in words}
    return Terminal("word", _CAPITALS, lambda _start, _end, word: known.get(word.upper()))


# The engine reads escapes only where a text or an IRI holds them; comments need none.
_CODEPOINT: Final = (
    rf"(?P<kept>{_STRING}|{_IRIREF}|#[^\r\n]*)"
    r"|\\u(?P<short>[0-9A-Fa-f]{4})|\\U(?P<long>[0-9A-Fa-f]{8})"
)


def without_escapes(text: str) -> str:
    """The text with escaped characters of names and keywords written out, as SPARQL reads it."""
    if "\\u" not in text and "\\U" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = match["short"] or match["long"]
        # The code of no character stays as it is written, for the reader to refuse where it stands.
        return match[0] if code is None or not _is_character(int(code, 16)) else chr(int(code, 16))

    return re.sub(_CODEPOINT, character, text)

"""How a term is written at a place in a document, with the prefixes in force there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from operator import itemgetter
from typing import Final

import pyoxigraph as ox

from irc_kg.turtle import RDF_TYPE, Document, Term, grammar

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_PLAIN: Final = {
    _XSD + "integer": re.compile(grammar.INTEGER),
    _XSD + "decimal": re.compile(grammar.DECIMAL),
    _XSD + "double": re.compile(grammar.DOUBLE),
    _XSD + "boolean": re.compile("true|false"),
}
_PN_LOCAL: Final = re.compile(grammar.PN_LOCAL)
# A `%` that begins two hexadecimal digits is part of a name as it is.
_ESCAPED_IN_LOCAL: Final = re.compile(r"[~!$&'()*+,;=/?#@]|%(?![0-9A-Fa-f]{2})|^[-.]|\.$")
# Beside what the grammar asks for: what an editor may show as the end of a line, or not at all.
_ESCAPED_IN_STRING: Final = re.compile(
    '["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]'
)
_SHORT_ESCAPES: Final = {
    '"': r"\"",
    "\\": r"\\",
    "\n": r"\n",
    "\r": r"\r",
    "\t": r"\t",
    "\b": r"\b",
    "\f": r"\f",
}


class Spelling:
    """How terms are written in one document, and which prefixes have to be declared for that.

    ``known`` are namespaces by prefix that may be declared when a term needs one. One whose prefix the
    document already uses, for whatever namespace, is left alone.
    """

    def __init__(self, document: Document, known: Mapping[str, str]) -> None:
        self._document = document
        used = {directive.prefix for directive in document.prefix_directives}
        self._known = {prefix: namespace for prefix, namespace in known.items() if prefix not in used}
        self._declared = cache(document.prefixes_at)
        self.missing: dict[str, str] = {}  # what has been written with a prefix that is yet to be declared

    def statement(self, predicate: Term, value: Term, offset: int, *, followed_by_dot: bool = False) -> str:
        """A predicate and its object as they are written at a place; the rest is as for ``term``."""
        verb = "a" if predicate == RDF_TYPE else self.term(predicate, offset)
        return f"{verb} {self.term(value, offset, followed_by_dot=followed_by_dot)}"

    def term(self, term: Term, offset: int, *, followed_by_dot: bool = False) -> str:
        """A subject or an object as it is written at a place.

        ``followed_by_dot`` says that a dot comes directly behind it, and something else directly behind that;
        the term is then written so that the dot is not taken for a part of it.
        """
        if isinstance(term, ox.NamedNode):
            return f"<{term.value}>" if followed_by_dot else self._iri(term.value, offset)
        if isinstance(term, ox.BlankNode):
            return f"{term} " if followed_by_dot else str(term)
        datatype = term.datatype.value
        if followed_by_dot:
            return _quoted(term, f"<{datatype}>")
        if datatype in _PLAIN and _PLAIN[datatype].fullmatch(term.value):
            return term.value
        return _quoted(term, self._iri(datatype, offset) if _has_datatype(term) else "")

    def _iri(self, iri: str, offset: int) -> str:
        if iri == self._document.base_at(offset) and "#" not in iri:
            return "<>"
        names = [
            (len(namespace), prefix, local)
            for known in (self._declared(offset), self._known)
            for prefix, namespace in known.items()
            if namespace and iri.startswith(namespace)
            if (local := _local_name(iri[len(namespace) :])) is not None
        ]
        if not names:
            return f"<{iri}>"
        # The longest namespace; among equals the first, so one that is declared already.
        _, prefix, local = max(names, key=itemgetter(0))
        if prefix in self._known:
            self.missing[prefix] = self._known[prefix]
        return f"{prefix}:{local}"


def _has_datatype(literal: ox.Literal) -> bool:
    """Whether a literal is written with a datatype: it is neither a plain string nor has it a language."""
    return literal.language is None and literal.datatype.value != _XSD + "string"


def _quoted(literal: ox.Literal, datatype: str) -> str:
    text = _ESCAPED_IN_STRING.sub(_escape, literal.value)
    if literal.language is not None:
        return f'"{text}"@{literal.language}'
    return f'"{text}"^^{datatype}' if _has_datatype(literal) else f'"{text}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"


def _local_name(local: str) -> str | None:
    """The part of a prefixed name behind the colon, with its escapes; None where Turtle has no such name."""
    escaped = _ESCAPED_IN_LOCAL.sub(r"\\\g<0>", local)
    return escaped if not local or _PN_LOCAL.fullmatch(escaped) else None

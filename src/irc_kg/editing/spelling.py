"""How a term is written at a place in a document, and how the prefixes that it needs are declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Final

import pyoxigraph as ox

from irc_kg.editing import layout
from irc_kg.editing.layout import Splice
from irc_kg.store.names import XSD
from irc_kg.turtle import (
    RDF_TYPE,
    Block,
    Document,
    PrefixDirective,
    Term,
    TriplesBlock,
    grammar,
)

_PLAIN: Final = {
    XSD + "integer": re.compile(grammar.INTEGER),
    XSD + "decimal": re.compile(grammar.DECIMAL),
    XSD + "double": re.compile(grammar.DOUBLE),
    XSD + "boolean": re.compile("true|false"),
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
_KEYWORD: Final = re.compile("@?[A-Za-z]+")


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
            return self._iri(term.value, offset, in_full=followed_by_dot)
        if isinstance(term, ox.BlankNode):
            return f"{term} " if followed_by_dot else str(term)
        datatype = term.datatype.value
        if datatype in _PLAIN and _PLAIN[datatype].fullmatch(term.value) and not followed_by_dot:
            return term.value
        text = _ESCAPED_IN_STRING.sub(_escape, term.value)
        if term.language is not None:
            return f'"{text}"@{term.language}'
        if datatype == XSD + "string":
            return f'"{text}"'
        return f'"{text}"^^{self._iri(datatype, offset, in_full=followed_by_dot)}'

    def _iri(self, iri: str, offset: int, *, in_full: bool) -> str:
        if in_full:
            return f"<{iri}>"
        if iri == self._document.base_at(offset) and "#" not in iri:
            return "<>"
        longest, chosen, spelt = "", None, f"<{iri}>"
        # Of namespaces of one length the first counts, so one that is declared already.
        for prefix, namespace in (*self._declared(offset).items(), *self._known.items()):
            if len(namespace) > len(longest) and iri.startswith(namespace):
                local = _ESCAPED_IN_LOCAL.sub(r"\\\g<0>", iri[len(namespace) :])
                if not local or _PN_LOCAL.fullmatch(local):  # Turtle has such a name
                    longest, chosen, spelt = namespace, prefix, f"{prefix}:{local}"
        if chosen in self._known:
            self.missing[chosen] = self._known[chosen]
        return spelt


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"


def prefix_lines(document: Document, missing: Mapping[str, str]) -> list[str]:
    """The lines that declare prefixes, in the order of their names."""
    keyword = _keyword(document)
    dot = " ." if keyword.startswith("@") else ""
    return [f"{keyword} {prefix}: <{namespace}>{dot}" for prefix, namespace in sorted(missing.items())]


def declare_prefixes(document: Document, missing: Mapping[str, str]) -> list[Splice]:
    """The changes to a text that declare prefixes: behind the last declaration at its head, else on top.

    The text must say something; in one that does not there is no head and no top.
    """
    text, lines = document.text, prefix_lines(document, missing)
    directives = _head(document)
    if directives:
        end = next(
            (each for each in reversed(directives) if isinstance(each, PrefixDirective)), directives[-1]
        ).end
        newline = layout.newline(document, end)
        place = layout.comment_end(text, end)
        added = "".join(newline + line for line in lines)
        if layout.ends_line(text, place):
            return [Splice(place, place, added)]
        return [Splice(end, end, added + newline)]
    place = _top(document)
    newline = layout.newline(document, place)
    return [Splice(place, place, "".join(line + newline for line in lines) + newline)]


def without_unused(before: Document, after: Document, gone: AbstractSet[ox.Triple]) -> list[Splice]:
    """The changes to a text that drop the declarations which only the removed triples used.

    So what was added is removed to the byte, its prefix with it; a declaration that is not used says nothing.
    """
    text = after.text
    unused = _idle_declarations(before, after, gone)
    splices = [
        Splice(layout.line_start(text, block.start), layout.next_line(text, block.end), "")
        for block in unused
    ]
    if splices and len(unused) == len(after.blocks):
        # Nothing is left but comments: neither is the blank line below them.
        first = splices[0]
        above = layout.line_before(text, first.start)
        if not text[above : first.start].strip():
            splices[0] = Splice(above, first.end, "")
    elif splices and len(unused) == len(_head(after)):
        # Nothing is left above the statements: neither is the blank line between.
        last = splices[-1]
        below = layout.next_line(text, last.end)
        if not text[last.end : below].strip():
            splices[-1] = Splice(last.start, below, "")
    return splices


def _idle_declarations(
    before: Document, after: Document, gone: AbstractSet[ox.Triple]
) -> list[PrefixDirective]:
    """The declarations, alone in their lines, of prefixes that the removed triples used and nothing else."""
    used = before.prefixes_of(each for each in before.triples() if each.triple in gone)
    declarations = [
        block for block in _head(after) if isinstance(block, PrefixDirective) and block.prefix in used
    ]
    return [
        block
        for block in declarations
        if _is_alone(after.text, block) and not _may_be_used(after, block.prefix)
    ]


def _may_be_used(document: Document, prefix: str) -> bool:
    """Whether anything but its declarations may use a prefix; what only looks so, in a comment, counts."""
    text = document.text
    for block in reversed(document.prefix_directives):
        if block.prefix == prefix:
            text = text[: block.start] + text[block.end :]
    return re.search(rf"(?<![\w.:/-]){re.escape(prefix)}:", text) is not None


def _is_alone(text: str, block: PrefixDirective) -> bool:
    """Whether a declaration has its line to itself."""
    return layout.indent(text, block.start) is not None and layout.ends_line(text, block.end)


def _head(document: Document) -> list[Block]:
    """The directives before the first statement."""
    directives: list[Block] = []
    for block in document.blocks:
        if isinstance(block, TriplesBlock):
            break
        directives.append(block)
    return directives


def _keyword(document: Document) -> str:
    """How the document declares a prefix: ``@prefix``, or ``PREFIX`` in its own case."""
    directives = document.prefix_directives or _head(document)
    match = _KEYWORD.match(document.text, directives[-1].start) if directives else None
    keyword = match.group() if match else "@prefix"
    if keyword.lower().endswith("base"):
        return "@prefix" if keyword.startswith("@") else "PREFIX"
    return keyword


def _top(document: Document) -> int:
    """The line of the first statement, or of the comment that stands directly above it."""
    place = layout.line_start(document.text, document.blocks[0].start)
    for comment in reversed(document.comments):
        if comment.end < place and layout.next_line(document.text, comment.end) == place:
            place = layout.line_start(document.text, comment.start)
    return place

"""Turtle text to what it states: a scanner, and one method for each thing that may come next.

Each state is a method that takes one token and returns the state for the next. Nesting is kept on a list
rather than on Python's stack, so it may be as deep as a file likes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from irc_kg.turtle import document as doc
from irc_kg.turtle import grammar
from irc_kg.turtle.grammar import Expected, TurtleSyntaxError
from irc_kg.turtle.terms import MeaninglessError, NameScope, datatype_literal, language_literal, string

# A method of the parser that takes a token (kind, start, end) and returns the next such method; Python's
# types cannot name themselves.
_State: TypeAlias = Callable[[int, int, int], Any]

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_BOOLEAN: Final = ox.NamedNode(_XSD + "boolean")
_NUMBERS: Final = {
    grammar.INTEGER_NUMBER: ox.NamedNode(_XSD + "integer"),
    grammar.DECIMAL_NUMBER: ox.NamedNode(_XSD + "decimal"),
    grammar.DOUBLE_NUMBER: ox.NamedNode(_XSD + "double"),
}


def parse(text: str, base_iri: str | None = None, *, anonymous_prefix: str | None = None) -> doc.Document:
    """What a Turtle 1.1 text states, and where in the text each part of it stands.

    Relative IRIs are resolved against ``base_iri`` until the text declares a base of its own. Blank nodes
    without a label are named in the order of the text, with a prefix that no label in the text has unless
    ``anonymous_prefix`` gives it. A text that is not Turtle raises TurtleSyntaxError.

    Where pyoxigraph and the W3C grammar differ, the grammar decides: a byte order mark is read over, and what
    RDF 1.2 adds (``<<…>>``, ``{|…|}``, ``VERSION``, ``@en--ltr``) is refused.
    """
    if not text.isascii():
        grammar.refuse_surrogates(text)
    prefix = anonymous_prefix or _free_prefix(text)
    with doc.no_garbage_collection():
        return _Parser(text, base_iri, prefix).run()


def _free_prefix(text: str) -> str:
    prefix = "anonymous-"
    while f"_:{prefix}" in text:
        prefix += "x-"
    return prefix


def decode(data: bytes) -> str:
    """The text of a Turtle file, line ends and byte order mark as they are; raises TurtleSyntaxError."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        message = f"The byte 0x{data[error.start]:02X} is not UTF-8. Save the file as UTF-8."
        raise grammar.at(before, len(before), message) from None


def read(file: Path, base_iri: str | None = None) -> doc.Document:
    """What a Turtle file states, and where; a fault is a TurtleSyntaxError that names the file."""
    try:
        return parse(decode(file.read_bytes()), base_iri)
    except TurtleSyntaxError as error:
        raise error.in_file(file) from None


class _Frame:
    """A block, a ``[`` or a ``(`` that is not closed yet."""

    __slots__ = ("cells", "items", "objects", "opening", "predicate", "predicate_objects", "start", "term")

    def __init__(self, opening: str, start: int, term: ox.BlankNode | None = None) -> None:
        self.opening = opening
        self.start = start
        self.term = term
        self.predicate_objects: list[doc.PredicateObjects] = []
        self.predicate: doc.Node | None = None
        self.objects: list[doc.Node] = []
        self.items: list[doc.Node] = []
        self.cells: list[ox.BlankNode] = []


class _Parser:
    def __init__(self, text: str, base_iri: str | None, anonymous_prefix: str) -> None:
        self.text = text
        self.base_iri = base_iri
        self.names = NameScope(base_iri)
        self.blocks: list[doc.Block] = []
        self.comments: list[doc.Comment] = []
        self.anonymous_prefix = anonymous_prefix
        self.anonymous = 0
        self.subject: doc.Node | None = None
        self.frame = _Frame(".", 0)
        self.outer: list[_Frame] = []
        self.lexical = ("", 0, 0)  # a string that may still get a language tag or a datatype
        self.directive = ("", 0)  # its keyword and its start
        self.prefix = ""

    def run(self) -> doc.Document:
        text = self.text
        state: _State = self._statement
        comments = self.comments
        start = 0
        begin = 1 if text.startswith(doc.BYTE_ORDER_MARK) else 0
        try:
            for match in grammar.TOKENS.finditer(text, begin):
                kind = match.lastindex or grammar.UNKNOWN
                start, end = match.span(kind)
                if kind == grammar.COMMENT:
                    comments.append(doc.Comment(start, end))
                else:
                    state = state(kind, start, end)
        except MeaninglessError as error:
            raise grammar.at(text, start + error.offset, error.message) from None
        return doc.Document(text, self.base_iri, tuple(self.blocks), tuple(comments), self.anonymous_prefix)

    # The states

    def _statement(self, kind: int, start: int, end: int) -> _State:
        """Between statements: a subject or a directive."""
        self.frame = _Frame(".", start)
        if kind in grammar.RESOURCES:
            self.subject = self._node(kind, start, end)
            return self._predicate
        if kind in grammar.OPENINGS:
            self.subject = None
            return self._open(kind, start)
        if kind in grammar.KEYWORDS:
            keyword = self.text[start:end]
            self.directive = (keyword, start)
            if keyword == "@prefix" or keyword.upper() == "PREFIX":
                return self._prefix
            if keyword == "@base" or keyword.upper() == "BASE":
                return self._directive_iri
        if kind == grammar.END:
            return self._statement
        raise self._refuse(kind, start, end, Expected.SUBJECT)

    def _prefix(self, kind: int, start: int, end: int) -> _State:
        if kind != grammar.NAME or self.text[end - 1] != ":" or self.text.find(":", start) != end - 1:
            raise self._refuse(kind, start, end, Expected.PREFIX)
        self.prefix = self.text[start : end - 1]
        return self._directive_iri

    def _directive_iri(self, kind: int, start: int, end: int) -> _State:
        if kind != grammar.IRI:
            raise self._refuse(kind, start, end, Expected.DIRECTIVE_IRI)
        self.names.iri(self.text[start:end])  # a namespace that is no IRI makes no IRI either
        iri = self.names.absolute(self.text[start:end])
        keyword, begin = self.directive
        if keyword.lower().endswith("prefix"):
            self.names.declare(self.prefix, iri)
            self.blocks.append(doc.PrefixDirective(begin, end, self.prefix, iri))
        else:
            self.names.rebase(iri)
            self.blocks.append(doc.BaseDirective(begin, end, iri))
        return self._directive_dot if keyword.startswith("@") else self._statement

    def _directive_dot(self, kind: int, start: int, end: int) -> _State:
        if kind != grammar.DOT:
            raise self._refuse(kind, start, end, Expected.DIRECTIVE_DOT)
        self.blocks[-1] = self.blocks[-1]._replace(end=end)
        return self._statement

    def _predicate(self, kind: int, start: int, end: int) -> _State:
        """After a subject."""
        if kind in grammar.NAMED:
            self.frame.predicate = self._node(kind, start, end)
        elif kind == grammar.WORD and self.text[start:end] == "a":
            self.frame.predicate = doc.Node(doc.RDF_TYPE, start, end)
        else:
            raise self._refuse(kind, start, end, Expected.PREDICATE)
        return self._object

    def _predicate_or_close(self, kind: int, start: int, end: int) -> _State:
        """Where the predicates may be at their end: after ``;``, ``[``, or a subject in brackets."""
        frame = self.frame
        if kind == grammar.SEMICOLON and frame.predicate_objects:
            return self._predicate_or_close
        if kind == grammar.DOT and frame.opening == ".":
            return self._end_block(end)
        if kind == grammar.CLOSE_LIST and frame.opening == "[":
            return self._close(end)
        return self._predicate(kind, start, end)

    def _object(self, kind: int, start: int, end: int) -> _State:
        """Where a term must stand: an object or an item of a collection."""
        if kind in grammar.RESOURCES:
            return self._deliver(self._node(kind, start, end))
        if kind in grammar.STRINGS:
            self.lexical = (string(self.text[start:end]), start, end)
            return self._after_string
        if kind in _NUMBERS:
            literal = ox.Literal(self.text[start:end], datatype=_NUMBERS[kind])
            return self._deliver(doc.Node(literal, start, end))
        if kind in grammar.OPENINGS:
            return self._open(kind, start)
        if kind == grammar.WORD and self.text[start:end] in {"true", "false"}:
            literal = ox.Literal(self.text[start:end], datatype=_BOOLEAN)
            return self._deliver(doc.Node(literal, start, end))
        raise self._refuse(kind, start, end, Expected.OBJECT if self.frame.opening != "(" else Expected.ITEM)

    def _item(self, kind: int, start: int, end: int) -> _State:
        if kind == grammar.CLOSE_COLLECTION:
            return self._close(end)
        return self._object(kind, start, end)

    def _after_string(self, kind: int, start: int, end: int) -> _State:
        lexical, begin, string_end = self.lexical
        if kind == grammar.DATATYPE:
            return self._datatype
        if kind == grammar.LANGUAGE:
            literal = language_literal(lexical, self.text[start + 1 : end])
            return self._deliver(doc.Node(literal, begin, end))
        state = self._deliver(doc.Node(ox.Literal(lexical), begin, string_end))
        return state(kind, start, end)  # type: ignore[no-any-return]  # the token belongs to what follows

    def _datatype(self, kind: int, start: int, end: int) -> _State:
        if kind not in grammar.NAMED:
            raise self._refuse(kind, start, end, Expected.DATATYPE)
        lexical, begin, _ = self.lexical
        literal = datatype_literal(lexical, self._node(kind, start, end).term)
        return self._deliver(doc.Node(literal, begin, end))

    def _after_object(self, kind: int, start: int, end: int) -> _State:
        if kind == grammar.COMMA:
            return self._object
        self._end_objects()
        frame = self.frame
        if kind == grammar.SEMICOLON:
            return self._predicate_or_close
        if kind == grammar.DOT and frame.opening == ".":
            return self._end_block(end)
        if kind == grammar.CLOSE_LIST and frame.opening == "[":
            return self._close(end)
        raise self._refuse(
            kind, start, end, Expected.NEXT_IN_BLOCK if frame.opening == "." else Expected.NEXT_IN_LIST
        )

    # What the states share

    def _node(self, kind: int, start: int, end: int) -> doc.Node:
        token = self.text[start:end]
        term = self.names.known.get(token) or self._read(kind, token)
        return _NEW(doc.Node, (term, start, end, None))

    def _read(self, kind: int, token: str) -> doc.Term:
        if kind == grammar.BLANK:
            return ox.BlankNode(token[2:])
        return self.names.name(token) if kind == grammar.NAME else self.names.iri(token)

    def _new_blank_node(self) -> ox.BlankNode:
        self.anonymous += 1
        return ox.BlankNode(f"{self.anonymous_prefix}{self.anonymous}")

    def _open(self, kind: int, start: int) -> _State:
        self.outer.append(self.frame)
        if kind == grammar.OPEN_LIST:
            self.frame = _Frame("[", start, self._new_blank_node())
            return self._predicate_or_close
        self.frame = _Frame("(", start)
        return self._item

    def _close(self, end: int) -> _State:
        closed = self.frame
        self.frame = self.outer.pop()
        if closed.term:
            predicate_objects = tuple(closed.predicate_objects)
            inside = doc.PropertyList(predicate_objects) if predicate_objects else None
            return self._deliver(doc.Node(closed.term, closed.start, end, inside))
        if not closed.items:
            return self._deliver(doc.Node(doc.RDF_NIL, closed.start, end))
        collection = doc.Collection(tuple(closed.items), tuple(closed.cells))
        return self._deliver(doc.Node(closed.cells[0], closed.start, end, collection))

    def _deliver(self, node: doc.Node) -> _State:
        """Put a finished node where it belongs: among objects, among items, or as the subject."""
        frame = self.frame
        if frame.predicate:
            frame.objects.append(node)
            return self._after_object
        if frame.opening == "(":
            frame.items.append(node)
            frame.cells.append(self._new_blank_node())
            return self._item
        self.subject = node
        return self._predicate_or_close if isinstance(node.inside, doc.PropertyList) else self._predicate

    def _end_objects(self) -> None:
        frame = self.frame
        if frame.predicate:
            frame.predicate_objects.append(doc.PredicateObjects(frame.predicate, tuple(frame.objects)))
            frame.objects = []

    def _end_block(self, end: int) -> _State:
        frame = self.frame
        if self.subject:
            block = doc.TriplesBlock(frame.start, end, self.subject, tuple(frame.predicate_objects))
            self.blocks.append(block)
        return self._statement

    # What is wrong

    def _refuse(self, kind: int, start: int, end: int, expected: Expected) -> TurtleSyntaxError:
        begun = (self.outer[0] if self.outer else self.frame).start
        return grammar.explain_token(self.text, (kind, start, end), expected, begun)


# As Node(...) does, without the call in between; a file has as many nodes as it has terms.
_NEW: Final = tuple.__new__

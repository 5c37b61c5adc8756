"""Turtle text to what it states: the tokens one by one, with one method for each kind of statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph as ox

from irc_kg.turtle import document as doc
from irc_kg.turtle import grammar
from irc_kg.turtle.grammar import Expected, TurtleSyntaxError
from irc_kg.turtle.terms import MeaninglessError, NameScope, explain_language, unescape

_Token: TypeAlias = tuple[int, int, int]  # kind, start, end

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_BOOLEAN: Final = ox.NamedNode(_XSD + "boolean")
_NUMBERS: Final = {
    grammar.INTEGER_NUMBER: ox.NamedNode(_XSD + "integer"),
    grammar.DECIMAL_NUMBER: ox.NamedNode(_XSD + "decimal"),
    grammar.DOUBLE_NUMBER: ox.NamedNode(_XSD + "double"),
}
_QUOTES: Final = {grammar.STRING: len('"'), grammar.LONG_STRING: len('"""')}
# What may stand next, by names of this module: to look a member up in its class takes far longer.
_SUBJECT: Final = Expected.SUBJECT
_PREDICATE: Final = Expected.PREDICATE
_OBJECT: Final = Expected.OBJECT
_ITEM: Final = Expected.ITEM
# Not sets: to hash a member takes longer than to compare it.
_LITERALS: Final = (_OBJECT, _ITEM)
_NODES: Final = (_OBJECT, _ITEM, _SUBJECT)


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
    prefix = anonymous_prefix or "anonymous-"
    while anonymous_prefix is None and f"_:{prefix}" in text:
        prefix += "x-"
    parser = _Parser(text, NameScope(base_iri), prefix)
    with doc.no_garbage_collection():
        try:
            blocks = tuple(parser.blocks())
        except MeaninglessError as error:
            raise grammar.at(text, parser.token[1] + error.offset, error.message) from None
        return doc.Document(text, base_iri, blocks, tuple(parser.comments), prefix)


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


@dataclass(slots=True)
class _Open:
    """A block, a ``[`` or a ``(`` that is not closed yet."""

    closing: int  # the kind of token that closes it
    start: int
    expected: Expected  # what may stand next in it
    after_object: Expected = Expected.NEXT_IN_LIST
    may_close: bool = True
    subject: doc.Node | None = None
    blank: ox.BlankNode | None = None  # what ``[`` stands for
    said: list[tuple[doc.Node, list[doc.Node]]] = field(default_factory=list)  # predicates and their objects
    objects: list[doc.Node] = field(default_factory=list)  # of the last predicate, or items of a collection
    cells: list[ox.BlankNode] = field(default_factory=list)


@dataclass(slots=True)
class _Parser:
    """Reads a text from token to token; ``token`` is the one at hand, which nothing has taken yet."""

    text: str
    names: NameScope
    anonymous_prefix: str
    anonymous: int = 0
    comments: list[doc.Comment] = field(default_factory=list)
    begin: int = 0  # where the statement at hand begins
    next_token: Callable[[], _Token] = field(init=False)
    token: _Token = field(init=False)

    def _scan(self) -> Iterator[_Token]:
        """The tokens; comments are put aside."""
        begin = 1 if self.text.startswith(doc.BYTE_ORDER_MARK) else 0
        for match in grammar.TOKENS.finditer(self.text, begin):
            kind = match.lastindex or grammar.UNKNOWN
            start, end = match.span(kind)
            if kind == grammar.COMMENT:
                self.comments.append(doc.Comment(start, end))
            else:
                yield kind, start, end

    def blocks(self) -> Iterator[doc.Block]:
        """Everything up to the end of the text."""
        self.next_token = self._scan().__next__
        kind, self.begin, end = self.token = self.next_token()
        while kind != grammar.END:
            if kind in grammar.RESOURCES or kind in grammar.OPENINGS:
                yield self._triples()
            else:
                keyword = self.text[self.begin : end]
                directive = keyword if keyword.startswith("@") else f"@{keyword.lower()}"
                if directive not in {"@prefix", "@base"}:
                    raise self._refuse(_SUBJECT)
                yield self._directive(has_prefix=directive == "@prefix", has_dot=directive == keyword)
            kind, self.begin, end = self.token

    def _directive(self, *, has_prefix: bool, has_dot: bool) -> doc.Block:
        """The declaration of a prefix or of a base."""
        prefix = ""
        kind, start, end = self.token = self.next_token()
        if has_prefix:
            prefix, _, local = self.text[start:end].partition(":")
            if kind != grammar.NAME or local:
                raise self._refuse(Expected.PREFIX)
            kind, start, end = self.token = self.next_token()
        if kind != grammar.IRI:
            raise self._refuse(Expected.DIRECTIVE_IRI)
        iri = self.names.iri(self.text[start:end]).value
        self.token = self.next_token()
        if has_dot:
            kind, _, end = self.token
            if kind != grammar.DOT:
                raise self._refuse(Expected.DIRECTIVE_DOT)
            self.token = self.next_token()
        self.names.known.clear()  # what is written in the same way may mean something else from here on
        if has_prefix:
            self.names.prefixes[prefix] = iri
            return doc.PrefixDirective(self.begin, end, prefix, iri)
        self.names.base = iri
        return doc.BaseDirective(self.begin, end, iri)

    # complexity: one branch for each thing that may stand next
    def _triples(self) -> doc.TriplesBlock:
        """A subject and all that is said of it. What is nested is kept on a list, so it may be very deep."""
        outer: list[_Open] = []
        inner = _Open(grammar.DOT, self.begin, _SUBJECT, Expected.NEXT_IN_BLOCK, may_close=False)
        while True:
            kind = self.token[0]
            if kind == inner.closing and inner.may_close:
                end = self.token[2]
                self.token = self.next_token()
                said = tuple([_NEW(doc.PredicateObjects, (verb, tuple(each))) for verb, each in inner.said])
                if inner.subject is not None:
                    return doc.TriplesBlock(inner.start, end, inner.subject, said)
                node, inner = self._close(inner, end, said), outer.pop()
                self._put(node, inner)
            elif kind == grammar.SEMICOLON and inner.may_close and inner.said:
                inner.expected = _PREDICATE
                self.token = self.next_token()
            elif inner.expected is _PREDICATE:
                inner.objects = []
                inner.said.append((self._term(_PREDICATE), inner.objects))
                inner.expected, inner.may_close = _OBJECT, False
            elif kind == grammar.COMMA and inner.may_close and inner.said:
                inner.expected, inner.may_close = _OBJECT, False
                self.token = self.next_token()
            elif inner.expected not in _NODES:
                raise self._refuse(inner.expected)
            elif kind in grammar.OPENINGS:
                outer.append(inner)
                inner = self._open()
            else:
                self._put(self._term(inner.expected), inner)

    def _put(self, node: doc.Node, inner: _Open) -> None:
        """Put a node where it belongs: among the items, among the objects, or as the subject."""
        if inner.expected is _OBJECT:
            inner.objects.append(node)
            inner.expected = inner.after_object
            inner.may_close = True
        elif inner.expected is _ITEM:
            inner.objects.append(node)
            inner.cells.append(self._new_blank_node())
        else:
            inner.subject = node
            inner.expected = _PREDICATE
            inner.may_close = isinstance(node.inside, doc.PropertyList)

    def _term(self, expected: Expected) -> doc.Node:
        """The term at hand, if it is of a kind that may stand there."""
        kind, start, end = self.token
        written = self.text[start:end]
        term: doc.Term | None = self.names.known.get(written)
        if term is None:
            if kind == grammar.NAME:
                term = self.names.name(written)
            elif kind == grammar.IRI:
                term = self.names.iri(written)
            elif kind == grammar.BLANK and expected in _NODES:
                term = ox.BlankNode(written[2:])
            elif written == "a" and expected is _PREDICATE:
                term = doc.RDF_TYPE
            elif expected in _LITERALS:
                return self._literal(written, expected)
            else:
                raise self._refuse(expected)
        self.token = self.next_token()
        return _NEW(doc.Node, (term, start, end, None))

    def _literal(self, written: str, expected: Expected) -> doc.Node:
        """The literal at hand, with the language tag or the datatype behind it."""
        kind, start, end = self.token
        if kind in _NUMBERS or written in {"true", "false"}:
            literal = ox.Literal(written, datatype=_NUMBERS.get(kind, _BOOLEAN))
            self.token = self.next_token()
            return _NEW(doc.Node, (literal, start, end, None))
        if kind not in _QUOTES:
            raise self._refuse(expected)
        quotes = _QUOTES[kind]
        lexical = written[quotes:-quotes]
        if "\\" in lexical:
            lexical = unescape(lexical, quotes)
        kind, behind, tag_end = self.token = self.next_token()
        if kind == grammar.LANGUAGE:
            language = self.text[behind + 1 : tag_end]
            try:
                literal = ox.Literal(lexical, language=language)
            except ValueError as error:
                raise explain_language(language, error) from None
            self.token = self.next_token()
            return _NEW(doc.Node, (literal, start, tag_end, None))
        if kind != grammar.DATATYPE:
            return doc.Node(ox.Literal(lexical), start, end)
        self.token = self.next_token()
        datatype = self._term(Expected.DATATYPE)
        if not isinstance(datatype.term, ox.NamedNode) or datatype.term == doc.LANG_STRING:
            # RDF has no literal of this type without a tag, and pyoxigraph would not load it.
            message = 'rdf:langString is the type of strings with a language tag: write `"…"@en`.'
            raise grammar.at(self.text, datatype.start, message)
        return doc.Node(ox.Literal(lexical, datatype=datatype.term), start, datatype.end)

    # What is nested

    def _open(self) -> _Open:
        kind, start, _ = self.token
        self.token = self.next_token()
        if kind == grammar.OPEN_LIST:
            blank = self._new_blank_node()
            return _Open(grammar.CLOSE_LIST, start, _PREDICATE, blank=blank)
        return _Open(grammar.CLOSE_COLLECTION, start, _ITEM)

    def _close(self, inner: _Open, end: int, said: tuple[doc.PredicateObjects, ...]) -> doc.Node:
        """What was open as one node."""
        if inner.blank is not None:
            inside = doc.PropertyList(said) if said else None
            return doc.Node(inner.blank, inner.start, end, inside)
        if not inner.objects:
            return doc.Node(doc.RDF_NIL, inner.start, end)
        collection = doc.Collection(tuple(inner.objects), tuple(inner.cells))
        return doc.Node(inner.cells[0], inner.start, end, collection)

    def _new_blank_node(self) -> ox.BlankNode:
        self.anonymous += 1
        return ox.BlankNode(f"{self.anonymous_prefix}{self.anonymous}")

    # What is wrong

    def _refuse(self, expected: Expected) -> TurtleSyntaxError:
        return grammar.explain_token(self.text, self.token, expected, self.begin)


# As Node(...) does, without the call in between; a file has as many nodes as it has terms.
_NEW: Final = tuple.__new__

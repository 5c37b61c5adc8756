"""Turtle text to what it states: the tokens one by one, with one method for each kind of statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph as ox

from irc_kg.turtle import document as doc
from irc_kg.turtle import grammar
from irc_kg.turtle.foreign import explain_bytes, explain_text, next_statement, prefixes_lost
from irc_kg.turtle.grammar import Expected, TurtleSyntaxError
from irc_kg.turtle.terms import MeaninglessError, NameScope, UndeclaredPrefixError, text_in_language, unescape

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
_LITERALS: Final = (_OBJECT, _ITEM, Expected.OBJECT_WITHIN)
_NODES: Final = (_OBJECT, _ITEM, _SUBJECT, Expected.SUBJECT_WITHIN, Expected.OBJECT_WITHIN)
_MOST_NESTED: Final = 100  # statements that are about statements
_MOST_FAULTS: Final = 20  # that are told of one text
_SOMETHING: Final = "urn:x-undeclared:"  # what a prefix stands for whose declaration is missing


def parse(text: str, base_iri: str | None = None, *, anonymous_prefix: str | None = None) -> doc.Document:
    """What a Turtle text states, and where in the text each part of it stands.

    Relative IRIs are resolved against ``base_iri`` until the text declares a base of its own. Blank nodes
    without a label are named in the order of the text, with a prefix that no label in the text has unless
    ``anonymous_prefix`` gives it. A text that is not Turtle raises TurtleSyntaxError.

    Where pyoxigraph and the W3C grammar of Turtle 1.2 differ, the grammar decides. A byte order mark is read
    over.
    """
    if not text.isascii():
        grammar.refuse_surrogates(text)
    prefix = anonymous_prefix or prefix_for_anonymous(text)
    parser = StatementReader(text, NameScope(base_iri), prefix)
    with doc.no_garbage_collection():
        try:
            blocks = tuple(parser.blocks())
        except (MeaninglessError, TurtleSyntaxError) as error:
            raise explain_text(text, parser.place(error)) from None
        return doc.Document(text, base_iri, blocks, tuple(parser.comments), prefix)


def prefix_for_anonymous(text: str) -> str:
    """What no label of a blank node in a text begins with."""
    prefix = "anonymous-"
    while f"_:{prefix}" in text:
        prefix += "x-"
    return prefix


def all_faults(text: str, base_iri: str | None = None) -> list[TurtleSyntaxError]:
    """The faults of a text that ``parse`` refuses, one for each statement where the reader can go on.

    Behind a fault it goes on with the next statement, where that is sure to be one. What is only the
    consequence of an earlier fault is not told, nor are more than the first 20 faults.
    """
    parser = StatementReader(text, NameScope(base_iri), "anonymous-")
    found: list[TurtleSyntaxError] = []
    lost: set[str] = set()  # how prefixes begin whose declarations are among what was not read
    doubtful = -1  # where a statement begins in which a prefix is unknown: of `akg:Fee` more would follow
    while len(found) < _MOST_FAULTS:
        error = parser.next_fault()
        if error is None:
            break
        if isinstance(error, UndeclaredPrefixError):
            if not error.prefix.startswith(tuple(lost)):
                found.append(parser.place(error))
                doubtful = parser.begin
            parser.names.prefixes[error.prefix] = _SOMETHING
            parser.go_on(parser.begin)
            continue
        fault = parser.place(error)
        explained = explain_text(text, fault)
        if parser.begin != doubtful:
            found.append(explained)
        start = next_statement(text, parser.begin, parser.token[1]) if explained is fault else None
        if start is None:  # or the text is of another kind, and so is what follows
            break
        lost |= prefixes_lost(text[parser.begin : start])
        parser.go_on(start)
    return found


def decode(data: bytes) -> str:
    """The text of a Turtle file, line ends and byte order mark as they are; raises TurtleSyntaxError."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise explain_bytes(data, error) from None


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
    about: doc.Node | None = None  # what ``{|`` says something of
    reifier: doc.Node | None = None  # what stands behind the last ``~``: ``{|`` says something of it


@dataclass(slots=True)
class StatementReader:
    """Reads a text from token to token; ``token`` is the one at hand, which nothing has taken yet."""

    text: str
    names: NameScope
    anonymous_prefix: str
    anonymous: int = 0
    depth: int = 0  # of statements within statements
    comments: list[doc.Comment] = field(default_factory=list)
    start: int = 0  # where to begin to read
    stop: int | None = None  # where to end, if before the end of the text
    begin: int = 0  # where the statement at hand begins
    next_token: Callable[[], _Token] = field(init=False)
    token: _Token = field(init=False)

    def _scan(self) -> Iterator[_Token]:
        """The tokens; comments are put aside."""
        start = self.start or (1 if self.text.startswith(doc.BYTE_ORDER_MARK) else 0)
        for match in grammar.TOKENS.finditer(
            self.text, start, len(self.text) if self.stop is None else self.stop
        ):
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
            if kind in grammar.RESOURCES or kind in grammar.OPENINGS or kind == grammar.OPEN_REIFIED:
                yield self._triples()
            else:
                keyword = self.text[self.begin : end]
                directive = keyword if keyword.startswith("@") else f"@{keyword.lower()}"
                if directive == "@version":
                    yield self._version(has_dot=directive == keyword)
                elif directive in {"@prefix", "@base"}:
                    yield self._directive(has_prefix=directive == "@prefix", has_dot=directive == keyword)
                else:
                    raise self._refuse(_SUBJECT)
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
        end = self._end_directive(has_dot=has_dot)
        self.names.known.clear()  # what is written in the same way may mean something else from here on
        if has_prefix:
            self.names.prefixes[prefix] = iri
            return doc.PrefixDirective(self.begin, end, prefix, iri)
        self.names.base = iri
        return doc.BaseDirective(self.begin, end, iri)

    def _end_directive(self, *, has_dot: bool) -> int:
        """Where a directive ends whose last part is at hand."""
        end = self.token[2]
        self.token = self.next_token()
        if has_dot:
            kind, _, end = self.token
            if kind != grammar.DOT:
                raise self._refuse(Expected.DIRECTIVE_DOT)
            self.token = self.next_token()
        return end

    def _version(self, *, has_dot: bool) -> doc.Block:
        """What is said of the version of RDF."""
        kind, start, end = self.token = self.next_token()
        if kind != grammar.STRING:
            raise self._refuse(Expected.VERSION)
        version = self.text[start + 1 : end - 1]
        return doc.VersionDirective(self.begin, self._end_directive(has_dot=has_dot), version)

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
                closed, inner = inner, outer.pop()
                self._close(closed, inner, end, said)
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
            elif kind in grammar.ANNOTATIONS and inner.said and inner.expected is inner.after_object:
                inner = self._annotate(inner, outer)
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
            inner.reifier = None
        elif inner.expected is _ITEM:
            inner.objects.append(node)
            inner.cells.append(self._new_blank_node())
        else:
            inner.subject = node
            inner.expected = _PREDICATE
            inner.may_close = isinstance(node.inside, doc.PropertyList | doc.Reification)

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
            elif expected in _LITERALS or kind in grammar.TRIPLES:
                return self._literal(written, expected)
            else:
                raise self._refuse(expected)
        self.token = self.next_token()
        return _NEW(doc.Node, (term, start, end, None))

    def _literal(self, written: str, expected: Expected) -> doc.Node:
        """The literal at hand, with the language tag or the datatype behind it; or a statement as a value."""
        kind, start, end = self.token
        if kind in grammar.TRIPLES and expected in _NODES:
            return self._statement(expected)
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
            literal = text_in_language(lexical, self.text[behind + 1 : tag_end])
            self.token = self.next_token()
            return _NEW(doc.Node, (literal, start, tag_end, None))
        if kind != grammar.DATATYPE:
            return doc.Node(ox.Literal(lexical), start, end)
        return self._with_datatype(lexical, start)

    def _with_datatype(self, lexical: str, start: int) -> doc.Node:
        """A literal with the datatype that is named behind the ``^^`` at hand."""
        self.token = self.next_token()
        datatype = self._term(Expected.DATATYPE)
        if not isinstance(datatype.term, ox.NamedNode) or datatype.term in doc.LANG_STRINGS:
            # RDF has no literal of these types without a tag, and pyoxigraph would not load it.
            name = datatype.term.value.removeprefix(doc.RDF)
            message = f'rdf:{name} is the type of strings with a language tag: write `"…"@en`.'
            raise grammar.at(self.text, datatype.start, message)
        return doc.Node(ox.Literal(lexical, datatype=datatype.term), start, datatype.end)

    # Statements about statements, RDF 1.2

    def _statement(self, expected: Expected) -> doc.Node:
        """``<<( s p o )>>``, a statement as a value, or ``<< s p o >>``, which stands for what reifies it."""
        kind, start, _ = self.token
        is_value = kind == grammar.OPEN_TRIPLE
        if is_value and expected in {_SUBJECT, Expected.SUBJECT_WITHIN}:
            raise self._refuse(expected)
        self.depth += 1
        if self.depth > _MOST_NESTED:
            raise MeaninglessError("Statements about statements are nested too deep here.")
        self.token = self.next_token()
        subject = self._part(Expected.SUBJECT_WITHIN, is_value=is_value)
        predicate = self._term(_PREDICATE)
        value = self._part(Expected.OBJECT_WITHIN, is_value=is_value)
        self.depth -= 1
        triple = ox.Triple(subject.term, predicate.term, value.term)  # type: ignore[arg-type]
        if is_value:
            end = self._expect(grammar.CLOSE_TRIPLE, Expected.TRIPLE_END)
            return _statement_node(triple, start, end)._replace(inside=doc.Reification(()))
        reifier = self._reifier() if self.token[0] == grammar.REIFIER else self._new_node(start)
        end = self._expect(grammar.CLOSE_REIFIED, Expected.REIFIED_END)
        made = [each for node in (subject, value) if node.inside for each in node.inside.triples]  # type: ignore[union-attr]
        made.append(_reifies(reifier, _statement_node(triple, start, end)))
        return doc.Node(reifier.term, start, end, doc.Reification(tuple(made)))

    def _part(self, expected: Expected, *, is_value: bool) -> doc.Node:
        """The subject or the object within a statement; in a value no statement stands for a reifier."""
        kind = self.token[0]
        if kind == grammar.OPEN_LIST:
            return self._empty_node()
        if kind == grammar.OPEN_REIFIED and is_value:
            raise self._refuse(expected)
        return self._term(expected)

    def _empty_node(self) -> doc.Node:
        """``[]``, in which nothing can be said here."""
        start = self.token[1]
        self.token = self.next_token()
        return self._new_node(start)._replace(end=self._expect(grammar.CLOSE_LIST, Expected.CLOSED_LIST))

    def _expect(self, kind: int, expected: Expected) -> int:
        """Where the token at hand ends, which must be of this kind."""
        if self.token[0] != kind:
            raise self._refuse(expected)
        end = self.token[2]
        self.token = self.next_token()
        return end

    def _new_node(self, start: int) -> doc.Node:
        """A blank node that nothing in the text stands for but this place."""
        return doc.Node(self._new_blank_node(), start, start)

    def _reifier(self) -> doc.Node:
        """What stands behind ``~``: an IRI, a blank node, or nothing, which is a blank node too."""
        _, start, end = self.token
        self.token = self.next_token()
        if self.token[0] == grammar.OPEN_LIST:
            return self._empty_node()
        if self.token[0] in grammar.RESOURCES:
            return self._term(Expected.SUBJECT_WITHIN)
        return self._new_node(start)._replace(end=end)

    def _annotate(self, inner: _Open, outer: list[_Open]) -> _Open:
        """Read ``~`` or ``{|`` behind an object; what is open then."""
        kind, start, end = self.token
        if kind == grammar.REIFIER:
            inner.reifier = self._reifier()
            if self.token[:2] == (grammar.WORD, end):
                # It was meant to be a part of the name before it.
                raise grammar.explain_token(self.text, (grammar.UNKNOWN, start, end), inner.expected, None)
            _reify(inner, inner.reifier)
            return inner
        self.token = self.next_token()
        about = inner.reifier
        if about is None:
            about = self._new_node(start)._replace(end=end)
            _reify(inner, about)
        outer.append(inner)
        return _Open(
            grammar.CLOSE_ANNOTATION,
            start,
            _PREDICATE,
            Expected.NEXT_IN_ANNOTATION,
            may_close=False,
            about=about,
        )

    # What is nested

    def _open(self) -> _Open:
        kind, start, _ = self.token
        self.token = self.next_token()
        if kind == grammar.OPEN_LIST:
            blank = self._new_blank_node()
            return _Open(grammar.CLOSE_LIST, start, _PREDICATE, blank=blank)
        return _Open(grammar.CLOSE_COLLECTION, start, _ITEM)

    def _close(self, closed: _Open, inner: _Open, end: int, said: tuple[doc.PredicateObjects, ...]) -> None:
        """Put what was open where it belongs in what it stood in."""
        if closed.about is not None:
            triples = [doc.LocatedTriple(closed.about, verb, value) for verb, each in said for value in each]
            _note(inner, triples, end)
        elif closed.blank is not None:
            inside = doc.PropertyList(said) if said else None
            self._put(doc.Node(closed.blank, closed.start, end, inside), inner)
        elif not closed.objects:
            self._put(doc.Node(doc.RDF_NIL, closed.start, end), inner)
        else:
            collection = doc.Collection(tuple(closed.objects), tuple(closed.cells))
            self._put(doc.Node(closed.cells[0], closed.start, end, collection), inner)

    def _new_blank_node(self) -> ox.BlankNode:
        self.anonymous += 1
        return ox.BlankNode(f"{self.anonymous_prefix}{self.anonymous}")

    # What is wrong

    def next_fault(self) -> MeaninglessError | TurtleSyntaxError | None:
        """What is wrong with the text from where the reading begins; None where nothing is."""
        try:
            for _ in self.blocks():
                pass
        except (MeaninglessError, TurtleSyntaxError) as error:
            return error
        return None

    def go_on(self, start: int, stop: int | None = None) -> None:
        """Begin at a place, with what has been declared so far."""
        self.start, self.stop = start, stop
        self.depth = 0

    def place(self, error: MeaninglessError | TurtleSyntaxError) -> TurtleSyntaxError:
        """A fault with its place in the text, where it has none yet."""
        if isinstance(error, TurtleSyntaxError):
            return error
        return grammar.at(self.text, self.token[1] + error.offset, error.message)

    def _refuse(self, expected: Expected) -> TurtleSyntaxError:
        return grammar.explain_token(self.text, self.token, expected, self.begin)


def _statement_node(triple: ox.Triple, start: int, end: int) -> doc.Node:
    """A statement as an object."""
    return doc.Node(triple, start, end)  # type: ignore[arg-type]  # what Term says of it


def _reifies(reifier: doc.Node, triple: doc.Node) -> doc.LocatedTriple:
    """The statement that something reifies a triple."""
    return doc.LocatedTriple(reifier, doc.Node(doc.RDF_REIFIES, reifier.start, reifier.end), triple)


def _reify(inner: _Open, reifier: doc.Node) -> None:
    """Note what reifies the statement whose object was read last."""
    value = inner.objects[-1]
    subject = inner.subject or inner.about
    about = subject.term if subject else inner.blank
    triple = ox.Triple(about, inner.said[-1][0].term, value.term)  # type: ignore[arg-type]
    _note(inner, [_reifies(reifier, _statement_node(triple, value.start, value.end))], reifier.end)


def _note(inner: _Open, made: Iterable[doc.LocatedTriple], end: int) -> None:
    """Add triples to those that stand behind the object that was read last, which ends where they do."""
    value = inner.objects[-1]
    before = value.inside if isinstance(value.inside, doc.Reification) else doc.Reification((), value.inside)
    inside = before._replace(triples=(*before.triples, *made))
    inner.objects[-1] = value._replace(end=end, inside=inside)


# As Node(...) does, without the call in between; a file has as many nodes as it has terms.
_NEW: Final = tuple.__new__

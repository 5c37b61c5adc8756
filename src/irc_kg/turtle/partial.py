"""Some statements of a long Turtle text, read without reading the others.

The text is cut where a statement surely ends: at a dot with white space behind it, outside of strings, IRIs
and comments. What stands between two cuts is read where it may speak of what is asked for, or be more than
one plain statement: directives, what is nested at its beginning, statements about statements. All else is
only looked at for its subject.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

import pyoxigraph as ox

from irc_kg.turtle import grammar
from irc_kg.turtle.document import BYTE_ORDER_MARK, Block, Document, TriplesBlock
from irc_kg.turtle.grammar import TurtleSyntaxError
from irc_kg.turtle.parser import StatementReader, prefix_for_anonymous
from irc_kg.turtle.terms import MeaninglessError, NameScope

_STRINGS: Final = (
    f"{grammar.STRING_LITERAL_LONG_QUOTE}|{grammar.STRING_LITERAL_LONG_SINGLE_QUOTE}"
    rf'|(?!"""|\'\'\')(?:{grammar.STRING_LITERAL_QUOTE}|{grammar.STRING_LITERAL_SINGLE_QUOTE})'
)
# A dot within a number or a name may as well end a statement, in which case two are cut off together; the
# brackets of RDF 1.2 are noticed too. Nothing is taken back: what was read in one way is not read in another.
_CUT_OFF: Final = re.compile(
    rf"(?>[^\"'<#.\\{{~]++|{_STRINGS}|{grammar.IRIREF}|#[^\n\r]*+|\\.|(\.(?=[^\s#]))|(<<|\{{|~))*+\.(?=[\s#]|\Z)",
    re.DOTALL,
)
_INNER_DOT: Final = 1
_BRACKETS: Final = 2


class Stretch(NamedTuple):
    """A part of a text from one cut to the next."""

    start: int
    end: int
    found: int  # whether it holds an inner dot, the brackets of RDF 1.2, or neither


def stretches(text: str, start: int = 0, stop: int | None = None) -> Iterator[Stretch]:
    """A text, or a part of one that was cut from it, in stretches.

    The last one is what stands behind the last cut: white space, comments, or all from where it cannot be
    told how to cut.
    """
    stop = len(text) if stop is None else stop
    while match := _CUT_OFF.match(text, start, stop):
        has_brackets = match.start(_BRACKETS) >= 0
        yield Stretch(start, match.end(), _BRACKETS if has_brackets else match.lastindex or 0)
        start = match.end()
    if start < stop:
        yield Stretch(start, stop, _BRACKETS)


def parse_about(
    text: str, base_iri: str | None, subjects: Collection[object], *, anonymous_prefix: str | None = None
) -> Document:
    """What a Turtle text states of some subjects, with all that tells how it is written, and maybe more.

    Raises TurtleSyntaxError as ``parse`` does; that the rest is Turtle is for others to make sure.
    """
    return _PartialReader(text, base_iri, subjects, anonymous_prefix).document()


class _PartialReader:
    """Goes through the stretches of a text, and reads those that matter."""

    def __init__(
        self, text: str, base_iri: str | None, subjects: Collection[object], anonymous_prefix: str | None
    ) -> None:
        self.text = text
        self.base_iri = base_iri
        self.subjects = frozenset(subjects)
        self._iris = {term.value for term in subjects if isinstance(term, ox.NamedNode)}
        self._labels = {term.value for term in subjects if isinstance(term, ox.BlankNode)}
        names, prefix = NameScope(base_iri), anonymous_prefix or prefix_for_anonymous(text)
        self.reader = StatementReader(text, names, prefix)
        # Of what is read only to see how the text is written, no blank node counts among the others.
        self._looks = StatementReader(text, names, f"{prefix}seen-")
        self._has_block = False  # whether the first statement was read, above which prefixes are declared
        self._shows_indent = False  # whether a block was read that shows how lines are set in

    def document(self) -> Document:
        """What is read of the text. Raises TurtleSyntaxError."""
        blocks: list[Block] = []
        unread: list[tuple[int, int]] = []
        for stretch in stretches(self.text):
            reader = self._reader_for(stretch)
            if reader is not None:
                blocks += self._read(stretch, reader)
            elif unread and unread[-1][1] == stretch.start:
                unread[-1] = unread[-1][0], stretch.end
            else:
                unread.append((stretch.start, stretch.end))
        return Document(
            self.text,
            self.base_iri,
            tuple(blocks),
            tuple(sorted((*self.reader.comments, *self._looks.comments))),
            self.reader.anonymous_prefix,
            self.subjects,
            tuple(unread),
        )

    def _read(self, stretch: Stretch, reader: StatementReader) -> list[Block]:
        reader.go_on(stretch.start, stretch.end)
        try:
            read = [*reader.blocks()]
        except (MeaninglessError, TurtleSyntaxError) as error:
            raise reader.place(error) from None
        self._has_block = self._has_block or any(isinstance(one, TriplesBlock) for one in read)
        self._shows_indent = self._shows_indent or any(map(self._is_set_in, read))
        return read

    def _reader_for(self, stretch: Stretch) -> StatementReader | None:
        """What is to read a stretch; None where nothing needs to."""
        kind, start, end = self._first_token(stretch)
        is_plain = kind in grammar.RESOURCES and stretch.found != _BRACKETS
        if not is_plain or self._is_about(kind, self.text[start:end]) or self._holds_several(stretch):
            return self.reader
        may_show = not self._shows_indent and self._has_several_lines(start, stretch.end)
        return self._looks if may_show or not self._has_block else None

    def _is_about(self, kind: int, token: str) -> bool:
        """Whether a subject, as it is written, is one of those that are asked for."""
        if kind == grammar.BLANK:
            return token[2:] in self._labels
        names = self.reader.names
        if kind == grammar.NAME and "\\" not in token:  # most are: nothing is made for these
            prefix, _, local = token.partition(":")
            return names.prefixes.get(prefix, "") + local in self._iris
        try:
            term = names.iri(token) if kind == grammar.IRI else names.name(token)
        except MeaninglessError:
            return True  # reading it tells why
        return term.value in self._iris

    def _first_token(self, stretch: Stretch) -> tuple[int, int, int]:
        start = stretch.start
        if start == 0 and self.text.startswith(BYTE_ORDER_MARK):
            start = 1
        for match in grammar.TOKENS.finditer(self.text, start, stretch.end):
            kind = match.lastindex or grammar.UNKNOWN
            if kind != grammar.COMMENT:
                return kind, *match.span(kind)
        return grammar.END, stretch.end, stretch.end

    def _holds_several(self, stretch: Stretch) -> bool:
        """Whether a dot within a stretch ends a statement."""
        if stretch.found != _INNER_DOT:
            return False
        return sum(kind == grammar.DOT for kind, _token in _tokens(self.text, stretch)) != 1

    def _has_several_lines(self, start: int, end: int) -> bool:
        return self.text.find("\n", start, end) >= 0 or self.text.find("\r", start, end) >= 0

    def _is_set_in(self, block: Block) -> bool:
        """Whether a block has a predicate at the beginning of a line."""
        if not isinstance(block, TriplesBlock):
            return False
        before = (self.text[: said.predicate.start].rstrip(" \t")[-1:] for said in block.predicate_objects)
        return any(character in {"\n", "\r"} for character in before)


def _tokens(text: str, stretch: Stretch) -> Iterator[tuple[int, str]]:
    for match in grammar.TOKENS.finditer(text, stretch.start, stretch.end):
        kind = match.lastindex or grammar.UNKNOWN
        yield kind, match[kind]


def prefixes_used(document: Document) -> set[str]:
    """The prefixes by which the terms of a text are written, be they of statements that were not read."""
    used = document.prefixes_of(document.read_triples())
    declared = {directive.prefix for directive in document.prefix_directives}
    return used | {prefix for prefix in declared - used if _stands_unread(document, f"{prefix}:")}


def _stands_unread(document: Document, beginning: str) -> bool:
    """Whether a name that begins so stands in what was not read of a text."""
    text = document.text
    for start, stop in document.unread:
        if text.find(beginning, start, stop) < 0:
            continue
        for stretch in stretches(text, start, stop):
            tokens = _tokens(text, stretch) if text.find(beginning, stretch.start, stretch.end) >= 0 else ()
            if any(kind == grammar.NAME and token.startswith(beginning) for kind, token in tokens):
                return True
    return False


def is_readable(text: str, base_iri: str | None) -> bool:
    """Whether the engine reads a text, which takes it a tenth of the time that we take."""
    quads = ox.parse(text.removeprefix(BYTE_ORDER_MARK), ox.RdfFormat.TURTLE, base_iri=base_iri)
    try:
        deque(quads, maxlen=0)
    except (SyntaxError, ValueError):
        return False
    return True

"""Taking statements out of a document, and no more of the text than says them; and other objects put in.

What stands between two items of a list, the predicates of a subject or the objects of a predicate, is a gap:
white space, comments and separators. Taking an item out makes one gap of the two around it. The comment in
the item's own line goes with it; all others stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.editing import layout
from irc_kg.editing.adding import add
from irc_kg.editing.layout import (
    Spelling,
    Splice,
    confirm_edit,
    declare_prefixes,
    equal_statements,
    read_edited,
    refuse_annotated,
    refuse_unwritable,
    without_unused,
)
from irc_kg.turtle import Document, Node, Term, TriplesBlock

_BLANKS: Final = " \t"
_SPACE: Final = " \t\r\n"
_OWN_COMMENT: Final = re.compile(r"\A([^\r\n#]*?)[ \t]*#[^\r\n]*")
_LAST_LINE_END: Final = re.compile(r"(?:\r\n|\n|\r)[ \t]*\Z")
_CLOSED: Final = frozenset("\">])'")  # the last characters of terms that cannot take in a dot behind them

Span: TypeAlias = tuple[int, int]


class ObjectPosition(NamedTuple):
    """Where a triple is stated: by which object of which predicate of which block."""

    block: TriplesBlock
    predicate: int
    object: int

    @property
    def node(self) -> Node:
        """The object itself."""
        return self.block.predicate_objects[self.predicate].objects[self.object]


def remove(document: Document, triples: Iterable[ox.Triple]) -> Document:
    """The document without triples; the very same document when it states none of them.

    A triple is taken out wherever it is stated, however its value is written there. The comment in the line
    of what is taken out goes with it; comments on lines of their own stay, but for those inside a block that
    goes as a whole. A declaration of a prefix goes when nothing else uses it.
    """
    return _without_all(
        document, frozenset(chain.from_iterable(equal_statements(document, triples).values()))
    )


def _without_all(document: Document, gone: AbstractSet[ox.Triple]) -> Document:
    """The document without triples that it states just so."""
    if not gone:
        return document
    refuse_unwritable(document, gone)
    current = document
    while place := next(positions_of(current, gone), None):
        refuse_annotated(current, place.node)
        current = read_edited(document, current.text, [_without(current.text, place)])
    if splices := without_unused(document, current, gone):
        current = read_edited(document, current.text, splices)
    return confirm_edit(document, current, removed=gone)


def positions_of(document: Document, triples: AbstractSet[ox.Triple]) -> Iterator[ObjectPosition]:
    """Where triples are stated, in the order of the text."""
    subjects = {triple.subject for triple in triples}
    for block in document.blocks:
        if isinstance(block, TriplesBlock) and block.subject.term in subjects:
            for index, said in enumerate(block.predicate_objects):
                for position, node in enumerate(said.objects):
                    statement = ox.Triple(block.subject.term, said.predicate.term, node.term)  # type: ignore[arg-type]
                    if statement in triples:
                        yield ObjectPosition(block, index, position)


def _without(text: str, place: ObjectPosition) -> Splice:
    block = place.block
    said = block.predicate_objects[place.predicate]
    if len(said.objects) > 1:
        objects = [(node.start, node.end) for node in said.objects]
        following = block.predicate_objects[place.predicate + 1 :]
        stop = following[0].predicate.start if following else block.end
        return _without_object(text, said.predicate.end, objects, place.object, stop)
    if len(block.predicate_objects) > 1:
        spans = [(each.predicate.start, each.objects[-1].end) for each in block.predicate_objects]
        return _without_predicate(text, block.subject.end, spans, place.predicate, block.end)
    return _without_block(text, block)


def _without_block(text: str, block: TriplesBlock) -> Splice:
    start, end = block.start, block.end
    after = layout.comment_end(text, end)
    if layout.ends_line(text, after):
        end = after
    if layout.indent(text, start) is None:
        while text[start - 1] in " \t":
            start -= 1
        between = "" if layout.ends_line(text, end) or text[end : end + 1] in " \t" else " "
        return Splice(start, end, between)
    if not layout.ends_line(text, end):
        return Splice(start, layout.skip_blanks(text, end), "")
    return Splice(*_whole_lines(text, start, end), "")


def _whole_lines(text: str, start: int, end: int) -> tuple[int, int]:
    """The lines of a block, with the blank line that would be left over between what is above and below."""
    start, end = layout.line_start(text, start), layout.next_line(text, end)
    above, below = layout.line_before(text, start), layout.next_line(text, end)
    is_last = end == len(text)
    blank_below = not is_last and text[end:below].isspace()
    if text[above:start].isspace() and (blank_below or is_last):
        start = above
    elif blank_below and start == layout.line_start(text, 0) and text[below:].strip():
        end = below
    if end == len(text) and not layout.LINE_END.search(text[-1:]):
        # The last line had no end; the line that is the last now has none either.
        start = len(text[:start].removesuffix("\n").removesuffix("\r"))
    return start, end


def _without_predicate(
    text: str, subject_end: int, items: Sequence[Span], index: int, block_end: int
) -> Splice:
    """The change that takes one of several predicates, with its objects, out of a block."""
    if index < len(items) - 1:
        return _without_earlier(text, subject_end, items, index)
    return _without_last(text, items, block_end)


def _without_object(text: str, predicate_end: int, items: Sequence[Span], index: int, stop: int) -> Splice:
    """The change that takes one of several objects of a predicate out of a block.

    ``stop`` is where the next predicate begins, or where the block ends.
    """
    if index < len(items) - 1:
        return _without_earlier(text, predicate_end, items, index, stay_in_line=index == 0)
    return _without_last(text, items, layout.marks(text, items[-1][1], stop)[0] + 1)


def _without_earlier(
    text: str, anchor: int, items: Sequence[Span], index: int, *, stay_in_line: bool = False
) -> Splice:
    """Without an item that another follows; that one comes into the same line when it should."""
    start, end = items[index]
    previous = items[index - 1][1] if index else anchor
    following = items[index + 1][0]
    before, after = text[previous:start], _OWN_COMMENT.sub(r"\1", text[end:following])
    separators = layout.marks(before, 0, len(before))
    if separators and _leads(before, separators[-1]):
        gap = _join_gaps(before[: separators[-1]], after)
    else:
        after = _without_first_mark(after)
        while index == 0 and layout.marks(after, 0, len(after)):
            after = _without_first_mark(after)  # `;;` may stand between predicates, but not before the first
        gap = (
            before + after.lstrip(_SPACE) if stay_in_line and "#" not in after else _join_gaps(before, after)
        )
    return Splice(previous, following, gap or " ")


def _without_last(text: str, items: Sequence[Span], stop: int) -> Splice:
    """Without the last item; ``stop`` is the place behind the separator or the dot that ends the list."""
    (_, previous), (start, end) = items[-2:]
    before, after = text[previous:start], text[end:stop]
    if not layout.LINE_END.search(after):
        return _with_tail(text, previous, before, after, stop)
    own = layout.marks(text, end, stop - 1)
    after = _OWN_COMMENT.sub(r"\1", after)
    if own and not layout.LINE_END.search(text[end : own[0]]):
        return Splice(previous, stop, _join_gaps(before, _without_first_mark(after)))
    return Splice(previous, stop, layout.without_marks(before).rstrip(_SPACE) + after)


def _with_tail(text: str, previous: int, before: str, tail: str, stop: int) -> Splice:
    """What ends the list moves up to the item before, in front of the comments that stand behind that."""
    if tail == "." and text[previous - 1] not in _CLOSED and layout.is_glued(text, stop - 1):
        tail = " ."
    stop = layout.comment_end(text, stop)
    kept = layout.without_marks(before)
    if layout.ends_line(text, stop) or "#" not in kept:
        return Splice(previous, stop, tail + kept.rstrip(_SPACE))
    return Splice(previous, layout.skip_blanks(text, stop), tail + kept)


def _join_gaps(before: str, after: str) -> str:
    """One gap of two: the line is ended once, and a comment is never continued by what followed."""
    if _begins_with_line_end(after):
        return before.rstrip(_SPACE) + after
    return before + after.lstrip(_BLANKS)


def _begins_with_line_end(gap: str) -> bool:
    return gap.lstrip(_BLANKS).startswith(("\r", "\n"))


def _leads(gap: str, mark: int) -> bool:
    """Whether a separator in a gap stands at the start of a line."""
    return _LAST_LINE_END.search(gap, 0, mark) is not None


def _without_first_mark(gap: str) -> str:
    mark = layout.marks(gap, 0, len(gap))[0]
    before, behind = gap[:mark], gap[mark + 1 :]
    if not _leads(gap, mark):
        return before.rstrip(_BLANKS) + behind
    if _begins_with_line_end(behind):
        return _LAST_LINE_END.sub("", before) + behind
    return before + behind.lstrip(_BLANKS)


def set_objects(
    document: Document,
    subject: ox.NamedNode | ox.BlankNode,
    predicate: ox.NamedNode,
    objects: Iterable[Term],
    prefixes: Mapping[str, str] = MappingProxyType({}),
) -> Document:
    """The document where a subject has exactly these objects for a predicate.

    An object that is to go is replaced in its place by one that is to come, with the comment beside it left
    as it is; what is left over is removed or added. ``prefixes`` are as for ``add``.
    """
    wanted = {ox.Triple(subject, predicate, term): term for term in objects}
    present = _statements_with(document, subject, predicate)
    going = [triple for triple in present if triple not in wanted]
    coming = [triple for triple in wanted if triple not in present]
    refuse_unwritable(document, [*going, *coming])
    current = document
    for old, new in zip(going, coming, strict=False):
        current = _replace(current, old, wanted[new], prefixes)
    replaced = min(len(going), len(coming))
    return add(_without_all(current, frozenset(going[replaced:])), coming[replaced:], prefixes)


def _statements_with(document: Document, subject: Term, predicate: Term) -> list[ox.Triple]:
    """What a document states with a subject and a predicate, each triple once."""
    found: dict[ox.Triple, None] = {}
    for statement in document.triples():
        if statement.subject.term == subject and statement.predicate.term == predicate:
            found[statement.triple] = None
    return list(found)


def _replace(document: Document, old: ox.Triple, value: Term, known: Mapping[str, str]) -> Document:
    """The document with another object in the place of one, wherever that is stated."""
    text = document.text
    spelling = Spelling(document, known)
    splices = []
    for place in positions_of(document, {old}):
        node = place.node
        refuse_annotated(document, node)
        dot_touches = text[node.end : node.end + 1] == "." and layout.is_glued(text, node.end)
        written = spelling.term(value, place.block.start, followed_by_dot=dot_touches)
        lead = "" if text[node.start - 1].isspace() else " "
        splices.append(Splice(node.start, node.end, lead + written))
    if spelling.missing:
        splices += declare_prefixes(document, spelling.missing)
    new = ox.Triple(old.subject, old.predicate, value)
    after = read_edited(document, text, splices)
    return confirm_edit(document, after, added=frozenset({new}), removed=frozenset({old}))

"""Taking one item out of a list in the text: an object, or a predicate with its objects.

What stands between two items is a gap: white space, comments and separators. Taking an item out makes one gap
of the two around it. The comment in the item's own line goes with it; all others stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

from irc_kg.editing import layout
from irc_kg.editing.layout import Splice

_BLANKS: Final = " \t"
_SPACE: Final = " \t\r\n"
_OWN_COMMENT: Final = re.compile(r"\A([^\r\n#]*?)[ \t]*#[^\r\n]*")
_LAST_LINE_END: Final = re.compile(r"(?:\r\n|\n|\r)[ \t]*\Z")
_CLOSED: Final = frozenset("\">])'")  # the last characters of terms that cannot take in a dot behind them

Span: TypeAlias = tuple[int, int]


def without_statement(
    text: str, subject_end: int, items: Sequence[Span], index: int, block_end: int
) -> Splice:
    """The change that takes one of several predicates, with its objects, out of a block."""
    if index < len(items) - 1:
        return _without_earlier(text, subject_end, items, index)
    return _without_last(text, items, block_end)


def without_object(text: str, predicate_end: int, items: Sequence[Span], index: int, stop: int) -> Splice:
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
        gap = _joined(before[: separators[-1]], after)
    else:
        after = _without_first_mark(after)
        while index == 0 and layout.marks(after, 0, len(after)):
            after = _without_first_mark(after)  # `;;` may stand between predicates, but not before the first
        gap = before + after.lstrip(_SPACE) if stay_in_line and "#" not in after else _joined(before, after)
    return Splice(previous, following, gap or " ")


def _without_last(text: str, items: Sequence[Span], stop: int) -> Splice:
    """Without the last item; ``stop`` is the place behind the separator or the dot that ends the list."""
    (_, previous), (start, end) = items[-2:]
    before, after = text[previous:start], text[end:stop]
    if not layout.has_line_end(after):
        return _with_tail(text, previous, before, after, stop)
    own = layout.marks(text, end, stop - 1)
    after = _OWN_COMMENT.sub(r"\1", after)
    if own and not layout.has_line_end(text[end : own[0]]):
        return Splice(previous, stop, _joined(before, _without_first_mark(after)))
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


def _joined(before: str, after: str) -> str:
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

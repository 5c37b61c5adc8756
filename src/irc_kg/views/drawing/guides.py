"""What guides the eye, on paper: columns and their headings, lanes, years, panels and communities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irc_kg.views.drawing.names import Crowd, Face, Words, words_about, words_right_of
from irc_kg.views.drawing.pen import number, place_of
from irc_kg.views.lettering import LETTERS, LINE, break_text
from irc_kg.views.picture import fit
from irc_kg.views.scene import GuideKind, Side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irc_kg.views.drawing.paper import Box, Paper
    from irc_kg.views.drawing.pen import Palette
    from irc_kg.views.scene import Guide

_ORDER = (GuideKind.AREA, GuideKind.FRAME, GuideKind.BAND, GuideKind.TICK, GuideKind.TODAY)
_ROUND = 8.0
_PAD = 6.0  # between an edge and the words at it
_NARROWEST = 60.0  # pixels of words, however narrow their box
_WIDEST = 260.0  # pixels of words that stand at a line
_SMALL = Face(12.0, 15.0)  # the words of lines
_HEADING = Face(14.0, 17.0, bold=True)


def draw_guides(paper: Paper, guides: Sequence[Guide], colours: Palette) -> Iterator[str]:
    """The boxes and lines behind all else."""
    for kind in _ORDER:
        yield from (_draw(guide, paper.place(guide), colours) for guide in guides if guide.kind is kind)


def _draw(guide: Guide, box: Box, colours: Palette) -> str:
    if guide.kind is GuideKind.FRAME:
        return f'<rect {place_of(box)} rx="{_ROUND:g}" fill="none" stroke="{colours.line}"/>'
    if guide.kind is GuideKind.AREA:
        return f'<rect {place_of(box)} rx="{2 * _ROUND:g}" fill="{colours.ground}"/>'
    if guide.kind is GuideKind.BAND:
        return f'<rect {place_of(box)} fill="{colours.ground}"/>'
    x, y = (box.right, box.top) if box.width > box.height else (box.left, box.bottom)
    is_today = guide.kind is GuideKind.TODAY
    look = f'stroke="{colours.accent}" stroke-dasharray="5 4"' if is_today else f'stroke="{colours.line}"'
    ends = f'x1="{number(box.left)}" y1="{number(box.top)}" x2="{number(x)}" y2="{number(y)}"'
    return f"<line {ends} {look}/>"


def ground_at(paper: Paper, guides: Sequence[Guide], box: Box, colours: Palette) -> str:
    """The colour of what is behind a place."""
    grounds = [paper.place(guide) for guide in guides if guide.kind in {GuideKind.AREA, GuideKind.BAND}]
    return colours.ground if any(ground.overlaps(box) for ground in grounds) else colours.page


def words_of_guides(paper: Paper, room: Box, guides: Sequence[Guide]) -> list[tuple[Words, bool]]:
    """The words of guides, each where it covers no other, and whether they are muted."""
    taken = Crowd()
    kept = []
    for guide in guides:
        words = _words(guide, paper.place(guide), room)
        if words is not None and taken.is_free(words.box):
            taken.take(words.box.wider(3))
            kept.append((words, guide.kind is GuideKind.TICK))
    return kept


def _words(guide: Guide, box: Box, room: Box) -> Words | None:
    is_small = guide.kind in {GuideKind.TICK, GuideKind.TODAY}
    is_inside = guide.kind in {GuideKind.FRAME, GuideKind.BAND}
    face = _SMALL if is_small else _HEADING
    width = _WIDEST if is_small else max(_NARROWEST, box.width - (2 * _PAD if is_inside else 0))
    lines = tuple(break_text(fit(guide.words), width, _most_lines(guide, box), face.size, bold=face.bold))
    if not lines:
        return None
    if is_inside:
        return words_right_of(lines, box.left + _PAD, box.top + _PAD / 2, face)
    high = face.height(lines)
    top = (box.top + box.bottom - high) / 2 if guide.kind is GuideKind.HEADING else box.top - high - 2
    words = words_about(lines, box.left if is_small else (box.left + box.right) / 2, top, face)
    if guide.side is Side.RIGHT:
        words = words.shift(box.left - words.box.left, 0)
    elif guide.side is Side.LEFT:
        words = words.shift(box.right - words.box.right, 0)
    # At the edge of the paper they are moved onto it.
    return words.shift(max(room.left - words.box.left, 0) + min(room.right - words.box.right, 0), 0)


def _most_lines(guide: Guide, box: Box) -> int:
    """How many lines the words of a guide may take."""
    fitting = max(1, int((box.height + LINE - LETTERS) // LINE))
    most = {GuideKind.BAND: fitting, GuideKind.HEADING: min(fitting, 2), GuideKind.AREA: 2}
    return most.get(guide.kind, 1)

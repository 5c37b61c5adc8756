"""A small drawing of what lies around a thing: what mentions it on the left, what it is tied to, right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from irc_kg.views.lettering import break_text
from irc_kg.views.picture import fit

MOST = 6  # things on each side
# All in pixels of a screen.
_WIDTH = 720
_LETTERS, _LINE = 13.0, 17
_RELATION = 16  # the line with the name of a relation
_GAP = 12
_COLUMN = 228.0  # that names have room in
_CENTRE_LEFT, _CENTRE_RIGHT = 286, 434
_NAME_LINES = 2
_CENTRE_LINES = 4
_MARGIN = 12


class Tie(NamedTuple):
    """One thing beside another, and the relation between them in words."""

    relation: str
    name: str
    path: str


class _Block(NamedTuple):
    """A name in a column: its lines, and the relation above it where that is not the one before."""

    relation: str
    lines: Sequence[str]
    path: str

    @property
    def height(self) -> int:
        return _RELATION * bool(self.relation) + _LINE * len(self.lines) + _GAP // (1 if self.relation else 2)


def choose(ties: Iterable[Tie]) -> tuple[list[Tie], int]:
    """The ties that are drawn, of each relation one before any has two, and how many are left out."""
    by_relation: dict[str, list[Tie]] = {}
    for tie in dict.fromkeys(ties):
        by_relation.setdefault(tie.relation, []).append(tie)
    places = [(turn, tie) for ties_of_one in by_relation.values() for turn, tie in enumerate(ties_of_one)]
    first = {tie for _, tie in sorted(places, key=lambda place: place[0])[:MOST]}
    kept = [tie for ties_of_one in by_relation.values() for tie in ties_of_one if tie in first]
    return kept, len(places) - len(kept)


def draw(name: str, before: Iterable[Tie], behind: Iterable[Tie]) -> Markup:
    """The drawing; empty where nothing lies around the thing."""
    sides = [choose(before), choose(behind)]
    if not any(kept for kept, _ in sides):
        return Markup("")
    columns = [_blocks(kept, more) for kept, more in sides]
    centre = break_text(fit(name), _CENTRE_RIGHT - _CENTRE_LEFT - 16, _CENTRE_LINES, _LETTERS, bold=True)
    heights = [sum(block.height for block in blocks) for blocks in columns]
    box = _LINE * len(centre) + 2 * _GAP
    height = max(*heights, box) + 2 * _MARGIN
    parts = [
        _column(blocks, (height - tall) / 2, height / 2, is_left=is_left)
        for blocks, tall, is_left in zip(columns, heights, (True, False), strict=True)
    ]
    parts.append(_centre(centre, height, box))
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="What lies around it, as a drawing">'
        '<svg class="around" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group" '
        'aria-label="What lies around it">\n{parts}</svg></div>\n'
    ).format(width=_WIDTH, height=height, parts=Markup("").join(parts))


def _blocks(ties: Sequence[Tie], more: int) -> list[_Block]:
    blocks: list[_Block] = []
    last = ""
    for tie in ties:
        lines = break_text(fit(tie.name), _COLUMN, _NAME_LINES, _LETTERS)
        blocks.append(_Block("" if tie.relation == last else tie.relation, lines, tie.path))
        last = tie.relation
    return [*blocks, _Block("", [f"and {more} more"], "")] if more else blocks


def _column(blocks: Sequence[_Block], top: float, middle: float, *, is_left: bool) -> Markup:
    """One side, with a line from each name to the middle."""
    x, edge, centre = (_COLUMN, _COLUMN + 6, _CENTRE_LEFT) if is_left else (492.0, 486.0, _CENTRE_RIGHT)
    bend = (edge + centre) / 2
    parts: list[Markup] = []
    y = top
    for block in blocks:
        base = y + _GAP + _RELATION * bool(block.relation)
        if block.relation:
            [relation] = break_text(fit(block.relation), _COLUMN, 1, _LETTERS - 2) or [""]
            parts.append(
                Markup('<text class="by" x="{:g}" y="{:.0f}">{}</text>').format(x, y + _GAP, relation)
            )
        name = _lines(block.lines, x, base)
        parts.append(Markup('<a href="~/{}">{}</a>').format(block.path, name) if block.path else name)
        if block.path:
            at = base - 4 + _LINE * (len(block.lines) - 1) / 2
            curve = Markup('<path d="M{:g} {:.0f}C{:g} {:.0f} {:g} {:.0f} {:g} {:.0f}"/>\n')
            parts.append(curve.format(edge, at, bend, at, bend, middle, centre, middle))
        y += block.height
    return Markup('<g class="{}">{}</g>').format("before" if is_left else "behind", Markup("").join(parts))


def _centre(lines: Sequence[str], height: float, box: float) -> Markup:
    top = (height - box) / 2
    shape = Markup('<rect x="{}" y="{:g}" width="{}" height="{:g}" rx="6"/>')
    drawn = shape.format(_CENTRE_LEFT, top, _CENTRE_RIGHT - _CENTRE_LEFT, box)
    return drawn + Markup('<g class="it">{}</g>').format(_lines(lines, _WIDTH / 2, top + _GAP + _LETTERS))


def _lines(lines: Sequence[str], x: float, y: float) -> Markup:
    """Text in lines, the first at a place."""
    first, *others = lines or [""]
    more = Markup("").join(
        Markup('<tspan x="{:g}" dy="{}">{}</tspan>').format(x, _LINE, line) for line in others
    )
    return Markup('<text x="{:g}" y="{:.0f}">{}{}</text>').format(x, y, first, more)

"""Panels side by side, one for each thing of the first part, with the same rows in each, to be compared.

A thing that belongs to several panels stands in each of them. What a relation to the thing of a panel would
say, the place says.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irc_kg.views.layouts.drafts import HEADING, MOST_LINES, Draft, ring
from irc_kg.views.lettering import GAP, LETTERS, LINE, text_width
from irc_kg.views.picture import NO_PART
from irc_kg.views.scene import Course, Guide, GuideKind, PlacedRelation, PlacedThing, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Scene, Shape

_SMALLEST, _LARGEST = 5.0, 8.0
_HEAD = 12.0  # the radius of the thing of a panel
_MARGIN = 12.0
_ARCS = 22.0  # left of the marks of a cell
_PADDING = 8.0  # above and below what is in a cell
_BETWEEN = 5.0
_ROOMS = (130.0, 170.0, 220.0, 280.0, 360.0, 440.0)  # widths of names that are tried
_ENOUGH = 1000.0  # the height up to which names may have several lines
_ONE_ROW = 6  # panels that always stand side by side on a screen
_EMPTY = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class _Plan:
    """How many panels stand side by side, how wide names are, and how many lines they may have."""

    across: int
    room: float
    most: int


def lay_out_matrix(picture: Picture, shape: Shape) -> Scene:
    """A panel for each thing of the first part; the other parts are its rows."""
    return _Matrix(Draft(picture, shape)).scene()


class _Matrix:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.sizes = draft.sizes(_SMALLEST, _LARGEST)
        parts, others = draft.members()
        self.heads = parts[0]
        self.titles = [part.title for part in draft.picture.layout.parts[1:]] + [""] * bool(others)
        self.panels_of = self._panels_of_things()
        self.count = max((panels[-1] for panels in self.panels_of.values() if panels), default=-1) + 1
        self.count = max(self.count, len(self.heads))
        self.cells = self._cells()
        self.is_wide = not draft.is_portrait  # titles of rows have a column of their own
        widest = max((text_width(title, LETTERS, bold=True) for title in self.titles), default=0.0)
        self.gutter = widest + 3 * GAP if self.is_wide and widest else 0.0

    def scene(self) -> Scene:
        """All of it, as wide as high as the draft wants it."""
        self.plan = self._best_plan()
        natural = self._width(self.plan), self._height(self.plan)
        width, height = self.draft.in_shape(*natural)
        self.panel = (width - 2 * _MARGIN - self.gutter) / self.plan.across
        self.stretch = (height - 2 * _MARGIN) / (natural[1] - 2 * _MARGIN)
        self.things: dict[int, PlacedThing] = {}
        self.echoes: list[tuple[int, PlacedThing]] = []
        self.guides: list[Guide] = []
        top = _MARGIN
        for panels in self._rows_of_panels(self.plan):
            top = self._draw_row_of_panels(panels, top)
        things = [self.things[n] for n in range(self.draft.size)]
        relations = [self._relation(*pair) for pair in self.draft.ends]
        return self.draft.scene((width, height), things, relations, self.guides, self.echoes)

    # What belongs where

    def _panels_of_things(self) -> dict[int, list[int]]:
        """The panels whose things are nearest to each other thing; a further one for what none leads to."""
        nearest: dict[int, dict[int, int]] = defaultdict(dict)
        for panel, head in enumerate(self.heads):
            for n, steps in enumerate(self._steps_from(head)):
                if steps >= 0:
                    nearest[n][panel] = steps
        panels_of = {}
        for n in range(self.draft.size):
            least = min(nearest[n].values(), default=0)
            panels = [panel for panel, steps in nearest[n].items() if steps == least]
            panels_of[n] = panels or [len(self.heads)]
        return panels_of

    def _steps_from(self, head: int) -> list[int]:
        """How far each thing is from that of one panel, without passing that of another."""
        steps = [-1] * self.draft.size
        for other in self.heads:
            steps[other] = -2
        steps[head] = 0
        waiting = [head]
        for n in waiting:
            for other in self.draft.beside[n]:
                if steps[other] == -1:
                    steps[other] = steps[n] + 1
                    waiting.append(other)
        return steps

    def _cells(self) -> list[list[list[int]]]:
        """The things of each row of each panel: first what most panels share, then the best connected."""
        cells: list[list[list[int]]] = [[[] for _ in self.titles] for _ in range(self.count)]
        order = sorted(range(self.draft.size), key=lambda n: (-len(self.panels_of[n]), self.draft.ranks[n]))
        heads = set(self.heads)
        for n in order:
            if n in heads:
                continue
            part = self.draft.picture.things[n].part
            row = len(self.titles) - 1 if part == NO_PART else part - 1
            for panel in self.panels_of[n]:
                cells[panel][row].append(n)
        return cells

    # How large

    def _best_plan(self) -> _Plan:
        """The plan of the smallest scene; names have several lines where it is not too high with them."""
        across = range(1, self.count + 1)
        if self.is_wide and self.count <= _ONE_ROW:
            across = range(self.count, self.count + 1)
        best = _Plan(max(1, self.count), _ROOMS[0], 1)
        for most in range(MOST_LINES, 0, -1):
            plans = [_Plan(number, room, most) for number in across if number for room in _ROOMS]
            if not plans:
                return best
            best = min(plans, key=self._extent)
            if self._extent(best) <= _ENOUGH:
                break
        return best

    def _extent(self, plan: _Plan) -> float:
        return self.draft.in_shape(self._width(plan), self._height(plan))[1]

    def _width(self, plan: _Plan) -> float:
        return 2 * _MARGIN + self.gutter + plan.across * (plan.room + _ARCS + 2 * _LARGEST + 2 * GAP)

    def _height(self, plan: _Plan) -> float:
        height = 2 * _MARGIN
        for panels in self._rows_of_panels(plan):
            height += (
                HEADING + GAP + sum(self._row_height(panels, row, plan) for row in range(len(self.titles)))
            )
        return max(height, 2 * _MARGIN + HEADING)

    def _rows_of_panels(self, plan: _Plan) -> list[range]:
        firsts = range(0, self.count, plan.across)
        return [range(first, min(first + plan.across, self.count)) for first in firsts]

    def _row_height(self, panels: Sequence[int], row: int, plan: _Plan) -> float:
        """How high one row is, in all panels that stand side by side."""
        fullest = max(sum(self._line(n, plan) for n in self.cells[panel][row]) for panel in panels)
        title = 0.0 if self.is_wide or not self.titles[row] else LINE
        return max(fullest, LINE) + 2 * _PADDING + title

    def _line(self, n: int, plan: _Plan) -> float:
        return LINE * self.draft.lines(n, plan.room, plan.most) + _BETWEEN

    # Where

    def _draw_row_of_panels(self, panels: Sequence[int], top: float) -> float:
        """Panels that stand side by side; gives where the next ones begin."""
        bottom = top + HEADING * self.stretch
        for row, title in enumerate(self.titles):
            high = self._row_height(panels, row, self.plan) * self.stretch
            self._draw_band(title, bottom, high, len(panels))
            for place, panel in enumerate(panels):
                self._draw_cell(panel, row, self._panel_start(place), bottom)
            bottom += high
        for place, panel in enumerate(panels):
            left = self._panel_start(place) + GAP / 2
            self.guides.append(Guide(GuideKind.FRAME, left, top, self.panel - GAP, bottom - top))
            if panel < len(self.heads):
                head = self.heads[panel]
                room = self.panel - 2 * _HEAD - 3 * GAP, HEADING * self.stretch
                mark = left + _HEAD + GAP
                y = top + HEADING * self.stretch / 2
                self.things[head] = PlacedThing(mark, y, _HEAD, self.draft.ranks[head], Side.RIGHT, room)
        return bottom + GAP * self.stretch

    def _panel_start(self, place: int) -> float:
        return _MARGIN + self.gutter + place * self.panel

    def _draw_band(self, title: str, top: float, high: float, panels: int) -> None:
        width = self.gutter + panels * self.panel
        words = title if self.is_wide else ""
        self.guides.append(Guide(GuideKind.BAND, _MARGIN, top + 2, width, high - 4, words))

    def _draw_cell(self, panel: int, row: int, left: float, top: float) -> None:
        title = "" if self.is_wide else self.titles[row]
        if title:
            box = left + 2 * GAP, top + _PADDING / 2, self.panel - 3 * GAP, LINE * self.stretch
            self.guides.append(Guide(GuideKind.HEADING, *box, title, Side.RIGHT))
        top += (_PADDING + (LINE if title else 0.0)) * self.stretch
        things = self.cells[panel][row]
        if not things:
            box = left + GAP, top, self.panel - 2 * GAP, LINE * self.stretch
            self.guides.append(Guide(GuideKind.HEADING, *box, _EMPTY))
        for n in things:
            line = self._line(n, self.plan) * self.stretch
            mark = left + _ARCS + _LARGEST
            room = self.panel - _ARCS - _LARGEST - self.sizes[n] - 2 * GAP, line
            placed = PlacedThing(mark, top + line / 2, self.sizes[n], self.draft.ranks[n], Side.RIGHT, room)
            top += line
            if n in self.things:
                self.echoes.append((n, placed))
            else:
                self.things[n] = placed

    def _relation(self, one: int, other: int) -> PlacedRelation:
        """An arc within a panel; what leads to its thing, or to another panel, is not drawn."""
        if one == other:
            return ring()
        start, end = self.things[one], self.things[other]
        if {one, other} & set(self.heads) or start.x != end.x:
            return PlacedRelation(Course.NONE)
        return PlacedRelation(Course.ARC, -min(_ARCS, 8 + abs(start.y - end.y) / 12))

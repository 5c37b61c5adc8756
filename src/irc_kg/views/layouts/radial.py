"""One thing in the middle, all others around it: by part or by kind, in sectors that say what they hold.

The sectors lie at the right and at the left of the middle, each thing in a row of its own, so that every name
is level and has room outside of the ring.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irc_kg.views.layouts.drafts import HEADING, Draft, ranks_of, ring
from irc_kg.views.lettering import GAP, LINE
from irc_kg.views.picture import NO_PART
from irc_kg.views.scene import Course, Guide, GuideKind, PlacedRelation, PlacedThing, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Scene, Shape

_SMALLEST, _LARGEST = 5.0, 9.0
_MIDDLE = 20.0  # the radius of what stands in the middle
_MARGIN = 12.0
_BETWEEN = 5.0
_ROOM = 190.0  # the least width of a name, where there are several rings
_RING = {False: 0.16, True: 0.14}  # half the width of the inner ring, in widths of the scene; on a phone
_FLAT = 0.25  # how much of its width the ring has left at its upper and lower end
_MOST_SECTORS = 10
_WHOLE = 0.2  # how much more than the other side one may hold so that no sector is cut


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a side: a heading, or the things of as many rings."""

    height: float
    title: str = ""
    things: tuple[int, ...] = ()


def lay_out_radial(picture: Picture, shape: Shape) -> Scene:
    """What the picture is about in the middle, and around it what it is tied to."""
    return _Radial(Draft(picture, shape)).scene()


class _Radial:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.sizes = draft.sizes(_SMALLEST, _LARGEST)
        self.things: dict[int, PlacedThing] = {}
        self.guides: list[Guide] = []

    def scene(self) -> Scene:
        """All of it, as wide as high as the draft wants it."""
        if not self.draft.size:
            return self.draft.scene((_MARGIN, _MARGIN), [], [])
        self.subject = self._subject()
        self.ranks = ranks_of(self.draft.degrees, self.draft.size, [self.subject])
        sectors = self._sectors()
        sides, self.rings = self._best_sides(sectors)
        self.width, self.height = self._extent(sides, self.rings)
        self.inner = self.width * _RING[self.draft.is_portrait]
        for sign, rows in zip((1, -1), sides, strict=True):
            self._draw_side(sign, rows)
        room = self._room_in_ring(_MIDDLE + 3 * LINE), 3 * LINE
        middle = self.width / 2, self.height / 2, _MIDDLE, self.ranks[self.subject], Side.BELOW, room
        self.things[self.subject] = PlacedThing(*middle)
        things = [self.things[n] for n in range(self.draft.size)]
        relations = [self._relation(*pair) for pair in self.draft.ends]
        return self.draft.scene((self.width, self.height), things, relations, self.guides)

    # What stands where

    def _subject(self) -> int:
        """What the picture is about, or the best connected thing of the first part, or of all."""
        firsts = self.draft.about[:1] or [
            n for n, thing in enumerate(self.draft.picture.things) if thing.part == 0
        ]
        return min(firsts or range(self.draft.size), key=self.draft.ranks.__getitem__)

    def _sectors(self) -> list[tuple[str, list[int]]]:
        """The things of each part, and of each kind where they are of none; nearest to the middle first."""
        steps = self.draft.steps_from([self.subject])
        by_title = self._titles()
        for n in sorted(range(self.draft.size), key=lambda n: (steps[n] < 0, steps[n], self.draft.ranks[n])):
            if n != self.subject:
                by_title[self._title(n)].append(n)
        of_parts = len(self.draft.picture.layout.parts)
        sectors = list(by_title.items())
        named = [sector for sector in sectors[:of_parts] if sector[1]]
        return named + _fewer([sector for sector in sectors[of_parts:] if sector[1]])

    def _titles(self) -> dict[str, list[int]]:
        """All titles of sectors in their order: parts, then kinds."""
        titles = [part.title for part in self.draft.picture.layout.parts]
        return {title: [] for title in titles + [kind.label for kind in self.draft.picture.kinds]}

    def _title(self, n: int) -> str:
        thing = self.draft.picture.things[n]
        if thing.part != NO_PART:
            return self.draft.picture.layout.parts[thing.part].title
        return next(kind.label for kind in self.draft.picture.kinds if kind.iri == thing.kind)

    def _best_sides(self, sectors: Sequence[tuple[str, list[int]]]) -> tuple[list[list[_Row]], int]:
        """The rows at the right and at the left, and the most rings whose names have room."""
        rings = 1
        sides = self._sides(sectors, rings)
        while True:
            more = self._sides(sectors, rings + 1)
            width, _ = self._extent(more, rings + 1)
            if width * (0.5 - _RING[self.draft.is_portrait]) < (rings + 1) * _ROOM + _MARGIN:
                return sides, rings
            sides, rings = more, rings + 1

    def _sides(self, sectors: Sequence[tuple[str, list[int]]], rings: int) -> list[list[_Row]]:
        """Sectors go round clockwise from above: down the right side and up the left one."""
        rows: list[_Row] = []
        starts = [0]
        for title, things in sectors:
            rows.append(_Row(HEADING, title))
            in_rows = [tuple(things[first : first + rings]) for first in range(0, len(things), rings)]
            rows += [_Row(LINE + _BETWEEN, "", row) for row in in_rows]
            starts.append(len(rows))
        total = sum(row.height for row in rows)

        def imbalance(cut: int) -> float:
            return abs(2 * sum(row.height for row in rows[:cut]) - total)

        cut = min(starts, key=imbalance)
        if imbalance(cut) > _WHOLE * total:
            cut = min((n for n in range(len(rows) + 1) if not (n and rows[n - 1].title)), key=imbalance)
        return [rows[:cut], _upwards([*_heading_again(rows, cut), *rows[cut:]])]

    def _extent(self, sides: Sequence[Sequence[_Row]], rings: int) -> tuple[float, float]:
        least = (rings * _ROOM / 2 + _MARGIN) / (0.5 - _RING[self.draft.is_portrait])
        tallest = max(sum(row.height for row in rows) for rows in sides)
        return self.draft.in_shape(least, max(tallest, 4 * _MIDDLE) + 2 * _MARGIN)

    # Where

    def _draw_side(self, sign: int, rows: Sequence[_Row]) -> None:
        """The rows of one side, over the whole height."""
        needed = sum(row.height for row in rows)
        stretch = min(3.0, (self.height - 2 * _MARGIN) / needed) if needed else 1.0
        top = (self.height - needed * stretch) / 2
        for row in rows:
            high = row.height * stretch
            y = top + high / 2
            edge = self.width / 2 + sign * self.inner * self._bulge(y)
            if row.title:
                self._draw_heading(row.title, sign, edge, top, high)
            # The rings share what is outside of the inner one.
            share = (self.width / 2 - _MARGIN - abs(edge - self.width / 2)) / self.rings
            for place, n in enumerate(row.things):
                x = edge + sign * place * share
                room = share - 2 * self.sizes[n] - 2 * GAP, high
                side = Side.RIGHT if sign > 0 else Side.LEFT
                self.things[n] = PlacedThing(x, y, self.sizes[n], self.ranks[n], side, room)
            top += high

    def _bulge(self, y: float) -> float:
        """How far out the ring is at a height."""
        off = (2 * y / self.height - 1) ** 2
        return math.sqrt(max(0.0, 1 - off * (1 - _FLAT**2)))

    def _room_in_ring(self, below: float) -> float:
        """How wide words may be in the ring, down to so much below its middle."""
        return max(1.0, 2 * (self.inner * self._bulge(self.height / 2 + below) - _LARGEST - GAP))

    def _draw_heading(self, title: str, sign: int, edge: float, top: float, high: float) -> None:
        outer = self.width - _MARGIN if sign > 0 else _MARGIN
        side = Side.RIGHT if sign > 0 else Side.LEFT
        left = min(edge, outer)
        self.guides.append(Guide(GuideKind.HEADING, left, top, abs(outer - edge), high, title, side))

    def _relation(self, one: int, other: int) -> PlacedRelation:
        """Straight from the middle and across it; an arc inside of the ring between two of one side."""
        if one == other:
            return ring()
        if self.subject in {one, other}:
            return PlacedRelation()
        start, end = self.things[one], self.things[other]
        if start.side is not end.side:
            return PlacedRelation()
        bend = min(0.6 * self.inner, 12 + abs(start.y - end.y) / 5)
        return PlacedRelation(Course.ARC, round(-bend if start.side is Side.RIGHT else bend, 1))


def _fewer(sectors: list[tuple[str, list[int]]]) -> list[tuple[str, list[int]]]:
    """No more than ten sectors: the smallest ones become one."""
    if len(sectors) <= _MOST_SECTORS:
        return sectors
    by_size = sorted(range(len(sectors)), key=lambda n: (-len(sectors[n][1]), n))
    kept = sorted(by_size[: _MOST_SECTORS - 1])
    others = [n for place in sorted(by_size[_MOST_SECTORS - 1 :]) for n in sectors[place][1]]
    return [sectors[place] for place in kept] + [("Others", others)]


def _heading_again(rows: Sequence[_Row], cut: int) -> list[_Row]:
    """The heading of a sector that is cut, for the other side."""
    if cut in (0, len(rows)) or rows[cut].title:
        return []
    return [next(row for row in reversed(rows[:cut]) if row.title)]


def _upwards(rows: Sequence[_Row]) -> list[_Row]:
    """Rows from below to above, each heading still above its things."""
    by_sector: list[list[_Row]] = []
    for row in rows:
        if row.title or not by_sector:
            by_sector.append([])
        by_sector[-1].append(row)
    return [row for sector in reversed(by_sector) for row in sector]

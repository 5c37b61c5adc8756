"""A scene on paper: where its marks and lines are when it is drawn in a given size, in pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from irc_kg.views.scene import Course, Side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irc_kg.views.scene import Guide, PlacedRelation, PlacedThing, Scene

Point = tuple[float, float]
Leg = tuple[Point, ...]  # a line of two points, a bend of three, an S of four

LARGEST = 1.5  # times as large as in the scene, however large that is drawn
SMALLEST = (3.4, 5.6)  # pixels from the middle of a mark to its edge, and what the greatest has more
GREATEST = 24.0  # units of the largest mark of a scene
_GAP = 1.5  # between the head of an arrow and a mark
_LEAST_BOW = 26.0  # how far an S goes out before it turns
_SAMPLE = 5.0  # pixels between the points of a line that are looked at
_CIRCLE = 0.5523  # of the radius: where the control points of a quarter of a circle stand


class Box(NamedTuple):
    """A part of the paper."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def wider(self, across: float, down: float = 0.0) -> Box:
        """The same with a margin about it."""
        return Box(self.left - across, self.top - down, self.right + across, self.bottom + down)

    def shift(self, across: float, down: float) -> Box:
        return Box(self.left + across, self.top + down, self.right + across, self.bottom + down)

    def overlaps(self, other: Box) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Box) -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """The mark of a thing where it stands: ``x`` and ``y`` are the middle of a symbol, the left end of a bar.

    ``room`` is the width and height that its name has at ``side``; (0, 0): as much as there is.
    """

    thing: int
    x: float
    y: float
    radius: float
    length: float
    side: Side
    room: Point
    rank: int
    fades: tuple[bool, bool]

    @property
    def middle(self) -> float:
        return self.x + self.length / 2

    @property
    def box(self) -> Box:
        across = (
            (self.x, self.x + self.length) if self.length else (self.x - self.radius, self.x + self.radius)
        )
        return Box(across[0], self.y - self.radius, across[1], self.y + self.radius)


@dataclass(frozen=True, slots=True)
class Paper:
    """Where a scene lies: the box that it fills, and how many pixels a unit has across and down."""

    box: Box
    across: float
    down: float

    def point(self, x: float, y: float) -> Point:
        return self.box.left + x * self.across, self.box.top + y * self.down

    def place(self, guide: Guide) -> Box:
        """The box of a guide."""
        left, top = self.point(guide.x, guide.y)
        return Box(left, top, left + guide.width * self.across, top + guide.height * self.down)

    def marks(self, scene: Scene) -> list[PlacedMark]:
        """The marks of all things, in their order, and behind them those of the echoes."""
        things = [*enumerate(scene.things), *scene.echoes]
        return [self._mark(n, placed) for n, placed in things]

    def _mark(self, n: int, placed: PlacedThing) -> PlacedMark:
        x, y = self.point(placed.x, placed.y)
        share = min(1.0, placed.size / GREATEST)
        visible = SMALLEST[0] + SMALLEST[1] * share * share
        radius = max(placed.size * min(self.across, self.down, LARGEST), visible)
        room = placed.room[0] * self.across, placed.room[1] * self.down
        length = placed.length * self.across
        return PlacedMark(n, x, y, radius, length, placed.side, room, placed.rank, placed.fades)

    def legs(self, placed: PlacedRelation, one: PlacedMark, other: PlacedMark) -> list[Leg]:
        """How a relation runs from one mark to another; nothing where it is not drawn."""
        if one is other:
            return _ring(one, placed.bend * min(1.0, self.across))
        if placed.course is Course.NONE:
            return []
        by = [self.point(x, y) for x, y in placed.by]
        if placed.course is Course.ACROSS:
            return _across(one, other, by)
        if placed.course is Course.DOWN:
            return _down(one, other, by)
        if placed.course is Course.ARC:
            return [_arc(one, other, placed.bend * self.across)]
        return _straight(one, other, placed.bend, by)


def _across(one: PlacedMark, other: PlacedMark, by: Sequence[Point]) -> list[Leg]:
    """From the side of one mark to that of another, level at both, by way of some points."""
    towards = by[0][0] if by else other.middle
    come_from = by[-1][0] if by else one.middle
    start = one.box.right + _GAP if towards >= one.middle else one.box.left - _GAP
    end = other.box.left - _GAP if come_from <= other.middle else other.box.right + _GAP
    if not by and one.length and other.length and one.box.right > other.box.left:
        start, end = _between_bars(one, other)
    points = [(start, one.y), *by, (end, other.y)]
    return [_level_leg(points[n], points[n + 1]) for n in range(len(points) - 1)]


def _between_bars(one: PlacedMark, other: PlacedMark) -> Point:
    """Where a relation leaves and reaches bars that are there at the same time."""
    if abs(one.box.left - other.box.left) < _LEAST_BOW:
        return one.box.right, other.box.right
    return (
        (one.box.right, other.box.left) if one.box.left < other.box.left else (one.box.left, other.box.right)
    )


def _level_leg(start: Point, end: Point) -> Leg:
    if abs(start[1] - end[1]) < 0.5:  # noqa: PLR2004 - less than can be seen
        return start, end
    out = (end[0] - start[0]) / 2
    if abs(out) < 1:  # between two above each other: a bow to the right
        return start, (start[0] + _LEAST_BOW, start[1]), (end[0] + _LEAST_BOW, end[1]), end
    return start, (start[0] + out, start[1]), (end[0] - out, end[1]), end


def _down(one: PlacedMark, other: PlacedMark, by: Sequence[Point]) -> list[Leg]:
    """From above or below one mark to another, upright at both."""
    towards = by[0][1] if by else other.y
    come_from = by[-1][1] if by else one.y
    start = one.y + one.radius if towards >= one.y else one.y - one.radius
    end = other.y - other.radius - _GAP if come_from <= other.y else other.y + other.radius + _GAP
    left = _on_middle_line(one, by[0][0] if by else _on_middle_line(other, one.middle))
    points = [(left, start), *by, (_on_middle_line(other, by[-1][0] if by else left), end)]
    return [_upright_leg(points[n], points[n + 1]) for n in range(len(points) - 1)]


def _upright_leg(start: Point, end: Point) -> Leg:
    if abs(start[0] - end[0]) < 0.5:  # noqa: PLR2004 - less than can be seen
        return start, end
    out = (end[1] - start[1]) / 2
    return start, (start[0], start[1] + out), (end[0], end[1] - out), end


def _arc(one: PlacedMark, other: PlacedMark, bend: float) -> Leg:
    """Out to one side and back, as far as ``bend`` says."""
    start = one.box.right if bend > 0 else one.box.left
    end = other.box.right + _GAP if bend > 0 else other.box.left - _GAP
    out = (max(start, end) if bend > 0 else min(start, end)) + bend / 0.75
    return (start, one.y), (out, one.y), (out, other.y), (end, other.y)


def _straight(one: PlacedMark, other: PlacedMark, bend: float, by: Sequence[Point]) -> list[Leg]:
    """From edge to edge, bent aside where ``bend`` says so; by way of points, from one to the next."""
    start = _on_middle_line(one, other.middle), one.y
    end = _on_middle_line(other, start[0]), other.y
    if by or not bend:
        points = [start, *by, end]
        legs = [(points[n], points[n + 1]) for n in range(len(points) - 1)]
        legs[-1] = (legs[-1][0], _before(legs[-1][0], end, other.radius + _GAP))
        return list(legs)
    across, down = end[0] - start[0], end[1] - start[1]
    aside = start[0] + across / 2 + down * bend, start[1] + down / 2 - across * bend
    return [(start, aside, _before(aside, end, other.radius + _GAP))]


def _on_middle_line(mark: PlacedMark, towards: float) -> float:
    return min(mark.x + mark.length, max(mark.x, towards))


def _before(start: Point, end: Point, distance: float) -> Point:
    """A point on the way to the end, so far before it."""
    long = math.dist(start, end) or 1.0
    share = min(1.0, distance / long)
    return end[0] - (end[0] - start[0]) * share, end[1] - (end[1] - start[1]) * share


def _ring(mark: PlacedMark, size: float) -> list[Leg]:
    """A circle up and to the right of a mark."""
    size = max(6.0, size)
    away = (mark.radius + size) * math.sqrt(0.5)
    x, y, control = mark.box.right - mark.radius + away, mark.y - away, size * _CIRCLE
    corners = [(x, y + size), (x + size, y), (x, y - size), (x - size, y), (x, y + size)]
    legs: list[Leg] = []
    for (x1, y1), (x2, y2) in pairwise(corners):
        is_level = y1 != y  # a quarter begins level where it begins at the top or at the bottom
        first = (x1 + (control if x2 > x1 else -control), y1) if is_level else _towards(x1, y1, y2, control)
        last = _towards(x2, y2, y1, control) if is_level else (x2 + (control if x1 > x2 else -control), y2)
        legs.append(((x1, y1), first, last, (x2, y2)))
    return legs


def _towards(x: float, y: float, target: float, distance: float) -> Point:
    return x, y + (distance if target > y else -distance)


def point_on(leg: Leg, share: float) -> Point:
    """A point of a leg, from 0 at its beginning to 1 at its end."""
    points = list(leg)
    while len(points) > 1:
        points = [
            (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share)
            for one, other in pairwise(points)
        ]
    return points[0]


def points_along(legs: Sequence[Leg]) -> Iterator[Point]:
    """Points of a line, so close that nothing that is as high as a letter lies between two of them."""
    for leg in legs:
        long = sum(math.dist(one, other) for one, other in pairwise(leg))
        steps = max(1, math.ceil(long / _SAMPLE))
        for step in range(steps + 1):
            yield point_on(leg, step / steps)


def arrow_head(legs: Sequence[Leg], long: float) -> tuple[Point, Point, Point] | None:
    """The three corners of the head at the end of a line; None where it is too short for one."""
    before, end = legs[-1][-2], legs[-1][-1]
    far = math.dist(before, end)
    if far < 1:
        return None
    x, y = (end[0] - before[0]) / far * long, (end[1] - before[1]) / far * long
    return (
        end,
        (end[0] - x - y * 0.42, end[1] - y + x * 0.42),
        (end[0] - x + y * 0.42, end[1] - y - x * 0.42),
    )

"""A picture laid out: where things and their names stand, how relations run, and what guides the eye.

A scene is the one thing that the interactive page and the static pictures draw, so that both look the same.
Lengths are in units of one pixel of a screen on which every name has room; who draws it smaller writes fewer
names, the most important first. It knows no browser and no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What a scene is laid out for."""

    LANDSCAPE = "landscape"  # a screen, a slide: 16 to 9
    PORTRAIT = "portrait"  # a phone held upright: 9 to 16


class Side(StrEnum):
    """Where the name of a thing stands beside its mark."""

    AROUND = "around"  # wherever there is room
    RIGHT = "right"
    LEFT = "left"
    ABOVE = "above"  # of a bar from its left end on, of a symbol over its middle
    BELOW = "below"  # under the middle


class Course(StrEnum):
    """How a relation runs between its ends."""

    STRAIGHT = "straight"  # bent by ``bend``, a share of its length, where there are several
    ACROSS = "across"  # an S between columns, level at both of its ends
    DOWN = "down"  # the same between rows, upright at both of its ends
    ARC = "arc"  # out to one side and back: ``bend`` is how far to the right, below 0 to the left
    RING = "ring"  # from a thing to itself; ``bend`` is the radius
    NONE = "none"  # not drawn before it is chosen: where its ends stand says it, or there are too many


@dataclass(frozen=True, slots=True)
class PlacedThing:
    """How one thing is drawn.

    ``x`` and ``y`` are the middle of its symbol, or the left end and the middle line of a bar; ``size`` is
    the radius of the symbol, half the height of a bar; ``length`` is that of a bar, 0 of a symbol. ``room``
    is the width and the height that its name has at ``side``; (0, 0): as much as there is. A bar ``fades`` at
    the end of which no source states the day. ``rank``: how many things are more important (0: named first).
    """

    x: float
    y: float
    size: float
    rank: int
    side: Side = Side.AROUND
    room: tuple[float, float] = (0.0, 0.0)
    length: float = 0.0
    fades: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, slots=True)
class PlacedRelation:
    """How one relation is drawn; ``bend`` as ``course`` says.

    ``by`` are points that it passes on its way from subject to object; each leg runs as ``course`` says, so
    that a leg between two points of one height is a level line. Where a thing is moved, its own leg follows.
    A bar is met where it is nearest to the other end of the leg.
    """

    course: Course = Course.STRAIGHT
    bend: float = 0.0
    by: tuple[tuple[float, float], ...] = ()


class GuideKind(StrEnum):
    """What guides the eye."""

    HEADING = "heading"  # words above a column, a sector, a cell or a bundle, half way down their box
    FRAME = "frame"  # a panel, with its words at the upper left
    BAND = "band"  # a lane or a row, tinted, with its words at the left
    TICK = "tick"  # a line across the axis, with its words at the upper end
    TODAY = "today"  # the line of the day as of which the picture is drawn
    AREA = "area"  # a community: a rounded ground behind things


@dataclass(frozen=True, slots=True)
class Guide:
    """One part of the ground on which things stand: a box and the words that name it.

    The words of a heading stand in the middle of the box; with ``side`` RIGHT they begin at its left end,
    with LEFT they end at its right end. Words that are wider than their box are shortened.
    """

    kind: GuideKind
    x: float
    y: float
    width: float
    height: float
    words: str = ""
    side: Side = Side.AROUND


@dataclass(frozen=True, slots=True)
class Scene:
    """All of it, from (0, 0) to (``width``, ``height``): a place for each thing and relation of the picture.

    ``echoes`` are further places of things that belong to several parts, each with the number of its thing.
    """

    width: float
    height: float
    things: tuple[PlacedThing, ...]
    relations: tuple[PlacedRelation, ...]
    guides: tuple[Guide, ...] = ()
    echoes: tuple[tuple[int, PlacedThing], ...] = ()

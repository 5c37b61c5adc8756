"""What every layout begins with: the things of a picture as numbers, how they hang together, and their names.

Names are measured in the size in which they are drawn on a screen, so that a layout can give them room.
"""

from __future__ import annotations

import math
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from irc_kg.views.lettering import LETTERS, break_text, text_width
from irc_kg.views.picture import NO_PART
from irc_kg.views.scene import Course, PlacedRelation, Scene, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Guide, PlacedThing

MOST_LINES = 3  # of a name
HEADING = 30.0  # the height of words above a column or a sector

# The radius of a thing with the fewest and with the most relations.
SMALLEST, LARGEST = 10.0, 24.0
_RING = 24  # how wide the second relation of a thing to itself is drawn, and half of it for each further one
_BEND = 0.16  # how far each further relation between the same two things bends away
_RATIOS = {Shape.LANDSCAPE: 16 / 9, Shape.PORTRAIT: 9 / 16}

Pair = tuple[int, int]


class Draft:
    """A picture as a layout looks at it: its things are numbers, in the order in which it has them."""

    def __init__(self, picture: Picture, shape: Shape) -> None:
        self.picture = picture
        self.shape = shape
        self.size = len(picture.things)
        self.ends = ends_of(picture)
        self.degrees = Counter(end for pair in self.ends for end in pair)
        self._lines: dict[tuple[int, float, int], int] = {}

    @property
    def is_portrait(self) -> bool:
        """Whether the scene is for a phone held upright."""
        return self.shape is Shape.PORTRAIT

    @property
    def ratio(self) -> float:
        """How many times as wide as high the scene is to be."""
        return _RATIOS[self.shape]

    @cached_property
    def beside(self) -> list[list[int]]:
        """The neighbours of each thing, in ascending order."""
        beside: list[set[int]] = [set() for _ in range(self.size)]
        for one, other in self.ends:
            if one != other:
                beside[one].add(other)
                beside[other].add(one)
        return [sorted(others) for others in beside]

    @cached_property
    def ranks(self) -> list[int]:
        """How many things come before each where names are given: the subject, then the best connected."""
        return ranks_of(self.degrees, self.size, self.about)

    @cached_property
    def about(self) -> list[int]:
        """What the picture is about, where its layout says so."""
        number = {thing.iri: n for n, thing in enumerate(self.picture.things)}
        return [number[iri] for iri in self.picture.layout.about if iri in number]

    @cached_property
    def names(self) -> list[str]:
        """What is written beside each thing."""
        return [f"{thing.name} {thing.years}".strip() for thing in self.picture.things]

    @cached_property
    def widths(self) -> list[float]:
        """How wide each name is in one line."""
        return [text_width(name, LETTERS, bold=True) for name in self.names]

    def lines(self, n: int, room: float, most: int = MOST_LINES) -> int:
        """How many lines the name of a thing takes where there is so much room."""
        if self.widths[n] <= room or most == 1:
            return 1
        if (n, room, most) not in self._lines:
            self._lines[n, room, most] = len(break_text(self.names[n], room, most, LETTERS, bold=True))
        return max(1, self._lines[n, room, most])

    def sizes(self, smallest: float = SMALLEST, largest: float = LARGEST) -> list[float]:
        """The radius of each thing, by the number of its relations."""
        most = max(self.degrees.values(), default=1)
        reach = largest - smallest
        return [round(smallest + reach * math.sqrt(self.degrees[n] / most), 1) for n in range(self.size)]

    @cached_property
    def usual_sizes(self) -> list[float]:
        """The radius of each thing in a network."""
        return self.sizes()

    def members(self) -> tuple[list[list[int]], list[int]]:
        """The things of each part of the layout, and those of none."""
        parts: list[list[int]] = [[] for _ in self.picture.layout.parts]
        others = []
        for n, thing in enumerate(self.picture.things):
            if thing.part == NO_PART:
                others.append(n)
            else:
                parts[thing.part].append(n)
        return parts, others

    def steps_from(self, starts: Sequence[int]) -> list[int]:
        """How many steps each thing is away from the nearest of some; -1 where no way leads there."""
        steps = [-1] * self.size
        waiting = list(starts)
        for n in starts:
            steps[n] = 0
        for n in waiting:
            for other in self.beside[n]:
                if steps[other] < 0:
                    steps[other] = steps[n] + 1
                    waiting.append(other)
        return steps

    def in_shape(self, width: float, height: float) -> tuple[float, float]:
        """The smallest width and height of the wanted shape that hold as much."""
        return max(width, height * self.ratio), max(height, width / self.ratio)

    def scene(
        self,
        room: tuple[float, float],
        things: Sequence[PlacedThing],
        relations: Sequence[PlacedRelation],
        guides: Sequence[Guide] = (),
        echoes: Sequence[tuple[int, PlacedThing]] = (),
    ) -> Scene:
        """The scene, when every thing and relation has its place."""
        return Scene(*room, tuple(things), tuple(relations), tuple(guides), tuple(echoes))


def ends_of(picture: Picture) -> list[Pair]:
    """Subject and object of each relation, as numbers of things."""
    number = {thing.iri: n for n, thing in enumerate(picture.things)}
    return [(number[relation.subject], number[relation.object]) for relation in picture.relations]


def ranks_of(weights: Counter[int], size: int, firsts: Sequence[int] = ()) -> list[int]:
    """The place of each thing in the order of weights, the greatest first; some come before all."""
    order = sorted(range(size), key=lambda n: (n not in firsts, -weights[n], n))
    ranks = [0] * size
    for rank, n in enumerate(order):
        ranks[n] = rank
    return ranks


def relations_of(ends: Sequence[Pair]) -> tuple[PlacedRelation, ...]:
    """How each relation runs straight, so that several between the same two things can be told apart."""
    seen: Counter[Pair] = Counter()
    placed = []
    for one, other in ends:
        pair = min(one, other), max(one, other)
        nth = seen[pair]
        seen[pair] += 1
        placed.append(_straight(one, other, nth))
    return tuple(placed)


def ring(nth: int = 0) -> PlacedRelation:
    """The relation of a thing to itself."""
    return PlacedRelation(Course.RING, _RING + _RING * nth // 2)


def _straight(one: int, other: int, nth: int) -> PlacedRelation:
    if one == other:
        return ring(nth)
    bend = round(_BEND * ((nth + 1) // 2), 2)
    clockwise = (nth % 2 == 1) == (one < other)
    return PlacedRelation(Course.STRAIGHT, bend if clockwise else -bend)

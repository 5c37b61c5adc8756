"""Things and relations as a network: what is related stands together."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from irc_kg.views.layouts.forces import SPACING, positions
from irc_kg.views.scene import Course, PlacedRelation, PlacedThing, Scene

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Shape

# The radius of a thing with the fewest and with the most relations.
SMALLEST, LARGEST = 10.0, 24.0
_RING = 24  # how wide the second relation of a thing to itself is drawn, and half of it for each further one
_BEND = 0.16  # how far each further relation between the same two things bends away


def lay_out_network(picture: Picture, shape: Shape) -> Scene:
    """What is related stands together, whatever the kinds."""
    del shape
    ends = ends_of(picture)
    degrees = Counter(end for pair in ends for end in pair)
    sizes = sizes_of(degrees, len(picture.things))
    ranks = ranks_of(degrees, len(picture.things))
    places = positions(len(picture.things), ends)
    left = min((x for x, _ in places), default=0) - SPACING / 2
    top = min((y for _, y in places), default=0) - SPACING / 2
    things = tuple(PlacedThing(x - left, y - top, sizes[n], ranks[n]) for n, (x, y) in enumerate(places))
    width = max((placed.x for placed in things), default=0) + SPACING / 2
    height = max((placed.y for placed in things), default=0) + SPACING / 2
    return Scene(width, height, things, relations_of(ends))


def ends_of(picture: Picture) -> list[tuple[int, int]]:
    """Subject and object of each relation, as numbers of things."""
    number = {thing.iri: n for n, thing in enumerate(picture.things)}
    return [(number[relation.subject], number[relation.object]) for relation in picture.relations]


def sizes_of(degrees: Counter[int], size: int) -> list[float]:
    """The radius of each thing, by the number of its relations."""
    most = max(degrees.values(), default=1)
    return [round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(degrees[n] / most), 1) for n in range(size)]


def ranks_of(degrees: Counter[int], size: int) -> list[int]:
    """How many things come before each where names are given: the best connected first."""
    order = sorted(range(size), key=lambda n: (-degrees[n], n))
    ranks = [0] * size
    for rank, n in enumerate(order):
        ranks[n] = rank
    return ranks


def relations_of(ends: Sequence[tuple[int, int]]) -> tuple[PlacedRelation, ...]:
    """How each relation runs, so that several between the same two things can be told apart."""
    seen: Counter[tuple[int, int]] = Counter()
    placed = []
    for one, other in ends:
        pair = min(one, other), max(one, other)
        nth = seen[pair]
        seen[pair] += 1
        placed.append(_relation(one, other, nth))
    return tuple(placed)


def _relation(one: int, other: int, nth: int) -> PlacedRelation:
    if one == other:
        return PlacedRelation(Course.RING, _RING + _RING * nth // 2)
    bend = round(_BEND * ((nth + 1) // 2), 2)
    clockwise = (nth % 2 == 1) == (one < other)
    return PlacedRelation(Course.STRAIGHT, bend if clockwise else -bend)

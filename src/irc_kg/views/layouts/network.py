"""Things and relations as a network: what is related stands together, in a large one by communities.

A community is found as Blondel and others do (Louvain): each thing joins that of its neighbours with which
it has most more relations than chance would give, then communities join as things did.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from irc_kg.views.layouts.drafts import LARGEST, Draft, relations_of
from irc_kg.views.layouts.forces import SPACING, positions
from irc_kg.views.lettering import GAP, LINE
from irc_kg.views.scene import Course, Guide, GuideKind, PlacedRelation, PlacedThing, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irc_kg.views.layouts.drafts import Pair
    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Scene, Shape

_SMALL = 80  # things, up to which a picture is seen as one
_LEAST = 4  # things of a community that has a name
_FEWEST = 3  # communities, or they say nothing
_ROUNDS = 10
_FEW_MOVES = 0.005  # of the things: as few need no further round
_NOTHING = 1e-9  # a gain that only rounding makes
_LEVELS = 8
_TITLE = 0.032  # of the height of the scene: for the words of a community
_LOOSER = 1.3  # how much more room there is than things side by side need
_PADDING = 0.3  # of the distance of neighbours: from the edge of a community to its things

Box = tuple[float, float, float, float]  # left, top, width, height
Weights = list[dict[int, float]]


def lay_out_network(picture: Picture, shape: Shape) -> Scene:
    """What is related stands together, whatever the kinds; communities of a large picture have names."""
    draft = Draft(picture, shape)
    groups = communities(draft.size, draft.ends) if draft.size > _SMALL else []
    named = [group for group in groups if len(group) >= _LEAST]
    if len(named) < _FEWEST:
        return _as_one(draft)
    others = sorted(n for group in groups if len(group) < _LEAST for n in group)
    return _by_communities(draft, named, others)


def _as_one(draft: Draft) -> Scene:
    room = SPACING * SPACING * max(1, draft.size)
    width, height = draft.in_shape(math.sqrt(room * draft.ratio), 0.0)
    points = _fill(draft, range(draft.size), (0.0, 0.0, width, height))
    sizes = draft.sizes()
    things = [PlacedThing(*points[n], sizes[n], draft.ranks[n]) for n in range(draft.size)]
    return draft.scene((width, height), things, relations_of(draft.ends))


def _by_communities(draft: Draft, named: Sequence[Sequence[int]], others: Sequence[int]) -> Scene:
    """Each community in a box of its own, as large as it has things, and what is of none in a last one.

    The best connected thing of each stands above the others, where its name has room. Who stands in its box
    needs no line to it, and lines from box to box would hide everything.
    """
    width, height = draft.in_shape(math.sqrt(_LOOSER * SPACING * SPACING * draft.size * draft.ratio), 0.0)
    groups = [*named, others] if others else list(named)
    things: dict[int, PlacedThing] = {}
    guides = []
    firsts = {min(group, key=draft.ranks.__getitem__) for group in named}
    for group, box in zip(groups, tile([len(group) for group in groups], width, height), strict=True):
        title = max(2 * LINE, _TITLE * height) if group is not others else 0.0
        if title:
            left, top, wide, high = box
            guides.append(Guide(GuideKind.AREA, left + 4, top + 4, wide - 8, high - 8))
        things.update(_community(draft, group, box, title, firsts))
    relations = _within(draft, groups, firsts)
    return draft.scene((width, height), [things[n] for n in range(draft.size)], relations, guides)


def _within(draft: Draft, groups: Sequence[Sequence[int]], firsts: set[int]) -> list[PlacedRelation]:
    """The relations within communities, but those of the firsts."""
    place = {n: number for number, group in enumerate(groups) for n in group}
    placed = []
    for (one, other), relation in zip(draft.ends, relations_of(draft.ends), strict=True):
        is_seen = place[one] == place[other] and firsts.isdisjoint((one, other))
        placed.append(relation if is_seen or one == other else PlacedRelation(Course.NONE))
    return placed


def _community(
    draft: Draft, group: Sequence[int], box: Box, title: float, firsts: set[int]
) -> dict[int, PlacedThing]:
    """The things of one community: its first in the line of the title, the others below."""
    left, top, width, height = box
    sizes, ranks = draft.usual_sizes, draft.ranks
    rest = [n for n in group if n not in firsts]
    points = _fill(draft, rest, (left, top + title, width, max(1.0, height - title)))
    things = {n: PlacedThing(*points[n], sizes[n], ranks[n]) for n in rest}
    for n in firsts.intersection(group):
        mark = left + 3 * GAP + LARGEST, top + title / 2 + GAP
        room = width - 2 * LARGEST - 6 * GAP, title
        things[n] = PlacedThing(*mark, sizes[n], ranks[n], Side.RIGHT, room)
    return things


def _fill(draft: Draft, group: Sequence[int], box: Box) -> dict[int, tuple[float, float]]:
    """Places for the things of a group, all over a box."""
    number = {n: place for place, n in enumerate(group)}
    ends = [
        (number[n], number[other])
        for n in group
        for other in draft.beside[n]
        if n < other and other in number
    ]
    left, top, width, height = box
    is_upright = height > width
    places = positions(len(group), ends, of_all=draft.size)
    across, down = (
        zip(*((y, x) if is_upright else (x, y) for x, y in places), strict=True) if places else ((), ())
    )
    xs = _spread(across, left, width)
    ys = _spread(down, top, height)
    return dict(zip(group, zip(xs, ys, strict=True), strict=True))


def _spread(values: Sequence[float], start: float, length: float) -> list[float]:
    """The values over a length, with some room at both ends; in the middle where they are all the same."""
    low, high = min(values, default=0.0), max(values, default=0.0)
    padding = min(_PADDING * SPACING, length / 4)
    if high == low:
        return [start + length / 2 for _ in values]
    scale = (length - 2 * padding) / (high - low)
    return [round(start + padding + (value - low) * scale, 1) for value in values]


def tile(sizes: Sequence[int], width: float, height: float) -> list[Box]:
    """Boxes as large as the sizes ask for, which fill a room and are nearly square (a squarified treemap)."""
    order = sorted(range(len(sizes)), key=lambda n: (-sizes[n], n))
    unit = width * height / sum(sizes)
    boxes: list[Box] = [(0.0, 0.0, 0.0, 0.0)] * len(sizes)
    left, top = 0.0, 0.0
    while order:
        row = _row([sizes[n] * unit for n in order], min(width, height))
        area = sum(sizes[n] * unit for n in order[:row])
        is_beside = width >= height  # a column at the left of what is left over, or a row at its top
        thick = area / (height if is_beside else width)
        along = top if is_beside else left
        for n in order[:row]:
            long = sizes[n] * unit / thick
            boxes[n] = (left, along, thick, long) if is_beside else (along, top, long, thick)
            along += long
        if is_beside:
            left, width = left + thick, width - thick
        else:
            top, height = top + thick, height - thick
        order = order[row:]
    return boxes


def _row(areas: Sequence[float], side: float) -> int:
    """How many of the areas, along one side, keep the most uneven of them nearest to a square."""

    def unevenness(count: int) -> float:
        thick = sum(areas[:count]) / side
        longs = [area / thick for area in areas[:count]]
        return max(max(thick / long, long / thick) for long in longs)

    count = 1
    while count < len(areas) and unevenness(count + 1) <= unevenness(count):
        count += 1
    return count


# Communities


def communities(size: int, ends: Sequence[Pair]) -> list[list[int]]:
    """What has more relations among itself than with others; the largest first."""
    weights: Weights = [defaultdict(float) for _ in range(size)]
    for one, other in dict.fromkeys((min(pair), max(pair)) for pair in ends):
        if one != other:
            weights[one][other] += 1.0
            weights[other][one] += 1.0
    belongs = list(range(size))
    for _ in range(_LEVELS):
        joined = _join(weights)
        if len(set(joined)) == len(joined):
            break
        weights, joined = _as_things(weights, joined)
        belongs = [joined[community] for community in belongs]
    groups: dict[int, list[int]] = defaultdict(list)
    for n, community in enumerate(belongs):
        groups[community].append(n)
    return sorted(groups.values(), key=lambda group: (-len(group), group))


def _join(weights: Weights) -> list[int]:
    """The community of each after all have moved to where they belong most."""
    degrees = [sum(near.values()) for near in weights]
    total = sum(degrees) or 1.0
    community = list(range(len(weights)))
    sums = list(degrees)
    for _ in range(_ROUNDS):
        moved = 0
        for n, near in enumerate(weights):
            own = community[n]
            sums[own] -= degrees[n]
            links = {own: 0.0}
            for other, weight in near.items():
                if other != n:
                    links[community[other]] = links.get(community[other], 0.0) + weight
            best = _best_place(links, own, degrees[n] / total, sums)
            sums[best] += degrees[n]
            moved += best != own
            community[n] = best
        if moved <= _FEW_MOVES * len(weights):
            break
    return community


def _best_place(links: dict[int, float], own: int, share: float, sums: Sequence[float]) -> int:
    """The community with which there are most more links than chance gives; its own where that is as good."""
    best, most = own, links[own] - share * sums[own]
    for place, weight in links.items():
        gain = weight - share * sums[place]
        if gain > most + _NOTHING:
            best, most = place, gain
    return best


def _as_things(weights: Weights, joined: Sequence[int]) -> tuple[Weights, list[int]]:
    """Communities as the things of a smaller picture, and the number of each there."""
    number: dict[int, int] = {}
    renamed = [number.setdefault(community, len(number)) for community in joined]
    merged: Weights = [defaultdict(float) for _ in number]
    for n, near in enumerate(weights):
        for other, weight in near.items():
            merged[renamed[n]][renamed[other]] += weight
    return merged, renamed

"""Things in layers: which stands in which, in what order, so that few relations cross, and at what height.

The steps are those of Sugiyama: what leads back is turned round, things get layers, a relation that skips a
layer gets a point in it, the order within layers follows that of the neighbours, then heights do.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irc_kg.views.layouts.drafts import Pair

_SWEEPS = 12
_SWAPS = 10  # rounds in which neighbours of a layer change places
_LARGE = 3000  # relations, from which on changing places would take too long
_SETTLING = 12  # rounds of heights

Layers = list[list[int]]
Beside = dict[int, list[int]]


@dataclass(frozen=True, slots=True)
class Layered:
    """Things in layers; numbers from that of the things on are points that relations pass.

    ``before`` and ``behind`` are the neighbours of each in the layers beside its own. ``ways`` are the points
    between two things, in the order of the layers.
    """

    layers: Layers
    before: Beside
    behind: Beside
    ways: Mapping[Pair, list[int]]

    def by(self, one: int, other: int) -> list[int]:
        """The points between two things, from the one to the other."""
        if (one, other) in self.ways:
            return self.ways[one, other]
        return self.ways.get((other, one), [])[::-1]


def stack(levels: Sequence[int], ends: Sequence[Pair]) -> Layered:
    """Things in the layers that they have, in the order that lets the fewest relations cross."""
    count = max(levels, default=-1) + 1
    layers: Layers = [[] for _ in range(count)]
    for n, level in enumerate(levels):
        layers[level].append(n)
    before: Beside = defaultdict(list)
    behind: Beside = defaultdict(list)
    ways: dict[Pair, list[int]] = {}
    new = len(levels)
    for one, other in ends:
        low, high = (one, other) if levels[one] < levels[other] else (other, one)
        if levels[low] == levels[high] or (low, high) in ways:
            continue
        points = list(range(new, new + levels[high] - levels[low] - 1))
        new += len(points)
        ways[low, high] = points
        for place, point in enumerate(points, levels[low] + 1):
            layers[place].append(point)
        chain = [low, *points, high]
        for left, right in pairwise(chain):
            behind[left].append(right)
            before[right].append(left)
    return Layered(order_layers(layers, before, behind), before, behind, ways)


# Order


def order_layers(layers: Layers, before: Beside, behind: Beside) -> Layers:
    """The layers in the order in which the fewest relations cross, of all that were tried."""
    best, fewest = layers, crossings(layers, behind)
    current = [list(layer) for layer in layers]
    for sweep in range(_SWEEPS):
        if sweep % 2 == 0:
            for upper, lower in zip(range(len(current)), range(1, len(current)), strict=False):
                current[lower] = _sort(current[lower], current[upper], before)
        else:
            for lower in range(len(current) - 2, -1, -1):
                current[lower] = _sort(current[lower], current[lower + 1], behind)
        count = crossings(current, behind)
        if count < fewest:
            best, fewest = [list(layer) for layer in current], count
    if sum(map(len, behind.values())) <= _LARGE:
        best = _swap(best, before, behind)
    return [_loose_last(layer, before, behind) for layer in best]


def crossings(layers: Layers, behind: Beside) -> int:
    """How many pairs of relations between one layer and the next cross."""
    count = 0
    for layer, following in pairwise(layers):
        place = {n: position for position, n in enumerate(following)}
        passed: list[int] = []
        for n in layer:
            targets = sorted(place[other] for other in behind.get(n, ()))
            count += sum(len(passed) - bisect_left(passed, target + 1) for target in targets)
            for target in targets:
                insort(passed, target)
    return count


def _sort(layer: list[int], fixed: list[int], towards: Beside) -> list[int]:
    """A layer by where the neighbours of each are; what has none keeps its place."""
    place = {n: position / max(1, len(fixed)) for position, n in enumerate(fixed)}
    wanted = {}
    for position, n in enumerate(layer):
        others = [place[other] for other in towards.get(n, ())]
        wanted[n] = sum(others) / len(others) if others else position / len(layer)
    return sorted(layer, key=wanted.__getitem__)


def _swap(layers: Layers, before: Beside, behind: Beside) -> Layers:
    """Neighbours of a layer change places wherever fewer relations cross then."""
    layers = [list(layer) for layer in layers]
    for _ in range(_SWAPS):
        swapped = [_swap_within(number, layers, before, behind) for number in range(len(layers))]
        if not any(swapped):
            break
    return layers


def _swap_within(number: int, layers: Layers, before: Beside, behind: Beside) -> bool:
    """Whether any neighbours of one layer changed places."""
    layer = layers[number]
    places = [
        ({n: place for place, n in enumerate(layers[other])}, towards)
        for other, towards in ((number - 1, before), (number + 1, behind))
        if 0 <= other < len(layers)
    ]
    is_better = False
    for left in range(len(layer) - 1):
        one, two = layer[left : left + 2]
        if sum(_gain(one, two, place, towards) for place, towards in places) > 0:
            layer[left : left + 2] = two, one
            is_better = True
    return is_better


def _gain(one: int, two: int, place: Mapping[int, int], towards: Beside) -> int:
    """How many fewer crossings there are when two neighbours of a layer change places."""
    firsts = [place[other] for other in towards.get(one, ())]
    seconds = [place[other] for other in towards.get(two, ())]
    gain = 0
    for first in firsts:
        for second in seconds:
            gain += (first > second) - (first < second)
    return gain


def _loose_last(layer: list[int], before: Beside, behind: Beside) -> list[int]:
    """What has no neighbours in the layers beside its own stands at the end."""
    return sorted(layer, key=lambda n: not (before.get(n) or behind.get(n)))


# Heights


def settle(
    layered: Layered, above: Mapping[int, float], below: Mapping[int, float], height: float
) -> dict[int, float]:
    """How far down each stands: near its neighbours, in order, and with so much room above and below it."""
    gaps = [_gaps(layer, above, below, height) for layer in layered.layers]
    spots: dict[int, float] = {}
    for layer, offsets in zip(layered.layers, gaps, strict=True):
        start = (
            (height - offsets[-1] - below[layer[-1]] - above[layer[0]]) / 2 + above[layer[0]] if layer else 0
        )
        spots.update({n: start + offset for n, offset in zip(layer, offsets, strict=True)})
    numbers = range(len(layered.layers))
    for turn in range(_SETTLING):
        for number in numbers if turn % 2 else reversed(numbers):
            layer, offsets = layered.layers[number], gaps[number]
            if not layer:
                continue
            wanted = [_middle(n, spots, layered) for n in layer]
            low, high = above[layer[0]], height - below[layer[-1]] - offsets[-1]
            spots.update(zip(layer, _in_order(wanted, offsets, low, high), strict=True))
    return spots


def _gaps(
    layer: Sequence[int], above: Mapping[int, float], below: Mapping[int, float], height: float
) -> list[float]:
    """How far each of a layer is from the first at least; where there is much room, half of it is used."""
    offsets = [0.0] * bool(layer)
    for one, other in pairwise(layer):
        offsets.append(offsets[-1] + below[one] + above[other])
    if len(layer) > 1:
        whole = offsets[-1] + above[layer[0]] + below[layer[-1]]
        wider = (whole + max(0.0, height - whole) * 0.7 - whole) / offsets[-1]
        offsets = [offset * (1 + wider) for offset in offsets]
    return offsets


def _middle(n: int, spots: Mapping[int, float], layered: Layered) -> float:
    """The mean height of the neighbours; its own where there are none."""
    others = [*layered.before.get(n, ()), *layered.behind.get(n, ())]
    if not others:
        return spots[n]
    return sum(spots[other] for other in others) / len(others)


def _in_order(wanted: Sequence[float], offsets: Sequence[float], low: float, high: float) -> list[float]:
    """The heights nearest to those wanted that keep the order and the gaps (pool adjacent violators)."""
    pools: list[list[float]] = []  # mean and number
    for want, offset in zip(wanted, offsets, strict=True):
        pools.append([want - offset, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, count = pools.pop()
            first, number = pools[-1]
            pools[-1] = [(first * number + mean * count) / (number + count), number + count]
    flat = [mean for mean, count in pools for _ in range(int(count))]
    return [min(max(start, low), high) + offset for start, offset in zip(flat, offsets, strict=True)]


# Layers


def levels_of(size: int, ends: Sequence[Pair]) -> list[int]:
    """A layer for each thing, so that every relation leads on but those that would close a circle."""
    onward = _without_circles(size, ends)
    order = _from_first_to_last(onward)
    levels = [0] * size
    for n in order:
        for target in onward[n]:
            levels[target] = max(levels[target], levels[n] + 1)
    for n in reversed(order):  # a root stands just before what it leads to
        if onward[n]:
            levels[n] = max(levels[n], min(levels[target] for target in onward[n]) - 1)
    return levels


def _from_first_to_last(onward: Sequence[Sequence[int]]) -> list[int]:
    """Each thing after all that lead to it."""
    entries = Counter(target for targets in onward for target in targets)
    order = [n for n in range(len(onward)) if not entries[n]]
    for n in order:
        for target in onward[n]:
            entries[target] -= 1
            if not entries[target]:
                order.append(target)
    return order


def _without_circles(size: int, ends: Sequence[Pair]) -> list[list[int]]:
    """What each thing leads to; a relation that leads back to where one comes from is turned round."""
    targets: list[list[int]] = [[] for _ in range(size)]
    for one, other in dict.fromkeys(ends):
        if one != other:
            targets[one].append(other)
    entered = {other for others in targets for other in others}
    onward: list[list[int]] = [[] for _ in range(size)]
    is_done: dict[int, bool] = {}  # False: the way to where one is leads through it
    for start in sorted(range(size), key=lambda n: n in entered):
        if start not in is_done:
            _follow(start, targets, onward, is_done)
    return onward


def _follow(
    start: int, targets: Sequence[Sequence[int]], onward: list[list[int]], is_done: dict[int, bool]
) -> None:
    """Walk all ways from one thing, depth first, and note where they lead."""
    is_done[start] = False
    way = [(start, iter(targets[start]))]
    while way:
        n, rest = way[-1]
        target = next(rest, None)
        if target is None:
            is_done[n] = True
            way.pop()
        elif is_done.get(target) is False:
            onward[target].append(n)
        else:
            onward[n].append(target)
            if target not in is_done:
                is_done[target] = False
                way.append((target, iter(targets[target])))

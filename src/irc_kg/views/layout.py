"""Where each thing stands in a picture: settled before the page opens, and the same every time."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import igraph

Point = tuple[float, float]

SPACING = 120.0  # between neighbours, in the units of the canvas; a thing is 20 to 48 across
_CLOSEST = 80.0  # no two things nearer than this
_SEED = 2024
_SMALL = 300  # up to here a slower method comes after, which spreads things more evenly
_LARGE = 1000  # from here on a grid saves time where it cannot be seen
_PUSHES = 40
_LANDSCAPE = 1.25  # width to height of the whole
_TRIED = 40  # parts that may stand on the first shelf


def positions(size: int, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where each of ``size`` nodes stands, in canvas units; the parts of a graph are laid side by side."""
    import igraph

    graph = igraph.Graph(size, edges).simplify()
    placed: dict[int, Point] = {}
    parts = sorted(graph.connected_components(), key=lambda part: (-len(part), part))
    igraph.set_random_number_generator(random.Random(_SEED))  # noqa: S311 - a layout is no secret
    try:
        drawn = [_turned(_spread(_drawn(graph.subgraph(part)))) for part in parts]
    finally:
        igraph.set_random_number_generator(random)
    for part, points, (left, top) in zip(parts, drawn, _shelves(drawn), strict=True):
        for node, (x, y) in zip(part, points, strict=True):
            placed[node] = (x + left, y + top)
    return [(round(placed[node][0]), round(placed[node][1])) for node in range(size)]


def _drawn(graph: igraph.Graph) -> list[Point]:
    """One connected part, its edges about ``SPACING`` long."""
    size = graph.vcount()
    if size == 1:
        return [(0.0, 0.0)]
    coarse = size > _LARGE
    layout = graph.layout_fruchterman_reingold(niter=500 if coarse else 1000, grid=coarse)
    if size <= _SMALL:
        layout = graph.layout_kamada_kawai(seed=layout)
    points = [(float(x), float(y)) for x, y in layout]
    lengths = sorted(math.dist(points[one], points[other]) for one, other in graph.get_edgelist())
    scale = SPACING / (lengths[len(lengths) // 2] or 1.0)
    if size > _SMALL:  # there, room for all matters more than the length of lines
        width, height = (max(line) - min(line) for line in zip(*points, strict=True))
        scale = max(scale, SPACING * math.sqrt(size / (width * height or 1.0)))
    return [(x * scale, y * scale) for x, y in points]


def _spread(points: list[Point]) -> list[Point]:
    """The points pushed apart, little by little, until no two are closer than ``_CLOSEST``."""
    for _ in range(min(_PUSHES, 40 * _LARGE // len(points))):
        moved = _pushed(points)
        if moved == points:
            break
        points = moved
    return points


def _pushed(points: list[Point]) -> list[Point]:
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, (x, y) in enumerate(points):
        cells[math.floor(x / _CLOSEST), math.floor(y / _CLOSEST)].append(index)
    moved = [list(point) for point in points]
    for one, other in _close_pairs(cells):
        across, down = points[other][0] - points[one][0], points[other][1] - points[one][1]
        distance = math.hypot(across, down)
        if distance >= _CLOSEST:
            continue
        if distance == 0.0:  # two on one spot part in a direction of their own
            across, down, distance = math.cos(one), math.sin(one), 1.0
        push = (_CLOSEST - distance) / 2 / distance
        for index, sign in ((one, -1), (other, 1)):
            moved[index][0] += sign * across * push
            moved[index][1] += sign * down * push
    return [(x, y) for x, y in moved]


def _close_pairs(cells: dict[tuple[int, int], list[int]]) -> Iterator[tuple[int, int]]:
    for (column, row), here in cells.items():
        near = [i for c in (-1, 0, 1) for r in (-1, 0, 1) for i in cells.get((column + c, row + r), ())]
        yield from ((one, other) for one in here for other in near if one < other)


def _turned(points: list[Point]) -> list[Point]:
    """The points turned so that they are broadest from left to right, as a screen is, from (0, 0) on."""
    size = len(points)
    middle_x, middle_y = sum(x for x, _ in points) / size, sum(y for _, y in points) / size
    xx = sum((x - middle_x) ** 2 for x, _ in points)
    yy = sum((y - middle_y) ** 2 for _, y in points)
    xy = sum((x - middle_x) * (y - middle_y) for x, y in points)
    angle = -math.atan2(2 * xy, xx - yy) / 2
    cos, sin = math.cos(angle), math.sin(angle)
    turned = [(x * cos - y * sin, x * sin + y * cos) for x, y in points]
    left, top = min(x for x, _ in turned), min(y for _, y in turned)
    return [(x - left, y - top) for x, y in turned]


def _shelves(parts: list[list[Point]]) -> list[Point]:
    """The left upper corner of each part, from the largest to the smallest, on shelves of the best width."""
    sizes = [(max(x for x, _ in part) + SPACING, max(y for _, y in part) + SPACING) for part in parts]
    widths = sorted({*accumulate(width for width, _ in sizes[:_TRIED])} or {0.0})
    return min((_placed(sizes, width) for width in widths), key=lambda placed: placed[0], default=(0.0, []))[
        1
    ]


def _placed(sizes: list[Point], full: float) -> tuple[float, list[Point]]:
    """How much room shelves of a width take up on a screen, and the corners of what stands on them."""
    left = top = tallest = broadest = 0.0
    corners: list[Point] = []
    for width, height in sizes:
        if left and left + width > full:
            left, top, tallest = 0.0, top + tallest, 0.0
        corners.append((left, top))
        left, tallest = left + width, max(tallest, height)
        broadest = max(broadest, left)
    return max(broadest / _LANDSCAPE, top + tallest), corners

"""Where each thing stands in a picture: settled before the page opens, and the same every time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate

import numpy as np

from irc_kg.views.forces import Indices, Neighbours, Points, arrange, edges_of, sums

SPACING = 120.0  # between neighbours, in the units of the canvas; a thing is 20 to 48 across
_CLOSEST = 80.0  # no two things nearer than this
_SMALL = 300  # nodes of a part; in a larger one room for all matters more than the length of lines
_PUSHES = 40
_LANDSCAPE = 1.25  # width to height of the whole
_TRIED = 40  # parts that may stand on the first shelf

_Corner = tuple[float, float]


def positions(size: int, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where each of ``size`` nodes stands, in canvas units; the parts of a graph are laid side by side."""
    beside = _neighbours(size, edges)
    parts = _connected_parts(beside)
    drawn = [_turn(_spread(_draw_part(_only(part, beside)))) for part in parts]
    placed = np.zeros(size, dtype=np.complex128)
    for part, points, (left, top) in zip(parts, drawn, _shelves(drawn), strict=True):
        placed[part] = points + complex(left, top)
    return [(round(spot.real), round(spot.imag)) for spot in placed.tolist()]


def _neighbours(size: int, edges: Sequence[tuple[int, int]]) -> Neighbours:
    beside: list[set[int]] = [set() for _ in range(size)]
    for one, other in edges:
        if one != other:
            beside[one].add(other)
            beside[other].add(one)
    return [sorted(others) for others in beside]


def _connected_parts(beside: Neighbours) -> list[list[int]]:
    """The nodes of each part that hangs together, the largest part first."""
    seen: set[int] = set()
    parts = []
    for start in range(len(beside)):
        if start in seen:
            continue
        seen.add(start)
        part = [start]
        for node in part:
            fresh = [other for other in beside[node] if other not in seen]
            seen.update(fresh)
            part.extend(fresh)
        parts.append(sorted(part))
    return sorted(parts, key=lambda part: (-len(part), part))


def _only(part: Sequence[int], beside: Neighbours) -> Neighbours:
    """The neighbours within a part, whose nodes are counted from 0."""
    number = {node: n for n, node in enumerate(part)}
    return [[number[other] for other in beside[node]] for node in part]


def _draw_part(beside: Neighbours) -> Points:
    """One connected part, its edges about ``SPACING`` long."""
    points = arrange(beside)
    size = len(points)
    if size == 1:
        return points
    if size > _SMALL:
        room = np.ptp(points.real) * np.ptp(points.imag)
        return points * (SPACING * math.sqrt(size / (float(room) or 1.0)))
    one, other = edges_of(beside)
    lengths = np.sort(np.abs(points[one] - points[other]))
    return points * (SPACING / (float(lengths[len(lengths) // 2]) or 1.0))


def _spread(points: Points) -> Points:
    """The points pushed apart, little by little, until no two are closer than ``_CLOSEST``."""
    for _ in range(_PUSHES):
        one, other = _close_pairs(points)
        close = np.abs(points[other] - points[one]) < _CLOSEST
        if not close.any():
            break
        one, other = one[close], other[close]
        push = _push(points[other] - points[one], one)
        points = points + sums(other, push, len(points)) - sums(one, push, len(points))
    return points


def _push(apart: Points, one: Indices) -> Points:
    """How far each of a pair has to go, so that together they come to ``_CLOSEST``."""
    distances = np.abs(apart)
    apart = np.where(
        distances > 0, apart, np.exp(1j * one)
    )  # two on one spot part in a direction of their own
    push: Points = apart / np.abs(apart) * (_CLOSEST - distances) / 2
    return push


def _close_pairs(points: Points) -> tuple[Indices, Indices]:
    """Both ends of all pairs in the same or in adjoining squares of ``_CLOSEST``, each pair once."""
    columns = np.floor(points.real / _CLOSEST).astype(np.int64)
    rows = np.floor(points.imag / _CLOSEST).astype(np.int64)
    stride = int(np.ptp(rows)) + 3
    squares = columns * stride + rows
    order = np.argsort(squares, kind="stable")
    ones, others = zip(*_in_squares(squares, order, (0, 1, stride - 1, stride, stride + 1)), strict=True)
    return np.concatenate(ones), np.concatenate(others)


def _in_squares(squares: Indices, order: Indices, steps: Sequence[int]) -> Iterator[tuple[Indices, Indices]]:
    """Each node with all those whose square is as many squares further on as a step says."""
    nodes = np.arange(len(squares))
    for step in steps:
        first, last = (np.searchsorted(squares[order], squares + step, side) for side in ("left", "right"))
        counts = last - first
        ends = np.cumsum(counts)
        one = np.repeat(nodes, counts)
        other = order[np.arange(len(one)) + np.repeat(first - ends + counts, counts)]
        kept = one < other if step == 0 else np.ones(len(one), dtype=bool)
        yield one[kept], other[kept]


def _turn(points: Points) -> Points:
    """The points turned so that they are broadest from left to right, as a screen is, from (0, 0) on."""
    centred = points - points.mean()
    # Half the angle of the sum of squares is the direction in which complex numbers spread most.
    turned: Points = points * np.exp(-0.5j * np.angle((centred**2).sum()))
    return turned - complex(turned.real.min(), turned.imag.min())


def _shelves(parts: Sequence[Points]) -> list[_Corner]:
    """The left upper corner of each part, from the largest to the smallest, on shelves of the best width."""
    sizes = [(float(part.real.max()) + SPACING, float(part.imag.max()) + SPACING) for part in parts]
    widths = sorted({*accumulate(width for width, _ in sizes[:_TRIED])} or {0.0})
    tried = [_fill_shelves(sizes, width) for width in widths]
    return min(tried, key=lambda placed: placed[0])[1]


def _fill_shelves(sizes: Sequence[_Corner], full: float) -> tuple[float, list[_Corner]]:
    """How much room shelves of a width take up on a screen, and the corners of what stands on them."""
    left = top = tallest = broadest = 0.0
    corners: list[_Corner] = []
    for width, height in sizes:
        if left and left + width > full:
            left, top, tallest = 0.0, top + tallest, 0.0
        corners.append((left, top))
        left, tallest = left + width, max(tallest, height)
        broadest = max(broadest, left)
    return max(broadest / _LANDSCAPE, top + tallest), corners

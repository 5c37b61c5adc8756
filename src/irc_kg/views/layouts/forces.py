"""Where each thing stands in a picture: settled before the page opens, and the same every time.

Each part that hangs together is arranged by itself: what is related pulls, all else pushes. Then its things
are spread so that none hides another, and the parts are laid side by side.

Points are complex numbers: one array holds both coordinates, and a product turns or stretches all of them.
Chance comes from a generator of its own with a fixed seed, so that the same part always lies the same.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

# The types of numpy take half as long to load as numpy itself, and say nothing to a run.
if TYPE_CHECKING:
    import numpy.typing as npt

Points: TypeAlias = "npt.NDArray[np.complex128]"
Numbers: TypeAlias = "npt.NDArray[np.float64]"
Indices: TypeAlias = "npt.NDArray[np.int64]"
Neighbours = Sequence[Sequence[int]]  # of each node, in ascending order
_Corner = tuple[float, float]

SPACING = 120.0  # between neighbours, in the units of the canvas; a thing is 20 to 48 across
_CLOSEST = 80.0  # no two things nearer than this
_PUSHES = 40
_LANDSCAPE = 1.25  # width to height of the whole
_TRIED = 40  # parts that may stand on the first shelf

_SEED = 2024
_LARGE = 4000  # nodes of all parts, from which on one may not take long over each
_FIRST_ROUNDS = 40  # of forces, before distances are looked at
_STRESS_ROUNDS = 150
_SETTLED = 0.0001  # the share by which a round has to make things better to be followed by another
_PIVOTS = 16
_FEWEST_CELLS = 32  # along a side of the mesh


@dataclass(frozen=True, slots=True)
class _Care:
    """How long one may take over a part.

    Up to ``small`` nodes every distance is looked at, which spreads things evenly, from several ``starts``,
    of which the one with the fewest crossings is kept. In a larger part room for all matters more than the
    length of lines: so many ``rounds``, on a mesh of so many ``cells`` along a side at most.
    """

    small: int
    starts: int
    rounds: int
    cells: int


_THOROUGH = _Care(300, 16, 90, 128)
_QUICK = _Care(40, 2, 50, 32)


# All parts


def positions(
    size: int, edges: Sequence[tuple[int, int]], *, of_all: int | None = None
) -> list[tuple[int, int]]:
    """Where each of ``size`` nodes stands, in canvas units; the parts of a graph are laid side by side.

    ``of_all``: how many nodes there are with those of other graphs, over which one may not take too long.
    """
    care = _QUICK if of_all is not None and of_all > max(_LARGE, 2 * size) else _THOROUGH
    beside = _neighbours(size, edges)
    parts = _components(beside)
    drawn = [_turn(_spread(_draw_part(_only(part, beside), care))) for part in parts]
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


def _components(beside: Neighbours) -> list[list[int]]:
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


def _draw_part(beside: Neighbours, care: _Care) -> Points:
    """One connected part, its edges about ``SPACING`` long."""
    points = _arrange(beside, care)
    size = len(points)
    if size == 1:
        return points
    if size > care.small:
        room = np.ptp(points.real) * np.ptp(points.imag)
        return points * (SPACING * math.sqrt(size / (float(room) or 1.0)))
    one, other = _edges_of(beside)
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
        points = points + _sums(other, push, len(points)) - _sums(one, push, len(points))
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


# One part


def _arrange(beside: Neighbours, care: _Care) -> Points:
    """A place for each node of a connected part, with relations about one unit long."""
    if len(beside) == 1:
        return np.zeros(1, dtype=np.complex128)
    edges = _edges_of(beside)
    return (_by_distance if len(beside) <= care.small else _by_mesh)(beside, edges, care)


def _edges_of(beside: Neighbours) -> Indices:
    """Two rows: the lower and the higher end of each edge."""
    pairs = [(one, other) for one, others in enumerate(beside) for other in others if one < other]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2).T


def _by_distance(beside: Neighbours, edges: Indices, care: _Care) -> Points:
    """As far apart as there are steps between them, as nearly as that can be had on paper.

    Where one begins decides in which of many such pictures one ends: several beginnings are tried.
    """
    size = len(beside)
    steps = np.array([_steps_from(node, beside) for node in range(size)], dtype=np.float64)
    tried = []
    for start, begun in enumerate(_beginnings(size, edges, care)):
        points, stress = _relieve(begun, steps)
        tried.append((_crossings(points, edges), stress, start, points))
    return min(tried, key=lambda one: one[:3])[3]


def _beginnings(size: int, edges: Indices, care: _Care) -> Points:
    """Pictures of a small part by force alone, a row each.

    All are drawn at once, as parts of one graph that do not see each other: numpy takes about as long for
    sixteen small arrays as for one.
    """
    starts = max(2, min(care.starts, 2 * care.small // size))
    scattered = np.concatenate([_scatter(size, _SEED + start) for start in range(starts)])
    first_nodes = size * np.arange(starts)
    all_edges = (edges[:, None, :] + first_nodes[:, None]).reshape(2, -1)

    def push(points: Points) -> Points:
        return _push_of_all(points.reshape(starts, size)).ravel()

    return _by_force(scattered, all_edges, _FIRST_ROUNDS, push, size).reshape(starts, size)


def _steps_from(start: int, beside: Neighbours) -> list[int]:
    """How many steps each node is away from one of them."""
    steps = [-1] * len(beside)
    steps[start] = 0
    waiting = [start]
    for node in waiting:
        for other in beside[node]:
            if steps[other] < 0:
                steps[other] = steps[node] + 1
                waiting.append(other)
    return steps


def _scatter(size: int, seed: int) -> Points:
    chance = random.Random(seed)  # noqa: S311 - a layout is no secret
    half = math.sqrt(size) / 2
    spots = [complex(chance.uniform(-half, half), chance.uniform(-half, half)) for _ in range(size)]
    return np.array(spots, dtype=np.complex128)


def _relieve(points: Points, steps: Numbers) -> tuple[Points, float]:
    """The points moved until their distances fit the steps, and by how much they still do not.

    This is stress majorisation: each point moves to the mean of where all others would have it, the nearer
    ones first. Element by element, because the threads of a matrix product stall where others need the cores.
    """
    weights = 1 / np.where(steps, steps, np.inf) ** 2
    weights /= weights.sum(axis=1)[:, None]
    before = math.inf
    for _ in range(_STRESS_ROUNDS):
        apart = points[:, None] - points[None, :]
        distances = np.abs(apart)
        stress = float((weights * (distances - steps) ** 2).sum()) / 2
        if before - stress < _SETTLED * stress:
            break
        before = stress
        away = steps / np.where(distances, distances, np.inf)
        points = (weights * (points[None, :] + away * apart)).sum(axis=1)
    return points, stress


def _crossings(points: Points, edges: Indices) -> int:
    """How many pairs of edges cross, those with a common end left out."""
    ends = points[edges]
    along = ends[1] - ends[0]
    # On which side of each edge (row) the two ends of each edge (column) lie.
    sides = [np.sign((along.conj()[:, None] * (end - ends[0][:, None])).imag) for end in ends]
    parted = sides[0] * sides[1] < 0
    common = np.any([one[:, None] == other for one in edges for other in edges], axis=0)
    return int((parted & parted.T & ~common).sum()) // 2


def _by_force(
    points: Points, edges: Indices, rounds: int, push: Callable[[Points], Points], size: int
) -> Points:
    """As Fruchterman and Reingold: a pull by the square of the distance, a push by its inverse.

    ``size``: the nodes of one part, which say how far a step may go.
    """
    reach = math.sqrt(size) / 4
    for number in range(rounds):
        force = push(points) + _pull(points, edges)
        strength = np.maximum(np.abs(force), 1e-9)
        most = reach * (1 - number / rounds) ** 1.5
        points = points + force * np.minimum(0.5, most / strength)
    return points


def _pull(points: Points, edges: Indices) -> Points:
    one, other = edges
    apart = points[other] - points[one]
    pull = apart * np.abs(apart)
    return _sums(one, pull, len(points)) - _sums(other, pull, len(points))


def _sums(where: Indices, values: Points, size: int) -> Points:
    """The sum of the values for each index."""
    result = np.empty(size, dtype=np.complex128)
    result.real = np.bincount(where, values.real, size)
    result.imag = np.bincount(where, values.imag, size)
    return result


def _push_of_all(points: Points) -> Points:
    """What the points of each row push each other."""
    apart = points[:, :, None] - points[:, None, :]
    squares = apart.real**2 + apart.imag**2
    push: Points = (apart / np.where(squares, squares, np.inf)).sum(axis=-1)
    return push


def _by_mesh(beside: Neighbours, edges: Indices, care: _Care) -> Points:
    """A large part: the pushes are read from a mesh, so that a round takes as long as there are nodes."""
    size = len(beside)
    half = math.sqrt(size) / 2
    start = 0.6 * half * _overview(beside) + 0.3 * _scatter(size, _SEED)
    return _by_force(start, edges, care.rounds, _Mesh(size, care.cells).push, size)


def _overview(beside: Neighbours) -> Points:
    """A rough picture from the distances to a few nodes that are far from each other; of unit size."""
    size = len(beside)
    node = max(range(size), key=lambda one: (len(beside[one]), -one))
    rows: list[list[int]] = []
    nearest = [size] * size
    for _ in range(min(_PIVOTS, size)):
        rows.append(_steps_from(node, beside))
        nearest = [min(known, new) for known, new in zip(nearest, rows[-1], strict=True)]
        node = max(range(size), key=lambda one: (nearest[one], -one))
    squares = np.array(rows, dtype=np.float64).T ** 2
    centred = squares - squares.mean(axis=0) - squares.mean(axis=1)[:, None] + squares.mean()
    _, directions = np.linalg.eigh(np.einsum("ij,ik->jk", centred, centred))
    flat = np.einsum("ij,jk->ik", centred, directions[:, [-1, -2]])
    flat /= np.maximum(np.sqrt((flat**2).mean(axis=0)), 1e-9)
    points: Points = flat[:, 0] + 1j * flat[:, 1]
    return points


class _Mesh:
    """What points push each other: their masses spread on a mesh, one convolution, and read back from it."""

    def __init__(self, size: int, most: int) -> None:
        self.cells = min(most, max(_FEWEST_CELLS, 2 ** math.ceil(math.log2(3 * math.sqrt(size)))))
        self.side = 2 * self.cells  # the other half stays empty, or the edges would push each other around it
        offsets = np.fft.fftfreq(self.side, 1 / self.side)
        away = offsets[:, None] + 1j * offsets[None, :]
        squares = away.real**2 + away.imag**2
        self.kernel = np.fft.fft2(away / np.where(squares, squares, np.inf))

    def push(self, points: Points) -> Points:
        corner = complex(points.real.min(), points.imag.min())
        room = points - corner
        cell = max(room.real.max(), room.imag.max(), 1e-9) / (self.cells - 2)
        spots, shares = self._corners(room / cell)
        masses = np.bincount(spots.ravel(), shares.ravel(), self.side**2).reshape(self.side, self.side)
        field = np.fft.ifft2(np.fft.fft2(masses) * self.kernel).ravel()
        push: Points = (field[spots] * shares).sum(axis=0) / cell
        return push

    def _corners(self, places: Points) -> tuple[Indices, Numbers]:
        """The four corners of the cell that each point is in, and how much of it belongs to each."""
        columns, rows = places.real.astype(np.int64), places.imag.astype(np.int64)
        across, down = places.real - columns, places.imag - rows
        spot = columns * self.side + rows
        spots = np.stack([spot, spot + 1, spot + self.side, spot + self.side + 1])
        left, top = 1 - across, 1 - down
        return spots, np.stack([left * top, left * down, across * top, across * down])

"""Where things stand: settled, apart from each other, and the same every time."""

from __future__ import annotations

import math
import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irc_kg.views.layouts.forces import SPACING, positions

Edges = list[tuple[int, int]]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, Edges]:
    size = draw(st.integers(1, 40))
    node = st.integers(0, size - 1)
    return size, draw(st.lists(st.tuples(node, node), max_size=80))


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_every_node_has_a_place_of_its_own(graph: tuple[int, Edges]) -> None:
    size, edges = graph
    places = positions(size, edges)
    assert len(places) == size
    assert all(math.dist(one, other) > SPACING / 4 for one, other in combinations(places, 2))


@given(graphs())
@settings(max_examples=30, deadline=None)
def test_the_same_graph_lies_the_same(graph: tuple[int, Edges]) -> None:
    first = positions(*graph)
    random.random()  # noqa: S311 - whatever chance the program has used up
    assert positions(*graph) == first


def test_a_layout_leaves_the_chance_of_the_program_alone() -> None:
    random.seed(5)
    expected = random.random()  # noqa: S311
    random.seed(5)
    positions(20, [(n, n + 1) for n in range(19)])
    assert random.random() == expected  # noqa: S311


def test_nothing_has_no_layout() -> None:
    assert positions(0, []) == []


def test_a_large_graph_is_spread_out() -> None:
    chance = random.Random(1)  # noqa: S311
    places = positions(1_500, [(n, chance.randrange(n)) for n in range(1, 1_500)])
    assert len(set(places)) == 1_500
    close = sum(math.dist(one, other) < SPACING / 2 for one, other in combinations(places, 2))
    assert close < 30
    width, height = (max(line) - min(line) for line in zip(*places, strict=True))
    assert width * height > 1_500 * (SPACING / 2) ** 2


def crossings(places: list[tuple[int, int]], edges: Edges) -> int:
    def side(one: int, other: int, third: int) -> float:
        (x, y), (far_x, far_y), (third_x, third_y) = places[one], places[other], places[third]
        return (far_x - x) * (third_y - y) - (far_y - y) * (third_x - x)

    return sum(
        side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
        for (a, b), (c, d) in combinations(edges, 2)
        if not {a, b} & {c, d}
    )


def grid(side: int) -> Edges:
    across = [(n, n + 1) for n in range(side * side) if n % side < side - 1]
    return across + [(n, n + side) for n in range(side * (side - 1))]


@pytest.mark.parametrize(
    ("size", "edges"),
    [
        (30, [(n, (n + 1) % 30) for n in range(30)]),
        (40, [((n - 1) // 3, n) for n in range(1, 40)]),
        (64, grid(8)),
        (400, grid(20)),
    ],
    ids=["ring", "tree", "grid", "large grid"],
)
def test_lines_that_need_not_cross_do_not(size: int, edges: Edges) -> None:
    places = positions(size, edges)
    assert crossings(places, edges) == 0
    lengths = [math.dist(places[one], places[other]) for one, other in edges]
    assert min(lengths) > SPACING / 2
    assert max(lengths) < 2.5 * SPACING


def test_parts_lie_side_by_side() -> None:
    places = positions(25, [(n, n + 1) for n in range(24) if n % 5 < 4])
    boxes = [
        (min(xs), max(xs), min(ys), max(ys))
        for xs, ys in (zip(*places[n : n + 5], strict=True) for n in range(0, 25, 5))
    ]
    for (left, right, top, bottom), (other_left, other_right, other_top, other_bottom) in combinations(
        boxes, 2
    ):
        assert other_left > right or left > other_right or other_top > bottom or top > other_bottom

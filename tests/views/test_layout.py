"""Where things stand: settled, apart from each other, and the same every time."""

from __future__ import annotations

import math
import random
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from irc_kg.views.layout import SPACING, positions

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
    width, height = (max(line) - min(line) for line in zip(*places, strict=True))
    assert width * height > 1_500 * (SPACING / 2) ** 2

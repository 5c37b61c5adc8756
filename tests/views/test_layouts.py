"""Each layout puts every thing into a scene of the wanted shape, with room for its name, always the same."""

from __future__ import annotations

import cProfile
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from irc_kg.queries.header import LAYOUTS
from irc_kg.store.datatypes import PartialDate
from irc_kg.views.layouts import lay_out, with_fit_layout
from irc_kg.views.layouts.layers import crossings, levels_of, stack
from irc_kg.views.layouts.network import communities, tile
from irc_kg.views.lettering import GAP
from irc_kg.views.picture import (
    Detail,
    Layout,
    LayoutPart,
    LegendEntry,
    Picture,
    PictureThing,
    Relation,
    Standing,
)
from irc_kg.views.scene import Course, GuideKind, PlacedThing, Scene, Shape, Side

Box = tuple[float, float, float, float]  # left, top, right, bottom
Pairs = Sequence[tuple[int, int]]

KINDS = tuple(LegendEntry(f"kind:{n}", f"Kind {n}", "#005eb8", "dot") for n in range(4))
RATIO = {Shape.LANDSCAPE: 16 / 9, Shape.PORTRAIT: 9 / 16}


def thing(n: int, part: int = 0, label: str = "", **values: object) -> PictureThing:
    label = label or f"Thing number {n} of the picture"
    made = PictureThing(f"thing:{n}", f"kg:{n}", label, f"kind:{max(part, 0)}", part=part)
    return replace(made, **values)  # type: ignore[arg-type]


def picture(name: str, things: Sequence[PictureThing], ends: Pairs, parts: int = 3) -> Picture:
    layout = Layout(name, tuple(LayoutPart(f"Part {n}", (f"kind:{n}",)) for n in range(parts)))
    relations = [Relation(f"thing:{one}", "kg:p", f"thing:{other}", "leads to") for one, other in ends]
    return Picture("What?", "All", tuple(things), tuple(relations), KINDS, layout=layout)


def room_of(placed: PlacedThing) -> Box:
    """The box that a name may fill."""
    width, height = placed.room
    if placed.side is Side.ABOVE:
        left = placed.x if placed.length else placed.x - width / 2
        bottom = placed.y - placed.size
        return left, bottom - height, left + width, bottom
    if placed.side is Side.BELOW:
        return (
            placed.x - width / 2,
            placed.y + placed.size,
            placed.x + width / 2,
            placed.y + placed.size + height,
        )
    if placed.side is Side.LEFT:
        right = placed.x - placed.size - GAP
        return right - width, placed.y - height / 2, right, placed.y + height / 2
    left = placed.x + placed.size + GAP
    return left, placed.y - height / 2, left + width, placed.y + height / 2


def mark_of(placed: PlacedThing) -> Box:
    size = placed.size
    if placed.length:
        return placed.x, placed.y - size, placed.x + placed.length, placed.y + size
    return placed.x - size, placed.y - size, placed.x + size, placed.y + size


def overlap(one: Box, other: Box) -> bool:
    slack = 0.01
    return (
        one[0] < other[2] - slack
        and other[0] < one[2] - slack
        and one[1] < other[3] - slack
        and other[1] < one[3] - slack
    )


def all_places(scene: Scene) -> list[PlacedThing]:
    return [*scene.things, *(placed for _, placed in scene.echoes)]


@st.composite
def pictures(draw: st.DrawFn) -> Picture:
    size = draw(st.integers(0, 18))
    node = st.integers(0, max(0, size - 1))
    ends = draw(st.lists(st.tuples(node, node), max_size=40 if size else 0))
    years = st.one_of(st.none(), st.integers(1980, 2030).map(str))
    things = []
    for n in range(size):
        label = draw(st.sampled_from(["Plan", "A name of more than one line, as those of promises are " * 2]))
        dates = sorted(filter(None, (draw(years), draw(years))))
        things.append(
            thing(
                n,
                draw(st.integers(-1, 2)),
                label,
                from_date=dates[0] if dates else None,
                to_date=dates[1] if len(dates) > 1 else None,
                standing=draw(st.sampled_from(Standing)),
                events=(Detail(draw(st.sampled_from(["Plan", "Elsewhere"])), draw(years) or ""),)
                if n % 3
                else (),
            )
        )
    made = picture(draw(st.sampled_from(LAYOUTS)), things, ends)
    return replace(made, as_of=draw(st.sampled_from([None, PartialDate(2026, 11, 28)])))


SHAPES = st.sampled_from(Shape)


@given(pictures(), SHAPES)
@settings(max_examples=70, deadline=None)
def test_every_thing_and_relation_has_a_place_inside_a_scene_of_the_shape(
    drawn: Picture, shape: Shape
) -> None:
    scene = lay_out(drawn, shape)

    assert len(scene.things) == len(drawn.things)
    assert len(scene.relations) == len(drawn.relations)
    assert sorted(placed.rank for placed in scene.things) == list(range(len(drawn.things)))
    assert scene.width / scene.height == pytest.approx(RATIO[shape], rel=0.01)
    for placed in all_places(scene):
        left, top, right, bottom = mark_of(placed)
        assert left >= 0
        assert top >= 0
        assert right <= scene.width + 0.01
        assert bottom <= scene.height + 0.01
    for guide in scene.guides:
        assert 0 <= guide.x <= guide.x + guide.width <= scene.width + 0.01
        assert 0 <= guide.y <= guide.y + guide.height <= scene.height + 0.01


@given(pictures(), SHAPES)
@settings(max_examples=70, deadline=None)
def test_rooms_of_names_overlap_neither_each_other_nor_marks(drawn: Picture, shape: Shape) -> None:
    scene = lay_out(drawn, shape)
    with_rooms = [placed for placed in all_places(scene) if placed.room != (0, 0)]

    for placed in with_rooms:
        left, top, right, bottom = room_of(placed)
        assert placed.room[0] > 0
        assert placed.room[1] > 0
        assert left >= -0.01
        assert right <= scene.width + 0.01
        assert top >= -0.01
        assert bottom <= scene.height + 0.01
    for one, other in combinations(with_rooms, 2):
        assert not overlap(room_of(one), room_of(other))
        assert not overlap(room_of(one), mark_of(other))


@given(pictures(), SHAPES)
@settings(max_examples=40, deadline=None)
def test_relations_of_columns_are_drawn_clear_of_names(drawn: Picture, shape: Shape) -> None:
    scene = lay_out(replace(drawn, layout=replace(drawn.layout, name="columns")), shape)
    number = {one.iri: n for n, one in enumerate(drawn.things)}
    for relation, placed in zip(drawn.relations, scene.relations, strict=True):
        ends = number[relation.subject], number[relation.object]
        if placed.course is not Course.ACROSS:
            continue
        points = [(scene.things[n].x, scene.things[n].y) for n in ends]
        points[1:1] = placed.by
        for leg in pairwise(points):
            for n, other in enumerate(scene.things):
                box = room_of(other)
                assert (
                    n in ends or other.room == (0, 0) or not any(_inside(spot, box) for spot in _curve(*leg))
                )


def _curve(one: tuple[float, float], other: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Some points of an S that is level at both ends."""
    for step in range(21):
        share = step / 20
        x = one[0] + (other[0] - one[0]) * (1.5 * share * (1 - share) + share**3)
        yield x, one[1] + (other[1] - one[1]) * share * share * (3 - 2 * share)


def _inside(spot: tuple[float, float], box: Box) -> bool:
    return box[0] + 0.01 < spot[0] < box[2] - 0.01 and box[1] + 0.01 < spot[1] < box[3] - 0.01


# The same bytes

_SCENES = """
import random
from irc_kg.views.layouts import lay_out
from irc_kg.views.scene import Shape
from views.test_layouts import LAYOUTS, picture, thing
chance = random.Random(5)
things = [thing(n, 1 + n % 2 if n > 3 else 0, from_date=str(1990 + n % 9)) for n in range(120)]
ends = [(chance.randrange(120), chance.randrange(120)) for _ in range(260)]
print([lay_out(picture(name, things, ends), shape) for name in LAYOUTS for shape in Shape])
"""


def test_the_same_picture_lies_the_same_in_every_process() -> None:
    scenes = []
    for seed in ("1", "77"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[1])}
        run = subprocess.run(
            [sys.executable, "-c", _SCENES], env=environment, capture_output=True, check=True, text=True
        )
        scenes.append(run.stdout)
    assert "PlacedThing" in scenes[0]
    assert scenes[0] == scenes[1]


@pytest.mark.parametrize("name", LAYOUTS)
def test_four_times_as_many_things_take_no_more_than_a_few_times_as_many_steps(name: str) -> None:
    def calls(size: int) -> int:
        chance = random.Random(3)  # noqa: S311 - a test
        ends = [(chance.randrange(size), chance.randrange(size)) for _ in range(2 * size)]
        things = [thing(n, 1 + n % 2 if n > 3 else 0, from_date=str(1900 + n % 120)) for n in range(size)]
        drawn = picture(name, things, ends)
        profile = cProfile.Profile()
        profile.runcall(lay_out, drawn, Shape.LANDSCAPE)
        return sum(entry.callcount for entry in profile.getstats())

    calls(50)  # what is loaded once
    assert calls(2000) < 8 * calls(500)


# What cannot be laid out as its view says


@pytest.mark.parametrize(
    ("name", "things", "reason"),
    [
        ("timeline", [thing(0), thing(1)], "nothing in it has a date"),
        ("columns", [thing(0), thing(1)], "its things are of fewer than two parts"),
        ("matrix", [thing(0, 1), thing(1, 2)], "nothing in it is of the first part"),
        ("matrix", [thing(n) for n in range(25)], "it would have 25 panels, and 24 is the most"),
        ("spiral", [thing(0)], "there is no such layout"),
    ],
)
def test_a_layout_that_cannot_be_is_a_network_and_the_picture_says_so(
    name: str, things: list[PictureThing], reason: str
) -> None:
    fit = with_fit_layout(picture(name, things, []))

    assert fit.layout.name == "network"
    assert fit.not_covered == (f"It is drawn as a network and not as {name}: {reason}.",)
    assert with_fit_layout(fit) is fit


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_that_can_be_stays(name: str) -> None:
    drawn = picture(name, [thing(0, from_date="1999"), thing(1, 1)], [(0, 1)])
    assert with_fit_layout(drawn) is drawn


# Layers


def test_fewer_relations_cross_than_in_the_order_in_which_they_come() -> None:
    for seed in range(20):
        chance = random.Random(seed)  # noqa: S311 - a test
        levels = [chance.randrange(3) for _ in range(30)]
        ends = [(chance.randrange(30), chance.randrange(30)) for _ in range(45)]
        stacked = stack(levels, ends)
        as_they_come = [sorted(layer) for layer in stacked.layers]
        assert crossings(stacked.layers, stacked.behind) < 0.6 * crossings(as_they_come, stacked.behind)


def test_what_can_be_drawn_without_crossings_is() -> None:
    # A tree of three levels, its leaves mixed.
    ends = [(0, 1), (0, 2), (0, 3), (1, 7), (1, 4), (2, 9), (2, 5), (3, 6), (3, 8)]
    stacked = stack(levels_of(10, ends), ends)
    assert stacked.layers[0] == [0]
    assert crossings(stacked.layers, stacked.behind) == 0
    assert crossings([[0], [1, 2, 3], [4, 5, 6, 7, 8, 9]], stacked.behind) > 0


def test_crossings_are_counted() -> None:
    assert crossings([[0, 1], [2, 3]], {0: [3], 1: [2]}) == 1
    assert crossings([[0, 1], [2, 3]], {0: [2, 3], 1: [2, 3]}) == 1
    assert crossings([[0, 1], [2, 3]], {0: [2], 1: [3]}) == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=25))
def test_relations_lead_on_unless_they_close_a_circle(ends: list[tuple[int, int]]) -> None:
    levels = levels_of(10, ends)
    onward = [(one, other) for one, other in ends if one < other]  # no circle among these
    assert all(levels_of(10, onward)[one] < levels_of(10, onward)[other] for one, other in onward)
    assert all(one == other or levels[one] != levels[other] for one, other in ends)


def test_what_skips_a_column_passes_between_the_names_of_it() -> None:
    things = [thing(0, 0), thing(1, 1), thing(2, 1), thing(3, 2)]
    scene = lay_out(picture("columns", things, [(0, 1), (0, 2), (0, 3), (3, 1)]), Shape.LANDSCAPE)
    skipping, back = scene.relations[2], scene.relations[3]
    assert [x for x, _ in skipping.by] == sorted(x for x, _ in skipping.by)
    assert len(skipping.by) == 2  # into and out of the column that it passes
    assert scene.things[0].x < skipping.by[0][0] < scene.things[1].x < skipping.by[1][0] < scene.things[3].x
    assert back.by[0] == pytest.approx((skipping.by[1][0], scene.things[1].y))


def test_columns_stand_in_order_under_their_titles() -> None:
    things = [thing(0, 2), thing(1, 1), thing(2, 0), thing(3, -1)]
    scene = lay_out(picture("columns", things, [(0, 1), (1, 2), (3, 0)]), Shape.LANDSCAPE)
    headings = [guide for guide in scene.guides if guide.kind is GuideKind.HEADING]
    assert [guide.words for guide in headings] == ["Part 0", "Part 1", "Part 2"]
    assert scene.things[2].x < scene.things[1].x < scene.things[0].x < scene.things[3].x


def test_a_column_of_few_long_names_leaves_width_to_the_others() -> None:
    long = "A name that would take far more than one line if nothing but width were there"
    things = [thing(0, 0, long), *(thing(n, 1, f"{n}. {long}") for n in range(1, 12))]
    scene = lay_out(picture("columns", things, [(n, 0) for n in range(1, 12)]), Shape.LANDSCAPE)
    few, many = scene.things[0].room, scene.things[1].room
    assert few[0] < 0.6 * many[0]
    assert few[1] > many[1]


# Trees, radial ones, and ways between two things


def test_a_tree_goes_on_from_its_root_whichever_way_relations_are_said() -> None:
    for ends in ([(0, 1), (0, 2), (1, 3)], [(1, 0), (2, 0), (3, 1)]):
        drawn = replace(picture("tree", [thing(n, -1) for n in range(4)], ends), layout=Layout("tree"))
        scene = lay_out(drawn, Shape.LANDSCAPE)
        across = [placed.x for placed in scene.things]
        assert across[0] < across[1] == across[2] < across[3]


def test_a_tree_is_an_indented_list_on_a_phone() -> None:
    drawn = replace(
        picture("tree", [thing(n, -1) for n in range(5)], [(0, 1), (0, 2), (1, 3), (2, 3)]),
        layout=Layout("tree"),
    )
    scene = lay_out(drawn, Shape.PORTRAIT)
    root, one, two, leaf, alone = scene.things
    assert root.x < one.x == two.x < leaf.x
    assert root.y < one.y < leaf.y < two.y
    assert alone.x == root.x
    branch, _, _, other = scene.relations
    assert (branch.course, branch.by) == (Course.DOWN, ((root.x, one.y),))
    assert (other.course, other.bend < 0) == (Course.ARC, True)


def test_ways_lead_from_the_first_thing_to_the_last() -> None:
    ends = [(0, 1), (2, 1), (2, 3), (0, 4), (4, 3)]
    drawn = picture("tree", [thing(n, -1) for n in range(5)], ends)
    drawn = replace(drawn, layout=Layout("tree", about=("thing:0", "thing:3")))
    scene = lay_out(drawn, Shape.LANDSCAPE)
    assert scene.things[0].x == min(placed.x for placed in scene.things)
    assert scene.things[3].x == max(placed.x for placed in scene.things)
    assert scene.things[0].rank + scene.things[3].rank == 1


def test_the_subject_is_in_the_middle_and_each_sector_has_its_title() -> None:
    things = [thing(n, n % 3) for n in range(31)]
    drawn = picture("radial", things, [(5, n) for n in range(31)])
    drawn = replace(drawn, layout=replace(drawn.layout, about=("thing:5",)))
    scene = lay_out(drawn, Shape.LANDSCAPE)
    middle = scene.things[5]
    assert (middle.x, middle.y, middle.rank) == (scene.width / 2, scene.height / 2, 0)
    titles = [guide for guide in scene.guides if guide.kind is GuideKind.HEADING]
    assert {guide.words for guide in titles} == {"Part 0", "Part 1", "Part 2"}
    for n, placed in enumerate(scene.things):
        if n != 5:
            above = [
                guide
                for guide in titles
                if (guide.side is placed.side) and guide.y + guide.height <= placed.y + 1
            ]
            assert max(above, key=lambda guide: guide.y).words == f"Part {n % 3}"


# Panels


def test_panels_have_the_same_rows_and_empty_cells_are_seen() -> None:
    things = [thing(0, 0), thing(1, 0), thing(2, 1), thing(3, 1), thing(4, 2), thing(5, 2)]
    ends = [(2, 0), (2, 1), (3, 0), (4, 0), (4, 3)]
    scene = lay_out(picture("matrix", things, ends), Shape.LANDSCAPE)
    kinds = [guide.kind for guide in scene.guides]
    assert kinds.count(GuideKind.FRAME) == 3  # the last for what belongs to none
    assert [guide.words for guide in scene.guides if guide.kind is GuideKind.BAND] == ["Part 1", "Part 2"]
    ((n, echo),) = scene.echoes
    assert (n, echo.y) == (2, scene.things[2].y)
    assert scene.things[0].x < scene.things[2].x < scene.things[1].x < echo.x < scene.things[5].x
    assert [guide.words for guide in scene.guides if guide.kind is GuideKind.HEADING] == ["\N{EN DASH}"] * 2
    courses = [relation.course for relation in scene.relations]
    assert courses == [Course.NONE] * 4 + [Course.ARC]


# Time


def test_a_bar_goes_from_the_first_day_to_the_last_and_what_follows_shares_its_lane() -> None:
    happened = Detail("Replaced", "2010-07-01")
    things = [
        thing(
            0, 0, "Old", from_date="2000", to_date="2010-06-30", events=(happened,), standing=Standing.ENDED
        ),
        thing(1, 0, "New"),
        thing(2, 1, "Replaced", dates=(Detail("is dated", "2010-07-01"),)),
        thing(3, 0, "Other", from_date="2005"),
        thing(4, 0, "Without a begin", to_date="2008"),
    ]
    drawn = replace(picture("timeline", things, [(2, 0), (2, 1)]), as_of=PartialDate(2020, 1, 1))
    scene = lay_out(drawn, Shape.LANDSCAPE)
    old, new, event, other, without = scene.things
    ticks = {guide.words: guide.x for guide in scene.guides if guide.kind is GuideKind.TICK}
    (today,) = [guide for guide in scene.guides if guide.kind is GuideKind.TODAY]
    years = (ticks["2010"] - ticks["2000"]) / 10

    assert old.x == pytest.approx(ticks["2000"], abs=0.1)
    assert old.x + old.length == pytest.approx(ticks["2010"] + years / 2, abs=years / 50)
    assert old.fades == (False, False)
    assert (new.y, event.y) == (old.y, old.y)
    assert new.x == pytest.approx(event.x) == pytest.approx(old.x + old.length, abs=years / 50)
    assert new.fades == (True, False)
    assert new.x + new.length > today.x == pytest.approx(ticks["2020"], abs=years / 50)
    assert other.y != old.y
    assert (without.fades, without.length > 0) == ((True, False), True)
    assert [relation.course for relation in scene.relations] == [Course.NONE, Course.NONE]


def test_what_is_only_announced_ends_and_begins_nothing() -> None:
    happened = Detail("Abolition", "2015")
    things = [
        thing(0, 0, "Old", from_date="2000", events=(happened,)),
        thing(1, 0, "New", from_date="2010"),
        thing(2, 1, "Abolition", dates=(Detail("is dated", "2015"),)),
    ]
    for standing in (Standing.IN_FORCE, Standing.ANNOUNCED):
        things[2] = replace(things[2], standing=standing)
        drawn = replace(picture("timeline", things, [(2, 0), (2, 1)]), as_of=PartialDate(2020, 1, 1))
        old, new, event = lay_out(drawn, Shape.LANDSCAPE).things
        reaches = old.x + old.length == pytest.approx(new.x + new.length)
        assert reaches == (standing is Standing.ANNOUNCED)
        assert old.x < event.x < new.x + new.length


def test_an_event_without_a_day_stands_where_what_it_happened_to_began_or_ended() -> None:
    happened = Detail("Renamed", "")
    things = [
        thing(0, 0, "Old", to_date="2009", events=(happened,)),
        thing(1, 1, "Renamed"),
        thing(2, 0, "Other", from_date="1990", events=(happened,)),
    ]
    scene = lay_out(picture("timeline", things[:2], [(1, 0)]), Shape.LANDSCAPE)
    assert scene.things[1].x == pytest.approx(scene.things[0].x + scene.things[0].length)
    scene = lay_out(picture("timeline", things, [(1, 2)]), Shape.LANDSCAPE)
    assert (scene.things[1].x, scene.things[1].y) == (scene.things[2].x, scene.things[2].y)


def test_many_like_things_are_thin_bars_below_their_number() -> None:
    things = [thing(n, 0, f"North {n} Board", from_date="2000", to_date="2009") for n in range(12)]
    scene = lay_out(
        picture("timeline", [*things, thing(12, 0, "One", from_date="2001")], []), Shape.LANDSCAPE
    )
    (heading,) = [guide for guide in scene.guides if guide.kind is GuideKind.HEADING]
    assert heading.words == "12 North \N{HORIZONTAL ELLIPSIS} Board"
    assert heading.y + heading.height <= min(placed.y for placed in scene.things[:12])
    assert {placed.size for placed in scene.things[:12]} == {scene.things[12].size / 2}


def test_lanes_are_grouped_by_the_things_of_the_first_part() -> None:
    things = [thing(0, 0), thing(1, 0), thing(2, 1, from_date="2000"), thing(3, 1, from_date="2001")]
    scene = lay_out(picture("timeline", things, [(2, 1), (3, 0)]), Shape.LANDSCAPE)
    first, second = [guide for guide in scene.guides if guide.kind is GuideKind.BAND]
    for band, head, body in ((first, 0, 3), (second, 1, 2)):
        for n in (head, body):
            assert band.y < scene.things[n].y < band.y + band.height
    assert scene.things[0].x < scene.things[3].x


# Communities


def _two_cliques(size: int) -> list[tuple[int, int]]:
    evens, odds = range(0, size, 2), range(1, size, 2)
    return [*combinations(evens, 2), *combinations(odds, 2), (0, 1)]


def test_communities_are_what_has_most_relations_among_itself() -> None:
    assert communities(12, _two_cliques(12)) == [list(range(0, 12, 2)), list(range(1, 12, 2))]
    assert communities(3, []) == [[0], [1], [2]]


def test_boxes_fill_the_room_and_do_not_overlap() -> None:
    sizes = [40, 1, 7, 7, 22, 3]
    boxes = tile(sizes, 160, 90)
    assert [wide * high for _, _, wide, high in boxes] == pytest.approx([180 * size for size in sizes])
    edges = [(left, top, left + wide, top + high) for left, top, wide, high in boxes]
    assert not any(overlap(one, other) for one, other in combinations(edges, 2))
    assert max(max(wide / high, high / wide) for _, _, wide, high in boxes) < 4


def test_a_large_network_has_a_ground_for_each_community_below_its_best_connected_thing() -> None:
    ends = [(n % 3, n) for n in range(3, 120)] + [(n, n + 3) for n in range(3, 117)] + [(0, 1), (1, 2)]
    drawn = picture("network", [thing(n, -1) for n in range(120)], ends)
    scene = lay_out(drawn, Shape.LANDSCAPE)
    areas = [guide for guide in scene.guides if guide.kind is GuideKind.AREA]
    assert len(areas) >= 3
    for n, placed in enumerate(scene.things):
        inside = [area for area in areas if area.x <= placed.x <= area.x + area.width]
        assert any(area.y <= placed.y <= area.y + area.height for area in inside), n
    heads = [placed for placed in scene.things if placed.side is Side.RIGHT]
    assert len(heads) == len(areas)
    for relation, (one, other) in zip(scene.relations, ends, strict=True):
        if scene.things[one] in heads or scene.things[other] in heads:
            assert relation.course is Course.NONE

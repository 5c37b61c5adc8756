"""Columns and trees: things in layers, from left to right on a screen, as a list with arcs on a phone."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from irc_kg.views.layouts.drafts import HEADING, MOST_LINES, Draft, ring
from irc_kg.views.layouts.layers import Layered, levels_of, settle, stack
from irc_kg.views.lettering import GAP, LINE
from irc_kg.views.scene import Course, Guide, GuideKind, PlacedRelation, PlacedThing, Side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irc_kg.views.layouts.drafts import Pair
    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Scene, Shape

_SMALLEST, _LARGEST = 6.0, 11.0  # the radius of a mark
_BETWEEN = 5.0  # names of a column
_MARGIN = 12.0
_CURVE = 110.0  # the least width that relations have between two columns
_PASSING = 7.0  # above and below a relation that passes a column
_ROOMS = (150.0, 200.0, 260.0, 340.0, 420.0)  # the greatest widths of names that are tried
_ENOUGH = 1000.0  # the height up to which names may have several lines
_LEAST_ROOM = 80.0
_NARROW = 200.0  # a column that needs no more is left as it is
_RAGGED = 1.15  # how much longer lines have to be than a name divided by their number
_TO_NAMES = 0.7  # of the width that is left over, where they lack room
_INDENT = 22.0
_WIDEST = 4000.0  # a list
_ARC = 0.16  # of the width of a list: for arcs


@dataclass(frozen=True, slots=True)
class _Column:
    """Where one layer stands: the room of its names from left to right, their side, and its marks."""

    left: float
    right: float
    mark: float
    side: Side


def lay_out_columns(picture: Picture, shape: Shape) -> Scene:
    """The parts of the layout as columns from left to right, under their titles."""
    draft = Draft(picture, shape)
    levels, titles = _levels_by_part(draft)
    layered = stack(levels, draft.ends)
    if draft.is_portrait:
        return _draw_columns_as_list(draft, layered, titles)
    return _Across(draft, layered, titles).scene()


def lay_out_tree(picture: Picture, shape: Shape) -> Scene:
    """From the roots on to what hangs on them; the parts of the layout are the levels, where it has any."""
    draft = Draft(picture, shape)
    if picture.layout.parts:
        levels, titles = _levels_by_part(draft)
    elif draft.about:
        levels, titles = _levels_between(draft), []
    else:
        levels, titles = levels_of(draft.size, _from_roots(draft)), []
    layered = stack(levels, draft.ends)
    if draft.is_portrait:
        return _draw_tree_as_list(draft, layered, levels)
    return _Across(draft, layered, titles).scene()


def _levels_between(draft: Draft) -> list[int]:
    """How far each thing is on the way from the first to the last of what the picture is about."""
    first, last = (draft.steps_from([n]) for n in (draft.about[0], draft.about[-1]))
    longest = max(near + far for near, far in zip(first, last, strict=True))
    if draft.about[0] == draft.about[-1]:
        return [max(near, 0) for near in first]
    # What no way leads to has -1 step, and stands with the first or the last.
    return [
        round(max(longest, 1) * max(near, 0) / max(near + far, 1))
        for near, far in zip(first, last, strict=True)
    ]


def _from_roots(draft: Draft) -> list[Pair]:
    """The relations from roots on: whichever of their two ends have fewer beginnings."""
    subjects = {one for one, other in draft.ends if one != other}
    objects = {other for one, other in draft.ends if one != other}
    if len(objects - subjects) < len(subjects - objects):
        return [(other, one) for one, other in draft.ends]
    return draft.ends


def _levels_by_part(draft: Draft) -> tuple[list[int], list[str]]:
    """The column of each thing and the title of each; parts without things are left out.

    What is of no part stands nearest to what it is tied to, but not among it: in a last one at the furthest.
    """
    parts, others = draft.members()
    titles = [part.title for part, things in zip(draft.picture.layout.parts, parts, strict=True) if things]
    levels = [-1] * draft.size
    for level, things in enumerate(filter(None, parts)):
        for n in things:
            levels[n] = level
    _place_others(draft, levels, others, len(titles))
    return levels, titles


def _place_others(draft: Draft, levels: list[int], others: Sequence[int], last: int) -> None:
    """Give what is of no part a level, from what is tied to the parts on."""
    waiting = list(others)
    while waiting:
        places = {n: _nearest(draft, n, levels, last) for n in waiting}
        if set(places.values()) == {-1}:
            places = dict.fromkeys(waiting, last)
        for n, level in places.items():
            levels[n] = level
        waiting = [n for n in waiting if levels[n] < 0]


def _nearest(draft: Draft, n: int, levels: Sequence[int], count: int) -> int:
    """The column for a thing of no part; -1 before it is tied to anything that has one."""
    taken = [levels[other] for other in draft.beside[n] if levels[other] >= 0]
    if not taken:
        return -1
    free = [level for level in range(count + 1) if level not in taken] or [count]
    return min(free, key=lambda level: (sum(abs(level - other) for other in taken), -level))


class _Across:
    """Layers from left to right: names outside the first and the last, and above the marks between them."""

    def __init__(self, draft: Draft, layered: Layered, titles: Sequence[str]) -> None:
        self.draft = draft
        self.layered = layered
        self.titles = titles
        self.last = len(layered.layers) - 1
        self.sizes = draft.sizes(_SMALLEST, _LARGEST)
        self.level = {n: level for level, layer in enumerate(layered.layers) for n in layer}
        self.top = HEADING + GAP if titles else _MARGIN

    def scene(self) -> Scene:
        """All of it, as wide as high as the draft wants it."""
        self.wanted = [self._longest(layer) for layer in self.layered.layers]
        self.most, room = self._best_room()
        rooms = self._narrow([min(wanted, room) for wanted in self.wanted])
        width, self.height = self.draft.in_shape(self._width(rooms), self._height(rooms))
        self.columns = self._spread(width, rooms)
        spots = settle(self.layered, *self._needs(rooms), self.height - self.top - _MARGIN)
        self.spots = {n: spot + self.top for n, spot in spots.items()}
        things = [self._thing(n) for n in range(self.draft.size)]
        relations = [self._relation(*pair) for pair in self.draft.ends]
        return self.draft.scene((width, self.height), things, relations, self._guides())

    def _side(self, level: int) -> Side:
        """Where the names of a layer stand."""
        if level == self.last:
            return Side.RIGHT
        return Side.LEFT if level == 0 else Side.ABOVE

    # How large

    def _longest(self, layer: Sequence[int]) -> float:
        """How wide the names of a layer are, with the mark beside them."""
        widest = max((self.draft.widths[n] for n in layer if n < self.draft.size), default=0.0)
        return max(_LEAST_ROOM, widest + 2 * _LARGEST + GAP)

    def _best_room(self) -> tuple[int, float]:
        """How many lines a name may have, and the greatest width, that make the smallest scene."""
        for most in range(MOST_LINES, 0, -1):
            self.most = most
            room = min(_ROOMS, key=self._extent)
            if self._extent(room) <= _ENOUGH:
                break
        return self.most, room

    def _extent(self, room: float) -> float:
        """How high the scene has to be when names have so much room."""
        rooms = [min(wanted, room) for wanted in self.wanted]
        return self.draft.in_shape(self._width(rooms), self._height(rooms))[1]

    def _narrow(self, rooms: Sequence[float]) -> list[float]:
        """Names of a column that is not the tallest have more lines, so that the others have more width."""
        height = self._height(rooms)
        narrowed = list(rooms)
        for level, layer in enumerate(self.layered.layers):
            longest = max((self.draft.widths[n] for n in layer if n < self.draft.size), default=0.0)
            least = _RAGGED * longest / self.most + 2 * _LARGEST + GAP
            rooms_to_try = _ROOMS if narrowed[level] > _NARROW else ()
            for room in rooms_to_try:
                tried = [*narrowed[:level], room, *narrowed[level + 1 :]]
                if least <= room < narrowed[level] and self._height(tried) <= height:
                    narrowed, self.wanted[level] = tried, room
        return narrowed

    def _width(self, rooms: Sequence[float]) -> float:
        return 2 * _MARGIN + sum(rooms) + _CURVE * max(0, self.last)

    def _height(self, rooms: Sequence[float]) -> float:
        above, below = self._needs(rooms)
        tallest = max((sum(above[n] + below[n] for n in layer) for layer in self.layered.layers), default=0)
        return tallest + self.top + _MARGIN

    def _needs(self, rooms: Sequence[float]) -> tuple[dict[int, float], dict[int, float]]:
        """What each mark needs above and below it."""
        above, below = {}, {}
        for n, level in self.level.items():
            if n >= self.draft.size:
                above[n] = below[n] = _PASSING
            elif self._side(level) is Side.ABOVE:
                above[n] = self.sizes[n] + LINE * self.draft.lines(n, rooms[level], self.most) + _BETWEEN
                below[n] = self.sizes[n] + _BETWEEN
            else:
                room = rooms[level] - GAP - self.sizes[n] - _LARGEST
                lines = LINE * self.draft.lines(n, room, self.most)
                above[n] = below[n] = max(lines, 2 * self.sizes[n]) / 2 + _BETWEEN / 2
        return above, below

    # Where

    def _spread(self, width: float, rooms: Sequence[float]) -> list[_Column]:
        """The columns over the whole width: what is left over goes to names in need, then to curves."""
        spare = width - self._width(rooms)
        lacking = [wanted - room for wanted, room in zip(self.wanted, rooms, strict=True)]
        given = min(1.0, spare * (_TO_NAMES if self.last else 1.0) / max(1.0, sum(lacking)))
        curve = _CURVE + (spare - given * sum(lacking)) / max(1, self.last)
        columns = []
        left = _MARGIN
        for level, (room, lack) in enumerate(zip(rooms, lacking, strict=True)):
            side = self._side(level)
            right = left + room + lack * given
            marks = {Side.RIGHT: left + _LARGEST, Side.LEFT: right - _LARGEST, Side.ABOVE: (left + right) / 2}
            columns.append(_Column(left, right, marks[side], side))
            left = right + curve
        return columns

    def _thing(self, n: int) -> PlacedThing:
        column = self.columns[self.level[n]]
        above, below = self._free(n)
        if column.side is Side.ABOVE:
            room = column.right - column.left, above - self.sizes[n] - _BETWEEN
        else:
            room = column.right - column.left - _LARGEST - self.sizes[n] - GAP, 2 * min(above, below)
        room = (room[0], min(room[1], LINE * (MOST_LINES + 1)))
        return PlacedThing(column.mark, self.spots[n], self.sizes[n], self.draft.ranks[n], column.side, room)

    def _free(self, n: int) -> tuple[float, float]:
        """How much room there is above and below a mark, up to what stands there."""
        above, below = self._neighbours[n]
        if self._side(self.level[n]) is Side.ABOVE:
            top = self.top if above is None else self.spots[above] + self._half(above)
            return self.spots[n] - top, 0.0
        others = [self.spots[other] for other in (above, below) if other is not None]
        distances = [abs(self.spots[n] - other) / 2 for other in others]
        free = min([*distances, self.spots[n], self.height - self.spots[n], LINE * MOST_LINES])
        return free, free

    def _half(self, n: int) -> float:
        return self.sizes[n] if n < self.draft.size else 2.0

    @cached_property
    def _neighbours(self) -> dict[int, tuple[int | None, int | None]]:
        """What stands above and below each in its layer."""
        found = {}
        for layer in self.layered.layers:
            framed = [None, *layer, None]
            for above, n, below in zip(framed, layer, framed[2:], strict=False):
                found[n] = above, below
        return found

    # Relations and guides

    def _relation(self, one: int, other: int) -> PlacedRelation:
        if one == other:
            return ring()
        level, beyond = self.level[one], self.level[other]
        if level == beyond:
            return self._within(one, other)
        onward = level < beyond
        points = [self._edge(one, onward)] if self.columns[level].side is Side.ABOVE else []
        for point in self.layered.by(one, other):
            points += [self._edge(point, not onward), self._edge(point, onward)]
        if self.columns[beyond].side is Side.ABOVE:
            points.append(self._edge(other, not onward))
        return PlacedRelation(Course.ACROSS, by=tuple(points))

    def _edge(self, n: int, right: bool) -> tuple[float, float]:
        column = self.columns[self.level[n]]
        return (column.right if right else column.left), self.spots[n]

    def _within(self, one: int, other: int) -> PlacedRelation:
        """Between two of one column: on the side where no names are."""
        side = self.columns[self.level[one]].side
        apart = abs(self.spots[one] - self.spots[other])
        if side is Side.ABOVE:
            return PlacedRelation(
                Course.ACROSS, by=(self._edge(one, right=True), self._edge(other, right=True))
            )
        bend = min(_CURVE * 0.7, 20 + apart / 6)
        return PlacedRelation(Course.ARC, bend if side is Side.LEFT else -bend)

    def _guides(self) -> list[Guide]:
        guides = []
        for title, column in zip(self.titles, self.columns, strict=False):
            left, right = column.left, column.right
            if column.side is Side.RIGHT:
                left = column.mark - _LARGEST
            elif column.side is Side.LEFT:
                right = column.mark + _LARGEST
            side = Side.AROUND if column.side is Side.ABOVE else column.side
            guides.append(Guide(GuideKind.HEADING, left, 0.0, right - left, HEADING, title, side))
        return guides


# On a phone


def _draw_columns_as_list(draft: Draft, layered: Layered, titles: Sequence[str]) -> Scene:
    """The columns below each other."""
    columns = [[n for n in layer if n < draft.size] for layer in layered.layers]
    sections = [(titles[level] if level < len(titles) else "", rows) for level, rows in enumerate(columns)]
    return _List(draft, sections, [0] * draft.size, {}).scene()


def _draw_tree_as_list(draft: Draft, layered: Layered, levels: Sequence[int]) -> Scene:
    """A tree as a list: each thing below the first of those that it hangs on, further in."""
    place = {n: position for layer in layered.layers for position, n in enumerate(layer)}
    parents = _parents(draft, levels, place)
    children: dict[int, list[int]] = defaultdict(list)
    for n in sorted(range(draft.size), key=place.__getitem__):
        if n in parents:
            children[parents[n]].append(n)
    rows = []
    indents = [0] * draft.size
    waiting = [n for n in sorted(range(draft.size), key=lambda n: (levels[n], place[n])) if n not in parents]
    waiting.reverse()
    while waiting:
        n = waiting.pop()
        rows.append(n)
        indents[n] = indents[parents[n]] + 1 if n in parents else 0
        waiting += reversed(children[n])
    return _List(draft, [("", rows)], indents, parents).scene()


def _parents(draft: Draft, levels: Sequence[int], place: Mapping[int, int]) -> dict[int, int]:
    """The thing of an earlier level that each hangs on."""
    parents = {}
    for n in range(draft.size):
        earlier = [other for other in draft.beside[n] if levels[other] < levels[n]]
        if earlier:
            parents[n] = min(earlier, key=lambda other: (-levels[other], place[other]))
    return parents


class _List:
    """Things below each other, their names at the right, their relations as arcs at the left."""

    def __init__(
        self,
        draft: Draft,
        sections: Sequence[tuple[str, Sequence[int]]],
        indents: Sequence[int],
        parents: Mapping[int, int],
    ) -> None:
        self.draft = draft
        self.sections = sections
        self.indents = indents
        self.parents = parents
        self.sizes = draft.sizes(_SMALLEST / 1.5, _LARGEST / 1.5)

    def scene(self) -> Scene:
        """All of it, as wide as high as the draft wants it."""
        # Wider rooms need fewer lines: the first width that is wide enough for the height.
        self.width = 360.0
        while self.width < self._height() * self.draft.ratio and self.width < _WIDEST:
            self.width *= 1.1
        width, height = self.draft.in_shape(self.width, self._height())
        self.width = width
        self.stretch = height / self._height()
        things, guides = self._rows()
        self.things = things
        relations = [self._relation(*pair, height) for pair in self.draft.ends]
        ordered = [things[n] for n in range(self.draft.size)]
        return self.draft.scene((width, height), ordered, relations, guides)

    @property
    def _arcs(self) -> float:
        return self.width * _ARC if self._has_arcs else _MARGIN + _LARGEST

    @cached_property
    def _has_arcs(self) -> bool:
        return any(one != other and not self._is_branch(one, other) for one, other in self.draft.ends)

    def _is_branch(self, one: int, other: int) -> bool:
        return self.parents.get(one) == other or self.parents.get(other) == one

    def _room(self, n: int) -> float:
        return self.width - self._arcs - self.indents[n] * _INDENT - _LARGEST - GAP - _MARGIN

    def _row(self, n: int) -> float:
        return LINE * self.draft.lines(n, self._room(n), 2) + _BETWEEN

    def _height(self) -> float:
        headings = sum(HEADING for title, _ in self.sections if title)
        return headings + 2 * _MARGIN + sum(self._row(n) for _, rows in self.sections for n in rows)

    def _rows(self) -> tuple[dict[int, PlacedThing], list[Guide]]:
        things, guides = {}, []
        top = _MARGIN * self.stretch
        for title, rows in self.sections:
            if title:
                high, left = HEADING * self.stretch, self._arcs - _LARGEST
                words = Guide(GuideKind.HEADING, left, top, self.width - left, high, title, Side.RIGHT)
                guides.append(words)
                top += high
            for n in rows:
                high = self._row(n) * self.stretch
                x = self._arcs + self.indents[n] * _INDENT
                room = self._room(n), high
                things[n] = PlacedThing(
                    x, top + high / 2, self.sizes[n], self.draft.ranks[n], Side.RIGHT, room
                )
                top += high
        return things, guides

    def _relation(self, one: int, other: int, height: float) -> PlacedRelation:
        if one == other:
            return ring()
        start, end = self.things[one], self.things[other]
        if self._is_branch(one, other):
            corner = (min(start.x, end.x), max(start.y, end.y))
            return PlacedRelation(Course.DOWN, by=(corner,))
        far = math.sqrt(abs(start.y - end.y) / height)
        reach = min(start.x, end.x) - _MARGIN
        return PlacedRelation(Course.ARC, -round(reach * far, 1))

"""Where names are written: the most important first, each only where it covers no other and no other mark."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from irc_kg.views.drawing.paper import Box, PlacedMark, points_along
from irc_kg.views.lettering import GAP, LETTERS, LINE, break_text, text_width
from irc_kg.views.scene import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from irc_kg.views.drawing.paper import Leg

ALWAYS = 6  # the best connected things, which always have their names
_NEAR = 3.0  # pixels between a mark and a name above or below it
_APART = 4.0  # between one name and the next
_CELL = 64.0
_FINE = 8.0  # of the grid that tells where lines run
_RISE = 0.95  # from the top of a line of text to where its letters stand, in sizes of these
_HIGH = 1.2  # sizes: how high the letters of one line are at most, with all that goes up and down
# The width in pixels and the lines of names without a room of their own; what shows all of it is tried first.
_SHAPES = ((150.0, 3), (105.0, 4), (200.0, 2), (150.0, 2), (105.0, 2), (120.0, 1))
_WHOLE = 1.0  # share of a name
_LEAST_SHARE = 0.4  # of a name that is cut
_WIDER = 1.4  # than its room a name may be, where nothing is there
_LONGEST_WORD = 220.0  # pixels: longer ones are broken
_ALONG = (0.5, 0.42, 0.58, 0.34, 0.66)  # where on a relation its words may stand
_NOBODY = -2
_FURTHER = (0.0, 14.0, 34.0)  # pixels beyond a mark, where a name has to be


@dataclass(frozen=True, slots=True)
class Face:
    """How words are written: the size of letters and from one line to the next, in pixels."""

    size: float = LETTERS
    line: float = LINE
    bold: bool = False

    def height(self, lines: Sequence[str]) -> float:
        """How high some lines are."""
        return self.line * (len(lines) - 1) + _HIGH * self.size


_PLAIN, _BOLD = Face(), Face(bold=True)
_SMALL = Face(11.0, 14.0)  # the words of relations


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text on paper: ``x`` is where they are anchored, ``baseline`` where the first line stands."""

    lines: tuple[str, ...]
    x: float
    baseline: float
    anchor: str  # start, middle or end
    box: Box
    face: Face = _PLAIN
    is_whole: bool = True

    def shift(self, across: float, down: float) -> Words:
        """The same elsewhere."""
        box = self.box.shift(across, down)
        return replace(self, x=self.x + across, baseline=self.baseline + down, box=box)


class Crowd:
    """What takes room on paper, so that it can be asked quickly whether a place is free."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Box, int]]] = defaultdict(list)

    def take(self, box: Box, owner: int = -1) -> None:
        """Take a place, for a thing if it is one of its marks."""
        for cell in _cells(box):
            self._cells[cell].append((box, owner))

    def is_free(self, box: Box, owner: int = _NOBODY) -> bool:
        """Whether nothing is there but what is the owner's."""
        found = (one for cell in _cells(box) for one in self._cells.get(cell, ()))
        return not any(box.overlaps(taken) and whose != owner for taken, whose in found)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(math.floor(box.left / _CELL), math.floor(box.right / _CELL) + 1):
        for row in range(math.floor(box.top / _CELL), math.floor(box.bottom / _CELL) + 1):
            yield column, row


class Lines:
    """Where the lines of a picture run, so that names can keep off them."""

    def __init__(self, relations: Iterable[Sequence[Leg]]) -> None:
        self._points: Counter[tuple[int, int]] = Counter()
        for legs in relations:
            self._points.update({(int(x // _FINE), int(y // _FINE)) for x, y in points_along(legs)})

    def crossing(self, box: Box) -> int:
        """How much of lines a place would cover."""
        columns = range(int(box.left // _FINE), int(box.right // _FINE) + 1)
        rows = range(int(box.top // _FINE), int(box.bottom // _FINE) + 1)
        return sum(self._points.get((column, row), 0) for column in columns for row in rows)


class Namer:
    """Writes names one after the other, and remembers where they are."""

    def __init__(self, paper: Box, marks: Sequence[PlacedMark], relations: Iterable[Sequence[Leg]]) -> None:
        self.paper = paper
        self.names = Crowd()
        self.marks = Crowd()
        self.greatest = Crowd()  # the marks that no name may cover, whatever else it does
        self.lines = Lines(relations)
        for mark in marks:
            self.marks.take(mark.box.wider(1), mark.thing)
            if mark.rank < ALWAYS:
                self.greatest.take(mark.box.wider(1), mark.thing)

    def take(self, words: Words) -> None:
        """Keep names off other words."""
        self.names.take(words.box.wider(_APART, 0.5))

    def name(self, mark: PlacedMark, name: str, years: str) -> Words | None:
        """Write the name of a mark, where there is a place; the best connected things always have one."""
        has_room = mark.room[0] > 0
        # Among names in columns and rows, one that is bold would seem to say more than that.
        face = _BOLD if mark.rank < ALWAYS and not has_room else _PLAIN
        called = _Called(name, years, face)
        tried = _in_room(mark, called) if has_room else _around(mark, called, 0, _share_at_first(mark))
        found = self._first_free(tried, mark, self.marks)
        if found is None and mark.rank < ALWAYS:
            found = self._somewhere(mark, called)
        if found is not None:
            self.take(found)
        return found

    def _somewhere(self, mark: PlacedMark, called: _Called) -> Words | None:
        """A place further off, or over marks of less importance, or for less of the name."""
        for least in (_WHOLE, _LEAST_SHARE, 0.0):
            for crowd in (self.marks, self.greatest):
                for distance in _FURTHER:
                    tried = _around(mark, called, distance, least)
                    if found := self._first_free(tried, mark, crowd):
                        return found
        return None

    def words_along(self, text: str, legs: Sequence[Leg]) -> Words | None:
        """Write the words of a relation on it, where there is a place."""
        points = list(points_along(legs))
        for share in _ALONG if text else ():
            x, y = points[round(share * (len(points) - 1))]
            words = words_about((text,), x, y - _SMALL.line / 2, _SMALL)
            if self._is_free(words, self.marks, _NOBODY):
                self.take(words)
                return words
        return None

    def _is_free(self, words: Words, marks: Crowd, owner: int) -> bool:
        has_place = self.paper.holds(words.box) and self.names.is_free(words.box)
        return has_place and marks.is_free(words.box, owner)

    def _first_free(self, tried: Iterable[Sequence[Words]], mark: PlacedMark, crowd: Crowd) -> Words | None:
        """Of the first form of a name that has a place, the place where it covers least of lines."""
        for places in tried:
            free = [words for words in places if self._is_free(words, crowd, mark.thing)]
            if free:
                return min(free, key=lambda words: self.lines.crossing(words.box))
        return None


# A name in lines


@dataclass(frozen=True, slots=True)
class _Called:
    """What a thing is called, and how that is written."""

    name: str
    years: str
    face: Face

    def share_in(self, lines: Sequence[str]) -> float:
        """How much of the name some lines tell, beside the years."""
        return (len(" ".join(lines)) - len(self.years)) / len(self.name)

    @property
    def widest_word(self) -> float:
        return max(
            (text_width(word, self.face.size, bold=self.face.bold) for word in self.name.split()), default=0.0
        )

    def set(self, room: float, most: int) -> tuple[tuple[str, ...], bool]:
        """So many lines at most, with the years, which are never cut off; and whether all of it is there."""
        size, bold = self.face.size, self.face.bold
        whole = break_text(f"{self.name} {self.years}", room, most, size, bold=bold)
        if not whole or not whole[-1].endswith("…"):
            return tuple(whole), True
        if not self.years:
            return tuple(whole), self.name.endswith("…")
        if most > 1:
            return (*break_text(self.name, room, most - 1, size, bold=bold), self.years), False
        left = room - text_width(f" {self.years}", size, bold=bold)
        return (" ".join([*break_text(self.name, left, 1, size, bold=bold), self.years]),), False


def _in_room(mark: PlacedMark, called: _Called) -> Iterator[list[Words]]:
    """A name in the room that its layout has for it, and somewhat out of it before anything of it is cut."""
    width, height = mark.room
    fitting = max(1, int((height + LINE - LETTERS) // LINE))
    forms = [called.set(room, most) for room in (width, _WIDER * width) for most in range(fitting, 0, -1)]
    whole = [form for form in forms if form[1]]
    cut = [form for form in forms if not form[1] and called.share_in(form[0]) >= _LEAST_SHARE]
    for lines, is_whole in (*whole, *cut):
        if lines:
            yield [replace(_beside(mark, lines, mark.side, called.face), is_whole=is_whole)]


def _share_at_first(mark: PlacedMark) -> float:
    """How much of its name a mark is to have beside it: what always has one has it whole, if further off."""
    return _WHOLE if mark.rank < ALWAYS else _LEAST_SHARE


def _around(mark: PlacedMark, called: _Called, distance: float, least: float) -> Iterator[list[Words]]:
    """A name wherever there is room about a mark, so far from it: whole if it can be, then cut.

    ``least`` is the share of it that has to be there.
    """
    word = min(called.widest_word, _LONGEST_WORD)
    forms = [called.set(max(width, word), most) for width, most in _SHAPES]
    for wanted in (True, False):
        for lines, is_whole in forms:
            share = _WHOLE if is_whole else called.share_in(lines)
            if lines and is_whole is wanted and share >= least:
                places = _all_round(mark, lines, called.face, distance)
                yield [replace(words, is_whole=is_whole) for words in places]


def _all_round(mark: PlacedMark, lines: tuple[str, ...], face: Face, distance: float) -> list[Words]:
    away = {Side.RIGHT: (1, 0), Side.LEFT: (-1, 0), Side.BELOW: (0, 1), Side.ABOVE: (0, -1)}
    straight = [
        _beside(mark, lines, side, face).shift(across * distance, down * distance)
        for side, (across, down) in away.items()
    ]
    aside = (face.height(lines) + mark.radius) / 2
    return [*straight, *(words.shift(0, down) for words in straight[:2] for down in (-aside, aside))]


def _beside(mark: PlacedMark, lines: tuple[str, ...], side: Side, face: Face) -> Words:
    """Lines at one side of a mark."""
    height = face.height(lines)
    above, below = mark.y - mark.radius - _NEAR - height, mark.y + mark.radius + _NEAR
    level = mark.y - height / 2
    if side is Side.LEFT:
        return words_left_of(lines, mark.box.left - GAP, level, face)
    if side is Side.ABOVE and mark.length:
        return words_right_of(lines, mark.box.left, above, face)
    if side in {Side.ABOVE, Side.BELOW}:
        return words_about(lines, mark.middle, above if side is Side.ABOVE else below, face)
    return words_right_of(lines, mark.box.right + GAP, level, face)


def words_right_of(lines: tuple[str, ...], x: float, top: float, face: Face) -> Words:
    """Lines to the right of a point at their top."""
    box = Box(x, top, x + _widest(lines, face), top + face.height(lines))
    return Words(lines, x, top + _RISE * face.size, "start", box, face)


def words_left_of(lines: tuple[str, ...], x: float, top: float, face: Face) -> Words:
    """Lines to the left of a point at their top."""
    box = Box(x - _widest(lines, face), top, x, top + face.height(lines))
    return Words(lines, x, top + _RISE * face.size, "end", box, face)


def words_about(lines: tuple[str, ...], x: float, top: float, face: Face) -> Words:
    """Lines about a point at their top."""
    half = _widest(lines, face) / 2
    box = Box(x - half, top, x + half, top + face.height(lines))
    return Words(lines, x, top + _RISE * face.size, "middle", box, face)


def _widest(lines: tuple[str, ...], face: Face) -> float:
    return max((text_width(line, face.size, bold=face.bold) for line in lines), default=0.0)

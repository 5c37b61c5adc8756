"""Scenes as the page reads them: JSON in which a row says much in few characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from irc_kg.views.picture import fit
from irc_kg.views.scene import Course, GuideKind, Side

if TYPE_CHECKING:
    from collections.abc import Mapping

    from irc_kg.views.scene import Guide, PlacedRelation, PlacedThing, Scene, Shape

_SIDES, _COURSES, _GUIDES = tuple(Side), tuple(Course), tuple(GuideKind)
_Number = int | float


def scenes_value(scenes: Mapping[Shape, Scene]) -> dict[str, Any]:
    """Each scene by its shape, and the words of which rows give the places.

    A row of a thing is ``[x, y, size, rank, side, width and height of its room, length, fades]``, one of a
    relation ``[course, bend, x and y of each point it passes]``, and of either the zeros at its end are left
    out where no point is passed. A row of an echo begins with the number of its thing. ``fades`` is 1 for
    the beginning of a bar, 2 for its end, 3 for both.
    """
    return {
        "sides": list(_SIDES),
        "courses": list(_COURSES),
        "guides": list(_GUIDES),
        **{shape.value: _scene(scene) for shape, scene in scenes.items()},
    }


def _scene(scene: Scene) -> dict[str, Any]:
    return {
        "width": _short(scene.width),
        "height": _short(scene.height),
        "things": [_thing(placed) for placed in scene.things],
        "relations": [_relation(placed) for placed in scene.relations],
        "guides": [_guide(guide) for guide in scene.guides],
        "echoes": [[n, *_thing(placed)] for n, placed in scene.echoes],
    }


def _thing(placed: PlacedThing) -> list[_Number]:
    begins, ends = placed.fades
    measures = placed.room[0], placed.room[1], placed.length
    row = [_short(placed.x), _short(placed.y), _short(placed.size), placed.rank, _SIDES.index(placed.side)]
    return _cut([*row, *map(_short, measures), begins + 2 * ends])


def _relation(placed: PlacedRelation) -> list[_Number]:
    row: list[_Number] = [_COURSES.index(placed.course), round(placed.bend, 2)]
    passed = [_short(length) for point in placed.by for length in point]
    return [*row, *passed] if passed else _cut(row)


def _guide(guide: Guide) -> list[_Number | str]:
    box = map(_short, (guide.x, guide.y, guide.width, guide.height))
    return [_GUIDES.index(guide.kind), *box, fit(guide.words), _SIDES.index(guide.side)]


def _short(length: float) -> _Number:
    """A length to a tenth of a unit, without a point where it needs none."""
    short = round(length, 1)
    return int(short) if short == int(short) else short


def _cut(row: list[_Number]) -> list[_Number]:
    while row and not row[-1]:
        row.pop()
    return row

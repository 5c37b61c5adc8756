"""Ways to lay a picture out: each answers another sort of question. The same picture always lies the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from irc_kg.views.picture import NETWORK, NO_PART

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Scene, Shape

_MOST_PANELS = 24  # of a matrix: more can hardly be compared


def lay_out(picture: Picture, shape: Shape) -> Scene:
    """The scene of a picture by the layout that it names, or as a network where it cannot be laid out so."""
    return _layouts()[with_fit_layout(picture).layout.name](picture, shape)


def with_fit_layout(picture: Picture) -> Picture:
    """The picture with a layout that it can have; that it is not the one that it names is said in it."""
    why_not = _why_not(picture)
    if not why_not:
        return picture
    sentence = f"It is drawn as a network and not as {picture.layout.name}: {why_not}."
    layout = replace(picture.layout, name=NETWORK)
    return replace(picture, layout=layout, not_covered=(*picture.not_covered, sentence))


def _why_not(picture: Picture) -> str:
    """Why a picture cannot have the layout that it names; nothing where it can."""
    by_part = Counter(thing.part for thing in picture.things)
    match picture.layout.name:
        case "network" | "radial" | "tree":
            return ""
        case "timeline":
            from irc_kg.views.layouts.timeline import has_dates

            return "" if has_dates(picture) else "nothing in it has a date"
        case "columns":
            del by_part[NO_PART]
            return "" if len(by_part) > 1 else "its things are of fewer than two parts"
        case "matrix" if not by_part[0]:
            return "nothing in it is of the first part"
        case "matrix":
            too_many = f"it would have {by_part[0]} panels, and {_MOST_PANELS} is the most"
            return too_many if by_part[0] > _MOST_PANELS else ""
    return "there is no such layout"


def _layouts() -> Mapping[str, Callable[[Picture, Shape], Scene]]:
    """Each layout by its name; imported here, because they load numpy, which nothing but a picture needs."""
    from irc_kg.views.layouts.columns import lay_out_columns, lay_out_tree
    from irc_kg.views.layouts.matrix import lay_out_matrix
    from irc_kg.views.layouts.network import lay_out_network
    from irc_kg.views.layouts.radial import lay_out_radial
    from irc_kg.views.layouts.timeline import lay_out_timeline

    return {
        "network": lay_out_network,
        "columns": lay_out_columns,
        "tree": lay_out_tree,
        "matrix": lay_out_matrix,
        "radial": lay_out_radial,
        "timeline": lay_out_timeline,
    }

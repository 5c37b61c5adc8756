"""Ways to lay a picture out: each answers another sort of question. The same picture always lies the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from irc_kg.views.picture import NETWORK, RADIAL, TREE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Scene, Shape

_NEEDED_PARTS = {"columns": 2, "matrix": 1}  # of which there are things


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
    name = picture.layout.name
    if name in (NETWORK, RADIAL, TREE):
        return ""
    if name == "timeline":
        from irc_kg.views.layouts.timeline import has_dates

        return "" if has_dates(picture) else "nothing in it has a date"
    if name not in _NEEDED_PARTS:
        return "there is no such layout"
    parts = {thing.part for thing in picture.things if thing.part >= 0}
    if name == "matrix" and 0 not in parts:
        return "nothing in it is of the first part"
    return "" if len(parts) >= _NEEDED_PARTS[name] else "its things are of fewer than two parts"


def _layouts() -> Mapping[str, Callable[[Picture, Shape], Scene]]:
    """Each layout by its name; imported here, because they load numpy, which nothing but a picture needs."""
    from irc_kg.views.layouts.columns import lay_out_columns, lay_out_tree
    from irc_kg.views.layouts.matrix import lay_out_matrix
    from irc_kg.views.layouts.network import lay_out_network
    from irc_kg.views.layouts.radial import lay_out_radial
    from irc_kg.views.layouts.timeline import lay_out_timeline

    return {
        NETWORK: lay_out_network,
        "columns": lay_out_columns,
        TREE: lay_out_tree,
        "matrix": lay_out_matrix,
        RADIAL: lay_out_radial,
        "timeline": lay_out_timeline,
    }

"""Ways to lay a picture out: each answers another sort of question. The same picture always lies the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Scene, Shape


def lay_out(picture: Picture, shape: Shape) -> Scene:
    """The scene of a picture by the layout that it names."""
    return _layouts()[picture.layout.name](picture, shape)


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

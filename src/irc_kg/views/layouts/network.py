"""Things and relations as a network: what is related stands together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from irc_kg.views.layouts.drafts import Draft, relations_of
from irc_kg.views.layouts.forces import SPACING, positions
from irc_kg.views.scene import PlacedThing, Scene

if TYPE_CHECKING:
    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import Shape


def lay_out_network(picture: Picture, shape: Shape) -> Scene:
    """What is related stands together, whatever the kinds."""
    draft = Draft(picture, shape)
    ends, sizes, ranks = draft.ends, draft.sizes(), draft.ranks
    places = positions(len(picture.things), ends)
    left = min((x for x, _ in places), default=0) - SPACING / 2
    top = min((y for _, y in places), default=0) - SPACING / 2
    things = tuple(PlacedThing(x - left, y - top, sizes[n], ranks[n]) for n, (x, y) in enumerate(places))
    width = max((placed.x for placed in things), default=0) + SPACING / 2
    height = max((placed.y for placed in things), default=0) + SPACING / 2
    return Scene(width, height, things, relations_of(ends))

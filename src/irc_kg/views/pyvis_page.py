"""A picture as a network of pyvis, for those who want to change it, or to have pyvis draw it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from irc_kg.views.layouts import lay_out
from irc_kg.views.layouts.drafts import ends_of
from irc_kg.views.picture import fit
from irc_kg.views.scene import Course, Shape

if TYPE_CHECKING:
    from pyvis.network import Network

    from irc_kg.views.picture import Picture
    from irc_kg.views.scene import PlacedRelation

_Drawn = dict[str, Any]  # a node or an edge, with the names that vis-network has for its values

_RING_ANGLE = 0.785  # where a relation of a thing to itself stands: up and to the right

# What vis-network is told: everything stands where the layout has put it, until somebody drags it.
OPTIONS: Mapping[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "edges": {"smooth": False, "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}}},
}
# Where the template of pyvis fetches styles that its page does without. In what comes from the data no
# "<" is left.
_FETCHING = re.compile(r"<(link|script)\b[^<>]*\bhttps://[^<>]*>(?:\s*</script>)?")


def pyvis_network(picture: Picture) -> Network:
    """The things and relations of a picture where they stand on a screen."""
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="in_line", heading=fit(picture.question))
    nodes, edges = nodes_and_edges(picture)
    for node in nodes:
        net.add_node(node.pop("id"), **node)
    net.get_nodes = lambda: net.node_map  # pyvis looks each end of an edge up in a list
    for edge in edges:
        net.add_edge(edge.pop("from"), edge.pop("to"), **edge)
    net.options = {**OPTIONS}
    return net


def pyvis_page(picture: Picture) -> str:
    """The page that pyvis itself writes, but for what it would fetch from elsewhere."""
    from markupsafe import escape

    net = pyvis_network(picture)
    net.heading = str(escape(net.heading))  # the template takes it as HTML
    return _FETCHING.sub("", net.generate_html())


def nodes_and_edges(picture: Picture) -> tuple[list[_Drawn], list[_Drawn]]:
    """A picture as vis-network wants it: node ``n`` is its n-th thing, edge ``n`` its n-th relation."""
    scene = lay_out(picture, Shape.LANDSCAPE)
    kinds = {kind.iri: kind for kind in picture.kinds}
    nodes = []
    for n, (thing, placed) in enumerate(zip(picture.things, scene.things, strict=True)):
        kind = kinds[thing.kind]
        nodes.append(
            {
                "color": kind.colour,
                "size": placed.size,
                "x": round(placed.x),
                "y": round(placed.y),
                "id": n,
                "label": fit(thing.label) or fit(thing.curie),
                "shape": kind.shape,
            }
        )
    edges = []
    for n, (ends, relation) in enumerate(zip(ends_of(picture), picture.relations, strict=True)):
        edge = {"id": n, "label": fit(relation.label), "from": ends[0], "to": ends[1], "arrows": "to"}
        edges.append({**edge, **_bend(scene.relations[n])})
    return nodes, edges


def _bend(placed: PlacedRelation) -> _Drawn:
    if placed.course is Course.RING:
        return {"selfReference": {"size": placed.bend, "angle": _RING_ANGLE}}
    if placed.course is not Course.STRAIGHT or not placed.bend:
        return {}
    kind = "curvedCW" if placed.bend > 0 else "curvedCCW"
    return {"smooth": {"enabled": True, "type": kind, "roundness": abs(placed.bend)}}

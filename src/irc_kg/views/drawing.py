"""A picture as a network of pyvis: the marks on the canvas, where they stand and how they look."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from irc_kg.views.layout import positions
from irc_kg.views.wording import fit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyvis.network import Network

    from irc_kg.views.picture import Picture

SMALLEST, LARGEST = (
    10.0,
    24.0,
)  # radius of a thing with the fewest and with the most relations, in canvas units
_BEND = 0.16  # how far each further relation between the same two things bends away

# What vis-network is told: still at first, no keys of its own, no smoothing where a straight line will do.
OPTIONS: Mapping[str, Any] = {
    "autoResize": True,
    "physics": {
        "enabled": False,
        "solver": "barnesHut",
        "barnesHut": {
            "gravitationalConstant": -9000,
            "centralGravity": 0.1,
            "springLength": 110,
            "avoidOverlap": 0.4,
        },
        "stabilization": {"enabled": False},
    },
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "hideEdgesOnDrag": False,
        "keyboard": False,
        "multiselect": False,
        "navigationButtons": False,
        "selectConnectedEdges": False,
        "hoverConnectedEdges": False,
        "tooltipDelay": 86_400_000,
    },
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "chosen": False},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.5}},
        "chosen": False,
        "smooth": False,
        "width": 1.2,
        "selectionWidth": 0,
        "hoverWidth": 0,
    },
}


def drawing(picture: Picture) -> Network:
    """The network of a picture: node ``n`` is its n-th thing, edge ``n`` its n-th relation."""
    from pyvis.network import Network

    number = {thing.iri: n for n, thing in enumerate(picture.things)}
    ends = [(number[relation.subject], number[relation.object]) for relation in picture.relations]
    kinds = {kind.iri: kind for kind in picture.kinds}
    net = Network(directed=True, cdn_resources="in_line", heading=fit(picture.question))
    net.get_nodes = lambda: net.node_map  # pyvis looks each end of an edge up in a list
    sizes = _sizes(len(picture.things), ends)
    for n, (thing, (x, y)) in enumerate(
        zip(picture.things, positions(len(picture.things), ends), strict=True)
    ):
        kind = kinds[thing.kind]
        label = fit(thing.label) or fit(thing.curie)
        net.add_node(n, label=label, shape=kind.shape, color=kind.colour, size=sizes[n], x=x, y=y)
    for n, (relation, bend) in enumerate(zip(picture.relations, _bends(ends), strict=True)):
        net.add_edge(*ends[n], id=n, label=fit(relation.label), **bend)
    net.options = {**OPTIONS}
    return net


def _sizes(size: int, ends: list[tuple[int, int]]) -> list[float]:
    degrees = Counter(end for pair in ends for end in pair)
    most = max(degrees.values(), default=1)
    return [round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(degrees[n] / most), 1) for n in range(size)]


def _bends(ends: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """How each relation bends, so that several between the same two things can be told apart."""
    seen: Counter[tuple[int, int]] = Counter()
    bends: list[dict[str, Any]] = []
    for one, other in ends:
        pair = min(one, other), max(one, other)
        nth = seen[pair]
        seen[pair] += 1
        if nth == 0 or one == other:
            bends.append({})
            continue
        clockwise = (nth % 2 == 1) == (one < other)
        kind = "curvedCW" if clockwise else "curvedCCW"
        bends.append(
            {"smooth": {"enabled": True, "type": kind, "roundness": round(_BEND * ((nth + 1) // 2), 2)}}
        )
    return bends

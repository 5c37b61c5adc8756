"""A picture as a graph of networkx, and as text for Gephi, Cytoscape, yEd and the like."""

from __future__ import annotations

import heapq
import json
from io import BytesIO
from typing import TYPE_CHECKING

from irc_kg.views.picture import fit

if TYPE_CHECKING:
    import networkx as nx

    from irc_kg.views.picture import Picture


def network(picture: Picture) -> nx.MultiDiGraph[str]:
    """The things as nodes named by CURIE, the relations as edges; all values are plain text."""
    import networkx as nx

    kinds = {kind.iri: kind for kind in picture.kinds}
    curies = {thing.iri: fit(thing.curie) for thing in picture.things}
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(name=fit(picture.question))
    for thing in picture.things:
        values = {
            "label": thing.label,
            "kind": kinds[thing.kind].label,
            "iri": thing.iri,
            "definition": thing.definition,
            "from": thing.from_date,
            "to": thing.to_date,
            "source": "; ".join(thing.citations),
        }
        graph.add_node(curies[thing.iri], **_present(values))
    for number, relation in enumerate(picture.relations):
        values = {
            "label": relation.label,
            "predicate": relation.predicate,
            "source": "; ".join(relation.citations),
        }
        ends = curies[relation.subject], curies[relation.object]
        graph.add_edge(*ends, key=f"{fit(relation.predicate)} {number}", **_present(values))
    return graph


def most_connected(graph: nx.MultiDiGraph[str], size: int) -> set[str]:
    """The ``size`` best connected nodes that hang together, grown from the node with most edges."""
    rank = {node: (-degree, order) for order, (node, degree) in enumerate(graph.degree())}
    chosen: set[str] = set()
    for beginning in sorted(rank, key=rank.__getitem__):
        waiting = [(rank[beginning], beginning)]
        while waiting and len(chosen) < size:
            _, node = heapq.heappop(waiting)
            if node in chosen:
                continue
            chosen.add(node)
            beside = {*graph.successors(node), *graph.predecessors(node)} - chosen
            for other in beside:
                heapq.heappush(waiting, (rank[other], other))
        if len(chosen) >= size:
            break
    return chosen


def _present(values: dict[str, str | None]) -> dict[str, str]:
    return {name: fit(value) for name, value in values.items() if value}


def to_graphml(graph: nx.MultiDiGraph[str]) -> str:
    from networkx.readwrite.graphml import GraphMLWriter

    buffer = BytesIO()
    writer = GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(graph)
    writer.dump(buffer)
    return buffer.getvalue().decode("utf-8")


def to_gexf(graph: nx.MultiDiGraph[str]) -> str:
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # the same picture is the same file on any day
    writer.add_graph(graph)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue().decode("utf-8")


def to_cytoscape(graph: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    return json.dumps(nx.cytoscape_data(graph), ensure_ascii=False, indent=2) + "\n"

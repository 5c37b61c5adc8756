"""A picture as a graph of networkx, and as a file for Gephi, Cytoscape, yEd and the like."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from irc_kg.errors import IrcKgError, either
from irc_kg.files import write_text
from irc_kg.views.legibility import fit

if TYPE_CHECKING:
    import networkx as nx

    from irc_kg.views.picture import Picture


class UnknownPictureFormatError(IrcKgError):
    """A file whose ending names no form of a picture."""

    def __init__(self, path: Path, endings: Sequence[str]) -> None:
        super().__init__(f"{path.name} is no name for a picture: its ending can be {either(tuple(endings))}.")


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


def write_graph(picture: Picture, path: Path) -> None:
    """Write the picture in the format that the file's ending names, one of ``GRAPH_FORMATS``.

    Raises UnknownPictureFormatError and FileWriteError.
    """
    to_text = GRAPH_FORMATS.get(path.suffix.lower())
    if to_text is None:
        raise UnknownPictureFormatError(path, tuple(GRAPH_FORMATS))
    write_text(path, to_text(network(picture)))


def _graphml(graph: nx.MultiDiGraph[str]) -> str:
    from networkx.readwrite.graphml import GraphMLWriter

    buffer = BytesIO()
    writer = GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(graph)
    writer.dump(buffer)
    return buffer.getvalue().decode("utf-8")


def _gexf(graph: nx.MultiDiGraph[str]) -> str:
    from networkx.readwrite.gexf import GEXFWriter

    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)  # the same picture is the same file on any day
    writer.add_graph(graph)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue().decode("utf-8")


def _cytoscape(graph: nx.MultiDiGraph[str]) -> str:
    import networkx as nx

    return json.dumps(nx.cytoscape_data(graph), ensure_ascii=False, indent=2) + "\n"


GRAPH_FORMATS: Mapping[str, Callable[[nx.MultiDiGraph[str]], str]] = {
    ".graphml": _graphml,
    ".gexf": _gexf,
    ".cyjs": _cytoscape,
}

"""A picture as a file for other graph tools: Gephi, Cytoscape, yEd and the like."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

from irc_kg.errors import IrcKgError, either
from irc_kg.files import write_text
from irc_kg.views.network import network

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import networkx as nx

    from irc_kg.views.picture import Picture


class UnknownGraphFormatError(IrcKgError):
    """A file ending that names no graph format."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} names no graph format: its ending can be {either(tuple(GRAPH_FORMATS))}."
        )


def write_graph(picture: Picture, path: Path) -> None:
    """Write the picture in the format that the file's ending names, one of ``GRAPH_FORMATS``.

    Raises UnknownGraphFormatError and FileWriteError.
    """
    text = GRAPH_FORMATS.get(path.suffix.lower())
    if text is None:
        raise UnknownGraphFormatError(path)
    write_text(path, text(network(picture)))


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

"""A view: a picture that can be written, shown in a notebook or computed with."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from irc_kg.views.network import GRAPH_FORMATS, UnknownPictureFormatError, write_graph
from irc_kg.views.picture import Picture

if TYPE_CHECKING:
    import networkx as nx

_FRAME = '<iframe srcdoc="{page}" style="width:100%;height:{height}px;border:0" title="{title}"></iframe>'
_HEIGHT = 720  # pixels, in a notebook
_PAGES = ("", ".html", ".htm")  # a file without an ending is a page, and so is a pipe or a device


def refuse_unknown_ending(path: Path) -> None:
    """Raise UnknownPictureFormatError where a file would hold something else than its name says."""
    if path.suffix.lower() not in (*_PAGES, *GRAPH_FORMATS):
        raise UnknownPictureFormatError(path, (".html", *GRAPH_FORMATS))


@dataclass(frozen=True)
class View:
    """One picture of a part of the graph."""

    picture: Picture

    def html(self) -> str:
        """The whole page: one HTML text that needs no network."""
        from irc_kg.views.page import render

        return render(self.picture)

    def write(self, path: Path) -> None:
        """Write a page, or for Gephi and Cytoscape a graph, as the ending of the file tells.

        Its folder is made where there is none. Raises UnknownPictureFormatError and FileWriteError.
        """
        from irc_kg.views.page import write

        refuse_unknown_ending(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() in GRAPH_FORMATS:
            write_graph(self.picture, path)
        else:
            write(self.picture, path)

    def network(self) -> nx.MultiDiGraph[str]:
        """The things and relations as a graph of networkx; nodes are named by CURIE."""
        from irc_kg.views.network import network

        return network(self.picture)

    def show(self) -> None:
        """Show the page in a notebook."""
        from IPython.display import HTML, display

        display(HTML(self._repr_html_()))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return _FRAME.format(page=escape(self.html()), height=_HEIGHT, title=escape(self.picture.question))

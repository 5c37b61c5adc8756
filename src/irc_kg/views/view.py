"""A view: a picture that can be written, shown in a notebook or computed with."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from irc_kg.files import open_text
from irc_kg.queries.formats import Content, Format, Formats
from irc_kg.views.network import network, to_cytoscape, to_gexf, to_graphml
from irc_kg.views.picture import Picture

if TYPE_CHECKING:
    import networkx as nx

_FRAME = '<iframe srcdoc="{page}" style="width:100%;height:{height}px;border:0" title="{title}"></iframe>'
_HEIGHT = 720  # pixels, in a notebook


def _write_page(picture: Picture, out: TextIO) -> None:
    from irc_kg.views.page import render

    out.write(render(picture))


# A file without an ending is a page, and so is a pipe or a device.
PICTURES: Formats[Picture] = Formats(
    Content.PICTURE,
    Format("html", (".html", ".htm"), _write_page),
    Format("graphml", (".graphml",), lambda picture, out: out.write(to_graphml(network(picture)))),
    Format("gexf", (".gexf",), lambda picture, out: out.write(to_gexf(network(picture)))),
    Format("cyjs", (".cyjs",), lambda picture, out: out.write(to_cytoscape(network(picture)))),
)


def write_picture(picture: Picture, path: Path) -> None:
    """Write a page, or for Gephi and Cytoscape a graph, as the ending of the file tells.

    Raises UnknownEndingError and FileWriteError.
    """
    chosen = PICTURES.choose(None, path)
    with open_text(path) as out:
        chosen.write(picture, out)


@dataclass(frozen=True)
class View:
    """One picture of a part of the graph."""

    picture: Picture

    def html(self) -> str:
        """The whole page: one HTML text that needs no network."""
        from irc_kg.views.page import render

        return render(self.picture)

    def write(self, path: Path) -> None:
        """Write it as ``write_picture`` does; its folder is made where there is none."""
        PICTURES.choose(None, path)  # or a folder would be made for nothing
        path.parent.mkdir(parents=True, exist_ok=True)
        write_picture(self.picture, path)

    def network(self) -> nx.MultiDiGraph[str]:
        """The things and relations as a graph of networkx; nodes are named by CURIE."""
        return network(self.picture)

    def show(self) -> None:
        """Show the page in a notebook."""
        from IPython.display import HTML, display

        display(HTML(self._repr_html_()))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return _FRAME.format(page=escape(self.html()), height=_HEIGHT, title=escape(self.picture.question))

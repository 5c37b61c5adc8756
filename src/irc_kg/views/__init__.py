"""Pictures of a part of the graph, and the forms in which they are written."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from irc_kg.files import open_binary, open_text
from irc_kg.queries.formats import Content, Format, Formats
from irc_kg.views.picture import (
    Picture,
    network,
    to_cytoscape,
    to_gexf,
    to_graphml,
)

if TYPE_CHECKING:
    import networkx as nx
    from pyvis.network import Network


_FRAME_HEIGHT = 720  # pixels, of a page in a notebook
_FRAME = '<iframe srcdoc="{page}" style="width:100%;height:{height}px;border:0" title="{title}"></iframe>'


def _write_page(picture: Picture, out: TextIO) -> None:
    from irc_kg.views.page import render

    out.write(render(picture))


def _write_svg(picture: Picture, out: TextIO) -> None:
    from irc_kg.views.drawing import to_svg

    out.write(to_svg(picture))


def _write_png(picture: Picture, out: BinaryIO) -> None:
    from irc_kg.views.drawing import to_png

    out.write(to_png(picture))


def _write_mermaid(picture: Picture, out: TextIO) -> None:
    from irc_kg.views.mermaid import to_mermaid

    out.write(to_mermaid(picture))


def _write_pyvis(picture: Picture, out: TextIO) -> None:
    from irc_kg.views.pyvis_page import pyvis_page

    out.write(pyvis_page(picture))


# A file without an ending is a page, and so is a pipe or a device.
PICTURES: Formats[Picture] = Formats(
    Content.PICTURE,
    (
        Format("html", (".html", ".htm"), _write_page),
        Format("svg", (".svg",), _write_svg),
        Format("png", (".png",), _write_png, is_binary=True),
        Format("mermaid", (".mmd", ".mermaid"), _write_mermaid),
        Format("graphml", (".graphml",), lambda picture, out: out.write(to_graphml(network(picture)))),
        Format("gexf", (".gexf",), lambda picture, out: out.write(to_gexf(network(picture)))),
        Format("pyvis", (), _write_pyvis),
        Format("cyjs", (".cyjs",), lambda picture, out: out.write(to_cytoscape(network(picture)))),
    ),
)


def write_picture(picture: Picture, path: Path, format_name: str | None = None) -> None:
    """Write a page, a drawing or an image, or a graph for other tools, as the ending of the file tells.

    Raises WrongFormatError, UnknownEndingError, UnfitEndingError and FileWriteError.
    """
    chosen = PICTURES.choose(format_name, path)
    with open_binary(path) if chosen.is_binary else open_text(path) as out:
        chosen.write(picture, out)


@dataclass(frozen=True)
class View:
    """One picture of a part of the graph."""

    picture: Picture

    def html(self) -> str:
        """The whole page: one HTML text that needs no network."""
        from irc_kg.views.page import render

        return render(self.picture)

    def write(self, path: Path, format_name: str | None = None) -> None:
        """Write it as ``write_picture`` does; its folder is made where there is none."""
        PICTURES.choose(format_name, path)  # or a folder would be made for nothing
        path.parent.mkdir(parents=True, exist_ok=True)
        write_picture(self.picture, path, format_name)

    def network(self) -> nx.MultiDiGraph[str]:
        """The things and relations as a graph of networkx; nodes are named by CURIE."""
        return network(self.picture)

    def pyvis(self) -> Network:
        """The drawing as a network of pyvis, to be changed, and drawn by its own means."""
        from irc_kg.views.pyvis_page import pyvis_network

        return pyvis_network(self.picture)

    def show(self) -> None:
        """Show the page in a notebook."""
        from IPython.display import HTML, display

        display(HTML(self._repr_html_()))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return _FRAME.format(
            page=escape(self.html()), height=_FRAME_HEIGHT, title=escape(self.picture.question)
        )

"""An index of pictures: one page with a thumbnail, a question and a line for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from irc_kg.files import open_binary, open_text, write_text
from irc_kg.queries.formats import Content, Format, Formats
from irc_kg.views.details import sentence
from irc_kg.views.picture import (
    LIGHT_PAGE,
    Picture,
    fit,
    network,
    readable,
    to_cytoscape,
    to_gexf,
    to_graphml,
)

if TYPE_CHECKING:
    import networkx as nx
    from pyvis.network import Network


INDEX = "index.html"
_WIDTH, _HEIGHT = 320, 200  # of a thumbnail, in its own units
_MARGIN = 12
_FRAME_HEIGHT = 720  # pixels, of a page in a notebook
_LARGEST_DRAWN = 400  # things; of a larger picture the rest would not be seen


@dataclass(frozen=True, slots=True)
class GalleryEntry:
    """One picture of the index, and its file beside the index."""

    file: str
    picture: Picture


def file_names(names: Sequence[str]) -> dict[str, str]:
    """A file for the page of each view, none of which is the index, or that of another on any system."""
    taken = {INDEX}
    files = {}
    for name in names:
        plain = name.replace("/", "-")
        file, number = f"{plain}.html", 1
        while file.casefold() in taken:
            number += 1
            file = f"{plain}-{number}.html"
        taken.add(file.casefold())
        files[name] = file
    return files


def write_gallery(entries: Sequence[GalleryEntry], path: Path, title: str) -> None:
    """Write the index page; raises FileWriteError."""
    from irc_kg.views.page import templates

    cards = [
        {
            "file": entry.file,
            "question": fit(entry.picture.question),
            "sentence": sentence(entry.picture),
            **_thumbnail(entry.picture),
        }
        for entry in entries
    ]
    page = templates().get_template("gallery.html")
    write_text(path, page.render(title=title, cards=cards, width=_WIDTH, height=_HEIGHT))


def _thumbnail(picture: Picture) -> dict[str, Any]:
    """Dots and lines of a picture, fitted into a small frame."""
    from irc_kg.views.layouts.forces import positions  # numpy, which nothing but a page needs

    number = {thing.iri: n for n, thing in enumerate(picture.things)}
    ends = [(number[relation.subject], number[relation.object]) for relation in picture.relations]
    placed = _fit_into_frame(positions(len(picture.things), ends))
    colours = {kind.iri: readable(kind.colour, LIGHT_PAGE) for kind in picture.kinds}
    drawn = range(min(len(placed), _LARGEST_DRAWN))
    return {
        "dots": [(*placed[n], colours[picture.things[n].kind]) for n in drawn],
        "lines": [(*placed[one], *placed[other]) for one, other in ends if one in drawn and other in drawn],
    }


def _fit_into_frame(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points of a picture in the units of a thumbnail, with a margin around them."""
    if not points:
        return []
    across, down = zip(*points, strict=True)
    width, height = max(across) - min(across), max(down) - min(down)
    scale = min((_WIDTH - 2 * _MARGIN) / (width or 1), (_HEIGHT - 2 * _MARGIN) / (height or 1))
    # In the middle of the frame, whichever way is shorter.
    left = (_WIDTH - scale * width) / 2 - scale * min(across)
    top = (_HEIGHT - scale * height) / 2 - scale * min(down)
    return [(round(left + scale * x, 1), round(top + scale * y, 1)) for x, y in points]


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


# A file without an ending is a page, and so is a pipe or a device.
PICTURES: Formats[Picture] = Formats(
    Content.PICTURE,
    (
        Format("html", (".html", ".htm"), _write_page),
        Format("svg", (".svg",), _write_svg),
        Format("png", (".png",), _write_png, is_binary=True),
        Format("graphml", (".graphml",), lambda picture, out: out.write(to_graphml(network(picture)))),
        Format("gexf", (".gexf",), lambda picture, out: out.write(to_gexf(network(picture)))),
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
        from irc_kg.views.page import pyvis_network

        return pyvis_network(self.picture)

    def show(self) -> None:
        """Show the page in a notebook."""
        from IPython.display import HTML, display

        display(HTML(self._repr_html_()))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return _FRAME.format(
            page=escape(self.html()), height=_FRAME_HEIGHT, title=escape(self.picture.question)
        )

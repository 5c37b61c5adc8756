"""An index of pictures: one page with a thumbnail, a question and a line for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from irc_kg.files import write_text
from irc_kg.views.details import sentence
from irc_kg.views.layout import positions
from irc_kg.views.legibility import LIGHT_PAGE, fit, readable
from irc_kg.views.picture import Picture

INDEX = "index.html"
_WIDTH, _HEIGHT = 320, 200  # of a thumbnail, in its own units
_MARGIN = 12
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
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "web", encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    cards = [
        {
            "file": entry.file,
            "question": fit(entry.picture.question),
            "sentence": sentence(entry.picture),
            **_thumbnail(entry.picture),
        }
        for entry in entries
    ]
    page = environment.get_template("gallery.html")
    write_text(path, page.render(title=title, cards=cards, width=_WIDTH, height=_HEIGHT))


def _thumbnail(picture: Picture) -> dict[str, Any]:
    """Dots and lines of a picture, fitted into a small frame."""
    number = {thing.iri: n for n, thing in enumerate(picture.things)}
    ends = [(number[relation.subject], number[relation.object]) for relation in picture.relations]
    points = positions(len(picture.things), ends)
    left, right = min((x for x, _ in points), default=0), max((x for x, _ in points), default=1)
    top, bottom = min((y for _, y in points), default=0), max((y for _, y in points), default=1)
    scale = min(
        (_WIDTH - 2 * _MARGIN) / ((right - left) or 1), (_HEIGHT - 2 * _MARGIN) / ((bottom - top) or 1)
    )
    # In the middle of the frame, whichever way is shorter.
    across = (_WIDTH - scale * (right - left)) / 2
    down = (_HEIGHT - scale * (bottom - top)) / 2
    placed = [(round(across + (x - left) * scale, 1), round(down + (y - top) * scale, 1)) for x, y in points]
    colours = {kind.iri: readable(kind.colour, LIGHT_PAGE) for kind in picture.kinds}
    shown = range(min(len(points), _LARGEST_DRAWN))
    return {
        "dots": [(*placed[n], colours[picture.things[n].kind]) for n in shown],
        "lines": [(*placed[one], *placed[other]) for one, other in ends if one in shown and other in shown],
    }

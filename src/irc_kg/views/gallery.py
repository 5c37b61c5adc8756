"""Pictures of a project in one folder: a page for each, and an index that groups them."""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irc_kg.files import write_text
from irc_kg.views.details import sentence
from irc_kg.views.picture import fit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from irc_kg.views.drawing.pen import Palette
    from irc_kg.views.picture import Picture

INDEX = "index.html"
_WIDTH, _HEIGHT = 640, 360  # pixels of a thumbnail, which is shown smaller
_MOST_NEIGHBOURS = 12  # links from one page to others


@dataclass(frozen=True, slots=True)
class GalleryEntry:
    """One picture of the index, its file beside the index, and the group in which it stands there."""

    file: str
    picture: Picture
    group: str = ""

    @property
    def question(self) -> str:
        return fit(self.picture.question)


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


def name_of_choice(view: str, choice: str) -> str:
    """What the picture of a view is called that shows one of several choices: ``nation-wales``."""
    words = re.sub(r"\W+", "-", choice.lower()).strip("-")
    return f"{view}-{words}" if words else view


def groups_of(entries: Sequence[GalleryEntry]) -> Mapping[str, list[GalleryEntry]]:
    """The entries by their groups, in the order in which these come first; those of none at the end."""
    groups: dict[str, list[GalleryEntry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: not entry.group):
        groups[entry.group].append(entry)
    return groups


def neighbours_of(entry: GalleryEntry, entries: Sequence[GalleryEntry]) -> list[GalleryEntry]:
    """The pictures that a page leads on to: those of its group first, then those around it in the index."""
    ordered = [each for group in groups_of(entries).values() for each in group]
    at = ordered.index(entry)
    # From the nearest on, by turns behind and before it.
    others = sorted((n for n in range(len(ordered)) if n != at), key=lambda n: (abs(n - at), n < at))
    others.sort(key=lambda n: ordered[n].group != entry.group)
    return [ordered[n] for n in sorted(others[:_MOST_NEIGHBOURS])]


def write_pages(entries: Sequence[GalleryEntry], folder: Path) -> Iterator[GalleryEntry]:
    """Write the page of each picture, with links to the index and to others; raises FileWriteError."""
    from irc_kg.views.page import render

    for entry in entries:
        page = render(entry.picture, index=INDEX, neighbours=neighbours_of(entry, entries))
        write_text(folder / entry.file, page)
        yield entry


def write_index(entries: Sequence[GalleryEntry], folder: Path, title: str) -> None:
    """Write the index page; raises FileWriteError."""
    from irc_kg.views.markup import templates
    from irc_kg.views.page import WEB

    groups = [
        (_title(group), [_card(entry) for entry in members]) for group, members in groups_of(entries).items()
    ]
    page = templates(WEB).get_template("gallery.html")
    write_text(folder / INDEX, page.render(title=title, groups=groups, width=_WIDTH, height=_HEIGHT))


def _title(group: str) -> str:
    return group[:1].upper() + group[1:] or "Other pictures"


def _card(entry: GalleryEntry) -> dict[str, str]:
    from irc_kg.views.drawing.pen import DARK, LIGHT

    headline = entry.picture.headline
    return {
        "file": entry.file,
        "question": entry.question,
        "finding": fit(headline.sentence) if headline else "",
        "sentence": sentence(entry.picture),
        "light": _thumbnail(entry.picture, LIGHT),
        "dark": _thumbnail(entry.picture, DARK),
    }


def _thumbnail(picture: Picture, colours: Palette) -> str:
    """A drawing as the address of an image, which shows it and obeys nothing in it."""
    from irc_kg.views.drawing import to_thumbnail

    text = to_thumbnail(picture, _WIDTH, _HEIGHT, colours)
    return f"data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}"

"""What a site is made of: pages without their frame, and files beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from markupsafe import Markup

# What a page says where nothing is found.
NOTHING_STATED = (
    "Nothing is stated on this in the sources kept here; that does not mean that there is nothing."
)


class PageKind(StrEnum):
    """What a page is about, by which the frame and the search tell pages apart."""

    FRONT = "front"
    QUESTION = "question"
    THING = "thing"
    SOURCE = "source"
    SIDES = "side by side"
    PICTURE = "picture"
    VOCABULARY = "vocabulary"
    ABOUT = "about"
    SPARQL = "SPARQL"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Page:
    """One page, without its frame.

    Links into the site are written ``href="~/path#anchor"`` in the body: who writes the page knows what the
    root is. ``trail`` are the paths and words of the pages above it, after the front page.
    """

    path: str  # from the root of the site, with "/" between its parts, of plain letters only
    title: str
    kind: PageKind
    body: Markup
    lead: str = ""  # one sentence that says what one sees here
    trail: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SiteFile:
    """What is no page: a download, a drawing, data for scripts.

    ``mailed``: it is needed in the one file too, where what is ``packed`` already stands apart.
    """

    path: str
    content: bytes
    mailed: bool = False
    packed: bool = False


def data_file(path: str, value: Any, *, packed: bool = False) -> SiteFile:  # noqa: ANN401  (any JSON value)
    """A file of data for scripts, which fetch it by its path; the one file has it too.

    It is a script itself, because a page that is opened from a disk can read no other file.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return SiteFile(path, f'irckg.data("{path}",{text});\n'.encode("utf-8", "replace"), True, packed)

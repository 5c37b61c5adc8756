"""What stands around a picture on paper: question and finding above it, key, sources and licence below."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from irc_kg.errors import count
from irc_kg.views.drawing.names import Face, Words, words_right_of
from irc_kg.views.drawing.paper import Box, Paper, PlacedMark
from irc_kg.views.lettering import LINE, LINE_HEIGHT, break_text, text_width
from irc_kg.views.picture import Standing, fit
from irc_kg.views.scene import GuideKind, Side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irc_kg.views.picture import LegendEntry, Picture
    from irc_kg.views.scene import Scene

NARROWEST, WIDEST = 960.0, 1800.0  # pixels: of a sheet that is wider than high
UPRIGHT = 640.0, 1200.0  # of one that is not
MARGIN = 32.0
_MOST_RINGED = 0.5  # of the things: more do not stand out
_LEAST = 6.0  # pixels between a name and the edge of the sheet
_ABOVE = 14.0  # pixels that names may stand out of the scene
_ABOVE_LINES = 32.0  # the same where words of lines stand there
_USUAL = 1280.0  # pixels: the width of a sheet for which sizes of letters are told
_UPRIGHT_FROM = 0.75  # width to height: from here on a scene is one for a screen
_SCREEN = 0.6  # height to width of a picture on a screen
_FLATTEST = 0.6  # how much less it may be drawn down than across
_LARGER = 1.7  # than it is laid out, at most
_TITLE, _FINDING, _KEY, _CAPTION = 25.0, 16.5, 13.0, 11.5
_MOST_KINDS = 24  # in the key
_MOST_SOURCES = 6  # named; of the others it is said how many they are
_MOST_CAPTION = 5  # lines
_STANDINGS = {
    Standing.ENDED: "ended, with its years",
    Standing.ANNOUNCED: "announced",
    Standing.PAUSED: "paused",
}
_CREATIVE_COMMONS = re.compile(r"https?://creativecommons\.org/licenses/([a-z-]+)/([\d.]+)")
_ZERO = re.compile(r"https?://creativecommons\.org/publicdomain/zero/([\d.]+)")
_SPDX = re.compile(r"https?://spdx\.org/licenses/([\w.-]+?)(?:\.html)?/?$")


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One mark of the key and its words: of a kind, of a standing, of a bar that fades, or of a ring."""

    words: Words
    box: Box
    kind: LegendEntry | None = None
    standing: Standing = Standing.IN_FORCE
    fading: PlacedMark | None = None
    is_ringed: bool = False


@dataclass(frozen=True, slots=True)
class PictureSheet:
    """A whole sheet: the paper of its picture, the words around that, and the key."""

    width: float
    height: float
    paper: Paper
    words: tuple[Words, ...] = ()
    caption: Words | None = None
    key: tuple[KeyEntry, ...] = ()

    @property
    def room(self) -> Box:
        """Where names of the picture may stand."""
        return Box(_LEAST, self.paper.box.top - _ABOVE, self.width - _LEAST, self.paper.box.bottom + _ABOVE)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the key that has no place yet."""

    text: str
    kind: LegendEntry | None = None
    standing: Standing = Standing.IN_FORCE
    is_fading: bool = False
    is_ringed: bool = False


def things_of_finding(picture: Picture, scene: Scene) -> frozenset[int]:
    """The things that the finding speaks of, by their numbers, where these are not nearly all, nor bars."""
    told = set(picture.headline.things) if picture.headline else set()
    marks = zip(picture.things, scene.things, strict=True)
    things = [n for n, (thing, placed) in enumerate(marks) if thing.iri in told and not placed.length]
    return frozenset(things if len(things) <= _MOST_RINGED * len(picture.things) else ())


def bare_sheet(scene: Scene, width: float, height: float) -> PictureSheet:
    """A sheet of some size for the scene alone, which is pressed into it."""
    across = (width - 2 * _LEAST) / (scene.width or 1)
    down = (height - 2 * _LEAST) / (scene.height or 1)
    across, down = min(across, down / _FLATTEST), min(down, across / _FLATTEST)
    left, top = (width - across * scene.width) / 2, (height - down * scene.height) / 2
    box = Box(left, top, left + across * scene.width, top + down * scene.height)
    return PictureSheet(width, height, Paper(box, across, down))


def set_sheet(picture: Picture, scene: Scene, remark: str, *, with_question: bool = True) -> PictureSheet:
    """The sheet of a picture; ``remark`` says what of it is not drawn.

    ``with_question``: what is asked and found stands above it.
    """
    width = _width(scene)
    larger = max(0.75, width / _USUAL)
    room = width - 2 * MARGIN
    top, words = MARGIN - 8, []
    finding = picture.headline.sentence if picture.headline else picture.summary
    titles = (
        (picture.question, _face(_TITLE * larger, bold=True), 2),
        (finding, _face(_FINDING * larger), 4),
    )
    for text, face, most in titles if with_question else ():
        lines = tuple(break_text(fit(text), room, most, face.size, bold=face.bold))
        if lines:
            words.append(words_right_of(lines, MARGIN, top, face))
            top = words[-1].box.bottom + 6 * larger
    paper = _paper(scene, width, top + (_ABOVE_LINES if _has_words_above(scene) else _ABOVE))
    key, bottom = _set_key(_entries(picture, scene), room, paper.box.bottom + 20, _KEY * larger)
    caption = _set_caption(picture, remark, room, bottom + 10 * larger, _CAPTION * larger)
    return PictureSheet(width, caption.box.bottom + MARGIN - 10, paper, tuple(words), caption, tuple(key))


def _has_words_above(scene: Scene) -> bool:
    """Whether words of lines and areas stand above the scene."""
    kinds = {GuideKind.TICK, GuideKind.TODAY, GuideKind.AREA}
    return any(guide.kind in kinds and guide.words and guide.y < LINE for guide in scene.guides)


def _face(size: float, *, bold: bool = False) -> Face:
    return Face(size, size * LINE_HEIGHT, bold)


def _width(scene: Scene) -> float:
    wanted = scene.width + 2 * MARGIN
    is_upright = scene.width < scene.height * _UPRIGHT_FROM
    narrowest, widest = UPRIGHT if is_upright else (NARROWEST, WIDEST)
    return min(widest, max(narrowest, wanted))


def _paper(scene: Scene, width: float, top: float) -> Paper:
    """The scene as wide as the sheet has room, where that does not make it far too large.

    What is free of columns, rows and lanes is pressed together where it would be higher than a screen is.
    """
    across = min((width - 2 * MARGIN) / (scene.width or 1), _LARGER)
    down = across
    if scene.width >= scene.height * _UPRIGHT_FROM and not any(placed.room[1] for placed in scene.things):
        down = max(_FLATTEST * across, min(across, _SCREEN * width / (scene.height or 1)))
    left = (width - across * scene.width) / 2
    box = Box(left, top, left + across * scene.width, top + down * scene.height)
    return Paper(box, across, down)


# The key


def _entries(picture: Picture, scene: Scene) -> Iterator[_Entry]:
    """The kinds that are there, and what the ways to draw them mean, where they are used."""
    yield from _entries_of_kinds(picture)
    standings = {thing.standing for thing in picture.things}
    yield from (_Entry(text, standing=one) for one, text in _STANDINGS.items() if one in standings)
    if any(any(placed.fades) for placed in scene.things):
        yield _Entry("no source states the day", is_fading=True)
    if things_of_finding(picture, scene):
        yield _Entry("what the sentence above speaks of", is_ringed=True)


def _entries_of_kinds(picture: Picture) -> Iterator[_Entry]:
    used = Counter(thing.kind for thing in picture.things)
    most = {kind for kind, _ in used.most_common(_MOST_KINDS)}
    yield from (_Entry(fit(kind.label), kind) for kind in picture.kinds if kind.iri in most)
    if len(used) > len(most):
        yield _Entry(f"and {count(len(used) - len(most), 'other kind')}")


def _set_key(entries: Iterator[_Entry], room: float, top: float, size: float) -> tuple[list[KeyEntry], float]:
    """The entries in rows, and where the last row ends."""
    row, left = size * 1.7, 0.0
    placed: list[KeyEntry] = []
    for entry in entries:
        mark = size * (2.9 if entry.is_fading else 1.7)
        text = tuple(break_text(entry.text, room - mark, 1, size))
        wide = mark + (text_width(text[0], size) if text else 0.0)
        if left and left + wide > room:
            left, top = 0.0, top + row
        placed.append(_place(entry, text, MARGIN + left, top, size))
        left += wide + 1.6 * size
    return placed, top + row if placed else top


def _place(entry: _Entry, text: tuple[str, ...], left: float, top: float, size: float) -> KeyEntry:
    mark = size * (2.9 if entry.is_fading else 1.7)
    words = words_right_of(text, left + mark, top, _face(size))
    middle, half = (words.box.top + words.box.bottom) / 2, 0.62 * size
    box = Box(left, middle - half, left + 2 * half, middle + half)
    bar = PlacedMark(0, left, middle, half * 0.6, 2.4 * size, Side.RIGHT, (0.0, 0.0), 0, (True, False))
    return KeyEntry(words, box, entry.kind, entry.standing, bar if entry.is_fading else None, entry.is_ringed)


# The caption


def _set_caption(picture: Picture, remark: str, room: float, top: float, size: float) -> Words:
    text = " ".join(caption_sentences(picture, remark))
    lines = tuple(break_text(fit(text), room, _MOST_CAPTION, size))
    return words_right_of(lines, MARGIN, top, _face(size))


def caption_sentences(picture: Picture, remark: str = "") -> Iterator[str]:
    """Who says what is shown, as of when, under which licence, and what is not drawn."""
    imprint = picture.imprint
    if imprint.sources:
        yield f"Source: {_list(imprint.sources)}."
    if picture.as_of:
        yield f"As of {picture.as_of.in_words()}."
    yield from filter(None, (picture.left_out, remark))
    licences = [licence_name(each) for each in imprint.licences]
    yield f"Licence: {', '.join(licences)}. Made with irc-kg." if licences else "Made with irc-kg."
    # Some say all that others say, and more.
    yield from (
        each
        for each in imprint.credits
        if not any(each in other for other in imprint.credits if other != each)
    )


def _list(sources: Sequence[str]) -> str:
    if len(sources) <= _MOST_SOURCES:
        return "; ".join(sources)
    return f"{'; '.join(sources[:_MOST_SOURCES])}; and {count(len(sources) - _MOST_SOURCES, 'other')}"


def licence_name(address: str) -> str:
    """What people call a licence that is known by an address: CC BY 4.0."""
    if known := _CREATIVE_COMMONS.match(address):
        return f"CC {known[1].upper()} {known[2]}"
    if known := _ZERO.match(address):
        return f"CC0 {known[1]}"
    if known := _SPDX.match(address):
        return known[1]
    return address

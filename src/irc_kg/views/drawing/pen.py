"""Marks, lines and words as the elements of SVG, in the colours of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from irc_kg.views.picture import DARK_PAGE, LIGHT_PAGE, OUTLINES, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from irc_kg.views.drawing.names import Words
    from irc_kg.views.drawing.paper import Box, Leg, PlacedMark, Point

_OUTLINE = 16  # units across, of OUTLINES
_FADE = 28.0  # pixels over which a bar fades
_CORNER = 5.0  # of a bar, at most
_FILLED = Standing.IN_FORCE


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a picture but for those of kinds."""

    page: str
    ground: str
    text: str
    muted: str
    line: str
    edge: str
    accent: str


LIGHT = Palette(LIGHT_PAGE, "#f1f4f7", "#1b2733", "#4c5a68", "#d7dde3", "#9aa6b2", "#0b5cad")
DARK = Palette(DARK_PAGE, "#1f262e", "#e7ebef", "#adb8c3", "#35404a", "#66737f", "#86bdf8")


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws on a page of some colours."""

    colours: Palette

    def symbol(self, box: Box, shape: str, ink: str, standing: Standing, title: str = "") -> str:
        """A mark by its shape and standing, in a box that is as high as wide."""
        scale = box.width / _OUTLINE
        place = f"translate({number(box.left)} {number(box.top)}) scale({scale:.3f})"
        start = f'<path transform="{place}" d="{OUTLINES[shape]}"{self._look(ink, standing, 1 / scale)}'
        return _close(start, "path", title) + _strokes(box.middle, box.width / 2, ink, standing)

    def bar(self, mark: PlacedMark, ink: str, standing: Standing, title: str = "") -> str:
        """A mark that has a length; behind what is paused stand two strokes."""
        fill = f"url(#{fade_name(mark, ink)})" if any(mark.fades) else ink
        corner = number(min(mark.radius, _CORNER, mark.length / 2))
        look = _FILLED if standing is Standing.PAUSED else standing
        start = f'<rect {place_of(mark.box)} rx="{corner}"{self._look(fill, look, 1.0)}'
        middle = mark.box.right + 2 * mark.radius, mark.y
        return _close(start, "rect", title) + _strokes(middle, 1.6 * mark.radius, ink, standing)

    def _look(self, ink: str, standing: Standing, unit: float) -> str:
        """What is not in force is hollow, announced dashed; ``unit`` is a pixel in units of the mark."""
        if standing is _FILLED:
            return f' fill="{ink}" stroke="{self.colours.page}" stroke-width="{number(1.5 * unit)}"'
        look = f' fill="{self.colours.page}" stroke="{ink}" stroke-width="{number(2 * unit)}"'
        if standing is Standing.ANNOUNCED:
            look += f' stroke-dasharray="{number(3.4 * unit)} {number(2.6 * unit)}"'
        return look

    def fade(self, mark: PlacedMark, ink: str) -> str:
        """The colours of a bar that goes over into the page where no source states the day."""
        share = min(0.45, _FADE / max(mark.length, 1.0))
        begins, ends = mark.fades
        stops = [(0.0, self.colours.page if begins else ink)]
        stops += [(share, ink)] if begins else []
        stops += [(1 - share, ink)] if ends else []
        stops += [(1.0, self.colours.page if ends else ink)]
        inner = "".join(f'<stop offset="{place:.2f}" stop-color="{colour}"/>' for place, colour in stops)
        return f'<linearGradient id="{fade_name(mark, ink)}">{inner}</linearGradient>'

    def ring(self, box: Box) -> str:
        """A ring about a mark that stands out."""
        return (
            f'<rect {place_of(box)} rx="{number(box.height / 2)}" fill="none" stroke="{self.colours.accent}" '
            'stroke-width="1.8"/>'
        )

    def plate(self, box: Box, ground: str) -> str:
        """What keeps the lines behind words from being read with them."""
        return f'<rect {place_of(box)} fill="{ground}" fill-opacity=".8"/>'

    def write(self, words: Words, ink: str) -> str:
        """Words; each further line of them stands below the one before."""
        weight = ' font-weight="bold"' if words.face.bold else ""
        anchor = f' text-anchor="{words.anchor}"' if words.anchor != "start" else ""
        x = number(words.x)
        lines = "".join(
            f'<tspan x="{x}" y="{number(words.baseline + n * words.face.line)}">{escape(line)}</tspan>'
            for n, line in enumerate(words.lines)
        )
        return f'<text font-size="{number(words.face.size)}"{weight}{anchor} fill="{ink}">{lines}</text>'


def _strokes(at: Point, radius: float, ink: str, standing: Standing) -> str:
    """The two strokes of what is paused."""
    if standing is not Standing.PAUSED:
        return ""
    wide, high = max(1.6, radius * 0.22), radius * 0.9
    lefts = (at[0] + side * wide - wide / 2 for side in (-1, 1))
    return "".join(
        f'<rect x="{number(left)}" y="{number(at[1] - high / 2)}" width="{number(wide)}" '
        f'height="{number(high)}" fill="{ink}"/>'
        for left in lefts
    )


def _close(start: str, name: str, title: str) -> str:
    return f"{start}><title>{escape(title)}</title></{name}>" if title else f"{start}/>"


def fade_name(mark: PlacedMark, ink: str) -> str:
    """The name of how a bar fades, the same for all that fade alike."""
    share = round(100 * min(0.45, _FADE / max(mark.length, 1.0)))
    return f"fade-{ink.removeprefix('#')}-{share}-{mark.fades[0]:d}{mark.fades[1]:d}"


def number(value: float) -> str:
    """A length to a tenth of a pixel, in as few characters as it takes."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def place_of(box: Box) -> str:
    """Where a box is, as attributes."""
    measures = {"x": box.left, "y": box.top, "width": box.width, "height": box.height}
    return " ".join(f'{name}="{number(value)}"' for name, value in measures.items())


def path_of(legs: Sequence[Leg]) -> str:
    """A line of several legs as the text of a path."""
    commands = {2: "L", 3: "Q", 4: "C"}
    text = f"M{_pair(legs[0][0])}"
    for leg in legs:
        text += commands[len(leg)] + " ".join(map(_pair, leg[1:]))
    return text


def polygon(points: Sequence[Point]) -> str:
    """A closed line as the text of a path."""
    return f"M{'L'.join(map(_pair, points))}Z"


def _pair(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"

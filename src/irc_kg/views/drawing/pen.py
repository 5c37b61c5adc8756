"""Marks, lines and words as the elements of SVG, in the colours of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from irc_kg.views.drawing.paper import Box
from irc_kg.views.picture import DARK_PAGE, LIGHT_PAGE, OUTLINES, Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from irc_kg.views.drawing.names import Words
    from irc_kg.views.drawing.paper import Leg, PlacedMark, Point

_OUTLINE = 16  # units across, of OUTLINES
_FADE = 28.0  # pixels over which a bar fades
_STEPS = 5  # in which it does
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
        look = _FILLED if standing is Standing.PAUSED else standing
        if any(mark.fades):
            body = self._fading_bar(mark, ink, look, title)
        else:
            corner = number(min(mark.radius, _CORNER, mark.length / 2))
            body = _close(
                f'<rect {place_of(mark.box)} rx="{corner}"{self._look(ink, look, 1.0)}', "rect", title
            )
        behind = mark.box.right + 2 * mark.radius, mark.y
        return body + _strokes(behind, 1.6 * mark.radius, ink, standing)

    def _fading_bar(self, mark: PlacedMark, ink: str, look: Standing, title: str) -> str:
        """A bar that goes over into the page where no source states the day, in steps, as any program can."""
        whole, is_hollow = mark.box.wider(0, -0.75), look is not _FILLED
        fading = min(_FADE, 0.45 * whole.width)
        left, right = (fading if fades else 0.0 for fades in mark.fades)
        body = Box(whole.left + left, whole.top, whole.right - right, whole.bottom)
        drawn = _close(
            f'<rect {place_of(body)} fill="{self.colours.page if is_hollow else ink}"', "rect", title
        )
        if is_hollow:
            drawn += f'<path d="{_outline(body, mark.fades)}" fill="none"{_edge(ink, look, 1.0)}/>'
        ends = [(body.left, whole.left)] * bool(left) + [(body.right, whole.right)] * bool(right)
        steps = (step for start, end in ends for step in _steps(Box(start, whole.top, end, whole.bottom)))
        return drawn + "".join(_draw_step(box, opacity, ink, is_hollow=is_hollow) for box, opacity in steps)

    def _look(self, ink: str, standing: Standing, unit: float) -> str:
        """What is not in force is hollow, announced dashed; ``unit`` is a pixel in units of the mark."""
        if standing is _FILLED:
            return f' fill="{ink}" stroke="{self.colours.page}" stroke-width="{number(1.5 * unit)}"'
        return f' fill="{self.colours.page}"{_edge(ink, standing, unit)}'

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


def _edge(ink: str, standing: Standing, unit: float) -> str:
    dashes = f' stroke-dasharray="{number(3.4 * unit)} {number(2.6 * unit)}"'
    is_dashed = standing is Standing.ANNOUNCED
    return f' stroke="{ink}" stroke-width="{number(2 * unit)}"{dashes if is_dashed else ""}'


def _outline(box: Box, opens: tuple[bool, bool]) -> str:
    """The edges of a box, without the left or the right one where it is open there."""
    left, top, right, bottom = map(number, box)
    turn = f"M{right} {bottom}" if opens[1] else f"V{bottom}"
    return f"M{left} {top}H{right}{turn}H{left}{'' if opens[0] else f'V{top}'}"


def _steps(end: Box) -> Iterator[tuple[Box, float]]:
    """The parts of the end of a bar, and how much of its colour each has; ``end`` may run to the left."""
    wide = (end.right - end.left) / _STEPS
    for step in range(_STEPS):
        one, other = end.left + step * wide, end.left + (step + 1) * wide
        yield Box(min(one, other), end.top, max(one, other), end.bottom), 1 - (step + 0.5) / _STEPS


def _draw_step(box: Box, opacity: float, ink: str, *, is_hollow: bool) -> str:
    """One part; of a hollow bar its two edges alone."""
    edges = (Box(box.left, y - 1, box.right, y + 1) for y in (box.top, box.bottom))
    parts = edges if is_hollow else [box]
    return "".join(f'<rect {place_of(part)} fill="{ink}" fill-opacity="{opacity:.2g}"/>' for part in parts)


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

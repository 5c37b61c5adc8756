"""A picture of an answer that is read side by side: a mark for each cell, by which its kind is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from irc_kg.site.pictures import DAY, NIGHT
from irc_kg.site.sides import CellKind, SideBySide
from irc_kg.views.drawing.pen import Palette, number
from irc_kg.views.drawing.schemes import with_night
from irc_kg.views.drawing.svg import FAMILY
from irc_kg.views.lettering import break_text, plain_words, text_width
from irc_kg.views.picture import fit, readable

_FONTS = f"{FAMILY}, Segoe UI, Roboto, Helvetica Neue, Arial, DejaVu Sans, sans-serif"
_SIZE = 14.0  # pixels of letters
_LINE = 18.0
_MARK = 18.0
_GAP = 9.0  # above and below what stands in a row
_DOWN = 300.0  # the width of what stands down
_ACROSS = 84.0  # and of each column
_MOST_ROWS, _MOST_COLUMNS = 80, 16
_UNITS = 16  # across an outline


@dataclass
class SidesDrawing:
    """The picture of one answer in the colours of a page; only so much of a large one is drawn."""

    sides: SideBySide
    colours: Palette

    def __post_init__(self) -> None:
        self.downs = self.sides.downs[:_MOST_ROWS]
        self.acrosses = self.sides.acrosses[:_MOST_COLUMNS]
        self.width = _DOWN + _ACROSS * len(self.acrosses)
        self.top = 0.0

    def text(self) -> str:
        """The file as it is written."""
        parts = [*self._head(), *self._rows(), *self._key()]
        width, height = number(self.width), number(self.top + _GAP)
        begin = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" role="img" aria-label={quoteattr(fit(self.sides.title))} '
            f'font-family="{_FONTS}" font-size="{number(_SIZE)}">'
        )
        ground = f'<rect width="{width}" height="{height}" fill="{self.colours.page}"/>'
        return "\n".join([begin, ground, *parts, "</svg>"]) + "\n"

    def _head(self) -> Iterator[str]:
        """What stands across, above its columns."""
        words = [self._lines(self.sides.words(cell), _ACROSS - 6, bold=True) for cell in self.acrosses]
        self.top = _GAP + _LINE * max((len(lines) for lines in words), default=0) + _GAP
        for place, lines in enumerate(words):
            middle = _DOWN + _ACROSS * (place + 0.5)
            above = self.top - _GAP - _LINE * len(lines)
            yield self._write(lines, middle, above, anchor="middle", bold=True)
        yield self._line(self.top, self.colours.text)

    def _rows(self) -> Iterator[str]:
        for down in self.downs:
            lines = self._lines(self.sides.words(down), _DOWN - 16)
            height = _LINE * len(lines) + 2 * _GAP
            yield self._write(lines, 0.0, self.top + _GAP)
            for place, across in enumerate(self.acrosses):
                cell = self.sides.cells[down, across]
                middle = _DOWN + _ACROSS * (place + 0.5)
                yield self._mark(self.sides.kinds[cell.kind], middle, self.top + height / 2, bool(cell.says))
            self.top += height
            yield self._line(self.top, self.colours.line)

    def _key(self) -> Iterator[str]:
        """What each mark means, of how many cells; what is not drawn is said."""
        used = Counter(cell.kind for cell in self.sides.cells.values())
        says = {cell.kind for cell in self.sides.cells.values() if cell.says}
        self.top += 2 * _GAP
        left = 0.0
        for place in sorted(used):
            kind = self.sides.kinds[place]
            words = plain_words(fit(f"{kind.label}: {used[place]:,}"))
            wide = _MARK + 8 + text_width(words, _SIZE) + 24
            if left and left + wide > self.width:
                left, self.top = 0.0, self.top + _LINE * 1.3
            yield self._mark(kind, left + _MARK / 2, self.top + _LINE / 2, place in says)
            yield self._write([words], left + _MARK + 8, self.top)
            left += wide
        self.top += _LINE
        drawn, whole = len(self.downs) * len(self.acrosses), len(self.sides.cells)
        if drawn < whole:
            self.top += _GAP
            yield self._write([f"Drawn are {drawn:,} of {whole:,} cells."], 0.0, self.top)
            self.top += _LINE

    # How it is drawn

    def _lines(self, words: str, room: float, *, bold: bool = False) -> list[str]:
        return break_text(plain_words(fit(words)), room, 3, _SIZE, bold=bold)

    def _mark(self, kind: CellKind, x: float, y: float, is_filled: bool) -> str:
        """The mark of a kind: hollow where the cell has nothing to say."""
        ink = readable(kind.colour, self.colours.page)
        look = (
            f'fill="{ink}"' if is_filled else f'fill="{self.colours.page}" stroke="{ink}" stroke-width="1.8"'
        )
        place = f"translate({number(x - _MARK / 2)} {number(y - _MARK / 2)}) scale({_MARK / _UNITS:.3f})"
        return f'<path transform="{place}" d="{kind.outline}" {look}/>'

    def _line(self, y: float, ink: str) -> str:
        return f'<rect x="0" y="{number(y)}" width="{number(self.width)}" height="1" fill="{ink}"/>'

    def _write(
        self, lines: list[str], x: float, y: float, *, anchor: str = "start", bold: bool = False
    ) -> str:
        weight = ' font-weight="bold"' if bold else ""
        spans = "".join(
            f'<tspan x="{number(x)}" y="{number(y + _LINE * (n + 0.75))}">{escape(line)}</tspan>'
            for n, line in enumerate(lines)
        )
        return f'<text text-anchor="{anchor}"{weight} fill="{self.colours.text}">{spans}</text>'


def draw(sides: SideBySide) -> bytes:
    """The picture as a file, for day and night."""
    day, night = (SidesDrawing(sides, colours).text() for colours in (DAY, NIGHT))
    return with_night(day, night).encode("utf-8", "replace")

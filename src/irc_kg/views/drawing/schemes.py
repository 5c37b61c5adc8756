"""A drawing that is light by day and dark by night: the colours of both in one SVG file."""

from __future__ import annotations

import re

_COLOUR = re.compile(r'\b(fill|stroke)="(#[0-9a-f]{6})"')
_NIGHT = "@media(prefers-color-scheme:dark){%s}"


def with_night(day: str, night: str) -> str:
    """A drawing in the colours of the day, which has those of the night where the reader wants it dark.

    Both texts are of one drawing, and differ in their colours only. What knows no style, Word among others,
    shows the colours of the day.
    """
    of_night = [match[2] for match in _COLOUR.finditer(night)]
    pairs = iter(of_night)
    chosen: dict[tuple[str, str], str] = {}  # by attribute and colour of the night: that of the day
    taken: dict[tuple[str, str], str] = {}  # by attribute and colour of the day: that of the night

    def place(match: re.Match[str]) -> str:
        attribute, colour, dark = match[1], match[2], next(pairs)
        if (attribute, colour + dark) not in chosen:
            # A style finds an attribute by its value: one colour that is two by night becomes two that nobody
            # can tell apart by day.
            fresh = colour
            while taken.get((attribute, fresh), dark) != dark:
                fresh = _next_colour(fresh)
            taken[attribute, fresh] = dark
            chosen[attribute, colour + dark] = fresh
        return f'{attribute}="{chosen[attribute, colour + dark]}"'

    drawn = _COLOUR.sub(place, day)
    rules = "".join(f'[{name}="{light}"]{{{name}:{dark}}}' for (name, light), dark in taken.items())
    head = drawn.index(">") + 1
    return f"{drawn[:head]}<style>{_NIGHT % rules}</style>{drawn[head:]}"


def _next_colour(colour: str) -> str:
    """A colour that is one step of blue away."""
    blue = int(colour[5:], 16)
    return f"{colour[:5]}{blue + 1 if blue < 255 else 0:02x}"  # noqa: PLR2004 - the most there is

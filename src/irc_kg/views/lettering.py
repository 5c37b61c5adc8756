"""How much room words take, and their breaking into lines: never less than what a browser's font needs.

The widths are the greatest of several free fonts (``tools/lettering.py`` says which), so that words keep
within their room in whichever of them they are shown.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
LINE_HEIGHT = 1.25  # from one line to the next, in sizes of the letters
# How names are written, in pixels of a screen: layouts give them room for that, and drawings use it.
LETTERS = 13.0  # the size of the letters
LINE = 17.0  # from one line to the next
GAP = 6.0  # between a mark and a name beside it

_WIDE = 1.0  # in sizes: a letter of Chinese, Japanese or Korean
_EMOJI = 1.4
_UNKNOWN = 1.1  # a letter of a script that the table lacks
_ELLIPSIS = "…"
# What turns the direction of writing has no place where nothing isolates it, and joiners and marks are drawn
# with the letter before them.
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_JOINER = "\u200d"
_TRAILING = " ,;:.-\u2013\u2014"
# Longer words are broken behind one of these, where they have any.
_BREAKABLE = "-/\u2013\u2014_.?&="


def plain_words(text: str) -> str:
    """Text as one line: white space of any kind is one blank, and nothing turns the direction of writing."""
    return " ".join(_TURNING.sub("", text).split())


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is at most, where its letters are of a size."""
    return size * sum(_letter_width(letter, bold) for letter in text)


def break_text(text: str, room: float, most: int, size: float, *, bold: bool = False) -> list[str]:
    """The text in so many lines at most, none wider than ``room``; an ellipsis stands for the rest.

    Where not even a letter has room, a line is just that letter.
    """
    words = plain_words(text)
    lines: list[str] = []
    while words and len(lines) < most:
        end = _line_end(words, room, size, bold)
        lines.append(words[:end].rstrip())
        words = words[end:].lstrip()
    if words and lines:
        lines[-1] = _shorten(lines[-1], room, size, bold)
    return lines


def _line_end(words: str, room: float, size: float, bold: bool) -> int:
    """How many letters of a text go into its first line."""
    fitting = _fitting(words, room, size, bold)
    if fitting == len(words) or words[fitting] == " ":
        return fitting
    blank = words.rfind(" ", 0, fitting)
    if blank > 0:
        return blank
    return _end_in_word(words, fitting)


def _end_in_word(words: str, fitting: int) -> int:
    """Where a word that is too long for a line is broken: behind a sign where there is one, else anywhere."""
    behind = max(words.rfind(sign, 0, fitting) for sign in _BREAKABLE) + 1
    is_far_enough = behind > fitting / 2
    return behind if is_far_enough else fitting


def _fitting(words: str, room: float, size: float, bold: bool) -> int:
    """How many letters fit: at least one, with all the marks that are drawn with the last of them."""
    used = 0.0
    for place, letter in enumerate(words):
        used += size * _letter_width(letter, bold)
        belongs_to_last = place > 0 and (_is_mark(letter) or words[place - 1] == _JOINER)
        if used > room and place > 0 and not belongs_to_last:
            return place
    return len(words)


def _shorten(line: str, room: float, size: float, bold: bool) -> str:
    """A line that ends in an ellipsis, at a whole word where that leaves more than half of it."""
    left = room - text_width(_ELLIPSIS, size, bold=bold)
    fitting = _fitting(line, left, size, bold) if left > 0 else 1
    if fitting < len(line) and line[fitting] != " ":
        blank = line.rfind(" ", 0, fitting)
        fitting = blank if blank > fitting / 2 else fitting
    return line[:fitting].rstrip(_TRAILING) + _ELLIPSIS


def has_letters_for(text: str) -> bool:
    """Whether the font of the package has a letter for each of a text."""
    return set(text) <= _letters_of_font()


@lru_cache(maxsize=4096)
def _letter_width(letter: str, bold: bool) -> float:
    table = _table()["bold" if bold else "plain"]
    # é is as wide as e, where the table does not have it.
    known = table.get(letter) or table.get(unicodedata.normalize("NFD", letter)[0])
    if known is not None:
        return known
    if _is_mark(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        is_picture = unicodedata.category(letter) == "So"
        return _EMOJI if is_picture else _WIDE
    return _UNKNOWN


def _is_mark(letter: str) -> bool:
    """Whether a letter takes no room of its own: it combines with the one before it, or is not shown."""
    return unicodedata.category(letter) in {"Mn", "Me", "Cf"}


@cache
def _table() -> dict[str, dict[str, float]]:
    """The width of each letter in sizes, plain and bold."""
    kept = _read_table()
    return {
        weight: {letter: int(width) / 100 for width, letters in kept[weight].items() for letter in letters}
        for weight in ("plain", "bold")
    }


@cache
def _letters_of_font() -> frozenset[str]:
    return frozenset(_read_table()["font"]["letters"]) | {"\n", "\t"}


@cache
def _read_table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = json.loads((FONTS / "widths.json").read_text(encoding="utf-8"))
    return table

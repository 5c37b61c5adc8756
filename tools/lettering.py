"""Make what irc_kg/views/fonts holds: how wide letters are, and the font that pictures are written in.

    python tools/lettering.py NOTO_SANS NOTO_SANS_BOLD [--also REGULAR BOLD]...

Needs fonttools, and fonts as files: NotoSans-Regular.ttf and NotoSans-Bold.ttf, which are cut down to the
letters below, and with --also others that a browser may take in their place. For each letter the greatest
width of them all is kept, so that no name takes more room than it was given. What is in the repository was
made of Noto Sans, DejaVu Sans, Liberation Sans (as wide as Arial and Helvetica), Open Sans, Roboto, Lato and
Cantarell, all of which are free.
"""

from __future__ import annotations

import argparse
import json
import math
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).resolve().parent.parent / "src" / "irc_kg" / "views" / "fonts"
# Latin, Greek, Cyrillic, marks that combine, punctuation, money, letter-like signs, fractions, arrows,
# mathematics, and the shapes and ticks that people write in lists.
RANGES = (
    *((0x20, 0x24F), (0x2B0, 0x4FF), (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x2070, 0x20BF)),
    *((0x2100, 0x218F), (0x2190, 0x22FF), (0x25A0, 0x25FF), (0x2610, 0x2612), (0x2713, 0x2718)),
    (0xFB00, 0xFB06),
)
LETTERS = [chr(code) for first, last in RANGES for code in range(first, last + 1)]


def main() -> None:
    """Write the table and the two fonts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("plain", type=Path)
    parser.add_argument("bold", type=Path)
    parser.add_argument("--also", nargs=2, type=Path, action="append", default=[])
    given = parser.parse_args()
    FONTS.mkdir(exist_ok=True)
    pairs = [(given.plain, given.bold), *given.also]
    table = {
        "plain": _by_width([plain for plain, _ in pairs]),
        "bold": _by_width([bold for _, bold in pairs]),
        "font": {"letters": "".join(sorted(_letters(given.plain) & _letters(given.bold)))},
    }
    text = json.dumps(table, ensure_ascii=False, indent=1) + "\n"
    (FONTS / "widths.json").write_text(text, encoding="utf-8", newline="\n")
    for path in (given.plain, given.bold):
        _write_font(path, FONTS / path.name)


def _by_width(paths: list[Path]) -> dict[str, str]:
    """Letters by their width in hundredths of the size, each where no part of it tells the same."""
    widths = _widths(paths)
    kept: dict[int, str] = {}
    for letter, width in sorted(widths.items()):
        base = unicodedata.normalize("NFD", letter)[0]
        if base == letter or widths.get(base, 0) < width:
            kept[width] = kept.get(width, "") + letter
    return {str(width): kept[width] for width in sorted(kept)}


def _widths(paths: list[Path]) -> dict[str, int]:
    widths: dict[str, int] = {}
    for path in paths:
        font = TTFont(path)
        names, advances, size = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        for letter in LETTERS:
            if (name := names.get(ord(letter))) and not unicodedata.category(letter).startswith(("M", "C")):
                width = math.ceil(100 * advances[name][0] / size)
                widths[letter] = max(width, widths.get(letter, 0))
    return widths


def _letters(path: Path) -> set[str]:
    """Those of the letters that a font has."""
    names = TTFont(path).getBestCmap()
    return {letter for letter in LETTERS if ord(letter) in names}


def _write_font(source: Path, target: Path) -> None:
    """The letters of a font, without what only small screens of old needed."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl"]
    options.name_IDs = ["*"]  # whose it is, and its licence
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=map(ord, LETTERS))
    cutter.subset(font)
    font["head"].modified = font["head"].created  # the same file on any day
    font.recalcTimestamp = False
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    main()

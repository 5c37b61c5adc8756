"""All of a site in one file, which can be mailed and opened from a disk."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from irc_kg.site.frame import SCRIPTS, Frame, policy, script_text, style_text
from irc_kg.site.pages import Page, PageKind, SiteFile
from irc_kg.views.markup import as_script_text, source_digest

# What unpacks and shows pages is read after what all pages share.
_READER = ("one_file.js",)
_WINDOW = 1 << 26  # bytes in which a text is looked for that was there before
# Pages are alike in long runs: to look for these makes a file smaller by a sixth.
_FILTER = {
    "id": lzma.FILTER_LZMA1,
    "preset": 6,
    "dict_size": _WINDOW,
    "nice_len": 273,
    "lc": 3,
    "lp": 0,
    "pb": 0,
}
_LETTERS = [chr(code) for code in range(ord("!"), ord("~") + 1) if chr(code) not in '"<\\']
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
_BLOCK = 13  # bytes, which are eight times 13 bits
_SHIFTS = range(8 * _BLOCK - 13, -1, -13)


def as_text(content: bytes) -> str:
    """Bytes as ``unpack.js`` reads them: two letters for 13 bits, a tenth shorter than base64.

    None of the 91 letters means anything in HTML, in a script element or in JSON.
    """
    size = -(-len(content) // _BLOCK) * _BLOCK
    padded = content.ljust(size, b"\0")
    letters = []
    for start in range(0, size, _BLOCK):
        bits = int.from_bytes(padded[start : start + _BLOCK])
        letters += [_PAIRS[bits >> shift & 0x1FFF] for shift in _SHIFTS]
    return "".join(letters)


def pack(content: bytes) -> str:
    """Bytes as .lzma, as a text."""
    return as_text(lzma.compress(content, lzma.FORMAT_ALONE, filters=[_FILTER]))


@dataclass
class OneFile:
    """The pages of a site as they are packed into one file, one after the other."""

    frame: Frame
    _packer: lzma.LZMACompressor = field(
        default_factory=lambda: lzma.LZMACompressor(lzma.FORMAT_ALONE, filters=[_FILTER])
    )
    _packed: list[bytes] = field(default_factory=list)
    _listing: list[str] = field(default_factory=list)  # paths and sizes, in the order of what is packed
    _apart: list[tuple[str, Markup]] = field(default_factory=list)
    _runs_code: bool = False

    def taking(self, parts: Iterable[Page | SiteFile]) -> Iterator[Page | SiteFile]:
        """The parts as they come, each taken in when it is handed on."""
        for part in parts:
            self.add(part)
            yield part

    def add(self, part: Page | SiteFile) -> None:
        """Take in a page, or a file that pages need here too."""
        if isinstance(part, Page):
            self._runs_code |= part.kind == PageKind.SPARQL
            self._pack(part.path, self.frame.main(part).encode("utf-8", "replace"))
        elif part.mailed and part.packed:
            self._apart.append((part.path, as_script_text(part.content.decode())))
        elif part.mailed:
            self._pack(part.path, part.content)

    def _pack(self, path: str, content: bytes) -> None:
        self._listing.append(f"{path}\t{len(content)}")
        self._packed.append(self._packer.compress(content))

    def text(self) -> str:
        """The whole file; nothing can be added to it afterwards."""
        packed = b"".join((*self._packed, self._packer.flush()))
        listing = "\n".join(self._listing).encode()
        style = Markup(style_text())  # noqa: S704  (a file of this package)
        script = Markup(script_text((*SCRIPTS, *_READER)))  # noqa: S704  (the same)
        return self.frame.render(
            "one_file.html",
            "#/",
            policy=policy(source_digest(script), source_digest(style), runs_code=self._runs_code),
            style=style,
            script=script,
            contents=as_script_text(json.dumps({"listing": pack(listing), "length": len(listing)})),
            packed=Markup(as_text(packed)),  # noqa: S704  (letters that mean nothing in HTML)
            apart=self._apart,
        )

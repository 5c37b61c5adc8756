"""Small and large damage to texts and workbooks, drawn by lot: the same lot gives the same damage."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random

import pyoxigraph as ox

_LONGEST_SPAN = 60
_MOST_REPEATS = (3, 30, 400, 6000)  # the larger the rarer
_MOST_TRIES = 40
_LARGEST = 60_000  # bytes of a mutant
# What people never mean, and files hold all the same; as bytes, because not all of it is UTF-8.
_ODD = (
    *(
        b"\x00",
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\r",
        b"\r\n",
        b"\x0b",
        b"\x1b",
        b"\x85",
        b"\t",
        b"\\",
        b'"',
        b"'",
    ),
    *(text.encode() for text in "\ufeff\u200b\u202e\u2028\xa0\ufffd\U0001f600\u0301\u0130\xdf\ufb03\uff11"),
    *(
        b"\\u0000",
        b"\\uD800",
        b"\\U00110000",
        b"\\uFEFF",
        b"9" * 400,
        b"1e999999999",
        b"-0",
        b"NaN",
        b"%00",
        b"{",
        b"]]",
    ),
)
_PER_DAMAGE_TO_THE_ARCHIVE = 12  # of so many workbooks one is damaged as it is packed

TOKEN = re.compile(rb"[A-Za-z_:@#+?$]+|\d+|[^\sA-Za-z0-9]{1,3}")

Mutate = Callable[[Random, bytes, Sequence[bytes], Sequence[bytes]], bytes]


def _span(random: Random, data: bytes) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.randrange(_LONGEST_SPAN))


def _delete(random: Random, data: bytes, _words: Sequence[bytes], _seeds: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:start] + data[end:]


def _repeat(random: Random, data: bytes, words: Sequence[bytes], _seeds: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    part = data[start:end] if random.random() < 0.5 else random.choice(words)  # noqa: PLR2004 - half of them
    weights = [1 / most for most in _MOST_REPEATS]
    times = random.choices(_MOST_REPEATS, weights)[0]
    return data[:start] + part * times + data[start:]


def _swap(random: Random, data: bytes, _words: Sequence[bytes], _seeds: Sequence[bytes]) -> bytes:
    one, end = _span(random, data)
    other, last = _span(random, data)
    if end > other:
        return data[::-1] if len(data) < _LONGEST_SPAN else data
    return data[:one] + data[other:last] + data[end:other] + data[one:end] + data[last:]


def _insert_word(random: Random, data: bytes, words: Sequence[bytes], _seeds: Sequence[bytes]) -> bytes:
    start, _ = _span(random, data)
    if token := TOKEN.search(data, start):
        start, end = token.span()
    else:
        start, end = len(data), len(data)
    end = start if random.random() < 0.5 else end  # noqa: PLR2004 - half of them replace
    blank = random.choice((b"", b" ", b"\n"))
    return data[:start] + blank + random.choice(words) + blank + data[end:]


def _insert_odd(random: Random, data: bytes, _words: Sequence[bytes], _seeds: Sequence[bytes]) -> bytes:
    start, _ = _span(random, data)
    return data[:start] + random.choice(_ODD) + data[start:]


def _flip(random: Random, data: bytes, _words: Sequence[bytes], _seeds: Sequence[bytes]) -> bytes:
    if not data:
        return data
    place = random.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << random.randrange(8)]) + data[place + 1 :]


def _cut(random: Random, data: bytes, _words: Sequence[bytes], _seeds: Sequence[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _join(random: Random, data: bytes, _words: Sequence[bytes], seeds: Sequence[bytes]) -> bytes:
    other = random.choice(seeds)
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


_DAMAGES: Sequence[Mutate] = (
    *(_delete, _repeat, _swap, _insert_word, _insert_word, _insert_word),
    *(_insert_odd, _flip, _cut, _join),
)


def mutate(random: Random, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """One of some texts, damaged in one to four ways."""
    data = random.choice(seeds)
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4))):
        data = random.choice(_DAMAGES)(random, data, words, seeds)[:_LARGEST]
    return data


def mutate_turtle(random: Random, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """One of some texts, damaged so that it is Turtle still, if that can be."""
    data = b""
    for _ in range(_MOST_TRIES):
        data = mutate(random, seeds, words)
        with suppress(SyntaxError):
            for _quad in ox.parse(data, ox.RdfFormat.TURTLE, base_iri="urn:mutant"):
                pass
            return data
    return data


def mutate_workbook(random: Random, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """A workbook with damage in one of its parts, or in the archive that it is."""
    seed = random.choice(seeds)
    if random.randrange(_PER_DAMAGE_TO_THE_ARCHIVE) == 0:
        return mutate(random, [seed], words)
    with zipfile.ZipFile(io.BytesIO(seed)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = random.choice([*parts, *(part for part in parts if part.startswith("xl/")), *_sheets(parts) * 8])
    parts[name] = mutate(random, [parts[name]], words)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for part, data in parts.items():
            packed.writestr(zipfile.ZipInfo(part), data)
    return out.getvalue()


def _sheets(parts: dict[str, bytes]) -> list[str]:
    return [name for name in parts if name.startswith(("xl/worksheets/", "xl/styles", "xl/sharedStrings"))]

r"""Characters that are written as ``\u0041`` anywhere in a query."""

from __future__ import annotations

import re
import sys
from typing import Final

from irc_kg.queries.sparql import grammar

# The engine reads escapes only where a text or an IRI holds them; comments need none.
_ESCAPE: Final = (
    rf"(?P<kept>{grammar.STRING.pattern}|{grammar.IRIREF.pattern}|#[^\r\n]*)"
    r"|\\u(?P<short>[0-9A-Fa-f]{4})|\\U(?P<long>[0-9A-Fa-f]{8})"
)


def without_escapes(text: str) -> str:
    """The text with escaped characters of names and keywords written out, as SPARQL reads it."""
    if "\\u" not in text and "\\U" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code = match["short"] or match["long"]
        return match[0] if code is None or int(code, 16) > sys.maxunicode else chr(int(code, 16))

    return re.sub(_ESCAPE, character, text)

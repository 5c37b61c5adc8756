"""Files that are written whole or not at all."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from irc_kg.errors import IrcKgError

if TYPE_CHECKING:
    from pathlib import Path


class UnwritableFileError(IrcKgError):
    """A file that could not be written."""

    def __init__(self, path: Path, reason: OSError) -> None:
        why = reason.strerror or str(reason)
        super().__init__(
            f"{path} could not be written: {why}. Name a file in a folder that you may write to."
        )


def write_whole(path: Path, text: str) -> None:
    """Write UTF-8 text in place of what the file held; at any moment it holds the old text or the new."""
    target = path.resolve()
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        try:
            beside.write_text(text, encoding="utf-8", newline="\n")
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as reason:
        raise UnwritableFileError(path, reason) from reason

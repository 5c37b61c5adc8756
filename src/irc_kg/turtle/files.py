"""Turtle files: bytes to text, with nothing of them lost."""

from __future__ import annotations

from pathlib import Path

from irc_kg.turtle.document import Document
from irc_kg.turtle.faults import TurtleSyntaxError, at
from irc_kg.turtle.parser import parse


def decode(data: bytes) -> str:
    """The text of a Turtle file, line ends and byte order mark as they are; raises TurtleSyntaxError."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        message = f"The byte 0x{data[error.start]:02X} is not UTF-8. Save the file as UTF-8."
        raise at(before, len(before), message) from None


def read(file: Path, base_iri: str | None = None) -> Document:
    """What a Turtle file states, and where; a fault is a TurtleSyntaxError that names the file."""
    try:
        return parse(decode(file.read_bytes()), base_iri)
    except TurtleSyntaxError as error:
        raise error.in_file(file) from None

"""Trouble: what stops a run, as exceptions with a sentence, and what is wrong in the data, as findings."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


def either(names: Sequence[str]) -> str:
    """Names as the end of a question: ``a``, ``a or b``, ``a, b or c``."""
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def shorten(text: str, most: int = 80) -> str:
    """A text as a sentence can hold it: of a long one the beginning."""
    return text if len(text) <= most else text[: most - 1] + "…"


def did_you_mean(close: Sequence[str]) -> str:
    """A hint to put behind a sentence; nothing when there is nothing close."""
    return f" Did you mean {either(close)}?" if close else ""


class IrcKgError(Exception):
    """Trouble that stops the run; its text is shown to the user as it stands."""


class Notice(UserWarning):
    """What people are to know besides an answer; the command line writes it as a note."""


def count(number: int, noun: str) -> str:
    """A number with its noun: ``1 thing``, ``2,000 things``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class UnknownNameError(IrcKgError):
    """A name that is none of the things it could be; ``hint`` is a sentence that says where to look."""

    def __init__(self, kind: str, name: str, close: Sequence[str] = (), hint: str = "") -> None:
        sentence = f"There is no {kind} called {shorten(name)!r}.{did_you_mean(close)}"
        super().__init__(f"{sentence} {hint}".rstrip())


class QueryFailedError(IrcKgError):
    """A query that is right by its form, and that the engine could not answer."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"The query could not be answered: {fault}.")


class Severity(StrEnum):
    """How much a finding matters: an error fails a check, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(NamedTuple):
    """One thing to put right in the project, and where."""

    file: Path
    line: int  # 1-based
    column: int  # 1-based
    check: str  # the code of the check that found it
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message} [{self.check}]"

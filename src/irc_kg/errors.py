"""What can stop a run, each as a sentence that says what would make it right."""

from __future__ import annotations

from collections.abc import Sequence


def either(names: Sequence[str]) -> str:
    """Names as the end of a question: ``a``, ``a or b``, ``a, b or c``."""
    return " or ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def did_you_mean(close: Sequence[str]) -> str:
    """A hint to put behind a sentence; nothing when there is nothing close."""
    return f" Did you mean {either(close)}?" if close else ""


class IrcKgError(Exception):
    """Trouble that stops the run; its text is shown to the user as it stands."""


class UnknownNameError(IrcKgError):
    """A name that is none of the things it could be."""

    def __init__(self, kind: str, name: str, close: Sequence[str] = ()) -> None:
        super().__init__(f"There is no {kind} called {name!r}.{did_you_mean(close)}")


class QueryFailedError(IrcKgError):
    """A query that is right by its form, and that the engine could not answer."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"The query could not be answered: {fault}.")

"""What running a command line gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


RunCommand = Callable[..., Run]


def first_missing_line(printed: str, shown: str) -> str | None:
    """The first line of a page that does not come in what is printed, in its order; None where all do.

    ``...`` stands for lines that are left out.
    """
    rest = printed
    for line in shown.splitlines():
        if line == "...":
            continue
        if line not in rest:
            return line
        rest = rest.partition(line)[2]
    return None

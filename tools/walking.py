"""Which functions of a package one command walks through, seen by running it here."""

from __future__ import annotations

import contextlib
import inspect
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, FrameType

REPOSITORY = Path(__file__).resolve().parent.parent
_PACKAGE = REPOSITORY / "src" / "irc_kg"
# One statement into the shipped graph; the change is shown and not written.
ADD = (
    "add",
    "Integrated Care Fund",
    "is also called",
    "The Fund",
    "--source",
    "kg:position-statement-2024",
    "--dry-run",
)


@dataclass
class Walk:
    """What ran: functions, and the bodies of classes, which run when their module is imported."""

    code: set[CodeType] = field(default_factory=set)

    @property
    def functions(self) -> set[CodeType]:
        """The functions and methods that have a name; their lambdas and comprehensions belong to them."""
        return {code for code in self.with_classes if code.co_flags & inspect.CO_OPTIMIZED}

    @property
    def with_classes(self) -> set[CodeType]:
        return {code for code in self.code if not code.co_name.startswith("<")}


def modules_of(codes: set[CodeType]) -> int:
    return len({code.co_filename for code in codes})


def walk_through(run: Callable[[], object], folder: Path = _PACKAGE) -> Walk:
    """What runs of the files under a folder."""
    walk = Walk()
    inside = f"{folder}/"

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(inside):
            walk.code.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        run()
    finally:
        sys.setprofile(before)
    return walk


@cache
def walk_through_add() -> Walk:
    """What one ``irc-kg add`` runs, the imports that it needs among it, but for those of the command line.

    A command that was run in this process before has made imports, so that the figure is lower.
    """
    from irc_kg.cli import main

    printed = io.StringIO()

    def add() -> None:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                main([*ADD, "--root", str(REPOSITORY)])
            except SystemExit as ended:
                if ended.code:
                    raise RuntimeError(printed.getvalue()) from None

    return walk_through(add)

"""An end to a query that runs too long, and to any query at Ctrl-C.

The engine answers in native code and comes back to Python only with a row. Until then no handler of Python
runs, so a thread beside it watches the time and the signal, and ends the process.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click

Row = TypeVar("Row")
DEFAULT_SECONDS = 60.0
_COULD_NOT_RUN = 2
_INTERRUPTED = 130
_STEP = 0.05  # seconds between two looks at the clock
_LONGEST = 10 * 365 * 24 * 60 * 60  # seconds: longer than anybody waits, and within what systems count


def check_seconds(_ctx: click.Context, _parameter: click.Parameter, value: float) -> float:
    """A number of seconds above 0, after which there is an end; raises BadParameter."""
    if not 0 < value <= _LONGEST:  # which also no number is
        raise click.BadParameter(f"{value:g} is no number of seconds above 0, such as 60.")
    return value


class Clock:
    """How long the engine has been at work; the time in which rows are written does not count."""

    def __init__(self) -> None:
        self._spent = 0.0
        self._since: float | None = None

    @property
    def seconds(self) -> float:
        since = self._since
        return self._spent + (time.monotonic() - since if since is not None else 0.0)

    def call(self, work: Callable[[], Row]) -> Row:
        """What some work gives, its time counted."""
        self._since = time.monotonic()
        try:
            return work()
        finally:
            self._spent, self._since = self.seconds, None

    def rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, the time that each takes to come counted."""
        waiting = iter(rows)
        end = object()
        while (row := self.call(lambda: next(waiting, end))) is not end:
            yield row  # type: ignore[misc]  # all but the end is a row


@contextmanager
def time_limit(seconds: float, abandon: Callable[[], None]) -> Iterator[Clock]:
    """End the process when the engine has worked longer than so many seconds, or at Ctrl-C.

    ``abandon`` is called first, to take away what was not finished.
    """
    clock = Clock()
    done = threading.Event()
    read, write = os.pipe() if os.name == "posix" else (-1, -1)
    if write >= 0:
        os.set_blocking(write, False)
        os.set_blocking(read, False)
        before = signal.set_wakeup_fd(write, warn_on_full_buffer=False)

    def watch() -> None:
        while not done.wait(_STEP):
            if _is_interrupted(read):
                _end(abandon, "Stopped.", _INTERRUPTED)
            if clock.seconds > seconds:
                reason = f"The query was ended after {seconds:g} seconds; --timeout SECONDS gives it longer."
                _end(abandon, f"Error: {reason}", _COULD_NOT_RUN)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield clock
    finally:
        done.set()
        watcher.join()
        if write >= 0:
            signal.set_wakeup_fd(before)
            os.close(read)
            os.close(write)


def _is_interrupted(pipe: int) -> bool:
    """Whether Python has been told of a SIGINT while native code was running."""
    try:
        return pipe >= 0 and signal.SIGINT in os.read(pipe, 64)
    except BlockingIOError:
        return False


def _end(abandon: Callable[[], None], message: str, code: int) -> None:
    abandon()
    sys.stderr.write(message + "\n")
    sys.stderr.flush()
    os._exit(code)

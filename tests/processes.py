"""Processes that tests start: each ends with its test, whatever happens to either."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

# Seconds that a test waits for what must come: long, because only a fault is ever waited for so long.
PATIENCE = 240


class Processes:
    """What a test has started, each with a process group of its own."""

    def __init__(self) -> None:
        self._started: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        for process in self._started:
            _kill_group(process)
        for process in self._started:
            with process:  # waits, and closes its pipes
                pass

    def start(self, command: Sequence[str | Path], **options: Any) -> subprocess.Popen[str]:  # noqa: ANN401
        """Start a program; its output is for the test to read unless ``options`` say otherwise."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = subprocess.Popen(
            list(map(str, command)), text=True, start_new_session=os.name == "posix", **{**pipes, **options}
        )
        self._started.append(process)
        return process


def _kill_group(process: subprocess.Popen[str]) -> None:
    """End a process and those that it started itself, which may have outlived it."""
    if os.name != "posix":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError):  # all have ended
        os.killpg(process.pid, signal.SIGKILL)

"""The program on a pseudo-terminal, where it asks and shows how far it is."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from processes import PATIENCE

STARTS = """
import signal, sys
from irc_kg.cli import main

sys.argv[0] = "irc-kg"
signal.signal(signal.SIGINT, signal.default_int_handler)  # who started the tests may ignore it
main()
"""
# Seconds until Ctrl-C is pressed again: a busy machine must not hear it twice.
_BETWEEN_TWO = 20


class Terminal:
    """The program on a pseudo-terminal."""

    def __init__(self, arguments: Sequence[str | Path]) -> None:
        import pty

        self._master, slave = pty.openpty()
        environment = {**os.environ, "TERM": "dumb", "COLUMNS": "100"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", STARTS, *map(str, arguments)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self.text = ""
        self._seen = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def _read(self) -> bool:
        """Read on; False at the end."""
        ready, _, _ = select.select([self._master], [], [], PATIENCE)
        assert ready, f"the program says nothing more than:\n{self.text}"
        try:
            data = os.read(self._master, 65536)
        except OSError:  # Linux: all others have closed it
            return False
        self.text += data.decode().replace("\r\n", "\n")
        return bool(data)

    def until(self, prompt: str) -> None:
        while prompt not in self.text[self._seen :]:
            assert self._read(), f"no {prompt!r} in:\n{self.text}"
        self._seen = len(self.text)

    def answer(self, prompt: str, answer: str) -> None:
        self.until(prompt)
        os.write(self._master, f"{answer}\n".encode())

    def end_input(self) -> None:
        os.write(self._master, b"\x04")

    def interrupt(self) -> None:
        """Press Ctrl-C until it is heard: just before Python waits for a line, it is not."""
        heard = False
        while not heard:
            self.process.send_signal(signal.SIGINT)
            heard = bool(select.select([self._master], [], [], _BETWEEN_TWO)[0])

    def end(self) -> int:
        """Read to the end, and give the exit code."""
        while self._read():
            pass
        return self.process.wait(PATIENCE)


def dialogue(arguments: Sequence[str | Path], exchanges: Sequence[tuple[str, str]]) -> tuple[int, str]:
    with Terminal(arguments) as terminal:
        for prompt, answer in exchanges:
            terminal.answer(prompt, answer)
        return terminal.end(), terminal.text

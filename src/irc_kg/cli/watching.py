"""Commands that go on until somebody ends them, and follow the files of the project meanwhile."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from irc_kg.store.project_files import ProjectFiles

STEP = 0.5  # seconds, between two looks at the files


def end_at_signals() -> None:
    """Have a request to end this process end it as Ctrl-C does, with what it has started."""

    def stop(_number: int, _frame: object) -> NoReturn:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def looks_at_files(root: ProjectFiles, *, with_queries: bool = False) -> Iterator[bool]:
    """A look at the files at every step: whether they have changed, and nobody is writing them any more."""
    seen = changing = _stamp(_files_of(root, with_queries=with_queries))
    while True:
        time.sleep(STEP)
        fresh = ProjectFiles(root.root, root.origin)
        now = _stamp(_files_of(fresh, with_queries=with_queries))
        has_changed = now != seen and now == changing
        changing = now
        if has_changed:
            seen = now
        yield has_changed


def _files_of(files: ProjectFiles, *, with_queries: bool) -> Iterable[Path]:
    return (*files.rdf_files, *files.query_files) if with_queries else files.rdf_files


def _stamp(files: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """By what it is seen that files have changed: sizes and times."""
    found = {}
    for path in files:
        with suppress(OSError):
            known = os.stat(path)  # noqa: PTH116  (many of them, each half a second)
            found[path] = (known.st_size, known.st_mtime_ns)
    return found

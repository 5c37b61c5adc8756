"""The pages of questions, made by a second process beside the one that makes all others.

Answers are half of the work for a site, and Python does one thing at a time. The second process reads the
project itself and puts its pages into a file, from which they are taken when the others are done. Where that
is not to be had, does not end well, or has given a path to another page than here, they are made here: so a
fault is met and told in one place, and links of one process lead to the pages of the other.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from irc_kg.project import Project
from irc_kg.site.edition import Edition
from irc_kg.site.pages import Page, SiteFile
from irc_kg.site.questions import QuestionPages
from irc_kg.store.datatypes import read_date
from irc_kg.store.manifest import Stamp, stamps_of
from irc_kg.store.project_files import Origin, ProjectFiles

_SIZE_OF_PLACE = 8  # bytes, at the end of the file, that tell where its pages end
_LEAST = 200_000  # bytes of a project, from which on a process more is worth its beginning


class QuestionsBeside:
    """The pages of all questions of an edition, which are being made from now on; to be closed."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._parts = TemporaryFile(prefix="irc-kg-site-")  # noqa: SIM115  (close() does)
        self.process = _start(edition, self._parts)

    def __iter__(self) -> Iterator[Page | SiteFile]:
        """All of them, once they are done."""
        end = self._end_of_pages()
        if end is None:
            yield from QuestionPages(self.edition)
            return
        self._parts.seek(0)
        while self._parts.tell() < end:
            yield self._next()

    def _end_of_pages(self) -> int | None:
        """Where the pages end in the file, once they are done; None where they cannot be taken from there."""
        if self.process is None or self.process.wait() != 0:
            return None
        self._parts.seek(-_SIZE_OF_PLACE, os.SEEK_END)
        end = int.from_bytes(self._parts.read())
        self._parts.seek(end)
        return end if self.edition.addresses.taken.agrees_with(self._next()) else None

    def _next(self) -> Any:  # noqa: ANN401  (a page or a file; at the end, the paths that were given)
        return pickle.load(self._parts)  # noqa: S301  (a file that has no name, written by this module)

    def close(self) -> None:
        """End the process, however far it is."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self._parts.close()


def _start(edition: Edition, parts: IO[bytes]) -> subprocess.Popen[bytes] | None:
    """The process; None where it would be of no use, or cannot be had."""
    project = edition.project
    if project.endpoint is not None or os.cpu_count() == 1 or not sys.executable:
        return None
    stamps = _stamps(project.files)
    if sum(stamp.size for stamp in stamps.values()) < _LEAST:
        return None
    package = str(Path(__file__).parents[2])
    paths = os.pathsep.join(filter(None, [package, os.environ.get("PYTHONPATH", "")]))
    try:
        process = subprocess.Popen(
            # -P: nothing in the folder where this is done is taken for a module.
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=parts,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
        )
    except OSError:
        return None
    order = {
        "root": str(project.files.root),
        "origin": project.files.origin.value,
        "day": str(edition.day),
        "base_url": edition.base_url,
        "has_sparql": edition.has_sparql,
        "stamps": stamps,
    }
    with suppress(OSError), process.stdin as stream:  # type: ignore[union-attr]  # it is a pipe
        stream.write(json.dumps(order).encode())
    return process


def _stamps(files: ProjectFiles) -> dict[str, Stamp]:
    """The files of a project, by which it is seen that both processes have read the same."""
    return stamps_of({str(path): path for path in (*files.rdf_files, *files.query_files)})


def _write_questions(order: dict[str, Any], out: IO[bytes]) -> int:
    """Make the pages that are asked for; what the process ends with."""
    files = ProjectFiles(Path(order["root"]), Origin(order["origin"]))
    day = read_date(order["day"])
    if day is None:
        return 2
    edition = Edition(Project(files), day, order["base_url"], order["has_sparql"])
    for part in QuestionPages(edition):
        pickle.dump(part, out)
    end = out.tell()
    pickle.dump(edition.addresses.taken.paths, out)
    out.write(end.to_bytes(_SIZE_OF_PLACE))
    out.flush()
    read = {name: list(stamp) for name, stamp in _stamps(files).items()}
    return 0 if read == order["stamps"] else 1


if __name__ == "__main__":
    sys.exit(_write_questions(json.load(sys.stdin), sys.stdout.buffer))

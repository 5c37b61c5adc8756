"""What earlier checks found out of a project.

It is kept in the cache folder of the user, never in the project, so that a run looks only at what has changed
since. Whatever is wrong with it, it is forgotten: a run without it finds the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from irc_kg.checks.rule import CodedFault, Fault, Spot
from irc_kg.errors import IrcKgError
from irc_kg.files import FileWriteError, write_text
from irc_kg.queries import MIGRATIONS, Rename
from irc_kg.store.project_files import project_of_package

# What a finding depends on beside the files: the rules, and what reads files for them.
_PACKAGES = ("pyoxigraph", "pyshacl", "rdflib")
_ROOMS = ("checks", "queries", "provenance", "store", "turtle")


class Inspection(NamedTuple):
    """What can be told of one Turtle file without looking at the others of the graph."""

    is_readable: bool
    faults: tuple[CodedFault, ...]
    mentions: frozenset[str] = frozenset()  # IRIs that an unreadable file may speak of


class Memory:
    """What is known of files and things that have not changed."""

    def __init__(self, file: Path | None = None, setting: str = "") -> None:
        """``setting`` stands for all that any of it depends on: nothing is remembered from another."""
        self.file = file
        self.setting = setting
        self.inspections: dict[str, Inspection] = {}  # by the digest of a file
        self.conforming: set[int] = set()  # fingerprints of things that conform to every shape
        self._content = ""
        if file is not None:
            with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
                self._content = file.read_text(encoding="utf-8")
                self._recall(json.loads(self._content))

    def _recall(self, content: Mapping[str, Any]) -> None:
        if content["setting"] == self.setting:
            inspections = {digest: _inspection(*parts) for digest, parts in content["inspections"].items()}
            conforming = {int(fingerprint, 16) for fingerprint in content["conforming"]}
            self.inspections, self.conforming = inspections, conforming

    def save(self) -> None:
        """Keep what is known now; where that is not possible, it is forgotten."""
        content = json.dumps(
            {
                "setting": self.setting,
                "inspections": {
                    digest: [one.is_readable, one.faults, sorted(one.mentions)]
                    for digest, one in self.inspections.items()
                },
                "conforming": [f"{fingerprint:x}" for fingerprint in sorted(self.conforming)],
            },
            ensure_ascii=False,
        )
        if self.file is not None and content != self._content:
            with suppress(OSError, FileWriteError):
                self.file.parent.mkdir(parents=True, exist_ok=True)
                write_text(self.file, content)


def _inspection(is_readable: bool, faults: list[Any], mentions: list[str]) -> Inspection:
    """An inspection as it was kept; the faults of files are at spots, and weigh what their rules do."""
    coded = (
        (str(code), Fault(Spot(*spot), message, predicate)) for code, (spot, message, predicate, *_) in faults
    )
    return Inspection(bool(is_readable), tuple(coded), frozenset(mentions))


def memory_of(
    root: Path, cache_folder: Path | None, ontology: Mapping[str, bytes], renames: Mapping[str, Rename]
) -> Memory:
    """The memory of a project; without a folder to keep it in, an empty one that is not kept.

    ``ontology``: what the files of the ontology hold, by the named graph of each; ``renames``: the terms
    that have another name.
    """
    if cache_folder is None:
        return Memory()
    setting = sha256(program().encode())
    for graph, data in sorted(ontology.items()):
        setting.update(f"\0{graph}\0{len(data)}\0".encode())
        setting.update(data)
    for old, rename in sorted(renames.items()):
        setting.update(f"\0{old}\0{rename.new}\0{rename.since}".encode())
    return Memory(file_of_memory(root, cache_folder, ".json"), setting.hexdigest())


def file_of_memory(root: Path, cache_folder: Path, ending: str) -> Path:
    """Where something is remembered of a project."""
    name = sha256(str(root).encode("utf-8", errors="surrogatepass")).hexdigest()[:32]
    return cache_folder / f"{name}{ending}"


@cache
def program() -> str:
    """What stands for this program as it is now: another version may find other things."""
    top = Path(__file__).parent.parent
    digest = sha256((top / "errors.py").read_bytes())
    code = [path for room in _ROOMS for path in (top / room).rglob("*.py")]
    with suppress(IrcKgError):  # the terms that the program itself knows by other names
        code += (path for path in project_of_package().query_files if MIGRATIONS in path.parts)
    for path in sorted(code):
        digest.update(path.read_bytes())
    return " ".join([digest.hexdigest(), *(f"{name} {_version(name)}" for name in _PACKAGES)])


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def digest_of(graph: str, data: bytes, *, in_ontology: bool) -> str:
    """What stands for a file as it is now, in the place where it is."""
    digest = sha256(f"{graph}\0{in_ontology}\0".encode())
    digest.update(data)
    return digest.hexdigest()

"""What earlier runs found out, so that a run looks only at what has changed since.

It is kept in the cache folder of the user, never in the project. Whatever is wrong with it, it is forgotten:
a run without a memory finds the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from irc_kg.checks.inspection import Inspected
from irc_kg.checks.rule import Fault

# What a finding depends on beside the files: the rules, and what reads files for them.
_PACKAGES = ("pyoxigraph", "pyshacl", "rdflib")
_CODE = ("checks/*.py", "store/*.py", "turtle/*.py", "errors.py")


class Memory:
    """What is known of files and things that have not changed."""

    def __init__(self, file: Path | None = None, context: str = "") -> None:
        """``context`` stands for all that any of it depends on: nothing is remembered from another."""
        self.file = file
        self.context = context
        self.inspected: dict[str, Inspected] = {}  # by the digest of a file
        self.conforming: set[int] = set()  # fingerprints of things that conform to every shape
        self._read = ""
        if file is not None:
            with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
                self._read = file.read_text(encoding="utf-8")
                self._recall(json.loads(self._read))

    def _recall(self, written: Mapping[str, Any]) -> None:
        if written["context"] == self.context:
            inspected = {digest: _inspected(*entry) for digest, entry in written["inspected"].items()}
            conforming = {int(fingerprint, 16) for fingerprint in written["conforming"]}
            self.inspected, self.conforming = inspected, conforming

    def save(self) -> None:
        """Keep what is known now; where that is not possible, it is forgotten."""
        written = json.dumps(
            {
                "context": self.context,
                "inspected": {
                    digest: [one.readable, one.faults, sorted(one.mentions)]
                    for digest, one in self.inspected.items()
                },
                "conforming": [f"{fingerprint:x}" for fingerprint in sorted(self.conforming)],
            },
            ensure_ascii=False,
        )
        if self.file is not None and written != self._read:
            with suppress(OSError):
                _replace(self.file, written)


def _inspected(readable: bool, faults: Iterable[Any], mentions: Iterable[str]) -> Inspected:
    told = tuple((str(code), Fault(*fault)) for code, fault in faults)
    return Inspected(bool(readable), told, frozenset(mentions))


def _replace(file: Path, text: str) -> None:
    """Write a file that is there whole or not at all, even when two runs end at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=file.parent, prefix=file.name, delete=False
    ) as new:
        new.write(text)
    try:
        Path(new.name).replace(file)
    except OSError:
        Path(new.name).unlink(missing_ok=True)
        raise


def memory_of(root: Path, cache_folder: Path | None, ontology: Mapping[str, bytes]) -> Memory:
    """The memory of a project; without a folder to keep it in, an empty one that is not kept."""
    if cache_folder is None:
        return Memory()
    name = sha256(str(root).encode("utf-8", errors="surrogatepass")).hexdigest()[:32]
    context = sha256(_program().encode())
    for graph, data in sorted(ontology.items()):
        context.update(f"\0{graph}\0{len(data)}\0".encode())
        context.update(data)
    return Memory(cache_folder / f"{name}.json", context.hexdigest())


@cache
def _program() -> str:
    """What stands for this program as it is now: another version may find other things."""
    top = Path(__file__).parent.parent
    digest = sha256()
    for path in sorted(path for pattern in _CODE for path in top.glob(pattern)):
        digest.update(path.read_bytes())
    return " ".join([digest.hexdigest(), *(f"{name} {_version(name)}" for name in _PACKAGES)])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def digest_of(graph: str, data: bytes, *, in_ontology: bool) -> str:
    """What stands for a file as it is now, in the place where it is."""
    digest = sha256(f"{graph}\0{in_ontology}\0".encode())
    digest.update(data)
    return digest.hexdigest()

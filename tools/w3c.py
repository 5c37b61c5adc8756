"""Put the tests of the W3C for Turtle, SPARQL and SHACL into a folder: `python tools/w3c.py build/w3c`.

They come with the sources of rdflib 6.0.0 and pySHACL 0.40.1, which pip fetches and does not install.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True)
class Source:
    """A package whose source has suites in it."""

    package: str
    version: str
    sha256: str
    folders: Mapping[str, str]  # where the suites are in it, and what their folders are called here


SOURCES = (
    Source(
        "rdflib",
        "6.0.0",
        "7ce4d757eb26f4dd43205ec340d8c097f29e5adfe45d6ea20238c731dc679879",
        {
            "test/w3c/turtle": "turtle",
            "test/DAWG/data-r2": "sparql10",
            "test/DAWG/data-sparql11": "sparql11",
        },
    ),
    Source(
        "pyshacl",
        "0.40.1",
        "011e3cf1a68b31747cb762ba3d755ae1bdcc464c8fad0dc212a9adc550719552",
        {"test/resources/sht_tests": "shacl"},
    ),
)


def fetch(source: Source, folder: Path) -> Path:
    """The archive of a source, as it was published."""
    command = ["download", "--quiet", "--no-deps", "--no-binary", source.package, "--dest", str(folder)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, *command, f"{source.package}=={source.version}"], check=True)
    [archive] = folder.glob(f"{source.package}-*.tar.gz")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != source.sha256:
        raise SystemExit(f"{archive.name} is not the one that was published: its SHA-256 is {digest}.")
    return archive


def unpack_suites(archive: Path, folders: Mapping[str, str], target: Path) -> None:
    """Replace the folders of the suites by those of the archive."""
    for name in folders.values():
        shutil.rmtree(target / name, ignore_errors=True)
    with tarfile.open(archive) as source:
        for member in source:
            path = _target_of(member.name, folders)
            content = source.extractfile(member)
            if path is not None and content is not None:
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                (target / path).write_bytes(content.read())


def _target_of(name: str, folders: Mapping[str, str]) -> Path | None:
    """Where a file of an archive goes to, if it is one of the suites."""
    inside = PurePosixPath(*PurePosixPath(name).parts[1:])
    for place, folder in folders.items():
        if inside.is_relative_to(place):
            return Path(folder, inside.relative_to(place))
    return None


def main() -> None:
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for source in SOURCES:
        with tempfile.TemporaryDirectory() as scratch:
            unpack_suites(fetch(source, Path(scratch)), source.folders, target)


if __name__ == "__main__":
    main()

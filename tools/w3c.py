"""Put the tests of the W3C for Turtle and SPARQL into a folder: `python tools/w3c.py build/w3c`.

They come with the source of rdflib 6.0.0, which pip fetches; rdflib itself is not installed from it.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

_SOURCE = "rdflib==6.0.0"
_SHA_256 = "7ce4d757eb26f4dd43205ec340d8c097f29e5adfe45d6ea20238c731dc679879"
# Where the suites are in the source, and what their folders are called here.
_FOLDERS = {
    "test/w3c/turtle": "turtle",
    "test/DAWG/data-r2": "sparql10",
    "test/DAWG/data-sparql11": "sparql11",
}


def fetch_source(folder: Path) -> Path:
    """The archive of the source, as it was published."""
    command = ["download", "--quiet", "--no-deps", "--no-binary", "rdflib", "--dest", str(folder), _SOURCE]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, *command], check=True)
    [archive] = folder.glob("*.tar.gz")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != _SHA_256:
        raise SystemExit(f"{archive.name} is not the one that was published: its SHA-256 is {digest}.")
    return archive


def unpack_suites(archive: Path, target: Path) -> None:
    """Replace the folders of the suites by those of the archive."""
    for name in _FOLDERS.values():
        shutil.rmtree(target / name, ignore_errors=True)
    with tarfile.open(archive) as source:
        for member in source:
            path = _target_of(member.name)
            content = source.extractfile(member)
            if path is not None and content is not None:
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                (target / path).write_bytes(content.read())


def _target_of(name: str) -> Path | None:
    """Where a file of the archive goes to, if it is one of the suites."""
    inside = PurePosixPath(*PurePosixPath(name).parts[1:])
    for place, folder in _FOLDERS.items():
        if inside.is_relative_to(place):
            return Path(folder, inside.relative_to(place))
    return None


def main() -> None:
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        unpack_suites(fetch_source(Path(scratch)), target)


if __name__ == "__main__":
    main()

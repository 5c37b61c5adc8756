"""Print the path of the npm package of Oxigraph, the engine of the page that asks in SPARQL; get it by npm.

In this order: the variable OXIGRAPH_PACKAGE, one that was got before, npm. It is kept under build/, and comes
with no package of this project.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from packages import find_program

VERSION = "0.5.11"
_FOLDER = Path(__file__).parents[1] / "build" / "npm"
_ARCHIVE = _FOLDER / f"oxigraph-{VERSION}.tgz"


def find() -> Path | None:
    """One that is there already."""
    return find_program("OXIGRAPH_PACKAGE", (), (str(_ARCHIVE),))


def fetch() -> Path | None:
    """The archive, as npm gives it; None where there is no npm, or it cannot be reached."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    _FOLDER.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", "--json", "--pack-destination", str(_FOLDER), f"oxigraph@{VERSION}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
        return None
    return _FOLDER / str(json.loads(done.stdout)[0]["filename"])


def main() -> int:
    """Print the path; 1 where there is none, and the tests of it are skipped."""
    package = find() or fetch()
    if package is None:
        print(
            "npm is not here, or has no oxigraph: a site is made without a page for SPARQL.", file=sys.stderr
        )
        return 1
    print(package)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Do a thousand things to the index of a project that should not happen, and see that no answer is wrong.

    python tools/index_faults.py --faults 1000 --seed 7

Bytes are flipped in its files, files are cut, removed and exchanged, files of the project change without a
new time, the clock is wrong, builds are killed, the disk is full, and several first commands run at once.
After each fault a command must give the answer that the files give, or say in words why it cannot. What else
comes is printed, with the seed and the number of the fault, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import resource
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from projects import write_project  # noqa: E402  (of the benchmarks)

from irc_kg.project import Project, open_project  # noqa: E402
from irc_kg.store.index import Index  # noqa: E402
from irc_kg.store.loading import VARIABLE  # noqa: E402
from irc_kg.store.project_files import ProjectFiles  # noqa: E402

IRC_KG = Path(sysconfig.get_path("scripts")) / "irc-kg"
QUERY = "SELECT (COUNT(*) AS ?n) (SUM(STRLEN(STR(?o))) AS ?letters) { ?s ?p ?o FILTER(!isBlank(?o)) }"
AT_ONCE = 8
PATIENCE = 300  # seconds for a command on a busy machine
CEILING = 1_000_000  # kilobytes of memory that no command here may come near to


class Trial:
    """One project whose index is mistreated."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.chance = chance
        os.environ.update({VARIABLE: "always", "XDG_CACHE_HOME": str(folder / "cache")})
        self.root = write_project(folder / "project", 1_500, 6)
        for path in (self.root / "ontology").iterdir():
            if path.stem != "presentation":  # a small one is soon put into an index again
                path.unlink()
        self.graph = sorted((self.root / "graph").rglob("*.ttl"))
        self.index = Index(ProjectFiles(self.root)).folder

    def expected(self) -> str:
        """The answer that the files give."""
        os.environ[VARIABLE] = "never"
        try:
            return self._ask()
        finally:
            os.environ[VARIABLE] = "always"

    def _ask(self) -> str:
        gc.collect()
        opened = open_project(self.root)
        [row] = opened.query(QUERY)
        return f"{[cell.value for cell in row]} {self._names(opened)}"  # type: ignore[union-attr]

    @staticmethod
    def _names(opened: Project) -> list[str]:
        return list(opened.store.names.search("asthma audit"))[:5]

    def see(self) -> str:
        """What is wrong with the answer now; empty where nothing is."""
        expected, found = self.expected(), self._ask()
        return "" if found == expected else f"{found} instead of {expected}"

    # What is done to it

    def flip_byte(self) -> str:
        path = self._file_of_index()
        data = bytearray(path.read_bytes())
        data[self.chance.randrange(len(data))] ^= 1 << self.chance.randrange(8)
        status = path.stat()
        path.write_bytes(data)
        if self.chance.random() < 0.5:  # noqa: PLR2004  (half of them hide that they were here)
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        return self.see()

    def cut_file(self) -> str:
        path = self._file_of_index()
        with path.open("r+b") as stream:
            stream.truncate(self.chance.randrange(path.stat().st_size))
        return self.see()

    def remove_file(self) -> str:
        self._file_of_index().unlink()
        return self.see()

    def exchange_files(self) -> str:
        one, other = self._file_of_index(), self._file_of_index()
        data = one.read_bytes()
        one.write_bytes(other.read_bytes())
        other.write_bytes(data)
        return self.see()

    def change_source(self) -> str:
        path = self.chance.choice(self.graph)
        status = path.stat()
        text = path.read_text(encoding="utf-8")
        place = self.chance.randrange(len(text))
        path.write_text(text[:place] + text[place:].replace("kg:thing-1", "kg:thing-2", 1), encoding="utf-8")
        if self.chance.random() < 0.5:  # noqa: PLR2004
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        return self.see()

    def set_clock_back(self) -> str:
        path = self.chance.choice(self.graph)
        then = time.time() + self.chance.choice([-1e9, -3600, -1, 1, 3600, 1e8])
        path.write_text(path.read_text(encoding="utf-8") + f"\n<#at-{then}> a <urn:x> .\n", encoding="utf-8")
        os.utime(path, (then, then))
        return self.see()

    def kill_build(self) -> str:
        if self.chance.random() < 0.5:  # noqa: PLR2004
            shutil.rmtree(self.index, ignore_errors=True)
        else:
            self.graph[0].write_text(
                self.graph[0].read_text(encoding="utf-8") + "\n<#k> a <urn:k> .\n", encoding="utf-8"
            )
        process = self._start()
        time.sleep(self.chance.random() * 1.5)
        process.kill()
        process.communicate()
        return self.see()

    def fill_disk(self) -> str:
        limit = self.chance.choice([0, 1, 10, 100, 1000]) * 1024
        shutil.rmtree(self.index, ignore_errors=True)
        process = self._start(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        return self._fault_of(process) or self.see()

    def begin_at_once(self) -> str:
        shutil.rmtree(self.index, ignore_errors=True)
        started = [self._start() for _ in range(AT_ONCE)]
        return "".join(map(self._fault_of, started)) or self.see()

    def take_rights(self) -> str:
        shutil.rmtree(self.index, ignore_errors=True)
        self.index.write_text("no folder", encoding="utf-8")
        try:
            return self._fault_of(self._start())
        finally:
            self.index.unlink()

    def _start(self, limit: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen(
            [IRC_KG, "query", "-e", QUERY, "--format", "csv", "--root", self.root],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
            preexec_fn=limit,  # noqa: PLW1509  (nothing else runs here)
        )

    def _fault_of(self, process: subprocess.Popen[str]) -> str:
        """What is wrong with what a command printed: neither the answer nor an error in words."""
        out, err = process.communicate(timeout=PATIENCE)
        if process.returncode == 0:
            _heading, _, row = out.partition("\n")
            values = self.expected().partition("]")[0]
            return "" if [*row.strip().split(",")] == values.strip("['").replace("'", "").split(", ") else out
        return "" if err.startswith("Error: ") and process.returncode > 0 else f"{process.returncode}: {err}"

    def _file_of_index(self) -> Path:
        """Any file of the index that holds something; it is made if there is none."""
        Index(ProjectFiles(self.root)).open()
        gc.collect()
        files = [path for path in sorted(self.index.rglob("*")) if path.is_file() and path.stat().st_size]
        return self.chance.choice(files)


# Each as often as the number says, of a hundred.
FAULTS: dict[str, tuple[int, Callable[[Trial], str]]] = {
    "byte flipped": (45, Trial.flip_byte),
    "file cut": (14, Trial.cut_file),
    "file removed": (5, Trial.remove_file),
    "files exchanged": (5, Trial.exchange_files),
    "file of the project changed": (12, Trial.change_source),
    "clock set wrong": (8, Trial.set_clock_back),
    "build killed": (6, Trial.kill_build),
    "disk full": (2, Trial.fill_disk),
    "eight first commands at once": (1, Trial.begin_at_once),
    "no place for the index": (2, Trial.take_rights),
}


def main() -> int:
    """Do what is wanted, and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311
    done: Counter[str] = Counter()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), chance)
        with suppress(KeyboardInterrupt):  # what was done until then is told
            for number in range(options.faults):
                kind = chance.choices([*FAULTS], [share for share, _ in FAULTS.values()])[0]
                fault = FAULTS[kind][1](trial)
                done[kind] += 1
                if fault:
                    wrong += 1
                    print(f"seed {options.seed}, fault {number}, {kind}: {fault}", flush=True)
    for kind, count in done.most_common():
        print(f"{count:5} {kind}")
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(
        f"{wrong} of {done.total()} answers were wrong; the most memory of a process was {most // 1024} MB."
    )
    return 1 if wrong or most > CEILING else 0


if __name__ == "__main__":
    sys.exit(main())

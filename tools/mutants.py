"""Try whether the tests notice faults: put small ones into the program, one at a time, and run the tests.

    python tools/mutants.py                     # 300 faults, drawn by lot
    python tools/mutants.py --all               # every fault there is
    python tools/mutants.py --rooms store turtle --sample 50 --seed 7

First each test is run once, to know which lines it runs and how long it takes. Then each fault is put into a
copy of the program in a temporary folder, and the tests that run its line are run, the fastest first, until
one fails. A fault that all of them let pass survives, and is listed. Faults that change nothing that could be
noticed are listed in ``equivalent_mutants.txt`` with the reason, and do not count.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from mutant_runs import Outcome, Runner
from mutations import Mutation, mutations_of
from recording import FOLDER, Record, read_records

REPOSITORY = Path(__file__).resolve().parent.parent
SOURCE = REPOSITORY / "src" / "irc_kg"
ROOMS = ("store", "queries", "provenance")
_EQUIVALENT = Path(__file__).parent / "equivalent_mutants.txt"
# Tests of a browser and of the wheel, which run the program elsewhere.
_NOT_IN_PROCESS = ("tests/views/test_browser_*.py", "tests/test_wheel.py")
_CONTROLS = 4


def find_mutations(rooms: Sequence[str]) -> list[Mutation]:
    files = [file for room in rooms for file in sorted((SOURCE / room).rglob("*.py"))]
    return [mutation for file in files for mutation in mutations_of(file)]


def name_of(mutation: Mutation) -> str:
    """A fault as it is written in the list of the equivalent ones: it stays when lines move."""
    return f"{mutation.file.relative_to(SOURCE).as_posix()}: {mutation.function}: {mutation.describe()}"


def read_equivalents(path: Path = _EQUIVALENT) -> dict[str, str]:
    """The faults that cannot be noticed, with the reason, which stands above each group of them."""
    found: dict[str, str] = {}
    reason = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            reason = line.lstrip("# ")
        elif line:
            found[line] = reason
    return found


def record_tests(folder: Path, tests: Sequence[str]) -> Record:
    """Run the tests once, unless they and the program are as they were when they were last run."""
    digest = _digest(tests)
    if not (folder / digest).exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        left_out = [f"--ignore-glob={REPOSITORY / pattern}" for pattern in _NOT_IN_PROCESS]
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "recording", *left_out, *tests]
        path = os.pathsep.join(map(str, (Path(__file__).parent, SOURCE.parent)))
        environment = {**os.environ, FOLDER: str(folder), "PYTHONPATH": path, "CI": "1"}
        done = subprocess.run(command, cwd=REPOSITORY, env=environment, check=False)
        if done.returncode == pytest.ExitCode.TESTS_FAILED:
            print("Tests that fail without any fault are left out.")
        elif done.returncode:
            raise SystemExit("The tests cannot be run.")
        (folder / digest).touch()
    return read_records(folder)


def _digest(tests: Sequence[str]) -> str:
    found = hashlib.sha256("\n".join(tests).encode())
    for top in ("src", "tests"):
        for file in sorted((REPOSITORY / top).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                found.update(f"{file}\0".encode())
                found.update(file.read_bytes())
    return found.hexdigest()


def _refuse_failing_controls(runner: Runner, mutations: Sequence[Mutation]) -> None:
    """Without a fault the tests must pass in the same place, or each fault would count as caught."""
    controls = [replace(mutation, new=mutation.old) for mutation in mutations[:_CONTROLS]]
    failing = [each for each, outcome in runner.run(controls).items() if outcome.is_caught]
    if failing:
        printed = [path.read_text(encoding="utf-8") for path in runner.outputs]
        print(*printed, sep="\n")
        raise SystemExit(f"Without any fault tests fail that run {failing[0].file}:{failing[0].line}.")


def report(outcomes: dict[Mutation, Outcome], equivalent: int, out_of: int) -> None:
    """The figure, and what survived."""
    survivors = [mutation for mutation, outcome in outcomes.items() if not outcome.is_caught]
    print(f"\nSurvived: {len(survivors)}")
    for mutation in sorted(survivors, key=lambda each: (str(each.file), each.start)):
        place = f"{mutation.file.relative_to(REPOSITORY)}:{mutation.line}"
        print(f"  {place}: {mutation.function}: {mutation.describe()}  [{outcomes[mutation].value}]")
    caught = len(outcomes) - len(survivors)
    share = caught / len(outcomes) if outcomes else 1.0
    print(f"\n{caught} of {len(outcomes)} caught ({share:.0%}), of {out_of} that there are.", end=" ")
    print(f"{equivalent} more were drawn that change nothing which could be noticed.")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rooms", nargs="+", default=list(ROOMS), help="folders of the program")
    parser.add_argument(
        "--tests",
        nargs="+",
        default=["tests", "tests/conformance"],
        metavar="FILE",
        help="run only these tests",
    )
    parser.add_argument("--sample", type=int, default=300, metavar="N", help="how many faults are drawn")
    parser.add_argument("--seed", type=int, default=1, help="which ones are drawn")
    parser.add_argument("--all", action="store_true", help="try every fault")
    parser.add_argument("--seconds", type=float, default=20, help="run tests of so many seconds for each")
    options = parser.parse_args(arguments)
    # Whoever ends this ends what it has started, and leaves no copies behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Stopped."))
    signal.signal(signal.SIGINT, lambda *_: sys.exit("Stopped."))
    record = record_tests(REPOSITORY / "build" / "mutants", options.tests)
    mutations = find_mutations(options.rooms)
    size = len(mutations) if options.all else min(options.sample, len(mutations))
    drawn = random.Random(options.seed).sample(mutations, size)  # noqa: S311  (no secret)
    known = read_equivalents()
    tried = [mutation for mutation in drawn if name_of(mutation) not in known]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        runner = Runner(REPOSITORY, record, options.seconds, Path(scratch))
        _refuse_failing_controls(runner, tried)
        outcomes = runner.run(tried)
    report(outcomes, len(drawn) - len(tried), len(mutations))
    print(f"This took {time.monotonic() - begun:.0f} seconds.")


if __name__ == "__main__":
    main()

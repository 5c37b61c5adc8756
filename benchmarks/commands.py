"""How much time of the processor whole commands take, in turn with those of another checkout if one is given.

Run it with `make bench`, or with `--against FOLDER`, a checkout that has its own `.venv/bin/irc-kg`, such as
one of the release before. Each command runs in its own checkout, on the project shipped there; one of each,
and then the next, so that whatever else the machine does falls on both alike. What counts are the ratios of
the medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(sysconfig.get_path("scripts")) / "irc-kg"
ROUNDS = 15
TRIPLE = ("kg:integrated-care-board", "irc:appliesIn", "kg:wales")


def commands_to(out: Path) -> dict[str, list[str]]:
    """The arguments of each command by a name for it; pictures are written to ``out``."""
    target = "graph/position-statement-2024/wales.ttl"
    return {
        "query NAME": ["query", "policies-in-nation", "--format", "csv"],
        "find": ["find", "ICF"],
        "show": ["show", "Integrated Care Board"],
        "stats": ["stats"],
        "view": ["view", "nations", "-o", str(out)],
        "add --dry-run": ["add", *TRIPLE, "--to", target, "--dry-run"],
        "check": ["check"],
        "check --no-cache": ["check", "--no-cache"],
    }


def cpu_seconds(program: Path, arguments: list[str], folder: Path) -> float:
    """The time of the processor, of user and system, that a process takes; it must succeed."""
    child = os.fork()
    if child == 0:
        try:
            os.chdir(folder)
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each run compiles what was edited last
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            os.execv(program, [str(program), *arguments])  # noqa: S606  (a program of a checkout)
        finally:
            os._exit(127)  # what could not be started is no second benchmark
    _, status, used = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"{program} {' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime


def measure(checkouts: dict[Path, Path], arguments: list[str], rounds: int) -> list[float]:
    """The median for each checkout; a first run of each, which warms caches, is not counted."""
    taken: list[list[float]] = [[] for _ in checkouts]
    for number in range(rounds + 1):
        for times, (folder, program) in zip(taken, checkouts.items(), strict=True):
            seconds = cpu_seconds(program, arguments, folder)
            if number:
                times.append(seconds)
    return [statistics.median(times) for times in taken]


def main() -> None:
    """Print the medians and, where there is another checkout, their ratios."""
    parser = argparse.ArgumentParser(description="The time of the processor that whole commands take.")
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="another checkout, with its .venv")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each command (default {ROUNDS})")
    options = parser.parse_args()
    checkouts = {ROOT: HERE}
    if options.against:
        other = options.against.resolve()
        checkouts[other] = other / ".venv" / "bin" / "irc-kg"
    print(f"median of {options.rounds} whole processes, time of the processor")
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in commands_to(Path(folder, "picture.html")).items():
            mine, *others = measure(checkouts, arguments, options.rounds)
            compared = "".join(f"   {1000 * one:6.0f} ms there   ratio {mine / one:4.2f}" for one in others)
            print(f"{name:18} {1000 * mine:6.0f} ms here{compared}", flush=True)


if __name__ == "__main__":
    main()

"""What it costs to cite every row: each question with a name, with its citations and without them.

Run it with `make bench`. Both are whole processes, in turn, so that whatever else the machine does falls on
both alike; what counts is the ratio of the medians of the time of the processor, which may be at most 1.5.
Beside it stands what the answer and the citing take inside of a process that has read the files already.
"""

from __future__ import annotations

import statistics
import sys
import time

from commands import HERE, ROOT, cpu_seconds

import irc_kg
from irc_kg.project import Project
from irc_kg.queries import Query
from irc_kg.queries.tables import table_of

ROUNDS = 7
MOST = 1.5  # times what the plain answer takes


def inside(project: Project, query: Query) -> tuple[float, float]:
    """How long the answer and the citing of its rows take, without the start of a process."""
    start = time.process_time()
    table = table_of(project.runner.run(query))  # type: ignore[arg-type]  # all of them are SELECT queries
    rows = list(table)
    answered = time.process_time()
    project.runner.cite(query, {}, table.columns, rows)
    return answered - start, time.process_time() - answered


def main() -> None:
    """Print a line for each question, those that cost most first; end with 1 where one costs too much."""
    project = irc_kg.open(ROOT)
    lines = []
    for query in project.queries:
        taken: dict[str, list[float]] = {"--no-cite": [], "--cite": []}
        within = []
        for _ in range(ROUNDS):
            for option, times in taken.items():
                times.append(cpu_seconds(HERE, ["query", query.name, option, "--format", "csv"], ROOT))
            within.append(inside(project, query))
        plain, cited = (statistics.median(times) for times in taken.values())
        answer, citing = (statistics.median(times) for times in zip(*within, strict=True))
        lines.append((cited / plain, query.name, plain, cited, answer, citing))
    print(f"median of {ROUNDS} whole processes, and of the answer and the citing inside of one; in ms")
    print(f"{'question':36}{'plain':>8}{'cited':>8}{'ratio':>8}{'answer':>9}{'citing':>8}")
    for ratio, name, *times in sorted(lines, reverse=True):
        plain, cited, answer, citing = (1000 * each for each in times)
        print(f"{name:36}{plain:8.0f}{cited:8.0f}{ratio:8.2f}{answer:9.1f}{citing:8.1f}")
    sys.exit(int(max(lines)[0] > MOST))


if __name__ == "__main__":
    main()

"""A plugin of pytest that remembers which test runs which lines, and how long each takes.

    python -m pytest -p recording

writes a file for each of its processes into the folder IRC_KG_RECORD; ``read_records`` reads them all.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from coverage import Coverage

FOLDER = "IRC_KG_RECORD"


@dataclass
class Record:
    """What the tests ran: of each file the lines, and of each line the tests."""

    seconds: dict[str, float] = field(default_factory=dict)  # by test, for those that pass
    tests: dict[str, dict[int, set[str]]] = field(default_factory=dict)  # by path of the file and line

    def tests_of(self, file: str, lines: range | None) -> list[str]:
        """The tests that run some lines, or any line of the file, in the order in which to run them.

        The fastest case of each test function comes first, by how long it takes; then the next of each.
        """
        by_line = self.tests.get(file, {})
        run = [tests for line, tests in by_line.items() if lines is None or line in lines]
        found = set().union(*run) & self.seconds.keys()
        cases: Counter[str] = Counter()
        order: list[tuple[int, float, str]] = []
        for seconds, test in sorted((self.seconds[test], test) for test in found):
            function = test.split("[")[0]
            order.append((cases[function], seconds, test))
            cases[function] += 1
        return [test for _round, _seconds, test in sorted(order)]


class Recorder:
    """Watches the tests of one process."""

    def __init__(self, folder: Path, source: Path) -> None:
        self._folder = folder
        self._source = source
        self._coverage = Coverage(data_file=None, config_file=False, include=[f"{source}/*"])
        self._seconds: dict[str, float] = {}
        self._not_passed: set[str] = set()
        self._coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._coverage.switch_context(item.nodeid)
        begun = time.perf_counter()
        try:
            return (yield)
        finally:
            self._seconds[item.nodeid] = time.perf_counter() - begun
            self._coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self._not_passed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self._coverage.stop()
        if not self._seconds:  # it only starts others, which run the tests
            return
        data = self._coverage.get_data()
        contexts = {
            os.path.relpath(file, self._source): data.contexts_by_lineno(file)
            for file in data.measured_files()
        }
        seconds = {test: took for test, took in self._seconds.items() if test not in self._not_passed}
        target = self._folder / f"{os.getpid()}.json"
        target.write_text(json.dumps({"seconds": seconds, "contexts": contexts}), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    source = Path(config.rootpath, "src", "irc_kg")
    config.pluginmanager.register(Recorder(Path(os.environ[FOLDER]), source))


def read_records(folder: Path) -> Record:
    record = Record()
    tests: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for path in folder.glob("*.json"):
        written = json.loads(path.read_text(encoding="utf-8"))
        record.seconds.update(written["seconds"])
        for file, lines in written["contexts"].items():
            for line, names in lines.items():
                tests[file][int(line)].update(name for name in names if name)
    record.tests = {file: dict(lines) for file, lines in tests.items()}
    return record

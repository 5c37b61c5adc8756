"""Runs of tests against copies of the program that have a fault, two at a time.

Each run is a fork of this process, which has loaded the large libraries already. It is ended, with all that
it has started, when it takes much longer than the tests did without a fault.
"""

from __future__ import annotations

import compileall
import contextlib
import importlib
import os
import py_compile
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import pytest
from mutations import Mutation
from recording import Record

# What the tests and the program load: once, and not for each fault.
_LIBRARIES = (
    "click",
    "httpx",
    "hypothesis.strategies",
    "jinja2",
    "networkx",
    "openpyxl",
    "oxrdflib",
    "pyoxigraph",
    "pyshacl",
    "rapidfuzz",
    "rdflib",
    "rich.table",
    "xdist",
    "yaml",
)
# What a copy of the project holds besides the program; it is not changed, so that links will do.
_LINKED = ("graph", "ontology", "queries", "docs", "tools", "README.md", "pyproject.toml")
_LOADED_BEFORE = "ignore::pytest.PytestAssertRewriteWarning"
_AT_ONCE = 2
OUTPUT = "output.txt"  # what the last tests printed, in each copy


class Outcome(Enum):
    """What the tests made of a fault."""

    FAILED = "a test fails"
    ENDLESS = "the tests do not end"
    PASSED = "all tests that run the line pass"
    CUT = "the tests that were run pass; some take too long"
    NOT_RUN = "no test runs the line"

    @property
    def is_caught(self) -> bool:
        return self in {Outcome.FAILED, Outcome.ENDLESS}


@dataclass
class _Run:
    """One fault at work, in one copy of the project."""

    mutation: Mutation
    copy: Path
    process: int
    latest: float  # of the monotonic clock, when it is ended
    passed: Outcome


@dataclass
class Selection:
    """A plugin of pytest that leaves only some tests, in an order."""

    tests: Sequence[str]
    order: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.order = {test: index for index, test in enumerate(self.tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )


class Runner:
    """Puts faults into copies of a project and runs the tests that run their lines."""

    def __init__(self, repository: Path, record: Record, seconds: float, scratch: Path) -> None:
        """``seconds``: the tests that are run for one fault take at most so long without it."""
        self._repository = repository
        self._record = record
        self._seconds = seconds
        self._copies = [self._copy(scratch / str(number)) for number in range(_AT_ONCE)]
        for library in _LIBRARIES:
            importlib.import_module(library)

    @property
    def outputs(self) -> list[Path]:
        """What the last tests printed in each copy."""
        return [copy / OUTPUT for copy in self._copies]

    def _copy(self, target: Path) -> Path:
        source = target / "src" / "irc_kg"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(self._repository / "src" / "irc_kg", source, ignore=ignored)
        for name in _LINKED:
            (target / name).symlink_to(self._repository / name)
        compileall.compile_dir(
            source, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
        )
        return target

    def run(self, mutations: Sequence[Mutation]) -> dict[Mutation, Outcome]:
        """What becomes of each fault."""
        outcomes: dict[Mutation, Outcome] = {}
        waiting = list(mutations)
        running: list[_Run] = []
        free = list(self._copies)
        try:
            while waiting or running:
                while waiting and free:
                    mutation = waiting.pop(0)
                    started = self._start(mutation, free)
                    if isinstance(started, Outcome):
                        outcomes[mutation] = started
                    else:
                        running.append(started)
                for run in list(running):
                    outcome = _outcome_of(run)
                    if outcome is not None:
                        outcomes[run.mutation] = outcome
                        running.remove(run)
                        self._restore(run)
                        free.append(run.copy)
                        _tell(len(outcomes), len(mutations), run.mutation, outcome)
                time.sleep(0.01)
        finally:
            for run in running:
                _kill(run.process)
        return outcomes

    def _start(self, mutation: Mutation, free: list[Path]) -> _Run | Outcome:
        file = mutation.file.relative_to(self._repository / "src" / "irc_kg").as_posix()
        tests = self._record.tests_of(file, mutation.statement)
        chosen = self._choose(tests)
        if not chosen:
            return Outcome.NOT_RUN
        copy = free.pop()
        target = copy / "src" / "irc_kg" / file
        target.write_bytes(mutation.apply(mutation.file.read_bytes()))
        _compiled(target).unlink(missing_ok=True)
        expected = sum(self._record.seconds[test] for test in chosen)
        passed = Outcome.PASSED if len(chosen) == len(tests) else Outcome.CUT
        process = os.fork()
        if not process:
            _run_tests(copy, self._repository, chosen)
        return _Run(mutation, copy, process, time.monotonic() + 20 + 5 * expected, passed)

    def _choose(self, tests: Sequence[str]) -> list[str]:
        """As many tests as take no longer together than is allowed, but one at least."""
        chosen: list[str] = []
        total = 0.0
        for test in tests:
            total += self._record.seconds[test]
            if chosen and total > self._seconds:
                break
            chosen.append(test)
        return chosen

    def _restore(self, run: _Run) -> None:
        file = run.mutation.file.relative_to(self._repository)
        target = run.copy / file
        shutil.copy(run.mutation.file, target)
        _compiled(target).unlink(missing_ok=True)


def _compiled(file: Path) -> Path:
    return Path(importlib.util.cache_from_source(str(file)))


def _outcome_of(run: _Run) -> Outcome | None:
    """What has become of a run that has ended, or takes too long."""
    process, status = os.waitpid(run.process, os.WNOHANG)
    if process:
        _kill(run.process, reap=False)  # what it started and left behind
        return run.passed if os.waitstatus_to_exitcode(status) == 0 else Outcome.FAILED
    if time.monotonic() > run.latest:
        _kill(run.process)
        return Outcome.ENDLESS
    return None


def _kill(process: int, *, reap: bool = True) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    if reap:
        os.waitpid(process, 0)


def _run_tests(copy: Path, repository: Path, tests: Sequence[str]) -> None:
    """In the fork: run the tests against the copy, and end with their exit code."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        output = os.open(copy / OUTPUT, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        for stream in range(3):
            os.dup2(output, stream)
        os.chdir(repository)
        # Programs that tests start run the copy too. An example that fails is enough for hypothesis.
        os.environ |= {"PYTHONPATH": str(copy / "src"), "IRC_KG_HYPOTHESIS": "mutants"}
        sys.path.insert(0, str(copy / "src"))
        sys.dont_write_bytecode = True
        files = sorted({test.split("::")[0] for test in tests})
        arguments = [
            "-x",
            "-q",
            "-W",
            _LOADED_BEFORE,
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            f"--basetemp={copy}/tests",
            *files,
        ]
        code = int(pytest.main(arguments, plugins=[Selection(tests)]))
    except BaseException:  # noqa: BLE001  (nothing of this process may go on beside its parent)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _tell(done: int, of: int, mutation: Mutation, outcome: Outcome) -> None:
    mark = "." if outcome.is_caught else "S"
    sys.stderr.write(mark if done % 60 else f"{mark} {done} of {of}\n")
    if mark == "S":
        sys.stderr.write(f"[{mutation.file.name}:{mutation.line}]")
    sys.stderr.flush()

"""The ends of long queries, in processes of their own, because each ends with its process; their clock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import PATIENCE, Processes

from irc_kg.cli import output
from irc_kg.cli.output import Clock

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6)) + " }"


# The command line, which says so when the engine has worked a while: time of the processor counts, not of the
# clock, so that a busy machine says it later.
ANNOUNCING = """
import signal, sys, threading, time
from irc_kg.cli import main
from irc_kg.cli.output import Clock

def announce(enough):
    while time.process_time() < enough:
        time.sleep(0.01)
    print("at work", file=sys.stderr, flush=True)

def call(clock, work, call=Clock.call):
    threading.Thread(target=announce, args=[time.process_time() + 0.5], daemon=True).start()
    return call(clock, work)

Clock.call = call
signal.signal(signal.SIGINT, signal.default_int_handler)  # who started the tests may ignore it
main(sys.argv[1:])
"""


def command_line(miniature: Path, *arguments: str | Path) -> list[str | Path]:
    return [sys.executable, "-m", "irc_kg", "query", "--root", miniature, *arguments]


def test_a_query_that_takes_too_long_is_ended_with_a_sentence(
    processes: Processes, miniature: Path, tmp_path: Path
) -> None:
    command = command_line(miniature, "--timeout", "0.5", "-o", tmp_path / "n.csv", "-e", ENDLESS)
    process = processes.start(command)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert "The query was ended after 0.5 seconds" in err
    assert out == ""
    assert list(tmp_path.iterdir()) == [miniature]


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
def test_ctrl_c_ends_a_long_query(processes: Processes, miniature: Path) -> None:
    command: list[str | Path] = [sys.executable, "-c", ANNOUNCING]
    command += ["query", "--root", miniature, "-e", ENDLESS]
    process = processes.start(command)
    assert process.stderr is not None
    assert process.stderr.readline() == "at work\n"
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert err == "Stopped.\n"


@pytest.mark.skipif(os.name != "posix", reason="`head` is of POSIX")
def test_a_reader_that_has_seen_enough_is_no_error(processes: Processes, miniature: Path) -> None:
    many = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    process = processes.start(command_line(miniature, "--format", "csv", "-e", many))
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "a,b,c (in our words),d,e,f\n"
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=PATIENCE) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in other units elsewhere")
def test_a_million_rows_do_not_stay_in_memory(miniature: Path, tmp_path: Path) -> None:
    """What streaming costs is the same for ten rows and for very many."""
    peaks = {}
    for count in (10, 300_000):
        rows = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        code = (
            "import resource, sys; from irc_kg.cli import _run; "
            "assert _run(sys.argv[1:]) == 0; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        target = str(tmp_path / f"{count}.csv")
        arguments = ["query", "--root", str(miniature), "--limit", str(count), "-o", target, "-e", rows]
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
        )
        peaks[count] = int(done.stdout)
        with Path(target).open(encoding="utf-8") as written:
            assert sum(1 for _ in written) == count + 1
    assert peaks[300_000] < peaks[10] + 20_000  # kilobytes


class Hands:
    """The hands of a clock, which a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += seconds


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    hands = Hands()
    monkeypatch.setattr(output, "time", hands)
    return hands


def test_the_clock_sums_the_calls_and_not_what_is_between_them(hands: Hands) -> None:
    clock = Clock()
    assert clock.seconds == 0
    clock.call(lambda: hands.move(2))
    hands.move(100)
    assert clock.seconds == 2
    clock.call(lambda: hands.move(3))
    clock.call(lambda: hands.move(5))
    hands.move(100)
    assert clock.seconds == 10


def test_the_clock_counts_a_call_that_is_not_yet_done(hands: Hands) -> None:
    clock = Clock()
    clock.call(lambda: hands.move(2))

    def work() -> float:
        hands.move(4)
        return clock.seconds

    assert clock.call(work) == 6


def test_the_clock_counts_a_call_that_fails(hands: Hands) -> None:
    clock = Clock()

    def fail() -> None:
        hands.move(7)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  (its own)
        clock.call(fail)
    hands.move(100)
    assert clock.seconds == 7


def test_the_clock_counts_how_long_rows_take_to_come_and_not_to_be_written(hands: Hands) -> None:
    clock = Clock()

    def answer() -> Iterator[int]:
        for number in range(3):
            hands.move(10)
            yield number
        hands.move(1)

    written = []
    for row in clock.rows(answer()):
        hands.move(100)
        written.append(row)
    assert written == [0, 1, 2]
    assert clock.seconds == 31

"""The ends of long queries: in processes of their own, because each ends with its process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(6)) + " }"


def start(miniature: Path, *arguments: str | Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "irc_kg", "query", "--root", str(miniature), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_query_that_takes_too_long_is_ended_with_a_sentence(miniature: Path, tmp_path: Path) -> None:
    process = start(miniature, "--timeout", "0.5", "-o", tmp_path / "n.csv", "-e", ENDLESS)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "The query was ended after 0.5 seconds" in err
    assert out == ""
    assert list(tmp_path.iterdir()) == [miniature]


@pytest.mark.skipif(os.name != "posix", reason="signals are of POSIX")
def test_ctrl_c_ends_a_long_query_at_once(miniature: Path) -> None:
    process = start(miniature, "-e", ENDLESS)
    time.sleep(1.5)  # until it is at work
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err == "Stopped.\n"


@pytest.mark.skipif(os.name != "posix", reason="`head` is of POSIX")
def test_a_reader_that_has_seen_enough_is_no_error(miniature: Path) -> None:
    many = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    process = start(miniature, "--format", "csv", "-e", many)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline() == "a,b,c,d,e,f\n"
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    with process.stderr:
        assert process.stderr.read() == ""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in other units elsewhere")
def test_a_million_rows_do_not_stay_in_memory(miniature: Path, tmp_path: Path) -> None:
    """What streaming costs is the same for ten rows and for very many."""
    peaks = {}
    for count in (10, 300_000):
        rows = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        code = (
            "import resource, sys; from irc_kg.cli.main import _run; "
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

"""Answers that standard output does not take: nothing is lost without a word, and nobody is told of a reader
who has seen enough. Each runs in a process of its own, because it is about what the process inherits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="these are streams of POSIX")

LONG = "SELECT ?s ?p ?o ?t { ?s ?p ?o . ?t a ?kind } LIMIT 4000"  # more than a buffer holds
COMMANDS = {
    "a question": ["query", "lines-at-stop"],
    "a question as CSV": ["query", "lines-at-stop", "--format", "csv"],
    "a long answer": ["query", "-e", LONG, "--format", "csv"],
    "yes or no": ["query", "-e", "ASK { ?s ?p ?o }"],
    "a graph": ["query", "-e", "CONSTRUCT WHERE { ?s a ?kind }"],
    "the text of a question": ["query", "lines-at-stop", "--show"],
    "the choices of an option": ["query", "lines-at-stop", "--choices", "stop"],
    "the questions": ["query"],
    "the pictures": ["view"],
    "a thing": ["show", "Red line"],
    "things by name": ["find", "line"],
    "figures": ["stats"],
    "references": ["cite", "Red line"],
    "a brief": ["brief", "Red line"],
    "the rules": ["check", "--list"],
    "ways": ["connect", "Red line", "Market"],
    "an empty table": ["template", "Bus line"],
    "completion": ["completion", "bash"],
    "help": ["--help"],
    "help of a command": ["show", "--help"],
    "help of a question": ["query", "lines-at-stop", "--help"],
    "the version": ["--version"],
}
CLOSING = 'exec "$@" >&-'
FULL = 'exec "$@" >/dev/full'


def _run(script: str, root: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    starting = ["bash", "-c", script, "bash", sys.executable, "-m", "irc_kg", *command]
    environment = {**os.environ, "IRC_KG_ROOT": str(root)}
    return subprocess.run(starting, capture_output=True, text=True, check=False, env=environment)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_closed_standard_output_is_an_error(miniature: Path, command: list[str]) -> None:
    done = _run(CLOSING, miniature, command)
    assert done.returncode == 2
    assert done.stderr.endswith(
        "Error: The answer could not be written, because standard output is closed. "
        "Leave it open, or have it go into a file (> FILE).\n"
    )
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no /dev/full")
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_full_disk_behind_standard_output_is_an_error(miniature: Path, command: list[str]) -> None:
    done = _run(FULL, miniature, command)
    assert done.returncode == 2
    assert done.stderr.endswith(
        "Error: The answer could not be written to standard output: No space left on device. "
        "Make room there, or write it somewhere else.\n"
    )
    assert " rows, from " not in done.stderr  # nothing is told of an answer that nobody has
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_that_a_reader_has_seen_enough_is_no_trouble(miniature: Path, command: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    starting = [sys.executable, "-m", "irc_kg", "--root", str(miniature), *command]
    done = subprocess.run(starting, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert done.returncode == 0, done.stderr
    assert "Error" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("words", [["query", "lines-at-stop"], ["brief", "Red line"], ["view", "lines"]])
def test_that_the_reader_of_a_pipe_has_seen_enough_is_no_trouble(miniature: Path, words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    starting = [sys.executable, "-m", "irc_kg", "--root", str(miniature), *words, "-o", "/dev/stdout"]
    done = subprocess.run(starting, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, "Error" in done.stderr, "Note" in done.stderr) == (0, False, False), done.stderr


def test_standard_input_that_is_no_text_is_an_error(miniature: Path) -> None:
    starting = [sys.executable, "-m", "irc_kg", "--root", str(miniature), "query", "-"]
    for environment in ({"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}):
        done = subprocess.run(
            starting,
            input=b'SELECT * { ?s ?p "\xe9" }',
            capture_output=True,
            check=False,
            env={**os.environ, **environment},
        )
        says = "Error: Standard input is not UTF-8 (line 1, column 19): The byte 0xE9 is not UTF-8"
        assert (done.returncode, done.stderr.decode()[: len(says)]) == (2, says)


def test_a_file_is_written_whether_standard_output_is_open_or_not(miniature: Path, tmp_path: Path) -> None:
    done = _run(CLOSING, miniature, ["query", "lines-at-stop", "-o", str(tmp_path / "lines.csv")])
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "lines.csv").read_text(encoding="utf-8").startswith("line,number,source")


def test_that_nobody_can_be_told_of_trouble_is_none_of_its_own(miniature: Path) -> None:
    script = 'exec "$@" 2>/dev/full'
    if Path("/dev/full").is_char_device():
        done = _run(script, miniature, ["show", "Narnia"])
        assert (done.returncode, done.stdout, done.stderr) == (2, "", "")

"""Completion as the shells ask for it; bash itself is driven where it is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from running import RunCommand

BASH = shutil.which("bash")
STARTS = "import sys; sys.argv[0] = 'irc-kg'; from irc_kg.cli import main; main()"


def completed(miniature: Path, line: str) -> list[str]:
    words = re.split(r"(?<!\\) ", line)
    environment = {
        **os.environ,
        "IRC_KG_ROOT": str(miniature),
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "_IRC_KG_COMPLETE": "bash_complete",
    }
    done = subprocess.run(
        [sys.executable, "-c", STARTS], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stderr == ""
    return [found.split(",", 1)[1] for found in done.stdout.splitlines() if found]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("irc-kg que", ["query"]),
        ("irc-kg query lines-", ["lines-at-stop", "lines-since"]),
        ("irc-kg query streets/", ["streets/stops"]),
        ("irc-kg query lines-at-stop --st", ["--stop"]),
        ("irc-kg query lines-at-stop --stop ", ["Market", "Station"]),
        ("irc-kg query lines-at-stop --stop m", ["Market"]),
        ("irc-kg query streets/stops --line b", [r"Blue\ line"]),
        ("irc-kg query --format csv lines-at-stop --st", ["--stop"]),
        ("irc-kg query --ids lines-at-stop --stop m", ["Market"]),
        ("irc-kg query --stop Station lines-at-stop --format x", ["xml", "xlsx"]),
        ("irc-kg query --ids lines-", ["lines-at-stop", "lines-since"]),
        ("irc-kg query nosuch --st", []),
        ("irc-kg new Bus\\ line --set lab", ["label="]),
        ("irc-kg new --dry-run Bus\\ line --set lab", ["label="]),
        ("irc-kg new so", ["source"]),
        ("irc-kg view --open around Mar", ["Market"]),
        ("irc-kg view l", ["lines"]),
        ("irc-kg show Tow", [r"Town\ Buses"]),
    ],
)
def test_what_may_stand_next_is_told(miniature: Path, line: str, expected: list[str]) -> None:
    assert completed(miniature, line) == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_printed(irc_kg: RunCommand, shell: str) -> None:
    run = irc_kg("completion", shell)
    assert run.code == 0
    assert "_IRC_KG_COMPLETE" in run.out


@pytest.mark.skipif(BASH is None, reason="there is no bash")
def test_bash_takes_the_script_and_a_name_of_two_words(irc_kg: RunCommand, miniature: Path) -> None:
    script = irc_kg("completion", "bash").out
    program = Path(sysconfig.get_path("scripts")) / "irc-kg"
    driver = f"""{script}
COMP_WORDS=(irc-kg query streets/stops --line Bl); COMP_CWORD=4
_irc_kg_completion '{program}'
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    environment = {**os.environ, "IRC_KG_ROOT": str(miniature)}
    done = subprocess.run(
        [str(BASH), "-c", driver], capture_output=True, text=True, check=False, env=environment
    )
    assert done.stdout.splitlines() == [r"Blue\ line"], done.stderr

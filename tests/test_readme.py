"""What the README and the pages on answers and citations show is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from running import RunCommand

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"^```console\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
PAGES = [
    (README.parent / "docs" / name).read_text(encoding="utf-8") for name in ("citations.md", "answers.md")
]
OF_PAGES = [
    block
    for page in PAGES
    for block in re.findall(r"^```console\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
]
SHOWN = [block for block in [*BLOCKS, *OF_PAGES] if block.startswith("$ ")]


def test_the_first_two_blocks_are_what_one_types_first() -> None:
    assert [line.split("  ")[0] for line in BLOCKS[0].splitlines()] == ["make demo", "make test"]
    assert "pip install" in BLOCKS[1]
    assert len(SHOWN) > 2


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block.splitlines()[0])
def test_a_command_prints_what_is_shown(
    irc_kg: RunCommand, repository: Path, monkeypatch: pytest.MonkeyPatch, block: str
) -> None:
    monkeypatch.chdir(repository)
    command, _, expected = block.removeprefix("$ irc-kg ").partition("\n")
    run = irc_kg(*shlex.split(command))
    fails = expected.startswith("Error:")
    assert (run.err if fails else run.out).replace("\r\n", "\n") == expected
    assert run.code == (2 if fails else 0)


def test_the_python_block_runs(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository)
    [block] = re.findall(
        r"^```python\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102  (it is our own text)
    assert "integrated-care-fund" in capsys.readouterr().out

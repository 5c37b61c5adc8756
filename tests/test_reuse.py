"""What docs/reuse.md shows is what happens, in its order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from running import RunCommand, first_missing_line

PAGE = Path(__file__).parent.parent / "docs" / "reuse.md"
BLOCKS = re.findall(
    r"^```(console|python)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)


@pytest.mark.filterwarnings("ignore:.* deprecated, use Dataset:DeprecationWarning")  # of rdflib itself
def test_each_block_does_what_is_shown(
    irc_kg: RunCommand, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kinds = [kind for kind, _ in BLOCKS]
    assert (kinds.count("console"), kinds.count("python")) == (4, 1)
    for kind, block in BLOCKS:
        if kind == "python":
            exec(compile(block, PAGE.name, "exec"), {})  # noqa: S102  (it is our own text)
            continue
        command, _, shown = block.removeprefix("$ irc-kg ").partition("\n")
        run = irc_kg(*shlex.split(command), "--root", repository)
        assert run.code == 0, run.err
        assert first_missing_line(run.out + run.err, shown) is None
    files = {path.name for path in (tmp_path / "build" / "dump").iterdir()}
    table = re.findall(r"^\| `(.+?)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert files == {name for cell in table for name in cell.split("`, `")}

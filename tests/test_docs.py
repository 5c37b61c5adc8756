"""What the documentation shows is what happens."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest


# rdflib warns of what it does itself.
@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
def test_the_python_examples_run(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository)
    flags = doctest.IGNORE_EXCEPTION_DETAIL
    result = doctest.testfile(
        str(repository / "docs" / "python.md"), module_relative=False, encoding="utf-8", optionflags=flags
    )
    assert result.attempted > 10
    assert result.failed == 0

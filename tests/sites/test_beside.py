"""Questions are answered by a second process, and by the first where that does not end well."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import irc_kg
from irc_kg.site import Site, beside
from irc_kg.site.edition import Edition
from irc_kg.site.questions import QuestionPages
from irc_kg.site.writing import SiteFolder
from irc_kg.store.datatypes import PartialDate
from irc_kg.store.manifest import Stamp

DAY = PartialDate(2026, 3, 4)


@pytest.fixture(autouse=True)
def for_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second process for a small project too, on a machine of any size."""
    monkeypatch.setattr(beside, "_LEAST", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.fixture
def edition(miniature: Path) -> Edition:
    return Edition(irc_kg.open(miniature), DAY, "https://example.org/kg/")


@pytest.fixture
def questions(edition: Edition) -> Iterator[beside.QuestionsBeside]:
    with closing(beside.QuestionsBeside(edition)) as made:
        yield made


def process_of(questions: beside.QuestionsBeside) -> subprocess.Popen[bytes]:
    assert questions.process is not None
    return questions.process


def test_the_second_process_makes_what_the_first_would(
    edition: Edition, questions: beside.QuestionsBeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = list(QuestionPages(edition))
    monkeypatch.setattr(beside, "QuestionPages", lambda _edition: [])  # nothing is made here
    assert list(questions) == expected


def test_where_it_is_killed_the_first_makes_them(edition: Edition, questions: beside.QuestionsBeside) -> None:
    process_of(questions).kill()
    assert list(questions) == list(QuestionPages(edition))


def test_where_its_paths_mean_something_else_than_here_the_first_makes_them(
    edition: Edition, questions: beside.QuestionsBeside
) -> None:
    name = edition.project.queries[0].name
    taken = edition.addresses.of_question(name.replace("-", " "))  # a page of another question has the path
    assert taken == f"questions/{name}.html"
    made = list(questions)
    assert edition.addresses.of_question(name) != taken
    assert all(part.path != taken for part in made)
    assert made == list(QuestionPages(edition))


def test_where_it_has_read_other_files_the_first_makes_them(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "_stamps", lambda _files: {"somewhere else": Stamp(1, 1, 1, 1)})
    with closing(beside.QuestionsBeside(edition)) as questions:
        assert process_of(questions).wait() != 0
        assert list(questions) == list(QuestionPages(edition))


def test_no_process_is_left_when_a_site_cannot_be_written(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[beside.QuestionsBeside] = []

    class Recorded(beside.QuestionsBeside):
        def __init__(self, edition: Edition) -> None:
            super().__init__(edition)
            started.append(self)

    monkeypatch.setattr(beside, "QuestionsBeside", Recorded)
    monkeypatch.setattr(SiteFolder, "_put", lambda *_: (_ for _ in ()).throw(OSError("no space")))
    with pytest.raises(OSError, match="no space"):
        Site(edition.project, day=DAY).write(tmp_path / "site")
    assert [process_of(each).returncode is not None for each in started] == [True]


def test_closing_ends_it(edition: Edition) -> None:
    with closing(beside.QuestionsBeside(edition)) as questions:
        running = process_of(questions)
    assert running.returncode is not None


def test_modules_of_the_folder_where_it_is_asked_are_not_run(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "somewhere"
    folder.mkdir()
    (folder / "json.py").write_text("open('ran', 'w').close()\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    with closing(beside.QuestionsBeside(edition)) as questions:
        assert list(questions)
    assert not (folder / "ran").exists()


def test_a_small_project_and_an_endpoint_need_no_second_process(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "_LEAST", 10**9)
    with closing(beside.QuestionsBeside(edition)) as questions:
        assert questions.process is None
        assert list(questions) == list(QuestionPages(edition))

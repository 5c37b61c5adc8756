"""``irc-kg init``: a new project is complete, clean, and overwrites nothing."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from repositories import commit
from running import RunCommand

import irc_kg.editing.templates
from irc_kg.editing.templates import start_project
from irc_kg.files import FileExistsAlreadyError
from irc_kg.store.project_files import FOLDERS

GUIDE = "graph/library-guide/borrowing.ttl"


@pytest.fixture
def started(irc_kg: RunCommand, tmp_path: Path) -> Path:
    """A new project."""
    root = tmp_path / "library"
    run = irc_kg("init", root)
    assert (run.code, run.out) == (0, "")
    assert run.err.startswith(f"Started a project in {root} (")
    return root


def test_a_new_project_is_clean(irc_kg: RunCommand, started: Path) -> None:
    assert all((started / folder).is_dir() for folder in FOLDERS)
    for more in ((), ("--sources", started / "sources")):
        run = irc_kg("check", "--root", started, "--no-cache", *more)
        assert (run.code, run.out) == (0, "")
        assert run.err.startswith("Nothing to put right in ")


def test_its_query_has_rows(irc_kg: RunCommand, started: Path) -> None:
    run = irc_kg(
        "query", "collections-at-branch", "--branch", "Main Library", "--format", "csv", "--root", started
    )
    assert run.out.splitlines() == [
        "collection,days,source",
        'Books,28,"Guide to the town library, Borrowing, paragraph 1"',
        'Films,7,"Guide to the town library, Borrowing, paragraph 2"',
    ]


def test_its_view_draws(irc_kg: RunCommand, started: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    run = irc_kg("view", "borrowing", "--root", started, "-o", page)
    assert run.code == 0
    assert "4 things and 3 relations" in run.err
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "Harbour Branch" in text
    assert "1 of 2 collections can be borrowed at one branch only." in text


def test_it_can_be_added_to(irc_kg: RunCommand, started: Path) -> None:
    before = (started / GUIDE).read_text(encoding="utf-8")
    assert irc_kg("add", "Films", "can be borrowed at", "Harbour Branch", "--root", started).code == 0
    assert (started / GUIDE).read_text(encoding="utf-8") != before
    assert irc_kg("check", "--root", started).code == 0
    run = irc_kg("add", "Films", "can be borrowed at", "Books", "--root", started)
    assert run.code == 2
    assert "[wrong-object]" in run.err


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    lib:loanDays 7 .", "    skos:note 7 .", "syntax"),
        ("    lib:borrowedAt kg:main-library ;\n    lib:loanDays 7 .", "    lib:loanDays 7 .", "shape"),
        ("kg:main-library ;\n    lib:loanDays 7 .", "kg:main-library .", "time-of-loan"),
        ("    irc:paragraph 2 ;\n", "", "no-evidence"),
        ("lib:loanDays 7 .", "lib:loanDay 7 .", "unknown-term"),
        ("kg:main-library ;\n    lib:loanDays 7", "kg:main-libary ;\n    lib:loanDays 7", "dangling"),
        ('"Harbour Branch"@en', '"Main Library"@en', "duplicate-label"),
        ('    irc:paragraph 2 ;\n    rdfs:label "Films"@en ;', "    irc:paragraph 2 ;", "missing-label"),
        ("lib:borrowedAt kg:main-library ;", "lib:borrowedAt kg:books ;", "wrong-object"),
        ('    irc:section "Borrowing" ;\n', "", "unstated-file"),
        ("<> a irc:EvidenceGraph ;\n    dcterms", "<> dcterms", "unstated-file"),
        ('"Films"@en ;', '"Films"@en, "Movies"@en ;', "several-labels"),
    ],
)
def test_its_checks_find_faults(irc_kg: RunCommand, started: Path, old: str, new: str, code: str) -> None:
    text = (started / GUIDE).read_text(encoding="utf-8")
    assert old in text
    (started / GUIDE).write_text(text.replace(old, new), encoding="utf-8")
    run = irc_kg("check", "--root", started)
    assert f"[{code}]\n" in run.out


def test_its_readme_says_what_happens(
    irc_kg: RunCommand, started: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (started / "README.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    commands = block.splitlines()
    assert len(commands) == 5
    monkeypatch.chdir(started)
    for line in commands:
        program, *arguments = shlex.split(line)
        assert program == "irc-kg"
        assert irc_kg(*arguments).code == 0, line
    for path in re.findall(r"`((?:graph|ontology|queries|sources)/[\w./-]*)`", text):
        assert (started / path).exists(), path
    assert (started / "out" / "borrowing.html").exists()


def test_what_is_made_of_it_is_not_for_git(irc_kg: RunCommand, started: Path) -> None:
    commit(started)
    (started / "out").mkdir()
    (started / "out" / "page.html").touch()
    assert irc_kg("diff", "--root", started).out.startswith("Nothing changed")
    assert "/out/" in (started / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert not (started / "gitignore").exists()


@pytest.mark.parametrize("there", [[], [".git"]])
def test_a_folder_that_is_empty_will_do(irc_kg: RunCommand, tmp_path: Path, there: list[str]) -> None:
    for name in there:
        (tmp_path / name).mkdir()
    assert irc_kg("init", tmp_path).code == 0
    assert irc_kg("check", "--root", tmp_path).code == 0


def test_a_folder_that_holds_something_is_left_alone(irc_kg: RunCommand, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("README.md", "b", "c", "d", "e"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    run = irc_kg("init", tmp_path)
    assert (run.code, run.out) == (2, "")
    assert run.err == (
        f"Error: {tmp_path} is not empty (it holds README.md, b, c and 2 more), and nothing is overwritten. "
        "Name a folder that is new or empty; one with only a .git will do.\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "README.md", "b", "c", "d", "e"]
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"


def test_a_second_start_is_refused(irc_kg: RunCommand, started: Path) -> None:
    before = {path: path.read_bytes() for path in started.rglob("*") if path.is_file()}
    assert irc_kg("init", started).code == 2
    assert {path: path.read_bytes() for path in started.rglob("*") if path.is_file()} == before


def test_a_file_is_no_folder(irc_kg: RunCommand, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    run = irc_kg("init", file)
    assert (run.code, run.err) == (2, f"Error: {file} is a file. Name a folder that is new or empty.\n")
    run = irc_kg("init", file / "below")
    assert run.code == 2
    assert run.err.startswith("Error: ")
    assert "not made for" not in run.err


def test_a_file_that_appears_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(irc_kg.editing.templates, "_MAY_BE_THERE", {"README.md"})
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsAlreadyError):
        start_project(tmp_path)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"


def test_all_of_it_is_copied_to_the_byte(started: Path) -> None:
    template = Path(irc_kg.editing.templates.__file__).parent / "template"
    models = {
        path.relative_to(template).as_posix(): path.read_bytes()
        for path in template.rglob("*")
        if path.is_file()
    }
    models[".gitignore"] = models.pop("gitignore")
    written = {
        path.relative_to(started).as_posix(): path.read_bytes()
        for path in started.rglob("*")
        if path.is_file()
    }
    assert written == models
    assert all(b"\r" not in data for data in written.values())

"""``irc-kg diff`` on real repositories."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from repositories import commit, git
from running import RunCommand

LINES = "graph/bus-plan-2020/lines.ttl"
COMPANIES = "graph/bus-plan-2020/companies.ttl"
STOP_ADDED = "Blue line (Bus line)\n  + stops at Market added, from Bus plan 2020, Lines, paragraph 2\n"
RDF_XML = (
    '\ufeff<?xml version="1.0"?><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:x="urn:x:"><r:Description r:about="urn:x:a"><x:b>OLD</x:b></r:Description></r:RDF>\n'
)


@pytest.fixture
def kept(miniature: Path) -> Path:
    """The miniature, with one commit."""
    commit(miniature, "first")
    return miniature


def replace(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_bytes().decode("utf-8")
    assert old in text
    (root / path).write_bytes(text.replace(old, new).encode("utf-8"))


def add_stop(root: Path) -> None:
    replace(root, LINES, "town:stopsAt kg:station ;", "town:stopsAt kg:station, kg:market ;")


def rename_company(root: Path) -> None:
    replace(root, COMPANIES, '"Town Buses"@en', '"City Buses"@en')


def test_without_a_revision_the_working_tree_is_compared_with_the_last_commit(
    irc_kg: RunCommand, kept: Path
) -> None:
    run = irc_kg("diff", "--root", kept)
    assert (run.code, run.out, run.err) == (
        0,
        "Nothing changed in what the graph states between HEAD and the working tree.\n",
        "",
    )
    add_stop(kept)
    run = irc_kg("diff", "--root", kept)
    assert (run.code, run.out) == (0, STOP_ADDED)
    assert run.err == "1 thing changed between HEAD and the working tree: 1 statement added.\n"


def test_one_revision_is_compared_with_the_working_tree(irc_kg: RunCommand, kept: Path) -> None:
    git(kept, "tag", "start")
    rename_company(kept)
    commit(kept, "second")
    add_stop(kept)
    assert irc_kg("diff", "--root", kept).out == STOP_ADDED
    for name in ("start", "HEAD~1", "main~1", git(kept, "rev-parse", "HEAD~1").strip()):
        run = irc_kg("diff", name, "--root", kept)
        assert "Town Buses" in run.out
        assert STOP_ADDED in run.out


def test_two_revisions_are_compared_with_each_other(irc_kg: RunCommand, kept: Path) -> None:
    rename_company(kept)
    commit(kept, "second")
    add_stop(kept)  # not of either
    run = irc_kg("diff", "HEAD~1", "HEAD", "--root", kept)
    assert run.out == (
        "City Buses (Company)\n"
        '  - is called "Town Buses" removed, from Bus plan 2020, Companies, paragraph 1\n'
        '  + is called "City Buses" added, from Bus plan 2020, Companies, paragraph 1\n'
    )
    back = irc_kg("diff", "HEAD", "HEAD~1", "--root", kept)
    assert back.out.startswith("Town Buses (Company)\n")


def test_files_and_folders_narrow_the_answer(
    irc_kg: RunCommand, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_stop(kept)
    rename_company(kept)
    replace(kept, "ontology/town.ttl", '"A place where buses stop."', '"Where buses stop."')
    monkeypatch.chdir(kept)

    def things(*arguments: str) -> set[str]:
        answer = json.loads(irc_kg("diff", *arguments, "--format", "json").out)
        return {one["label"] for one in answer}

    assert things() == {"Blue line", "City Buses", "Bus stop"}
    assert things("graph") == {"Blue line", "City Buses"}
    assert things(LINES) == {"Blue line"}
    assert things("HEAD", LINES, "ontology/town.ttl") == {"Blue line", "Bus stop"}
    monkeypatch.chdir(kept / "graph")
    assert things("bus-plan-2020/lines.ttl") == {"Blue line"}
    (kept / COMPANIES).unlink()
    assert things("bus-plan-2020/companies.ttl") == {
        "City Buses",
        "Town Buses",
        "Bus plan 2020",
        COMPANIES,
    } - {"City Buses"}


def test_two_files_are_compared_with_each_other(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a project that no git keeps."""
    other = tmp_path / "other.ttl"
    shutil.copy(miniature / LINES, other)
    add_stop(miniature)
    monkeypatch.chdir(miniature)
    run = irc_kg("diff", other, LINES)
    assert (run.code, run.out) == (0, STOP_ADDED)
    assert run.err == f"1 thing changed between {other} and {LINES}: 1 statement added.\n"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("graph/more.nt", '<urn:x:a> <urn:x:b> "OLD" .\n'),
        ("graph/more.trig", '<urn:x:g> { <urn:x:a> <urn:x:b> "OLD" . }\n'),
        ("ontology/more.jsonld", '{"@id": "urn:x:a", "urn:x:b": "OLD"}\n'),
        ("graph/more.owl", RDF_XML),
    ],
)
def test_files_of_every_form_are_compared(irc_kg: RunCommand, miniature: Path, path: str, text: str) -> None:
    (miniature / path).write_bytes(text.encode())
    commit(miniature, "first")
    (miniature / path).write_bytes(text.replace("OLD", "NEW").encode())
    run = irc_kg("diff", "--root", miniature)
    assert f'- urn:x:b "OLD" removed, from {path}' in run.out
    assert f'+ urn:x:b "NEW" added, from {path}' in run.out
    commit(miniature, "second")
    assert irc_kg("diff", "--root", miniature, "HEAD~1", "HEAD", miniature / path).out == run.out


def test_two_files_with_other_endings_are_taken_for_turtle(
    irc_kg: RunCommand, kept: Path, tmp_path: Path
) -> None:
    older, newer = tmp_path / "older.orig", tmp_path / "newer"
    older.write_text("<urn:x:a> <urn:x:b> 1 .\n")
    newer.write_text("<urn:x:a> <urn:x:b> 2 .\n")
    run = irc_kg("diff", "--root", kept, older, newer)
    assert (run.code, "urn:x:b 2 added" in run.out) == (0, True)


def test_the_exit_code_tells_of_changes_only_when_asked(irc_kg: RunCommand, kept: Path) -> None:
    assert irc_kg("diff", "--exit-code", "--root", kept).code == 0
    add_stop(kept)
    assert irc_kg("diff", "--exit-code", "--root", kept).code == 1
    assert irc_kg("diff", "--root", kept).code == 0


def test_markdown_for_a_pull_request(irc_kg: RunCommand, kept: Path) -> None:
    add_stop(kept)
    run = irc_kg("diff", "--format", "markdown", "--root", kept)
    assert run.out == (
        "### What changed in the graph\n"
        "\n"
        "1 thing changed between HEAD and the working tree: 1 statement added.\n"
        "\n"
        "#### Blue line (Bus line)\n"
        "\n"
        "- *stops at* Market **added**, from Bus plan 2020, Lines, paragraph 2\n"
    )


def test_a_file_that_cannot_be_read_is_said_and_the_rest_told(irc_kg: RunCommand, kept: Path) -> None:
    add_stop(kept)
    (kept / COMPANIES).write_text("nonsense", encoding="utf-8")
    run = irc_kg("diff", "--root", kept)
    assert (run.code, run.out) == (0, STOP_ADDED)
    assert run.err.startswith(
        f"Note: {COMPANIES} cannot be read in the working tree and was not compared (line 1: "
    )
    commit(kept, "with a fault")
    git(kept, "checkout", "--quiet", "HEAD~1")
    run = irc_kg("diff", "main", "HEAD", "--format", "markdown", "--root", kept)
    assert f"{COMPANIES} cannot be read in main and was not compared" in run.out
    assert "*stops at* Market **removed**" in run.out


def test_files_that_git_does_not_know_yet_count(irc_kg: RunCommand, kept: Path) -> None:
    (kept / "graph" / "new é.ttl").write_text(
        "<> a <https://w3id.org/irc-kg/ontology#CatalogueGraph> .", encoding="utf-8"
    )
    (kept / "graph" / ".hidden.ttl").write_text("nonsense", encoding="utf-8")
    assert irc_kg("diff", "--root", kept).out.startswith("graph/new é.ttl (irc:CatalogueGraph), new\n")
    commit(kept, "second")
    assert irc_kg("diff", "--root", kept).out.startswith("Nothing changed")
    assert "graph/new é.ttl" in irc_kg("diff", "HEAD~1", "--root", kept).out


def test_a_project_may_be_a_folder_of_a_repository(irc_kg: RunCommand, miniature: Path) -> None:
    commit(miniature.parent, "first")
    add_stop(miniature)
    assert irc_kg("diff", "--root", miniature).out == STOP_ADDED


def test_nothing_is_written(irc_kg: RunCommand, kept: Path) -> None:
    add_stop(kept)
    before = {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()}
    irc_kg("diff", "HEAD", "--root", kept)
    assert {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nosuch"], "'nosuch' is neither a revision of the repository nor a file."),
        (["HEAD", "nosuch"], "'nosuch' is neither a revision"),
        (["HEAD~99"], "'HEAD~99' is neither a revision"),
        (["HEAD..main"], "Two revisions are two words: irc-kg diff HEAD main."),
        (["HEAD:graph"], "'HEAD:graph' is neither a revision"),
        (["HEAD", "HEAD", "HEAD"], "HEAD is no file of the graph or the ontology"),
        (["nosuch.ttl"], "nosuch.ttl is no file of the graph or the ontology"),
        (["queries"], "queries is no file of the graph or the ontology"),
        (["--", "-x"], "'-x' is neither a revision"),
        ([""], "'' is neither a revision"),
    ],
)
def test_what_is_no_revision_and_no_file_is_refused(
    irc_kg: RunCommand, kept: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(kept)
    run = irc_kg("diff", *arguments)
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("Error: ")
    assert told in run.err


def test_a_project_that_no_git_keeps_is_refused(irc_kg: RunCommand, miniature: Path) -> None:
    run = irc_kg("diff", "--root", miniature)
    assert run.code == 2
    assert run.err == (
        f"Error: {miniature} is in no git repository that can be read, so it has no earlier state to be "
        "compared with. Two files can be compared without one.\n"
    )


def test_a_repository_without_a_commit_is_refused(irc_kg: RunCommand, miniature: Path) -> None:
    git(miniature, "init", "--quiet")
    run = irc_kg("diff", "--root", miniature)
    assert (run.code, run.err) == (
        2,
        f"Error: The repository of {miniature} has no commit yet, so there is nothing to compare with.\n",
    )


def test_a_machine_without_git_is_told_so(
    irc_kg: RunCommand, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    run = irc_kg("diff", "--root", kept)
    assert run.code == 2
    assert run.err.startswith("Error: git is not installed, or is not on the PATH")


def test_a_repository_with_a_missing_object_is_told_so(irc_kg: RunCommand, kept: Path) -> None:
    name = git(kept, "rev-parse", f"HEAD:{LINES}").strip()
    blob = kept / ".git" / "objects" / name[:2] / name[2:]
    blob.chmod(0o600)
    blob.unlink()
    run = irc_kg("diff", "--root", kept)
    assert (run.code, run.err) == (
        2,
        f"Error: git could not read the repository: the object {name} is missing\n",
    )


def test_git_in_a_hook_has_its_own_folder_in_the_environment(
    kept: Path, irc_kg: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As git sets it while a hook runs."""
    add_stop(kept)
    monkeypatch.chdir(kept)
    monkeypatch.setenv("GIT_DIR", os.path.join(".git"))  # noqa: PTH118  (relative, as git has it)
    assert irc_kg("diff").out == STOP_ADDED


def test_a_shallow_clone_knows_its_last_commit_only(irc_kg: RunCommand, kept: Path, tmp_path: Path) -> None:
    add_stop(kept)
    commit(kept, "second")
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", kept.as_uri(), str(clone)],  # noqa: S607  (git as tests find it)
        check=True,
        capture_output=True,
    )
    assert irc_kg("diff", "--root", clone).out.startswith("Nothing changed")
    assert irc_kg("diff", "HEAD~1", "--root", clone).code == 2


def test_a_range_of_revisions_is_named_as_one(irc_kg: RunCommand, kept: Path) -> None:
    git(kept, "branch", "side")
    run = irc_kg("diff", "main..side", "--root", kept)
    assert run.code == 2
    assert "'main..side' is a range of revisions." in run.err
    assert "irc-kg diff main side." in run.err
    followed = irc_kg("diff", "main", "side", "--root", kept)
    assert followed.code == 0
    since = irc_kg("diff", "main...side", "--root", kept)
    assert "irc-kg diff $(git merge-base main side) side" in since.err


def test_a_revision_may_be_named_by_what_its_message_says(irc_kg: RunCommand, kept: Path) -> None:
    add_stop(kept)
    commit(kept, "A stop at the market")
    rename_company(kept)
    commit(kept, "Another name")
    run = irc_kg("diff", ":/stop at the", "--root", kept)
    assert run.code == 0
    assert "City Buses" in run.out
    assert "Market" not in run.out
    unknown = irc_kg("diff", ":/nobody wrote this", "--root", kept)
    assert unknown.code == 2
    assert "':/nobody wrote this' is neither a revision of the repository nor a file." in unknown.err


def test_a_shallow_clone_says_why_a_revision_is_missing(
    irc_kg: RunCommand, kept: Path, tmp_path: Path
) -> None:
    add_stop(kept)
    commit(kept, "second")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth", "1", kept.as_uri(), str(clone))
    run = irc_kg("diff", "HEAD~1", "--root", clone)
    assert run.code == 2
    assert (
        "This clone is shallow, it holds only the last commits: `git fetch --unshallow` gets all." in run.err
    )
    whole = irc_kg("diff", "HEAD~1", "--root", kept)
    assert "shallow" not in whole.err


def test_two_files_of_different_forms_are_refused_by_name(
    irc_kg: RunCommand, miniature: Path, tmp_path: Path
) -> None:
    older, newer = tmp_path / "stops.nt", tmp_path / "stops.ttl"
    older.write_text("<urn:a> <urn:p> <urn:b> .\n", encoding="utf-8")
    newer.write_text("<urn:a> <urn:p> <urn:b> .\n", encoding="utf-8")
    run = irc_kg("diff", older, newer, "--root", miniature)
    assert run.code == 2
    assert f"{older} is N-Triples, and {newer} is Turtle: files of one form can be compared." in run.err

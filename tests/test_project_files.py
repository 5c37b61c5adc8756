from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from running import RunCommand

from irc_kg.store.project_files import ROOT_VARIABLE, Origin, ProjectFiles, ProjectNotFoundError, find_project


def test_the_root_that_is_named_is_taken(miniature: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, "/nowhere")
    assert find_project(miniature) == ProjectFiles(miniature.resolve(), Origin.OPTION)


def test_then_the_environment_tells(miniature: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(miniature))
    assert find_project() == ProjectFiles(miniature.resolve(), Origin.ENVIRONMENT)


def test_then_the_nearest_folder_upwards(miniature: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(miniature / "graph" / "bus-plan-2020")
    assert find_project() == ProjectFiles(miniature, Origin.ABOVE)


def test_then_the_one_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = find_project()
    assert found.origin is Origin.PACKAGE
    assert found.graph_files


@pytest.mark.parametrize(("name", "fault"), [("none", "is no folder"), (".", "has no folder graph/")])
def test_what_is_no_project_is_refused(tmp_path: Path, name: str, fault: str) -> None:
    with pytest.raises(ProjectNotFoundError, match=fault):
        find_project(tmp_path / name)


def test_a_file_is_a_named_graph_and_back(miniature: Path) -> None:
    project = ProjectFiles(miniature)
    iris = [project.graph_iri(path) for path in project.graph_files]
    assert iris == [
        "https://w3id.org/irc-kg/graph/bus-plan-2020/companies",
        "https://w3id.org/irc-kg/graph/bus-plan-2020/lines",
    ]
    assert [project.file_of(iri) for iri in iris] == list(project.graph_files)


def test_a_name_that_an_iri_cannot_hold_is_written_so_that_it_can(miniature: Path) -> None:
    path = miniature / "graph" / "a file é.ttl"
    project = ProjectFiles(miniature)
    assert " " not in project.graph_iri(path)
    assert project.file_of(project.graph_iri(path)) == path


def test_hidden_files_are_no_part_of_a_project(miniature: Path) -> None:
    (miniature / "graph" / ".draft.ttl").write_text("no Turtle", encoding="utf-8")
    assert all(not path.name.startswith(".") for path in ProjectFiles(miniature).graph_files)


def names_of(files: ProjectFiles) -> list[str]:
    return [path.relative_to(files.root / "graph").as_posix() for path in files.graph_files]


def test_a_link_that_runs_in_a_circle_is_walked_once(miniature: Path) -> None:
    (miniature / "graph" / "bus-plan-2020" / "again").symlink_to(miniature / "graph")
    (miniature / "graph" / "itself").symlink_to(miniature / "graph" / "itself")
    assert names_of(ProjectFiles(miniature)) == ["bus-plan-2020/companies.ttl", "bus-plan-2020/lines.ttl"]


def test_links_to_files_of_the_graph_are_not_read_twice(miniature: Path) -> None:
    plan = miniature / "graph" / "bus-plan-2020"
    (miniature / "graph" / "a-plan").symlink_to(plan)
    (plan / "a.ttl").symlink_to(plan / "lines.ttl")
    (miniature / "graph" / "all").symlink_to(miniature / "graph" / "a-plan")
    assert names_of(ProjectFiles(miniature)) == ["bus-plan-2020/companies.ttl", "bus-plan-2020/lines.ttl"]


def test_links_to_what_is_elsewhere_are_followed(miniature: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "deep").mkdir(parents=True)
    (elsewhere / "deep" / "stops.ttl").write_text("", encoding="utf-8")
    (elsewhere / "trams.ttl").write_text("", encoding="utf-8")
    (elsewhere / "deep" / "up").symlink_to(elsewhere)
    (miniature / "graph" / "shared").symlink_to(elsewhere)
    (miniature / "graph" / "stops.ttl").symlink_to(elsewhere / "deep" / "stops.ttl")
    (miniature / "graph" / "gone.ttl").symlink_to(elsewhere / "gone")
    assert names_of(ProjectFiles(miniature)) == [
        "bus-plan-2020/companies.ttl",
        "bus-plan-2020/lines.ttl",
        "shared/deep/stops.ttl",
        "shared/trams.ttl",
    ]


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names of files are Unicode there")
def test_names_that_are_not_utf_8_are_read_and_told(miniature: Path, irc_kg: RunCommand) -> None:
    folder = Path(os.fsdecode(os.fsencode(miniature / "graph") + b"/caf\xe9"))
    folder.mkdir()
    named = folder / "b\xfcro.ttl"
    named.write_text("<urn:a> <urn:b> 12.50 .\n", encoding="utf-8")
    files = ProjectFiles(miniature)
    assert named in files.graph_files
    assert files.file_of(files.graph_iri(named)) == named
    assert files.graph_iri(named).endswith("graph/caf%E9/b%C3%BCro")
    assert files.display_path(named) == "graph/caf\\xe9/b\xfcro.ttl"
    shown = irc_kg("--root", str(miniature), "show", "urn:a")
    assert (shown.code, "graph/caf\\xe9/b\xfcro.ttl:1" in shown.out) == (0, True)
    for arguments in (["check"], ["stats"], ["check", "--format", "json"], ["query"]):
        done = irc_kg("--root", str(miniature), *arguments)
        assert "not made for" not in done.err
    written = irc_kg("--root", str(miniature), "show", "urn:a", "-o", str(miniature / "a.xlsx"))
    assert written.code == 0

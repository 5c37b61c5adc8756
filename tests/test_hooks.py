"""What runs beside the program: the hook for other repositories, the workflow, the settings for editors."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from repositories import commit, git
from running import RunCommand

REPOSITORY = Path(__file__).parent.parent
LINES = "graph/bus-plan-2020/lines.ttl"
BASH = shutil.which("bash")
MAKE = shutil.which("make")
# Where a new installation has its commands.
SCRIPTS = Path(sys.executable).parent


def spoil(root: Path) -> None:
    """Make a mistake in a file of the miniature."""
    text = (root / LINES).read_bytes()
    (root / LINES).write_bytes(text.replace(b"town:number 2", b"town:nummer 2"))


def with_commands(**more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PATH": os.pathsep.join([str(SCRIPTS), os.environ["PATH"]]),
        "PYTHONUTF8": "1",
        **more,
    }


class TestHook:
    """``.pre-commit-hooks.yaml``."""

    @pytest.fixture
    def hook(self) -> dict[str, Any]:
        [hook] = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
        return dict(hook)

    @pytest.fixture
    def guarded(self, hook: dict[str, Any], miniature: Path) -> Path:
        """A repository in which git runs the hook before each commit."""
        commit(miniature)
        script = miniature / ".git" / "hooks" / "pre-commit"
        script.parent.mkdir(exist_ok=True)
        command = shlex.join([*shlex.split(hook["entry"]), *hook["args"]])
        script.write_text(f"#!/bin/sh\nexec {command}\n", encoding="utf-8", newline="\n")
        script.chmod(0o755)
        return miniature

    def attempt(self, root: Path) -> subprocess.CompletedProcess[str]:
        git(root, "add", "--all")
        return subprocess.run(
            ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "--message=more"],  # noqa: S607
            cwd=root,
            env=with_commands(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def test_it_is_for_turtle_and_queries(self, hook: dict[str, Any]) -> None:
        assert (hook["id"], hook["entry"], hook["language"]) == ("irc-kg-check", "irc-kg check", "python")
        assert hook["pass_filenames"] is False
        for name, is_meant in (
            ("a/b.ttl", True),
            ("queries/c.rq", True),
            ("a.ttl.txt", False),
            ("rq", False),
        ):
            assert bool(re.search(hook["files"], name)) is is_meant

    def test_a_good_change_is_committed(self, guarded: Path) -> None:
        (guarded / "notes.txt").write_text("a note", encoding="utf-8")
        done = self.attempt(guarded)
        assert done.returncode == 0, done.stderr
        assert "3 notes in 12 files." in done.stderr  # of queries that cannot be tried

    def test_a_bad_change_is_not(self, guarded: Path) -> None:
        before = git(guarded, "rev-parse", "HEAD")
        spoil(guarded)
        done = self.attempt(guarded)
        assert done.returncode == 1
        # What a hook prints, git passes on as talk.
        place = rf"^{LINES}:\d+:\d+: error: .*town:nummer.* \[unknown-term\]$"
        assert re.search(place, done.stderr, re.MULTILINE)
        assert git(guarded, "rev-parse", "HEAD") == before

    def test_where_there_is_no_project_it_does_not_check_another(self, guarded: Path) -> None:
        (guarded / "graph").rename(guarded / "knowledge")
        done = self.attempt(guarded)
        assert done.returncode == 1
        assert "has no folder graph/" in done.stderr


class TestWorkflow:
    """``.github/workflows/check.yml``."""

    @pytest.fixture
    def workflow(self) -> dict[Any, Any]:
        text = (REPOSITORY / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
        return dict(yaml.safe_load(text))

    @pytest.fixture
    def steps(self, workflow: dict[Any, Any]) -> list[dict[str, Any]]:
        return [step for job in workflow["jobs"].values() for step in job["steps"]]

    def test_it_runs_on_pushes_and_pull_requests(self, workflow: dict[Any, Any]) -> None:
        assert set(workflow[True]) == {"push", "pull_request"}  # YAML 1.1 reads "on" as true
        assert workflow["jobs"]["graph"]["if"] == "github.event_name == 'pull_request'"

    def test_it_may_only_read(self, workflow: dict[Any, Any], steps: list[dict[str, Any]]) -> None:
        assert workflow["permissions"] == {"contents": "read"}
        assert not any("permissions" in job for job in workflow["jobs"].values())
        assert "secrets." not in json.dumps(workflow[True]) + json.dumps(workflow["jobs"])
        checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)

    def test_actions_are_pinned_by_their_major_version(self, steps: list[dict[str, Any]]) -> None:
        used = [step["uses"] for step in steps if "uses" in step]
        assert len(used) == 4
        assert all(re.fullmatch(r"actions/(checkout|setup-python)@v\d+", action) for action in used)

    def test_no_text_of_a_pull_request_becomes_a_command(self, steps: list[dict[str, Any]]) -> None:
        assert not any("${{" in step.get("run", "") for step in steps)

    def test_it_tests_the_python_that_is_promised(self, workflow: dict[Any, Any]) -> None:
        versions = {
            step["with"]["python-version"]
            for job in workflow["jobs"].values()
            for step in job["steps"]
            if step.get("uses", "").startswith("actions/setup-python@")
        }
        text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
        assert all(f'requires-python = ">={version}"' in text for version in versions)
        assert (REPOSITORY / "constraints.txt").is_file()

    @pytest.mark.skipif(MAKE is None, reason="no make on this machine")
    def test_what_it_makes_can_be_made(self, workflow: dict[Any, Any]) -> None:
        runs = [step["run"] for step in workflow["jobs"]["test"]["steps"] if "run" in step]
        assert runs == ["make test", "make conformance", "make lint"]
        for run in runs:
            done = subprocess.run(
                [MAKE or "", "--dry-run", *run.split()[1:]],
                cwd=REPOSITORY,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            assert done.stdout.strip()

    @pytest.mark.skipif(BASH is None, reason="no bash on this machine")
    def test_a_pull_request_is_told_of_what_it_changes(
        self, workflow: dict[Any, Any], miniature: Path, tmp_path: Path
    ) -> None:
        """The commands of the job, on a merge as GitHub tries it out."""
        commit(miniature, "first")
        git(miniature, "checkout", "--quiet", "-b", "change")
        spoil(miniature)
        commit(miniature, "the change")
        git(miniature, "checkout", "--quiet", "main")
        (miniature / "notes.txt").write_text("meanwhile", encoding="utf-8")
        commit(miniature, "another")
        git(miniature, "merge", "--quiet", "--no-ff", "--no-edit", "change")
        clone = tmp_path / "clone"
        git(tmp_path, "clone", "--quiet", "--depth=2", miniature.as_uri(), str(clone))
        install, *commands = [step["run"] for step in workflow["jobs"]["graph"]["steps"] if "run" in step]
        assert "pip install" in install
        summary = tmp_path / "summary.md"
        diff, check = (
            subprocess.run(
                [BASH or "", "-e", "-c", command],
                cwd=clone,
                env=with_commands(GITHUB_STEP_SUMMARY=str(summary)),
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
            for command in commands
        )
        assert diff.returncode == 0, diff.stderr
        text = summary.read_text(encoding="utf-8")
        assert text.startswith("### What changed in the graph\n")
        assert "- *has the number* 2 **removed**, from Bus plan 2020, Lines, paragraph 2\n" in text
        assert check.returncode == 1
        assert check.stdout.startswith(f"::error file={LINES},line=")


class TestEditors:
    """``.vscode`` and ``.editorconfig``."""

    def setting(self, name: str) -> dict[str, Any]:
        return dict(json.loads((REPOSITORY / ".vscode" / f"{name}.json").read_text(encoding="utf-8")))

    def test_files_have_their_languages(self) -> None:
        languages = self.setting("settings")["files.associations"]
        assert languages == {"*.ttl": "turtle", "*.rq": "sparql"}
        assert "stardog-union.stardog-rdf-grammars" in self.setting("extensions")["recommendations"]

    @pytest.mark.parametrize("severity", ["error", "warning", "note"])
    def test_the_task_finds_the_places_of_findings(
        self, irc_kg: RunCommand, miniature: Path, monkeypatch: pytest.MonkeyPatch, severity: str
    ) -> None:
        """The pattern, on what the command prints."""
        check = miniature / "queries" / "checks" / "lines-have-numbers.rq"
        check.write_text(
            check.read_text(encoding="utf-8").replace("[error]", f"[{severity}]"), encoding="utf-8"
        )
        text = (miniature / LINES).read_text(encoding="utf-8")
        (miniature / LINES).write_text(text.replace("    town:number 2 ;\n", ""), encoding="utf-8")
        [task] = self.setting("tasks")["tasks"]
        assert Path(task["command"]).name == "irc-kg"
        monkeypatch.chdir(miniature)
        run = irc_kg(*task["args"], "--no-cache")
        pattern = task["problemMatcher"]["pattern"]
        # What both JavaScript and Python read alike.
        places = [re.fullmatch(pattern["regexp"], line) for line in run.out.splitlines()]
        assert len(places) == 4  # three notes are of queries
        found = places[0]
        assert found
        assert all(places)
        told = {name: found[group] for name, group in pattern.items() if name != "regexp"}
        assert told.pop("message")
        assert told == {
            "file": str(Path(LINES)),
            "line": str(1 + text[: text.index("kg:blue-line")].count("\n")),
            "column": "1",
            "severity": severity,
            "code": "lines-have-numbers",
        }

    def test_a_place_on_a_drive_is_found_too(self) -> None:
        [task] = self.setting("tasks")["tasks"]
        line = "C:\\work\\graph\\a.ttl:3:14: error: Nothing says what kg:x is [sic]. [dangling]"
        found = re.fullmatch(task["problemMatcher"]["pattern"]["regexp"], line)
        assert found
        assert found.groups()[:3] == ("C:\\work\\graph\\a.ttl", "3", "14")

    def test_files_are_written_as_editors_are_told(self) -> None:
        """Every file of the graph, the ontology and the queries, and the program."""
        text = (REPOSITORY / ".editorconfig").read_text(encoding="utf-8")
        assert text.index("root = true") < text.index("[*]")
        rules = re.search(r"^\[\*\]\n(.*?)\n\n", text, re.DOTALL | re.MULTILINE)
        assert rules
        assert {"charset = utf-8", "end_of_line = lf", "insert_final_newline = true"} <= set(
            rules[1].splitlines()
        )
        written = [
            path
            for folder in ("graph", "ontology", "queries", "src")
            for path in (REPOSITORY / folder).rglob("*")
            if any(fnmatch(path.name, ending) for ending in ("*.ttl", "*.rq", "*.py"))
        ]
        assert len(written) > 100
        for path in written:
            data = path.read_bytes()
            data.decode("utf-8")
            assert data.endswith(b"\n") or not data, path
            assert not re.search(rb"[ \t]\r?$", data, re.MULTILINE), path

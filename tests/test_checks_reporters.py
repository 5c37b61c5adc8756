"""The four forms of a report: text, JSON, GitHub's workflow commands and SARIF."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from irc_kg.checks import FINDINGS, RULES, Report
from irc_kg.errors import Finding, Severity
from irc_kg.store.project_files import ProjectFiles


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Findings with everything in them that a form has to escape."""
    root = tmp_path / "my projéct"
    (root / "graph").mkdir(parents=True)
    a, b = root / "graph" / "a, b:c%.ttl", root / "graph" / "wales.ttl"
    elsewhere = tmp_path / "draft.ttl"
    findings = (
        Finding(a, 1, 2, "syntax", 'Two\nlines, 100%: "quoted"', Severity.ERROR),
        Finding(b, 3, 4, "stray-spaces", "Café ☕ \U0001d482", Severity.WARNING),
        Finding(elsewhere, 5, 6, "query-no-default", "A note.", Severity.NOTE),
    )
    return Report(ProjectFiles(root), findings, (a, b, elsewhere), RULES, unreadable=(a,))


@pytest.fixture
def clean(tmp_path: Path) -> Report:
    return Report(ProjectFiles(tmp_path), (), (), RULES)


def written(report: Report, form: str) -> str:
    out = io.StringIO()
    FINDINGS.choose(form, None).write(report, out)
    return out.getvalue()


def test_text_is_a_line_for_each_finding(
    report: Report, clean: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(report.project.root)
    lines = written(report, "text").splitlines()

    assert lines[0] == f'{Path("graph") / "a, b:c%.ttl"}:1:2: error: Two lines, 100%: "quoted" [syntax]'
    assert lines[1] == f"{Path('graph') / 'wales.ttl'}:3:4: warning: Café ☕ \U0001d482 [stray-spaces]"
    assert lines[2] == f"{report.files[2]}:5:6: note: A note. [query-no-default]"
    assert written(clean, "text") == ""


def test_json_says_all_that_is_known(report: Report, clean: Report) -> None:
    answer = json.loads(written(report, "json"))

    assert answer["counts"] == {"error": 1, "warning": 1, "note": 1}
    assert answer["findings"][0] == {
        "file": "graph/a, b:c%.ttl",
        "line": 1,
        "column": 2,
        "check": "syntax",
        "severity": "error",
        "message": 'Two\nlines, 100%: "quoted"',
    }
    assert answer["files"] == ["graph/a, b:c%.ttl", "graph/wales.ttl", str(report.files[2])]
    assert answer["limits"] == [
        "There is no ontology, so nothing was checked that needs one.",
        "graph/a, b:c%.ttl cannot be read; the other checks saw the project without it.",
    ]
    assert json.loads(written(clean, "json"))["findings"] == []


def test_github_commands_are_one_line_each_with_their_values_escaped(report: Report, clean: Report) -> None:
    lines = written(report, "github").splitlines()

    assert lines[0] == (
        '::error file=graph/a%2C b%3Ac%25.ttl,line=1,col=2,title=syntax::Two%0Alines, 100%25: "quoted"'
    )
    assert lines[1].startswith("::warning file=graph/wales.ttl,line=3,col=4,title=stray-spaces::")
    assert lines[2].startswith("::notice file=")
    assert len(lines) == len(report.findings)
    assert written(clean, "github") == ""


def test_sarif_has_what_the_standard_asks_for(report: Report, clean: Report) -> None:
    for one in (report, clean):
        log = json.loads(written(one, "sarif"))
        assert log["version"] == "2.1.0"
        assert log["$schema"].endswith("sarif-2.1.0.json")
        (run,) = log["runs"]
        driver = run["tool"]["driver"]
        assert driver["name"] == "irc-kg"
        assert run["columnKind"] == "unicodeCodePoints"
        identifiers = [rule["id"] for rule in driver["rules"]]
        assert len(set(identifiers)) == len(identifiers)
        assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
        assert {rule["defaultConfiguration"]["level"] for rule in driver["rules"]} <= {
            "error",
            "warning",
            "note",
        }
        assert len(run["results"]) == len(one.findings)
        for result, finding in zip(run["results"], one.findings, strict=True):
            _check_result(result, finding, one, identifiers, run["originalUriBaseIds"])


def _check_result(
    result: dict[str, Any], finding: Finding, report: Report, rules: list[str], bases: dict[str, Any]
) -> None:
    assert result["level"] == finding.severity.value
    assert result["message"] == {"text": finding.message}
    assert rules[result["ruleIndex"]] == result["ruleId"] == finding.check
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    assert physical["region"] == {"startLine": finding.line, "startColumn": finding.column}
    artifact = physical["artifactLocation"]
    base = bases[artifact["uriBaseId"]]["uri"] if "uriBaseId" in artifact else ""
    assert ("uriBaseId" in artifact) == finding.file.is_relative_to(report.project.root)
    assert base == "" or base.endswith("/")
    assert re.fullmatch(r"[!-~]+", artifact["uri"]), "a URI holds no spaces and no letters beyond ASCII"
    assert unquote(urlsplit(base + artifact["uri"]).path).endswith(finding.file.as_posix())


def test_every_reporter_is_offered_by_the_command() -> None:
    from irc_kg.cli.review import check_command as command

    (choices,) = [option.type for option in command.params if option.name == "format_name"]

    assert list(getattr(choices, "choices", ())) == FINDINGS.names == ["text", "json", "github", "sarif"]

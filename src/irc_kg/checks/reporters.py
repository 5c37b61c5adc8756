"""The forms in which a report is written: for people, for programs, and for the places that show findings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from irc_kg.checks.report import Report
from irc_kg.checks.rule import Rule
from irc_kg.errors import Finding, Severity

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_text(report: Report, out: TextIO) -> None:
    """One line a finding, as compilers write it, so that editors and terminals find the place."""
    for finding in report.findings:
        place = f"{_from_here(finding.file)}:{finding.line}:{finding.column}"
        message = " ".join(finding.message.split())
        out.write(f"{place}: {finding.severity}: {message} [{finding.check}]\n")


def _from_here(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def write_json(report: Report, out: TextIO) -> None:
    """Findings and counts as one JSON object."""
    written = {
        "project": str(report.project.root),
        "findings": [
            {
                "file": report.project.display_path(finding.file),
                "line": finding.line,
                "column": finding.column,
                "check": finding.check,
                "severity": finding.severity.value,
                "message": finding.message,
            }
            for finding in report.findings
        ],
        "counts": {severity.value: count for severity, count in report.counts.items()},
        "files": [report.project.display_path(path) for path in report.files],
        "limits": list(report.limits),
    }
    json.dump(written, out, ensure_ascii=False, indent=2)
    out.write("\n")


_GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write_github(report: Report, out: TextIO) -> None:
    """Workflow commands, which GitHub shows beside the changed lines."""
    for finding in report.findings:
        file = _property(report.project.display_path(finding.file))
        place = f"file={file},line={finding.line},col={finding.column}"
        title = _property(finding.check)
        out.write(
            f"::{_GITHUB_LEVELS[finding.severity]} {place},title={title}::{_escaped(finding.message)}\n"
        )


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def write_sarif(report: Report, out: TextIO) -> None:
    """SARIF 2.1.0, which code scanning reads. Columns count Unicode characters."""
    codes = list(report.rules)
    driver = {
        "name": "irc-kg",
        "rules": [_sarif_rule(rule) for rule in report.rules.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"uri": report.project.root.as_uri() + "/"}},
        "results": [_sarif_result(finding, report, codes) for finding in report.findings],
    }
    json.dump(
        {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, out, ensure_ascii=False, indent=2
    )
    out.write("\n")


def _sarif_rule(rule: Rule[object]) -> dict[str, object]:
    described = {"id": rule.code, "shortDescription": {"text": rule.meaning or rule.code}}
    if rule.remedy:
        described["help"] = {"text": rule.remedy}
    return {**described, "defaultConfiguration": {"level": rule.severity.value}}


def _sarif_result(finding: Finding, report: Report, codes: list[str]) -> dict[str, object]:
    root, path = report.project.root, finding.file
    if path.is_relative_to(root):
        # As a URI, and relative to the root: as_uri() knows which characters a URI escapes.
        uri = path.as_uri().removeprefix(root.as_uri() + "/")
        artifact = {"uri": uri, "uriBaseId": "ROOT"}
    else:
        artifact = {"uri": path.as_uri()}
    region = {"startLine": finding.line, "startColumn": finding.column}
    return {
        "ruleId": finding.check,
        "ruleIndex": codes.index(finding.check),
        "level": finding.severity.value,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }


REPORTER_BY_NAME: dict[str, Callable[[Report, TextIO], None]] = {
    "text": write_text,
    "json": write_json,
    "github": write_github,
    "sarif": write_sarif,
}

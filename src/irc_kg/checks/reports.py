"""What a check found, the forms in which that is written, and the page that tells every check."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TextIO

from irc_kg.checks.rule import RULES, Rule, catalogue, sentence
from irc_kg.errors import Finding, Severity
from irc_kg.queries.formats import Content, Format, Formats
from irc_kg.store.project_files import ProjectFiles, readable

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True)
class Report:
    """The findings of one run, in the order of their places, and what they were looked for with."""

    project: ProjectFiles
    findings: tuple[Finding, ...]
    files: tuple[Path, ...]  # that were checked
    rules: Mapping[str, Rule]  # by code, those that were applied
    unreadable: tuple[Path, ...] = ()  # files that only syntax could be told of, and nothing else saw

    @cached_property
    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity."""
        counted = Counter(finding.severity for finding in self.findings)
        return {severity: counted[severity] for severity in Severity}

    @property
    def fails(self) -> bool:
        """Whether there is anything to put right: an error or a warning. Notes do not fail a check."""
        return self.counts[Severity.ERROR] + self.counts[Severity.WARNING] > 0

    @property
    def limits(self) -> tuple[str, ...]:
        """What the check could not see, as sentences."""
        found = []
        if not self.project.ontology_files:
            found.append("There is no ontology, so nothing was checked that needs one.")
        if self.unreadable:
            shown = ", ".join(self.project.display_path(path) for path in self.unreadable)
            if any(path in self.project.ontology_files for path in self.unreadable):
                found.append(f"{shown} cannot be read; nothing was checked that needs the whole ontology.")
            else:
                found.append(f"{shown} cannot be read; the other checks saw the project without it.")
        return tuple(found)

    def in_words(self) -> str:
        """One line: how much was found in how many files."""
        found = ", ".join(
            f"{count} {severity}{'' if count == 1 else 's'}"
            for severity, count in self.counts.items()
            if count
        )
        files = f"{len(self.files)} file{'' if len(self.files) == 1 else 's'}"
        return f"{found or 'Nothing to put right'} in {files}."


# The forms for people, for programs, and for the places that show findings


def write_text(report: Report, out: TextIO) -> None:
    """One line a finding, as compilers write it, so that editors and terminals find the place."""
    for finding in report.findings:
        place = f"{readable(_from_here(finding.file))}:{finding.line}:{finding.column}"
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
        out.write(f"::{_GITHUB_LEVELS[finding.severity]} {place},title={title}::{_escape(finding.message)}\n")


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


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


def _sarif_rule(rule: Rule) -> dict[str, object]:
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


FINDINGS: Formats[Report] = Formats(
    Content.FINDINGS,
    (
        Format("text", (".txt",), write_text),
        Format("json", (".json",), write_json),
        Format("github", (), write_github),
        Format("sarif", (".sarif",), write_sarif),
    ),
)


# The page of the documentation


_HEAD = """\
# What `irc-kg check` looks for

<!-- Made by `make docs` from the catalogue of the program; a test compares it. -->

`irc-kg check` reads every file of `graph/`, `ontology/` and `queries/` and says what there is to put right,
each with its file, line and column. Errors and warnings end it with exit code 1, notes with 0; 2 means that
it could not run.

```console
$ irc-kg check                              # everything
$ irc-kg check graph/sources.ttl            # one file, seen with all the others; folders too
$ irc-kg check ~/draft.ttl                  # a file from elsewhere, as if it were in graph/
$ irc-kg check --select 'syntax,query-*'    # only these; --ignore leaves some out
$ irc-kg check --format github              # also json and sarif
```

A file that cannot be read stops nothing: it is told, and the other checks go on without it. What they would
miss only because of it, they leave out.

What a thing must be by the SHACL shapes of the ontology is seen at once of most things that conform, where
the shapes look no farther than one step; all others are given to pySHACL, whose results are told. Of the
tests of the W3C the two pass all but one, in which a query asks for the graph of the shapes. The faster
engines that were held beside it, pyrudof and pyshacl-turbo, would be one more dependency, and pySHACL would
still be needed: pyrudof passes the 98 tests of SHACL Core and 8 of the 23 of SHACL-SPARQL, pyshacl-turbo
all but two of the 121. A validation by either takes several times as long as to look at what each thing
says.
"""

_OWN = """\
## Checks that are queries

These stand in `queries/checks/`: every row that such a query yields is a fault. To add one, drop a file in.

- `#+ summary:` says what is wrong, `#+ description:` how to mend it; the tags `warning` and `note` make it
  less than an error. The name of the file is the code.
- The columns `?subject`, `?predicate`, `?object` and `?graph`, any of them, say where: the finding stands at
  the object, else at the predicate, else at the subject.
- A column `?message` is the message instead of the summary. `{subject}` or any other column in braces stands
  in it for the name of what the row holds there, and `{close object}` for "Did you mean …?".
"""


def checks_page(project: ProjectFiles) -> str:
    """The page in Markdown: what each check means, and how to mend what it finds."""
    rules = sorted(catalogue(project).values(), key=lambda rule: rule.code)
    files = [rule for rule in rules if rule.code in RULES and not rule.code.startswith("query-")]
    queries = [rule for rule in rules if rule.code in RULES and rule.code.startswith("query-")]
    own = [rule for rule in rules if rule.code not in RULES]
    return (
        "\n".join(
            [
                _HEAD,
                "## Checks of Turtle files\n",
                _table(files),
                "## Checks of query files\n",
                _table(queries),
                _OWN,
                _table(own),
            ]
        ).rstrip("\n")
        + "\n"
    )


def _table(rules: Iterable[Rule]) -> str:
    rows = [
        f"| `{rule.code}` | {rule.severity} | {_cell(rule.meaning)} | {_cell(rule.remedy)} |\n"
        for rule in rules
    ]
    return "| code | weight | what is found | how to mend it |\n| --- | --- | --- | --- |\n" + "".join(rows)


def _cell(text: str) -> str:
    escaped = text.replace("|", "\\|").replace("<", "\\<")
    return sentence(escaped) if escaped else ""

"""What a check found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from irc_kg.checks.rule import Rule
from irc_kg.errors import Finding, Severity
from irc_kg.store.project_files import ProjectFiles


@dataclass(frozen=True)
class Report:
    """The findings of one run, in the order of their places, and what they were looked for with."""

    project: ProjectFiles
    findings: tuple[Finding, ...]
    files: tuple[Path, ...]  # that were checked
    rules: Mapping[str, Rule[object]]  # by code, those that were applied
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

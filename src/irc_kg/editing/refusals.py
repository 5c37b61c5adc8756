"""What an edit is refused with."""

from __future__ import annotations

from collections.abc import Sequence

from irc_kg.errors import Finding, IrcKgError


class EditRefusedError(IrcKgError):
    """An edit that was not made; the file is as it was. ``findings`` say what it would have broken."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__("\n".join([message, *map(str, findings)]))
        self.findings = tuple(findings)

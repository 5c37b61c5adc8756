"""What there is to put right in a project: rules for files, for the graph as a whole, and for queries.

A new rule is a function in one of the modules of rules, under the decorator ``rule``, and its examples under
``tests/examples``.
"""

from irc_kg.checks.engine import check, findings_of_change
from irc_kg.checks.reports import FINDINGS, Report, checks_page
from irc_kg.checks.rule import RULES, Rule, catalogue, sentence

__all__ = [
    "FINDINGS",
    "RULES",
    "Report",
    "Rule",
    "catalogue",
    "check",
    "checks_page",
    "findings_of_change",
    "sentence",
]

"""What there is to put right in a project: rules for files, for the graph as a whole, and for queries."""

from irc_kg.checks.catalogue import PYTHON_RULES, catalogue, chosen
from irc_kg.checks.page import checks_page
from irc_kg.checks.report import Report
from irc_kg.checks.reporters import REPORTER_BY_NAME
from irc_kg.checks.rule import Rule
from irc_kg.checks.run import check

__all__ = [
    "PYTHON_RULES",
    "REPORTER_BY_NAME",
    "Report",
    "Rule",
    "catalogue",
    "check",
    "checks_page",
    "chosen",
]

"""``irc-kg check``: what there is to put right, with its place and in plain words."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import click

from irc_kg.checks import REPORTER_BY_NAME, Report, Rule, catalogue, check
from irc_kg.checks.wording import sentence
from irc_kg.cli.options import knowledge, root_option
from irc_kg.project import Origin, Project

_FINDINGS = 1
_WIDTH = 100


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(list(REPORTER_BY_NAME)),
    default="text",
    help="The form.",
)
@click.option(
    "--select", multiple=True, metavar="CODES", help="Only these checks: codes with commas; * is any."
)
@click.option("--ignore", multiple=True, metavar="CODES", help="Without these checks.")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Compare with the texts of the sources in this folder.",
)
@click.option("--list", "only_list", is_flag=True, help="List the checks, and how to mend what each finds.")
@root_option
def command(
    files: tuple[Path, ...],
    format_name: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    sources: Path | None,
    only_list: bool,
) -> int:
    """Check the graph, the ontology and the queries, or only FILES (folders stand for all that is in them).

    Exit code 0: nothing to put right, or only notes. 1: errors or warnings. 2: the check could not run.
    """
    checked = knowledge().project
    if only_list:
        click.echo(_listed(catalogue(checked).values()))
        return 0
    report = check(checked, files or None, select=_codes(select), ignore=_codes(ignore), sources=sources)
    REPORTER_BY_NAME[format_name](report, sys.stdout)
    _tell(report, checked)
    return _FINDINGS if report.fails else 0


def _codes(given: Iterable[str]) -> list[str]:
    return [code for text in given for code in text.replace(",", " ").split()]


def _tell(report: Report, checked: Project) -> None:
    """Say on stderr what was checked, and what could not be seen."""
    for limit in report.limits:
        click.echo(f"Note: {limit}", err=True)
    where = (
        f" Project: {checked.describe()}" if checked.origin in {Origin.PACKAGE, Origin.ENVIRONMENT} else ""
    )
    click.echo(report.in_words() + where, err=True)


def _listed(rules: Iterable[Rule[object]]) -> str:
    blocks = []
    for rule in sorted(rules, key=lambda rule: rule.code):
        told = [sentence(text) for text in (rule.meaning, rule.remedy) if text]
        lines = [
            line
            for text in told
            for line in textwrap.wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="      ")
        ]
        blocks.append("\n".join([f"{rule.code} ({rule.severity})", *lines]))
    return "\n".join(blocks)

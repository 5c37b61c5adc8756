"""``irc-kg check``: what there is to put right, with its place and in plain words."""

from __future__ import annotations

import sys
import textwrap
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import click
from platformdirs import user_cache_path

from irc_kg.checks import FINDINGS, Report, Rule, catalogue, check, sentence
from irc_kg.cli.options import current_project, root_option
from irc_kg.cli.output import Destination, write_result
from irc_kg.errors import IrcKgError
from irc_kg.store.project_files import FOLDERS, Origin, ProjectFiles

_FAILED = 1
_SECONDS_BETWEEN_LOOKS = 0.5
_WIDTH = 100


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(FINDINGS.names),
    default="text",
    show_default=True,
    help="The form of the findings.",
)
@click.option("--select", multiple=True, metavar="CODES", help="Only these checks, such as syntax,query-*.")
@click.option("--ignore", multiple=True, metavar="CODES", help="All checks but these.")
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Compare with the texts of the sources in this folder.",
)
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--no-cache", is_flag=True, help="Look at everything, also at what has not changed since.")
@click.option("--list", "only_list", is_flag=True, help="List the checks, and how to mend what each finds.")
@root_option
def check_command(
    files: tuple[Path, ...],
    format_name: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    sources: Path | None,
    watch: bool,
    no_cache: bool,
    only_list: bool,
) -> int:
    """Check the graph, the ontology and the queries, or only FILES (folders stand for all that is in them).

    Exit code 0: nothing to put right, or only notes. 1: errors or warnings. 2: the check could not run.
    """
    checked = current_project().files
    if only_list:
        click.echo(_list_rules(catalogue(checked).values()))
        return 0

    def run() -> int:
        report = check(
            # Which files there are may have changed since.
            ProjectFiles(checked.root, checked.origin),
            files or None,
            select=_codes(select),
            ignore=_codes(ignore),
            sources=sources,
            cache=None if no_cache else user_cache_path("irc-kg", appauthor=False) / "check",
        )
        write_result(report, FINDINGS, Destination(format_name, None))
        sys.stdout.flush()
        _tell(report, checked)
        return _FAILED if report.fails else 0

    return _again_and_again(run, [checked.root / folder for folder in FOLDERS], files) if watch else run()


def _again_and_again(run: Callable[[], int], folders: Iterable[Path], files: Iterable[Path]) -> int:
    """Run once, and again whenever a file has another date or size; only Ctrl-C ends it."""
    before = None
    while True:
        now = _state([*folders, *files])
        if now != before:
            before = now
            try:
                run()
            except IrcKgError as error:  # such as a file that is just being replaced
                click.echo(f"Error: {error}", err=True)
            click.echo("Watching for changes; Ctrl-C ends it.", err=True)
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _state(places: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    state = {}
    for path in (path for place in places for path in (place, *place.rglob("*"))):
        with suppress(OSError):
            told = path.stat()
            state[path] = told.st_mtime_ns, told.st_size
    return state


def _codes(given: Iterable[str]) -> list[str]:
    return [code for text in given for code in text.replace(",", " ").split()]


def _tell(report: Report, checked: ProjectFiles) -> None:
    """Say on stderr what was checked, and what could not be seen."""
    for limit in report.limits:
        click.echo(f"Note: {limit}", err=True)
    where = (
        f" Project: {checked.describe()}" if checked.origin in {Origin.PACKAGE, Origin.ENVIRONMENT} else ""
    )
    click.echo(report.in_words() + where, err=True)


def _list_rules(rules: Iterable[Rule]) -> str:
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

"""Write the documentation that is made from the program: docs/commands.md and docs/checks.md.

    python docs/generate.py

A test compares what is written with what the program says now.
"""

from __future__ import annotations

from pathlib import Path

import click

from irc_kg.checks import checks_page
from irc_kg.cli import irc_kg
from irc_kg.store.project_files import ProjectFiles

ROOT = Path(__file__).resolve().parent.parent
WIDTH = 100
INTRODUCTION = """\
# Commands

What `--help` says of each, so that it can be read in one place. `irc-kg query NAME --help` and
`irc-kg view NAME --help` tell of each question and picture.

Exit codes: 0 fine, 1 findings (of `check`), 2 could not run. Answers go to standard output, talk to
standard error.
"""


def commands_page() -> str:
    """The help of the program and of each command."""
    parts = [INTRODUCTION]
    settings = {**irc_kg.context_settings, "terminal_width": WIDTH, "max_content_width": WIDTH}
    with click.Context(irc_kg, info_name="irc-kg", **settings) as top:
        parts.append(_section("irc-kg", irc_kg, top))
        for name in irc_kg.list_commands(top):
            command = irc_kg.get_command(top, name)
            if command is not None:
                with click.Context(command, info_name=name, parent=top) as context:
                    parts.append(_section(f"irc-kg {name}", command, context))
    return "\n".join(parts)


def _section(title: str, command: click.Command, context: click.Context) -> str:
    if isinstance(command, click.Group) and command is not irc_kg:
        # What the project adds to a group is its questions and pictures, which change with it.
        formatter = context.make_formatter()
        command.format_usage(context, formatter)
        command.format_help_text(context, formatter)
        click.Command.format_options(command, context, formatter)
        text = formatter.getvalue()
    else:
        text = command.get_help(context)
    lines = "\n".join(line.rstrip() for line in text.rstrip().splitlines())
    return f"## {title}\n\n```text\n{lines}\n```\n"


def pages() -> dict[Path, str]:
    """The pages by the file they stand in."""
    return {
        ROOT / "docs" / "commands.md": commands_page(),
        ROOT / "docs" / "checks.md": checks_page(ProjectFiles(ROOT)),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(ROOT))

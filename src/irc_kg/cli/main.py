"""The command ``irc-kg``: its sub-commands, and the one place where trouble becomes a message."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from irc_kg import __version__
from irc_kg.cli.options import root_option
from irc_kg.errors import IrcKgError

# Each command is loaded when it is used: `irc-kg query` must not wait for what draws pictures.
_COMMANDS = {
    "query": "query",
    "show": "show",
    "find": "find",
    "view": "view",
    "add": "add",
    "remove": "remove",
    "set": "set",
    "new": "new",
    "template": "template",
    "import": "import_table",
    "check": "check",
    "diff": "diff",
    "stats": "stats",
    "init": "init",
    "completion": "completion",
}
_COULD_NOT_RUN = 2
_INTERRUPTED = 130


class _Commands(click.Group):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the root first wherever it stands: which questions and views there are depends on it."""
        root: list[str] = []
        rest: list[str] = []
        waiting = list(args)
        while waiting:
            argument = waiting.pop(0)
            if argument == "--root" and waiting:
                root += [argument, waiting.pop(0)]
            elif argument.startswith("--root="):
                root.append(argument)
            else:
                rest.append(argument)
        return super().parse_args(ctx, [*root, *rest])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (as click has it)
        """Run a command; that its reader has seen enough and closed the pipe is no trouble."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Nor must Python complain of the pipe when it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        return result

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"irc_kg.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="irc-kg")
@root_option
def irc_kg() -> None:
    """Question, picture and add to what is known about integrated respiratory care policy in the UK.

    Every statement names the document, section and paragraph that makes it.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and end the process: 0 fine, 1 findings, 2 could not run."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed before the program began
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  (until the end)
    for stream in (sys.stdout, sys.stderr):
        # Names hold more than the code page of some terminals: show what can be shown.
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="backslashreplace")
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    if os.environ.get("_IRC_KG_COMPLETE"):
        importlib.import_module("irc_kg.cli.completion")  # which knows how bash wants its words
    try:
        result: Any = irc_kg.main(arguments, prog_name="irc-kg", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code if error.exit_code != 1 else _COULD_NOT_RUN
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return _INTERRUPTED
    except (IrcKgError, OSError) as error:
        click.echo(f"Error: {_sentence(error)}", err=True)
        return _COULD_NOT_RUN
    except Exception as error:
        if os.environ.get("IRC_KG_DEBUG"):
            raise
        click.echo(
            f"Error: irc-kg met something it was not made for ({type(error).__name__}: {error}). "
            "Please report it; with IRC_KG_DEBUG=1 the same command shows where.",
            err=True,
        )
        return _COULD_NOT_RUN
    return result if isinstance(result, int) else 0


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'A file'}: {error.strerror}."
    return str(error)

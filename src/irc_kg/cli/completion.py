"""``irc-kg completion``: what a shell needs to complete commands, questions, options and values."""

from __future__ import annotations

import re

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ShellComplete,
    add_completion_class,
    get_completion_class,
)

_VARIABLE = "_IRC_KG_COMPLETE"
_INSTALL = {
    "bash": "irc-kg completion bash >> ~/.bashrc",
    "zsh": "irc-kg completion zsh >> ~/.zshrc",
    "fish": "irc-kg completion fish > ~/.config/fish/completions/irc-kg.fish",
}
_MEANS_SOMETHING_TO_BASH = re.compile(r"([\s\"'\\$`&|;<>(){}*?!#~\[\]])")


class _Bash(BashComplete):
    """Completion for bash, in which a value of several words is one word."""

    # Without -r, bash would take away the very mark that keeps two words together.
    source_template = BashComplete.source_template.replace("read type", "read -r type")

    @staticmethod
    def _check_version() -> None:
        """Old versions of bash complete too; click would start one only to ask."""

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.type},{_escaped(item.value)}"


def _escaped(value: str) -> str:
    return _MEANS_SOMETHING_TO_BASH.sub(r"\\\1", value)


add_completion_class(_Bash)


@click.command()
@click.argument("shell", type=click.Choice(sorted(_INSTALL)))
def command(shell: str) -> None:
    """Print the script that makes SHELL complete commands, questions, options and their values.

    For bash: irc-kg completion bash >> ~/.bashrc
    """
    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"No completion is known for {shell}.")
    root = click.get_current_context().find_root().command
    completion: ShellComplete = found(root, {}, "irc-kg", _VARIABLE)
    click.echo(completion.source())
    click.echo(f"Install it with: {_INSTALL[shell]}", err=True)

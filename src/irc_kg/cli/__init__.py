"""The command line. A command reads its options, calls one function and reports what it gives."""

from irc_kg.cli.main import main

__all__ = ["main"]

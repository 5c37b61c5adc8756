"""What changed in the graph between two states of a project, as statements that people can read.

A state is the working tree or a revision that git keeps; ``compare`` says what two of them state differently.
"""

from irc_kg.diff.compare import compare
from irc_kg.diff.comparison import Comparison, Thing, ToldDifference
from irc_kg.diff.differences import Kind
from irc_kg.diff.repository import is_revision, revision
from irc_kg.diff.states import State, two_files, working_tree
from irc_kg.diff.writers import WRITER_BY_NAME

__all__ = [
    "WRITER_BY_NAME",
    "Comparison",
    "Kind",
    "State",
    "Thing",
    "ToldDifference",
    "compare",
    "is_revision",
    "revision",
    "two_files",
    "working_tree",
]

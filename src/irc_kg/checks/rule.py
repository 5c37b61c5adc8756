"""What a rule is: a code, how much it matters, what it means, how to mend it, and what finds it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from irc_kg.errors import Severity

Finder = TypeVar("Finder")
Finder_co = TypeVar("Finder_co", covariant=True)


class Fault(NamedTuple):
    """What a rule finds at a place of the file it is looking at."""

    line: int  # 1-based
    column: int  # 1-based
    message: str
    predicate: str = ""  # the IRI of the property it is about, where it is about one


@dataclass(frozen=True, slots=True)
class Rule(Generic[Finder_co]):
    """One entry of the catalogue, with the function or the query that finds its faults."""

    code: str
    severity: Severity
    meaning: str
    remedy: str
    find: Finder_co


def rule(code: str, severity: Severity = Severity.ERROR) -> Callable[[Finder], Rule[Finder]]:
    """Make a function a rule; its docstring is the meaning and, after an empty line, the remedy."""

    def made(find: Finder) -> Rule[Finder]:
        meaning, _, remedy = inspect.cleandoc(find.__doc__ or "").partition("\n\n")
        return Rule(code, severity, " ".join(meaning.split()), " ".join(remedy.split()), find)

    return made

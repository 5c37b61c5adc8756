"""What a comparison found, in words: for writers, and for Python programs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from irc_kg.diff.differences import Kind


@dataclass(frozen=True, slots=True)
class ToldDifference:
    """One statement that is not as it was, with the names of all that it is about.

    Things stand as IRIs, values as in N-Triples and nodes without a name as in Turtle; labels are for people.
    """

    kind: Kind
    predicate: str | None
    predicate_label: str
    object: str
    object_label: str
    within: str  # which node of the thing it is said of; empty where it is said of the thing itself
    citation: str  # of the state in which it stands; that of the newer one where it is moved or evidence
    file: str
    elsewhere: str = ""  # who else states what was removed, or stated before what was added
    former_label: str = ""  # of evidence: what was recorded before
    former_citation: str = ""  # of what is moved, or cited from elsewhere
    former_file: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """What changed of one thing, in reading order."""

    iri: str | None  # None for nodes that nothing named leads to
    label: str
    sort: str  # what it is a kind of, such as Fund; empty where nothing says so
    status: str  # "new", "removed" or, of a file, "renamed"; empty where it was spoken of before and is still
    differences: tuple[ToldDifference, ...]


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """A file that is not Turtle in one of the states, so that it could not be compared."""

    file: str
    state: str
    line: int
    message: str

    def __str__(self) -> str:
        why = f"line {self.line}: {self.message}"
        return f"{self.file} cannot be read in {self.state} and was not compared ({why})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two states of a project."""

    older: str
    newer: str
    things: tuple[Thing, ...]
    unreadable: tuple[UnreadableFile, ...] = ()
    rewritten: tuple[str, ...] = ()  # files with other characters that state the same

    @property
    def has_changes(self) -> bool:
        """Whether anything changed that can be told; a changed file that cannot be read counts."""
        return bool(self.things or self.unreadable)

    def in_words(self) -> str:
        """How much changed, in one sentence."""
        between = f"between {self.older} and {self.newer}"
        if not self.things:
            where = "what can be read of the graph" if self.unreadable else "what the graph states"
            return f"Nothing changed in {where} {between}."
        counted = Counter(one.kind for thing in self.things for one in thing.differences)
        words = {
            Kind.ADDED: "added",
            Kind.REMOVED: "removed",
            Kind.MOVED: "moved to another file",
            Kind.EVIDENCE: "with other evidence",
        }
        told = [f"{counted[kind]} {words[kind]}" for kind in Kind if counted[kind]]
        # The unit is said once: "2 statements added, 1 removed".
        number, _, rest = told[0].partition(" ")
        told[0] = f"{number} statement{'s' * (number != '1')} {rest}"
        things = f"{len(self.things)} thing{'s' * (len(self.things) > 1)}"
        return f"{things} changed {between}: {', '.join(told)}."

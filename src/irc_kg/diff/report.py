"""What a comparison found, in words, and the forms in which it is written: for people, for programs."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TextIO

from irc_kg.diff.differences import FILE_IS_MADE_FROM, ChangeKind
from irc_kg.provenance import PLACES_IN_SOURCE
from irc_kg.queries.formats import Content, Format, Formats
from irc_kg.store.names import IRC

_SIGNS = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "-", ChangeKind.MOVED: ">", ChangeKind.EVIDENCE: "~"}
# What Markdown, as GitHub reads it, takes for a mark within a line.
_SPECIAL = re.compile(r"([\\`*_\[\]<>#~&$])")
_CALLS_SOMEONE = re.compile(r"(@|#|GH-)(?=\w)")
_FITS_A_COMMENT = 60_000  # characters; GitHub takes 65,536


@dataclass(frozen=True, slots=True)
class LabelledDifference:
    """One statement that is not as it was, with the names of all that it is about.

    Things stand as IRIs, values as in N-Triples and nodes without a name as in Turtle; labels are for people.
    """

    kind: ChangeKind
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
class ChangedThing:
    """What changed of one thing, in reading order."""

    iri: str | None  # None for nodes that nothing named leads to
    label: str
    class_label: str  # what it is a kind of, such as Fund; empty where nothing says so
    status: str  # "new", "removed" or, of a file, "renamed"; empty where it was spoken of before and is still
    differences: tuple[LabelledDifference, ...]


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """A file that cannot be read in one of the states, so that it could not be compared."""

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
    things: tuple[ChangedThing, ...]
    unreadable: tuple[UnreadableFile, ...] = ()
    rewritten: tuple[str, ...] = ()  # files with other characters that state the same

    @property
    def has_changes(self) -> bool:
        """Whether anything changed that can be change; a changed file that cannot be read counts."""
        return bool(self.things or self.unreadable)

    def in_words(self) -> str:
        """How much changed, in one sentence."""
        between = f"between {self.older} and {self.newer}"
        if not self.things:
            where = "what can be read of the graph" if self.unreadable else "what the graph states"
            return f"Nothing changed in {where} {between}."
        counted = Counter(one.kind for thing in self.things for one in thing.differences)
        words = {
            ChangeKind.ADDED: "added",
            ChangeKind.REMOVED: "removed",
            ChangeKind.MOVED: "moved to another file",
            ChangeKind.EVIDENCE: "with other evidence",
        }
        change = [f"{counted[kind]} {words[kind]}" for kind in ChangeKind if counted[kind]]
        # The unit is said once: "2 statements added, 1 removed".
        number, _, rest = change[0].partition(" ")
        change[0] = f"{number} statement{'s' * (number != '1')} {rest}"
        things = f"{len(self.things)} thing{'s' * (len(self.things) > 1)}"
        return f"{things} changed {between}: {', '.join(change)}."


class _Plain:
    """How the parts of a sentence are written where nothing marks them."""

    def text(self, text: str) -> str:
        return text

    def relation(self, label: str) -> str:
        return self.text(label)

    def bold(self, words: str) -> str:
        return words


class _Markdown(_Plain):
    def text(self, text: str) -> str:
        """Text in which Markdown finds no mark, and GitHub no person and no issue to tell."""
        escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
        return _CALLS_SOMEONE.sub(r"\1<!-- -->", escaped)

    def relation(self, label: str) -> str:
        return f"*{self.text(label)}*" if label else ""

    def bold(self, words: str) -> str:
        return f"**{words}**"


class _Html(_Plain):
    def text(self, text: str) -> str:
        return escape(" ".join(text.split()))

    def bold(self, words: str) -> str:
        return f"<b>{words}</b>"


def _sentences(thing: ChangedThing, marks: _Plain) -> Iterator[tuple[ChangeKind, str]]:
    """What changed of a thing, each once; what moved from one file to another is one sentence."""
    moved: dict[tuple[str, str, str, str], list[str]] = {}
    change: dict[tuple[ChangeKind, str], None] = {}
    for one in thing.differences:
        if one.kind is ChangeKind.EVIDENCE:
            change[one.kind, _evidence(one, marks)] = None
        elif one.kind is ChangeKind.MOVED:
            to = (one.file, one.former_file, one.citation, one.former_citation)
            moved.setdefault(to, []).append(_statement(one, marks))
        else:
            change[one.kind, _coming_or_going(one, marks)] = None
    for to, statements in moved.items():
        change[ChangeKind.MOVED, f"{'; '.join(statements)} {_move(marks, *to)}"] = None
    return iter(change)


def _coming_or_going(change: LabelledDifference, marks: _Plain) -> str:
    sentence = f"{_statement(change, marks)} {marks.bold(change.kind)}, from {marks.text(change.citation)}"
    if not change.elsewhere:
        return sentence
    stated = "still stated" if change.kind is ChangeKind.REMOVED else "stated already"
    return f"{sentence}; {stated} by {marks.text(change.elsewhere)}"


def _statement(change: LabelledDifference, marks: _Plain) -> str:
    within = f"in {marks.text(change.within)}: " if change.within else ""
    # What is said of a node that nothing leads to has no relation.
    words = filter(None, [marks.relation(change.predicate_label), marks.text(change.object_label)])
    return within + " ".join(words)


def _move(marks: _Plain, file: str, former_file: str, citation: str, former_citation: str) -> str:
    moved = f"{marks.bold('moved')} to {marks.text(file)}, was in {marks.text(former_file)}"
    if citation == former_citation:
        return f"{moved}, from {marks.text(citation)}"
    cited = f"{marks.bold('now cited')} from {marks.text(citation)}, was from {marks.text(former_citation)}"
    return f"{moved}, {cited}"


def _evidence(change: LabelledDifference, marks: _Plain) -> str:
    if change.predicate in PLACES_IN_SOURCE:
        # "paragraph 3, was 2": the unit is said once.
        unit = change.predicate.removeprefix(IRC)
        former = change.former_label
        if change.object_label.startswith(unit) and former.startswith(unit):
            former = former.partition(" ")[2]
    elif change.predicate in FILE_IS_MADE_FROM:
        former = change.former_citation
    else:
        now = f"{marks.bold('now')} {marks.text(change.object_label)}, was {marks.text(change.former_label)}"
        return f"{marks.relation(change.predicate_label)}: {now}, from {marks.text(change.citation)}"
    return f"{marks.bold('now cited')} from {marks.text(change.citation)}, was {marks.text(former)}"


def _heading(thing: ChangedThing, marks: _Plain) -> str:
    of_class = f" ({marks.text(thing.class_label)})" if thing.class_label else ""
    return f"{marks.text(thing.label)}{of_class}" + (f", {thing.status}" if thing.status else "")


def heading_of(thing: ChangedThing) -> str:
    """What changed: a thing with its kind, and whether it is new or gone."""
    return _heading(thing, _Plain())


def sentences_of(thing: ChangedThing) -> list[str]:
    """What changed of a thing, each as a sentence in HTML."""
    return [sentence for _kind, sentence in _sentences(thing, _Html())]


def write_text(found: Comparison, out: TextIO) -> None:
    """For a terminal: each thing, and under it what changed, marked by a sign."""
    marks = _Plain()
    if not found.things:
        out.write(found.in_words() + "\n")
    for number, thing in enumerate(found.things):
        out.write("\n" * bool(number) + _heading(thing, marks) + "\n")
        for kind, sentence in _sentences(thing, marks):
            out.write(f"  {_SIGNS[kind]} {sentence}\n")


def write_markdown(found: Comparison, out: TextIO) -> None:
    """For a comment on a pull request: a heading a thing; what does not fit is counted."""
    marks = _Markdown()
    out.write(f"### What changed in the graph\n\n{marks.text(found.in_words())}\n")
    for unreadable in found.unreadable:
        out.write(f"\n{marks.text(str(unreadable))}.\n")
    if found.rewritten:
        out.write(f"\nWritten differently, stating the same: {marks.text(', '.join(found.rewritten))}.\n")
    room = _FITS_A_COMMENT
    for number, thing in enumerate(found.things):
        lines = "".join(f"- {sentence}\n" for _kind, sentence in _sentences(thing, marks))
        written = f"\n#### {_heading(thing, marks)}\n\n{lines}"
        room -= len(written)
        if room < 0:
            left = len(found.things) - number
            out.write(f"\n{left} more thing{'s' * (left > 1)} changed; `irc-kg diff` lists all.\n")
            break
        out.write(written)


def write_json(found: Comparison, out: TextIO) -> None:
    """For programs: a list with one object a difference."""
    written = [
        {
            "thing": thing.iri,
            "label": thing.label,
            "status": thing.status or None,
            "change": change.kind.value,
            "within": change.within or None,
            "predicate": change.predicate,
            "predicate_label": change.predicate_label or None,
            "object": change.object,
            "object_label": change.object_label,
            "citation": change.citation,
            "file": change.file,
            "elsewhere": change.elsewhere or None,
            "former": change.former_label or None,
            "former_citation": change.former_citation or None,
            "former_file": change.former_file or None,
        }
        for thing in found.things
        for change in thing.differences
    ]
    json.dump(written, out, ensure_ascii=False, indent=2)
    out.write("\n")


CHANGES: Formats[Comparison] = Formats(
    Content.CHANGES,
    (
        Format("text", (".txt",), write_text),
        Format("markdown", (".md",), write_markdown),
        Format("json", (".json",), write_json),
    ),
)

"""The forms in which a comparison is written: for a terminal, for a pull request, for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import TextIO

from irc_kg.diff.comparison import Comparison, Thing, ToldDifference
from irc_kg.diff.differences import FILE_IS_MADE_FROM, Kind
from irc_kg.provenance.citations import PLACES_IN_SOURCE
from irc_kg.store.vocabularies import IRC

_SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.MOVED: ">", Kind.EVIDENCE: "~"}
# What Markdown, as GitHub reads it, takes for a mark within a line.
_SPECIAL = re.compile(r"([\\`*_\[\]<>#~&$])")
_CALLS_SOMEONE = re.compile(r"(@|#|GH-)(?=\w)")
_FITS_A_COMMENT = 60_000  # characters; GitHub takes 65,536


class _Plain:
    """How the parts of a sentence are written where nothing marks them."""

    def text(self, text: str) -> str:
        return text

    def relation(self, label: str) -> str:
        return self.text(label)

    def change(self, words: str) -> str:
        return words


class _Markdown(_Plain):
    def text(self, text: str) -> str:
        """Text in which Markdown finds no mark, and GitHub no person and no issue to tell."""
        escaped = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
        return _CALLS_SOMEONE.sub(r"\1<!-- -->", escaped)

    def relation(self, label: str) -> str:
        return f"*{self.text(label)}*" if label else ""

    def change(self, words: str) -> str:
        return f"**{words}**"


def _sentences(thing: Thing, marks: _Plain) -> Iterator[tuple[Kind, str]]:
    """What changed of a thing, each once; what moved from one file to another is one sentence."""
    moved: dict[tuple[str, str, str, str], list[str]] = {}
    told: dict[tuple[Kind, str], None] = {}
    for one in thing.differences:
        if one.kind is Kind.EVIDENCE:
            told[one.kind, _evidence(one, marks)] = None
        elif one.kind is Kind.MOVED:
            to = (one.file, one.former_file, one.citation, one.former_citation)
            moved.setdefault(to, []).append(_statement(one, marks))
        else:
            told[one.kind, _coming_or_going(one, marks)] = None
    for to, statements in moved.items():
        told[Kind.MOVED, f"{'; '.join(statements)} {_move(marks, *to)}"] = None
    return iter(told)


def _coming_or_going(told: ToldDifference, marks: _Plain) -> str:
    sentence = f"{_statement(told, marks)} {marks.change(told.kind)}, from {marks.text(told.citation)}"
    if not told.elsewhere:
        return sentence
    stated = "still stated" if told.kind is Kind.REMOVED else "stated already"
    return f"{sentence}; {stated} by {marks.text(told.elsewhere)}"


def _statement(told: ToldDifference, marks: _Plain) -> str:
    within = f"in {marks.text(told.within)}: " if told.within else ""
    # What is said of a node that nothing leads to has no relation.
    words = filter(None, [marks.relation(told.predicate_label), marks.text(told.object_label)])
    return within + " ".join(words)


def _move(marks: _Plain, file: str, former_file: str, citation: str, former_citation: str) -> str:
    moved = f"{marks.change('moved')} to {marks.text(file)}, was in {marks.text(former_file)}"
    if citation == former_citation:
        return f"{moved}, from {marks.text(citation)}"
    cited = f"{marks.change('now cited')} from {marks.text(citation)}, was from {marks.text(former_citation)}"
    return f"{moved}, {cited}"


def _evidence(told: ToldDifference, marks: _Plain) -> str:
    if told.predicate in PLACES_IN_SOURCE:
        # "paragraph 3, was 2": the unit is said once.
        unit = told.predicate.removeprefix(IRC)
        former = told.former_label
        if told.object_label.startswith(unit) and former.startswith(unit):
            former = former.partition(" ")[2]
    elif told.predicate in FILE_IS_MADE_FROM:
        former = told.former_citation
    else:
        now = f"{marks.change('now')} {marks.text(told.object_label)}, was {marks.text(told.former_label)}"
        return f"{marks.relation(told.predicate_label)}: {now}, from {marks.text(told.citation)}"
    return f"{marks.change('now cited')} from {marks.text(told.citation)}, was {marks.text(former)}"


def _heading(thing: Thing, marks: _Plain) -> str:
    sort = f" ({marks.text(thing.sort)})" if thing.sort else ""
    return f"{marks.text(thing.label)}{sort}" + (f", {thing.status}" if thing.status else "")


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
            "change": told.kind.value,
            "within": told.within or None,
            "predicate": told.predicate,
            "predicate_label": told.predicate_label or None,
            "object": told.object,
            "object_label": told.object_label,
            "citation": told.citation,
            "file": told.file,
            "elsewhere": told.elsewhere or None,
            "former": told.former_label or None,
            "former_citation": told.former_citation or None,
            "former_file": told.former_file or None,
        }
        for thing in found.things
        for told in thing.differences
    ]
    json.dump(written, out, ensure_ascii=False, indent=2)
    out.write("\n")


WRITER_BY_NAME: dict[str, Callable[[Comparison, TextIO], None]] = {
    "text": write_text,
    "markdown": write_markdown,
    "json": write_json,
}

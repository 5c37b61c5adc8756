"""The check of a project: every rule that is wanted, on every file that is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from irc_kg.checks.catalogue import SOURCE_RULES, catalogue, chosen
from irc_kg.checks.inspection import Coded, inspect_query
from irc_kg.checks.places import About, Place
from irc_kg.checks.queries_as_rules import query_rules, rows_of
from irc_kg.checks.reading import Reading
from irc_kg.checks.report import Report
from irc_kg.checks.rule import Rule
from irc_kg.checks.shapes import shape
from irc_kg.checks.targets import find_targets
from irc_kg.errors import Finding, Severity
from irc_kg.provenance.sources import Sources, Texts
from irc_kg.store.project_files import ProjectFiles


class _Result(NamedTuple):
    """What a rule found out from the triples, before its place in the files is known."""

    about: About
    code: str
    message: str
    severity: Severity


class _Found(NamedTuple):
    """A finding, and the property that it is about, if any."""

    finding: Finding
    predicate: str = ""


def check(  # noqa: PLR0913 - the options are given by name
    project: ProjectFiles,
    files: Sequence[Path] | None = None,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    instead: Mapping[Path, bytes] | None = None,
    sources: Path | None = None,
    cache: Path | None = None,
) -> Report:
    """Look for everything there is to put right in a project.

    ``files`` narrows what is reported: files or folders, in the project or not; a Turtle file from elsewhere
    is checked as if it belonged to the graph. ``select`` and ``ignore`` are codes of rules, ``*`` for any
    letters. ``instead`` is what some files are to be read as, in the place of what they hold; ``sources`` is
    the folder with the texts of the sources, if they are to be compared. ``cache`` is a folder in which to
    remember what was found, so that the next run looks only at what has changed.
    """
    targets = find_targets(project, files)
    rules = chosen(catalogue(project), select, ignore)
    reading = Reading(project, targets.drafts, instead, cache)
    of_the_whole = list(_of_the_whole(reading, rules))
    of_sources = _of_sources(reading, rules, sources) if sources else ()
    found = [
        *_of_files(reading, rules),
        *(_Found(finding) for finding in reading.refused),
        *_placed(reading, [*of_the_whole, *of_sources]),
        *_of_queries(targets.queries, reading, rules),
    ]
    reading.memory.save()
    wanted = [one for one in found if one.finding.check in rules and one.finding.file in targets.files]
    return Report(
        project=project,
        findings=tuple(sorted(_without_doubles(wanted))),
        files=tuple(sorted(targets.files)),
        rules=rules,
        unreadable=(*reading.unreadable, *(finding.file for finding in reading.refused)),
    )


def _of_files(reading: Reading, rules: Mapping[str, Rule[object]]) -> Iterator[_Found]:
    """What each Turtle file shows by itself."""
    for path, inspected in reading.inspected.items():
        for coded in inspected.faults:
            yield _found(path, coded, rules)


def _found(path: Path, coded: Coded, rules: Mapping[str, Rule[object]]) -> _Found:
    code, fault = coded
    severity = rules[code].severity if code in rules else Severity.ERROR
    return _Found(Finding(path, fault.line, fault.column, code, fault.message, severity), fault.predicate)


def _of_the_whole(reading: Reading, rules: Mapping[str, Rule[object]]) -> Iterator[_Result]:
    """What shows only when all files are seen together."""
    queries = [rule for rule in query_rules(reading.project) if rule.code in rules]
    if not reading.vocabulary.is_whole or not (queries or shape.code in rules):
        return
    for rule in queries:
        for about, message in rows_of(rule, reading.store, reading.wording):
            yield _Result(about, rule.code, message, rule.severity)
    if shape.code in rules:
        for result in shape.find(reading.store, reading.wording, reading.memory.conforming):
            yield _Result(result.about, shape.code, result.message, result.severity)


def _of_sources(reading: Reading, rules: Mapping[str, Rule[object]], folder: Path) -> Iterator[_Result]:
    """What the texts of the sources show."""
    texts = Texts(Sources(reading.store), folder)
    for rule in SOURCE_RULES:
        if rule.code in rules:
            for result in rule.find(reading.store, texts):
                yield _Result(result.about, rule.code, result.message, rule.severity)


def _placed(reading: Reading, results: Sequence[_Result]) -> Iterator[_Found]:
    """Findings at their places, without what may come only from a file that cannot be read."""
    if not results:
        return
    doubtful, places = reading.doubtful, reading.places
    certain = [result for result in results if not doubtful & set(_names(result.about))]
    # File by file, because few files are kept at hand.
    for about, code, message, severity in sorted(
        certain, key=lambda result: places.first_graph(result.about)
    ):
        place = places.of(about) or _top(reading, about)
        predicate = about.predicate.value if about.predicate is not None else ""
        yield _Found(Finding(*place, code, message, severity), predicate)


def _names(about: About) -> Iterator[str]:
    """The things that a result is about."""
    return (term.value for term in (about.subject, about.object) if isinstance(term, ox.NamedNode))


def _top(reading: Reading, about: About) -> Place:
    """The top of the file that a graph is; of the first file where it is not told which."""
    project = reading.store.files
    if isinstance(about.graph, ox.NamedNode):
        return Place(project.file_of(about.graph.value), 1, 1)
    return Place((*project.graph_files, *project.ontology_files)[0], 1, 1)


def _of_queries(
    paths: Iterable[Path], reading: Reading, rules: Mapping[str, Rule[object]]
) -> Iterator[_Found]:
    """What each query file shows, by itself and asked of the graph."""
    for path in paths:
        for coded in inspect_query(path, reading.setting, rules):
            yield _found(path, coded, rules)


def _without_doubles(found: Iterable[_Found]) -> set[Finding]:
    """Each finding once; a shape is not heard where a rule has said what is wrong with the same value."""
    found = list(found)
    said = {_what(one) for one in found if one.finding.check != shape.code and one.predicate}
    return {one.finding for one in found if one.finding.check != shape.code or _what(one) not in said}


def _what(one: _Found) -> tuple[object, ...]:
    return one.finding.file, one.finding.line, one.predicate

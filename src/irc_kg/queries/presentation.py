"""Answers as people read them: the question above them, things by their names, words above the columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from irc_kg.errors import count, either
from irc_kg.queries.tables import Cell, Passage, Shown, Table, heading, is_number, text
from irc_kg.store import Store
from irc_kg.store.datatypes import PartialDate, today
from irc_kg.store.names import DCTERMS, IRC, OWL, SCHEMA, SKOS

if TYPE_CHECKING:
    from irc_kg.provenance import Citation
    from irc_kg.provenance.sources import Texts
    from irc_kg.queries import Query
    from irc_kg.queries.running import Given, QueryRunner

_ENOUGH_ROWS = 200  # to see what stands in the columns
_FEWEST_WORDS = 5  # of what might be taken for a quotation
_OURS = "in our words"
_WORDS_OF_SOURCE = "in_the_words_of_the_source"
CITED, _CITED_TOO = "source", "cited_from"  # columns of the places that make a row
_PLACES = {CITED, _CITED_TOO, _WORDS_OF_SOURCE}
_WHERE = "Where the sources make what the row says: document, section, and paragraphs or rows."
_KNOWN_COLUMNS = {
    "says": "The relation in which it stands.",
    "file": "The file of the graph that states it, and the line.",
    CITED: _WHERE,
    _CITED_TOO: _WHERE,
    _WORDS_OF_SOURCE: "What the paragraphs say that are cited, word for word, each behind its place.",
}
_NATION = "nation"  # heads a column of nations, and names a parameter for one
_ANYTHING = {"what", "thing", "subject"}  # words above columns that do not say what is in them
_IRI = "_iri"  # ends the name of a column of IRIs
FOR_READERS = {"table", "markdown", "csv", "xlsx"}  # the formats of tables that are not for machines
# Those of them that have the question above the table, and below it the very words of the sources.
DOCUMENTS = {"table", "markdown"}
_IN_COLUMNS = {"csv", "xlsx"}  # the formats in which an IRI has a column of its own


def describe_cells(
    store: Store, *, ids: bool = False, as_of: PartialDate | None = None, languages: bool = False
) -> Shown:
    """How people read a cell: a thing by its label, with its end if it has ended, and its CURIE if wanted.

    ``languages``: a text that has one is told with it.
    """
    known: dict[Cell, str] = {}

    def describe(cell: Cell) -> str:
        if isinstance(cell, ox.Triple):
            return f"<< {' '.join(map(describe, cell))} >>"
        if isinstance(cell, ox.BlankNode):
            return store.label_of_nameless(cell)
        if not isinstance(cell, ox.NamedNode):
            language = store.spellings.language_of(cell) if languages and isinstance(cell, ox.Literal) else ""
            return f"{text(cell)} ({language})" if language else text(cell)
        if cell not in known:
            label = known[cell] = store.display_label(cell.value, as_of)
            if ids and label != (curie := store.prefixes.shorten(cell.value)):
                known[cell] = f"{label} ({curie})"
        return known[cell]

    return describe


def for_readers(
    table: Table,
    store: Store,
    format_name: str,
    *,
    ids: bool = False,
    as_of: PartialDate | None = None,
) -> Table:
    """A table as people read it: things by their labels, and words above the columns.

    ``ids``: which things they are is told too, in columns of their own in the formats of spreadsheets, and
    elsewhere in the same cells. ``as_of``: the day by which what has ended says so; today if none is given.
    Tables for machines stay as they are.
    """
    if format_name not in FOR_READERS:
        return replace(table, language=store.spellings.language_of)
    has_columns = ids and format_name in _IN_COLUMNS
    first, table = table.peek(_ENOUGH_ROWS)
    titles = table.titles or titles_of(store, table.columns, first)
    several = format_name in DOCUMENTS and _has_languages(first)
    shown = describe_cells(store, ids=ids and not has_columns, as_of=as_of, languages=several)
    table = replace(table, shown=shown, titles=titles)
    return _with_iris(table) if has_columns else table


def _has_languages(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether a column holds texts in several languages."""
    for column in zip(*rows, strict=True):
        tags = {cell.language for cell in column if isinstance(cell, ox.Literal)}
        if len(tags - {None}) > 1:
            return True
    return False


def titles_of(
    store: Store,
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    wordings: Wordings | None = None,
) -> tuple[str, ...]:
    """The words above columns, by their names; what might be taken for a quotation and is none says so.

    In our words are texts that a file states in a language (what a source prints is kept without one), things
    of a class whose label is a sentence, and what a query puts together of such labels. ``wordings`` of the
    store may be given, where there are many tables.
    """
    wordings = wordings or Wordings(store)
    titles = list(_titles(store, columns))
    for index, column in enumerate(columns):
        if column not in _PLACES and wordings.are_among(row[index] for row in rows):
            titles[index] += f" ({_OURS})"
    return tuple(titles)


class Wordings:
    """What in a graph is worded by those who made it, rather than printed in a source."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._known: dict[Cell, bool] = {}

    @cached_property
    def labels(self) -> frozenset[str]:
        """The labels of these things."""
        return self.store.labels(self.store.sentences)

    def are_among(self, cells: Iterable[Cell]) -> bool:
        """Whether any of some cells is in our words."""
        return any(self.has(cell) for cell in cells)

    def has(self, cell: Cell) -> bool:
        """Whether a cell is in our words."""
        if cell not in self._known:
            self._known[cell] = self._is_ours(cell)
        return self._known[cell]

    def _is_ours(self, cell: Cell) -> bool:
        if isinstance(cell, ox.NamedNode):
            return self.store.is_sentence(cell.value)
        if not isinstance(cell, ox.Literal) or len(cell.value.split()) < _FEWEST_WORDS:
            return False
        if any(label in cell.value for label in self.labels):
            return True
        # What a query makes of several names may have a language, but no file states it.
        quads = self.store.quads(None, None, cell) if cell.language else iter(())
        return any(quad.predicate.value not in self.store.name_predicates for quad in quads)


def column_of_places(columns: Sequence[str]) -> str:
    """What the column is called that is added to others to say where the sources make each row."""
    return _CITED_TOO if CITED in columns else CITED


def passages_of(citations: Iterable[Citation], texts: Texts) -> dict[Citation, Passage]:
    """The very words at some places, each once, where there are any."""
    found: dict[Citation, Passage] = {}
    for citation in dict.fromkeys(citations):
        if paragraphs := tuple(texts.quote(citation)):
            found[citation] = Passage(str(citation), paragraphs)
    return found


def with_passages(
    table: Table, citations: Sequence[Sequence[Citation]], texts: Texts, format_name: str
) -> Table:
    """The table with the very words of the paragraphs that are cited for each row.

    They stand below the tables of documents, and elsewhere in a column.
    """
    known = passages_of((place for places in citations for place in places), texts)
    if format_name in DOCUMENTS:
        return replace(table, about=table.about._replace(passages=tuple(known.values())))
    rows = []
    for row, places in zip(table, citations, strict=True):
        passages = [str(known[place]) for place in places if place in known]
        rows.append((*row, ox.Literal("\n".join(passages)) if passages else None))
    return replace(table, columns=(*table.columns, _WORDS_OF_SOURCE), rows=rows)


def _titles(store: Store, columns: Sequence[str]) -> tuple[str, ...]:
    """The words above all columns; those of a parameter may be those of another column too."""
    titles = [_title(store, column) for column in columns]
    return tuple(
        f"{title} asked for" if column.startswith("_") and titles.count(title) > 1 else title
        for column, title in zip(columns, titles, strict=True)
    )


def _title(store: Store, column: str) -> str:
    """The words above a column, spelt as the ontology spells them: "ODS code" for ``odsCode``."""
    words = heading(column)
    local_name = column[:1].upper() + column[1:]
    if column not in {words, local_name}:
        for namespace in store.prefixes.by_name.values():
            label = store.label(namespace + local_name)
            if label.casefold() == words:
                return label
    return words


def _with_iris(table: Table) -> Table:
    """The table with a column for the IRIs of things behind each column that has any."""
    table = table.read()
    rows = [tuple(row) for row in table]
    columns, titles = list(table.columns), list(table.titles)
    for index in reversed(range(len(columns))):
        if not any(isinstance(row[index], ox.NamedNode) for row in rows):
            continue
        columns.insert(index + 1, columns[index] + _IRI)
        titles.insert(index + 1, f"{titles[index].removesuffix(f' ({_OURS})')} IRI")
        rows = [(*row[: index + 1], _iri_of(row[index]), *row[index + 1 :]) for row in rows]
    return replace(table, columns=tuple(columns), titles=tuple(titles), rows=rows)


def _iri_of(cell: Cell) -> Cell:
    return ox.Literal(cell.value) if isinstance(cell, ox.NamedNode) else None


def question_of(runner: QueryRunner, query: Query, values: Mapping[str, Sequence[str]]) -> str:
    """What is asked, with the values that are used, and which of them nobody asked for."""
    summary = query.header.summary
    sentences = [runner.fill(query, summary, values).strip().rstrip(".")]
    for given in runner.inputs(query, values):
        is_in_summary = f"{{{given.parameter.name}}}" in summary
        sentences.append(_sentence(given, runner.in_words(query, given), is_in_summary=is_in_summary))
    return ". ".join(filter(None, sentences))


def _sentence(given: Given, words: str, *, is_in_summary: bool) -> str:
    """What a heading says of the value of a parameter, besides what stands in the summary."""
    name = given.parameter.name.replace("_", " ").capitalize()
    if not words or (is_in_summary and not given.is_default):
        return ""
    if not given.is_default:
        return f"{name}: {words}"
    from irc_kg.queries.header import TODAY

    is_today = given.texts == (TODAY,)
    why, another = ("today", "another day") if is_today else ("the default", "another")
    reason = f"{why}; {given.parameter.option} takes {another}"
    if is_in_summary:
        return f"{'That' if is_today else words} is {reason}"
    return f"{name}: {words} ({reason})"


def is_by_nation(query: Query, columns: Sequence[str]) -> bool:
    """Whether a question with a name has rows for nations: it asks for one, or has a column of them."""
    names = {parameter.name for parameter in query.parameters} | set(map(heading, columns))
    return _NATION in names and bool(query.header.summary)


def gaps_of(
    runner: QueryRunner,
    query: Query,
    values: Mapping[str, Sequence[str]],
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> str:
    """For which nations a question has no row, in a sentence; empty where its rows are not by nation.

    Of the nations that are asked for, or of all where none is.
    """
    titles = [heading(column) for column in columns]
    things = [title for title in titles if title != _NATION]
    if not things or not is_by_nation(query, columns):
        return ""
    wanted = _nations_wanted(runner, query, values)
    missing = sorted(wanted.difference(*(_nations_in(runner.store, row, titles, wanted) for row in rows)))
    if not missing:
        return ""
    what = "Nothing" if things[0] in _ANYTHING else f"No {things[0]}"
    return f"{what} is stated for {either(missing)} by name; that does not mean that there is none."


def _nations_wanted(runner: QueryRunner, query: Query, values: Mapping[str, Sequence[str]]) -> set[str]:
    """The names of the nations that are asked for, or of all where none is."""
    nations = runner.store.instances(IRC + "Nation")
    asked = runner.things_given(query, values, _NATION) or nations
    return {runner.store.label(nation) for nation in nations if nation in asked}


def _nations_in(store: Store, row: Sequence[Cell], titles: Sequence[str], wanted: set[str]) -> set[str]:
    """Those of some nations that a row is of: all where it has no column for them."""
    if _NATION not in titles:
        return wanted
    cell = row[titles.index(_NATION)]
    named = store.label(cell.value) if isinstance(cell, ox.NamedNode) else text(cell)
    return wanted.intersection(named.split(", "))


def details_of(
    runner: QueryRunner, query: Query, values: Mapping[str, Sequence[str]]
) -> list[tuple[str, str]]:
    """What a saved answer tells of its question: what it gives, and the values of its parameters."""
    details = [("Question", runner.fill(query, query.header.summary or query.name, values))]
    if query.header.description:
        details.append(("What it gives", runner.fill(query, query.header.description, values)))
    for given in runner.inputs(query, values):
        name = given.parameter.name.replace("_", " ")
        words = runner.in_words(query, given) or "any"
        usual = f" (the default, since nothing was said; {given.parameter.option} takes another)"
        details.append((f"Value of {name}", words + (usual if given.is_default else "")))
    return details


def with_about(
    table: Table, store: Store, details: Sequence[tuple[str, str]] = (), endpoint: str | None = None
) -> Table:
    """The table with all that it tells of itself: of the question, its columns, and where it comes from."""
    first, table = table.peek(_ENOUGH_ROWS)
    told = list(details)
    if not told and table.about.question:
        told = [("Shown", table.about.question)]
    for index, (column, title) in enumerate(zip(table.columns, table.headings, strict=True)):
        told.append((f"Column {title!r}", _describe_column(store, column, [row[index] for row in first])))
    if table.about.gaps:
        told.append(("Not stated", table.about.gaps))
    told += [("Asked of", endpoint)] if endpoint else _provenance_of(store)
    return replace(table, about=table.about._replace(details=tuple(told)))


# complexity: one branch for each that can tell what stands in a column
def _describe_column(store: Store, column: str, cells: Sequence[Cell]) -> str:
    """What stands in a column: what the ontology says of a word of its name, else what its cells are."""
    if column in _KNOWN_COLUMNS:
        return _KNOWN_COLUMNS[column]
    if column.endswith(_IRI):
        return "The IRI of what stands in the column before it."
    for namespace in store.prefixes.by_name.values():
        for local_name in (column, column[:1].upper() + column[1:]):
            if definition := store.text(namespace + local_name, SKOS + "definition"):
                return definition
    things = [cell.value for cell in cells if isinstance(cell, ox.NamedNode)]
    if things:
        if store.classes.issuperset(things):
            return "Kinds of thing, each with a link to its address."
        kinds = dict.fromkeys(store.label(kind) for thing in things if (kind := store.kind(thing)))
        return f"Things, each with a link to its address. Kinds: {', '.join(kinds) or 'not known'}."
    return "Numbers." if any(map(is_number, cells)) else "Text."


def graph_and_state(store: Store) -> tuple[str, str]:
    """What the graph is called, and which state of it is asked."""
    ontology = next(iter(store.instances(OWL + "Ontology")), "")
    title = store.text(ontology, DCTERMS + "title") if ontology else ""
    version = store.text(ontology, OWL + "versionInfo") if ontology else ""
    name = " ".join(filter(None, [title or store.files.root.name, version]))
    revision = store.files.revision()
    return name, f"revision {revision}" if revision else f"newest change {store.files.newest_change()}"


def licences_of(store: Store) -> list[str]:
    """The licences of the graph, as its ontology states them: mostly addresses."""
    ontology = next(iter(store.instances(OWL + "Ontology")), "")
    stated = store.objects(ontology, DCTERMS + "license") if ontology else []
    return [term.value for term in stated if isinstance(term, ox.NamedNode | ox.Literal)]


def _provenance_of(store: Store) -> Iterator[tuple[str, str]]:
    """Which state of which graph an answer comes from, how it is cited, and under which licence it may be."""
    name, state = graph_and_state(store)
    yield "Graph", f"{name}; {count(len(store.files.graph_files), 'file')}, {state}"
    yield "Asked on", today().in_words()
    yield (
        "How to cite",
        (
            "Cite the sources that stand in the column 'source', where there is one; the answer itself as: "
            f"{name}, {state}, asked on {today().in_words()}."
        ),
    )
    for licence in licences_of(store):
        yield "Licence", licence
    shown = dict.fromkeys(quad.object for quad in store.quads(None, SCHEMA + "creditText"))
    for credit in shown:
        yield "Contains", credit.value if isinstance(credit, ox.Literal) else ""

"""The whole of a project behind one object: what Python programs and the command line talk to."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import pyoxigraph as ox

from irc_kg.errors import IrcKgError
from irc_kg.queries import Query, find_query, load_queries, query_of_text
from irc_kg.queries.answer import (
    HeldTable,
    answer_of,
    find_parameter,
    network_of,
    table_of_statements,
    table_of_things,
    values_for,
)
from irc_kg.queries.tables import in_quotes, text
from irc_kg.store import Store
from irc_kg.store.datatypes import PartialDate
from irc_kg.store.loading import ToldProgress, read_files
from irc_kg.store.names import fold
from irc_kg.store.project_files import ProjectFiles, find_project

if TYPE_CHECKING:
    from networkx import MultiDiGraph
    from rdflib import Dataset

    from irc_kg.editing import Change, Editor, FileOptions
    from irc_kg.editing.forms import Form
    from irc_kg.editing.migrating import Migration
    from irc_kg.editing.sheets import TableFile
    from irc_kg.editing.tables import Progress
    from irc_kg.provenance import Evidence, Location, Locations, Statement
    from irc_kg.provenance.ways import Way, Ways
    from irc_kg.publishing import Reference
    from irc_kg.publishing.descriptions import Description, DumpFile, Examples
    from irc_kg.publishing.documents import Brief
    from irc_kg.publishing.dumps import Dump
    from irc_kg.queries.answer import Value
    from irc_kg.queries.header import Parameter
    from irc_kg.queries.running import QueryRunner
    from irc_kg.store.endpoint import Endpoint
    from irc_kg.views import View
    from irc_kg.views.picture import Layout


# What every picture leaves out, said on each.
_FEW_CHOICES = 8  # of a view, each with a picture of its own
_NOT_COVERED = (
    "What no source of the graph states is not shown: that something is missing here does not mean that it "
    "is not so."
)


class NoPictureError(IrcKgError):
    """A query whose answer cannot be drawn."""

    def __init__(self, query: Query) -> None:
        super().__init__(
            f"{query.place} is a {query.form or 'faulty'} query: a picture draws the triples of a CONSTRUCT."
        )


class NoRowsError(IrcKgError):
    """A query whose answer has no rows that could cite anything."""

    def __init__(self, query: Query) -> None:
        super().__init__(f"{query.place} is no SELECT query: it has no rows that could cite sources.")


class YesOrNoError(IrcKgError):
    """A query whose answer is a table where yes or no is wanted, or the other way round."""

    def __init__(self, query: Query) -> None:
        method, answer = ("ask", "yes or no") if query.form == "ASK" else ("query", "a table")
        super().__init__(f"The answer of {query.name} is {answer}: {method}() gives it.")


@dataclass(eq=False, repr=False)
class Project:
    """A project, opened: its triples, its queries and the evidence of every statement."""

    files: ProjectFiles
    progress: ToldProgress | None = None  # hears how far the making of an index is
    endpoint: Endpoint | None = None  # the server that is asked in the place of the files under ``graph/``
    asks_little: bool = False  # whether it is for no more than a question, which an index answers sooner

    @cached_property
    def store(self) -> Store:
        if self.endpoint is None:
            loaded = read_files(self.files, tell=self.progress, asks_little=self.asks_little)
            return Store(self.files, loaded=loaded)
        from irc_kg.store.remote import RemoteFiles, RemoteStore

        return RemoteStore(RemoteFiles(self.files.root, self.files.origin, endpoint=self.endpoint))

    @cached_property
    def runner(self) -> QueryRunner:
        if self.endpoint is None:
            from irc_kg.queries.running import QueryRunner

            return QueryRunner(self.store)
        from irc_kg.queries.elsewhere import RemoteRunner

        return RemoteRunner(self.store)

    @cached_property
    def evidence(self) -> Evidence:
        from irc_kg.provenance import Evidence

        return Evidence(self.store)

    def iri(self, name: str) -> str:
        """The IRI of the thing that a name means: of what is called so, else of the one thing that fits."""
        return self.store.names.guess(name)

    @cached_property
    def locations(self) -> Locations:
        from irc_kg.provenance import Locations

        return Locations(self.store.files)

    def locate(self, statement: Statement) -> Location:
        """In which file a statement stands, and in which line and column."""
        return self.locations.find(statement)

    @property
    def queries(self) -> tuple[Query, ...]:
        """The named queries of the project."""
        return load_queries(self.files, prefixes=self.store.prefixes.by_name)

    @property
    def views(self) -> tuple[Query, ...]:
        """The queries whose answers are drawn."""
        return load_queries(self.files, "views", self.store.prefixes.by_name)

    def choices(self, query: str | Query, parameter: str | Parameter) -> list[str]:
        """What a parameter of a query can be, things by their labels, in the order of the words."""
        query = self.find_query(query) if isinstance(query, str) else query
        parameter = find_parameter(query, parameter) if isinstance(parameter, str) else parameter
        listed = query.header.enumerate.get(parameter.name)
        if listed:
            return [self.store.label(self.store.prefixes.expand(value) or value) for value in listed]
        terms = self.runner.choices(query, parameter)
        # What says that a thing has ended is no part of its name.
        label = self.store.label
        names = (label(term.value) if isinstance(term, ox.NamedNode) else text(term) for term in terms)
        return sorted(names, key=_by_number_and_word)

    def find_query(self, name: str, folder: str = "") -> Query:
        return find_query(self.files, name, folder, self.store.prefixes.by_name)

    def query(self, query: str, /, **values: Value | Sequence[Value]) -> HeldTable:
        """The answer to a question by its name, or to a text of SPARQL; a graph is a table of triples.

        Things are given by their names or IRIs, dates and numbers as Python has them, several as a list.
        """
        asked, typed = self._question(query, values)
        answer = answer_of(self.runner, asked, typed)
        if isinstance(answer, bool):
            raise YesOrNoError(asked)
        return answer

    def ask(self, query: str, /, **values: Value | Sequence[Value]) -> bool:
        """The answer to an ASK query, by its name or as a text of SPARQL."""
        asked, typed = self._question(query, values)
        answer = answer_of(self.runner, asked, typed)
        if not isinstance(answer, bool):
            raise YesOrNoError(asked)
        return answer

    def all_answers(self) -> Iterator[tuple[Query, HeldTable | IrcKgError]]:
        """The answer to each named question, with every choice of what it must be told, and its sources.

        In the place of an answer stands what keeps a question from having one.
        """
        from irc_kg.publishing.workbooks import answers_to

        return answers_to(self.runner, self.queries)

    def _question(
        self, query: str | Query, values: Mapping[str, Value | Sequence[Value]]
    ) -> tuple[Query, dict[str, tuple[str, ...]]]:
        """A query, maybe by its name or its text, and the values of its parameters as they would be typed."""
        known = self.store.prefixes.by_name
        if isinstance(query, Query):
            asked = query
        elif "{" in query:
            asked = query_of_text(query, "the query", known)
        else:
            asked = self.find_query(query)
        return asked, values_for(asked, values)

    def find(self, text: str) -> HeldTable:
        """Things whose names a text fits, and those of a kind that is called so, the best first."""
        return table_of_things(self.store, text)

    def show(self, name: str) -> HeldTable:
        """All that is said of a thing, each statement with its source."""
        return table_of_statements(self.evidence, self.iri(name))

    def network(self) -> MultiDiGraph[str]:
        """All relations between things, for networkx: the nodes are IRIs, with their label and kind."""
        return network_of(self.store)

    def connect(self, one: str, other: str, ways: int = 3) -> list[Way]:
        """Why two things are connected: at most so many ways between them, the best first.

        None where nothing connects them; one with a caveat where only what connects much does.
        """
        return self._ways.between(self.iri(one), self.iri(other), ways)

    @cached_property
    def _ways(self) -> Ways:
        from irc_kg.provenance.ways import Ways

        return Ways(self.evidence)

    def rdflib(self) -> Dataset:
        """The same triples as an rdflib Dataset, one named graph a file, over the same store."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        return Dataset(store=OxigraphStore(store=self.store.dataset))

    def cite(
        self,
        *things: str,
        query: str | Query | None = None,
        values: Mapping[str, Value | Sequence[Value]] | None = None,
    ) -> tuple[Reference, ...]:
        """References: of sources, of the sources that speak of other things, and of those of an answer.

        Things are given by their names; ``values`` are those of the parameters of a question.
        """
        from irc_kg.publishing import Library, with_own_keys

        library = Library(self.store)
        found = [each for thing in things for each in library.about(self.iri(thing))]
        if query is not None:
            found += library.of_answer(self._answer_of(*self._question(query, values or {})))
        return with_own_keys(found)

    def brief(
        self,
        *things: str,
        query: str | Query | None = None,
        values: Mapping[str, Value | Sequence[Value]] | None = None,
    ) -> Brief:
        """What the sources state on things, or what a question gives, with what has happened since.

        ``publishing.documents`` writes it.
        """
        from irc_kg.publishing import Library
        from irc_kg.publishing.briefs import Composer, Matter
        from irc_kg.queries.presentation import question_of

        iris = [self.iri(thing) for thing in things]
        matter = Matter(tuple(iris), [self.store.display_label(iri) for iri in iris])
        if query is not None:
            question, typed = self._question(query, values or {})
            summary = self.runner.fill(question, question.header.summary or question.name, typed)
            matter = replace(
                matter,
                titles=[*matter.titles, summary],
                question=question_of(self.runner, question, typed),
                answer=self._answer_of(question, typed),
            )
        return Composer(Library(self.store)).compose(matter)

    def _answer_of(self, question: Query, typed: Mapping[str, Sequence[str]]) -> HeldTable:
        """The rows of a SELECT query, which cite sources. Raises NoRowsError."""
        answer = answer_of(self.runner, question, typed) if question.form in {"SELECT", ""} else None
        if not isinstance(answer, HeldTable):
            raise NoRowsError(question)
        return answer

    def dump(self) -> Dump:
        """All named graphs, with a JSON-LD context of their words; ``publishing.dumps`` writes them."""
        from irc_kg.publishing.dumps import Dump

        return Dump(self.store)

    def describe(
        self,
        files: Sequence[DumpFile] = (),
        *,
        dump: Dump | None = None,
        address: str = "",
        endpoint: str = "",
    ) -> Description:
        """What the data is, in VoID and DCAT: its files are under ``address``, and ``endpoint`` answers.

        ``dump``: one that is there already, which takes longer to make than its description.
        """
        from irc_kg.publishing.descriptions import Description

        return Description(dump or self.dump(), files, address, endpoint)

    def examples(self, *, address: str = "", endpoint: str = "") -> Examples:
        """The questions and the views as examples of SPARQL."""
        from irc_kg.publishing.descriptions import Examples

        queries = {query.name: query for query in self.queries}
        queries |= {f"views/{view.name}": view for view in self.views}
        return Examples(self.runner, queries, address, endpoint)

    def view(self, name: str, /, **values: Value | Sequence[Value]) -> View:
        """The view of this name as a picture; things are given by their names, as on the command line.

        ``as_of="2020-01-01"`` draws what there was on that day.
        """
        from irc_kg.queries.header import AS_OF, read_day

        query = self.find_query(name, "views")
        has_day = any(parameter.name == AS_OF for parameter in query.parameters)
        day = None if has_day else values.pop(AS_OF, None)
        return self.view_of(query, values_for(query, values), read_day(str(day)) if day else None)

    def view_of(
        self,
        query: Query,
        values: Mapping[str, Sequence[str]] | None = None,
        as_of: PartialDate | None = None,
        *,
        only_best_connected: bool = False,
    ) -> View:
        """What a CONSTRUCT query gives as a picture; its summary is the question above it.

        ``as_of``: what had not begun by that day is left out, unless it was announced. With
        ``only_best_connected`` so much of a large picture is left out as nobody could look at.
        """
        from irc_kg.views import View
        from irc_kg.views.composition import Caption, compose
        from irc_kg.views.headlines import headline_of_view

        values = values or {}
        from irc_kg.store.endpoint import RemoteTriples

        if as_of is not None and query.day_parameter is not None:
            values = {**values, query.day_parameter.name: (str(as_of.days[1]),)}
        triples = self.runner.run(query, values)
        if not isinstance(triples, ox.QueryTriples | RemoteTriples):
            raise NoPictureError(query)
        day = as_of or self.runner.day(query, values) or self.store.endings.last_change
        caption = Caption(
            question=self.runner.fill(query, query.header.summary or query.name, values),
            summary=self.runner.fill(query, query.header.description or "What the query gives", values),
            query=self.runner.bind(query, values),
            as_of=day,
            not_covered=(_NOT_COVERED,),
            layout=self._layout_of(query),
            headline=headline_of_view(self.runner, query, values, day),
            only_what_had_begun=as_of is not None,
            only_best_connected=only_best_connected,
        )
        return View(compose(self.evidence, triples, caption))

    def _layout_of(self, query: Query) -> Layout:
        """How the header of a view wants it to be laid out."""
        from irc_kg.views.picture import NETWORK, Layout, LayoutPart

        expand = self.store.prefixes.expand
        parts = [
            LayoutPart(title, tuple(expand(name) or name for text in classes for name in text.split()))
            for title, classes in query.header.parts.items()
        ]
        return Layout(query.header.layout or NETWORK, tuple(parts))

    def all_views(self) -> Iterator[tuple[str, Query, dict[str, tuple[str, ...]]]]:
        """Each picture that the views give without being asked for more: its name, its query, and the values.

        A view of one of a few things gives a picture of each.
        """
        for query in self.views:
            for name, values in self.pictures_of(query):
                yield name, query, values

    def pictures_of(self, view: Query) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
        """The name of each picture that a view gives without being asked for more, and the values."""
        from irc_kg.views.gallery import name_of_choice

        return [(name_of_choice(view.name, choice), values) for choice, values in self._usual_values(view)]

    def _usual_values(self, query: Query) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
        """What a view is drawn with when nobody chooses: each of a few choices, else its defaults."""
        needed = [each for each in query.parameters if not each.optional]
        asked = [each for each in needed if each != query.day_parameter]
        choices = self._things_like_default(query, asked[0]) if len(asked) == 1 else []
        if 1 < len(choices) <= _FEW_CHOICES:
            return [(choice, {asked[0].name: (choice,)}) for choice in choices]
        return [("", {})] if all(map(query.defaults_of, needed)) else []

    def _things_like_default(self, query: Query, parameter: Parameter) -> list[str]:
        """The choices of a parameter, without those that are of another kind than the usual one."""
        from irc_kg.queries.header import IRI

        if parameter.kind != IRI:
            return []
        kinds = {self.store.kind(self.iri(name)) for name in query.defaults_of(parameter)}
        choices = self.choices(query, parameter)
        return [name for name in choices if not kinds or self.store.kind(self.iri(name)) in kinds]

    def view_around(self, name: str, hops: int = 1, as_of: PartialDate | None = None) -> View:
        """What lies around a thing, as many steps away, as a picture."""
        from irc_kg.views import View
        from irc_kg.views.composition import Caption, compose
        from irc_kg.views.headlines import headline_around
        from irc_kg.views.picture import RADIAL, Layout

        iri = self.iri(name)
        day = as_of or self.store.endings.last_change
        label = self.store.display_label(iri, day)
        steps = "one step" if hops == 1 else f"{hops} steps"
        caption = Caption(
            question=f"What lies around {label}?",
            summary=f"What the graph says of {label} and of things at most {steps} away",
            as_of=day,
            not_covered=(_NOT_COVERED,),
            layout=Layout(RADIAL, about=(iri,)),
            only_what_had_begun=as_of is not None,
        )
        triples = self.store.neighbourhood(iri, hops)
        picture = compose(self.evidence, triples, caption, start=(iri,))
        return View(replace(picture, headline=headline_around(picture, iri, hops)))

    def view_connection(self, one: str, other: str, ways: int = 3) -> View:
        """The ways between two things as a picture."""
        return self.view_of_ways(self.connect(one, other, ways), one, other)

    def question_of_ways(self, one: str, other: str, as_of: PartialDate | None = None) -> str:
        """What is asked of two things by their names, in quotation marks where these hold an "and"."""
        names = [self.store.display_label(self.iri(name), as_of) for name in (one, other)]
        if any(" and " in name for name in names):
            names = [in_quotes(name) for name in names]
        return f"How are {' and '.join(names)} connected?"

    def view_of_ways(self, found: Sequence[Way], one: str, other: str) -> View:
        """Ways between two things, which have been found, as a picture."""
        from irc_kg.views import View
        from irc_kg.views.composition import Caption, compose
        from irc_kg.views.headlines import headline_of_ways
        from irc_kg.views.picture import TREE, Layout

        ends = self.iri(one), self.iri(other)
        caveats = [way.caveat for way in found if way.caveat]
        usual = (
            "The ways between them that say most" if found else "Nothing that the sources state connects them"
        )
        caption = Caption(
            question=self.question_of_ways(one, other, self.store.endings.last_change),
            summary=" ".join(caveats) or usual,
            as_of=self.store.endings.last_change,
            not_covered=(_NOT_COVERED,),
            layout=Layout(TREE, about=ends),
            headline=headline_of_ways(self.store, found, ends, self.store.endings.last_change),
        )
        triples = [step.triple for way in found for step in way.steps]
        return View(compose(self.evidence, triples, caption, start=ends))

    @property
    def editor(self) -> Editor:
        """What changes the files."""
        from irc_kg.editing import Editor

        return Editor(self.store)

    def migrate(self, *files: Path, dry_run: bool = False) -> tuple[list[Migration], list[IrcKgError]]:
        """Have files, and those in folders, call terms by the names they have now; all if none are named.

        It gives what becomes of each, and what keeps others from it.
        """
        from irc_kg.editing.migrating import migrate_files

        return migrate_files(self.files, files, dry_run=dry_run)

    @property
    def statements(self) -> Statements:
        """Single statements, to be added, removed and replaced in the files."""
        return Statements(self)

    def form(self, class_name: str) -> Form:
        """What is asked of a thing of a class, by the shapes; the class is given by its name or CURIE."""
        from irc_kg.editing.shapes import thing_form

        return thing_form(self.store, class_name)

    def new(  # noqa: PLR0913
        self,
        class_name: str,
        values: Mapping[str, str | Sequence[str]],
        *,
        name: str | None = None,
        to: Path | None = None,
        source: str | None = None,
        paragraphs: Sequence[int] = (),
        dry_run: bool = False,
    ) -> Change:
        """Write a new thing of a class; ``values`` are by the names of the fields of its form.

        Its name is made from its label unless it is given. Raises what says all that is missing or wrong.
        """
        change = self.editor.new(
            self.form(class_name),
            _lists(values),
            name=name,
            to=to,
            source=source,
            paragraphs=paragraphs,
        )
        return self._save(change, dry_run=dry_run)

    def new_source(
        self,
        values: Mapping[str, str | Sequence[str]],
        *,
        name: str | None = None,
        dry_run: bool = False,
    ) -> Change:
        """Begin the file of a section of a document; ``values`` has Title, Section, Kind and the like."""
        return self._save(self.editor.new_source(_lists(values), name), dry_run=dry_run)

    def import_table(  # noqa: PLR0913
        self,
        table: TableFile | Path,
        class_name: str,
        *,
        to: Path | None = None,
        source: str | None = None,
        progress: Progress | None = None,
        dry_run: bool = False,
    ) -> Change:
        """Write the rows of a table (.csv, .tsv, .xlsx) as things of a class: all of them or none."""
        from irc_kg.editing.sheets import TableFile

        table = TableFile(table) if isinstance(table, Path) else table
        form = self.form(class_name)
        change = self.editor.import_table(form, table, to=to, source=source, progress=progress)
        return self._save(change, dry_run=dry_run)

    def write_template(self, class_name: str, path: Path) -> None:
        """Write an empty table for things of a class, .csv or .xlsx, to be filled in and imported."""
        from irc_kg.editing.templates import write_template

        write_template(self.store, self.form(class_name), path)

    def _save(self, change: Change, *, dry_run: bool) -> Change:
        from irc_kg.editing import save

        if not dry_run:
            save(change)
            self.reload()
        return change

    def reload(self) -> None:
        """Read the files anew when they are next asked for: they have changed."""
        fresh = replace(self, files=ProjectFiles(self.files.root, self.files.origin))
        vars(self).clear()  # what was read is kept there, by the names of the properties
        vars(self).update(vars(fresh))


class Statements:
    """The statements of a project, as they can be changed one by one."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def add(
        self,
        subject: str,
        predicate: str,
        object_: str,
        *,
        paragraph: int | None = None,
        **options: Unpack[FileOptions],
    ) -> Change:
        """State a triple in the file of its source, as text; what is said stays as it is written.

        Terms are given by their names. ``to`` or ``source`` tell the file where it is not clear;
        ``paragraph`` is recorded as the place in it; with ``dry_run`` nothing is written. Raises what says
        why nothing was written.
        """
        change = self._project.editor.add(subject, predicate, object_, paragraph, **options)
        return self._keep(change, options)

    def remove(self, subject: str, predicate: str, object_: str, **options: Unpack[FileOptions]) -> Change:
        """Take a triple out of the file that states it; the options are those of ``add``."""
        return self._keep(self._project.editor.remove(subject, predicate, object_, **options), options)

    def set(
        self, subject: str, predicate: str, objects: Sequence[str], **options: Unpack[FileOptions]
    ) -> Change:
        """Give a predicate of a subject these objects and no others, in one file."""
        return self._keep(self._project.editor.set(subject, predicate, objects, **options), options)

    def _keep(self, change: Change, options: FileOptions) -> Change:
        """Have the project know what its files say now."""
        if not (change.is_empty or options.get("dry_run")):
            self._project.reload()
        return change


def _by_number_and_word(value: str) -> tuple[int, str]:
    return int(value) if value.isascii() and value.isdigit() else sys.maxsize, fold(value)


def _lists(values: Mapping[str, str | Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Values by name, each a list also where there is only one."""
    return {name: (one,) if isinstance(one, str) else tuple(one) for name, one in values.items()}


def open_project(
    root: str | Path | None = None,
    progress: ToldProgress | None = None,
    endpoint: str | Endpoint | None = None,
    *,
    asks_little: bool = False,
) -> Project:
    """Open the project at a folder, or the one that is found from here.

    ``progress`` hears how many bytes of the files are in the index, and of how many, while one is made.
    ``endpoint``: the address of a SPARQL endpoint that is asked in the place of the files of the graph.
    ``asks_little``: whether it is for no more than a question.
    """
    if isinstance(endpoint, str):
        from irc_kg.store.endpoint import Endpoint

        endpoint = Endpoint(endpoint)
    files = find_project(Path(root) if root is not None else None)
    return Project(files, progress, endpoint, asks_little)

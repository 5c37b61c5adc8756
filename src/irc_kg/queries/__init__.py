"""The queries of a project by name, and queries from anywhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from irc_kg.errors import IrcKgError, UnknownNameError
from irc_kg.store.names import close_names, is_absolute, namespace_of
from irc_kg.store.project_files import QUERY_ENDINGS, ProjectFiles, project_of_package

# What reads SPARQL is loaded when a query is read: most commands read none.
if TYPE_CHECKING:
    from irc_kg.queries.binding import Use
    from irc_kg.queries.header import Header, Parameter
    from irc_kg.queries.sparql import InvalidQueryError, QueryTree

MIGRATIONS = "migrations"  # the folder under queries/ of those that say which terms have another name
FINDINGS = "findings"  # the folder of those that say in one sentence what the view of the same name shows
# Folders of queries that are not asked by `irc-kg query` as they stand.
_OTHER_USES = {"views", "checks", MIGRATIONS, FINDINGS}


class UnreadableQueryError(IrcKgError):
    """A query file that cannot be read as text."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path} cannot be read: {fault}.")


class MissingValueError(IrcKgError):
    """Parameters that must have a value, and have none."""

    def __init__(self, name: str, missing: Sequence[Parameter]) -> None:
        options = "; ".join(f"{parameter.option} ({parameter.kind_in_words})" for parameter in missing)
        super().__init__(f"The query {name!r} needs a value for {options}.")


class MigrationError(IrcKgError):
    """A query under ``migrations`` that does not tell, or not clearly, what a term is called now."""

    def __init__(self, query: Query, fault: str) -> None:
        self.query = query
        super().__init__(f"{query.place} {fault}.")


@dataclass(frozen=True)
class Query:
    """A SPARQL query as it is written: its text, and what can be told of it without running it."""

    name: str
    text: str
    path: Path | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)  # that are known beside its own
    fault: str = ""  # why its file cannot be read

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return str(self.path) if self.path else self.name

    @cached_property
    def header(self) -> Header:
        from irc_kg.queries.header import read_header

        if self.fault:
            from irc_kg.queries.engine import RefusedQueryError

            raise RefusedQueryError(self.fault)
        return read_header(self.text, self.place)

    @cached_property
    def tree(self) -> QueryTree:
        """What it asks; raises InvalidQueryError where the text is no query."""
        from irc_kg.queries.sparql import read

        return read(self.text, self.prefixes, self.place, strict=False)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Each variable where it stands: a query is given values many times, and read once."""
        from irc_kg.queries.binding import uses_of

        return uses_of(self.tree)

    @cached_property
    def fault_in_text(self) -> InvalidQueryError | None:
        """Why its text cannot be read."""
        from irc_kg.queries.sparql import InvalidQueryError

        try:
            _ = self.tree
        except InvalidQueryError as error:
            return error
        return None

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its parameters in the order in which they first stand in the text; none where it cannot be read."""
        from irc_kg.queries.header import parameter_of

        if self.fault_in_text is not None:
            return ()
        names = dict.fromkeys(variable.name for variable in self.tree.variables)
        found = (parameter_of(f"?{name}", self.prefixes) for name in names)
        return tuple(parameter for parameter in found if parameter is not None)

    def defaults_of(self, parameter: Parameter) -> tuple[str, ...]:
        """What a parameter is when nothing is said of it; the day as of which is asked is today."""
        from irc_kg.queries.header import AS_OF, TODAY

        usual = (TODAY,) if parameter.name == AS_OF and not parameter.optional else ()
        return self.header.defaults.get(parameter.name, usual)

    @property
    def day_parameter(self) -> Parameter | None:
        """The parameter that is the day as of which is asked."""
        from irc_kg.queries.header import TODAY

        found = (each for each in self.parameters if self.defaults_of(each) == (TODAY,))
        return next(found, None)

    @property
    def form(self) -> str:
        """SELECT, ASK, CONSTRUCT or DESCRIBE; UPDATE for what would change data; empty if unclear."""
        return "" if self.fault_in_text is not None else self.tree.form

    @property
    def asks_for_absence(self) -> bool:
        """Whether some of what it asks is that something is not stated: FILTER NOT EXISTS, MINUS."""
        from irc_kg.queries.sparql.tree import Existence, MinusPattern

        tests = self.tree.all_of(Existence)
        return bool(self.tree.all_of(MinusPattern)) or any(test.negated for test in tests)

    @property
    def foreign_prefixes(self) -> list[str]:
        """The prefixes that it uses and leaves to the project to know."""
        used = {term.prefix for term in self.tree.iri_terms if term.prefix is not None}
        return sorted(used - set(self.tree.prefixes))

    @property
    def iris(self) -> list[str]:
        """The absolute IRIs that stand in it, written whole or with a prefix, each once."""
        found = (term.iri for term in self.tree.iri_terms if not self.tree.text_of(term).endswith(":"))
        return list(dict.fromkeys(iri for iri in found if iri and is_absolute(iri)))


def query_of_text(text: str, name: str = "query", prefixes: Mapping[str, str] | None = None) -> Query:
    from irc_kg.queries.sparql import without_escapes

    return Query(name, without_escapes(text), None, prefixes or {})


def query_of_file(path: Path, name: str | None = None, prefixes: Mapping[str, str] | None = None) -> Query:
    from irc_kg.queries.sparql import without_escapes

    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        from irc_kg.turtle.foreign import explain_bytes

        fault = explain_bytes(data, error)
        place = f"line {fault.line}, column {fault.column}"
        raise UnreadableQueryError(path, f"it is not UTF-8 ({place}). {fault.message.rstrip('.')}") from None
    except OSError as error:
        raise UnreadableQueryError(path, error.strerror or "no reason is given") from None
    return Query(name or path.stem, without_escapes(text), path, prefixes or {})


def _files_by_name(project: ProjectFiles, folder: str) -> Iterator[tuple[str, Path]]:
    top = f"queries/{folder}/" if folder else "queries/"
    for path in project.query_files:
        below = project.name_of(path)
        name = below.removeprefix(top).rpartition(".")[0]
        if below.startswith(top) and (folder or name.partition("/")[0] not in _OTHER_USES):
            yield name, path


def load_queries(
    project: ProjectFiles, folder: str = "", prefixes: Mapping[str, str] | None = None
) -> tuple[Query, ...]:
    """All queries of one kind: the questions, or those of a folder such as ``views`` or ``findings``."""
    queries = []
    for name, path in _files_by_name(project, folder):
        try:
            queries.append(query_of_file(path, name, prefixes))
        except UnreadableQueryError as error:  # its header says why
            queries.append(Query(name, "", path, prefixes or {}, fault=str(error)))
    return tuple(queries)


def name_of_query(typed: str) -> str:
    """The name that a query has, of one whose words are joined and written in any way."""
    name = typed.lower().removeprefix("queries/")
    for ending in QUERY_ENDINGS:
        name = name.removesuffix(ending)
    return "-".join(name.replace("_", " ").split())


def find_query(
    project: ProjectFiles, name: str, folder: str = "", prefixes: Mapping[str, str] | None = None
) -> Query:
    """The query of this name, however its words are joined; only its own file is read."""
    files = dict(_files_by_name(project, folder))
    wanted = name_of_query(name)
    if wanted in files:
        return query_of_file(files[wanted], wanted, prefixes)
    if name in files:
        return query_of_file(files[name], name, prefixes)
    hint = _where_to_look(wanted, folder, project)
    raise UnknownNameError(folder.removesuffix("s") or "query", name, close_names(name, files), hint)


def _where_to_look(name: str, folder: str, project: ProjectFiles) -> str:
    """Which command knows a name that is none of its folder, or lists those that are."""
    asks, draws = "irc-kg query", "irc-kg view"
    command, other, other_folder = (draws, asks, "") if folder else (asks, draws, "views")
    if name in dict(_files_by_name(project, other_folder)):
        return f"`{other} {name}` is there."
    return f"`{command}` lists them."


def find_finding(project: ProjectFiles, view: Query) -> Query | None:
    """The query that says what a view of the project shows; None for one that has none."""
    views = dict(_files_by_name(project, "views"))
    path = dict(_files_by_name(project, FINDINGS)).get(view.name)
    if path is None or view.path is None or views.get(view.name) != view.path:
        return None
    return query_of_file(path, view.name, view.prefixes)


# Terms that have another name


class Rename(NamedTuple):
    """What a term is called now, and since which version."""

    new: str
    since: str
    query: Query  # the migration that says so


def load_renames(project: ProjectFiles) -> dict[str, Rename]:
    """The terms that have another name now, by their old ones.

    It is what the migrations of a project say, and those that are shipped with the program.

    A term that was renamed twice has its last name. Of a term of another vocabulary, whose place one of ours
    has taken, only the project itself can say so. Raises MigrationError.
    """
    own = {query.name: query for query in load_queries(project, MIGRATIONS)}
    shipped = {query.name: query for query in load_queries(project_of_package(), MIGRATIONS)}
    found: dict[str, Rename] = {}
    for query in {**shipped, **own}.values():
        for old, new in _pairs_of(query):
            if query.name not in own and namespace_of(old) != namespace_of(new):
                continue
            if found.get(old, (new,))[0] != new:
                raise MigrationError(query, f"gives <{old}> another name than {found[old].query.place} does")
            found[old] = Rename(new, query.header.since, query)
    return {old: rename._replace(new=_last_name(old, found)) for old, rename in found.items()}


def _pairs_of(query: Query) -> Iterator[tuple[str, str]]:
    """Each old name and the new one: what stands in ``VALUES (?old ?new) { … }``."""
    from irc_kg.queries.sparql.tree import IriTerm, ValuesPattern

    for values in query.tree.all_of(ValuesPattern):
        names = [variable.name for variable in values.variables]
        if not {"old", "new"} <= set(names):
            continue
        for row in values.rows:
            old, new = (row[names.index(name)] for name in ("old", "new"))
            if not (isinstance(old, IriTerm) and isinstance(new, IriTerm) and old.iri and new.iri):
                raise MigrationError(query, "must name both terms by IRIs, with prefixes that it declares")
            yield old.iri, new.iri


def _last_name(old: str, renames: Mapping[str, Rename]) -> str:
    """What a term is called after all renames, each of which is as old as the one before or newer."""
    seen, rename = {old}, renames[old]
    while rename.new in renames:
        following = renames[rename.new]
        if following.new in seen or _version(following.since) < _version(rename.since):
            fault = (
                f"makes <{rename.new}> the name of a term, and that name has been given up: choose another"
            )
            raise MigrationError(rename.query, fault)
        seen.add(rename.new)
        rename = following
    return rename.new


def _version(text: str) -> list[int]:
    return [int(part) for part in text.split(".") if part.isdecimal()]

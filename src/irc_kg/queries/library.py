"""The queries of a project by name, and queries from anywhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from irc_kg.errors import IrcKgError, UnknownNameError
from irc_kg.queries.header import Header, read_header
from irc_kg.queries.parameters import Parameter, parameter_of
from irc_kg.queries.text import Kind, Token, tokens, without_escapes
from irc_kg.store.names import Prefixes, close_names, is_absolute
from irc_kg.store.project_files import ProjectFiles

_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
# Folders of queries that are not asked by `irc-kg query` as they stand.
_OTHER_USES = {"views", "checks"}


class UnreadableQueryError(IrcKgError):
    """A query file that cannot be read as text."""

    def __init__(self, path: Path, fault: str) -> None:
        super().__init__(f"{path} cannot be read: {fault}.")


class RefusedQueryError(IrcKgError):
    """A query that would change data, or ask a server elsewhere."""


class MissingValueError(IrcKgError):
    """Parameters that must have a value, and have none."""

    def __init__(self, name: str, missing: Sequence[Parameter]) -> None:
        options = "; ".join(f"{parameter.option} ({parameter.wanted})" for parameter in missing)
        super().__init__(f"The query {name!r} needs a value for {options}.")


@dataclass(frozen=True)
class Query:
    """A SPARQL query as it is written: its text, and what can be told of it without running it."""

    name: str
    text: str
    path: Path | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)  # for parameters that name a datatype
    fault: str = ""  # why its file cannot be read

    @property
    def place(self) -> str:
        """Where it stands, for messages."""
        return str(self.path) if self.path else self.name

    @cached_property
    def header(self) -> Header:
        if self.fault:
            raise RefusedQueryError(self.fault)
        return read_header(self.text, self.place)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(tokens(self.text))

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its parameters in the order in which they first stand in the text."""
        variables = dict.fromkeys(
            token.text.replace("$", "?", 1) for token in self.tokens if token.kind is Kind.VARIABLE
        )
        found = (parameter_of(variable, self.prefixes) for variable in variables)
        return tuple(parameter for parameter in found if parameter is not None)

    @cached_property
    def form(self) -> str:
        """SELECT, ASK, CONSTRUCT or DESCRIBE; UPDATE for what would change data; empty if unclear."""
        for token in self.tokens:
            if token.keyword in _FORMS:
                return token.keyword
            if token.keyword in _UPDATES:
                return "UPDATE"
        return ""

    @cached_property
    def _declared_prefixes(self) -> dict[str, str]:
        """The prefixes that the text declares itself."""
        triples = zip(self.tokens, self.tokens[1:], self.tokens[2:], strict=False)
        return {
            name.text.split(":")[0]: iri.text[1:-1]
            for keyword, name, iri in triples
            if keyword.keyword == "PREFIX" and iri.kind is Kind.IRI
        }

    @property
    def undeclared_prefixes(self) -> list[str]:
        """The prefixes that it uses and leaves to the project to know."""
        used = {token.text.split(":")[0] for token in self.tokens if token.kind is Kind.NAME}
        return sorted(used - set(self._declared_prefixes) - {"_"})

    def iris(self, prefixes: Mapping[str, str]) -> list[str]:
        """The absolute IRIs that stand in it, written whole or with a prefix."""
        known = Prefixes({**prefixes, **self._declared_prefixes})
        declared = set(self._declared_prefixes.values())
        found: dict[str, None] = {}
        for token in self.tokens:
            iri = token.text[1:-1] if token.kind is Kind.IRI else None
            if token.kind is Kind.NAME and not token.text.endswith(":"):
                iri = known.expand(token.text)
            if iri and iri not in declared and is_absolute(iri):
                found[iri] = None
        return list(found)

    def functions(self, prefixes: Mapping[str, str]) -> list[str]:
        """The IRIs that stand before an opening parenthesis, as those of functions do."""
        known = Prefixes({**prefixes, **self._declared_prefixes})
        found = []
        for token, after in zip(self.tokens, self.tokens[1:], strict=False):
            if after.text == "(" and token.kind in {Kind.IRI, Kind.NAME}:
                iri = token.text[1:-1] if token.kind is Kind.IRI else known.expand(token.text)
                if iri and is_absolute(iri):
                    found.append(iri)
        return found


def refuse_updates(query: Query) -> None:
    """A question changes nothing."""
    if query.form == "UPDATE":
        raise RefusedQueryError(
            f"{query.place} is an update. Questions change nothing: edit the files, or use `irc-kg add`."
        )


def refuse_service(query: Query) -> None:
    """A question asks nobody else, unless that is wanted."""
    if any(token.keyword == "SERVICE" for token in query.tokens):
        raise RefusedQueryError(f"{query.place} asks another server (SERVICE): --allow-service lets it.")


def query_of_text(text: str, name: str = "query", prefixes: Mapping[str, str] | None = None) -> Query:
    return Query(name, without_escapes(text), None, prefixes or {})


def query_of_file(path: Path, name: str | None = None, prefixes: Mapping[str, str] | None = None) -> Query:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableQueryError(path, f"it is not UTF-8 ({error.reason} at byte {error.start})") from None
    except OSError as error:
        raise UnreadableQueryError(path, error.strerror or "no reason is given") from None
    return Query(name or path.stem, without_escapes(text), path, prefixes or {})


def _named_files(project: ProjectFiles, folder: str) -> Iterator[tuple[str, Path]]:
    top = project.root / "queries" / folder
    for path in project.query_files:
        if path.is_relative_to(top):
            relative = path.relative_to(top)
            if folder or relative.parts[0] not in _OTHER_USES:
                yield relative.with_suffix("").as_posix(), path


def load_queries(
    project: ProjectFiles, folder: str = "", prefixes: Mapping[str, str] | None = None
) -> tuple[Query, ...]:
    """All queries of one kind: the questions, or those under ``views`` or ``checks``."""
    return tuple(_readable(path, name, prefixes) for name, path in _named_files(project, folder))


def _readable(path: Path, name: str, prefixes: Mapping[str, str] | None) -> Query:
    """A query, or what stands for one whose file cannot be read: its header says why."""
    try:
        return query_of_file(path, name, prefixes)
    except UnreadableQueryError as error:
        return Query(name, "", path, prefixes or {}, fault=str(error))


def find_query(
    project: ProjectFiles, name: str, folder: str = "", prefixes: Mapping[str, str] | None = None
) -> Query:
    """The query of this name; only its own file is read."""
    files = dict(_named_files(project, folder))
    wanted = name.lower().replace("_", "-")
    if wanted in files:
        return query_of_file(files[wanted], wanted, prefixes)
    if name in files:
        return query_of_file(files[name], name, prefixes)
    raise UnknownNameError(folder.removesuffix("s") or "query", name, close_names(name, files))

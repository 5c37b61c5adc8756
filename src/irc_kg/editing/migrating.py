"""Files that call a term by a name it had before: where they do, and the same text with the name of today.

Only the tokens of such terms change, in RDF wherever an IRI may stand, and in queries. Where both terms are
declared, what Turtle says of the old one, and what the new one says of it, keeps the old name: that is how
an ontology tells that one is deprecated, or wider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import pyoxigraph as ox

from irc_kg.checks.files import prefix_declarations
from irc_kg.editing import diff_of_texts
from irc_kg.editing.layout import EditRefusedError, Splice, name_with_prefix, read_edited
from irc_kg.errors import IrcKgError
from irc_kg.files import exchange
from irc_kg.locks import hold_lock
from irc_kg.queries import MIGRATIONS, load_renames
from irc_kg.queries.sparql import InvalidQueryError, QueryTree, line_column, read, without_escapes
from irc_kg.queries.sparql.rewriting import Edit, apply_edits
from irc_kg.queries.sparql.tree import BaseDeclaration
from irc_kg.store.names import DCTERMS, OWL, is_absolute, namespace_of
from irc_kg.store.project_files import QUERY_ENDINGS, ProjectFiles, is_query
from irc_kg.turtle import (
    BYTE_ORDER_MARK,
    Document,
    Node,
    TriplesBlock,
    TurtleSyntaxError,
    decode,
    grammar,
    parse,
)
from irc_kg.turtle.terms import NameScope, resolve

_DATASETS: Final = {".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS}
_ENDINGS: Final = (".ttl", ".turtle", ".nt", *_DATASETS, *QUERY_ENDINGS)  # N-Triples is Turtle, too
_DIRECTIVES: Final = {mark + word: word for word in ("prefix", "base", "version") for mark in ("", "@")}
_DEPRECATING: Final = {OWL + "deprecated", DCTERMS + "isReplacedBy"}

# The new name of each term that has one, by its old one.
NewNames: TypeAlias = Mapping[str, str]


class NoTextOfTermsError(IrcKgError):
    """A file that is of no kind whose terms can be renamed."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is none of {', '.join(_ENDINGS)}: its terms stay as they are.")


class NothingToMigrateError(IrcKgError):
    """A file or folder that is not there, or has nothing in it that could be migrated."""

    def __init__(self, path: Path) -> None:
        fault = f"has none of {', '.join(_ENDINGS)} in it" if path.is_dir() else "is no file"
        super().__init__(f"{path} {fault}.")


class OldName(NamedTuple):
    """A place at which a text calls a term by its old name."""

    start: int
    end: int
    old: str
    new: str
    spelling: str = ""  # the new name as it is written there


@dataclass(frozen=True)
class Migration:
    """What one file says now, and the same with the terms called as they are called today."""

    file: Path
    before: str
    after: str
    uses: tuple[OldName, ...]  # in the text before
    mentions: tuple[OldName, ...]  # in the text after: in strings, which stay as they are

    @property
    def is_empty(self) -> bool:
        return self.before == self.after

    def diff(self, name: str) -> str:
        """The change as a unified diff, with the file under this name."""
        return diff_of_texts(self.before, self.after, name)

    def list_uses(self, name: str) -> str:
        """The places that change, a line each."""
        return "".join(f"{_describe(name, self.before, use)}\n" for use in self.uses)

    def list_mentions(self, name: str) -> str:
        """The places that only a reader can change, a line each."""
        why = "it stands in a text, which stays as it is: look at it"
        return "".join(f"{_describe(name, self.after, use)}; {why}\n" for use in self.mentions)


def _describe(name: str, text: str, place: OldName) -> str:
    mark = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0  # which takes no column
    line, column = line_column(text[mark:], place.start - mark)
    return f"{name}:{line}:{column}: {text[place.start : place.end]} is called {place.spelling} now"


def migrate_files(
    project: ProjectFiles, given: Sequence[Path] = (), *, dry_run: bool = False
) -> tuple[list[Migration], list[IrcKgError]]:
    """Have files, and those in folders, call their terms by the names they have now: all of a project if none
    are given. What keeps one from it, which stays as it was, is told beside what becomes of the others.
    """
    names = {old: rename.new for old, rename in load_renames(project).items()}
    prefixes, declared = prefixes_of_project(project), terms_of_project(project)
    told = project.root / "queries" / MIGRATIONS
    own = [
        path
        for path in (*project.rdf_files, *project.query_files)
        if path.suffix.lower() in _ENDINGS and not path.is_relative_to(told)
    ]
    # Beside a wider term of another vocabulary, an ontology knows which of the two it means.
    of_ontology = names_in_ontology(names, declared)
    done, refused = list[Migration](), list[IrcKgError]()
    for path in files_to_migrate(given) if given else own:
        real = path.resolve()
        base = project.graph_iri(real) if real.is_relative_to(project.root) else real.as_uri()
        known = of_ontology if real in project.ontology_files else names
        try:
            done.append(
                migrate_file(path, known, base, prefixes=prefixes, declared=declared, dry_run=dry_run)
            )
        except IrcKgError as error:
            refused.append(error)
    return done, refused


def files_to_migrate(given: Sequence[Path]) -> list[Path]:
    """The files that are named, and those in the folders that are; hidden ones are left out.

    Raises NothingToMigrateError and NoTextOfTermsError.
    """
    found: dict[Path, None] = {}
    for path in given:
        inside = _files_in(path) if path.is_dir() else [path]
        if not inside or not inside[0].is_file():
            raise NothingToMigrateError(path)
        if inside[0].suffix.lower() not in _ENDINGS:
            raise NoTextOfTermsError(path)
        found |= dict.fromkeys(inside)
    return list(found)


def _files_in(folder: Path) -> list[Path]:
    """The files in a folder that can be migrated, by their paths."""
    found = []
    for path in sorted(folder.rglob("*")):
        is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in _ENDINGS and path.is_file() and not is_hidden:
            found.append(path)
    return found


def terms_of_project(project: ProjectFiles) -> frozenset[str]:
    """What the ontology of a project speaks of, as far as it can be read."""
    found = set()
    for path in project.ontology_files:
        with suppress(TurtleSyntaxError):
            blocks = parse(decode(path.read_bytes()), project.graph_iri(path)).blocks
            found |= {_iri_of(block.subject) for block in blocks if isinstance(block, TriplesBlock)}
    return frozenset(found)


def names_in_ontology(names: NewNames, declared: AbstractSet[str]) -> NewNames:
    """The new names that files of an ontology are to use.

    Not that of a term which one of another vocabulary stands beside: which of the two is meant, it knows.
    """
    return {
        old: new
        for old, new in names.items()
        if namespace_of(old) == namespace_of(new) or not declared >= {old, new}
    }


def prefixes_of_project(project: ProjectFiles) -> dict[str, str]:
    """The prefixes that every query of a project knows, also where a file of it cannot be read."""
    found: dict[str, str] = {}
    for path in project.ontology_files:
        text = path.read_text(encoding="utf-8", errors="replace")
        found = {**prefix_declarations(text), **found}
    return found


def migrate_file(  # noqa: PLR0913 - the last ones are given by name
    file: Path,
    names: NewNames,
    base_iri: str,
    *,
    prefixes: Mapping[str, str] | None = None,
    declared: AbstractSet[str] = frozenset(),
    dry_run: bool = False,
) -> Migration:
    """Have a file call its terms by the names they have now; with ``dry_run`` nothing is written.

    ``prefixes`` are those that a query may use without declaring them, ``declared`` what the ontology speaks
    of. What cannot be read, or would say anything else afterwards, raises an IrcKgError, and the file is as
    it was.
    """
    with nullcontext() if dry_run else hold_lock(file):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise EditRefusedError(f"{file} cannot be read: {error.strerror}.") from None
        try:
            text = decode(data)
            if is_query(file):
                migration = _migrate_query(file, text, names, prefixes or {})
            elif file.suffix.lower() in _DATASETS:
                migration = _migrate_dataset(file, text, names, base_iri)
            else:
                migration = _migrate_turtle(file, parse(text, base_iri), names, declared)
        except TurtleSyntaxError as error:
            raise error.in_file(file) from None
        if not dry_run and not migration.is_empty:
            exchange(file, data, migration.after.encode())
    return migration


# Turtle


def _migrate_turtle(file: Path, document: Document, names: NewNames, declared: AbstractSet[str]) -> Migration:
    kept = _spans_to_keep(document, names, declared)
    found = _old_names(document.text, names, document.base_iri)
    uses = [use for use in found if not _is_within(use.start, kept)]
    splices = [Splice(use.start, use.end, use.spelling) for use in uses]
    after = read_edited(document, document.text, splices)
    _confirm_renames(document, after, {use.old: use.new for use in uses})
    untouched = [
        *_spans_to_keep(after, names, declared),
        *((comment.start, comment.end) for comment in after.comments),
    ]
    left = _mentions(after.text, after.prefixes, names)
    mentions = tuple(each for each in left if not _is_within(each.start, untouched))
    return Migration(file, document.text, after.text, tuple(uses), mentions)


def _old_names(text: str, names: NewNames, base: str | None) -> Iterator[OldName]:
    """Where a text of RDF names a term that has another name, datatypes too; its directives name none."""
    reader = _TermReader(base)
    for token in grammar.TOKENS.finditer(text, text.startswith(BYTE_ORDER_MARK)):
        kind = token.lastindex or grammar.UNKNOWN
        iri = reader.read(kind, token[kind])
        if iri in names:
            spelling = _spell(token[kind], iri, names[iri], reader.scope.prefixes, reader.scope.base)
            yield OldName(*token.span(kind), iri, names[iri], spelling)


class _TermReader:
    """Reads the IRIs of a text token by token, by the prefixes and the base that are declared so far."""

    def __init__(self, base: str | None) -> None:
        self.scope = NameScope(base)
        self._directive = self._prefix = ""  # at hand
        self._before = grammar.UNKNOWN

    def read(self, kind: int, written: str) -> str:
        """The IRI of the term that a token is; empty where it is none."""
        if kind == grammar.COMMENT:
            return ""
        # A tag with its mark may be that of the language of a string, but not behind the string of a version.
        is_tag = kind == grammar.LANGUAGE and self._before in grammar.STRINGS
        self._before = grammar.UNKNOWN if self._directive == "version" else kind
        if kind in grammar.NAMED and self._directive in {"prefix", "base"}:
            self._declare(kind, written)
        elif kind in grammar.NAMED:
            return self._term(kind, written)
        elif not is_tag:
            self._directive = _DIRECTIVES.get(written if kind == grammar.LANGUAGE else written.lower(), "")
        return ""

    def _term(self, kind: int, written: str) -> str:
        term = self.scope.known.get(written)
        if term is None:
            term = self.scope.name(written) if kind == grammar.NAME else self.scope.iri(written)
        return term.value

    def _declare(self, kind: int, written: str) -> None:
        if kind == grammar.NAME:
            self._prefix = written.removesuffix(":")
            return
        iri = self.scope.iri(written).value
        self.scope.known.clear()
        if self._directive == "prefix":
            self.scope.prefixes[self._prefix] = iri
        else:
            self.scope.base = iri
        self._directive = ""


def _spans_to_keep(document: Document, names: NewNames, declared: AbstractSet[str]) -> list[tuple[int, int]]:
    """The places at which a document speaks of an old name as such, beside the new one."""
    spans = []
    both = set(declared)
    for subject, predicate, value in document.triples():
        about = _iri_of(subject)
        if names.get(_iri_of(value)) == about:
            spans.append((value.start, value.end))
        both.add(names.get(about, "") if _iri_of(predicate) in _DEPRECATING else about)
    blocks = [block for block in document.blocks if isinstance(block, TriplesBlock)]
    spans += [(block.start, block.end) for block in blocks if names.get(_iri_of(block.subject)) in both]
    return spans


def _iri_of(node: Node) -> str:
    """The IRI that stands at a place; empty where something else does."""
    return node.term.value if isinstance(node.term, ox.NamedNode) else ""


def _is_within(offset: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in spans)


def _spell(written: str, old: str, new: str, prefixes: Mapping[str, str], base: str | None) -> str:
    """The new name of a term in the way its old one is written: with the same prefix if that can be."""
    if not written.startswith("<"):
        own = written.partition(":")[0]
        by_length = sorted(prefixes, key=lambda prefix: (prefix != own, -len(prefixes[prefix])))
        spelt = (name_with_prefix(new, prefix, prefixes[prefix]) for prefix in by_length)
        return next(filter(None, spelt), f"<{new}>")
    if base is not None and not is_absolute(written[1:-1]):
        namespace = namespace_of(old)
        relative = written[1:-1].removesuffix(old.removeprefix(namespace)) + new.removeprefix(namespace)
        if resolve(base, relative) == new:
            return f"<{relative}>"
    return f"<{new}>"


def _confirm_renames(before: Document, after: Document, names: NewNames) -> None:
    """Raise unless a document states what it did, triple by triple, but for the names of some terms."""
    pairs = list(zip(before.triples(), after.triples(), strict=False))
    is_whole = len(pairs) == sum(1 for _ in before.triples()) == sum(1 for _ in after.triples())
    nodes = [nodes for pair in pairs for nodes in zip(*pair, strict=True)]
    if not is_whole or any(new.term not in {old.term, _with_new_name(old.term, names)} for old, new in nodes):
        raise EditRefusedError(
            "The new names would change other statements too. Please edit the file by hand."
        )


def _with_new_name(term: Any, names: NewNames) -> Any:  # noqa: ANN401  (any term)
    if isinstance(term, ox.Triple):
        return ox.Triple(*(_with_new_name(part, names) for part in term))
    if isinstance(term, ox.NamedNode):
        return ox.NamedNode(names.get(term.value, term.value))
    if isinstance(term, ox.Literal) and term.datatype.value in names:
        return ox.Literal(term.value, datatype=ox.NamedNode(names[term.datatype.value]))
    return term


# Named graphs


def _migrate_dataset(file: Path, text: str, names: NewNames, base: str) -> Migration:
    """The same for TriG and N-Quads, whose names stand where they do in Turtle."""
    form = _DATASETS[file.suffix.lower()]
    statements = _read_dataset(file, text, form, base)
    uses = tuple(_old_names(text, names, base))
    after = apply_edits(text, [Edit(use.start, use.end, use.spelling) for use in uses]).text
    renamed = ox.Dataset(ox.Quad(*(_with_new_name(term, names) for term in quad)) for quad in statements)
    kept = ox.Dataset(_read_dataset(file, after, form, base))
    for dataset in (renamed, kept):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    if renamed != kept:
        raise EditRefusedError(f"The new names would change more in {file}. Please edit it by hand.")
    return Migration(file, text, after, uses, ())


def _read_dataset(file: Path, text: str, form: ox.RdfFormat, base: str) -> list[ox.Quad]:
    try:
        return list(ox.parse(text.removeprefix(BYTE_ORDER_MARK), format=form, base_iri=base))
    except SyntaxError as error:
        raise EditRefusedError(f"{file} cannot be read: {error}.") from None


# Queries


def _migrate_query(file: Path, text: str, names: NewNames, prefixes: Mapping[str, str]) -> Migration:
    if without_escapes(text) != text:
        fault = r"has names written with \u escapes. Please write them as they are, or edit it by hand"
        raise EditRefusedError(f"{file} {fault}.")
    tree = read(text, prefixes, str(file), strict=False)
    if tree.form == "UPDATE":
        raise EditRefusedError(
            f"{file} is an update, of which irc-kg reads no terms. Please edit it by hand."
        )
    known = {**prefixes, **tree.prefixes}
    uses = tuple(sorted(set(_old_names_of_query(tree, names, known))))
    after = apply_edits(text, [Edit(use.start, use.end, use.spelling) for use in uses]).text
    try:
        tree_after = read(after, prefixes, str(file), strict=False)
    except InvalidQueryError as error:
        raise EditRefusedError(
            f"{file} could not be read with the new names. Please edit it by hand."
        ) from error
    _confirm_query(tree, tree_after, len(uses))
    strings = [*tree_after.tokens, (0, tree_after.tokens[0][0])]  # and the header
    found = _mentions(after, known, names)
    mentions = tuple(each for each in found if _is_within(each.start, strings))
    return Migration(file, text, after, uses, mentions)


def _old_names_of_query(tree: QueryTree, names: NewNames, prefixes: Mapping[str, str]) -> Iterator[OldName]:
    """Where a query names a term that has another name."""
    base = None
    for declaration in tree.declarations:
        if isinstance(declaration, BaseDeclaration):
            base = declaration.base.iri
    for term in tree.iri_terms:
        iri = term.iri or ""
        if base and term.prefix is None:
            iri = resolve(base, iri)
        if iri in names:
            spelling = _spell(tree.text_of(term), iri, names[iri], prefixes, base)
            if spelling.startswith("<") and tree.text[: term.start].endswith("<"):
                spelling = f" {spelling}"  # or it would seem to be << to those who know SPARQL 1.2
            yield OldName(term.start, term.end, iri, names[iri], spelling)


def _confirm_query(before: QueryTree, after: QueryTree, renamed: int) -> None:
    """Raise unless two queries are made of the same tokens, but for those that were to change."""
    one = [before.text[start:end] for start, end in before.tokens]
    other = [after.text[start:end] for start, end in after.tokens]
    if len(one) != len(other) or sum(old != new for old, new in zip(one, other, strict=True)) > renamed:
        raise EditRefusedError("The new names would change the query otherwise too. Please edit it by hand.")


# What is left


def _mentions(text: str, prefixes: Mapping[str, str], names: NewNames) -> list[OldName]:
    """Where a text still has old names, sorted: in strings, such as a query in a shape, and in comments."""
    found = []
    for old, new in names.items():
        for prefix in (None, *prefixes):
            old_name = old if prefix is None else name_with_prefix(old, prefix, prefixes[prefix])
            new_name = (
                new if prefix is None else name_with_prefix(new, prefix, prefixes[prefix]) or f"<{new}>"
            )
            if old_name and old_name in text:
                whole = re.compile(rf"(?<![\w:/#.-]){re.escape(old_name)}(?!\.?[\w-])")
                found += [OldName(*match.span(), old, new, new_name) for match in whole.finditer(text)]
    return sorted(found)


# Graphs that are in no file

# What is said with an old name, and the same with the new one, for each place at which a term may stand.
_PLACES: Final = (
    ("?subject ?old ?object", "?subject ?new ?object", ""),
    ("?old ?predicate ?object", "?new ?predicate ?object", ""),
    ("?subject ?predicate ?old", "?subject ?predicate ?new", ""),
    (
        "?subject ?predicate ?value",
        "?subject ?predicate ?typed",
        " FILTER(isLiteral(?value) && DATATYPE(?value) = ?old) BIND(STRDT(STR(?value), ?new) AS ?typed)",
    ),
)


def update_of(names: NewNames) -> str:
    """What changes the names in a server: a SPARQL update of its named graphs and its default graph."""
    pairs = " ".join(f"(<{old}> <{new}>)" for old, new in sorted(names.items()))
    updates = [
        f"DELETE {{ {graph % before} }}\nINSERT {{ {graph % after} }}\n"
        f"WHERE {{ VALUES (?old ?new) {{ {pairs} }} {graph % before}{test} }}"
        for before, after, test in _PLACES
        for graph in ("%s", "GRAPH ?graph { %s }")
    ]
    return " ;\n".join(updates) + "\n" if names else ""

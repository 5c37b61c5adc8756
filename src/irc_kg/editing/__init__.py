"""Changes of a project: terms are resolved, the file is chosen, its text is edited, checked and written."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypedDict, Unpack

import pyoxigraph as ox

from irc_kg.editing.adding import add, begin_file
from irc_kg.editing.forms import EntryFaultsError, Form, integer_of, says_place, triples_of
from irc_kg.editing.layout import EditRefusedError, equal_statements
from irc_kg.editing.removing import remove, set_objects
from irc_kg.editing.shapes import Fields
from irc_kg.editing.sources import (
    file_about,
    file_for_things,
    file_stating,
    needs_place,
    new_source,
)
from irc_kg.editing.terms import Terms
from irc_kg.editing.things import IncompleteError, Naming, missing_fields
from irc_kg.errors import Finding, IrcKgError, Severity
from irc_kg.files import FileChangedError, exchange
from irc_kg.locks import hold_lock
from irc_kg.provenance import PARAGRAPH, Evidence
from irc_kg.store import Store
from irc_kg.store.project_files import is_turtle, name_of_form
from irc_kg.turtle import (
    Document,
    TriplesBlock,
    TurtleSyntaxError,
    decode,
    is_readable,
    parse,
    parse_about,
)

if TYPE_CHECKING:
    from irc_kg.editing.sheets import TableFile
    from irc_kg.editing.tables import Progress

# Codes of checks for what a thing still lacks: it is built up statement by statement.
_UNFINISHED = {"missing-label", "no-evidence", "untyped", "unused"}
_LONG: Final = 100_000  # characters: of a text of so many or more, what does not change is not read
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")

# What becomes of lines, in the words of difflib; their first and last, in the old text and in the new one.
_Step: TypeAlias = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]
Edit: TypeAlias = Callable[[Document], Document]


class OtherParagraphError(IrcKgError):
    """A paragraph that would be cited for statements that stand in another."""

    def __init__(self, file: str, citation: str, paragraph: int) -> None:
        super().__init__(
            f"{file} cites what it says of this thing from {citation}. With paragraph {paragraph} all of "
            "that would be cited from there too: put what another paragraph says into a file of its own "
            "(`irc-kg new source` begins one)."
        )


@dataclass(frozen=True)
class Change:
    """What a file says now, and what it would say."""

    file: Path
    before: Document
    after: Document
    iris: tuple[str, ...] = ()  # of the things that are added
    warnings: tuple[Finding, ...] = ()  # what a check says of it that does not forbid it
    stated_as: str = ""  # how the file states already what was to be added, where it writes it otherwise
    notes: tuple[str, ...] = ()  # what of a table was left out, or read otherwise than it is written

    @property
    def is_empty(self) -> bool:
        """Whether not a character changes."""
        return self.before.text == self.after.text

    @cached_property
    def additions(self) -> tuple[ox.Triple, ...]:
        """The triples that are stated only afterwards, in the order of the text."""
        return _only_in(self.after, self.before)

    @cached_property
    def removals(self) -> tuple[ox.Triple, ...]:
        """The triples that are stated only before, in the order of the text."""
        return _only_in(self.before, self.after)

    @property
    def block(self) -> str:
        """The lines that are added, as they will stand in the file."""
        lines = self.diff().splitlines(keepends=True)[2:]
        return "".join(line[1:] for line in lines if line.startswith("+")).strip("\r\n") + "\n"

    def diff(self, name: str | None = None) -> str:
        """The change as a unified diff, with the file under this name; empty when there is none."""
        return diff_of_texts(self.before.text, self.after.text, name or self.file.as_posix())


def diff_of_texts(before: str, after: str, name: str) -> str:
    """A change of a text as a unified diff, with its file under this name; empty when there is none."""
    if before == after:
        return ""
    # Not str.splitlines, which also splits at characters that end no line of a file.
    old, new = _LINE.findall(before), _LINE.findall(after)
    lines = [f"--- {name}\n", f"+++ {name}\n", *_hunks(old, new)]
    # As other tools do, a diff says where a last line has no end.
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


class _KnownSteps(difflib.SequenceMatcher[str]):
    """Two texts of which it is known by which steps one becomes the other."""

    def __init__(self, steps: list[_Step]) -> None:
        super().__init__(None, "", "")
        self._steps = steps

    def get_opcodes(self) -> list[_Step]:
        return self._steps


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """The parts of a unified diff. Of a long text, only what is not the same at its ends is compared."""
    start, end = _same_at_both_ends(old, new)
    inner = difflib.SequenceMatcher(None, old[start : len(old) - end], new[start : len(new) - end])
    steps: list[_Step] = [("equal", 0, start, 0, start)]
    for tag, first, last, first_new, last_new in inner.get_opcodes():
        steps.append((tag, first + start, last + start, first_new + start, last_new + start))
    steps.append(("equal", len(old) - end, len(old), len(new) - end, len(new)))
    for group in _KnownSteps(steps).get_grouped_opcodes():
        (_, old_start, _, new_start, _), (_, _, old_end, _, new_end) = group[0], group[-1]
        yield f"@@ -{_lines_in_words(old_start, old_end)} +{_lines_in_words(new_start, new_end)} @@\n"
        for kind, first, last, first_new, last_new in group:
            if kind == "equal":
                yield from (f" {line}" for line in old[first:last])
                continue
            yield from (f"-{line}" for line in old[first:last])
            yield from (f"+{line}" for line in new[first_new:last_new])


def _same_at_both_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many lines two texts have in common at their beginnings, and how many at their ends."""
    most = min(len(old), len(new))
    start = next((number for number in range(most) if old[number] != new[number]), most)
    backwards = range(most - start)
    end = next((number for number in backwards if old[-1 - number] != new[-1 - number]), most - start)
    return start, end


def _lines_in_words(start: int, end: int) -> str:
    """Some lines as a diff tells them: the first, counted from 1, and how many, unless it is one."""
    if end - start == 1:
        return str(end)
    return f"{start + 1 if end > start else start},{end - start}"


def _only_in(document: Document, other: Document) -> tuple[ox.Triple, ...]:
    only = document.graph - other.graph
    return tuple(
        dict.fromkeys(
            each.triple
            for each in document.triples()
            if (each.subject.term, each.predicate.term, each.object.term) in only
        )
    )


class FileOptions(TypedDict, total=False):
    """Which file is meant, where that is not clear, and whether it is written."""

    to: Path | None
    source: str | None
    dry_run: bool


@dataclass(frozen=True)
class Editor:
    """Changes the files of a project, as text; what is said stays as it is written.

    Each change takes the same way: terms by their names, the file, the text, the check, the file on disk.
    What is wrong on the way is raised, and then nothing is written.
    """

    store: Store

    # Single statements

    def add(
        self,
        subject: str,
        predicate: str,
        object_: str,
        paragraph: int | None = None,
        **options: Unpack[FileOptions],
    ) -> Change:
        """State a triple; ``paragraph`` is recorded as its place in the section of the file's source."""
        triple = Terms(self.store).triple(subject, predicate, object_)
        file = file_about(self.store, triple.subject, options.get("to"), options.get("source"))
        triples = [triple]
        if paragraph is not None:
            self._refuse_other_paragraph(triple, file, paragraph)
            triples.append(ox.Triple(triple.subject, ox.NamedNode(PARAGRAPH), integer_of(paragraph)))
        change = self._change(
            file, triple.subject, lambda before: add(before, triples, self.store.prefixes.by_name), options
        )
        if not change.is_empty:
            return change
        others = [each.object for each in equal_statements(change.before, [triple])[triple] if each != triple]
        texts = [term.value for term in others if isinstance(term, ox.Literal)]
        return replace(change, stated_as=" and ".join(sorted(texts)))

    def remove(self, subject: str, predicate: str, object_: str, **options: Unpack[FileOptions]) -> Change:
        """Take a triple out of the file that states it."""
        triple = Terms(self.store).triple(subject, predicate, object_)
        file = file_stating(self.store, triple, options.get("to"), options.get("source"))
        return self._change(file, triple.subject, lambda before: remove(before, [triple]), options)

    def set(
        self, subject: str, predicate: str, objects: Sequence[str], **options: Unpack[FileOptions]
    ) -> Change:
        """Give a predicate of a subject these objects and no others, in one file."""
        terms = Terms(self.store)
        relation = ox.NamedNode(terms.declaration(predicate, "relation"))
        about = terms.thing(subject)
        values = [terms.object(relation, text) for text in objects]
        file = file_about(self.store, about, options.get("to"), options.get("source"))
        return self._change(
            file,
            about,
            lambda before: set_objects(before, about, relation, values, self.store.prefixes.by_name),
            options,
        )

    def _refuse_other_paragraph(self, triple: ox.Triple, file: Path, paragraph: int) -> None:
        """All that a file says of a thing is cited with all its paragraphs in it: one more changes all."""
        citation = Evidence(self.store).citation(triple.subject, self.store.files.graph_iri(file))
        if citation.numbers and paragraph not in citation.numbers:
            raise OtherParagraphError(self.store.files.display_path(file), str(citation), paragraph)

    def _change(self, file: Path, about: object, edit: Edit, options: FileOptions) -> Change:
        """Edit what a file states about something, check the change and, unless it is a dry run, write it.

        All that is done before anyone else can change the file.
        """
        with nullcontext() if options.get("dry_run") else _lock(file):
            before = read_document(file, self.store.files.graph_iri(file), about=[about])
            change, errors = self._examine(Change(file, before, edit(before)))
            errors = [finding for finding in errors if finding.check not in _UNFINISHED]
            if errors:
                message = f"{change.file} is left as it was, because the change is not right:"
                raise EditRefusedError(message, errors)
            if not options.get("dry_run"):
                _put(change)
        return change

    # New things, new files and tables: shown first, written when they are saved

    def new(  # noqa: PLR0913 - the last ones are given by name
        self,
        form: Form,
        given: Mapping[str, Sequence[str]],
        *,
        name: str | None = None,
        to: Path | None = None,
        source: str | None = None,
        paragraphs: Sequence[int] = (),
    ) -> Change:
        """A new thing of the class of a form; ``given`` are texts by the names of fields."""
        values, faults = Fields(self.store, form).read(given)
        if faults:
            raise EntryFaultsError(faults)
        if paragraphs:
            places = [*values.get(form.place, []), *map(integer_of, paragraphs)]
            values[form.place] = list(dict.fromkeys(places))
        missing = missing_fields(form, values)
        iri = Naming(self.store).name_thing(form, values, name)
        file = self._file_for_new(form, iri, to, source, missing)
        if needs_place(self.store, file) and not says_place(values):
            missing.append("the paragraph (--paragraph N)")
        if missing:
            raise IncompleteError(form, missing)
        before = self._read_new(file, iri)
        self._refuse_present(file, before, iri)
        after = add(before, triples_of(iri, form.kind, values), self.store.prefixes.by_name)
        change, errors = self._examine(Change(file, before, after, (iri,)))
        if errors:
            raise EntryFaultsError([finding.message for finding in errors])
        return change

    def new_source(self, given: Mapping[str, Sequence[str]], name: str | None = None) -> Change:
        """The beginning of a new file of the graph; ``given`` are texts by the names of ``source_form``."""
        new = new_source(self.store, given, name)
        before = self._read_new(new.file)
        after = begin_file(before, new.comment, new.triples, self.store.prefixes.by_name)
        change, errors = self._examine(Change(new.file, before, after, (new.document,)))
        if errors:
            shown = self.store.files.display_path(new.file)
            message = f"{shown} is left as it was, because what is added is not right:"
            raise EditRefusedError(message, errors)
        return change

    def import_table(
        self,
        form: Form,
        table: TableFile,
        *,
        to: Path | None = None,
        source: str | None = None,
        progress: Progress | None = None,
    ) -> Change:
        """The rows of a table as things of the class of a form.

        Raises TableFaultsError with all that is wrong.
        """
        from irc_kg.editing.sheets import read_sheet
        from irc_kg.editing.tables import TableFaultsError, TableReader, columns_of, faults_in_cells

        sheet = read_sheet(table.path, encoding=table.encoding, sheet=table.sheet)
        fields = Fields(self.store, form)
        columns = columns_of(fields, sheet.headings, table.paragraph_column)
        reader = TableReader(self.store, form, columns, has_semicolons=sheet.has_semicolons)
        rows = reader.read(sheet.rows, progress)
        iris = tuple(row.thing.iri for row in rows)
        file = self._file_for_rows(iris, to, source, has_faults=bool(reader.faults))
        if file is not None:
            reader.refuse_places(file, rows)
        notes = (*sheet.notes, *reader.notes)
        if reader.faults or file is None:
            raise TableFaultsError(table.path, reader.faults, notes)
        before = self._read_new(file, *iris)
        after = add(before, reader.triples(rows), self.store.prefixes.by_name)
        change, errors = self._examine(Change(file, before, after, iris, notes=notes))
        if errors:
            raise TableFaultsError(table.path, faults_in_cells(after, errors, rows), notes)
        return change

    def _file_for_new(
        self, form: Form, iri: str, to: Path | None, source: str | None, missing: Sequence[str]
    ) -> Path:
        """The file for a new thing; that it is not said counts with the rest that is missing."""
        files = self.store.files.graph_files
        if to is not None or source is not None:
            return file_for_things(self.store, [iri], to, source)
        if len(files) != 1:
            raise IncompleteError(form, [*missing, "its file (--to FILE, or --source DOCUMENT)"])
        return files[0]

    def _file_for_rows(
        self, iris: Sequence[str], to: Path | None, source: str | None, *, has_faults: bool
    ) -> Path | None:
        """The file for the rows of a table; that it is not clear is said when nothing else is wrong."""
        try:
            return file_for_things(self.store, list(filter(None, iris)) or ["urn:new"], to, source)
        except IrcKgError:
            if has_faults and to is None:
                return None
            raise

    def _read_new(self, file: Path, *iris: str) -> Document:
        """What a file says now, of some things if any are given; nothing, when it is not there."""
        about = [ox.NamedNode(iri) for iri in iris] or None
        return read_document(file, self.store.files.graph_iri(file), create=True, about=about)

    def _refuse_present(self, file: Path, document: Document, iri: str) -> None:
        """Raise when a file has something to say of a new thing already."""
        subjects = [block.subject.term for block in document.blocks if isinstance(block, TriplesBlock)]
        if ox.NamedNode(iri) in subjects:
            raise EditRefusedError(f"{file} speaks of {self.store.prefixes.shorten(iri)} already.")

    def _examine(self, change: Change) -> tuple[Change, list[Finding]]:
        """A change with what a check warns of, and what it forbids."""
        from irc_kg.checks import findings_of_change  # which only what goes so far needs

        if change.is_empty:
            return change, []
        found = findings_of_change(self.store.files, change.file, change.before, change.after)
        errors = [finding for finding in found if finding.severity is Severity.ERROR]
        warnings = tuple(finding for finding in found if finding.severity is Severity.WARNING)
        return replace(change, warnings=warnings), errors


# Files


def apply_edit(  # noqa: PLR0913 - the options are given by name
    file: Path,
    edit: Edit,
    *,
    base_iri: str | None = None,
    dry_run: bool = False,
    create: bool = False,
    about: Collection[object] | None = None,
) -> Change:
    """Make an edit to the text of a file, unchecked, and return what changed.

    ``about`` are the subjects whose statements it changes; None where that may be any.

    The file is read, edited and written under one lock, so that of several edits at the same time none is
    lost. With ``dry_run`` nothing is written; with ``create`` a file that does not exist counts as empty.
    Raises EditRefusedError or FileWriteError, or TurtleSyntaxError when the file is no Turtle; the file is
    then as it was.
    """
    with nullcontext() if dry_run else _lock(file):
        before = read_document(file, base_iri, create=create, about=about)
        change = Change(file, before, edit(before))
        if not dry_run:
            _put(change)
    return change


def save(change: Change) -> None:
    """Write a change that was made before, unless its file says something else by now.

    Folders are made for a new file.
    """
    file = change.file
    if not change.before.text and file.exists() and file.read_bytes():
        raise EditRefusedError(f"{file} was made by someone else meanwhile. Look at it and try again.")
    missing = [folder for folder in file.parents if not folder.exists()]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _lock(file):
            _put(change)
    except BaseException:
        for folder in missing:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def read_document(
    file: Path, base_iri: str | None, *, create: bool = False, about: Collection[object] | None = None
) -> Document:
    """What a file says; with ``create`` one that does not exist says nothing.

    ``about``: the subjects that matter, so that of a long file no more needs to be read; None for all.
    """
    form = name_of_form(file)
    if form and not is_turtle(file):
        raise EditRefusedError(
            f"{file} is {form}, which is read and not edited: only Turtle is. "
            "`--to FILE.ttl` writes into another file."
        )
    try:
        text = decode(_read_bytes(file, create=create) or b"")
        # What is wrong with a text is told by whoever reads all of it.
        if about is not None and len(text) >= _LONG and is_readable(text, base_iri):
            return parse_about(text, base_iri, about)
        return parse(text, base_iri)
    except TurtleSyntaxError as error:
        raise error.in_file(file) from None


def _read_bytes(file: Path, *, create: bool) -> bytes | None:
    """The bytes of a file; None when there is none and it may be made."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        if create:
            return None
        raise EditRefusedError(f"There is no file {file}.") from None
    except OSError as error:
        raise EditRefusedError(f"{file} cannot be read: {error.strerror}.") from error


def _lock(file: Path) -> AbstractContextManager[None]:
    """Keep other writers of this program away from a file."""
    try:
        return hold_lock(file.resolve())
    except (OSError, RuntimeError) as error:  # a link that leads to itself; which of them depends on Python
        raise EditRefusedError(f"{file} leads to no file: {error}.") from error


def _put(change: Change) -> None:
    """Write a change, unless its file, which is locked, says something else by now."""
    held = _read_bytes(change.file, create=not change.before.text)
    if (held or b"") != change.before.text.encode():
        raise FileChangedError(change.file)
    if not change.is_empty:
        exchange(change.file, held, change.after.text.encode())

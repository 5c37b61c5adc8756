"""Single statements given by names: added to the file of their source, removed from it, and replaced."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyoxigraph as ox

from irc_kg.editing.adding import add
from irc_kg.editing.changes import Change
from irc_kg.editing.placing import home_of
from irc_kg.editing.removing import remove
from irc_kg.editing.setting import set_objects
from irc_kg.editing.words import Words
from irc_kg.editing.writing import Edit, apply
from irc_kg.errors import Finding, IrcKgError
from irc_kg.provenance.citations import Evidence
from irc_kg.store.store import Store
from irc_kg.store.vocabularies import IRC, XSD

# Codes of checks for what a thing still lacks: it is built up statement by statement.
_UNFINISHED = {"missing-label", "no-evidence", "untyped", "unused", "dangling"}


class OtherParagraphError(IrcKgError):
    """A paragraph that would be cited for statements that stand in another."""

    def __init__(self, file: str, citation: str, paragraph: int) -> None:
        super().__init__(
            f"{file} cites what it says of this thing from {citation}. With paragraph {paragraph} all of "
            "that would be cited from there too: put what another paragraph says into a file of its own "
            "(`irc-kg new source` begins one)."
        )


class Statements:
    """The statements of a project, as they can be changed one by one."""

    def __init__(self, store: Store, changed: Callable[[], None] = lambda: None) -> None:
        """``changed`` is called when a file was written."""
        self.store = store
        self._changed = changed

    def add(  # noqa: PLR0913  (the last ones are given by name)
        self,
        subject: str,
        predicate: str,
        object_: str,
        *,
        to: Path | None = None,
        source: str | None = None,
        paragraph: int | None = None,
        dry_run: bool = False,
    ) -> Change:
        """State a triple in the file of its source, as text; what is said stays as it is written.

        Terms are given by their names. ``to`` or ``source`` tell the file where it is not clear;
        ``paragraph`` is recorded as the place in it. Raises what says why nothing was written.
        """
        triple = self._triple(subject, predicate, object_)
        triples = [triple]
        file = self._home(triple, to, source, known=False)
        if paragraph is not None:
            self._refuse_other_paragraph(triple, file, paragraph)
            number = ox.Literal(str(paragraph), datatype=ox.NamedNode(XSD + "integer"))
            triples.append(ox.Triple(triple.subject, ox.NamedNode(IRC + "paragraph"), number))
        return self._apply(
            file, lambda document: add(document, triples, self.store.prefixes.by_name), dry_run
        )

    def remove(  # noqa: PLR0913
        self,
        subject: str,
        predicate: str,
        object_: str,
        *,
        to: Path | None = None,
        source: str | None = None,
        dry_run: bool = False,
    ) -> Change:
        """Take a triple out of the file that states it; the parameters are those of ``add``."""
        triple = self._triple(subject, predicate, object_)
        file = self._home(triple, to, source, known=True)
        return self._apply(file, lambda document: remove(document, [triple]), dry_run)

    def set(  # noqa: PLR0913
        self,
        subject: str,
        predicate: str,
        objects: Sequence[str],
        *,
        to: Path | None = None,
        source: str | None = None,
        dry_run: bool = False,
    ) -> Change:
        """Give a predicate of a subject these objects and no others, in one file."""
        triples = [self._triple(subject, predicate, object_) for object_ in objects]
        about, relation = triples[0].subject, triples[0].predicate
        file = self._home(triples[0], to, source, known=False)
        terms = [triple.object for triple in triples]
        known = self.store.prefixes.by_name
        return self._apply(
            file,
            lambda document: set_objects(document, about, relation, terms, known),  # type: ignore[arg-type]
            dry_run,
        )

    def _refuse_other_paragraph(self, triple: ox.Triple, file: Path, paragraph: int) -> None:
        """All that a file says of a thing is cited with all its paragraphs in it: one more changes all."""
        citation = Evidence(self.store).citation(triple.subject, self.store.files.graph_iri(file))
        if citation.numbers and paragraph not in citation.numbers:
            raise OtherParagraphError(self.store.files.display_path(file), str(citation), paragraph)

    def _triple(self, subject: str, predicate: str, object_: str) -> ox.Triple:
        words = Words(self.store)
        relation = words.predicate(predicate)
        return ox.Triple(words.subject(subject), relation, words.object(relation, object_))

    def _home(self, triple: ox.Triple, to: Path | None, source: str | None, *, known: bool) -> Path:
        """The file for a triple; where it must be ``known``, one that states it."""
        return home_of(self.store, triple, to, source, known=known)

    def _apply(self, file: Path, edit: Edit, dry_run: bool) -> Change:
        base_iri = self.store.files.graph_iri(file)
        change = apply(file, edit, base_iri=base_iri, verify=self._faults_of, dry_run=dry_run)
        if not dry_run and not change.is_empty:
            self._changed()
        return change

    def _faults_of(self, change: Change) -> list[Finding]:
        """What a change would break: faults of its file that the file does not have now."""
        from irc_kg.checks import check

        def faults(text: str) -> dict[tuple[str, str], Finding]:
            instead = {change.file: text.encode()}
            found = check(self.store.files, [change.file], instead=instead).findings
            return {(one.check, one.message): one for one in found if one.check not in _UNFINISHED}

        after = faults(change.after.text)
        before = faults(change.before.text) if after else {}
        return [finding for what, finding in after.items() if what not in before]

"""How Turtle text looks: what stands between its terms, how a term is written at a place in it, and how the
prefixes that a term needs are declared; and pieces of the text replaced.

Between two terms of a statement stand only white space, comments and the separators ``;``, ``,`` and ``.``;
so they can be found without reading the text anew. What was edited is read again, and refused when it says
anything else than it should.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Final, NamedTuple

import pyoxigraph as ox

from irc_kg.errors import Finding, IrcKgError
from irc_kg.store.names import XSD
from irc_kg.store.values import engine_spelling, is_kept_by_value
from irc_kg.turtle import (
    BYTE_ORDER_MARK,
    RDF_TYPE,
    Block,
    Document,
    Node,
    PrefixDirective,
    Reification,
    Term,
    TriplesBlock,
    TurtleSyntaxError,
    grammar,
    parse,
    parse_about,
)

LINE_END: Final = re.compile(r"\r\n|\n|\r")
_LINE_ENDS: Final = ("", "\n", "\r")
_MARK_OR_COMMENT: Final = re.compile(r"#[^\r\n]*|[;,.]")
_REMOVABLE_MARK: Final = re.compile(r"(#[^\r\n]*)|[ \t]*[;,]")
_COMMENT_ON_LINE: Final = re.compile(r"[ \t]*#[^\r\n]*")


_PLAIN: Final = {
    XSD + "integer": re.compile(grammar.INTEGER),
    XSD + "decimal": re.compile(grammar.DECIMAL),
    XSD + "double": re.compile(grammar.DOUBLE),
    XSD + "boolean": re.compile("true|false"),
}
_PN_LOCAL: Final = re.compile(grammar.PN_LOCAL)
# A `%` that begins two hexadecimal digits is part of a name as it is.
_ESCAPED_IN_LOCAL: Final = re.compile(r"[~!$&'()*+,;=/?#@]|%(?![0-9A-Fa-f]{2})|^[-.]|\.$")
# Beside what the grammar asks for: what an editor may show as the end of a line, or not at all.
_ESCAPED_IN_STRING: Final = re.compile(
    '["\\\\\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]'
)
_SHORT_ESCAPES: Final = {
    '"': r"\"",
    "\\": r"\\",
    "\n": r"\n",
    "\r": r"\r",
    "\t": r"\t",
    "\b": r"\b",
    "\f": r"\f",
}
_REGION: Final = 2  # letters of a region in a language tag
_KEYWORD: Final = re.compile("@?[A-Za-z]+")


class EditRefusedError(IrcKgError):
    """An edit that was not made; the file is as it was. ``findings`` say what it would have broken."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__("\n".join([message, *map(str, findings)]))
        self.findings = tuple(findings)


class Splice(NamedTuple):
    """A piece of text to put in the place of another."""

    start: int
    end: int
    replacement: str


def marks(text: str, start: int, end: int) -> list[int]:
    """Where the separators of a gap between two terms stand."""
    return [match.start() for match in _MARK_OR_COMMENT.finditer(text, start, end) if match.group()[0] != "#"]


def without_marks(gap: str) -> str:
    """A gap without its separators, its comments and lines as they are."""
    return _REMOVABLE_MARK.sub(lambda match: match.group(1) or "", gap)


def line_start(text: str, offset: int) -> int:
    """Where the line of a place begins, behind a byte order mark."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return 1 if start == 0 and text.startswith(BYTE_ORDER_MARK) else start


def line_before(text: str, start: int) -> int:
    """Where the line before one that begins at a place begins; that place when there is none."""
    end = len(text[:start].removesuffix("\n").removesuffix("\r"))
    return line_start(text, end) if end < start else start


def indent(text: str, offset: int) -> str | None:
    """The blanks before a place that begins its line; None where something else stands before it."""
    start = offset
    while text[start - 1 : start] in {" ", "\t"}:
        start -= 1
    before = text[start - 1 : start]
    begins_line = before in _LINE_ENDS or (before == BYTE_ORDER_MARK and start == 1)
    return text[start:offset] if begins_line else None


def skip_blanks(text: str, offset: int) -> int:
    """The first place from here on, in the same line, where something other than a blank stands."""
    while text[offset : offset + 1] in {" ", "\t"}:
        offset += 1
    return offset


def ends_line(text: str, offset: int) -> bool:
    """Whether nothing but blanks stands after a place in its line."""
    after = skip_blanks(text, offset)
    return text[after : after + 1] in _LINE_ENDS


def comment_end(text: str, offset: int) -> int:
    """Where the comment that follows a place in its line ends; the place itself when none follows."""
    match = _COMMENT_ON_LINE.match(text, offset)
    return match.end() if match else offset


def newline(document: Document, offset: int) -> str:
    """How the line of a place ends; in the last line, how most lines end."""
    match = LINE_END.search(document.text, offset)
    return match.group() if match else document.newline


def next_line(text: str, offset: int) -> int:
    """Where the line after the one of a place begins, or the end of the text."""
    match = LINE_END.search(text, offset)
    return match.end() if match else len(text)


def is_glued(text: str, dot: int) -> bool:
    """Whether something follows a dot so closely that a name before it would take in the dot."""
    return text[dot + 1 : dot + 2] not in {"", " ", "\t", "\n", "\r", "#"}


def read_edited(before: Document, text: str, splices: Sequence[Splice] = ()) -> Document:
    """A text with pieces of it replaced as a document; refused when it is no Turtle any more.

    Pieces for one place come in the order they are given.
    """
    parts = []
    position = 0
    for start, end, replacement in sorted(splices, key=lambda splice: splice.start):
        parts += [text[position:start], replacement]
        position = end
    edited = "".join([*parts, text[position:]])
    try:
        if before.about is None:
            return parse(edited, before.base_iri, anonymous_prefix=before.anonymous_prefix)
        return parse_about(edited, before.base_iri, before.about, anonymous_prefix=before.anonymous_prefix)
    except TurtleSyntaxError as error:
        raise _unreadable(error) from error


def confirm_edit(
    before: Document,
    after: Document,
    *,
    added: AbstractSet[ox.Triple] = frozenset(),
    removed: AbstractSet[ox.Triple] = frozenset(),
) -> Document:
    """The edited document, when it states exactly what it should; otherwise the edit is refused."""
    old, new = before, after
    if before.about is not None and not _only_declares_more(before, after):
        # What was not read may depend on what is declared no more.
        old, new = (_read_whole(one) for one in (before, after))
    came, went = new.graph - old.graph, old.graph - new.graph
    if came != set(map(tuple, added)) or went != set(map(tuple, removed)):
        raise EditRefusedError("The edit would change other statements too. Please edit the file by hand.")
    return after


def _only_declares_more(before: Document, after: Document) -> bool:
    """Whether an edited text has all declarations as they were, and others only of prefixes that are new."""
    old, new = (
        [block[2:] for block in document.blocks if not isinstance(block, TriplesBlock)]
        for document in (before, after)
    )
    known = {directive.prefix for directive in before.prefix_directives}
    return old == [block for block in new if len(block) == 1 or block[0] in known]


def _read_whole(document: Document) -> Document:
    try:
        return parse(document.text, document.base_iri, anonymous_prefix=document.anonymous_prefix)
    except TurtleSyntaxError as error:
        raise _unreadable(error) from error


def _unreadable(error: TurtleSyntaxError) -> EditRefusedError:
    return EditRefusedError(
        f"The edit would make the text unreadable ({error}). Please edit the file by hand."
    )


def equal_statements(document: Document, triples: Iterable[ox.Triple]) -> dict[ox.Triple, list[ox.Triple]]:
    """Some triples, of which several that say the same count once, each with how a document states it.

    A value is the same however it is written: 12.5 is stated as 12.50.
    """
    wanted: dict[ox.Triple, ox.Triple] = {}  # by what they say
    for triple in triples:
        wanted.setdefault(_with_value(triple), triple)
    found = {triple: [triple] if tuple(triple) in document.graph else [] for triple in wanted.values()}
    for stated in _statements_of_values(document, {triple.subject for triple in found}):
        same = wanted.get(_with_value(stated))
        if same is not None and stated != same:
            found[same].append(stated)
    return found


def _statements_of_values(document: Document, subjects: AbstractSet[object]) -> Iterator[ox.Triple]:
    """What a document states of some subjects whose object may be written in several ways."""
    for subject, predicate, value in document.graph:
        if subject in subjects and is_kept_by_value(value):
            yield ox.Triple(subject, predicate, value)  # type: ignore[arg-type]


def _with_value(triple: ox.Triple) -> ox.Triple:
    return ox.Triple(triple.subject, triple.predicate, engine_spelling(triple.object))


def refuse_unwritable(document: Document, triples: Iterable[ox.Triple]) -> None:
    """Raise when a triple has a term that no text could name."""
    for triple in triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, ox.Triple):
                raise EditRefusedError(
                    "This is a statement about a statement (RDF 1.2). Please edit the file by hand."
                )
            if isinstance(term, ox.BlankNode) and document.is_anonymous(term):
                raise EditRefusedError(_anonymous(document, term))


def refuse_annotated(document: Document, node: Node) -> None:
    """Raise when something is said behind an object about its statement."""
    if isinstance(node.inside, Reification):
        line, _ = document.line_column(node.start)
        raise EditRefusedError(
            f"Behind the statement on line {line} stands what is said about it (RDF 1.2, `~` or `{{|…|}}`), "
            "which would go with it. Please edit the file by hand."
        )


def _anonymous(document: Document, blank_node: Term) -> str:
    lines = [
        document.line_column(node.start)[0]
        for statement in document.triples()
        for node in (statement.subject, statement.object)
        if node.term == blank_node
    ]
    where = f" on line {lines[0]}" if lines else ""
    return (
        f"The statement is about a blank node without a label{where}, written as `[…]`, `(…)` or "
        "`<<…>>`. Edit it by hand, or give it an IRI of its own first."
    )


# How terms are written


class Spelling:
    """How terms are written in one document, and which prefixes have to be declared for that.

    ``known`` are namespaces by prefix that may be declared when a term needs one. One whose prefix the
    document already uses, for whatever namespace, is left alone.
    """

    def __init__(self, document: Document, known: Mapping[str, str]) -> None:
        used = {directive.prefix for directive in document.prefix_directives}
        self._known = {prefix: namespace for prefix, namespace in known.items() if prefix not in used}
        self._declarations_at = cache(document.declarations_at)
        self._text = document.text
        self.missing: dict[str, str] = {}  # what has been written with a prefix that is yet to be declared

    def statement(self, predicate: Term, value: Term, offset: int, *, followed_by_dot: bool = False) -> str:
        """A predicate and its object as they are written at a place; the rest is as for ``term``."""
        verb = "a" if predicate == RDF_TYPE else self.term(predicate, offset)
        return f"{verb} {self.term(value, offset, followed_by_dot=followed_by_dot)}"

    def term(self, term: Term, offset: int, *, followed_by_dot: bool = False) -> str:
        """A subject or an object as it is written at a place.

        ``followed_by_dot`` says that a dot comes directly behind it, and something else directly behind that;
        the term is then written so that the dot is not taken for a part of it.
        """
        if isinstance(term, ox.NamedNode):
            return self._iri(term.value, offset, in_full=followed_by_dot)
        if isinstance(term, ox.BlankNode):
            return f"{term} " if followed_by_dot else str(term)
        datatype = term.datatype.value
        if datatype in _PLAIN and _PLAIN[datatype].fullmatch(term.value) and not followed_by_dot:
            return term.value
        text = _ESCAPED_IN_STRING.sub(_escape, term.value)
        if term.language is not None:
            direction = f"--{term.direction}" if term.direction else ""
            return f'"{text}"@{self._tag(term.language)}{direction}'
        if datatype == XSD + "string":
            return f'"{text}"'
        return f'"{text}"^^{self._iri(datatype, offset, in_full=followed_by_dot)}'

    def _tag(self, language: str) -> str:
        """A language tag as the document has it, else with capitals where BCP 47 puts them: ``en-GB``."""
        if "-" not in language:
            return language
        if written := re.search(rf"(?i)[\"']@({language})(?![\w-])", self._text):
            return written[1]
        first, *parts = language.split("-")
        return "-".join([first, *(part.upper() if len(part) == _REGION else part for part in parts)])

    def _iri(self, iri: str, offset: int, *, in_full: bool) -> str:
        if in_full:
            return f"<{iri}>"
        declared = self._declarations_at(offset)
        if iri == declared.base and "#" not in iri:
            return "<>"
        longest, chosen, spelt = "", None, f"<{iri}>"
        # Of namespaces of one length the first counts, so one that is declared already.
        for prefix, namespace in (*declared.prefixes.items(), *self._known.items()):
            if len(namespace) > len(longest) and (name := name_with_prefix(iri, prefix, namespace)):
                longest, chosen, spelt = namespace, prefix, name
        if chosen in self._known:
            self.missing[chosen] = self._known[chosen]
        return spelt


def name_with_prefix(iri: str, prefix: str, namespace: str) -> str:
    """An IRI as it is written with a prefix; empty where Turtle and SPARQL have no such name."""
    if not iri.startswith(namespace):
        return ""
    local = _ESCAPED_IN_LOCAL.sub(r"\\\g<0>", iri[len(namespace) :])
    return f"{prefix}:{local}" if not local or _PN_LOCAL.fullmatch(local) else ""


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"


def prefix_lines(document: Document, missing: Mapping[str, str]) -> list[str]:
    """The lines that declare prefixes, in the order of their names."""
    keyword = _keyword(document)
    dot = " ." if keyword.startswith("@") else ""
    return [f"{keyword} {prefix}: <{namespace}>{dot}" for prefix, namespace in sorted(missing.items())]


def declare_prefixes(document: Document, missing: Mapping[str, str]) -> list[Splice]:
    """The changes to a text that declare prefixes: behind the last declaration at its head, else on top.

    The text must say something; in one that does not there is no head and no top.
    """
    text, lines = document.text, prefix_lines(document, missing)
    directives = _head(document)
    if directives:
        end = next(
            (each for each in reversed(directives) if isinstance(each, PrefixDirective)), directives[-1]
        ).end
        line_end = newline(document, end)
        place = comment_end(text, end)
        added = "".join(line_end + line for line in lines)
        if ends_line(text, place):
            return [Splice(place, place, added)]
        return [Splice(end, end, added + line_end)]
    place = _top(document)
    line_end = newline(document, place)
    return [Splice(place, place, "".join(line + line_end for line in lines) + line_end)]


def without_unused(before: Document, after: Document, gone: AbstractSet[ox.Triple]) -> list[Splice]:
    """The changes to a text that drop the declarations which only the removed triples used.

    So what was added is removed to the byte, its prefix with it; a declaration that is not used says nothing.
    """
    text = after.text
    unused = _idle_declarations(before, after, gone)
    splices = [Splice(line_start(text, block.start), next_line(text, block.end), "") for block in unused]
    if splices and len(unused) == len(after.blocks):
        # Nothing is left but comments: neither is the blank line below them.
        first = splices[0]
        above = line_before(text, first.start)
        if not text[above : first.start].strip():
            splices[0] = Splice(above, first.end, "")
    elif splices and len(unused) == len(_head(after)):
        # Nothing is left above the statements: neither is the blank line between.
        last = splices[-1]
        below = next_line(text, last.end)
        if not text[last.end : below].strip():
            splices[-1] = Splice(last.start, below, "")
    return splices


def _idle_declarations(
    before: Document, after: Document, gone: AbstractSet[ox.Triple]
) -> list[PrefixDirective]:
    """The declarations, alone in their lines, of prefixes that the removed triples used and nothing else."""
    used = before.prefixes_of(each for each in before.triples() if each.triple in gone)
    declarations = [
        block for block in _head(after) if isinstance(block, PrefixDirective) and block.prefix in used
    ]
    return [
        block
        for block in declarations
        if _is_alone(after.text, block) and not _may_be_used(after, block.prefix)
    ]


def _may_be_used(document: Document, prefix: str) -> bool:
    """Whether anything but its declarations may use a prefix; what only looks so, in a comment, counts."""
    text = document.text
    for block in reversed(document.prefix_directives):
        if block.prefix == prefix:
            text = text[: block.start] + text[block.end :]
    return re.search(rf"(?<![\w.:/-]){re.escape(prefix)}:", text) is not None


def _is_alone(text: str, block: PrefixDirective) -> bool:
    """Whether a declaration has its line to itself."""
    return indent(text, block.start) is not None and ends_line(text, block.end)


def _head(document: Document) -> list[Block]:
    """The directives before the first statement."""
    directives: list[Block] = []
    for block in document.blocks:
        if isinstance(block, TriplesBlock):
            break
        directives.append(block)
    return directives


def _keyword(document: Document) -> str:
    """How the document declares a prefix: ``@prefix``, or ``PREFIX`` in its own case."""
    directives = document.prefix_directives or _head(document)
    match = _KEYWORD.match(document.text, directives[-1].start) if directives else None
    keyword = match.group() if match else "@prefix"
    if keyword.lower().endswith("base"):
        return "@prefix" if keyword.startswith("@") else "PREFIX"
    return keyword


def _top(document: Document) -> int:
    """The line of the first statement, or of the comment that stands directly above it."""
    place = line_start(document.text, document.blocks[0].start)
    for comment in reversed(document.comments):
        if comment.end < place and next_line(document.text, comment.end) == place:
            place = line_start(document.text, comment.start)
    return place

"""Texts that are no Turtle: what they are, what makes them right, and where Turtle may go on in them.

Looked at only when a text cannot be read, so that the advice is about what the file is rather than about the
first character that no Turtle has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from irc_kg.turtle import grammar
from irc_kg.turtle.document import BYTE_ORDER_MARK
from irc_kg.turtle.grammar import TurtleSyntaxError, at

_AS_TEXT: Final = "Save it as UTF-8."
_NO_TEXT: Final = "Turtle is plain text."
_IMPORT: Final = "`irc-kg import` adds the rows of a table."
_CONVERT: Final = "save it as Turtle, which riot, rapper and rdflib can do."
_CONVERT_OWL: Final = "save it as Turtle, which Protégé and ROBOT can do."
# What files begin with, the longer beginning first.
_BEGINNINGS: Final = (
    (b"\xff\xfe\0\0", f"This is UTF-32. {_AS_TEXT}"),
    (b"\0\0\xfe\xff", f"This is UTF-32. {_AS_TEXT}"),
    (b"\xff\xfe", f"This is UTF-16. {_AS_TEXT}"),
    (b"\xfe\xff", f"This is UTF-16. {_AS_TEXT}"),
    (b"%PDF-", f"This is a PDF. {_NO_TEXT}"),
    (b"{\\rtf", f"This is a document of a word processor (RTF). {_NO_TEXT}"),
    (b"\xd0\xcf\x11\xe0", f"This is an old document of Office (Excel, Word or PowerPoint). {_NO_TEXT}"),
    (b"\x1f\x8b", "This is packed with gzip: unpack it with `gunzip`."),
    (b"BZh", "This is packed with bzip2: unpack it with `bunzip2`."),
    (b"\xfd7zXZ", "This is packed with xz: unpack it with `unxz`."),
    (b"(\xb5/\xfd", "This is packed with Zstandard: unpack it with `unzstd`."),
    (b"7z\xbc\xaf", "This is a 7-Zip archive: unpack it."),
    (b"Rar!", "This is a RAR archive: unpack it."),
    (b"\x89PNG", f"This is a picture (PNG). {_NO_TEXT}"),
    (b"\xff\xd8\xff", f"This is a picture (JPEG). {_NO_TEXT}"),
    (b"GIF8", f"This is a picture (GIF). {_NO_TEXT}"),
    (b"SQLite format 3", f"This is a database of SQLite. {_NO_TEXT}"),
    (b"PAR1", f"This is a table in Parquet. {_NO_TEXT}"),
    (b"$HDT", "This is HDT, which is RDF packed: unpack it as Turtle with `hdt2rdf`."),
)
# What the files in a zip archive are called, or say of themselves, by which one knows whose it is.
_IN_ARCHIVES: Final = (
    (b"xl/", f"This is an Excel workbook. {_NO_TEXT} Name it .xlsx; {_IMPORT}"),
    (b"word/", f"This is a Word document. {_NO_TEXT} Name it .docx."),
    (b"ppt/", f"This is a PowerPoint presentation. {_NO_TEXT} Name it .pptx."),
    (
        b"opendocument.spreadsheet",
        f"This is a LibreOffice table. {_NO_TEXT} Save it as .xlsx or .csv; {_IMPORT}",
    ),
    (b"opendocument.text", f"This is a LibreOffice document. {_NO_TEXT} Name it .odt."),
)
_ARCHIVE: Final = b"PK\x03\x04"
_SAMPLE: Final = 4096  # bytes or characters in which one can see what a file is

_RDF_XML: Final = f"This is RDF/XML: name it .rdf to have it read, or {_CONVERT}"
_JSON_LD: Final = f"This is JSON-LD: name it .jsonld to have it read, or {_CONVERT}"
_POINTER: Final = "This is a pointer of Git LFS: `git lfs pull` fetches the file itself."
_PAGE: Final = "This is a page of HTML, which a website may have given for a file: download the file itself."
_NO_RDF: Final = "which Turtle cannot be made of as it is."
_XML: Final = r"(?is)(?=<\?xml|<!DOCTYPE|<!--|<(?:\w+:)?(?:RDF|Ontology)\b).*?<"
# How texts of other kinds begin, the more special one first.
_TEXTS: Final = (
    (r"version https://git-lfs\.github\.com/", _POINTER),
    (r"(?is)(?:<\?xml.*?\?>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE\s+html|<html\b)", _PAGE),
    (rf"{_XML}(?:\w+:)?RDF\b", _RDF_XML),
    (rf"{_XML}(?:\w+:)?Ontology\b", f"This is OWL/XML: {_CONVERT_OWL}"),
    (r"(?i)<\?xml|<!DOCTYPE|<!--|<\w+(?::\w+)?\s+xmlns\b", f"This is XML, {_NO_RDF}"),
    (
        r'(?s)[\[{]\s*(?:[{\]}"]).*"@(?:context|graph|id|type|value)"\s*:',
        _JSON_LD,
    ),
    (r'\{\s*(?:"|\})|\[\s*(?:\{|"|\[)', f"This is JSON, {_NO_RDF}"),
    (r"(?:Prefix|Ontology)\(", f"This is OWL in functional syntax: {_CONVERT_OWL}"),
    (r"(?:Prefix|Ontology): ", f"This is OWL in Manchester syntax: {_CONVERT_OWL}"),
    (r"format-version:", f"This is OBO: {_CONVERT_OWL}"),
)
_LONGEST_LOOK: Final = 100_000  # characters in which it must show what a text is
_BOTH_VERSIONS: Final = (
    "git has left both versions of the text here: keep what is right of each, and take away the lines that "
    "begin with `<<<<<<<`, `=======` and `>>>>>>>`."
)
_CONFLICT: Final = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
_MARKS: Final = re.compile(r"^(?:<{7}|>{7}|\|{7}|={7})(?: .*)?$", re.MULTILINE)
_QUERY: Final = re.compile(r"\s*(SELECT|ASK|CONSTRUCT|DESCRIBE|INSERT|DELETE)\b", re.IGNORECASE)
_QUAD: Final = re.compile(r"\s*(?:<[^>\s]*>|_:\S+)\s+<[^>\s]*>\s+\S.*\s(?:<[^>\s]*>|_:\S+)\s*\.\s*")
_SEPARATORS: Final = {",": "commas", ";": "semicolons", "\t": "tabs"}
_OF_TURTLE: Final = re.compile(r"[<@#]|\b\w*:[\w/]|[.;,]\s*$")


def explain_bytes(data: bytes, error: UnicodeDecodeError) -> TurtleSyntaxError:
    """The fault of bytes that are not UTF-8."""
    kind = _kind_of(data[:_SAMPLE], data)
    if kind:
        return at("", 0, kind)
    before = data[: error.start].decode("utf-8")
    return at(before, len(before), explain_byte(data[error.start]))


def explain_byte(byte: int) -> str:
    """What a byte that is not UTF-8 may be, and what makes it right."""
    in_windows = bytes([byte]).decode("cp1252", errors="ignore")
    perhaps = f" (it is `{in_windows}` in Windows-1252)" if in_windows.isprintable() and in_windows else ""
    return f"The byte 0x{byte:02X} is not UTF-8{perhaps}. Save the file as UTF-8."


def explain_text(text: str, error: TurtleSyntaxError) -> TurtleSyntaxError:
    """The fault of a text that is no Turtle: what it is where that can be told, else the fault itself."""
    marked = _MARKS.search(text) if _CONFLICT.search(text) else None
    if marked:
        conflict = at(text, marked.start(), _BOTH_VERSIONS)
        return conflict if (conflict.line, 1) <= (error.line, error.column) else error
    start = len(text) - len(text.lstrip(f"{BYTE_ORDER_MARK} \t\r\n"))
    kind = _kind_of(text[:_SAMPLE].encode(errors="surrogatepass"), b"") or _kind_of_text(text, start)
    if kind:
        return at(text, start, kind)
    return _with_advice(text, error)


def _kind_of(beginning: bytes, data: bytes) -> str:
    """What bytes are by what they begin with, and an archive by what is in it; empty for what may be text."""
    if beginning.startswith(_ARCHIVE):
        found = (advice for part, advice in _IN_ARCHIVES if part in data)
        return next(found, "This is a zip archive: unpack it.")
    found = (advice for mark, advice in _BEGINNINGS if beginning.startswith(mark))
    return next(found, "") or _kind_of_zeros(beginning)


def _kind_of_zeros(beginning: bytes) -> str:
    """What bytes are among which there are NULs; empty where these do not tell."""
    if beginning and not beginning.strip(b"\0"):
        return "There is nothing in this file but NULs, as after a crash: bring it back from git or a backup."
    for halves in ((beginning[::2], beginning[1::2]), (beginning[1::2], beginning[::2])):
        if halves[0].count(0) > len(halves[0]) / 2 and 0 not in halves[1]:
            return f"This is UTF-16 without a byte order mark. {_AS_TEXT}"
    return ""


def _kind_of_text(text: str, start: int) -> str:
    """What a text is by how it begins; empty where that cannot be told."""
    beginning = text[start : start + _LONGEST_LOOK]
    for pattern, advice in _TEXTS:
        if re.match(pattern, beginning):
            return advice
    separator = _separator_of([line for line in beginning[:_SAMPLE].splitlines() if line.strip()][:2])
    return (
        f"This is a table whose columns are parted by {separator}. Name it .csv; {_IMPORT}"
        if separator
        else ""
    )


def _separator_of(lines: list[str]) -> str:
    """What parts the columns of two lines of a table, in words; empty where they are none."""
    if len(lines) > 1 and not _OF_TURTLE.search(lines[0]):
        for separator, name in _SEPARATORS.items():
            counts = {line.count(separator) for line in lines}
            if len(counts) == 1 and 0 not in counts:
                return name
    return ""


def advice_on_conflict(line: str) -> str:
    """What is said of a line that git has left in a text with both its versions; empty for any other."""
    return _BOTH_VERSIONS if _MARKS.fullmatch(line.rstrip("\r")) else ""


def _with_advice(text: str, error: TurtleSyntaxError) -> TurtleSyntaxError:
    """A fault with what its line is, where that is something else than Turtle."""
    lines = text.splitlines()
    line = lines[error.line - 1] if error.line <= len(lines) else ""
    if conflict := advice_on_conflict(line):
        return TurtleSyntaxError(conflict, error.line, 1)
    if query := _QUERY.match(line):
        word = query[1].upper()
        advice = f"`{word}` begins a query: its place is a file .rq in queries/."
        return TurtleSyntaxError(advice, error.line, query.start(1) + 1)
    if _QUAD.fullmatch(line):
        advice = "A statement with four parts is N-Quads: name the file .nq, or take the graphs away."
        return TurtleSyntaxError(advice, error.line, error.column)
    return error


# Where Turtle goes on

_OPENS: Final = frozenset({"[", "(", "{|", "<<", "<<(", "{"})
_CLOSES: Final = frozenset({"]", ")", "|}", ">>", ")>>", "}"})
# What may stand as subject, predicate and object, in part with a fault of its own.
_PARTS: Final = (
    grammar.RESOURCES,
    grammar.NAMED | {grammar.WORD},
    grammar.RESOURCES
    | grammar.STRINGS
    | grammar.NUMBERS
    | grammar.OPENINGS
    | grammar.TRIPLES
    | {grammar.WORD, grammar.UNKNOWN},
)
_ALONE: Final = grammar.OPENINGS | {grammar.OPEN_REIFIED, grammar.LANGUAGE}  # begin a statement, too
# Strings and IRIs in which something is wrong, up to where they were meant to end; a string that is never
# closed up to the end of its line, where its statement may end, too.
_MEANT: Final = re.compile(
    r'"""(?s:\\.|[^\\])*?"""|'
    r"'''(?s:\\.|[^\\])*?'''|"
    r'(?!"""|\'\'\')(?:'
    r'"(?:\\.|[^"\\\n\r])*"|\'(?:\\.|[^\'\\\n\r])*\'|<[^<>\n\r]*>|'
    r'["\'](?:[^\n\r]*(?=[.;,][ \t]*(?:[\n\r]|\Z))|[^\n\r]*))'
)
_KEYWORDS: Final = frozenset({"prefix", "base", "version"})
_LINE_END: Final = re.compile(r"[\r\n]")
_BLANK_LINE: Final = re.compile(r"\n[ \t\r]*\n|\r[ \t]*\r")
_DECLARED: Final = re.compile(
    r"^[ \t]*(?:@\S*|prefix)\s+(\w[\w.-]*)?|(?<![\w.-])([\w.-]*):\s*<", re.IGNORECASE | re.MULTILINE
)


def next_statement(text: str, begin: int, fault: int) -> int | None:
    """Where a statement begins behind a fault in the one from ``begin``; None where that is not sure."""
    depth, before, before_end = 0, grammar.UNKNOWN, begin
    for kind, start, end in _tokens_meant(text, begin):
        gap = text[before_end:start]
        if start == fault and before == grammar.LONG_STRING and not _LINE_END.search(gap):
            return None  # the quotes of long strings may be out of step, and this the text of one
        if start > begin and start >= fault:
            needed = _parts_needed(text, start, gap, has_dot=before == grammar.DOT, depth=depth)
            if needed and _parts_of_statement(text, start) >= needed:
                return start
        written = text[start:end]
        depth = max(depth + (written in _OPENS) - (written in _CLOSES), 0)
        before, before_end = kind, end
    return None


def prefixes_lost(text: str) -> set[str]:
    """How the prefixes begin that are declared, or were meant to be, in what the reader leaves out."""
    return {match[1] or match[2] or "" for match in _DECLARED.finditer(text)}


def _tokens_meant(text: str, start: int) -> Iterator[tuple[int, int, int]]:
    """The tokens up to the end of the text, or up to a long string that is never closed."""
    kind = grammar.UNKNOWN
    while kind != grammar.END:
        match = grammar.TOKENS.match(text, start)
        kind = (match and match.lastindex) or grammar.END
        first, start = match.span(kind) if match else (start, start)
        if kind == grammar.UNKNOWN:
            if text.startswith(('"""', "'''"), first) and not _MEANT.match(text, first):
                return
            meant = _MEANT.match(text, first)
            start = meant.end() if meant else start
        if kind != grammar.COMMENT:
            yield kind, first, start


def _parts_needed(text: str, start: int, gap: str, *, has_dot: bool, depth: int) -> int:
    """How many parts of a statement must stand at a place to make it one; 0 where none begins."""
    has_line_end = bool(_LINE_END.search(gap))
    at_margin = has_line_end and text[start - 1] in "\r\n"
    is_ended = has_dot and (at_margin or not depth)
    if is_ended and has_line_end:
        return 1
    if is_ended or (at_margin and _BLANK_LINE.search(gap)):
        return 2
    return 3 if at_margin else 0


def _parts_of_statement(text: str, start: int) -> int:
    """How many of subject, predicate and object stand at a place in a row; a directive has all."""
    tokens = list(islice(_tokens_meant(text, start), len(_PARTS)))
    words = [text[begin:end] for _, begin, end in tokens]
    if words and words[0].lower().lstrip("@") in _KEYWORDS:
        return len(_PARTS)
    parts = 0
    for (kind, _, _), fitting in zip(tokens, _PARTS, strict=False):
        if kind not in fitting:
            break
        parts += 1
    kinds = [kind for kind, _, _ in tokens]
    is_word = kinds[:1] == [grammar.WORD] and not grammar.NAMED.isdisjoint(kinds[1:2])
    return parts or int(is_word or not _ALONE.isdisjoint(kinds[:1]))

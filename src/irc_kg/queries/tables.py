"""Answers as rows, and the forms in which they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from io import StringIO
from itertools import chain, islice, zip_longest
from math import isfinite
from typing import NamedTuple, TextIO

import pyoxigraph as ox

from irc_kg.errors import QueryFailedError
from irc_kg.store.datatypes import is_numeric, is_value, read_number
from irc_kg.store.endpoint import RemoteRows
from irc_kg.store.names import XSD

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Cell = Term | None
_MOST_KNOWN = 10_000  # terms that are kept as they are written
Shown = Callable[[Cell], str]  # a cell as people read it: a thing by its label
Tag = Callable[[ox.Literal], str]  # the language tag of a literal, empty where it has none

_XSD_STRING = XSD + "string"
_WIDEST_COLUMN = 60
_WIDEST_LINE = 100  # of a quotation
QUOTED = "In the words of the sources"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BEGINNING_OF_WORD = re.compile(r"(?<=[^\W_A-Z])(?=[A-Z])")
# It takes long to compile, and few answers are XML.
_UNFIT_FOR_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"


def text(cell: Cell) -> str:
    """A cell as bare text: the IRI, or the value of the literal."""
    if cell is None:
        return ""
    if isinstance(cell, ox.NamedNode | ox.Literal):
        return cell.value
    return str(cell)


def language_of(literal: ox.Literal) -> str:
    """The language tag of a literal as the engine has it, in small letters."""
    return literal.language or ""


class Passage(NamedTuple):
    """The very words of a source, and where they stand in it."""

    place: str
    paragraphs: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.place}: {' '.join(map(in_quotes, self.paragraphs))}"


class About(NamedTuple):
    """What an answer says of itself besides its rows."""

    question: str = ""  # with the values that were used; it stands above tables for people
    passages: tuple[Passage, ...] = ()  # they stand below tables for people
    gaps: str = ""  # of what there is no row; it stands below tables for people
    details: tuple[tuple[str, str], ...] = ()  # what is told, and how it is: the sheet of a workbook


@dataclass(frozen=True)
class Table:
    """An answer: named columns, and rows of RDF terms that may come one by one.

    ``shown`` tells how people read a cell, ``titles`` what they read above the columns, which is made of
    their names where it is not given; forms for machines hold the terms themselves and the names.
    """

    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    shown: Shown = text
    titles: tuple[str, ...] = ()
    about: About = About()  # noqa: RUF009  (a tuple)
    language: Tag = language_of  # of a literal, as it stands in forms for machines

    @property
    def headings(self) -> tuple[str, ...]:
        """What people read above the columns."""
        return self.titles or tuple(map(heading, self.columns))

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        return iter(self.rows)

    def part(self, start: int, stop: int | None) -> Table:
        """The same table with only the rows from ``start`` to before ``stop``, counted from 0."""
        return replace(self, rows=islice(self.rows, start, stop))

    def read(self) -> Table:
        """The same table with its rows read, so that they can be gone through more than once."""
        return replace(self, rows=tuple(tuple(row) for row in self.rows))

    def peek(self, count: int) -> tuple[list[tuple[Cell, ...]], Table]:
        """The first rows, and the same table, of which no row is lost."""
        rows = iter(self.rows)
        first = [tuple(row) for row in islice(rows, count)]
        return first, replace(self, rows=self.rows if isinstance(self.rows, Sequence) else chain(first, rows))

    def to_csv(self) -> str:
        """The table as comma-separated values, with labels."""
        return self._to_text(write_csv)

    def to_markdown(self) -> str:
        """The table in Markdown, with labels."""
        return self._to_text(write_markdown)

    def _to_text(self, write: Callable[[Table, TextIO], None]) -> str:
        out = StringIO()
        write(self, out)
        return out.getvalue()


def in_quotes(words: str) -> str:
    """Words of a source, marked as a quotation."""
    return f"\N{LEFT DOUBLE QUOTATION MARK}{words}\N{RIGHT DOUBLE QUOTATION MARK}"


def python_value(cell: Cell, shown: Shown) -> object:
    """A cell as a value of Python: a number, a text or None; what is no number is shown as it stands."""
    if isinstance(cell, ox.Literal):
        number = read_number(cell.value, cell.datatype.value)
        if number is not None and not isinstance(number, int | float):
            # Beyond what a float can hold it is infinite, which a decimal never is.
            number = float(number) if isfinite(float(number)) else None
        if number is not None:
            return number
    return None if cell is None else shown(cell)


def table_of(solutions: ox.QuerySolutions | RemoteRows, shown: Shown = text) -> Table:
    """The rows of a SELECT query, read as they are asked for."""
    columns = tuple(variable.value for variable in solutions.variables)
    return Table(columns, _rows_of(solutions), shown)


def _rows_of(solutions: ox.QuerySolutions | RemoteRows) -> Iterator[tuple[Cell, ...]]:
    try:
        for row in solutions:
            yield tuple(row)
    except (RuntimeError, OSError) as error:
        raise QueryFailedError(str(error)) from None


def write_csv(table: Table, out: TextIO) -> None:
    """Comma-separated values, with labels; where nobody says how cells are read, they are SPARQL's own."""
    import csv

    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows(map(table.shown, row) for row in table)


def write_tsv(table: Table, out: TextIO) -> None:
    """SPARQL 1.1 results TSV: terms as in Turtle."""
    out.write("\t".join(f"?{column}" for column in table.columns) + "\n")
    for row in table:
        out.write("\t".join(_turtle_term(cell, table.language) for cell in row) + "\n")


def _turtle_term(cell: Cell, language: Tag) -> str:
    if cell is None:
        return ""
    term = str(cell).replace("\t", "\\t")
    if not isinstance(cell, ox.Literal) or not cell.language:
        return term
    begin = term.rindex("@") + 1
    return term[:begin] + language(cell) + term[begin + len(cell.language) :]


def write_json(table: Table, out: TextIO) -> None:
    """SPARQL 1.1 results JSON, a row a line."""
    import json

    quote = json.encoder.encode_basestring

    @lru_cache(maxsize=_MOST_KNOWN)  # of very many cells, most are often the same
    def json_of(cell: Term) -> str:
        return _json_term(cell, table.language, quote)

    out.write(json.dumps({"head": {"vars": table.columns}})[:-1] + ', "results": {"bindings": [')
    names = [f"{quote(column)}: " for column in table.columns]
    before = "\n{"
    for row in table:
        cells = zip(names, row, strict=True)
        terms = [name + json_of(cell) for name, cell in cells if cell is not None]
        out.write(f"{before}{', '.join(terms)}}}")
        before = ",\n{"
    out.write("\n]}}\n")


def _json_term(cell: Term, language: Tag, quote: Callable[[str], str]) -> str:
    """A term as JSON, written here: of very many, to make objects of them takes twice as long."""
    if isinstance(cell, ox.NamedNode):
        return f'{{"type": "uri", "value": {quote(cell.value)}}}'
    if isinstance(cell, ox.BlankNode):
        return f'{{"type": "bnode", "value": {quote(cell.value)}}}'
    if isinstance(cell, ox.Triple):
        parts = {"subject": cell.subject, "predicate": cell.predicate, "object": cell.object}
        terms = (f'"{name}": {_json_term(part, language, quote)}' for name, part in parts.items())
        return f'{{"type": "triple", "value": {{{", ".join(terms)}}}}}'
    value = quote(cell.value)
    if cell.language:
        return f'{{"type": "literal", "value": {value}, "xml:lang": {quote(language(cell))}}}'
    datatype = cell.datatype.value
    if datatype != _XSD_STRING:
        return f'{{"type": "literal", "value": {value}, "datatype": {quote(datatype)}}}'
    return f'{{"type": "literal", "value": {value}}}'


def write_xml(table: Table, out: TextIO) -> None:
    """SPARQL 1.1 results XML."""
    out.write(
        '<?xml version="1.0" encoding="utf-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n<head>'
    )
    out.writelines(f'<variable name="{_xml(column)}"/>' for column in table.columns)
    out.write("</head>\n<results>\n")
    for row in table:
        out.write("<result>")
        for name, cell in zip(table.columns, row, strict=True):
            if cell:
                out.write(f'<binding name="{_xml(name)}">{_xml_term(cell, table.language)}</binding>')
        out.write("</result>\n")
    out.write("</results>\n</sparql>\n")


def _xml_term(cell: Term, language: Tag) -> str:
    if isinstance(cell, ox.NamedNode):
        return f"<uri>{_xml(cell.value)}</uri>"
    if isinstance(cell, ox.BlankNode):
        return f"<bnode>{_xml(cell.value)}</bnode>"
    if isinstance(cell, ox.Triple):
        names = ("subject", "predicate", "object")
        parts = (f"<{name}>{_xml_term(getattr(cell, name), language)}</{name}>" for name in names)
        return "<triple>" + "".join(parts) + "</triple>"
    attribute = ""
    if cell.language:
        attribute = f' xml:lang="{_xml(language(cell))}"'
    elif cell.datatype.value != _XSD_STRING:
        attribute = f' datatype="{_xml(cell.datatype.value)}"'
    return f"<literal{attribute}>{_xml(cell.value)}</literal>"


def write_markdown(table: Table, out: TextIO) -> None:
    """A Markdown table for people, with labels, below the question that it answers."""
    if table.about.question:
        out.write(f"**{_markdown_cell(table.about.question)}**\n\n")
    out.write("| " + " | ".join(map(_markdown_cell, table.headings)) + " |\n")
    out.write("|" + " --- |" * len(table.columns) + "\n")
    for row in table:
        out.write("| " + " | ".join(_markdown_cell(table.shown(cell)) for cell in row) + " |\n")
    if table.about.gaps:
        out.write(f"\n{_markdown_cell(table.about.gaps)}\n")
    if table.about.passages:
        out.write(f"\n**{QUOTED}**\n")
    for passage in table.about.passages:
        for words in passage.paragraphs:
            out.write(f"\n> {_markdown_cell(in_quotes(words))}\n>\n> {_markdown_cell(passage.place)}\n")


def _markdown_cell(shown: str) -> str:
    return " ".join(shown.split()).replace("\\", "\\\\").replace("|", "\\|")


def fit_for_xml(text: str) -> str:
    """A text without the characters that no XML can hold, not even by their number; they are replaced."""
    return re.sub(_UNFIT_FOR_XML, "\N{REPLACEMENT CHARACTER}", text)


def _xml(text: str) -> str:
    from html import escape

    # A reader would make a line feed of a carriage return that stands there as it is.
    return escape(fit_for_xml(text)).replace("\r", "&#13;")


def visible(shown: str) -> str:
    """A text without the characters by which it could do something to a terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", shown)


def heading(column: str) -> str:
    """The name of a column as words: ``goalOf`` is "goal of", the parameter ``_nation_iri`` is "nation"."""
    words = _BEGINNING_OF_WORD.sub(" ", _name_of(column)).replace("_", " ").split()
    return " ".join(word.lower() if word.istitle() else word for word in words) or column


def _name_of(column: str) -> str:
    """The name of the parameter that a column shows, else its own."""
    if not column.startswith("_"):
        return column
    from irc_kg.queries.header import parameter_of

    parameter = parameter_of(f"?{column}", {})
    return parameter.name if parameter else column


def is_number(cell: Cell) -> bool:
    """Whether a cell is a number: such columns stand to the right."""
    if not isinstance(cell, ox.Literal):
        return False
    return is_numeric(cell.datatype.value) and is_value(cell.value, cell.datatype.value)


def numeric_columns(rows: Sequence[Sequence[Cell]], width: int) -> list[bool]:
    """Of each column, whether all of its cells are numbers: it stands to the right."""
    return [bool(rows) and all(is_number(row[index]) for row in rows) for index in range(width)]


def write_text(table: Table, out: TextIO) -> None:
    """A plain table for people: labels, wrapped in columns, the same wherever it is read."""
    if table.about.question:
        out.write(f"{visible(table.about.question)}\n\n")
    rows = list(table)
    cells = [[_wrap(table.shown(cell)) for cell in row] for row in rows]
    headings = [visible(title) for title in table.headings]
    widths = _widths(headings, cells)
    right = numeric_columns(rows, len(widths))
    out.write(_line(headings, widths, right))
    out.write(_line(["-" * width for width in widths], widths, right))
    for row in cells:
        for line in zip_longest(*row, fillvalue=""):
            out.write(_line(line, widths, right))
    write_below(table.about, out)


def _widths(headings: Sequence[str], cells: Iterable[Sequence[Sequence[str]]]) -> list[int]:
    """How wide each column is, of cells that are lines."""
    widths = [len(name) for name in headings]
    for row in cells:
        for index, lines in enumerate(row):
            widths[index] = max(widths[index], *map(len, lines))
    return widths


def write_below(about: About, out: TextIO) -> None:
    """What stands below a table: of what it has no row, and the very words of sources."""
    if about.gaps:
        out.write(f"\n{visible(about.gaps)}\n")
    write_passages(about.passages, out)


def write_passages(passages: Iterable[Passage], out: TextIO) -> None:
    """The very words of sources below a table, each under its place."""
    import textwrap

    for index, passage in enumerate(passages):
        heading = "" if index else f"\n{QUOTED}:\n"
        out.write(f"{heading}\n{visible(passage.place)}\n")
        for words in passage.paragraphs:
            indent = "  "
            wrapped = textwrap.wrap(
                visible(in_quotes(words)), _WIDEST_LINE, initial_indent=indent, subsequent_indent=indent
            )
            out.writelines(f"{line}\n" for line in wrapped)


def _wrap(shown: str) -> list[str]:
    """The lines of a cell; at least one."""
    import textwrap

    # Names of files and CURIEs have hyphens, and are to be copied whole.
    return textwrap.wrap(visible(shown), _WIDEST_COLUMN, break_on_hyphens=False) or [""]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    padded = (
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return "  ".join(padded).rstrip() + "\n"

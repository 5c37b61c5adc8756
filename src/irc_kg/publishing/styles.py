"""The forms in which references are written: for managers of references, and as text in two styles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TextIO

from irc_kg.publishing import Reference, join_names, with_own_keys
from irc_kg.queries.formats import Content, Format, Formats
from irc_kg.store.datatypes import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# BibTeX

_BIBTEX_TYPES = {"report": "techreport"}
# What means something to TeX, each as what prints it. Braces are spelt out: BibTeX counts them all.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)
_NOT_IN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def write_bibtex(references: Sequence[Reference], out: TextIO) -> None:
    """Entries for BibTeX and biblatex, in UTF-8."""
    for reference in with_own_keys(references):
        kind = _BIBTEX_TYPES.get(reference.type, "misc")
        fields = ",\n".join(f"  {name} = {value}" for name, value in _bibtex_fields(reference) if value)
        out.write(f"@{kind}{{{reference.key},\n{fields}\n}}\n\n")


def _bibtex_fields(reference: Reference) -> Iterator[tuple[str, str]]:
    # A second pair of braces: a title keeps its capitals, and a name is one name whatever is in it.
    yield "title", _brace(_brace(_to_tex(reference.title)))
    yield "author", _brace(" and ".join(_brace(_to_tex(name)) for name in reference.authors))
    place = "institution" if reference.type in _BIBTEX_TYPES else "publisher"
    yield place, _brace(_brace(_to_tex(reference.publisher)))
    if reference.issued:
        yield "year", _brace(str(reference.issued.year))
        yield "month", _MONTHS[reference.issued.month - 1] if reference.issued.month else ""
        yield "date", _brace(str(reference.issued))
    yield "type", _brace(_to_tex(reference.genre))
    yield "number", _brace(_to_tex(reference.number))
    yield "url", _brace(reference.url.translate(_NOT_IN_ADDRESS))
    yield "urldate", _brace(str(reference.access_day or ""))
    yield "note", _brace(_to_tex(reference.note))


def _to_tex(text: str) -> str:
    return text.translate(_TEX)


def _brace(text: str) -> str:
    return f"{{{text}}}" if text else ""


# RIS

_RIS_TYPES = {"report": "RPRT", "webpage": "ELEC", "dataset": "DATA", "legislation": "STAT"}


def write_ris(references: Sequence[Reference], out: TextIO) -> None:
    """Records of tagged lines, one a reference."""
    for reference in with_own_keys(references):
        out.writelines(f"{tag}  - {value}\n" for tag, value in _ris_lines(reference) if value)
        out.write("ER  - \n\n")


def _ris_lines(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", _RIS_TYPES.get(reference.type, "GEN")
    yield "ID", reference.key
    yield "TI", reference.title
    for name in reference.authors:
        yield "AU", name
    yield "PB", reference.publisher
    if reference.issued:
        yield "PY", str(reference.issued.year)
        yield "DA", _ris_date(reference.issued)
    yield "M3", reference.genre
    yield "IS", reference.number
    yield "UR", reference.url
    yield "Y2", _ris_date(reference.access_day) if reference.access_day else ""
    yield "N1", reference.note


def _ris_date(date: PartialDate) -> str:
    """Year, month and day between slashes, which stay where one of them is not known."""
    month = f"{date.month:02}" if date.month else ""
    day = f"{date.day:02}" if date.day else ""
    return f"{date.year:04}/{month}/{day}"


# CSL-JSON


def write_csl(references: Sequence[Reference], out: TextIO) -> None:
    """Items of the Citation Style Language, as Zotero and pandoc read them."""
    import json

    items = [reference.csl() for reference in with_own_keys(references)]
    out.write(json.dumps(items, ensure_ascii=False, indent=2) + "\n")


# Text


def to_harvard(reference: Reference) -> str:
    """A reference as it stands in a list by author and year."""
    year = f"({reference.issued.year if reference.issued else 'no date'})"
    authors = join_names(reference.authors)
    title = _end(reference.title) if authors else reference.title
    head = f"{authors} {year} {title}" if authors else f"{title} {year}."
    parts = [head, _end(reference.number), _end(_publisher_beside_authors(reference))]
    if reference.url:
        parts.append(f"Available at: {reference.url}{_bracket(_harvard_day(reference))}.")
    parts.append(_remark_behind(reference))
    return " ".join(filter(None, parts))


def _harvard_day(reference: Reference) -> str:
    day = reference.checked.in_words() if reference.checked else ""
    return _say_lookup(reference, f"Accessed: {day}", f"address not confirmed, checked: {day}")


def to_vancouver(reference: Reference) -> str:
    """A reference as it stands in a numbered list, without its number."""
    return "".join(vancouver_parts(reference))


def vancouver_parts(reference: Reference) -> tuple[str, str, str]:
    """The same as what stands before its address, that address, and what stands behind it."""
    imprint = "; ".join(filter(None, [_publisher_beside_authors(reference), _short_date(reference.issued)]))
    title = reference.title
    if reference.url:
        day = _short_date(reference.checked)
        title += " [Internet]"
        looked = _say_lookup(reference, f"cited {day}", f"address not confirmed, checked {day}")
        imprint += f" [{looked}]" if looked else ""
    parts = map(_end, ["; ".join(reference.authors), title, reference.number, imprint])
    before = " ".join(filter(None, parts))
    remark = _remark_behind(reference)
    if reference.url:
        before += " Available from: "
    return before, reference.url, f" {remark}" if remark else ""


def _remark_behind(reference: Reference) -> str:
    """What is at an address, where it may be another page than the source itself; or what the source is."""
    return reference.remark if reference.url and reference.is_seen else reference.description


def _short_date(date: PartialDate | None) -> str:
    """Year, short month and day, as far as they are known: 2026 Nov 28."""
    if date is None:
        return "[date unknown]"
    month = _MONTHS[date.month - 1].capitalize() if date.month else ""
    return " ".join(filter(None, [str(date.year), month, str(date.day or "")]))


def _say_lookup(reference: Reference, found: str, not_found: str) -> str:
    """What is said of whether the source is at its address; nothing where nobody looked."""
    if reference.checked is None:
        return ""
    return found if reference.is_seen else not_found


def _bracket(text: str) -> str:
    return f" ({text})" if text else ""


def _publisher_beside_authors(reference: Reference) -> str:
    """The publisher, where it is not whoever wrote it."""
    is_author = set(reference.publisher.split(" and ")) <= set(reference.authors)
    return "" if is_author else reference.publisher


def _end(text: str) -> str:
    """A text with a full stop behind it, if nothing else ends it."""
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def write_harvard(references: Sequence[Reference], out: TextIO) -> None:
    """A list by author, or by title where no author is known; one line a reference."""
    out.writelines(
        f"{line}\n" for line in sorted(map(to_harvard, dict.fromkeys(references)), key=str.casefold)
    )


def write_vancouver(references: Sequence[Reference], out: TextIO) -> None:
    """A numbered list, in the order in which the references were asked for; one line a reference."""
    for number, reference in enumerate(dict.fromkeys(references), 1):
        out.write(f"{number}. {to_vancouver(reference)}\n")


REFERENCES: Formats[Sequence[Reference]] = Formats(
    Content.REFERENCES,
    (
        Format("vancouver", (".txt",), write_vancouver),
        Format("harvard", (), write_harvard),
        Format("bibtex", (".bib",), write_bibtex),
        Format("ris", (".ris",), write_ris),
        Format("csl-json", (".json",), write_csl),
    ),
)

"""What the names, IRIs and strings of a Turtle text stand for; relative IRIs by RFC 3986, section 5."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import pyoxigraph as ox

from irc_kg.turtle import grammar
from irc_kg.turtle.document import BYTE_ORDER_MARK

# RFC 3986, appendix B; the groups are scheme, authority, path, query and fragment with their marks.
_PARTS = re.compile(r"(?s)([A-Za-z][A-Za-z0-9+.-]*:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?")
_LEADING_DOTS = re.compile(r"\A(?:\.\.?(?:/|\Z))+")
_SEGMENT = re.compile(r"/[^/]*|[^/]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_COLON_IN_FIRST_SEGMENT = re.compile(r"[^/?#:]*:")
_ESCAPE = re.compile(rf"{grammar.UCHAR}|{grammar.ECHAR}")
_LOCAL_ESCAPE = re.compile(r"\\(.)")
# The grammar wants these in names (the W3C tests use them); pyoxigraph's NamedNode and loader refuse them.
_TURTLE_ONLY = re.compile(
    "[\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
    + "]"
)
_MEANING: Final = {
    r"\t": "\t",
    r"\b": "\b",
    r"\n": "\n",
    r"\r": "\r",
    r"\f": "\f",
    r"\"": '"',
    r"\'": "'",
    r"\\": "\\",
}
_DIRECTIONS: Final = {"ltr": ox.BaseDirection.LTR, "rtl": ox.BaseDirection.RTL}
_SURROGATES: Final = range(0xD800, 0xE000)


class MeaninglessError(ValueError):
    """Well-formed characters that stand for nothing; ``offset`` counts from the start of the token."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class UndeclaredPrefixError(MeaninglessError):
    """A name whose prefix is not declared above it."""

    def __init__(self, prefix: str) -> None:
        super().__init__(
            f"The prefix `{prefix}:` is not declared. Declare it above: `@prefix {prefix}: <…> .`"
        )
        self.prefix = prefix


@dataclass(slots=True)
class NameScope:
    """The base and the prefixes in force at one place of a text, and the terms written with them."""

    base: str | None
    prefixes: dict[str, str] = field(default_factory=dict)
    # Most names of a file stand in it many times; building an IRI is what reading a name costs. To be cleared
    # when the base or a prefix changes.
    known: dict[str, ox.NamedNode] = field(default_factory=dict)

    def name(self, token: str) -> ox.NamedNode:
        """The term of a prefixed name as written, ``kg:wales``."""
        prefix, _, local = token.partition(":")
        namespace = self.prefixes.get(prefix)
        if namespace is None and prefix.startswith(BYTE_ORDER_MARK):
            raise MeaninglessError("This name begins with an invisible byte order mark (U+FEFF); delete it.")
        if namespace is None:
            raise UndeclaredPrefixError(prefix)
        if "\\" in local:
            local = _LOCAL_ESCAPE.sub(r"\1", local)
        try:
            term = ox.NamedNode(namespace + local)
        except ValueError as error:
            term = _lenient_node(namespace + local, f"`{token}` stands for", error)
        self.known[token] = term
        return term

    def iri(self, token: str) -> ox.NamedNode:
        """The term of an IRI as written, with its angle brackets; a relative one is resolved."""
        reference = token[1:-1]
        if "\\" in reference:
            reference = unescape(reference, 1)
        if not _SCHEME.match(reference):
            # RFC 3986 allows no colon in the first segment of an IRI without a scheme.
            if _COLON_IN_FIRST_SEGMENT.match(reference):
                raise MeaninglessError(
                    f"`{token}` is no valid IRI: what stands before its first colon is no scheme such as "
                    "`https`."
                )
            if self.base is None:
                raise MeaninglessError(
                    f"The IRI `{token}` is relative and there is no base to resolve it against. "
                    "Write it in full, or declare a base above: `@base <…> .`"
                )
            reference = resolve(self.base, reference)
        try:
            term = ox.NamedNode(reference)
        except ValueError as error:
            term = _lenient_node(reference, f"`{token}` is", error)
        self.known[token] = term
        return term


def _lenient_node(iri: str, lead: str, error: ValueError) -> ox.NamedNode:
    """An IRI in which nothing is wrong but characters that Turtle knows and RFC 3987 does not."""
    without, count = _TURTLE_ONLY.subn("x", iri)
    try:
        ox.NamedNode(without if count else iri)
    except ValueError:
        raise MeaninglessError(
            f"{lead} no valid IRI: {_begin_small(error)}. "
            "Characters an IRI may not hold are written as `%` and two hexadecimal digits each."
        ) from None
    quads = ox.parse(f"<{iri}> <urn:p> <urn:o> .", format=ox.RdfFormat.N_TRIPLES, lenient=True)
    subject = next(iter(quads)).subject
    assert isinstance(subject, ox.NamedNode)  # noqa: S101 - it stands between `<` and `>`
    return subject


def text_in_language(text: str, tag: str) -> ox.Literal:
    """A text with what stands behind its ``@``: a language and perhaps, behind ``--``, a direction.

    BCP 47 must know the tag, as RDF asks and the grammar does not.
    """
    language, mark, direction = tag.partition("--")
    if mark and direction not in _DIRECTIONS:
        raise MeaninglessError(f"`--{direction}` is no direction of a text: there are `--ltr` and `--rtl`.")
    try:
        return ox.Literal(text, language=language, direction=_DIRECTIONS[direction] if mark else None)
    except ValueError as error:
        raise MeaninglessError(
            f"`@{language}` is no language tag: {_begin_small(error)}. "
            "A language is two or three letters, then perhaps `-` and a region: `en`, `en-GB`, `cy`."
        ) from None


def _begin_small(error: ValueError) -> str:
    problem = str(error)
    return problem[0].lower() + problem[1:]


def unescape(content: str, shift: int) -> str:
    """Text with its escapes carried out; ``shift`` is how far into its token it begins."""

    def character(match: re.Match[str]) -> str:
        escape = match.group()
        if escape[1] not in "uU":
            return _MEANING[escape]
        digits = escape[2:]
        code = int(digits, base=16)
        if code in _SURROGATES or code > sys.maxunicode:
            raise MeaninglessError(
                f"`{escape}` is no character. A character beyond U+FFFF is one escape of eight digits: "
                r"`\U0001F600`, and the last is `\U0010FFFF`.",
                shift + match.start(),
            )
        return chr(code)

    return _ESCAPE.sub(character, content)


class _Parts(NamedTuple):
    scheme: str
    authority: str
    path: str
    query: str
    fragment: str


def resolve(base: str, reference: str) -> str:
    """The absolute IRI that a reference stands for where ``base`` is the base IRI.

    Nothing is normalised: an IRI with a scheme comes back as it is, dots and all, as Turtle wants it.
    """
    # Every part may be empty, so the first match is the whole text.
    to = _Parts(*_PARTS.findall(reference)[0])
    if to.scheme:
        return reference
    origin = _Parts(*_PARTS.findall(base)[0])
    if to.authority:
        return origin.scheme + to.authority + _without_dots(to.path) + to.query + to.fragment
    root = origin.scheme + origin.authority
    if not to.path:
        return root + origin.path + (to.query or origin.query) + to.fragment
    return root + _without_dots(_merge(origin, to.path)) + to.query + to.fragment


def _merge(base: _Parts, path: str) -> str:
    if path.startswith("/"):
        return path
    if base.authority and not base.path:
        return "/" + path
    return base.path[: base.path.rfind("/") + 1] + path


def _without_dots(path: str) -> str:
    """A path with its ``.`` and ``..`` segments carried out (RFC 3986, section 5.2.4)."""
    kept: list[str] = []
    segments = _SEGMENT.findall(_LEADING_DOTS.sub("", path, count=1))
    for segment in segments:
        if segment == "/..":
            kept = kept[:-1]
        elif segment != "/.":
            kept.append(segment)
    if segments and segments[-1] in {"/.", "/.."}:
        kept.append("/")
    return "".join(kept)

"""Relative IRIs and what they stand for (RFC 3986, section 5)."""

from __future__ import annotations

import re
from typing import NamedTuple

# RFC 3986, appendix B; the groups are scheme, authority, path, query and fragment with their marks.
_PARTS = re.compile(r"(?s)([A-Za-z][A-Za-z0-9+.-]*:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?")
_LEADING_DOTS = re.compile(r"\A(?:\.\.?(?:/|\Z))+")
_SEGMENT = re.compile(r"/[^/]*|[^/]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class _Parts(NamedTuple):
    scheme: str
    authority: str
    path: str
    query: str
    fragment: str


def _split(iri: str) -> _Parts:
    match = _PARTS.fullmatch(iri)
    assert match is not None  # noqa: S101 - every part may be empty, so every text matches
    return _Parts(*match.groups(""))


def is_absolute(iri: str) -> bool:
    """Whether an IRI begins with a scheme, and so needs no base."""
    return _SCHEME.match(iri) is not None


def is_reference(iri: str) -> bool:
    """Whether an IRI without a scheme may be relative: RFC 3986 allows no colon in its first segment."""
    return ":" not in iri.partition("/")[0].partition("?")[0].partition("#")[0]


def resolve(base: str, reference: str) -> str:
    """The absolute IRI that a reference stands for where ``base`` is the base IRI.

    Nothing is normalised: an IRI with a scheme comes back as it is, dots and all, as Turtle wants it.
    """
    to = _split(reference)
    if to.scheme:
        return reference
    origin = _split(base)
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

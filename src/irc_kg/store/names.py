"""How terms are named: IRI to CURIE and back, and things by the names people use for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

IRC = "https://w3id.org/irc-kg/ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
ORG = "http://www.w3.org/ns/org#"
SCHEMA = "https://schema.org/"
SCHEMA_HTTP = "http://schema.org/"  # as it was, and as many still write it
ELI = "http://data.europa.eu/eli/ontology#"


# A local name that needs no escape in Turtle and SPARQL alike.
_PLAIN_LOCAL_NAME = re.compile(r"[^\W]([\w.-]*[\w-])?", re.ASCII)
_CURIE = re.compile(r"([\w.-]*):([^\s<>]*)")
_IN_BRACKETS = re.compile(r"\A<(.*)>\Z", re.DOTALL)
_ESCAPED = re.compile(r"\\([_~.!$&'()*+,;=/?#@%-])")  # in the local part of a name, as Turtle writes it
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
# What a text without brackets may begin with to be taken for an IRI, rather than for a name with a prefix.
_SCHEMES = (  # compiled when it is first needed, which takes long
    "(?i:https?|ftps?|sftp|file|urn|mailto|tag|info|did|tel|sip|geo|doi|hdl|ark|data|cid|mid|news|ldap|"
    "xmpp|oid|ni|ipfs|ipns|ssh|git|acct|magnet|ws|wss|about|jar|[a-z][a-z0-9+.-]*(?=://)):"
)
CLOSE_ENOUGH = 0.65  # of the letters must stand alike
# What Unicode says is not seen: soft hyphens, joiners, marks of direction and of order, variants.
_NOT_SEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SPECIAL_BLANK = re.compile(r"[^\S \n\r\t]")
_TYPOGRAPHY = {
    ord(mark): plain
    for plain, marks in {
        "'": "\xb4\u1ffd\u02b9\u02bb\u02bc\u02bd\u02c8\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\uff07",
        '"': "\xab\xbb\u02ba\u201c\u201d\u201e\u201f\u2033\u2036\u301d\u301e\u301f\uff02",
        "-": "\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d",
        "/": "\u2044\u2215",
    }.items()
    for mark in marks
}
# Letters that no decomposition brings to plain ones.
_PLAIN_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "đ": "d",
        "ħ": "h",
        "ŋ": "ng",
        "\u0131": "i",
    }
)
SHORTEST_BEGINNING = 3  # letters by which a word, or a name, may be meant
MOST_SUGGESTED = 3


class PrefixMap(dict[str, str]):
    """Namespaces by their prefixes; ``elsewhere`` says of a prefix that is not known where it is declared."""

    def __init__(self, elsewhere: Callable[[str], str]) -> None:
        super().__init__()
        self.elsewhere = elsewhere


def hint_on_prefix(name: str, prefixes: Mapping[str, str]) -> str:
    """A sentence on where a prefix is declared that is not known; empty where it is declared nowhere."""
    is_unknown = isinstance(prefixes, PrefixMap) and name not in prefixes
    return prefixes.elsewhere(name) if is_unknown and isinstance(prefixes, PrefixMap) else ""


class Prefixes(NamedTuple):
    """The prefixes of a project, by which an IRI is written as a CURIE."""

    by_name: Mapping[str, str]

    def expand(self, curie: str) -> str | None:
        """The IRI that a CURIE stands for, escaped as in a file or not; None where no prefix is known."""
        match = _CURIE.fullmatch(curie)
        if match is None or match[1] not in self.by_name or match[2].startswith("//"):
            return None
        return self.by_name[match[1]] + _ESCAPED.sub(r"\1", match[2])

    def in_full(self, text: str) -> str | None:
        """The IRI that a text is by itself: of any scheme in brackets, else of one that is no prefix here."""
        if match := _IN_BRACKETS.fullmatch(text):
            return match[1] if is_absolute(match[1]) else None
        scheme = re.match(_SCHEMES, text)
        is_iri = scheme is not None and is_absolute(text) and self.expand(text) is None
        return text if is_iri else None

    def iri(self, text: str) -> str | None:
        """The IRI that a text is, or is the CURIE of."""
        return self.in_full(text) or self.expand(text)

    def hint(self, curie: str) -> str:
        """Where the prefix of a CURIE is declared, if it is not known here."""
        match = _CURIE.fullmatch(curie)
        return hint_on_prefix(match[1], self.by_name) if match else ""

    def shorten(self, iri: str) -> str:
        """The CURIE of an IRI by the longest fitting prefix; the IRI itself where none fits."""
        longest, curie = "", iri
        for name, namespace in self.by_name.items():
            if len(namespace) > len(longest) and iri.startswith(namespace):
                local = iri[len(namespace) :]
                if _PLAIN_LOCAL_NAME.fullmatch(local):
                    longest, curie = namespace, f"{name}:{local}"
        return curie


def namespace_of(iri: str) -> str:
    """An IRI up to its last ``#`` or ``/``."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]


def is_absolute(iri: str) -> bool:
    """Whether a text is an IRI by itself, with no base to resolve it against."""
    return _ABSOLUTE_IRI.fullmatch(iri) is not None


def visible_text(text: str) -> str:
    """A text by what can be seen of it: composed, without what is not seen, and with ordinary blanks."""
    if text.isascii():
        return text
    return _SPECIAL_BLANK.sub(" ", unicodedata.normalize("NFC", _NOT_SEEN.sub("", text)))


def spelling(text: str) -> str:
    """A text as it looks: two that nobody can tell apart by sight, or only by their typography, have one.

    Composed and decomposed letters are one letter, and so are wide ones, ligatures and plain ones; what is
    not seen is left out; quotes and dashes are those of a keyboard, white space is a single blank.
    """
    if text.isascii():
        return " ".join(text.split())
    visible = _NOT_SEEN.sub("", text).translate(
        _TYPOGRAPHY
    )  # before they are taken apart: an acute is a mark
    return " ".join(unicodedata.normalize("NFKC", visible).translate(_TYPOGRAPHY).split())


def without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", spelling(text))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def fold(text: str) -> str:
    """Text as names are compared, everywhere: as it looks, whatever its case and its accents."""
    if text.isascii():  # most names are, and have no accents to look for
        return " ".join(text.lower().split())
    return without_accents(without_accents(text).casefold()).translate(_PLAIN_LETTERS)


def close_names(name: str, names: Iterable[str], most: int = MOST_SUGGESTED) -> list[str]:
    """The names most like a misspelt one, best first, each as it is written.

    A letter that is wrong, missing, too much or has changed places with the next is one step; with more steps
    than a third of its letters it is another name. Behind these come names that begin alike, where one is
    short for the other: ``altLabel`` for ``alternativeLabel``.
    """
    by_key = {fold(known): known for known in names}
    return [by_key[key] for key in close_keys(fold(name), [*by_key], most)]


def close_keys(wanted: str, keys: Sequence[str], most: int = MOST_SUGGESTED) -> list[str]:
    """The same for names that are folded, as is what is wanted."""
    from rapidfuzz import process  # only a run that has gone wrong needs it
    from rapidfuzz.distance import OSA

    close = process.extract(
        wanted, keys, scorer=OSA.normalized_similarity, limit=most, score_cutoff=CLOSE_ENOUGH
    )
    found = [key for key, _score, _index in close]
    beginning = wanted[:SHORTEST_BEGINNING]
    if len(beginning) == SHORTEST_BEGINNING:
        found += [key for key in keys if key.startswith(beginning) and _is_short_for(wanted, key)]
    return list(dict.fromkeys(found))[:most]


def _is_short_for(one: str, other: str) -> bool:
    """Whether a name begins with another, or has all its letters in their order and not many more."""
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    has_letters = all(letter in letters for letter in short)
    return has_letters and (other.startswith(one) or 2 * len(short) >= len(long))

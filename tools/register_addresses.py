"""The table of the addresses of source documents and of their references."""

from __future__ import annotations

import re

from register_names import Register
from register_tables import Row
from register_turtle import Statement, all_given, english, string, typed

ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_REFERENCE = re.compile(r"reference:(?P<number>[1-9]\d*)")
_SOURCE = re.compile(r"source:(?P<thing>[a-z0-9-]+)")
_CITING = "kg:position-statement-2024"  # whose references the table numbers
_LOOKED_FOR = {"yes": "irc:addressSeenOn", "no": "irc:addressNotSeenOn"}


def addresses(register: Register) -> None:
    for row in register.rows:
        if row["seen"] not in _LOOKED_FOR:
            raise row.error(f"{row['seen']!r} in 'seen' must be yes or no.")
        row.filled("date_seen")
        reference = _REFERENCE.fullmatch(row["key"])
        source = _SOURCE.fullmatch(row["key"])
        if reference:
            thing = f"{_CITING}-reference-{reference['number']}"
            register.out.say(thing, "biro:BibliographicReference", row.number, _address_of(row))
        elif source:
            # What kind of document it is stands in its own file; its title is also that of the page.
            title = ("dcterms:title", string(row.filled("title")))
            register.out.say(f"kg:{source['thing']}", "", row.number, [title, *_address_of(row)])
        else:
            raise row.error(f"{row['key']!r} in 'key' must be source:NAME or reference:NUMBER.")


def _address_of(row: Row) -> list[Statement]:
    """The address and on which day it was seen to hold the thing, or was not; what was seen beside it."""
    address = row.code("address", ADDRESS)
    other = row.code("archived_or_copy", ADDRESS)
    return all_given(
        ("schema:url", address and typed(address, "xsd:anyURI")),
        (_LOOKED_FOR[row["seen"]], row.day("date_seen")),
        ("irc:otherAddress", other and typed(other, "xsd:anyURI")),
        ("skos:note", row["remark"] and english(row["remark"])),
    )

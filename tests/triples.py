"""What a Turtle document states, for tests that compare documents as sets of triples."""

from __future__ import annotations

import pyoxigraph as ox

from irc_kg.turtle import Document


def triples_in(document: Document) -> frozenset[ox.Triple]:
    """Every triple once, without its place."""
    return frozenset(located.triple for located in document.triples())

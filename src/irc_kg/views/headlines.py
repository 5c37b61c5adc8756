"""What a picture shows, in one sentence: as a query of the project computes it, or counted here."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox

from irc_kg.errors import shorten
from irc_kg.queries import find_finding
from irc_kg.views.picture import Headline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from irc_kg.provenance.ways import Way
    from irc_kg.queries import Query
    from irc_kg.queries.running import QueryRunner
    from irc_kg.store import Store
    from irc_kg.store.datatypes import PartialDate
    from irc_kg.views.picture import Picture, PictureThing

_SENTENCE = "finding"  # the column of the sentence, which is the same in each row
_THING = "thing"  # the column of what it speaks of


def headline_of_view(
    runner: QueryRunner, view: Query, values: Mapping[str, Sequence[str]], day: PartialDate | None
) -> Headline | None:
    """The finding of a view of the project, asked with the values of the view; None for a view that has none.

    A finding that asks for a day is told that of the picture.
    """
    finding = find_finding(runner.store.files, view)
    if finding is None:
        return None
    given = {each.parameter.name: each.texts for each in runner.inputs(view, values)}
    if day is not None and finding.day_parameter is not None:
        given.setdefault(finding.day_parameter.name, (str(day.days[1]),))
    answer = runner.run(finding, given)
    return _read_rows(answer) if isinstance(answer, ox.QuerySolutions) else None


def _read_rows(rows: ox.QuerySolutions) -> Headline | None:
    """The sentence of an answer and the things of its rows; None where it says nothing."""
    columns = [variable.value for variable in rows.variables]
    if _SENTENCE not in columns:
        return None
    sentences: dict[str, None] = {}  # one, or one for each of several values of a parameter
    things: dict[str, None] = {}
    for row in rows:
        words = row[_SENTENCE]
        thing = row[_THING] if _THING in columns else None
        if isinstance(words, ox.Literal) and words.value.strip():
            sentences[words.value] = None
        if isinstance(thing, ox.NamedNode):
            things[thing.value] = None
    return Headline(" ".join(sentences), tuple(things)) if sentences else None


def headline_around(picture: Picture, iri: str, hops: int) -> Headline:
    """With how many things one is connected, and of which kind most of them are, which light up."""
    name = next(shorten(thing.full_label) for thing in picture.things if thing.iri == iri)
    others = [thing for thing in picture.things if thing.iri != iri]
    within = "" if hops == 1 else f" in at most {hops} steps"
    if not others:
        return Headline(f"Nothing that the sources state connects {name} with another thing.", (iri,))
    if len(others) == 1:
        other = others[0]
        sentence = f"{name} is connected with one thing{within}: {shorten(other.full_label)}."
        return Headline(sentence, (iri, other.iri))
    share, alike = _share_of_largest_kind(picture, others)
    return Headline(f"{name} is connected with {len(others):,} things{within}{share}.", alike)


def _share_of_largest_kind(picture: Picture, things: Sequence[PictureThing]) -> tuple[str, tuple[str, ...]]:
    """How many things are of the kind of most of them, of several kinds the first of the key, and which."""
    counted = Counter(thing.kind for thing in things)
    kind = max(picture.kinds, key=lambda entry: counted[entry.iri])
    alike = tuple(thing.iri for thing in things if thing.kind == kind.iri)
    if len(alike) == len(things):
        return f', all of the kind "{kind.label}"', alike
    if len(alike) == 1:
        return ", each of another kind", tuple(thing.iri for thing in things)
    share = "most of them" if 2 * len(alike) > len(things) else "the largest group"
    return f'; {share}, {len(alike):,}, are of the kind "{kind.label}"', alike


def headline_of_ways(
    store: Store, found: Sequence[Way], ends: tuple[str, str], day: PartialDate | None
) -> Headline:
    """How many ways there are between two things, and what the best of them passes, whose things light up."""
    names = [shorten(store.display_label(end, day)) for end in ends]
    if not found:
        return Headline(f"Nothing that the sources state connects {' and '.join(names)}.", ends)
    best = found[0].things
    passed = [shorten(store.display_label(iri, day)) for iri in best[1:-1]]
    if not passed:
        return Headline(f"{' and '.join(names)} are connected directly.", best)
    by = f"by way of {', then '.join(passed)}"
    between = " with ".join(names)
    if len(found) == 1:
        return Headline(f"One way connects {between}; it leads {by}.", best)
    return Headline(f"{len(found)} ways connect {between}; the best leads {by}.", best)

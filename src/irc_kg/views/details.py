"""All that a page says of the things of a picture, as one JSON value that holds each text once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from irc_kg.errors import count
from irc_kg.store.datatypes import PartialDate, read_date
from irc_kg.views.picture import (
    DARK_PAGE,
    LIGHT_PAGE,
    fit,
    most_connected,
    network,
    plain_date,
    readable,
    year_of,
)

if TYPE_CHECKING:
    from irc_kg.views.picture import Detail, Fact, Picture, PictureThing, Relation

LARGE = 600  # things; a larger picture opens with its best connected part
START = 300  # things that such a picture opens with

_Value = dict[str, Any]
_Predicate = tuple[str, str, str | None]


def details(picture: Picture, pages: Mapping[str, str]) -> _Value:
    """What the page knows, as lists whose members are named by their place in them.

    ``pages``: where more is said of things, by their IRIs, as seen from the page.
    """
    return _Details(picture, pages).value()


def sentence(picture: Picture) -> str:
    """What is shown, counted, and as of when, in one sentence."""
    shown = fit(picture.summary).strip().rstrip(".:")
    counts = (
        f"{count(len(picture.things), 'thing')} and {count(len(picture.relations), 'relation')} between them"
    )
    known = f", as of {picture.as_of.in_words()}" if picture.as_of else ""
    return f"{shown}: {counts}{known}. {picture.left_out}".rstrip()


def start_sentence(picture: Picture) -> str | None:
    """What a large picture opens with; None for a picture that opens whole."""
    if len(picture.things) <= LARGE:
        return None
    return (
        f"A picture of more than {LARGE:,} things opens with its {START:,} best connected ones; "
        f"search, show more or show all to see the others. The table lists every one."
    )


class _Details:
    """The lists of one picture while they are filled."""

    def __init__(self, picture: Picture, pages: Mapping[str, str]) -> None:
        self.picture = picture
        self.pages = pages
        self.number = {thing.iri: n for n, thing in enumerate(picture.things)}
        self.citations: dict[str, int] = {}
        self.predicates: dict[_Predicate, int] = {}
        self.said = {(relation.subject, relation.label, relation.object) for relation in picture.relations}

    def value(self) -> _Value:
        kinds = {kind.iri: n for n, kind in enumerate(self.picture.kinds)}
        things = [self._thing(thing, kinds[thing.kind]) for thing in self.picture.things]
        relations = [self._relation(relation) for relation in self.picture.relations]
        years = [thing[end] for thing in things for end in ("from", "to") if end in thing]
        value: _Value = _fit(
            {
                "question": self.picture.question,
                "sentence": sentence(self.picture),
                "start": self._start(),
                "headline": self._headline(),
                "years": [min(years), max(years)] if years else None,
                "year": self.picture.as_of.year if self.picture.as_of else None,
                "asOf": _day_number(self.picture.as_of) if self.picture.as_of else None,
                "kinds": self._kinds(things),
                "predicates": self._predicates(relations),
                "citations": list(self.citations),
                "things": things,
                "relations": relations,
            }
        )
        return value

    def _headline(self) -> _Value | None:
        """The finding, and the things of the picture that light up with it."""
        headline = self.picture.headline
        if headline is None:
            return None
        things = [self.number[iri] for iri in headline.things if iri in self.number]
        return {"sentence": headline.sentence, "things": things}

    def _thing(self, thing: PictureThing, kind: int) -> _Value:
        return _present(
            label=thing.full_label,
            name=thing.name,
            years=thing.years,
            standing=thing.standing,
            curie=thing.curie,
            iri=thing.iri,
            page=self.pages.get(thing.iri),
            kind=kind,
            also=list(thing.alt_labels),
            definition=thing.definition,
            facts=self._facts(thing),
            statements=[
                self._statement(said) for said in thing.statements if not self._is_relation(thing, said)
            ],
            sources=self._places(thing.citations),
            defined=self._places(thing.definition_citations),
            since=_date_to_sort(thing.from_date),
            until=_date_to_sort(thing.to_date),
            ended=self._places(
                [place for known in thing.dates if known.value == thing.to_date for place in known.citations]
            ),
            events=[self._event(known) for known in thing.events],
            **{"from": year_of(thing.from_date), "to": year_of(thing.to_date)},
        )

    def _facts(self, thing: PictureThing) -> list[_Value]:
        """Dates, identifiers and pages: a name, a value, of pages a link, and the sources."""
        dates = [self._fact(known, plain_date(known.value)) for known in thing.dates]
        identifiers = [self._fact(known, known.value) for known in thing.identifiers]
        links = [{**self._fact(known, known.value), "link": known.value} for known in thing.links]
        return dates + identifiers + links

    def _fact(self, known: Detail, value: str) -> _Value:
        return {"name": known.label, "value": value, **_present(sources=self._places(known.citations))}

    def _event(self, known: Detail) -> _Value:
        value = "; ".join(plain_date(value) for value in known.value.split("; "))
        return _present(name=known.label, value=value, sources=self._places(known.citations))

    def _is_relation(self, thing: PictureThing, said: Fact) -> bool:
        return (thing.iri, said.predicate_label, said.object_iri) in self.said

    def _statement(self, said: Fact) -> _Value:
        known = self.number.get(said.object_iri or "")
        return {
            "words": said.predicate_label,
            "object": said.object_label,
            **({} if known is None else {"thing": known}),
            **_present(sources=self._places(said.citations)),
        }

    def _relation(self, relation: Relation) -> _Value:
        known = relation.predicate, relation.label, relation.inverse_label
        return {
            "subject": self.number[relation.subject],
            "predicate": self.predicates.setdefault(known, len(self.predicates)),
            "object": self.number[relation.object],
            **_present(sources=self._places(relation.citations)),
        }

    def _places(self, citations: Sequence[str]) -> list[int]:
        return [self.citations.setdefault(citation, len(self.citations)) for citation in citations]

    def _kinds(self, things: Sequence[_Value]) -> list[_Value]:
        counts = Counter(thing["kind"] for thing in things)
        return [
            {
                "label": kind.label,
                "shape": kind.shape,
                "light": readable(kind.colour, LIGHT_PAGE),
                "dark": readable(kind.colour, DARK_PAGE),
                "count": counts[n],
                **_present(definition=kind.definition),
            }
            for n, kind in enumerate(self.picture.kinds)
        ]

    def _predicates(self, relations: Sequence[_Value]) -> list[_Value]:
        counts = Counter(relation["predicate"] for relation in relations)
        return [
            {"iri": iri, "label": label, "count": counts[n], **_present(inverse=inverse)}
            for n, (iri, label, inverse) in enumerate(self.predicates)
        ]

    def _start(self) -> list[int] | None:
        if len(self.picture.things) <= LARGE:
            return None
        chosen = most_connected(network(self.picture), START)
        return [n for n, thing in enumerate(self.picture.things) if fit(thing.curie) in chosen]


def _present(**values: object) -> _Value:
    """Only the values there are: no None, no empty text, no empty list."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _fit(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        return fit(value)
    if isinstance(value, Mapping):
        return {name: _fit(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_fit(inner) for inner in value]
    return value


def _date_to_sort(value: str | None) -> list[int | str]:
    """A date as a number to sort by, empty for what is no date, and the same to read."""
    if not value:
        return []
    known = read_date(value)
    return ["" if known is None else _day_number(known), plain_date(value)]


def _day_number(known: PartialDate) -> int:
    """A number that grows with the days, for the first day of a date."""
    year, month, day = known.earliest
    return (year * 100 + month) * 100 + day

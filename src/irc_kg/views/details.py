"""All that a page says of the things of a picture, as one JSON value that holds each text once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from irc_kg.views.colour import DARK_PAGE, LIGHT_PAGE, readable
from irc_kg.views.network import most_connected, network
from irc_kg.views.wording import count, fit, plain_date, year_of

if TYPE_CHECKING:
    from datetime import date

    from irc_kg.views.picture import Citation, Picture, Relation, Statement, Thing

LARGE = 600  # things; a larger picture opens with its best connected part
START = 300  # things that such a picture opens with

_Value = dict[str, Any]
_Predicate = tuple[str, str, str | None]


def details(picture: Picture) -> _Value:
    """What the page knows, as lists whose members are named by their place in them."""
    return _Details(picture).value()


def sentence(picture: Picture) -> str:
    """What is shown, counted, and as of when, in one sentence."""
    shown = fit(picture.summary).strip().rstrip(".:")
    counts = (
        f"{count(len(picture.things), 'thing')} and {count(len(picture.relations), 'relation')} between them"
    )
    known = f", as of {_date(picture.as_of)}" if picture.as_of else ""
    return f"{shown}: {counts}{known}."


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

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.number = {thing.iri: n for n, thing in enumerate(picture.things)}
        self.citations: dict[Citation, int] = {}
        self.predicates: dict[_Predicate, int] = {}
        self.said = {(relation.subject, relation.label, relation.object) for relation in picture.relations}

    def value(self) -> _Value:
        kinds = {kind.iri: n for n, kind in enumerate(self.picture.kinds)}
        things = [self._thing(thing, kinds[thing.kind]) for thing in self.picture.things]
        relations = [self._relation(relation) for relation in self.picture.relations]
        years = [year for thing in things for year in (thing.get("from"), thing.get("to")) if year]
        value: _Value = _fit(
            {
                "question": self.picture.question,
                "sentence": sentence(self.picture),
                "start": self._start(),
                "years": [min(years), max(years)] if years else None,
                "year": self.picture.as_of.year if self.picture.as_of else None,
                "asOf": self.picture.as_of.isoformat() if self.picture.as_of else None,
                "kinds": self._kinds(things),
                "predicates": self._predicates(relations),
                "citations": [{"text": known.text, **_present(link=known.link)} for known in self.citations],
                "things": things,
                "relations": relations,
            }
        )
        return value

    def _thing(self, thing: Thing, kind: int) -> _Value:
        return _present(
            label=thing.label or thing.curie,
            curie=thing.curie,
            iri=thing.iri,
            kind=kind,
            also=list(thing.alt_labels),
            definition=thing.definition,
            facts=self._facts(thing),
            statements=[
                self._statement(said) for said in thing.statements if not self._is_relation(thing, said)
            ],
            sources=self._cited(thing.citations),
            defined=self._cited(thing.definition_citations),
            since=_dated(thing.from_date),
            until=_dated(thing.to_date),
            ended=self._cited(
                [place for known in thing.dates if known.value == thing.to_date for place in known.citations]
            ),
            events=[
                _present(
                    name=known.label,
                    value="; ".join(plain_date(value) for value in known.value.split("; ")),
                    sources=self._cited(known.citations),
                )
                for known in thing.events
            ],
            **{"from": year_of(thing.from_date), "to": year_of(thing.to_date)},
        )

    def _facts(self, thing: Thing) -> list[_Value]:
        """Dates, identifiers and pages: a name, a value, perhaps a link, and the sources."""
        rows = [
            *((known.label, plain_date(known.value), None, known.citations) for known in thing.dates),
            *((known.scheme, known.value, known.link, known.citations) for known in thing.identifiers),
            *((known.label, known.target, known.target, known.citations) for known in thing.links),
        ]
        return [
            {"name": name, "value": value, **_present(link=link, sources=self._cited(citations))}
            for name, value, link, citations in rows
        ]

    def _is_relation(self, thing: Thing, said: Statement) -> bool:
        return (thing.iri, said.predicate_label, said.object_iri) in self.said

    def _statement(self, said: Statement) -> _Value:
        known = self.number.get(said.object_iri or "")
        return {
            "words": said.predicate_label,
            "object": said.object_label,
            **({} if known is None else {"thing": known}),
            **_present(link=said.link, sources=self._cited(said.citations)),
        }

    def _relation(self, relation: Relation) -> _Value:
        known = relation.predicate, relation.label, relation.inverse_label
        return {
            "subject": self.number[relation.subject],
            "predicate": self.predicates.setdefault(known, len(self.predicates)),
            "object": self.number[relation.object],
            **_present(sources=self._cited(relation.citations)),
        }

    def _cited(self, citations: Sequence[Citation]) -> list[int]:
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


def _dated(value: str | None) -> list[str]:
    """A date to sort by, and the same to read."""
    return [value, plain_date(value)] if value else []


def _date(day: date) -> str:
    return plain_date(day.isoformat())

"""The page of the vocabulary: what each class and relation means, what is asked of it, and how it is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import pyoxigraph as ox
from markupsafe import Markup

from irc_kg.editing.forms import Field
from irc_kg.editing.shapes import classes_with_forms, form_of
from irc_kg.errors import IrcKgError, count
from irc_kg.publishing import join_names
from irc_kg.queries.tables import visible
from irc_kg.site.addresses import VOCABULARY, fragment, link_to
from irc_kg.site.edition import Edition
from irc_kg.site.kinds import page_links
from irc_kg.site.pages import Page, PageKind
from irc_kg.site.statements import Phrasing
from irc_kg.store.datatypes import DATES, is_numeric
from irc_kg.store.names import DCTERMS, RDF, RDFS, SCHEMA, SKOS, XSD

_TYPE = RDF + "type"
_MEANINGS = (SKOS + "definition", RDFS + "comment", DCTERMS + "description")
_OF = (RDFS + "domain", SCHEMA + "domainIncludes")
_TO = (RDFS + "range", SCHEMA + "rangeIncludes")
_MOST_KINDS = 12  # named in a row

_LEAD = "What each word of this graph means, how often it is used, and what is asked of each kind of thing."

_Row = tuple[str, Markup]


class VocabularyPages:
    """Makes the page of the vocabulary of an edition."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.store = edition.store
        self.addresses = edition.addresses
        self.wording = Phrasing(edition)
        self._used: Counter[str] = Counter()  # classes and relations in files of the graph
        self._examples: dict[str, ox.Quad] = {}  # of the same, the first by their terms
        self._inherited: dict[str, frozenset[Field]] = {}

    def __iter__(self) -> Iterator[Page]:
        self._count()
        pages = self.addresses.pages_of_terms
        paths = list(pages)
        for path, terms in pages.items():
            parts = Markup("").join(map(self._term, terms))
            is_first = path == VOCABULARY
            body = (self._index() if is_first else Markup("")) + parts + page_links(paths, path)
            title = "Vocabulary" if is_first else f"Vocabulary: {self._span(terms)}"
            trail = () if is_first else ((VOCABULARY, "Vocabulary"),)
            yield Page(path, title, PageKind.VOCABULARY, body, _LEAD, trail)

    def _span(self, terms: Sequence[str]) -> str:
        """From which to which the terms of a page are."""
        first, last = (visible(self.store.label(term)) for term in (terms[0], terms[-1]))
        sort = "kinds of things" if terms[0] in self.store.classes else "relations"
        return f"{sort} from “{first}” to “{last}”"

    def _count(self) -> None:
        """Go once through all statements of the files of the graph."""
        graphs = self.store.files.graph_iris
        for quad in self.store.quads():
            graph = quad.graph_name
            if not isinstance(graph, ox.NamedNode) or graph.value not in graphs or quad.subject == graph:
                continue
            term = quad.predicate.value
            if term == _TYPE and isinstance(quad.object, ox.NamedNode):
                term = quad.object.value
            self._used[term] += 1
            known = self._examples.get(term)
            if isinstance(quad.subject, ox.NamedNode) and (known is None or _rank(quad) < _rank(known)):
                self._examples[term] = quad

    @cached_property
    def _things_of(self) -> Counter[str]:
        """How many things are of each class."""
        return Counter(
            {kind: len(self.store.instances(kind)) for kind in self.addresses.terms & self.store.classes}
        )

    # The page

    def _index(self) -> Markup:
        """All words as links to what each means."""
        terms = [term for page in self.addresses.pages_of_terms.values() for term in page]
        classes = [term for term in terms if term in self.store.classes]
        relations = [term for term in terms if term not in self.store.classes]
        return self._list("kinds of things", classes) + self._list("relations", relations)

    def _list(self, sort: str, terms: Sequence[str]) -> Markup:
        links = [Markup("<li>{}</li>").format(self._link(term)) for term in terms]
        listed = Markup(
            '<details class="more"><summary>All {}: {}</summary>\n'
            '<ul class="links columns">{}</ul></details>\n'
        )
        return listed.format(sort, len(links), Markup("\n").join(links))

    def _link(self, term: str) -> Markup:
        return link_to(self.addresses.of_term(term) or VOCABULARY, self.store.label(term))

    def _term(self, term: str) -> Markup:
        rows = self._rows_of_class(term) if term in self.store.classes else self._rows_of_relation(term)
        listed = Markup("").join(
            Markup("<dt>{}</dt><dd>{}</dd>\n").format(name, value) for name, value in rows if value
        )
        meanings = (self.store.text(term, predicate) for predicate in _MEANINGS)
        meaning = next(filter(None, meanings), "")
        return Markup(
            '<h2 class="term" id="{}">{} <code>{}</code></h2>\n<p>{}</p>\n<dl class="facts">\n{}</dl>\n'
        ).format(
            fragment(term),
            visible(self.store.label(term)),
            visible(self.store.prefixes.shorten(term)),
            visible(meaning),
            listed,
        )

    def _rows_of_class(self, term: str) -> Iterator[_Row]:
        yield "A kind of", self._links_to(self.store.iris(term, RDFS + "subClassOf"))
        yield "Kinds of it", self._links_to(self.store.subjects(RDFS + "subClassOf", term))
        number = self._things_of[term]
        listed = (
            link_to(self.addresses.of_kind(term), count(number, "thing")) if self._is_listed(term) else ""
        )
        yield "Used", Markup("{}").format(listed or (count(number, "thing") if number else "by nothing yet"))
        example = self._examples.get(term)
        yield "For example", self.wording.thing(example.subject.value) if example else Markup("")  # type: ignore[union-attr]
        yield from self._what_is_asked(term)

    def _is_listed(self, term: str) -> bool:
        """Whether there is a list of the things that are shown as of this class."""
        things = self.store.instances(term)
        return any(self.addresses.of_thing(thing) and self.store.kind(thing) == term for thing in things)

    def _rows_of_relation(self, term: str) -> Iterator[_Row]:
        yield "A narrower form of", self._links_to(self.store.iris(term, RDFS + "subPropertyOf"))
        yield "Narrower forms of it", self._links_to(self.store.subjects(RDFS + "subPropertyOf", term))
        yield "Said of", self._links_to(self._kinds(term, _OF), "or")
        yield "Its values", self._values(term)
        inverse = self.store.inverse_label(term)
        yield (
            "From the other end",
            Markup("{}").format(visible(inverse)) if self._is_between_things(term) else Markup(""),
        )
        number = self._used[term]
        yield "Used", Markup("{}").format(f"in {count(number, 'statement')}" if number else "by nothing yet")
        if example := self._examples.get(term):
            yield "For example", self._sentence(example)

    def _is_between_things(self, term: str) -> bool:
        example = self._examples.get(term)
        return example is not None and isinstance(example.object, ox.NamedNode)

    def _kinds(self, term: str, predicates: Iterable[str]) -> list[str]:
        return list(
            dict.fromkeys(kind for predicate in predicates for kind in self.store.iris(term, predicate))
        )

    def _values(self, term: str) -> Markup:
        kinds = self._kinds(term, _TO)
        classes = [kind for kind in kinds if kind in self.store.classes]
        words = [_datatype_in_words(kind) for kind in kinds if kind not in self.store.classes]
        return self._links_to(classes, "or") if classes else Markup("{}").format(join_names(words, "or"))

    def _sentence(self, quad: ox.Quad) -> Markup:
        """A statement in words, with where it is made."""
        citation = self.edition.evidence.citation(quad.subject, quad.graph_name.value)  # type: ignore[union-attr]
        says = Markup("{} <em>{}</em> {}").format(
            self.wording.value(quad.subject, self.wording.of_store),
            self.wording.words(quad.predicate.value),
            self.wording.value(quad.object, self.wording.of_store),
        )
        return says + self.edition.outlines.cite([citation])

    def _links_to(self, kinds: Iterable[str], word: str = "and") -> Markup:
        """Some kinds or relations, as links to what they mean."""
        links = [self.addresses.link(kind) for kind in kinds if self.addresses.of_term(kind)]
        more = len(links) - _MOST_KINDS
        shown = [*links[:_MOST_KINDS], *([Markup("{} more").format(more)] if more > 0 else [])]
        if len(shown) < 2:  # noqa: PLR2004  (a list of one)
            return Markup("").join(shown)
        return Markup("{} {} {}").format(Markup(", ").join(shown[:-1]), word, shown[-1])

    # Shapes in words

    def _what_is_asked(self, kind: str) -> Iterator[_Row]:
        """What its shapes ask of a thing, besides what those of the kinds above it do."""
        own = self._fields(kind)
        above = [iri for iri in self.store.iris(kind, RDFS + "subClassOf") if iri in self.store.classes]
        inherited = frozenset().union(*map(self._fields, above))
        fields = [field for field in own if field not in inherited]
        if not fields:
            return
        sentences = [
            self._field_in_words(field)
            for field in sorted(fields, key=lambda one: (one.order, one.predicate))
        ]
        listed = Markup("").join(Markup("<li>{}</li>").format(sentence) for sentence in sentences)
        besides = "Besides, its shape asks for" if any(map(self._fields, above)) else "Its shape asks for"
        yield besides, Markup('<ul class="plain">{}</ul>').format(listed)

    @cached_property
    def _with_shapes(self) -> frozenset[str]:
        return frozenset(classes_with_forms(self.store))

    def _fields(self, kind: str) -> frozenset[Field]:
        """What the shapes of a kind ask; nothing where they cannot be read."""
        if kind not in self._inherited:
            try:
                fields = form_of(self.store, kind).fields if kind in self._with_shapes else ()
                self._inherited[kind] = frozenset(fields)
            except IrcKgError:
                self._inherited[kind] = frozenset()
        return self._inherited[kind]

    def _field_in_words(self, field: Field) -> Markup:
        link = self.addresses.link(field.predicate, field.name)
        return Markup("{}: {}, {}").format(link, self._kind_of_value(field), _how_many(field))

    def _kind_of_value(self, field: Field) -> Markup:
        if field.takes_things:
            kinds = field.classes or ((field.range,) if field.range else ())
            return (
                Markup("a thing of the kind {}").format(self._links_to(kinds))
                if self._links_to(kinds)
                else Markup("a thing")
            )
        words = [_datatype_in_words(datatype) for datatype in field.datatypes]
        return Markup("{}").format(join_names(list(dict.fromkeys(words)), "or") or "any value")


def _how_many(field: Field) -> str:
    """How many values there are to be, in words."""
    least, most = field.at_least, field.at_most
    if least == most:
        return f"just {'one' if least == 1 else least}"
    if least:
        return f"at least {'one' if least == 1 else least}" + (f" and at most {most}" if most else "")
    return f"at most {'one' if most == 1 else most}" if most else "none or more"


def _datatype_in_words(datatype: str) -> str:
    if datatype in DATES:
        return "a date"
    if datatype == XSD + "boolean":
        return "yes or no"
    if datatype == XSD + "anyURI":
        return "a web address"
    if is_numeric(datatype):
        return "a number"
    return "a text"


def _rank(quad: ox.Quad) -> tuple[str, str]:
    return str(quad.subject), str(quad.object)

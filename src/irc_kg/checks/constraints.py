"""What SHACL constraints ask, and how things are not as they ask, in words.

What a shape asks is said with a verb behind "must": "be of the class Plant", "have a name". So the same words
tell what is wrong with a value, what the alternatives of sh:or are, and what sh:not forbids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from irc_kg.checks.rule import sentence
from irc_kg.checks.shapes import Shapes
from irc_kg.checks.validation import ShaclResult
from irc_kg.checks.vocabulary import SH, Wording
from irc_kg.errors import either
from irc_kg.store import Term
from irc_kg.store.datatypes import DATATYPES, LANG_STRING
from irc_kg.store.names import RDFS, XSD

# What is asked of a value, by the word of the shape that asks it.
_ASKED_OF_VALUES = {
    "class": "be of the class {asked}",
    "datatype": "be {asked}",
    "nodeKind": "be {asked}",
    "minInclusive": "be {bound} or more",
    "maxInclusive": "be {bound} or less",
    "minExclusive": "be more than {bound}",
    "maxExclusive": "be less than {bound}",
    "minLength": "have at least {bound} characters",
    "maxLength": "have at most {bound} characters",
    "pattern": "be of the form {bound}",
}
# What is wrong with the values of a property as a whole.
_FAULTS_OF_PROPERTIES = {
    "minCount": "has fewer than {bound} values of {path}",
    "maxCount": "has more than {bound} of {path}",
    "hasValue": "does not have {asked} as {path}",
    "uniqueLang": "has more than one {path} in one language",
    "qualifiedMinCount": "has fewer than {bound} values of {path} that {right}",
    "qualifiedMaxCount": "has more than {bound} of {path} that {right}",
}
_FAULTS_OF_ONE = {"minCount": "has no {path}", "qualifiedMinCount": "has no {path} that {right}"}
_OF_ONE = {"be": "is", "have": "has"}
_COMPARISONS = {"lessThan": "be less than", "lessThanOrEquals": "be no more than"}
_NODE_KINDS = {
    "IRI": "a thing with a name",
    "BlankNode": "a thing without a name",
    "Literal": "text or a number",
    "BlankNodeOrIRI": "a thing",
    "BlankNodeOrLiteral": "text, a number or a thing without a name",
    "IRIOrLiteral": "text, a number or a thing with a name",
}
_STEPS = {
    "inversePath": "the inverse of {}",
    "zeroOrMorePath": "any number of steps of {}",
    "oneOrMorePath": "one or more steps of {}",
    "zeroOrOnePath": "none or one step of {}",
}
# What is written without quotes, by datatype.
_WITHOUT_QUOTES = {
    XSD + "integer": r"[+-]?\d+",
    XSD + "decimal": r"[+-]?\d*\.\d+",
    XSD + "double": r"[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d+",
    XSD + "boolean": "true|false",
}
_PLACEHOLDER = re.compile(r"\{[?$]?(\w+)\}")
# So much is told of what is within, and no more.
_DEEPEST = 2
_MOST_FAULTS = 3
_MOST_ASKED = 4
_MOST_VALUES = 8


class Sentences:
    """What the results of a validation say to people."""

    def __init__(
        self, shapes: Shapes, wording: Wording, within: Mapping[tuple[Term, Term], Sequence[ShaclResult]]
    ) -> None:
        """``within``: what was found of a value by a shape that others refer to."""
        self.shapes = shapes
        self.wording = wording
        self.store = wording.store
        self.within = within

    def message(self, result: ShaclResult) -> str:
        """What is wrong with a thing, in the words of its shape, else in ours."""
        name = self.wording.name(result.focus) if result.focus is not None else "A thing"
        own = self._own_message(result)
        return f"{name}: {sentence(own)}" if own else f"{name} {self._fault(result)}."

    def _fault_within(self, result: ShaclResult, value: Term, depth: int) -> str:
        """What is wrong with a value, or with what it leads to, as part of a sentence."""
        own = self._own_message(result)
        who = "it" if result.focus in {value, None} else self.wording.name(result.focus or value)
        return f"{who}: {own.rstrip('.')}" if own else f"{who} {self._fault(result, depth)}"

    # Messages of shapes

    def _own_message(self, result: ShaclResult) -> str:
        """The message that a query makes, else its own, of the shape or of the component; or none."""
        made = result.variables.get("message")
        if isinstance(made, ox.Literal):
            return made.value
        nodes = [result.constraint, result.shape, *self._validators(result), result.component]
        texts = (self.store.text(node, SH + "message") for node in nodes if node is not None)
        return self._fill(next(filter(None, texts), ""), result)

    def _validators(self, result: ShaclResult) -> list[Term]:
        if result.component is None or result.shape is None:
            return []
        by_path = "propertyValidator" if self.shapes.objects(result.shape, "path") else "nodeValidator"
        words = (by_path, "validator")
        return [one for word in words for one in self.shapes.objects(result.component, word)]

    def _fill(self, text: str, result: ShaclResult) -> str:
        """A message with names in the place of ``{$this}``, ``{?value}``, ``{$PATH}`` and the parameters."""
        if "{" not in text:
            return text
        terms = {**result.variables, "this": result.focus, "value": result.value}
        words = {name: self._value(term) for name, term in terms.items() if term is not None}
        path = self._path(result)
        words |= {"path": path, "PATH": path} if path else {}
        return _PLACEHOLDER.sub(lambda match: words.get(match[1], match[0]), text)

    def _arguments(self, result: ShaclResult) -> Iterator[tuple[str, Term]]:
        """What a shape gives for the parameters of a constraint component, by their names."""
        for parameter in self.shapes.objects(result.component, "parameter") if result.component else ():
            for path in self.shapes.objects(parameter, "path"):
                for value in self._values_of(result.shape, path):
                    yield self._name_of_shape(path), value

    # Faults

    def _fault(self, result: ShaclResult, depth: int = 0) -> str:
        """What a thing has or must be, behind its name."""
        word = _word_of(result)
        shape, path = result.shape, self._path(result)
        if shape is None:
            return "is not as its shape wants it"
        if word in _FAULTS_OF_PROPERTIES and path:
            return self._fault_of_property(word, shape, path)
        if word == "closed" and isinstance(result.path, ox.NamedNode):
            value, named = self._value(self._as_written(result)), self._property(result.path.value)
            return f"has {value} as {named}, and may {self._asks(shape, word, depth)}"
        asked = self._say_of_value(word, result, depth)
        if not asked:
            asked = self._say_by_component(result)
        if not path:
            return asked
        value = self._value(self._as_written(result))
        if result.value is None:
            return f"has {path}, which {asked}"
        return f"has {value} as {path}, which {asked}"

    def _fault_of_property(self, word: str, shape: Term, path: str) -> str:
        asked = self._objects(shape, word)
        bound = asked[0].value if asked and isinstance(asked[0], ox.Literal) else ""
        if word == "maxCount" and bound == "0":
            return f"must have no {path}"
        sentences = _FAULTS_OF_ONE if bound == "1" and word in _FAULTS_OF_ONE else _FAULTS_OF_PROPERTIES
        words = " and ".join(map(self._value if word == "hasValue" else self._name, asked))
        inflect = _of_one if sentences is _FAULTS_OF_ONE else _of_several
        right = " and ".join(
            inflect(self.ask(one, 1)) for one in self.shapes.objects(shape, "qualifiedValueShape")
        )
        return sentences[word].format(bound=bound, path=path, asked=words, right=right)

    def _say_of_value(self, word: str, result: ShaclResult, depth: int) -> str:
        """What is asked of a value, or what is wrong with it, behind "which"."""
        shape, value = result.shape, result.value
        if shape is None:
            return ""
        if word in {"node", "and"} and value is not None:
            return self._not_as_it_must_be(shape, word, value, depth)
        if word in {"or", "xone"} and value is not None:
            return self._none_of(shape, word, value, depth)
        if word == "not":
            members = [self.ask(one, 1) for one in self.shapes.objects(shape, word)]
            return f"must not {either(members)}"
        if word in {"equals", "disjoint", *_COMPARISONS}:
            return self._compare(word, result)
        asked = self._asks(shape, word, depth)
        return f"must {asked}" if asked else ""

    def _not_as_it_must_be(self, shape: Term, word: str, value: Term, depth: int) -> str:
        """What is wrong with a value that must fit other shapes."""
        others = self._members(shape, word)
        found = [result for one in others for result in self.within.get((one, value), ())]
        names = list(filter(None, map(self._name_of_shape, others))) if word == "node" else []
        must = f"must be as {either(names)} asks" if names else "is not as it must be"
        if not found or depth >= _DEEPEST:
            asked = " and ".join(self.ask(one, depth + 1) for one in others)
            return must if names else f"must {asked}"
        return f"{must}: {self._list_faults(found, value, depth)}"

    def _none_of(self, shape: Term, word: str, value: Term, depth: int) -> str:
        """What is wrong with a value that must fit one of some shapes, or one alone."""
        others = self._members(shape, word)
        failed = [one for one in others if (one, value) in self.within]
        if len(failed) == len(others) and depth < _DEEPEST and any(map(self._has_path_within, others)):
            # Each in its own words: what is to be put right depends on which of them is meant.
            faults = (
                self._list_faults(self.within[one, value], value, depth) for one in others[:_MOST_ASKED]
            )
            listed = "; or ".join(dict.fromkeys(faults))
            return f"fits none of what it can be: {listed}"
        asked = list(dict.fromkeys(self.ask(one, depth + 1) for one in others))
        alone = ", and only one of these" if word == "xone" else ""
        return f"must {either(_first_of(asked, _MOST_VALUES))}{alone}"

    def _has_path_within(self, shape: Term) -> bool:
        return any("path" in self.shapes.words_of(one) for one in (shape, *self.shapes.below(shape)))

    def _list_faults(self, results: Iterable[ShaclResult], value: Term, depth: int) -> str:
        faults = sorted({self._fault_within(one, value, depth + 1) for one in results})
        more = len(faults) - _MOST_FAULTS
        listed = ", and ".join(faults[:_MOST_FAULTS])
        return f"{listed}, and {more} more" if more > 0 else listed

    def _compare(self, word: str, result: ShaclResult) -> str:
        """What is wrong with a value beside those of another property."""
        others = self._objects(result.shape, word) if result.shape is not None else []
        other = either([self._property(one.value) for one in others if isinstance(one, ox.NamedNode)])
        values = [one for each in others for one in self._values_of(result.focus, each)]
        if word in _COMPARISONS:
            listed = f" ({self._list(values, ' and ')})" if values else ""
            return f"must {_COMPARISONS[word]} {other}{listed}"
        if word == "disjoint":
            return f"it has as {other} too"
        return f"it has as {other} only" if result.value in values else f"it does not have as {other}"

    def _values_of(self, subject: Term | None, predicate: Term) -> list[Term]:
        is_known = subject is not None and isinstance(predicate, ox.NamedNode)
        found = self.store.objects(subject, predicate.value) if is_known else []  # type: ignore[union-attr, arg-type]
        return sorted(found, key=str)

    def _objects(self, shape: Term, word: str) -> list[Term]:
        """What is said of a shape in one word, in the same order in each run."""
        return sorted(self.shapes.objects(shape, word), key=str)

    def _say_by_component(self, result: ShaclResult) -> str:
        """What a constraint asks that is none of SHACL's own and has no message."""
        given = [f"{self._value(value)} as {name}" for name, value in self._arguments(result)]
        with_given = f" with {' and '.join(given)}" if given else ""
        component = result.component
        if isinstance(component, ox.NamedNode) and not component.value.startswith(SH):
            return f"is not as {self.wording.name(component)} asks{with_given}"
        name = self._name_of_shape(result.shape) if result.shape is not None else ""
        return f"is not as {name or 'its shape'} asks{self._description(result)}"

    def _description(self, result: ShaclResult) -> str:
        nodes = [node for node in (result.constraint, result.shape) if node is not None]
        texts = [
            self.store.text(node, one) for node in nodes for one in (SH + "description", RDFS + "comment")
        ]
        return next((f": {text.rstrip('.')}" for text in texts if text), "")

    # What is asked

    def ask(self, shape: Term, depth: int = 0) -> str:
        """What a shape asks, behind "must"."""
        label = self.store.text(shape, SH + "name") or self.store.text(shape, RDFS + "label")
        parts = list(self._parts(shape, depth)) if depth <= _DEEPEST else []
        if len(parts) > _MOST_ASKED and label:
            return f"be as {label!r} asks"
        if not parts:
            name = self._name_of_shape(shape)
            return f"be as {name} asks" if name and self.shapes.words_of(shape) else "be anything"
        return " and ".join(_first_of(parts, _MOST_ASKED))

    def _parts(self, shape: Term, depth: int) -> Iterator[str]:
        words = self.shapes.words_of(shape)
        of_values = [asked for word in sorted(words) if (asked := self._asks(shape, word, depth))]
        within = [
            part for one in self.shapes.objects(shape, "property") for part in self._parts(one, depth + 1)
        ]
        of_values += sorted(within)[: _MOST_ASKED + 1]
        if "path" not in words:
            yield from of_values
            return
        path = self.path(shape)
        yield from self._counts(shape, path)
        if of_values:
            yield f"have only values of {path} that {_of_several(' and '.join(of_values))}"

    def _counts(self, shape: Term, path: str) -> Iterator[str]:
        least, most = self.store.text(shape, SH + "minCount"), self.store.text(shape, SH + "maxCount")
        if least and least != "0":
            yield f"have {path}" if least == "1" else f"have at least {least} values of {path}"
        if most:
            yield f"have no {path}" if most == "0" else f"have at most {most} of {path}"
        values = self._objects(shape, "hasValue")
        if values:
            yield f"have {' and '.join(map(self._value, values))} as {path}"

    def _asks(self, shape: Term, word: str, depth: int) -> str:
        """What one constraint asks of a value, behind "must"; empty for what is none."""
        if word in _ASKED_OF_VALUES:
            asked = self._objects(shape, word)
            bound = " and ".join(one.value for one in asked if isinstance(one, ox.Literal))
            words = " and ".join(self._words_for(one, with_example=depth == 0) for one in asked)
            any_case = word == "pattern" and "i" in self.store.text(shape, SH + "flags")
            ending = ", in capitals or not" if any_case else ""
            return _ASKED_OF_VALUES[word].format(asked=words, bound=bound) + ending
        if word in {"hasValue", "in", "languageIn", "closed"}:
            return self._asks_for_values(shape, word)
        return self._asks_by_shapes(shape, word, depth)

    def _asks_for_values(self, shape: Term, word: str) -> str:
        values = self._members(shape, word)
        if word == "hasValue":  # which a property has among others
            of_itself = "path" not in self.shapes.words_of(shape)
            return f"be {' and '.join(map(self._value, values))}" if of_itself else ""
        if word == "in":
            return f"be {self._list(values, ' or ')}"
        if word == "languageIn":
            tags = [f"'{one.value}'" for one in values if isinstance(one, ox.Literal)]
            return f"be text in the language {either(tags)}"
        if values != [ox.Literal(value=True)]:
            return ""
        allowed = self._properties_of(shape)
        return f"have nothing but {self._list(allowed, ' and ')}" if allowed else "have nothing"

    def _asks_by_shapes(self, shape: Term, word: str, depth: int) -> str:
        if word not in {"node", "and", "or", "xone", "not"} or depth > _DEEPEST:
            return ""
        members = [self.ask(one, depth + 1) for one in self._members(shape, word)]
        if word == "not":
            return f"not {either(members)}"
        joined = " and ".join(members) if word in {"node", "and"} else either(members)
        return f"{joined}, and only one of these" if word == "xone" else joined

    def _members(self, shape: Term, word: str) -> list[Term]:
        """What a word leads to, or the members of the list that it leads to."""
        found = self._objects(shape, word)
        if word in {"node", "not", "hasValue", "closed"}:
            return found
        return [member for cell in found for member in self.shapes.members(cell) or ()]

    def _properties_of(self, shape: Term) -> list[Term]:
        """The properties that a closed shape has a place for."""
        properties = [
            path
            for one in self.shapes.objects(shape, "property")
            for path in self.shapes.objects(one, "path")
        ]
        return sorted((one for one in properties if isinstance(one, ox.NamedNode)), key=str)

    # Names

    def _words_for(self, term: Term, *, with_example: bool) -> str:
        """What a constraint asks for: a class, datatype or kind of node."""
        if isinstance(term, ox.NamedNode):
            if term.value in DATATYPES:
                known = DATATYPES[term.value]
                return f"{known.words}, written {known.example}" if with_example else known.words
            if term.value.startswith(SH):
                return _NODE_KINDS.get(term.value.removeprefix(SH), term.value)
        return self.wording.name(term)

    def _name(self, term: Term | None) -> str:
        return self.wording.name(term) if term is not None else "nothing"

    def _value(self, term: Term | None) -> str:
        """A value as it is written: a text with its language, a number without quotes."""
        if not isinstance(term, ox.Literal):
            return self._name(term)
        if term.language:
            return f"{self.wording.name(term)}@{self.store.spellings.language_of(term)}"
        without_quotes = _WITHOUT_QUOTES.get(term.datatype.value)
        if without_quotes and re.fullmatch(without_quotes, term.value):
            return term.value
        if term.datatype.value in {XSD + "string", LANG_STRING}:
            return self.wording.name(term)
        datatype = term.datatype.value
        curie = f"xsd:{datatype.removeprefix(XSD)}" if datatype.startswith(XSD) else ""
        return f"{self.wording.name(term)}^^{curie or self.store.prefixes.shorten(datatype)}"

    def _as_written(self, result: ShaclResult) -> Term | None:
        """The value that is wrong, as the files write it."""
        if not isinstance(result.value, ox.Literal):
            return result.value
        path = result.path if isinstance(result.path, ox.NamedNode) else None
        return self.store.as_written(result.value, result.focus if path else None, path)

    def _list(self, terms: Sequence[Term], last: str) -> str:
        """Some values as they are written, of many the first."""
        listed = _first_of([self._value(term) for term in terms], _MOST_VALUES)
        if len(listed) < 2:  # noqa: PLR2004
            return "".join(listed) or "nothing"
        return f"{', '.join(listed[:-1])}{last}{listed[-1]}"

    def _name_of_shape(self, shape: Term) -> str:
        label = self.store.text(shape, SH + "name") or self.store.text(shape, RDFS + "label")
        if label:
            return repr(label)
        return self.store.prefixes.shorten(shape.value) if isinstance(shape, ox.NamedNode) else ""

    def _path(self, result: ShaclResult) -> str:
        """What the property is called: by the shape, else by the ontology; empty where there is none."""
        if result.shape is not None and self.shapes.objects(result.shape, "path"):
            return self.path(result.shape)
        return self._property(result.path.value) if isinstance(result.path, ox.NamedNode) else ""

    def path(self, shape: Term) -> str:
        """What the property of a shape is called."""
        name = self.store.text(shape, SH + "name")
        if name:
            return repr(name)
        return next((self._path_in_words(path) for path in self.shapes.objects(shape, "path")), "")

    def _path_in_words(self, path: Term) -> str:
        if isinstance(path, ox.NamedNode):
            return self._property(path.value)
        for word, words in _STEPS.items():
            for one in self.shapes.objects(path, word):
                return words.format(self._path_in_words(one))
        for cell in self.shapes.objects(path, "alternativePath"):
            return either([self._path_in_words(one) for one in self.shapes.members(cell) or ()])
        steps = [self._path_in_words(one) for one in self.shapes.members(path) or ()]
        return " of its ".join(reversed(steps))

    def _property(self, iri: str) -> str:
        label, curie = self.store.label(iri), self.store.prefixes.shorten(iri)
        return f"{label!r} ({curie})" if label != curie else curie


def _word_of(result: ShaclResult) -> str:
    """The word for what is not kept, such as ``minCount``; empty where it is none of SHACL's own."""
    component = result.component
    if not isinstance(component, ox.NamedNode) or not component.value.startswith(SH):
        return ""
    name = component.value.removeprefix(SH).removesuffix("ConstraintComponent")
    return name[:1].lower() + name[1:]


def _of_one(asked: str) -> str:
    """What is asked, as it is said of one: "is of the class Plant" for "be of the class Plant"."""
    return re.sub(r"(^| and | or )(be|have) ", lambda match: f"{match[1]}{_OF_ONE[match[2]]} ", asked)


def _of_several(asked: str) -> str:
    """What is asked, as it is said of several: "are of the class Plant" for "be of the class Plant"."""
    return re.sub(r"(^| and | or )be ", r"\1are ", asked)


def _first_of(parts: Sequence[str], most: int) -> list[str]:
    """So many parts, and how many more there are."""
    return [*parts[:most], f"{len(parts) - most} more"] if len(parts) > most else [*parts]

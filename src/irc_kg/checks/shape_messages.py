"""Sentences for what shapes find: the shape's own message, else one made from the constraint."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from irc_kg.checks.places import About
from irc_kg.checks.vocabulary import SH, Term
from irc_kg.checks.wording import Wording, sentence
from irc_kg.store.datatypes import DATATYPES


def message_of(
    about: About, shape: Term | None, component: Term | None, generated: Sequence[Term], wording: Wording
) -> str:
    """What is wrong with a focus node.

    ``generated`` are the messages of the validator: those of the shape if it has any, else of its own making.
    """
    store = wording.store
    name = wording.name(about.subject) if about.subject is not None else "A thing"
    values = {"this": about.subject, "path": about.predicate, "value": about.object}
    if shape is not None and store.objects(shape, SH + "message"):
        return f"{name}: {sentence(wording.filled(_english(generated), values))}"
    made = _made(about, shape, component, wording)
    return f"{name} {made}." if made else f"{name}: {sentence(_english(generated))}"


def _english(messages: Sequence[Term]) -> str:
    texts = [message for message in messages if isinstance(message, ox.Literal)]
    texts.sort(key=lambda text: (text.language not in {"en", None}, text.value))
    return texts[0].value if texts else "It is not as its shape wants it"


def _made(about: About, shape: Term | None, component: Term | None, wording: Wording) -> str:
    """What a constraint without a message of its own asks, behind the name of the focus node."""
    if shape is None or not isinstance(component, ox.NamedNode):
        return ""
    kind = component.value.removeprefix(SH).removesuffix("ConstraintComponent")
    asked = wording.store.objects(shape, SH + kind[:1].lower() + kind[1:])
    path = _path(shape, about, wording)
    if not asked or not path or kind not in _SENTENCES:
        return ""
    bound = asked[0].value if isinstance(asked[0], ox.Literal) else ""
    if kind == "MinCount" and bound == "1":
        return f"has no {path}"
    words = " or ".join(_words(term, wording) for term in asked)
    value = wording.name(about.object) if about.object is not None else ""
    return _SENTENCES[kind].format(path=path, asked=words, bound=bound, value=value)


_SENTENCES = {
    "MinCount": "has fewer than {bound} values of {path}",
    "MaxCount": "has more than {bound} of {path}",
    "Datatype": "has {value} as {path}, which must be {asked}",
    "Class": "has {value} as {path}, which must be of the class {asked}",
    "NodeKind": "has {value} as {path}, which must be {asked}",
    "MinInclusive": "has {value} as {path}, which must be {bound} or more",
    "MaxInclusive": "has {value} as {path}, which must be {bound} or less",
    "MinExclusive": "has {value} as {path}, which must be more than {bound}",
    "MaxExclusive": "has {value} as {path}, which must be less than {bound}",
    "MinLength": "has {value} as {path}, which must have at least {bound} characters",
    "MaxLength": "has {value} as {path}, which must have at most {bound} characters",
    "Pattern": "has {value} as {path}, which must be of the form {bound}",
    "HasValue": "does not have {asked} as {path}",
    "UniqueLang": "has more than one {path} in one language",
}
_NODE_KINDS = {
    "IRI": "a thing with a name",
    "BlankNode": "a thing without a name",
    "Literal": "text or a number",
    "BlankNodeOrIRI": "a thing",
    "BlankNodeOrLiteral": "text, a number or a thing without a name",
    "IRIOrLiteral": "text, a number or a thing with a name",
}


def _words(term: Term, wording: Wording) -> str:
    """What a constraint asks for: a class, datatype, kind of node or value."""
    if isinstance(term, ox.NamedNode):
        if term.value in DATATYPES:
            return f"{DATATYPES[term.value].words}, written {DATATYPES[term.value].example}"
        if term.value.startswith(SH):
            return _NODE_KINDS.get(term.value.removeprefix(SH), term.value)
    return wording.name(term)


def _path(shape: Term, about: About, wording: Wording) -> str:
    """What the property is called: by the shape, else by the ontology."""
    names = [term.value for term in wording.store.objects(shape, SH + "name") if isinstance(term, ox.Literal)]
    if names:
        return f"{names[0]!r}"
    if isinstance(about.predicate, ox.NamedNode):
        store = wording.store
        label, curie = store.label(about.predicate.value), store.prefixes.shorten(about.predicate.value)
        return f"{label!r} ({curie})" if label != curie else curie
    return ""

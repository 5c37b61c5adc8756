"""How terms and triples are read: IRIs, literals, blank nodes, paths, and what is said of a subject."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from irc_kg.queries.sparql import grammar, tree
from irc_kg.queries.sparql.scanner import MismatchError, Scanner

RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_ESCAPED: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CHARACTERS: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_PATH_STARTS: Final = frozenset("^!(")
_MOST: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)


class TermReader(Scanner):
    """Reads terms and triples; what may stand only in patterns is told by ``paths``."""

    # Terms

    def variable(self) -> tree.Variable | None:
        """A variable, if one comes next."""
        begin = self.at
        match = self.match(self.letters.variable)
        return tree.Variable(begin, match.end(), match[1]) if match else None

    def need_variable(self) -> tree.Variable:
        variable = self.variable()
        if variable is None:
            raise self.mismatch()
        return variable

    def iri(self) -> tree.IriTerm | None:
        """An IRI or a prefixed name, if one comes next.

        Read strictly, a name whose prefix is not known is none: it may be a keyword with a name behind it.
        """
        begin = self.at
        if self.text.startswith("<", begin):
            match = self.match(grammar.IRIREF)
            return self._iri_in_brackets(match) if match else None
        match = self.letters.name.match(self.text, begin)
        if match is None:
            return None
        return self._name(match)

    def _iri_in_brackets(self, match: re.Match[str]) -> tree.IriTerm:
        begin, iri = match.start(), self.read_escapes(match[1], match.start())
        if "\\" in match[1] and grammar.NOT_IN_IRI.search(iri):
            raise MismatchError(begin, "this is not a valid IRI")
        return tree.IriTerm(begin, match.end(), iri)

    def _name(self, match: re.Match[str]) -> tree.IriTerm | None:
        begin, end = match.span()
        prefix, local = match.groups()
        if local and self.letters.name_goes_on.match(self.text, end):
            raise MismatchError(begin, "a name with several dots is read in several ways: write its IRI, <…>")
        namespace = self.prefixes.get(prefix)
        if namespace is None:
            self.unknown.setdefault(begin, prefix)
            if self.strict:
                return None
        self.take(end)
        iri = None if namespace is None else namespace + local.replace("\\", "")
        return tree.IriTerm(begin, end, iri, prefix)

    def need_iri(self) -> tree.IriTerm:
        iri = self.iri()
        if iri is None:
            raise self.mismatch()
        return iri

    def variable_or_iri(self) -> tree.Variable | tree.IriTerm:
        return self.variable() or self.need_iri()

    def read_escapes(self, text: str, begin: int) -> str:
        """A text with its escapes read; ``begin`` is the place of a fault in it."""
        if "\\" not in text:
            return text

        def character(match: re.Match[str]) -> str:
            code = match[1] or match[2]
            if code is None:
                return _CHARACTERS.get(match[3], match[3])
            number = int(code, 16)
            if number > _MOST or number in _SURROGATES:
                raise MismatchError(begin, f"{match[0]} is the code of no character")
            return chr(number)

        return _ESCAPED.sub(character, text)

    def string(self) -> tree.LiteralTerm | None:
        """A text without language or datatype, if one comes next."""
        begin = self.at
        if self.text[begin : begin + 1] not in {'"', "'"}:
            return None
        match = self.match(grammar.STRING)
        if match is None:
            return None
        return tree.LiteralTerm(begin, match.end(), self.read_escapes(match[match.lastgroup or 0], begin))

    def literal(self) -> tree.LiteralTerm | None:
        """A literal, if one comes next; a sign belongs to it."""
        return self.text_literal() or self.number(signed=True) or self.truth()

    def text_literal(self) -> tree.LiteralTerm | None:
        """A text with its language or datatype, if one comes next."""
        text = self.string()
        if text is None:
            return None
        if self.has("^^"):
            datatype = self.need_iri()
            return tree.LiteralTerm(text.start, datatype.end, text.lexical, datatype)
        language = self.match(grammar.LANGUAGE)
        if language is not None:
            return tree.LiteralTerm(text.start, language.end(), text.lexical, None, language[1])
        return text

    def number(self, *, signed: bool) -> tree.LiteralTerm | None:
        """A number, if one comes next; a sign before it is part of it, where none can be an operator."""
        begin = self.at
        match = self.match(grammar.SIGNED_NUMBER if signed else grammar.NUMBER)
        if match is None:
            return None
        datatype = ("double", "decimal", "integer")[(match.lastindex or 1) - 1]
        return tree.LiteralTerm(begin, match.end(), match[0], datatype)

    def truth(self) -> tree.LiteralTerm | None:
        begin = self.at
        for word in ("true", "false"):
            if self.has(word):
                return tree.LiteralTerm(begin, begin + len(word), word, "boolean")
        return None

    def blank(self) -> tree.BlankTerm | None:
        """``_:label`` or ``[]``, if one comes next."""
        begin = self.at
        match = self.match(self.letters.blank_node_label)
        if match is not None:
            return tree.BlankTerm(begin, match.end(), match[1])
        match = self.match(grammar.ANON)
        return tree.BlankTerm(begin, match.end()) if match else None

    def nil(self) -> tree.ListTerm | None:
        begin = self.at
        match = self.match(grammar.NIL)
        return tree.ListTerm(begin, match.end(), ()) if match else None

    def simple_term(self) -> tree.GraphTerm | None:
        """A term that holds no other, or a triple term; None when none comes next."""
        first = self.text[self.at : self.at + 1]
        if first in {"?", "$"}:
            return self.variable()
        if self.sees("<<("):
            return self.triple_term()
        if first == "_":
            return self.blank()
        if first == "[":
            return self.blank()
        if first == "(":
            return self.nil()
        return self.iri() or self.literal()

    def triple_term(self) -> tree.TripleTerm:
        begin = self.at
        self.enter()
        self.need("<<(")
        subject, predicate, value = self._inner_term(), self.simple_verb(), self._inner_term()
        end = self.need(")>>")
        self.leave()
        return tree.TripleTerm(begin, end, subject, predicate, value)

    def _inner_term(self) -> tree.GraphTerm:
        """The subject or object inside of ``<<( )>>`` or ``<< >>``."""
        term = self.reified_term() if self.sees("<<") and not self.sees("<<(") else self.simple_term()
        if term is None or isinstance(term, tree.ListTerm):
            raise self.mismatch()
        return term

    def reified_term(self) -> tree.ReifiedTerm:
        begin = self.at
        self.enter()
        self.need("<<")
        subject, predicate, value = self._inner_term(), self.simple_verb(), self._inner_term()
        reifier = self._reifier() if self.has("~") else None
        end = self.need(">>")
        self.leave()
        return tree.ReifiedTerm(begin, end, subject, predicate, value, reifier)

    def _reifier(self) -> tree.GraphTerm | None:
        return self.variable() or self.blank() or self.iri()

    # Triples

    def simple_verb(self) -> tree.Variable | tree.IriTerm:
        """A predicate that is no path: a variable, an IRI, or ``a``."""
        found = self.variable() or self.iri()
        if found is not None:
            return found
        if self.sees("a"):
            begin = self.at
            return tree.IriTerm(begin, self.take(begin + 1), RDF_TYPE)
        raise self.mismatch()

    def subject_triples(self, *, paths: bool) -> tree.SubjectTriples:
        """A subject and what is said of it; what stands in brackets may stand alone."""
        begin = self.at
        subject = self.graph_term(paths=paths)
        may_be_alone = isinstance(subject, tree.PropertiesTerm | tree.ReifiedTerm) or (
            isinstance(subject, tree.ListTerm) and bool(subject.items)
        )
        properties = self.properties(paths=paths, may_be_empty=may_be_alone)
        return tree.SubjectTriples(begin, self.last_end, subject, properties)

    def graph_term(self, *, paths: bool) -> tree.GraphTerm:
        """A subject or an object, with what it holds."""
        if self.sees("<<") and not self.sees("<<("):
            return self.reified_term()
        term = self.simple_term()
        if term is not None:
            return term
        if self.sees("["):
            return self._properties_term(paths=paths)
        if self.sees("("):
            return self._list_term(paths=paths)
        raise self.mismatch()

    def _properties_term(self, *, paths: bool) -> tree.PropertiesTerm:
        begin = self.at
        self.enter()
        self.need("[")
        properties = self.properties(paths=paths)
        end = self.need("]")
        self.leave()
        return tree.PropertiesTerm(begin, end, properties)

    def _list_term(self, *, paths: bool) -> tree.ListTerm:
        begin = self.at
        self.enter()
        self.need("(")
        items = [self.graph_term(paths=paths)]
        while not self.sees(")"):
            items.append(self.graph_term(paths=paths))
            self.limit(len(items))
        end = self.need(")")
        self.leave()
        return tree.ListTerm(begin, end, tuple(items))

    def properties(self, *, paths: bool, may_be_empty: bool = False) -> tuple[tree.VerbObjects, ...]:
        """What is said of a subject: predicates and objects between semicolons."""
        read: Callable[[], tree.Verb] = self.verb if paths else self.simple_verb
        if may_be_empty and not self.begins_verb(paths=paths):
            return ()
        found = [self._verb_objects(read, paths=paths)]
        while self.has(";"):
            if self.begins_verb(paths=paths):
                found.append(self._verb_objects(read, paths=paths))
        return tuple(found)

    def begins_verb(self, *, paths: bool) -> bool:
        """Whether a predicate comes next, as far as its first token tells."""
        first = self.text[self.at : self.at + 1]
        if first in {"?", "$", "<", "a"} or (paths and first in _PATH_STARTS):
            return True
        return self.begins_name()

    def begins_name(self) -> bool:
        """Whether a prefixed name comes next."""
        match = self.letters.name.match(self.text, self.at)
        return match is not None and (not self.strict or match[1] in self.prefixes)

    def _verb_objects(self, read: Callable[[], tree.Verb], *, paths: bool) -> tree.VerbObjects:
        begin = self.at
        verb = read()
        objects = [self._object(paths=paths)]
        while self.has(","):
            objects.append(self._object(paths=paths))
        return tree.VerbObjects(begin, self.last_end, verb, tuple(objects))

    def _object(self, *, paths: bool) -> tree.GraphTerm:
        term = self.graph_term(paths=paths)
        annotations: list[tree.GraphTerm | tree.VerbObjects] = []
        while self.sees("~") or self.sees("{|"):
            if self.has("~"):
                reifier = self._reifier()
                annotations += [reifier] if reifier else []
            else:
                self.need("{|")
                self.enter()
                annotations += self.properties(paths=paths)
                self.need("|}")
                self.leave()
        if annotations or self.last_end > term.end:
            return tree.AnnotatedTerm(term.start, self.last_end, term, tuple(annotations))
        return term

    # Paths

    def verb(self) -> tree.Verb:
        """A predicate of a pattern: a variable or a path."""
        return self.variable() or self.path()

    def path(self) -> tree.Verb:
        begin = self.at
        paths = [self._path_sequence()]
        while self.sees("|") and not self.sees("|}"):
            self.need("|")
            paths.append(self._path_sequence())
        return paths[0] if len(paths) == 1 else tree.PathAlternatives(begin, self.last_end, tuple(paths))

    def _path_sequence(self) -> tree.Verb:
        begin = self.at
        paths = [self._path_step()]
        while self.has("/"):
            paths.append(self._path_step())
            self.limit(len(paths))
        return paths[0] if len(paths) == 1 else tree.PathSequence(begin, self.last_end, tuple(paths))

    def _path_step(self) -> tree.Verb:
        begin = self.at
        if self.has("^"):
            path = self._path_repetition()
            return tree.PathInverse(begin, self.last_end, path)
        return self._path_repetition()

    def _path_repetition(self) -> tree.Verb:
        begin = self.at
        path = self._path_primary()
        mark = self.text[self.at : self.at + 1]
        # `?` is a mark only where no variable begins.
        if mark in {"*", "+", "?"} and not self.letters.variable.match(self.text, self.at):
            return tree.PathRepetition(begin, self.take(self.at + 1), path, mark)
        return path

    def _path_primary(self) -> tree.Verb:
        begin = self.at
        if self.has("("):
            self.enter()
            path = self.path()
            self.need(")")
            self.leave()
            return path
        if self.has("!"):
            paths = self._negation()
            return tree.PathNegation(begin, self.last_end, paths)
        return self._predicate()

    def _negation(self) -> tuple[tree.Verb, ...]:
        if not self.has("("):
            return (self._one_of_negation(),)
        paths = [self._one_of_negation()]
        while self.has("|"):
            paths.append(self._one_of_negation())
        self.need(")")
        return tuple(paths)

    def _one_of_negation(self) -> tree.Verb:
        begin = self.at
        if self.has("^"):
            path = self._predicate()
            return tree.PathInverse(begin, self.last_end, path)
        return self._predicate()

    def _predicate(self) -> tree.Verb:
        if self.text[self.at : self.at + 1] in {"?", "$"}:
            raise self.mismatch()
        return self.simple_verb()

from __future__ import annotations

import unicodedata
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import irc_kg
from irc_kg.errors import IrcKgError, UnknownNameError, did_you_mean
from irc_kg.queries.header import IRI
from irc_kg.queries.running import QueryRunner
from irc_kg.store.fits import words_of
from irc_kg.store.known_names import AmbiguousNameError, GuessedNameWarning, Name, Names
from irc_kg.store.names import Prefixes, close_names, fold, spelling

MARKET = "https://example.org/id/market"
PREFIXES = Prefixes({"kg": "https://example.org/id/", "deep": "https://example.org/id/deep/", "": "urn:x:"})
NAMES = Names(
    [
        Name("Station", "https://example.org/id/station", preferred=True),
        Name("Café", "https://example.org/id/station", preferred=False),
        Name("Market", "https://example.org/id/market", preferred=True),
        Name("Express", "https://example.org/id/blue", preferred=False),
        Name("Express", "https://example.org/id/market", preferred=False),
    ],
    PREFIXES,
)


@given(st.sampled_from(sorted(PREFIXES.by_name)), st.from_regex(r"[a-z][a-z0-9-]*[a-z0-9]", fullmatch=True))
def test_a_curie_expands_to_an_iri_that_shortens_to_it(prefix: str, local: str) -> None:
    expanded = PREFIXES.expand(f"{prefix}:{local}")
    assert expanded == PREFIXES.by_name[prefix] + local
    assert PREFIXES.shorten(expanded) == f"{prefix}:{local}"


@given(st.text())
def test_any_text_may_be_asked_for_as_a_curie(text: str) -> None:
    expanded = PREFIXES.expand(text)
    assert expanded is None or text.split(":", maxsplit=1)[0] in PREFIXES.by_name


@pytest.mark.parametrize(
    "order", list(permutations([("kg", ""), ("deep", "deep/"), ("bottom", "deep/down/")]))
)
def test_the_longest_prefix_wins_in_whatever_order_they_are_declared(
    order: tuple[tuple[str, str], ...],
) -> None:
    prefixes = Prefixes({name: f"https://example.org/id/{below}" for name, below in order})
    assert prefixes.shorten("https://example.org/id/deep/well") == "deep:well"
    assert prefixes.shorten("https://example.org/id/deep/down/well") == "bottom:well"
    assert prefixes.shorten("https://example.org/id/town") == "kg:town"


def test_of_two_prefixes_for_one_namespace_the_first_is_taken() -> None:
    assert Prefixes({"b": "urn:x:", "a": "urn:x:"}).shorten("urn:x:town") == "b:town"


def test_a_namespace_alone_and_a_local_name_that_needs_escapes_stay_whole() -> None:
    assert PREFIXES.shorten("https://example.org/id/deep/") == "https://example.org/id/deep/"
    assert PREFIXES.shorten("https://example.org/id/deep/a.") == "https://example.org/id/deep/a."
    assert PREFIXES.shorten("https://example.org/id/deep/a.b-c") == "deep:a.b-c"


def test_no_text_with_two_slashes_is_a_curie() -> None:
    assert PREFIXES.expand("kg://station") is None
    assert PREFIXES.expand("kg:a/b") == "https://example.org/id/a/b"


def test_an_iri_that_no_prefix_fits_stays_whole() -> None:
    assert PREFIXES.shorten("https://example.org/id/a/b c") == "https://example.org/id/a/b c"
    assert PREFIXES.shorten("https://elsewhere.org/x") == "https://elsewhere.org/x"


@pytest.mark.parametrize("name", ["station", "STATION", " Station ", "cafe", "CAFÉ", "kg:station"])
def test_a_thing_is_known_by_any_of_its_names(name: str) -> None:
    assert NAMES.iri(name) == "https://example.org/id/station"


@pytest.mark.parametrize("name", ["https://a.org/x", "<https://a.org/x>", "<urn:x:y>"])
def test_an_iri_stands_for_itself(name: str) -> None:
    assert NAMES.iri(name) == name.strip("<>")


@pytest.mark.parametrize("name", ["<urn:x:y", "urn:x:y>", "<station>"])
def test_a_bracket_alone_makes_no_iri(name: str) -> None:
    with pytest.raises(UnknownNameError):
        NAMES.iri(name)


def test_a_misspelt_name_is_answered_with_what_is_close() -> None:
    with pytest.raises(UnknownNameError, match=r"no stop called 'Statoin'. Did you mean Station\?"):
        NAMES.iri("Statoin", kind="stop")


def test_a_name_of_several_things_lists_them() -> None:
    with pytest.raises(AmbiguousNameError, match="kg:market") as error:
        NAMES.iri("express")
    assert "kg:blue" in str(error.value)


def test_the_choice_is_narrowed_by_what_is_possible() -> None:
    assert NAMES.iri("express", among=["https://example.org/id/blue"]) == "https://example.org/id/blue"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(codec="ascii")))
def test_names_of_ascii_are_folded_as_all_others(text: str) -> None:
    assert fold(text + "\u0301") == fold(text)


# What people cannot tell apart, or type one for the other: all are one name.
ALIKE = {
    "composed and decomposed": ("Caf\xe9 na\xefve", "Cafe\u0301 nai\u0308ve"),
    "marks in another order": ("\u1ec7", "e\u0323\u0302", "e\u0302\u0323"),
    "spaces": (
        "Main Library",
        "Main\xa0Library",
        "Main\u202fLibrary",
        "Main\u3000 Library ",
        "Main\u2003\tLibrary",
    ),
    "what nobody sees": (
        "Library",
        "Li\u200bbrary",
        "Li\xadbrary",
        "\ufeffLibrary",
        "Lib\u2060rary",
        "Library\u200e",
        "Libr\ufe0fary",
    ),
    "apostrophes": (
        "Patient's",
        "Patient\u2019s",
        "Patient\u02bcs",
        "Patient\u2018s",
        "Patient\xb4s",
        "Patient\u2032s",
    ),
    "quotes": ('"Air"', "\u201cAir\u201d", "\xabAir\xbb", "\u201eAir\u201c", "\uff02Air\uff02"),
    "dashes": ("A - B", "A \u2013 B", "A \u2014 B", "A \u2212 B", "A \u2011 B", "A \u2010 B", "A \uff0d B"),
    "wide letters and digits": ("ABC 12", "\uff21\uff22\uff23\u3000\uff11\uff12"),
    "ligatures": ("office", "o\ufb03ce", "O\ufb03CE"),
    "sharp s": ("Stra\xdfe", "STRASSE", "STRA\u1e9eE", "strasse"),
    "Turkish i": ("\u0130stanbul", "I\u0307stanbul", "istanbul", "ISTANBUL", "\u0131stanbul"),
    "sigma": ("\u03a3\u039f\u03a6\u039f\u03a3", "\u03c3\u03bf\u03c6\u03bf\u03c2"),
    "strokes": ("\u0141\xf3d\u017a \xd8", "Lodz O", "L\xf3dz \xf8"),
    "fractions": ("1/2", "1\u20442", "\xbd"),
    "Hangul": ("\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af"),
}


@pytest.mark.parametrize("texts", ALIKE.values(), ids=ALIKE)
def test_names_that_look_alike_are_one(texts: tuple[str, ...]) -> None:
    assert len({fold(text) for text in texts}) == 1
    names = Names([Name(texts[0], MARKET, preferred=True)], PREFIXES)
    for text in texts:
        assert names.iri(text) == MARKET
        assert names.search(text) == {MARKET: texts[0]}


@given(st.text() | st.text(st.sampled_from([text for texts in ALIKE.values() for text in "".join(texts)])))
def test_a_text_looks_as_it_looks_however_it_is_composed(text: str) -> None:
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    assert {fold(form) for form in forms} == {fold(text)}
    assert {spelling(form) for form in forms} == {spelling(text)} == {spelling(spelling(text))}


@given(st.text(), st.lists(st.text(), max_size=5))
def test_close_names_are_names_that_were_given(name: str, names: list[str]) -> None:
    assert set(close_names(name, names)) <= set(names)


SIMILAR = {
    "the most alike first": ("Wale", ["Whales", "Vale", "Wales"], ["Wales", "Vale", "Whales"]),
    "at most three": ("bus", ["bus 1", "bus 2", "bus 3", "bus 4"], ["bus 1", "bus 2", "bus 3"]),
    "two of three letters": ("abc", ["abd"], ["abd"]),
    "not one of two": ("ab", ["ac"], []),
    "when 65 of 100 are alike": ("a" * 15 + "b" * 8, ["a" * 15 + "c" * 8], ["a" * 15 + "c" * 8]),
    "not when 64 are": ("a" * 20 + "b" * 11, ["a" * 20 + "c" * 11], []),
    "a beginning, however much follows": ("policies", ["policies in a nation"], ["policies in a nation"]),
    "case and accents do not count": ("CAFE", ["Café", "cave"], ["Café", "cave"]),
    "each is written as it was given": ("station", ["  STATION"], ["  STATION"]),
}


@pytest.mark.parametrize(("name", "names", "close"), SIMILAR.values(), ids=SIMILAR)
def test_names_are_close_by_their_likeness(name: str, names: list[str], close: list[str]) -> None:
    assert close_names(name, names) == close


def test_close_names_may_be_fewer() -> None:
    assert close_names("bus", ["bus 1", "bus 2"], most=1) == ["bus 1"]


def test_names_are_similar_among_some_things_only() -> None:
    assert NAMES.similar("expres") == ["Express"]
    assert NAMES.similar("expres", among=["https://example.org/id/station"]) == []
    assert NAMES.similar("marke", among=["https://example.org/id/market"]) == ["Market"]


def test_things_that_are_labelled_so_come_before_those_also_called_so() -> None:
    names = Names(
        [Name("A", "urn:x:also", preferred=False), Name("a", "urn:x:label", preferred=True)], PREFIXES
    )
    assert names.find("A") == ("urn:x:label", "urn:x:also")
    assert names.find("b") == ()


BODIES = Names(
    [
        Name("Northern Ireland", "urn:x:ni", preferred=True),
        Name("Wales", "urn:x:wales", preferred=True),
        Name("A Healthier Wales", "urn:x:plan", preferred=True),
        Name("NHS Frimley Integrated Care Board", "urn:x:board", preferred=True),
        Name("Area of NHS Frimley Integrated Care Board (E54000034)", "urn:x:area", preferred=True),
        Name("BTS", "urn:x:bts", preferred=False),
        Name("British Thoracic Society", "urn:x:bts", preferred=True),
        Name("Joint working of BTS and Vale Council", "urn:x:joint", preferred=True),
        Name(
            "Look for specific funding, which may be there for roles and equipment",
            "urn:x:step",
            preferred=True,
        ),
        Name("Funding and resources", "urn:x:money", preferred=True),
        Name("Shared funding", "urn:x:shared", preferred=True),
        Name("Priorities and Strategies", "urn:x:list", preferred=True),
        Name("John Dean", "urn:x:john", preferred=True),
        Name("Department NHS", "urn:x:dnhs", preferred=True),
        Name("54 beds", "urn:x:beds", preferred=True),
    ],
    PREFIXES,
)
MEANT = {
    "initials": ("NI", "urn:x:ni"),
    "initials in small letters": ("ni", "urn:x:ni"),
    "an initial": ("N. Ireland", "urn:x:ni"),
    "the initial of a person": ("J Dean", "urn:x:john"),
    "an acronym for some of the words": ("NHS Frimley ICB", "urn:x:board"),
    "another order": ("society, british thoracic", "urn:x:bts"),
    "an acronym spelt out": ("Joint working of British Thoracic Society and Vale Council", "urn:x:joint"),
    "small words": ("The Wales", "urn:x:wales"),
    "quotes": ("\u201cWales\u201d", "urn:x:wales"),
    "a possessive": ("Wales\u2019s", "urn:x:wales"),
    "singulars": ("priority, strategy", "urn:x:list"),
    "an acronym within an acronym": ("DNHS", "urn:x:dnhs"),
    "a beginning of the name": ("Look for specific fund", "urn:x:step"),
    "words of only one name": ("equipment", "urn:x:step"),
    "beginnings of words": ("brit thor", "urn:x:bts"),
    "three letters": ("loo", "urn:x:step"),
    "three letters of two words": ("equ loo", "urn:x:step"),
    "an acronym spelt out at the end": (
        "Vale Council joint working, British Thoracic Society",
        "urn:x:joint",
    ),
}


@pytest.mark.parametrize(("name", "iri"), MEANT.values(), ids=MEANT)
def test_the_one_thing_that_fits_is_taken_and_that_is_said(name: str, iri: str) -> None:
    names = Names(BODIES.all, PREFIXES)
    with pytest.warns(GuessedNameWarning, match="is taken for") as said:
        assert names.guess(name) == iri
    assert names.label(iri) in str(said[0].message)
    assert names.guess(name) == iri  # and it is not said again
    with pytest.raises(UnknownNameError):
        names.iri(name)  # nothing is written on a guess


NOT_MEANT = {
    "several things": (
        "Funding",
        r"Did you mean Funding and resources, Shared funding or Look for",
    ),
    "other words with the initials of an acronym": (
        "big tall ships",
        r"called 'big tall ships'\. `irc-kg find",
    ),
    "letters in a word": ("rthern", r"Did you mean Northern Ireland\?$"),
    "one letter": ("W", r"Did you mean Wales"),
    "a misspelling": ("Walse", r"Did you mean Wales or A Healthier Wales\?$"),
    "a misspelt word of several": ("Frimly ICB", r"Did you mean NHS Frimley Integrated Care Board"),
    "two letters of a word": ("br thoracic", r"Did you mean British Thoracic Society\?$"),
    "a digit of a number": ("5 beds", r"Did you mean 54 beds\?$"),
    "what many have": ("i", r"Did you mean .*\? `irc-kg find i` finds all \d+\.$"),
    "no words": ("!", r"called '!'\. `irc-kg find TEXT` looks"),
    "a text that is no name": ("x" * 1000, r"called 'x{79}\u2026'\. `irc-kg find TEXT` looks"),
}


@pytest.mark.parametrize(("name", "message"), NOT_MEANT.values(), ids=NOT_MEANT)
def test_what_may_be_several_things_or_none_is_not_taken(name: str, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        BODIES.guess(name)


def test_a_thing_is_meant_rather_than_a_word_of_the_ontology() -> None:
    two = [
        Name("News item", "urn:x:class", preferred=True),
        Name("Northern Ireland", "urn:x:ni", preferred=True),
    ]
    with pytest.warns(GuessedNameWarning, match="taken for Northern Ireland"):
        assert Names(two, PREFIXES, declared=lambda: {"urn:x:class"}).guess("NI") == "urn:x:ni"
    with pytest.raises(UnknownNameError, match="Did you mean News item or Northern Ireland"):
        Names(two, PREFIXES).guess("NI")
    word = Names(two[:1], PREFIXES, declared=lambda: {"urn:x:class"})
    with pytest.warns(GuessedNameWarning, match="taken for News item"):
        assert word.guess("item, news") == "urn:x:class"
    with pytest.raises(UnknownNameError, match=r"Did you mean News item\?$"):
        word.guess("item")


def test_a_guess_is_among_what_can_be_meant() -> None:
    with pytest.warns(GuessedNameWarning):
        assert Names(BODIES.all, PREFIXES).guess("funding", among=["urn:x:shared"]) == "urn:x:shared"
    with pytest.raises(UnknownNameError, match=r"no nation called 'Funding'\. Look there\."):
        BODIES.guess("Funding", among=["urn:x:wales"], kind="nation", hint="Look there.")


def test_a_long_name_is_suggested_with_the_curie() -> None:
    assert BODIES.similar("look for specific fundign") == [
        "Look for specific funding, which may be there for roles and\u2026 (:step)"
    ]


def _steps(one: str, other: str) -> int:
    """How many letters must be changed, put in, left out or swapped with the next."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


PLACES = [
    "Bridgend",
    "Aberdeen City",
    "Aberdeen",
    "Cardiff",
    "Vale of Glamorgan",
    "Wales",
    "Whales",
    "altLabel",
]


@given(
    st.one_of(
        st.text("abdeginrlstw ", max_size=12), st.sampled_from(["bridgend", "alternativelabel", "wale"])
    )
)
def test_what_is_suggested_shares_most_letters_or_is_short_for_it(name: str) -> None:
    for close in map(fold, close_names(name, PLACES)):
        typed = fold(name)
        longest = max(len(typed), len(close))
        is_like = _steps(typed, close) <= 0.35 * longest
        begins_alike = typed[:3] == close[:3] and len(typed) > 2
        assert is_like or begins_alike


def test_a_name_far_off_is_not_suggested() -> None:
    assert close_names("Bridgend", ["Aberdeen", "Aberdeen City", "Swansea"]) == []
    assert close_names("NHS goblin", ["NHS England", "NHS Lothian"]) == []
    assert close_names("alternativeLabel", ["altLabel", "alt", "altbel", "tiveLabel"]) == ["altLabel"]


@given(st.text(max_size=20))
def test_whatever_is_typed_a_suggestion_shares_most_of_it(name: str) -> None:
    for suggestion in BODIES.similar(name):
        typed = fold(name)
        [close] = {fold(known.text) for known in BODIES.all if known.text[:40] == suggestion[:40]}
        is_like = _steps(typed, close) <= 0.35 * max(len(typed), len(close))
        words = words_of(name)
        same_beginning = [
            word for word in words if word.text[:1] in {known.text[:1] for known in words_of(close)}
        ]
        assert is_like or typed in close or 2 * len(same_beginning) >= len(words) > 0


@given(st.sampled_from([name for name in BODIES.all if len(words_of(name.text)) > 1]), st.randoms())
def test_a_name_is_known_by_its_words_in_any_order(name: Name, random: Random) -> None:
    words = name.text.split()
    random.shuffle(words)
    assert name.iri in BODIES.same(" ".join(words))


def test_a_search_finds_words_in_any_order_the_shortest_name_first() -> None:
    assert list(BODIES.search("ICB frimley")) == ["urn:x:board", "urn:x:area"]
    assert list(BODIES.search("bts")) == ["urn:x:bts", "urn:x:joint"]


def test_words_are_compared_in_the_singular_and_by_what_they_give_to_an_acronym() -> None:
    words = words_of("The Access to NHS Strategies' INDEPENDENCE, bus's pass and Wales")
    assert [word.text for word in words] == [
        "access",
        "nhs",
        "strategy",
        "independence",
        "bus",
        "pass",
        "wale",
    ]
    assert [word.short for word in words] == ["a", "nhs", "s", "i", "b", "p", "w"]


def test_a_name_that_spells_its_own_acronym_out_is_known_by_either_half() -> None:
    names = Names([Name("British Thoracic Society BTS", "urn:x:bts", preferred=True)], PREFIXES)
    assert (
        names.same("british thoracic society") == names.same("BTS society british thoracic") == {"urn:x:bts"}
    )


def test_what_is_called_so_is_not_short_for_something_else() -> None:
    names = Names([Name("NI", "urn:x:code", preferred=True), *BODIES.all[:1]], PREFIXES)
    assert list(names.search("NI")) == ["urn:x:code"]
    assert names.guess("NI") == "urn:x:code"


def test_the_first_label_is_the_label() -> None:
    names = Names(
        [
            Name("other", "urn:x:a", preferred=False),
            Name("one", "urn:x:a", preferred=True),
            Name("two", "urn:x:a", preferred=True),
        ],
        PREFIXES,
    )
    assert names.label("urn:x:a") == "one"
    assert names.label("urn:x:b") == ":b"


def test_what_cannot_be_meant_does_not_narrow_the_choice() -> None:
    with pytest.raises(AmbiguousNameError):
        NAMES.iri("express", among=["https://example.org/id/station"])
    assert NAMES.iri("station", among=["https://example.org/id/market"]) == "https://example.org/id/station"


@pytest.mark.parametrize("name", ["", "  ", "\u0301"])
def test_no_name_is_the_name_of_nothing(name: str) -> None:
    with pytest.raises(UnknownNameError):
        NAMES.iri(name)


def test_a_search_puts_whole_names_before_beginnings_before_the_rest() -> None:
    texts = ["Airport bus", "Bus stop", "Old bus", "Bus lane", "Bus"]
    names = Names([Name(text, f"urn:x:{text}", preferred=True) for text in texts], PREFIXES)
    assert list(names.search("bus").values()) == ["Bus", "Bus lane", "Bus stop", "Airport bus", "Old bus"]


def test_what_is_held_in_a_name_is_found_whole_names_first() -> None:
    assert list(NAMES.search("st")) == ["https://example.org/id/station"]
    assert next(iter(NAMES.search("market"))) == "https://example.org/id/market"
    assert NAMES.search("nowhere") == {}


def test_a_hint_reads_as_a_question() -> None:
    assert did_you_mean(["a", "b", "c"]) == " Did you mean a, b or c?"
    assert did_you_mean(["a"]) == " Did you mean a?"
    assert did_you_mean([]) == ""


def test_what_was_looked_for_among_some_is_looked_for_anew_among_all() -> None:
    names = Names(
        [Name("Bus stop", "urn:x:stop", preferred=True), Name("Bus lane", "urn:x:lane", preferred=True)],
        PREFIXES,
    )
    with pytest.warns(GuessedNameWarning):
        assert names.guess("bus", ["urn:x:stop"]) == "urn:x:stop"
    assert set(names.search("bus")) == {"urn:x:stop", "urn:x:lane"}
    assert names.similar("bus", ["urn:x:lane"]) == ["Bus lane"]


def test_three_letters_within_a_word_are_a_hint() -> None:
    assert NAMES.similar("ark") == ["Market"]
    assert NAMES.similar("rk") == []


@pytest.mark.filterwarnings("ignore::irc_kg.store.known_names.GuessedNameWarning")
def test_a_name_means_the_same_whether_all_that_a_parameter_can_be_is_listed_or_not(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = irc_kg.open(repository)
    chance = Random(0)  # noqa: S311  (the same words each time)
    words = sorted({word for name in project.store.names.all for word in name.text.split()})
    texts = ["england", "nhs england region", *(" ".join(chance.sample(words, 1)) for _ in range(3))]

    def meant() -> list[str]:
        found = []
        for query in project.queries[::6]:
            runner = QueryRunner(project.store, tells_choices=False)
            for parameter in query.parameters:
                for text in texts if parameter.kind == IRI else ():
                    try:
                        found.append(runner.bind(query, {parameter.name: [text]}))
                    except IrcKgError as error:
                        found.append(type(error).__name__)
        return found

    asked_singly = meant()
    assert len(set(asked_singly)) > 5
    monkeypatch.setattr("irc_kg.queries.running._MOST_ASKED", -1)
    assert asked_singly == meant()


def test_a_name_that_one_thing_has_is_found_among_what_a_parameter_can_be_without_listing_it(
    miniature: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = next((miniature / "graph").rglob("lines.ttl"))
    more = '\nkg:market-day a town:Line ; irc:paragraph 2 ; rdfs:label "market"@en .\n'
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    monkeypatch.setattr(QueryRunner, "choices", None)
    answer = irc_kg.open(miniature).query("lines-at-stop", stop="MARKET")
    assert [row.text("line") for row in answer] == ["Red line"]

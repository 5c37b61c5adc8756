from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irc_kg.errors import UnknownNameError, did_you_mean
from irc_kg.store.names import AmbiguousNameError, Name, Names, Prefixes, close_names, fold

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


def test_the_longest_prefix_wins() -> None:
    assert PREFIXES.shorten("https://example.org/id/deep/well") == "deep:well"


def test_an_iri_that_no_prefix_fits_stays_whole() -> None:
    assert PREFIXES.shorten("https://example.org/id/a/b c") == "https://example.org/id/a/b c"
    assert PREFIXES.shorten("https://elsewhere.org/x") == "https://elsewhere.org/x"


@pytest.mark.parametrize("name", ["station", "STATION", " Station ", "cafe", "CAFÉ", "kg:station"])
def test_a_thing_is_known_by_any_of_its_names(name: str) -> None:
    assert NAMES.iri(name) == "https://example.org/id/station"


@pytest.mark.parametrize("name", ["https://a.org/x", "<https://a.org/x>", "<urn:x:y>"])
def test_an_iri_stands_for_itself(name: str) -> None:
    assert NAMES.iri(name) == name.strip("<>")


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


@given(st.text(), st.lists(st.text(), max_size=5))
def test_close_names_are_names_that_were_given(name: str, names: list[str]) -> None:
    assert set(close_names(name, names)) <= set(names)


def test_what_is_held_in_a_name_is_found_whole_names_first() -> None:
    assert list(NAMES.search("st")) == ["https://example.org/id/station"]
    assert next(iter(NAMES.search("market"))) == "https://example.org/id/market"
    assert NAMES.search("nowhere") == {}


def test_a_hint_reads_as_a_question() -> None:
    assert did_you_mean(["a", "b", "c"]) == " Did you mean a, b or c?"
    assert did_you_mean(["a"]) == " Did you mean a?"
    assert did_you_mean([]) == ""

"""What people type who know the subject and not the program: an answer, or a hint that leads to one."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from running import Run, RunCommand

POLICIES = ("query", "policies-in-nation")
BOARDS = ("query", "integrated-care-boards-on-a-date", "--date")
CITED = ("query", "where-cited", "--number")

# What is typed, and what the answer holds; what is said beside it stands behind " | ".
ANSWERED = {
    "a board as people call it": (("show", "NHS Frimley ICB"), "QNQ | taken for NHS Frimley Integrated Care"),
    "words without quotes": (
        ("show", "NHS", "Frimley", "ICB"),
        "QNQ | taken for NHS Frimley Integrated Care",
    ),
    "small letters": (("show", "integrated care fund"), "ICF"),
    "an acronym": (("show", "PCRS"), "Primary Care Respiratory Society"),
    "initials": (("show", "NI"), "kg:northern-ireland | is taken for Northern Ireland"),
    "an acronym in the plural": (("show", "ICBs"), "Integrated care board"),
    "the": (("show", "the Integrated Care Board"), "2022 | taken for Integrated care board"),
    "a hyphen more": (("show", "Integrated-Care Board"), "2022 | taken for Integrated care board"),
    "a code of an organisation": (("show", "QNQ"), "NHS Frimley Integrated Care Board"),
    "the number of a charity": (("show", "1098117"), "Primary Care Respiratory Society"),
    "a CURIE": (("show", "kg:wales"), "Wales"),
    "an IRI": (("show", "https://w3id.org/irc-kg/id/wales"), "Wales"),
    "an IRI in brackets": (("show", "<https://w3id.org/irc-kg/id/wales>"), "Wales"),
    "the beginning of a long name": (
        ("show", "Look for specific funding"),
        "Practical step | is taken for Look for",
    ),
    "a person with a title": (("show", "Dr Walker"), "Paul Walker | is taken for Paul Walker"),
    "an initial": (("show", "J Dean"), "John Dean | is taken for John Dean"),
    "a part of a source's name": (
        ("show", "--source", "press release"),
        "title.ttl:15 | is taken for Press release on",
    ),
    "a kind": (("find", "goal"), "kg:goal-coordinate-information-and-advice"),
    "a kind in the plural": (("find", "Goals"), "kg:goal-coordinate-information-and-advice"),
    "words in another order": (("find", "ICB frimley"), "kg:nhs-frimley-integrated-care-board"),
    "initials of a nation": (
        (*POLICIES, "--nation", "NI"),
        "Northern Ireland | 'NI' is taken for Northern Ireland",
    ),
    "a nation shortened": ((*POLICIES, "--nation", "N. Ireland"), "Reform | is taken for Northern Ireland"),
    "a nation in capitals": ((*POLICIES, "--nation", "WALES"), "A Healthier Wales"),
    "typographic quotes": (
        (*POLICIES, "--nation", "\u201cWales\u201d"),
        "A Healthier Wales | is taken for Wales",
    ),
    "spaces around": ((*POLICIES, "--nation", "  Wales "), "A Healthier Wales"),
    "a topic in the singular": (
        ("query", "points-about", "--topic", "integrated care role"),
        "Workforce, paragraph 3 | is taken for Integrated care roles",
    ),
    "a question in words": (("query", "policies in nation", "--nation", "Wales"), "A Healthier Wales"),
    "a question in capitals": (("query", "Policies-In-Nation", "--nation", "Wales"), "A Healthier Wales"),
    "a question with underscores": (
        ("query", "policies_in_nation", "--nation", "Wales"),
        "A Healthier Wales",
    ),
    "a question by its file": (("query", "policies-in-nation.rq", "--nation", "Wales"), "A Healthier Wales"),
    "a question by its folder": (
        ("query", "queries/policies-in-nation", "--nation", "Wales"),
        "A Healthier Wales",
    ),
    "a day to judge by in words": (("show", "ICF", "--as-of", "1 March 2022"), "Integrated Care Fund  (kg:"),
    "options before the question": (("query", "--format", "csv", "funds"), "Integrated Care Fund"),
    "a format in capitals": (("query", "funds", "--format", "CSV"), "Integrated Care Fund"),
    "a day in words": ((*BOARDS, "1 April 2026"), "NHS Essex"),
    "a day as Americans write it": ((*BOARDS, "April 1st, 2026"), "NHS Essex"),
    "a day without noughts": ((*BOARDS, "2026-4-1"), "NHS Essex"),
    "a day with slashes, the year first": ((*BOARDS, "2026/04/01"), "NHS Essex"),
    "a number with spaces": ((*CITED, " 5 "), "places"),
    "typographic quotes around a thing": (
        ("show", "\u2018ICF\u2019"),
        "ICF | is taken for Integrated Care Fund",
    ),
    "full stops in initials": (("show", "B.T.S."), "thoracic | 'B.T.S.' is taken for British Thor"),
    "an acronym behind its name": (
        ("show", "Integrated Care Fund (ICF)"),
        "ICF | is taken for Integrated Care",
    ),
    "a full stop behind a name": (
        ("show", "Integrated Care Fund."),
        "ICF | is taken for Integrated Care Fund",
    ),
    "blanks, tabs and line ends": (("show", " Integrated\tCare \n Fund\n"), "ICF"),
    "initials of a plan with whose it is": (
        ("show", "NHS LTP"),
        "Long Term Plan | is taken for NHS Long Term Plan",
    ),
    "a number with what it numbers": (
        ("show", "Reference 5"),
        "Healthier | taken for Reference 5: A Healthier",
    ),
    "words of a star": (("find", "carer*"), "kg:carers"),
    "what begins like an option, and is a number": ((*CITED, "-1"), "number | -1 is none of the 16 that"),
    "an emoji looked for": (("find", "\U0001fac1"), "curie | Nothing was found."),
    "a name longer than any": (("find", "breath " * 4000), "curie | Nothing was found."),
    "the initials of a kind": (
        ("query", "bodies", "--kind", "ICB", "--as-of", "2022-08-01"),
        "NHS Frimley Integrated Care Board",
    ),
    "a country that is no nation": (
        (*POLICIES, "--nation", "United Kingdom"),
        "kind | United Kingdom is none of the 4",
    ),
    "an equals sign between option and value": ((*POLICIES, "--nation=Wales"), "A Healthier Wales"),
    "a day in eight digits": ((*BOARDS, "20260401"), "NHS Essex"),
    "today": ((*BOARDS, "Today"), "NHS Essex"),
    "two things joined by and": (
        ("connect", "BTS", "and", "PCRS", "--ways", "1"),
        "How are British Thoracic Society and Primary Care Respiratory Society connected?",
    ),
    "two things joined by to": (
        ("connect", "Funding", "and", "resources", "to", "Wales", "--ways", "1"),
        "\u201cFunding and resources\u201d and \u201cWales\u201d",
    ),
    "a question in words, for a brief": (
        ("brief", "Policies in nation", "--nation", "Wales"),
        "A Healthier Wales",
    ),
    "a question with underscores, to be cited": (("cite", "policies_in_nation"), "Register of successions"),
    "help before the question": (("query", "--help", "funds"), "Usage: irc-kg query funds"),
    "help behind a thing": (("show", "ICF", "--help"), "Usage: irc-kg show"),
    "all that an option can be": ((*POLICIES, "--choices", "nation"), "Northern Ireland"),
    "all of many": (("query", "points-about", "--choices", "Topic"), "Advanced practitioners"),
}


@pytest.mark.parametrize(("typed", "expected"), ANSWERED.values(), ids=ANSWERED)
def test_what_people_type_is_answered(
    irc_kg: RunCommand, repository: Path, typed: tuple[str, ...], expected: str
) -> None:
    run = irc_kg(*typed, "--root", repository)
    answer, _, said = expected.partition("| ")
    assert run.code == 0, run.err
    assert answer.strip() in run.out
    assert said in run.err
    assert said or "is taken for" not in run.err  # nothing is guessed that need not be


class Wrong(NamedTuple):
    """What is typed, which part of it is wrong, and what is said of that."""

    typed: tuple[str, ...]
    part: str
    says: str


HINTED = {
    "a misspelt nation": Wrong((*POLICIES, "--nation", "Walse"), "Walse", "Did you mean Wales?"),
    "no nation": Wrong(
        (*POLICIES, "--nation", "Aberdeen"), "Aberdeen", "It can be England, Northern Ireland,"
    ),
    "a nation in Welsh": Wrong((*POLICIES, "--nation", "Cymru"), "Cymru", "Scotland or Wales."),
    "no text for a nation": Wrong((*POLICIES, "--nation", ""), "", "It can be England,"),
    "two nations in one": Wrong(
        (*POLICIES, "--nation", "Wales, England"), "--nation", "Give each of them by itself"
    ),
    "two with and": Wrong((*POLICIES, "--nation", "Wales and NI"), "--nation", "--nation Wales --nation NI"),
    "a language tag": Wrong(("show", "Wales@en"), "Wales@en", "Did you mean Wales"),
    "a general topic": Wrong(
        ("query", "points-about", "--topic", "Funding"), "Funding", "Funding and resources"
    ),
    "no topic": Wrong(
        ("query", "points-about", "--topic", "zebras"),
        "zebras",
        "`irc-kg query points-about --choices topic` lists",
    ),
    "an option in the plural": Wrong(
        (*POLICIES, "--nations", "Wales"), "--nations", "Did you mean '--nation'?"
    ),
    "an option in capitals": Wrong((*POLICIES, "--Nation", "Wales"), "--Nation", "Did you mean '--nation'?"),
    "an option with one dash": Wrong((*POLICIES, "-nation", "Wales"), "-nation", "Did you mean '--nation'?"),
    "a value without its option": Wrong((*POLICIES, "Wales"), "Wales", "Did you mean --nation Wales?"),
    "an equals sign": Wrong((*POLICIES, "nation=Wales"), "nation=Wales", "Did you mean --nation Wales?"),
    "an option without its value": Wrong((*POLICIES, "--nation"), "", "'--nation' requires an argument"),
    "a question in the plural": Wrong(
        ("query", "policies-in-nations"), "policies-in-nations", "Did you mean policies-"
    ),
    "a part of a question's name": Wrong(
        ("query", "integrated-care-boards"), "integrated-care-boards", "-on-a-date"
    ),
    "list": Wrong(("query", "list"), "list", "`irc-kg query` lists them."),
    "no question": Wrong(("query", "zzz"), "zzz", "`irc-kg query` lists them."),
    "an empty question": Wrong(("query", ""), "", "`irc-kg query` lists them."),
    "a picture asked as a question": Wrong(
        ("query", "nations"), "nations", "`irc-kg view nations` is there."
    ),
    "a question as a picture": Wrong(("view", "funds"), "funds", "`irc-kg query funds` is there."),
    "no picture": Wrong(("view", "nope"), "nope", "`irc-kg view` lists them."),
    "a question as a command": Wrong(("funds",), "funds", "Did you mean `irc-kg query funds`?"),
    "a misspelt command": Wrong(("shwo", "ICF"), "shwo", "Did you mean `irc-kg show ICF`?"),
    "help as a command": Wrong(("help",), "help", "Did you mean `irc-kg --help`?"),
    "help of a command as a command": Wrong(("help", "show"), "help", "Did you mean `irc-kg show --help`?"),
    "the version as a command": Wrong(("version",), "version", "Did you mean `irc-kg --version`?"),
    "another word for a command": Wrong(("search", "ICF"), "search", "Did you mean `irc-kg find ICF`?"),
    "another word for a command, in capitals": Wrong(("List",), "List", "Did you mean `irc-kg query`?"),
    "a command in capitals": Wrong(("SHOW", "ICF"), "SHOW", "Did you mean `irc-kg show ICF`?"),
    "options before the command": Wrong(
        ("--format", "csv", "query", "funds"),
        "",
        "It stands behind the command: `irc-kg query funds --format csv`.",
    ),
    "a thing as a question": Wrong(("query", "Wales"), "Wales", "Or did you mean `irc-kg show Wales`?"),
    "a thing as a picture": Wrong(
        ("view", "integrated care fund"), "", "`irc-kg view around 'integrated care fund'`?"
    ),
    "a question in a sentence": Wrong(
        ("query", "what funds are there?"), "what funds are there?", "`irc-kg query` lists them."
    ),
    "a query without -e": Wrong(("query", "select * { ?s ?p ?o }"), "", "`irc-kg query -e 'ASK {}'`"),
    "a query without -e and quotes": Wrong(("query", "SELECT", "*", "{}"), "", "`irc-kg query -e 'ASK {}'`"),
    "a query for another file": Wrong(("query", "nowhere.rq"), "", "nowhere.rq cannot be read"),
    "a name and a value without dashes": Wrong(
        (*POLICIES, "nation", "Wales"), "nation", "Did you mean --nation Wales?"
    ),
    "a value in a sentence": Wrong((*POLICIES, "in", "Wales"), "in", "Did you mean --nation Wales?"),
    "two values without their option": Wrong(
        (*POLICIES, "Wales", "Scotland"), "Wales", "Did you mean --nation Wales --nation Scotland?"
    ),
    "a value of two words without its option": Wrong(
        (*POLICIES, "Northern", "Ireland"), "Northern", "Did you mean --nation 'Northern Ireland'?"
    ),
    "a form without its option": Wrong(("query", "funds", "--csv"), "--csv", "Did you mean '--format csv'?"),
    "a form of a brief without its option": Wrong(
        ("brief", "ICF", "--html"), "--html", "Did you mean '--format html'?"
    ),
    "an option in capitals only": Wrong((*POLICIES, "--NATION", "Wales"), "--NATION", "mean '--nation'?"),
    "two questions": Wrong(("query", "funds", "barriers"), "", "A value stands behind its option: --nation"),
    "a number where a nation is due": Wrong((*POLICIES, "--nation", "5"), "5", "It can be England,"),
    "a number in words where one is due": Wrong(
        ("query", "funds", "--limit", "ten"), "", "'ten' is not a valid whole number."
    ),
    "too many steps": Wrong(("view", "around", "Wales", "--hops", "7"), "", "7 is not in the range 1<=x<=6"),
    "seconds in words": Wrong(("query", "funds", "--timeout", "a minute"), "", "is not a valid number"),
    "a form without its name": Wrong(("show", "ICF", "--format"), "", "'--format' requires an argument"),
    "two things as one": Wrong(("connect", "BTS, PCRS"), "", "Say which two things, each in quotation marks"),
    "nothing to connect": Wrong(("connect",), "", "Say which two things, each in quotation marks"),
    "a thing and itself": Wrong(
        ("connect", "ICF", "Integrated Care Fund"), "", "say which two different things"
    ),
    "a kind to connect": Wrong(("connect", "Fund", "Wales"), "", "It is a kind: `irc-kg find Fund` names"),
    "nothing to cite": Wrong(("cite",), "", "and `irc-kg query` lists the questions."),
    "nothing for a brief": Wrong(("brief",), "", "and `irc-kg query` lists the questions."),
    "a source without a name": Wrong(
        ("show", "--source", ""), "", "'' is no source of the graph. Its sources"
    ),
    "a name of quotes": Wrong(("show", "'\""), "", "`irc-kg find TEXT` looks for things by name."),
    "the ending of an old Word": Wrong(("brief", "ICF", "-o", "icf.doc"), "icf.doc", ".html, .htm, .docx or"),
    "the ending of a printed page": Wrong(
        ("show", "ICF", "-o", "icf.pdf"), "icf.pdf", "its ending can be .csv"
    ),
    "the ending of an image": Wrong(
        ("view", "success-model", "-o", "model.gif"), "model.gif", "its ending can be .svg, .png"
    ),
    "no name for a file": Wrong(("show", "ICF", "-o", ""), "", "Name a file in it."),
    "a folder that is not, of a brief": Wrong(
        ("brief", "ICF", "-o", "nowhere/b.md"), "nowhere/b.md", "There is no folder"
    ),
    "an address of nobody": Wrong(
        ("query", "funds", "--endpoint", "nonsense"), "", "is missing an 'http://' or 'https://' protocol.\n"
    ),
    "texts that are not there": Wrong(("show", "ICF", "--sources", "nowhere"), "", "nowhere is no folder"),
    "a relation that is none": Wrong(
        ("add", "ICF", "flies over", "Wales", "--dry-run"), "", "`irc-kg find TEXT` looks for relations too."
    ),
    "a thing to add to that is none": Wrong(
        ("add", "Narnia", "applies in", "Wales", "--dry-run"),
        "",
        "`irc-kg find TEXT` looks for things by name.",
    ),
    "a day in numbers": Wrong(
        (*BOARDS, "01/04/2026"), "01/04/2026", "Did you mean 2026-04-01 or 2026-01-04?"
    ),
    "a day in numbers, the day above 12": Wrong(
        (*BOARDS, "13.4.2026"), "13.4.2026", "Did you mean 2026-04-13?"
    ),
    "a day to judge by, in numbers": Wrong(
        ("show", "ICF", "--as-of", "1/4/2022"), "1/4/2022", "2022-04-01 or 2022-01-04"
    ),
    "a year for a day": Wrong((*BOARDS, "2026"), "2026", "takes a day, such as 2022-07-01"),
    "a day that is not": Wrong((*BOARDS, "31 February 2026"), "31 February 2026", "such as 2022-07-01"),
    "pounds": Wrong((*CITED, "\u00a35"), "\u00a35", "Did you mean 5?"),
    "a number as it is printed": Wrong((*CITED, "[5]"), "[5]", "Did you mean 5?"),
    "a number in words": Wrong((*CITED, "five"), "five", "a whole number, such as 6"),
    "a wrong ending": Wrong(("query", "funds", "-o", "funds.doc"), "funds.doc", "its ending can be .csv"),
    "a folder for a file": Wrong(("query", "funds", "-o", "."), "", "File '.' is a directory"),
    "a folder that is not": Wrong(
        ("query", "funds", "-o", "nowhere/f.csv"), "nowhere/f.csv", "There is no folder"
    ),
    "the name of a program": Wrong(("query", "funds", "-f", "excel"), "", "'xlsx'"),
    "show without a thing": Wrong(("show",), "", "`irc-kg find TEXT` looks for things by name"),
    "find without a text": Wrong(("find",), "", "Try 'irc-kg find --help'"),
    "a thing that is not": Wrong(("show", "Narnia"), "Narnia", "`irc-kg find TEXT` looks"),
    "no thing": Wrong(("show", ""), "", "`irc-kg find TEXT` looks"),
    "find nothing": Wrong(("find", ""), "", "`irc-kg stats` names the kinds of things"),
    "a topic of a brief that is none": Wrong(
        ("brief", "points-about", "--topic", "zebras"),
        "zebras",
        "`irc-kg brief --query points-about --choices topic` lists all 1",
    ),
    "a name of several words, and a wrong option": Wrong(
        ("query", "policies in nation", "--natoin", "Wales"),
        "--natoin",
        "Try 'irc-kg query 'policies in nation' --help' for help.",
    ),
    "a text, and a wrong option": Wrong(
        ("query", "-e", "SELECT * { ?s ?p 'NHS Highland' }", "--limt", "3"), "--limt", "mean '--limit'?"
    ),
    "a long text, and a wrong option": Wrong(
        ("query", "-e", f"SELECT * {{ ?s ?p '{'NHS ' * 200}' }}", "--limt", "3"),
        "--limt",
        "Try 'irc-kg query -e 'ASK {}' --help' for help.",
    ),
    "a text with a value that is none": Wrong(
        ("query", "-e", "SELECT * { ?s a ?_kind_iri }", "--kind", "zzz"), "zzz", " --choices kind` lists all"
    ),
    "a thing as a command": Wrong(("wales",), "wales", "Did you mean `irc-kg show wales`?"),
    "a thing of several words as a command": Wrong(
        ("integrated care fund",),
        "integrated care fund",
        "Did you mean `irc-kg show 'integrated care fund'`?",
    ),
    "a class that is none": Wrong(("new", "Narnia"), "Narnia", "`irc-kg new` lists them."),
    "a class of a table that is none": Wrong(("template", "Narnia"), "Narnia", "`irc-kg new` lists them."),
    "a check that is none": Wrong(("check", "--select", "nope"), "nope", "`irc-kg check --list` lists them."),
    "a question and a text": Wrong(("query", "funds", "-e", "ASK {}"), "", "Ask one thing"),
    "two texts": Wrong(("query", "-e", "ASK {}", "-e", "ASK {}"), "", "Ask one thing"),
    "a file for no picture": Wrong(("view", "-o", "wales.html"), "", "`irc-kg view` lists them"),
    "find blanks": Wrong(("find", "  ", "\t"), "", "as in `irc-kg find board`"),
    "an emoji": Wrong(("show", "\U0001fac1"), "\U0001fac1", "`irc-kg find TEXT` looks"),
    "a very long text": Wrong(("show", "breath " * 4000), "", "`irc-kg find TEXT` looks"),
    "two things": Wrong(("show", "Wales England"), "Wales England", "called 'Wales England'."),
    "a name of many": Wrong(("show", "Frimley"), "Frimley", "Did you mean NHS Frimley Integrated Care Board"),
    "a misspelt word": Wrong(
        ("show", "Welsh goverment"), "Welsh goverment", "Did you mean Welsh Government?"
    ),
    "a misspelt CURIE": Wrong(("show", "kg:Wales"), "kg:Wales", "Did you mean kg:wales"),
    "a body for a source": Wrong(
        ("show", "--source", "BTS"), "BTS", "is no source of the graph. Its sources are:"
    ),
    "a misspelt source": Wrong(
        ("show", "--source", "postion statement"), "", "BTS/PCRS position statement 2024"
    ),
    "no folder of a project": Wrong(("--root", "nowhere", "stats"), "", "(--root) is no folder"),
}


def test_there_are_many_of_them() -> None:
    assert len(ANSWERED) + len(HINTED) >= 160
    assert len({tuple(wrong.typed) for wrong in HINTED.values()}) == len(HINTED)


@pytest.mark.parametrize("wrong", HINTED.values(), ids=HINTED)
def test_what_is_wrong_is_answered_with_a_hint(
    irc_kg: RunCommand, repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, wrong: Wrong
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IRC_KG_ROOT", str(repository))
    run = irc_kg(*wrong.typed)
    assert (run.code, run.out[:99]) == (2, "")
    assert wrong.says in run.err
    assert "Traceback" not in run.err
    assert len(run.err) < 3000
    for command in [*_help_hinted_at(run.err), *_commands_hinted_at(run.err, wrong)]:
        followed = irc_kg(*command)
        assert (followed.code, bool(followed.out or list(tmp_path.iterdir()))) == (0, True), (
            command,
            followed.err,
        )


def _commands_hinted_at(err: str, wrong: Wrong) -> list[list[str]]:
    """The command lines that someone types who follows what is said."""
    message = err.rpartition("Error: ")[2].strip()
    commands = [shlex.split(whole) for whole in re.findall(r"`irc-kg ([^`]*)`", message)]
    commands = [[{"TEXT": "Wales"}.get(word, word) for word in command] for command in commands]
    if commands:
        return commands
    return [_put_in(wrong, meant) for meant in _values_hinted_at(message)]


def _values_hinted_at(message: str) -> list[str]:
    """What may stand in the place of what is wrong."""
    if listed := re.search(
        r"(?:Did you mean|It can be|its ending can be) (.*?)[?.]?$", message, re.MULTILINE
    ):
        if listed[1].startswith("--"):  # an option with its value
            return [listed[1]]
        meant = re.split(r", | or ", listed[1].replace("'", ""))
        # Of a long name there is the CURIE; an ending goes behind a name.
        curies = [re.sub(r".*\((\w+:[\w-]+)\)", r"\1", value) for value in meant]
        return [f"answer{value}" if value.startswith(".") else value for value in curies]
    if each := re.search(r"Give each of them by itself: (.*)", message):
        return [each[1]]
    return re.findall(r"such as ([\d-]+\d|\d)", message)


def _put_in(wrong: Wrong, meant: str) -> list[str]:
    if meant.startswith("--") and " " in meant:  # an option with its value, once or more than once
        at = wrong.typed.index(wrong.part)
        return [*wrong.typed[:at], *shlex.split(meant)]
    return [meant if word == wrong.part else word for word in wrong.typed]


def _help_hinted_at(err: str) -> list[list[str]]:
    return [shlex.split(whole) for whole in re.findall(r"Try 'irc-kg (.*)' for help\.", err)]


TWICE = {
    "forms": ("query", "funds", "--format", "csv", "--format", "json"),
    "the same form": ("query", "funds", "-f", "csv", "--format=csv"),
    "files": ("brief", "ICF", "-o", "a.md", "-o", "b.md"),
    "files of a picture": ("view", "-o", "a.html", "nations", "-o", "b.html"),
    "numbers": ("query", "funds", "--limit", "3", "--limit", "5"),
    "days": ("find", "ICF", "--as-of", "2022-01-01", "--as-of", "2023-01-01"),
    "sources": ("show", "--source", "press release", "--source", "BTS"),
    "ways": ("connect", "ICF", "Wales", "--ways", "1", "--ways", "2"),
    "forms of findings": ("check", "--format", "text", "--format", "json"),
    "classes": ("import", "table.csv", "--class", "Strategy", "--class", "Plan"),
    "files to change": ("add", "ICF", "is a", "Fund", "--to", "a.ttl", "--to", "b.ttl"),
    "questions": ("cite", "--query", "funds", "--query", "barriers"),
    "projects": ("--root", ".", "query", "funds", "--root", "."),
    "projects at once": ("--root", ".", "--root=.", "stats"),
}


@pytest.mark.parametrize("typed", TWICE.values(), ids=TWICE)
def test_what_takes_one_value_takes_no_two(
    irc_kg: RunCommand, repository: Path, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...]
) -> None:
    monkeypatch.chdir(repository)
    run = irc_kg(*typed)
    assert (run.code, run.out) == (2, "")
    assert re.search(r"\nError: --[a-z-]+ takes one value: leave all but one out\.\n$", run.err)
    assert run.err.startswith("Usage: irc-kg ")


def test_what_takes_several_values_takes_two(irc_kg: RunCommand, repository: Path) -> None:
    run = irc_kg(*POLICIES, "--nation", "Wales", "--nation", "England", "--root", repository)
    assert run.out.startswith("Plans, strategies, laws and funds tied to Wales or England")
    assert irc_kg("query", "funds", "--ids", "--ids", "--root", repository).code == 0


ASK = ("query", "-e", "ASK { ?s a irc:Fund }")
CONSTRUCT = ("query", "-e", "CONSTRUCT WHERE { ?s a irc:Fund }")
WITHOUT_EFFECT = {
    "a limit of yes": ((*ASK, "--limit", "3"), "--limit", "the answer is yes or no"),
    "a day of yes": ((*ASK, "--as-of", "today"), "--as-of", "the answer is yes or no"),
    "identifiers of yes": ((*ASK, "--ids"), "--ids", "the answer is yes or no"),
    "identifiers of triples": ((*CONSTRUCT, "--ids"), "--ids", "the answer is triples"),
    "identifiers in JSON": (
        ("query", "funds", "--no-cite", "--ids", "-f", "json"),
        "--ids",
        "json has the IRI of each thing, and no names",
    ),
    "identifiers of things by name": (
        ("find", "ICF", "--ids", "-f", "tsv"),
        "--ids",
        "tsv has the IRI of each thing, and no names",
    ),
    "a day in XML": (
        ("show", "ICF", "--as-of", "today", "-f", "xml"),
        "--as-of",
        "xml has the IRI of each thing, and no names",
    ),
    "identifiers of figures": (
        ("stats", "--ids", "-f", "json"),
        "--ids",
        "json has the IRI of each thing, and no names",
    ),
    "identifiers in a picture": (
        ("connect", "ICF", "Wales", "--ids", "-f", "cyjs"),
        "--ids",
        "a picture shows names",
    ),
    "a file for a text": (
        ("query", "funds", "--show", "-o", "funds.rq"),
        "--output",
        "the query is printed, and not asked",
    ),
    "rules of a list": (
        ("check", "--list", "--select", "syntax"),
        "--select",
        "the checks are listed, and nothing is checked",
    ),
}


@pytest.mark.parametrize(("typed", "option", "reason"), WITHOUT_EFFECT.values(), ids=WITHOUT_EFFECT)
def test_what_changes_nothing_is_said(
    irc_kg: RunCommand, repository: Path, typed: tuple[str, ...], option: str, reason: str
) -> None:
    run = irc_kg(*typed, "--root", repository)
    assert (run.code, run.out != "") == (0, True)
    assert f"Note: {option} changes nothing here: {reason}.\n" in run.err
    without = [word for word in typed if word != "--ids"]
    if len(without) < len(typed):
        plain = irc_kg(*without, "--root", repository)
        assert (plain.out, "Note" in plain.err) == (run.out, False)


NAMELESS = {
    "rows": (("query", "funds"), "table", ".csv"),
    "yes": (ASK, "table", ".csv"),
    "triples": (CONSTRUCT, "turtle", ".nt"),
    "things": (("find", "ICF"), "table", ".csv"),
    "references": (("cite", "ICF"), "vancouver", ".bib"),
    "a brief": (("brief", "ICF"), "markdown", ".docx"),
    "ways": (("connect", "ICF", "Wales"), "table", ".csv"),
    "a picture": (("view", "nations"), "html", ".graphml"),
}


@pytest.mark.parametrize(("typed", "form", "ending"), NAMELESS.values(), ids=NAMELESS)
def test_the_form_of_a_file_whose_name_tells_none_is_said(  # noqa: PLR0913, PLR0917  (what is compared)
    irc_kg: RunCommand, repository: Path, tmp_path: Path, typed: tuple[str, ...], form: str, ending: str
) -> None:
    run = irc_kg(*typed, "-o", tmp_path / "answer", "--root", repository)
    assert (run.code, (tmp_path / "answer").stat().st_size > 0) == (0, True)
    assert re.search(
        rf"^Note: answer has no ending, such as .*\{ending}.*: it is written as {form}\.$",
        run.err,
        re.MULTILINE,
    )
    if typed[0] != "view":
        named = irc_kg(*typed, "-o", tmp_path / "answer", "-f", form, "--root", repository)
        assert (named.code, "Note" in named.err) == (0, False)


def test_help_may_stand_before_what_it_is_asked_of(irc_kg: RunCommand, repository: Path) -> None:
    for group, name in (("query", "funds"), ("view", "nations"), ("new", "Fund")):
        usual = irc_kg(group, name, "--help", "--root", repository)
        assert irc_kg(group, "--help", name, "--root", repository).out == usual.out
        assert usual.out.startswith(f"Usage: irc-kg {group} {name} [OPTIONS]")
        assert irc_kg(group, "--help", "--root", repository).out.startswith(
            f"Usage: irc-kg {group} [OPTIONS] [C"
        )


def test_what_is_not_among_the_choices_and_finds_nothing_says_so(
    irc_kg: RunCommand, repository: Path
) -> None:
    run = irc_kg(*POLICIES, "--nation", "Bridgend", "--root", repository)
    assert run.code == 0
    assert "Bridgend is none of the 4 that --nation can be: " in run.err
    assert "`irc-kg query policies-in-nation --choices nation` lists them." in run.err
    run = irc_kg(*CITED, "99", "--root", repository)
    assert run.err.endswith("`irc-kg query where-cited --choices number` lists them.\n")


def test_help_says_how_all_values_are_listed(irc_kg: RunCommand, repository: Path) -> None:
    run = irc_kg("query", "points-about", "--help", "--root", repository)
    [number] = re.findall(r"\((\d+)\s+in\s+all:\s+--choices\s+topic\)", run.out)
    assert len(_listed(irc_kg("query", "points-about", "--choices", "topic", "--root", repository))) == int(
        number
    )


def _listed(run: Run) -> list[str]:
    return run.out.splitlines()


def test_a_guess_changes_no_file(irc_kg: RunCommand, repository: Path) -> None:
    run = irc_kg("add", "NHS Frimley ICB", "is also called", "Frimley", "--dry-run", "--root", repository)
    assert (run.code, run.out) == (2, "")
    assert "Did you mean NHS Frimley Integrated Care Board" in run.err

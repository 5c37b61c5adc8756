"""The table of facts on topics in the nations, and the list of these topics."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from register_addresses import ADDRESS
from register_names import Register, by_column, listed
from register_tables import Row, kebab
from register_turtle import Statement, TurtleFile, all_given, english, string, typed

SCHEME = "kg:topics-of-nations"
_ROW_ID = re.compile(r"NT\d{3}")
_ENTRY_CLASSES = {
    "stated": "irc:StatedFact",
    "does not apply": "irc:NonApplication",
    "looked, nothing found": "irc:EmptySearch",
}
# The classes of kinds. Of the last six, which _STATEMENTS has too, a row is what it states, and no thing.
_CLASSES_OF_KINDS = {
    "Audit": "irc:Audit",
    "Body": "org:Organization",
    "Dataset": "irc:Dataset",
    "Fund": "irc:Fund",
    "Guidance": "irc:Guidance",
    "KindOfBody": "irc:BodyKind",
    "Law": "irc:Law",
    "LearningResource": "schema:LearningResource",
    "Pathway": "irc:CarePathway",
    "Plan": "irc:Plan",
    "PositionStatement": "irc:PositionStatement",
    "Programme": "irc:Programme",
    "Report": "irc:Report",
    "Strategy": "irc:Strategy",
    "Survey": "irc:Survey",
    "Claim": "irc:Claim",
    "Commitment": "irc:Commitment",
    "Goal": "irc:Goal",
    "Recommendation": "irc:Recommendation",
    "Shortcoming": "irc:Shortcoming",
    "SurveyFinding": "irc:SurveyFinding",
}
_WIDER = {"org:OrganizationalUnit": "org:Organization"}
_STATEMENTS = ("Claim", "Commitment", "Goal", "Recommendation", "Shortcoming", "SurveyFinding")
_DEGREES_OF_TRUST = ("high", "medium", "low")


def say_scheme(out: TurtleFile) -> None:
    """Describe the list of topics, of which no row of a table speaks."""
    title = english("Topics on which the four nations are compared")
    out.say(SCHEME, "skos:ConceptScheme", None, [("rdfs:label", title), ("dcterms:title", title)])


def topics(register: Register) -> None:
    """Each topic of the list, which itself is described in the catalogue."""
    for row in register.rows:
        name = english(row.filled("topic"))
        statements = [
            ("rdfs:label", name),
            ("skos:prefLabel", name),
            ("skos:definition", english(row.filled("definition"))),
            ("skos:inScheme", SCHEME),
        ]
        register.out.say("kg:" + row.filled("thing"), "irc:Topic", row.number, statements)


@dataclass
class TopicFacts:
    """How the rows of the table of facts are read: which things and topics their words mean."""

    topics: Mapping[str, Row]  # by identifier
    _things: Mapping[tuple[str, str], Row]  # by the words, and a nation where they mean something else there

    @classmethod
    def read(cls, topics: Sequence[Row], things: Sequence[Row]) -> TopicFacts:
        return cls(by_column("topic_id", topics), {(row["thing"], row["nation"]): row for row in things})

    def check(self, facts: Sequence[Row]) -> None:
        """Refuse a table whose rows are not told apart, and readings of what it does not have."""
        rows = by_column("row_id", facts)
        named = {(row["thing"], nation) for row in facts for nation in ("", row["nation"])}
        for key, reading in self._things.items():
            if key not in named:
                raise reading.error(f"{reading['thing']!r} is in no row of the table of facts.")
            telling = reading["status_row"]
            if telling and (telling not in rows or self.reading(rows[telling]) != reading):
                raise reading.error(f"{telling!r} in 'status_row' is no row that speaks of this thing.")

    def reading(self, row: Row) -> Row:
        """What the words of a row mean."""
        for nation in (row["nation"], ""):
            if found := self._things.get((row.filled("thing"), nation)):
                return found
        raise row.error(f"Say in topic_things.csv which thing {row['thing']!r} is, or that it is none.")

    def topic(self, row: Row) -> str:
        topic = self.topics.get(row["topic_id"])
        if topic is None or topic["topic"] != row["topic"]:
            raise row.error(f"topics.csv has no topic {row['topic_id']!r} called {row['topic']!r}.")
        return "kg:" + topic.filled("thing")

    def facts(self, register: Register) -> None:
        """All rows of one nation."""
        for row in register.rows:
            self._entry(register, row)

    def _entry(self, register: Register, row: Row) -> None:
        kind = _ENTRY_CLASSES.get(row["status"])
        if kind is None:
            raise row.error(f"{row['status']!r} in 'status' must be one of: {', '.join(_ENTRY_CLASSES)}.")
        if not _ROW_ID.fullmatch(row["row_id"]):
            raise row.error(f"{row['row_id']!r} is no identifier such as NT001.")
        [nation] = register.names.nations_of(row, row["nation"], as_place=False)
        is_search = kind == "irc:EmptySearch"
        words = _nothing_found(row) if is_search else row.filled("fact")
        statements = [
            ("rdfs:label", english(f"{row['row_id']}: {words}")),
            ("irc:topic", self.topic(row)),
            ("irc:appliesIn", nation),
            *([] if is_search else self._fact(register, row)),
            ("irc:addressNotSeenOn" if is_search else "irc:addressSeenOn", row.day("seen_on")),
            *all_given(("skos:note", row["remark"] and english(row["remark"]))),
            ("irc:status", english(row.filled("checked"))),
        ]
        register.out.say(f"kg:fact-{row['row_id'].lower()}", kind, row.number, statements)

    def _fact(self, register: Register, row: Row) -> list[Statement]:
        """What a row states, how it stood, and the page that it was read from."""
        if row["trust"] not in _DEGREES_OF_TRUST:
            raise row.error(f"{row['trust']!r} in 'trust' must be one of: {', '.join(_DEGREES_OF_TRUST)}.")
        row.filled("source_address")
        things = self._things_of(register, row)
        return things + all_given(
            ("irc:statusOnPage", english(row.filled("status_now"))),
            ("dcterms:date", row["date"] and row.date(row["date"])),
            ("schema:validThrough", row["valid_until"] and row.date(row["valid_until"])),
            ("irc:confidence", string(row["trust"])),
            ("irc:pagePublisher", string(row.filled("publisher"))),
            ("irc:pageTitle", string(row.filled("source_title"))),
            ("schema:url", typed(row.code("source_address", ADDRESS), "xsd:anyURI")),
        )

    def _things_of(self, register: Register, row: Row) -> list[Statement]:
        """The kind and the things of a row, each with its nation, described where no document does it."""
        kind, reading = row["kind"], self.reading(row)
        if kind not in _CLASSES_OF_KINDS:
            raise row.error(f"The kind {kind!r} is not known; say in register_topics.py which class it is.")
        found: list[Statement] = [("irc:rowKind", _CLASSES_OF_KINDS[kind])]
        for name in listed(reading["is"]):
            described_as = register.names.class_of(name)
            described_as = _WIDER.get(described_as, described_as)
            if kind not in _STATEMENTS and described_as not in {"", _CLASSES_OF_KINDS[kind]}:
                raise row.error(f"The row calls {name} a {kind}; things.csv has it as {described_as}.")
            found.append(("irc:concerns", self._thing(register, row, "kg:" + name, reading)))
        if not reading["is"]:
            found.append(("irc:thingAsWritten", string(row["thing"])))
        return found

    def _says_all(self, register: Register, row: Row, name: str, reading: Row) -> bool:
        """Whether a row says all that the file says of a thing: its dates, and how it stands.

        The rows of a thing are the evidence of each of its statements; what else a row says is in its entry.
        """
        of_thing = [
            other for other in register.rows if other["thing"] and name in listed(self.reading(other)["is"])
        ]
        stands = {other["status_now"] for other in of_thing if other["row_id"] == reading["status_row"]}
        dates = register.names.dates_of(name) if reading["new"] else []
        saying = [
            other
            for other in of_thing
            if (not stands or other["status_now"] in stands)
            and all(other["date"].startswith(date) or other["valid_until"].startswith(date) for date in dates)
        ]
        if not saying and len(of_thing) > 1:
            raise row.error(f"No row says of {name} both its dates in things.csv and how it stands.")
        return row in saying or of_thing == [row]

    def _thing(self, register: Register, row: Row, thing: str, reading: Row) -> str:
        if not self._says_all(register, row, thing.removeprefix("kg:"), reading):
            return thing
        nation = row["nation"] if row["status"] == "stated" else ""  # it may be said not to reach it
        if reading["new"]:
            register.names.introduce(register.out, row, thing, nation)
        elif nation:
            place = "irc:operatesIn" if row["kind"] == "Body" else "irc:appliesIn"
            places = register.names.nations_of(row, nation, as_place=True)
            register.out.say(thing, "", row.number, [(place, where) for where in places])
        if reading["status_row"] == row["row_id"]:
            register.out.say(thing, "", row.number, [("irc:statusOnPage", english(row["status_now"]))])
        return thing


def _nothing_found(row: Row) -> str:
    return f"{row['topic']} in {row['nation']}: looked, and nothing was found"


def nation_file(nation: str) -> str:
    """The name of the file of one nation's facts, without its ending."""
    return f"nation-topics-{kebab(nation)}"

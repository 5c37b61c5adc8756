"""What the names in registers stand for.

The table names.csv gives the thing of a name; things.csv describes a thing where no document does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from register_tables import WIKIDATA_ITEM, Row, TableError, kebab, read_table
from register_turtle import Statement, TurtleFile, all_given, english, string, typed

_REGISTER_COLUMNS = [
    "file",
    "thing",
    "title",
    "licence",
    "credit",
    "nation",
    "kind",
    "made",
    "since",
]
_NAME_COLUMNS = ["name", "things"]
_THING_COLUMNS = [
    "thing",
    "class",
    "label",
    "also_called",
    "definition",
    "broader",
    "unit_of",
    "place",
    "issued",
    "first_day",
    "last_day",
    "years",
]
_DATES = ("issued", "first_day", "last_day")
_NATION_COLUMNS = ["ons_code", "name", "iso_3166_2", "wikidata_qid", "source", "status"]


# The first day and the last day of what a class holds; of all else those of a policy.
_DAYS_BY_CLASS = {"org:Organization": ("schema:foundingDate", "schema:dissolutionDate")}
_DAYS_OF_POLICY = ("schema:startDate", "schema:endDate")


def listed(cell: str) -> list[str]:
    """The entries of a cell that may hold several."""
    return [entry for part in cell.split(";") if (entry := part.strip())]


def by_column(column: str, rows: Sequence[Row]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        if row.filled(column) in found:
            raise row.error(f"{row[column]!r} stands in {column!r} for the second time.")
        found[row[column]] = row
    return found


@dataclass(frozen=True)
class Names:
    """The names of all registers together."""

    registers: Mapping[str, Row]  # by file
    nations: Mapping[str, Row]  # by name
    _things_of: Mapping[str, Row]  # by name
    _described: Mapping[str, Row]  # by thing

    @classmethod
    def read(cls, folder: Path) -> Names:
        names = cls(
            by_column("file", read_table(folder / "registers.csv", _REGISTER_COLUMNS)),
            by_column("name", read_table(folder / "nations.csv", _NATION_COLUMNS)),
            by_column("name", read_table(folder / "names.csv", _NAME_COLUMNS)),
            by_column("thing", read_table(folder / "things.csv", _THING_COLUMNS)),
        )
        faults = [row for row in names._described.values() if not (row["class"] and row["label"])]
        if faults:
            raise faults[0].error("A thing needs a class and a label.")
        return names

    def known(self, row: Row, name: str) -> list[str]:
        """The things that a name from a closed list stands for, such as a kind of body."""
        if name not in self._things_of:
            raise row.error(f"The name {name!r} is not known; say in names.csv which thing it stands for.")
        return ["kg:" + thing for thing in listed(self._things_of[name]["things"])]

    def thing(self, name: str) -> str:
        """The one thing of a name: by names.csv, else named after it."""
        mapped = self._things_of.get(name)
        return "kg:" + (mapped["things"] if mapped else kebab(name))

    def nations_of(self, row: Row, cell: str, *, as_place: bool) -> list[str]:
        """The nations that a cell names (``UK/England``); the UK is one place, or its four nations."""
        places: list[str] = []
        for name in cell.split("/"):
            thing = self.thing(name)
            found = {self.thing(nation): nation_row for nation, nation_row in self.nations.items()}
            if thing not in found:
                raise row.error(f"{name!r} is no nation of the register nations.csv.")
            if as_place or is_nation(found[thing]):
                places.append(thing)
            else:
                places += [nation for nation, nation_row in found.items() if is_nation(nation_row)]
        return list(dict.fromkeys(places))

    def introduce(self, out: TurtleFile, row: Row, thing: str, nation: str = "") -> str:
        """Describe a thing that the documents do not, in the file of the register that needs it."""
        described = self._described.get(thing.removeprefix("kg:"))
        if described is None:
            return thing
        place = described["place"]
        as_place = place != "irc:appliesIn"
        places = self.nations_of(row, nation, as_place=as_place) if place and nation else []
        out.say(thing, described["class"], row.number, self._description(described, place, places))
        for broader in listed(described["broader"]):
            self.introduce(out, row, "kg:" + broader, nation)
        return thing

    def class_of(self, thing: str) -> str:
        """The class of a thing that things.csv describes; empty for one that it does not have."""
        described = self._described.get(thing)
        return described["class"] if described else ""

    def dates_of(self, thing: str) -> list[str]:
        """The dates that things.csv has of a thing."""
        described = self._described.get(thing)
        return [described[day] for day in _DATES if described and described[day]]

    @staticmethod
    def _description(described: Row, place: str, places: Sequence[str]) -> list[Statement]:
        first_day, last_day = _DAYS_BY_CLASS.get(described["class"], _DAYS_OF_POLICY)
        # A law bears a date: the row need not say whether it was passed, made or given Royal Assent then.
        issued = "eli:date_document" if described["class"] == "irc:Law" else "dcterms:issued"
        return [
            ("rdfs:label", english(described["label"])),
            *(("skos:altLabel", english(name)) for name in listed(described["also_called"])),
            *all_given(
                ("skos:definition", described["definition"] and english(described["definition"])),
                (issued, described["issued"] and described.date(described["issued"])),
                (first_day, described["first_day"] and described.date(described["first_day"])),
                (last_day, described["last_day"] and described.date(described["last_day"])),
                ("irc:durationInYears", described["years"]),
            ),
            *(("skos:broader", "kg:" + broader) for broader in listed(described["broader"])),
            *(("irc:groupOf", "kg:" + body) for body in listed(described["unit_of"])),
            *((place, nation) for nation in places),
        ]


def is_nation(nation: Row) -> bool:
    """Whether a row of nations.csv is one of the four nations, by its code of ISO 3166-2; the UK has none."""
    return nation["iso_3166_2"].startswith("GB-")


@dataclass
class Register:
    """One register on its way into the graph."""

    about: Row  # its row in registers.csv
    rows: Sequence[Row]
    names: Names
    out: TurtleFile

    def source(self, row: Row) -> Statement:
        return ("irc:readFrom", string(row.filled("source")))

    def sayings(self, row: Row, *columns: str) -> list[Statement]:
        """The free text of a row: notes are in English, the standing of a row is not part of a sentence."""
        predicates = {"note": "skos:note", "status": "irc:status"}
        return all_given(*((predicates[column], row[column] and english(row[column])) for column in columns))

    def kinds(self, row: Row, *more: str) -> list[Statement]:
        """The kinds of body of the register, with those that the row adds, introduced where need be."""
        kinds = ["kg:" + kind for kind in listed(self.about["kind"])] + list(more)
        nation = self.about["nation"]
        return [("org:classification", self.names.introduce(self.out, row, kind, nation)) for kind in kinds]

    def works_in(self, row: Row) -> list[Statement]:
        places = self.names.nations_of(row, self.about["nation"], as_place=True)
        return [("irc:operatesIn", place) for place in places]

    def area(self, row: Row, code: str, label: str, *more: Statement, kind: str = "irc:Area") -> str:
        """An area by its ONS code: the code belongs to the area, never to the body that looks after it."""
        statements = [
            ("rdfs:label", english(label)),
            ("skos:notation", typed(code, "irc:OnsCode")),
            *more,
        ]
        return self.out.say(area_of(code), kind, row.number, statements)


def area_of(code: str) -> str:
    return f"kg:area-{code.lower()}"


def wikidata(row: Row) -> str:
    """The item of Wikidata that a row names; nothing where it names none."""
    item = row.code("wikidata_qid", WIKIDATA_ITEM)
    return item and f"wd:{item}"


def unknown(row: Row, column: str, register: str) -> TableError:
    return row.error(f"{row[column]!r} in {column!r} is not in the register {register}.")

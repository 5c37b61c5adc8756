"""Registers of laws and of what became of policies, funds and bodies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from register_names import Register, listed, unknown
from register_tables import ODS_CODE, Row
from register_turtle import Statement, all_given, english, string

_NUMBER = re.compile(r"[1-9]\d*")
_LAW = re.compile(r"https://www\.legislation\.gov\.uk/id/[a-z]+/\d{4}/\d+")
_DATED = re.compile(r"(?P<before>in force |effective )?(?P<date>\d[\d-]*)(?P<after> \(made\))?")


def laws(register: Register) -> None:
    for row in register.rows:
        title, iri = row.filled("title"), row.code("legislation_gov_uk_id_uri", _LAW)
        # Only a law that legislation.gov.uk numbers has a citation; else the column holds a remark.
        citation = (
            ("eli:id_local", string(row["citation"])) if iri else ("skos:note", english(row["citation"]))
        )
        nations = register.names.nations_of(row, row["nation"].replace("-", " ").title(), as_place=False)
        statements = [
            ("rdfs:label", english(title)),
            *([citation] if row["citation"] else []),
            *all_given(("schema:sameAs", iri and f"<{iri}>")),
            *_dates_of_law(row),
            *(("irc:appliesIn", nation) for nation in nations),
            *register.sayings(row, "status"),
            register.source(row),
        ]
        register.out.say(register.names.thing(title), "irc:Law", row.number, statements)


def _dates_of_law(row: Row) -> list[Statement]:
    """The dates of a law: passed or made, and in force; words without a date stay words."""
    if not row["date"]:
        return []
    if not (row["date"][0].isdigit() or row["date"].startswith(("in force", "effective"))):
        return [("irc:dateAsWritten", string(row["date"]))]
    statements: list[Statement] = []
    for part in listed(row["date"]):
        dated = _DATED.fullmatch(part)
        if dated is None:
            raise row.error(
                f"{part!r} is no date such as 2022-07-01, 2022-07-01 (made) or in force 2022-07-01."
            )
        predicate = "eli:first_date_entry_in_force" if dated["before"] else "eli:date_document"
        statements.append((predicate, row.date(dated["date"])))
        if dated["after"]:
            statements.append(("irc:madeOn", row.date(dated["date"])))
    return statements


def board_successions(register: Register, boards: Sequence[Row]) -> None:
    known = {(board["ods_code"], board["ons_code"], board["name"]) for board in boards}
    for row in register.rows:
        for side in ("predecessor", "successor"):
            codes = (row.code(f"{side}_ods", ODS_CODE), row[f"{side}_ons"])
            if (*codes, row[f"{side}_name"]) not in known:
                raise unknown(
                    row, f"{side}_name", f"of integrated care boards with the codes {' and '.join(codes)}"
                )
    for row in register.rows:
        for kind in register.names.known(row, row["kind"]):
            register.names.introduce(register.out, row, kind)
        _event_of_boards(register, _event_of(row, register.rows), row["kind"])


# Boards merge into one, and one is split into several: the side that all rows of the event have in common.
_ONE_SIDE = {"merger": ("successor", "Merger into"), "split": ("predecessor", "Split of")}


class BoardEvent(NamedTuple):
    """What happened to boards on a day, and the rows that tell of it."""

    iri: str
    label: str
    rows: Sequence[Row]


def _event_of(row: Row, rows: Sequence[Row]) -> BoardEvent:
    """The event of a row: with the same kind of change, of all boards that became one, or that one became.

    A merger takes in what came of boards that were split; that they were is an event of its own.
    """
    kind, date = row["kind"], row.filled("date")
    if kind not in _ONE_SIDE:
        codes = f"{row['predecessor_ods']}-to-{row['successor_ods']}"
        label = f"{row['predecessor_name']} to {row['successor_name']}, {date}: {kind}"
        return BoardEvent(f"kg:event-{codes.lower()}-{date}", label, [row])
    side, words = _ONE_SIDE[kind]
    code = f"{side}_ods"
    alike = [other for other in rows if (other[code], other["date"]) == (row[code], date)]
    if kind == "split":
        alike = [other for other in alike if other["kind"] == kind]
    iri = f"kg:event-{kind}-{row[code].lower()}-{date}"
    return BoardEvent(iri, f"{words} {row[f'{side}_name']}, {date}", alike)


def _event_of_boards(register: Register, event: BoardEvent, kind: str) -> None:
    before = list(dict.fromkeys(row["predecessor_name"] for row in event.rows))
    after = list(dict.fromkeys(row["successor_name"] for row in event.rows))
    names = register.names
    for row in event.rows:
        statements = [
            ("rdfs:label", english(event.label)),
            *(("irc:eventKind", thing) for thing in names.known(row, kind)),
            ("irc:eventAsWritten", string(kind)),
            ("dcterms:date", row.day("date")),
            *(("irc:originalBody", names.thing(name)) for name in before),
            *(("irc:resultingBody", names.thing(name)) for name in after),
            ("irc:predecessorAsWritten", string("; ".join(before))),
            ("irc:successorAsWritten", string("; ".join(after))),
            *(("irc:appliesIn", nation) for _, nation in register.works_in(row)),
            register.source(row),
        ]
        register.out.say(event.iri, "irc:ChangeOfBodies", row.number, statements)


def successions(register: Register, events: Sequence[Row], details: Sequence[Row]) -> None:
    """Each row as an event; succession_events.csv says which things its words mean.

    succession_details.csv says what else stands in a row: a date or a number in brackets, who pays.
    """
    readings = {_key(event): event for event in events}
    apart = list(details)
    for row in register.rows:
        event = readings.pop(_key(row), None)
        if event is None:
            raise row.error("It has no row in succession_events.csv with the same predecessor and event.")
        _succession(register, row, event)
        for detail in [detail for detail in apart if _key(detail) == _key(row)]:
            _detail(register, row, detail)
            apart.remove(detail)
    for unread in (*readings.values(), *apart):
        raise unread.error("It reads a row that succession_facts.csv does not have.")


def _key(row: Row) -> tuple[str, str]:
    """What a row of succession_facts.csv, and what tells how to read it, have in common."""
    return row["predecessor"], row["event"]


def _detail(register: Register, row: Row, detail: Row) -> None:
    """What a row says of one thing besides its event."""
    name, value = detail["property"], detail.filled("value")
    if name in {"dcterms:date", "dcterms:issued", "irc:notAfter"}:
        term = detail.date(value)
    elif name in {"irc:numberBefore", "irc:numberAfter"}:
        term = str(int(detail.code("value", _NUMBER)))
    elif name == "irc:partFundedBy":
        term = f"kg:{value}"
    else:
        raise detail.error(f"{name!r} in 'property' is none that a detail can have.")
    register.out.say("kg:" + detail.filled("thing"), detail.filled("class"), row.number, [(name, term)])


def _succession(register: Register, row: Row, event: Row) -> None:
    change = event["class"] == "irc:ChangeOfBodies"
    things: list[Statement] = []
    for column, predicate in (
        ("kinds", "irc:eventKind"),
        ("affects", "irc:originalBody" if change else "irc:affects"),
        ("results_in", "irc:resultingBody" if change else "irc:resultsIn"),
        ("names_as_next", "irc:namesAsNext"),
        ("under_law", "irc:underLaw"),
    ):
        for name in listed(event[column]):
            thing = register.names.introduce(register.out, row, f"kg:{name}", row["nation"])
            things.append((predicate, thing))
    nations = register.names.nations_of(row, row["nation"], as_place=False)
    note = event["note"] or row["note"]
    statements = [
        ("rdfs:label", english(event.filled("label"))),
        *things,
        *(("irc:appliesIn", nation) for nation in nations),
        *_date_of_event(row, event),
        ("irc:eventAsWritten", string(row.filled("event"))),
        ("irc:predecessorAsWritten", string(row.filled("predecessor"))),
        ("irc:successorAsWritten", string(row.filled("successor"))),
        *all_given(("skos:note", note and english(note))),
        *register.sayings(row, "status"),
        register.source(row),
    ]
    register.out.say("kg:" + event.filled("thing"), event["class"], row.number, statements)


def _date_of_event(row: Row, event: Row) -> list[Statement]:
    """The one date of an event, as exactly as given; a cell with more than that also as it is written.

    Of several dates in a cell, the column date of succession_events.csv says on which the event happened: the
    others belong to what came next. "by" there says that it had happened by the date, on whatever day.
    """
    cell = row["date"]
    if event["date"] == "by":
        return [("irc:doneBy", row.date(cell)), ("irc:dateAsWritten", string(f"by {cell}"))]
    dates = {part: row.date(part) for part in listed(cell)} if cell[:1].isdigit() else {}
    if len(dates) > 1 and event["date"] not in dates:
        raise event.error(f"Its column 'date' must say which of {cell} is the date on which it happened.")
    if len(dates) <= 1 and event["date"]:
        raise event.error("Its column 'date' must be empty: the row that it reads has no two dates.")
    own = dates[event["date"]] if event["date"] else next(iter(dates.values()), "")
    as_written = "" if len(dates) == 1 or not cell else string(cell)
    return all_given(("dcterms:date", own), ("irc:dateAsWritten", as_written))

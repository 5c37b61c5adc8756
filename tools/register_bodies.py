"""Registers of places and bodies: nations, regions, boards, authorities, trusts and national bodies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from register_names import Register, area_of, is_nation, listed, unknown, wikidata
from register_tables import ODS_CODE, ONS_CODE, TRUST_CODE, Row
from register_turtle import Statement, all_given, english, string, typed

_ISO_CODE = re.compile(r"(GB(?:-[A-Z]{3})?)(?: \(ISO 3166-1\))?")
_NEW_CODE = re.compile(r"boundary enlarged (?P<date>\S+); ONS code then (?P<code>\S+)")
_FORMER_CODE = re.compile(r"(?P<code>[A-Z]\d{8})(?: \(to (?P<date>\S+)\))?")
_FORMER_BODY = re.compile(r"former body \(to (?P<date>\S+)\)")
_DATED_KIND = re.compile(r"(?P<kind>.+) \(from (?P<date>\S+)\)")
_CONFIDENCE = re.compile(r"(high|medium|low)\b.*")


def nations(register: Register) -> None:
    for row in register.rows:
        iso = _ISO_CODE.fullmatch(row["iso_3166_2"])
        if iso is None:
            raise row.error(f"{row['iso_3166_2']!r} is no code such as GB-WLS or GB (ISO 3166-1).")
        statements = [
            ("rdfs:label", english(row.filled("name"))),
            ("skos:notation", typed(row.code("ons_code", ONS_CODE), "irc:OnsCode")),
            ("skos:notation", typed(iso[1], "irc:IsoCode")),
            *all_given(("schema:sameAs", wikidata(row))),
            *register.sayings(row, "status"),
            register.source(row),
        ]
        kind = "irc:Nation" if is_nation(row) else "irc:Place"
        register.out.say(register.names.thing(row["name"]), kind, row.number, statements)


def _region(name: str) -> str:
    return f"NHS England {name} region"


def nhs_england_regions(register: Register) -> None:
    nations_of_areas = [("irc:liesIn", nation) for _, nation in register.works_in(register.about)]
    for row in register.rows:
        name = _region(row.filled("name"))
        code = row.code("ons_code", ONS_CODE)
        statements = [
            ("rdfs:label", english(name)),
            *register.kinds(row),
            ("org:identifier", typed(row.code("ods_code", ODS_CODE), "irc:OdsCode")),
            ("irc:groupOf", register.names.thing("NHS England")),
            *register.works_in(row),
            ("irc:areaOfResponsibility", area_of(code)),
            register.source(row),
        ]
        thing = register.names.thing(name)
        register.out.say(thing, "org:OrganizationalUnit", row.number, statements)
        register.area(row, code, f"Area of the {name} ({code})", *nations_of_areas, register.source(row))


def boards_until_2026(register: Register, regions: Sequence[Row]) -> None:
    for row in register.rows:
        more = all_given(("schema:dissolutionDate", row.day("abolished")))
        _integrated_care_board(register, row, regions, [*more, *register.sayings(row, "note")], [])
        if row["note"]:
            _new_code(register, row)


def boards_from_2026(register: Register, regions: Sequence[Row]) -> None:
    for row in register.rows:
        confidence = row.filled("confidence_of_ons_code")
        if not _CONFIDENCE.fullmatch(confidence):
            raise row.error("The confidence of the ONS code must begin with high, medium or low.")
        _integrated_care_board(register, row, regions, [], [("irc:confidence", string(confidence))])


def _integrated_care_board(
    register: Register, row: Row, regions: Sequence[Row], of_body: list[Statement], of_area: list[Statement]
) -> None:
    region = {region["name"]: region["ons_code"] for region in regions}.get(row["nhs_england_region"])
    if region is None:
        raise unknown(row, "nhs_england_region", "nhs_england_regions.csv")
    name, code = row.filled("name"), row.code("ons_code", ONS_CODE)
    row.filled("established")
    statements = [
        ("rdfs:label", english(name)),
        *register.kinds(row),
        ("org:identifier", typed(row.code("ods_code", ODS_CODE), "irc:OdsCode")),
        ("schema:foundingDate", row.day("established")),
        *of_body,
        *register.works_in(row),
        ("irc:areaOfResponsibility", area_of(code)),
        register.source(row),
    ]
    register.out.say(register.names.thing(name), "org:Organization", row.number, statements)
    inside = ("irc:liesIn", area_of(region))
    register.area(row, code, f"Area of {name} ({code})", inside, *of_area, register.source(row))


def _new_code(register: Register, row: Row) -> None:
    """The area that took the place of a board's area when its boundary changed."""
    change = _NEW_CODE.fullmatch(row["note"])
    if change is None or not ONS_CODE.fullmatch(change["code"]):
        raise row.error("A note here reads 'boundary enlarged 2026-04-01; ONS code then E54000067'.")
    label = f"Area of {row['name']} ({change['code']})"
    register.out.say(
        area_of(row["ons_code"]), "irc:Area", row.number, [("irc:replacedBy", area_of(change["code"]))]
    )
    register.area(row, change["code"], label, ("schema:validFrom", row.date(change["date"])))


def welsh_health_boards(register: Register) -> None:
    for row in register.rows:
        code = row.code("ods_code", ODS_CODE)
        _health_board(register, row, [("org:identifier", typed(code, "irc:OdsCode"))])


def scottish_health_boards(register: Register) -> None:
    for row in register.rows:
        _health_board(register, row, [])
        _former_area(register, row, "ons_code", row["name"])


def _health_board(register: Register, row: Row, identifiers: list[Statement]) -> None:
    name, code = row.filled("name"), row.code("ons_code", ONS_CODE)
    statements = [
        ("rdfs:label", english(name)),
        *register.kinds(row),
        *identifiers,
        *all_given(("schema:sameAs", wikidata(row))),
        *register.works_in(row),
        ("irc:areaOfResponsibility", area_of(code)),
        *(register.sayings(row, "note") if "note" in row.cells else []),
        register.source(row),
    ]
    register.out.say(register.names.thing(name), "org:Organization", row.number, statements)
    inside = [("irc:liesIn", place) for _, place in register.works_in(row)]
    register.area(row, code, f"Area of {name} ({code})", *inside, register.source(row))


def _former_area(register: Register, row: Row, column: str, name: str) -> None:
    """The area that bore an earlier code, where the row tells one."""
    if not row["former_code"]:
        return
    former = _FORMER_CODE.fullmatch(row["former_code"])
    if former is None:
        raise row.error("A former code reads 'S08000018' or 'S08000018 (to 2018-02-01)'.")
    until = all_given(("schema:validThrough", former["date"] and row.date(former["date"])))
    label = f"Former area of {name} ({former['code']})"
    register.area(row, former["code"], label, ("irc:replacedBy", area_of(row[column])), *until)


def welsh_councils(register: Register, boards: Sequence[Row]) -> None:
    names_by_code = {board["ons_code"]: board["name"] for board in boards}
    for row in register.rows:
        if names_by_code.get(row["lhb_code"]) != row["lhb_name"]:
            raise unknown(row, "lhb_name", f"wales_local_health_boards.csv with the code {row['lhb_code']}")
        inside = ("irc:liesIn", area_of(row["lhb_code"]))
        code, name = row.code("la_code", ONS_CODE), row.filled("la_name")
        register.area(row, code, name, inside, register.source(row), kind="irc:CouncilArea")


def integration_authorities(register: Register, boards: Sequence[Row]) -> None:
    names_by_code = {board["ons_code"]: board["name"] for board in boards}
    for row in register.rows:
        if names_by_code.get(row["health_board_code"]) != row["health_board_name"]:
            code = row["health_board_code"]
            raise unknown(row, "health_board_name", f"scotland_health_boards.csv with the code {code}")
        _integration_authority(register, row)


def _integration_authority(register: Register, row: Row) -> None:
    code, partnership = (
        row.code("ons_hscp_code", ONS_CODE),
        f"the {row.filled('partnership_name')} partnership",
    )
    models = register.names.known(row, row["model"])
    partners = [
        register.names.thing(name) for name in (*listed(row["council_names"]), row["health_board_name"])
    ]
    statements = [
        ("rdfs:label", english(row.filled("integration_authority"))),
        *register.kinds(row, *models),
        *all_given(("schema:sameAs", wikidata(row))),
        *register.works_in(row),
        ("irc:areaOfResponsibility", area_of(code)),
        *(("irc:hasPartner", partner) for partner in partners),
        register.source(row),
    ]
    thing = register.names.thing(row["integration_authority"])
    # A joint board is a body corporate; where there is none, partners only act together.
    has_board = ("org:classification", "kg:integration-joint-board") in statements
    kind = "org:Organization" if has_board else "org:OrganizationalCollaboration"
    register.out.say(thing, kind, row.number, statements)
    inside = ("irc:liesIn", area_of(row["health_board_code"]))
    register.area(row, code, f"Area of {partnership} ({code})", inside, register.source(row))
    _former_area(register, row, "ons_hscp_code", partnership)
    _scottish_councils(register, row, code)


def _scottish_councils(register: Register, row: Row, partnership_code: str) -> None:
    codes, names = listed(row["council_codes"]), listed(row["council_names"])
    if len(codes) != len(names) or not all(ONS_CODE.fullmatch(code) for code in codes):
        raise row.error("Each council needs a name and a code.")
    kind = [
        register.names.introduce(register.out, row, thing) for thing in register.names.known(row, "council")
    ]
    inside = ("irc:liesIn", area_of(partnership_code))
    for code, name in zip(codes, names, strict=True):
        statements = [
            ("rdfs:label", english(name)),
            *(("org:classification", thing) for thing in kind),
            *register.works_in(row),
            ("irc:areaOfResponsibility", area_of(code)),
            register.source(row),
        ]
        register.out.say(register.names.thing(name), "org:Organization", row.number, statements)
        label = f"Area of {name} ({code})"
        register.area(row, code, label, inside, register.source(row), kind="irc:CouncilArea")


def trusts(register: Register) -> None:
    for row in register.rows:
        name, code = row.filled("name"), row.code("code", TRUST_CODE)
        statements = [
            ("rdfs:label", english(name)),
            *register.kinds(row, *register.names.known(row, row["kind"])),
            *all_given(
                ("org:identifier", code and typed(code, "irc:HscTrustCode")),
                ("schema:sameAs", wikidata(row)),
            ),
            *register.works_in(row),
            register.source(row),
        ]
        register.out.say(register.names.thing(name), "org:Organization", row.number, statements)


def national_bodies(register: Register) -> None:
    for row in register.rows:
        item = wikidata(row)
        places = register.names.nations_of(row, row["nation"], as_place=True)
        statements = [
            ("rdfs:label", english(row.filled("name"))),
            *all_given(("skos:altLabel", row["acronym"] and english(row["acronym"]))),
            *_kind_of_national_body(register, row),
            *all_given(("schema:sameAs", item)),
            *(("irc:operatesIn", place) for place in places),
            # Without an item of Wikidata, the standing of the row speaks of that alone.
            *(register.sayings(row, "status") if item else []),
            *(all_given(("irc:readFrom", row["source"] and string(row["source"])))),
        ]
        register.out.say(register.names.thing(row["name"]), "org:Organization", row.number, statements)


def _kind_of_national_body(register: Register, row: Row) -> list[Statement]:
    """What a row says of the kind of a body: a former one has come to an end, and its kind is not told."""
    text = row.filled("kind")
    if former := _FORMER_BODY.fullmatch(text):
        return [("schema:dissolutionDate", row.date(former["date"]))]
    dated = _DATED_KIND.fullmatch(text)
    kinds = register.names.known(row, dated["kind"] if dated else text)
    named = [("org:classification", register.names.introduce(register.out, row, kind)) for kind in kinds]
    # Since when a body is of its kind need not be the day on which it was set up.
    return [*named, *all_given(("skos:note", english(text) if dated and row.date(dated["date"]) else ""))]

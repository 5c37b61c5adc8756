"""Makes the files in graph/registers/ from the tables in tools/registers/.

python tools/registers.py           write all files
python tools/registers.py --check   write nothing; tell which files differ from what the tables give
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import register_bodies as bodies
import register_events as events
from register_addresses import addresses
from register_names import Names, Register
from register_tables import Row, TableError, read_table
from register_topics import TopicFacts, nation_file, say_scheme, topics
from register_turtle import Statement, TurtleFile, all_given, english, string

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "tools" / "registers"
GRAPHS = ROOT / "graph" / "registers"
OPEN_GOVERNMENT_LICENCE = "<https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>"

# The columns that each table must have.
COLUMNS = {
    "addresses.csv": "key,title,address,seen,archived_or_copy,date_seen,remark",
    "nations.csv": "ons_code,name,iso_3166_2,wikidata_qid,source,status",
    "nhs_england_regions.csv": "ons_code,ods_code,name,source",
    "icb_england_2022_to_2026.csv": (
        "ons_code,ods_code,name,nhs_england_region,established,abolished,note,source"
    ),
    "icb_england_april_2026.csv": (
        "ons_code,ods_code,name,nhs_england_region,established,confidence_of_ons_code,source"
    ),
    "icb_succession_2026.csv": (
        "predecessor_ods,predecessor_ons,predecessor_name,successor_ods,successor_ons,successor_name,"
        "date,kind,source"
    ),
    "wales_local_health_boards.csv": "ons_code,ods_code,name,wikidata_qid,note,source",
    "wales_local_authority_to_health_board.csv": "la_code,la_name,lhb_code,lhb_name,source",
    "scotland_health_boards.csv": "ons_code,name,wikidata_qid,former_code,source",
    "scotland_integration_authorities.csv": (
        "ons_hscp_code,partnership_name,integration_authority,model,council_codes,council_names,"
        "health_board_code,health_board_name,wikidata_qid,former_code,source"
    ),
    "ni_hsc_trusts.csv": "code,name,kind,wikidata_qid,source",
    "legislation.csv": "legislation_gov_uk_id_uri,title,citation,nation,date,source,status",
    "national_bodies.csv": "name,acronym,kind,nation,wikidata_qid,source,status",
    "succession_facts.csv": "nation,predecessor,successor,event,date,note,source,status",
    "succession_details.csv": "predecessor,event,thing,class,property,value",
    "topics.csv": "topic_id,topic,thing,definition",
    "topic_things.csv": "thing,nation,is,new,status_row,reason",
    "nation_topics.csv": (
        "nation,topic_id,topic,status,thing,kind,fact,date,valid_until,status_now,publisher,source_title,"
        "source_address,seen_on,trust,remark,row_id,checked"
    ),
    "succession_events.csv": (
        "predecessor,event,thing,class,label,affects,results_in,names_as_next,kinds,under_law,note,date"
    ),
}


def rows(file: str) -> list[Row]:
    return read_table(TABLES / file, COLUMNS[file].split(","))


def _regions() -> list[Row]:
    return rows("nhs_england_regions.csv")


def _boards() -> list[Row]:
    return rows("icb_england_2022_to_2026.csv") + rows("icb_england_april_2026.csv")


MAKERS: dict[str, Callable[[Register], None]] = {
    "addresses.csv": addresses,
    "nations.csv": bodies.nations,
    "nhs_england_regions.csv": bodies.nhs_england_regions,
    "icb_england_2022_to_2026.csv": lambda register: bodies.boards_until_2026(register, _regions()),
    "icb_england_april_2026.csv": lambda register: bodies.boards_from_2026(register, _regions()),
    "icb_succession_2026.csv": lambda register: events.board_successions(register, _boards()),
    "wales_local_health_boards.csv": bodies.welsh_health_boards,
    "wales_local_authority_to_health_board.csv": lambda register: bodies.welsh_councils(
        register, rows("wales_local_health_boards.csv")
    ),
    "scotland_health_boards.csv": bodies.scottish_health_boards,
    "scotland_integration_authorities.csv": lambda register: bodies.integration_authorities(
        register, rows("scotland_health_boards.csv")
    ),
    "ni_hsc_trusts.csv": bodies.trusts,
    "legislation.csv": events.laws,
    "national_bodies.csv": bodies.national_bodies,
    "topics.csv": topics,
    "succession_facts.csv": lambda register: events.successions(
        register, rows("succession_events.csv"), rows("succession_details.csv")
    ),
}


def _made_from(file: str) -> str:
    return f"Made by tools/registers.py from tools/registers/{file}; do not edit by hand."


def register_text(names: Names, file: str, maker: Callable[[Register], None], rows_: list[Row]) -> str:
    """The Turtle of one register, or of some rows of it."""
    if file not in names.registers:
        raise TableError("registers.csv", 0, f"It has no row for {file}.")
    about = names.registers[file]
    itself: list[Statement] = [
        ("a", "irc:EnrichmentGraph"),
        ("dcterms:source", "kg:" + about.filled("thing")),
        ("irc:section", string(file)),
    ]
    comments = [about.filled("title") + ".", _made_from(file), *filter(None, [about["credit"]])]
    register = Register(about, rows_, names, TurtleFile(comments, itself))
    maker(register)
    return register.out.text()


def catalogue_text(names: Names) -> str:
    """The Turtle that describes the registers themselves: what each is, and under which licence."""
    comments = ["The registers, as sources.", _made_from("registers.csv")]
    out = TurtleFile(comments, [("a", "irc:CatalogueGraph"), ("rdfs:label", english("Registers"))])
    for row in names.registers.values():
        if row["licence"] not in {"", "OGL"}:
            raise row.error(f"The licence {row['licence']!r} is not known; OGL is.")
        statements: list[Statement] = [
            ("rdfs:label", english(row["title"])),
            ("dcterms:title", string(row["title"])),
            ("skos:definition", english(_what_it_is(row))),
            ("irc:fileName", string(row["file"])),
            *all_given(
                ("dcterms:license", row["licence"] and OPEN_GOVERNMENT_LICENCE),
                ("schema:creditText", row["credit"] and english(row["credit"])),
            ),
        ]
        out.say("kg:" + row["thing"], "irc:Register", None, statements)
    say_scheme(out)
    return out.text()


def _what_it_is(row: Row) -> str:
    """Who made a register and where it is, which a reference to it has no other field for."""
    _ = row.date(row.filled("since"))
    day = date.fromisoformat(row["since"])
    return (
        f"A table compiled for this graph {row.filled('made')}; in its repository, "
        f"as tools/registers/{row['file']}, since {day.day} {day:%B %Y}."
    )


def texts() -> Iterator[tuple[Path, str]]:
    """Each file that the tables give, with its text."""
    names = Names.read(TABLES)
    yield GRAPHS / "catalogue.ttl", catalogue_text(names)
    for file, maker in MAKERS.items():
        yield (
            GRAPHS / (Path(file).stem.replace("_", "-") + ".ttl"),
            register_text(names, file, maker, rows(file)),
        )
    # One file for each nation: a file of the whole table would be too long to be read.
    facts, reading = rows("nation_topics.csv"), TopicFacts.read(rows("topics.csv"), rows("topic_things.csv"))
    reading.check(facts)
    for nation in sorted({row["nation"] for row in facts}):
        of_nation = [row for row in facts if row["nation"] == nation]
        text = register_text(names, "nation_topics.csv", reading.facts, of_nation)
        yield GRAPHS / f"{nation_file(nation)}.ttl", text


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_bytes() != text.encode()


def main() -> int:
    """Write or compare the files; 0 fine, 1 files differ, 2 a table is wrong."""
    parser = argparse.ArgumentParser(description="Make graph/registers/ from the tables in tools/registers/.")
    parser.add_argument("--check", action="store_true", help="write nothing; tell which files differ")
    check = parser.parse_args().check
    try:
        files = dict(texts())
    except TableError as error:
        print(error, file=sys.stderr)
        return 2
    differing = [path for path, text in files.items() if _differs(path, text)]
    for path in differing:
        print(path.relative_to(ROOT).as_posix(), "differs" if check else "written")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(files[path].encode())
    strangers = [path for path in sorted(GRAPHS.glob("*.ttl")) if path not in files]
    for path in strangers:
        print(path.relative_to(ROOT).as_posix(), "is made from no table")
    return 1 if strangers or (check and differing) else 0


if __name__ == "__main__":
    sys.exit(main())

"""Each file in examples/ is a case of its own: see the README there."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from irc_kg.checks import RULES, check
from irc_kg.store.project_files import ProjectFiles

EXAMPLES = Path(__file__).parent / "examples"
CHECKS = Path(__file__).parent.parent / "queries" / "checks"
_TOLD = re.compile(r"#[+]? (?P<key>expect|says|goes to): (?P<value>.+)")


@dataclass
class Expected:
    """One finding that an example must give."""

    place: str  # line:column code, with the file before it where it is another
    says: list[str] = field(default_factory=list)


@dataclass
class Case:
    """What an example says of itself."""

    folder: str
    expected: list[Expected]


def _case(example: Path) -> Case:
    case = Case("queries" if example.suffix == ".rq" else "graph", [])
    for match in _TOLD.finditer(example.read_text(encoding="utf-8")):
        if match["key"] == "goes to":
            case.folder = match["value"]
        elif match["key"] == "says":
            case.expected[-1].says.append(match["value"])
        else:
            case.expected.append(Expected(match["value"]))
    return case


def _project(root: Path) -> ProjectFiles:
    shutil.copytree(EXAMPLES / "ontology", root / "ontology")
    shutil.copytree(EXAMPLES / "graph", root / "graph")
    shutil.copytree(EXAMPLES / "queries", root / "queries")
    shutil.copytree(CHECKS, root / "queries" / "checks")
    return ProjectFiles(root)


def _examples(kind: str) -> list[Path]:
    return sorted(path for path in (EXAMPLES / kind).rglob("*") if path.suffix in {".ttl", ".rq"})


def _name(example: Path) -> str:
    return f"{example.parent.name}/{example.name}"


def _found(project: ProjectFiles, place: Path, example: Path) -> dict[str, str]:
    # What texts show is looked for only in the examples of that, whose text is beside them.
    texts = EXAMPLES / "texts" if example.parent.name.startswith("source-") else None
    found = {}
    for finding in check(project, sources=texts).findings:
        file = "" if finding.file == place else f"{project.display_path(finding.file)} "
        found[f"{file}{finding.line}:{finding.column} {finding.check}"] = finding.message
    return found


def _put(example: Path, project: ProjectFiles, folder: str) -> Path:
    place = project.root / folder
    if not place.suffix:  # a folder; else a file that must have its own name
        place /= example.name
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(example, place)
    return place


@pytest.mark.parametrize("example", _examples("invalid"), ids=_name)
def test_an_invalid_example_gives_exactly_its_findings(example: Path, tmp_path: Path) -> None:
    case = _case(example)
    project = _project(tmp_path)
    found = _found(project, _put(example, project, case.folder), example)

    assert sorted(found) == sorted(expected.place for expected in case.expected)
    for expected in case.expected:
        for text in expected.says:
            assert text in found[expected.place]
    assert example.parent.name in {expected.place.split()[-1] for expected in case.expected}


@pytest.mark.parametrize("example", _examples("valid"), ids=_name)
def test_a_valid_example_gives_none(example: Path, tmp_path: Path) -> None:
    case = _case(example)
    project = _project(tmp_path)

    assert _found(project, _put(example, project, case.folder), example) == {}
    assert case.expected == []


def test_the_project_of_the_examples_is_itself_in_order(tmp_path: Path) -> None:
    assert check(_project(tmp_path)).findings == ()


def test_each_check_has_an_example_of_what_it_finds_and_of_what_it_lets_pass() -> None:
    codes = set(RULES) | {path.stem for path in CHECKS.glob("*.rq")}
    # Two names are more than one file shows, and what is not read is no file of these: other tests have them.
    single = codes - {"query-name", "unread-file"}

    assert {path.name for path in (EXAMPLES / "invalid").iterdir()} == single
    assert {path.name for path in (EXAMPLES / "valid").iterdir()} == single

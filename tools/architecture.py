"""Print what can be counted of the program: modules, lengths, branches, names, and the way of one edit.

    python tools/architecture.py                       # this program
    python tools/architecture.py src/irc_kg OTHER ...  # held against other packages
    python tools/architecture.py --list                # with the functions and names behind the figures
    python tools/architecture.py --strict              # and fail where the house rules are broken

A function with more than 10 branches says why in a comment above it: ``# complexity: one branch a form``.
There may be 12 of them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from measures import MOST_BRANCHES, Package, measure_package
from walking import modules_of, walk_through_add

_OURS = Path(__file__).resolve().parent.parent / "src" / "irc_kg"
MOST_COMPLEX = 12  # functions with many branches


def table_of(packages: Sequence[Package]) -> list[list[str]]:
    """The figures as rows, one column for each package, the first row for their names."""
    rows = [["", *(package.folder.name for package in packages)]]
    figures = [_figures(package) for package in packages]
    rows += [[name, *(column[name] for column in figures)] for name in figures[0]]
    return rows


def _figures(package: Package) -> dict[str, str]:
    middle, high, most = package.function_lines
    return {
        "Python modules / code lines": f"{len(package.modules)} / {package.code_lines:,}",
        "functions": f"{len(package.functions):,}",
        "function lines median / p95 / max": f"{middle:g} / {high} / {most}",
        f"functions with complexity over {MOST_BRANCHES}": str(len(package.complex_functions)),
        "class names in two or more modules": str(len(package.shared_class_names)),
        "function names that begin with a participle": f"{package.participle_share:.0%}",
        **_walk_figures(package),
    }


def _walk_figures(package: Package) -> dict[str, str]:
    if package.folder.resolve() != _OURS:
        return {"functions (modules) of one add": "", "... with the bodies of classes": ""}
    walk = walk_through_add()
    return {
        "functions (modules) of one add": f"{len(walk.functions)} ({modules_of(walk.functions)})",
        "... with the bodies of classes": f"{len(walk.with_classes)} ({modules_of(walk.with_classes)})",
    }


def _details(package: Package) -> Iterator[str]:
    """What stands behind the figures, with places."""
    yield f"\n{package.folder}: complexity over {MOST_BRANCHES}"
    for function in package.complex_functions:
        reason = function.reason or "(no reason is given)"
        place = f"{_relative(function.file)}:{function.line}"
        yield f"  {function.complexity:3}  {place}  {function.name}  {reason}"
    yield f"\n{package.folder}: class names in two or more modules"
    for name, files in package.shared_class_names.items():
        yield f"  {name}: {', '.join(map(_relative, files))}"
    yield f"\n{package.folder}: names that begin with a participle"
    for function in package.participle_names:
        yield f"  {_relative(function.file)}:{function.line}  {function.name}"


def _way_of_add() -> Iterator[str]:
    """How many functions of each module one edit walks through."""
    yield "\nfunctions of one add, by module"
    files = Counter(code.co_filename for code in walk_through_add().functions)
    for file, count in files.most_common():
        yield f"  {count:3}  {_relative(Path(file))}"


def broken_rules(package: Package) -> list[str]:
    """What the rules of the house do not allow, as sentences."""
    broken = [
        f"{_relative(function.file)}:{function.line}: {function.name} has complexity {function.complexity} "
        "and no comment `# complexity: ...` that says why."
        for function in package.complex_functions
        if not function.reason
    ]
    complex_count = len(package.complex_functions)
    if complex_count > MOST_COMPLEX:
        broken.append(f"{complex_count} functions have complexity over {MOST_BRANCHES}, not {MOST_COMPLEX}.")
    broken += [
        f"The class name {name} stands in {' and '.join(map(_relative, files))}."
        for name, files in package.shared_class_names.items()
    ]
    broken += [
        f"{_relative(function.file)}:{function.line}: the name {function.name} begins with a participle."
        for function in package.participle_names
    ]
    return broken


def _relative(file: Path) -> str:
    return os.path.relpath(file)


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[_OURS], metavar="FOLDER")
    parser.add_argument("--list", action="store_true", help="list the functions and names behind the figures")
    parser.add_argument("--strict", action="store_true", help="fail where the rules of the house are broken")
    options = parser.parse_args(arguments)
    packages = [measure_package(folder) for folder in options.folders]
    _print_table(table_of(packages))
    if options.list:
        for package in packages:
            print(*_details(package), sep="\n")
            if package.folder.resolve() == _OURS:
                print(*_way_of_add(), sep="\n")
    broken = [rule for package in packages for rule in broken_rules(package)] if options.strict else []
    if broken:
        print(*broken, sep="\n", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

"""What can be counted of the Python sources of a package, so that one house can be held against another."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median

# Above this a function must say why, in a comment that begins so.
MOST_BRANCHES = 10
_REASON = re.compile(r"\bcomplexity:\s*(?P<reason>.+)")
_NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
# Each is one way more through a function.
_BRANCHES = (
    ast.If,
    ast.IfExp,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.comprehension,
    ast.Assert,
    ast.match_case,
)
# Participles that do not end in "ed". "read", "set" and "put" are verbs as well, and are taken as such.
_IRREGULAR = """
begun bound bought broken brought built caught chosen done drawn driven felt found given gone grown heard held
hidden kept known laid led left lent lost made meant met paid proven seen sent shown spoken spent stood sworn
taken taught thought thrown told said understood won worn written rewritten
"""
_VERBS_IN_ED = frozenset({"embed", "exceed", "feed", "need", "proceed", "seed", "shed", "speed", "succeed"})

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Function:
    """One ``def`` of a package, with what is counted of it."""

    file: Path
    name: str
    line: int  # 1-based, of the word ``def``
    lines: int  # from ``def`` to the last line of the body
    complexity: int
    reason: str  # why it may have many branches; empty if no comment says so

    @property
    def has_special_name(self) -> bool:
        return self.name.startswith("__") and self.name.endswith("__")

    @property
    def first_word(self) -> str:
        return self.name.lstrip("_").split("_")[0]


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: its functions, the names of its classes, and how many of its lines are code."""

    file: Path
    code_lines: int
    functions: tuple[Function, ...]
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """All Python files under a folder."""

    folder: Path
    modules: tuple[Module, ...]

    @property
    def code_lines(self) -> int:
        return sum(module.code_lines for module in self.modules)

    @cached_property
    def functions(self) -> list[Function]:
        return [function for module in self.modules for function in module.functions]

    @property
    def complex_functions(self) -> list[Function]:
        """Those with more branches than a function should have, the most first."""
        many = [function for function in self.functions if function.complexity > MOST_BRANCHES]
        return sorted(many, key=lambda function: -function.complexity)

    @property
    def function_lines(self) -> tuple[float, int, int]:
        """The median, the 95th percentile and the most lines of a function."""
        lengths = sorted(function.lines for function in self.functions) or [0]
        return median(lengths), lengths[int(0.95 * len(lengths))], lengths[-1]

    @property
    def shared_class_names(self) -> dict[str, list[Path]]:
        """Names of classes that stand in two or more modules, and in which."""
        files: dict[str, list[Path]] = defaultdict(list)
        for module in self.modules:
            for name in sorted(set(module.classes)):
                files[name].append(module.file)
        return {name: found for name, found in sorted(files.items()) if len(found) > 1}

    @property
    def participle_names(self) -> list[Function]:
        """Functions whose first word is a participle; names that Python gives a meaning do not count."""
        return [
            function
            for function in self.functions
            if not function.has_special_name and is_participle(function.first_word)
        ]

    @property
    def participle_share(self) -> float:
        """The part of all functions that has such a name, between 0 and 1."""
        free = sum(not function.has_special_name for function in self.functions)
        return len(self.participle_names) / free if free else 0.0


def is_participle(word: str) -> bool:
    """Whether a word says what was done (``told``), not what to do (``tell``) or what it is (``text``)."""
    if word in _IRREGULAR.split():
        return True
    return len(word) > len("red") and word.endswith("ed") and word not in _VERBS_IN_ED


def measure_package(folder: Path) -> Package:
    """What stands in the Python files under a folder; one file will do as well."""
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]
    return Package(folder, tuple(measure_module(file) for file in files))


def measure_module(file: Path) -> Module:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    lines = text.splitlines()
    nodes = list(ast.walk(tree))
    functions = [_measure(file, node, lines) for node in nodes if isinstance(node, FunctionNode)]
    return Module(
        file,
        code_lines=len(_lines_of_code(text) - _lines_of_docstrings(nodes)),
        functions=tuple(functions),
        classes=tuple(node.name for node in nodes if isinstance(node, ast.ClassDef)),
    )


def _measure(file: Path, node: FunctionNode, lines: Sequence[str]) -> Function:
    return Function(
        file,
        node.name,
        line=node.lineno,
        lines=(node.end_lineno or node.lineno) - node.lineno + 1,
        complexity=complexity(node),
        reason=_find_reason(node, lines),
    )


def complexity(function: FunctionNode) -> int:
    """The ways through a function, as ``radon cc`` counts them: with each ``and`` and ``or``, each loop and
    condition of a comprehension, and each assertion. A function inside is counted for itself.
    """
    ways = 1
    for node in _own_nodes(function):
        if isinstance(node, ast.BoolOp):
            ways += len(node.values) - 1
        elif isinstance(node, _BRANCHES):
            ways += 1
        if isinstance(node, ast.comprehension):
            ways += len(node.ifs)
    return ways


def _own_nodes(parent: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(parent):
        if not isinstance(node, FunctionNode):
            yield node
            yield from _own_nodes(node)


def _find_reason(node: FunctionNode, lines: Sequence[str]) -> str:
    """The comment that says why a function is complex: on its first line, or just above it."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    above = first - 1
    while above > 0 and lines[above - 1].lstrip().startswith("#"):
        above -= 1
    comment = " ".join(line.strip().lstrip("# ") for line in lines[above : first - 1])
    behind = lines[node.lineno - 1].rpartition("#")[2]
    for text in (comment, behind):
        if found := _REASON.search(text):
            return found["reason"].strip()
    return ""


def _lines_of_code(text: str) -> set[int]:
    """The lines on which more stands than a comment."""
    found: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _NO_CODE:
            found.update(range(token.start[0], token.end[0] + 1))
    return found


def _lines_of_docstrings(nodes: Sequence[ast.AST]) -> set[int]:
    found: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.Module | ast.ClassDef | FunctionNode) and ast.get_docstring(
            node, clean=False
        ):
            first = node.body[0]
            found.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return found

"""Small faults that can be put into Python source: each changes one expression or statement of a function.

Texts, annotations, decorators and what is raised stay as they are: another sentence is no fault of reasoning.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_OPPOSITES = {"any": "all", "min": "max", "startswith": "endswith", "ljust": "rjust", "lstrip": "rstrip"}
_OPPOSITES |= {other: name for name, other in _OPPOSITES.items()}
# Left alone, with all that is in them.
_LEFT_ALONE = (ast.Raise, ast.Assert, ast.Import, ast.ImportFrom, ast.JoinedStr)
_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Mutation:
    """One fault: the text from ``start`` to ``end`` of a file replaced by another."""

    file: Path
    function: str  # the names of the class and function that it is in, with dots; empty at the top
    line: int  # 1-based
    statement: range | None  # the lines that run it; None for what runs when the file is imported
    start: int  # offsets in bytes of UTF-8
    end: int
    old: str
    new: str

    def apply(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]

    def describe(self) -> str:
        return f"{' '.join(self.old.split())}  ->  {' '.join(self.new.split())}"


def mutations_of(file: Path) -> list[Mutation]:
    """All faults that can be put into a file, by where they stand."""
    source = file.read_bytes()
    found = _Finder(file, source).find()
    return sorted(found, key=lambda mutation: (mutation.start, mutation.end, mutation.new))


class _Finder:
    """Walks through a module and collects what can be changed in it."""

    def __init__(self, file: Path, source: bytes) -> None:
        self._file = file
        self._source = source
        self._tree = ast.parse(source)
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def find(self) -> Iterator[Mutation]:
        yield from self._inside(self._tree, "", None)

    def _inside(self, node: ast.AST, function: str, statement: range | None) -> Iterator[Mutation]:
        for child in _children(node):
            name = function
            if isinstance(child, ast.ClassDef | _FunctionNode):
                name = f"{function}.{child.name}" if function else child.name
            lines = statement
            if isinstance(child, ast.stmt):
                runs_at_import = not isinstance(node, _FunctionNode) and statement is None
                lines = None if runs_at_import else _lines_of(child)
            for old, new in _changes(child):
                yield self._mutation(old, new, name, lines)
            yield from self._inside(child, name, lines)

    def _mutation(
        self, node: ast.expr | ast.stmt, changed: ast.AST, function: str, statement: range | None
    ) -> Mutation:
        start = self._offset(node.lineno, node.col_offset)
        end = self._offset(node.end_lineno, node.end_col_offset)
        new = ast.unparse(ast.fix_missing_locations(changed))
        if isinstance(node, ast.expr):
            new = f"({new})"  # so that it stands where the old one stood, whatever is beside it
        old = self._source[start:end].decode()
        return Mutation(self._file, function, node.lineno, statement, start, end, old, new)

    def _offset(self, line: int | None, column: int | None) -> int:
        return self._lines[(line or 1) - 1] + (column or 0)


def _lines_of(statement: ast.stmt) -> range:
    """The lines of a statement up to the block in it, if there is one."""
    body = getattr(statement, "body", None)
    end = body[0].lineno if body else (statement.end_lineno or statement.lineno) + 1
    return range(statement.lineno, max(end, statement.lineno + 1))


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that may be changed: no annotations, decorators, texts or messages."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        if name == "args" and isinstance(node, _FunctionNode):
            yield from (default for default in node.args.defaults + node.args.kw_defaults if default)
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_left_alone(child):
                yield child


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)
    return isinstance(node, _LEFT_ALONE)


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, ast.AST]]:
    """What can be changed at a node: a part of the text, and what could stand in its place."""
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        # A comparison and a ``not`` are turned round when they are come to.
        if not isinstance(node.test, ast.Compare | ast.UnaryOp):
            yield node.test, ast.UnaryOp(ast.Not(), node.test)
        return
    change = _CHANGES.get(type(node))
    if change is not None and isinstance(node, ast.expr | ast.stmt):
        yield from ((node, new) for new in change(node))


def _change_comparison(node: ast.Compare) -> Iterator[ast.AST]:
    for index, operator in enumerate(node.ops):
        for other in _COMPARISONS[type(operator)]:
            changed = deepcopy(node)
            changed.ops[index] = other()
            yield changed


def _change_boolean(node: ast.BoolOp) -> Iterator[ast.AST]:
    """The other operator; and, where there are several conditions, each left out in turn."""
    changed = deepcopy(node)
    changed.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield changed
    for index in range(len(node.values)):
        rest = [value for at, value in enumerate(node.values) if at != index]
        yield ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0]


def _change_not(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.Not | ast.USub):
        yield node.operand


def _change_arithmetic(node: ast.BinOp) -> Iterator[ast.AST]:
    if type(node.op) in _OPERATORS and not any(map(_is_text, (node.left, node.right))):
        changed = deepcopy(node)
        changed.op = _OPERATORS[type(node.op)]()
        yield changed


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


def _change_constant(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)
    elif isinstance(node.value, float):
        yield ast.Constant(node.value + 1)


def _change_return(node: ast.Return) -> Iterator[ast.AST]:
    # To give nothing in the place of False is no other answer.
    is_nothing = isinstance(node.value, ast.Constant) and (
        node.value.value is None or node.value.value is False
    )
    if node.value is not None and not is_nothing:
        yield ast.Return(ast.Constant(None))


def _change_comprehension(
    node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
) -> Iterator[ast.AST]:
    """Each condition left out in turn."""
    for number, generator in enumerate(node.generators):
        for index in range(len(generator.ifs)):
            changed = deepcopy(node)
            del changed.generators[number].ifs[index]
            yield changed


def _change_call(node: ast.Call) -> Iterator[ast.AST]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in _OPPOSITES:
        changed = deepcopy(node)
        if isinstance(changed.func, ast.Attribute):
            changed.func.attr = _OPPOSITES[name]
        elif isinstance(changed.func, ast.Name):
            changed.func.id = _OPPOSITES[name]
        yield changed
    if name == "sorted" and not node.keywords:
        yield ast.Call(ast.Name("list"), node.args, [])
    if name in {"sorted", "sort", "min", "max"}:
        yield from _change_order(node)


def _change_order(node: ast.Call) -> Iterator[ast.AST]:
    """Each of ``key``, ``reverse`` and ``default`` left out; the last of several keys, which breaks ties."""
    for index, keyword in enumerate(node.keywords):
        if keyword.arg in {"key", "reverse"}:
            changed = deepcopy(node)
            del changed.keywords[index]
            yield changed
        key = keyword.value
        if keyword.arg == "key" and isinstance(key, ast.Lambda) and isinstance(key.body, ast.Tuple):
            changed = deepcopy(node)
            body = changed.keywords[index].value.body  # type: ignore[attr-defined]  # a lambda's
            body.elts.pop()
            yield changed


def _change_jump(node: ast.Break | ast.Continue) -> Iterator[ast.AST]:
    yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()


_CHANGES: dict[type[ast.AST], Callable[..., Iterator[ast.AST]]] = {
    ast.Compare: _change_comparison,
    ast.BoolOp: _change_boolean,
    ast.UnaryOp: _change_not,
    ast.BinOp: _change_arithmetic,
    ast.Constant: _change_constant,
    ast.Return: _change_return,
    ast.ListComp: _change_comprehension,
    ast.SetComp: _change_comprehension,
    ast.DictComp: _change_comprehension,
    ast.GeneratorExp: _change_comprehension,
    ast.Call: _change_call,
    ast.Break: _change_jump,
    ast.Continue: _change_jump,
}

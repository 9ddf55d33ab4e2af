"""Small faults in a syntax tree, one at a time: what a slip of the hand or of the mind would leave.

Each operator reads a node and yields texts that may replace it in the source. Strings that are
shown to people, annotations, assertions and doc strings are never changed: no test should fail for
a wording. Operators follow the usual set of mutation testing (Offutt et al. 1996: relational,
logical, arithmetic, constant, statement deletion), plus the operators of SQL.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
Replacement = Iterator[tuple[ast.AST, str]]

OPPOSITE: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
}
OTHER_CALL = {"min": "max", "max": "min", "any": "all", "all": "any"}
DEFAULTS = {
    "str": '""',
    "int": "0",
    "float": "0.0",
    "list": "[]",
    "Sequence": "()",
    "tuple": "()",
    "dict": "{}",
    "Mapping": "{}",
    "set": "set()",
    "frozenset": "frozenset()",
    "Iterator": "iter(())",
    "Iterable": "()",
}
SQL = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b")
SQL_OPPOSITE = {
    " >= ": " > ",
    " > ": " >= ",
    " <= ": " < ",
    " < ": " <= ",
    " AND ": " OR ",
    " DESC": " ASC",
    "MIN(": "MAX(",
    "MAX(": "MIN(",
    "min(": "max(",
    "max(": "min(",
    " IS NOT NULL": " IS NULL",
    " DISTINCT ": " ",
}


@dataclass(frozen=True)
class Mutant:
    """One change of one file, by byte offsets."""

    path: str  # from the root of the tree
    name: str  # qualified name of the function, or of the constant or field
    in_function: bool
    line: int
    start: int
    end: int
    old: str
    new: str

    @property
    def key(self) -> str:
        """What the change is, without line numbers, so that it outlives edits elsewhere."""
        return f"{self.path} | {self.name} | {_one_line(self.old)} -> {_one_line(self.new)}"

    def apply(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]


def list_mutants(path: Path, root: Path) -> list[Mutant]:
    """Returns every mutant of one file, in the order of the file; each text once for its position."""
    source = path.read_bytes()
    lines = [0]
    for line in source.splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    found: dict[tuple[int, int, str], Mutant] = {}
    for where, in_function, node, new in _walk(ast.parse(source), "", None):
        start, end = _offsets(node, lines)
        old = source[start:end].decode()
        if " ".join(old.split()) != new.strip("()") and old != new:
            name = str(path.relative_to(root))
            line = getattr(node, "lineno", 0)
            mutant = Mutant(name, where, in_function, line, start, end, old, new)
            found.setdefault((start, end, new), mutant)
    return sorted(found.values(), key=lambda each: (each.start, each.end, each.new))


def _offsets(node: ast.AST, lines: list[int]) -> tuple[int, int]:
    assert isinstance(node, ast.expr | ast.stmt)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return lines[node.lineno - 1] + node.col_offset, lines[
        node.end_lineno - 1
    ] + node.end_col_offset


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _walk(
    node: ast.AST, scope: str, function: Function | None
) -> Iterator[tuple[str, bool, ast.AST, str]]:
    """Yields (qualified name, whether it is a function's, node, its replacement) for a tree."""
    if function is None and isinstance(node, ast.Assign | ast.AnnAssign):
        scope = ".".join(filter(None, (scope, _target(node))))
    for operator in FUNCTION_OPERATORS if function is not None else MODULE_OPERATORS:
        for target, new in operator(node, function):
            yield scope, function is not None, target, new
    for child in _children(node):
        if isinstance(child, Function):
            inner = f"{scope}.<locals>." if function is not None else f"{scope}." if scope else ""
            yield from _walk(child, inner + child.name, child)
        elif isinstance(child, ast.ClassDef):
            yield from _walk(child, f"{scope}.{child.name}" if scope else child.name, None)
        else:
            yield from _walk(child, scope, function)


def _target(node: ast.Assign | ast.AnnAssign) -> str:
    """The name, or the names, that are assigned."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return ", ".join(map(ast.unparse, targets)).strip("()")


def _children(node: ast.AST) -> Iterable[ast.AST]:
    """What may be changed below a node. Positions within an f-string are wrong before Python 3.12."""
    if isinstance(node, ast.JoinedStr | ast.Assert | ast.Raise):
        return ()
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return ()
    if isinstance(node, Function):
        return node.body
    if isinstance(node, ast.AnnAssign):
        return () if node.value is None else (node.value,)
    return ast.iter_child_nodes(node)


def _compare(node: ast.AST, _: Function | None) -> Replacement:
    if not isinstance(node, ast.Compare):
        return
    on_a_clock = "monotonic()" in ast.unparse(node)  # no test can meet the very moment
    for index, operator in enumerate(node.ops):
        if type(operator) in OPPOSITE and not on_a_clock:
            ops = [*node.ops[:index], OPPOSITE[type(operator)](), *node.ops[index + 1 :]]
            yield node, _source(ast.Compare(node.left, ops, node.comparators))  # type: ignore[arg-type]  # a table of operators
    for side in (node.left, *node.comparators):
        if _is_number(side):
            yield side, _number(ast.literal_eval(side) + 1)


def _logic(node: ast.AST, _: Function | None) -> Replacement:
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield node, _source(ast.BoolOp(other, node.values))
        for index in range(len(node.values)):
            rest = [*node.values[:index], *node.values[index + 1 :]]
            yield node, _source(ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0])
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node, _source(node.operand)
    elif isinstance(node, ast.If | ast.IfExp | ast.While) and not _has_opposite(node.test):
        yield node.test, f"(not {_source(node.test)})"
    elif isinstance(node, ast.comprehension):
        for condition in node.ifs:
            yield condition, "True"


def _arithmetic(node: ast.AST, _: Function | None) -> Replacement:
    if not isinstance(node, ast.BinOp) or type(node.op) not in OPPOSITE:
        return
    if any(_is_countable(side) for side in (node.left, node.right)):
        other = OPPOSITE[type(node.op)]()
        yield node, _source(ast.BinOp(node.left, other, node.right))  # type: ignore[arg-type]  # a table of operators


def _call(node: ast.AST, _: Function | None) -> Replacement:
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in OTHER_CALL:
            yield node.func, OTHER_CALL[node.func.id]
        for keyword in node.keywords:
            if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, bool):
                yield keyword.value, str(not keyword.value.value)
    elif isinstance(node, ast.Expr):
        inner = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(inner, ast.Call):
            yield node, "pass"


def _result(node: ast.AST, function: Function | None) -> Replacement:
    if not isinstance(node, ast.Return) or node.value is None or function is None:
        return
    said = ast.unparse(function.returns).strip("'\"") if function.returns else ""
    if said.endswith("None"):
        yield node.value, "None"
    elif said == "bool":
        yield node.value, f"(not {_source(node.value)})"
    else:
        yield node.value, DEFAULTS.get(said.partition("[")[0], "None")


def _members(node: ast.AST, _: Function | None) -> Replacement:
    """Drops the last of those that a value is compared with."""
    if isinstance(node, ast.Compare):
        for side in node.comparators:
            if isinstance(side, ast.Tuple | ast.Set | ast.List) and len(side.elts) > 1:
                yield side.elts[-1], _source(side.elts[0])


def _sql(node: ast.AST, _: Function | None) -> Replacement:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return
    if SQL.match(node.value):
        for old, new in SQL_OPPOSITE.items():
            for found in re.finditer(re.escape(old), node.value):
                text = node.value
                yield node, repr(text[: found.start()] + new + text[found.end() :])


def _constant(node: ast.AST, _: Function | None) -> Replacement:
    """Numbers in a named constant, in upper case, and in the default of a field."""
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if all(isinstance(each, ast.Name) and each.id.lstrip("_").isupper() for each in targets):
        numbers = [each for each in ast.walk(node.value) if _is_number(each)]
        for number in numbers:
            yield from _other_numbers(number)
    elif _is_number(node.value):
        yield from _other_numbers(node.value)


def _other_numbers(node: ast.AST) -> Replacement:
    value = ast.literal_eval(node)  # type: ignore[arg-type]  # a constant
    if isinstance(value, float):
        for other in (value * 1.5, value / 1.5):
            yield node, _number(round(other, 6))
    else:
        for other in (value + 1, value - 1, value * 2, value // 2):
            yield node, _number(other)


def _has_opposite(test: ast.expr) -> bool:
    """Whether another operator turns the whole test round."""
    turned = ast.Eq | ast.NotEq | ast.In | ast.NotIn | ast.Is | ast.IsNot
    if isinstance(test, ast.Compare):
        return len(test.ops) == 1 and isinstance(test.ops[0], turned)
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)


def _source(node: ast.AST) -> str:
    return f"({ast.unparse(node)})"


def _number(value: float) -> str:
    return repr(value) if value >= 0 else f"({value!r})"


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _is_countable(node: ast.AST) -> bool:
    """Whether this is a number by its looks: no text is added to it."""
    if isinstance(node, ast.Name):
        return node.id.isupper()
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in ("len", "min", "max", "sum", "abs", "int", "float", "timedelta")
    return _is_number(node)


Operator = Callable[[ast.AST, Function | None], Replacement]
FUNCTION_OPERATORS: tuple[Operator, ...] = (
    _compare,
    _logic,
    _arithmetic,
    _call,
    _result,
    _members,
    _sql,
)
MODULE_OPERATORS: tuple[Operator, ...] = (_constant, _sql)

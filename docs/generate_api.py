"""Generate docs/api.md from the docstrings of the public API: `python docs/generate_api.py`.

Reads the source files with `ast` and imports nothing, so that signatures appear as they are written.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "api.md"
CLASSES = (
    ("aggregator/api/__init__.py", "Aggregator", "aggregator"),
    ("aggregator/api/sources.py", "Sources", "aggregator.sources"),
    ("aggregator/api/watches.py", "Watches", "aggregator.watches"),
    ("aggregator/api/captures.py", "Captures", "aggregator.captures"),
    ("aggregator/api/comments.py", "Comments", "aggregator.comments"),
    ("aggregator/api/decisions.py", "Decisions", "aggregator.decisions"),
    ("aggregator/api/takedowns.py", "Takedowns", "aggregator.takedowns"),
    ("aggregator/api/case_records.py", "CaseRecords", "aggregator.case_records"),
    ("aggregator/api/claimants.py", "Claimants", "aggregator.claimants"),
    ("aggregator/api/mails.py", "Mails", "aggregator.mails"),
    ("aggregator/api/removals.py", "Removals", "aggregator.removals"),
    ("aggregator/api/rights.py", "Rights", "aggregator.rights"),
    ("aggregator/api/websub.py", "HubCalls", "aggregator.hub_calls"),
    ("aggregator/api/health.py", "HealthReports", "aggregator.health"),
    ("aggregator/api/maintenance.py", "Maintenance", "aggregator.maintenance"),
)
RESULTS = (
    "aggregator/results/articles.py",
    "aggregator/results/stories.py",
    "aggregator/results/answers.py",
    "aggregator/results/sources.py",
    "aggregator/results/health.py",
    "aggregator/results/watching.py",
    "aggregator/results/evidence.py",
    "aggregator/results/publishing.py",
    "aggregator/results/retention.py",
    "aggregator/results/redress.py",
    "aggregator/results/rights.py",
    "aggregator/results/takedowns.py",
    "aggregator/results/transparency.py",
    "aggregator/results/rights.py",
)
SPECIAL = ("__init__", "__enter__", "__exit__")
HEAD = """# Python API

<!-- Generated from the docstrings by `make docs`; do not edit. -->
"""


def generate() -> str:
    """Return the text of docs/api.md."""
    parts = [HEAD, *_describe_package(), *_describe_classes(), *_describe_results()]
    return "\n".join([*parts, *_describe_errors()])


def _parse(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def _docstring(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> str:
    """Return a docstring as Markdown: its examples (`>>>`) become code blocks."""
    lines: list[str] = []
    in_example = False
    for line in (ast.get_docstring(node) or "").split("\n"):
        is_example = line.startswith((">>>", "...")) or (in_example and bool(line.strip()))
        if is_example != in_example:
            lines.append("```pycon" if is_example else "```")
        in_example = is_example
        lines.append(line)
    return "\n".join([*lines, "```"] if in_example else lines) + "\n"


def _functions(node: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """Yield the public functions of a module or class; of overloads, the implementation only."""
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and not item.name.startswith("_"):
            decorators = [ast.unparse(decorator) for decorator in item.decorator_list]
            if "overload" not in decorators:
                yield item


def _classes(node: ast.Module) -> Iterator[ast.ClassDef]:
    return (item for item in node.body if isinstance(item, ast.ClassDef))


def _signature(prefix: str, function: ast.FunctionDef) -> str:
    arguments = ast.unparse(function.args).replace("self, ", "").replace("self", "")
    arguments = arguments.replace("cls, ", "").replace("'", '"')
    returns = ast.unparse(function.returns).strip("'\"") if function.returns else "None"
    if any(ast.unparse(decorator) == "property" for decorator in function.decorator_list):
        return f"{prefix}{function.name}: {returns}"
    return f"{prefix}{function.name}({arguments}) -> {returns}"


def _describe_function(prefix: str, function: ast.FunctionDef) -> str:
    return f"#### `{_signature(prefix, function)}`\n\n{_docstring(function)}"


def _describe_package() -> Iterator[str]:
    package = _parse("aggregator/__init__.py")
    yield _docstring(package)
    for function in _functions(package):
        yield _describe_function("aggregator.", function)


def _describe_classes() -> Iterator[str]:
    for path, name, prefix in CLASSES:
        class_node = next(node for node in _classes(_parse(path)) if node.name == name)
        yield f"## {name}\n\n{_docstring(class_node)}"
        for function in _functions(class_node):
            yield _describe_function(f"{prefix}.", function)


def _describe_results() -> Iterator[str]:
    yield f"## Results\n\n{_docstring(_parse('aggregator/results/__init__.py'))}"
    for path in RESULTS:
        for class_node in _classes(_parse(path)):
            yield _describe_result(class_node)


def _describe_result(class_node: ast.ClassDef) -> str:
    base = ", ".join(ast.unparse(base) for base in class_node.bases)
    extends = f" (and the fields of `{base}`)" if base not in ("", "Result") else ""
    fields = [
        f"`{item.target.id}: {ast.unparse(item.annotation)}`"
        for item in class_node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    ]
    listed = f"Fields{extends}: {', '.join(fields)}.\n" if fields else ""
    return f"### {class_node.name}\n\n{_docstring(class_node)}\n{listed}"


def _describe_errors() -> Iterator[str]:
    module = _parse("aggregator/errors.py")
    first, tree, last = (ast.get_docstring(module) or "").split("\n\n")
    yield f"## Errors\n\n{first}\n\n```text\n{tree}\n```\n\n{last}\n"


if __name__ == "__main__":
    TARGET.write_text(generate(), encoding="utf-8")

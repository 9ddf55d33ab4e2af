"""docs/api.md is generated from the docstrings, and its examples run."""

import doctest
import importlib.util
from pathlib import Path

import pytest

import aggregator
from aggregator.api import Aggregator

DOCS = Path(__file__).parents[2] / "docs"


def generated() -> str:
    spec = importlib.util.spec_from_file_location("generate_api", DOCS / "generate_api.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text: str = module.generate()
    return text


def test_the_page_is_generated_from_the_docstrings() -> None:
    assert (DOCS / "api.md").read_text(encoding="utf-8") == generated(), "run `make docs`"


def test_every_public_method_and_result_is_described() -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    missing = [name for name in aggregator.results.__all__ if f"### {name}\n" not in text]
    helpers = {"ExportKind", "ExportRow", "LogEntry", "Result", "WrittenFileKind", "to_json_value"}
    assert set(missing) <= helpers


def test_every_example_runs(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(filled.parent)
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    text = (DOCS / "api.md").read_text(encoding="utf-8").replace("```", "")
    with aggregator.connect(filled) as news:
        examples = parser.get_doctest(text, {"news": news}, "api.md", str(DOCS / "api.md"), 0)
        assert len(examples.examples) >= 12
        said: list[str] = []
        result = runner.run(examples, out=said.append)
    assert result.failed == 0, "".join(said)


def test_the_public_names_are_few_and_can_be_imported() -> None:
    assert set(aggregator.__all__) == {"Aggregator", "__version__", "connect", "errors", "results"}
    assert aggregator.Aggregator is Aggregator
    for name in aggregator.__all__:
        assert getattr(aggregator, name) is not None


def test_results_are_frozen_and_without_dictionaries_of_anything() -> None:
    for name in aggregator.results.__all__:
        result = getattr(aggregator.results, name)
        if isinstance(result, type) and issubclass(result, aggregator.results.Result):
            assert result.__struct_config__.frozen, name
            assert "Any" not in str(result.__annotations__), name

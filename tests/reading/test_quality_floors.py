"""Reading is no worse than before: floors for the data they were measured on."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "reading.py"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reading_benchmark", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["news-dev", pytest.param("articles-dev", marks=pytest.mark.slow)])
def test_the_labelled_pages_are_read_no_worse_than_their_floors(
    name: str, benchmark: ModuleType, bench_data: Path, tmp_path: Path
) -> None:
    pages = bench_data / "pages" / f"{name}.jsonl.xz"
    result = benchmark.measure_quality(pages, bench_data.parent / "score", tmp_path)
    assert benchmark.list_misses(name, pages, result) == []


def test_a_figure_below_its_floor_is_reported(
    benchmark: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark, "BASELINE", tmp_path / "baseline.json")
    pages = tmp_path / "pages"
    pages.write_bytes(b"data")
    benchmark.write_floors("set", pages, {"f1": 0.95, "leaked": 90}, lower=False)
    assert benchmark.list_misses("set", pages, {"f1": 0.949, "leaked": 91}) == []
    assert len(benchmark.list_misses("set", pages, {"f1": 0.94, "leaked": 99})) == 2
    pages.write_bytes(b"other data")
    assert "not those" in benchmark.list_misses("set", pages, {"f1": 0.99, "leaked": 0})[0]


def test_floors_rise_by_themselves_and_sink_only_when_asked(
    benchmark: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark, "BASELINE", tmp_path / "baseline.json")
    pages = tmp_path / "pages"
    pages.write_bytes(b"data")

    def floor(value: float, *, lower: bool = False) -> float:
        benchmark.write_floors("set", pages, {"f1": value}, lower=lower)
        data = json.loads((tmp_path / "baseline.json").read_text(encoding="utf-8"))
        return float(data["reading"]["set"]["floors"]["f1"])

    assert floor(0.95) == 0.948
    assert floor(0.93) == 0.948
    assert floor(0.96) == 0.958
    assert floor(0.93, lower=True) == 0.928

"""A short fuzz run over saved pages: it passes, it resumes, and it can fail."""

import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from aggregator import reading
from aggregator.model import Article, Page, Rejected

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "fuzz_reading.py"
PAGE = b"<html><body><article>" + b"<p>Prose of an article stands here.</p>" * 9 + b"</article>"


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_reading", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_two_hundred_broken_pages_are_read_and_a_stopped_run_resumes(
    fuzz: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state.json"
    fuzz.STATE_EVERY = 50
    assert fuzz.main(["--count", "100", "--seed", "7", "--state", str(state)]) == 0
    assert json.loads(state.read_text())["next"] == 100
    assert fuzz.main(["--count", "200", "--seed", "7", "--state", str(state)]) == 0
    seen = json.loads(state.read_text())["seen"]
    assert seen["articles"] + seen["rejected"] == 200
    assert seen["articles"] > 100
    assert "failures" not in seen


def test_an_input_depends_only_on_seed_and_number(fuzz: ModuleType) -> None:
    parts = fuzz.corpus(None)
    inputs = [fuzz.make_input(parts, 7, number) for number in range(20)]
    assert inputs == [fuzz.make_input(parts, 7, number) for number in range(20)]
    assert len(set(inputs)) == 20
    assert not set(inputs) & set(parts.saved)


def test_an_exception_an_invented_word_or_an_unstable_result_is_a_failure(
    fuzz: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = iter(range(100))

    def raising(page: Page) -> Article | Rejected:
        raise ValueError("no")

    def inventing(page: Page) -> Article | Rejected:
        return Article(url="", canonical_url="", title="", text="Prose invented", link_text="")

    def wavering(page: Page) -> Article | Rejected:
        return Rejected("", f"reason {next(numbers)}")

    for reader, expected in ((raising, "raised ValueError"), (inventing, "['invented']")):
        monkeypatch.setattr(reading, "read", reader)
        assert expected in fuzz.failure(PAGE, again=False, seen=Counter())
    assert fuzz.main(["--count", "1", "--keep", str(tmp_path)]) == 1
    assert len(list(tmp_path.iterdir())) == 1
    monkeypatch.setattr(reading, "read", wavering)
    assert "another result" in fuzz.failure(PAGE, again=True, seen=Counter())


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("süß", b"<p>s&uuml;&szlig;"),
        ("süß", b'<script>{"articleBody": "s\\u00fc\\u00df"}</script>'),
        ("süß", b"<p>s&amp;uuml;&amp;szlig;"),
        ("bold", b"<p>bo<b>ld</b>"),
        ("runtogether", b"<p>run<p together"),
    ],
)
def test_entities_escapes_and_broken_tags_invent_nothing(
    fuzz: ModuleType, text: str, page: bytes
) -> None:
    assert fuzz._find_invented_words(text, page, Counter()) == ""
    assert fuzz._find_invented_words("never", page, Counter()) != ""

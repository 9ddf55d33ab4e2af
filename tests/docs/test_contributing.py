"""CONTRIBUTING.md: the files it names exist, and its recipes work in a copy of the checkout."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = [
    "Add a spider",
    "Add a feed quirk",
    "Add a source phrase",
    "Add an evidence rule",
    "Add a verb",
    "Add a migration",
]
COPIED = (
    "aggregator",
    "spiders",
    "storage",
    "seeds",
    "docs",
    "tests",
    "README.md",
    "pyproject.toml",
)
# What a contributor would run: the tests that a recipe names, and those that its own diffs add.
TESTS = [
    "tests/reading/test_feeds.py::test_an_address_is_taken_from_feedburner",
    "tests/reading/test_saved_pages.py::test_a_saved_page_has_its_expected_values[end_afrikaans]",
    "tests/reading/phrases/test_phrases.py::test_the_table_of_phrases_is_sorted_and_without_repetition",
    "tests/reading/phrases/test_source_lines.py::test_each_phrase_that_names_a_source_has_a_line",
    "tests/attribution/test_source_claims.py::test_a_kind_of_trace_counts_for_some_parties[licence-1-1-1-1]",
    "tests/cli/test_languages.py",
    "tests/docs/test_docs.py::test_every_verb_and_option_is_documented_and_has_help[languages]",
    "tests/docs/test_docs.py::test_every_option_that_is_documented_exists[languages]",
    "tests/docs/test_docs.py::test_the_summary_of_each_verb_begins_its_help",
    "tests/storage/sqlite/test_migrations.py::test_a_migrated_file_has_the_schema_of_a_new_one",
    "tests/storage/sqlite/test_migrations.py::test_nothing_stored_is_lost",
]  # fmt: skip


def diffs() -> list[tuple[str, list[str]]]:
    """The path and the lines of each diff."""
    blocks = re.findall(r"^```diff\n--- (\S+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    return [(path, lines.splitlines()) for path, lines in blocks]


def new_files() -> set[str]:
    return {path for path, lines in diffs() if all(line.startswith("+") for line in lines)}


def apply_diff(path: Path, lines: list[str]) -> None:
    """Replace the lines that begin with a blank or a minus, which must occur once, or make a file."""
    before = "".join(f"{line[1:]}\n" for line in lines if line[0] in " -")
    after = "".join(f"{line[1:]}\n" for line in lines if line[0] in " +")
    if not before:
        path.write_text(after, encoding="utf-8")
        return
    source = path.read_text(encoding="utf-8")
    assert source.count(before) == 1, f"{path.name} does not have these lines once:\n{before}"
    path.write_text(source.replace(before, after), encoding="utf-8")


def test_there_are_six_recipes() -> None:
    assert re.findall(r"^## (.*)$", TEXT, re.MULTILINE) == RECIPES


def test_every_file_that_is_named_exists() -> None:
    named = re.findall(
        r"`((?:aggregator|benchmarks|docs|spiders|storage|tests)/[\w./-]*)`|\]\((\S+?)\)", TEXT
    )
    paths = {path or link for path, link in named} - new_files()
    missing = {path for path in paths if "NAME" not in path and "vN" not in path} - {
        path for path in paths if (ROOT / path).exists()
    }
    assert missing == set()


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A copy of the checkout with the diffs of all recipes."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / name, tmp_path)
    for path, lines in diffs():
        apply_diff(tmp_path / path, lines)
    return tmp_path


def test_the_diffs_fit_the_checkout(changed: Path) -> None:
    for path, lines in diffs():
        text = (changed / path).read_text(encoding="utf-8")
        assert all(line[1:] in text for line in lines if line.startswith("+")), path


@pytest.mark.slow
def test_the_recipes_work(changed: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(changed)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS],
        cwd=changed, env=environment, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_diff_that_no_longer_fits_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("one = 1\n", encoding="utf-8")
    apply_diff(path, [" one = 1", "+two = 2"])
    assert path.read_text(encoding="utf-8") == "one = 1\ntwo = 2\n"
    with pytest.raises(AssertionError, match="does not have these lines"):
        apply_diff(path, ["-three = 3", "+two = 2"])

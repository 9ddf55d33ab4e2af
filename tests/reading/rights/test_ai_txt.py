"""What an ai.txt says: by path and by type of file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading.rights.ai_txt import read_ai_txt
from aggregator.reading.rights.path_rules import find_statements
from tests import cpu_limits

URL = "https://paper.example/ai.txt"
# The file that the generator of spawning.ai makes where every type of file is kept back, shortened.
GENERATED = """\
# Spawning AI
# Prevent datasets from using the following file types

User-Agent: *
Disallow: *.txt
Disallow: *.pdf
Disallow: *.jpg
Disallow: /
Disallow: *
"""


def is_kept_back(text: str, path: str = "/news/bees") -> bool:
    found = find_statements(read_ai_txt(text, URL), f"https://paper.example{path}")
    assert {(each.mark, each.place) for each in found} <= {("ai-txt disallowed", "ai_txt")}
    return bool(found)


def test_a_generated_file_keeps_texts_back() -> None:
    assert is_kept_back(GENERATED)


@pytest.mark.parametrize("line", ["Disallow: *.txt", "Disallow: /*.html$", "Disallow: *", "Disallow: /news"])  # fmt: skip
def test_a_type_of_text_means_the_texts_of_pages(line: str) -> None:
    assert is_kept_back(f"User-Agent: *\n{line}\n")


@pytest.mark.parametrize("line", ["Disallow: *.jpg", "Disallow: *.pdf", "Allow: /", "Disallow:", "Disallow: /sport"])  # fmt: skip
def test_other_types_and_paths_do_not(line: str) -> None:
    assert not is_kept_back(f"User-Agent: *\n{line}\n")


def test_a_type_that_is_allowed_is_more_than_all_that_is_not() -> None:
    assert not is_kept_back("User-Agent: *\nAllow: *.txt\nDisallow: *.jpg\nDisallow: /\n")


def test_what_is_allowed_to_one_agent_may_be_forbidden_to_another() -> None:
    assert is_kept_back("User-Agent: *\nAllow: /\n\nUser-Agent: GPTBot\nDisallow: /\n")


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    is_kept_back(text)
    is_kept_back(f"User-agent: *\n{text}")


@pytest.mark.parametrize(
    "part", ["User-agent: a\nDisallow: /a\n", "User-agent: *\n", "Disallow: *"]
)
def test_a_large_file_is_read_at_once(part: str) -> None:
    cpu_limits.check(lambda: read_ai_txt(part * 50_000, URL))

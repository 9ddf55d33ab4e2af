"""Properties of every page: no word is invented, results do not vary, wrapped texts are read unchanged."""

import html
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator import reading
from aggregator.model import Article, Page, Rejected
from aggregator.reading import charset
from aggregator.reading.extraction.trafilatura_engine import JOINERS

BODIES = [
    path.read_bytes() for path in sorted((Path(__file__).parents[1] / "pages").glob("*.html"))
]
PIECES = [piece for body in BODIES for piece in re.findall(rb"<[^>]*>|[^<]+", body)]
URL = "https://a.example/2026/03/09/b"


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def is_seen(letter: str) -> bool:
    """Soft hyphens and other invisible characters are removed from texts."""
    return letter.isprintable() or letter.isspace() or letter in JOINERS


def shown(body: bytes) -> set[str]:
    """Every word of a page's source, its entities resolved once and twice."""
    source = "".join(filter(is_seen, charset.decode_page(body)[0]))
    joined = re.sub(r"<[^>]*>", "", source)
    return words(" ".join((source, joined, html.unescape(source), html.unescape(joined))))


@pytest.mark.parametrize("body", BODIES)
def test_every_word_of_a_text_is_in_its_page(body: bytes) -> None:
    outcome = reading.read(Page(URL, body))
    if isinstance(outcome, Article):
        assert words(outcome.text) <= shown(body)


@pytest.mark.parametrize("body", BODIES)
def test_the_text_of_an_article_wrapped_as_a_page_reads_as_itself(body: bytes) -> None:
    outcome = reading.read(Page(URL, body))
    if not isinstance(outcome, Article):
        return
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in outcome.text.split("\n"))
    page = f"<!doctype html><html><head><meta charset=utf-8></head><body><article>{lines}</article></body></html>"
    again = reading.read(Page(URL, page.encode()))
    assert isinstance(again, Article)
    assert again.text == outcome.text


@given(st.lists(st.sampled_from(PIECES), max_size=80))
@settings(max_examples=100)
def test_mixed_pages_have_the_same_result_twice_and_only_their_own_words(
    pieces: list[bytes],
) -> None:
    body = b'<meta charset="utf-8">' + b"".join(pieces)
    first = reading.read(Page(URL, body))
    assert first == reading.read(Page(URL, body))
    if isinstance(first, Article):
        assert words(first.text) <= shown(body)


def mutated(chance: random.Random) -> bytes:
    """A saved page with pieces cut out, doubled, moved and bytes overwritten."""
    body = bytearray(chance.choice(BODIES))
    for _ in range(chance.randrange(1, 12)):
        start = chance.randrange(len(body) + 1)
        end = min(len(body), start + chance.choice((1, 8, 64, 512)))
        kind = chance.randrange(4)
        if kind == 0:
            del body[start:end]
        elif kind == 1:
            body[start:start] = body[start:end]
        elif kind == 2:
            body[start:start] = chance.choice(PIECES)
        else:
            body[start:end] = chance.randbytes(end - start)
    return bytes(body)


@pytest.mark.parametrize("seed", range(3))
def test_mutated_pages_are_articles_or_rejected(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        assert isinstance(reading.read(Page(URL, mutated(chance))), Article | Rejected)

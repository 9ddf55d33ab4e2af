"""Boilerplate is learned from distinct stories of a site, never from copies of one."""

import pytest

from aggregator.linking import boilerplate
from aggregator.linking.boilerplate import RepeatCounts, count_repeats
from aggregator.linking.words import hash_line
from tests.linking.texts import spelled_text

FOOTER = "sign up for the morning letter of our newsroom today"


def articles(count: int, words: int = 80, footer: str = FOOTER) -> list[str]:
    """Articles of distinct stories with one footer."""
    return [f"{spelled_text(words, seed)}\n{footer}" for seed in range(count)]


def test_a_line_is_boilerplate_from_three_stories_on_and_a_shingle_from_five() -> None:
    texts = articles(5)
    assert count_repeats(texts[:2]) == RepeatCounts({}, {})
    assert count_repeats(texts[:3]).lines == {hash_line(FOOTER): 3}
    assert count_repeats(texts[:4]) == RepeatCounts({hash_line(FOOTER): 4}, {})
    five = count_repeats(texts)
    assert five.lines == {hash_line(FOOTER): 5}
    assert set(five.shingles.values()) == {5}
    assert len(five.shingles) == len(FOOTER.split()) - 4


def test_a_line_is_found_in_few_of_many_texts() -> None:
    texts = [spelled_text(80, seed) for seed in range(40)]
    for at in (0, 20, 39):
        texts[at] += f"\n{FOOTER}"
    assert count_repeats(texts) == RepeatCounts({hash_line(FOOTER): 3}, {})


def test_words_within_lines_that_differ_are_found() -> None:
    texts = [f"{spelled_text(80, seed)} {FOOTER}" for seed in range(5)]
    found = count_repeats(texts)
    assert found.lines == {}
    assert len(found.shingles) == len(FOOTER.split()) - 4


def test_the_order_of_articles_does_not_matter() -> None:
    texts = [*articles(5), *articles(3, words=40, footer="read more about it here")]
    assert count_repeats(texts) == count_repeats(texts[::-1])


@pytest.mark.parametrize(("words", "is_learned"), [(60, True), (61, False)])
def test_a_line_of_more_than_sixty_words_is_never_boilerplate(words: int, is_learned: bool) -> None:
    assert boilerplate.LONGEST_LINE == 60
    line = spelled_text(words, seed=99)
    texts = [f"{spelled_text(300, seed)}\n{line}" for seed in range(4)]
    assert (hash_line(line) in count_repeats(texts).lines) == is_learned


def test_copies_of_one_story_are_no_boilerplate() -> None:
    story = spelled_text(80)
    copies = [f"{story}\n{spelled_text(5, seed)}\n{FOOTER}" for seed in range(6)]
    assert count_repeats(copies) == RepeatCounts({}, {})


@pytest.mark.parametrize(("common", "is_one_story"), [(40, True), (39, False)])
def test_texts_that_share_sixty_percent_are_of_one_story(common: int, is_one_story: bool) -> None:
    repeated = spelled_text(common, seed=50).split()
    lines = [" ".join(repeated[i : i + 10]) for i in range(0, common, 10)]
    rest = spelled_text(
        15, seed=51
    )  # shared too, but in a line that differs: a quarter of the rest
    texts = ["\n".join([*lines, f"{rest} {spelled_text(35, seed)}"]) for seed in range(3)]
    # 53 of 88 shingles are shared, or 52 of 87
    assert (count_repeats(texts).lines == {}) == is_one_story


def test_versions_of_one_story_are_no_boilerplate() -> None:
    body = spelled_text(300).split()
    versions = [
        " ".join(body[: 120 + 20 * n]) + "\n" + FOOTER + "\n" + spelled_text(40, seed=n + 1)
        for n in range(5)
    ]
    assert count_repeats(versions) == RepeatCounts({}, {})


def test_a_page_with_only_boilerplate_is_no_story() -> None:
    lines = [spelled_text(12, seed=100 + n) for n in range(4)]
    pages = ["\n".join(lines)] * 4
    assert count_repeats(pages) == RepeatCounts({}, {})
    texts = [f"{spelled_text(80, seed)}\n{lines[0]}" for seed in range(3)]
    assert count_repeats([*texts, *pages]).lines == {hash_line(lines[0]): 3}

"""A parameter that changes at each look and changes no text means nothing at its site."""

from hypothesis import given
from hypothesis import strategies as st

from aggregator.model import Entry
from aggregator.publishers.site_parameters import (
    ReadAddress,
    drop_learned,
    find_differences,
    learn,
)

SITE = "https://paper.example"


def make_read(*pairs: tuple[str, str]) -> list[ReadAddress]:
    return [ReadAddress(SITE + path, text) for path, text in pairs]


COUNTED = make_read(
    *((f"/{name}?id=7&rnd={count}", name) for name in ("a", "b", "c") for count in (1, 2))
)


def test_the_only_parameter_that_differs_is_found() -> None:
    one = f"{SITE}/a?id=7&rnd=1"
    assert find_differences(one, [f"{SITE}/a?id=7&rnd=2"]) == {"rnd"}
    assert find_differences(one, [f"{SITE}/a?id=7"]) == {"rnd"}
    assert find_differences(one, [f"{SITE}/a?id=8&rnd=2"]) == frozenset()
    assert find_differences(one, [f"{SITE}/b?id=7&rnd=1", one]) == frozenset()
    assert find_differences(f"{SITE}/a;v=1?id=7", [f"{SITE}/a;v=2?id=7"]) == {";v"}


def test_three_articles_under_several_values_are_enough() -> None:
    assert learn(COUNTED, {"rnd"}) == {
        "rnd": "3 articles had one text under several values of rnd, none had two"
    }


def test_two_articles_are_not_enough() -> None:
    assert learn(COUNTED[:4], {"rnd"}) == {}


def test_one_text_at_many_addresses_is_one_article() -> None:
    consent = make_read(*((f"/{n}?id={k}", "consent") for n in range(9) for k in range(3)))
    assert learn(consent, {"id"}) == {}


def test_a_parameter_that_made_two_texts_is_never_learned() -> None:
    assert learn([*COUNTED, *make_read(("/d?rnd=1", "d"), ("/d?rnd=2", "e"))], {"rnd"}) == {}


def test_what_was_learned_is_dropped_from_what_is_compared_not_from_what_is_fetched() -> None:
    names = {"paper.example": frozenset(["rnd"])}
    entries = [
        Entry(f"{SITE}/a?id=7&rnd=3"),
        Entry(f"{SITE}/a?id=7&rnd=4", address=f"{SITE}/a?rnd=4&id=7"),
        Entry("https://other.example/a?rnd=3"),
    ]
    assert drop_learned(entries, lambda site: names.get(site, frozenset())) == (
        Entry(f"{SITE}/a?id=7", address=f"{SITE}/a?id=7&rnd=3"),
        Entry(f"{SITE}/a?id=7", address=f"{SITE}/a?rnd=4&id=7"),
        Entry("https://other.example/a?rnd=3"),
    )


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("123"), st.sampled_from("xyz"))))
def test_a_key_of_articles_is_never_learned(pages: list[tuple[str, str, str]]) -> None:
    keys = make_read(("/read?id=1", "one"), ("/read?id=2", "two"))
    others = make_read(*((f"/{path}?id={key}", text) for path, key, text in pages))
    assert learn([*keys, *others], {"id"}) == {}

"""The rules of a takedown: what is touched, when it is due, what is refused, what is looked for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.takedown.rules import keys, scope, search_windows, states
from aggregator.takedown.rules.keys import Overlap
from aggregator.takedown.rules.search_windows import Needle, Work

KEY, OTHER = b"k" * 32, b"o" * 32
NOW = "2026-03-01T06:00:00Z"

# Scope


def test_copies_of_the_text_are_hidden_and_what_shares_a_part_is_left_to_a_person() -> None:
    members = [(2, "syndicated"), (3, "partial"), (4, "wrapped"), (5, None), (1, "identical")]
    found = scope.touched(1, members, [(8, "quote"), (9, "version")])
    assert [(row.article_id, row.relation, row.action) for row in found] == [
        (1, "requested", "hide"),
        (2, "syndicated", "hide"),
        (4, "wrapped", "hide"),
        (3, "partial", "list"),
        (5, "partial", "list"),
        (8, "quote", "list"),
        (9, "version", "list"),
    ]


def test_an_article_that_is_a_copy_and_a_quote_is_touched_once() -> None:
    found = scope.touched(1, [(2, "abridged")], [(2, "quote")])
    assert [(row.article_id, row.action) for row in found] == [(1, "hide"), (2, "hide")]


# Cases


def test_a_case_is_due_a_day_after_receipt_and_says_how_long_that_is() -> None:
    due = states.deadline(NOW)
    assert due == "2026-03-02T06:00:00Z"
    assert states.hours_left(due, NOW) == 24.0
    assert states.hours_left(due, "2026-03-02T04:30:00Z") == 1.5
    assert states.hours_left(due, "2026-03-02T09:00:00Z") == -3.0
    assert (
        states.urgency("hidden", -3.0, "")
        == "overdue by 3.0 hours, hidden: aggregator takedown run"
    )
    assert "takedown decide" in states.urgency("received", 2.0, "it is named")


def test_numbers_go_up_within_a_year() -> None:
    assert states.number(NOW, 0) == "TD-2026-0001"
    assert states.number(NOW, 12345) == "TD-2026-12346"


def test_nobody_erases_what_is_named_as_the_original_or_a_whole_shelf_unseen() -> None:
    assert states.waits_for([1, 2], [], 18) == ""
    assert "article 2" in states.waits_for([1, 2], [2, 7], 0)
    assert "21 articles" in states.waits_for(range(21), [], 0)
    assert "21 articles" in states.waits_for([1], [], 20)


# Keyed hashes


@pytest.mark.parametrize(
    "other",
    [
        "https://news.example/a?utm_source=x",
        "http://www.news.example/a#top",
        "HTTPS://NEWS.example:443/a",
    ],
)
def test_spellings_of_an_address_have_one_hash(other: str) -> None:
    assert keys.address_hash(KEY, other) == keys.address_hash(KEY, "https://news.example/a")


def test_other_addresses_and_other_keys_have_other_hashes() -> None:
    one = keys.address_hash(KEY, "https://news.example/a")
    assert one != keys.address_hash(KEY, "https://news.example/b")
    assert one != keys.address_hash(OTHER, "https://news.example/a")


RUNS = st.lists(st.integers(-(1 << 63), (1 << 63) - 1), unique=True, max_size=50)


@given(RUNS)
def test_hashes_of_runs_keep_their_order_tell_runs_apart_and_need_the_key(runs: list[int]) -> None:
    hashed = keys.run_hashes(KEY, runs)
    assert hashed == keys.run_hashes(KEY, runs)
    assert len(set(hashed)) == len(runs)
    assert all(-(1 << 63) <= value < 1 << 63 for value in hashed)
    assert not set(hashed) & {*runs, *keys.run_hashes(OTHER, runs)}


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_any_text_can_stand_for_an_address(said: str) -> None:
    assert keys.address_hash(KEY, said) == keys.address_hash(KEY, said)


@pytest.mark.parametrize(
    ("found", "refused"),
    [
        (Overlap(40, 40, 40, each=8), True),  # the same
        (Overlap(20, 22, 45, each=8), True),  # the first half
        (Overlap(44, 120, 45, each=8), True),  # inside something three times as long
        (Overlap(4, 60, 45, each=8), False),  # two sentences in a text of its own
        (Overlap(5, 6, 45, each=8), False),  # hardly more than a quotation
        (Overlap(26, 26, 26), True),  # a short notice, posted again
        (Overlap(36, 66, 120), False),  # a comment of sixty words around two quoted sentences
        (Overlap(10, 10, 10), False),  # a phrase
        (Overlap(0, 0, 40), False),
        (Overlap(0, 40, 0), False),
    ],
)
def test_a_copy_a_part_and_a_wrapper_are_refused_and_a_quotation_is_not(
    found: Overlap, refused: bool
) -> None:
    assert keys.carries(found) is refused


# Windows


def test_windows_are_eight_words_within_a_line_as_they_were_written() -> None:
    line = "One two  three, four five\tsix seven eight nine."
    assert search_windows.windows(line) == [
        "One two  three, four five\tsix seven eight",
        "two  three, four five\tsix seven eight nine.",
    ]
    assert search_windows.windows("A line of four\nshort one") == ["A line of four"]


def test_a_text_without_spaces_has_windows_too() -> None:
    found = search_windows.windows("港の橋が火曜日の夕方に嵐のため閉鎖されたと市長が述べた")
    assert found[0] == "港の橋が火曜日の夕方に嵐のため閉"
    assert len(found) > 5


def test_a_very_long_text_gives_a_bounded_number_of_windows() -> None:
    found = search_windows.windows(" ".join(f"w{i}" for i in range(100_000)))
    assert search_windows.MOST / 2 < len(found) <= search_windows.MOST
    assert found[-1].startswith("w99")


def test_the_index_form_of_a_word_and_its_end_are_looked_for() -> None:
    work = Work(("",), (), ("Überraschungsgäste",), ())
    found = {
        needle.data.decode() for needle in search_windows.needles(work) if needle.kind == "word"
    }
    assert found == {
        "Überraschungsgäste",
        "überraschungsgäste",
        "uberraschungsgaste",
        "ungsgaste"[-8:],
    }


def test_quotation_marks_are_looked_for_inside_json_as_well() -> None:
    said = 'He said "never again" and closed the door behind him.'
    found = [
        n.data for n in search_windows.needles(Work((), (), (said,), ())) if n.kind == "window"
    ]
    assert rb"He said \"never again\" and closed the door" in found
    assert b'He said "never again" and closed the door' in found


def test_an_address_ends_where_it_ends() -> None:
    wanted = search_windows.search(
        search_windows.phrases(Work((), (), (), ("https://news.example/a",)))
    )
    assert search_windows.found(wanted, b'{"url": "http://www.news.example/a", "name": ""}')
    assert search_windows.found(wanted, b"https://news.example/a\n")
    assert not search_windows.found(wanted, b'{"url": "https://news.example/a-2"}')


WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
LINES = st.lists(WORDS, min_size=8, max_size=40).map(" ".join)


@given(LINES, st.binary(max_size=200), st.binary(max_size=200))
def test_every_window_is_found_wherever_it_stands(line: str, before: bytes, after: bytes) -> None:
    needles = [Needle("window", window.encode()) for window in search_windows.windows(line)]
    needles = [needle for needle in needles if len(needle.data) >= search_windows.SHORTEST]
    wanted = search_windows.search(dict.fromkeys(needles))
    found = search_windows.found(wanted, before + line.encode() + after)
    assert found == set(range(len(wanted.needles)))


@given(
    st.lists(st.binary(min_size=6, max_size=20), unique=True, max_size=20), st.binary(max_size=400)
)
def test_the_quick_search_finds_what_a_plain_search_finds(parts: list[bytes], data: bytes) -> None:
    data += b"".join(parts[::2])
    wanted = search_windows.search(Needle("word", part) for part in parts)
    plain = {i for i, part in enumerate(parts) if part in data}
    assert search_windows.found(wanted, data) == plain
    assert not search_windows.found(search_windows.without(wanted, plain), data)


def test_nothing_is_found_in_noise() -> None:
    noise = np.random.default_rng(1).bytes(1 << 20)
    work = Work(("A title of five words",), ("Jane Roux",), ("harbour cranes ferries " * 9,), ())
    wanted = search_windows.search(search_windows.needles(work))
    assert len(wanted.needles) > 8
    assert not search_windows.found(wanted, noise)

"""What is found of a work in a field, and for which reason it is kept."""

import json

import pytest

from aggregator.takedown.rules import byte_search, findings, places, search_strings
from aggregator.takedown.rules.search_strings import Work
from aggregator.takedown.types import FieldPlace

URL = "https://wire.example/storm"
TITLE = "Storm closes harbour"
TEXT = "The harbour of Port Linden closed on Tuesday after the storm tore two cranes from the quay."
SITE_LINE = "Subscribe to our daily letter and read all that happens in this town."
AUTHOR = "Wilhelmina Ostrander"
OTHER = "Nobody was hurt, said the mayor, and ferries sail again from the southern pier today."
WORK = Work((TITLE, "Sturmflut"), (AUTHOR, "Li"), (TEXT,), (URL,), f"{TEXT}\n{SITE_LINE}")
SEARCH = byte_search.prepare_search(search_strings.make_search_strings(WORK))


def reasons(text: str, table: str = "feeds", column: str = "title", said: str = "") -> set[str]:
    place = FieldPlace(table, ("1",), column)
    found = findings.judge_field(SEARCH, place, text, lambda words: words in said)
    return {finding.reason or "unwanted" for finding in found}


@pytest.mark.parametrize(
    "text",
    [
        URL,
        "http://www.wire.example/storm",
        f'{{"feed": "{URL}", "entry": null}}',
        f"He read: {TITLE}.",
        TITLE.lower(),
        f"… {TEXT[4:70]} …",
        f"So says {AUTHOR}, who saw it",
        "Li",
        "Sturmflut",
        json.dumps({"title": "Sturmflut"}),
        json.dumps({"author": AUTHOR}),
    ],
)
def test_addresses_phrases_and_names_of_a_work_are_unwanted_in_a_field(text: str) -> None:
    assert "unwanted" in reasons(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (OTHER, set()),
        (SITE_LINE, set()),  # the site repeats it
        (f"{URL}-and-more", set()),
        ("The Li family went home", {places.SINGLE_WORDS}),
        ("Likewise", set()),
        ("Ostrander", set()),  # half a name
        ("seen at the harbour", {places.SINGLE_WORDS}),
    ],
)
def test_other_words_are_kept(text: str, kept: set[str]) -> None:
    assert reasons(text) == kept


def test_words_that_another_work_says_are_kept() -> None:
    assert reasons(f"{TITLE}!", said=TITLE) == {places.SINGLE_WORDS, places.OTHER_WORKS}


@pytest.mark.parametrize(
    ("table", "column", "kept"),
    [
        ("takedown_requests", "reason", places.RECORDS),
        ("article_versions", "text", places.OTHER_WORKS),
        ("hidden_articles", "content", places.OTHER_WORKS),
        ("sources", "name", places.NAMES),
        ("sqlite_master", "sql", places.NAMES),
    ],
)
def test_each_place_has_its_reason(table: str, column: str, kept: str) -> None:
    assert reasons(f"{AUTHOR}: {TEXT}", table, column) == {kept}


def test_a_field_that_nobody_knows_is_no_place_for_a_phrase() -> None:
    assert "unwanted" in reasons(TEXT, "forgotten", "words")


def test_half_of_the_phrases_make_a_text_mostly_the_work() -> None:
    assert findings.holds_mostly(SEARCH, TEXT)
    assert findings.holds_mostly(SEARCH, f"{TEXT}\n{OTHER}")
    assert not findings.holds_mostly(SEARCH, f"{TEXT}\n{OTHER}\n{OTHER}")
    assert not findings.holds_mostly(SEARCH, "")


def test_a_name_in_a_script_without_spaces_is_found_within_a_sentence() -> None:
    work = Work((), ("丸井港長",), (), ())
    search = byte_search.prepare_search(search_strings.make_search_strings(work))
    assert findings.find_in_text(search, "閉鎖されたと丸井港長が述べた")

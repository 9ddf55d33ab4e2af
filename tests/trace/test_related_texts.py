"""Series and collections in the answers of `trace` and `story`: reported, and never as copies."""

import json
from pathlib import Path

import pytest

from aggregator import linking
from aggregator.model import Row
from tests.conftest import Ask
from tests.related_texts import (
    NEWS,
    ONLY_THERE,
    ROUND_UP,
    make_news,
    make_report,
    make_round_up,
    store_round_up,
    store_texts,
)

REPORTS = {"tide.example/1": make_report(1), "coast.example/2": make_report(2)}


@pytest.fixture
def reports(tmp_path: Path) -> dict[str, int]:
    return store_texts(tmp_path / "aggregator.db", REPORTS)


def test_a_report_of_the_same_form_is_listed_and_is_no_copy(
    ask: Ask, reports: dict[str, int]
) -> None:
    for mine, other in ((1, 2), (2, 1)):
        answer = json.loads(ask("trace", str(mine), "--json").stdout)
        assert answer["copies"] == []
        [series] = answer["series"]
        assert (series["article_id"], series["of_article_id"]) == (other, mine)
        assert (series["relation"], series["role"]) == ("series", "series")
        assert 0.3 < series["containment"] < 0.9
        story = json.loads(ask("story", str(mine), "--json").stdout)
        assert len(story["members"]) == story["articles"] == 1
        assert story["series"] == answer["series"]


def test_the_words_for_a_report_of_the_same_form(ask: Ask, reports: dict[str, int]) -> None:
    for verb in ("trace", "story"):
        printed = ask(verb, "1").stdout
        assert "Of the same form, no copies (1)" in printed
        assert "coast.example: “Title of coast.example/2”" in printed
        assert "same form, another text" in printed
        assert "copied" not in printed


def test_export_names_the_relation_and_role_of_a_series(ask: Ask, reports: dict[str, int]) -> None:
    rows = [json.loads(line) for line in ask("export", "copies").stdout.splitlines()]
    [series] = [row for row in rows if row["relation"] == "series"]
    assert (series["member"], series["role"]) == (False, "series")


def test_a_text_of_a_stored_form_is_no_copy_of_it(ask: Ask, reports: dict[str, int]) -> None:
    asked = make_report(6, "Hollin Skerry Ustan Wray")
    done = ask("trace", "-", "--json", given=asked)
    answer = json.loads(done.stdout)
    assert done.exit_code == 6
    assert (answer["verdict"], answer["copies"]) == ("undetermined", [])
    assert {row["article_id"] for row in answer["series"]} == {1, 2}
    assert all(row["of_article_id"] is None for row in answer["series"])
    assert "another text of the same form" in answer["evidence"][0]["says"]
    first, *rest = ask("trace", "-", given=asked).stdout.splitlines()
    assert first == "No copy of this text is stored, only other texts of the same form"
    assert "copy of" not in "\n".join(rest)


def test_a_copy_of_a_report_is_found_beside_its_series(ask: Ask, reports: dict[str, int]) -> None:
    done = ask("trace", "-", "--json", given=f"Tides today. {make_report(1)}")
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["verdict"]) == (0, "original_here")
    assert answer["original"]["article_id"] == 1
    assert [row["article_id"] for row in answer["series"]] == [2]


def test_a_text_that_carries_several_stored_ones_is_called_a_collection(
    ask: Ask, tmp_path: Path
) -> None:
    texts = {url.removeprefix("https://"): text for url, text in NEWS.items()}
    store_texts(tmp_path / "aggregator.db", texts)
    asked = make_round_up(*NEWS.values())
    done = ask("trace", "-", "--json", given=asked)
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["verdict"], answer["copies"]) == (6, "undetermined", [])
    assert {row["article_id"] for row in answer["carries"]} == {1, 2, 3}
    assert all(row["containment"] == 1.0 for row in answer["carries"])
    first = ask("trace", "-", given=asked).stdout.splitlines()[0]
    assert first == "This text is a collection: it carries several stored texts"


@pytest.fixture
def carried(tmp_path: Path) -> list[int]:
    """Three stored texts, articles 1 to 3, and a page that carries them: article 4."""
    return list(store_round_up(tmp_path / "aggregator.db").values())


def test_a_collection_is_listed_with_each_story_and_is_no_copy(
    ask: Ask, carried: list[int]
) -> None:
    for article_id in carried[:3]:
        answer = json.loads(ask("trace", str(article_id), "--json").stdout)
        assert (answer["verdict"], answer["copies"]) == ("original_here", [])
        [collection] = answer["collections"]
        assert (collection["url"], collection["of_article_id"]) == (ROUND_UP, article_id)
        assert (collection["relation"], collection["role"]) == ("collection", "collection")
        assert (collection["credit"], collection["containment_of_original"]) == ("none", 1.0)
        assert 0.2 < collection["containment"] < 0.3
    printed = ask("story", "1").stdout
    assert "Articles (1)" in printed
    assert "Carried in a collection (1)" in printed
    assert "23% of it is this text, of which it carries 100%; no credit found" in printed


def test_a_collection_names_what_it_carries(ask: Ask, carried: list[int]) -> None:
    answer = json.loads(ask("trace", ROUND_UP, "--json").stdout)
    assert {row["article_id"] for row in answer["carries"]} == {1, 2, 3}
    assert answer["collections"] == []
    printed = ask("trace", ROUND_UP).stdout
    assert "A collection: it carries these texts (3)" in printed
    assert "23% of this page; 100% of that text is carried" in printed
    compared = ask("compare", "1", ROUND_UP).stdout
    assert "100% of A is in B" in compared
    assert "B: collection that carries the text" in compared


def test_a_carried_text_leads_to_its_own_story(ask: Ask, carried: list[int]) -> None:
    done = ask("trace", "-", "--json", given=list(NEWS.values())[1])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["original"]["article_id"]) == (0, 2)
    assert [row["article_id"] for row in answer["collections"]] == [4]


def test_a_text_that_only_a_collection_carries_is_no_copy_of_it(
    ask: Ask, carried: list[int]
) -> None:
    done = ask("trace", "-", "--json", given=ONLY_THERE)
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["verdict"], answer["copies"]) == (6, "undetermined", [])
    assert [row["url"] for row in answer["collections"]] == [ROUND_UP]
    assert "a collection of several texts" in answer["evidence"][0]["says"]
    first = ask("trace", "-", given=ONLY_THERE).stdout.splitlines()[0]
    assert first == "Only a collection that carries this text is stored"


def test_export_names_the_relation_role_and_credit_of_a_collection(
    ask: Ask, carried: list[int]
) -> None:
    rows = [json.loads(line) for line in ask("export", "copies").stdout.splitlines()]
    collections = [row for row in rows if row["relation"] == "collection"]
    assert [row["url"] for row in collections] == [ROUND_UP] * 3
    assert {(row["member"], row["role"], row["credit"]) for row in collections} == {
        (False, "collection", "none")
    }


FIXED = make_news(31, 500).split()


def make_notice(number: int) -> str:
    """A long notice of a form; one in fifty words differs, and neither numbers nor names."""
    fixed = [f"Fixed{i}" if i % 8 == 0 else word for i, word in enumerate(FIXED)]
    changed = make_news(100 + number, 40).split()
    for slot in range(10):
        fixed[12 + 47 * slot] = changed[slot]
    return " ".join(fixed)


def test_third_texts_show_that_a_text_is_of_a_series(ask: Ask, tmp_path: Path) -> None:
    pair = (linking.shingles(make_notice(number)) for number in (0, 7))
    assert linking.relate(linking.compare(*pair), same_site=False) == "syndicated"
    notices = {f"notice{i}.example/{i}": make_notice(i) for i in range(3)}
    store_texts(tmp_path / "aggregator.db", notices)
    assert len({story["story_id"] for story in export(ask, "stories")}) == 3
    done = ask("trace", "-", "--json", given=make_notice(7))
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["copies"]) == (6, [])
    assert {row["article_id"] for row in answer["series"]} == {1, 2, 3}
    edited = json.loads(ask("trace", "-", "--json", given=f"{make_notice(1)} Amen.").stdout)
    assert edited["original"]["article_id"] == 2


def export(ask: Ask, what: str) -> list[Row]:
    return [json.loads(line) for line in ask("export", what).stdout.splitlines()]

"""A takedown beside texts of the same form and collections: it touches the work and its copies only."""

import json
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.errors import Tombstoned
from tests import takedowns as world
from tests.conftest import Ask
from tests.related_texts import (
    NEWS,
    ROUND_UP,
    make_obituary,
    make_round_up,
    store_round_up,
)
from tests.takedowns import file_case, put

OBITUARIES = {f"https://paper{i % 3}.example/obituary-{i}": make_obituary(i) for i in range(10)}
WORK = "https://paper1.example/obituary-4"


@pytest.fixture
def obituaries(tmp_path: Path) -> Path:
    path = tmp_path / "aggregator.db"
    with Aggregator.open(path) as opened:
        for url, text in OBITUARIES.items():
            put(opened, url, text)
        put(opened, "https://mirror.example/copied", f"From our pages.\n{OBITUARIES[WORK]}")
        opened.finalize()
    return path


def test_a_takedown_of_one_of_ten_obituaries_touches_it_and_its_copy(obituaries: Path) -> None:
    with Aggregator.open(obituaries) as opened:
        preview = opened.takedowns.preview(url=WORK)
        assert [row.url for row in preview] == [WORK, "https://mirror.example/copied"]
        case = file_case(opened, WORK)
        assert case.undecided == ()
        [closed] = opened.takedowns.run()
        assert closed.state == "closed", opened.takedowns.log(case.number)
        for url in OBITUARIES:
            if url == WORK:
                with pytest.raises(Tombstoned):
                    opened.article(url)
            else:
                assert opened.article(url).text == OBITUARIES[url]


def test_another_obituary_of_the_form_is_stored_after_the_takedown(obituaries: Path) -> None:
    with Aggregator.open(obituaries) as opened:
        file_case(opened, WORK)
        opened.takedowns.run()
        stored = [
            put(opened, f"https://new.example/{i}", make_obituary(i)).status for i in range(20, 30)
        ]
        assert stored == ["new"] * 10
        again = put(opened, "https://new.example/copied", OBITUARIES[WORK])
        assert again.status == "tombstoned"


FIRST = next(iter(NEWS))
OPTIONS = ("--claimant", "Nora Quint", "--reason", "not licensed")


@pytest.fixture
def round_up(tmp_path: Path) -> Path:
    store_round_up(tmp_path / "aggregator.db")
    return tmp_path / "aggregator.db"


def test_a_takedown_lists_the_collection_and_hides_only_the_story(round_up: Path) -> None:
    with Aggregator.open(round_up) as opened:
        page = opened.article(ROUND_UP)
        preview = opened.takedowns.preview(url=FIRST)
        assert [(row.url, row.relation, row.action) for row in preview] == [
            (FIRST, "requested", "hide"),
            (ROUND_UP, "collection", "list"),
        ]
        case = file_case(opened, FIRST)
        assert [(item.url, item.state) for item in case.items] == [
            (FIRST, "hidden"),
            (ROUND_UP, "listed"),
        ]
        opened.takedowns.run()
        assert opened.article(ROUND_UP).text == page.text
        for url in list(NEWS)[1:]:
            assert opened.article(url).text == NEWS[url]
        with pytest.raises(Tombstoned):
            opened.article(FIRST)


def test_a_closed_case_says_that_a_person_must_decide_on_the_collection(round_up: Path) -> None:
    with Aggregator.open(round_up) as opened:
        page_id = opened.article_id(ROUND_UP)
        number = file_case(opened, FIRST).number
        [case] = opened.takedowns.run()
        assert (case.state, case.undecided) == ("closed", (page_id,))
        assert f"a person must decide on article {page_id} (collection)" in (
            world.last_log_entry(opened, case).detail
        )
        file_case(opened, ROUND_UP)  # the person has decided
        assert opened.takedowns.get(number).undecided == ()


def test_the_command_names_the_collection_before_and_after(ask: Ask, round_up: Path) -> None:
    shown = ask("takedown", "file", "--url", FIRST, *OPTIONS, "--dry-run")
    assert "article 4 is a collection: it stays, with all that it carries" in shown.stderr
    ask("takedown", "file", "--url", FIRST, *OPTIONS, "--yes")
    filed = json.loads(ask("takedown", "list", "--json").stdout)
    for verb in (["run"], ["show", filed[0]["number"]]):
        said = ask("takedown", *verb).stderr
        assert "a person must decide on article 4 (collection)" in said


def test_a_collection_that_is_taken_down_takes_nothing_with_it(round_up: Path) -> None:
    with Aggregator.open(round_up) as opened:
        assert [row.url for row in opened.takedowns.preview(url=ROUND_UP)] == [ROUND_UP]
        file_case(opened, ROUND_UP)
        opened.takedowns.run()
        for url, text in NEWS.items():
            assert opened.article(url).text == text


def test_a_page_with_more_of_other_texts_is_listed_although_only_one_is_stored(
    tmp_path: Path,
) -> None:
    with Aggregator.open(tmp_path / "aggregator.db") as opened:
        put(opened, FIRST, NEWS[FIRST])
        put(opened, ROUND_UP, make_round_up(*NEWS.values()))
        opened.finalize()
        assert opened.article(FIRST).story_id == opened.article(ROUND_UP).story_id
        assert [(row.url, row.action) for row in opened.takedowns.preview(url=FIRST)] == [
            (FIRST, "hide"),
            (ROUND_UP, "list"),
        ]
        case = file_case(opened, FIRST)
        assert case.undecided == (opened.article_id(ROUND_UP),)

"""Filters of an export, each for every kind that has it, and texts that may not leave."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.errors import NotStored, Refused, UsageError
from aggregator.jobs.permissions import RightsRepositories, decide_again
from aggregator.rights.policy import RULES
from aggregator.rights.words import RESERVED, find_reason
from aggregator.statements import Statement
from tests import corpus
from tests.cli.test_cli_articles import lines
from tests.conftest import Ask

# Articles 1 and 2 are one story, first seen on the first of March; 3 is another, of the second.
STORM, BEES = 1, 2  # stories
Filter = dict[str, Any]


@pytest.fixture
def news(opened: Aggregator) -> Aggregator:
    """The small corpus; wire.example is British and English, of digest.example a part of a country is said."""
    with opened.store.sources.transaction():
        opened.store.main.execute(
            "UPDATE sources SET country = 'GB', language = 'en' WHERE domain = 'wire.example'"
        )
        opened.store.main.execute("UPDATE articles SET language = 'fr' WHERE id = 3")
        opened.store.main.execute("UPDATE articles SET language = 'en-GB' WHERE id = 2")
    return opened


def say(news: Aggregator, article_id: int, *statements: Statement) -> None:
    """Have the page of an article say something, and decide what follows."""
    with news.store.statements.transaction():
        news.store.statements.add_all([(article_id, clock.now(), statements)])
        decide_again(RightsRepositories.of(news.store), [article_id], clock.now())


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({}, [1, 2, 3]),
        ({"since": "2026-03-01"}, [1, 2, 3]),
        ({"since": "2026-03-02"}, [3]),
        ({"since": "2026-03-01T08:00:00Z"}, [2, 3]),
        ({"until": "2026-03-01"}, [1, 2]),
        ({"until": "2026-03-01T07:59:59Z"}, [1]),
        ({"since": "2026-03-01T07:00:00Z", "until": "2026-03-01"}, [2]),
        ({"source": "wire.example"}, [1]),
        ({"source": "WIRE.example"}, [1]),
        ({"country": "gb"}, [1]),
        ({"language": "fr"}, [3]),
        ({"language": "EN"}, [1, 2]),
        ({"language": "en-gb"}, [2]),
        ({"story": STORM}, [1, 2]),
        ({"story": STORM, "language": "fr"}, []),
    ],
    ids=str,
)
def test_articles_are_selected(news: Aggregator, given: Filter, ids: list[int]) -> None:
    assert [row.id for row in news.export("articles", **given)] == ids


@pytest.mark.parametrize(
    ("given", "stories"),
    [
        ({"since": "2026-03-02"}, [BEES]),
        ({"until": "2026-03-01T07:00:00Z"}, [STORM]),
        ({"source": "digest.example"}, [STORM]),
        ({"country": "GB"}, [STORM]),
        ({"language": "fr"}, [BEES]),
        ({"story": BEES}, [BEES]),
    ],
    ids=str,
)
def test_stories_are_selected_by_their_articles(
    news: Aggregator, given: Filter, stories: list[int]
) -> None:
    rows = list(news.export("stories", **given))
    assert [row.story_id for row in rows] == stories
    assert [row.articles for row in rows] == [2 if story == STORM else 1 for story in stories]


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({"since": "2026-03-01T07:00:00Z"}, [2]),
        ({"until": "2026-03-01T07:00:00Z"}, [1]),
        ({"source": "digest.example"}, [2]),
        ({"country": "GB"}, [1]),
        ({"language": "en-GB"}, [2]),
        ({"story": STORM}, [1, 2]),
        ({"story": BEES}, []),
    ],
    ids=str,
)
def test_copies_are_selected_by_the_article_that_has_the_relation(
    news: Aggregator, given: Filter, ids: list[int]
) -> None:
    assert [row.article_id for row in news.export("copies", **given)] == ids


@pytest.mark.parametrize(
    "given", [{"source": "wire.example"}, {"country": "gb"}, {"language": "en"}], ids=str
)
def test_sources_are_selected_by_themselves(news: Aggregator, given: Filter) -> None:
    assert [row.domain for row in news.export("sources", **given)] == ["wire.example"]


def test_a_use_selects_what_its_publishers_allow(news: Aggregator) -> None:
    say(news, 1, Statement("ai-txt disallowed"))
    say(news, 3, Statement("licence", "https://creativecommons.org/licenses/by/4.0/"))
    selected = {
        use: [row.id for row in news.export("articles", rights=use)]
        for use in ("headline", "export", "full_text")
    }
    assert selected == {"headline": [1, 2, 3], "export": [2, 3], "full_text": [3]}
    assert [row.article_id for row in news.export("copies", rights="export")] == [2]
    assert [row.story_id for row in news.export("stories", rights="full_text")] == [BEES]


def test_a_text_that_may_not_be_exported_is_empty_and_the_row_says_why(news: Aggregator) -> None:
    say(news, 1, Statement("copyright", "© The Wire"), Statement("tdm-reservation", place="header"))
    first, second, _ = news.export("articles")
    assert (first.text, first.rights[0]) == ("", "text not exported: tdm-reservation")
    assert set(first.rights[1:]) == {"copyright © The Wire", "tdm-reservation"}
    assert (bool(second.text), second.rights) == (True, [])


def test_a_text_that_the_operator_opened_is_exported(news: Aggregator) -> None:
    say(news, 3, Statement("content-signal ai-train=no"))
    assert [row.text for row in news.export("articles", story=BEES)] == [""]
    news.rights.open_source("valley.example", reason="a licence")
    assert [row.text for row in news.export("articles", story=BEES)] == ["\n".join(corpus.BEES)]


@pytest.mark.parametrize("mark", [mark for mark, rule in RULES.items() if "export" in rule.forbids])
def test_every_mark_that_forbids_an_export_is_named_as_the_reason(mark: str) -> None:
    for said in (mark, f"{mark} 7"):
        assert find_reason(["copyright noai", said], "export") == said


def test_a_reason_that_is_not_known_is_not_invented() -> None:
    assert find_reason(["copyright x", "noimageindex"], "export") == RESERVED


def test_readers_other_than_the_operator_export_nothing(news: Aggregator) -> None:
    with pytest.raises(Refused, match="publish"):
        news.for_public().export("articles")


WRONG: list[tuple[Callable[[Aggregator], object], str]] = [
    (lambda news: news.export("sources", since="2026-03-01"), "sources have no since"),
    (lambda news: news.export("sources", rights="export"), "sources have no rights"),
    (lambda news: news.export("articles", since="yesterday"), "since: 'yesterday' is no day"),
    (lambda news: news.export("articles", until="2026-02-30"), "until: '2026-02-30' is no day"),
    (lambda news: news.export("articles", rights="reading"), "there is no use reading"),
    (lambda news: news.export("articles", colour="red"), "there is no filter colour"),
]


@pytest.mark.parametrize(("export", "says"), WRONG, ids=[says for _, says in WRONG])
def test_a_wrong_filter_is_refused_in_one_line(
    news: Aggregator, export: Callable[[Aggregator], object], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        export(news)


def test_an_unknown_source_or_story_is_not_found(news: Aggregator) -> None:
    for given in ({"source": "nowhere.example"}, {"story": 99}):
        wanted: Filter = given
        with pytest.raises(NotStored):
            news.export("articles", **wanted)


def test_the_command_has_the_same_filters(ask: Ask, filled: Path, tmp_path: Path) -> None:
    for given, ids in (
        (["--since", "2026-03-02"], [3]),
        (["--until", "2026-03-01"], [1, 2]),
        (["--source", "wire.example"], [1]),
        (["--country", "gb"], []),
        (["--language", "en"], [1, 2]),
        (["--story", "2"], [3]),
        (["--rights", "full_text"], []),
    ):
        done = ask("export", "articles", *given)
        assert [row["id"] for row in lines(done.stdout)] == ids, given
    assert ask("export", "articles", "--story", "2", "-o", "rows.jsonl").exit_code == 0
    [row] = lines((tmp_path / "rows.jsonl").read_text())
    assert row["title"] == "A rich harvest for beekeepers"


def test_the_command_refuses_what_makes_no_sense(ask: Ask, filled: Path) -> None:
    done = ask("export", "evidence", "1", "--since", "2026-03-01")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--since goes with tables, not with evidence" in done.stderr
    done = ask("export", "sources", "--story", "1")
    assert done.exit_code == 2
    assert "sources have no story" in done.stderr


def test_rights_are_a_list_in_every_format(ask: Ask, filled: Path) -> None:
    done = ask("export", "articles", "--format", "csv")
    assert done.stdout.splitlines()[0].endswith(",text,rights")
    assert [row["rights"] for row in lines(ask("export", "articles").stdout)] == [[]] * 3

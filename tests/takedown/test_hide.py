"""What hiding removes, what it keeps, and what readers see afterwards."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from aggregator.api import Aggregator
from aggregator.errors import NotStored, Tombstoned
from aggregator.results.takedowns import TakedownPreview
from aggregator.takedown import cases, scoping
from aggregator.takedown.repositories import TakedownStore
from tests import takedowns as world
from tests.takedowns import BODY, COPY, NOW, TITLE, WORK, file_case, put


def test_the_original_is_decided_again_from_the_remaining_members(made: Aggregator) -> None:
    """A partial text shares the story; it is listed, stays, and leads from then on."""
    part = f"{' '.join(BODY.split()[:110])}\n{world.text(20, 16)}"
    url = "https://mixer.example/x"
    put(made, url, part)
    made.finalize()
    story = made.article(WORK).story_id
    assert made.article(url).story_id == story
    shown = {row.url: row.action for row in made.takedowns.preview(url=WORK)}
    assert shown == {WORK: "hide", COPY: "hide", url: "list"}
    case = file_case(made)
    left = made.story(story)
    assert [member.url for member in left.members] == [url]
    assert left.original.article_id in (None, made.article_id(url))
    assert left.title != TITLE
    made.takedowns.run()
    items = {item.url: item.state for item in made.takedowns.get(case.number).items}
    assert items == {WORK: "erased", COPY: "erased", url: "listed"}


def test_quotations_in_the_rows_of_others_stay_until_the_case_is_erased(made: Aggregator) -> None:
    """What is removed there could not be put back."""
    db = made.store.main
    quoted = BODY.split(". ")[0]
    with db.conn:
        db.execute(
            "INSERT INTO crawl_runs (started_at, what) VALUES (?, ?)", [NOW, f"read {quoted}"]
        )
    file_case(made)
    assert db.execute("SELECT what FROM crawl_runs").fetchall() == [(f"read {quoted}",)]
    made.takedowns.run()
    assert db.execute("SELECT what FROM crawl_runs").fetchall() == [("",)]
    assert not world.traces(world.main_bytes(made.store.path), quoted)


def test_the_id_of_a_taken_down_article_is_never_used_again(made: Aggregator) -> None:
    url = "https://last.example/x"
    last = put(made, url, world.text(30)).article_id
    file_case(made, url)
    made.takedowns.run()
    following = put(made, "https://last.example/y", world.text(31)).article_id
    assert last is not None
    assert following is not None
    assert following > last
    with pytest.raises(Tombstoned):
        made.article(last)
    assert made.store.tombstones.has_article(last)
    assert not made.store.tombstones.has_article(following)


def test_an_address_that_was_never_stored_is_not_called_taken_down(made: Aggregator) -> None:
    file_case(made)
    with pytest.raises(NotStored):
        made.article("https://never.example/x")
    with pytest.raises(Tombstoned):
        made.article(WORK.replace("https://", "http://www."))


def test_without_the_private_file_a_reader_still_answers(made: Aggregator, tmp_path: Path) -> None:
    file_case(made)
    made.takedowns.run()
    (tmp_path / "served").mkdir()
    shutil.copy(made.store.path, tmp_path / "served" / "made.db")
    with Aggregator.open(tmp_path / "served" / "made.db", write=False) as served:
        with pytest.raises(Tombstoned):
            served.article(1)
        assert served.takedowns.list_cases() == []
        assert served.status().takedowns == []


def test_a_copy_that_came_after_the_preview_is_hidden_too(
    made: Aggregator, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = "https://late.example/x"
    preview = scoping.preview

    def preview_then_store(*args: Any, **request: Any) -> list[TakedownPreview]:
        articles = preview(*args, **request)
        if not made.store.main.conn.in_transaction:
            put(made, late, BODY)
        return articles

    monkeypatch.setattr(scoping, "preview", preview_then_store)
    case = file_case(made)
    assert late in [item.url for item in case.items]
    assert case.items[-1].state == "hidden"


def test_hiding_a_hidden_article_changes_nothing(made: Aggregator) -> None:
    case = file_case(made)
    before = made.store.hidden_articles.list_of_case(case.id)
    cases.evaluate(TakedownStore.of(made.store), case, NOW)
    assert made.store.hidden_articles.list_of_case(case.id) == before
    assert len(before) == 2
    assert made.takedowns.run()[0].state == "closed"


def test_after_hiding_no_row_of_the_main_file_holds_phrases_of_the_work(made: Aggregator) -> None:
    file_case(made)
    rows = "\n".join(made.store.main.conn.iterdump())
    assert not [phrase for phrase in world.traces(rows.encode(), BODY, TITLE) if " " in phrase]

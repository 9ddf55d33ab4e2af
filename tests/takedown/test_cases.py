"""Who decides a case, and its states afterwards."""

import pytest
from msgspec.structs import replace

from aggregator.api import Aggregator
from aggregator.errors import Tombstoned, UsageError
from aggregator.model import PageLine
from aggregator.takedown import cases, erase
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.types import TakedownRequest
from storage.corpus.articles import encode_lines
from tests import takedowns as world
from tests.takedowns import BODY, COPY, NOW, WORK, file_case, put


def test_a_request_that_nobody_reviewed_hides_nothing_until_the_next_run(made: Aggregator) -> None:
    url = "https://other.example/105"
    case = file_case(made, url, confirmed=False)
    assert case.state == "received"
    assert made.article(url).text
    [done] = made.takedowns.run()
    assert done.state == "closed"
    with pytest.raises(Tombstoned):
        made.article(url)


def _name_as_original(made: Aggregator) -> None:
    made.store.main.execute(
        "UPDATE stories SET verdict = 'original_here', original_article_id = ? WHERE id = ?",
        [made.article_id(WORK), made.article(WORK).story_id],
    )
    made.store.main.conn.commit()


@pytest.mark.parametrize("asked", [WORK, COPY])
def test_a_stranger_cannot_have_the_original_erased(made: Aggregator, asked: str) -> None:
    _name_as_original(made)
    number = file_case(made, asked, confirmed=False).number
    for _ in range(2):
        [case] = made.takedowns.run()
        assert case.state == "received"
    assert made.article(WORK).text
    [warning] = made.status().takedowns
    assert "waits for a person" in warning.says
    assert [entry.event for entry in made.takedowns.log(number)].count("waits for a person") == 1
    assert made.takedowns.decide(number, accept=True).state == "hidden"
    assert made.takedowns.run()[0].state == "closed"


def test_strangers_cannot_empty_the_corpus_one_by_one(made: Aggregator) -> None:
    for seed in range(100, 123):
        file_case(made, f"https://other.example/{seed}", confirmed=False)
    after = made.takedowns.run()
    assert [case.state for case in after].count("closed") == 20
    assert [bool(case.waits_for) for case in after].count(True) == 3


def test_after_a_day_requests_without_review_pass_again(made: Aggregator) -> None:
    store = TakedownStore.of(made.store)

    def state_after_run(seed: int, now: str) -> str:
        number = file_case(made, f"https://other.example/{seed}", confirmed=False).number
        erase.run_open_cases(store, now)
        return made.takedowns.get(number).state

    for seed in range(100, 120):
        file_case(made, f"https://other.example/{seed}", confirmed=False)
    assert {case.state for case in erase.run_open_cases(store, "2026-03-01T06:00:00Z")} == {
        "closed"
    }
    assert state_after_run(120, "2026-03-02T05:59:59Z") == "received"
    assert state_after_run(121, "2026-03-02T06:00:00Z") == "closed"


def test_a_rejected_case_restores_what_it_hid(made: Aggregator) -> None:
    before, copy = made.article(WORK), made.article(COPY)
    number = file_case(made).number
    with pytest.raises(Tombstoned):
        made.article(WORK)
    assert made.takedowns.decide(number, accept=False).state == "rejected"
    after = made.article(WORK)
    assert replace(after, story_id=0) == replace(before, story_id=0)
    assert made.article(COPY).story_id == after.story_id == copy.story_id
    assert [row.id for row in made.search(BODY.split()[0])] != []
    assert put(made, "https://new.example/x", BODY).status == "new"
    assert made.takedowns.run() == []
    assert made.takedowns.get(number).state == "rejected"
    with pytest.raises(UsageError):
        made.takedowns.decide(number, accept=True)


def test_the_lines_of_a_hidden_article_leave_the_main_file_and_come_back(made: Aggregator) -> None:
    db = made.store.main
    lines = encode_lines((PageLine("By courtesy of Quillfeather", place="end"),))
    with db.conn:
        db.execute("UPDATE articles SET lines = ? WHERE url = ?", [lines, WORK])
    number = file_case(made).number
    assert b"Quillfeather" not in made.store.path.read_bytes()
    made.takedowns.decide(number, accept=False)
    assert db.execute("SELECT lines FROM articles WHERE url = ?", [WORK]).fetchone() == (lines,)


def test_two_requests_for_one_work_are_both_closed(made: Aggregator) -> None:
    first = file_case(made, WORK, confirmed=False).number
    second = file_case(made, COPY, confirmed=False).number
    done = made.takedowns.run()
    assert {case.number: case.state for case in done} == {first: "closed", second: "closed"}
    assert not world.traces(world.raw_bytes(made.store.path), BODY)


def test_an_article_restored_by_one_case_is_taken_down_by_another(made: Aggregator) -> None:
    first = file_case(made, WORK, confirmed=False).number
    second = file_case(made, COPY, confirmed=False).number
    for number in (first, second):
        assert made.takedowns.decide(number, accept=True).state == "hidden"
    made.takedowns.decide(first, accept=False)
    assert made.article(COPY).text
    [case] = made.takedowns.run()
    assert (case.number, case.state) == (second, "closed")
    assert not world.traces(world.raw_bytes(made.store.path), BODY)


def test_a_resumed_case_of_a_story_hides_no_further_article(made: Aggregator) -> None:
    """The article that leads the story after hiding was not requested."""
    url = "https://mixer.example/y"
    put(made, url, f"{' '.join(BODY.split()[:130])}\n{world.text(21, 12)}")
    made.finalize()
    story = made.article(WORK).story_id
    assert made.article(url).story_id == story
    case = made.takedowns.file(story=story, claimant="A", reason="b")
    cases.hide_affected(TakedownStore.of(made.store), case, NOW)
    assert made.takedowns.run()[0].state == "closed"
    assert made.article(url).text


def test_warnings_name_the_most_urgent_case_first(made: Aggregator) -> None:
    file_case(made, "https://other.example/110")
    file_case(made, "https://other.example/111", confirmed=False)
    repository = made.store.takedown_cases
    with repository.transaction():
        repository.update_columns(2, deadline="2026-03-02T06:00:00Z")
    warnings = cases.list_open_deadlines(repository, "2026-03-02T03:00:00Z")
    assert [(warning.number[-4:], warning.state) for warning in warnings] == [
        ("0002", "received"),
        ("0001", "hidden"),
    ]
    assert warnings[0].hours_left == 3.0
    assert warnings[0].says.startswith("due in 3.0 hours")
    late = cases.list_open_deadlines(repository, "2026-03-02T08:00:00Z")
    assert late[0].says.startswith("overdue by 2.0 hours")


def test_a_case_is_due_a_day_after_receipt(made: Aggregator) -> None:
    request = TakedownRequest("A", "b", url=WORK)
    case = cases.file_case(TakedownStore.of(made.store), request, "2026-03-01T06:00:00Z")
    assert (case.received_at, case.deadline) == ("2026-03-01T06:00:00Z", "2026-03-02T06:00:00Z")

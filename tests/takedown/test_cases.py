"""Who decides a case, and its states afterwards."""

import pytest
from msgspec.structs import replace

from aggregator.api import Aggregator
from aggregator.errors import Tombstoned, UsageError
from aggregator.model import PageLine
from aggregator.takedown import cases
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.types import TakedownRequest
from storage.corpus.articles import encode_lines
from tests import takedowns as world
from tests.takedowns import BODY, COPY, NOW, WORK, file_case, put


def test_a_request_of_which_nothing_is_proven_hides_nothing(made: Aggregator) -> None:
    url = "https://other.example/105"
    case = file_case(made, url, confirmed=False)
    assert case.state == "received"
    [left] = made.takedowns.run()
    assert (left.state, left.grade, left.waits_for) == ("received", "V0", "unproven")
    assert made.article(url).text


def test_what_the_operator_accepts_is_hidden_and_erased_by_the_next_run(made: Aggregator) -> None:
    number = file_case(made, WORK, confirmed=False).number
    [waiting] = made.takedowns.list_open_deadlines()
    assert "waits for a person" in waiting.says
    assert made.takedowns.decide(number, accept=True, at_once=True).state == "hidden"
    assert made.takedowns.run()[0].state == "closed"
    assert not world.traces(world.raw_bytes(made.store.path), BODY)


def test_strangers_erase_nothing_however_many_they_are(made: Aggregator) -> None:
    for seed in range(100, 123):
        file_case(made, f"https://other.example/{seed}", confirmed=False)
    assert {case.state for case in made.takedowns.run()} == {"received"}
    assert all(made.article(f"https://other.example/{seed}").text for seed in range(100, 123))


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
    assert db.execute("SELECT unpack(lines) FROM articles WHERE url = ?", [WORK]).fetchone() == (
        lines,
    )


def test_two_cases_for_one_work_are_both_closed(made: Aggregator) -> None:
    second = file_case(made, COPY, confirmed=False).number
    first = file_case(made, WORK).number
    made.takedowns.decide(second, accept=True, at_once=True)
    done = made.takedowns.run()
    assert {case.number: case.state for case in done} == {first: "closed", second: "closed"}
    assert not world.traces(world.raw_bytes(made.store.path), BODY)


def test_an_article_restored_by_one_case_is_taken_down_by_another(made: Aggregator) -> None:
    first = file_case(made, WORK, confirmed=False).number
    second = file_case(made, COPY, confirmed=False).number
    for number in (first, second):
        assert made.takedowns.decide(number, accept=True, at_once=True).state == "hidden"
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
    cases.evaluate(TakedownStore.of(made.store), case, NOW)
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

"""Counter-notices: forwarded, and carried out after ten business days unless a suit is noted."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.config import TakedownConfig
from aggregator.errors import NotStored, UsageError
from aggregator.takedown.types import TakedownRequest
from tests.conftest import Ask
from tests.redress import COUNTER, counter_of, do_due, events, queued
from tests.takedowns import BODY, COPY, NOW, WORK, put, text

MAIL = "nora@quint.example"
ALARMED = TakedownConfig(alarm_to="operator@news.example")


def remove_work(made: Aggregator, *, erase: bool = True, **fields: str) -> str:
    """Take the work and its copy down; returns the number of the case."""
    given = {"email": MAIL, "at_once": True, **fields}
    request = TakedownRequest("Nora Quint", "not licensed", url=WORK, **given)  # type: ignore[arg-type]  # of its types
    number = made.takedowns.submit(request).number
    if erase:
        assert made.takedowns.run()[0].state == "closed"
    return number


@pytest.fixture(scope="module")
def removed_once(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a database in which the work and its copy were taken down, and the case; copy it."""
    folder = shutil.copytree(made_once, tmp_path_factory.mktemp("removed"), dirs_exist_ok=True)
    with Aggregator.open(folder / "made.db") as opened:
        return folder, remove_work(opened)


@pytest.fixture
def removed(removed_once: tuple[Path, str], tmp_path: Path) -> Iterator[tuple[Aggregator, str]]:
    """A copy of that database, open, and the number of the case."""
    folder, number = removed_once
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    with Aggregator.open(tmp_path / "made.db") as opened:
        yield opened, number


def is_due(made: Aggregator, url: str) -> bool:
    query = "SELECT 1 FROM frontier WHERE url = ? AND state = 'asked'"
    return made.store.main.execute(query, [url]).fetchone() is not None


def test_it_is_forwarded_and_restored_after_ten_business_days(
    removed: tuple[Aggregator, str],
) -> None:
    made, number = removed
    notice = made.takedowns.counter(counter_of(number))
    assert notice.state == "forwarded"
    assert queued(made, "counter_notice") == [MAIL]
    assert notice.restore_after
    assert notice.restore_by
    assert notice.received_at < notice.restore_after < notice.restore_by
    early = clock.add_seconds(notice.restore_after, -1)
    assert do_due(made, early).restored == 0
    assert put(made, COPY, BODY).status == "tombstoned"

    assert do_due(made, notice.restore_after).restored == 1
    assert queued(made, "restored") == ["ida@copier.example", MAIL]
    assert is_due(made, COPY)
    assert put(made, COPY, BODY).status == "new"
    [after] = made.takedowns.list_counter_notices(number)
    assert after.state == "restored"
    assert do_due(made, notice.restore_after).restored == 0


def test_the_other_items_stay_removed_at_their_addresses(removed: tuple[Aggregator, str]) -> None:
    made, number = removed
    made.takedowns.counter(counter_of(number))
    made.takedowns.decide_counter(number, "restored")
    assert put(made, WORK, BODY).status == "tombstoned"
    case = made.takedowns.get(number)
    assert {item.url: item.state for item in case.items} == {WORK: "erased", COPY: "restored"}
    assert case.state == "closed"


def test_the_text_of_what_is_restored_stays_blocked_elsewhere(
    removed: tuple[Aggregator, str],
) -> None:
    made, number = removed
    made.takedowns.counter(counter_of(number))
    made.takedowns.decide_counter(number, "restored")
    assert put(made, "https://third.example/z", BODY).status == "tombstoned"
    assert put(made, COPY, BODY).status == "new"


def test_what_is_restored_and_removed_again_is_blocked_again(
    removed: tuple[Aggregator, str],
) -> None:
    made, number = removed
    made.takedowns.counter(counter_of(number))
    made.takedowns.decide_counter(number, "restored")
    put(made, COPY, BODY)
    made.takedowns.submit(TakedownRequest("Nora", "again", url=COPY, email=MAIL, at_once=True))
    made.takedowns.run()
    assert put(made, COPY, BODY).status == "tombstoned"


def test_a_case_of_which_everything_is_restored_is_restored(
    removed: tuple[Aggregator, str],
) -> None:
    made, number = removed
    for url in (WORK, COPY):
        made.takedowns.counter(counter_of(number, url=url))
    made.takedowns.decide_counter(number, "restored")
    assert made.takedowns.get(number).state == "restored"
    assert events(made, number).count("restored") == 2


@pytest.mark.parametrize("url", [WORK, COPY])
def test_what_is_still_hidden_returns_at_once_and_is_not_hidden_again(
    made: Aggregator, url: str
) -> None:
    before = made.article(url)
    number = remove_work(made, erase=False)
    made.takedowns.counter(counter_of(number, url=url))
    made.takedowns.decide_counter(number, "restored")
    assert made.article(url).text == before.text
    for _ in range(2):
        made.takedowns.run()
    assert made.article(url).text == before.text
    states = {item.url: item.state for item in made.takedowns.get(number).items}
    assert states == {WORK: "erased", COPY: "erased"} | {url: "restored"}


@pytest.mark.parametrize("decision", ["suit", "refused"])
def test_after_a_suit_or_a_refusal_it_stays_removed(
    removed: tuple[Aggregator, str], decision: str
) -> None:
    made, number = removed
    notice = made.takedowns.counter(counter_of(number))
    made.takedowns.decide_counter(number, decision)  # type: ignore[arg-type]  # of its values
    assert do_due(made, clock.add_seconds(notice.restore_by or "", 86400 * 90)).restored == 0
    assert put(made, COPY, BODY).status == "tombstoned"


def test_what_the_law_asks_for_is_named_when_it_is_missing(removed: tuple[Aggregator, str]) -> None:
    made, number = removed
    with pytest.raises(UsageError, match="a postal address, a telephone number"):
        made.takedowns.counter(counter_of(number, postal_address=" ", phone=""))
    assert made.takedowns.list_counter_notices(number) == []


def test_its_case_is_found_by_the_address(removed: tuple[Aggregator, str]) -> None:
    made, number = removed
    assert made.takedowns.counter(COUNTER).number == number


def test_there_is_none_on_what_was_not_removed(removed: tuple[Aggregator, str]) -> None:
    made, number = removed
    for notice in (
        counter_of(number, url="https://other.example/100"),
        counter_of("", url="https://other.example/100"),
    ):
        with pytest.raises(NotStored, match="removed"):
            made.takedowns.counter(notice)


def test_a_second_one_on_the_same_item_is_refused(removed: tuple[Aggregator, str]) -> None:
    made, number = removed
    made.takedowns.counter(counter_of(number))
    with pytest.raises(UsageError, match="forwarded already"):
        made.takedowns.counter(counter_of(number))


def test_without_an_address_of_the_claimant_nothing_is_restored_by_itself(
    made: Aggregator,
) -> None:
    number = remove_work(made, email="")
    notice = made.takedowns.counter(counter_of(number))
    assert notice.state == "received"
    assert do_due(made, notice.restore_by or "").restored == 0
    assert made.status().counter_notices == [number]


def test_one_that_is_carried_out_in_time_waits_for_nobody(removed: tuple[Aggregator, str]) -> None:
    made, number = removed
    notice = made.takedowns.counter(counter_of(number))
    assert made.status().counter_notices == []
    do_due(made, notice.restore_after or "")
    assert made.store.counter_notices.list_waiting_cases(notice.restore_after or "") == []


def test_a_court_order_is_not_undone_by_a_counter_notice(made: Aggregator) -> None:
    number = remove_work(made, ground="court_order")
    notice = made.takedowns.counter(counter_of(number))
    for _ in range(2):
        assert do_due(made, notice.restore_after or "").restored == 0
    assert events(made, number).count("counter-notice waits for a person") == 1
    assert made.store.counter_notices.list_waiting_cases(notice.restore_after or "") == [number]


def test_status_and_doctor_name_the_cases_whose_counter_notices_wait(
    ask: Ask, made: Aggregator
) -> None:
    number = remove_work(made, email="")
    made.takedowns.counter(counter_of(number))
    assert number in ask("status", "--db", made.store.path).output
    assert f"takedown counter {number}" in ask("doctor", "--db", made.store.path).output
    made.takedowns.decide_counter(number, "refused")
    assert number not in ask("status", "--db", made.store.path).output


def prove_domain(made: Aggregator, domain: str) -> None:
    """Note that the first request of the first case has proven a domain."""
    store = made.store
    with store.takedown_proofs.transaction():
        proof = store.takedown_proofs.add(1, "dns", NOW, domain=domain)
        store.takedown_proofs.mark_proven(proof, NOW, "")


def test_a_page_whose_owner_asked_is_not_put_back_by_a_stranger(
    removed: tuple[Aggregator, str],
) -> None:
    made, number = removed
    prove_domain(made, "copier.example")
    notice = made.takedowns.counter(counter_of(number))
    assert do_due(made, notice.restore_after or "").restored == 0
    assert put(made, COPY, BODY).status == "tombstoned"


def test_a_page_of_an_author_on_a_platform_who_asked_is_not_put_back_by_a_stranger(
    made: Aggregator,
) -> None:
    page, body = "https://ada.substack.com/p/storm", text(40)
    put(made, page, body)
    request = TakedownRequest("Ada", "mine", url=page, email=MAIL, at_once=True)
    number = made.takedowns.submit(request).number
    made.takedowns.run()
    prove_domain(made, "ada.substack.com")
    notice = made.takedowns.counter(counter_of(number, url=page))
    assert do_due(made, notice.restore_after or "").restored == 0
    assert put(made, page, body).status == "tombstoned"


def test_one_of_anybody_waits_for_a_person_and_is_sent_to_nobody(
    removed: tuple[Aggregator, str],
) -> None:
    made, number = removed
    stranger = counter_of(number, channel="form", email="m@evil.example", reason="spam")
    notice = made.takedowns.counter(stranger)
    assert notice.state == "received"
    report = do_due(made, clock.add_seconds(notice.restore_by or "", 86400 * 90), ALARMED)
    assert report.restored == 0
    assert events(made, number).count("counter-notice waits for a person") == 1
    assert len(queued(made, "alarm")) == 1
    assert queued(made, "counter_notice") == queued(made, "restored") == []
    assert put(made, COPY, BODY).status == "tombstoned"
    with pytest.raises(UsageError, match="received already"):
        made.takedowns.counter(stranger)


def test_one_of_anybody_keeps_the_publisher_from_nothing(removed: tuple[Aggregator, str]) -> None:
    made, number = removed
    made.takedowns.counter(counter_of(number, channel="form", email="m@evil.example"))
    notice = made.takedowns.counter(counter_of(number))
    assert do_due(made, notice.restore_after or "").restored == 1
    states = [each.state for each in made.takedowns.list_counter_notices(number)]
    assert states == ["restored", "restored"]
    assert queued(made, "restored") == ["ida@copier.example", MAIL]


@pytest.mark.parametrize(
    ("email", "mailed"), [("ida@copier.example", True), ("ida@evil.example", False)]
)
def test_an_address_at_the_domain_of_the_page_gets_the_link_of_the_publisher(
    removed: tuple[Aggregator, str], email: str, mailed: bool
) -> None:
    made, number = removed
    made.takedowns.counter(counter_of(number, channel="form", email=email))
    assert (email in queued(made, "owner_notice")) is mailed


def test_the_operator_may_vouch_for_one_of_anybody(removed: tuple[Aggregator, str]) -> None:
    made, number = removed
    made.takedowns.counter(counter_of(number, channel="form"))
    [notice] = made.takedowns.decide_counter(number, "forwarded")
    assert notice.state == "forwarded"
    assert queued(made, "counter_notice") == [MAIL]
    assert do_due(made, notice.restore_after or "").restored == 1


def test_the_command_files_lists_and_decides(ask: Ask, made: Aggregator) -> None:
    number = remove_work(made)
    db = ("--db", made.store.path)
    lacking = ask("takedown", "counter", number, "--url", COPY, "--name", "Ida", *db)
    assert lacking.exit_code == 2
    assert "a mail address, a postal address" in lacking.output
    filed = ask(
        "takedown", "counter", number, "--url", COPY, "--name", "Ida", "--email", "i@copier.example",
        "--address", "1 Quay", "--phone", "1", "--signature", "Ida", "--mistake", "--jurisdiction", *db,
    )  # fmt: skip
    assert filed.exit_code == 0, filed.output
    assert "forwarded" in filed.output
    assert ask("takedown", "counter", number, "--suit", "--dry-run", *db).exit_code == 0
    assert "forwarded" in ask("takedown", "counter", number, *db).output
    assert "suit" in ask("takedown", "counter", number, "--suit", *db).output
    assert ask("takedown", "counter", number, "--suit", "--refuse", *db).exit_code == 2
    assert ask("takedown", "counter", number, "--restore-now", *db).exit_code == 0
    assert put(made, COPY, BODY).status == "new"

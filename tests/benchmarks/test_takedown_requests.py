"""The world of takedown requests: whole, true to itself, and judged by its truth alone."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.takedown_requests.adapter import AggregatorProduct, open_product
from benchmarks.takedown_requests.judging import Course, find_missed, judge
from benchmarks.takedown_requests.mail_judging import Receipt, judge_mail
from benchmarks.takedown_requests.mails import ADDRESSES, Mail, make_mails, read_mails
from benchmarks.takedown_requests.model import Request, State, Trial
from benchmarks.takedown_requests.storing import simulated_clock, store_world
from benchmarks.takedown_requests.trials import make_trials
from benchmarks.takedown_requests.trying import copy_database, try_out
from benchmarks.takedown_requests.world import FAKES, World, make_world

MAILS = {half: list(read_mails(half)) for half in ("mending", "reporting")}


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(1, None)


@pytest.fixture(scope="module")
def trials(world: World) -> list[Trial]:
    return make_trials(world)


def choose(trials: list[Trial], side: str, kind: str, ask: str, grade: str) -> Trial:
    return next(
        t
        for t in trials
        if (t.side, t.kind, t.ask, t.grade) == (side, kind, ask, grade) and len(t.requests) == 1
    )


def judge_page(world: World, trial: Trial, url: str, *states: State) -> list[str]:
    """The figures that are missed when a page had these states, and nothing else happened."""
    pages = {page.url: page for group in world.groups for page in group.pages}
    minutes = (3.0, 1435.0, 13_000.0)
    fetched = {stored.page.url: True for stored in trial.stays}
    fetched |= {stored.page.url: False for stored in trial.gone}
    course = Course(minutes, {url: states}, ("TD-1",), 1, frozenset([url]), fetched)
    return find_missed(judge(trial, course, pages))


def test_a_page_of_others_that_is_refused_afterwards_is_a_fault(
    world: World, trials: list[Trial]
) -> None:
    trial = choose(trials, "fake", "unknown_original", "own_text", "V3")
    pages = {page.url: page for group in world.groups for page in group.pages}
    for shown in (True, False):
        fetched = {stored.page.url: shown for stored in trial.stays}
        course = Course((3.0,), {}, ("TD-1",), 1, frozenset(), fetched)
        assert bool(find_missed(judge(trial, course, pages))) != shown


def test_a_world_has_more_than_a_hundred_fakes_of_forty_kinds(world: World) -> None:
    assert len(world.fakes) > 100
    assert len(FAKES) > 40


def test_the_maker_of_a_fake_has_no_right_to_the_original(world: World) -> None:
    for group in world.fakes:
        assert group.other is not None
        assert not group.other.has_right_to(group.original), group.kind
        assert group.fake is not None
        assert group.other.controls(group.fake), group.kind


def test_an_owner_has_a_right_to_the_copies_and_not_to_bystanders(world: World) -> None:
    group = next(g for g in world.owners if g.kind == "bystanders")
    free = {page.role for page in group.pages if not group.owner.has_right_to(page)}
    assert free == {"collection", "original", "quote", "translation"}
    assert sum(map(group.owner.has_right_to, group.pages)) == 3


def test_every_trial_has_a_name_of_its_own_and_names_addresses(trials: list[Trial]) -> None:
    assert len({trial.id for trial in trials}) == len(trials)
    assert all(request.urls for trial in trials for request in trial.requests)


def test_a_seed_makes_the_same_trials(trials: list[Trial]) -> None:
    assert make_trials(make_world(1, None)) == trials


def test_every_fake_is_asked_about_alone_with_each_grade_and_in_a_flood(
    world: World, trials: list[Trial]
) -> None:
    for group in world.fakes:
        own = [trial for trial in trials if trial.side == "fake" and trial.group == group.id]
        assert {t.grade for t in own if len(t.requests) == 1} >= {"V0", "V1", "V2"}
        assert any(len(t.requests) >= 20 for t in own)


def test_an_original_that_a_fake_s_maker_erases_is_a_fault(
    world: World, trials: list[Trial]
) -> None:
    trial = choose(trials, "fake", "seen_later", "victim_page", "V3")
    [url] = trial.requests[0].urls
    assert judge_page(world, trial, url, "hidden", "erased", "erased")
    assert not judge_page(world, trial, url, "shown", "shown", "shown")


def test_an_original_that_is_hidden_for_a_day_is_no_fault_and_for_a_week_is_one(
    world: World, trials: list[Trial]
) -> None:
    trial = replace(choose(trials, "fake", "seen_later", "victim_page", "V3"), grade="V1")
    [url] = trial.requests[0].urls
    assert not judge_page(world, trial, url, "hidden", "hidden", "shown")
    assert judge_page(world, trial, url, "hidden", "hidden", "hidden")


def test_an_own_page_must_be_gone_within_the_day(world: World, trials: list[Trial]) -> None:
    trial = choose(trials, "owner", "single", "page", "V3")
    [url] = trial.requests[0].urls
    assert not judge_page(world, trial, url, "hidden", "erased", "erased")
    assert judge_page(world, trial, url, "hidden", "hidden", "erased")
    assert judge_page(world, trial, url, "shown", "erased", "erased")


def test_an_own_page_erased_by_an_unknown_mailbox_is_a_fault(
    world: World, trials: list[Trial]
) -> None:
    trial = choose(trials, "owner", "single", "page", "V1")
    [url] = trial.requests[0].urls
    assert judge_page(world, trial, url, "hidden", "erased", "erased")


def test_the_original_must_be_kept_where_only_copies_were_asked_for(
    world: World, trials: list[Trial]
) -> None:
    trial = choose(trials, "owner", "uncredited", "copies", "V3")
    [url] = trial.requests[0].urls
    missed = judge_page(world, trial, url, "hidden", "erased", "erased")
    assert any("original kept" in line for line in missed)


@pytest.fixture
def product(world: World, tmp_path: Path) -> tuple[Path, World]:
    small = World(1, world.fakes[:1], world.owners[:1])
    assert store_world(tmp_path / "base.db", small) == []
    return tmp_path / "base.db", small


def test_a_trial_sees_what_a_product_hides_and_erases(product: tuple[Path, World]) -> None:
    base, small = product
    url = small.owners[0].original.url
    with simulated_clock(9000) as minute, open_product(copy_database(base, base.parent)) as opened:
        opened.aggregator.takedowns.file(claimant="Nora Quint", reason="mine", url=url)
        assert opened.states()[url] == "hidden"
        minute[0] += 2000
        opened.work()
        assert opened.states()[url] == "erased"
        assert "shown" in opened.states().values()


class Forgetful(AggregatorProduct):
    """Refuses every request."""

    def receive(self, request: Request) -> str:
        return ""


def test_a_trial_without_a_case_changes_nothing(
    product: tuple[Path, World], trials: list[Trial]
) -> None:
    base, small = product
    trial = next(t for t in trials if t.group == small.owners[0].id)
    refused = replace(trial, requests=(replace(trial.requests[0], urls=("http://no.example/",)),))
    seen = try_out(refused, base, base.parent, open_product)
    assert seen.states == {}
    assert seen.numbers == ("",)


def test_the_halves_of_the_mails_are_apart_by_the_hash_of_their_ids() -> None:
    for half, mails in MAILS.items():
        for mail in mails:
            name = (mail.joins or mail.id).encode()
            is_even = int(hashlib.sha256(name).hexdigest(), 16) % 2 == 0
            assert is_even == (half == "reporting"), mail.id


def test_there_are_many_mails_and_each_names_stored_articles_only() -> None:
    mails = [mail for half in MAILS.values() for mail in half]
    assert len({mail.id for mail in mails}) == len(mails) > 80
    assert {url for mail in mails for url in (*mail.found, *mail.never)} <= set(ADDRESSES)


def test_large_mails_are_made_when_they_are_asked_for() -> None:
    sizes = {mail.id: len(mail.raw) for mail in make_mails(megabytes=2)}
    assert 2_000_000 < sizes["huge"] < 2_100_000
    assert len(sizes) >= 10


def make_mail(**more: object) -> Mail:
    mail = Mail("plain", "a mail", "case", b"", (ADDRESSES[0],), (ADDRESSES[1],))
    return replace(mail, **more)  # type: ignore[arg-type] # fields of a mail


@pytest.mark.parametrize(
    ("receipt", "fault"),
    [
        (Receipt(), "addresses found"),
        (Receipt(addresses=frozenset(ADDRESSES[:2])), "no other address"),
        (Receipt(erased=frozenset(ADDRESSES[:1])), "nothing erased by a lower grade"),
        (Receipt(answers=(("nora@gmail.com\r\nBcc: x@y.example", "re"),)), "answers are safe"),
        (Receipt(answers=(("takedown@aggregator.example", "re"),)), "answers are safe"),
        (Receipt(error="IndexError"), "no error"),
    ],
)
def test_what_is_wrong_with_a_mail_is_a_fault(receipt: Receipt, fault: str) -> None:
    missed = find_missed(judge_mail(make_mail(), receipt, {}))
    assert any(fault in line for line in missed)


def test_a_mail_that_was_read_rightly_has_no_fault() -> None:
    right = Receipt(
        frozenset(["TD-1"]), frozenset(ADDRESSES[:1]), answers=(("nora@gmail.com", "re"),)
    )
    assert find_missed(judge_mail(make_mail(), right, {})) == []


def test_an_automatic_mail_that_is_answered_is_a_fault() -> None:
    mail = make_mail(outcome="ignored", answer=False, found=())
    assert find_missed(judge_mail(mail, Receipt(answers=(("x@y.example", "re"),)), {}))
    assert find_missed(judge_mail(mail, Receipt(), {})) == []

"""The drafts of our mails: the same in four languages, filled from the stored case, and nothing of the work."""

from typing import get_args

import pytest
from jinja2 import Environment, nodes

from aggregator import clock
from aggregator.api import Aggregator
from aggregator.config import Config
from aggregator.results.takedowns import Grade, Ground, ItemState, Language, MailKind
from aggregator.takedown.mail import facts, words
from aggregator.takedown.mail.facts import Facts
from aggregator.takedown.mail.rendering import write_letter
from aggregator.takedown.repositories import TakedownStore
from tests.takedown.mail.conftest import BASE_URL
from tests.takedowns import AUTHOR, BODY, COPY, TITLE, WORK, file_case, traces

LANGUAGES: tuple[Language, ...] = get_args(Language)
KINDS: tuple[MailKind, ...] = get_args(MailKind)
NOW = "2026-03-01T06:00:00Z"


def placeholders(source: str) -> list[str]:
    """Every name and attribute that a template uses, in alphabetical order."""
    tree = Environment(autoescape=True).parse(source)
    names = [node.name for node in tree.find_all(nodes.Name)]
    return sorted([*names, *(node.attr for node in tree.find_all(nodes.Getattr))])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_have_the_same_placeholders(language: Language, kind: MailKind) -> None:
    ours = [placeholders(source) for source in words.get_draft(language, kind)]
    assert ours == [placeholders(source) for source in words.get_draft("en", kind)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: Language) -> None:
    found = words.get_words(language)
    assert set(found["items"]) == set(get_args(ItemState))
    assert set(found["grounds"]) == set(get_args(Ground))
    assert set(found["grades"]) == set(get_args(Grade))
    assert set(found["missing"]) == set(facts.NEEDED)
    assert [placeholders(part) for part in words.get_frame(language)] == [
        placeholders(part) for part in words.get_frame("en")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_draft_is_left_in_english(language: Language) -> None:
    own = {kind: words.get_draft(language, kind) for kind in KINDS}
    english = {kind: words.get_draft("en", kind) for kind in KINDS}
    assert language == "en" or all(
        own[kind][part] != english[kind][part] for kind in KINDS for part in (0, 1)
    )


@pytest.fixture
def written(news: Aggregator, config: Config) -> "Written":
    """Writes mails of cases of the small world."""
    return Written(news, config)


class Written:
    """Mails that are written, not sent."""

    def __init__(self, news: Aggregator, config: Config) -> None:
        self.news = news
        self.facts = Facts(TakedownStore.of(news.store), config, clock.now())

    def write(
        self, kind: MailKind, number: str, address: str = "nora@wire.example", **details: str
    ) -> tuple[str, str]:
        """Subject and text of a mail of a case."""
        case = self.news.takedowns.get(number)
        mails = self.news.store.takedown_mails
        mail_id = mails.queue(kind, address, NOW, case_id=case.id, details=details)
        mail = mails.get(mail_id)
        assert mail is not None
        return write_letter(self.facts, [mail])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_draft_can_be_written(written: Written, language: Language, kind: MailKind) -> None:
    case = file_case(
        written.news, confirmed=False, email="nora@wire.example", language=language, channel="mail"
    )
    subject, text = written.write(kind, case.number, url=COPY, restore_by=NOW, restore_after=NOW)
    assert case.number in subject
    assert "{" not in text
    assert "\n\n\n" not in text
    assert traces(text.encode(), BODY, TITLE, AUTHOR) == []


@pytest.mark.parametrize("kind", ["owner_notice", "alarm"])
def test_others_do_not_learn_who_asks(written: Written, kind: MailKind) -> None:
    case = file_case(
        written.news, confirmed=False, email="nora@wire.example", postal_address="Quay 4"
    )
    _, text = written.write(kind, case.number, "owner@copier.example", url=COPY)
    for secret in ("Nora", "Quint", "nora@", "Quay"):
        assert secret not in text


def test_the_owner_of_a_page_reads_of_that_page_only(written: Written) -> None:
    case = file_case(written.news, confirmed=False, email="nora@wire.example")
    _, text = written.write("owner_notice", case.number, "owner@copier.example", url=COPY)
    assert COPY in text
    assert f"{WORK}\n" not in text
    assert f"{BASE_URL}/takedown/counter/" in text
    assert "/takedown/status/" not in text


def test_an_acknowledgement_says_what_was_found_and_what_is_missing(written: Written) -> None:
    case = file_case(
        written.news,
        confirmed=False,
        email="nora@wire.example",
        channel="mail",
        statements=("accurate",),
    )
    _, text = written.write("acknowledgement", case.number)
    for page in (WORK, COPY):
        assert page in text
    assert "good faith" in text
    assert "what you write is accurate" not in text
    assert clock.for_people(case.deadline) in text
    for purpose in ("confirm", "status"):
        assert f"{BASE_URL}/takedown/{purpose}/" in text


def test_the_confirm_link_is_that_of_the_mailbox(written: Written) -> None:
    case = file_case(written.news, confirmed=False, email="nora@wire.example")
    _, text = written.write("acknowledgement", case.number)
    token = text.split("/takedown/confirm/")[1].split()[0]
    values = written.news.claimants.read_link("confirm", token)
    assert values is not None
    assert written.news.claimants.find_mailbox_proof(*values).method == "mailbox"


def test_a_confirmed_mailbox_is_not_asked_again(written: Written) -> None:
    case = file_case(written.news, confirmed=False, email="nora@wire.example")
    _, text = written.write("acknowledgement", case.number)
    token = text.split("/takedown/confirm/")[1].split()[0]
    values = written.news.claimants.read_link("confirm", token)
    assert values is not None
    proof = written.news.claimants.find_mailbox_proof(*values)
    written.news.takedowns.record_proof(proof.id)
    assert "/takedown/confirm/" not in written.write("missing", case.number)[1]


def test_the_places_of_a_token_are_named(written: Written) -> None:
    case = file_case(written.news, confirmed=False, email="nora@wire.example")
    _, text = written.write("acknowledgement", case.number)
    [proof] = [
        each for each in written.news.takedowns.list_proofs(case.number) if each.method == "dns"
    ]
    assert f"TXT record _aggregator-challenge.wire.example with the value {proof.token}" in text
    assert (
        f"https://wire.example/.well-known/aggregator-takedown.txt that holds {proof.token}" in text
    )


def test_a_decision_says_who_decided(written: Written) -> None:
    by_rule = file_case(written.news, confirmed=False, email="nora@wire.example")
    assert "without a person" in written.write("decision", by_rule.number)[1]
    by_person = file_case(written.news, "https://other.example/100", email="nora@wire.example")
    text = written.write("decision", by_person.number)[1]
    assert "without a person" not in text
    assert "court" in text

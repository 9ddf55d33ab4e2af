"""What a received mail does: it opens cases, is filed in them, or is ignored."""

import pytest

from aggregator.api import Aggregator
from aggregator.config import Config
from aggregator.errors import DatabaseLocked
from aggregator.results.takedowns import TakedownCaseItems, TakedownScope
from aggregator.takedown import control_proofs
from aggregator.takedown.mail import intake as intake_module
from aggregator.takedown.mail.facts import Facts
from aggregator.takedown.mail.intake import Intake
from aggregator.takedown.mail.rendering import write_letter
from aggregator.takedown.repositories import TakedownStore
from aggregator.takedown.types import TakedownRequest
from tests.mail_servers import AUTHSERV_ID, OWN_ADDRESS, make_mail
from tests.takedown.mail.conftest import BASE_URL, Receive
from tests.takedowns import COPY, WORK

SIGNED = f"Authentication-Results: {AUTHSERV_ID}; dkim=pass header.d=wire.example\n"


def queued(news: Aggregator) -> list[tuple[str, str]]:
    """Kind and recipient of the mails of no case that were queued."""
    mails = news.mails.list_without_case()
    return [(mail.kind, mail.address) for mail in mails if mail.direction == "out"]


def test_a_request_opens_a_case(news: Aggregator, receive: Receive) -> None:
    done = receive(f"Please remove <{WORK}?utm_source=x>. I act in good faith.\n\nNora Quint")
    [number] = done.cases
    case = news.takedowns.get(number)
    assert (case.scope.url, case.email, case.claimant) == (WORK, "nora@wire.example", "Nora Quint")
    [request] = news.store.takedown_cases.list_requests(case.id)
    assert (request.channel, request.statements) == ("mail", ("good_faith",))
    assert request.signature == "Nora Quint"


def test_nobody_is_taken_at_their_word(news: Aggregator, receive: Receive) -> None:
    [number] = receive(f"Remove {WORK}").cases
    case = news.takedowns.get(number)
    assert case.grade == "V0"
    assert case.state == "received"


def test_each_item_has_a_case_and_the_mail_is_in_each(news: Aggregator, receive: Receive) -> None:
    done = receive("Remove https://other.example/100 and https://other.example/101")
    assert len(done.cases) == 2
    for number in done.cases:
        [mail] = [mail for mail in news.mails.list_of_case(number) if mail.direction == "in"]
        assert "https://other.example/101" in mail.body


@pytest.mark.parametrize("path", ["/a/1", "/s/1", "/s/1?x=1"])
def test_our_own_page_names_its_article(news: Aggregator, receive: Receive, path: str) -> None:
    [number] = receive(f"Remove {BASE_URL}{path}").cases
    assert news.takedowns.get(number).scope.url == WORK


def test_a_hidden_page_is_asked_for_in_its_case(news: Aggregator, receive: Receive) -> None:
    filed = news.takedowns.file(claimant="W", reason="ours", url=WORK, at_once=False)
    assert receive(f"Remove {COPY}").cases == (filed.number,)


def test_one_answer_lists_every_case_of_a_mail(news: Aggregator, receive: Receive) -> None:
    pages = "\n".join(f"https://other.example/{number}" for number in range(100, 103))
    cases = receive(f"Remove\n{pages}").cases
    kinds = [mail.kind for number in cases for mail in news.mails.list_of_case(number)]
    assert kinds.count("acknowledgement") == len(cases) == 3


def test_a_broken_address_is_the_one_that_is_stored(news: Aggregator, receive: Receive) -> None:
    [number] = receive("Remove https://wire.example/lan\nterns\nThanks").cases
    assert news.takedowns.get(number).scope.url == WORK


def test_the_sender_s_own_publication_is_left(news: Aggregator, receive: Receive) -> None:
    done = receive(f"My article {WORK} was copied at https://other.example/100. Please remove it.")
    [number] = done.cases
    case = news.takedowns.get(number)
    assert (case.scope.url, case.work_url) == ("https://other.example/100", WORK)


def test_both_are_asked_for_where_the_words_say_so(receive: Receive) -> None:
    done = receive(f"Please remove my article {WORK} and https://other.example/100")
    assert len(done.cases) == 2


def test_a_mail_is_received_once(news: Aggregator, receive: Receive) -> None:
    first = receive(f"Remove {WORK}")
    again = receive(f"Remove {WORK}")
    assert (first.kind, again.kind) == ("request", "duplicate")
    assert len(news.takedowns.list_cases()) == 1
    assert news.mails.list_processed("box") == {"1", "2"}


def test_another_mail_with_the_same_id_is_another_mail(receive: Receive) -> None:
    receive("Remove https://other.example/100")
    assert receive("Remove https://other.example/101").kind == "request"


def test_a_mail_without_id_is_known_by_its_content(receive: Receive) -> None:
    receive("Remove https://other.example/100", message_id="")
    assert receive("Remove https://other.example/100", message_id="").kind == "duplicate"
    assert receive("Remove https://other.example/101", message_id="").kind == "request"


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ("Auto-Submitted: auto-replied\n", "nora@wire.example"),
        ("Return-Path: <>\n", "nora@wire.example"),
        ("List-Id: <x.example>\n", "nora@wire.example"),
        ("", OWN_ADDRESS),
        ("", "nobody"),
    ],
)
def test_nobody_answers_a_machine(
    news: Aggregator, receive: Receive, headers: str, sender: str
) -> None:
    done = receive(f"Remove {WORK} and https://nowhere.example/1", headers=headers, sender=sender)
    assert not done.cases
    assert news.takedowns.list_cases() == []
    assert queued(news) == []
    [mail] = news.mails.list_without_case()
    assert (mail.state, mail.body) == ("ignored", "")


def test_a_mail_that_names_nothing_of_ours_is_answered_once_a_day(
    news: Aggregator, receive: Receive
) -> None:
    for number in range(3):
        receive("Remove my page", message_id=f"<{number}@wire.example>")
    assert queued(news) == [("missing", "nora@wire.example")]


def test_forged_senders_get_few_answers(news: Aggregator, receive: Receive) -> None:
    for number in range(40):
        receive("Remove it", sender=f"a{number}@b.example", message_id=f"<{number}@x>")
    assert len(queued(news)) == intake_module.MAX_ANSWERS_PER_HOUR


# Replies


def test_a_reply_with_the_number_is_filed_in_the_case(news: Aggregator, receive: Receive) -> None:
    [number] = receive(f"Remove {WORK}").cases
    done = receive("Thank you", subject=f"Re: {number}: received", message_id="<2@wire.example>")
    assert (done.kind, done.cases) == ("reply", (number,))
    bodies = [mail.body for mail in news.mails.list_of_case(number) if mail.direction == "in"]
    assert bodies == [f"Remove {WORK}", "Thank you"]
    assert "mail received" in [entry.event for entry in news.takedowns.log(number)]


def test_a_reply_opens_no_case_for_what_it_quotes(news: Aggregator, receive: Receive) -> None:
    [number] = receive(f"Remove {WORK}").cases
    receive("> https://other.example/100\nyes", subject=number, message_id="<2@wire.example>")
    assert len(news.takedowns.list_cases()) == 1


def test_a_number_of_no_case_makes_no_reply(receive: Receive) -> None:
    assert receive(f"Remove {WORK}", subject="TD-1999-0001").kind == "request"


def proven(news: Aggregator, number: str) -> list[tuple[str, str]]:
    """Method and domain of what was proven in a case."""
    return [
        (proof.method, proof.domain)
        for proof in news.takedowns.list_proofs(number)
        if proof.proven_at
    ]


def test_a_signature_is_a_proof(news: Aggregator, receive: Receive) -> None:
    [number] = receive(f"Remove {WORK}", headers=SIGNED).cases
    assert proven(news, number) == [("dkim", "wire.example")]


def test_an_owner_s_signed_mail_hides_the_page_that_it_names_and_no_other(
    news: Aggregator, receive: Receive
) -> None:
    [number] = receive(f"Please remove {WORK}", headers=SIGNED).cases
    confirm_mailbox(news, number)
    case = news.takedowns.get(number)
    assert (case.state, case.grade) == ("hidden", "V2")
    assert [(item.url, item.state) for item in case.items] == [(WORK, "hidden")]


@pytest.mark.parametrize("sender", ["noreply@wire.example", "support@wire.example"])
@pytest.mark.parametrize(
    "text",
    [
        f"Here is a copy of the message that you sent by our form:\n\nPlease remove {WORK}",
        f"A reader recommends this article to you: {WORK}\nThey say: please take this down",
        f"We received your request [#55]. You wrote: Please delete {WORK}.",
        f"Please correct the headline of {WORK}; you took the wrong one down.",
        f"Our newsletter: read {WORK}. To unsubscribe, delete your account.",
    ],
)
def test_a_signed_mail_that_others_had_sent_hides_nothing(
    news: Aggregator, config: Config, receive: Receive, sender: str, text: str
) -> None:
    [number] = receive(text, headers=SIGNED, sender=sender, subject="Your message").cases
    case = news.takedowns.get(number)
    assert (case.state, case.grade) == ("received", "V0")
    store = TakedownStore.of(news.store)
    [answer] = store.mails.list_due("2099-01-01T00:00:00Z", 10)
    assert answer.address == sender
    letter = write_letter(Facts(store, config, case.received_at), [answer])
    assert "/takedown/confirm/" in letter[1]


def test_a_mailbox_below_a_domain_is_not_the_owner_of_its_pages(
    news: Aggregator, receive: Receive
) -> None:
    headers = SIGNED.replace("wire.example", "students.wire.example")
    [number] = receive(f"Remove {WORK}", headers=headers, sender="eve@students.wire.example").cases
    confirm_mailbox(news, number)
    assert proven(news, number) == [("dkim", "students.wire.example"), ("mailbox", "")]
    assert news.takedowns.get(number).state == "received"


def test_a_stranger_s_signed_mail_hides_nothing(news: Aggregator, receive: Receive) -> None:
    headers = SIGNED.replace("wire.example", "eve.example")
    [number] = receive(f"Remove {WORK}", headers=headers, sender="eve@eve.example").cases
    assert news.takedowns.get(number).state == "received"


@pytest.mark.parametrize(
    "text",
    [
        f"Thank you for the credit at {WORK}",
        f"Please do not remove {WORK}",
        f"Bitte {WORK} nicht löschen",
        f"> Please remove it\nNice page: {WORK}",
    ],
)
def test_a_signed_mail_that_asks_for_no_removal_proves_nothing(
    news: Aggregator, receive: Receive, text: str
) -> None:
    [number] = receive(text, headers=SIGNED, subject="Hello").cases
    assert proven(news, number) == []
    assert news.takedowns.get(number).state == "received"


def test_a_second_reminder_is_a_request(news: Aggregator, receive: Receive) -> None:
    [number] = receive(f"{WORK} has not been removed. Delete it.", headers=SIGNED).cases
    assert proven(news, number) == [("dkim", "wire.example")]


def test_a_signed_mail_to_somebody_else_proves_nothing(news: Aggregator, receive: Receive) -> None:
    raw = make_mail(f"Please remove {WORK}", headers=SIGNED)
    [number] = receive(raw.replace(OWN_ADDRESS.encode(), b"desk@other.example")).cases
    assert proven(news, number) == []


def test_a_signed_reply_that_takes_the_request_back_proves_nothing(
    news: Aggregator, receive: Receive
) -> None:
    [number] = receive(f"Remove {WORK}").cases
    receive("I withdraw my request", subject=number, message_id="<2@wire.example>", headers=SIGNED)
    assert proven(news, number) == []


def test_who_asks_for_copies_has_to_prove_the_domain(news: Aggregator, receive: Receive) -> None:
    [number] = receive(f"Please remove {WORK} and all copies of it", headers=SIGNED).cases
    case = news.takedowns.get(number)
    assert (case.scope.kind, case.state) == ("text", "received")
    assert {item.url for item in case.items} == {WORK, COPY}


def test_the_copies_can_be_asked_for_without_the_own_page(
    news: Aggregator, receive: Receive
) -> None:
    [number] = receive(f"I wrote my article {WORK}. Please remove the copies.").cases
    case = news.takedowns.get(number)
    assert case.scope.kind == "copies"
    assert {item.url: item.action for item in case.items}[WORK] == "keep"


def confirm_mailbox(news: Aggregator, number: str) -> None:
    """Do what the link to the mailbox of the first request of a case does."""
    store = TakedownStore.of(news.store)
    [request] = news.takedowns.list_requests(number)
    proof = control_proofs.ask(store, request.id, "mailbox", "", request.received_at)
    news.takedowns.record_proof(proof.id, "link")


def test_a_signed_reply_of_a_claimant_with_a_confirmed_mailbox_is_a_proof(
    news: Aggregator, receive: Receive
) -> None:
    [number] = receive(f"Remove {WORK}").cases
    confirm_mailbox(news, number)
    receive("yes", subject=number, message_id="<2@wire.example>", headers=SIGNED)
    assert proven(news, number) == [("mailbox", ""), ("dkim", "wire.example")]


@pytest.mark.parametrize("answer", ["What is this?", "Thank you. Your ticket #55 was opened."])
def test_an_owner_who_answers_a_request_in_their_name_that_is_not_theirs_proves_nothing(
    news: Aggregator, receive: Receive, answer: str
) -> None:
    page = TakedownScope("", "", "page")
    case = news.takedowns.submit(
        TakedownRequest(
            "Nora Quint",
            "it is mine",
            WORK,
            email="nora@wire.example",
            confirmed=False,
            channel="form",
            scope=page,
        )
    )
    receive(answer, subject=f"Re: {case.number}", headers=SIGNED)
    assert proven(news, case.number) == []
    assert news.takedowns.get(case.number).state == "received"


def test_a_signed_reply_of_somebody_else_proves_nothing(news: Aggregator, receive: Receive) -> None:
    [number] = receive(f"Remove {WORK}", sender="nora@free.example").cases
    receive("yes", subject=number, message_id="<2@wire.example>", headers=SIGNED)
    assert proven(news, number) == []
    assert news.mails.list_of_case(number)[-1].state == "ignored"
    assert "mail received" not in [entry.event for entry in news.takedowns.log(number)]


def test_the_log_names_no_person(news: Aggregator, receive: Receive) -> None:
    [number] = receive(f"Remove {WORK}", headers=SIGNED).cases
    receive("yes", subject=number, message_id="<2@wire.example>", headers=SIGNED)
    details = " ".join(entry.detail for entry in news.takedowns.log(number))
    assert "nora" not in details.lower()
    assert "@" not in details


# Interruptions


def test_an_interrupted_mail_is_resumed(news: Aggregator, config: Config) -> None:
    filed: list[str] = []

    def submit(request: TakedownRequest) -> TakedownCaseItems:
        if len(filed) == 1:
            filed.append("stop")
            raise DatabaseLocked("in use")
        filed.append(str(request.url))
        return news.takedowns.submit(request)

    store = TakedownStore.of(news.store)
    intake = Intake(store, config, submit, news.takedowns.record_proof, "2026-03-01T06:00:00Z")
    raw = make_mail("Remove https://other.example/100 and https://other.example/101")
    with pytest.raises(DatabaseLocked):
        intake_module.receive(intake, raw, "box", "1")
    assert news.mails.list_processed("box") == set()
    done = intake_module.receive(intake, raw, "box", "1")
    assert filed == ["https://other.example/100", "stop", "https://other.example/101"]
    assert len(done.cases) == len(news.takedowns.list_cases()) == 2
    assert news.mails.list_processed("box") == {"1"}


def test_what_was_taken_down_is_asked_for_no_more(news: Aggregator, receive: Receive) -> None:
    news.takedowns.file(claimant="W", reason="ours", url=COPY)
    news.takedowns.run()
    done = receive(f"Remove {COPY} and https://other.example/100")
    assert len(done.cases) == 1


# Personal data


def test_blanked_mails_are_not_received_again(news: Aggregator, receive: Receive) -> None:
    [number] = receive(f"Remove {WORK}", uid="1").cases
    news.store.takedown_mails.blank([news.takedowns.get(number).id])
    [mail] = [mail for mail in news.mails.list_of_case(number) if mail.direction == "in"]
    assert (mail.body, mail.address, mail.subject) == ("", "", "")
    assert "wire.example" not in str(mail)
    assert news.mails.list_processed("box") == {"1"}
    assert receive(f"Remove {WORK}", uid="9").kind == "duplicate"


def test_mails_of_no_case_are_blanked_after_a_time(news: Aggregator, receive: Receive) -> None:
    receive("Remove my page")
    mails = news.store.takedown_mails
    mails.blank_without_case("2100-01-01T00:00:00Z")
    received = [mail for mail in news.mails.list_without_case() if mail.direction == "in"]
    assert [mail.body for mail in received] == [""]


# Without a change


def test_inspecting_changes_nothing(news: Aggregator, config: Config) -> None:
    said = news.mails.inspect(make_mail(f"Remove {WORK}"), config, "1")
    assert (said.kind, said.says) == ("request", WORK)
    assert news.mails.list_without_case() == []
    assert news.takedowns.list_cases() == []

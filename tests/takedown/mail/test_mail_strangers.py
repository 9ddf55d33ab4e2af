"""Mails of those whom we do not know: what they get from us, and what is stored of them."""

from aggregator.api import Aggregator
from aggregator.config import Config
from aggregator.takedown.mail import strangers
from aggregator.takedown.mail.facts import Facts
from aggregator.takedown.mail.rendering import write_letter
from aggregator.takedown.repositories import TakedownStore
from tests.mail_servers import AUTHSERV_ID
from tests.takedown.mail.conftest import Receive
from tests.takedowns import NOW, WORK, file_case

PRIZE = "https://win-a-prize.example/click-here"
SPF = f"Authentication-Results: {AUTHSERV_ID}; spf=pass smtp.mailfrom=nora@wire.example\n"


def write_answer(news: Aggregator, config: Config) -> str:
    store = TakedownStore.of(news.store)
    [mail] = store.mails.list_due("2099-01-01T00:00:00Z", 10)
    return "\n".join(write_letter(Facts(store, config, NOW), [mail]))


def test_a_forged_sender_gets_no_words_of_the_mail(
    news: Aggregator, receive: Receive, config: Config
) -> None:
    receive(f"remove {PRIZE}", sender="victim@third.example", subject="You won")
    answer = write_answer(news, config)
    assert PRIZE not in answer
    assert "You won" not in answer


def test_a_sender_whose_server_is_known_learns_what_is_not_ours(
    news: Aggregator, receive: Receive, config: Config
) -> None:
    receive(f"remove {PRIZE}", headers=SPF, subject="Removal of a page")
    answer = write_answer(news, config)
    assert PRIZE in answer
    assert "Removal of a page" in answer


def test_mails_with_a_guessed_number_are_noted_briefly_and_few_of_them(
    news: Aggregator, receive: Receive
) -> None:
    number = file_case(news, WORK, email="nora@wire.example").number
    before = len(news.mails.list_of_case(number))
    for each in range(strangers.MAX_STRANGERS_PER_DAY + 5):
        done = receive(
            f"{each} " + "z" * 9_000,
            subject=f"Re: {number}",
            sender=f"x{each}@evil.example",
            message_id=f"<{each}@evil.example>",
        )
        assert done.says.startswith("ignored")
    noted = news.mails.list_of_case(number)[before:]
    assert len(noted) == strangers.MAX_STRANGERS_PER_DAY
    assert {len(mail.body) for mail in noted} == {strangers.MAX_STRANGER}


def test_a_stranger_who_names_a_case_and_a_page_makes_a_request(
    news: Aggregator, receive: Receive
) -> None:
    number = file_case(news, WORK, email="nora@wire.example").number
    done = receive(
        "Remove https://other.example/100", subject=f"Re: {number}", sender="x@evil.example"
    )
    assert done.kind == "request"
    assert done.cases != (number,)

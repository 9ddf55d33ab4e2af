"""A database with a work and its copy, settings, and what filing a mail needs."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from aggregator.api import Aggregator
from aggregator.config import Config, MailConfig, ServeConfig
from aggregator.results import PolledMail
from tests.mail_servers import AUTHSERV_ID, OWN_ADDRESS, make_mail

BASE_URL = "https://aggregator.example"

Receive = Callable[..., PolledMail]


@pytest.fixture
def config() -> Config:
    """Settings without servers."""
    return Config(
        mail=MailConfig(sender=OWN_ADDRESS, authserv_id=AUTHSERV_ID),
        serve=ServeConfig(base_url=BASE_URL),
    )


@pytest.fixture
def news(made: Aggregator) -> Aggregator:
    """The database, with the key that signs links."""
    made.maintenance.form_key()
    return made


@pytest.fixture
def receive(news: Aggregator, config: Config) -> Receive:
    """Receives mails, each with the next number of the mailbox unless `uid` is given."""
    numbers = iter(range(1, 1_000))

    def receive_next(raw: bytes | str, *, uid: str = "", **fields: str) -> PolledMail:
        data = make_mail(raw, **fields) if isinstance(raw, str) else raw
        return news.mails.receive(data, config, "box", uid or str(next(numbers)))

    return receive_next


@pytest.fixture
def sending(config: Config) -> Callable[..., Config]:
    """The settings with a server that sends."""
    return lambda server, **more: replace(
        config, mail=replace(config.mail, **server.settings(), **more)
    )

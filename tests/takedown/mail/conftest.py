"""A database with a work and its copy, settings, and what filing a mail needs."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from aggregator.api import Aggregator
from aggregator.config import Config, MailConfig, ServeConfig
from aggregator.results import PolledMail
from tests import takedowns as world
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


@pytest.fixture(scope="session")
def world_of_mails(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a database with a work, a copy of it and other pages; copy it, do not write to it."""
    folder = tmp_path_factory.mktemp("mails")
    with Aggregator.open(folder / "made.db") as opened:
        world.put_work_and_copy(opened, others=4)
    return folder


@pytest.fixture
def news(world_of_mails: Path, tmp_path: Path) -> Iterator[Aggregator]:
    """A copy of that database, open."""
    for file in world_of_mails.glob("made*.db"):
        shutil.copy(file, tmp_path)
    with Aggregator.open(tmp_path / "made.db") as opened:
        yield opened


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

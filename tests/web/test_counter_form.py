"""The form of a counter-notice, by a link, from a removed page, and by itself."""

import re
import shutil
import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aggregator.api import Aggregator
from aggregator.config import ServeConfig
from aggregator.web.app import create_app
from tests import corpus
from tests.takedowns import file_case
from tests.web.forms import find_token

NOTICE = {
    "url": corpus.VALLEY,
    "reason": "It is our own report.",
    "name": "Odile Ferrand",
    "email": "odile@valley.example",
    "postal_address": "1 Meadow Lane",
    "phone": "+33 1 00 00",
    "mistake": "yes",
    "jurisdiction": "yes",
    "signature": "Odile Ferrand",
}


@pytest.fixture(scope="module")
def removed(stored: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a database that a case removed the page of the valley from, and its number."""
    folder = tmp_path_factory.mktemp("removed")
    for file in stored.glob("aggregator*.db"):
        shutil.copy(file, folder)
    with Aggregator.open(folder / "aggregator.db") as opened:
        case = file_case(opened, corpus.VALLEY, email="claimant@wire.example")
        opened.takedowns.run()
    return folder, case.number


@pytest.fixture
def filled(removed: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of that database, which `opened` opens."""
    for file in removed[0].glob("aggregator*.db"):
        shutil.copy(file, tmp_path)
    return tmp_path / "aggregator.db"


@pytest.fixture
def number(removed: tuple[Path, str]) -> str:
    return removed[1]


def post(
    client: TestClient, fields: dict[str, str], path: str = "/takedown/counter"
) -> tuple[int, str]:
    token = find_token(client.get(path).text)
    answer = client.post(path, data={**fields, "token": token})
    return answer.status_code, answer.text


@pytest.mark.parametrize("url", [corpus.VALLEY, "/a/3", "http://testserver/a/3"])
def test_a_counter_notice_is_stored_and_says_who_reads_it(
    client: TestClient, opened: Aggregator, number: str, url: str
) -> None:
    status, page = post(client, {**NOTICE, "url": url})
    assert status == 200
    assert number in page
    assert "A person looks at it" in page
    [stored] = opened.takedowns.list_counter_notices(number)
    assert stored.url == corpus.VALLEY
    assert stored.statements == ("mistake", "jurisdiction")


def test_the_removed_page_and_a_link_fill_in_what_was_removed(
    client: TestClient, opened: Aggregator, number: str
) -> None:
    link = re.search(r'href="(/takedown/counter\?[^"]+)"', client.get("/a/3").text)
    assert link
    paths = link[1].replace("&amp;", "&"), opened.claimants.make_link("counter", number, "3")
    for path in paths:
        page = client.get(path).text
        assert f'value="{number}"' in page
        assert 'value="/a/3"' in page


def test_one_by_the_link_of_its_page_is_the_publishers(
    client: TestClient, opened: Aggregator, number: str
) -> None:
    path = opened.claimants.make_link("counter", number, "3")
    assert f'action="{path}"' in client.get(path).text
    _, page = post(client, {**NOTICE, "number": number}, path)
    assert re.search(r"after \d+ \w+ \d{4} and by \d+ \w+ \d{4}", page)
    assert [each.state for each in opened.takedowns.list_counter_notices(number)] == ["forwarded"]


def test_one_without_a_link_is_read_by_a_person(
    client: TestClient, opened: Aggregator, number: str
) -> None:
    post(client, NOTICE)
    assert [each.state for each in opened.takedowns.list_counter_notices(number)] == ["received"]


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"url": ""}, "url", "the address"),
        ({"url": "https://elsewhere.example/"}, "url", "not removed"),
        ({"url": "/a/1"}, "url", "not removed"),
        ({"url": "javascript:alert(1)"}, "url", "whole address"),
        ({"number": "7"}, "number", "looks like"),
        ({"number": "TD-2020-0001"}, "url", "not removed"),
        ({"name": ""}, "name", "your name"),
        ({"email": "nobody"}, "email", "one e-mail address"),
        ({"postal_address": ""}, "postal_address", "postal address"),
        ({"phone": ""}, "phone", "phone number"),
        ({"reason": ""}, "reason", "explain"),
        ({"mistake": ""}, "mistake", "by mistake"),
        ({"jurisdiction": ""}, "jurisdiction", "which court"),
        ({"signature": ""}, "signature", "type your name"),
    ],
)
def test_a_problem_of_a_counter_notice_is_explained_beside_its_field(
    client: TestClient,
    opened: Aggregator,
    number: str,
    change: dict[str, str],
    field: str,
    message: str,
) -> None:
    status, page = post(client, {**NOTICE, **change})
    assert status == 400
    beside = re.search(rf'id="{field}-problem">([^<]*)<', page)
    assert beside
    assert message in beside[1]
    assert "Odile Ferrand" in page
    assert opened.takedowns.list_counter_notices(number) == []


def test_a_counter_notice_is_accepted_once(
    client: TestClient, opened: Aggregator, number: str
) -> None:
    fields = {**NOTICE, "token": find_token(client.get("/takedown/counter").text)}
    answers = [client.post("/takedown/counter", data=fields).status_code for _ in range(3)]
    assert answers == [200, 409, 409]
    assert len(opened.takedowns.list_counter_notices(number)) == 1


def test_mails_are_sent_once_a_counter_notice_is_stored(opened: Aggregator, number: str) -> None:
    sent: list[str] = []
    app = create_app(
        opened, ServeConfig(), send_mails=lambda: sent.append(threading.current_thread().name)
    )
    post(TestClient(app), {**NOTICE, "signature": ""})
    assert sent == []
    post(TestClient(app), NOTICE)
    assert len(sent) == 1

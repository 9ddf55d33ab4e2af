"""Filling in the forms of the pages, as a browser without scripts does."""

import re
from collections.abc import Mapping
from html import unescape

from httpx import Response
from starlette.testclient import TestClient

from tests import corpus

REQUEST = {
    "urls": corpus.DIGEST,
    "scope": "text",
    "ground": "copyright",
    "capacity": "owner",
    "claimant": "Wire Example Ltd",
    "email": "legal@wire.example",
    "reason": "Copied without permission.",
    "work_url": corpus.WIRE,
    "good_faith": "yes",
    "accurate": "yes",
}


def find_token(page: str) -> str:
    """The token of the form in a page."""
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def read_hidden_fields(page: str) -> dict[str, str]:
    """The fields that the form of a page keeps hidden."""
    pairs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in pairs}


def preview(client: TestClient, fields: Mapping[str, str] = REQUEST) -> Response:
    """The answer to a filled form."""
    token = find_token(client.get("/takedown").text)
    return client.post("/takedown", data={**fields, "token": token, "step": "preview"})


def send(client: TestClient, fields: Mapping[str, str] = REQUEST) -> Response:
    """The answer to a form that was filled in and sent after its preview."""
    page = preview(client, fields)
    assert page.status_code == 200, page.text
    return client.post("/takedown", data={**read_hidden_fields(page.text), "step": "send"})


def find_status_link(page: str) -> str:
    """The path of the status page to which a page links."""
    found = re.search(r'href="(/takedown/status/[^"]+)"', page)
    assert found
    return found[1]

"""What the foot of each page promises is true, sentence by sentence."""

from pathlib import Path

from starlette.testclient import TestClient

from tests import corpus
from tests.web.marked import BY, HONEY, VALLEY, open_marked
from tests.web.test_web import links, text, tree

SENTENCES = (
    "Each article is its publisher's, and each headline of a list leads to its publisher.",
    "Readers see a short extract at most, or the whole text where a licence or a permission allows it.",
    "Is something here yours and should not be?",
    "Request removal: within 24 hours what is yours is deleted, or a person has written to you why not.",
)


def test_the_foot_has_these_sentences_and_no_others(client: TestClient) -> None:
    for path in ("/", "/a/1", "/s/1", "/takedown", "/a/99"):
        page = tree(client, path, 404 if path == "/a/99" else 200)
        assert text(page, "footer p:first-child") == " ".join(SENTENCES), path


def test_each_headline_of_a_list_leads_to_its_publisher(client: TestClient) -> None:
    headlines = {
        "/": ".story h2 a",
        "/s/1": "tbody td:first-child span[dir] a",
        "/search?q=storm": ".story h2 a",
        "/compare/1/2": "p > span[dir] a",
    }
    for path, selector in headlines.items():
        found = links(tree(client, path), selector)
        assert found, path
        assert set(found) <= {corpus.WIRE, corpus.DIGEST, corpus.VALLEY}, path


def test_readers_see_a_short_extract_or_under_a_licence_the_whole_text(tmp_path: Path) -> None:
    for name, head, is_whole in (("plain", "", False), ("licence", BY, True)):
        (tmp_path / name).mkdir()
        with open_marked(tmp_path / name, {VALLEY: head}) as client:
            shown = text(tree(client, "/a/3"), ".text")
        assert (HONEY in shown) == is_whole
        assert shown.startswith("Beekeepers in the upper")


def test_a_removal_is_requested_and_its_deadline_is_a_day(client: TestClient) -> None:
    assert "/takedown" in links(tree(client, "/"), "footer a")
    steps = text(tree(client, "/takedown"), "details ol")
    assert "Within 24 hours of your request it is deleted from all our files" in steps
    assert "or a person has written to you why not" in steps

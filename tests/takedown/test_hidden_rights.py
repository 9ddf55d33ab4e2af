"""What a publisher said of an article is hidden with it, put back with it, and erased with it."""

from aggregator.api import Aggregator
from aggregator.permissions import Permissions
from aggregator.statements import Statement
from storage.links.unstored_texts import UnstoredText
from tests.takedowns import WORK, file_case

SAID = Statement("noarchive", "", "header")
DECIDED = Permissions(17, 80, ("A line that no extract shows.",))


def say(made: Aggregator) -> int:
    """Has the publisher of the work say something; returns the id of its article."""
    article_id = made.article_id(WORK)
    with made.store.articles.transaction():
        made.store.statements.add_all([(article_id, "2026-03-01T06:00:00Z", [SAID])])
        made.store.permissions.set_all([(article_id, DECIDED)])
        made.store.unstored_texts.add(
            UnstoredText(article_id, "reserved", "2026-03-01T06:00:00Z", b"\x01\x02")
        )
        made.store.articles.delete_text(article_id)
    return article_id


def test_what_was_said_is_put_back_with_its_article(made: Aggregator) -> None:
    article_id = say(made)
    case = file_case(made)
    made.takedowns.decide(case.number, accept=False)
    assert made.store.statements.get(article_id) == (SAID,)
    assert made.store.permissions.get(article_id) == DECIDED
    assert made.store.unstored_texts.get(article_id)
    assert made.for_public().article(article_id).text == ""


def test_nothing_of_it_is_left_when_its_article_is_erased(made: Aggregator) -> None:
    say(made)
    file_case(made)
    made.takedowns.run()
    for table in ("article_statements", "permissions", "statements", "unstored_texts"):
        assert made.store.main.table(table).count == 0

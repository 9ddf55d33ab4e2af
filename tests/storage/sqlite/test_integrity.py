"""The checks of `doctor`: each fault is found, and a good database has none."""

from pathlib import Path

import pytest

from storage.store import open_for_reading, open_for_writing, private_path

FAULTS = {
    "DELETE FROM signatures WHERE article_id = 2": "1 articles without a signature",
    "DELETE FROM index_entries": "stories whose leader cannot be found",
    "DELETE FROM url_aliases WHERE article_id = 3": "1 articles that no address leads to",
    "DELETE FROM copies WHERE article_id = 1": "without a place in their story",
    "UPDATE stories SET redirect_to = 2 WHERE id = 1": "2 articles whose story is merged away",
    """INSERT INTO source_domains (domain, source_id, kind, basis, added_at)
       VALUES ('wire.example', 2, 'former', 'operator', '')""": "1 domains that two sources have",
    "UPDATE articles SET source_id = 99 WHERE id = 1": "1 references that lead nowhere",
    "INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')": "full-text index",
    "UPDATE stories SET dirty = 1": "wait for a verdict",
}


def said(path: Path, level: str) -> list[str]:
    with open_for_reading(path) as store:
        return [finding.says for finding in store.check_integrity() if finding.level == level]


def test_a_good_database_has_no_faults(filled: Path) -> None:
    assert said(filled, "fail") == said(filled, "warn") == []
    assert len(said(filled, "ok")) >= 6


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(filled: Path, fault: str) -> None:
    with open_for_writing(filled) as store:
        store.main.execute("PRAGMA foreign_keys=0")
        store.main.conn.execute(fault)
        store.main.conn.commit()
    found = said(filled, "fail") + said(filled, "warn")
    assert any(FAULTS[fault] in line for line in found), found


def test_a_wrong_index_is_found_although_the_counts_agree(filled: Path) -> None:
    with open_for_writing(filled) as store:
        store.main.execute("DROP TRIGGER articles_au")
        store.main.conn.execute("UPDATE articles SET text = 'other words' WHERE id = 1")
        store.main.conn.commit()
    assert "the full-text index does not match the articles" in said(filled, "fail")


def test_a_private_file_without_its_key_is_a_fault(filled: Path) -> None:
    with open_for_writing(filled) as store:
        assert store.private is not None
        store.private.conn.execute("DELETE FROM keys")
        store.private.conn.commit()
    assert any("holds no key" in line for line in said(filled, "fail"))
    private_path(filled).unlink()
    assert any("is missing" in line for line in said(filled, "fail"))

"""Every value of the contract has one label, and no module has a table of labels of its own."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import pytest

from aggregator import crawl_labels, labels
from aggregator.model import (
    Confidence,
    Credit,
    EvidenceClass,
    ManifestPlace,
    ManifestState,
    Relation,
    Role,
    Verdict,
)
from aggregator.results.articles import UnstoredReason
from aggregator.results.redress import CounterState
from aggregator.results.sources import CrawlEventKind
from aggregator.results.takedowns import Channel, Ground, ItemState, State

ROOT = Path(__file__).resolve().parents[1]
TABLES: Mapping[str, tuple[object, Mapping[str, object]]] = {
    "verdict": (Verdict, labels.VERDICTS),
    "what would change a verdict": (Verdict, labels.VERDICT_CHANGES),
    "confidence": (Confidence, labels.CONFIDENCES),
    "role": (Role, labels.ROLES),
    "credit": (Credit, labels.CREDITS),
    "relation": (Relation, labels.RELATIONS),
    "evidence class": (EvidenceClass, labels.EVIDENCE_CLASSES),
    "state of a manifest": (ManifestState, labels.MANIFEST_STATES),
    "place of a manifest": (ManifestPlace, labels.MANIFEST_PLACES),
    "ground of a takedown": (Ground, labels.TAKEDOWN_GROUNDS),
    "channel of a takedown": (Channel, labels.TAKEDOWN_CHANNELS),
    "state of a case": (State, labels.TAKEDOWN_STATES),
    "outcome of a case": (State, labels.TAKEDOWN_OUTCOMES),
    "state of an item": (ItemState, labels.TAKEDOWN_ITEM_STATES),
    "state of a counter-notice": (CounterState, labels.COUNTER_STATES),
    "reason why a text is not stored": (UnstoredReason, labels.UNSTORED_TEXTS),
    "event of a crawl": (CrawlEventKind, crawl_labels.CRAWL_EVENTS),
}
ACCUSING = ("stole", "theft", "thief", "plagiar", "pirate", "fake", "lied", "failed")


@pytest.mark.parametrize("concept", TABLES)
def test_every_value_of_the_contract_has_a_label(concept: str) -> None:
    values, table = TABLES[concept]
    assert set(table) == set(get_args(values))
    assert all(table.values())


@pytest.mark.parametrize("concept", TABLES)
def test_no_label_accuses(concept: str) -> None:
    text = str(list(TABLES[concept][1].values())).lower()
    assert not any(word in text for word in ACCUSING)


@pytest.mark.parametrize(
    ("role", "credit", "description"),
    [
        ("original", "none", "original"),
        ("credited_copy", "exact_link", "credited copy; links to its source"),
        ("uncredited_copy", "none", "copy, no credit found"),
        ("partial", "none", "copy of a part; no credit found"),
        ("same_owner", None, "same publisher group"),
        (None, "none", "role not determined"),
        (None, "agency_only", "role not determined; names an agency"),
    ],
)
def test_a_member_is_described_by_its_role_and_credit(
    role: str | None, credit: str | None, description: str
) -> None:
    assert labels.describe_member(role, credit) == description


def test_no_other_module_has_a_table_of_labels() -> None:
    tables = [
        f"{path.relative_to(ROOT)}:{line}"
        for folder in ("aggregator", "spiders", "storage")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path.name not in ("labels.py", "crawl_labels.py") or path.parent != ROOT / "aggregator"
        for line in _label_tables(path.read_text(encoding="utf-8"))
    ]
    assert tables == []


def test_a_table_of_labels_elsewhere_is_noticed() -> None:
    assert list(_label_tables('X = {"contested": "it is open", "undetermined": "unknown"}')) == [1]
    assert list(_label_tables('X = dict(contested="it is open", undetermined="unknown")')) == [1]
    assert list(_label_tables('FACTORS = {"exact_link": 1.0, "site_link": 0.9}')) == []


def _label_tables(source: str) -> Iterator[int]:
    """Yields the lines of mappings from two or more values of one concept to words."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "dict":
            pairs = [(ast.Constant(each.arg), each.value) for each in node.keywords]
        else:
            continue
        keys = {
            key.value for key, value in pairs if isinstance(key, ast.Constant) if _is_text(value)
        }
        if any(len(keys & set(get_args(values))) > 1 for values, _ in TABLES.values()):
            yield node.lineno


def _is_text(node: ast.expr) -> bool:
    """Whether an expression is a string, or a collection that holds one."""
    return any(
        isinstance(child, ast.JoinedStr)
        or (isinstance(child, ast.Constant) and isinstance(child.value, str))
        for child in ast.walk(node)
    )

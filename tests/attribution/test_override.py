"""An original that the operator set overrides the evidence, which is kept."""

from dataclasses import replace

from aggregator.attribution import attribute
from aggregator.model import OriginalOverride
from tests.attribution.members import PAPER, TO_PAPER, page

DIGEST = page(2, "digest.example", TO_PAPER, source_name="Digest")
BARE = page(3, "bare.example")
OVERRIDE = OriginalOverride(2, "2026-03-04T10:00:00Z", "ada", "their archive shows it")


def test_the_operator_s_decision_names_the_original() -> None:
    decided = attribute([PAPER, DIGEST], None, OVERRIDE)
    assert (decided.verdict, decided.confidence, decided.set_by) == (
        "original_here",
        "high",
        "operator",
    )
    assert (decided.original.article_id, decided.original.name) == (2, "Digest")


def test_the_evidence_begins_with_the_decision_and_the_former_verdict() -> None:
    decided = attribute([PAPER, DIGEST], None, OVERRIDE)
    decision, former = decided.evidence[:2]
    assert decision.says == (
        "Digest was set as the original by ada at 2026-03-04 10:00 UTC: their archive shows it"
    )
    assert (decision.cls, decision.rule, decision.points_to) == ("H", "set_by_operator", "2")
    assert (decision.article_id, decision.strength) == (2, 1.0)
    assert former.says == (
        "without that decision the verdict would be: original_here, Linden Paper, confidence high"
    )
    assert (former.rule, former.strength, former.article_id) == ("without_decision", 0.99, None)
    rules = [item.rule for item in decided.evidence]
    assert "link_phrase" in rules


def test_a_decision_without_a_reason_or_a_former_original_is_shown_without_them() -> None:
    members = [replace(PAPER, relation="identical"), BARE]
    decided = attribute(members, None, replace(OVERRIDE, article_id=3, reason=""))
    assert decided.evidence[0].says.endswith("at 2026-03-04 10:00 UTC")
    assert decided.evidence[1].says.endswith("would be: undetermined, confidence none")


def test_roles_are_assigned_against_the_original_that_was_set() -> None:
    decided = attribute([PAPER, DIGEST, BARE], None, OVERRIDE)
    assert [each.role for each in decided.assessments] == [
        "uncredited_copy",
        "original",
        "uncredited_copy",
    ]


def test_a_decision_on_an_article_outside_the_story_changes_nothing() -> None:
    elsewhere = replace(OVERRIDE, article_id=9)
    assert attribute([PAPER, DIGEST], None, elsewhere) == attribute([PAPER, DIGEST])

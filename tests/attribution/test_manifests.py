"""Signed manifests that pages carry."""

from dataclasses import replace
from typing import Literal

import pytest

from aggregator.attribution import attribute
from aggregator.model import Evidence, Manifest, Member, Source
from tests.attribution.members import PAPER, at, page

COPY = page(2, "copy.example", source_name="Copy")
TRUSTED = Manifest(
    "text", "trusted", "Linden Paper", signed_at="2026-03-01T05:00:00Z", title="Storm"
)


def signatures(*members: Member) -> list[Evidence]:
    return [item for item in attribute(members).evidence if item.cls == "I"]


def test_a_copy_with_its_original_s_manifest_names_its_origin() -> None:
    decided = attribute([PAPER, replace(COPY, manifests=(TRUSTED,))])
    assert (decided.verdict, decided.confidence, decided.original.article_id) == (
        "original_here",
        "high",
        1,
    )
    [item] = [item for item in decided.evidence if item.cls == "I"]
    assert item.says == "The text at Copy carries a manifest that Linden Paper signed"
    assert (item.rule, item.quote, item.points_to) == ("manifest", "Storm", "1")
    assert (decided.assessments[1].role, decided.assessments[1].reason) == (None, "signed_only")


def test_a_manifest_of_a_registered_publisher_names_an_original_outside() -> None:
    weekly = Source("weekly.example", "Linden Weekly", "https://weekly.example/")
    signed = replace(COPY, manifests=(replace(TRUSTED, signer="Linden Weekly"),))
    decided = attribute([signed], {"lindenweekly": weekly})
    assert (decided.verdict, decided.original.url) == (
        "original_outside",
        "https://weekly.example/",
    )


def test_a_page_that_its_own_publisher_signed_is_the_original_of_others() -> None:
    decided = attribute([replace(PAPER, manifests=(TRUSTED,)), COPY])
    assert (decided.verdict, decided.confidence, decided.original.article_id) == (
        "original_here",
        "medium",
        1,
    )
    [item] = [item for item in decided.evidence if item.cls == "I"]
    assert item.says.endswith("carries a manifest that Linden Paper signed at 2026-03-01 05:00 UTC")


@pytest.mark.parametrize(
    ("state", "words", "is_alarm"),
    [
        ("untrusted", "whose certificate is on no trust list", False),
        ("mismatch", "was made for another content: it counts for nothing", True),
        ("unreadable", "could not be read", False),
    ],
)
def test_a_manifest_that_does_not_hold_is_shown_and_never_believed(
    state: Literal["untrusted", "mismatch", "unreadable"], words: str, is_alarm: bool
) -> None:
    plain = [PAPER, replace(COPY, first_seen=at(5))]
    carrying = [PAPER, replace(plain[1], manifests=(replace(TRUSTED, state=state),))]
    before, after = attribute(plain), attribute(carrying)
    assert (before.verdict, before.original, before.assessments) == (
        after.verdict,
        after.original,
        after.assessments,
    )
    [item] = [item for item in after.evidence if item.cls == "I"]
    assert words in item.says
    assert (item is after.evidence[0]) == is_alarm


def test_a_trusted_manifest_of_a_party_that_is_not_known_is_shown_only() -> None:
    carrying = replace(COPY, manifests=(replace(TRUSTED, signer="Nobody Known"),))
    assert attribute([PAPER, carrying]).verdict == "undetermined"
    [item] = signatures(PAPER, carrying)
    assert "that Nobody Known signed" in item.says


def test_a_signed_picture_is_shown_and_no_admission_of_where_the_text_is_from() -> None:
    carrying = replace(COPY, manifests=(replace(TRUSTED, place="image"),))
    assert attribute([PAPER, carrying]).verdict == attribute([PAPER, COPY]).verdict
    [item] = signatures(PAPER, carrying)
    assert item.says.startswith("A picture in the page at Copy carries a manifest")

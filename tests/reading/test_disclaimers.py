"""Disclaimers of aggregators, and reports that are none."""

import pytest

from aggregator.reading import (
    disclaimers,
)


@pytest.mark.parametrize(
    "line",
    [
        "No responsibility is taken! This site gathers news automatically from everywhere. Each text links to its original source. Whoever owns one may write to us and it will be deleted within 24 hours.",
        "Haftungsausschluss: Diese Seite sammelt Nachrichten automatisch. Die Quelle ist jeweils verlinkt. Rechteinhaber können uns kontaktieren, der Text wird binnen weniger Stunden gelöscht.",
        "If you are the owner of this text and do not agree, contact us; it comes down in two days. All names belong to their respective owners.",
    ],
)
def test_an_aggregators_disclaimer_is_recognized_in_any_words(line: str) -> None:
    assert disclaimers.is_disclaimer(line)


@pytest.mark.parametrize(
    "line",
    [
        "The court said the company must delete the photos within 24 hours or pay a fine to the owner of the house.",
        "The minister denied responsibility for the delay and said the material would be removed from the site.",
        "Regulators want aggregators of financial data to link every figure they show to a bank that answers for it.",
    ],
)
def test_a_report_about_such_things_is_no_disclaimer(line: str) -> None:
    assert not disclaimers.is_disclaimer(line)

"""Lines and their signals: phrases that state a source, sell or ask, and prose that does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.reading import phrases, split_lines
from aggregator.reading.phrases import table


@pytest.mark.parametrize(
    ("line", "signal", "name"),
    [
        ("Read original article here", "source", ""),
        ("The post Rain again appeared first on The Plains Daily.", "source", "The Plains Daily"),
        (
            "This story originally appeared on marl-courier.example",
            "source",
            "marl-courier.example",
        ),
        ("Source: Marl Courier", "source", "Marl Courier"),
        ("Quelle: Marlbote", "source", "Marlbote"),
        ("Fuente: El Puente", "source", "El Puente"),
        ("来源：新华网", "source", "新华网"),
        ("(Except for the headline, this story has not been edited by staff)", "feed", ""),
        ("(Reporting by Ana Brod; Editing by Leo Fink)", "sign_off", ""),
        ("Copyright 2026 Interpress. All rights reserved.", "rights", ""),
        ("Leave a comment", "comment", ""),
        ("Sign up for our newsletter", "promo", ""),
        ("Also read: the ferry stops", "xref", ""),
        ("Photo: Rosa Lind", "caption", ""),
        ("Advertisement", "label", ""),
    ],
)
def test_a_phrase_has_its_signal_and_the_name_in_it(line: str, signal: str, name: str) -> None:
    assert phrases.find_signal(line) == (signal, name)


@pytest.mark.parametrize(
    "line",
    [
        "This article was originally published on 4 March 2021.",
        "Originally published in April.",
        "The source of the river lies in the hills above the town.",
        "Readers of the original manuscript noticed the difference at once.",
        "He said the report was first published when he was a boy.",
    ],
)
def test_prose_and_dates_of_the_page_itself_are_no_source(line: str) -> None:
    assert phrases.find_signal(line) is None


@given(st.text(max_size=2000))
def test_any_line_has_a_signal_or_none(line: str) -> None:
    signal = phrases.find_signal(line)
    assert signal is None or signal[0] in split_lines.REASON_OF_SIGNAL


def test_the_table_of_phrases_is_sorted_and_without_repetition() -> None:
    for module in table.MODULES:
        assert list(module.ROWS) == sorted(set(module.ROWS)), module.__name__


@pytest.mark.parametrize(
    "line",
    [
        "Join our weekly newsletter",
        "Fresh recipes delivered to your inbox every Friday",
        "When you buy through our links, we may earn a commission.",
        "The Harbour Post is supported by commissions from shops it names.",
        "Want more? Sign up for our evening newsletter.",
        "Loved the tour? Follow us on Instagram for more",
        "By clicking the button you agree to the terms",
        "Get a free quote today.",
    ],
)
def test_a_promotional_line_is_recognized_wherever_its_words_begin(line: str) -> None:
    signal = phrases.find_signal(line)
    assert signal is not None
    assert signal[0] == "promo"


@pytest.mark.parametrize(
    "line",
    [
        "Streamers earn a commission when viewers buy games.",
        "The minister asked voters to follow him on the road to reform.",
        "The court heard that letters were sent to your honour by mistake.",
        "She signed up for the navy at nineteen and never looked back.",
    ],
)
def test_prose_with_the_same_words_is_prose(line: str) -> None:
    assert phrases.find_signal(line) is None

"""The lines of a body are split into a text for people, a text for comparing, and removed lines."""

from aggregator.reading import split_lines
from aggregator.reading.phrases.table import PHRASES


def test_every_signal_has_a_reason() -> None:
    assert {signal for _, signal, _ in PHRASES} == split_lines.REASON_OF_SIGNAL.keys()


def test_the_headline_and_the_lines_above_it_are_removed_from_both_texts() -> None:
    lines = [
        "Home",
        "Local",
        "Bridge opens!",
        "By Rosa Lind",
        "It opened on Monday.",
        "Leave a reply",
    ]
    parts = split_lines.split_body_lines(lines, ["Bridge opens"], ["Rosa Lind"])
    assert parts.text == parts.link_text == ("It opened on Monday.",)
    assert [removed.reason for removed in parts.removed] == [
        *["headline"] * 3,
        "byline",
        "comment_prompt",
    ]


def test_headings_and_names_at_the_end_are_removed() -> None:
    prose = [f"Sentence {number} of the report ends here." for number in range(6)]
    parts = split_lines.split_body_lines([*prose, "Longer reads", "Ann Lee"])
    assert parts.text == tuple(prose)
    assert [removed.text for removed in parts.removed] == ["Longer reads", "Ann Lee"]


def test_a_list_of_names_at_the_end_is_kept() -> None:
    prose = [f"Sentence {number} of the report ends here." for number in range(6)]
    names = ["Ann Lee", "Ben Ode", "Cem Kaya", "Dia Roy", "Eva Lund"]
    assert split_lines.split_body_lines([*prose, *names]).text == (*prose, *names)

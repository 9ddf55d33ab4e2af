"""Times as text: one form, in which the order of the text is that of the times."""

import pytest

from aggregator import clock


def test_a_time_is_read_and_written_in_one_form() -> None:
    assert clock.add_seconds("2026-12-31T23:59:30Z", 45) == "2027-01-01T00:00:15Z"
    assert clock.seconds_between("2026-02-28T00:00:00Z", "2026-03-01T00:00:01Z") == 86_401


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-01",
        "2026-03-01T06:00:00",
        "2026-03-01 06:00:00Z",
        "2026-03-01T06:00:00+00:00",
        "2026-03-01T060000,1Z",
        "2026-W09-7T06:00:00Z",
    ],
)
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # Python's words for some, ours for others
        clock.from_text(text)

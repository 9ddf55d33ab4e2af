"""The lines of the log: for people and for machines, of our loggers and of those of libraries."""

import json
import logging

import pytest

from aggregator import logs

ESCAPE = "https://paper.example/\x1b[2J"


def write(capsys: pytest.CaptureFixture[str], log_format: str, level: str = "INFO") -> list[str]:
    """Three lines as the log has them, of which one is below the level INFO."""
    logger = logs.get_logger("aggregator.a_test")
    for name in ("aggregator", "scrapy"):  # crawls in this process have set them
        logging.getLogger(name).setLevel(logging.NOTSET)
    with logs.writing(level, log_format):
        logger.info("feed polled", source="paper.example", new=3, why=None)
        logger.debug("not shown", source="paper.example")
        logging.getLogger("scrapy.core").warning("Spider %s closed", "news")
    return capsys.readouterr().err.splitlines()


def test_a_line_for_people_has_time_level_logger_and_fields(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ours, theirs = write(capsys, "text")
    time, rest = ours.split(" ", 1)
    assert len(time) == len("2026-11-28T09:00:00Z")
    assert rest == "INFO aggregator.a_test: feed polled source=paper.example new=3 why="
    assert theirs.split(" ", 1)[1] == "WARNING scrapy.core: Spider news closed"


def test_a_line_for_machines_is_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs = map(json.loads, write(capsys, "json"))
    assert list(ours) == ["at", "level", "logger", "event", "source", "new", "why"]
    assert (ours["event"], ours["new"], ours["why"]) == ("feed polled", 3, None)
    assert (theirs["level"], theirs["event"]) == ("warning", "Spider news closed")


def test_nothing_below_the_level_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(write(capsys, "text", "WARNING")) == 1


def test_an_address_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with logs.writing("INFO", "text"):
        logs.get_logger("aggregator.a_test").warning("feed failed", feed=ESCAPE, why="a\nb")
    line = capsys.readouterr().err
    assert "\x1b" not in line
    assert line.count("\n") == 1


@pytest.mark.parametrize("log_format", logs.FORMATS)
def test_a_bug_is_written_with_its_place(
    capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    with logs.writing("INFO", log_format):
        try:
            raise ValueError("broken")
        except ValueError:
            logging.getLogger("aggregator.a_test").exception("a page could not be stored")
    written = capsys.readouterr().err
    assert "ValueError: broken" in written
    assert "a page could not be stored" in written


def test_after_the_block_nothing_is_written_in_this_form(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logs.writing("INFO", "text"):
        pass
    logging.getLogger("aggregator.a_test").warning("late")
    assert "WARNING aggregator.a_test: late" not in capsys.readouterr().err

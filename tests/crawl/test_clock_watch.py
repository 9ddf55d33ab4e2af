"""When a crawl doubts the clock of its machine, and whom it believes instead."""

from aggregator.crawl.clock_watch import ClockWatch

DAY = 86_400.0
TRUE = 1_790_000_000.0  # the true time when a crawl starts
FAR = 400 * DAY


def watch(latest: float | None, wall: float = TRUE) -> ClockWatch:
    """A crawl that starts when the clock of its machine says `wall`."""
    return ClockWatch.start(latest, wall, passed=0.0)


def note_dates(clock: ClockWatch, true: float, hosts: int, first: int = 0) -> None:
    for number in range(first, first + hosts):
        clock.note_date(f"paper{number}.example", true + number % 3)


def test_a_clock_that_goes_on_from_the_database_is_believed_whatever_servers_say() -> None:
    clock = watch(TRUE - 600)
    note_dates(clock, TRUE + FAR, hosts=9)
    assert (clock.correction, clock.is_doubted) == (0.0, False)


def test_a_new_database_believes_the_clock() -> None:
    assert not watch(None).is_doubted


def test_a_clock_that_jumps_ahead_is_not_followed_and_is_believed_when_it_is_true_again() -> None:
    clock = watch(TRUE - 600)
    assert clock.look(TRUE + FAR + 10, 10) == FAR
    assert clock.correction == -FAR
    assert clock.look(TRUE + 20, 20) == -FAR
    assert (clock.correction, clock.is_doubted) == (0.0, False)


def test_a_clock_that_jumps_back_is_not_followed() -> None:
    clock = watch(TRUE - 600)
    clock.look(TRUE - FAR + 10, 10)
    assert clock.wall + clock.correction == TRUE + 10


def test_a_jump_that_servers_confirm_is_followed() -> None:
    clock = watch(None, wall=TRUE - FAR)  # a machine without a battery starts in the past
    clock.look(TRUE + 10, 10)
    note_dates(clock, TRUE + 10, hosts=9)
    assert (clock.correction, clock.is_doubted) == (0.0, False)


def test_small_steps_of_a_time_server_are_followed() -> None:
    clock = watch(TRUE)
    for step in range(1, 20):
        assert clock.look(TRUE + step * 340, step * 300.0) == 0.0
    assert clock.correction == 0.0


def test_a_suspended_machine_is_no_jump_where_the_seconds_count() -> None:
    clock = watch(TRUE)
    assert clock.look(TRUE + 3600, 3600.0) == 0.0


def test_a_suspended_machine_whose_seconds_do_not_count_is_right_with_the_first_answer() -> None:
    clock = watch(TRUE)
    clock.look(TRUE + 3600, 1.0)
    assert clock.correction == -3599
    clock.note_date("paper.example", TRUE + 3600)
    assert clock.correction == 0.0


def test_a_crawl_that_starts_years_ahead_takes_the_time_of_its_servers() -> None:
    clock = watch(TRUE - 600, wall=TRUE + FAR)
    assert clock.is_doubted
    note_dates(clock, TRUE, hosts=1)
    assert clock.wall + clock.correction == TRUE
    note_dates(clock, TRUE, hosts=8, first=1)
    assert clock.wall + clock.correction == TRUE + 1


def test_a_crawl_that_starts_years_behind_takes_the_time_of_its_servers() -> None:
    clock = watch(TRUE - 600, wall=TRUE - FAR)
    note_dates(clock, TRUE, hosts=3)
    assert clock.wall + clock.correction == TRUE + 1


def test_a_database_that_was_written_by_a_clock_years_ahead_is_not_believed_against_servers() -> (
    None
):
    clock = watch(TRUE + FAR)
    note_dates(clock, TRUE, hosts=9)
    assert (clock.correction, clock.is_doubted) == (0.0, False)


def test_a_crawl_after_a_stop_of_months_is_right() -> None:
    clock = watch(TRUE - 90 * DAY)
    note_dates(clock, TRUE, hosts=9)
    assert (clock.correction, clock.is_doubted) == (0.0, False)


def test_one_server_with_a_wrong_clock_is_outvoted() -> None:
    clock = watch(TRUE - FAR)
    clock.note_date("wrong.example", TRUE - FAR)
    note_dates(clock, TRUE, hosts=2)
    assert clock.correction == 0.0

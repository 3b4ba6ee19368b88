"""What people type for a time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.moments import FARTHEST, NotATime, moment

NOW = datetime(2026, 11, 20, 16, 55, tzinfo=UTC)  # a Friday, 17:55 in Copenhagen


def understood(said: str, timezone: str = "Europe/Copenhagen") -> str | None:
    at = moment(said, timezone, NOW)
    return at.strftime("%a %d %b %H:%M") if at else None


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("18:30", "Fri 20 Nov 17:30"),
        ("14:30", "Sat 21 Nov 13:30"),
        ("14.30", "Sat 21 Nov 13:30"),
        ("kl. 14.30", "Sat 21 Nov 13:30"),
        ("by 6pm", "Fri 20 Nov 17:00"),
        ("12:15 am", "Fri 20 Nov 23:15"),
        ("12:15 PM", "Sat 21 Nov 11:15"),
        ("today 20:00", "Fri 20 Nov 19:00"),
        ("tomorrow 9:00", "Sat 21 Nov 08:00"),
        ("i morgen kl. 9.00", "Sat 21 Nov 08:00"),
        ("mon 08:00", "Mon 23 Nov 07:00"),
        ("Fri 18:00", "Fri 20 Nov 17:00"),
        ("friday 08:00", "Fri 27 Nov 07:00"),
        ("fredag kl. 18.00", "Fri 20 Nov 17:00"),
        ("2026-12-01 09:00", "Tue 01 Dec 08:00"),
        ("2026-12-01T09:00", "Tue 01 Dec 08:00"),
        ("2026-12-01", "Tue 01 Dec 22:59"),
        ("2026-12-01T09:00:00Z", "Tue 01 Dec 09:00"),
        ("2026-12-01T09:00+02:00", "Tue 01 Dec 07:00"),
        ("2026-12-01 09:00+0200", "Tue 01 Dec 07:00"),
        ("in 2h", "Fri 20 Nov 18:55"),
        ("2h", "Fri 20 Nov 18:55"),
        ("1h30m", "Fri 20 Nov 18:25"),
        ("30 min", "Fri 20 Nov 17:25"),
        ("om 2 timer", "Fri 20 Nov 18:55"),
        ("2 days 3 hours", "Sun 22 Nov 19:55"),
        ("１４：３０", "Sat 21 Nov 13:30"),
    ],
)
def test_a_time_is_understood_in_the_readers_zone(said: str, means: str) -> None:
    assert understood(said) == means


def test_the_zone_is_the_readers() -> None:
    assert understood("18:30", "Asia/Singapore") == "Sat 21 Nov 10:30"
    assert understood("2026-12-01 09:00", "America/New_York") == "Tue 01 Dec 14:00"


@pytest.mark.parametrize("said", ["today 08:00", "i dag 8.00"])
def test_today_means_today_even_when_it_has_passed(said: str) -> None:
    assert understood(said) == "Fri 20 Nov 07:00"


@pytest.mark.parametrize(
    "said",
    ["25:00", "24:00", "9:75", "13pm", "0 am", "2026-13-01", "2026-02-30 09:00", "2026-12-01 25:00", "mandag 25:00",
     "0001-01-01", "9999-12-31 23:59", "9999w", "2026-12-01T25:00Z", "2099-01-01 00:00"],
)  # fmt: skip
def test_what_looks_like_a_time_and_is_none_is_said_to_be_none(said: str) -> None:
    with pytest.raises(NotATime):
        moment(said, "Europe/Copenhagen", NOW)


@pytest.mark.parametrize(
    "said",
    ["", "before the board meets", "end of day", "12.50 EUR", "2 apples", "soon", "someday 09:00", "tomorrow",
     "2026-12-01 in the morning", "h"],
)  # fmt: skip
def test_words_that_name_no_time_are_left_as_words(said: str) -> None:
    assert moment(said, "Europe/Copenhagen", NOW) is None


def test_a_time_that_summer_time_skips_is_the_first_after_it() -> None:
    assert understood("2027-03-28 02:30") == "Sun 28 Mar 01:00"


@given(st.text(alphabet="0123456789:.-hmdwt apoTZ+", max_size=30))
def test_whatever_is_typed_is_a_near_time_words_or_refused(said: str) -> None:
    try:
        at = moment(said, "Europe/Copenhagen", NOW)
    except NotATime:
        return
    assert at is None or (at.utcoffset() == timedelta() and abs(at - NOW) <= FARTHEST)

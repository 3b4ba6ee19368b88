"""Two times as people type them, read in their own zone: a Friday, six in the evening in Copenhagen."""

from datetime import UTC, datetime

import pytest

from bot.messages.moments import NotATime
from bot.messages.stretches import stretch

NOW = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


def read(text: str, zone: str = "Europe/Copenhagen", now: datetime = NOW) -> tuple[str, str] | None:
    found = stretch(text, zone, now)
    return (_short(found[0]), _short(found[1])) if found else None


def _short(at: datetime | None) -> str:
    return f"{at:%d %H:%M}" if at else "-"


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("sat 18:00 – sun 08:00", "21 17:00", "22 07:00"),
        ("sat 18:00 - sun 08:00", "21 17:00", "22 07:00"),
        ("sat 18.00 to sun 8am", "21 17:00", "22 07:00"),
        ("lør 18:00 til søn 08:00", "21 17:00", "22 07:00"),
        ("from sat 18:00 until sun 08:00", "21 17:00", "22 07:00"),
        ("19:00-22:00", "20 18:00", "20 21:00"),
        ("22:00–06:00", "20 21:00", "21 05:00"),
        ("tomorrow 9:00 to 17:00", "21 08:00", "21 16:00"),
        ("in 2h – in 4h", "20 19:00", "20 21:00"),
        ("2026-12-24 10:00 - 2026-12-25 10:00", "24 09:00", "25 09:00"),
    ],
)
def test_the_second_time_is_the_next_such_after_the_first(text: str, begins: str, ends: str) -> None:
    assert read(text) == (begins, ends)


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("mon – fri", "22 23:00", "27 23:00"),
        ("fri", "19 23:00", "20 23:00"),
        ("today", "19 23:00", "20 23:00"),
        ("tomorrow", "20 23:00", "21 23:00"),
        ("2026-12-24", "23 23:00", "24 23:00"),
        ("2026-12-24 – 2026-12-27", "23 23:00", "27 23:00"),
        ("mon 12:00 – wed", "23 11:00", "25 23:00"),
    ],
)
def test_days_without_times_are_whole_days(text: str, begins: str, ends: str) -> None:
    assert read(text) == (begins, ends)


def test_a_whole_day_has_25_hours_where_the_clock_is_put_back() -> None:
    begins, ends = stretch("2026-10-25", "Europe/Copenhagen", NOW) or (NOW, NOW)
    assert begins
    assert ends
    assert (ends - begins).total_seconds() == 25 * 3600


def test_what_is_not_said_is_open() -> None:
    assert read("until mon 08:00") == ("-", "23 07:00")
    assert read("until friday") == ("-", "20 23:00")
    assert read("from mon 9:00") == ("23 08:00", "-")


@pytest.mark.parametrize("text", ["3h", "for 3 hours", "180 min", "i 3t", "2h 60m"])
def test_so_long_is_from_now_on(text: str) -> None:
    assert read(text) == ("-", "20 20:00"), text


@pytest.mark.parametrize("text", ["3 switches", "i 3", "3pm", "for 2 desks"])
def test_a_number_of_something_else_is_no_length_of_time(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    "text", ["desk", "switch stuck", "18:00", "in 2h", "until further notice", "mon 9:00 – lunch", "from the desk"]
)
def test_other_words_name_no_times(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("25:00 – 26:00", "error.time"),
        ("2026-12-24 10:00 – 2026-12-23 10:00", "error.ends_before"),
        ("mon 9:00 – in 1h", "error.ends_before"),
    ],
)
def test_times_that_cannot_be_are_told_apart(text: str, says: str) -> None:
    with pytest.raises(NotATime) as wrong:
        stretch(text, "Europe/Copenhagen", NOW)
    assert wrong.value.says.key == says

"""Working hours as somebody types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.hours import DAYS, NotHours, hours_said, hours_text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("mon-fri 08:00-16:00", "mon-fri 08:00-16:00"),
        ("man-tor 8-16; fre 8:00-12:00, 13-15", "mon-thu 08:00-16:00; fri 08:00-12:00, 13:00-15:00"),
        ("Monday – Friday: 8.30–16", "mon-fri 08:30-16:00"),
        ("mon, wed 9-17", "mon 09:00-17:00; wed 09:00-17:00"),
        ("sun 0-24", "sun 00:00-24:00"),
        ("sat-mon 22:00-06:00", "mon 22:00-06:00; sat-sun 22:00-06:00"),
        ("fri 13-15, 8-12", "fri 08:00-12:00, 13:00-15:00"),
    ],
)
def test_days_and_times(typed: str, read: str) -> None:
    assert hours_text(hours_said(typed, "Europe/Copenhagen")) == read


@pytest.mark.parametrize(
    "typed",
    [
        "", "x", "mon-fri", "8-16", "mon 25-26", "mon 8:70-9", "mon 24-8", "mon 8-12; mon 13-15", "noon 8-12",
        "mon 8-12, 11-13", "mon 22-06, 23-24", "mon 8", "mon 8-12 or so", "; ".join(["mon 8-9"] * 15),
        "mon " + ", ".join(f"{hour}:00-{hour}:30" for hour in range(13)),
    ],
)  # fmt: skip
def test_what_names_no_week_is_refused(typed: str) -> None:
    with pytest.raises(NotHours):
        hours_said(typed, "UTC")


times = st.tuples(st.integers(0, 22), st.integers(0, 59), st.integers(0, 59)).map(
    lambda t: f"{t[0]:02}:{t[1]:02}-{t[0] + 1:02}:{t[2]:02}"
)


@given(st.dictionaries(st.sampled_from(DAYS), times, min_size=1))
def test_what_is_shown_can_be_typed_again(week: dict[str, str]) -> None:
    typed = "; ".join(f"{day} {openings}" for day, openings in week.items())
    calendar = hours_said(typed, "UTC")
    assert hours_said(hours_text(calendar), "UTC") == calendar

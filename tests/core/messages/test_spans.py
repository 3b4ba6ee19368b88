"""How often something comes again, as one says it."""

from datetime import timedelta

import pytest

from bot.messages.spans import every
from tests.core.messages.company import read


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(minutes=1), "every minute"),
        (timedelta(minutes=30), "every 30 minutes"),
        (timedelta(minutes=45), "every 45 minutes"),
        (timedelta(minutes=60), "every hour"),
        (timedelta(minutes=90), "every 90 minutes"),
        (timedelta(hours=2), "every 2 hours"),
        (timedelta(hours=24), "every day"),
        (timedelta(hours=36), "every 36 hours"),
        (timedelta(days=2), "every 2 days"),
    ],
)
def test_a_span_is_said_in_the_largest_unit_that_it_fills(span: timedelta, said: str) -> None:
    assert read(every(span)) == said


def test_what_fills_no_whole_minutes_is_said_as_it_is() -> None:
    assert read(every(timedelta(seconds=90))) == "every 1 minute 30 seconds"

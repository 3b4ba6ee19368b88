"""What is told of a calendar is not its address: whoever has that can read it."""

from bot.messages.feeds import trouble_card
from bot.people.calendar_troubles import Trouble
from bot.people.feeds import shown_source
from bot.people.presence import Feed
from bot.words import Param, Say
from tests.harness.builders import company


def test_of_an_address_the_host_is_shown_and_of_a_file_its_name() -> None:
    assert shown_source("https://u:p@calendars.example:8443/secret?key=1") == "calendars.example"
    assert shown_source("https://") == "?"
    assert shown_source("leave/ben.ics") == "ben.ics"


def test_why_a_calendar_cannot_be_read_is_said_in_the_readers_words() -> None:
    assert _why_shown(Trouble.HTTP.about(500)) == Say("feeds.why.http", (("detail", "500"),))
    assert _why_shown(Trouble.EMPTY) == Say("feeds.why.empty")


def test_a_reason_that_no_word_of_ours_begins_is_shown_as_it_is() -> None:
    assert _why_shown("It is down.") == "It is down."


def _why_shown(trouble: str) -> Param:
    card = trouble_card(Feed("ben.ics", trouble=trouble), company())
    return next(row.value for row in card.body if row.label.key == "feeds.row.why")

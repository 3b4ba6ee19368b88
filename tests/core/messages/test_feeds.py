"""How far what is said by a calendar can be trusted."""

from datetime import timedelta

from bot.messages.feeds import feed_lines
from bot.people.feeds import shown_source
from bot.people.presence import Feed
from bot.words import say
from tests.harness.builders import START

SOURCE, SPAN = "duty.ics", timedelta(minutes=7)


def test_its_age_is_said() -> None:
    read = Feed(SOURCE, good_at=START, tried_at=START)
    assert feed_lines(read, START + SPAN) == (say("feeds.read", age=SPAN),)
    assert feed_lines(read, START) == (say("feeds.read_now"),)


def test_of_one_that_fails_it_is_said_from_when_it_is() -> None:
    failing = Feed(SOURCE, good_at=START, tried_at=START + SPAN, trouble="It is down.")
    assert feed_lines(failing, START + SPAN) == (say("feeds.stale", at=START, age=SPAN),)


def test_of_one_that_was_never_read_that_is_said() -> None:
    assert feed_lines(None, START) == (say("feeds.not_yet"),)
    assert feed_lines(Feed(SOURCE, tried_at=START, trouble="It is down."), START) == (say("feeds.never"),)


def test_of_an_address_the_host_is_shown_and_of_a_file_its_name() -> None:
    assert shown_source("https://u:p@calendars.example:8443/secret?key=1") == "calendars.example"
    assert shown_source("https://") == "?"
    assert shown_source("leave/ben.ics") == "ben.ics"

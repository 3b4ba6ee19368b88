"""What policy keepers read of calendars that Stige subscribes to: what is wrong with one. Never its address, since
whoever has it can read the calendar."""

from collections.abc import Iterator

from bot.messages.shown import Accent, Card, Row
from bot.people.feeds import on_leave_by, schedules_of, shown_source
from bot.people.presence import Feed
from bot.people.roster import Roster
from bot.words import Name, Say, say

MOST_NAMES = 5
LONGEST_NAME = 80


def trouble_card(feed: Feed, roster: Roster) -> Card:
    headline = say("feeds.trouble", calendar=shown_source(feed.source))
    rows = (*_uses(feed, roster), Row(say("feeds.row.why"), feed.trouble))
    return Card(headline, headline, Accent.URGENT, body=rows, notes=(*_kept(feed, roster), say("feeds.again")))


def works_card(feed: Feed, roster: Roster) -> Card:
    """What a card of trouble becomes."""
    headline = say("feeds.works", calendar=shown_source(feed.source))
    return Card(headline, headline, Accent.DONE, body=tuple(_uses(feed, roster)))


def strangers_card(feed: Feed, roster: Roster, names: tuple[str, ...]) -> Card:
    """`names` empty: all are known by now."""
    if not names:
        headline = say("feeds.strangers_known", calendar=shown_source(feed.source))
        return Card(headline, headline, Accent.DONE, body=tuple(_uses(feed, roster)))
    headline = say("feeds.strangers", calendar=shown_source(feed.source))
    listed = Row(say("feeds.row.names"), tuple(_short(name) for name in names[:MOST_NAMES]))
    more = len(names) - MOST_NAMES
    notes = (*((say("feeds.more_names", count=more),) if more > 0 else ()), say("feeds.how_named"))
    return Card(headline, headline, Accent.OPEN, body=(*_uses(feed, roster), listed), notes=notes)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _uses(feed: Feed, roster: Roster) -> Iterator[Row]:
    if schedules := schedules_of(feed.source, roster):
        yield Row(say("feeds.row.schedules"), schedules)
    if people := on_leave_by(feed.source, roster):
        yield Row(say("feeds.row.leave"), tuple(Name(person) for person in people[:MOST_NAMES]))


def _kept(feed: Feed, roster: Roster) -> Iterator[Say]:
    """What counts meanwhile."""
    if feed.good_at is None:
        yield say("feeds.nothing_kept")
        return
    yield say("feeds.kept", at=feed.good_at)
    if feed.stretches and schedules_of(feed.source, roster):
        yield say("feeds.ends", at=max(one.ends_at for one in feed.stretches))

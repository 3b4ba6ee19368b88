"""What policy keepers read of calendars that Stige subscribes to: what is wrong with one. Never its address, since
whoever has it can read the calendar."""

from collections.abc import Iterator, Mapping

from bot.messages.shown import Accent, Card, Row
from bot.people.calendar_troubles import Trouble, told_apart
from bot.people.feeds import on_leave_by, schedules_of, shown_source
from bot.people.presence import Feed
from bot.people.roster import Roster
from bot.words import Name, Param, Say, say

MOST_NAMES = 5
WHY: Mapping[Trouble, Say] = {
    Trouble.NOT_ALLOWED: say("feeds.why.not_allowed", detail=""),
    Trouble.TOO_LARGE: say("feeds.why.too_large", detail=""),
    Trouble.NO_ANSWER: say("feeds.why.no_answer"),
    Trouble.NOT_REACHED: say("feeds.why.not_reached", detail=""),
    Trouble.MOVED: say("feeds.why.moved"),
    Trouble.HTTP: say("feeds.why.http", detail=""),
    Trouble.NO_FOLDER: say("feeds.why.no_folder"),
    Trouble.NOT_ICS: say("feeds.why.not_ics"),
    Trouble.NOT_BESIDE: say("feeds.why.not_beside"),
    Trouble.FILE_UNREADABLE: say("feeds.why.file_unreadable", detail=""),
    Trouble.FAILED: say("feeds.why.failed", detail=""),
    Trouble.EMPTY: say("feeds.why.empty"),
    Trouble.NO_CALENDAR: say("feeds.why.no_calendar"),
    Trouble.CUT_OFF: say("feeds.why.cut_off"),
    Trouble.TOO_MANY: say("feeds.why.too_many", detail=""),
    Trouble.NO_BEGINNING: say("feeds.why.no_beginning"),
    Trouble.ENDS_FIRST: say("feeds.why.ends_first", detail=""),
    Trouble.TOO_OFTEN: say("feeds.why.too_often"),
    Trouble.NO_TIME: say("feeds.why.no_time"),
    Trouble.NO_ZONE: say("feeds.why.no_zone", detail=""),
    Trouble.TOO_LONG: say("feeds.why.too_long"),
    Trouble.TOO_MUCH_MEMORY: say("feeds.why.too_much_memory"),
    Trouble.NOT_UNDERSTOOD: say("feeds.why.not_understood", detail=""),
    Trouble.NAMES_TOO_MUCH: say("feeds.why.names_too_much"),
}
LONGEST_NAME = 80


def trouble_card(feed: Feed, roster: Roster) -> Card:
    headline = say("feeds.trouble", calendar=shown_source(feed.source))
    rows = (*_uses(feed, roster), Row(say("feeds.row.why"), _why(feed.trouble)))
    return Card(headline, headline, Accent.URGENT, body=rows, notes=(*_kept(feed, roster), say("feeds.again")))


def _why(trouble: str) -> Param:
    word, detail = told_apart(trouble)
    if word is None:
        return detail
    why = WHY[word]
    return Say(why.key, tuple((name, detail) for name, _ in why.params))


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

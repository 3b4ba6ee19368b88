"""Notices of calendars that cannot be read, and of names in them that the policy does not know (R23).

`about` is made of the calendar's key and, between bars, "since" with the instant of the last good reading (and a day,
of what is told daily), or "names" with what tells these names from others.
"""

from datetime import datetime
from hashlib import sha256

from bot.engine import Engine
from bot.messages.feeds import strangers_card, trouble_card, works_card
from bot.messages.notice import Notice
from bot.messages.shown import Card
from bot.people.feeds import feed_key, feed_of, schedules_of
from bot.people.presence import Feed
from bot.people.roster import Roster
from bot.people.subscribed import people_named
from bot.ports import Unit


def about_trouble(source: str, good_at: datetime | None, day: datetime | None = None) -> str:
    since = _since(good_at)
    return f"{feed_key(source)}|since|{since}" + (f"|{day:%Y-%m-%d}" if day else "")


def about_strangers(feed: Feed, roster: Roster, now: datetime) -> str | None:
    """None: everybody is known."""
    names = strangers(feed, roster, now)
    told = sha256("\n".join(sorted(names)).encode()).hexdigest()[:20]
    return f"{feed_key(feed.source)}|names|{told}" if names else None


def strangers(feed: Feed, roster: Roster, now: datetime) -> tuple[str, ...]:
    """What stands in events to come that name nobody whom the policy knows, each once; in a calendar of leave anything
    may."""
    if not schedules_of(feed.source, roster):
        return ()
    coming = (one.names for one in feed.stretches if one.ends_at > now)
    unknown = (names for names in coming if not people_named(names, roster))
    return tuple(dict.fromkeys(name for names in unknown for name in names))


def drawn(notice: Notice, unit: Unit, engine: Engine, now: datetime) -> Card | None:
    key, kind, told, *_ = notice.about.split("|")
    roster = engine.policy_in(unit).roster
    feed = feed_of(key, roster, unit.feeds())
    if feed is None:
        return None
    if kind == "names":
        return _names(notice, feed, roster, now)
    if feed.trouble and told == _since(feed.good_at):
        return trouble_card(feed, roster)
    return works_card(feed, roster) if notice.stands else None


def _names(notice: Notice, feed: Feed, roster: Roster, now: datetime) -> Card | None:
    unknown = strangers(feed, roster, now)
    return strangers_card(feed, roster, unknown) if unknown or notice.stands else None


def _since(good_at: datetime | None) -> str:
    return good_at.isoformat() if good_at else "never"

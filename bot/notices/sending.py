"""How a notice is brought: looked for first where it may have arrived, and to a person by one chat or the next."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.delivery.settling import Attempt, Settled, Way, settled
from bot.messages.notice import Notice
from bot.messages.owed import Receipt
from bot.notices.drawn import rest_of
from bot.people.identity import Platform
from bot.sending import NotNow, Sender, Undeliverable

LONGEST_ON_ONE = timedelta(minutes=1)  # then each attempt goes to the next chat
Post = Callable[[Way], Awaitable[Receipt]]


async def looked_for(notice: Notice, ways: Sequence[Way], senders: Mapping[Platform, Sender], now: datetime) -> Settled:
    """What became of an attempt of unknown fate."""
    began_at = notice.attempted_at or notice.created_at or now
    since_at = min(began_at, notice.created_at or began_at)
    room_on = Platform(notice.platform) if notice.platform else None
    attempt = Attempt(notice.id, ways, room_on, since_at, began_at)
    try:
        return await settled(attempt, senders, now, rest_of(notice))
    except Exception:  # a sender that breaks its word: nobody can be asked
        return Settled()


async def to_person(notice: Notice, ways: Sequence[Way], now: datetime, post: Post) -> Receipt:
    """By the next chat where the first refuses for good or speaks to nobody, and in turn where none has confirmed it in
    time. A chat that refuses now may take it later, so that what all of them say together is not for good."""
    late = notice.created_at is not None and now - notice.created_at >= LONGEST_ON_ONE
    first = (notice.attempts - 1) % len(ways) if late else 0
    shut: NotNow | None = None
    for way in (*ways[first:], *ways[:first]):
        try:
            return await post(way)
        except Undeliverable as refused:
            last = refused
        except NotNow as busy:
            if not busy.everywhere:
                raise
            shut = busy
    raise shut or last

"""Before what may have arrived is sent again, the platforms are asked what became of it.

A platform is asked at once, since what is found is found. That it is not there is believed only once no answer to the
attempt can come any more. Where nobody can be asked, nothing is waited for: the repeat mark is for that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.messages.owed import Receipt
from bot.people.identity import Identity, Platform
from bot.sending import LONGEST_CALL, Lost, NotNow, Sender, Unsearchable

LONGEST_LOOK = timedelta(minutes=1)  # a platform that cannot be asked for so long holds up nothing any more
WITHOUT_HASTE = timedelta(hours=1)  # where nothing waits for it

Way = Identity | str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One of unknown fate: by any of `ways`, since which went is not remembered; `room_on` is the platform of those
    that are rooms. It began at `began_at`; what was tried before it, not before `since_at`. `patience`: so long is
    waited for a platform that cannot be asked."""

    id: str
    ways: Sequence[Way]
    room_on: Platform | None
    since_at: datetime
    began_at: datetime
    patience: timedelta = LONGEST_LOOK

    def is_over(self, now: datetime) -> bool:
        return now >= self.began_at + LONGEST_CALL

    def on(self, way: Way) -> Platform | None:
        return way.platform if isinstance(way, Identity) else self.room_on


@dataclass(frozen=True, slots=True)
class Settled:
    """`receipt`: where it stands. `asked`: it certainly stands nowhere that can be asked. `again_at`: not known yet."""

    receipt: Receipt | None = None
    asked: bool = False
    again_at: datetime | None = None


async def settled(attempt: Attempt, senders: Mapping[Platform, Sender], now: datetime, pause: timedelta) -> Settled:
    """`pause`: how long to wait for a platform that cannot be asked now."""
    asked, busy = 0, 0
    for way in attempt.ways:
        platform = attempt.on(way)
        if platform is None or platform not in senders:
            continue
        try:
            if receipt := await senders[platform].settle(way, attempt.id, attempt.since_at):
                return Settled(receipt)
        except Unsearchable:
            continue
        except (NotNow, Lost):
            busy += 1
        asked += 1
    if asked and not attempt.is_over(now):
        return Settled(again_at=attempt.began_at + LONGEST_CALL)
    if busy and now < attempt.began_at + attempt.patience:
        return Settled(again_at=now + pause)
    return Settled(asked=bool(asked) and not busy)

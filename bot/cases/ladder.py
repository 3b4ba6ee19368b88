"""Where the ladder of a case stands, and whom it has asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Duty(StrEnum):
    """What is asked of somebody: to accept a case nobody has, or to take over or coordinate one that is late (S31)."""

    ACCEPT = "accept"
    TAKE_OVER = "take_over"


class Reply(StrEnum):
    """How somebody who was asked answered."""

    ACCEPTED = "accepted"
    COORDINATES = "coordinates"
    DECLINED = "declined"
    HANDED_BACK = "handed_back"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Ask:
    """One person asked. `level` counts from 1 and is None at the fallback; `ends_at` is when their own time is over.

    `resumed_at`: their time stood still, and since then the rest of it runs.
    """

    person: str
    level: int | None
    round: int
    duty: Duty
    asked_at: datetime
    ends_at: datetime | None
    reminded: float = 0.0
    reply: Reply | None = None
    resumed_at: datetime | None = None

    @property
    def rung(self) -> tuple[int | None, int]:
        """Where it was asked: level and round."""
        return self.level, self.round

    @property
    def refused(self) -> bool:
        """They will not be asked again in this round."""
        return self.reply in (Reply.DECLINED, Reply.HANDED_BACK, Reply.UNREACHABLE)


@dataclass(frozen=True, slots=True)
class Aware:
    """Somebody told of a level that asks a vendor alone, from `since_at` on, and last reminded at so many percent."""

    person: str
    since_at: datetime
    reminded: float = 0.0


class Stage(StrEnum):
    """Where the ladder stands: `rest` before the first level and once somebody has answered."""

    REST = "rest"
    ASKING = "asking"
    SLEEPING = "sleeping"
    FALLBACK = "fallback"


class Why(StrEnum):
    """Why the ladder moved: `silent` is an owner who was asked again and said nothing."""

    OPENED = "opened"
    AT_ONCE = "at_once"
    TIME = "time"
    DECLINED = "declined"
    BY_HAND = "by_hand"
    HANDED_BACK = "handed_back"
    NOBODY = "nobody"
    WOKE = "woke"
    BREACHED = "breached"
    SILENT = "silent"
    OWNER_UNREACHABLE = "owner_unreachable"
    UNREACHABLE = "unreachable"
    REOPENED = "reopened"
    TRIAGED = "triaged"
    GLASS_BROKEN = "glass_broken"
    HANDOFF = "handoff"


SEEKING = frozenset(
    {
        Why.BREACHED,
        Why.SILENT,
        Why.OWNER_UNREACHABLE,
        Why.BY_HAND,
        Why.HANDED_BACK,
        Why.AT_ONCE,
        Why.GLASS_BROKEN,
        Why.HANDOFF,
    }
)


@dataclass(frozen=True, slots=True)
class Ladder:
    """`level` is the level last reached (0: none yet), `ends_at` the end of its limit, `opens_at` when its sleep ends.

    `resumed_at` is when a level that stood still last went on, `used` the open time of its limit that was gone by then.
    `queue` are the people whom a level with `pick: one` may still ask, `next_try_at` when the next of them is.
    `asks` are those since the path began; `fallbacks` how often the fallback has been asked, `repeats_at` when again.
    `sought`: why somebody is sought to take over. `at_once`: hours are ignored (S30). `jumped`: this round did not
    begin at level 1. `reached_in` is the round in which a level was last reached, not only slept at.
    """

    path: str
    stage: Stage = Stage.REST
    level: int = 0
    round: int = 1
    duty: Duty = Duty.ACCEPT
    sought: Why | None = None
    hours: str | None = None
    remind: tuple[float, ...] = ()
    reached_at: datetime | None = None
    ends_at: datetime | None = None
    resumed_at: datetime | None = None
    used: timedelta = timedelta()
    opens_at: datetime | None = None
    queue: tuple[str, ...] = ()
    next_try_at: datetime | None = None
    asks: tuple[Ask, ...] = ()
    aware: tuple[Aware, ...] = ()
    fallbacks: int = 0
    repeats_at: datetime | None = None
    at_once: bool = False
    jumped: bool = False
    reached_in: int = 0

    def seeking(self, duty: Duty, why: Why) -> Why | None:
        """Why somebody is sought to take over, once the ladder moves for this reason; it stays said while the search
        goes on."""
        if duty is Duty.ACCEPT:
            return None
        return why if why in SEEKING else self.sought

    @property
    def asleep(self) -> bool:
        """Its hours are closed: at a level, or at the fallback before it was asked at all."""
        return self.stage is Stage.SLEEPING or (self.stage is Stage.FALLBACK and self.fallbacks == 0)

    def unreachable(self) -> frozenset[str]:
        """Those whom no platform took the last ask for."""
        last = {ask.person: ask.reply for ask in self.asks}
        return frozenset(person for person, reply in last.items() if reply is Reply.UNREACHABLE)

    def open_asks_here(self) -> tuple[Ask, ...]:
        """Those of the level where it stands that nobody has answered."""
        return tuple(ask for ask in self.asks_here() if ask.reply is None)

    def asks_here(self) -> tuple[Ask, ...]:
        """Those made at the level where it stands, for the present duty."""
        return tuple(ask for ask in self.asks if (ask.rung, ask.duty) == ((self.level, self.round), self.duty))

"""What happened on the ladder, in the past tense."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cases.ladder import Duty, Reply, Why
from bot.words import Text


@dataclass(frozen=True, slots=True)
class LevelReached:
    """The ladder moves to a level: its limit runs from now. `ends_at` None where a take-over has no limit. `aware` are
    told of a level that asks a vendor alone, and reminded in its place (S27)."""

    level: int
    round: int
    duty: Duty
    why: Why
    ends_at: datetime | None
    hours: str | None
    remind: tuple[float, ...] = ()
    teams: tuple[str, ...] = ()
    aware: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelSlept:
    """Its hours are closed: nothing is asked, told or counted until it opens (S25)."""

    level: int
    round: int
    duty: Duty
    why: Why
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class LevelPassed:
    """It could ask nobody."""

    level: int
    round: int


@dataclass(frozen=True, slots=True)
class PersonSkipped:
    """`reason` is a word of `bot.people.asking.SkipReason`."""

    person: str
    level: int
    round: int
    reason: str


@dataclass(frozen=True, slots=True)
class Paged:
    """Somebody is asked to act. `level` None: the fallback; `ends_at` is the end of their own time."""

    person: str
    level: int | None
    round: int
    duty: Duty
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class QueuePlanned:
    """At a level with `pick: one`: who is left, and when the next of them is asked."""

    queue: tuple[str, ...]
    next_try_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody or a place is informed, without a duty; once per case."""

    people: tuple[str, ...]
    places: tuple[str, ...]
    vendors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonReminded:
    person: str
    level: int
    round: int
    percent: float


@dataclass(frozen=True, slots=True)
class FallbackReached:
    """The ladder is at its end: asked now and again at `repeats_at`, until somebody acts."""

    count: int
    duty: Duty
    why: Why
    repeats_at: datetime


@dataclass(frozen=True, slots=True)
class FallbackSlept:
    duty: Duty
    why: Why
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody who was asked answered. `text` is their reason where one is wanted."""

    person: str
    reply: Reply
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class LadderRested:
    """Nobody needs to be asked for now."""


@dataclass(frozen=True, slots=True)
class LevelHeld:
    """The level's limit ends at another time: it stood still for the reporter's answer (S33), or triage gave it another
    (S14). `resumed_at`: when it went on, and `used` the open time of its limit that was gone by then."""

    ends_at: datetime | None
    next_try_at: datetime | None
    hours: str | None
    resumed_at: datetime | None = None
    used: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class PathChanged:
    path: str
    at_once: bool
    jumped: bool


LadderEvent = (
    LevelReached
    | LevelSlept
    | FallbackReached
    | FallbackSlept
    | Paged
    | QueuePlanned
    | PersonReminded
    | Answered
    | LadderRested
    | LevelHeld
    | PathChanged
)

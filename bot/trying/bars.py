"""A simulation as stretches and marks along time, for whoever draws it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.cases.approval_events import ApprovalAsked, ApprovalDropped, Approved, Disapproved
from bot.cases.events import Closed, Entry, Opened, OwnerChanged, Resolved
from bot.cases.ladder_events import (
    Answered,
    FallbackReached,
    LevelReached,
    LevelSlept,
    Paged,
    PathChanged,
)
from bot.changing import replace
from bot.people.naming import vendors_named
from bot.policy.rules import Rules
from bot.trying.happening import Happening, Kind
from bot.trying.simulate import Simulation


class Doing(StrEnum):
    """What a stretch of time is filled with."""

    APPROVAL = "approval"
    ASKED = "asked"
    ASLEEP = "asleep"
    FALLBACK = "fallback"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Bar:
    """`who` is a person or a vendor, empty while a level sleeps. `level` None: outside the levels."""

    doing: Doing
    path: str
    level: int | None
    who: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """`who` empty: it concerns the case as a whole."""

    event: Kind
    level: int | None
    who: str
    at: datetime
    happening: Happening


MARKED = (Kind.REMINDED, Kind.FALLBACK, Kind.TOLD, Kind.DECLINED, Kind.ACCEPTED)
FOR_THE_CASE = (Kind.BREACHED, Kind.RESOLVED, Kind.CLOSED)


def marks(simulation: Simulation) -> Iterator[Mark]:
    for one in simulation.happenings:
        if one.event in MARKED:
            yield from (Mark(one.event, one.level, who, one.at, one) for who in (*one.who, *one.where))
        if one.event in FOR_THE_CASE:
            yield Mark(one.event, one.level, "", one.at, one)


def bars(simulation: Simulation, rules: Rules) -> tuple[Bar, ...]:
    """Each is cut off where somebody answered, the case went on or the simulation ended."""
    drawing = _Drawing(rules)
    for entry in simulation.entries:
        drawing.see(entry)
    return tuple(drawing.all(simulation.ended_at))


class _Drawing:
    """`open` are bars whose end is not yet known for sure."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._path = ""
        self._done: list[Bar] = []
        self._open: list[Bar] = []

    def see(self, entry: Entry) -> None:
        event, at = entry.event, entry.at
        match event:
            case LevelReached(level, ends_at=ends_at):
                self._end(at, Doing.ASKED, Doing.FALLBACK, Doing.ASLEEP)
                vendors = vendors_named(self._rules.path(self._path).levels[level - 1].ask)
                self._begin(Doing.ASKED, level, vendors, at, ends_at)
            case LevelSlept(level, opens_at=opens_at):
                self._begin(Doing.ASLEEP, level, ("",), at, opens_at)
            case FallbackReached():
                self._end(at, Doing.ASKED, Doing.FALLBACK)
            case Paged(person, level, ends_at=ends_at):
                self._begin(Doing.FALLBACK if level is None else Doing.ASKED, level, (person,), at, ends_at)
            case Answered(person):
                self._end(at, Doing.ASKED, Doing.FALLBACK, who=person)
            case ApprovalAsked(approval):
                self._end(at, Doing.APPROVAL)
                self._begin(Doing.APPROVAL, None, approval.people, at, approval.ends_at)
            case Approved() | Disapproved() | ApprovalDropped():
                self._end(at, Doing.APPROVAL)
            case OwnerChanged(owner):
                self._end(at, *Doing)
                self._begin(Doing.OWNER, None, (owner,), at, None)
            case Resolved() | Closed():
                self._end(at, *Doing)
            case Opened(path=path):
                self._path = path
            case PathChanged(path):
                self._path = path
                self._end(at, Doing.ASKED, Doing.ASLEEP, Doing.FALLBACK)
            case _:
                return

    def all(self, ended_at: datetime) -> Iterable[Bar]:
        self._end(ended_at, *Doing)
        return sorted(self._done, key=lambda bar: bar.begins_at)

    def _begin(self, doing: Doing, level: int | None, who: Sequence[str], at: datetime, until: datetime | None) -> None:
        latest = until or datetime.max.replace(tzinfo=at.tzinfo)
        self._open += (Bar(doing, self._path, level, one, at, latest) for one in who)

    def _end(self, at: datetime, *doing: Doing, who: str | None = None) -> None:
        ended = [bar for bar in self._open if bar.doing in doing and who in (None, bar.who)]
        self._open = [bar for bar in self._open if bar not in ended]
        self._done += (replace(bar, ends_at=min(at, bar.ends_at)) for bar in ended)

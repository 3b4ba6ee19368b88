"""When people are there, as they and their calendars say: remembered apart from the policy, and read at the moment.

Spans are half open: from `starts_at` on, no longer at `ends_at`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.people.calendars import Calendar
from bot.people.identity import Platform


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody goes on duty in a schedule for a while (S17).

    With `instead_of` they stand in for that one person, wherever the layers would name them; without it they take the
    place of all layers. Overrides of one `deal` were agreed on together (a swap is two of them), count together, and
    are taken back together.
    """

    schedule: str
    person: str
    starts_at: datetime
    ends_at: datetime
    instead_of: str | None = None
    deal: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody said that they are away. `ends_at` None: until they say that they are back. `why` is "leave" or
    "away", never a text."""

    id: str
    person: str
    starts_at: datetime
    ends_at: datetime | None
    why: str = "away"

    def covers(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What somebody set for themselves in chat (R22); what is empty or None is taken from elsewhere.

    `hours` are working hours of their own, as a nameless calendar; `platform` is the chat on which they want to be
    asked.
    """

    language: str = ""
    timezone: str = ""
    hours: Calendar | None = None
    platform: Platform | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """One event of a calendar that Stige subscribes to. `names` are how it may name people: addresses of those who
    attend, and its summary; who that is, is worked out by the roster (`bot.people.subscribed`)."""

    names: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar that Stige subscribes to, as it was when it could last be read (`good_at`). `trouble` says why
    the last attempt (`tried_at`) failed, as `calendar_troubles` keeps it; then what was good stays."""

    source: str
    stretches: tuple[Stretch, ...] = ()
    good_at: datetime | None = None
    tried_at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a message can be brought to somebody, as last looked (R22). `platform` is the one that they can be
    reached on; None with `reachable` False. `silent_until`: their chat stays silent until then (do not disturb).
    `why` is the platform's word."""

    person: str
    checked_at: datetime
    reachable: bool
    platform: Platform | None = None
    silent_until: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Presence:
    """All of it as of one moment. `feeds` are by source, `unreachable` are those whom nothing reaches, `zones` are what
    people's chats say of theirs (some minutes late), where there is such a zone."""

    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()
    own: Mapping[str, OwnSettings] = field(default_factory=dict)
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    unreachable: frozenset[str] = frozenset()
    zones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DutyRequest:
    """A cover or a swap that waits for the other's word: `by` asks `other` to agree that `overrides` come to stand.

    `state` is "asked", then "agreed", "declined", "withdrawn" or "expired"; `decided_at` is when.
    """

    id: str
    by: str
    other: str
    overrides: tuple[Override, ...]
    at: datetime
    state: str = "asked"
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """A secret address under which a person (or a calendar program of theirs) reads shifts: their own, or those of
    `schedule`. It dies with the person."""

    person: str
    schedule: str | None = None


class Presences(Protocol):
    """A part of `bot.ports.Unit`: what is remembered of when people are there. Ids are the caller's."""

    def presence(self, at: datetime) -> Presence:
        """What has not ended by then."""

    def past_overrides(self, schedule: str, starts_at: datetime, ends_at: datetime) -> tuple[Override, ...]:
        """Those that stood or stand between the two, also if they have ended."""

    def set_own(self, person: str, own: OwnSettings, at: datetime) -> None:
        """In place of what they had set before."""

    def be_absent(self, absence: Absence, by: str, at: datetime) -> None: ...

    def end_absence(self, absence_id: str, at: datetime) -> None:
        """From now on; one that has not begun never does."""

    def override(self, overrides: Sequence[Override], by: str, at: datetime) -> None:
        """All of one deal."""

    def cancel_override(self, deal: str, at: datetime) -> bool:
        """All of the deal, from now on. False: there is none that still stands or is to come."""

    def feeds(self) -> Mapping[str, Feed]:
        """All that were ever asked for, by source."""

    def keep_feed(self, feed: Feed) -> None: ...

    def reaches(self) -> Mapping[str, Reach]:
        """As last looked, by person."""

    def keep_reach(self, reach: Reach) -> None: ...

    def ask_duty(self, request: DutyRequest) -> None: ...

    def duty_request(self, request_id: str) -> DutyRequest | None: ...

    def duty_requests(self, person: str) -> tuple[DutyRequest, ...]:
        """Those by or to this person that still wait."""

    def waiting_duty(self) -> tuple[DutyRequest, ...]:
        """All that still wait, the oldest first."""

    def decide_duty(self, request_id: str, state: str, at: datetime) -> None: ...

    def link(self, link: CalendarLink, token_hash: str, at: datetime) -> None:
        """In place of the one that this person had for the same; the token itself is nowhere."""

    def linked(self, token_hash: str) -> CalendarLink | None: ...

    def unlink(self, person: str) -> None:
        """All of theirs."""

"""Who is there: the part of the policy that is read at the moment, whatever version a case was opened under."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.durations import Duration
from bot.people.calendars import Calendar
from bot.people.lookup import absences_by_person, in_order
from bot.people.presence import Absence, Feed, Override, OwnSettings, Stretch

# Authorities that Stige itself knows (S22).
APPROVE, BREAK_GLASS, HOLD, POLICY = "approve", "break-glass", "hold", "policy"


BY_MAIL = "email"


@dataclass(frozen=True, slots=True)
class Person:
    """`hours` names a calendar, `limit` is how many open cases to own at a time; empty zone or language: the file's.

    `slack` and `teams` are an id or e-mail there, if another than `email`. `leave` is an iCalendar file or address.
    `louder` is how they are asked beside the chats: BY_MAIL, or the address of a webhook (R22).
    """

    id: str
    name: str
    email: str
    manager: str | None = None
    skills: frozenset[str] = frozenset()
    authority: frozenset[str] = frozenset()
    language: str = ""
    timezone: str = ""
    region: str | None = None
    hours: str | None = None
    limit: int | None = None
    leave: str | None = None
    slack: str | None = None
    teams: str | None = None
    louder: str | None = None


@dataclass(frozen=True, slots=True)
class Team:
    id: str
    members: tuple[str, ...]
    coordinator: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A room on either chat or on both, mail addresses, or a status page."""

    id: str
    slack: str | None = None
    teams: str | None = None
    email: tuple[str, ...] = ()
    webhook: str | None = None


@dataclass(frozen=True, slots=True)
class Vendor:
    id: str
    name: str
    email: str | None = None
    webhook: str | None = None
    accept_within: Duration | None = None
    resolve_within: Duration | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of duty. Exactly one of `people`, `teams` and `ical` is given.

    `hours` is the id of a calendar, or opening times in place as a nameless one, or None for always (S6).
    With `turn` (whole days) one at a time, the first beginning at the first `handoff` on or after `starts_at`;
    without it all at once (S17, S18). `starts_at` and `ends_at` are local times of `timezone` resolved to instants.
    `handoff` is (weekday or None, "HH:MM" as minutes after midnight).
    """

    timezone: str
    people: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    ical: str | None = None
    hours: str | Calendar | None = None
    turn_days: int | None = None
    handoff: tuple[int | None, int] | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PassOn:
    """Follow the sun (S19)."""

    note: tuple[str, ...] = ()
    accept_within: Duration | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    id: str
    layers: tuple[Layer, ...]
    pass_on: PassOn | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    id: str
    name: str
    tier: str | None = None
    contact: tuple[str, ...] = ()
    followers: tuple[str, ...] = ()
    region: str | None = None
    language: str = ""
    timezone: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """What a person carries: open cases owned, and when last asked."""

    open_cases: int = 0
    last_asked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody and everything that can be asked or told, as it is now.

    The mappings keep the order of the policy file. `away` gives the reason ("unreachable") of those who are away at
    whatever time one asks; who is away for a while stands in `absences` and in the `feeds` of their leave: ask
    `why_away`. `loads` lacks whoever owns nothing and was never asked. `repeats` counts other cases of a customer in 30
    days. `own` is what people set for themselves, `zones` what their chats say. `mail`: Stige can send it; `webhooks`:
    it can call them.
    """

    timezone: str
    language: str
    people: Mapping[str, Person]
    teams: Mapping[str, Team] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    vendors: Mapping[str, Vendor] = field(default_factory=dict)
    schedules: Mapping[str, Schedule] = field(default_factory=dict)
    customers: Mapping[str, Customer] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    tiers: tuple[str, ...] = ()
    away: Mapping[str, str] = field(default_factory=dict)
    loads: Mapping[str, Load] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    absences: tuple[Absence, ...] = ()
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    own: Mapping[str, OwnSettings] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    repeats: Mapping[str, int] = field(default_factory=dict)
    mail: bool = False
    webhooks: bool = False

    def team_of(self, person: str) -> Team | None:
        """A person's own team: the first in the file that has them (S15)."""
        return next((team for team in self.teams.values() if person in team.members), None)

    def manager_of(self, person: str) -> str | None:
        known = self.people.get(person)
        return known.manager if known else None

    def has_authority(self, person: str, authority: str) -> bool:
        known = self.people.get(person)
        return known is not None and authority in known.authority

    def gone(self, person: str) -> bool:
        """The policy named them once and does so no more. Ids with a colon are identities of people whom no policy ever
        named, such as a reporter; ids of the policy cannot have one (S1).
        """
        return person not in self.people and ":" not in person

    def why_away(self, person: str, at: datetime) -> str | None:
        """By a word: "unreachable", "leave" or "away"; None for somebody who is there (S17). What chat says of itself
        comes first, then what they said, then the calendar of their leave."""
        if person in self.away:
            return self.away[person]
        said = absences_by_person(self.absences).get(person, ())
        why = next((absence.why for absence in said if absence.covers(at)), None)
        return why or ("leave" if in_order(self.leave_of(person)).at(at) else None)

    def leave_of(self, person: str) -> tuple[Stretch, ...]:
        """Of the calendar that the policy names for them."""
        known = self.people.get(person)
        feed = self.feeds.get(known.leave) if known and known.leave else None
        return feed.stretches if feed else ()

    def hours_of(self, person: str) -> Calendar | None:
        """Working hours: what they set, else what the policy says; None is always."""
        own, known = self.own.get(person), self.people.get(person)
        if own and own.hours:
            return own.hours
        return self.calendars[known.hours] if known and known.hours else None

    def at_limit(self, person: str) -> bool:
        """Owns as many open cases as they take at a time."""
        known = self.people.get(person)
        if known is None or known.limit is None:
            return False
        return self.loads.get(person, Load()).open_cases >= known.limit

    def writes_to(self, vendor: str) -> bool:
        """Stige itself can, by a way that they have and that is set up."""
        known = self.vendors.get(vendor)
        return known is not None and bool((known.webhook and self.webhooks) or (known.email and self.mail))

    def zone_of(self, person: str) -> str:
        """What they set, else what their chat says, else what the policy says of them, else the file's (S21)."""
        known, own = self.people.get(person), self.own.get(person)
        said = (own.timezone if own else "") or self.zones.get(person, "")
        return said or (known.timezone if known else "") or self.timezone

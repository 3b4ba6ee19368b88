"""The rules of one version of the policy: what a case is pinned to at opening and runs on to its end.

Every text for people is a `Label`; every name of a person, team, schedule, place, vendor or customer is an id of the
roster, which is read at the moment. Lists keep the order of the file, since the first line that fits counts (S10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.durations import Duration
from bot.people.calendars import Calendar
from bot.people.targets import Target
from bot.policy.when import EVERY_CASE, When
from bot.words import Label


@dataclass(frozen=True, slots=True)
class Field:
    """A question beside the hand-over six. One with choices may stand in `when`; `skill`: it narrows whom to ask."""

    id: str
    title: Label
    choices: tuple[str, ...] = ()
    skill: bool = False


@dataclass(frozen=True, slots=True)
class PriorityOverride:
    """`to` makes the priority at least that bad, `raised_by` is a number of steps; none makes it better (S13)."""

    when: When
    because: Label
    to: str | None = None
    raised_by: int = 0


@dataclass(frozen=True, slots=True)
class PriorityRules:
    """`names`, `impact` and `urgency` stand worst first; `table` is by impact, then in the order of `urgency`."""

    names: tuple[str, ...]
    urgent: frozenset[str]
    impact: tuple[str, ...]
    urgency: tuple[str, ...]
    table: Mapping[str, tuple[str, ...]]
    overrides: tuple[PriorityOverride, ...] = ()


class Audience(StrEnum):
    INTERNAL = "internal"
    EXTERNAL = "external"


@dataclass(frozen=True, slots=True)
class CaseType:
    """`required` is by priority name, or "any" for all; a list holds for its priority and all less urgent ones (S37).

    `fields` are the ids of the type's own questions.
    """

    id: str
    title: Label
    audience: Audience = Audience.INTERNAL
    private: bool = False
    readers: tuple[Target, ...] = ()
    required: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"any": ("summary",)})
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrivateLine:
    """A case with such a flag is private from then on."""

    when: When
    readers: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    words: tuple[str, ...]
    flag: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class ClockLine:
    """Each clock is taken from the first line that fits and names it; `hours` belongs to the clocks of its own line.

    `remind` is in percent of the open time, in ascending order; None where the line does not name it.
    """

    when: When
    accept: Duration | None = None
    update: Duration | None = None
    resolve: Duration | None = None
    wait: Duration | None = None
    snooze: Duration | None = None
    review: Duration | None = None
    deliver: Duration | None = None
    remind: tuple[float, ...] | None = None
    hours: str | None = None


class Pick(StrEnum):
    ALL = "all"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Level:
    """One rung. `remind` None means the `remind` clock's; `handover` are items wanted before moving up by hand."""

    role: Label
    ask: tuple[Target, ...]
    tell: tuple[Target, ...] = ()
    when: When = EVERY_CASE
    pick: Pick = Pick.ALL
    tries: int = 2
    skills: frozenset[str] = frozenset()
    authority: frozenset[str] = frozenset()
    accept_within: Duration | None = None
    resolve_within: Duration | None = None
    remind: tuple[float, ...] | None = None
    hours: str | None = None
    handover: tuple[str, ...] = ()
    duty: Label | None = None


@dataclass(frozen=True, slots=True)
class AtOnce:
    """A hybrid trigger (S30). `level` counts from 1; a role in the file is already resolved to its number."""

    when: When
    level: int = 1
    tell: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Fallback:
    """Asked at once and every `every` until somebody accepts or closes (S29)."""

    ask: tuple[Target, ...]
    every: Duration
    hours: str | None = None


@dataclass(frozen=True, slots=True)
class Path:
    id: str
    when: When
    levels: tuple[Level, ...]
    fallback: Fallback
    at_once: tuple[AtOnce, ...] = ()
    rounds: int = 1


class Default(StrEnum):
    APPROVE = "approve"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    when: When
    by: tuple[Target, ...]
    within: Duration
    otherwise: Default
    chain: bool = False


@dataclass(frozen=True, slots=True)
class AudienceLine:
    """`by` None: the owner, before there is one the reporter; `by_stige`: sends by itself (S38). `every` None: once."""

    to: tuple[Target, ...]
    first: Duration
    template: str
    every: Duration | None = None
    by: Target | None = None
    by_stige: bool = False


@dataclass(frozen=True, slots=True)
class CommunicationPlan:
    when: When
    audiences: tuple[AudienceLine, ...]
    hours: str | None = None


class Tone(StrEnum):
    PLAIN = "plain"
    GENTLE = "gentle"


@dataclass(frozen=True, slots=True)
class RetentionLine:
    """`keep` None means hold: kept until somebody with the authority lifts it (S41)."""

    when: When
    keep: Duration | None


@dataclass(frozen=True, slots=True)
class Rules:
    """`version` is the hash of the file's content, `label` the version as its keeper writes it.

    `tone` is by region, with "default" for all others. `fields`, `types` and `templates` keep the file's order.
    """

    version: str
    label: str
    policy: str
    timezone: str
    language: str
    flags: tuple[str, ...]
    priority: PriorityRules
    types: Mapping[str, CaseType]
    clocks: tuple[ClockLine, ...]
    paths: tuple[Path, ...]
    tiers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    private: tuple[PrivateLine, ...] = ()
    suggest: tuple[Suggestion, ...] = ()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    approval: tuple[ApprovalLine, ...] = ()
    communication: tuple[CommunicationPlan, ...] = ()
    templates: Mapping[str, Label] = field(default_factory=dict)
    tone: Mapping[str, Tone] = field(default_factory=dict)
    retention: tuple[RetentionLine, ...] = ()

    def path(self, path_id: str) -> Path:
        return next(path for path in self.paths if path.id == path_id)

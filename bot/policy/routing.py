"""Which lines of the policy fit a case: its path, where that begins, its clocks, who may read it (S10–S14)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.durations import Duration, days, hours, minutes
from bot.people.roster import Roster
from bot.people.targets import Target, VendorTarget
from bot.policy.rules import ApprovalLine, ClockLine, CommunicationPlan, Level, Path, Rules
from bot.policy.when import Situation, When, fits

ALWAYS_AT_ONCE = frozenset({"security", "safety", "legal", "operations"})  # S30: these wait nowhere


class Limit(StrEnum):
    """The clocks that a `clocks` line may set."""

    ACCEPT = "accept"
    UPDATE = "update"
    RESOLVE = "resolve"
    WAIT = "wait"
    SNOOZE = "snooze"
    REVIEW = "review"
    DELIVER = "deliver"


@dataclass(frozen=True, slots=True)
class Span:
    """How long, counted in which calendar; None counts all time."""

    length: Duration
    hours: str | None = None


# `accept` is missing only in a policy that lint would refuse; the ladder must climb even so.
WHEN_LEFT_OUT = {
    Limit.ACCEPT: Span(hours(1)),
    Limit.WAIT: Span(days(3)),
    Limit.REVIEW: Span(days(7)),
    Limit.DELIVER: Span(minutes(1)),
}


def limit(kind: Limit, rules: Rules, situation: Situation) -> Span | None:
    """The first line that fits and names the clock (S10); None where nothing sets it and it has no default."""
    for line in rules.clocks:
        length = length_of(line, kind)
        if length and fits(line.when, situation):
            return Span(length, line.hours)
    return WHEN_LEFT_OUT.get(kind)


def length_of(line: ClockLine, kind: Limit) -> Duration | None:
    """What one line says of a clock."""
    length: Duration | None = getattr(line, kind.value)
    return length


def reminders(rules: Rules, situation: Situation) -> tuple[float, ...]:
    """When a running limit reminds, in percent of it (S4)."""
    fitting = (line.remind for line in rules.clocks if line.remind is not None and fits(line.when, situation))
    return next(fitting, ())


def level_span(level: Level, rules: Rules, situation: Situation, vendors: dict[str, Span], at_once: bool) -> Span:
    """A level's time to accept: its own, else that of the vendor it asks alone, else the `accept` clock's (S24).

    It counts in the level's hours, else in those of the `accept` line (S25); in none where the case came at once (S30).
    """
    return span_beside(level, limit(Limit.ACCEPT, rules, situation) or WHEN_LEFT_OUT[Limit.ACCEPT], vendors, at_once)


def span_beside(level: Level, accept: Span, vendors: dict[str, Span], at_once: bool) -> Span:
    """The same, where the accept clock is known."""
    vendor = _only_vendor(level, vendors)
    length = level.accept_within or (vendor.length if vendor else accept.length)
    usual = vendor if vendor and not level.accept_within else accept
    counted_in = level.hours or usual.hours
    return Span(length, None if at_once else counted_in)


def vendor_spans(roster: Roster) -> dict[str, Span]:
    """How long each vendor may take to accept, where the policy says so."""
    vendors = roster.vendors.values()
    return {vendor.id: Span(vendor.accept_within, vendor.hours) for vendor in vendors if vendor.accept_within}


def _only_vendor(level: Level, vendors: dict[str, Span]) -> Span | None:
    named = [target.vendor for target in level.ask if isinstance(target, VendorTarget)]
    return vendors.get(named[0]) if named and len(named) == len(level.ask) else None


@dataclass(frozen=True, slots=True)
class Privacy:
    """Whether a case is private, by which of its words, and who reads it besides those who take part (S40)."""

    types: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    readers: tuple[Target, ...] = ()

    @property
    def private(self) -> bool:
        return bool(self.types or self.flags)

    def named_by(self, when: When) -> bool:
        """Whether a line names the private type or flag, as it must to fit a private case (S11)."""
        return not self.types.isdisjoint(when.words("type")) or not self.flags.isdisjoint(when.flags())


def privacy(rules: Rules, situation: Situation) -> Privacy:
    case_type = rules.types[situation.words["type"]]
    lines = [line for line in rules.private if fits(line.when, situation)]
    flags = frozenset().union(*(line.when.flags() for line in lines)) & situation.flags
    readers = (*(case_type.readers if case_type.private else ()), *(t for line in lines for t in line.readers))
    return Privacy(frozenset({case_type.id} if case_type.private else ()), flags, tuple(dict.fromkeys(readers)))


def path_for(rules: Rules, situation: Situation) -> Path:
    """The first path that fits; lint proves that there is one, and where it could not the last path takes the case."""
    private = privacy(rules, situation)
    fitting = (path for path in rules.paths if fits(path.when, situation) and _open_to(path.when, private))
    return next(fitting, rules.paths[-1])


def approval_for(rules: Rules, situation: Situation) -> ApprovalLine | None:
    """The first line that fits; an urgent or flagged case asks nobody first (S36)."""
    if situation.words["priority"] in rules.priority.urgent or situation.flags or not rules.approval:
        return None
    private = privacy(rules, situation)
    fitting = (line for line in rules.approval if fits(line.when, situation) and _open_to(line.when, private))
    return next(fitting, None)


def plans_for(rules: Rules, situation: Situation) -> Iterator[CommunicationPlan]:
    """Every communication plan that fits (S10), a private case only those that name what makes it so (S11)."""
    private = privacy(rules, situation)
    return (plan for plan in rules.communication if fits(plan.when, situation) and _open_to(plan.when, private))


def _open_to(when: When, private: Privacy) -> bool:
    return not private.private or private.named_by(when)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a path begins, and whom it tells in parallel. `at_once`: hours count nowhere on it."""

    level: int = 1
    tell: tuple[Target, ...] = ()
    at_once: bool = False


def start(path: Path, situation: Situation) -> Start:
    """The highest level of the `at_once` lines that fit. The grave flags that no line of the path names: level 1, and
    the fallback is told (S30)."""
    lines = [line for line in path.at_once if fits(line.when, situation)]
    named = frozenset().union(*(line.when.flags() for line in path.at_once))
    unnamed = (situation.flags & ALWAYS_AT_ONCE) - named
    tell = (*(target for line in lines for target in line.tell), *(path.fallback.ask if unnamed else ()))
    level = max((line.level for line in lines), default=1)
    return Start(level, tuple(dict.fromkeys(tell)), bool(lines or unnamed))


def stands(level: Level, situation: Situation) -> bool:
    """Whether the level is there for this case; read when it is reached (S12)."""
    return fits(level.when, situation)

"""A small company with a small policy, in few words: people, levels, rules, facts.

Ana, Ben and Cleo are the web team; Mia leads them, Kim leads Mia; Rita, who reports, works for Kim; Hugo is the whole
of HR. The office is open on weekdays from 08:00 to 16:00, and everything begins on a Monday at 10:00 in Copenhagen.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.cases.case import Closing
from bot.cases.facts import Facts, Handover
from bot.durations import Duration, days, hours, minutes
from bot.people.roster import Customer, Person, Place, Roster, Team, Vendor
from bot.people.targets import CoordinatorOf, CustomerContact, OnePerson, PlaceTarget, Target, TeamMembers, VendorTarget
from bot.policy.rules import (
    ApprovalLine,
    Audience,
    AudienceLine,
    CaseType,
    ClockLine,
    CommunicationPlan,
    Default,
    Fallback,
    Field,
    Level,
    Path,
    PriorityOverride,
    PriorityRules,
    PrivateLine,
    Rules,
)
from bot.policy.when import EVERY_CASE, AnyFlag, CalendarIs, Clause, OneOf, When
from bot.words import Label, Text
from tests.core.people.builders import COPENHAGEN, at, calendar, layer, person, schedule

Named = str | Iterable[Target | str]
START = at("2026-11-16 10:00")
STRANGER = "slack:T1:U9"
OFFICE = calendar({"mon tue wed thu fri": "08:00-16:00"})
NEVER_OPEN = calendar({})

PEOPLE = (
    person("ana", "mia", skills=frozenset({"network"}), region="eu"),
    person("ben", "mia", skills=frozenset({"server"}), authority=frozenset({"release"})),
    person("cleo", "mia", skills=frozenset({"network"})),
    person("mia", "kim"),
    person("kim"),
    person("rita", "kim", region="us"),
    person("hugo", "kim"),
)
COMPANY = Roster(
    COPENHAGEN,
    "en",
    {who.id: who for who in PEOPLE},
    teams={
        "web": Team("web", ("ana", "ben", "cleo"), "mia", "ops"),
        "hr": Team("hr", ("hugo",), "kim"),
        "crew": Team("crew", ("ben", "cleo")),
    },
    places={"ops": Place("ops", slack="#ops"), "lobby": Place("lobby", slack="#lobby")},
    vendors={"telco": Vendor("telco", "Telco", "noc@telco.example", accept_within=hours(1))},
    schedules={"duty": schedule(layer("ana"))},
    customers={
        "acme": Customer("acme", "Acme", "vip", ("it@acme.example",), ("cleo",), "eu", "da", COPENHAGEN),
        "bolt": Customer("bolt", "Bolt"),
    },
    calendars={"office": OFFICE},
    tiers=("vip", "standard"),
)
PRIORITY = PriorityRules(
    ("P1", "P2", "P3", "P4"),
    frozenset({"P1", "P2"}),
    ("all", "some", "one"),
    ("now", "later"),
    {"all": ("P1", "P2"), "some": ("P2", "P3"), "one": ("P3", "P4")},
)
TYPES = (
    CaseType("incident", Label.plain("Incident"), fields=("area", "batch")),
    CaseType("support", Label.plain("Support"), Audience.EXTERNAL),
    CaseType("hr", Label.plain("HR"), private=True, readers=(TeamMembers("hr"),)),
)
FIELDS = {
    "area": Field("area", Label.plain("Area"), ("network", "server"), skill=True),
    "batch": Field("batch", Label.plain("Batch")),
}
CLOCKS = ClockLine(
    When(), accept=minutes(10), update=hours(1), resolve=hours(4), wait=days(1), snooze=hours(2), remind=()
)
CLOSED_WELL = Closing(Text("new cable", "ana"), Text("rain", "ana"), Text("dig deeper", "ana"), customer_told=True)
BARELY_CLOSED = Closing(Text("works again", "ana"))


def text(words: str = "because", by: str = "rita") -> Text:
    return Text(words, by)


def when(*clauses: Clause, flags: str = "", open_: str = "", closed: str = "", **words: str) -> When:
    """Words apart by blanks: `when(type="incident support", flags="security")`."""
    named = tuple(OneOf(fact, frozenset(these.split())) for fact, these in words.items())
    flagged = (AnyFlag(frozenset(flags.split())),) if flags else ()
    calendars = tuple(CalendarIs(is_open, (name,)) for is_open, name in ((True, open_), (False, closed)) if name)
    return When((*clauses, *named, *flagged, *calendars))


def target(named: Target | str) -> Target:
    """ "ana" is a person, "web:" a team, "web*" its coordinator, "#ops" a place, "@telco" a vendor, "customer" the
    customer's own addresses."""
    if not isinstance(named, str):
        return named
    if named == "customer":
        return CustomerContact()
    if named.endswith(":"):
        return TeamMembers(named[:-1])
    if named.endswith("*"):
        return CoordinatorOf(named[:-1])
    kinds: dict[str, Callable[[str], Target]] = {"#": PlaceTarget, "@": VendorTarget}
    return kinds.get(named[0], OnePerson)(named.lstrip("#@"))


def targets(named: Named) -> tuple[Target, ...]:
    return tuple(target(one) for one in (named.split() if isinstance(named, str) else named))


def level(ask: Named, within: float | None = None, tell: str = "", **more: object) -> Level:
    """`within` is in minutes."""
    made = Level(Label.plain("Level"), targets(ask), targets(tell), accept_within=minutes(within) if within else None)
    return replace(made, **more)  # type: ignore[arg-type]


def fallback(ask: Named = "kim", every: Duration | float = 30, hours: str | None = None) -> Fallback:
    return Fallback(targets(ask), every if isinstance(every, Duration) else minutes(every), hours)


def path(*levels: Level, path_id: str = "web", fits: When = EVERY_CASE, **more: object) -> Path:
    return replace(Path(path_id, fits, levels, fallback()), **more)  # type: ignore[arg-type]


def audience(to: Named, first: float, every: float | None = None, **more: object) -> AudienceLine:
    """Times in minutes."""
    made = AudienceLine(targets(to), minutes(first), "status", minutes(every) if every else None)
    return replace(made, **more)  # type: ignore[arg-type]


def plan(*audiences: AudienceLine, fits: When = EVERY_CASE, hours: str | None = None) -> CommunicationPlan:
    return CommunicationPlan(fits, audiences, hours)


LADDER = path(level("ana", 5), level("ben", 10), level("mia", 15))


def rules(*paths: Path, clocks: Iterable[ClockLine] = (CLOCKS,), **more: object) -> Rules:
    made = Rules(
        version="v1",
        label="1",
        policy="small",
        timezone=COPENHAGEN,
        language="en",
        flags=("security", "safety", "legal", "operations", "compliance"),
        priority=PRIORITY,
        types={kind.id: kind for kind in TYPES},
        clocks=tuple(clocks),
        paths=paths or (LADDER,),
        tiers=("vip", "standard"),
        fields=FIELDS,
        private=(PrivateLine(when(flags="compliance"), (OnePerson("hugo"), OnePerson("kim"))),),
        calendars={"office": OFFICE, "never": NEVER_OPEN},
    )
    return replace(made, **more)  # type: ignore[arg-type]


def approval(
    by: Named = "mia", within: Duration | float = 120, otherwise: str = "approve", **more: object
) -> ApprovalLine:
    """`within` is in minutes. Without a `when` every routine case is asked for."""
    length = within if isinstance(within, Duration) else minutes(within)
    made = ApprovalLine(EVERY_CASE, targets(by), length, Default(otherwise))
    return replace(made, **more)  # type: ignore[arg-type]


def overridden(*overrides: PriorityOverride) -> PriorityRules:
    return replace(PRIORITY, overrides=overrides)


def clock(fits: When = EVERY_CASE, **more: object) -> ClockLine:
    return replace(ClockLine(fits), **more)  # type: ignore[arg-type]


def facts(**more: object) -> Facts:
    """A P1 incident, unless something else is said: `facts(impact="one")` is a P3."""
    return replace(Facts("incident", "all", "now"), **more)  # type: ignore[arg-type]


def handover(**more: object) -> Handover:
    return replace(Handover(Text("checkout is down", "rita")), **more)  # type: ignore[arg-type]


def company(away: str = "", without: str = "", changed: Iterable[Person] = (), **more: object) -> Roster:
    """Names apart by blanks. `without` are no longer there; `changed` stand in for who has their id."""
    people = {who.id: who for who in (*PEOPLE, *changed) if who.id not in without.split()}
    return replace(COMPANY, people=people, away=dict.fromkeys(away.split(), "leave"), **more)  # type: ignore[arg-type]


def with_authority(**granted: str) -> Roster:
    """The company, where people may decide: `with_authority(mia="approve break-glass")`."""
    return company(changed=[replace(COMPANY.people[who], authority=frozenset(w.split())) for who, w in granted.items()])


def later(minutes: float = 0, **span: float) -> datetime:
    """So long after everything begins."""
    return START + timedelta(minutes=minutes, **span)

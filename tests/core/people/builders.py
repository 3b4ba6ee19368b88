"""Calendars, people and schedules in few words, and the company of the example policy."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.people.calendars import Calendar, Opening
from bot.people.roster import Customer, Layer, Load, Person, Place, Roster, Schedule, Team, Vendor

COPENHAGEN = "Europe/Copenhagen"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def at(local: str, timezone: str = COPENHAGEN) -> datetime:
    """An instant by its local time: "2026-11-20 17:55"."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def times(text: str) -> tuple[Opening, ...]:
    """ "08:00-12:00, 13:00-24:00"; nothing is closed."""
    return tuple(_opening(*part.strip().split("-")) for part in text.split(",") if part)


def _opening(begins: str, ends: str) -> Opening:
    return Opening(time.fromisoformat(begins), None if ends == "24:00" else time.fromisoformat(ends))


def calendar(
    week: Mapping[str, str],
    timezone: str = COPENHAGEN,
    yearly: Mapping[tuple[int, int], str] | None = None,
    dates: Mapping[str, str] | None = None,
    holidays: Iterable[str] = (),
) -> Calendar:
    """`week` by the first letters of its days, several apart by blanks: {"mon tue": "08:00-16:00"}."""
    by_day = {day: times(text) for days, text in week.items() for day in days.split()}
    return Calendar(
        "hours",
        timezone,
        tuple(by_day.get(day, ()) for day in WEEKDAYS),
        {day: times(text) for day, text in (yearly or {}).items()},
        {date.fromisoformat(day): times(text) for day, text in (dates or {}).items()},
        frozenset(date.fromisoformat(day) for day in holidays),
    )


OFFICE = calendar(
    {"mon tue wed thu": "08:00-16:30", "fri": "08:00-16:00"},
    yearly={(12, 24): "", (12, 31): "08:00-12:00"},
    holidays=["2026-12-25", "2026-12-26", "2027-01-01"],
)


def working_days(text: str, timezone: str) -> Calendar:
    return calendar({"mon tue wed thu fri": text}, timezone)


def person(name: str, manager: str | None = None, **more: object) -> Person:
    return replace(Person(name, name.title(), f"{name}@nordlys.example", manager), **more)  # type: ignore[arg-type]


def schedule(*layers: Layer) -> Schedule:
    return Schedule("duty", layers)


def layer(*people: str, timezone: str = COPENHAGEN, **more: object) -> Layer:
    return replace(Layer(timezone, people), **more)  # type: ignore[arg-type]


def weekly(*people: str, hours: Calendar | None = None) -> Layer:
    """A turn of a week from Monday to Monday at 09:00, since 5 January 2026."""
    handoff = (0, 9 * 60)
    return layer(*people, hours=hours, turn_days=7, handoff=handoff, starts_at=at("2026-01-05 00:00"))


NETWORK_ON_CALL = Schedule(
    "network-on-call",
    (
        layer("chen", timezone="Asia/Singapore", hours=working_days("09:00-17:00", "Asia/Singapore")),
        weekly("ana", "ben", hours=working_days("08:00-17:00", COPENHAGEN)),
        layer("dora", timezone="America/New_York", hours=working_days("09:00-17:00", "America/New_York")),
        weekly("ben", "ana"),
    ),
)
NORDLYS = (
    person("ana", "mia", skills=frozenset({"network"})),
    person("ben", "mia", skills=frozenset({"network", "vendor"}), authority=frozenset({"change-freeze"})),
    person("chen", "mia", skills=frozenset({"network"}), limit=3),
    person("dora", "mia"),
    person("hugo", "kim", skills=frozenset({"hr"})),
    person("mia", "kim", authority=frozenset({"approve"})),
    person("kim", authority=frozenset({"approve", "break-glass", "hold"})),
)
TEAMS = (Team("network", ("ana", "ben", "chen", "dora"), "mia", "ops"), Team("hr", ("hugo",), "kim"), Team("new", ()))


def roster(*people: Person, **more: object) -> Roster:
    """The company of the example policy, or only these people of it."""
    company = Roster(
        COPENHAGEN,
        "en",
        {who.id: who for who in people or NORDLYS},
        teams={team.id: team for team in TEAMS},
        places={"ops": Place("ops", slack="#ops"), "board": Place("board", slack="#status")},
        vendors={"telco": Vendor("telco", "Telco ApS", "noc@telco.example")},
        schedules={"network-on-call": NETWORK_ON_CALL},
        customers={"acme": Customer("acme", "Acme A/S", followers=("mia",))},
        calendars={"office-eu": OFFICE},
    )
    return replace(company, **more)  # type: ignore[arg-type]


def owning(**cases: int) -> dict[str, Load]:
    return {who: Load(count) for who, count in cases.items()}


def away(*people: str) -> dict[str, str]:
    return dict.fromkeys(people, "leave")

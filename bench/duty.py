"""`python -m bench.duty [--json]`: how long it takes to say who is on call and to prove coverage, and how that grows.

The baseline is the same question of one schedule with one person and nothing set: what asking costs by itself. Each
figure is the best of several runs in one process.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from bench.figures import Machine
from bench.slack_door import this_machine
from bot.changing import replace
from bot.coverage.coverage import coverage
from bot.durations import hours
from bot.people.calendars import Calendar, Opening
from bot.people.presence import Absence, Override
from bot.people.roster import Layer, Person, Roster, Schedule
from bot.people.schedules import on_call
from bot.people.targets import OnCall, OnePerson
from bot.policy.policy import Policy
from bot.policy.rules import ClockLine, Fallback, Level, Path, PriorityRules, Rules
from bot.policy.when import EVERY_CASE
from bot.words import Label

SEED = 1
BEGINS = datetime(2026, 11, 22, tzinfo=UTC)
HOUR, DAY, MS = timedelta(hours=1), timedelta(days=1), 1000
SCHEDULES, DAYS, OVERRIDES = (10, 100, 1000), (30, 90, 365), 50
ZONES = ("Europe/Copenhagen", "America/New_York", "Asia/Singapore", "Pacific/Auckland")
MOMENTS = 20
BEST_OF = 3


@dataclass(frozen=True, slots=True)
class Extent:
    schedules: tuple[int, ...] = SCHEDULES
    days: tuple[int, ...] = DAYS
    overrides: int = OVERRIDES


@dataclass(frozen=True, slots=True)
class Asked:
    """`us` is that of one question of one schedule; `ratio` how many times the baseline's."""

    schedules: int
    us: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Proved:
    """`ratio` is how many questions of the baseline the whole takes for each schedule and day."""

    schedules: int
    days: int
    seconds: float
    gaps: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Figures:
    machine: Machine
    baseline_us: float
    asked: tuple[Asked, ...]
    proved: tuple[Proved, ...]


def measure(extent: Extent = Extent()) -> Figures:
    machine, middle = this_machine(), extent.schedules[len(extent.schedules) // 2]
    bare = _per_question(company(1, 0, bare=True))
    asked = [(count, _per_question(company(count, extent.overrides))) for count in extent.schedules]
    usual_days = extent.days[len(extent.days) // 2]
    sizes = [*((count, usual_days) for count in extent.schedules), *((middle, days) for days in extent.days)]
    return Figures(
        machine,
        bare * 1e6,
        tuple(Asked(count, seconds * 1e6, seconds / bare) for count, seconds in asked),
        tuple(_proved(count, days, extent.overrides, bare) for count, days in dict.fromkeys(sizes)),
    )


def _per_question(policy: Policy) -> float:
    roster = policy.roster
    schedules = list(roster.schedules.values())[:100]
    moments = [BEGINS + n * 17 * HOUR for n in range(MOMENTS)]

    def ask() -> None:
        for at in moments:
            for schedule in schedules:
                on_call(schedule, roster, at)

    return _best(ask) / (len(moments) * len(schedules))


def _proved(schedules: int, days: int, overrides: int, bare: float) -> Proved:
    policy, found = company(schedules, overrides), list[int]()

    def prove() -> None:
        found.append(len(coverage(policy, policy.roster, BEGINS, BEGINS + days * DAY).gaps))

    seconds = _best(prove, 1 if schedules * days > 9000 else BEST_OF)
    return Proved(schedules, days, seconds, found[0], seconds / (schedules * days) / bare)


def _best(work: Callable[[], None], times: int = BEST_OF) -> float:
    return min(_timed(work) for _ in range(times))


def _timed(work: Callable[[], None]) -> float:
    began_at = time.perf_counter()
    work()
    return time.perf_counter() - began_at


# the company


def company(schedules: int, overrides: int, *, bare: bool = False) -> Policy:
    """Each schedule has three layers of four people: a region's days, another's, and a weekly turn behind both; and so
    many overrides through a year. Each is asked by a path of its own. A tenth of all are away for a week."""
    chance = Random(SEED)
    people = {f"p{n}": Person(f"p{n}", f"Person {n}", f"p{n}@bench.example") for n in range(schedules * 4)}
    made = {f"s{n}": Schedule(f"s{n}", (_bare(n),) if bare else tuple(_layers(n))) for n in range(schedules)}
    roster = Roster(
        ZONES[0],
        "en",
        people,
        schedules=made,
        overrides=tuple(_overrides(chance, schedules, overrides)),
        absences=() if bare else tuple(_absences(chance, schedules * 4)),
    )
    return Policy(_rules(schedules), roster)


def _bare(number: int) -> Layer:
    return Layer("UTC", (f"p{4 * number}",))


def _layers(number: int) -> Iterator[Layer]:
    crew, zones = tuple(f"p{4 * number + n}" for n in range(4)), ZONES[number % 4 :] + ZONES[: number % 4]
    for zone in zones[:2]:
        week = ((Opening(datetime.min.time().replace(hour=8), datetime.min.time().replace(hour=16)),),) * 5 + ((), ())
        by_day = Layer(zone, crew[:3], hours=Calendar("", zone, week), turn_days=1, handoff=(None, 8 * 60))
        yield replace(by_day, starts_at=BEGINS - 300 * DAY)
    yield Layer(zones[2], crew, turn_days=7, handoff=(0, 9 * 60), starts_at=BEGINS - 300 * DAY)


def _overrides(chance: Random, schedules: int, each: int) -> Iterator[Override]:
    for number in range(schedules):
        for _ in range(each):
            begins = BEGINS + chance.randrange(365 * 24) * HOUR
            who, other = chance.sample([f"p{4 * number + n}" for n in range(4)], 2)
            ends = begins + chance.randrange(1, 48) * HOUR
            yield Override(f"s{number}", who, begins, ends, chance.choice([None, other]))


def _absences(chance: Random, people: int) -> Iterator[Absence]:
    for number in range(0, people, 10):
        begins = BEGINS + chance.randrange(365) * DAY
        yield Absence(f"a{number}", f"p{number}", begins, begins + 7 * DAY, "leave")


def _rules(schedules: int) -> Rules:
    priority = PriorityRules(("P1",), frozenset({"P1"}), ("all",), ("now",), {"all": ("P1",)})
    level, last = Label.plain("On call"), Fallback((OnePerson("p0"),), hours(1))
    paths = tuple(Path(f"w{n}", EVERY_CASE, (Level(level, (OnCall(f"s{n}"),)),), last) for n in range(schedules))
    clocks = (ClockLine(EVERY_CASE, accept=hours(1)),)
    return Rules("v1", "1", "bench", ZONES[0], "en", (), priority, {}, clocks, paths)


# told


def as_table(found: Figures) -> str:
    machine = found.machine
    return "\n".join(
        (
            f"{machine.processor}, {machine.cores} cores, Python {machine.python}",
            f"load average before: {machine.load_before:.1f}",
            f"baseline, one person and nothing set: {found.baseline_us:.1f} us a question",
            *(
                f"on_call, {one.schedules:4} schedules: {one.us:8.1f} us a question, ratio {one.ratio:6.1f}"
                for one in found.asked
            ),
            *(
                f"coverage, {one.schedules:4} schedules, {one.days:3} days: {one.seconds:7.2f} s, "
                f"ratio {one.ratio:6.1f} a schedule and day ({one.gaps} gaps)"
                for one in found.proved
            ),
        )
    )


def as_json(found: Figures) -> str:
    return json.dumps(asdict(found), indent=2)


def main() -> None:
    parser = argparse.ArgumentParser("python -m bench.duty", description="Measures who is on call, and coverage.")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--brief", action="store_true", help="small numbers, to see whether it works")
    given = parser.parse_args()
    found = measure(Extent((1, 10), (7, 30), 5) if given.brief else Extent())
    print(as_json(found) if given.json else as_table(found))


if __name__ == "__main__":
    main()

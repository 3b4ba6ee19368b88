"""What coverage comes to: for people on the screen, and as JSON."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.text import Text

from adapters.cli.policy.figures import Json, console, table
from adapters.cli.policy.lint import shown
from adapters.names import named
from adapters.wording import Wording
from bot.coverage.clocks import ClockChange
from bot.coverage.coverage import Coverage, Source
from bot.coverage.gap import Gap
from bot.coverage.load import Load
from bot.messages.coverage import clock_lines, cures, gap_label, gap_line, hours, missing_line, source_line, summary
from bot.people.feeds import shown_source
from bot.people.identity import Reader
from bot.people.schedules import Shift
from bot.policy.policy import Policy
from bot.words import Name, Param, Say, say

A_WEEK = timedelta(days=7)  # seen from a week ago, every moment is told with its date
MINUTE = timedelta(minutes=1)
COLUMNS = (
    say("coverage.column.person"),
    say("coverage.column.hours"),
    say("coverage.column.shifts"),
    say("coverage.column.a_week"),
    say("coverage.column.night"),
    say("coverage.column.weekend"),
    say("coverage.column.longest"),
    say("coverage.column.holidays"),
)


class Telling:
    """In one zone and language."""

    def __init__(self, found: Coverage, policy: Policy, zone: str, language: str) -> None:
        self._found, self.zone, self.language = found, zone, language
        names, before = policy.roster, found.begins - A_WEEK
        self._wording = Wording(lambda thing: named(thing, names) or thing, policy.rules.language, lambda: before)
        self._reader = Reader("", language, zone)

    def word(self, value: Param) -> str:
        """What stands in a file may be hostile."""
        return shown(self._wording.param(value, self._reader))

    # for people

    def printed(self) -> None:
        to = console()
        to.print(Text("\n".join(self._lines())))
        if self._found.loads:
            to.print(Text(f"\n{self.word(say('coverage.carried'))}"))
            to.print(table([self.word(column) for column in COLUMNS], map(self._row, self._found.loads)))
        for heading, said in self._afterwards():
            to.print(Text("\n".join(["", self.word(heading), *(f"- {self.word(line)}" for line in said)])))

    def _lines(self) -> Iterator[str]:
        found = self._found
        yield self.word(say("coverage.title", begins=found.begins, ends=found.ends, zone=self.zone))
        yield ""
        yield self.word(summary(found))
        for gap in found.gaps:
            missing = missing_line(gap)
            said = f"- {self.word(gap_label(gap))}: {self.word(gap_line(gap))}"
            yield f"{said} {self.word(missing)}" if missing else said
        if found.gaps:
            yield from ("", self.word(say("coverage.what_to_do")))
            yield from (f"- {self.word(cure)}" for cure in cures(found.gaps))

    def _row(self, load: Load) -> tuple[str, ...]:
        figures = (load.on_duty, load.night, load.weekend, load.longest)
        on_duty, night, weekend, longest = (self.word(hours(span)) for span in figures)
        shifts, a_week = self.word(load.shifts), self.word(round(load.shifts_a_week, 1))
        name, holidays = self.word(Name(load.person)), self.word(len(load.holidays))
        return name, on_duty, shifts, a_week, night, weekend, longest, holidays

    def _afterwards(self) -> Iterator[tuple[Say, list[Say]]]:
        if changes := [line for change in self._found.clock_changes for line in clock_lines(change)]:
            yield say("coverage.clocks"), changes
        if self._found.sources:
            yield say("coverage.calendars"), [source_line(source) for source in self._found.sources]

    # as JSON

    def in_json(self) -> Json:
        """Times are in the zone asked for, spans in hours."""
        found = self._found
        return {
            "from": self._at(found.begins),
            "to": self._at(found.ends),
            "zone": self.zone,
            "gaps": [self._gap(gap) for gap in found.gaps],
            "load": [_load(load) for load in found.loads],
            "clock_changes": [self._change(change) for change in found.clock_changes],
            "calendars": [self._source(source) for source in found.sources],
            "schedules": {name: [self._shift(shift) for shift in plan] for name, plan in found.plans.items()},
        }

    def _at(self, at: datetime) -> str:
        return at.astimezone(ZoneInfo(self.zone)).isoformat()

    def _gap(self, gap: Gap) -> Json:
        return {
            "kind": gap.kind.value,
            "of": "path" if gap.kind.of_a_path else "schedule",
            "about": gap.about,
            "from": self._at(gap.starts_at),
            "to": self._at(gap.ends_at),
            "hours": _hours(gap.lasts),
            "missing": [{"person": one.person, "reason": one.reason.value} for one in gap.missing],
        }

    def _shift(self, shift: Shift) -> Json:
        return {"people": list(shift.people), "from": self._at(shift.starts_at), "to": self._at(shift.ends_at)}

    def _change(self, change: ClockChange) -> Json:
        shifts = [{"schedule": name} | self._shift(shift) for name, shift in change.shifts]
        return {
            "at": self._at(change.at),
            "zone": change.timezone,
            "by_minutes": change.by // MINUTE,
            "shifts": shifts,
        }

    def _source(self, source: Source) -> Json:
        return {
            "calendar": shown_source(source.source),
            "schedules": list(source.schedules),
            "leave_of": list(source.people),
            "good_at": self._at(source.good_at) if source.good_at else None,
            "known_until": self._at(source.known_until),
        }


def _load(load: Load) -> Json:
    return {
        "person": load.person,
        "hours": _hours(load.on_duty),
        "shifts": load.shifts,
        "shifts_a_week": round(load.shifts_a_week, 2),
        "night_hours": _hours(load.night),
        "weekend_hours": _hours(load.weekend),
        "longest_hours": _hours(load.longest),
        "holidays": [day.isoformat() for day in load.holidays],
    }


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 4)

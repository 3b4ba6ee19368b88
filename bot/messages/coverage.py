"""What people read of the coming weeks: when nobody would answer, who carries how much, when clocks change (R25)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import assert_never

from bot.changing import replace
from bot.coverage.clocks import ClockChange
from bot.coverage.coverage import Coverage, Source
from bot.coverage.gap import Gap, GapKind
from bot.coverage.load import Load
from bot.messages.names import SKIPPED
from bot.messages.shown import Accent, Card, Row
from bot.people.feeds import shown_source
from bot.words import Name, Say, say

MOST_GAPS, MOST_PEOPLE, MOST_MISSING, MOST_NOTES = 10, 15, 5, 5
HOUR = timedelta(hours=1)
CURES: Mapping[GapKind, Say] = {
    GapKind.NOBODY: say("coverage.cure_nobody"),
    GapKind.UNKNOWN: say("coverage.cure_unknown"),
    GapKind.UNREACHABLE: say("coverage.cure_unreachable"),
    GapKind.FALLBACK: say("coverage.cure_fallback"),
    GapKind.UNSTAFFED: say("coverage.cure_unstaffed"),
}


# lines


def gap_label(gap: Gap) -> Say:
    return say("coverage.path", path=gap.about) if gap.kind.of_a_path else say("coverage.schedule", schedule=gap.about)


def gap_line(gap: Gap) -> Say:
    begins, ends, lasts = gap.starts_at, gap.ends_at, gap.lasts
    match gap.kind:
        case GapKind.NOBODY:
            return say("coverage.nobody", begins=begins, ends=ends, lasts=lasts)
        case GapKind.UNKNOWN:
            return say("coverage.unknown", begins=begins, ends=ends, lasts=lasts)
        case GapKind.UNREACHABLE:
            return say("coverage.unreachable", begins=begins, ends=ends, lasts=lasts)
        case GapKind.FALLBACK:
            return say("coverage.fallback", begins=begins, ends=ends, lasts=lasts)
        case GapKind.UNSTAFFED:
            return say("coverage.unstaffed", begins=begins, ends=ends, lasts=lasts)
        case _:
            assert_never(gap.kind)


def missing_line(gap: Gap) -> Say | None:
    """Who is away and why: never for a room."""
    if not gap.missing:
        return None
    people = gap.missing[:MOST_MISSING]
    named = tuple(say("coverage.who_and_why", person=Name(one.person), why=SKIPPED[one.reason]) for one in people)
    return say("coverage.missing", people=named)


def cures(gaps: Sequence[Gap]) -> tuple[Say, ...]:
    """What helps against these kinds, each once."""
    return tuple(CURES[kind] for kind in GapKind if any(gap.kind is kind for gap in gaps))


def summary(found: Coverage) -> Say:
    if found.gaps:
        return say("coverage.gaps", count=len(found.gaps), ends=found.ends)
    return say("coverage.no_gaps", ends=found.ends)


def clock_lines(change: ClockChange) -> Iterator[Say]:
    forward = change.by > timedelta()
    by = abs(change.by)
    yield say(
        "coverage.clocks_forward" if forward else "coverage.clocks_back", zone=change.timezone, by=by, at=change.at
    )
    for schedule, shift in change.shifts:
        people = tuple(Name(person) for person in shift.people)
        yield say(
            "coverage.shorter" if forward else "coverage.longer",
            schedule=schedule,
            people=people,
            by=by,
            begins=shift.starts_at,
        )


def source_line(source: Source) -> Say:
    """Never its address: whoever has it can read the calendar."""
    calendar = shown_source(source.source)
    if source.good_at is None:
        return say("coverage.never_read", calendar=calendar)
    if source.schedules:
        return say("coverage.reaches_until", calendar=calendar, at=source.good_at, until=source.known_until)
    return say("coverage.read_at", calendar=calendar, at=source.good_at)


def hours(span: timedelta) -> float:
    """To a tenth, and whole ones without it."""
    tenths = round(span / HOUR, 1)
    return int(tenths) if tenths == int(tenths) else tenths


# cards


def week_card(found: Coverage, *, in_room: bool) -> Card:
    """The digest. A room reads neither who is away nor why."""
    headline = say("coverage.week_gaps", count=len(found.gaps)) if found.gaps else say("coverage.week_clear")
    accent = Accent.URGENT if found.gaps else Accent.DONE
    notes = (*_changed(found), *map(source_line, found.sources[:MOST_NOTES]), *cures(found.gaps))
    return Card(headline, headline, accent, body=(*_gap_rows(found.gaps, in_room), *_load_rows(found)), notes=notes)


def soon_card(found: Coverage) -> Card:
    """For those who can do something, before it hurts."""
    headline = say("coverage.soon", count=len(found.gaps))
    notes = cures(found.gaps)
    return Card(headline, headline, Accent.URGENT, body=tuple(_gap_rows(found.gaps, False)), notes=notes)


def _gap_rows(gaps: Sequence[Gap], in_room: bool) -> Iterator[Row]:
    """Those of one kind about the same thing stand together."""
    alike: dict[tuple[GapKind, str], list[Gap]] = {}
    for gap in gaps:
        alike.setdefault((gap.kind, gap.about), []).append(gap)
    for found in list(alike.values())[:MOST_GAPS]:
        yield Row(gap_label(found[0]), _together(found, in_room))
    if len(alike) > MOST_GAPS:
        yield Row(say("coverage.others"), say("coverage.more", count=len(alike) - MOST_GAPS))


def _together(gaps: Sequence[Gap], in_room: bool) -> Say:
    line, missing = gap_line(gaps[0]), missing_line(gaps[0])
    if len(gaps) > 1:
        total = hours(sum((gap.lasts for gap in gaps), timedelta()))
        line = say("coverage.and_again", line=line, count=len(gaps) - 1, hours=total)
    return say("coverage.with_missing", line=line, missing=missing) if missing and not in_room else line


def _load_rows(found: Coverage) -> Iterator[Row]:
    carried = [load for load in found.loads if load.on_duty]
    for load in carried[:MOST_PEOPLE]:
        yield Row(say("coverage.person", person=Name(load.person)), _load(load))


def _load(load: Load) -> Say:
    return say(
        "coverage.load",
        count=load.shifts,
        hours=hours(load.on_duty),
        night=hours(load.night),
        weekend=hours(load.weekend),
    )


def _changed(found: Coverage) -> list[Say]:
    return [line for change in found.clock_changes for line in clock_lines(replace(change, shifts=()))][:MOST_NOTES]

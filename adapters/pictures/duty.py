"""Who is on duty, as a calendar: a band for each week, in it a row for each schedule, and each shift in the colour of
whoever has it. Gaps are loud; of a path there is a row where it has some.

Everything is laid out here, in pixels from the upper left corner, so that each text is known to fit where it stands.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import altair
from babel import Locale
from babel.dates import format_skeleton

from adapters.pictures.drawing import FONT
from adapters.pictures.shapes import INK, Box, Line, Part, Text, layers
from adapters.pictures.wrapping import cells_in, cut, wide
from bot.coverage.clocks import ClockChange
from bot.coverage.coverage import Coverage
from bot.coverage.gap import Gap, GapKind
from bot.people.calendars import Span
from bot.people.wall import SATURDAY, day_span
from bot.words import Name, Param, Say, say

MARGIN, LABELS, DAY_WIDTH, RIGHT = 24, 150, 150, 20
ROW, BAR, HEAD, NOTE, GAP = 26, 20, 24, 16, 16
SMALL, BIG = 11, 18
FAINT, RULE, WEEKEND, OUTSIDE, PAPER, CHANGED = "#5b6675", "#d3d9e2", "#e6eaf2", "#f7f8fa", "#ffffff", "#6b3fa0"
# Told apart by any eyes, and light enough for dark letters. After these they come again: names tell who it is.
COLOURS = ("#77aadd", "#ee8866", "#eedd88", "#99ddff", "#44bb99", "#ffaabb", "#bbcc33", "#cfa8e0", "#c9b79c")
GAPS: Mapping[GapKind, tuple[str, Say]] = {
    GapKind.NOBODY: ("#a3001f", say("duty_picture.nobody")),
    GapKind.UNKNOWN: ("#4d5663", say("duty_picture.unknown")),
    GapKind.UNREACHABLE: ("#a3001f", say("duty_picture.unreachable")),
    GapKind.FALLBACK: ("#8a4b00", say("duty_picture.fallback")),
    GapKind.UNSTAFFED: ("#a3001f", say("duty_picture.nobody")),
}
HOUR, ONE_DAY, A_WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MOST_ROWS, MOST_NAMES = 40, 40
People = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A schedule, or a path that has gaps."""

    label: Say
    shifts: Sequence[tuple[People, Span]]
    gaps: Sequence[Gap]


@dataclass(frozen=True, slots=True)
class Week:
    """`days` from Monday on, each as it lasts there; `top` is where its band begins."""

    days: Sequence[tuple[date, Span]]
    changes: Sequence[ClockChange]
    top: float

    @property
    def span(self) -> Span:
        return self.days[0][1][0], self.days[-1][1][1]

    @property
    def head(self) -> float:
        return HEAD + NOTE * len(self.changes)


class Duty:
    """`word` says a sentence or a name in the reader's language; days are those of `zone`."""

    def __init__(self, found: Coverage, zone: str, language: str, word: Callable[[Param], str]) -> None:
        self._found, self._zone, self._word = found, zone, word
        self._locale = Locale.parse("en-GB" if language == "en" else language, sep="-")
        rows = _rows(found)
        self._rows, self._left_out = rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS)
        crews = dict.fromkeys(people for row in self._rows for people, _ in row.shifts)
        self._colours = {people: COLOURS[number % len(COLOURS)] for number, people in enumerate(crews)}
        self._width = MARGIN + LABELS + 7 * DAY_WIDTH + RIGHT + MARGIN

    def chart(self) -> altair.LayerChart | altair.FacetChart:
        weeks = self._weeks()
        bottom = weeks[-1].top + weeks[-1].head + len(self._rows) * ROW + GAP
        legend, height = self._legend(bottom)
        parts = [*self._title(), *chain.from_iterable(map(self._week, weeks)), *legend]
        layered: altair.LayerChart | altair.FacetChart = altair.layer(*layers(parts)).properties(
            width=self._width, height=height + MARGIN, background=PAPER, padding=0
        )
        whole: altair.LayerChart | altair.FacetChart = layered.configure(font=FONT, aria=False, view={"stroke": None})
        return whole

    def _title(self) -> Iterator[Text]:
        title = say("coverage.title", begins=self._found.begins, ends=self._found.ends, zone=self._zone)
        yield Text(MARGIN, MARGIN + 8, self._cut(title, self._width - 2 * MARGIN, BIG), BIG, INK, "bold")
        gaps = len(self._found.gaps)
        said = say("duty_picture.gaps", count=gaps) if gaps else say("duty_picture.no_gaps")
        yield Text(MARGIN, MARGIN + 32, self._word(said), 13, GAPS[GapKind.NOBODY][0] if gaps else FAINT, "bold")
        if self._left_out:
            more = self._word(say("duty_picture.left_out", count=self._left_out))
            yield Text(self._width - MARGIN, MARGIN + 32, more, 13, FAINT, "normal", "right")

    def _weeks(self) -> list[Week]:
        found, zone = self._found, ZoneInfo(self._zone)
        first, last = (at.astimezone(zone).date() for at in (found.begins, found.ends - timedelta(microseconds=1)))
        monday, top, weeks = first - first.weekday() * ONE_DAY, MARGIN + 52.0, list[Week]()
        while monday <= last:
            days = [(day, day_span(day, self._zone)) for day in (monday + count * ONE_DAY for count in range(7))]
            begins, ends = days[0][1][0], days[-1][1][1]
            changes = [change for change in found.clock_changes if begins <= change.at < ends]
            weeks.append(Week(days, changes, top))
            top += weeks[-1].head + len(self._rows) * ROW + GAP
            monday += A_WEEK
        return weeks

    # a band

    def _week(self, week: Week) -> Iterator[Part]:
        top = week.top + week.head
        bottom = top + len(self._rows) * ROW
        for day, span in week.days:
            yield from self._day(day, span, week, bottom)
        for number, row in enumerate(self._rows):
            y = top + number * ROW
            yield Line(MARGIN, y, self._right(week), y, RULE, 0.7)
            yield Text(MARGIN, y + ROW / 2, self._cut(row.label, LABELS - 8, 12), 12, INK, "bold")
            yield from self._bars(row, week, y + (ROW - BAR) / 2)
        yield Line(MARGIN, bottom, self._right(week), bottom, RULE, 0.7)
        for number, change in enumerate(week.changes):
            yield from self._changed(change, week, week.top + HEAD + number * NOTE, bottom)

    def _day(self, day: date, span: Span, week: Week, bottom: float) -> Iterator[Part]:
        x, x2 = self._x(span[0], week), self._x(span[1], week)
        outside = span[1] <= self._found.begins or span[0] >= self._found.ends
        paper = OUTSIDE if outside else WEEKEND if day.weekday() >= SATURDAY else PAPER
        yield Box(x, week.top, x2 - x, bottom - week.top, paper, paper, 0)
        yield Box(x, week.top, 1, bottom - week.top, RULE, RULE, 0)  # below the bars
        bold = day.weekday() >= SATURDAY
        name = format_skeleton("MMMEd", day, locale=self._locale)
        yield Text(x + 5, week.top + HEAD / 2, name, 12, FAINT if outside else INK, "bold" if bold else "normal")

    def _bars(self, row: Row, week: Week, y: float) -> Iterator[Part]:
        for people, span in row.shifts:
            if drawn := self._within(span, week):
                x, width = drawn
                yield Box(x, y, width, BAR, self._colours[people], PAPER, 3)
                yield from self._named(people, x, y, width)
        for gap in row.gaps:
            if drawn := self._within((gap.starts_at, gap.ends_at), week):
                yield from self._gap(gap, *drawn, y)

    def _named(self, people: People, x: float, y: float, width: float) -> Iterator[Text]:
        """The longest form that fits: names, first names, initials, or nothing."""
        names = [self._word(Name(person)) for person in people]
        forms = (", ".join(names), ", ".join(_first(name) for name in names), " ".join(name[:1] for name in names))
        room = cells_in(width - 6, SMALL)
        if form := next((form for form in forms if wide(form) <= room), None):
            yield Text(x + 4, y + BAR / 2 + 0.5, form, SMALL)

    def _gap(self, gap: Gap, x: float, width: float, y: float) -> Iterator[Part]:
        """Somebody on duty whom nothing reaches is still seen above the stroke."""
        colour, said = GAPS[gap.kind]
        if gap.kind is GapKind.UNREACHABLE:
            yield Line(x + 2, y + BAR, x + width - 2, y + BAR, colour, 4)
            return
        x, width = (x, width) if width >= 4 else (x - (4 - width) / 2, 4)  # never too short to be seen
        yield Box(x, y, width, BAR, colour, colour, 2)
        form = self._word(said)
        if wide(form) <= cells_in(width - 6, SMALL):
            yield Text(x + 4, y + BAR / 2 + 0.5, form, SMALL, PAPER, "bold")

    def _changed(self, change: ClockChange, week: Week, y: float, bottom: float) -> Iterator[Part]:
        x = self._x(change.at, week)
        yield Line(x, y + 4, x, bottom, CHANGED, 2)
        said = say("duty_picture.clocks", zone=change.timezone, by=f"{change.by / HOUR:+g} h")
        text = self._word(said)
        left = x + 6 + wide(text) * SMALL * 0.66 < self._width
        yield Text(x + 5 if left else x - 5, y + NOTE / 2, text, SMALL, CHANGED, "bold", "left" if left else "right")

    # below

    def _legend(self, y: float) -> tuple[list[Part], float]:
        """Who has which colour, and what the loud ones mean; and where it ends."""
        entries = [
            (self._colours[people], ", ".join(self._word(Name(one)) for one in people)) for people in self._colours
        ]
        kinds = dict.fromkeys(GAPS[gap.kind] for row in self._rows for gap in row.gaps)
        shown = [*((colour, self._word(said)) for colour, said in kinds), *entries[:MOST_NAMES]]
        parts, x, y = list[Part](), float(MARGIN), y + 8
        for colour, text in shown:
            text = cut(text, 40)
            width = 24 + wide(text) * SMALL * 0.62 + 14
            if x + width > self._width - MARGIN:
                x, y = float(MARGIN), y + 22
            parts += [Box(x, y, 14, 14, colour, colour, 3), Text(x + 20, y + 7.5, text, SMALL + 1)]
            x += width
        return parts, y + 14

    # places

    def _x(self, at: datetime, week: Week) -> float:
        """By time that passes: a week in which clocks go back is an hour longer."""
        return MARGIN + LABELS + (at - week.span[0]) / ONE_DAY * DAY_WIDTH

    def _right(self, week: Week) -> float:
        return self._x(week.span[1], week)

    def _within(self, span: Span, week: Week) -> tuple[float, float] | None:
        begins, ends = max(span[0], week.span[0]), min(span[1], week.span[1])
        if begins >= ends:
            return None
        return self._x(begins, week), self._x(ends, week) - self._x(begins, week)

    def _cut(self, said: Say, width: float, size: int) -> str:
        return cut(self._word(said), cells_in(width, size))


def _rows(found: Coverage) -> list[Row]:
    """Schedules in the order of the file, then the paths that have gaps."""
    rows = [
        Row(
            say("coverage.schedule", schedule=name),
            [(shift.people, (shift.starts_at, shift.ends_at)) for shift in plan],
            [gap for gap in found.gaps if gap.about == name and not gap.kind.of_a_path],
        )
        for name, plan in found.plans.items()
    ]
    paths = dict.fromkeys(gap.about for gap in found.gaps if gap.kind.of_a_path)
    for name in paths:
        gaps = [gap for gap in found.gaps if gap.about == name and gap.kind.of_a_path]
        rows.append(Row(say("coverage.path", path=name), (), gaps))
    return rows


def _first(name: str) -> str:
    return name.split()[0] if name.split() else name

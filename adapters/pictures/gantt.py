"""A simulated case at a glance: who is asked from when to when, what is late, and when the fallback is called."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import altair as alt

from adapters.pictures.drawing import FONT
from adapters.pictures.hours import Stretch, closed, ticks
from bot.cases.clock_events import ClockStarted
from bot.cases.events import Entry
from bot.cases.ladder_events import LevelReached
from bot.people.wall import clock_changes, nights
from bot.policy.policy import Policy
from bot.trying.bars import Bar, Doing, Mark, bars, marks
from bot.trying.happening import Kind
from bot.trying.simulate import Simulation
from bot.words import Label, Name, Say, say

Layer = alt.Chart | alt.LayerChart
WIDTH, ROW = 860, 30
LONGEST_NAME = 44
COLOURS = {
    Doing.APPROVAL: "#8172b3",
    Doing.ASKED: "#3b76af",
    Doing.ASLEEP: "#c3c9d4",
    Doing.FALLBACK: "#c44e52",
    Doing.OWNER: "#55a868",
}
SIGNS = {
    Kind.TOLD: ("circle", "#3b76af"),
    Kind.REMINDED: ("triangle-down", "#dd8f2d"),
    Kind.FALLBACK: ("diamond", "#8c2126"),
    Kind.DECLINED: ("cross", "#8c2126"),
    Kind.ACCEPTED: ("square", "#2c6e3f"),
}
NIGHT, CLOSED, LATE, CHANGED, INK = "#e4e8f1", "#f7efe0", "#c44e52", "#6b4ba3", "#2b2f36"
NAMES = {
    Doing.APPROVAL: say("picture.approval"),
    Doing.ASKED: say("picture.asked"),
    Doing.ASLEEP: say("picture.asleep"),
    Doing.FALLBACK: say("picture.fallback"),
    Doing.OWNER: say("picture.owner"),
}
SIGN_NAMES = {
    Kind.TOLD: say("picture.told"),
    Kind.REMINDED: say("picture.reminded"),
    Kind.FALLBACK: say("picture.fallback_called"),
    Kind.DECLINED: say("picture.declined"),
    Kind.ACCEPTED: say("picture.accepted"),
}
ENDED = {Kind.RESOLVED: say("picture.resolved"), Kind.CLOSED: say("picture.closed")}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the picture: a person or place at a level or outside all of them. `order` is from the top."""

    order: tuple[int, int, str]
    title: str


class Gantt:
    """`read` makes a sentence of a key, in the reader's language; names are those of the policy file."""

    def __init__(self, simulation: Simulation, policy: Policy, read: Callable[[Say], str]) -> None:
        self._seen, self._policy, self._read = simulation, policy, read
        self._zone = policy.rules.timezone
        self._begins, self._ends = _window(simulation)
        self._bars = bars(simulation, policy.rules)
        self._marks = tuple(marks(simulation))

    def chart(self) -> Layer:
        rows = self._rows()
        layers: list[Layer] = [
            *(
                self._shades(CLOSED, closed(self._policy.rules.calendars[name], self._begins, self._ends))
                for name in self._hours()
            ),
            self._shades(NIGHT, nights(self._begins, self._ends, self._zone)),
            self._lines(),
            self._drawn_bars(rows),
            self._drawn_marks(rows),
        ]  # fmt: skip
        height = ROW * max(2, len(rows))
        layered = alt.LayerChart(layer=layers).resolve_scale(color="independent", shape="independent")
        whole: alt.LayerChart = layered.properties(
            width=WIDTH, height=height, title=self._title(), padding=18, background="white"
        )
        styled: alt.LayerChart = (
            whole.configure(font=FONT)
            .configure_view(stroke="#c9ced6")
            .configure_axis(labelColor=INK, labelFontSize=12, labelPadding=8)
        )
        return styled

    # texts

    def _title(self) -> alt.TitleParams:
        rules, case = self._policy.rules, self._seen.case
        local = self._begins.astimezone(ZoneInfo(self._zone))
        heading = say("picture.title", type=rules.types[case.facts.type].title, priority=case.priority)
        opened = say("picture.opened", at=f"{local:%a %Y-%m-%d %H:%M}", zone=self._zone)
        version = say("picture.version", policy=rules.policy, version=rules.label, path=case.ladder.path)
        shades = [say("picture.night"), *(say("picture.hours_closed", hours=name) for name in self._hours())]
        under = [self._read(opened) + " · " + self._read(version), " · ".join(self._read(shade) for shade in shades)]
        return alt.TitleParams(
            self._read(heading), subtitle=under, anchor="start", fontSize=18, subtitleFontSize=12,
            subtitleColor="#5a616c", color=INK, offset=36,
        )  # fmt: skip

    def _name(self, id_: str) -> str:
        return self._read(say("picture.name", name=Name(id_))) if id_ else ""

    def _role(self, path: str, level: int) -> Label:
        return self._policy.rules.path(path).levels[level - 1].role

    def _row(self, doing: Doing | None, path: str, level: int | None, who: str) -> Row:
        name = self._name(who)
        if level is not None:
            role = f"{level} {self._read(say('picture.role', role=self._role(path, level)))}"
            return Row((1, level, ""), role) if not who else Row((1, level, who), f"{role}: {name}")
        order = {Doing.APPROVAL: 0, Doing.FALLBACK: 2, Doing.OWNER: 3, None: 4}[doing]
        heading = self._read(NAMES[doing] if doing else say("picture.informed"))
        return Row((order, 0, who), f"{heading}: {name}")

    # rows

    def _rows(self) -> list[str]:
        """From the top: approval, the levels, the fallback, who has it, who is told."""
        found = {self._bar_row(bar) for bar in self._bars} | {
            row for mark in self._marks if (row := self._mark_row(mark))
        }
        return [_cut(row.title) for row in sorted(found, key=lambda row: row.order)]

    def _bar_row(self, bar: Bar) -> Row:
        return self._row(bar.doing, bar.path, bar.level, bar.who)

    def _mark_row(self, mark: Mark) -> Row | None:
        """On the bar that it belongs to; who has none is informed."""
        if not mark.who:
            return None
        there = [bar for bar in self._bars if bar.who == mark.who and bar.begins_at <= mark.at <= bar.ends_at]
        at_level = [bar for bar in there if bar.level == mark.level or mark.event is Kind.ACCEPTED]
        if mark.event is Kind.TOLD or not at_level:
            return self._row(None, "", None, mark.who)
        return self._bar_row(at_level[-1])

    # layers

    def _x(self, at: datetime) -> float:
        """Hours since the beginning: exact, whatever the clocks on the wall do."""
        return (at - self._begins) / timedelta(hours=1)

    def _scale(self) -> alt.Scale:
        return alt.Scale(domain=[0, self._x(self._ends)], nice=False)

    def _axis(self) -> alt.Axis:
        at = ticks(self._begins, self._ends, self._zone)
        places = [round(self._x(tick), 6) for tick, _ in at]
        nearest = " : ".join(
            f"abs(datum.value - {place}) < 1e-5 ? {_lines_of(label)}"
            for place, (_, label) in zip(places, at, strict=True)
        )
        return alt.Axis(
            values=places, labelExpr=f"{nearest} : ''" if at else "''", title=None, grid=True, gridColor="#d6dae1",
            labelOverlap=False, tickSize=4, domain=False, orient="bottom",
        )  # fmt: skip

    def _shades(self, colour: str, stretches: Iterable[Stretch]) -> Layer:
        data = [{"from": self._x(begins), "to": self._x(ends)} for begins, ends in stretches]
        x = alt.X("from:Q", scale=self._scale(), axis=self._axis())
        shade: alt.Chart = _chart(data).mark_rect(color=colour, opacity=0.8).encode(x=x, x2="to:Q")
        return shade

    def _lines(self) -> Layer:
        """What is late, how it ended, and where clocks change."""
        data = [{**line, "lift": (-4, -17)[n % 2]} for n, line in enumerate(self._line_data())]  # beside each other
        upright = _chart(data)
        x, colour = alt.X("at:Q", scale=self._scale()), alt.Color("colour:N", scale=None)
        rule = upright.mark_rule(strokeDash=[4, 3], size=1.4).encode(x=x, color=colour)
        text = upright.mark_text(align="left", baseline="bottom", dx=-2, fontSize=11).encode(
            x=x, y=alt.Y("lift:Q", scale=None), text="text:N", color=colour
        )  # fmt: skip
        return alt.LayerChart(layer=[rule, text])

    def _line_data(self) -> Iterator[dict[str, object]]:
        for at, change in clock_changes(self._begins, self._ends, self._zone):
            hours = f"{change / timedelta(hours=1):+g} h"
            yield {"at": self._x(at), "text": self._read(say("picture.clock_change", hours=hours)), "colour": CHANGED}
        for mark in self._marks:
            if not mark.who and mark.at <= self._ends:
                yield {"at": self._x(mark.at), "text": self._read(self._what(mark)), "colour": _late(mark)}

    def _what(self, mark: Mark) -> Say:
        """Which clock is over, or how it ended."""
        clock = dict(mark.happening.rule[0].params).get("clock")
        late = say("picture.late", clock=clock) if clock else say("picture.update_late")
        return ENDED.get(mark.event, late)

    def _drawn_bars(self, rows: list[str]) -> Layer:
        data = [
            {
                "row": _cut(self._bar_row(bar).title),
                "from": self._x(bar.begins_at),
                "to": self._x(min(max(bar.ends_at, bar.begins_at), self._ends)),
                "what": self._read(NAMES[bar.doing]),
            }
            for bar in self._bars
        ]
        used = [doing for doing in Doing if any(bar.doing is doing for bar in self._bars)]
        scale = alt.Scale(domain=[self._read(NAMES[one]) for one in used], range=[COLOURS[one] for one in used])
        axis = alt.Axis(labelLimit=340, grid=True, gridColor="#edf0f4", ticks=False)
        legend = alt.Legend(orient="bottom", title=None, symbolType="square")
        bar = _chart(data).mark_bar(height=15, cornerRadius=3, stroke="white", strokeWidth=0.5)
        drawn: alt.Chart = bar.encode(
            x=alt.X("from:Q", scale=self._scale()),
            x2="to:Q",
            y=alt.Y("row:N", sort=rows, title=None, axis=axis),
            color=alt.Color("what:N", scale=scale, legend=legend),
        )
        return drawn

    def _drawn_marks(self, rows: list[str]) -> Layer:
        data = [
            {"row": _cut(row.title), "at": self._x(mark.at), "sign": self._read(SIGN_NAMES[mark.event])}
            for mark in self._marks
            if (row := self._mark_row(mark)) and mark.at <= self._ends
        ]
        used = [kind for kind in SIGNS if any(mark.event is kind and mark.who for mark in self._marks)]
        domain = [self._read(SIGN_NAMES[kind]) for kind in used]
        shape = alt.Scale(domain=domain, range=[SIGNS[kind][0] for kind in used])
        colour = alt.Scale(domain=domain, range=[SIGNS[kind][1] for kind in used])
        legend = alt.Legend(orient="bottom", title=None)
        point = _chart(data).mark_point(filled=True, size=75, opacity=1, stroke="white", strokeWidth=0.8)
        drawn: alt.Chart = point.encode(
            x=alt.X("at:Q", scale=self._scale()),
            y=alt.Y("row:N", sort=rows, title=None),
            shape=alt.Shape("sign:N", scale=shape, legend=legend),
            color=alt.Color("sign:N", scale=colour, legend=legend),
        )
        return drawn

    def _hours(self) -> tuple[str, ...]:
        """The calendars in which anything of this case is counted."""
        return tuple(dict.fromkeys(name for entry in self._seen.entries if (name := _hours_of(entry))))


def _chart(data: Sequence[Mapping[str, object]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=data))


def _window(simulation: Simulation) -> tuple[datetime, datetime]:
    """A little beyond the last of it, so that nothing stands on the edge."""
    begins = simulation.case.opened_at
    last = max((one.at for one in simulation.happenings), default=begins)
    whole = max(min(simulation.ended_at, last) - begins, timedelta(minutes=5))
    return begins, begins + whole * 1.04


def _hours_of(entry: Entry) -> str | None:
    match entry.event:
        case LevelReached(hours=hours):
            return hours
        case ClockStarted(clock):
            return clock.hours
        case _:
            return None


def _late(mark: Mark) -> str:
    return LATE if mark.event is Kind.BREACHED else COLOURS[Doing.OWNER]


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST_NAME else title[: LONGEST_NAME - 1] + "…"


def _lines_of(label: str) -> str:
    """As Vega's expressions have it: the day under the time."""
    return "[" + ", ".join(f"'{part}'" for part in label.split("|")) + "]"

"""What a simulation told, as JSON for programs and as a table for people."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.cli.policy.lint import shown
from adapters.wording import Wording
from bot.cases.events import Opened
from bot.cases.ladder_events import PathChanged
from bot.people.calendars import is_open
from bot.people.identity import Reader
from bot.people.wall import is_night
from bot.policy.policy import Policy
from bot.trying.happening import Happening, Kind
from bot.trying.simulate import FALLBACKS, LONGEST, Ended, Simulation
from bot.words import Say

ENDED = {
    Ended.CLOSED: "The case is closed.",
    Ended.UNTIL: "Told as far as --until.",
    Ended.FALLBACK: f"And so on: told to the {FALLBACKS}rd call of the fallback.",
    Ended.LONG: f"Told for {LONGEST.days} days.",
    Ended.MANY: "More happens than can be told.",
}
COLOURS = {
    Kind.PAGED: "bold",
    Kind.ESCALATED: "cyan",
    Kind.BREACHED: "red",
    Kind.FALLBACK: "bold red",
    Kind.ASKED_APPROVAL: "bold",
    Kind.ACCEPTED: "green",
    Kind.RESOLVED: "green",
    Kind.REMINDED: "yellow",
}


class Words:
    """Sentences in English, people by their ids, times in the policy's zone."""

    def __init__(self, opened_at: datetime, zone: str) -> None:
        self._wording = Wording(str, "en", lambda: opened_at)
        self._reader = Reader("", "en", zone)

    def said(self, says: tuple[Say, ...]) -> str:
        return "; ".join(shown(self._wording.sentence(one, self._reader)) for one in says)


def in_json(seen: Simulation, zone: str) -> list[dict[str, object]]:
    """The names that scripts rely on."""
    words = Words(seen.case.opened_at, zone)
    return [
        {
            "at": one.at.astimezone(ZoneInfo(zone)).isoformat(),
            "event": one.event.value,
            "level": one.level,
            "who": list(one.who),
            "where": list(one.where),
            "rule": words.said(one.rule),
        }
        for one in seen.happenings
    ]


def printed(seen: Simulation, policy: Policy) -> None:
    """As wide as the terminal; piped, as wide as it needs."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=160, no_color=True)
    console.print(_headed(seen, policy))
    console.print(_table(seen, policy))
    console.print(Text(ENDED[seen.ended]))


def _headed(seen: Simulation, policy: Policy) -> Text:
    rules, case = policy.rules, seen.case
    return Text(
        f"{shown(rules.policy)} {shown(rules.label)}: {case.facts.type}, {case.priority}, "
        f"path {case.ladder.path}, times of {rules.timezone}"
    )


def _table(seen: Simulation, policy: Policy) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name, more in (("when", {"no_wrap": True}), ("", {}), ("what", {"no_wrap": True}), ("level", {}), ("who", {})):
        table.add_column(name, **more)  # type: ignore[arg-type]
    table.add_column("why", ratio=1, overflow="fold")
    for cells in _rows(seen, policy):
        table.add_row(*cells)
    return table


def _rows(seen: Simulation, policy: Policy) -> Iterator[tuple[Text, ...]]:
    words, zone = Words(seen.case.opened_at, policy.rules.timezone), ZoneInfo(policy.rules.timezone)
    firsts = [True, *(one.at != two.at for one, two in pairwise(seen.happenings))]
    days = [one.at.astimezone(zone).date() for one in seen.happenings]
    for number, (one, first) in enumerate(zip(seen.happenings, firsts, strict=True)):
        local, new_day = one.at.astimezone(zone), number == 0 or days[number] != days[number - 1]
        yield (
            Text(_moment(local, new_day) if first else "", "bold" if new_day else ""),
            Text(_when(local, policy) if first else "", "dim"),
            Text(one.event.value.replace("_", " "), COLOURS.get(one.event, "")),
            Text(_level(one, seen, policy)),
            Text(_named(one)),
            Text(words.said(one.rule), "dim"),
        )


def _named(one: Happening) -> str:
    """Only the reporter can be somebody outside the file."""
    nobody = "(reporter)" if one.event in (Kind.REMINDED, Kind.WAITING) else ""
    return " ".join((*one.who, *one.where)) or nobody


def _moment(local: datetime, new_day: bool) -> str:
    clock = f"{local:%H:%M:%S}".removesuffix(":00") + _which(local)
    return f"{local:%a %Y-%m-%d} {clock}" if new_day else f"{clock:>{len('Fri 2026-11-20 ') + len(clock)}}"


def _which(local: datetime) -> str:
    """The offset, in the hour that comes twice when clocks are put back."""
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f" {local.isoformat()[-6:]}" if twice else ""


def _when(local: datetime, policy: Policy) -> str:
    """Night, and which calendars are closed then."""
    night = ["night"] if is_night(local, policy.rules.timezone) else []
    closed = [name for name, calendar in policy.rules.calendars.items() if not is_open(calendar, local)]
    return ", ".join((*night, *(f"{name} closed" for name in closed)))


def _level(one: Happening, seen: Simulation, policy: Policy) -> str:
    if one.level is None:
        return ""
    levels = policy.rules.path(_path_at(one.at, seen)).levels
    role = levels[one.level - 1].role.read("en", policy.rules.language) if one.level <= len(levels) else ""
    return shown(f"{one.level} {role}")


def _path_at(at: datetime, seen: Simulation) -> str:
    """Triage may have moved the case to another."""
    events = (entry.event for entry in seen.entries if entry.at <= at)
    return [event.path for event in events if isinstance(event, Opened | PathChanged)][-1]


def refusals(seen: Simulation, policy: Policy) -> list[str]:
    """Answers that came to nothing, in words with the time."""
    words, zone = Words(seen.case.opened_at, policy.rules.timezone), ZoneInfo(policy.rules.timezone)
    turned = [
        f"{one.at.astimezone(zone):%a %Y-%m-%d %H:%M:%S} {one.person} could not: {words.said((one.sentence,))}"
        for one in seen.turned
    ]
    idle = [f"The answer at {deed.at.astimezone(zone):%a %Y-%m-%d %H:%M:%S} came after the end." for deed in seen.idle]
    return turned + idle

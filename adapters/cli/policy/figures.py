"""What a replay found, as JSON for programs and as tables for people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.cli.policy.lint import shown
from bot.policy.policy import Policy
from bot.trying.past import Replayed
from bot.trying.totals import Totals, totals

Json = dict[str, object]
MINUTE = timedelta(minutes=1)
NEVER = "never"


def in_json(cases: Sequence[Replayed], faults: Sequence[str]) -> Json:
    """Spans are in minutes, None where it never happened. Cases without a name count in the totals alone."""
    return {
        "totals": totals_in_json(totals(cases)),
        "cases": [case_in_json(case) for case in cases if case.name],
        "faults": list(faults),
    }


def totals_in_json(all_of_them: Totals) -> Json:
    times = asdict(all_of_them.times)
    return asdict(all_of_them) | {"times": {f"median_{name}": _minutes(span) for name, span in times.items()}}


def case_in_json(case: Replayed) -> Json:
    accepted_at, found_at = case.accepted_at, case.found_at
    return {
        "case": case.name,
        "opened_at": case.opened_at.isoformat(),
        "priority": case.priority,
        "path": case.path,
        "pages": [asdict(page) | {"at": page.at.isoformat()} for page in case.pages],
        "breaches": [kind.value for kind in case.breaches],
        "climbed": case.climbed,
        "fallbacks": case.fallbacks,
        "accepted_at": accepted_at.isoformat() if accepted_at else None,
        "level": case.level,
        "right_level": _minutes(found_at - case.opened_at if found_at else None),
        "approved_by_default": case.approved_by_default,
        "disapproved": case.disapproved,
    }


def _minutes(span: timedelta | None) -> float | None:
    return None if span is None else round(span / MINUTE, 1)


def console() -> Console:
    """As wide as the terminal; piped, as wide as it needs."""
    found = Console()
    return found if found.is_terminal else Console(width=160, no_color=True)


def printed(all_of_them: Totals, policy: Policy) -> None:
    to, cases = console(), all_of_them.cases
    to.print(Text(f"{shown(policy.rules.policy)} {shown(policy.rules.label)}: {counted(cases, 'case')} replayed"))
    if not cases:
        return
    to.print(table(("person", "cases", "pages", "at night"), (
        (person, burden.cases, burden.pages, burden.night_pages) for person, burden in all_of_them.people.items()
    )))  # fmt: skip
    to.print(table(("path", "cases"), all_of_them.paths.items()))
    to.print(table(("", ""), lines(all_of_them).items()))


def lines(all_of_them: Totals) -> Mapping[str, str | int]:
    """The rest of the figures, by their names."""
    times = all_of_them.times
    return {
        "pages": all_of_them.pages,
        "pages at night": all_of_them.night_pages,
        **{f"breaches of {kind}": count for kind, count in all_of_them.breaches.items()},
        "levels climbed": all_of_them.climbed,
        "cases that came to the fallback": all_of_them.fallbacks,
        "cases never accepted": all_of_them.never_accepted,
        "approved by default": all_of_them.approved_by_default,
        "not approved, by default": all_of_them.disapproved,
        "median time to the first page": span_said(times.first_asked),
        "median time to the right level": span_said(times.right_level),
        "median time to acceptance": span_said(times.accepted),
    }


def table(names: Sequence[str], rows: Iterable[Iterable[object]]) -> Table:
    made = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, show_header=any(names))
    for number, name in enumerate(names):
        made.add_column(name, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        made.add_row(*(Text(shown(str(cell))) for cell in row))
    return made


def span_said(span: timedelta | None) -> str:
    """To the minute above an hour, else to the second: 2d3h5m, 90s."""
    if span is None:
        return NEVER
    seconds = round(span.total_seconds())
    if seconds >= 3600:
        seconds = round(seconds / 60) * 60
    units = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))
    parts = []
    for unit, length in units:
        count, seconds = divmod(seconds, length)
        parts += [f"{count}{unit}"] if count else []
    return "".join(parts) or "at once"


def counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"

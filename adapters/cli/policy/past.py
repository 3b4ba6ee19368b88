"""Which past cases a command tries a policy on: those of a file, or those of the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.policy.lint import shown
from adapters.cli.policy.pastcases import past_cases
from adapters.cli.policy.stated import moment
from adapters.cli.saying import carry_out, fail
from adapters.cli.work import Work
from adapters.environment import settings
from bot.cases.access import ROOM
from bot.policy.policy import Policy
from bot.trying.past import Past, unknown

QUARTER = timedelta(days=92)
SQLITE = "sqlite:///"

CasesFile = Annotated[
    Path | None, typer.Option("--cases", metavar="CSV", help="Past cases, one line each; else those of the database.")
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="ISO", help="Cases opened from then on; of the database else 92 days.")
]
Until = Annotated[str | None, typer.Option("--until", metavar="ISO", help="Cases opened before then.")]


@dataclass(frozen=True, slots=True)
class Period:
    since_at: datetime | None
    until_at: datetime | None

    def holds(self, past: Past) -> bool:
        after = self.since_at is None or self.since_at <= past.opened_at
        return after and (self.until_at is None or past.opened_at < self.until_at)


@dataclass(frozen=True, slots=True)
class Found:
    """`faults` are lines that could not be read, and cases that could not be opened under a policy in question."""

    cases: tuple[Past, ...]
    faults: tuple[str, ...] = ()


def period(since: str | None, until: str | None, policy: Policy) -> Period:
    zone = policy.rules.timezone
    return Period(
        moment(since, zone, "--since") if since else None,
        moment(until, zone, "--until") if until else None,
    )


def found(work: Work, file: Path | None, when: Period, read_by: Policy, *tried: Policy) -> Found:
    """Those of the period that each of the policies has the words for. Of the database, at most the last quarter
    unless `--since` says more; it is asked as nobody, so that private cases come without a name."""
    if file:
        read = carry_out(lambda: past_cases(file, read_by))
        cases, faults = [past for past in read.cases if when.holds(past)], read.faults
    else:
        cases, faults = [*_of_the_database(work, when)], ()
    fits = fitting(cases, *tried)
    return Found(fits.cases, (*faults, *fits.faults))


def fitting(cases: Sequence[Past], *tried: Policy) -> Found:
    """Those that each of the policies has the words for."""
    misfits = {past: word for past in cases for policy in tried if (word := unknown(past, policy.rules))}
    return Found(
        tuple(past for past in cases if past not in misfits),
        tuple(f"{past.name or 'a private case'}: the policy has no {word!r}." for past, word in misfits.items()),
    )


def has_database() -> bool:
    """A SQLite file that is not there is none, and is not made."""
    url = carry_out(settings).database_url
    return not url.startswith(SQLITE) or Path(url.removeprefix(SQLITE)).exists()


def _of_the_database(work: Work, when: Period) -> Sequence[Past]:
    until_at = when.until_at or datetime.now(UTC)
    if not has_database():
        fail("There is no database here: name a file of past cases with --cases.")
    store = carry_out(lambda: work.store(settings()))
    try:
        return store.views.past(ROOM, when.since_at or until_at - QUARTER, until_at)
    finally:
        store.close()


def told(faults: Sequence[str]) -> None:
    """Each on standard error."""
    for fault in faults:
        typer.echo(shown(fault), err=True)

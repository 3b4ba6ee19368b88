"""`stige coverage`: its options, and whose coverage is looked at."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from adapters.cli.coverage.telling import Telling
from adapters.cli.policy.lint import shown
from adapters.cli.policy.past import has_database
from adapters.cli.policy.simulate import policy_in
from adapters.cli.policy.stated import moment, wrong
from adapters.cli.saying import WRONG, AsJson, carry_out, fail, write
from adapters.cli.work import Work
from adapters.environment import settings
from adapters.pictures.drawing import SUFFIXES, drawn
from adapters.policyfile.faults import Found
from adapters.wording import ENGLISH, catalogues
from bot.coverage.coverage import Coverage, coverage
from bot.people.calendars import ONE_DAY, instant
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.stepping import remembered

LONGEST = 400
File = Annotated[
    str | None, typer.Argument(metavar="[FILE]", help="A policy file, as if nobody were away; else the live database.")
]
Days = Annotated[int, typer.Option("--days", min=1, max=LONGEST, help="How far to look.")]
From = Annotated[str | None, typer.Option("--from", metavar="DATE", help="From when on; left out: now.")]
Picture = Annotated[Path | None, typer.Option("--picture", help="Draw the schedules into this .svg or .png file.")]
Zone = Annotated[str | None, typer.Option("--zone", help="In whose time; left out: the policy's.")]
Language = Annotated[str | None, typer.Option("--language", help="In which language; left out: the policy's.")]


@dataclass(frozen=True, slots=True)
class Known:
    """A policy, and what is known of its people. `at`: when it was looked up; None: nothing is remembered."""

    policy: Policy
    roster: Roster
    at: datetime | None = None


def coverage_command(app: typer.Typer, work: Work) -> None:
    @app.command("coverage")
    def command(
        file: File = None,
        days: Days = 30,
        begins: From = None,
        as_json: AsJson = False,
        picture: Picture = None,
        zone: Zone = None,
        language: Language = None,
    ) -> None:
        """Find the hours in which nobody would answer, and say who carries how much. Asks nobody.

        Exit code 1 if there are gaps.
        """
        if picture and picture.suffix.lower() not in SUFFIXES:
            fail(f"--picture wants a name that ends in {' or '.join(SUFFIXES)}.")
        known = Known(policy := policy_in(file), policy.roster) if file else carry_out(lambda: _live(work))
        rules = known.policy.rules
        read_in, timezone = _language(language) or rules.language, _zone(zone) or rules.timezone
        starts_at = carry_out(lambda: _from(begins, timezone, known))
        found = coverage(known.policy, known.roster, starts_at, _later(starts_at, days, timezone))
        telling = Telling(found, known.policy, timezone, read_in)
        if as_json:
            typer.echo(json.dumps(telling.in_json(), indent=2, ensure_ascii=False))
        else:
            telling.printed()
        if picture:
            write(picture, carry_out(lambda: _drawn(found, telling, picture.suffix)))
        if found.gaps:
            raise typer.Exit(WRONG)


def _live(work: Work) -> Known:
    if not has_database():
        fail("There is no database here: name a policy file, or say with STIGE_DATABASE_URL where it is.")
    store, now = work.store(settings()), datetime.now(UTC)
    try:
        with store.writing() as unit:
            policy = unit.active()
            if policy is None:
                fail("The database holds no policy yet: name a policy file.")
            return Known(policy, remembered(policy.roster, unit, now), now)
    finally:
        store.close()


def _from(begins: str | None, timezone: str, known: Known) -> datetime:
    """Of what was remembered of days that are over, nothing is known any more."""
    now = (known.at or datetime.now(UTC)).replace(second=0, microsecond=0)
    if begins is None:
        return now
    at = moment(begins, timezone, "--from")
    if known.at and at < now:
        same_day = at.astimezone(ZoneInfo(timezone)).date() == now.astimezone(ZoneInfo(timezone)).date()
        return now if same_day else wrong("--from", "it lies in the past, and who was away then is not kept")
    return at


def _later(at: datetime, days: int, timezone: str) -> datetime:
    """So many days on, at the same time of day."""
    local = at.astimezone(ZoneInfo(timezone))
    return instant(local.date() + days * ONE_DAY, local.time(), timezone)


def _zone(zone: str | None) -> str | None:
    if zone is not None:
        try:
            ZoneInfo(zone)
        except (LookupError, ValueError, OSError):
            fail(shown(f"--zone: there is no time zone {zone!r}; write it as Europe/Copenhagen."))
    return zone


def _language(language: str | None) -> str | None:
    if language is not None and language not in catalogues():
        hint = Found().near_miss(language, catalogues()) or f" It has {', '.join(catalogues())}."
        fail(shown(f"--language: there is no language {language!r}.{hint}"))
    return language


def _drawn(found: Coverage, telling: Telling, suffix: str) -> bytes:
    from adapters.pictures.duty import Duty

    language = telling.language if telling.language in catalogues() else ENGLISH
    return drawn(Duty(found, telling.zone, language, telling.word).chart(), suffix)

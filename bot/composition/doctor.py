"""`stige doctor`: looks at everything from outside, beside a Stige that runs or not, and changes nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from adapters.checking.machine import disk_checked, no_policy_file, policy_checked, record_checked
from adapters.checking.outside import heartbeat_checked, hosts_checked, mail_checked
from adapters.slack import checking as slack
from adapters.slack.settings import SlackSettings, slack_settings
from adapters.teams import checking as teams
from adapters.teams.settings import TeamsSettings, teams_settings
from bot.composition.watching import home_of
from bot.doctoring.database import Examined, diagnosed
from bot.doctoring.finding import Finding, fine, skipped, wrong
from bot.doctoring.stated import stated
from bot.settings import Settings, Unusable
from storage.examining import examined

T = TypeVar("T")
A_FILE = "look at STIGE_DATABASE_URL; where it is damaged, keep it, and put a copy back: `stige restore FILE --replace`"


def doctor(settings: Settings) -> list[Finding]:
    """In the order in which they are best mended."""
    return asyncio.run(_all(settings))


async def _all(settings: Settings) -> list[Finding]:
    found = [*stated(settings), no_policy_file(settings)]
    on_slack = _read(found, "settings.slack", lambda: slack_settings(dict(settings.slack), settings.workspaces))
    on_teams = _read(found, "settings.teams", lambda: teams_settings(dict(settings.microsoft), settings.workspaces))
    if not settings.names_a_platform:
        found.append(
            wrong("settings.platforms", "neither Slack nor Teams is set up", "see docs/slack.md or docs/teams.md")
        )
    here, *outside = await asyncio.gather(
        asyncio.to_thread(_here, settings), _slack(on_slack), _teams(on_teams), _outside(settings)
    )
    return [*found, *here, *(finding for each in outside for finding in each)]


def _read(found: list[Finding], check: str, read: Callable[[], T | None]) -> T | None:
    try:
        its = read()
    except Unusable as fault:
        found.append(wrong(check, str(fault), "see docs/running.md, Settings"))
        return None
    found.append(fine(check, "complete") if its else skipped(check, "not set up"))
    return its


def _here(settings: Settings) -> list[Finding]:
    now = datetime.now(UTC)
    return [*_database(settings, now), record_checked(Path(settings.record), now), *_disks(settings)]


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        seen: Examined = examined(settings.database_url, settings.secret_keys)
    except Unusable as fault:
        server = "look at STIGE_DATABASE_URL, and whether its server is up"
        yield wrong("database.reachable", str(fault), A_FILE if settings.database_url.startswith("sqlite") else server)
        return
    yield fine("database.reachable", "can be read")
    yield from diagnosed(seen)
    yield from policy_checked(settings, seen, now)


def _disks(settings: Settings) -> Iterator[Finding]:
    try:
        home = home_of(settings.database_url)
    except Exception:  # no URL: said already
        home = None
    if home:
        yield disk_checked("database", home)
    yield disk_checked("record", Path(settings.record))


async def _slack(settings: SlackSettings | None) -> list[Finding]:
    return await _listed(slack.checked(settings)) if settings else []


async def _teams(settings: TeamsSettings | None) -> list[Finding]:
    return await _listed(teams.checked(settings)) if settings else []


async def _outside(settings: Settings) -> list[Finding]:
    mail, heartbeat = await asyncio.gather(mail_checked(settings), heartbeat_checked(settings.heartbeat_url))
    return [mail, *await _listed(hosts_checked(settings.outbound_hosts)), heartbeat]


async def _listed(findings: AsyncIterator[Finding]) -> list[Finding]:
    return [finding async for finding in findings]

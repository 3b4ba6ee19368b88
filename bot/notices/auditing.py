"""Notices of what the auditor found: of a day, and at once, by the hour, of what is grave.

`about` is a day ("2026-11-20"), or an hour ("2026-11-20T14"), in UTC.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from bot.findings import GRAVE, Finding, Noted, Wrong
from bot.messages.auditing import findings_card
from bot.messages.notice import Notice, NoticeTopic
from bot.messages.shown import Card
from bot.policy.keepers import operators
from bot.policy.policy import Policy
from bot.ports import Unit

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def tell_operators(unit: Unit, policy: Policy, found: Sequence[Finding], now: datetime) -> None:
    """What was told already, of this day or hour, is drawn anew."""
    for about in dict.fromkeys(_about(finding.what, now) for finding in found):
        for person in operators(policy, now):
            unit.notify(NoticeTopic.AUDIT, about, now, person=person)
        unit.notices_changed(about, now, NoticeTopic.AUDIT)


def redraw(unit: Unit, ended: Iterable[Noted], now: datetime) -> None:
    for about in dict.fromkeys(_about(finding.what, finding.found_at) for finding in ended):
        unit.notices_changed(about, now, NoticeTopic.AUDIT)


def drawn(notice: Notice, unit: Unit) -> Card | None:
    is_hour = "T" in notice.about
    since_at = datetime.fromisoformat(notice.about).replace(tzinfo=UTC)
    found = unit.findings(since_at, since_at + (HOUR if is_hour else DAY))
    told = [finding for finding in found if (finding.what in GRAVE) == is_hour]
    return findings_card(told) if told else None


def _about(what: Wrong, found_at: datetime) -> str:
    at = found_at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H}" if what in GRAVE else f"{at:%Y-%m-%d}"

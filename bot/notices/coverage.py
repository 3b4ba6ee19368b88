"""Notices of the gaps of the coming weeks (R25). `about` is the week of a digest ("2026-W53"), or when new gaps were
seen and, behind a bar, the schedules and paths that have them, with commas between them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.changing import replace
from bot.coverage.coverage import Coverage, coverage
from bot.engine import Engine
from bot.messages.coverage import soon_card, week_card
from bot.messages.notice import Notice
from bot.messages.shown import Card
from bot.ports import Unit

AHEAD, SOON = timedelta(days=30), timedelta(days=7)
AND = "|"


def about_week(monday: datetime) -> str:
    """`monday` as its zone's clocks show it."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def about_soon(now: datetime, names: Collection[str]) -> str:
    return f"{now.isoformat()}{AND}{','.join(names)}"


def drawn(notice: Notice, unit: Unit, engine: Engine, now: datetime) -> Card | None:
    """As it stands now. What has been mended by then is not told."""
    policy, roster = engine.policy_in(unit), engine.roster_in(unit, now)
    _, soon, names = notice.about.partition(AND)
    if not soon:
        return week_card(coverage(policy, roster, now, now + AHEAD), in_room=notice.place is not None)
    found = beginning_soon(coverage(policy, roster, now, now + AHEAD))
    concerned = tuple(gap for gap in found.gaps if gap.about in names.split(","))
    return soon_card(replace(found, gaps=concerned)) if concerned else None


def beginning_soon(found: Coverage) -> Coverage:
    return replace(found, gaps=tuple(gap for gap in found.gaps if gap.starts_at < found.begins + SOON))

"""Notices of the gaps of the coming weeks (R25). `about` is the week of a digest ("2026-W53"), or when new gaps were
seen and, behind a bar, the schedules and paths that have them, with commas between them."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from bot.changing import replace
from bot.coverage.coverage import Coverage, coverage
from bot.engine import Engine
from bot.messages.coverage import soon_card, week_card
from bot.messages.notice import Notice
from bot.messages.shown import Card
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.ports import Unit

AHEAD, SOON = timedelta(days=30), timedelta(days=7)
HOLDS = timedelta(minutes=5)
AND = "|"


class Survey:
    """The coverage of the coming weeks, worked out once for all who read of it within minutes. Of many schedules it
    takes seconds, so nobody may hold the database meanwhile. For one thread at a time."""

    def __init__(self) -> None:
        self._seen: object = None
        self._found: Coverage | None = None

    def of(self, policy: Policy, roster: Roster, now: datetime) -> Coverage:
        seen, found = deciding(policy, roster), self._found
        if found is None or seen != self._seen or not found.begins <= now < found.begins + HOLDS:
            found = coverage(policy, roster, now, now + AHEAD)
            self._seen, self._found = seen, found
        return found


def deciding(policy: Policy, roster: Roster) -> object:
    """All that decides who is there, besides time."""
    feeds = {source: feed.stretches for source, feed in roster.feeds.items()}
    said = (roster.overrides, roster.absences, roster.away, roster.own, roster.zones)
    return policy.rules.version, said, feeds


def about_week(monday: datetime) -> str:
    """`monday` as its zone's clocks show it."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def about_soon(now: datetime, names: Collection[str]) -> str:
    return f"{now.isoformat()}{AND}{','.join(names)}"


def drawn(notice: Notice, unit: Unit, engine: Engine, now: datetime) -> Callable[[Survey], Card | None]:
    """As it stands now. What has been mended by then is not told."""
    policy, roster = engine.policy_in(unit), engine.roster_in(unit, now)
    return lambda survey: _card(notice, survey.of(policy, roster, now))


def _card(notice: Notice, found: Coverage) -> Card | None:
    _, is_soon, names = notice.about.partition(AND)
    if not is_soon:
        return week_card(found, in_room=notice.place is not None)
    soon = beginning_soon(found)
    concerned = tuple(gap for gap in soon.gaps if gap.about in names.split(","))
    return soon_card(replace(soon, gaps=concerned)) if concerned else None


def beginning_soon(found: Coverage) -> Coverage:
    return replace(found, gaps=tuple(gap for gap in found.gaps if gap.starts_at < found.begins + SOON))

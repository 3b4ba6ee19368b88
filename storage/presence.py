"""When people are there. It is asked in every transaction and changes seldom, so it is read anew only after a change:
whoever changes it puts a new revision beside it, in the same commit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from secrets import token_hex
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, case, exists, func, insert, not_, or_, select, union, update

from bot.people.calendars import Calendar
from bot.people.identity import Membership, Platform
from bot.people.presence import Absence, Feed, Override, OwnSettings, Presence, Reach, Stretch
from bot.people.readers import is_zone
from storage.codec import decode, dumps, encode
from storage.columns import Instant
from storage.database import insert_new, insert_or_update
from storage.people import LATEST_FIRST
from storage.tables import ABSENCES, FEEDS, IDENTITIES, OVERRIDES, OWN_SETTINGS, REACHES, REVISIONS
from storage.transaction import Seen, Transaction

# Somebody may act in the instant in which they are found to be unreachable, and neither transaction sees the other.
LOOK_AGAIN = timedelta(minutes=5)
_WHO_IS_THERE = "presence"
_REVISION = select(REVISIONS.c.revision).where(REVISIONS.c.what == _WHO_IS_THERE)

_O, _A = OVERRIDES.c, ABSENCES.c
_IN_ORDER = (_O.at, _O.position, _O.id)
_SAID = (_O.schedule, _O.person, _O.starts_at, _O.ends_at, _O.instead_of, _O.deal)
_OVERRIDES = select(*_SAID).where(_O.cancelled_at.is_(None), _O.ends_at > bindparam("moment")).order_by(*_IN_ORDER)
_STOOD_UNTIL = case((_O.cancelled_at < _O.ends_at, _O.cancelled_at), else_=_O.ends_at)
_FIRST: BindParameter[datetime] = bindparam("first", type_=Instant)
_STOOD = and_(_O.schedule == bindparam("of"), _O.starts_at < bindparam("last"), _FIRST < _STOOD_UNTIL)
_PAST = (
    select(*_SAID, _STOOD_UNTIL.label("stood_until")).where(_STOOD, _O.starts_at < _STOOD_UNTIL).order_by(*_IN_ORDER)
)
_LAST_POSITION = select(func.coalesce(func.max(_O.position), 0))
_CANCEL = update(OVERRIDES).where(
    _O.deal == bindparam("the_deal"), _O.cancelled_at.is_(None), _O.ends_at > bindparam("moment")
)
_LASTS = or_(_A.ends_at.is_(None), _A.ends_at > bindparam("moment"))
_ABSENCES = select(ABSENCES).where(_LASTS).order_by(_A.starts_at, _A.id)
_END_ABSENCE = update(ABSENCES).where(_A.id == bindparam("absence"), _LASTS)

_IS_GONE = IDENTITIES.c.membership == Membership.GONE.value
_GONE = select(IDENTITIES.c.person).group_by(IDENTITIES.c.person).having(func.min(case((_IS_GONE, 1), else_=0)) == 1)
_ACTED_SINCE = exists().where(
    IDENTITIES.c.person == REACHES.c.person, IDENTITIES.c.acted_at > REACHES.c.checked_at, not_(_IS_GONE)
)
_NOT_REACHED = select(REACHES.c.person).where(not_(REACHES.c.reachable), not_(_ACTED_SINCE))
_UNREACHABLE = union(_GONE, _NOT_REACHED)
_FED = select(FEEDS.c.stretches, FEEDS.c.trouble).where(FEEDS.c.source == bindparam("calendar"))
_ZONES = (
    select(IDENTITIES.c.person, IDENTITIES.c.timezone)
    .outerjoin(OWN_SETTINGS, OWN_SETTINGS.c.person == IDENTITIES.c.person)
    .order_by(*LATEST_FIRST)
)
_WAS_REACHED = select(REACHES.c.reachable).where(REACHES.c.person == bindparam("person"))


class PresencePart(Transaction):
    def presence(self, at: datetime) -> Presence:
        """From memory, unless this transaction changes it: what may still be rolled back is not to be remembered."""
        if self.people_changed:
            return self._presence(at)
        # First the revision: what changes while the rest is read is then read once more by the next.
        revision = self.revision
        seen = self.shared.seen
        if seen is None or not seen.holds(revision, at):
            presence = self._presence(at)
            seen = self.shared.seen = Seen(revision, at, _first_end(presence, at), presence)
        return seen.presence

    @cached_property
    def revision(self) -> str | None:
        """As it was when this transaction first asked."""
        found: str | None = self.direct.execute(_REVISION).scalar_one_or_none()
        return found

    def _presence(self, at: datetime) -> Presence:
        return Presence(
            overrides=tuple(Override(*row) for row in self.connection.execute(_OVERRIDES, {"moment": at})),
            absences=tuple(_absence(row) for row in self.connection.execute(_ABSENCES, {"moment": at})),
            own={row.person: _own(row) for row in self.connection.execute(select(OWN_SETTINGS))},
            feeds=self.feeds(),
            unreachable=frozenset(self.connection.scalars(_UNREACHABLE)),
            zones=self._zones(),
        )

    def _zones(self) -> Mapping[str, str]:
        """Of the chat on which they would be asked."""
        found: dict[str, str] = {}
        for row in self.connection.execute(_ZONES):
            found.setdefault(row.person, row.timezone)
        known = {zone for zone in set(found.values()) if is_zone(zone)}
        return {person: zone for person, zone in found.items() if zone in known}

    def end(self) -> None:
        """The last thing before the commit, so that nobody waits for others while holding the revision."""
        if self.people_changed:
            self.connection.execute(insert_or_update(REVISIONS, self.dialect), new_revision())

    # what people say

    def past_overrides(self, schedule: str, starts_at: datetime, ends_at: datetime) -> tuple[Override, ...]:
        """Each only as long as it stood."""
        rows = self.connection.execute(_PAST, {"of": schedule, "first": starts_at, "last": ends_at})
        return tuple(replace(Override(*said), ends_at=stood_until) for *said, stood_until in rows)

    def override(self, overrides: Sequence[Override], by: str, at: datetime) -> None:
        position = int(self.connection.execute(_LAST_POSITION).scalar_one()) + 1
        rows = [
            {
                "id": token_hex(12),
                "schedule": override.schedule,
                "person": override.person,
                "instead_of": override.instead_of,
                "deal": override.deal,
                "position": place,
                "starts_at": override.starts_at,
                "ends_at": override.ends_at,
                "by": by,
                "at": at,
            }
            for place, override in enumerate(overrides, position)
        ]
        if rows:
            self._write(insert(OVERRIDES), rows)

    def cancel_override(self, deal: str, at: datetime) -> bool:
        """Those without a deal were never agreed on together, hence cannot be taken back by it."""
        if not deal:
            return False
        return self._write(_CANCEL, {"the_deal": deal, "moment": at, "cancelled_at": at})

    def be_absent(self, absence: Absence, by: str, at: datetime) -> None:
        row = {"id": absence.id, "person": absence.person, "why": absence.why, "by": by, "at": at}
        times = {"starts_at": absence.starts_at, "ends_at": absence.ends_at}
        self._write(insert_new(ABSENCES, self.dialect), row | times)

    def end_absence(self, absence_id: str, at: datetime) -> None:
        self._write(_END_ABSENCE, {"absence": absence_id, "moment": at, "ends_at": at})

    def set_own(self, person: str, own: OwnSettings, at: datetime) -> None:
        row = {
            "person": person,
            "language": own.language,
            "timezone": own.timezone,
            "hours": dumps(encode(Calendar, own.hours)) if own.hours else None,
            "platform": own.platform.value if own.platform else None,
            "at": at,
        }
        self._write(insert_or_update(OWN_SETTINGS, self.dialect), row)

    # what calendars and platforms say

    def feeds(self) -> Mapping[str, Feed]:
        return {row.source: _feed(row) for row in self.connection.execute(select(FEEDS).order_by(FEEDS.c.source))}

    def keep_feed(self, feed: Feed) -> None:
        """Four times an hour, of as many calendars as there are people: one that says the same again changes nothing
        for others, who see a few minutes late how lately it was read."""
        before = self.connection.execute(_FED, {"calendar": feed.source}).one_or_none()
        row = {
            "source": feed.source,
            "stretches": dumps([encode(Stretch, stretch) for stretch in feed.stretches]),
            "good_at": feed.good_at,
            "tried_at": feed.tried_at,
            "trouble": feed.trouble,
        }
        self.connection.execute(insert_or_update(FEEDS, self.dialect), row)
        self.people_changed |= before is None or (before.stretches, before.trouble) != (row["stretches"], feed.trouble)

    def reaches(self) -> Mapping[str, Reach]:
        return {row.person: _reach(row) for row in self.connection.execute(select(REACHES).order_by(REACHES.c.person))}

    def keep_reach(self, reach: Reach) -> None:
        """Every day of everybody: whoever was reached and still is changes nothing for others."""
        was_reached = self.connection.execute(_WAS_REACHED, {"person": reach.person}).scalar_one_or_none()
        row = {
            "person": reach.person,
            "checked_at": reach.checked_at,
            "reachable": reach.reachable,
            "platform": reach.platform.value if reach.platform else None,
            "silent_until": reach.silent_until,
            "why": reach.why,
        }
        self.connection.execute(insert_or_update(REACHES, self.dialect), row)
        self.people_changed |= was_reached is False or not reach.reachable

    def _write(self, query: Any, rows: Any) -> bool:
        """Whether it changed anything."""
        changed = self.connection.execute(query, rows).rowcount != 0  # of an insert it may be unknown, -1
        self.people_changed |= changed
        return changed


def new_revision() -> dict[str, str]:
    """For whoever changes who is there past a unit of work, in the same commit."""
    return {"what": _WHO_IS_THERE, "revision": token_hex(8)}


def _first_end(presence: Presence, at: datetime) -> datetime:
    overrides = (override.ends_at for override in presence.overrides)
    absences = (absence.ends_at for absence in presence.absences if absence.ends_at)
    return min((at + LOOK_AGAIN, *overrides, *absences))


def _absence(row: Any) -> Absence:
    return Absence(row.id, row.person, row.starts_at, row.ends_at, row.why)


def _own(row: Any) -> OwnSettings:
    hours = decode(Calendar, json.loads(row.hours)) if row.hours else None
    return OwnSettings(row.language, row.timezone, hours, Platform(row.platform) if row.platform else None)


def _feed(row: Any) -> Feed:
    return Feed(row.source, _stretches(row.stretches), row.good_at, row.tried_at, row.trouble)


@lru_cache(maxsize=8192)
def _stretches(data: str) -> tuple[Stretch, ...]:
    """A change of one feed, or of anybody's leave, need not read all the others anew."""
    return tuple(decode(Stretch, each) for each in json.loads(data))


def _reach(row: Any) -> Reach:
    platform = Platform(row.platform) if row.platform else None
    return Reach(row.person, row.checked_at, row.reachable, platform, row.silent_until, row.why)

"""Who people are on the platforms, and what they carry."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    not_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.types import NullType

from bot.cases.case import Case, Realm, Status
from bot.cases.ladder_events import Paged
from bot.cases.outcome import Outcome
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.people.known import Account
from bot.people.roster import Load
from bot.ports import AlreadyBound
from storage.columns import instant
from storage.database import insert_into, insert_new
from storage.tables import CASES, IDENTITIES, LOADS, OWN_SETTINGS, REACHES
from storage.transaction import Shared, Transaction

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # before anybody could act
_HELD = IDENTITIES.alias()
_CHOSEN_FIRST = case((OWN_SETTINGS.c.platform == IDENTITIES.c.platform, 0), else_=1)
LATEST_FIRST = (_CHOSEN_FIRST, IDENTITIES.c.acted_at.desc(), IDENTITIES.c.platform, IDENTITIES.c.workspace)
_LOADS = select(LOADS.c.person, LOADS.c.open_cases, type_coerce(LOADS.c.last_asked_at, NullType()))
_LOAD_OF = select(LOADS.c.open_cases, LOADS.c.last_asked_at).where(LOADS.c.person == bindparam("person"))
_OPENED_FOR = (
    select(func.count())
    .select_from(CASES)
    .where(
        CASES.c.customer == bindparam("customer"),
        CASES.c.opened_at >= bindparam("since_at"),
        CASES.c.id != bindparam("besides"),
        CASES.c.realm != Realm.DRILL.value,
    )
)
_OPEN_OF = select(CASES.c.id).where(CASES.c.reporter == bindparam("reporter"), CASES.c.closed_at.is_(None))
_REPORTS = select(_OPEN_OF.exists())
_OF_PERSON = (
    select(IDENTITIES)
    .outerjoin(OWN_SETTINGS, OWN_SETTINGS.c.person == IDENTITIES.c.person)
    .where(IDENTITIES.c.person == bindparam("person"))
    .order_by(*LATEST_FIRST)
)
_IS = and_(*(IDENTITIES.c[name] == bindparam(f"their_{name}") for name in ("platform", "workspace", "user")))
_PERSON_OF = select(IDENTITIES.c.person).where(_IS)
_ACCOUNT = select(IDENTITIES).where(_IS)
_ACCOUNTS = select(IDENTITIES).where(IDENTITIES.c.platform == bindparam("on")).order_by(*IDENTITIES.primary_key)
_ACTED = update(IDENTITIES).where(_IS)
_HEARD_OF = update(IDENTITIES).where(_IS)
_NOT_REACHED_SINCE = and_(not_(REACHES.c.reachable), REACHES.c.checked_at >= IDENTITIES.c.acted_at)
_BEFORE = (
    select(IDENTITIES.c.membership, func.coalesce(_NOT_REACHED_SINCE, false()).label("unreachable"))
    .outerjoin(REACHES, REACHES.c.person == IDENTITIES.c.person)
    .where(_IS)
)


class Loads(Mapping[str, Load]):
    """There are as many as people, and a step asks about a few of them: so each is made of its row when it is asked
    for."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = {row[0]: row for row in rows}

    def __getitem__(self, person: str) -> Load:
        _, open_cases, last_asked_at = self._rows[person]
        return Load(open_cases, instant(last_asked_at))

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


class LoadsAsAsked(Mapping[str, Load]):
    """Nobody's is read before it is asked for: while its transaction lasts."""

    def __init__(self, part: "PeoplePart") -> None:
        self._part = part

    def __getitem__(self, person: str) -> Load:
        load = self._part.load_of(person)
        if load is None:
            raise KeyError(person)
        return load

    def __iter__(self) -> Iterator[str]:
        return iter(self._part.loads())

    def __len__(self) -> int:
        return len(self._part.loads())


class PeoplePart(Transaction):
    def __init__(self, connection: Connection, shared: Shared) -> None:
        super().__init__(connection, shared)
        self.carried: ChainMap[str, Load] | None = None
        self.asked: dict[str, Load | None] = {}
        self.burdens: list[Burden] = []

    def loads(self) -> Mapping[str, Load]:
        """They go on counting what is saved in this transaction."""
        if self.carried is None:
            self.carried = ChainMap({}, Loads(self.connection.execute(_LOADS)))  # type: ignore[arg-type]  # reads only
        return self.carried

    def loads_as_asked(self) -> Mapping[str, Load]:
        return LoadsAsAsked(self)

    def load_of(self, person: str) -> Load | None:
        """With what is saved in this transaction, whether it is written yet or not."""
        if person not in self.asked:
            row = self.direct.execute(_LOAD_OF, {"person": person}).one_or_none()
            self.asked[person] = Load(*row) if row else None
            self._count([burden for burden in self.burdens if burden.person == person])
        return self.asked[person]

    def opened_for(self, customer: str, since_at: datetime, besides: str) -> int:
        asked = {"customer": customer, "since_at": since_at, "besides": besides}
        return int(self.direct.execute(_OPENED_FOR, asked).scalar_one())  # before what is saved here

    def person_of(self, identity: Identity) -> str | None:
        return self.connection.execute(_PERSON_OF, _place(identity)).scalar_one_or_none()

    def identities_of(self, person: str) -> tuple[Identity, ...]:
        rows = self.connection.execute(_OF_PERSON, {"person": person})
        return tuple(_profile(row).identity for row in rows if row.membership == Membership.MEMBER.value)

    def account(self, identity: Identity) -> Account | None:
        row = self.connection.execute(_ACCOUNT, _place(identity)).one_or_none()
        return Account(row.person, _profile(row)) if row else None

    def accounts(self, platform: Platform) -> tuple[Account, ...]:
        rows = self.connection.execute(_ACCOUNTS, {"on": platform.value})
        return tuple(Account(row.person, _profile(row)) for row in rows)

    def bind(self, profile: Profile, person: str, at: datetime, *, acted: bool = True) -> str:
        acted_at = at if acted else NEVER
        row = _identity(profile.identity) | _told(profile) | {"person": person, "bound_at": at, "acted_at": acted_at}
        self._write_who(insert_new(IDENTITIES, self.dialect), row)
        if self._still_reports(profile.identity):
            return str(profile.identity)
        self._name_at_last(profile.identity, person)
        if self.person_of(profile.identity) != person:
            raise AlreadyBound(f"{profile.identity} cannot be bound to {person}: one of them is bound to another")
        return person

    def _still_reports(self, identity: Identity) -> bool:
        """Whoever reports under the id of their identity would lose their open cases with it."""
        own_name = str(identity)
        return self.person_of(identity) == own_name and bool(
            self.connection.execute(_REPORTS, {"reporter": own_name}).scalar_one()
        )

    def _name_at_last(self, identity: Identity, person: str) -> None:
        """Whoever was a reporter under the id of their identity, until the policy named them."""
        own_name = IDENTITIES.c.person == str(identity)
        same_door = (_HELD.c.platform == identity.platform.value, _HELD.c.workspace == identity.workspace)
        free = not_(exists().where(_HELD.c.person == person, *same_door))
        self._write_who(update(IDENTITIES).where(_is(identity), own_name, free).values(person=person))

    def _write_who(self, query: Any, row: dict[str, object] | None = None) -> None:
        """Whoever has a new identity may be reached again."""
        written = self.connection.execute(query.returning(IDENTITIES.c.person), row)
        self.people_changed |= written.first() is not None

    def heard_of(self, profile: Profile) -> None:
        """Membership decides who can be asked."""
        before = self.connection.execute(_BEFORE, _place(profile.identity)).one_or_none()
        self.people_changed |= before is not None and before.membership != profile.membership.value
        self.connection.execute(_HEARD_OF, _place(profile.identity) | _told(profile))

    def acted(self, profile: Profile, at: datetime) -> None:
        before = self.connection.execute(_BEFORE, _place(profile.identity)).one_or_none()
        if before and (before.unreachable or before.membership != profile.membership.value):
            self.people_changed = True
        self.connection.execute(_ACTED, _place(profile.identity) | _told(profile) | {"acted_at": at})

    def profile_of(self, person: str) -> Profile | None:
        row = self.connection.execute(_OF_PERSON, {"person": person}).first()
        return _profile(row) if row else None

    def carry(self, outcome: Outcome, before: Case | None) -> None:
        """What the outcome adds to people's loads and takes from them."""
        rows = list(_burdens(outcome, before))
        self.burdens += rows
        self._count(rows)
        if self.carried is not None:
            for row in rows:
                self.carried[row.person] = _more(self.carried.get(row.person, Load()), row)

    def _count(self, rows: Iterable["Burden"]) -> None:
        """For whoever was asked about already."""
        for row in rows:
            if row.person in self.asked:
                self.asked[row.person] = _more(self.asked[row.person] or Load(), row)

    def keep_loads(self) -> None:
        """In the order of the people, so that nobody waits in a circle."""
        rows, self.burdens = sorted(self.burdens, key=attrgetter("person")), []
        self.put(_add_load(self.dialect), [asdict(row) for row in rows])


@dataclass(frozen=True, slots=True)
class Burden:
    """Named as the columns are."""

    person: str
    open_cases: int
    last_asked_at: datetime | None


def _burdens(outcome: Outcome, before: Case | None) -> Iterator[Burden]:
    case = outcome.case
    if case.realm is Realm.DRILL:
        return
    asked = {e.event.person: case.clock.wall_time(e.at) for e in outcome.entries if isinstance(e.event, Paged)}
    had, has = _carrier(before), _carrier(case)
    changed = {had: -1, has: +1} if had != has else {}
    for person in {*changed, *asked} - {""}:
        yield Burden(person, changed.get(person, 0), asked.get(person))


def _more(load: Load, added: Burden) -> Load:
    return Load(load.open_cases + added.open_cases, added.last_asked_at or load.last_asked_at)


@cache
def _add_load(dialect: str) -> Any:
    query = insert_into(LOADS, dialect)
    added = {
        "open_cases": LOADS.c.open_cases + query.excluded.open_cases,
        "last_asked_at": func.coalesce(query.excluded.last_asked_at, LOADS.c.last_asked_at),
    }
    return query.on_conflict_do_update(index_elements=["person"], set_=added)


def _carrier(case: Case | None) -> str:
    return case.owner or "" if case and case.status is not Status.CLOSED else ""


def _profile(row: Any) -> Profile:
    identity = Identity(Platform(row.platform), row.workspace, row.user)
    return Profile(identity, row.name, row.email, row.language, row.timezone, Membership(row.membership))


def _is(identity: Identity) -> ColumnElement[bool]:
    where = (IDENTITIES.c[name] == value for name, value in _identity(identity).items())
    return and_(*where)


def _place(identity: Identity) -> dict[str, object]:
    return {f"their_{name}": value for name, value in _identity(identity).items()}


def _identity(identity: Identity) -> dict[str, object]:
    return {"platform": identity.platform.value, "workspace": identity.workspace, "user": identity.user}


def _told(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "email": profile.email,
        "language": profile.language,
        "timezone": profile.timezone,
        "membership": profile.membership.value,
    }

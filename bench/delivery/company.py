"""Five hundred people on call, each with somebody who reports to them; a team of five; ten leads; a policy for them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from adapters.policyfile import read_policy
from bot.cases.case import Realm
from bot.cases.clocks import CaseClock
from bot.cases.commands import Open
from bot.cases.facts import Facts, Handover
from bot.cases.step import step
from bot.composition.corridor import RandomIds, WallClock
from bot.engine import Engine
from bot.people.identity import Identity, Platform, Profile
from bot.policy.policy import Policy
from bot.seeding import seed
from bot.words import Text
from storage.store import SqlStore
from storage.tables import EVENTS, OUTBOX

PEOPLE, TEAM, LEADS = 500, 5, 10
CHATS = frozenset({Platform.SLACK})
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
LIMIT = timedelta(minutes=5)  # of an urgent case's first level
AT_ONCE = 200  # cases opened in one transaction, while a database is being filled
POLICY = """
stige: 1
policy: delivery
version: "1"
timezone: Europe/Copenhagen
people:
{people}
teams:
  crew: {{members: [{crew}], coordinator: lead0}}
priority:
  names: [P1, P2, P3]
  urgent: [P1]
  impact: [everyone, somebody]
  urgency: [now, later]
  table: {{everyone: [P1, P2], somebody: [P2, P3]}}
types:
  incident: {{title: IT incident, required: {{any: [summary]}}}}
  support: {{title: Support, required: {{any: [summary]}}}}
clocks:
  - {{when: {{priority: P1}}, accept: 5m, resolve: 4h, remind: [50%, 80%]}}
  - {{when: {{}}, accept: 1d, resolve: 3d, remind: [50%, 80%]}}
paths:
  crew:
    when: {{type: support}}
    levels:
      - {{role: Crew, ask: [{{team: crew}}]}}
    fallback: {{ask: [{{person: lead0}}], every: 1h}}
  each:
    when: {{}}
    levels:
      - {{role: Somebody, ask: [{{manager_of: reporter}}]}}
      - {{role: Lead, ask: [{{manager_of: owner}}], accept_within: 30m}}
    fallback: {{ask: [{{person: lead0}}], every: 1h}}
"""


def company() -> tuple[Policy, bytes]:
    source = POLICY.format(people="\n".join(_people()), crew=", ".join(f"t{n}" for n in range(TEAM))).encode()
    return read_policy(source), source


def _people() -> list[str]:
    managers = {f"r{n}": f"p{n}" for n in range(PEOPLE)} | {f"p{n}": f"lead{n % LEADS}" for n in range(PEOPLE)}
    managers |= {f"t{n}": "lead0" for n in range(TEAM)}
    said = [f"  {who}: {{name: {who}, email: {who}@bench.example, manager: {its}}}" for who, its in managers.items()]
    return said + [f"  lead{n}: {{name: lead{n}, email: lead{n}@bench.example}}" for n in range(LEADS)]


def settle_in(store: SqlStore, now: datetime) -> None:
    """The policy is in force, and everybody has spoken to Stige before; unless it is so already."""
    with store.writing() as unit:
        if unit.active():
            return
    policy, source = company()
    seed(store, policy, source, now)
    with store.writing() as unit:
        for person in policy.roster.people.values():
            identity = Identity(Platform.SLACK, "T0BENCH", f"U{person.id}")
            unit.bind(Profile(identity, person.name, person.email), person.id, now)


def urgent(to_team: bool = False) -> Facts:
    return Facts("support" if to_team else "incident", impact="everyone", urgency="now")


def routine() -> Facts:
    return Facts("incident", impact="somebody", urgency="later")


def words(number: int, by: str) -> Handover:
    return Handover(Text(f"the scanner at dock {number} reads nothing since this morning", by))


def filled(store: SqlStore, opened_at: Sequence[datetime], facts: Facts) -> None:
    """Cases opened at the times given, many in a transaction; what they owed then has long been sent."""
    engine, ids, count = Engine(store, WallClock(), RandomIds(), CHATS), RandomIds(), len(opened_at)
    for first in range(0, count, AT_ONCE):
        with store.writing() as unit:
            rules, roster = engine.policy_in(unit).rules, engine.roster_in(unit, datetime.now(UTC))
            numbers = [unit.next_number() for _ in opened_at[first : first + AT_ONCE]]
            for number, now in zip(numbers, opened_at[first:], strict=False):
                by = f"r{number % PEOPLE}"
                its = (ids.case_id(), number, Realm.LIVE, CaseClock(now), words(number, by), facts)
                engine._save(unit, step(None, Open(*its), by, rules, roster, now), roster)
    all_sent(store)


def all_sent(store: SqlStore) -> None:
    """And the auditor has seen all of it."""
    stands = {"state": "sent", "stands": True, "receipt_platform": "slack", "receipt_workspace": "T0BENCH"}
    where = {
        "receipt_conversation": OUTBOX.c.destination,
        "receipt_message": OUTBOX.c.id,
        "done_at": OUTBOX.c.created_at,
    }
    with store.database.writing() as connection:
        connection.execute(OUTBOX.update().where(OUTBOX.c.done_at.is_(None)).values(**stands, **where))
        connection.execute(EVENTS.update().where(EVENTS.c.written_at > LONG_AGO).values(written_at=LONG_AGO))


def spread(since_at: datetime, over: timedelta, count: int) -> list[datetime]:
    """So many moments within a span, the same in every run."""
    chance = Random(1)
    return sorted(since_at + chance.random() * over for _ in range(count))

"""What is owed, made ready: asked whether it still is, and drawn for whoever reads it as the case stands now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.cases.access import may_read, viewer
from bot.cases.case import Case
from bot.cases.outcome import MessageKind
from bot.cases.reports import ReportFailedWithdrawal
from bot.delivery.ways import known_on
from bot.engine import Engine
from bot.messages.card import card
from bot.messages.delivery import still_owed
from bot.messages.last import retired
from bot.messages.owed import Owed
from bot.messages.shown import Card
from bot.people.identity import Identity, Platform, Reader
from bot.people.readers import reader_of, reader_of_customer
from bot.people.roster import Person, Roster
from bot.ports import Unit
from bot.sending import Sender

MAY_STAND = "withdrawn, but may stand"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message about to be sent: the card as the case stands at `seq`, drawn for its reader; None where one is to be
    removed. `to` None: a person whom no platform has been asked about yet."""

    owed: Owed
    to: Identity | str | None
    card: Card | None
    reader: Reader
    seq: int
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one message, for the log. `why` is the platform's word, never a text of the case; `error` is a
    fault of ours."""

    case_id: str
    kind: MessageKind
    how: str
    why: str = ""
    error: Exception | None = field(default=None, compare=False)

    @property
    def missed(self) -> bool:
        """Somebody who should read it never will, or a room that should not goes on reading it."""
        edits = (MessageKind.REFRESH, MessageKind.RETIRE)
        return self.how == MAY_STAND or (self.how == "failed" and self.kind not in edits)


def prepared(
    owed: Owed, unit: Unit, engine: Engine, senders: Mapping[Platform, Sender], now: datetime
) -> Delivery | Delivered:
    """In the transaction that took it."""
    case = unit.load(owed.message.case_id)
    roster = engine.roster_in(unit, now)
    if case is None or not still_owed(owed.message, case) or not _may_see(owed, case, roster):
        unit.withdrawn(owed, now)
        return _withdrawn(owed, unit, engine, case)
    person = owed.destination.person
    to: Identity | str | None = owed.destination.room
    if person:
        to = next(iter(known_on(senders, unit, person)), None)
    reader = reader_of(person, unit.profile_of(person) if person else None, roster)
    if owed.destination.customer:
        reader = reader_of_customer(owed.destination.customer, roster)
    return Delivery(owed, to, _card(unit, owed, case, roster, now), reader, case.seq, roster.people.get(person or ""))


def delivered(owed: Owed, how: str, why: str = "") -> Delivered:
    return Delivered(owed.message.case_id, owed.message.kind, how, why)


def _withdrawn(owed: Owed, unit: Unit, engine: Engine, case: Case | None) -> Delivered:
    """What may have been posted in a room before its case became private has no receipt, and cannot be removed."""
    if case is None or not (case.private and owed.message.place and owed.uncertain and owed.posted is None):
        return delivered(owed, "withdrawn")
    engine.report(unit, case, ReportFailedWithdrawal(owed.message.place, owed.destination.platform))
    return delivered(owed, MAY_STAND)


def _card(unit: Unit, owed: Owed, case: Case, roster: Roster, now: datetime) -> Card | None:
    """What is taken out of a room is not drawn: the case may be private by now (S40)."""
    if owed.message.kind is MessageKind.WITHDRAW:
        return None
    first = owed.posted.message if owed.posted else owed.message
    rules = unit.rules(case.version)
    drawn = card(case, rules, roster, case.clock.case_time(now), owed.destination.person, first)
    return retired(drawn) if owed.message.kind is MessageKind.RETIRE else drawn


def _may_see(owed: Owed, case: Case, roster: Roster) -> bool:
    """The case may have become private since (S40); what is there already may be taken away."""
    person = owed.destination.person
    return person is None or owed.message.kind is MessageKind.WITHDRAW or may_read(viewer(person, roster), case)

"""What is owed, made ready: asked whether it still is, and drawn for whoever reads it as the case stands now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.cases.access import may_read, viewer
from bot.cases.case import Case
from bot.cases.outcome import MessageKind, Topic
from bot.cases.reports import ReportFailedWithdrawal, ReportStuck
from bot.delivery.settling import LONGEST_LOOK, WITHOUT_HASTE, Attempt, Way
from bot.delivery.ways import ways_to
from bot.engine import Engine
from bot.messages.bare import bare
from bot.messages.card import card
from bot.messages.delivery import still_owed
from bot.messages.last import retired
from bot.messages.owed import Owed
from bot.messages.shown import Card
from bot.messages.ways import may_be_elsewhere
from bot.people.identity import Identity, Membership, Platform, Profile, Reader
from bot.people.readers import reader_of, reader_of_customer
from bot.people.roster import Person, Roster
from bot.ports import Unit
from bot.sending import Sender
from bot.storms.gathering import gathered

MAY_STAND = "withdrawn, but may stand"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message about to be sent: the card as the case stands at `seq`, drawn for its reader; None where one is to be
    removed. `ways` are where it may go, the best first; none: a person whom no platform has been asked about yet.

    `known_elsewhere`: they have accounts, all of them on platforms that are not set up here; `left`: they had one, and
    it was closed. `discreet` takes the card's place where it leaves the chats: that of a private case. `over`: it is no
    longer owed, and may have been sent: then it is looked for, and what is found becomes a card. `fault`: why the card
    is a bare one.
    """

    owed: Owed
    ways: tuple[Way, ...]
    card: Card | None
    reader: Reader
    seq: int
    person: Person | None = None
    known_elsewhere: bool = False
    left: bool = False
    discreet: Card | None = None
    over: bool = False
    fault: Exception | None = None

    @property
    def platform(self) -> Platform | None:
        """That of the best way."""
        return self.to.platform if isinstance(self.to, Identity) else self.owed.destination.platform

    @property
    def to(self) -> Way | None:
        return self.ways[0] if self.ways else None

    @property
    def attempt(self) -> Attempt | None:
        """What is to be looked for, where an earlier attempt's fate is unknown."""
        owed, began_at = self.owed, self.owed.attempted_at
        if began_at is None or not may_be_elsewhere(owed):
            return None
        since_at = min(began_at, owed.created_at or began_at)
        patience = WITHOUT_HASTE if self.over else LONGEST_LOOK
        return Attempt(owed.id, self.ways, owed.destination.platform, since_at, began_at, patience)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one message, for the log. `why` is the platform's word, never a text of the case; `error` is a
    fault of ours. `platform` as far as it is known."""

    case_id: str
    kind: MessageKind
    how: str
    why: str = ""
    error: Exception | None = field(default=None, compare=False)
    platform: Platform | None = field(default=None, compare=False)

    @property
    def missed(self) -> bool:
        """Somebody who should read it never will, or a room that should not goes on reading it."""
        edits = (MessageKind.REFRESH, MessageKind.RETIRE)
        return self.how == MAY_STAND or (self.how == "failed" and self.kind not in edits)


def prepared(
    owed: Owed, unit: Unit, engine: Engine, senders: Mapping[Platform, Sender], now: datetime
) -> Delivery | Delivered:
    """In the transaction that took it."""
    if may_be_elsewhere(owed):
        unit.looks(owed)
    case = unit.load(owed.message.case_id)
    roster = engine.roster_in(unit, now, within=True)
    ready = _addressed(owed, unit, senders, roster, case)
    if case and not owed.replaced and still_owed(owed.message, case) and _may_see(owed, case, roster):
        if how := gathered(owed, unit, now):
            return delivered(owed, how)
        return _drawn(ready, unit, engine, case, roster, now)
    if case and ready.attempt:
        return replace(ready, over=True)
    return no_longer_owed(owed, unit, engine, now, certain=True)


def _drawn(ready: Delivery, unit: Unit, engine: Engine, case: Case, roster: Roster, now: datetime) -> Delivery:
    """A new message to a person that cannot be drawn goes out with the least that can be said; who runs Stige hears of
    it. Whatever else cannot be drawn waits."""
    owed = ready.owed
    try:
        return replace(ready, card=_card(unit, owed, case, roster, now))
    except Exception as fault:
        if owed.posted or owed.message.person is None:
            raise
        told = owed.attempts == 1 and owed.message.topic is not Topic.STUCK
        now_case = engine.report(unit, case, ReportStuck()) if told else case
        return replace(ready, card=bare(now_case, owed.message), seq=case.seq - 1, fault=fault)


def _addressed(
    owed: Owed, unit: Unit, senders: Mapping[Platform, Sender], roster: Roster, case: Case | None
) -> Delivery:
    """Without a card yet."""
    person, customer = owed.destination.person, owed.destination.customer
    reader = reader_of(person, unit.profile_of(person) if person else None, roster)
    if customer:
        reader = reader_of_customer(customer, roster)
    known = roster.people.get(person or "")
    ways = ways_to(owed.destination, senders, unit)
    elsewhere = bool(person and not ways and unit.identities_of(person))
    left = bool(person and not ways and not elsewhere and _has_left(unit.profile_of(person)))
    discreet = bare(case, owed.message) if case and case.private else None
    return Delivery(owed, ways, None, reader, case.seq if case else 0, known, elsewhere, left, discreet)


def _has_left(profile: Profile | None) -> bool:
    return profile is not None and profile.membership is Membership.GONE


def delivered(owed: Owed, how: str, why: str = "") -> Delivered:
    platform = owed.posted.receipt.platform if owed.posted else owed.destination.platform
    return Delivered(owed.message.case_id, owed.message.kind, how, why, platform=platform)


def no_longer_owed(owed: Owed, unit: Unit, engine: Engine, now: datetime, certain: bool) -> Delivered:
    """Not `certain`: what may have been posted in a room before its case became private has no receipt, and cannot be
    removed."""
    unit.withdrawn(owed, now)
    case = unit.load(owed.message.case_id)
    if certain or case is None or not (case.private and owed.message.place):
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

"""Brings to people what they are to hear of a proposed policy. No case has these messages, so the relay of cases does
not carry them; what is owed is a row all the same, and is tried again until the platform has it or refuses for good."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.engine import Engine
from bot.keeping.opening import opened
from bot.keeping.proposing import stands
from bot.messages.keeping import asking_card, told_card
from bot.messages.shown import Card
from bot.people.identity import Identity, Platform, Reader
from bot.people.readers import reader_of
from bot.people.roster import Person
from bot.policy.proposals import PolicyMessage, PolicyTopic, ProposalState
from bot.ports import Lost, NotNow, Sender, Undeliverable, Unit
from bot.relay import InThread
from bot.trying.diff import diff

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(minutes=5)
Find = Callable[[Person | None], Awaitable[Identity | None]]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one message, for the log."""

    person: str
    topic: PolicyTopic
    how: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message about to be sent. `to` None: somebody whom no platform was asked about yet."""

    message: PolicyMessage
    to: Identity | None
    card: Card
    reader: Reader
    person: Person | None


class Courier:
    """`find` looks for somebody who never spoke to Stige."""

    def __init__(
        self,
        engine: Engine,
        senders: Mapping[Platform, Sender],
        in_thread: InThread,
        find: Find,
    ) -> None:
        self._engine, self._senders, self._in_thread = engine, senders, in_thread
        self._find = find

    async def deliver_next(self) -> Carried | None:
        """The oldest that may be sent now; None where there is none."""
        letter = await self._in_thread(self._prepare)
        if letter is None or isinstance(letter, Carried):
            return letter
        try:
            await self._send(letter)
        except Undeliverable as refused:
            return await self._in_thread(partial(self._failed, letter.message, str(refused)))
        except NotNow as busy:
            return await self._in_thread(partial(self._later, letter.message, busy.retry_after, False, str(busy)))
        except Exception as fault:  # its fate is unknown, whether the platform or a fault of ours kept the answer
            why = str(fault) if isinstance(fault, Lost) else type(fault).__name__
            return await self._in_thread(partial(self._later, letter.message, None, True, why))
        return await self._in_thread(partial(self._ended, letter.message, "sent"))

    async def _send(self, letter: Letter) -> None:
        to = letter.to or await self._find(letter.person)
        if to is None:
            raise Undeliverable("on no platform")
        message = letter.message
        await self._senders[to.platform].post(to, letter.card, letter.reader, message.id, message.uncertain)

    def _prepare(self) -> Letter | Carried | None:
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            message = unit.take_policy_message(now, LEASE)
            if message is None:
                return None
            if card := self._card(unit, message, now):
                return self._letter(unit, message, card, now)
            unit.policy_message_ended(message.id, "withdrawn", now)
            return Carried(message.person, message.topic, "withdrawn")

    def _letter(self, unit: Unit, message: PolicyMessage, card: Card, now: datetime) -> Letter:
        roster, known = self._engine.roster_in(unit, now), unit.identities_of(message.person)
        to = next((identity for identity in known if identity.platform in self._senders), None)
        reader = reader_of(message.person, unit.profile_of(message.person), roster)
        return Letter(message, to, card, reader, roster.people.get(message.person))

    def _card(self, unit: Unit, message: PolicyMessage, now: datetime) -> Card | None:
        """Nobody is asked about what can be decided no more."""
        proposal, in_force = unit.proposal(message.proposal), self._engine.policy_in(unit)
        if proposal is None:
            return None
        if message.topic is not PolicyTopic.ASK:
            return told_card(message.topic, proposal, unit.unreached(proposal.id))
        if proposal.state is not ProposalState.ASKED or stands(proposal, in_force, now):
            return None
        policy = proposal.policy
        return asking_card(proposal, in_force, opened(unit, in_force, policy), diff(in_force, policy))

    def _ended(self, message: PolicyMessage, how: str, why: str | None = None) -> Carried:
        with self._engine.store.writing() as unit:
            unit.policy_message_ended(message.id, how, self._engine.clock.now(), why)
        return Carried(message.person, message.topic, how, why or "")

    def _later(self, message: PolicyMessage, wait: timedelta | None, uncertain: bool, why: str) -> Carried:
        backoff = min(LONGEST_WAIT, timedelta(seconds=2 ** min(message.attempts, 10)))
        with self._engine.store.writing() as unit:
            unit.policy_message_later(message.id, self._engine.clock.now() + (wait or backoff), uncertain)
        return Carried(message.person, message.topic, "postponed", why)

    def _failed(self, message: PolicyMessage, why: str) -> Carried:
        """The proposer is told who could not be asked."""
        with self._engine.store.writing() as unit:
            now = self._engine.clock.now()
            unit.policy_message_ended(message.id, "failed", now, why)
            proposal = unit.proposal(message.proposal)
            if proposal and message.topic is PolicyTopic.ASK:
                unit.tell_of(proposal.id, proposal.by, PolicyTopic.UNREACHED, now)
        return Carried(message.person, message.topic, "failed", why)

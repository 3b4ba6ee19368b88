"""What is owed to somebody, where it goes, where it stands once the platform has confirmed it; and the outbox, which
never loses one of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.cases.outcome import Message
from bot.people.identity import Platform


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's confirmation: where a message stands, so that it can be edited. `message` is the platform's id."""

    platform: Platform
    workspace: str
    conversation: str
    message: str


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes: a person (whose platform is chosen at the sending), a place on one platform, a customer or
    a vendor. A person with a `platform` is reached by that one and no other: it is another way to somebody whom the
    first way did not reach (R22).

    `room` is the place as the policy writes it for that platform ("#ops", "Operations/Incidents", an address, a URL),
    of a customer or vendor one of their addresses; of a person their louder way, beside the chats. Not confirmed
    `confirm_within` so long after it was owed, it is brought another way.
    """

    person: str | None = None
    place: str | None = None
    platform: Platform | None = None
    room: str | None = None
    customer: str | None = None
    vendor: str | None = None
    confirm_within: timedelta | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """The queue it waits in: "person:ana", "slack:person:ana", "slack:place:ops", "mail:customer:a@acme.dk"."""
        if self.customer:
            return f"{self.platform}:customer:{self.room}"
        if self.vendor:
            return f"{self.platform}:vendor:{self.room}"
        if self.person:
            return f"{self.platform}:person:{self.person}" if self.platform else f"person:{self.person}"
        return f"{self.platform}:place:{self.place}"


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that stands somewhere and is refreshed when its case changes."""

    id: str
    destination: Destination
    receipt: Receipt
    message: Message


@dataclass(frozen=True, slots=True)
class Owed:
    """A row of the outbox, leased to whoever holds this. `posted` is the card to be edited or removed, where it is one.

    `attempts` counts this one. `uncertain`: an earlier attempt's fate is unknown, so this one carries the repeat mark,
    unless the platform can be asked (`Sender.settle`). `attempted_at` is when the attempt before this one began, None
    where this is the first. `twin_of` is the message that could not be confirmed and that this one brings by another
    way; `replaced`: such a twin of this one was confirmed, so that it is no longer sent, only looked for.
    `leased_until` tells whoever holds this from whoever took it later.
    """

    id: str
    message: Message
    destination: Destination
    attempts: int
    uncertain: bool
    posted: Posted | None = None
    created_at: datetime | None = None
    attempted_at: datetime | None = None
    twin_of: str | None = None
    replaced: bool = False
    leased_until: datetime | None = field(default=None, compare=False)


class Outbox(Protocol):
    """A part of `bot.ports.Unit`."""

    def take(self, at: datetime, lease: timedelta) -> Owed | None:
        """The most urgent message that is waiting (or whose lease has run out: then it is `uncertain`) and whose
        destination may be sent to; asks before reminders before nudges and tells before refreshes, worse priorities
        first, then the oldest. Nothing of a destination is taken while another of its messages is leased. A lease is
        void as soon as the process that holds it has not been heard of (see `Running.beat`)."""

    def next_message_at(self) -> datetime | None:
        """When the next message may be taken, or is to be brought another way."""

    def sent(self, owed: Owed, receipt: Receipt, seq: int, at: datetime) -> None:
        """Confirmed, as the case stood at `seq`. A new message becomes a card if it `stands`; then those that it
        `retires` get one last edit and stand no longer. If the case has moved on since `seq`, a refresh of the card is
        owed at once; or its withdrawal, if it is in a room and the case is private by now. Whoever's lease is over says
        this all the same, and frees nothing that is another's by now."""

    def withdrawn(self, owed: Owed, at: datetime) -> None:
        """No longer owed: the case had moved on."""

    def later(self, owed: Owed, until_at: datetime, uncertain: bool) -> None:
        """Tried in vain; again then."""

    def failed(self, owed: Owed, why: str, at: datetime) -> None:
        """For good: the platform will never take it."""

    def destination_rests(self, key: str, until_at: datetime) -> None:
        """The platform asks to be left alone there until then."""

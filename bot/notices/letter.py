"""A notice about to be sent."""

from dataclasses import dataclass

from bot.messages.notice import Notice
from bot.messages.owed import Destination, Receipt
from bot.messages.pace import edits_on
from bot.messages.shown import Card
from bot.people.identity import Identity, Platform, Reader
from bot.people.roster import Person


@dataclass(frozen=True, slots=True)
class Letter:
    """`card` None: there is nothing to say any more. `to` is one identity, or the rooms of a place; empty: somebody
    whom no platform was asked about yet, or a place without a room. `stands`: what is to be edited."""

    notice: Notice
    card: Card | None
    reader: Reader
    to: tuple[Identity | str, ...] = ()
    person: Person | None = None
    stands: Receipt | None = None

    @property
    def has_other_chats(self) -> bool:
        return len({to.platform for to in self.to if isinstance(to, Identity)}) > 1

    def resting(self, everywhere: bool) -> str:
        """The queue of which the platform wants to hear nothing, messages of cases neither."""
        if self.stands and everywhere:
            return edits_on(self.stands.platform)
        notice = self.notice
        on = Platform(notice.platform) if notice.platform else None
        return Destination(notice.person, notice.place, on).key

"""Another way to somebody: when the first does not confirm in time, or refuses for good, what is owed to them is owed
by the next as well, and the case says so (R22, S21)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.cases.case import Case
from bot.cases.reports import ReportBroughtElsewhere
from bot.delivery.prepared import Delivered, delivered
from bot.delivery.ways import known_on
from bot.engine import Engine
from bot.messages.delivery import still_owed
from bot.messages.owed import Destination, Owed
from bot.people.identity import Platform
from bot.ports import Unit
from bot.sending import Sender

LOOKED_AT_AGAIN = timedelta(minutes=1)


class Elsewhere:
    """`senders` are those that are set up here."""

    def __init__(self, engine: Engine, senders: Mapping[Platform, Sender]) -> None:
        self._engine, self._senders = engine, senders

    def next_late(self, unit: Unit, now: datetime) -> Delivered | None:
        """The most urgent message that nobody has confirmed in time, owed by another way too; None where there is
        none."""
        while owed := unit.unconfirmed(now):
            unit.has_no_other_way(owed)
            try:
                if self._brought_late(unit, owed, now):
                    return delivered(owed, "elsewhere")
            except Exception as fault:  # a case that cannot be read must not keep all other messages waiting
                unit.has_time_until(owed, now + LOOKED_AT_AGAIN)
                return delivered(owed, "not brought", type(fault).__name__)
        return None

    def _brought_late(self, unit: Unit, owed: Owed, now: datetime) -> bool:
        case = unit.load(owed.message.case_id)
        return case is not None and not unit.tried(owed) and self.brought(unit, owed, case, now)

    def brought(self, unit: Unit, owed: Owed, case: Case, now: datetime, refused_by: Platform | None = None) -> bool:
        """Whether another way brings it, from now on or already. `refused_by`: that one does not take it."""
        person = owed.destination.person
        if person is None or owed.destination.room or owed.posted or not still_owed(owed.message, case):
            return False
        if others := unit.tried(owed):
            return any(other.hopes for other in others)
        ways = self.ways(unit, person)
        tried = refused_by or next(iter(ways), None)
        to = next((way for way in ways if way is not tried), None)
        if to is None:
            return False
        unit.brought_by(owed, Destination(person=person, platform=to), now)
        self._engine.report(unit, case, ReportBroughtElsewhere(person, tried, to, refused_by is not None))
        return True

    def ways(self, unit: Unit, person: str) -> tuple[Platform, ...]:
        """The chats that know them, the one to be asked on first."""
        return tuple(dict.fromkeys(identity.platform for identity in known_on(self._senders, unit, person)))

"""The unit of work: one transaction with everything that can be asked of it."""

from collections.abc import Sequence

from bot.cases.outcome import Message, Outcome
from bot.cases.timers import Timer
from bot.messages.owed import Destination
from storage.claims import ClaimPart
from storage.duty import DutyPart
from storage.inbound import InboundPart
from storage.notices import NoticePart
from storage.outbox import OutboxPart
from storage.people import PeoplePart
from storage.presence import PresencePart
from storage.proposals import ProposalPart
from storage.running import RunningPart
from storage.timers import TimerPart, first_due_at


class SqlUnit(
    OutboxPart,
    TimerPart,
    PeoplePart,
    InboundPart,
    ProposalPart,
    PresencePart,
    DutyPart,
    NoticePart,
    ClaimPart,
    RunningPart,
):
    """Fulfils `bot.ports.Unit`."""

    def save(self, outcome: Outcome, timers: Sequence[Timer], owed: Sequence[tuple[Message, Destination]]) -> None:
        known = self.before(outcome)
        before = known.case
        self.keep_case(outcome, known, first_due_at(outcome.case, timers))
        self.replace_timers(outcome.case, timers, opens=before is None)
        self.carry(outcome, before)
        self.owe(outcome, owed, opens=before is None)

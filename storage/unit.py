"""The unit of work: one transaction with everything that can be asked of it."""

from collections.abc import Sequence

from bot.cases.outcome import Message, Outcome
from bot.cases.timers import Timer
from bot.messages.owed import Destination
from storage.answers import AnswerPart
from storage.auditing import AuditPart
from storage.duty import DutyPart
from storage.inbound import InboundPart
from storage.people import PeoplePart
from storage.presence import PresencePart
from storage.proposals import ProposalPart
from storage.storms import StormPart
from storage.tidying import TidyPart
from storage.timers import first_due_at
from storage.transaction import Saved
from storage.watching import WatchPart
from storage.ways import WayPart


class SqlUnit(
    WayPart,
    StormPart,
    AuditPart,
    PeoplePart,
    AnswerPart,
    InboundPart,
    ProposalPart,
    PresencePart,
    DutyPart,
    WatchPart,
    TidyPart,
):
    """Fulfils `bot.ports.Unit`."""

    def save(self, outcome: Outcome, timers: Sequence[Timer], owed: Sequence[tuple[Message, Destination]]) -> None:
        case, known = outcome.case, self.before(outcome)
        if case.id in self.unwritten:
            self.write()
        self.carry(outcome, known.case)
        self.unwritten[case.id] = Saved(outcome, known.case, known, timers, first_due_at(case, timers), owed)
        known.case, self.known[case.id] = case, known

    def write(self) -> None:
        saved, self.unwritten = list(self.unwritten.values()), {}
        self.keep_cases(saved)
        self.keep_timers(saved)
        self.keep_loads()
        self.owe(saved)
        moved = [one for one in saved if one.before and one.outcome.entries]
        if moved:
            ends = {one.case.id: one.case.clock.wall_time(one.outcome.entries[-1].at) for one in moved}
            self.bundles_change(ends)

    def end(self) -> None:
        if self.unwritten:
            self.write()
        super().end()

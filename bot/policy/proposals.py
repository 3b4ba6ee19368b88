"""Policies that were sent in chat and wait for a word. Who is to hear of them is told by notices about their id."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.policy.policy import Policy


class ProposalState(StrEnum):
    """Shown to whoever sent it; asked of a second person; then one of the three ends. Lapsed: nobody decided in time,
    or another version came into force."""

    SHOWN = "shown"
    ASKED = "asked"
    ACTIVATED = "activated"
    DECLINED = "declined"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A policy without errors, sent by `by` while the version `against` was in force. `why` is their reason, once they
    gave it; `second` is who agreed or declined."""

    id: str
    policy: Policy
    source: bytes
    against: str
    by: str
    at: datetime
    state: ProposalState = ProposalState.SHOWN
    why: str = ""
    second: str | None = None


class Proposals(Protocol):
    """A part of `bot.ports.Unit`."""

    def propose(self, proposal: Proposal) -> None:
        """One that is there already stays as it is."""

    def proposal(self, proposal_id: str) -> Proposal | None: ...

    def decide(self, proposal: Proposal, at: datetime) -> None:
        """Keeps its state, reason and second person as they are now."""

    def undecided(self) -> tuple[tuple[str, datetime], ...]:
        """Those asked of a second person who has not answered: the id, and when it was sent, the oldest first."""

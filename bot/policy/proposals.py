"""Policies that were sent in chat and wait for a word: what is remembered of them, and who is to hear of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.policy.policy import Policy


class ProposalState(StrEnum):
    """Shown to whoever sent it; asked of a second person; then one of the two ends."""

    SHOWN = "shown"
    ASKED = "asked"
    ACTIVATED = "activated"
    DECLINED = "declined"


class PolicyTopic(StrEnum):
    """What a message about a proposal is about: the second person is asked, the proposer hears the rest."""

    ASK = "ask"
    ACTIVATED = "activated"
    DECLINED = "declined"
    UNREACHED = "unreached"


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


@dataclass(frozen=True, slots=True)
class PolicyMessage:
    """Owed to a person, and leased to whoever holds this. `attempts` counts this one; `uncertain`: the fate of an
    earlier one is unknown."""

    id: str
    proposal: str
    person: str
    topic: PolicyTopic
    attempts: int
    uncertain: bool


class Proposals(Protocol):
    """A part of `bot.ports.Unit`."""

    def propose(self, proposal: Proposal) -> None:
        """One that is there already stays as it is."""

    def proposal(self, proposal_id: str) -> Proposal | None: ...

    def decide(self, proposal: Proposal, at: datetime) -> None:
        """Keeps its state, reason and second person as they are now."""

    def tell_of(self, proposal_id: str, person: str, topic: PolicyTopic, at: datetime) -> None:
        """Owed from the commit on."""

    def take_policy_message(self, at: datetime, lease: timedelta) -> PolicyMessage | None:
        """The oldest that may be sent now."""

    def policy_message_ended(self, message_id: str, state: str, at: datetime, why: str | None = None) -> None: ...

    def policy_message_later(self, message_id: str, until_at: datetime, uncertain: bool) -> None: ...

    def unreached(self, proposal_id: str) -> tuple[str, ...]:
        """Who was to be asked and could not be."""

"""Notices of a proposed policy: who is to agree, and what became of it."""

from datetime import datetime

from bot.engine import Engine
from bot.keeping.opening import opened
from bot.keeping.proposing import stands
from bot.messages.keeping import asking_card, ended_card, told_card
from bot.messages.notice import Notice, NoticeTopic
from bot.messages.shown import Card
from bot.policy.policy import Policy
from bot.policy.proposals import Proposal
from bot.ports import Unit
from bot.trying.diff import diff


def drawn(notice: Notice, unit: Unit, engine: Engine, now: datetime) -> Card | None:
    proposal = unit.proposal(notice.about)
    if proposal is None:
        return None
    if notice.topic is NoticeTopic.POLICY_ASK:
        return _asking(notice, proposal, unit, engine.policy_in(unit), now)
    return told_card(notice.topic, proposal, unit.notices_failed(NoticeTopic.POLICY_ASK, proposal.id))


def _asking(notice: Notice, proposal: Proposal, unit: Unit, in_force: Policy, now: datetime) -> Card | None:
    """Nobody is asked about what can be decided no more; whoever was asked sees what became of it."""
    policy = proposal.policy
    if stands(proposal, in_force, now):
        return ended_card(proposal, in_force) if notice.stands else None
    return asking_card(proposal, in_force, opened(unit, in_force, policy), diff(in_force, policy))


def unreached(notice: Notice, unit: Unit, now: datetime) -> None:
    """The proposer is told who could not be asked."""
    proposal = unit.proposal(notice.about)
    if proposal and notice.topic is NoticeTopic.POLICY_ASK:
        unit.notify(NoticeTopic.POLICY_UNREACHED, proposal.id, now, person=proposal.by)
        unit.notices_changed(proposal.id, now, NoticeTopic.POLICY_UNREACHED)  # who heard of one hears of the next

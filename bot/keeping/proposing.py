"""A policy sent in chat: shown, put in force for a reason, and first agreed to by a second person where it opens more
than the version in force does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.answers import Then, nothing
from bot.cases.outcome import Refused
from bot.changing import replace
from bot.keeping.opening import opened
from bot.keeping.seconding import keepers, seconds
from bot.keeping.versions import Activated, Deed, Draft, check_sound, put_in_force
from bot.lint.finding import Means
from bot.messages.notice import NoticeTopic
from bot.policy.policy import Policy
from bot.policy.proposals import Proposal, ProposalState
from bot.ports import Store, Unit
from bot.words import Name, Say, say

WAITS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Nothing is in force yet: any one of `people` is to agree."""

    people: tuple[str, ...]
    widens: tuple[Say, ...]


def check_keeper(policy: Policy, by: str) -> None:
    """Whether the version in force lets them change it in chat."""
    named = keepers(policy)
    if not named:
        raise Refused(say("keeping.no_keeper"))
    if by not in named:
        raise Refused(say("keeping.not_keeper", people=tuple(Name(person) for person in named)))


def propose(store: Store, draft: Draft, by: str, at: datetime, proposal_id: str, means: Means) -> Proposal:
    """Remembered for a day. Raises `Unsound` or `Refused`."""
    check_sound(draft.policy, means, at)
    with store.writing() as unit:
        in_force = _in_force(unit)
        check_keeper(in_force, by)
        check_new(in_force, unit, draft.policy)
        proposal = Proposal(proposal_id, draft.policy, draft.source, in_force.rules.version, by, at)
        unit.propose(proposal)
        return proposal


def check_new(in_force: Policy, unit: Unit, policy: Policy) -> None:
    """What could never be activated is said at once."""
    last, label = unit.versions()[-1], policy.rules.label
    if in_force.rules.version == policy.rules.version:
        raise Refused(say("keeping.same", label=label, by=Name(last.by), at=last.at))
    if any(past.label == label and past.version != policy.rules.version for past in unit.versions()):
        raise Refused(say("keeping.label_taken", label=label))


def go_ahead(
    store: Store, proposal_id: str, by: str, why: str, at: datetime, then: Then[Activated | Asked] = nothing
) -> Activated | Asked:
    """Whoever sent it says why: it is in force, or a second person is asked. `then` is done in the same commit."""
    with store.writing() as unit:
        proposal, in_force = _standing(unit, proposal_id, at)
        check_keeper(in_force, by)
        if proposal.by != by:
            raise Refused(say("keeping.not_yours", person=Name(proposal.by)))
        if proposal.state is ProposalState.ASKED:
            raise Refused(say("keeping.asked_already", people=_names(seconds(in_force, by))))
        proposal = replace(proposal, why=why)
        widens = opened(unit, in_force, proposal.policy)
        second = seconds(in_force, by)
        done = _ask(unit, proposal, second, widens, at) if widens else _activate(unit, proposal, at)
        then(unit, done, at)
        return done


def _ask(unit: Unit, proposal: Proposal, people: tuple[str, ...], widens: tuple[Say, ...], at: datetime) -> Asked:
    if not people:
        raise Refused(say("keeping.nobody_second"))
    unit.decide(replace(proposal, state=ProposalState.ASKED), at)
    for person in people:
        unit.notify(NoticeTopic.POLICY_ASK, proposal.id, at, person=person)
    return Asked(people, widens)


def approve(store: Store, proposal_id: str, by: str, at: datetime, then: Then[Activated] = nothing) -> Activated:
    """The second person agrees: both are on record, and the first one hears of it."""
    with store.writing() as unit:
        proposal = _asked(unit, proposal_id, by, at)
        done = _activate(unit, replace(proposal, second=by), at)
        unit.notify(NoticeTopic.POLICY_ACTIVATED, proposal.id, at, person=proposal.by)
        unit.notices_changed(proposal.id, at, NoticeTopic.POLICY_ASK)
        then(unit, done, at)
        return done


def decline(store: Store, proposal_id: str, by: str, at: datetime, then: Then[Proposal] = nothing) -> Proposal:
    with store.writing() as unit:
        declined = replace(_asked(unit, proposal_id, by, at), state=ProposalState.DECLINED, second=by)
        unit.decide(declined, at)
        unit.notify(NoticeTopic.POLICY_DECLINED, declined.id, at, person=declined.by)
        unit.notices_changed(declined.id, at, NoticeTopic.POLICY_ASK)
        then(unit, declined, at)
        return declined


def lapse(unit: Unit, at: datetime) -> None:
    """What was asked and can be decided no more is over; whoever was asked sees so."""
    undecided = unit.undecided()
    if undecided:
        unit.hold_versions()
    for proposal_id, _ in undecided:
        proposal = unit.proposal(proposal_id)
        if proposal and stands(proposal, _in_force(unit), at):
            unit.decide(replace(proposal, state=ProposalState.LAPSED), at)
            unit.notices_changed(proposal_id, at, NoticeTopic.POLICY_ASK)


def stands(proposal: Proposal, in_force: Policy, at: datetime) -> Say | None:
    """Why it can be decided no more; None while it can."""
    label = proposal.policy.rules.label
    if proposal.state is ProposalState.ACTIVATED:
        return say("keeping.was_activated", label=label)
    if proposal.state is ProposalState.DECLINED:
        return say("keeping.was_declined", label=label)
    if proposal.against != in_force.rules.version:
        return say("keeping.void", label=label, now=in_force.rules.label)
    late = proposal.state is ProposalState.LAPSED or at - proposal.at >= WAITS
    return say("keeping.expired", label=label) if late else None


def _asked(unit: Unit, proposal_id: str, by: str, at: datetime) -> Proposal:
    proposal, in_force = _standing(unit, proposal_id, at)
    if proposal.state is not ProposalState.ASKED or by not in seconds(in_force, proposal.by):
        raise Refused(say("keeping.not_second"))
    return proposal


def _activate(unit: Unit, proposal: Proposal, at: datetime) -> Activated:
    deed = Deed(proposal.by, proposal.why, at, proposal.second)
    done = put_in_force(unit, Draft(proposal.policy, proposal.source), deed)
    unit.decide(replace(proposal, state=ProposalState.ACTIVATED), at)
    return done


def _standing(unit: Unit, proposal_id: str, at: datetime) -> tuple[Proposal, Policy]:
    """Whoever decides holds the versions, so that nobody decides beside them."""
    unit.hold_versions()
    proposal, in_force = unit.proposal(proposal_id), _in_force(unit)
    if proposal is None:
        raise Refused(say("keeping.unknown_proposal"))
    if ended := stands(proposal, in_force, at):
        raise Refused(ended)
    return proposal, in_force


def _in_force(unit: Unit) -> Policy:
    policy = unit.active()
    if policy is None:
        raise Refused(say("keeping.no_keeper"))
    return policy


def _names(people: tuple[str, ...]) -> tuple[Name, ...]:
    return tuple(Name(person) for person in people)

"""What holds after every step of every case, whatever the policy and whoever does what."""

from collections.abc import Sequence
from functools import reduce

from bot.cases.access import may_read, viewer
from bot.cases.audience_events import AudienceTold
from bot.cases.audiences import Kind
from bot.cases.case import Case, Status
from bot.cases.commands import AnswerSuggestion, Command, MoveVersion, Triage
from bot.cases.events import Entry
from bot.cases.evolve import evolve
from bot.cases.handoff_events import HandedOff
from bot.cases.ladder import Duty
from bot.cases.ladder_events import FallbackReached, FallbackSlept, LevelReached, LevelSlept, Paged
from bot.cases.outcome import MessageKind, Outcome
from bot.cases.timer_commands import AskForUpdate, EndAudience, RepeatFallback, WakeLevel
from bot.cases.timers import timers
from bot.cases.transitions import TRANSITIONS
from bot.people.roster import Roster
from bot.policy.rules import Rules

RUNGS = (LevelReached, LevelSlept, FallbackReached, FallbackSlept)


def hold(
    before: Case | None, command: Command, outcome: Outcome, record: Sequence[Entry], rules: Rules, roster: Roster
) -> None:
    """`record` holds the entries of this step already."""
    after = outcome.case
    assert reduce(evolve, outcome.entries, before) == after, "folding the record gives the case"
    assert after.seq == len(record) == record[-1].seq, "the record has no gaps"
    assert after.status is Status.CLOSED or timers(after, rules), f"promise 2: {after.status} without a timer"
    if before and outcome.entries:
        assert after.status in TRANSITIONS[type(command)][before.status], f"{before.status} to {after.status}"
        assert after.owner or not before.owner, "once owned, always owned"
    assert (after.approval is None) is (after.status is not Status.APPROVAL), "what is asked is the status"
    _nobody_hears_who_may_not(outcome, roster)
    _nothing_else_is_asked_before(before, outcome)
    _everybody_hears_in_time(outcome, rules)
    _climbs_one_rung(outcome)
    _passes_on(before, outcome)
    if outcome.entries and not isinstance(command, Triage | AnswerSuggestion | MoveVersion):
        _no_timer_begins_in_the_past(before, outcome, rules)
    for paged in (entry.event for entry in outcome.entries if isinstance(entry.event, Paged)):
        assert paged.duty is Duty.TAKE_OVER or before is None or before.owner is None, "who has a case is not asked"


def _nobody_hears_who_may_not(outcome: Outcome, roster: Roster) -> None:
    case = outcome.case
    involved = {*case.asked, *case.told, *case.owners, *case.approvers}
    assert involved.isdisjoint(case.concerned), "nobody concerned takes part"
    for message in outcome.messages:
        assert not (message.person and message.place)
        if message.person:
            assert may_read(viewer(message.person, roster), case), f"{message} to somebody who may not read"
        assert not (message.outside and case.private), "nobody outside hears of a private case"
        if message.place and case.private:
            assert message.kind is MessageKind.WITHDRAW, "a private case stands in no place"
    assert not (case.private and case.told_places)
    assert not (case.private and any(one.kind is Kind.PLACE for one in case.informed))


def _everybody_hears_in_time(outcome: Outcome, rules: Rules) -> None:
    """Whoever is to hear of an open case has a timer for it (S38); what was told is what the record says was."""
    case = outcome.case
    ends = {timer.command.audience for timer in timers(case, rules) if isinstance(timer.command, EndAudience)}
    open_ = case.status not in (Status.APPROVAL, Status.RESOLVED, Status.CLOSED)
    due = {audience.number for audience in case.audiences if audience.due_at and open_}
    assert due <= ends, "an audience that waits for nothing"
    assert len({audience.number for audience in case.audiences}) == len(case.audiences)
    for told in (entry.event for entry in outcome.entries if isinstance(entry.event, AudienceTold)):
        assert told.people or told.places or told.customer or told.vendors, "nobody was told, and it says so"


def _nothing_else_is_asked_before(before: Case | None, outcome: Outcome) -> None:
    """An approver is asked alone, and never about their own."""
    case = outcome.case
    if case.approval is None:
        return
    assert case.approval.asker not in case.approval.people, "nobody approves their own"
    assert not case.facts.flags, "a flagged case is never asked for"
    asked = [entry.event for entry in outcome.entries if isinstance(entry.event, Paged)]
    assert not asked or (before and before.approval), f"asked while approval is: {asked}"


def _passes_on(before: Case | None, outcome: Outcome) -> None:
    """Only a case that somebody works on is on its way to another, and it is lost to nobody meanwhile."""
    case, handoff = outcome.case, outcome.case.handoff
    if handoff:
        assert case.owner == handoff.giver, "the giver has it until somebody takes it"
        assert case.status not in (Status.NEW, Status.RESOLVED, Status.CLOSED)
        assert handoff.to if handoff.schedule else handoff.ends_at, "nobody could pass it on"
        assert not {handoff.giver, *case.concerned} & set(handoff.to)
    for taken in (entry.event for entry in outcome.entries if isinstance(entry.event, HandedOff)):
        assert before is not None
        assert before.handoff, "taken, and nobody had offered it"
        assert taken.to in before.handoff.to
        assert not before.lacks_note, "taken without its note"
        assert all(clock in before.clocks for clock in case.clocks), "a clock began anew"


def _climbs_one_rung(outcome: Outcome) -> None:
    rungs = [entry.event for entry in outcome.entries if isinstance(entry.event, RUNGS)]
    assert len(rungs) <= 1, f"a step climbs once: {rungs}"


def _no_timer_begins_in_the_past(before: Case | None, outcome: Outcome, rules: Rules) -> None:
    """Unless it was overdue before, or stood still with the case while that waited."""
    now = outcome.entries[0].at
    stood = before is not None and before.status in (Status.WAITING, Status.APPROVAL)
    woken = (WakeLevel, RepeatFallback) if stood else ()
    if before and before.status in (Status.APPROVAL, Status.RESOLVED, Status.CLOSED):
        woken = (*woken, AskForUpdate, EndAudience)
    known = {(timer.command, timer.due_at) for timer in timers(before, rules)} if before else set()
    for timer in timers(outcome.case, rules):
        fine = timer.due_at >= now or (timer.command, timer.due_at) in known or isinstance(timer.command, woken)
        assert fine, f"{timer} is over already at {now}"

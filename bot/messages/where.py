"""Where a case stands, in a line or two: who has it or is asked, who is next and when."""

from datetime import datetime
from typing import assert_never

from bot.cases.case import Case, Status, WaitingFor
from bot.cases.clocks import ClockKind
from bot.cases.ending import closing_lacks
from bot.cases.ladder import Duty, Stage
from bot.messages.approvals import asked_first, unanswered
from bot.messages.names import OUTCOMES, STATUSES, item_name, people
from bot.messages.next_step import NextStep, next_step
from bot.messages.passing_on import handoff_line
from bot.messages.spans import every
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Label, Name, Say, say


def where(case: Case, rules: Rules) -> Say:
    """Who has it now, or what it waits for."""
    match case.status:
        case Status.APPROVAL:
            return asked_first(case.approval, case.owner) if case.approval else say("where.approval")
        case Status.NEW:
            return _nobody_yet(case, rules)
        case Status.ACCEPTED:
            return _with_owner(case)
        case Status.WAITING:
            return _waiting(case, rules)
        case Status.RESOLVED:
            return _resolved(case)
        case Status.CLOSED:
            return _closed(case)
        case _:
            assert_never(case.status)


def whats_next(case: Case, rules: Rules, roster: Roster) -> tuple[Say, ...]:
    """To whom it passes, who is called beside the owner, who is next and when; nothing for a case that is over."""
    if case.approval:
        return (*handoff_line(case), unanswered(case.approval))
    step = next_step(case, rules, roster)
    following = [_next_line(step, case, rules)] if step else _after_waiting(case, rules)
    return (*handoff_line(case), *_called_beside(case), *following)


def now_asked(case: Case) -> tuple[str, ...]:
    """Whom the ladder waits for: those asked where it stands, who have not answered."""
    ladder = case.ladder
    level = None if ladder.stage is Stage.FALLBACK else ladder.level
    if ladder.stage not in (Stage.ASKING, Stage.FALLBACK):
        return ()
    here = (ask for ask in case.open_asks() if ask.rung == (level, ladder.round))
    return tuple(dict.fromkeys(ask.person for ask in here))


def _nobody_yet(case: Case, rules: Rules) -> Say:
    ladder, asked = case.ladder, people(now_asked(case))
    if ladder.stage is Stage.FALLBACK and asked:
        return say("where.fallback", people=asked)
    if ladder.stage is not Stage.ASKING:
        return say("where.nobody")
    role = rules.path(ladder.path).levels[ladder.level - 1].role
    if asked:
        return say("where.asked", people=asked, role=role, level=ladder.level)
    return say("where.role", role=role, level=ladder.level)


def _with_owner(case: Case) -> Say:
    owner = Name(case.owner or "")
    if case.snoozed_until:
        return say("where.snoozed", owner=owner, until=case.snoozed_until)
    if case.owner_since:
        return say("where.owned_since", owner=owner, since=case.owner_since)
    return say("where.owned", owner=owner)


def _waiting(case: Case, rules: Rules) -> Say:
    if case.question:
        item = item_name(case.question.item, rules)
        return say("where.question", reporter=Name(case.reporter), asker=Name(case.question.asked_by), item=item)
    match case.waiting_for:
        case WaitingFor.CUSTOMER:
            return say("where.customer")
        case WaitingFor.VENDOR:
            return say("where.outside")
        case WaitingFor.REPORTER | None:
            return say("where.reporter", reporter=Name(case.reporter))
        case _:
            assert_never(case.waiting_for)


def _resolved(case: Case) -> Say:
    reporter = Name(case.reporter)
    if case.confirmed and case.owner:
        return say("where.confirmed", reporter=reporter, owner=Name(case.owner))
    return say("where.resolved", reporter=reporter)


def _closed(case: Case) -> Say:
    outcome = OUTCOMES[case.outcome] if case.outcome else STATUSES[Status.CLOSED]
    return say("where.closed", outcome=outcome, at=case.closed_at) if case.closed_at else outcome


def _called_beside(case: Case) -> tuple[Say, ...]:
    """Who is called to a late case that somebody owns."""
    asked = now_asked(case)
    return (say("next.called", people=people(asked)),) if asked and case.ladder.duty is Duty.TAKE_OVER else ()


def _next_line(step: NextStep, case: Case, rules: Rules) -> Say:
    if case.ladder.stage is Stage.SLEEPING:
        return _opening_line(step)
    if case.ladder.stage is Stage.FALLBACK:
        return _repeating_line(step, case, rules)
    if step.vendors and step.role:
        return _vendors_line(step, step.role)
    if step.unsolved:
        return _late_line(step)
    return _climbing_line(step) if step.duty is Duty.ACCEPT else _taking_over_line(step)


def _opening_line(step: NextStep) -> Say:
    whom = people((*step.people, *step.vendors))
    if step.role is None:
        return say("next.opens_fallback", people=whom, at=step.at)
    return say("next.opens", people=whom, role=step.role, at=step.at)


def _repeating_line(step: NextStep, case: Case, rules: Rules) -> Say:
    whom, count = people(step.people), len(step.people)
    rate = every(rules.path(case.ladder.path).fallback.every.elapsed)
    if set(step.people) == set(now_asked(case)):
        return say("next.repeats", people=whom, at=step.at, every=rate, count=count)
    return say("next.repeats_for", people=whom, at=step.at, every=rate, count=count)


def _vendors_line(step: NextStep, role: Label) -> Say:
    """A vendor accepts nothing: it is a matter for them and the people beside them (S35)."""
    return say("next.vendors", people=people((*step.people, *step.vendors)), role=role, at=step.asked_at)


def _late_line(step: NextStep) -> Say:
    whom, count = people(step.people), len(step.people)
    if step.role is None:
        return say("next.late_fallback", people=whom, at=step.at, count=count)
    return say("next.late", people=whom, role=step.role, at=step.at, count=count)


def _taking_over_line(step: NextStep) -> Say:
    whom, count = people(step.people), len(step.people)
    if step.role is None:
        return say("next.over_fallback", people=whom, at=step.at, count=count)
    return say("next.over", people=whom, role=step.role, at=step.at, count=count)


def _climbing_line(step: NextStep) -> Say:
    whom, count = people(step.people), len(step.people)
    sleeps = step.asked_at > step.at
    if step.role is None and sleeps:
        return say("next.sleeps_fallback", people=whom, at=step.at, opens=step.asked_at, count=count)
    if step.role is None:
        return say("next.fallback", people=whom, at=step.at, count=count)
    if sleeps:
        return say("next.sleeps", people=whom, role=step.role, at=step.at, opens=step.asked_at, count=count)
    return say("next.level", people=whom, role=step.role, at=step.at, count=count)


def _after_waiting(case: Case, rules: Rules) -> tuple[Say, ...]:
    wait = case.running(ClockKind.WAIT)
    if wait is None or not wait.runs:
        return ()
    if case.status is Status.RESOLVED:
        return (_closing_line(case, wait.ends_at, rules),)
    return (say("next.asked_again", owner=Name(case.owner), at=wait.ends_at),) if case.owner else ()


def _closing_line(case: Case, at: datetime, rules: Rules) -> Say:
    """Silence closes it only where nothing is lacking (S33)."""
    if case.owner and closing_lacks(case, rules):
        return say("next.closing_wanted", owner=Name(case.owner), at=at)
    return say("next.closes", at=at)

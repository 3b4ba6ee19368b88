"""What stands around a ladder, in words: approval, who hears of a case, its clocks, and who may read it."""

from collections.abc import Iterator

from bot.durations import Duration
from bot.explaining.conditions import conditions
from bot.explaining.part import Part
from bot.explaining.scope import ByPriority, Option, Options, first_fitting
from bot.explaining.subject import Subject
from bot.explaining.targets import whom
from bot.explaining.times import choices_said, percents_said, span_said
from bot.messages.spans import every
from bot.people.targets import Target
from bot.policy.routing import Limit, Span, approval_for, plans_for, privacy
from bot.policy.rules import ApprovalLine, AudienceLine, CommunicationPlan, Default, Path
from bot.policy.when import EVERY_CASE, When
from bot.words import Param, Say, say

# approval


def approval_lines(subject: Subject) -> Iterator[Say]:
    """Never of an urgent or flagged case (S36)."""
    choices = {priority: options for priority, options in _approvals(subject).items() if options}
    if choices:
        yield say("explain.approval", by=choices_said(choices, subject.rules, lambda found: _approval(found, subject)))


def _approvals(subject: Subject) -> ByPriority[tuple[ApprovalLine, Span]]:
    """With how long each waits: in the hours of the accept clock (S25)."""
    accept = subject.limits(Limit.ACCEPT)
    return {
        priority: tuple(
            Option(option.when, (option.value, Span(option.value.within, accept[priority][-1].value.hours)))
            for option in _approvals_of(priority, subject)
        )
        for priority in subject.scopes
    }


def _approvals_of(priority: str, subject: Subject) -> Options[ApprovalLine]:
    if subject.situation:
        line = approval_for(subject.rules, subject.situation)
        return (Option(EVERY_CASE, line),) if line else ()
    if priority in subject.rules.priority.urgent or subject.flagged:
        return ()
    lines = ((line.when, line) for line in subject.rules.approval if subject.names(line.when))
    return first_fitting(lines, subject.scopes[priority])


def _approval(found: tuple[ApprovalLine, Span], subject: Subject) -> Say:
    line, within = found
    people, span = whom(line.by, subject.roster, subject.at), span_said(within)
    approved = line.otherwise is Default.APPROVE
    if line.chain:
        return say(
            "explain.approval.chain" if approved else "explain.approval.chain_declined", people=people, span=span
        )
    return say("explain.approval.one" if approved else "explain.approval.one_declined", people=people, span=span)


# who hears of it


def communication_part(subject: Subject) -> tuple[Part, ...]:
    lines = tuple(line for plan, asked in _plans(subject) for line in _plan(plan, asked, subject))
    return (Part(say("explain.communication"), lines),) if lines else ()


def _plans(subject: Subject) -> Iterator[tuple[CommunicationPlan, When]]:
    """With what each still asks."""
    if subject.situation:
        yield from ((plan, EVERY_CASE) for plan in plans_for(subject.rules, subject.situation))
        return
    for plan in subject.rules.communication:
        asked = subject.asked(plan.when)
        if asked is not None and subject.names(plan.when):
            yield plan, asked


def _plan(plan: CommunicationPlan, asked: When, subject: Subject) -> Iterator[Say]:
    when = conditions(asked, subject.rules)
    for audience in plan.audiences:
        told = _audience(audience, plan.hours, subject)
        yield told if asked == EVERY_CASE else say("explain.if_told", what=told, when=when)


def _audience(audience: AudienceLine, hours: str | None, subject: Subject) -> Say:
    return say(
        "explain.told",
        people=whom(audience.to, subject.roster, subject.at),
        first=span_said(Span(audience.first, hours)),
        every=_rate(audience.every, hours),
        writer=_writer(audience, subject),
    )


def _rate(rate: Duration | None, hours: str | None) -> Say:
    if rate is None:
        return say("explain.told.once")
    again = every(rate.elapsed) if hours is None else say("every.span", span=span_said(Span(rate, hours)))
    return say("explain.told.again", every=again)


def _writer(audience: AudienceLine, subject: Subject) -> Say:
    if audience.by_stige:
        return say("explain.told.by_stige")
    if audience.by is None:
        return say("explain.told.by_owner")
    return say("explain.told.by", people=whom((audience.by,), subject.roster, subject.at))


# clocks


def clocks_part(subject: Subject) -> Part:
    return Part(say("explain.clocks"), tuple(_clock_lines(subject)))


def _clock_lines(subject: Subject) -> Iterator[Say]:
    """Accepting and waiting have a limit whatever the file says."""
    yield say("explain.clock.accept", span=_limit(Limit.ACCEPT, subject))
    if any(subject.limits(Limit.UPDATE).values()):
        yield say("explain.clock.update", span=_limit(Limit.UPDATE, subject))
    if any(subject.limits(Limit.RESOLVE).values()):
        yield say("explain.clock.resolve", span=_limit(Limit.RESOLVE, subject))
    yield say("explain.clock.wait", span=_limit(Limit.WAIT, subject))
    if any(subject.limits(Limit.SNOOZE).values()):
        yield say("explain.clock.snooze", span=_limit(Limit.SNOOZE, subject))
    shares = subject.reminders()
    if any(option.value for options in shares.values() for option in options):
        yield say("explain.clock.remind", shares=choices_said(shares, subject.rules, percents_said))


def _limit(kind: Limit, subject: Subject) -> Param:
    return choices_said(subject.limits(kind), subject.rules, span_said)


# who may read


def reader_lines(path: Path, subject: Subject) -> Iterator[Say]:
    """Who reads such a case besides those who take part (S40)."""
    if readers := tuple(dict.fromkeys(_readers(path, subject))):
        yield say("explain.private", people=whom(readers, subject.roster, subject.at))


def _readers(path: Path, subject: Subject) -> Iterator[Target]:
    if subject.situation:
        yield from privacy(subject.rules, subject.situation).readers
        return
    for case_type in subject.types():
        yield from case_type.readers if case_type.private else ()
    for line in subject.rules.private:
        yield from line.readers if not line.when.flags().isdisjoint(path.when.flags()) else ()

"""Short private cards, each about one thing that happened (`Topic`): what, what it means for you, what to press.

A nudge may be drawn anew when its matter is over: then it says no more than where the case stands.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.cases.case import About, Case, Outcomes, Remark, Status
from bot.cases.clocks import ClockKind
from bot.cases.outcome import Topic
from bot.cases.rights import offered
from bot.cases.verbs import Verb
from bot.messages.approvals import not_approved
from bot.messages.buttons import drawn
from bot.messages.facts import closing_rows, remark_row
from bot.messages.heading import accent, headline
from bot.messages.names import item_name, people, reference, rooms
from bot.messages.passing_on import asked_to_pass_on, owner_gone
from bot.messages.shown import Card, Row
from bot.messages.where import whats_next, where
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Name, Say, say

PRESSES: Mapping[Topic, tuple[Verb, ...]] = {
    Topic.INFO_ASKED: (Verb.ANSWER,),
    Topic.INFO_GIVEN: (Verb.ACCEPT, Verb.DECLINE, Verb.RESOLVE, Verb.NEED_INFO),
    Topic.HANDED_BACK: (Verb.ANSWER, Verb.ESCALATE, Verb.WITHDRAW),
    Topic.TO_AND_FRO: (Verb.REASSIGN, Verb.ESCALATE, Verb.TRIAGE, Verb.NOTE),
    Topic.RESOLVED: (Verb.CONFIRM, Verb.REOPEN),
    Topic.REOPENED: (Verb.RESOLVE, Verb.NOTE, Verb.HAND_BACK),
    Topic.CLOSED: (Verb.REOPEN,),
    Topic.NOT_APPROVED: (Verb.REOPEN,),
    Topic.CLOSING_WANTED: (Verb.RESOLVE,),
    Topic.CLOCK_NEAR: (Verb.RESOLVE, Verb.NOTE, Verb.ESCALATE, Verb.SNOOZE),
    Topic.VENDOR_NEAR: (Verb.RESOLVE, Verb.NOTE, Verb.ESCALATE),
    Topic.VENDOR_LATE: (Verb.RESOLVE, Verb.NOTE, Verb.ESCALATE),
    Topic.OUTSIDE_UNREACHABLE: (Verb.VENDOR_HAS_IT,),
    Topic.BREACHED: (Verb.RESOLVE, Verb.NOTE, Verb.ESCALATE, Verb.REASSIGN),
    Topic.UPDATE_MISSED: (Verb.UPDATE, Verb.NOTE, Verb.RESOLVE, Verb.REASSIGN),
    Topic.WOKE: (Verb.RESOLVE, Verb.NOTE, Verb.WAIT_FOR, Verb.SNOOZE, Verb.ESCALATE),
    Topic.ASSIGNED: (Verb.RESOLVE, Verb.NOTE, Verb.NEED_INFO, Verb.HAND_BACK, Verb.REASSIGN),
    Topic.PASSING_WANTED: (Verb.REASSIGN, Verb.KEEP, Verb.PASS_ON, Verb.HAND_BACK, Verb.RESOLVE),
    Topic.OWNER_GONE: (Verb.REASSIGN, Verb.ESCALATE, Verb.NOTE),
    Topic.NOT_TAKEN: (Verb.PASS_ON, Verb.REASSIGN, Verb.RESOLVE, Verb.NOTE),
    Topic.ASKED_AGAIN: (Verb.REASSIGN, Verb.ESCALATE, Verb.NOTE),
    Topic.STUCK: (Verb.REASSIGN, Verb.ESCALATE, Verb.TRIAGE, Verb.NOTE),
}

ABOUT_STIGE = (Topic.PLACE_MISSING, Topic.WITHDRAWAL_FAILED)  # to be mended even when the case is over


def nudge(case: Case, rules: Rules, roster: Roster, person: str | None, topic: Topic, seq: int) -> Card:
    """A room (`person` None) hears of the end. `seq` is the event it is about."""
    said = _said(topic, case, seq)
    news = _news(topic, case, rules, person, said)
    presses = [verb for verb in _presses(topic, case) if person and offered(person, verb, case, roster)]
    return Card(
        news or headline(case),
        _plain(case, news),
        accent(case, rules),
        lead=(*_about(case, news), where(case, rules), *whats_next(case, rules, roster)),
        body=_body(topic, case, said),
        buttons=drawn(case, [*presses, Verb.SHOW]),
        case_id=case.id,
    )


def _presses(topic: Topic, case: Case) -> tuple[Verb, ...]:
    """What is wanted comes first: words, where the time for the next update is near."""
    near = topic is Topic.CLOCK_NEAR and _update_is_nearer(case)
    return PRESSES.get(Topic.UPDATE_MISSED if near else topic, ())


def _plain(case: Case, news: Say | None) -> Say:
    if case.private:
        return say("plain.private", case=reference(case), priority=case.priority)
    if news is None:
        return say("plain.case", case=reference(case), priority=case.priority, summary=case.handover.summary)
    return say("plain.news", news=news, summary=case.handover.summary)


def _about(case: Case, news: Say | None) -> tuple[Say, ...]:
    return (say("news.about", priority=case.priority, summary=case.handover.summary),) if news else ()


def _said(topic: Topic, case: Case, seq: int) -> Remark | None:
    """The words that came with it, whatever was said since."""
    if topic in (Topic.ASSIGNED, Topic.OWNER_CHANGED):
        given = (r for r in case.remarks if r.about is About.REASSIGNED and r.at == case.owner_since)
        return next(given, None)
    return next((remark for remark in case.remarks if remark.seq == seq), None)


def _news(  # noqa: C901  one arm a topic
    topic: Topic, case: Case, rules: Rules, person: str | None, said: Remark | None
) -> Say | None:
    """None where the case has moved on since."""
    name = reference(case)
    if topic is Topic.NOT_APPROVED and case.outcome in (None, Outcomes.NOT_APPROVED):
        return not_approved(case)
    if case.status is Status.CLOSED and topic not in ABOUT_STIGE:
        return say("news.closed", case=name)
    match topic:
        case Topic.ASSIGNED:
            return say("news.assigned", case=name) if case.owner and case.owner == person else None
        case Topic.COORDINATED:
            return say("news.coordinated", case=name)
        case Topic.ACCEPTED | Topic.OWNER_CHANGED:
            return say("news.owner", owner=Name(case.owner), case=name) if case.owner else None
        case Topic.INFO_ASKED:
            return _asked(case, rules)
        case Topic.RESOLVED:
            return _solved(case) if case.status is Status.RESOLVED else None
        case Topic.CLOSING_WANTED:
            return say("news.closing_wanted", case=name) if case.status is Status.RESOLVED else None
        case Topic.CLOCK_NEAR:
            return _near(case)
        case Topic.VENDOR_NEAR:
            at = _end(case, ClockKind.VENDOR)
            return say("news.vendor_near", case=name, at=at) if at else None
        case Topic.NOTED:
            return say("news.noted", person=Name(said.text.by), case=name) if said else None
        case Topic.PASSING_WANTED:
            return asked_to_pass_on(case)
        case Topic.OWNER_GONE:
            return owner_gone(case)
        case _:
            return _plain_news(topic, name, case)


def _plain_news(topic: Topic, name: str, case: Case) -> Say | None:
    return {
        Topic.ASLEEP: say("news.asleep", case=name),
        Topic.AT_FALLBACK: say("news.at_fallback", case=name),
        Topic.INFO_GIVEN: say("news.info_given", case=name),
        Topic.NO_ANSWER: say("news.no_answer", person=Name(case.reporter), case=name),
        Topic.HANDED_BACK: say("news.handed_back", case=name),
        Topic.TO_AND_FRO: say("news.to_and_fro", case=name),
        Topic.REOPENED: say("news.reopened", case=name),
        Topic.BREACHED: say("news.breached", case=name),
        Topic.VENDOR_LATE: say("news.vendor_late", case=name),
        Topic.OUTSIDE_UNREACHABLE: say("news.outside_unreachable", case=name, whom=people(case.unreached)),
        Topic.UPDATE_MISSED: say("news.update_missed", case=name),
        Topic.WOKE: say("news.woke", case=name),
        Topic.NOT_TAKEN: say("news.not_taken", case=name),
        Topic.ASKED_AGAIN: say("news.asked_again", case=name),
        Topic.STUCK: say("news.stuck", case=name),
        Topic.PLACE_MISSING: say("news.place_missing", case=name, places=rooms(case.missing_places)),
        Topic.WITHDRAWAL_FAILED: say("news.withdrawal_failed", case=name, places=rooms(case.left_in)),
    }.get(topic)


def _asked(case: Case, rules: Rules) -> Say | None:
    if case.question is None:
        return None
    item = item_name(case.question.item, rules)
    return say("news.info_asked", person=Name(case.question.asked_by), item=item, case=reference(case))


def _solved(case: Case) -> Say | None:
    by = case.closing.resolution.by if case.closing else case.owner
    return say("news.resolved", person=Name(by), case=reference(case)) if by else None


def _near(case: Case) -> Say | None:
    resolve, update = _end(case, ClockKind.RESOLVE), _end(case, ClockKind.UPDATE)
    if update and _update_is_nearer(case):
        return say("news.update_near", case=reference(case), at=update)
    return say("news.resolve_near", case=reference(case), at=resolve) if resolve else None


def _update_is_nearer(case: Case) -> bool:
    resolve, update = _end(case, ClockKind.RESOLVE), _end(case, ClockKind.UPDATE)
    return update is not None and (resolve is None or update < resolve)


def _end(case: Case, kind: ClockKind) -> datetime | None:
    clock = case.running(kind)
    return clock.ends_at if clock and clock.runs else None


def _body(topic: Topic, case: Case, said: Remark | None) -> tuple[Row, ...]:
    match topic:
        case Topic.INFO_ASKED:
            words = case.question.words if case.question else None
            return (Row(say("row.question"), words),) if words else ()
        case Topic.RESOLVED | Topic.CLOSED | Topic.CLOSING_WANTED:
            return closing_rows(case)
        case _:
            return (remark_row(said),) if said else ()

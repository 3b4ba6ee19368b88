"""The living card of a case, for whoever sees it: what, why you, who has it, who is next and when, what to press."""

from datetime import datetime

from bot.cases.case import Case, Status
from bot.cases.facts import Item
from bot.cases.outcome import Message, MessageKind, Topic
from bot.changing import replace
from bot.messages.buttons import buttons, managers_buttons
from bot.messages.facts import (
    BODY_ITEMS,
    closing_rows,
    essentials,
    handover_rows,
    readiness_line,
    remark_rows,
    rows,
    why_it_matters,
    without_contacts,
)
from bot.messages.heading import accent, headline
from bot.messages.names import reference
from bot.messages.nudges import nudge
from bot.messages.outside import vendor_card, vendor_lines
from bot.messages.shown import Card, Row
from bot.messages.suggestions import question
from bot.messages.templates import Company
from bot.messages.tone import in_tone
from bot.messages.updates import UPDATES, informed_rows, update_card
from bot.messages.where import whats_next, where
from bot.messages.why import ask_of, asked_from_above, not_answering, why_you
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Param, Say, say

REMARKS_SHOWN = 3


def card(
    case: Case, rules: Rules, roster: Roster, now: datetime, seen_by: str | None, message: Message | None = None
) -> Card:
    """`seen_by` None is a room. `message` is what the card was first sent as; without one it was asked for.

    Raises ValueError for a private case in a room: that must never be drawn (S40).
    """
    if seen_by is None and case.private:
        raise ValueError("a private case is never drawn for a room")
    if message and message.topic in UPDATES:
        drawn = update_card(case, message, Company(rules, roster, now), seen_by)
    elif message and message.topic is Topic.VENDOR_ASKED:
        drawn = vendor_card(case, message, Company(rules, roster, now))
    elif message and message.kind is MessageKind.NUDGE and message.topic:
        drawn = nudge(case, rules, roster, seen_by, message.topic, message.seq)
    else:
        drawn = _living(case, rules, roster, now, seen_by, message)
    if message and message.customer:
        return drawn  # their own contacts stand in it as they were written
    return in_tone(drawn, rules, roster, seen_by) if seen_by else for_a_room(drawn)


def _living(
    case: Case, rules: Rules, roster: Roster, now: datetime, seen_by: str | None, message: Message | None
) -> Card:
    called = seen_by and seen_by != case.owner and case.status is not Status.CLOSED
    if called and seen_by and message and asked_from_above(case, rules, seen_by):
        return _briefing(case, rules, roster, now, seen_by, message)
    return _full(case, rules, roster, now, seen_by, message)


def _full(
    case: Case, rules: Rules, roster: Roster, now: datetime, seen_by: str | None, message: Message | None
) -> Card:
    why = why_you(case, rules, roster, seen_by) if seen_by and case.status is not Status.CLOSED else ()
    suggested, answers = question(case, rules, roster, seen_by)
    return Card(
        headline(case),
        _plain(case, message),
        accent(case, rules),
        lead=(
            *_again(case, now, seen_by, message),
            *why,
            where(case, rules),
            *whats_next(case, rules, roster),
            *vendor_lines(case, roster, seen_by),
            *suggested,
        ),
        rows=(*rows(case, rules), *informed_rows(case)),
        body=(*closing_rows(case), *handover_rows(case, rules, BODY_ITEMS), *remark_rows(case, REMARKS_SHOWN)),
        notes=(*_missing(case, rules, seen_by), *_origin(case, rules)),
        buttons=(*answers, *buttons(case, roster, seen_by, but=len(answers))),
        case_id=case.id,
    )


def _briefing(case: Case, rules: Rules, roster: Roster, now: datetime, seen_by: str, message: Message) -> Card:
    """For who is called as management: one phone screen, with all the rest behind Show (R16)."""
    return Card(
        headline(case),
        _plain(case, message),
        accent(case, rules),
        lead=(
            *_again(case, now, seen_by, message),
            *why_you(case, rules, roster, seen_by),
            *not_answering(case, seen_by),
            where(case, rules),
            *whats_next(case, rules, roster),
        ),
        rows=essentials(case),
        body=(*handover_rows(case, rules, (Item.IMPACT, Item.HELP))[:2], *remark_rows(case, 1)),
        buttons=managers_buttons(case, roster, seen_by),
        case_id=case.id,
    )


def _plain(case: Case, message: Message | None) -> Say:
    """The one line of a phone's notification."""
    case_name, priority, summary = reference(case), case.priority, case.handover.summary
    if case.private:
        # A lock screen is a place where others read.
        return say("plain.private", case=case_name, priority=priority)
    match message.kind if message else None:
        case MessageKind.ASK if message and message.topic is Topic.APPROVAL:
            return say("plain.approve", case=case_name, priority=priority, summary=summary)
        case MessageKind.ASK if case.owner:
            return say("plain.take_over", case=case_name, priority=priority, summary=summary)
        case MessageKind.ASK:
            return say("plain.ask", case=case_name, priority=priority, summary=summary)
        case MessageKind.REMIND:
            return say("plain.remind", case=case_name, priority=priority, summary=summary)
        case _:
            return say("plain.case", case=case_name, priority=priority, summary=summary)


def _again(case: Case, now: datetime, seen_by: str | None, message: Message | None) -> tuple[Say, ...]:
    """A reminder says how much time is left of the one who is reminded."""
    if message is None or message.kind is not MessageKind.REMIND or seen_by is None:
        return ()
    if any(one.person == seen_by for one in case.ladder.aware) and case.ladder.ends_at and case.ladder.ends_at > now:
        return (say("card.reminder", left=case.ladder.ends_at - now),)
    ask = ask_of(case, seen_by)
    if (
        ask is None
        or ask.rung != (message.level, message.round)
        or ask.reply
        or ask.ends_at is None
        or ask.ends_at <= now
    ):
        return ()
    return (say("card.reminder", left=ask.ends_at - now),)


def _missing(case: Case, rules: Rules, seen_by: str | None) -> tuple[Say, ...]:
    """In a room nobody is shown up; the reporter hears why each item matters."""
    if seen_by is None or case.status in (Status.RESOLVED, Status.CLOSED):
        return ()
    why = why_it_matters(case, rules) if seen_by == case.reporter else ()
    return (*readiness_line(case, rules), *why)


def _origin(case: Case, rules: Rules) -> tuple[Say, ...]:
    private = (say("note.private"),) if case.private else ()
    return (*private, say("note.opened", at=case.opened_at, version=rules.label))


def for_a_room(full: Card) -> Card:
    """Without contact data (R41)."""
    return replace(
        full,
        headline=_masked(full.headline),
        plain=_masked(full.plain),
        lead=tuple(_masked(line) for line in full.lead),
        rows=tuple(Row(row.label, without_contacts(row.value)) for row in full.rows),
        body=tuple(Row(row.label, without_contacts(row.value)) for row in full.body),
    )


def _masked(line: Say) -> Say:
    masked: Param = without_contacts(line)
    return masked if isinstance(masked, Say) else line

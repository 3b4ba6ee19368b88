"""What is shown to those who are kept informed and to who writes to them: updates, drafts, texts to pass on, ends."""

from datetime import datetime

from bot.cases.audiences import Audience, Kind
from bot.cases.case import Case, Remark, Status
from bot.cases.outcome import Message, Topic
from bot.cases.rights import offered
from bot.cases.verbs import Belief, Press, Verb
from bot.messages.audience_names import audience_name, writer_name
from bot.messages.buttons import drawn, label
from bot.messages.heading import accent, headline
from bot.messages.names import reference
from bot.messages.shown import Button, Card, Row, Style
from bot.messages.templates import Company, draft, end, sent
from bot.messages.where import where
from bot.people.roster import Roster
from bot.words import Name, Param, Say, say

UPDATES = frozenset({Topic.UPDATE, Topic.UPDATE_WANTED, Topic.TO_COPY, Topic.ENDED})
MOST_NAMED = 8


def update_card(case: Case, message: Message, within: Company, seen_by: str | None) -> Card:
    """A card of one of `UPDATES`. `seen_by` None: a room, or a customer, who gets the words and nothing beside."""
    audience, said = case.audience(message.audience), _said(case, message)
    news = _news(message, case, audience, said)
    text = _text(case, message, audience, said, within) if news else None
    if message.outside:
        subject = say("update.subject", case=reference(case))
        return Card(subject, subject, body=_body(text))
    return Card(
        news or headline(case),
        _plain(case, news),
        accent(case, within.rules),
        lead=(*_about(case, news), *_how(message, audience, within.roster), where(case, within.rules)),
        body=_body(text),
        notes=_heard_next(case, message, audience, said),
        buttons=_buttons(case, message, within.roster, seen_by if news else None),
        case_id=case.id,
    )


def _heard_next(case: Case, message: Message, audience: Audience | None, said: Remark | None) -> tuple[Say, ...]:
    """What a person promised, or the plan says; a template says it itself."""
    if message.topic is not Topic.UPDATE or said is None or audience is None or case.status is Status.CLOSED:
        return ()
    return (say("update.more", at=audience.due_at),) if audience.due_at else ()


def _said(case: Case, message: Message) -> Remark | None:
    """The words that a person wrote, where they did."""
    audience = case.audience(message.audience)
    handed = audience.handed.said if audience and audience.handed and message.topic is Topic.TO_COPY else None
    return next((remark for remark in case.remarks if remark.seq == (handed or message.seq)), None)


def _news(message: Message, case: Case, audience: Audience | None, said: Remark | None) -> Say | None:
    """None where the case has moved on since."""
    name = reference(case)
    match message.topic:
        case Topic.ENDED:
            return say("news.closed", case=name) if case.status is Status.CLOSED else None
        case Topic.UPDATE_WANTED if audience and audience.wanted:
            return _wanted(case, audience)
        case Topic.TO_COPY if audience and audience.handed:
            return say("news.to_copy", case=name, whom=audience_name(audience))
        case Topic.UPDATE if said:
            return say("news.update", case=name, person=Name(said.text.by))
        case Topic.UPDATE if audience:
            return say("news.status", case=name)
        case _:
            return None


def _wanted(case: Case, audience: Audience) -> Say:
    name, whom = reference(case), audience_name(audience)
    if case.status is Status.CLOSED or audience.due_at is None:
        return say("news.end_wanted", case=name, whom=whom)
    return say("news.update_wanted", case=name, whom=whom, at=audience.due_at)


def _text(
    case: Case, message: Message, audience: Audience | None, said: Remark | None, within: Company
) -> tuple[Say, Param]:
    if message.topic is Topic.ENDED or audience is None:
        return (say("row.update"), said.text if said else end(case, message.outside, within))
    if message.topic is Topic.UPDATE_WANTED:
        return (say("row.draft"), draft(case, audience, within))
    return (say("row.update"), said.text if said else sent(case, audience, within))


def _body(text: tuple[Say, Param] | None) -> tuple[Row, ...]:
    return (Row(*text),) if text else ()


def _plain(case: Case, news: Say | None) -> Say:
    if case.private:
        return say("plain.private", case=reference(case), priority=case.priority)
    if news is None:
        return say("plain.case", case=reference(case), priority=case.priority, summary=case.handover.summary)
    return say("plain.news", news=news, summary=case.handover.summary)


def _about(case: Case, news: Say | None) -> tuple[Say, ...]:
    return (say("news.about", priority=case.priority, summary=case.handover.summary),) if news else ()


def _how(message: Message, audience: Audience | None, roster: Roster) -> tuple[Say, ...]:
    """Where Stige does not write itself, it says so before anybody believes it did."""
    if message.topic is Topic.TO_COPY:
        return (say("update.copy"),)
    if message.topic is Topic.UPDATE_WANTED and audience and audience.customer and not roster.mail:
        return (say("update.no_mail"),)
    return ()


def _buttons(case: Case, message: Message, roster: Roster, person: str | None) -> tuple[Button, ...]:
    verb = {Topic.UPDATE_WANTED: Verb.UPDATE, Topic.TO_COPY: Verb.TOLD}.get(message.topic or Topic.UPDATE)
    show = drawn(case, [Verb.SHOW])
    if verb is None or person is None or not offered(person, verb, case, roster):
        return show
    about = Belief(case.ladder.level, case.ladder.round, case.owner, str(message.audience))
    return (Button(label(verb, case), Press(verb, case.id, about), Style.PRIMARY), *show)


# on the living card


def informed_rows(case: Case) -> tuple[Row, ...]:
    """Who hears next, when and by whom; who has been told (R28)."""
    return (*_next_update(case), *_told_so_far(case))


def _next_update(case: Case) -> tuple[Row, ...]:
    if case.status in (Status.APPROVAL, Status.CLOSED):
        return ()
    due = [(a.due_at, a) for a in case.audiences if a.due_at and (a.by_stige or case.status is not Status.RESOLVED)]
    if not due:
        return ()
    at, audience = min(due, key=lambda one: one[0])
    whom = audience_name(audience)
    return (Row(say("row.next_update"), say("update.next", at=at, whom=whom, by=writer_name(audience, case))),)


def _told_so_far(case: Case) -> tuple[Row, ...]:
    """The latest; those outside whom somebody told by hand are marked as such."""
    latest = sorted(case.informed, key=lambda one: one.at)[-MOST_NAMED:]
    names = tuple(_told_one(one.id, one.at, one.by_hand and one.kind in (Kind.CUSTOMER, Kind.VENDOR)) for one in latest)
    return (Row(say("row.told"), names),) if names else ()


def _told_one(id_: str, at: datetime, by_hand: bool) -> Say:
    return say("update.told_by_hand" if by_hand else "update.told", whom=Name(id_), at=at)

"""What the keepers read of those whom no message reaches."""

from collections.abc import Sequence
from datetime import datetime

from bot.messages.shown import Accent, Card, Row
from bot.people.reaching import Duty, Unheard
from bot.words import Name, Say, say

MOST_LISTED = 25
# What Stige itself found out; everything else is the platform's own word.
OUR_WORDS = {
    "gone": say("reach.why_gone"),
    "guest": say("reach.why_guest"),
    "bot": say("reach.why_guest"),
    "nowhere": say("reach.why_nowhere"),
}


def day_card(listed: Sequence[Unheard]) -> Card:
    return _card(say("reach.today", count=len(listed)), listed)


def shift_card(schedule: str, starts_at: datetime, listed: Sequence[Unheard]) -> Card:
    return _card(say("reach.shift", schedule=schedule, at=starts_at), listed)


def claim_card(identity: str, person: str) -> Card:
    headline = say("reach.claim", person=Name(person))
    return Card(
        headline, headline, Accent.URGENT, lead=(say("reach.claim_what", account=identity, person=Name(person)),)
    )


def _card(headline: Say, listed: Sequence[Unheard]) -> Card:
    rows = tuple(Row(say("reach.who", person=Name(one.reach.person)), _about(one)) for one in listed[:MOST_LISTED])
    more = (say("reach.more", count=len(listed) - MOST_LISTED),) if len(listed) > MOST_LISTED else ()
    unreachable = any(not one.reach.reachable for one in listed)
    notes = (*more, *((say("reach.skipped"),) if unreachable else ()))
    return Card(headline, headline, Accent.URGENT if unreachable else Accent.OPEN, body=rows, notes=notes)


def _about(one: Unheard) -> Say:
    reach, duty = one.reach, _duty(one.duty)
    if reach.reachable and reach.silent_until:
        return say("reach.silent", until=reach.silent_until, duty=duty)
    return say(
        "reach.unreachable", why=OUR_WORDS.get(reach.why) or say("reach.why_platform", word=reach.why), duty=duty
    )


def _duty(duty: Duty | None) -> Say:
    if duty is None:
        return say("reach.no_duty")
    return say("reach.duty", schedule=duty.schedule, starts_at=duty.shift.starts_at)

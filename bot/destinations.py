"""Where a message of a case goes from here, and by when it should have been confirmed there."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from bot.cases.ladder_events import PersonReminded
from bot.cases.outcome import Message, MessageKind, Outcome
from bot.cases.situation import situation_of
from bot.changing import replace
from bot.messages.owed import Destination
from bot.people.identity import Platform
from bot.people.rooms import rooms_of
from bot.people.roster import BY_MAIL, Roster
from bot.policy.routing import Limit, limit
from bot.policy.rules import Rules


def destinations(message: Message, roster: Roster, platforms: frozenset[Platform]) -> Iterator[Destination]:
    """A person is one; a place is one on each platform that it names and that is set up; a customer one for each
    address; a vendor one."""
    if message.person:
        yield Destination(person=message.person)
    elif message.place and (place := roster.places.get(message.place)):
        for platform, room in rooms_of(place):
            if platform in platforms:
                yield Destination(place=place.id, platform=platform, room=room)
    elif message.customer and roster.mail and (customer := roster.customers.get(message.customer)):
        for address in customer.contact:
            yield Destination(platform=Platform.MAIL, room=address, customer=customer.id)
    elif message.vendor and (vendor := roster.vendors.get(message.vendor)):
        ways = ((Platform.WEBHOOK, vendor.webhook), (Platform.MAIL, vendor.email))
        usable = (way for way in ways if way[0] in platforms and way[1])
        yield from (Destination(platform=on, room=room, vendor=vendor.id) for on, room in islice(usable, 1))


def owed_by(
    outcome: Outcome, rules: Rules, roster: Roster, platforms: frozenset[Platform]
) -> list[tuple[Message, Destination]]:
    """What an outcome owes, and where."""
    owed = [(message, to) for message in outcome.messages for to in destinations(message, roster, platforms)]
    if not any(to.person for _, to in owed):
        return owed
    within = confirmed_within(outcome, rules, roster)
    by_chat = [(message, replace(to, confirm_within=within) if to.person else to) for message, to in owed]
    return [*by_chat, *_louder(outcome, rules, roster, platforms)]


def _louder(
    outcome: Outcome, rules: Rules, roster: Roster, platforms: frozenset[Platform]
) -> Iterator[tuple[Message, Destination]]:
    """Beside the chats, to those who want it: each page of a case of the worst priority, of others the first reminder
    that a page is not answered (R22)."""
    for message in outcome.messages:
        known = roster.people.get(message.person or "")
        if known is None or not known.louder or not _is_pressing(message, outcome, rules):
            continue
        by, room = (Platform.MAIL, known.email) if known.louder == BY_MAIL else (Platform.WEBHOOK, known.louder)
        if by in platforms:
            yield message, Destination(person=known.id, platform=by, room=room)


def _is_pressing(message: Message, outcome: Outcome, rules: Rules) -> bool:
    case = outcome.case
    if case.priority == rules.priority.names[0]:
        return message.kind is MessageKind.ASK and message.topic is None
    reminded = (entry.event for entry in outcome.entries if entry.seq == message.seq)
    first = min(case.ladder.remind, default=0.0)
    return any(isinstance(event, PersonReminded) and event.percent <= first for event in reminded)


def confirmed_within(outcome: Outcome, rules: Rules, roster: Roster) -> timedelta | None:
    """The first line of the policy that fits and says how long one chat may take before the next is tried (S10)."""
    case = outcome.case
    at = outcome.entries[-1].at if outcome.entries else case.opened_at
    span = limit(Limit.DELIVER, rules, situation_of(case, rules, roster, at))
    return span.length.elapsed if span else None

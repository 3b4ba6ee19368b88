"""Whether a message that was owed once still is, asked at the moment of sending, since a case moves on (promise 1); and
how long it is kept up to date afterwards."""

from datetime import timedelta
from typing import assert_never
from zlib import crc32

from bot.cases.case import Case, Status
from bot.cases.ladder import Stage
from bot.cases.outcome import Message, MessageKind, Topic
from bot.messages.owed import Owed
from bot.people.identity import Platform

# Nobody can edit or take back what went there.
SENT_FOR_GOOD = frozenset({Platform.MAIL, Platform.WEBHOOK})
LONGEST_WAIT = timedelta(minutes=5)
LONGEST_WAIT_OF_CALLS = timedelta(seconds=30)  # so soon after an outage whoever is wanted hears of it
MOST_ATTEMPTS_OUTSIDE = 20  # over an hour or so; then somebody must know that a vendor or customer knows nothing
CALLS = frozenset({MessageKind.ASK, MessageKind.REMIND})
# Nudges whose buttons may become pointless.
KEPT_UP = frozenset(
    {
        Topic.INFO_ASKED,
        Topic.RESOLVED,
        Topic.CLOSING_WANTED,
        Topic.HANDED_BACK,
        Topic.ASSIGNED,
        Topic.REOPENED,
        Topic.WOKE,
        Topic.CLOCK_NEAR,
        Topic.BREACHED,
        Topic.VENDOR_NEAR,
        Topic.VENDOR_LATE,
        Topic.UPDATE_MISSED,
        Topic.UPDATE_WANTED,
        Topic.TO_COPY,
        Topic.STUCK,
        Topic.PASSING_WANTED,
        Topic.OWNER_GONE,
        Topic.NOT_TAKEN,
        Topic.ASKED_AGAIN,
    }
)


def backoff(attempts: int, of: str, longest: timedelta = LONGEST_WAIT) -> timedelta:
    """How long message `of` waits before another attempt, ever longer; up to a quarter less, by its id, so that what
    an outage has held up does not come back all at once."""
    spread = 1 - crc32(f"{of} {attempts}".encode()) % 1000 / 4000
    return min(longest, timedelta(seconds=2 ** min(attempts, 10))) * spread


def rest_of(owed: Owed) -> timedelta:
    """How long it waits before another attempt. What leaves the chats is no call of theirs, and is given up in time."""
    calls = owed.message.kind in CALLS and owed.destination.platform not in SENT_FOR_GOOD
    return backoff(owed.attempts, owed.id, LONGEST_WAIT_OF_CALLS if calls else LONGEST_WAIT)


def given_up(platform: str | None, attempts: int) -> bool:
    """A chat is tried for ever, what leaves for good is not."""
    return platform in SENT_FOR_GOOD and attempts >= MOST_ATTEMPTS_OUTSIDE


def still_owed(message: Message, case: Case) -> bool:
    """What is no longer true is not said: it is withdrawn, on record."""
    if (message.place or message.outside) and case.private:
        return message.kind is MessageKind.WITHDRAW
    match message.kind:
        case MessageKind.ASK if message.topic is Topic.APPROVAL:
            return case.approval is not None and message.person in case.approval.people
        case MessageKind.ASK:
            return _still_asked(message, case)
        case MessageKind.REMIND:
            here = (case.ladder.level, case.ladder.round) == (message.level, message.round)
            return here and (_still_asked(message, case) or _still_aware(message, case))
        case MessageKind.NUDGE:
            return message.topic is None or _still_true(message.topic, message, case)
        case MessageKind.TELL | MessageKind.REFRESH | MessageKind.WITHDRAW | MessageKind.RETIRE:
            return True
        case _:
            assert_never(message.kind)


def stands(message: Message, on: Platform | None = None) -> bool:
    """Whether it is a card once it was sent: drawn anew whenever its case changes. What is in a room always is, since
    it may have to leave (S14); what left the chats never is."""
    if on in SENT_FOR_GOOD:
        return False
    match message.kind:
        case MessageKind.ASK | MessageKind.REMIND | MessageKind.TELL:
            return True
        case MessageKind.NUDGE:
            return message.place is not None or message.topic in KEPT_UP
        case MessageKind.REFRESH | MessageKind.WITHDRAW | MessageKind.RETIRE:
            return False
        case _:
            assert_never(message.kind)


def retires(newer: Message, older: Message) -> bool:
    """Whether the newer one, once sent, takes the older card's place: a person has one call of a case to answer, and
    one nudge about the same thing. Otherwise every repeat of a night would be drawn anew at every later one. The same
    message that came by two ways stands in both."""
    if newer.person is None or (newer.case_id, newer.person) != (older.case_id, older.person):
        return False
    if newer.seq <= older.seq:
        return False
    if newer.kind in CALLS:
        return older.kind in CALLS
    return newer.kind is older.kind is MessageKind.NUDGE and (newer.topic, newer.audience) == (
        older.topic,
        older.audience,
    )


def tells(message: Message) -> bool:
    """Whether the case says that whoever this goes to was told."""
    return message.kind is MessageKind.TELL or message.topic is Topic.UPDATE


def drawn_anew(message: Message) -> bool:
    """Whether a card changes with its case. What was told as an update stays as it was said."""
    return message.topic not in (Topic.UPDATE, Topic.ENDED)


def _still_asked(message: Message, case: Case) -> bool:
    if case.status in (Status.RESOLVED, Status.CLOSED):
        return False
    return any(
        (ask.person, ask.level, ask.round) == (message.person, message.level, message.round)
        for ask in case.open_asks()
        if case.owner is None or case.ladder.stage is not Stage.REST
    )


def _still_aware(message: Message, case: Case) -> bool:
    """The level still waits for a vendor, and nobody has said that they have it (S27)."""
    waits = case.status in (Status.NEW, Status.ACCEPTED)
    return waits and any(one.person == message.person for one in case.ladder.aware)


def _still_true(topic: Topic, message: Message, case: Case) -> bool:
    match topic:
        case Topic.UPDATE | Topic.UPDATE_WANTED | Topic.TO_COPY:
            return _still_informing(topic, message, case)
        case Topic.ENDED:
            return case.status is Status.CLOSED
        case Topic.UPDATE_MISSED:
            return case.status not in (Status.RESOLVED, Status.CLOSED)
        case Topic.ACCEPTED | Topic.CLOCK_NEAR | Topic.BREACHED | Topic.WOKE | Topic.VENDOR_NEAR | Topic.VENDOR_LATE:
            return case.status not in (Status.RESOLVED, Status.CLOSED) and case.owner is not None
        case Topic.PASSING_WANTED | Topic.OWNER_GONE:
            return case.handoff is not None and case.handoff.schedule is None
        case Topic.NOT_TAKEN:
            return case.owner == message.person and case.status not in (Status.RESOLVED, Status.CLOSED)
        case Topic.ASLEEP:
            return case.ladder.asleep
        case Topic.AT_FALLBACK:
            return case.ladder.stage is Stage.FALLBACK
        case Topic.INFO_ASKED:
            return case.question is not None
        case Topic.RESOLVED | Topic.CLOSING_WANTED:
            return case.status is Status.RESOLVED
        case (
            Topic.OWNER_CHANGED
            | Topic.ASSIGNED
            | Topic.COORDINATED
            | Topic.INFO_GIVEN
            | Topic.NO_ANSWER
            | Topic.HANDED_BACK
            | Topic.TO_AND_FRO
            | Topic.REOPENED
            | Topic.CLOSED
            | Topic.NOTED
            | Topic.STUCK
            | Topic.ASKED_AGAIN
            | Topic.PLACE_MISSING
            | Topic.WITHDRAWAL_FAILED
            | Topic.VENDOR_ASKED
            | Topic.OUTSIDE_UNREACHABLE
            | Topic.APPROVAL
            | Topic.NOT_APPROVED
        ):
            return True
        case _:
            assert_never(topic)


def _still_informing(topic: Topic, message: Message, case: Case) -> bool:
    """Words stay owed whatever comes; a template only while its audience is the case's, a draft until it was sent."""
    audience = case.audience(message.audience)
    match topic:
        case Topic.UPDATE_WANTED:
            return audience is not None and audience.wanted and case.status is not Status.RESOLVED
        case Topic.TO_COPY:
            return audience is not None and audience.handed is not None and audience.handed.seq == message.seq
        case _:
            return message.audience is None or audience is not None

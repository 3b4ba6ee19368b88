"""The card of a notice, as what it is about stands at the moment of sending."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import assert_never

from bot.engine import Engine
from bot.messages.delivery import LONGEST_WAIT, LONGEST_WAIT_OF_CALLS, backoff
from bot.messages.notice import Notice, NoticeTopic
from bot.messages.shown import Card
from bot.notices import auditing, coverage, duty, feeds, handoffs, policy, reach
from bot.ports import Unit
from bot.storms import drawing as storms

T = NoticeTopic
Sketch = Callable[[coverage.Survey], Card | None]  # finished outside any transaction, since it takes seconds


def drawn(notice: Notice, unit: Unit, engine: Engine, now: datetime) -> Card | Sketch | None:
    """None: there is nothing to say any more."""
    match notice.topic:
        case T.POLICY_ASK | T.POLICY_ACTIVATED | T.POLICY_DECLINED | T.POLICY_UNREACHED:
            return policy.drawn(notice, unit, engine, now)
        case T.DUTY_ASK | T.DUTY_ANSWER | T.DUTY_CHANGED | T.SHIFT_SOON:
            return duty.drawn(notice, unit, engine, now)
        case T.HANDOFF_GIVE | T.HANDOFF_TAKE:
            return handoffs.drawn(notice, unit, engine, now)
        case T.REACH_REPORT:
            return reach.drawn(notice, unit, engine, now)
        case T.SECOND_CLAIMANT:
            return reach.claim_drawn(notice)
        case T.FEED_TROUBLE:
            return feeds.drawn(notice, unit, engine, now)
        case T.COVERAGE:
            return coverage.drawn(notice, unit, engine, now)
        case T.BUNDLE:
            return storms.drawn(notice, unit, engine, now)
        case T.AUDIT:
            return auditing.drawn(notice, unit)
        case _:
            assert_never(notice.topic)


def on_failed(notice: Notice, unit: Unit, now: datetime) -> None:
    """It will never arrive: whoever counts on it is told, in the same commit."""
    match notice.topic:
        case T.POLICY_ASK | T.POLICY_ACTIVATED | T.POLICY_DECLINED | T.POLICY_UNREACHED:
            policy.unreached(notice, unit, now)
        case T.DUTY_ASK | T.DUTY_ANSWER | T.DUTY_CHANGED | T.SHIFT_SOON:
            duty.unreached(notice, unit, now)
        case T.HANDOFF_GIVE | T.HANDOFF_TAKE:
            handoffs.unreached(notice, unit, now)
        case T.REACH_REPORT | T.SECOND_CLAIMANT | T.FEED_TROUBLE | T.COVERAGE | T.AUDIT:
            """Nobody waits for these."""
        case T.BUNDLE:
            storms.unreached(notice, unit)
        case _:
            assert_never(notice.topic)


def on_withdrawn(notice: Notice, unit: Unit) -> None:
    """There was nothing left to say in it: what it was to say of somebody else's, that says itself."""
    if notice.topic is T.BUNDLE:
        storms.unreached(notice, unit)


def on_left(notice: Notice, unit: Unit, engine: Engine) -> None:
    """What stands can be changed no more: whoever should hear of that is told."""
    if notice.topic is T.BUNDLE:
        storms.left_as_it_is(notice, unit, engine)


def not_later(notice: Notice, unit: Unit, until_at: datetime) -> bool:
    """Whether it is given up rather than tried again then: `on_failed` says how it goes on."""
    return carries_pages(notice) and storms.is_late(notice, unit, until_at)


def rest_of(notice: Notice) -> timedelta:
    """How long it waits before another attempt."""
    longest = LONGEST_WAIT_OF_CALLS if carries_pages(notice) else LONGEST_WAIT
    return backoff(notice.attempts, notice.id, longest)


def carries_pages(notice: Notice) -> bool:
    """Whether what is said in it is said nowhere yet."""
    return notice.topic is T.BUNDLE and notice.stands is None

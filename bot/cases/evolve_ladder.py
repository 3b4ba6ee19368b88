"""Folding what happens on the ladder: where it stands after an event."""

from datetime import datetime, timedelta
from typing import assert_never

from bot.cases.ladder import Ask, Aware, Duty, Ladder, Reply, Stage, Why
from bot.cases.ladder_events import (
    Answered,
    FallbackReached,
    FallbackSlept,
    LadderEvent,
    LadderRested,
    LevelHeld,
    LevelReached,
    LevelSlept,
    Paged,
    PathChanged,
    PersonReminded,
    QueuePlanned,
)
from bot.changing import replace

NOTHING = timedelta()


def climbed(ladder: Ladder, event: LadderEvent, at: datetime) -> Ladder:
    match event:
        case LevelReached():
            return _reached(ladder, event, at)
        case LevelSlept(level, round_, duty, why, opens_at):
            moved = _sent(_moved(ladder, round_), duty, why)
            return replace(moved, stage=Stage.SLEEPING, level=level, opens_at=opens_at)
        case FallbackReached(count, duty, why, repeats_at):
            moved = _sent(_quiet(ladder), duty, why)
            return replace(moved, stage=Stage.FALLBACK, fallbacks=count, repeats_at=repeats_at)
        case FallbackSlept(duty, why, opens_at):
            return replace(_sent(_quiet(ladder), duty, why), stage=Stage.FALLBACK, repeats_at=opens_at)
        case Paged(person, level, round_, duty, ends_at):
            ask = Ask(person, level, round_, duty, at, ends_at)
            return replace(ladder, asks=(*_without_older(ladder, ask), ask))
        case QueuePlanned(queue, next_try_at):
            return replace(ladder, queue=queue, next_try_at=next_try_at)
        case PersonReminded():
            return replace(ladder, asks=_reminded(ladder, event), aware=_made_aware(ladder, event))
        case Answered(person, reply):
            return replace(ladder, asks=_answered(ladder, person, reply))
        case LadderRested():
            return replace(_quiet(ladder), stage=Stage.REST)
        case LevelHeld():
            return _held(ladder, event)
        case PathChanged(path, at_once, jumped):
            return Ladder(path, at_once=at_once, jumped=jumped)
        case _:
            assert_never(event)


def _quiet(ladder: Ladder) -> Ladder:
    """Nothing of a level's own goes on."""
    still = replace(ladder, ends_at=None, opens_at=None, queue=(), next_try_at=None, repeats_at=None, aware=())
    return replace(still, resumed_at=None, used=NOTHING)


def _moved(ladder: Ladder, round_: int) -> Ladder:
    """At another level; a new round begins at the bottom."""
    return replace(_quiet(ladder), round=round_, jumped=ladder.jumped and round_ == ladder.round)


def _sent(ladder: Ladder, duty: Duty, why: Why) -> Ladder:
    return replace(ladder, duty=duty, sought=ladder.seeking(duty, why))


def _reached(ladder: Ladder, event: LevelReached, at: datetime) -> Ladder:
    return replace(
        _sent(_moved(ladder, event.round), event.duty, event.why),
        stage=Stage.ASKING,
        level=event.level,
        hours=event.hours,
        remind=event.remind,
        reached_at=at,
        ends_at=event.ends_at,
        reached_in=event.round,
        aware=tuple(Aware(person, at) for person in event.aware),
    )


def _without_older(ladder: Ladder, ask: Ask) -> tuple[Ask, ...]:
    """The fallback asks the same people for ever: only the last time counts, unless they said something then."""
    unsaid = (None, Reply.UNREACHABLE)
    return tuple(
        old for old in ladder.asks if ask.level or old.level or old.person != ask.person or old.reply not in unsaid
    )


def _reminded(ladder: Ladder, event: PersonReminded) -> tuple[Ask, ...]:
    return tuple(
        replace(ask, reminded=event.percent)
        if (ask.person, ask.rung) == (event.person, (event.level, event.round))
        else ask
        for ask in ladder.asks
    )


def _made_aware(ladder: Ladder, event: PersonReminded) -> tuple[Aware, ...]:
    return tuple(replace(one, reminded=event.percent) if one.person == event.person else one for one in ladder.aware)


def _answered(ladder: Ladder, person: str, reply: Reply) -> tuple[Ask, ...]:
    """Their open asks; handing back overwrites what they said at accepting."""
    late = reply is Reply.HANDED_BACK
    return tuple(
        replace(ask, reply=reply) if ask.person == person and (late or ask.reply is None) else ask
        for ask in ladder.asks
    )


def _held(ladder: Ladder, event: LevelHeld) -> Ladder:
    """Those asked last still have their time; whose turn is over does not get it back."""
    own_end = event.next_try_at or event.ends_at
    later = tuple(
        replace(ask, ends_at=own_end, resumed_at=event.resumed_at or ask.resumed_at)
        if ask in ladder.open_asks_here() and ask.asked_at == ladder.asks[-1].asked_at
        else ask
        for ask in ladder.asks
    )
    aware = tuple(replace(one, since_at=event.resumed_at or one.since_at) for one in ladder.aware)
    moved = replace(ladder, ends_at=event.ends_at, next_try_at=event.next_try_at, hours=event.hours)
    resumed = replace(moved, resumed_at=event.resumed_at, used=event.used) if event.resumed_at else moved
    return replace(resumed, asks=later, aware=aware)

"""Levels that ask one after another: who comes next is looked up at that moment (S20, S26)."""

from bot.cases.climbing import ask_beyond, ask_next, climb, go_on, turns
from bot.cases.course import Course
from bot.cases.ladder import Stage, Why
from bot.cases.ladder_events import PersonSkipped
from bot.cases.narrowing import narrowing
from bot.people.asking import Choice, able, in_turn
from bot.people.calendars import open_time
from bot.people.naming import named


def pass_over(course: Course, why: Why) -> None:
    """Somebody asked will not: when nobody is left to answer here, the next one or the next level is asked at once."""
    ladder = course.case.ladder
    if ladder.stage is Stage.FALLBACK and why is Why.UNREACHABLE:
        ask_beyond(course)
    if ladder.stage is not Stage.ASKING or not ladder.asks_here() or ladder.open_asks_here():
        return
    if ladder.queue:
        go_on(course)
        ask_on(course, why)
    else:
        climb(course, why, ladder.duty)


def ask_on(course: Course, why: Why) -> None:
    """The next in the queue. Who cannot be asked any more is skipped, and their try falls to whoever else the level
    names; where there is nobody, the next level is asked at once."""
    ladder = course.case.ladder
    choice = _still_able(course)
    hindered = (skip for skip in choice.skipped if skip.person in ladder.queue)
    course.happens(*(PersonSkipped(skip.person, ladder.level, ladder.round, skip.reason) for skip in hindered))
    if choice.asked:
        left = open_time(course.calendar(ladder.hours), course.now, ladder.ends_at or course.now)
        ask_next(course, choice.asked[: min(len(ladder.queue), turns(left))])
    else:
        climb(course, why, ladder.duty)


def _still_able(course: Course) -> Choice:
    """Of all whom the level did not ask yet, those first who were promised a turn."""
    case, ladder, roster, now = course.case, course.case.ladder, course.roster, course.now
    level, standing = course.path.levels[ladder.level - 1], course.standing_below()
    asked = {ask.person for ask in ladder.asks_here()}
    others = [person for person in named(level.ask, standing, roster, now) if person not in (*asked, *ladder.queue)]
    waiting = (*ladder.queue, *in_turn(others, level.ask, standing, roster, now))
    wants = narrowing(case, level, course.rules, roster, now, round_=ladder.round, duty=ladder.duty, hours=ladder.hours)
    return able(waiting, wants, roster, now)

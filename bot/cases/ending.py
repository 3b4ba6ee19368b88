"""Resolving, confirming, closing, reopening, withdrawing (R30, S33)."""

from bot.cases.approving import begin
from bot.cases.case import Case, Outcomes, Status
from bot.cases.clocks import ClockKind
from bot.cases.commands import Confirm, Reopen, Resolve, Withdraw
from bot.cases.course import Course
from bot.cases.events import Closed, ClosingWanted, Confirmed, Reopened, Resolved
from bot.cases.informing import begin_again, tell_of_end
from bot.cases.ladder import Why
from bot.cases.ladder_events import LadderRested, PathChanged
from bot.policy.routing import Limit, start
from bot.policy.rules import Audience, Rules


def resolve(course: Course, command: Resolve) -> None:
    """The reporter is asked; whoever reported and resolves it themselves has confirmed it. Said again, it completes."""
    if course.case.owner is None:
        course.refuse("not_now")
    again = course.case.status is Status.RESOLVED
    course.happens(Resolved(command.closing), LadderRested())
    course.stop_clocks(ClockKind.ACCEPT, ClockKind.UPDATE, ClockKind.RESOLVE, ClockKind.VENDOR)
    if not again:
        course.start_clock(ClockKind.WAIT, course.limit(Limit.WAIT))
    if course.case.confirmed:
        close_if_complete(course)
    elif course.by == course.case.reporter:
        confirm(course, Confirm())


def confirm(course: Course, _: Confirm) -> None:
    if not course.case.confirmed:
        course.happens(Confirmed())
    close_if_complete(course)


def close_if_complete(course: Course) -> None:
    """Urgent and flagged cases cannot close without what was learned: the owner is asked for it, again and again."""
    lacks = closing_lacks(course.case, course.rules)
    if lacks:
        course.happens(ClosingWanted(lacks))
        course.start_clock(ClockKind.WAIT, course.limit(Limit.WAIT))
    else:
        course.happens(Closed(Outcomes.DONE))
        tell_of_end(course)


def closing_lacks(case: Case, rules: Rules) -> tuple[str, ...]:
    """What closing needs of the owner and nobody has said (R30)."""
    if case.priority not in rules.priority.urgent and not case.facts.flags:
        return ()
    said = case.closing
    customer_concerned = case.facts.customer or rules.types[case.facts.type].audience is Audience.EXTERNAL
    wanted = {
        "root_cause": said and said.root_cause,
        "lesson": said and said.lesson,
        **({"customer_told": said and said.customer_told} if customer_concerned else {}),
    }
    return tuple(item for item, given in wanted.items() if given is None)


def reopen(course: Course, command: Reopen) -> None:
    """It goes on with the owner that it had, on new clocks; a case that nobody ever had begins its path anew."""
    owned = course.case.owner is not None
    course.happens(Reopened(command.reason, Status.ACCEPTED if owned else Status.NEW))
    course.stop_clocks(ClockKind.WAIT)
    course.start_clock(ClockKind.RESOLVE, course.resolve_limit())
    begin_again(course)
    if owned:
        course.start_clock(ClockKind.UPDATE, course.limit(Limit.UPDATE))
    else:
        _begin_anew(course)


def _begin_anew(course: Course) -> None:
    beginning = start(course.path, course.situation)
    course.happens(PathChanged(course.path.id, beginning.at_once, beginning.level > 1))
    begin(course, Why.REOPENED)


def withdraw(course: Course, command: Withdraw) -> None:
    course.happens(LadderRested(), Closed(Outcomes.WITHDRAWN, command.reason))
    tell_of_end(course)

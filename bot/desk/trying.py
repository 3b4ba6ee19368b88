"""`/escalate simulate incident company now at fri 17:55`: a case tried in chat, for a policy keeper alone (S45).

Until roles are built (R43) that is whoever has the authority `policy`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from bot.cases.facts import Facts
from bot.cases.outcome import Refused
from bot.changing import replace
from bot.clean import folded, tidy
from bot.desk.arrivals import Visit
from bot.grammar import SimulateCase
from bot.messages.fact_fields import default_type
from bot.messages.facts import priority_with_reasons
from bot.messages.moments import NotATime, moment
from bot.messages.names import people
from bot.messages.opening import open_form
from bot.messages.shown import Form, Line
from bot.people.roster import POLICY
from bot.policy.policy import Policy
from bot.policy.rules import Rules
from bot.trying.happening import Happening, Kind
from bot.trying.simulate import Simulation, Trial, simulate
from bot.words import Say, say

MOST_LINES = 20
FARTHEST = timedelta(days=366)
KINDS: Mapping[Kind, Say] = {
    Kind.OPENED: say("trying.kind.opened"),
    Kind.PAGED: say("trying.kind.paged"),
    Kind.TOLD: say("trying.kind.told"),
    Kind.REMINDED: say("trying.kind.reminded"),
    Kind.ESCALATED: say("trying.kind.escalated"),
    Kind.BREACHED: say("trying.kind.breached"),
    Kind.FALLBACK: say("trying.kind.fallback"),
    Kind.ASKED_APPROVAL: say("trying.kind.asked_approval"),
    Kind.APPROVED: say("trying.kind.approved"),
    Kind.ACCEPTED: say("trying.kind.accepted"),
    Kind.DECLINED: say("trying.kind.declined"),
    Kind.SKIPPED: say("trying.kind.skipped"),
    Kind.WAITING: say("trying.kind.waiting"),
    Kind.RESOLVED: say("trying.kind.resolved"),
    Kind.CLOSED: say("trying.kind.closed"),
}


def simulated(asked: SimulateCase, visit: Visit, line: str) -> Line | Form:
    """Words that the policy does not know are the summary of a case; a policy keeper is told which these are."""
    facts, at = _facts(asked.words, visit.rules), _moment(asked.at, visit)
    may = visit.roster.has_authority(visit.person, POLICY)
    if facts is None or at is None:
        form = open_form(visit.rules, tidy(line))
        return replace(form, intro=_unknown(asked, visit)) if may else form
    if not may:
        raise Refused(say("refused.may_not_simulate"))
    return Line(tuple(_lines(simulate(Policy(visit.rules, visit.roster), Trial(facts, at)))))


def _unknown(asked: SimulateCase, visit: Visit) -> tuple[Say, ...]:
    strange = [word for word in asked.words if _facts((word,), visit.rules) is None]
    return (say("form.not_simulated", words=tuple(strange or [asked.at])),)


def _facts(words: tuple[str, ...], rules: Rules) -> Facts | None:
    """Type, impact, urgency and flags, by the policy's words in any order; what is left out is unsure."""
    found = Facts(default_type(rules))
    for word in map(folded, words):
        if word in rules.types:
            found = replace(found, type=word)
        elif word in rules.priority.impact:
            found = replace(found, impact=word)
        elif word in rules.priority.urgency:
            found = replace(found, urgency=word)
        elif word in rules.flags:
            found = replace(found, flags=found.flags | {word})
        else:
            return None
    return found


def _moment(said: str, visit: Visit) -> datetime | None:
    """In the reader's zone; nothing said is now."""
    if not said:
        return visit.now
    try:
        at = moment(said, visit.reader.timezone, visit.now)
    except NotATime:
        return None
    return at if at and abs(at - visit.now) <= FARTHEST else None


def _lines(seen: Simulation) -> Iterator[Say]:
    case = seen.case
    yield say("trying.intro", priority=priority_with_reasons(case), path=case.ladder.path)
    told = [one for one in seen.happenings if one.event is not Kind.OPENED]
    yield from (_line(one) for one in told[:MOST_LINES])
    if len(told) > MOST_LINES:
        yield say("list.more", count=len(told) - MOST_LINES)


def _line(one: Happening) -> Say:
    named = people((*one.who, *one.where))
    if one.level is None:
        level: Say = KINDS[one.event]
    else:
        level = say("trying.at_level", what=KINDS[one.event], level=one.level)
    if not named:
        return say("trying.line", at=one.at, what=level)
    return say("trying.line_named", at=one.at, what=level, names=named)

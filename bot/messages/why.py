"""Why somebody holds a card (promise 3): the part they play, or the line of the policy that named them."""

from collections.abc import Iterator

from bot.cases.case import Case
from bot.cases.ladder import Ask, Duty, Reply, Why
from bot.cases.rights import coordinators
from bot.messages.approvals import why_approver
from bot.messages.names import flag_name, people
from bot.people.roster import Roster
from bot.people.targets import CoordinatorOf, ManagerOf, NextOnCall, OnCall, OnePerson, Party, Target, TeamMembers
from bot.policy.rules import Level, Rules
from bot.words import Label, Name, Param, Say, say

ABOVE = (ManagerOf, CoordinatorOf)


def why_you(case: Case, rules: Rules, roster: Roster, person: str) -> tuple[Say, ...]:
    """The strongest reason first: owning it, being asked, having reported it, being told."""
    ask = ask_of(case, person)
    if case.approval and person in case.approval.people:
        return (why_approver(case.approval),)
    if case.owner == person:
        return (say("why.owner"),)
    if ask and _counts(ask, case):
        return (*_why_asked(case, rules, roster, ask), *_why_at_once(case))
    if case.reporter == person:
        return (say("why.reporter"),)
    if ask:
        return (say("why.was_asked"),)
    if person in case.approvers:
        return (say("why.was_asked_to_approve"),)
    if person in coordinators(case, roster):
        return (say("why.coordinates"),)
    return (say("why.told"),) if person in (*case.told, *case.followers) else ()


def _counts(ask: Ask, case: Case) -> bool:
    """Unanswered, and not overtaken by somebody's acceptance; or helping along."""
    overtaken = case.owner is not None and ask.duty is Duty.ACCEPT
    return ask.reply is Reply.COORDINATES or (ask.reply is None and not overtaken)


def ask_of(case: Case, person: str) -> Ask | None:
    """The last time they were asked on this path."""
    return next((ask for ask in reversed(case.ladder.asks) if ask.person == person), None)


def asked_level(case: Case, rules: Rules, ask: Ask) -> Level | None:
    """None for the fallback."""
    return rules.path(case.ladder.path).levels[ask.level - 1] if ask.level else None


def asked_from_above(case: Case, rules: Rules, person: str) -> bool:
    """Whether they are called as management: as manager, coordinator or fallback, or to take a late case over."""
    ask = ask_of(case, person)
    if ask is None or ask.reply is Reply.DECLINED:
        return False
    level = asked_level(case, rules, ask)
    return level is None or ask.duty is Duty.TAKE_OVER or any(isinstance(target, ABOVE) for target in level.ask)


def silent(case: Case, person: str) -> tuple[Ask, ...]:
    """The others who were asked before them and did not answer, each once, in order."""
    first: dict[str, Ask] = {}
    for ask in _asked_before(case, person):
        if ask.reply is None:
            first.setdefault(ask.person, ask)
    return tuple(first.values())


def _asked_before(case: Case, person: str) -> tuple[Ask, ...]:
    """Before they were themselves for the first time."""
    own = next((ask.asked_at for ask in case.ladder.asks if ask.person == person), None)
    return tuple(ask for ask in case.ladder.asks if own and ask.asked_at < own)


def _why_asked(case: Case, rules: Rules, roster: Roster, ask: Ask) -> Iterator[Say]:
    level = asked_level(case, rules, ask)
    if ask.duty is Duty.TAKE_OVER:
        yield _why_sought(case)
    if level is None or ask.level is None:
        yield say("why.fallback" if ask.duty is Duty.ACCEPT else "why.fallback_over")
    else:
        yield _named_by(next(_naming(level, ask.person, roster), None), case, ask, level.role, ask.level)
    if level and level.duty:
        yield say("why.duty", duty=level.duty)
    elif ask.duty is Duty.ACCEPT and asked_from_above(case, rules, ask.person):
        yield say("why.please")


def _why_sought(case: Case) -> Say:
    owner = Name(case.owner or "")
    match case.ladder.sought:
        case Why.BY_HAND:
            return say("why.escalated", owner=owner)
        case Why.HANDED_BACK:
            return say("why.handed_back", owner=owner)
        case Why.GLASS_BROKEN:
            return say("why.glass_broken")
        case Why.SILENT:
            return say("why.owner_silent", owner=owner)
        case Why.HANDOFF:
            return say("why.handoff", owner=owner)
        case Why.OWNER_UNREACHABLE:
            return say("why.owner_unreachable", owner=owner)
        case _:
            return say("why.take_over")


def _naming(level: Level, person: str, roster: Roster) -> Iterator[Target]:
    """The targets that may have named this person, as they were written; the certain ones first."""
    yield from (target for target in level.ask if isinstance(target, OnePerson) and target.person == person)
    for target in level.ask:
        match target:
            case TeamMembers(team) if team in roster.teams and person in roster.teams[team].members:
                yield target
            case OnCall() | NextOnCall() | ManagerOf() | CoordinatorOf():
                yield target
            case _:
                continue


def _named_by(target: Target | None, case: Case, ask: Ask, role: Label, level: int) -> Say:
    match target:
        case OnCall():
            return say("why.on_call", role=role, level=level)
        case NextOnCall():
            return say("why.next_on_call", role=role, level=level)
        case TeamMembers(team):
            return say("why.team", team=Name(team), role=role, level=level)
        case CoordinatorOf(team):
            return say("why.coordinator", team=Name(team), role=role, level=level)
        case ManagerOf(whom):
            return _manager(whom, case, ask, role, level)
        case _:
            return say("why.level", role=role, level=level)


def _manager(whom: Party | str, case: Case, ask: Ask, role: Label, level: int) -> Say:
    """Theirs, or their manager's manager (S16): whoever is named, the reader leads them."""
    if whom is Party.REPORTER:
        return say("why.manager_of_reporter", person=Name(case.reporter), role=role, level=level)
    if not isinstance(whom, Party):
        return say("why.manager_of", person=Name(whom), role=role, level=level)
    if case.owner and ask.duty is Duty.TAKE_OVER:
        return say("why.manager_of", person=Name(case.owner), role=role, level=level)
    if _asked_before(case, ask.person):
        return say("why.manager", role=role, level=level)
    return say("why.manager_of_first", role=role, level=level)


def _why_at_once(case: Case) -> Iterator[Say]:
    if case.ladder.at_once and case.facts.flags:
        flags: tuple[Param, ...] = tuple(flag_name(flag) for flag in sorted(case.facts.flags))
        yield say("why.at_once", flags=flags)


def not_answering(case: Case, person: str) -> tuple[Say, ...]:
    """For who is called as management: whom time has passed by."""
    asks = silent(case, person)
    return (say("why.silent", people=people(ask.person for ask in asks)),) if asks else ()

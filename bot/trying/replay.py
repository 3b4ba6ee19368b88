"""Past cases under a policy: who would have been asked, when, and how that would have gone.

Each is played through the decisions of the live `step`. People do what they did then: whoever is asked at that moment
accepts and resolves it. Everybody is reachable, as in a simulation (S45), and updates are given in time.
"""

from datetime import datetime
from functools import lru_cache
from itertools import islice

from bot.cases.approval_events import Approved, Disapproved
from bot.cases.case import Case, Closing, Realm, Status
from bot.cases.clock_events import Breached
from bot.cases.clocks import CaseClock
from bot.cases.commands import Accept, Open, Resolve, Withdraw
from bot.cases.events import Entry
from bot.cases.facts import Handover
from bot.cases.handover import items
from bot.cases.ladder import Reply
from bot.cases.ladder_events import Answered, FallbackReached, LevelReached, Paged
from bot.changing import replace
from bot.durations import days
from bot.people.roster import Roster
from bot.people.wall import is_night
from bot.policy.policy import Policy
from bot.policy.rules import ClockLine, Path
from bot.trying.past import Page, Past, Replayed
from bot.trying.play import Act, Deed, play
from bot.trying.simulate import FALLBACKS, LONGEST, SOMEBODY, Trial, everybody_there, filled
from bot.words import Text

NEVER = days(3650)  # an update clock that ends after every replay
MOST = 2000  # steps of one case; a fallback every second tells no more after that


def undisturbed(policy: Policy) -> Policy:
    """What a replay runs on: everybody is there, updates are given in time, and nobody is reminded, which decides
    nothing."""
    rules = policy.rules
    quiet = replace(
        rules,
        clocks=tuple(line for one in rules.clocks for line in _kept_up(one)),
        paths=tuple(_without_reminders(path) for path in rules.paths),
        communication=(),
    )
    return Policy(quiet, replace(policy.roster, away={}, loads={}, repeats={}, overrides=()))


def _kept_up(line: ClockLine) -> tuple[ClockLine, ...]:
    quiet = replace(line, update=None, remind=None)
    return (quiet, ClockLine(line.when, update=NEVER)) if line.update else (quiet,)


def _without_reminders(path: Path) -> Path:
    return replace(path, levels=tuple(replace(level, remind=()) for level in path.levels))


def replay(policy: Policy, past: Past) -> Replayed:
    """`policy` is `undisturbed`."""
    case, entries = lived(policy, past)
    happened = [(entry.at, entry.event) for entry in entries]
    taken_at = next((at for at, event in happened if isinstance(event, Answered)), None)
    ask = next((ask for ask in reversed(case.ladder.asks) if ask.reply is Reply.ACCEPTED), None)
    return Replayed(
        name=past.name,
        opened_at=past.opened_at,
        priority=case.priority,
        path=case.ladder.path,
        pages=tuple(_page(event, at, policy.roster) for at, event in happened if isinstance(event, Paged)),
        breaches=tuple(event.kind for _, event in happened if isinstance(event, Breached)),
        climbed=max(0, sum(isinstance(event, LevelReached) for _, event in happened) - 1),
        fallbacks=sum(isinstance(event, FallbackReached) for _, event in happened),
        accepted_at=taken_at,
        level=ask.level if ask else None,
        found_at=ask.asked_at if ask else None,
        approved_by_default=any(isinstance(event, Approved) for _, event in happened),
        disapproved=any(isinstance(event, Disapproved) for _, event in happened),
    )


def lived(policy: Policy, past: Past) -> tuple[Case, list[Entry]]:
    """Followed until it is resolved or closed; while nobody does anything any more, to the third fallback or for 30
    days."""
    trial = Trial(past.facts, past.opened_at, reporter=past.reporter, region=past.region)
    there = Policy(policy.rules, everybody_there(policy.roster, trial)) if past.region else policy
    by, wanted = past.reporter or SOMEBODY, items(policy.rules.types[past.facts.type])
    given = _handover(by, wanted)
    begun = Open("replayed", 0, Realm.LIVE, CaseClock(past.opened_at), given, past.facts, past.concerned)
    what_they_do = deeds(past)
    last_at = max((deed.at for deed in what_they_do), default=past.opened_at)
    until_at = max(past.opened_at + LONGEST, last_at)
    playing = play(there, begun, by, past.opened_at, what_they_do)
    first = next(playing)
    case, entries = first.case, list(first.entries)
    for moment in islice(playing, MOST):
        if any(entry.at > until_at for entry in moment.entries[:1]):
            break
        case = moment.case
        entries += moment.entries
        if _is_over(case, last_at):
            break
    return case, entries


@lru_cache(maxsize=256)
def _handover(by: str, wanted: tuple[str, ...]) -> Handover:
    """With everything in it, so that no case is refused for what is missing (S37)."""
    return filled({}, by, wanted)


def _is_over(case: Case, last_at: datetime) -> bool:
    """It ended, or everything has been done and the fallback has been asked often enough."""
    ladder = case.ladder
    silent = ladder.fallbacks >= FALLBACKS and ladder.asks[-1].asked_at > last_at
    return silent or case.status in (Status.RESOLVED, Status.CLOSED)


def _page(event: Paged, at: datetime, roster: Roster) -> Page:
    return Page(event.person, at, event.level, is_night(at, roster.zone_of(event.person)))


def deeds(past: Past) -> tuple[Deed, ...]:
    """What people did then. Who resolves a case that nobody accepted accepts it at that moment."""
    ends = past.resolved_after
    begins = ends if past.accepted_after is None else past.accepted_after
    done = (
        (begins, _accept),
        (ends if ends is None or begins is None else max(ends, begins), _resolve),
        (past.withdrawn_after, _withdraw),
    )
    known = sorted(((after, act) for after, act in done if after is not None), key=lambda deed: deed[0])
    return tuple(Deed(past.opened_at + after, act) for after, act in known)


def _accept(case: Case) -> Act | None:
    """By the first of those asked last; while nobody is asked, by the first who will be."""
    asks = case.open_asks()
    if case.owner or not asks:
        return None
    last = max(ask.asked_at for ask in asks)
    return next(ask.person for ask in asks if ask.asked_at == last), Accept()


def _resolve(case: Case) -> Act | None:
    said = Text("…", case.owner or "")
    return (case.owner, Resolve(Closing(said, said, said, customer_told=True))) if case.owner else None


def _withdraw(case: Case) -> Act:
    return case.reporter, Withdraw(Text("…", case.reporter))

"""Taking over all that a shift passes on, with one button (S19)."""

from bot.cases.case import Case
from bot.cases.commands import Accept
from bot.cases.outcome import Refused
from bot.cases.verbs import Press
from bot.desk.arrivals import Visit
from bot.desk.once import handled_once
from bot.engine import Engine
from bot.messages.handoffs import unpacked
from bot.messages.names import reference
from bot.messages.shown import Line, Response
from bot.notices.handoffs import offered_to
from bot.words import Say, say


def accept_all(visit: Visit, press: Press, engine: Engine, key: str) -> Response:
    """Each case by itself, under a key of its own; of those that could not be taken the reason is said."""
    taken, refused = [], list[Say]()
    for case in _cases(visit, press, engine, key):
        try:
            handled_once(engine, visit.person, case.id, Accept(case.owner), _key(key, case.id))
            taken.append(reference(case))
        except Refused as reason:
            refused.append(say("told.accept_all_not", case=reference(case), why=reason.sentence))
    if not taken and not refused:
        return Line((say("told.accept_all_none"),))
    return Line((*((say("told.accept_all", cases=tuple(taken)),) if taken else ()), *refused))


def _cases(visit: Visit, press: Press, engine: Engine, key: str) -> tuple[Case, ...]:
    """What is offered, and what this delivery took when it first came."""
    about = unpacked(press.case_id or "")
    with engine.store.writing() as unit:
        own = (case_id for owner, case_id in unit.owned_cases() if owner == visit.person)
        before = [unit.load(case_id) for case_id in own if unit.remembered(_key(key, case_id))]
        return (*(case for case in before if case), *offered_to(visit.person, about, unit))


def _key(delivery: str, case_id: str) -> str:
    return f"{delivery}|{case_id}"

"""A bundle at the desk: all of its cases accepted at once, after a look at what they are; or shown one by one (R21)."""

from bot.cases.case import Case
from bot.cases.commands import Accept
from bot.cases.outcome import Refused
from bot.cases.rights import offered
from bot.cases.verbs import Press, Verb
from bot.desk.arrivals import Visit
from bot.desk.once import handled_once
from bot.engine import Engine
from bot.messages.bundle_card import CASES, MOST_ACCEPTED, SHOWN, Told, accept_form, list_of, unpacked
from bot.messages.bundles import Bundle
from bot.messages.names import reference
from bot.messages.shown import Cards, Form, Line, Values
from bot.ports import Unit
from bot.storms.drawing import Eyes, told
from bot.words import Say, say


def pressed(visit: Visit, press: Press, engine: Engine) -> Line | Cards | Form:
    with engine.store.writing() as unit:
        seen = told(_bundle(visit, press, unit), unit, Eyes(visit.person, visit.roster, visit.now), MOST_ACCEPTED)
    if press.verb is Verb.BUNDLE_LIST:
        return _listed(seen)
    cases = [one.case for one in seen if one.card and _may_be_accepted(visit, one.case)]
    return accept_form(press.case_id or "", cases) if cases else _nothing_waits()


def submitted(visit: Visit, press: Press, values: Values, engine: Engine, key: str) -> Line:
    """Each case by itself, under a key of its own; of those that could not be taken the reason is said. Only cases of
    this bundle, whatever was sent."""
    with engine.store.writing() as unit:
        known = {page.message.case_id for page in _bundle(visit, press, unit).pages}
    shown = [unpacked(value) for value in dict.fromkeys(values.get(CASES, ()))][:MOST_ACCEPTED]
    taken, refused = list[str](), list[Say]()
    for case_id, owner in shown:
        if case_id in known:
            _accept(visit, case_id, owner, engine, key, taken, refused)
    if not taken and not refused:
        return _nothing_waits()
    return Line((*((say("told.accept_all", cases=tuple(taken)),) if taken else ()), *refused))


def _accept(
    visit: Visit, case_id: str, owner: str | None, engine: Engine, key: str, taken: list[str], refused: list[Say]
) -> None:
    try:
        done = handled_once(engine, visit.person, case_id, Accept(owner), f"{key}|{case_id}")
        taken.append(reference(done.case))
    except Refused as reason:
        case = engine.case(visit.viewer, case_id)
        if case:
            refused.append(say("told.accept_all_not", case=reference(case), why=reason.sentence))


def _bundle(visit: Visit, press: Press, unit: Unit) -> Bundle:
    """One for somebody else is as unknown as one that never was."""
    bundle = unit.bundle(press.case_id or "")
    if bundle is None or bundle.person not in (None, visit.person):
        raise Refused(say("bundle.unknown"))
    return bundle


def _may_be_accepted(visit: Visit, case: Case) -> bool:
    return offered(visit.person, Verb.ACCEPT, case, visit.roster)


def _listed(seen: tuple[Told, ...]) -> Line | Cards:
    cards = list_of(seen)
    left = len(cards) - SHOWN
    more = (say("list.more", count=left),) if left > 0 else ()
    return Cards((say("bundle.list", count=len(cards)), *more), cards[:SHOWN]) if cards else _nothing_waits()


def _nothing_waits() -> Line:
    return Line((say("told.accept_all_none"),))

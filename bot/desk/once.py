"""A delivery that comes twice is answered as at first."""

from bot.answers import Says
from bot.cases.commands import PersonsCommand
from bot.cases.outcome import Refused
from bot.engine import Done, Engine


def first_answer(engine: Engine, key: str, says: Says) -> Says:
    """These, unless it was answered before."""
    with engine.store.writing() as unit:
        unit.answer(key, says, engine.clock.now())
        return unit.answered(key) or says


def handled_once(engine: Engine, person: str, case_id: str, command: PersonsCommand, key: str) -> Done:
    """One of several commands that a delivery makes. Raises `Refused` again for what was refused at first, whatever the
    case has become since."""
    with engine.store.writing() as unit:
        before = unit.answered(key)
    if before:
        raise Refused(before[0])
    try:
        return engine.handle(person, case_id, command, key)
    except Refused as refused:
        raise Refused(first_answer(engine, key, (refused.sentence,))[0]) from refused


def done_before(engine: Engine, key: str) -> Done | None:
    """What the delivery of this key did to a case, where it came before."""
    with engine.store.writing() as unit:
        return engine.past(unit, key)

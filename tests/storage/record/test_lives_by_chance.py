"""Whatever cases live through, the record is whole; and whatever one thing is changed in it, that is found (R38)."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.cases.commands import Hold
from bot.cases.outcome import Refused
from bot.policy.policy import Policy
from tests.core.cases.chance import WHY, Chance
from tests.storage.record.kept import Kept

SEEDS = st.integers(0, 2**32)
CHANGES: dict[str, str] = {
    "an event's facts": "UPDATE events SET facts = :bytes WHERE case_id = :id AND seq = :seq",
    "an event's author": "UPDATE events SET \"by\" = 'eve' WHERE case_id = :id AND seq = :seq",
    "an event's kind": "UPDATE events SET kind = 'Eaten' WHERE case_id = :id AND seq = :seq",
    "an event's time": "UPDATE events SET \"at\" = '2001-01-01 00:00:00' WHERE case_id = :id AND seq = :seq",
    "an event is gone": "DELETE FROM events WHERE case_id = :id AND seq = :seq",
    "the tail is gone": "DELETE FROM events WHERE case_id = :id AND seq >= :seq",
    "a case's owner": "UPDATE cases SET owner = 'eve' WHERE id = :id",
    "a case is public": "UPDATE cases SET private = NOT private WHERE id = :id",
    "a case's text": "UPDATE texts SET sealed = :bytes WHERE case_id = :id",
    "a case's reader": "INSERT INTO case_readers VALUES (:id, 'person:eve', false)",
}


def lived(seed: int, folder: Path) -> Kept:
    """Some cases of which anything may have happened; people erased, holds set, checkpoints in between."""
    chance = Chance(seed)
    kept = Kept("sqlite://", folder, Policy(chance.policy(), chance.company()))
    cases = [kept.bot.opens(f"summary {n}", key=f"key {n}").case.id for n in range(chance.number(1, 4))]
    for _ in range(chance.number(5, 30)):
        happens(chance, kept, chance.one(*cases))
    return kept


def happens(chance: Chance, kept: Kept, case_id: str) -> None:
    bot, case = kept.bot, kept.bot.case(case_id)
    bot.later(chance.one(0, 1, 20, 200))
    match chance.one("time", "person", "person", "person", "report", "checkpoint", "erase", "hold"):
        case "time":
            bot.fires()
        case "report":
            with bot.store.writing() as unit:
                bot.engine.report(unit, case, chance.report(case))
        case "checkpoint":
            kept.record.checkpoint(bot.clock.at)
        case "erase":
            found = kept.record.found_of(chance.person(case), ("because",) if chance.number(0, 1) else ())
            kept.record.erase(found, bot.clock.at)
        case "hold":
            with suppress(Refused):
                kept.does(chance.person(case), Hold(on=True, reason=WHY), case_id)
        case _:
            with suppress(Refused):
                kept.does(chance.person(case), chance.doing(bot.clock.at, case.owner), case_id)


def by_chance(examples: int) -> Callable[..., Callable[..., None]]:
    return settings(max_examples=examples, phases=[Phase.explicit, Phase.reuse, Phase.generate])


@by_chance(25)
@given(SEEDS)
def test_whatever_happens_the_record_is_whole(seed: int) -> None:
    with TemporaryDirectory() as folder:
        kept = lived(seed, Path(folder))
        assert kept.faults() == []
        kept.bot.later(61)
        kept.record.checkpoint(kept.bot.clock.at)
        assert kept.faults() == []
        kept.bot.store.close()


@by_chance(25)
@given(SEEDS, st.sampled_from(sorted(CHANGES)))
def test_whatever_is_changed_behind_its_back_is_found(seed: int, change: str) -> None:
    with TemporaryDirectory() as folder:
        kept = lived(seed, Path(folder))
        with kept.bot.store.database.writing() as connection:
            case_id, last = connection.execute(text("SELECT id, seq FROM cases ORDER BY number LIMIT 1")).one()
            about = {"id": case_id, "seq": Chance(seed).number(1, last), "bytes": b"{}"}
            assert carried_out(connection, CHANGES[change], about)
        number = kept.bot.case(case_id).number if change != "the tail is gone" else 1
        assert kept.first().number == number
        kept.bot.store.close()


def carried_out(connection: Connection, statement: str, about: dict[str, object]) -> bool:
    wanted = {name: value for name, value in about.items() if f":{name}" in statement}
    return connection.execute(text(statement), wanted).rowcount > 0


@by_chance(10)
@given(SEEDS)
def test_what_is_deleted_in_time_leaves_a_record_that_is_whole(seed: int) -> None:
    with TemporaryDirectory() as folder:
        kept = lived(seed, Path(folder))
        kept.bot.later(61)
        kept.record.checkpoint(kept.bot.clock.at)
        with kept.bot.store.writing() as unit:
            while owed := unit.take(kept.bot.clock.at, timedelta(minutes=1)):
                unit.withdrawn(owed, kept.bot.clock.at)
        buried = 0
        for case in list(kept.record.closed_cases(kept.bot.clock.at + timedelta(days=9))):
            buried += kept.record.bury(case, "1: retention 1", kept.bot.clock.at)
        found = kept.verdict()
        assert (found.faults, found.tombstones) == ((), buried)
        kept.bot.store.close()

"""A simulation is what would have happened: the same case through the engine, the store and a clock that is wound gives
the same record (promise 5)."""

from datetime import datetime, timedelta

import pytest

from bot.cases.case import Case
from bot.cases.commands import Accept, AddNote, Decline, Escalate, NeedInfo, PersonsCommand, Resolve, Withdraw
from bot.cases.events import Entry, Opened
from bot.cases.outcome import Refused
from bot.cases.timers import timers
from bot.people.identity import Platform
from bot.policy.policy import Policy
from bot.trying.play import Act, Deed
from bot.trying.simulate import SOMEBODY, Trial, everybody_there, opening, simulate
from tests.core.cases.chance import Chance
from tests.core.corridor import Corridor
from tests.harness.builders import BARELY_CLOSED, CLOSED_WELL, COMPANY, START, text

SO_LONG = timedelta(hours=3)
WHY = text()
WHO = ("ana", "ben", "mia", "kim", SOMEBODY)
DOES: tuple[PersonsCommand, ...] = (
    Accept(), Decline(WHY), Escalate(WHY), NeedInfo("steps"), AddNote(WHY), Resolve(CLOSED_WELL),
    Resolve(BARELY_CLOSED), Withdraw(WHY),
)  # fmt: skip


def deed(at: datetime, who: str, command: PersonsCommand) -> Deed:
    def act(_: Case) -> Act:
        return who, command

    return Deed(at, act)


def live(policy: Policy, trial: Trial) -> list[Entry]:
    """Until the trial's end, wound from one due time to the next; of a timer and an answer in the same instant the
    timer comes first."""
    until = trial.until or trial.at + SO_LONG
    world = Corridor(policy, frozenset({Platform.SLACK, Platform.MAIL, Platform.WEBHOOK}))
    world.clock.at = trial.at
    given = opening(trial, SOMEBODY, policy.rules)
    world.engine.open(SOMEBODY, given.handover, given.facts, "open")
    for number, one in enumerate((*trial.deeds, None)):
        wind(world, policy, min(one.at, until) if one else until)
        if one and one.at <= until and (done := one.act(world.case())):
            world.clock.at = one.at
            try:
                world.does(*done, key=str(number))
            except Refused:
                continue
    with world.store.writing() as unit:
        entries = list(unit.entries("case1"))
    world.store.close()
    return entries


def wind(world: Corridor, policy: Policy, until: datetime) -> None:
    while (pending := timers(world.case(), policy.rules)) and pending[0].due_at <= until:
        world.clock.at = max(world.clock.at, pending[0].due_at)
        assert world.fires()


def told(entries: list[Entry]) -> list[tuple[object, ...]]:
    """Without what the store gives: the case's id and number."""
    return [(e.seq, e.at, e.by, "opened" if isinstance(e.event, Opened) else e.event) for e in entries]


@pytest.mark.parametrize("seed", range(12))
def test_a_simulation_and_the_live_bot_tell_the_same_story(seed: int) -> None:
    chance = Chance(seed)
    about, rules = chance.facts(), chance.policy()
    times = sorted(chance.number(0, 150) for _ in range(4))
    deeds = tuple(
        deed(
            START + timedelta(minutes=m, seconds=1), chance.one("ana", "ben", "mia", "kim", SOMEBODY), chance.one(*DOES)
        )
        for m in times
    )
    trial = Trial(about, START, deeds=deeds, until=START + SO_LONG)
    policy = Policy(rules, everybody_there(COMPANY, trial))
    seen = simulate(policy, trial)
    assert told(list(seen.entries)) == told(live(policy, trial))[: len(seen.entries)]
    assert seen.entries

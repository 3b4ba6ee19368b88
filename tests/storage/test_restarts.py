"""Whatever dies in the middle: the stored case is all that its life goes on from."""

from hypothesis import given

from bot.cases.case import Case
from bot.cases.commands import Command
from bot.cases.events import Event
from bot.cases.ladder import Stage
from bot.policy.rules import Pick
from tests.core.cases.chance_by_policy import ChanceUnder
from tests.core.cases.test_promises_by_chance import happens
from tests.core.cases.unanswered import Life
from tests.core.cases.world import World
from tests.core.people.builders import at
from tests.harness.builders import company, level, path, rules
from tests.harness.by_chance import SEEDS, by_chance
from tests.storage.test_random_policies import stored


class Forgetful(World):
    """Stops after every step; what comes next knows only what was stored."""

    @classmethod
    def like(cls, world: World) -> "Forgetful":
        other = cls(world.rules, world.roster, world.now)
        other.versions = world.versions
        other.record, other._case = list(world.record), stored(Case, world.case)
        return other

    def step(self, command: Command, by: str | None) -> tuple[Event, ...]:
        done = super().step(command, by)
        self._case = stored(Case, self.case)
        return done


@by_chance(3)
@given(SEEDS)
def test_a_life_with_a_restart_after_every_step_is_the_same_life(seed: int) -> None:
    chance = ChanceUnder(seed)
    steady = chance.world(chance.under.rules)
    restarted = Forgetful.like(steady)
    lives = [(steady, ChanceUnder(seed)), (restarted, ChanceUnder(seed))]
    for _ in range(20):
        for life, what_happens in lives:
            happens(what_happens, life)
    assert restarted.record == steady.record
    assert restarted.pending == steady.pending


@by_chance(6)
@given(SEEDS)
def test_people_are_asked_in_the_same_order_through_restarts(seed: int) -> None:
    steady, restarted = Life(seed, one_by_one=True), Life(seed, one_by_one=True)
    restarted.world = Forgetful(steady.world.rules, steady.world.roster, steady.world.now)
    steady.lives()
    restarted.lives()
    assert restarted.world.record == steady.world.record


def test_a_level_asleep_by_its_hours_wakes_after_a_restart() -> None:
    sleeps = path(level("ana", 10, hours="office"), level("ben", 10))
    world = Forgetful(rules(sleeps), company(), at("2026-11-20 17:00")).opens()
    assert world.case.ladder.stage is Stage.SLEEPING
    world.story  # noqa: B018  told already
    assert [line for line in world.wait(days=3).story if "asks" in line][:2] == [
        "Mon 08:00 asks ana",
        "Mon 08:10 asks ben",
    ]


def test_a_queue_goes_on_after_a_restart() -> None:
    one_by_one = path(level("web:", 30, pick=Pick.ONE, tries=3))
    world = Forgetful(rules(one_by_one)).opens()
    assert [line for line in world.wait(30).story if "asks" in line] == [
        "Mon 10:00 asks ana",
        "Mon 10:10 asks ben",
        "Mon 10:20 asks cleo",
        "Mon 10:30 asks kim",
    ]

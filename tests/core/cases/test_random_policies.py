"""What lint promises of a policy in which it finds no error: whatever the case and whoever does what, no ladder ends in
silence (S29, S44)."""

from datetime import timedelta

from hypothesis import given

from bot.cases.case import Status
from bot.cases.ladder import Stage
from bot.cases.ladder_events import Paged
from bot.cases.outcome import MessageKind, Topic
from bot.changing import replace
from bot.policy.rules import Default
from tests.core.cases.chance_by_policy import ChanceUnder
from tests.core.cases.test_promises_by_chance import happens
from tests.core.cases.world import World
from tests.harness.by_chance import SEEDS, by_chance

MOST_STEPS = 2000
SO_LONG = timedelta(days=60)
ASKING = (MessageKind.ASK, MessageKind.REMIND, MessageKind.NUDGE)
NEWS = (Topic.UPDATE, Topic.ENDED)  # sent to be known, not to be acted on


@by_chance(20)
@given(SEEDS)
def test_a_case_that_nobody_answers_comes_to_people_who_are_asked_again_and_again(seed: int) -> None:
    chance = ChanceUnder(seed)
    life = chance.world(replace(chance.under.rules, communication=()), concerned=False)
    for count in range(1, 5):
        while life.case.ladder.fallbacks < count:
            if life.case.status is Status.CLOSED:
                assert any(line.otherwise is Default.DECLINE for line in chance.under.rules.approval)
                return
            assert life.until_next_timer()
            assert len(life.record) < MOST_STEPS, "it climbs and climbs and comes to no end"
        assert life.case.ladder.stage is Stage.FALLBACK
        asked = {entry.event.person for entry in life.record[-20:] if isinstance(entry.event, Paged)}
        assert asked & life.roster.people.keys(), "the fallback asked nobody"


@by_chance(30)
@given(SEEDS)
def test_whatever_people_do_the_promises_hold_and_somebody_hears_of_an_open_case_again(seed: int) -> None:
    chance = ChanceUnder(seed)
    life = chance.world(chance.under.rules)
    for _ in range(chance.number(1, 25)):
        happens(chance, life)
    for _ in range(3):
        assert life.case.status is Status.CLOSED or somebody_is_asked(life)


def somebody_is_asked(life: World) -> bool:
    """Or it is closed for want of an answer."""
    since, steps = life.now, len(life.record)
    while life.until_next_timer():
        if any(sent.person and sent.kind in ASKING and sent.topic not in NEWS for sent in life.messages):
            return True
        assert life.now - since < SO_LONG, "nobody heard of it for two months"
        assert len(life.record) - steps < MOST_STEPS, "much happens and nobody hears of it"
    return life.case.status is Status.CLOSED

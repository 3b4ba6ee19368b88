"""The record: folding a case's events gives the case (`promises.hold` looks at every step); what is left to say."""

import pytest

from bot.cases.audience_events import UpdatePosted
from bot.cases.clocks import CaseClock
from bot.cases.events import Entry, Opened
from bot.cases.evolve import evolve, fold
from tests.core.cases.world import World
from tests.harness.builders import START, later, rules, text


def test_the_whole_record_folds_to_the_case() -> None:
    world = World(rules()).opens().wait(100)
    assert fold(world.record) == world.case
    assert fold([]) is None


def test_a_record_begins_with_its_opening_and_has_no_second_one() -> None:
    world = World(rules()).opens()
    first, second = world.record[:2]
    assert isinstance(first.event, Opened)
    with pytest.raises(ValueError, match="begins with Opened"):
        fold([second])
    with pytest.raises(ValueError, match="opened once"):
        fold([first, first])


def test_the_clock_of_a_drill_runs_faster_than_the_walls_and_can_be_read_both_ways() -> None:
    drill, live = CaseClock(START, speed=60), CaseClock(START)
    assert (drill.case_time(later(1)), drill.wall_time(later(60))) == (later(60), later(1))
    assert (live.case_time(later(1)), live.wall_time(later(60))) == (later(1), later(60))


def test_an_update_ends_the_count_of_missed_ones() -> None:
    world = World(rules()).opens()
    posted = evolve(world.case, Entry(9, START, "ana", UpdatePosted(text(), None)))
    assert (posted.missed_updates, posted.seq) == (0, 9)

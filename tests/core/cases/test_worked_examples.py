"""The worked examples of the policy's rules: four cases that nobody answers, minute by minute.

The people of `worked.yaml` stand in for anybody; the times are those that one gets by hand.
"""

from pathlib import Path

from adapters.policyfile import read_policy
from tests.core.cases.world import World
from tests.core.people.builders import at

SECURITY, HALT = frozenset({"security"}), frozenset({"halt"})
POLICY = read_policy(Path(__file__).with_name("worked.yaml").read_bytes())


def nobody_answers(opened: str, until: str, **facts: object) -> list[str]:
    world = World(POLICY.rules, POLICY.roster, at(opened)).opens("rolf", **facts).wait_until(at(until))
    return [line for line in world.story if "breached" not in line]


def test_an_urgent_case_climbs_from_duty_to_management_twice_and_then_calls_the_fallback_for_ever() -> None:
    assert nobody_answers("2026-11-20 17:55", "2026-11-20 21:30", type="outage", impact="fleet", urgency="now") == [
        "Fri 17:55 level 1",
        "Fri 17:55 asks dan",
        "Fri 17:55 tells #bridge",
        "Fri 17:57:30 reminds dan at 50%",
        "Fri 17:59 reminds dan at 80%",
        "Fri 18:00 level 2",
        "Fri 18:00 asks bo",
        "Fri 18:10 level 3",
        "Fri 18:10 tells bo @carrier",
        "Fri 18:40 reminds bo at 50%",
        "Fri 18:58 reminds bo at 80%",
        "Fri 19:10 level 4",
        "Fri 19:10 asks mona",
        "Fri 19:25 level 1 round 2",
        "Fri 19:25 asks dan",
        "Fri 19:27:30 reminds dan at 50%",
        "Fri 19:29 reminds dan at 80%",
        "Fri 19:30 level 2 round 2",
        "Fri 19:30 asks bo",
        "Fri 19:40 level 3 round 2",
        "Fri 20:10 reminds bo at 50%",
        "Fri 20:28 reminds bo at 80%",
        "Fri 20:40 level 4 round 2",
        "Fri 20:40 asks mona",
        "Fri 20:55 fallback 1",
        "Fri 20:55 asks kit",
        "Fri 21:25 fallback 2",
        "Fri 21:25 asks kit",
    ]


def test_a_grave_flag_starts_it_higher_tells_in_parallel_and_goes_round_from_level_1() -> None:
    story = nobody_answers(
        "2026-11-20 17:55",
        "2026-11-20 19:20",
        type="outage",
        impact="fleet",
        urgency="now",
        flags=SECURITY,
    )
    assert story == [
        "Fri 17:55 tells kit",
        "Fri 17:55 level 2",
        "Fri 17:55 asks bo",
        "Fri 18:05 level 3",
        "Fri 18:05 tells bo @carrier",
        "Fri 18:35 reminds bo at 50%",
        "Fri 18:53 reminds bo at 80%",
        "Fri 19:05 level 4",
        "Fri 19:05 asks mona",
        "Fri 19:20 level 1 round 2",
        "Fri 19:20 asks dan",
        "Fri 19:20 tells #bridge",
    ]


def test_a_routine_case_is_asked_for_first_counts_open_hours_and_asks_one_after_another() -> None:
    story = nobody_answers("2026-11-20 15:30", "2026-11-25 11:00", type="outage", impact="desk", urgency="now")
    assert story == [
        "Fri 15:30 asks mona to approve",
        "Mon 11:30 approved by default",
        "Mon 11:30 level 1",
        "Mon 11:30 asks ida",
        "Mon 13:06 reminds ida at 80%",
        "Mon 13:30 asks bo",
        "Mon 15:06 reminds bo at 80%",
        "Mon 15:30 level 2",
        "Mon 15:30 asks mona",
        "Tue 11:00 fallback 1",
        "Tue 11:00 asks mona",
        "Wed 11:00 fallback 2",
        "Wed 11:00 asks mona",
    ]


def test_what_cannot_wait_ignores_the_hours_of_its_levels() -> None:
    story = nobody_answers("2026-11-21 03:00", "2026-11-21 03:15", type="defect", impact="desk", flags=HALT)
    assert story == [
        "Sat 03:00 tells #bridge",
        "Sat 03:00 level 1",
        "Sat 03:00 asks bo",
        "Sat 03:05 skips dan: skills",
        "Sat 03:05 level 2",
        "Sat 03:05 asks ida",
        "Sat 03:10 level 3",
        "Sat 03:10 asks mona",
        "Sat 03:10 asks kit",
        "Sat 03:15 fallback 1",
        "Sat 03:15 asks kit",
        "Sat 03:15 asks mona",
    ]

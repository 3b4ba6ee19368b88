"""Which lines of the policy fit a case: clocks, path, start, privacy (S10 to S12, S24, S25, S30, S40)."""

from bot.durations import days, hours, minutes
from bot.policy.routing import (
    Limit,
    Privacy,
    Span,
    Start,
    level_span,
    limit,
    path_for,
    privacy,
    reminders,
    stands,
    start,
)
from bot.policy.rules import AtOnce, Level, PrivateLine, Rules
from bot.policy.when import Situation
from tests.harness.builders import START, clock, level, path, rules, targets, when

KIM, MIA = targets("kim"), targets("mia")


def situation(flags: str = "", **words: str) -> Situation:
    return Situation(START, {"type": "incident", "priority": "P1", **words}, frozenset(flags.split()))


# clocks


def test_each_clock_is_of_the_first_line_that_fits_and_names_it_with_that_lines_hours() -> None:
    policy = rules(
        clocks=[
            clock(when(priority="P2"), accept=minutes(9)),
            clock(when(priority="P1"), resolve=hours(4)),
            clock(accept=hours(1), resolve=days(1), hours="office"),
        ]
    )
    assert limit(Limit.RESOLVE, policy, situation()) == Span(hours(4))
    assert limit(Limit.ACCEPT, policy, situation()) == Span(hours(1), "office")


def test_a_clock_that_no_line_names_has_its_default_or_is_not_there() -> None:
    policy = rules(clocks=[])
    assert limit(Limit.WAIT, policy, situation()) == Span(days(3))
    assert limit(Limit.REVIEW, policy, situation()) == Span(days(7))
    assert limit(Limit.DELIVER, policy, situation()) == Span(minutes(1))
    assert limit(Limit.ACCEPT, policy, situation()) == Span(hours(1))
    assert [limit(kind, policy, situation()) for kind in (Limit.UPDATE, Limit.RESOLVE, Limit.SNOOZE)] == [None] * 3


def test_reminders_are_of_the_first_line_that_fits_and_names_them_even_as_none() -> None:
    lines = [
        clock(when(priority="P2"), remind=(10.0,)),
        clock(accept=hours(1)),
        clock(remind=()),
        clock(remind=(50.0,)),
    ]
    assert reminders(rules(clocks=lines), situation()) == ()
    assert reminders(rules(clocks=lines), situation(priority="P2")) == (10.0,)
    assert reminders(rules(clocks=[]), situation()) == ()


# the time of a level

ACCEPT = [clock(accept=minutes(10), hours="office")]
TELCO = {"telco": Span(hours(1), "always")}


def span(rung: Level, *, at_once: bool = False) -> Span:
    return level_span(rung, rules(clocks=ACCEPT), situation(), TELCO, at_once)


def test_a_levels_time_is_its_own_in_its_hours_or_in_those_of_the_accept_clock() -> None:
    assert span(level("ana", 5)) == Span(minutes(5), "office")
    assert span(level("ana", 5, hours="night")) == Span(minutes(5), "night")
    assert span(level("ana")) == Span(minutes(10), "office")


def test_a_level_of_a_vendor_alone_has_the_vendors_time_in_the_vendors_hours() -> None:
    assert span(level("@telco")) == Span(hours(1), "always")
    assert span(level("@telco", hours="night")) == Span(hours(1), "night")
    assert span(level("@telco", 5)) == Span(minutes(5), "office")
    assert span(level("ana @telco")) == Span(minutes(10), "office")
    assert span(level("@other")) == Span(minutes(10), "office")


def test_what_cannot_wait_counts_in_no_hours() -> None:
    assert span(level("ana", 5, hours="night"), at_once=True) == Span(minutes(5))


# paths


def chosen(policy: Rules, known: Situation) -> str:
    return path_for(policy, known).id


def test_the_first_path_that_fits_is_taken() -> None:
    policy = rules(
        path(path_id="a", fits=when(type="support")), path(path_id="b", fits=when(priority="P1")), path(path_id="c")
    )
    assert chosen(policy, situation()) == "b"
    assert chosen(policy, situation(priority="P4")) == "c"


def test_a_private_case_takes_only_a_path_that_names_its_type_or_flag() -> None:
    policy = rules(
        path(path_id="urgent", fits=when(priority="P1")),
        path(path_id="quiet", fits=when(flags="compliance")),
        path(path_id="people", fits=when(type="hr")),
        path(path_id="all"),
    )
    assert chosen(policy, situation(type="hr")) == "people"
    assert chosen(policy, situation("compliance")) == "quiet"
    assert chosen(policy, situation("legal")) == "urgent"


def test_where_no_path_fits_the_last_one_takes_the_case() -> None:
    policy = rules(path(path_id="a", fits=when(type="support")), path(path_id="b", fits=when(type="support")))
    assert chosen(policy, situation()) == "b"


def test_a_case_begins_at_level_1_and_higher_where_an_at_once_line_fits() -> None:
    lines = (AtOnce(when(flags="safety"), 3, KIM), AtOnce(when(), 2, (*KIM, *MIA)))
    ladder = path(level("ana"), level("ben"), level("mia"), at_once=lines)
    assert start(path(level("ana")), situation()) == Start()
    assert start(ladder, situation()) == Start(2, (*KIM, *MIA), at_once=True)
    assert start(ladder, situation("safety")) == Start(3, (*KIM, *MIA), at_once=True)


def test_a_grave_flag_that_no_line_of_the_path_names_tells_the_fallback() -> None:
    named = path(level("ana"), at_once=(AtOnce(when(flags="safety", priority="P4"), 1, MIA),))
    assert start(named, situation("safety")) == Start()
    assert start(named, situation("legal")) == Start(1, KIM, at_once=True)
    assert start(named, situation("compliance")) == Start()


def test_a_level_stands_only_where_its_condition_fits() -> None:
    assert stands(level("ana"), situation())
    assert not stands(level("ana", when=when(priority="P4")), situation())


# privacy


def test_a_case_is_private_by_its_type_or_by_a_flag_and_knows_its_readers() -> None:
    flagged = rules(private=(PrivateLine(when(flags="compliance legal"), KIM), PrivateLine(when(flags="legal"), MIA)))
    assert privacy(flagged, situation()) == Privacy()
    assert privacy(flagged, situation(type="hr")) == Privacy(frozenset({"hr"}), readers=targets("hr:"))
    assert privacy(flagged, situation("legal")) == Privacy(flags=frozenset({"legal"}), readers=(*KIM, *MIA))
    assert privacy(flagged, situation("legal", type="hr")).readers == (*targets("hr:"), *KIM, *MIA)
    assert [privacy(flagged, known).private for known in (situation(), situation("compliance"))] == [False, True]

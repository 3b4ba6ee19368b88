"""The doors of a person and of a timer: load, step, save, in one transaction."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cases.access import ROOM, viewer
from bot.cases.case import Status
from bot.cases.commands import Accept, AddNote, Confirm, Decline, Resolve, Show, Triage
from bot.cases.events import PlaceMissing
from bot.cases.outcome import MessageKind, Outcome, Refused, Topic
from bot.destinations import destinations
from bot.engine import Engine, Fired, NoPolicy, Stalled
from bot.messages.owed import Destination
from bot.people.identity import Platform
from bot.people.rooms import unhoused
from bot.people.roster import Place
from bot.policy.policy import Policy
from bot.policy.rules import CaseType, PriorityOverride
from bot.policy.when import Compared, Comparison, When
from bot.words import Label
from storage.store import open_store
from tests.core.corridor import KEYS, Corridor, CountedIds, HandClock
from tests.harness.builders import (
    CLOSED_WELL,
    START,
    company,
    facts,
    fallback,
    handover,
    later,
    level,
    overridden,
    path,
    rules,
    text,
)

PRIVATE = path(level("hugo", 5), path_id="web", fallback=fallback("hugo"))


@pytest.fixture
def corridor() -> Iterator[Corridor]:
    made = Corridor()
    yield made
    made.store.close()


# a person


def test_opening_asks_the_first_level_and_starts_its_clock(corridor: Corridor) -> None:
    done = corridor.opens()
    assert (done.case.id, done.case.number, done.repeated) == ("case1", 1, False)
    assert done.case.ladder.ends_at == later(5)
    assert [(owed.message.kind, owed.destination.person) for owed in corridor.owed()] == [
        (MessageKind.ASK, "ana"),
        (MessageKind.TELL, "rita"),
    ]
    assert corridor.saved == 1


def test_a_command_changes_the_case_and_wakes_the_relay(corridor: Corridor) -> None:
    corridor.opens()
    done = corridor.does("ana", Accept())
    assert done.case == corridor.case()
    assert corridor.status() == (Status.ACCEPTED, "ana")
    assert corridor.saved == 2


def test_a_repeated_delivery_gets_the_first_answer_and_changes_nothing(corridor: Corridor) -> None:
    corridor.opens()
    first = corridor.does("ana", Accept(), key="again")
    corridor.does("ana", AddNote(text("looking", "ana")))
    before = (corridor.happened(), corridor.saved)
    repeat = corridor.does("ana", Accept(), key="again")
    assert repeat.repeated
    assert repeat.entries == first.entries
    assert (corridor.happened(), corridor.saved) == before


def test_a_repeated_opening_is_the_same_case(corridor: Corridor) -> None:
    first = corridor.opens(key="again")
    corridor.does("ana", Accept())
    repeat = corridor.opens(key="again")
    assert repeat.repeated
    assert (repeat.case.id, repeat.entries) == (first.case.id, first.entries)
    assert corridor.next_number() == 2


def test_an_opening_that_was_carried_out_while_it_waited_for_its_number_is_the_same_case(corridor: Corridor) -> None:
    """As between two processes on PostgreSQL, where only the number's row makes them wait for one another."""
    first = corridor.opens(key="again")
    asked: list[str] = []

    class Racing(Engine):
        def _past(self, unit, key):  # type: ignore[no-untyped-def]
            asked.append(key)
            return super()._past(unit, key) if len(asked) > 1 else None

    other = Racing(corridor.store, corridor.clock, corridor.ids, corridor.platforms)
    repeat = other.open("rita", handover(), facts(), "again")
    assert repeat.repeated
    assert repeat.entries == first.entries


def test_a_refused_command_leaves_nothing(corridor: Corridor) -> None:
    corridor.opens()
    before = (corridor.happened(), corridor.owed(), corridor.saved)
    assert corridor.refusal("ana", Confirm(), key="pressed") == "refused.may_not.confirm"
    assert (corridor.happened(), corridor.owed(), corridor.saved) == before
    assert not corridor.does("ana", Accept(), key="pressed").repeated  # the key was not remembered


def test_a_refused_opening_uses_up_no_number() -> None:
    strict = CaseType("incident", Label.plain("Incident"), required={"any": ("summary", "steps")})
    corridor = Corridor(Policy(rules(types={"incident": strict}), company()))
    with pytest.raises(Refused) as refused:
        corridor.opens(impact="one", key="sent")
    assert refused.value.field == "steps"
    assert corridor.saved == 0
    done = corridor.opens(impact="all", key="sent")  # an urgent one is not held up
    assert (done.case.number, done.repeated) == (1, False)
    corridor.store.close()


def test_a_command_that_changes_nothing_is_no_delivery_to_remember(corridor: Corridor) -> None:
    corridor.opens()
    case = corridor.case()
    with corridor.store.writing() as unit:
        done = corridor.engine._done(unit, Outcome(case), corridor.engine.roster_in(unit, START), "key", START)
        assert unit.remembered("key") is None
    assert done.entries == ()


def test_a_case_that_one_may_not_read_answers_like_one_that_does_not_exist() -> None:
    corridor = Corridor(Policy(rules(PRIVATE), company()))
    corridor.opens(type="hr")
    for who, case_id in (("ben", "case1"), ("ben", "no such case"), ("hugo", "no such case")):
        assert corridor.refusal(who, Show(), case_id) == "refused.unknown_case"
    assert corridor.does("hugo", Show())
    roster = corridor.engine.roster()
    assert corridor.engine.case(viewer("hugo", roster), "case1")
    assert corridor.engine.case(viewer("ben", roster), "case1") is None
    assert corridor.engine.case(ROOM, "case1") is None
    assert corridor.engine.case(viewer("hugo", roster), "no such case") is None
    corridor.store.close()


def test_whom_it_concerns_finds_no_case_either(corridor: Corridor) -> None:
    corridor.opens(concerned=["ben"])
    assert corridor.refusal("ben", Show()) == "refused.unknown_case"


def test_without_a_policy_nothing_is_opened_and_nobody_is_known() -> None:
    store = open_store("sqlite://", KEYS)
    engine = Engine(store, HandClock(), CountedIds(), frozenset())
    with pytest.raises(NoPolicy):
        engine.open("rita", handover(), facts(), "key")
    with pytest.raises(NoPolicy):
        engine.roster()
    with pytest.raises(NoPolicy):
        engine.rules()
    store.close()


def test_a_case_keeps_the_rules_it_was_opened_under_and_asks_the_people_of_today(corridor: Corridor) -> None:
    corridor.opens()
    newer = rules(path(level("cleo", 1)), version="v2", label="2")
    corridor.replace_policy(newer, company(without="ben"))
    corridor.later(5)
    corridor.fires()
    assert [ask.person for ask in corridor.case().open_asks()] == ["ana", "mia"]  # v1's ladder, without ben
    assert corridor.engine.rules("v1").label == "1"
    assert corridor.engine.rules() == newer


# places


def places(**rooms: Place) -> Policy:
    return Policy(rules(path(level("ana", 5, tell=f"#{next(iter(rooms))}"))), company(places=rooms))


@pytest.mark.parametrize(
    ("place", "rooms"),
    [
        (Place("ops", slack="#ops"), [("slack", "#ops")]),
        (Place("ops", teams="Ops/Incidents"), [("teams", "Ops/Incidents")]),
        (Place("ops", slack="#ops", teams="Ops/Incidents"), [("slack", "#ops"), ("teams", "Ops/Incidents")]),
        (Place("ops", email=("ops@nordlys.example",)), []),
    ],
    ids=["on Slack", "on Teams", "on both", "on neither"],
)
def test_a_place_is_told_on_every_platform_that_it_names(place: Place, rooms: list[tuple[str, str]]) -> None:
    corridor = Corridor(places(ops=place), frozenset({Platform.SLACK, Platform.TEAMS}))
    corridor.opens()
    told = [owed.destination for owed in corridor.owed() if owed.message.place]
    assert sorted(told, key=str) == [Destination(None, "ops", Platform(on), room) for on, room in rooms]
    corridor.store.close()


def test_a_place_without_a_room_on_any_platform_that_is_set_up_is_reported_as_missing() -> None:
    for place in (Place("ops", teams="Ops/Incidents"), Place("ops", email=("ops@nordlys.example",))):
        corridor = Corridor(places(ops=place), frozenset({Platform.SLACK}))
        done = corridor.opens()
        assert [owed for owed in corridor.owed() if owed.message.place] == []
        with corridor.store.writing() as unit:
            assert unit.entries("case1")[-1].event == PlaceMissing("ops", None, ("kim",))
        assert [owed.destination.person for owed in corridor.owed() if owed.message.topic is Topic.PLACE_MISSING] == [
            "kim"
        ]
        assert done.case == corridor.case()
        assert corridor.opens(key="open checkout is down").entries == done.entries  # what the person did, no more
        corridor.store.close()


def test_a_place_with_a_room_on_one_of_the_platforms_is_not_missing() -> None:
    corridor = Corridor(places(ops=Place("ops", "#ops", "Ops/Incidents")), frozenset({Platform.SLACK}))
    corridor.opens()
    assert "PlaceMissing" not in corridor.happened()
    corridor.store.close()


def test_places_without_a_room_are_known_before_any_case_needs_them() -> None:
    roster = company(
        places={
            "ops": Place("ops", slack="#ops"),
            "plant": Place("plant", teams="Plant/Incidents"),
            "mail": Place("mail", email=("ops@nordlys.example",)),
        }
    )
    assert unhoused(roster, frozenset({Platform.SLACK})) == ("plant", "mail")
    assert unhoused(roster, frozenset({Platform.SLACK, Platform.TEAMS})) == ("mail",)
    assert unhoused(roster, frozenset({Platform.SANDBOX})) == ()


def test_the_sandbox_has_a_room_for_every_place() -> None:
    corridor = Corridor(places(ops=Place("ops", email=("ops@nordlys.example",))), frozenset({Platform.SANDBOX}))
    corridor.opens()
    rooms = [owed.destination.room for owed in corridor.owed() if owed.message.place]
    assert rooms == ["ops"]
    corridor.store.close()


def test_a_place_that_the_policy_no_longer_has_is_told_nothing() -> None:
    corridor = Corridor(places(ops=Place("ops", slack="#ops")))
    done = corridor.opens()
    roster = replace(corridor.policy.roster, places={})
    told = replace(corridor.owed()[-1].message, place="ops", person=None)
    assert list(destinations(told, roster, corridor.platforms)) == []
    assert done.case.told_places == ("ops",)
    corridor.store.close()


def test_a_customers_third_case_in_thirty_days_may_be_weighed_as_such() -> None:
    third = PriorityOverride(
        When((Compared("repeats", Comparison.AT_LEAST, 3),)), Label.plain("the third time"), to="P1"
    )
    made = Corridor(policy=Policy(rules(priority=overridden(third)), company()))
    long_ago = made.opens("long ago", impact="one", customer="acme").case
    made.clock.at += timedelta(days=31)
    priorities = [made.opens(f"case {n}", impact="one", customer="acme").case.priority for n in range(3)]
    assert (long_ago.priority, priorities) == ("P3", ["P3", "P3", "P1"])
    made.store.close()


def test_triage_that_names_another_customer_counts_that_customers_cases() -> None:
    third = PriorityOverride(
        When((Compared("repeats", Comparison.AT_LEAST, 3),)), Label.plain("the third time"), to="P1"
    )
    made = Corridor(policy=Policy(rules(priority=overridden(third)), company()))
    for number in range(2):
        made.opens(f"case {number}", impact="one", customer="acme")
    other = made.opens("whose is it?", impact="one").case
    made.does("ana", Accept(), other.id)
    named = Triage(text("it is theirs", "ana"), facts=replace(other.facts, customer="acme"))
    assert made.does("ana", named, other.id).case.priority == "P1"
    made.store.close()


# a timer


def test_nothing_fires_before_its_time(corridor: Corridor) -> None:
    corridor.opens()
    corridor.clock.at = later(5) - timedelta(microseconds=1)
    assert corridor.engine.fire() is None
    corridor.clock.at = later(5)
    assert corridor.engine.fire() == Fired("case1")
    assert [ask.person for ask in corridor.case().open_asks()] == ["ana", "ben"]


def test_the_most_overdue_case_fires_first_and_each_climbs_one_level(corridor: Corridor) -> None:
    corridor.opens("one")
    corridor.later(1)
    corridor.opens("two")
    corridor.later(minutes=9 * 60)
    fired = corridor.fires()
    assert fired[0].case_id == "case1"
    assert {one.error for one in fired} == {None}
    assert corridor.case("case1").ladder.level == corridor.case("case2").ladder.level == 2


def test_while_the_clock_is_in_doubt_nothing_fires_neither_together_nor_alone(corridor: Corridor) -> None:
    corridor.opens()
    corridor.later(minutes=5)
    doubting = Engine(corridor.store, corridor.clock, corridor.ids, corridor.platforms, held=lambda: True)
    assert (doubting.fire_due(), doubting.fire()) == ((), None)
    assert corridor.engine.fire_due()


def test_a_timer_fires_once_although_two_engines_look(corridor: Corridor) -> None:
    corridor.opens()
    other = Engine(corridor.store, corridor.clock, corridor.ids, corridor.platforms)
    corridor.later(5)
    assert [corridor.engine.fire(), other.fire()] == [Fired("case1"), None]
    assert corridor.happened().count("LevelReached") == 2


class Failing(Exception):
    pass


@pytest.fixture
def broken(corridor: Corridor, monkeypatch: pytest.MonkeyPatch) -> Corridor:
    """A case whose timers fail at five minutes past."""
    corridor.opens()
    real = Engine._fire

    def fails(self: Engine, unit: object, case_id: str, now: object) -> None:
        real(self, unit, case_id, now)  # type: ignore[arg-type]
        if case_id == "case1":
            raise Failing

    monkeypatch.setattr(Engine, "_fire", fails)
    corridor.later(5)
    return corridor


def rests(corridor: Corridor) -> timedelta:
    with corridor.store.writing() as unit:
        due_at = unit.next_due_at()
    assert due_at
    return due_at - corridor.clock.at


def test_a_timer_that_fails_is_rolled_back_and_rests(broken: Corridor) -> None:
    fired = broken.engine.fire()
    assert fired
    assert isinstance(fired.error, Failing)
    assert broken.case().ladder.level == 1
    assert broken.engine.fire() is None
    assert rests(broken) == timedelta(seconds=1)


def test_it_is_tried_again_for_ever_with_longer_and_longer_rests(broken: Corridor) -> None:
    rested = []
    for _ in range(60):
        assert len(broken.fires()) == 1
        rested.append(rests(broken))
        broken.clock.at += rested[-1]
    assert rested[:9] == [timedelta(seconds=2**n) for n in range(9)]
    assert set(rested[9:]) == {timedelta(minutes=5)}


def test_at_the_first_failure_those_who_can_act_are_told_once(broken: Corridor) -> None:
    for _ in range(3):
        broken.fires()
        broken.later(5)
    assert broken.happened().count("GotStuck") == 1
    told = [owed.destination.person for owed in broken.owed() if owed.message.topic is Topic.STUCK]
    assert told == ["kim"]


def test_a_timer_that_works_again_carries_on_where_it_stood(broken: Corridor, monkeypatch: pytest.MonkeyPatch) -> None:
    broken.fires()
    monkeypatch.undo()
    broken.later(seconds=1)
    assert broken.fires() == [Fired("case1")]
    assert broken.case().ladder.level == 2


def test_other_cases_climb_while_one_is_stuck(broken: Corridor) -> None:
    broken.opens("another")
    broken.later(5)
    broken.fires()
    assert broken.case("case2").ladder.level == 2


def test_what_another_process_has_carried_out_meanwhile_neither_rests_nor_counts_as_stuck(
    corridor: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the commit failed, there it did not: between the failure and the rest somebody else was quicker."""
    corridor.opens()
    corridor.later(5)
    real = Engine._fire

    def fails_here(self: Engine, *_: object) -> None:
        monkeypatch.setattr(Engine, "_fire", real)
        raise Failing

    def quicker(self: Engine, case_id: str) -> None:
        monkeypatch.setattr(Engine, "_rest", rest)
        assert self.fire() == Fired(case_id)
        rest(self, case_id)

    rest = Engine._rest
    monkeypatch.setattr(Engine, "_fire", fails_here)
    monkeypatch.setattr(Engine, "_rest", quicker)
    assert isinstance(corridor.engine.fire(), Fired)
    assert corridor.case().ladder.level == 2
    assert "GotStuck" not in corridor.happened()
    assert rests(corridor) > timedelta(minutes=1), "it is woken when its next timer is due, and not before"


def test_a_case_that_cannot_even_be_told_of_rests_all_the_same(
    broken: Corridor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else its timer would be first in the queue for ever, and no other case would climb."""
    broken.opens("another")
    broken.later(5)

    def fails(*_: object) -> None:
        raise Failing

    monkeypatch.setattr(Engine, "report", fails)
    broken.fires()
    assert broken.case("case2").ladder.level == 2
    assert broken.happened().count("GotStuck") == 0


def test_a_timer_that_changes_nothing_counts_as_failing(corridor: Corridor, monkeypatch: pytest.MonkeyPatch) -> None:
    corridor.opens()
    monkeypatch.setattr("bot.engine.stepped", lambda case, *_: Outcome(case))
    corridor.later(5)
    fired = corridor.engine.fire()
    assert fired
    assert isinstance(fired.error, Stalled)
    assert rests(corridor) > timedelta()


def test_a_row_that_is_due_without_a_timer_counts_as_failing(corridor: Corridor) -> None:
    corridor.opens()
    with corridor.store.writing() as unit:
        unit.rest("case1", corridor.clock.at)  # due now, though no timer of the case is
    fired = corridor.engine.fire()
    assert fired
    assert isinstance(fired.error, Stalled)
    assert rests(corridor) > timedelta()


def test_a_timer_of_a_case_that_is_not_there_counts_as_failing(corridor: Corridor) -> None:
    with corridor.store.writing() as unit, pytest.raises(Stalled, match="not there"):
        corridor.engine._fire(unit, "no such case", START)
    with corridor.store.writing() as unit:
        corridor.engine._tell_that_it_is_stuck(unit, "no such case")


def test_where_the_database_cannot_be_asked_the_door_says_so(corridor: Corridor) -> None:
    with corridor.store.database.writing() as connection:
        connection.exec_driver_sql("DROP TABLE cases")
    with pytest.raises(Exception, match="no such table"):
        corridor.engine.fire()


def test_a_closed_case_has_no_timers(corridor: Corridor) -> None:
    corridor.opens()
    corridor.does("ana", Accept())
    corridor.does("ana", Resolve(CLOSED_WELL))
    corridor.does("rita", Confirm())
    assert corridor.status()[0] is Status.CLOSED
    corridor.later(minutes=60 * 24 * 30)
    assert corridor.fires() == []


def test_who_declines_passes_it_on_in_the_same_commit(corridor: Corridor) -> None:
    corridor.opens()
    corridor.does("ana", Decline(text("on a train", "ana"), 1, 1))
    assert [ask.person for ask in corridor.case().open_asks()] == ["ben"]

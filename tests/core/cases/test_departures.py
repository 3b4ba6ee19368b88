"""Where a case leaves the course that its policy set: break-glass, and another version (S34, R18)."""

from dataclasses import replace

import pytest

from bot.cases.case import Status, WaitingFor
from bot.cases.clocks import ClockKind
from bot.cases.commands import (
    Accept,
    Approve,
    BreakGlass,
    Confirm,
    Decline,
    Escalate,
    HandBack,
    MoveVersion,
    NeedInfo,
    Resolve,
    Triage,
    WaitFor,
)
from bot.cases.ladder import Stage
from bot.cases.rights import may
from bot.cases.verbs import Verb
from bot.durations import minutes
from bot.policy.rules import AtOnce, Path, PriorityRules, Rules
from tests.core.cases.world import World
from tests.harness.builders import (
    CLOCKS,
    CLOSED_WELL,
    COMPANY,
    FIELDS,
    LADDER,
    PRIORITY,
    TYPES,
    approval,
    clock,
    facts,
    later,
    level,
    path,
    rules,
    target,
    text,
    when,
    with_authority,
)

WHY = text()
DECIDING = with_authority(mia="approve", hugo="break-glass", kim="policy approve")


def world(*paths: Path, opened: bool = True, **more: object) -> World:
    made = World(rules(*paths, **more), DECIDING)  # type: ignore[arg-type]
    return made.opens() if opened else made


# break-glass


def test_break_glass_jumps_to_any_level_at_once_on_record_and_to_be_reviewed() -> None:
    broken = world()
    broken.does("hugo", BreakGlass(3, WHY))
    assert broken.story[-3:] == ["Mon 10:00 glass broken to 3", "Mon 10:00 level 3", "Mon 10:00 asks mia"]
    assert broken.case.glass_broken
    assert broken.case.remarks[-1].text == WHY
    assert broken.heard() == {("mia", "ask"), ("cards", "refresh")}


def test_it_goes_down_as_well_as_up_and_the_owner_stays_until_somebody_takes_over() -> None:
    broken = world().wait(15)
    broken.does("mia", Accept())
    broken.does("hugo", BreakGlass(1, WHY))
    assert broken.story[-1] == "Mon 10:15 asks ana to take over"
    assert (broken.case.status, broken.case.owner) == (Status.ACCEPTED, "mia")


def test_it_ignores_hours_and_approval_and_whatever_the_case_waits_for() -> None:
    night = World(rules(path(level("ana"), level("ben", 60, hours="office"))), DECIDING, later(hours=9)).opens()
    night.does("hugo", BreakGlass(2, WHY))
    assert night.story[-1] == "Mon 19:00 asks ben"
    asked = World(rules(approval=[approval()]), DECIDING).opens(impact="one")
    asked.does("hugo", BreakGlass(2, WHY))
    assert asked.story[1:] == ["Mon 10:00 approval dropped", "Mon 10:00 glass broken to 2", "Mon 10:00 level 2",
                               "Mon 10:00 asks ben"]  # fmt: skip
    assert asked.case.running(ClockKind.ACCEPT)
    waiting = world()
    waiting.does("ana", Accept())
    waiting.does("ana", WaitFor(WaitingFor.CUSTOMER, WHY))
    waiting.does("hugo", BreakGlass(2, WHY))
    assert waiting.case.status is Status.ACCEPTED


def test_only_those_with_the_authority_may_and_only_to_a_level_there_is() -> None:
    broken = world()
    assert broken.refuses("kim", BreakGlass(2, WHY)) == "may_not.break_glass"
    assert broken.refuses("hugo", BreakGlass(0, WHY)) == "no_such_level"
    assert broken.refuses("hugo", BreakGlass(4, WHY)) == "no_such_level"
    assert not may("slack:T1:U9", Verb.BREAK_GLASS, broken.case, DECIDING)
    assert not may("hugo", Verb.BREAK_GLASS, broken.case, COMPANY)


def test_it_opens_no_private_case_to_who_breaks_it() -> None:
    private = World(rules(), DECIDING).opens(type="hr")
    private.does("hugo", BreakGlass(2, WHY))
    assert private.case.asked == ("ana", "ben")
    assert "hugo" not in (*private.case.approvers, *private.case.owners, *private.case.told)


# another version


def moved(to: Rules, made: World) -> World:
    made.versions[to.version] = to
    assert made.story
    made.does("kim", MoveVersion(to.version, WHY))
    assert made.case.version == to.version
    return made


def newer(*paths: Path, **more: object) -> Rules:
    return rules(*paths, version="v2", label="2", **more)  # type: ignore[arg-type]


def test_on_the_same_path_the_level_stays_with_its_new_limit_and_the_clocks_move() -> None:
    limits = replace(CLOCKS, resolve=minutes(30))
    made = moved(newer(path(level("ana", 8), level("hugo", 10)), clocks=[limits]), world().wait(2))
    assert made.story == ["Mon 10:02 version v2"]
    assert made.case.ladder.ends_at == later(8)
    resolve = made.case.running(ClockKind.RESOLVE)
    assert resolve
    assert resolve.ends_at == later(30)
    assert made.wait(6).story == ["Mon 10:08 level 2", "Mon 10:08 asks hugo"]


def test_another_path_begins_at_its_beginning_and_nobody_else_is_asked_while_somebody_has_it() -> None:
    made = moved(newer(path(level("cleo"), path_id="new", at_once=(AtOnce(when(priority="P3")),))), world().wait(6))
    assert made.story == ["Mon 10:06 version v2", "Mon 10:06 path new", "Mon 10:06 level 1", "Mon 10:06 asks cleo"]
    owned = world()
    owned.does("ana", Accept())
    moved(newer(path(level("cleo"), path_id="new")), owned)
    assert owned.story == ["Mon 10:00 version v2", "Mon 10:00 path new"]
    assert (owned.case.status, owned.case.owner) == (Status.ACCEPTED, "ana")


def test_a_shorter_path_begins_anew_where_the_case_has_been_higher() -> None:
    made = moved(newer(path(level("cleo"), path_id="web")), world().wait(6))
    assert made.story[-2:] == ["Mon 10:06 level 1", "Mon 10:06 asks cleo"]
    back = world().wait(6)
    back.does("ben", Accept())
    back.does("ben", HandBack(WHY))
    moved(newer(path(level("ana"), path_id="web")), back)
    assert back.case.ladder.asks == ()


def test_an_at_once_line_of_the_new_version_takes_it_higher() -> None:
    higher = path(*LADDER.levels, at_once=(AtOnce(when(priority="P1"), 2, (target("cleo"),)),))
    made = moved(newer(higher), world())
    assert made.story == ["Mon 10:00 version v2", "Mon 10:00 tells cleo", "Mon 10:00 level 2", "Mon 10:00 asks ben"]


def test_a_level_that_sleeps_is_asked_whether_it_is_open_now_and_the_fallback_goes_on() -> None:
    night = World(rules(path(level("ana", 60, hours="office"))), DECIDING, later(hours=9)).opens()
    moved(newer(path(level("ana", 60))), night)
    assert night.story[-2:] == ["Mon 19:00 level 1", "Mon 19:00 asks ana"]
    high = world().wait(30)
    assert high.case.ladder.stage is Stage.FALLBACK
    moved(newer(), high)
    assert high.story == ["Mon 10:30 version v2"]
    assert high.wait(30).story[-1] == "Mon 11:00 asks kim"


def test_priority_is_worked_out_anew_unless_a_person_had_set_it() -> None:
    graver = newer(priority=replace(PRIORITY, table={"all": ("P2", "P2"), "some": ("P2", "P3"), "one": ("P3", "P4")}))
    assert moved(graver, world()).case.priority == "P2"
    set_by_hand = world()
    set_by_hand.does("ana", Accept())
    set_by_hand.does("ana", Triage(WHY, priority="P4"))
    assert moved(graver, set_by_hand.copy()).case.priority == "P4"
    other_names = PriorityRules(("A", "B"), frozenset({"A"}), PRIORITY.impact, PRIORITY.urgency,
                                {"all": ("A", "B"), "some": ("A", "B"), "one": ("B", "B")})  # fmt: skip
    assert moved(newer(priority=other_names), set_by_hand).case.priority == "A"


def test_what_becomes_private_leaves_every_room() -> None:
    made = World(rules(path(level("ana", 5, tell="#ops"))), DECIDING).opens()
    private = newer(types={"incident": replace(TYPES[0], private=True, readers=(target("kim"),))})
    moved(private, made)
    assert (made.case.private, made.case.told_places) == (True, ())


def test_a_private_case_moves_to_no_version_that_would_ask_others_about_it() -> None:
    secret = replace(TYPES[0], private=True, readers=(target("kim"),))
    made = World(rules(types={"incident": secret}), DECIDING).opens()
    made.versions["v2"] = newer()
    assert made.refuses("kim", MoveVersion("v2", WHY)) == "would_open"
    assert moved(newer(types={"incident": replace(secret, readers=(target("hugo"),))}), made).case.private


def test_a_resolved_case_keeps_waiting_for_its_reporter() -> None:
    made = world()
    made.does("ana", Accept())
    made.does("ana", Resolve(CLOSED_WELL))
    moved(newer(path(level("cleo"), path_id="new")), made)
    assert made.case.status is Status.RESOLVED
    assert made.case.ladder.path == "new"


def test_a_question_to_the_reporter_stays() -> None:
    made = world()
    made.does("ana", NeedInfo("steps"))
    assert moved(newer(), made).case.status is Status.WAITING


def test_what_waits_for_approval_is_asked_by_the_new_version_or_goes_on() -> None:
    asked = World(rules(approval=[approval()]), DECIDING).opens(impact="one")
    moved(newer(approval=[approval("kim")]), asked)
    assert asked.story == ["Mon 10:00 version v2", "Mon 10:00 approval dropped", "Mon 10:00 asks kim to approve"]
    free = World(rules(approval=[approval()]), DECIDING).opens(impact="one")
    moved(newer(path(level("cleo"), path_id="new")), free)
    assert free.story[1:] == ["Mon 10:00 path new", "Mon 10:00 approval dropped", "Mon 10:00 level 1",
                              "Mon 10:00 asks cleo"]  # fmt: skip


def test_what_waits_to_go_up_goes_up_unless_its_path_is_gone() -> None:
    def wanting_up() -> World:
        made = World(rules(approval=[approval()]), DECIDING).opens(impact="one")
        made.does("mia", Approve())
        made.does("ana", Accept())
        made.does("ana", Escalate(WHY))
        return made

    assert moved(newer(), wanting_up()).story[-1] == "Mon 10:00 asks ben to take over"
    gone = moved(newer(path(level("cleo"), path_id="new")), wanting_up())
    assert gone.story == ["Mon 10:00 version v2", "Mon 10:00 approval dropped", "Mon 10:00 path new"]


@pytest.mark.parametrize(
    ("given", "without"),
    [
        ({"type": "support"}, {"types": {"incident": TYPES[0]}}),
        ({"flags": frozenset({"safety"})}, {"flags": ("security",)}),
        ({"impact": "some"}, {"priority": replace(PRIORITY, impact=("all", "one"))}),
        ({"urgency": "later"}, {"priority": replace(PRIORITY, urgency=("now",))}),
        ({"choices": (("area", "network"),)}, {"fields": {}}),
        ({"choices": (("area", "network"),)}, {"fields": {"area": replace(FIELDS["area"], choices=("server",))}}),
    ],
)
def test_a_version_that_lacks_a_word_of_the_case_is_refused(
    given: dict[str, object], without: dict[str, object]
) -> None:
    made = World(rules(), DECIDING).opens(stated=facts(**given))
    made.versions["v2"] = newer(**without)
    assert made.refuses("kim", MoveVersion("v2", WHY)) == "no_place_for"


def test_a_version_never_in_force_the_same_and_a_closed_case_are_refused() -> None:
    made = world()
    assert made.refuses("kim", MoveVersion("v9", WHY)) == "unknown_version"
    assert made.refuses("kim", MoveVersion("v1", WHY)) == "same_version"
    assert made.refuses("hugo", MoveVersion("v1", WHY)) == "may_not.move_version"
    made.does("ana", Accept())
    made.does("ana", Resolve(CLOSED_WELL))
    made.does("rita", Confirm())
    assert made.refuses("kim", MoveVersion("v2", WHY)) == "not_now.closed"


def test_what_was_declined_stays_declined_on_the_same_path() -> None:
    made = World(rules(path(level("ana ben", 5))), DECIDING).opens()
    made.does("ana", Decline(WHY))
    moved(newer(path(level("ana ben", 9)), clocks=[clock(), CLOCKS]), made)
    assert [ask.person for ask in made.case.open_asks()] == ["ben"]

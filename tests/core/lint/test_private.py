"""A private case ends with somebody who may read it, and goes to nobody who may not (S40, S44)."""

from dataclasses import replace

from bot.durations import hours
from bot.lint.private import fallback_that_is_no_reader, private_case_let_out, readers_who_are_nobody
from bot.people.targets import CustomerContact, CustomerFollowers, ManagerOf, Party, PartyOf, Target
from bot.policy.rules import ApprovalLine, AtOnce, AudienceLine, CommunicationPlan, Default
from bot.policy.when import When
from tests.core.lint.drafts import (
    EVERYDAY,
    FLAGGED,
    INCIDENT,
    PRIVATE,
    example,
    findings,
    private_flag,
    private_type,
    said,
    sound,
)
from tests.harness.builders import fallback, level, path, targets, when

HR_CASES, FLAGGED_CASES = when(type="hr"), when(flags="compliance")


# readers


def test_somebody_must_be_able_to_read() -> None:
    assert said(readers_who_are_nobody, sound()) == []
    types = {"incident": INCIDENT, "hr": private_type("hr", "gone crew*"), "talks": private_type("talks", "hr:")}
    flags = (private_flag("legal", "kim"), private_flag("compliance", "nobody:"))
    assert said(readers_who_are_nobody, sound(types=types, private=flags)) == [
        (("types", "hr", "readers"), "read-by-nobody"),
        (("private", 1, "readers"), "read-by-nobody"),
    ]


def test_one_whom_the_fallback_asks_must_be_a_reader() -> None:
    assert said(fallback_that_is_no_reader, sound()) == []
    to_ana = path(level("hugo"), path_id="private", fits=HR_CASES, fallback=fallback("ana"))
    (found,) = findings(fallback_that_is_no_reader, sound(FLAGGED, to_ana, EVERYDAY))
    assert (found.place, found.code) == (("paths", "private", "fallback", "ask"), "fallback-no-reader")
    assert example(found) == ("type hr", "priority P1")


def test_teams_coordinators_and_managers_in_a_fallback_are_the_people_they_name() -> None:
    def ends_with(ask: str | list[Target]) -> list[object]:
        one = path(level("hugo"), path_id="private", fits=HR_CASES, fallback=fallback(ask))
        return list(said(fallback_that_is_no_reader, sound(FLAGGED, one, EVERYDAY)))

    assert ends_with("hr:") == []
    assert ends_with([ManagerOf("hugo")]) != [], "kim is no reader of the type"
    assert ends_with("web*") != []


def test_a_path_that_no_private_case_takes_may_end_with_anybody() -> None:
    assert said(fallback_that_is_no_reader, sound(FLAGGED, PRIVATE, path(level("ana"), fallback=fallback("ana")))) == []


def test_a_case_private_twice_over_has_the_readers_of_both() -> None:
    both = path(level("hugo"), path_id="both", fits=when(type="hr", flags="compliance"), fallback=fallback("kim"))
    assert said(fallback_that_is_no_reader, sound(both, FLAGGED, PRIVATE, EVERYDAY)) == [], "kim reads flagged ones"


def test_of_two_private_flags_each_has_its_own_readers_and_one_named_twice_has_both() -> None:
    legal = path(level("kim"), path_id="legal", fits=when(flags="legal compliance"), fallback=fallback("ana"))
    lines = (private_flag("compliance legal", "kim"), private_flag("compliance", "ana"))
    (found,) = findings(fallback_that_is_no_reader, sound(legal, PRIVATE, EVERYDAY, private=lines))
    assert example(found) == ("type incident", "priority P1", "flag legal")
    to_kim = replace(legal, fallback=fallback("kim"))
    assert said(fallback_that_is_no_reader, sound(to_kim, PRIVATE, EVERYDAY, private=lines)) == []


# rule 40


def let_out(**more: object) -> list[tuple[object, str]]:
    return [(place, code.removeprefix("private-")) for place, code in said(private_case_let_out, sound(**more))]


def on_path(fits: When, **more: object) -> list[tuple[object, str]]:
    one = path(level("ana", tell="#ops"), level("@telco", tell="ben"), path_id="one", fits=fits, **more)
    return said(private_case_let_out, sound(one))  # type: ignore[return-value]


def test_a_path_that_names_a_private_type_or_flag_goes_to_no_place_and_no_vendor() -> None:
    expected = [
        (("paths", "one", "levels", 0, "tell", 0), "private-in-a-place"),
        (("paths", "one", "levels", 1, "ask", 0), "private-to-a-vendor"),
    ]
    assert on_path(HR_CASES) == expected
    assert on_path(FLAGGED_CASES) == expected
    assert on_path(when(type="incident", flags="security")) == []


def test_at_once_and_fallback_of_such_a_path_go_there_neither() -> None:
    told = (AtOnce(when(flags="security"), tell=(CustomerFollowers(),)),)
    one = path(level("ana"), path_id="one", fits=HR_CASES, at_once=told, fallback=fallback("kim #ops"))
    assert said(private_case_let_out, sound(one)) == [
        (("paths", "one", "fallback", "ask", 1), "private-in-a-place"),
        (("paths", "one", "at_once", 0, "tell", 0), "private-to-a-customer"),
    ]


def test_a_level_or_trigger_that_names_it_itself_is_such_a_line_too() -> None:
    told = (AtOnce(FLAGGED_CASES, tell=targets("#ops")), AtOnce(when(flags="legal"), tell=targets("#ops")))
    one = path(level("ana", tell="#ops"), level("ben", tell="#lobby", when=HR_CASES), path_id="one", at_once=told)
    assert said(private_case_let_out, sound(one)) == [
        (("paths", "one", "levels", 1, "tell", 0), "private-in-a-place"),
        (("paths", "one", "at_once", 0, "tell", 0), "private-in-a-place"),
    ]


def test_no_customer_approves_a_private_case() -> None:
    lines = [
        ApprovalLine(fits, (CustomerFollowers(),), hours(1), Default.APPROVE)
        for fits in (HR_CASES, when(type="incident"))
    ]
    assert let_out(approval=tuple(lines)) == [(("approval", 0, "by", 0), "to-a-customer")]


def test_an_audience_of_a_private_case_is_no_place_no_customer_and_a_vendor_only_if_a_person_writes() -> None:
    everybody = (*targets("kim #ops @telco"), CustomerContact())
    audiences = (
        AudienceLine(everybody, hours(1), "status"),
        AudienceLine(everybody, hours(1), "status", by_stige=True),
        AudienceLine(everybody, hours(1), "status", by=PartyOf(Party.REPORTER)),
    )
    at = ("communication", 1, "audiences")
    plans = (CommunicationPlan(when(type="incident"), audiences), CommunicationPlan(HR_CASES, audiences))
    assert let_out(communication=plans) == [
        ((*at, 0, "to", 1), "in-a-place"),
        ((*at, 0, "to", 2), "to-a-vendor"),
        ((*at, 0, "to", 3), "to-a-customer"),
        ((*at, 1, "to", 1), "in-a-place"),
        ((*at, 1, "to", 2), "to-a-vendor"),
        ((*at, 1, "to", 3), "to-a-customer"),
        ((*at, 2, "to", 1), "in-a-place"),
        ((*at, 2, "to", 3), "to-a-customer"),
    ]

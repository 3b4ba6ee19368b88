"""The policy that Stige ships: it loads, uses the whole format, and gives a newcomer a ladder to climb."""

from datetime import timedelta

from adapters.policyfile import default_source, read_policy
from bot.durations import minutes
from bot.people.targets import OnCall, OnePerson, PlaceTarget, VendorTarget

POLICY = read_policy(default_source())
RULES, ROSTER = POLICY.rules, POLICY.roster


def test_it_has_all_the_types_that_stige_ships() -> None:
    assert set(RULES.types) == {"incident", "support", "quality", "compliance", "hr"}
    assert {name for name, found in RULES.types.items() if found.private} == {"compliance", "hr"}


def test_it_uses_every_section_so_that_a_keeper_finds_an_example_of_each() -> None:
    assert all((RULES.fields, RULES.private, RULES.suggest, RULES.approval, RULES.communication, RULES.templates))
    assert all((ROSTER.teams, ROSTER.places, ROSTER.vendors, ROSTER.calendars, ROSTER.schedules, ROSTER.customers))
    assert set(POLICY.not_in_force) == {"review"}


def test_an_urgent_incident_climbs_from_the_one_on_duty_to_the_head_within_half_an_hour() -> None:
    path = RULES.path("urgent")
    accept = next(line.accept for line in RULES.clocks if line.accept)
    waits = [
        (level.accept_within or accept).elapsed for level in path.levels if VendorTarget("skylink") not in level.ask
    ]
    assert path.levels[0].ask == (OnCall("platform-duty"),)
    assert path.levels[0].tell == (PlaceTarget("control-room"),)
    assert path.levels[1].ask == (OnePerson("sanna"),)
    assert accept == minutes(5)
    assert sum(waits, timedelta()) == timedelta(minutes=30)
    assert OnePerson("piet") in path.fallback.ask


def test_everybody_but_the_head_has_a_manager() -> None:
    assert [person.id for person in ROSTER.people.values() if not person.manager] == ["piet"]


def test_the_last_path_takes_every_case() -> None:
    assert RULES.paths[-1].when.clauses == ()


def test_whoever_is_asked_about_a_private_matter_may_read_it() -> None:
    for path, readers in (("personal", RULES.types["hr"].readers), ("confidential", RULES.private[0].readers)):
        asked = {target for level in RULES.path(path).levels for target in level.ask}
        assert asked | set(RULES.path(path).fallback.ask) <= set(readers)

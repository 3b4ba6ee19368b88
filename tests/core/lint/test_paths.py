"""Every case finds a path, and every path a case; what does not is shown by an example (S43)."""

from bot.lint.paths import hole_in_paths, path_nobody_reaches
from bot.policy.when import Compared, Comparison, When
from tests.core.lint.drafts import EVERYDAY, FLAGGED, HR, PRIVATE, example, findings, public, said, sound
from tests.harness.builders import clock, level, path, when


def test_a_sound_policy_has_no_hole_and_no_path_too_many() -> None:
    assert said(hole_in_paths, sound()) == []
    assert said(path_nobody_reaches, sound()) == []


# holes


def test_a_case_that_no_path_takes_is_told_at_the_last_path_with_an_example() -> None:
    paths = [
        path(level("ana"), path_id="a", fits=when(priority="P1")),
        path(level("ana"), path_id="b", fits=when(flags="legal")),
    ]
    (found,) = findings(hole_in_paths, public(*paths))
    assert (found.place, found.code) == (("paths", "b"), "no-path")
    assert example(found) == ("type incident", "priority P2")


def test_a_private_case_that_no_path_names_is_told_apart_from_ordinary_ones() -> None:
    (found,) = findings(hole_in_paths, sound(FLAGGED, EVERYDAY))
    assert (found.place, found.sentence.key) == (("paths", "everyday"), "lint.no_path_private")
    assert example(found) == ("type hr", "priority P1")


def test_a_flag_that_makes_private_wants_a_path_too() -> None:
    (found,) = findings(hole_in_paths, sound(PRIVATE, EVERYDAY))
    assert example(found) == ("type incident", "priority P1", "flag compliance")


def test_private_cases_may_have_a_hole_between_them_and_ordinary_ones_another() -> None:
    narrow = path(level("ana"), path_id="narrow", fits=when(type="incident"))
    keys = [found.sentence.key for found in findings(hole_in_paths, sound(FLAGGED, narrow))]
    assert keys == ["lint.no_path", "lint.no_path_private"]


def test_an_example_names_each_fact_that_makes_it_what_it_is() -> None:
    def one_hole(fits: When) -> tuple[str, ...]:
        (found,) = findings(hole_in_paths, public(path(level("ana"), fits=fits), regions=("eu",), clocks=[clock(fits)]))
        return example(found)[2:]

    def less(fact: str, amount: float) -> When:
        return When((Compared(fact, Comparison.BELOW, amount),))

    assert one_hole(when(area="network server")) == ("area not_stated",)
    assert one_hole(when(area="network")) == ("area server",)
    assert one_hole(when(customer="acme")) == ("other_customer",)
    assert one_hole(when(open_="office")) == ("office closed",)
    assert one_hole(when(closed="office")) == ("office open",)
    assert one_hole(less("users_affected", 5)) == ("users_affected not_stated",)
    assert one_hole(less("deadline", 3600)) == ("deadline not_stated",)


def test_of_a_customer_that_is_named_tier_and_region_go_without_saying() -> None:
    rest = [
        path(level("ana"), path_id="vip", fits=when(tier="standard")),
        path(level("ana"), path_id="other", fits=when(priority="P1")),
    ]
    found = findings(hole_in_paths, public(*rest, clocks=[clock(when(customer="acme", region="eu"))], regions=("eu",)))
    assert example(found[0]) == ("type incident", "priority P2", "customer acme")


# paths that nobody reaches


def test_a_path_nobody_reaches_is_told_at_it_and_at_the_one_that_takes_the_last_of_its_cases() -> None:
    first = path(level("ana"), path_id="first", fits=when(priority="P1"))
    second = path(level("ana"), path_id="second", fits=when(priority="P2"))
    both = path(level("ana"), path_id="both", fits=when(priority="P1 P2", flags="legal"))
    assert said(path_nobody_reaches, public(first, second, both, EVERYDAY)) == [
        (("paths", "both", "when"), "unreached"),
        (("paths", "second", "when"), "takes-all"),
    ]


def test_a_path_behind_one_for_every_case_is_not_reached() -> None:
    late = path(level("ana"), path_id="late", fits=when(priority="P1"))
    assert said(path_nobody_reaches, public(EVERYDAY, late)) == [
        (("paths", "late", "when"), "unreached"),
        (("paths", "everyday", "when"), "takes-all"),
    ]


def test_a_path_that_fits_no_case_at_all_is_told_at_it_alone() -> None:
    internal_support = path(level("ana"), path_id="odd", fits=when(type="support", audience="internal"))
    assert said(path_nobody_reaches, public(internal_support, EVERYDAY)) == [(("paths", "odd", "when"), "unreached")]
    standard_acme = path(level("ana"), path_id="odd", fits=when(customer="acme", tier="standard"))
    assert said(path_nobody_reaches, public(standard_acme, EVERYDAY)) == [(("paths", "odd", "when"), "unreached")]


def test_where_every_type_is_private_a_path_that_names_none_fits_no_case() -> None:
    rules = sound(PRIVATE, EVERYDAY, types={"hr": HR})
    assert said(path_nobody_reaches, rules) == [(("paths", "everyday", "when"), "unreached")]

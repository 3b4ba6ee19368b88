from dataclasses import FrozenInstanceError, dataclass
from dataclasses import replace as the_slow_way

import pytest

from bot.changing import replace, settle
from tests.core.cases.world import World
from tests.harness.builders import rules


@dataclass(frozen=True, slots=True)
class OneField:
    only: int


def test_a_changed_copy_is_what_the_standard_library_would_make() -> None:
    case = World(rules()).opens().case
    assert replace(case, seq=7, owner="ana") == the_slow_way(case, seq=7, owner="ana")
    assert hash(replace(case.ladder, level=2)) == hash(the_slow_way(case.ladder, level=2))


def test_the_value_itself_stays_as_it_was() -> None:
    value = OneField(1)
    assert (replace(value, only=2), value) == (OneField(2), OneField(1))


def test_the_copy_is_as_frozen_as_the_value() -> None:
    copy = replace(OneField(1), only=2)
    with pytest.raises(FrozenInstanceError):
        copy.only = 3  # type: ignore[misc]


def test_a_field_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError):
        replace(OneField(1), another=2)  # type: ignore[call-arg]


def test_what_nobody_has_seen_yet_is_settled_without_a_copy() -> None:
    fresh = replace(World(rules()).opens().case, seq=7)
    assert settle(fresh, seq=8) is fresh
    assert fresh.seq == 8
    with pytest.raises(AttributeError):
        settle(fresh, moon=1)  # type: ignore[call-arg]

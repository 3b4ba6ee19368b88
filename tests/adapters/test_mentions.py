"""The name of an account cannot say more than who is meant."""

import pytest

from adapters.mentions import by_id
from bot.grammar import OverrideDuty, read_line


@pytest.mark.parametrize(
    ("name", "person", "shown"),
    [
        ("Whatever 10:00", "ana", "ana"),
        ("Ana Berg", None, "Ana Berg"),
        ("Jean-Luc O’Neil Jr.", None, "Jean-Luc O’Neil Jr."),
        ("李 小龙", None, "李 小龙"),
        ("x 18:00 – 19:00 for @rita", None, "x_18_00_19_00_for_rita"),
        ("a" * 200, None, "a" * 60),
    ],
)
def test_an_account_is_its_person_or_a_plain_name(name: str, person: str | None, shown: str) -> None:
    assert by_id(name, person) == shown


def test_a_strangers_name_brings_neither_times_nor_others_into_a_command() -> None:
    stranger = by_id("Ida 10:00 – 12:00 for @kim in nights", None)
    asked = read_line(f"override @{stranger} 18:00 – 19:00 for @ben")
    assert isinstance(asked, OverrideDuty)
    assert (asked.span, asked.instead_of, asked.schedule) == ("18:00 – 19:00", "ben", "")

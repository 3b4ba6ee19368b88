"""Text as people see it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.clean import folded, tidy, tidy_lines


def test_one_line_stays_one_line() -> None:
    assert tidy(" a\tb\r\n c\u00a0d ") == "a b c d"


def test_what_turns_text_round_or_cannot_be_seen_is_left_out() -> None:
    assert tidy("pay\u202eroll\u200b\x1b[31m\ufeff") == "payroll[31m"


def test_joiners_stay_since_words_and_pictures_need_them() -> None:
    assert tidy("👩\u200d🔧") == "👩\u200d🔧"


def test_several_lines_keep_their_shape_without_long_gaps() -> None:
    assert tidy_lines("\n\na  \r\nb\r\r\n\n\nc\x00\n") == "a\nb\n\nc"


def test_letters_that_can_be_written_in_two_ways_are_written_in_one() -> None:
    assert tidy("Ostergåard") == tidy("Ostergåard")


def test_comparing_looks_past_case_width_and_accents() -> None:
    assert folded("  ACME Ａ/S ") == folded("acme a/s")
    assert folded("Tomás") == folded("TOMAS")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert tidy_lines(tidy_lines(text)) == tidy_lines(text)
    assert tidy_lines(text).encode() is not None

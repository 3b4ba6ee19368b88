"""What a button carries: input like any other."""

import pytest

from bot.cases.case import Status
from bot.cases.transitions import COMMAND_OF, VERB_OF, fits_status
from bot.cases.verbs import OF_A_CASE, Belief, Press, Verb


@pytest.mark.parametrize(
    "press",
    [
        Press(Verb.OPEN),
        Press(Verb.ACCEPT, "c1", Belief(2, 3, "ana")),
        Press(Verb.DECLINE, "c1", Belief(0, 1, "slack:T1:U9")),
        Press(Verb.SUGGESTION_FITS, "c1", Belief(1, 1, None, "flag:security")),
    ],
)
def test_a_press_comes_back_as_it_was_packed(press: Press) -> None:
    assert Press.unpacked(press.packed()) == press
    assert len(press.packed()) < 100


@pytest.mark.parametrize(
    "value",
    ["", "accept", "accept|c1|1|1", "accept|c1|1|1|ana|x|y", "fly|c1|1|1|", "accept|c1|-1|1|", "accept|c1|1|x|"],
)
def test_what_no_card_of_ours_carries_is_nothing(value: str) -> None:
    assert Press.unpacked(value) is None


@pytest.mark.parametrize("numbers", ["99999|1", "1|99999", "²|1", "1|²"])
def test_numbers_out_of_all_proportion_are_nothing(numbers: str) -> None:
    assert Press.unpacked(f"accept|c1|{numbers}|") is None


def test_every_verb_but_opening_is_a_command_and_opening_fits_whatever_the_status() -> None:
    assert set(COMMAND_OF) == set(OF_A_CASE) - {Verb.OPEN}
    twins = {Verb.SUGGESTION_FITS, Verb.SUGGESTION_MISFITS, Verb.HOLD, Verb.LIFT}  # yes and no of one command
    assert {VERB_OF[command] for command in COMMAND_OF.values()} | twins == set(COMMAND_OF)
    assert all(fits_status(Verb.OPEN, status) for status in Status)
    assert not fits_status(Verb.ACCEPT, Status.CLOSED)

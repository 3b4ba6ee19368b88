"""When pages are merged: never for who hears little, ever longer for who hears much (R21)."""

from datetime import timedelta

import pytest

from bot.messages.bundles import Burst
from bot.storms.merging import HANDFUL, LONGEST, SHORTEST, Merge, PutOff, verdict
from tests.harness.builders import START

JUST_NOW = START - timedelta(seconds=1)


def test_whoever_hears_little_is_never_kept_waiting() -> None:
    calm = [Burst(sent, JUST_NOW, HANDFUL - sent) for sent in range(HANDFUL + 1)]
    assert [verdict(burst, START) for burst in calm] == [None] * (HANDFUL + 1)


def test_more_than_a_handful_at_once_is_one_message_at_once() -> None:
    assert verdict(Burst(0, None, HANDFUL + 1), START) == Merge()
    assert verdict(Burst(HANDFUL - 1, JUST_NOW, 2), START) == Merge()


@pytest.mark.parametrize(("sent", "gathers"), [(5, 2), (6, 4), (7, 8), (8, 10), (9, 10), (1000, 10)])
def test_the_more_was_sent_the_longer_the_next_gather(sent: int, gathers: int) -> None:
    until_at = JUST_NOW + timedelta(seconds=gathers)
    assert SHORTEST <= timedelta(seconds=gathers) <= LONGEST
    assert verdict(Burst(sent, JUST_NOW, 3), START) == PutOff(until_at)
    assert verdict(Burst(sent, JUST_NOW, 3), until_at) == Merge()


def test_no_page_gathers_for_longer_than_that_whatever_else_is_sent_there() -> None:
    long_ago, soon = START - LONGEST, START + timedelta(minutes=30)
    assert verdict(Burst(50, JUST_NOW, 1, since_at=long_ago), START) is None
    assert verdict(Burst(50, JUST_NOW, 2, since_at=long_ago), START) == Merge()
    set_back = Burst(50, soon, 2, since_at=START)
    assert verdict(set_back, START) == PutOff(START + LONGEST), "sent by a clock that was ahead"


def test_while_others_there_are_looked_for_it_gathers_however_long_it_has_waited() -> None:
    long_ago = START - LONGEST
    assert verdict(Burst(9, JUST_NOW, 1, since_at=long_ago, unsettled=True), START) == PutOff(JUST_NOW + LONGEST)
    assert verdict(Burst(9, long_ago, 2, since_at=long_ago, unsettled=True), START) == Merge()


def test_one_that_has_gathered_no_others_goes_by_itself() -> None:
    assert verdict(Burst(9, START - LONGEST, 1), START) is None


def test_nothing_is_merged_while_an_earlier_bundle_is_on_its_way() -> None:
    assert verdict(Burst(1, JUST_NOW, 50, under_way=True), START) == PutOff(START + SHORTEST)
    assert verdict(Burst(1, JUST_NOW, 2, under_way=True), START) is None


def test_who_hears_little_again_hears_each_by_itself_again() -> None:
    assert verdict(Burst(0, None, 1), START) is None

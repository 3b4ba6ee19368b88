"""Whoever was reminded of a shift, and of whose shift or neighbours something changes, reads it anew where it stood."""

from datetime import timedelta

import pytest

from bot.cases.verbs import Press, Verb
from tests.core.duty.rota import Rota, drops
from tests.core.messages.company import read, rows


@pytest.fixture
async def reminded(rota: Rota) -> Rota:
    """Ben, at nine, of his shift from ten until tomorrow at ten."""
    rota.clock.at += timedelta(hours=21)
    await rota.chore.do(rota.clock.at)
    assert await rota.hears() == [("ben", "duty.soon")]
    return rota


async def stands(rota: Rota) -> list[tuple[str, str]]:
    """Headline and times of what took the place of a reminder since."""
    before = len(rota.slack.edits)
    await rota.hears()
    cards = [edit.card for edit in rota.slack.edits[before:] if edit.card]
    return [
        (read(card.headline, rota.clock.at), "".join(read(line, rota.clock.at) for line in card.lead)) for card in cards
    ]


@pytest.mark.parametrize("whose", ["in days", "for @ben"])
@pytest.mark.parametrize(
    ("span", "begins", "times"),
    [
        ("18:00 – tomorrow 10:00", "10:00", "10:00 to 18:00"),
        ("14:00 – 18:00", "10:00", "10:00 to 14:00"),
        ("10:00 – 12:00", "12:00", "12:00 to Wednesday 10:00"),
        ("09:30 – 12:00", "12:00", "12:00 to Wednesday 10:00"),
    ],
    ids=["its end", "its middle", "its beginning", "from before it begins"],
)
async def test_a_shift_that_is_cut_is_told_with_its_new_times(
    reminded: Rota, whose: str, span: str, begins: str, times: str
) -> None:
    reminded.types("mia", f"override @ida {span} {whose}")
    assert (f"Your shift in days begins {begins}", times) in await stands(reminded)


async def test_a_shift_that_begins_earlier_says_so(reminded: Rota) -> None:
    reminded.types("mia", "override @ben 09:15 – 10:00 for @ana")
    assert ("Your shift in days begins 09:15", "09:15 to Wednesday 10:00") in await stands(reminded)


async def test_a_shift_that_is_under_way_is_told_anew_too(reminded: Rota) -> None:
    reminded.clock.at += timedelta(hours=9)
    reminded.types("mia", "override @ida 20:00 – tomorrow 10:00 for @ben")
    assert ("Your shift in days begins 10:00", "10:00 to 20:00") in await stands(reminded)


async def test_a_shift_that_is_gone_names_who_has_it(reminded: Rota) -> None:
    reminded.types("mia", "override @ida for @ben")
    assert await stands(reminded) == [("This shift in days is not yours any more: ida", "")]


async def test_who_comes_before_and_after_is_put_right_too(reminded: Rota) -> None:
    reminded.types("mia", "override @ida tomorrow 10:00 – tomorrow 18:00 for @cleo")
    await reminded.hears()
    assert rows(reminded.slack.edits[-1].card.rows) == {"Before you": "ana", "After you": "ida"}  # type: ignore[union-attr]


async def test_a_shift_given_back_and_taken_again_is_right_each_time(reminded: Rota) -> None:
    seen = []
    for _ in range(2):
        reminded.types("mia", "override @ida 18:00 – tomorrow 10:00 for @ben")
        seen += await stands(reminded)
        reminded.presses("mia", Press(Verb.DUTY_CANCEL, reminded.only_deal()))
        seen += await stands(reminded)
    times = [lead for headline, lead in seen if headline.startswith("Your shift")]
    assert times == ["10:00 to 18:00", "10:00 to Wednesday 10:00"] * 2


async def test_whoever_stood_in_and_does_so_again_reads_that_it_is_theirs(rota: Rota) -> None:
    """Nobody is reminded twice of one shift, so what stands must be right."""
    rota.types("mia", "override @ida for @ben")
    rota.clock.at += timedelta(hours=21)
    await rota.chore.do(rota.clock.at)
    await rota.hears()
    rota.presses("mia", Press(Verb.DUTY_CANCEL, rota.only_deal()))
    assert ("This shift in days is not yours any more: ben", "") in await stands(rota)
    rota.types("mia", "override @ida for @ben")
    assert ("Your shift in days begins 10:00", "10:00 to Wednesday 10:00") in await stands(rota)


async def test_nobody_elses_reminder_is_touched(reminded: Rota) -> None:
    reminded.types("mia", "override @kim for @hugo in hr")
    assert await stands(reminded) == []


async def test_what_is_taken_back_in_a_schedule_that_is_gone_puts_nothing_right(reminded: Rota) -> None:
    reminded.types("mia", "override @ben tomorrow 10:00 – tomorrow 18:00 for @cleo")
    await reminded.hears()
    deal = reminded.only_deal()
    drops(reminded, schedules={"hr": reminded.policy.roster.schedules["hr"]})
    reminded.presses("mia", Press(Verb.DUTY_CANCEL, deal))
    assert not [headline for headline, _ in await stands(reminded) if " shift " in headline]
    assert reminded.overrides() == ()

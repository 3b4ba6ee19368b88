"""What the keepers read of those whom no message reaches."""

from datetime import timedelta

from bot.messages.reach import MOST_LISTED, claim_card, day_card, shift_card
from bot.messages.shown import Accent
from bot.people.identity import Platform
from bot.people.presence import Reach
from bot.people.reaching import Duty, Unheard
from bot.people.schedules import Shift
from bot.words import Name, Say, say
from tests.harness.builders import START

UNTIL = START + timedelta(hours=2)
DUTY = Duty("duty", Shift(("ana",), START, UNTIL))
ON_DUTY = say("reach.duty", schedule="duty", starts_at=START)


def missed(why: str, duty: Duty | None = None) -> Unheard:
    return Unheard(Reach("ana", START, False, why=why), duty)


def said(one: Unheard) -> object:
    return day_card([one]).body[0].value


def test_who_why_and_where_they_are_on_duty() -> None:
    assert said(missed("nowhere", DUTY)) == say("reach.unreachable", why=say("reach.why_nowhere"), duty=ON_DUTY)
    assert said(missed("gone")) == say("reach.unreachable", why=say("reach.why_gone"), duty=say("reach.no_duty"))


def test_the_platform_s_own_word_is_shown_as_such() -> None:
    value = said(missed("user_disabled"))
    assert isinstance(value, Say)
    assert dict(value.params)["why"] == say("reach.why_platform", word="user_disabled")


def test_until_when_a_chat_is_silent() -> None:
    silent = Unheard(Reach("ana", START, True, Platform.SLACK, UNTIL), DUTY)
    card = shift_card("duty", START, [silent])
    assert card.headline == say("reach.shift", schedule="duty", at=START)
    assert card.body[0].value == say("reach.silent", until=UNTIL, duty=ON_DUTY)
    assert (card.accent, card.notes) == (Accent.OPEN, ())


def test_that_they_are_skipped_meanwhile() -> None:
    card = day_card([missed("gone")])
    assert (card.accent, card.notes) == (Accent.URGENT, (say("reach.skipped"),))
    assert card.body[0].label == say("reach.who", person=Name("ana"))


def test_a_long_list_is_cut_and_says_so() -> None:
    card = day_card([missed("gone")] * (MOST_LISTED + 3))
    assert len(card.body) == MOST_LISTED
    assert card.notes[0] == say("reach.more", count=3)


def test_a_second_claimant_is_named_by_account_and_by_whom_they_claim_to_be() -> None:
    card = claim_card("slack:T1:UEVIL", "ana")
    assert card.lead == (say("reach.claim_what", account="slack:T1:UEVIL", person=Name("ana")),)

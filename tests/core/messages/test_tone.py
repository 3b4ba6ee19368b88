"""Nudges about lateness are plain, or gentle where the policy says so for the reader's region (R29, S39)."""

from dataclasses import replace

import pytest

from bot.messages.shown import Card
from bot.messages.tone import gentle, in_tone
from bot.policy.rules import Rules, Tone
from bot.words import Say, say
from tests.harness.builders import COMPANY, rules

LATE = say("news.breached", case="ESC-7")
CARD = Card(
    LATE, say("plain.news", news=LATE, summary="Down"), lead=(say("news.about", priority="P1", summary="Down"),)
)


def toned(**tone: Tone) -> Rules:
    return replace(rules(), tone=tone)


def test_a_region_has_its_own_tone_and_the_others_the_usual_one() -> None:
    gentle_in_eu = toned(eu=Tone.GENTLE)
    assert in_tone(CARD, gentle_in_eu, COMPANY, "ana").headline == say("gentle.breached", case="ESC-7")
    assert in_tone(CARD, gentle_in_eu, COMPANY, "rita") == CARD
    assert in_tone(CARD, gentle_in_eu, COMPANY, "slack:T1:U9") == CARD


def test_without_a_region_the_usual_tone_counts() -> None:
    usual = toned(default=Tone.GENTLE, eu=Tone.PLAIN)
    assert in_tone(CARD, usual, COMPANY, "rita").headline == say("gentle.breached", case="ESC-7")
    assert in_tone(CARD, usual, COMPANY, "ana") == CARD


def test_what_a_lock_screen_shows_is_gentle_too_and_all_else_stays() -> None:
    drawn = in_tone(CARD, toned(default=Tone.GENTLE), COMPANY, "rita")
    assert drawn.plain == say("plain.news", news=say("gentle.breached", case="ESC-7"), summary="Down")
    assert drawn.lead == CARD.lead


@pytest.mark.parametrize(
    ("plain", "kind"),
    [
        (say("card.reminder", left=1), say("gentle.reminder", left=1)),
        (
            say("plain.remind", priority="P1", case="ESC-7", summary="Down"),
            say("gentle.remind", priority="P1", case="ESC-7", summary="Down"),
        ),
        (say("news.update_missed", case="ESC-7"), say("gentle.update_missed", case="ESC-7")),
        (say("news.update_near", case="ESC-7", at=1), say("gentle.update_near", case="ESC-7", at=1)),
        (say("news.resolve_near", case="ESC-7", at=1), say("gentle.resolve_near", case="ESC-7", at=1)),
        (say("plain.news", news="so", summary="Down"), say("plain.news", news="so", summary="Down")),
        (say("word.yes"), say("word.yes")),
    ],
)
def test_what_is_about_lateness_has_gentle_words(plain: Say, kind: Say) -> None:
    assert gentle(plain) == kind

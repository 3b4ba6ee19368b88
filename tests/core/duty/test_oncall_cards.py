"""`/escalate oncall`: who is on duty now and next, what stands in the way, and what the viewer can do about it."""

from datetime import timedelta

from adapters.policyfile import read_policy
from bot.cases.verbs import Verb
from bot.desk.arrivals import Visit
from bot.desk.duty import on_call
from bot.messages.shown import Card, Cards
from bot.people.identity import Reader
from bot.people.presence import Feed, Stretch
from tests.core.duty.rota import Rota, cards_of, key_of, policy_text, verbs_of
from tests.core.messages.company import read
from tests.harness.builders import START

OFFICE = """
calendars: {office: {open: {mon-fri: "08:00-16:00"}}}
schedules:
  hr: {layers: [{people: [hugo], hours: office}]}
"""
SUBSCRIBED = """
schedules:
  feed: {layers: [{ical: duty.ics}]}
"""


def card(rota: Rota, who: str = "rita", schedule: str = "days") -> Card:
    [shown] = cards_of(rota.types(who, f"oncall {schedule}"))
    return shown


def notes(shown: Card) -> list[str]:
    return [note.key for note in shown.notes]


def test_a_card_says_who_is_on_duty_until_when_and_who_is_next(rota: Rota) -> None:
    said = [read(line, rota.clock.at) for line in card(rota).lead]
    assert said == ["days: ana, until Tuesday 10:00.", "Next: ben, from Tuesday 10:00."]


def test_each_schedule_has_a_card_and_those_on_it_find_cover(rota: Rota) -> None:
    offered = [Verb.DUTY_COVER, Verb.DUTY_SWAP, Verb.CALENDAR_LINK]
    assert [verbs_of(one) for one in cards_of(rota.types("ben", "oncall"))] == [offered, [Verb.CALENDAR_LINK]]
    assert verbs_of(card(rota, "rita")) == [Verb.CALENDAR_LINK]


def test_an_unknown_schedule_is_said_to_be(rota: Rota) -> None:
    assert key_of(rota.types("ana", "oncall nonsense")) == "who.unknown"


def test_who_is_away_and_who_answers_instead_is_said(rota: Rota) -> None:
    rota.is_away("ana", -1, 2)
    shown = card(rota)
    assert notes(shown) == ["oncall.answers_instead"]
    assert read(shown.notes[0], rota.clock.at) == "ana: away. ben answers instead."


def test_a_gap_is_said_with_its_times(rota: Rota) -> None:
    for who in ("ana", "ben", "cleo"):
        rota.is_away(who, -1, 2)
    shown = card(rota)
    assert notes(shown) == ["oncall.passed_over", "oncall.passed_over", "oncall.passed_over", "oncall.gap"]
    assert read(shown.notes[-1], rota.clock.at) == "Nobody is on call from 12:00 to 14:00."


def test_hours_in_which_no_level_asks_are_no_gap() -> None:
    text = policy_text(OFFICE)
    asked_at_all_hours, asked_in_hours = text, text.replace("ask: {on_call: hr}", "ask: {on_call: hr}, hours: office")
    assert _gaps_of_hr(asked_at_all_hours) == ["oncall.gap"]
    assert _gaps_of_hr(asked_in_hours) == []


def _gaps_of_hr(text: str) -> list[str]:
    policy = read_policy(text.encode())
    visit = Visit("rita", Reader("rita", "en", "UTC"), policy.roster, policy.rules, START)
    shown = on_call("hr", visit)
    assert isinstance(shown, Cards)
    return notes(shown.cards[0])


def test_a_gap_later_on_is_found_too(rota: Rota) -> None:
    for who in ("ana", "ben", "cleo"):
        rota.is_away(who, 50, 52)
        rota.is_away(who + " again", 60, 62)
    assert notes(card(rota)) == ["oncall.gap"]


def test_who_stands_in_is_shown_the_soonest_first(rota: Rota) -> None:
    rota.types("mia", "override @ida 18:00 – 19:00 in days")
    rota.types("mia", "override @cleo 13:00 – 17:00 for @ana")
    assert [row.label.key for row in card(rota).body] == ["oncall.stand_ins"]
    assert read(card(rota).body[0].value, rota.clock.at).splitlines() == [
        "days: cleo instead of ana, 13:00 to 17:00",
        "days: ida, 18:00 to 19:00",
    ]


def test_whoever_the_policy_does_not_name_may_look(rota: Rota) -> None:
    rota.users["stranger"] = rota.slack.has("stranger", email="stranger@story.example")
    assert verbs_of(card(rota, "stranger")) == []
    assert len(cards_of(rota.types("stranger", "override"))) == 1


def test_more_schedules_than_fit_are_counted() -> None:
    lines = "".join(f"  s{n}: {{layers: [{{people: [ana]}}]}}\n" for n in range(9))
    rota = Rota("schedules:\n" + lines)
    shown = rota.types("ana", "oncall")
    assert isinstance(shown, Cards)
    assert (len(shown.cards), [line.key for line in shown.intro]) == (8, ["oncall.more"])
    rota.store.close()


def test_the_age_of_a_subscribed_calendar_is_shown_when_it_is_old() -> None:
    rota = Rota(SUBSCRIBED)
    assert "oncall.feed_never" in notes(card(rota, schedule="feed"))
    now = rota.clock.at
    on_duty = Stretch(("ana@story.example",), now - timedelta(days=3), now + timedelta(days=30))
    with rota.store.writing() as unit:
        unit.keep_feed(Feed("duty.ics", (on_duty,), now, now))
    assert notes(card(rota, schedule="feed")) == []
    rota.later(minutes=25 * 60)
    assert notes(card(rota, schedule="feed")) == ["oncall.feed_old"]
    rota.store.close()

"""`/escalate me`: what somebody sees and sets of themselves, and what it changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.policyfile import read_policy
from bot.cases.commands import Accept
from bot.cases.verbs import Press, Verb
from bot.desk.desk import Desk
from bot.desk.installation import Installation
from bot.desk.me import MOST_ABSENCES
from bot.messages.shown import Card, Cards, FieldErrors, Form, Line, Response, Values
from bot.people.hours import hours_text
from bot.people.identity import Platform, Profile
from bot.people.presence import Absence, Feed, OwnSettings, Stretch
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.words import Name, Say, say
from tests.core.corridor import FILES, Corridor
from tests.harness.policies import story_policy

ROTA = """
schedules:
  nights: {layers: [{people: [ana, ben], turn: 1d, handoff: "08:00", from: 2026-01-05}]}
"""
LANGUAGES = {"da": "dansk", "en": "English"}


class Myself(Corridor):
    """Everybody types in Slack; what they say is about themselves."""

    def __init__(self, policy: Policy | None = None) -> None:
        with_rota = policy or read_policy((story_policy() + ROTA).encode())
        super().__init__(policy=with_rota, platforms=frozenset({Platform.SLACK, Platform.TEAMS}))
        self.desk = Desk(self.engine, FILES, installation=Installation(LANGUAGES))
        self.said = 0

    def key(self) -> str:
        self.said += 1
        return f"k{self.said}"

    def profile(self, who: str) -> Profile:
        return self.slack.has(who, email=f"{who}@story.example")

    def types(self, who: str, line: str, key: str = "") -> Response:
        return self.desk.typed(self.profile(who), line, key or self.key())

    def presses(self, who: str, verb: Verb) -> Response:
        return self.desk.pressed(self.profile(who), Press(verb), self.key())

    def sends(self, who: str, verb: Verb, **values: str) -> Response:
        given: Values = {name: (value,) for name, value in values.items()}
        return self.desk.submitted(self.profile(who), Press(verb), given, self.key())

    def card(self, who: str) -> Card:
        answer = self.types(who, "me")
        assert isinstance(answer, Cards), answer
        return answer.cards[0]

    def roster(self) -> Roster:
        return self.engine.roster()

    def own(self, who: str) -> OwnSettings:
        return self.roster().own[who]

    def why_away(self, who: str, hours: float = 0) -> str | None:
        return self.roster().why_away(who, self.clock.at + timedelta(hours=hours))


@pytest.fixture
def me() -> Iterator[Myself]:
    made = Myself()
    yield made
    made.store.close()


def key_of(response: Response) -> str:
    assert isinstance(response, Line), response
    return response.says[0].key


def rows(card: Card) -> dict[str, object]:
    return {row.label.key: row.value for row in (*card.rows, *card.body)}


def errors(response: Response) -> dict[str, str]:
    assert isinstance(response, FieldErrors), response
    return {name: sentence.key for name, sentence in response.by_field}


# a look


def test_the_card_says_how_stige_knows_me(me: Myself) -> None:
    shown = rows(me.card("ana"))
    assert shown["me.hours"] == Say("me.always")
    assert shown["me.chat"] == Say("me.chat_last", (("chat", Say("platform.slack")),))
    assert {"me.language", "me.zone", "me.shifts", "me.load"} <= shown.keys()


def test_a_shift_without_an_end_in_sight_is_told_without_one() -> None:
    me = Myself(read_policy(f"{story_policy()}schedules: {{always: {{layers: [{{people: ben}}]}}}}\n".encode()))
    assert rows(me.card("ben"))["me.shifts"] == say("me.shift_from", schedule="always", begins=me.clock.at)
    me.store.close()


def test_what_the_policy_says_of_me_is_told() -> None:
    of_ana = "{name: Ana Berg, limit: 3, hours: office,"
    office = 'calendars: {office: {open: {mon-fri: "08:00-16:00"}}}\n'
    policy = read_policy((office + story_policy().replace("{name: Ana Berg,", of_ana)).encode())
    me = Myself(policy)
    shown = rows(me.card("ana"))
    assert (shown["me.hours"], shown["me.manager"]) == ("office", Name("mia"))
    assert shown["me.load"] == Say("me.owned_of", (("count", 0), ("limit", 3)))
    me.store.close()


def test_somebody_whom_the_policy_does_not_name_sees_their_settings(me: Myself) -> None:
    assert "me.load" not in rows(me.card("stranger"))


def test_what_a_person_owns_is_told_with_their_limit(me: Myself) -> None:
    load = rows(me.card("ana"))["me.load"]
    assert isinstance(load, Say)
    assert load.key == "me.owned"


# settings


def test_what_i_set_counts_before_my_chat_and_the_policy(me: Myself) -> None:
    assert key_of(me.sends("ana", Verb.ME_EDIT, language="da", timezone="singapore", hours="mon-fri 8-16")) == "me.kept"
    own = me.own("ana")
    assert (own.language, own.timezone, own.platform) == ("da", "Asia/Singapore", None)
    assert own.hours
    assert (own.hours.timezone, hours_text(own.hours)) == ("Asia/Singapore", "mon-fri 08:00-16:00")
    reader = me.desk.reader_of(me.profile("ana"))
    assert (reader.language, reader.timezone) == ("da", "Asia/Singapore")
    assert rows(me.card("ana"))["me.hours"] == "mon-fri 08:00-16:00"


def test_hours_are_in_the_zone_of_my_chat_where_i_set_none(me: Myself) -> None:
    with me.store.writing() as unit:
        unit.bind(replace(me.profile("ana"), timezone="Asia/Kolkata"), "ana", me.clock.at)
    with me.store.writing() as unit:
        unit.set_own("ana", OwnSettings(timezone="Asia/Singapore"), me.clock.at)
    me.sends("ana", Verb.ME_EDIT, hours="mon-fri 8-16")
    hours = me.own("ana").hours
    assert hours
    assert hours.timezone == "Asia/Kolkata"


def test_the_form_holds_what_i_set_and_an_emptied_field_forgets_it(me: Myself) -> None:
    me.sends("ana", Verb.ME_EDIT, language="da", timezone="Europe/Oslo", hours="mon 8-12")
    form = me.presses("ana", Verb.ME_EDIT)
    assert isinstance(form, Form)
    assert {field.name: field.value for field in form.fields} == {
        "language": ("da",),
        "timezone": ("Europe/Oslo",),
        "hours": ("mon 08:00-12:00",),
    }
    me.sends("ana", Verb.ME_EDIT)
    assert me.own("ana") == OwnSettings()


def test_what_cannot_be_is_said_at_its_field(me: Myself) -> None:
    wrong = me.sends("ana", Verb.ME_EDIT, language="klingon", timezone="Atlantis", hours="now and then")
    assert errors(wrong) == {"language": "error.choice", "timezone": "error.zone", "hours": "error.hours"}
    assert "ana" not in me.roster().own


def test_a_city_that_several_zones_have_is_no_answer(me: Myself) -> None:
    assert errors(me.sends("ana", Verb.ME_EDIT, timezone="Louisville")) == {"timezone": "error.zone"}


def test_who_is_on_both_chats_chooses_where_to_be_asked(me: Myself) -> None:
    me.met("ana", Platform.SLACK)
    me.later(minutes=5)
    me.met("ana", Platform.TEAMS)
    form = me.presses("ana", Verb.ME_EDIT)
    assert isinstance(form, Form)
    assert [option.value for option in form.fields[-1].options] == ["slack", "teams"]
    me.sends("ana", Verb.ME_EDIT, chat="teams")
    with me.store.writing() as unit:
        first = unit.identities_of("ana")[0]
    assert first.platform is Platform.TEAMS
    assert rows(me.card("ana"))["me.chat"] == Say("platform.teams")


def test_nobody_chooses_a_chat_where_nobody_knows_them(me: Myself) -> None:
    assert errors(me.sends("ana", Verb.ME_EDIT, chat="teams")) == {"chat": "error.choice"}


# away and back


def test_away_for_a_while(me: Myself) -> None:
    assert key_of(me.types("ana", "me away in 1h – in 3h")) == "me.is_away"
    assert [me.why_away("ana", hours) for hours in (0, 1, 2.9, 3)] == [None, "away", "away", None]
    card = me.card("ana")
    begins, ends = me.clock.at + timedelta(hours=1), me.clock.at + timedelta(hours=3)
    assert rows(card)["me.away"] == say("me.from_to", begins=begins, ends=ends)
    assert Verb.ME_BACK in [button.press.verb for button in card.buttons]


def test_what_is_said_twice_is_shown_once(me: Myself) -> None:
    for _ in range(2):
        me.types("ana", "me away mon 9:00 – mon 12:00")
    assert len(me.roster().absences) == 2
    away = rows(me.card("ana"))["me.away"]
    assert isinstance(away, Say), away
    assert away.key == "me.from_to"


def test_a_length_of_time_is_from_now_on(me: Myself) -> None:
    assert key_of(me.types("ana", "me away 3h")) == "me.is_away"
    assert [me.why_away("ana", hours) for hours in (0, 2.9, 3)] == ["away", "away", None]


def test_away_until_i_say_that_i_am_back(me: Myself) -> None:
    assert isinstance(me.types("ana", "me away"), Form)
    assert key_of(me.sends("ana", Verb.ME_AWAY)) == "me.is_away_from"
    assert me.why_away("ana", hours=1000) == "away"
    assert "me.away" in rows(me.card("ana"))
    me.later(minutes=10)
    assert key_of(me.presses("ana", Verb.ME_BACK)) == "me.is_back"
    assert me.why_away("ana") is None
    assert key_of(me.types("ana", "me back")) == "me.was_not_away"


def test_the_button_for_being_away_asks_from_when_until_when(me: Myself) -> None:
    assert isinstance(me.presses("ana", Verb.ME_AWAY), Form)
    assert key_of(me.sends("ana", Verb.ME_AWAY, begins="in 1h", ends="in 2h")) == "me.is_away"
    assert me.why_away("ana", hours=1.5) == "away"


def test_a_delivery_that_comes_twice_is_one_absence(me: Myself) -> None:
    for _ in range(2):
        me.types("ana", "me away until tomorrow 9:00", key="the same")
    assert len(me.roster().absences) == 1


def test_the_answer_tells_which_shifts_have_nobody_now_and_that_cases_are_to_be_passed_on(me: Myself) -> None:
    me.opens(impact="everyone", urgency="now")
    me.does("ana", Accept())
    answer = me.types("ana", "me away in 1h – in 100h")
    assert isinstance(answer, Line)
    assert [sentence.key for sentence in answer.says] == ["me.is_away", "me.away_on_duty", "me.away_owning"]


@pytest.mark.parametrize("line", ["me away from my desk", "me away the printer is broken"])
def test_words_that_name_no_time_were_the_summary_of_a_case(me: Myself, line: str) -> None:
    answer = me.types("ana", line)
    assert isinstance(answer, Form)
    assert answer.press.verb is Verb.OPEN
    assert [hint.key for hint in answer.intro] == ["form.not_away"], "a slip of the finger is told how it is said"


@pytest.mark.parametrize(
    ("line", "says"), [("me away 25:00 – 26:00", "error.time"), ("me away mon 9:00 – in 1m", "error.ends_before")]
)
def test_times_that_cannot_be_get_a_sentence(me: Myself, line: str, says: str) -> None:
    assert key_of(me.types("ana", line)) == says


def test_an_end_before_the_beginning_is_refused_at_its_field(me: Myself) -> None:
    ends_first = {"begins": "2026-12-24 12:00", "ends": "2026-12-24 11:00"}
    assert errors(me.sends("ana", Verb.ME_AWAY, **ends_first)) == {"ends": "error.ends_before"}
    assert errors(me.sends("ana", Verb.ME_AWAY, begins="soon")) == {"begins": "error.time"}


def test_away_that_is_over_is_refused(me: Myself) -> None:
    assert key_of(me.types("ana", "me away 2026-01-01 – 2026-01-02")) == "error.ends_before"


def test_nobody_is_away_for_years(me: Myself) -> None:
    assert key_of(me.types("ana", "me away until 2029-01-01")) == "me.away_too_long"


def test_whom_the_policy_does_not_name_nobody_asks(me: Myself) -> None:
    assert key_of(me.types("stranger", "me away until tomorrow 9:00")) == "me.nobody_asks_you"


def test_absences_are_bounded(me: Myself) -> None:
    with me.store.writing() as unit:
        for number in range(MOST_ABSENCES):
            unit.be_absent(Absence(f"a{number}", "ana", me.clock.at, None), "ana", me.clock.at)
    assert key_of(me.types("ana", "me away until tomorrow 9:00")) == "me.too_many_absences"
    assert key_of(me.types("ana", "me back")) == "me.is_back"


def test_leave_from_a_calendar_is_ended_there() -> None:
    policy = read_policy(story_policy().replace("{name: Ana Berg,", "{name: Ana Berg, leave: ana.ics,").encode())
    me = Myself(policy)
    begins, ends = me.clock.at - timedelta(hours=1), me.clock.at + timedelta(hours=1)
    over = Stretch(("leave",), begins - timedelta(hours=9), begins)
    with me.store.writing() as unit:
        unit.keep_feed(Feed("ana.ics", (over, Stretch(("leave",), begins, ends)), me.clock.at, me.clock.at))
    assert me.why_away("ana") == "leave"
    assert rows(me.card("ana"))["me.away"] == say("me.leave", begins=begins, ends=ends)
    assert key_of(me.types("ana", "me back")) == "me.leave_is_elsewhere"
    me.store.close()


def test_what_no_form_asks_for_is_not_taken_from_one(me: Myself) -> None:
    assert key_of(me.sends("ana", Verb.ACCEPT_ALL)) == "refused.not_now"

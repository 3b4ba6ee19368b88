"""The front desk, with the real engine and store: what people type, press and send in, and what they are answered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from adapters.policyfile import default_source, read_policy
from adapters.wording import Wording
from bot.cases.access import viewer
from bot.cases.case import Case, Realm
from bot.cases.events import Entry, Shown
from bot.cases.ladder import Duty, Why
from bot.cases.ladder_events import LevelSlept
from bot.cases.outcome import Refused
from bot.cases.verbs import Belief, Press, Verb
from bot.desk import arrivals, looking
from bot.desk.desk import Desk
from bot.desk.told import handled
from bot.engine import Done, Engine, NoPolicy
from bot.messages.buttons import press
from bot.messages.shown import Cards, FieldErrors, Form, Line, Response
from bot.people.binding import Known
from bot.people.identity import Identity, Membership, Platform, Profile
from bot.words import Say, say
from storage.store import open_store
from tests.core.corridor import FILES
from tests.core.messages.company import FRIDAY, labels, rows, shown_name
from tests.core.messages.company import roster as company_roster
from tests.core.messages.company import rules as company_rules

URGENT = {"summary": "Booking is down", "impact": "Nobody can ship", "impact_on": "company", "urgency": "now"}
NEXT_WHEN_LATE = "If it is not solved by 21:55, Amara Okafor (Operations manager) is asked to take over."
ROUTINE = {"summary": "A typo on the label", "impact_on": "person", "urgency": "later"}


class World:
    """People at the desk of a small company, on Slack, and a clock that is wound by hand."""

    def __init__(self) -> None:
        self.at = FRIDAY
        self.keys = count()
        self.claims: list[str] = []
        self.store = open_store("sqlite://", ["a secret key for tests"], Realm.LIVE)
        source = default_source()
        with self.store.writing() as unit:
            unit.activate(replace(read_policy(source), rules=company_rules()), source, "piet", "the first one", self.at)
        ids = (f"case{number}" for number in count(1))
        self.engine = Engine(self.store, self, _Ids(ids), frozenset({Platform.SLACK}))
        self.desk = Desk(self.engine, FILES, on_claim=lambda profile: self.claims.append(profile.identity.user))
        self.words = Wording(shown_name, "en", self.now)

    def now(self) -> datetime:
        return self.at

    def wait(self, **span: float) -> None:
        until = self.at + timedelta(**span)
        while (due_at := self._next_due_at()) and due_at <= until:
            self.at = max(self.at, due_at)
            fired = self.engine.fire()
            assert fired
            assert fired.error is None
        self.at = until

    def _next_due_at(self) -> datetime | None:
        with self.store.writing() as unit:
            return unit.next_due_at()

    def types(self, who: str, line: str = "", key: str | None = None) -> Response:
        return self.desk.typed(profile(who), line, key or f"k{next(self.keys)}")

    def presses(self, who: str, verb: Verb, case: Case, key: str | None = None) -> Response:
        return self.desk.pressed(profile(who), self.press(verb, case), key or f"k{next(self.keys)}")

    def sends(self, who: str, press: Press, values: dict[str, str], key: str | None = None) -> Response:
        sent = {name: (value,) for name, value in values.items()}
        return self.desk.submitted(profile(who), press, sent, key or f"k{next(self.keys)}")

    def press(self, verb: Verb, case: Case) -> Press:
        """What the card would send now."""
        return press(verb, self.case(case.number))

    def opened(self, who: str = "noor", **values: str) -> Case:
        answer = self.sends(who, Press(Verb.OPEN), URGENT | values)
        assert isinstance(answer, Line), answer
        return self.newest(who)

    def newest(self, who: str) -> Case:
        return max(self.store.views.mine(viewer(who, self.engine.roster())), key=lambda case: case.number)

    def case(self, number: int) -> Case:
        with self.store.writing() as unit:
            found = unit.load(f"case{number}")
        assert found
        return found

    def said(self, answer: Response, who: str = "noor") -> list[str]:
        """Everything in it that is a sentence."""
        reader = self.desk.reader_of(profile(who))
        match answer:
            case Line(says):
                return [self.words.sentence(say, reader) for say in says]
            case Cards(intro, cards):
                return [self.words.sentence(say, reader) for say in (*intro, *(card.headline for card in cards))]
            case FieldErrors(by_field):
                return [self.words.sentence(say, reader) for _, say in by_field]
            case Form(intro=intro):
                return [self.words.sentence(say, reader) for say in intro]


class _Clock:
    def now(self) -> datetime:
        return FRIDAY


class _Ids:
    def __init__(self, ids: Iterator[str]) -> None:
        self._ids = ids

    def case_id(self) -> str:
        return next(self._ids)


def profile(who: str, membership: Membership = Membership.MEMBER, email: str | None = None) -> Profile:
    identity = Identity(Platform.SLACK, "T1", f"U_{who}")
    address = f"{who}@kestrel.example" if email is None else email
    return Profile(identity, who.title(), address, "en", "Europe/Amsterdam", membership)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.store.close()


# opening


def test_opening_answers_with_number_priority_and_why_who_was_asked_and_who_is_next(world: World) -> None:
    answer = world.sends("noor", Press(Verb.OPEN), URGENT | {"customer": "aurora"})
    assert world.said(answer) == [
        "ESC-1 is open as P1 (impact company, urgency now; also a gold customer).",
        "Nobody has it yet. Asked now: Trần Mỹ Linh (Specialist on duty, level 1).",
        "If nobody accepts by 18:00, Sanna Korhonen (Second line) is asked.",
        "Hand-over 50 of 100. Missing: Steps already taken, Deadline and Help needed.",
    ]


def test_what_is_missing_from_an_urgent_case_is_told_and_holds_nothing_up(world: World) -> None:
    answer = world.sends("noor", Press(Verb.OPEN), {"summary": "They wait", "type": "support"})
    assert world.said(answer)[-1].startswith("Hand-over 17 of 100. Missing: Steps already taken, Impact, Customer")


def test_what_the_words_suggest_is_asked_before_the_case_opens(world: World) -> None:
    typed = URGENT | {"impact": "Somebody is bullying the night shift"}
    asked = world.sends("noor", Press(Verb.OPEN), typed)
    assert isinstance(asked, Form)
    assert asked.intro == (say("form.suggested"),), "it looks like the form before, and nothing is open yet"
    assert asked.fields[0].name == "suggested.type:hr"
    reader = world.desk.reader_of(profile("noor"))
    answers = [world.words.param(option.label, reader) for option in asked.fields[0].options]
    assert answers == ["Yes: HR matter", "No, not HR matter"]
    assert "Booking is down" in [value for field in asked.fields for value in field.value]
    assert world.store.views.open_cases(viewer("noor", world.engine.roster())) == ()
    world.sends("noor", Press(Verb.OPEN), typed | {"suggested.type:hr": "yes"})
    (case,) = world.store.views.open_cases(viewer("noor", world.engine.roster()))
    assert (case.facts.type, case.private) == ("hr", True)


def test_what_was_answered_already_stays_answered_when_new_words_suggest_more(world: World) -> None:
    typed = URGENT | {"impact": "Phishing, and somebody is bullying", "suggested.flag:security": "no"}
    asked = world.sends("noor", Press(Verb.OPEN), typed)
    assert isinstance(asked, Form)
    assert {field.name: field.value for field in asked.fields[:2]} == {
        "suggested.flag:security": ("no",),
        "suggested.type:hr": (),
    }


def test_a_suggestion_dismissed_in_the_form_is_not_made_again(world: World) -> None:
    typed = URGENT | {"impact": "Phishing training is down", "suggested.flag:security": "no"}
    world.sends("noor", Press(Verb.OPEN), typed)
    (case,) = world.store.views.open_cases(viewer("noor", world.engine.roster()))
    assert (case.facts.flags, case.dismissed) == (frozenset(), {"flag:security"})


def test_of_a_case_that_was_opened_at_once_the_card_asks_what_its_words_suggest(world: World) -> None:
    world.types("noor", "!phishing in the inbox, and somebody is bullying")

    def asked() -> tuple[Say, Press, Press]:
        answer = world.types("noor", "show ESC-1")
        assert isinstance(answer, Cards)
        (card,) = answer.cards
        question = next(line for line in card.lead if line.key == "card.suggested")
        assert dict(question.params)["what"] == dict(card.buttons[0].label.params)["what"], "the button names it too"
        return question, card.buttons[0].press, card.buttons[1].press

    def pressed(press: Press) -> list[str]:
        return world.said(world.desk.pressed(profile("noor"), press, f"k{next(world.keys)}"))

    first, yes, no = asked()
    assert first == say("card.suggested", found="phishing", what=say("flag.security"))
    assert pressed(no) == ["Noted: ESC-1 stays as it is."]
    assert pressed(yes) == ["Somebody has answered that already."]
    second, yes, _ = asked()
    assert second == say("card.suggested", found="bully", what=company_rules().types["hr"].title)
    assert pressed(yes)[0] == "Noted for ESC-1."
    assert world.newest("noor").private


def test_what_is_missing_from_a_routine_case_is_said_at_its_fields(world: World) -> None:
    answer = world.sends("noor", Press(Verb.OPEN), ROUTINE)
    assert isinstance(answer, FieldErrors)
    assert [name for name, _ in answer.by_field] == ["steps", "help"]
    assert world.said(answer)[0] == "Needed for IT incident with priority P4."
    assert world.store.views.open_cases(viewer("noor", world.engine.roster())) == ()


def test_a_field_of_the_types_own_is_asked_for_at_its_field(world: World) -> None:
    answer = world.sends("noor", Press(Verb.OPEN), ROUTINE | {"type": "quality"})
    assert isinstance(answer, FieldErrors)
    assert [name for name, _ in answer.by_field] == ["field.shipment"]


def test_a_flagged_case_is_never_held_up(world: World) -> None:
    assert isinstance(world.sends("noor", Press(Verb.OPEN), ROUTINE | {"flags": "legal"}), Line)


def test_a_mistake_opens_nothing(world: World) -> None:
    answer = world.sends("noor", Press(Verb.OPEN), URGENT | {"deadline": "25:00", "users_affected": "lots"})
    assert isinstance(answer, FieldErrors)
    assert {name for name, _ in answer.by_field} == {"deadline", "users_affected"}
    assert world.said(world.types("noor", "list")) == ["No open cases."]


def test_a_line_opens_the_form_filled_in_and_an_exclamation_mark_the_case_at_once(world: World) -> None:
    form = world.types("noor", "checkout is down")
    assert isinstance(form, Form)
    assert form.fields[0].value == ("checkout is down",)
    assert world.said(world.types("noor", "!checkout is down"))[0].startswith("ESC-1 is open as P1 (")


def test_where_the_policy_wants_more_even_at_once_the_form_asks_for_it(world: World) -> None:
    policy = read_policy(default_source())
    nothing_is_urgent = replace(policy.rules.priority, urgent=frozenset())
    strict = replace(policy.rules, priority=nothing_is_urgent, version="strict", label="strict")
    with world.store.writing() as unit:
        unit.activate(replace(policy, rules=strict), b"strict", "piet", "to be strict", world.at)
    form = world.types("noor", "!checkout is down")
    assert isinstance(form, Form)
    assert form.fields[0].value == ("checkout is down",)


def test_the_reporter_of_a_private_case_is_told_that_it_is_one(world: World) -> None:
    answer = world.sends("noor", Press(Verb.OPEN), URGENT | {"type": "hr"})
    assert world.said(answer)[1] == "It is private: only those concerned with handling it can read it."


def test_a_repeated_delivery_hears_the_same_and_opens_nothing_more(world: World) -> None:
    first = world.sends("noor", Press(Verb.OPEN), URGENT, key="same")
    world.presses("linh", Verb.ACCEPT, world.newest("noor"))
    assert world.sends("noor", Press(Verb.OPEN), URGENT, key="same") == first
    assert len(world.store.views.open_cases(viewer("noor", world.engine.roster()))) == 1


def test_whatever_the_core_refuses_at_opening_stands_at_its_field_and_no_words_are_lost(world: World) -> None:
    world.engine.__class__ = _Refusing
    answer = world.sends("noor", Press(Verb.OPEN), URGENT)
    assert isinstance(answer, FieldErrors)
    assert [name for name, _ in answer.by_field] == ["field.shipment"]


class _Refusing(Engine):
    """An engine whose policy changed between the look and the opening."""

    def open(self, *_: object, **__: object) -> Done:  # type: ignore[override]
        raise Refused(say("refused.missing", items=("shipment",)), "shipment")


def test_a_button_may_open_the_empty_form(world: World) -> None:
    form = world.desk.pressed(profile("noor"), Press(Verb.OPEN), "k")
    assert isinstance(form, Form)
    assert form.press == Press(Verb.OPEN)


# looking up


def test_help_names_what_can_be_typed_now_and_nothing_that_comes_later(world: World) -> None:
    said = "\n".join(world.said(world.types("noor", "help")))
    assert "/escalate show ESC-7: one case with its buttons" in said
    assert "drill" not in said
    named = Desk(world.engine, FILES, command="/stige")
    assert "/stige !words" in "\n".join(world.said(named.typed(profile("noor"), "help", "k")))


def test_a_command_of_a_later_version_says_so(world: World) -> None:
    assert world.said(world.types("noor", "drill")) == ['"drill" is not in force yet.']


def test_the_open_cases_are_listed_a_line_each(world: World) -> None:
    case = world.opened()
    world.opened(summary="And this")
    world.presses("linh", Verb.ACCEPT, case)
    assert world.said(world.types("yuki", "list")) == [
        "ESC-1 · P1 · Booking is down · accepted · Trần Mỹ Linh",
        "ESC-2 · P1 · And this · new, nobody has it yet",
    ]


def test_who_has_more_cases_than_are_shown_is_told_how_many_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_LINES", 2)
    for _ in range(9):
        world.opened()
    assert world.said(world.types("linh", "mine"))[:2] == ["You have 9 open cases.", "… and 1 more."]
    assert world.said(world.types("yuki", "list"))[2:] == ["… and 7 more."]
    monkeypatch.setattr(looking, "COUNTED", 5)
    assert world.said(world.types("yuki", "list"))[2:] == ["… and at least 3 more."]


def test_of_a_private_case_lists_and_forms_show_nothing_that_is_not_on_record(world: World) -> None:
    private = world.opened(type="hr", summary="A colleague shouts")
    line = "ESC-1 · P1 · a private case, show it to read"
    assert world.said(world.types("yuki", "list")) == [line]
    mine = world.types("yuki", "mine")
    assert isinstance(mine, Cards)
    assert "shouts" not in "".join(world.said(mine))
    assert (mine.cards[0].lead, world.said(mine)[1]) == ((), line)
    assert readings(world, private) == []
    world.presses("yuki", Verb.DECLINE, private)
    assert readings(world, private) == ["yuki"]


def readings(world: World, case: Case) -> list[str | None]:
    with world.store.writing() as unit:
        return [entry.by for entry in unit.entries(case.id) if isinstance(entry.event, Shown)]


def test_a_private_case_is_listed_only_to_its_readers(world: World) -> None:
    world.opened(type="hr")
    assert world.said(world.types("tomas", "list")) == ["No open cases."]
    assert len(world.said(world.types("yuki", "list"))) == 1


def test_my_cases_come_as_short_cards_to_act_on(world: World) -> None:
    world.opened()
    answer = world.types("linh", "mine")
    assert isinstance(answer, Cards)
    (card,) = answer.cards
    assert world.said(answer) == ["You have 1 open case.", "ESC-1 · P1 · Booking is down"]
    assert labels(card) == ["Accept", "Decline", "Need info", "Show"]
    assert (card.rows, card.body, card.notes) == ((), (), ())
    assert world.said(world.types("yuki", "mine")) == ["No case is yours: none reported, owned or asked of you."]


def test_many_cases_of_mine_are_counted_and_the_worst_shown(world: World) -> None:
    for _ in range(9):
        world.opened()
    answer = world.types("linh", "mine")
    assert isinstance(answer, Cards)
    assert len(answer.cards) == 8
    assert world.said(answer)[0] == "You have 9 open cases."


def test_what_is_shown_tells_what_happened(world: World) -> None:
    world.opened()
    world.wait(minutes=3)
    answer = world.types("noor", "show 1")
    assert isinstance(answer, Cards)
    assert rows(answer.cards[0].body)["What happened"].splitlines() == [
        "17:55 · Noor Haddad opened it as P1",
        "17:55 · Asked: Trần Mỹ Linh (Specialist on duty, level 1)",
        "17:55 · Told: control-room",
        "17:57 · Reminded: Trần Mỹ Linh",
    ]


@pytest.mark.parametrize("line", ["show ESC-1", "show 1", "show #1", "show esc-1"])
def test_a_case_is_shown_whole_by_its_number(world: World, line: str) -> None:
    world.opened()
    answer = world.types("linh", line)
    assert isinstance(answer, Cards)
    assert rows(answer.cards[0].body)["Level 2: Second line"] == "not asked; it would be Sanna Korhonen"


def test_a_case_that_one_may_not_read_is_answered_like_one_that_does_not_exist(world: World) -> None:
    case = world.opened(type="hr")
    sentence = ["There is no such case, or it is not yours to read."]
    assert world.said(world.types("tomas", "show 1")) == world.said(world.types("tomas", "show 99")) == sentence
    assert world.said(world.presses("tomas", Verb.SHOW, case)) == sentence
    assert world.said(world.presses("tomas", Verb.ACCEPT, case)) == sentence
    assert world.said(world.desk.pressed(profile("tomas"), Press(Verb.ACCEPT, "nonsense"), "k1")) == sentence
    assert world.said(world.desk.pressed(profile("tomas"), Press(Verb.ACCEPT), "k2")) == sentence
    assert world.said(world.sends("tomas", Press(Verb.NOTE, case.id), {"words": "x"})) == sentence


def test_a_button_of_a_case_that_is_there_no_longer_offers_to_open_it_anew(world: World) -> None:
    """It was opened after the copy from which the database was put back, or deleted since."""
    answer = world.desk.pressed(profile("tomas"), Press(Verb.ACCEPT, "forgotten"), "k1")
    assert isinstance(answer, Cards)
    (anew,) = answer.cards[0].buttons
    assert anew.press == Press(Verb.OPEN)
    assert isinstance(world.desk.pressed(profile("tomas"), anew.press, "k2"), Form)


def test_a_reading_of_a_private_case_is_on_record_and_of_another_is_not(world: World) -> None:
    private, public = world.opened(type="hr"), world.opened()
    assert isinstance(world.types("yuki", f"show {private.number}"), Cards)
    world.presses("yuki", Verb.SHOW, private)
    world.types("yuki", f"show {public.number}")
    with world.store.writing() as unit:
        readings = [entry.by for entry in unit.entries(private.id) if isinstance(entry.event, Shown)]
        others = [entry for entry in unit.entries(public.id) if isinstance(entry.event, Shown)]
    assert (readings, others) == (["yuki", "yuki"], [])


def test_who_is_on_call_now_and_next(world: World) -> None:
    for line in ("oncall", "oncall PLATFORM-DUTY"):
        shown = world.types("noor", line)
        assert isinstance(shown, Cards)
        assert world.said(Line(shown.cards[0].lead)) == [
            "platform-duty: Trần Mỹ Linh, until Monday 10:00.",
            "Next: Tomás Herrera, from Monday 10:00.",
        ]


@pytest.mark.parametrize("line", ["who tomas", "who @tomas", "who Tomás Herrera", "who herrera"])
def test_a_person_is_described_by_id_or_name(world: World, line: str) -> None:
    assert world.said(world.types("noor", line)) == [
        "Tomás Herrera · platform",
        "Manager: Amara Okafor.",
        "Local time: 17:55 (Europe/Amsterdam).",
    ]


def test_a_person_on_duty_and_one_at_the_top_are_described(world: World) -> None:
    assert world.said(world.types("noor", "who linh"))[-1] == "On call now: platform-duty."
    assert world.said(world.types("noor", "who piet"))[0] == "Piet de Vries"


def test_a_team_and_a_schedule_are_described(world: World) -> None:
    assert world.said(world.types("noor", "who platform")) == [
        "Team platform: Tomás Herrera, Trần Mỹ Linh and Sanna Korhonen.",
        "Coordinator: Amara Okafor.",
    ]
    assert world.said(world.types("noor", "who platform-duty"))[0].startswith("platform-duty: ")


@pytest.mark.parametrize("line", ["who bem", "oncall bem"])
def test_a_name_that_nobody_has_is_said_to_be_unknown(world: World, line: str) -> None:
    assert world.said(world.types("noor", line)) == ['I know nobody and no team or schedule called "bem".']


def test_several_words_that_name_nobody_were_the_summary_of_a_case(world: World) -> None:
    form = world.types("noor", "who ate  lunch")
    assert isinstance(form, Form)
    assert form.fields[0].value == ("who ate lunch",)


# buttons and forms


def test_accepting_says_that_it_is_yours_and_by_when_the_others_want_to_hear(world: World) -> None:
    answer = world.presses("linh", Verb.ACCEPT, world.opened())
    assert world.said(answer) == ["ESC-1 is yours.", "Solve it by 21:55.", "Let the others hear how it goes by 18:25."]


def test_who_presses_too_late_is_told_what_happened_instead(world: World) -> None:
    case = world.opened()
    world.wait(minutes=6)
    world.presses("linh", Verb.ACCEPT, case)
    assert world.said(world.presses("sanna", Verb.ACCEPT, case)) == ["Trần Mỹ Linh has it since 18:01."]
    late = world.presses("sanna", Verb.DECLINE, case)
    assert world.said(late)[:2] == ["That does not fit ESC-1 now. Trần Mỹ Linh has it since 18:01.", NEXT_WHEN_LATE]


def test_the_same_press_twice_is_answered_the_same(world: World) -> None:
    case = world.opened()
    first = world.presses("linh", Verb.ACCEPT, case, key="same")
    assert world.presses("linh", Verb.ACCEPT, case, key="same") == first


def test_a_verb_that_wants_words_opens_its_form_and_the_form_carries_it_out(world: World) -> None:
    case = world.opened()
    form = world.presses("linh", Verb.DECLINE, case)
    assert isinstance(form, Form)
    assert world.said(world.sends("linh", form.press, {"reason": "ill"})) == [
        "You declined ESC-1.",
        "Asked now: Sanna Korhonen.",
        "If nobody accepts by 18:05, Amara Okafor (Operations manager) is asked.",
    ]


def test_an_empty_answer_is_said_at_its_field(world: World) -> None:
    form = world.presses("linh", Verb.DECLINE, world.opened())
    assert isinstance(form, Form)
    answer = world.sends("linh", form.press, {"reason": "  "})
    assert isinstance(answer, FieldErrors)
    assert world.said(answer) == ["Please fill this in."]


def test_who_may_not_is_told_who_may_before_writing_a_word(world: World) -> None:
    case = world.opened()
    assert world.said(world.presses("yuki", Verb.RESOLVE, case)) == [
        "Only the owner or the coordinator can resolve it."
    ]
    assert world.said(world.presses("yuki", Verb.ACCEPT, case))[0].startswith("Only those who were asked or told")


# an update


def test_an_update_is_typed_and_its_form_begins_with_the_words(world: World) -> None:
    case = world.opened()
    world.presses("linh", Verb.ACCEPT, case)
    form = world.types("linh", "update ESC-1 back at six")
    assert isinstance(form, Form)
    assert form.fields[0].value == ("back at six",)
    assert world.said(world.sends("linh", form.press, {"words": "back at six"})) == ["ESC-1: your update is posted."]


def test_the_button_opens_the_form_with_the_draft_of_its_audience(world: World) -> None:
    case = world.opened()
    world.presses("linh", Verb.ACCEPT, case)
    about = Press(Verb.UPDATE, case.id, Belief(about="1"))
    form = world.desk.pressed(profile("linh"), about, "draft")
    assert isinstance(form, Form)
    assert form.fields[0].draft is not None
    assert form.fields[1].value == ("1",)


def test_who_posts_to_a_customer_without_mail_hears_that_they_are_to_send_it(world: World) -> None:
    case = world.opened(customer="Aurora Foods")
    world.presses("linh", Verb.ACCEPT, case)
    press = Press(Verb.UPDATE, case.id)
    answer = world.said(world.desk.submitted(profile("linh"), press, {"words": ("soon",), "audiences": ("2",)}, "k"))
    assert answer == [
        "ESC-1: your update is posted.",
        "Stige cannot write to Aurora Foods: you get the text in a message of your own. Send it, then press Told.",
    ]
    told = world.desk.pressed(profile("linh"), Press(Verb.TOLD, case.id, Belief(about="2")), "told")
    assert world.said(told) == ["ESC-1: noted that they were told."]


def test_an_update_of_a_case_that_one_may_not_read_or_not_write_to_is_refused(world: World) -> None:
    world.opened(type="hr")
    assert world.said(world.types("linh", "update ESC-1 x")) == world.said(world.types("linh", "update ESC-9 x"))
    world.opened()
    assert world.said(world.types("yuki", "update ESC-2 x"))[0].startswith("Only the owner, a coordinator")


def test_an_update_of_a_closed_case_that_nobody_waits_for_is_told_so(world: World) -> None:
    case = world.opened()
    world.presses("linh", Verb.ACCEPT, case)
    world.sends("noor", world.press(Verb.WITHDRAW, case), {"reason": "a mistake"})
    assert world.said(world.types("linh", "update ESC-1 x"))[0].startswith("The case is closed")


def test_words_that_come_too_late_stay_in_the_form(world: World) -> None:
    case = world.opened()
    form = world.presses("amara", Verb.ESCALATE, case)
    assert isinstance(form, Form)
    world.wait(minutes=6)
    answer = world.sends("amara", form.press, {"reason": "a long story"})
    assert isinstance(answer, FieldErrors)
    assert [name for name, _ in answer.by_field] == ["reason"]
    assert world.said(answer) == ["It has moved on to level 2 meanwhile."]


def test_a_refusal_stands_at_the_field_that_is_to_blame(world: World) -> None:
    case = world.opened()
    world.presses("linh", Verb.ACCEPT, case)
    form = world.presses("linh", Verb.SNOOZE, case)
    assert isinstance(form, Form)
    answer = world.sends("linh", form.press, {"until": "9h", "reason": "lunch"})
    assert isinstance(answer, FieldErrors)
    assert [name for name, _ in answer.by_field] == ["until"]


def test_a_submission_without_a_form_is_answered_in_a_sentence(world: World) -> None:
    case = world.opened()
    assert world.said(world.sends("yuki", world.press(Verb.ACCEPT, case), {}))[0].startswith(
        "Only those who were asked"
    )


def test_who_is_too_early_is_told_where_the_case_stands(world: World) -> None:
    early = world.presses("amara", Verb.RESOLVE, world.opened())
    assert world.said(early)[0].startswith("That does not fit ESC-1 now. Nobody has it yet. Asked now: Trần Mỹ Linh")


def test_a_press_that_the_status_does_not_take_is_told_what_it_is(world: World) -> None:
    case = world.opened()
    world.presses("linh", Verb.ACCEPT, case)
    world.sends("linh", world.press(Verb.RESOLVE, case), {"resolution": "New disk"})
    assert world.said(world.presses("linh", Verb.ACCEPT, case)) in (
        ["It is yours already."],
        ["That does not fit ESC-1 now. Said to be solved. Noor Haddad is asked to confirm."],
    )
    world.presses("linh", Verb.WAKE, case)
    assert world.said(world.presses("amara", Verb.WAKE, case)) == [
        "That does not fit ESC-1 now. Said to be solved. Noor Haddad is asked to confirm."
    ]


def test_a_form_is_not_opened_for_what_a_closed_case_takes_no_more(world: World) -> None:
    case = world.opened()
    world.presses("linh", Verb.ACCEPT, case)
    world.sends("noor", world.press(Verb.WITHDRAW, case), {"reason": "it works"})
    assert world.said(world.presses("linh", Verb.RESOLVE, case))[0] == "The case is closed."


def test_what_the_next_level_needs_first_is_named_as_people_call_it(world: World) -> None:
    world.at = FRIDAY.replace(hour=9)
    case = world.opened(**ROUTINE, **{"type": "quality", "field.shipment": "S-1"})
    answer = world.sends("amara", world.press(Verb.ESCALATE, case), {"reason": "it cannot wait"})
    assert world.said(answer) == ["The next level needs first: Steps already taken and Help needed."]


def test_a_form_of_who_may_not_is_refused_before_its_fields_are(world: World) -> None:
    empty = world.sends("yuki", world.press(Verb.RESOLVE, world.opened()), {"resolution": ""})
    assert world.said(empty) == ["Only the owner or the coordinator can resolve it."]


def test_a_triage_tells_what_it_changed_however_often_it_is_delivered(world: World) -> None:
    case = world.opened()
    now = {"type": "incident", "impact_on": "company", "urgency": "now", "reason": "small"}
    sent = world.press(Verb.TRIAGE, case)
    told = world.sends("amara", sent, now | {"priority": "P3"}, key="same")
    assert world.said(told)[0] == "ESC-1 is changed: Priority P1 → P3."
    world.sends("amara", sent, now | {"priority": "P2", "flags": "security"})
    assert world.sends("amara", sent, now | {"priority": "P3"}, key="same") == told
    nothing = world.sends("amara", sent, now | {"flags": "security"})
    assert world.said(nothing)[0] == "Your reason is noted on ESC-1; nothing else changed."


def test_a_customer_that_the_policy_does_not_know_is_refused_at_triage(world: World) -> None:
    form = world.presses("amara", Verb.TRIAGE, world.opened(customer="aurora"))
    assert isinstance(form, Form)
    answer = world.sends("amara", form.press, {"customer": "Nobody Ltd", "reason": "x"})
    assert isinstance(answer, FieldErrors)
    assert [(name, said.key) for name, said in answer.by_field] == [("customer", "error.customer")]
    assert world.case(1).facts.customer == "aurora"


def test_the_owner_is_told_of_what_they_did_with_names_and_times(world: World) -> None:
    case = world.opened()
    world.presses("linh", Verb.ACCEPT, case)
    world.sends("linh", world.press(Verb.SNOOZE, case), {"until": "18:20", "reason": "lunch"})
    world.presses("linh", Verb.WAKE, case)
    given = world.sends("linh", world.press(Verb.REASSIGN, case), {"to": "sanna", "reason": "knows it"})
    assert world.said(given) == ["Sanna Korhonen has ESC-1 now and was told why."]


def test_whoever_has_it_with_the_vendor_is_told_the_vendors_number_for_it(world: World) -> None:
    case = world.opened(**{"field.system": "network"})
    world.wait(minutes=16)
    told = world.sends("sanna", world.press(Verb.VENDOR_HAS_IT, case), {"reference": "SKY-31"})
    assert world.said(told)[0] == "ESC-1 is yours: the vendor has it as SKY-31."


def test_a_case_goes_from_opened_to_closed_at_the_desk(world: World) -> None:
    case = world.opened()
    world.presses("linh", Verb.ACCEPT, case)
    asked = world.sends("linh", world.press(Verb.NEED_INFO, case), {"item": "steps"})
    assert world.said(asked) == ["The reporter of ESC-1 is asked."]
    assert world.said(world.sends("noor", world.press(Verb.ANSWER, case), {"words": "none"})) == [
        "Thank you. ESC-1 goes on."
    ]
    solved = world.sends("linh", world.press(Verb.RESOLVE, case), {"resolution": "New disk"})
    assert world.said(solved) == ["ESC-1 is resolved. The reporter is asked to confirm."]
    assert world.said(world.presses("noor", Verb.CONFIRM, case)) == [
        "Thank you. ESC-1 is confirmed.",
        "ESC-1 still needs words on what was found and done before it can close.",
    ]
    done = {"resolution": "New disk", "root_cause": "Old disk", "lesson": "Buy two"}
    assert world.said(world.sends("linh", world.press(Verb.RESOLVE, case), done))[-1] == "ESC-1 is closed."
    assert world.said(world.presses("linh", Verb.ACCEPT, case)) == ["The case is closed."]


def test_what_sleeps_is_told_with_the_time_when_it_wakes(world: World) -> None:
    full = ROUTINE | {"steps": "a", "impact": "b", "help": "c"}
    assert world.said(world.sends("noor", Press(Verb.OPEN), full))[-2].startswith(
        "Outside hours now. Asked from Monday 08:30"
    )


def test_what_is_passed_on_to_a_level_that_sleeps_is_told_with_the_time_too(world: World) -> None:
    case, opens_at = world.opened(), FRIDAY + timedelta(hours=1)
    slept = Entry(9, FRIDAY, "amara", LevelSlept(2, 1, Duty.ACCEPT, Why.BY_HAND, opens_at))
    told = handled(Verb.ESCALATE, Done(case, (slept,)), (), company_rules(), company_roster())
    assert world.said(Line(told)) == ["ESC-1 goes up.", "Outside hours now. Asked from 18:55."]


def test_simulating_is_for_whoever_keeps_the_policy(world: World) -> None:
    (refused,) = world.said(world.types("noor", "simulate incident company now"))
    assert "policy" in refused


# people


@pytest.mark.parametrize(
    ("membership", "sentence"),
    [
        (Membership.GUEST, "Guests cannot use Stige. Please ask a colleague to escalate for you."),
        (Membership.BOT, "Only people can escalate."),
        (Membership.GONE, "This account is no longer active."),
    ],
)
def test_guests_bots_and_people_who_are_gone_get_a_sentence_and_no_more(
    world: World, membership: Membership, sentence: str
) -> None:
    case = world.opened()
    stranger = profile("linh", membership)
    for answer in (
        world.desk.typed(stranger, "!down", "k1"),
        world.desk.pressed(stranger, world.press(Verb.ACCEPT, case), "k2"),
        world.desk.submitted(stranger, Press(Verb.OPEN), {"summary": ("x",)}, "k3"),
    ):
        assert world.said(answer) == [sentence]
    assert world.case(1).owner is None


def test_a_full_member_whom_the_policy_does_not_name_is_a_reporter(world: World) -> None:
    answer = world.desk.typed(profile("stranger"), "!my screen is black", "k1")
    assert world.said(answer)[0].startswith("ESC-1 is open as P1 (")
    assert world.case(1).reporter == "slack:T1:U_stranger"
    mine = world.desk.typed(profile("stranger"), "mine", "k2")
    assert isinstance(mine, Cards)


def test_somebody_is_bound_once_and_known_by_the_platforms_id_from_then_on(world: World) -> None:
    world.types("linh", "mine")
    renamed = profile("linh", email="other@kestrel.example")
    world.opened()
    mine = world.desk.typed(renamed, "mine", "k")
    assert isinstance(mine, Cards)
    assert labels(mine.cards[0])[0] == "Accept"


def test_a_reporter_whom_the_policy_names_at_last_keeps_their_open_case_and_its_buttons(world: World) -> None:
    world.desk.typed(profile("new", email="new@elsewhere.example"), "!my screen is black", "k1")
    named = profile("new", email="linh@kestrel.example")
    mine = world.desk.typed(named, "mine", "k2")
    assert isinstance(mine, Cards)
    assert "Withdraw" in labels(mine.cards[0])
    world.desk.submitted(named, world.press(Verb.WITHDRAW, world.case(1)), {"reason": ("it works",)}, "k3")
    world.desk.typed(named, "mine", "k4")
    with world.store.writing() as unit:
        assert unit.person_of(named.identity) == "linh"  # from now on


def test_a_second_claimant_is_refused_and_reported(world: World) -> None:
    world.types("linh", "mine")
    impostor = Profile(Identity(Platform.SLACK, "T1", "U_evil"), "Linh", "linh@kestrel.example")
    assert world.said(world.desk.typed(impostor, "mine", "k"))[0].startswith("Another account is already known")
    assert world.claims == ["U_evil"]


def test_a_reporter_whom_the_policy_names_later_becomes_that_person(world: World) -> None:
    early = Profile(Identity(Platform.SLACK, "T1", "U_linh"), "Linh", "")
    assert world.said(world.desk.typed(early, "mine", "k1")) == [
        "No case is yours: none reported, owned or asked of you."
    ]
    world.opened()
    assert isinstance(world.types("linh", "mine"), Cards)


def test_of_two_who_claim_a_person_in_the_same_instant_the_store_lets_one_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "known_as", lambda *_: Known("linh", newly=True))
    world.types("linh", "mine")
    assert world.said(world.types("evil", "mine"))[0].startswith("Another account is already known")
    assert world.claims == ["U_evil"]


def test_without_a_policy_nobody_is_served() -> None:
    store = open_store("sqlite://", ["a secret key for tests"], Realm.LIVE)
    with pytest.raises(NoPolicy):
        Desk(Engine(store, _Clock(), _Ids(iter(())), frozenset()), FILES).typed(profile("noor"), "help", "k")
    store.close()


def test_where_somebody_acted_last_is_remembered_to_the_minute(world: World) -> None:
    def last_acted_on() -> str:
        with world.store.writing() as unit:
            return unit.identities_of("linh")[0].workspace

    other = Profile(Identity(Platform.SLACK, "T2", "U_linh2"), "Linh", "linh@kestrel.example", timezone="UTC")
    world.types("linh", "mine")
    world.wait(seconds=10)
    world.desk.typed(other, "mine", "k1")
    assert last_acted_on() == "T2"
    world.wait(seconds=10)
    world.types("linh", "mine")
    assert last_acted_on() == "T1"


def test_a_reader_has_the_language_and_zone_of_the_chat_whether_served_or_not(world: World) -> None:
    guest = Profile(
        Identity(Platform.SLACK, "T1", "U_g"), "G", language="da", timezone="Asia/Tokyo", membership=Membership.GUEST
    )
    assert world.desk.reader_of(guest).language == "da"
    assert world.desk.reader_of(guest).timezone == "Asia/Tokyo"
    world.types("amara", "mine")
    bare = Profile(Identity(Platform.SLACK, "T1", "U_amara"), "Amara")
    assert world.desk.reader_of(bare).timezone == "Africa/Lagos"


def test_times_are_understood_in_the_zone_of_whoever_typed_them(world: World) -> None:
    tokyo = Profile(Identity(Platform.SLACK, "T1", "U_yuki"), "Yuki", "yuki@kestrel.example", "en", "Asia/Tokyo")
    sent = {name: (value,) for name, value in (URGENT | {"deadline": "2026-12-01 09:00"}).items()}
    assert isinstance(world.desk.submitted(tokyo, Press(Verb.OPEN), sent, "k"), Line)
    assert world.case(1).facts.deadline_at == datetime(2026, 12, 1, 0, 0, tzinfo=UTC)

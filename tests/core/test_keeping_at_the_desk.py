"""What a policy keeper sends, presses and fills in at the desk, and what they are answered."""

from collections.abc import Iterator

import pytest

from adapters.policyfile import read_policy
from bot.cases.verbs import Press, Verb
from bot.desk.desk import Desk
from bot.lint.finding import Severity
from bot.messages.keeping import MOST_FINDINGS, Remark, findings_card
from bot.messages.shown import Accent, Cards, FieldErrors, Form, Line, Response
from bot.people.identity import Profile
from bot.words import Say
from tests.core.corridor import FILES, Corridor
from tests.harness.policies import story_policy

KEPT = story_policy().replace("authority: [approve]", "authority: [approve, policy]")
OPEN_TO_BEN = ("{person: kim}]}", "{person: kim}, {person: ben}]}")


def changed(*changes: tuple[str, str], label: str = "2") -> bytes:
    text = KEPT.replace('version: "1"', f'version: "{label}"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


class AtTheDesk(Corridor):
    def __init__(self) -> None:
        super().__init__(policy=read_policy(KEPT.encode()))
        self.desk = Desk(self.engine, FILES)
        self.sent = 0

    def profile(self, who: str) -> Profile:
        return self.slack.has(who, email=f"{who}@story.example")

    def sends(self, who: str, line: str, source: bytes, key: str = "") -> Response:
        self.sent += 1
        return self.desk.sent(self.profile(who), line, source, key or f"k{self.sent}")

    def presses(self, who: str, press: Press) -> Response:
        self.sent += 1
        return self.desk.pressed(self.profile(who), press, f"k{self.sent}")

    def label(self) -> str:
        with self.store.writing() as unit:
            return unit.versions()[-1].label


@pytest.fixture
def at() -> Iterator[AtTheDesk]:
    made = AtTheDesk()
    yield made
    made.store.close()


def keys(response: Response) -> list[str]:
    assert isinstance(response, Line), response
    return [sentence.key for sentence in response.says]


def test_a_change_is_shown_in_words_and_with_a_button(at: AtTheDesk) -> None:
    one_more = changed(("people:\n", "people:\n  pia: {name: Pia, email: pia@story.example}\n"))
    shown = at.sends("mia", "policy diff", one_more)
    assert isinstance(shown, Cards)
    [card] = shown.cards
    assert [row.label.key for row in card.body] == ["keeping.changes"]
    assert [button.press.verb for button in card.buttons] == [Verb.POLICY_ACTIVATE]
    assert isinstance(at.presses("mia", card.buttons[0].press), Form)


def test_a_form_without_a_reason_stays_open(at: AtTheDesk) -> None:
    shown = at.sends("mia", "policy activate", changed())
    assert isinstance(shown, Cards)
    press = shown.cards[0].buttons[0].press
    empty = at.desk.submitted(at.profile("mia"), press, {"why": (" ",)}, "k")
    assert isinstance(empty, FieldErrors)
    assert at.label() == "1"
    assert keys(at.desk.submitted(at.profile("mia"), press, {"why": ("lunch",)}, "k")) == ["keeping.in_force"]
    assert at.label() == "2"


def test_what_opens_more_is_said_line_by_line(at: AtTheDesk) -> None:
    shown = at.sends("mia", "policy diff", changed(OPEN_TO_BEN))
    assert isinstance(shown, Cards)
    [card] = shown.cards
    assert card.accent is Accent.URGENT
    assert [row.label.key for row in card.body] == ["keeping.opens", "keeping.changes"]
    asked = at.sends("mia", "policy activate Ben helps", changed(OPEN_TO_BEN))
    assert keys(asked)[0] == "keeping.asked"
    assert len(keys(asked)) > 1


def test_a_delivery_that_comes_twice_proposes_once(at: AtTheDesk) -> None:
    first = at.sends("mia", "policy diff", changed(), key="same")
    assert at.sends("mia", "policy diff", changed(), key="same") == first


def test_approve_and_decline_of_what_is_not_there_is_a_sentence(at: AtTheDesk) -> None:
    for verb in (Verb.POLICY_APPROVE, Verb.POLICY_DECLINE):
        assert keys(at.presses("kim", Press(verb, "nothing"))) == ["keeping.unknown_proposal"]
        assert keys(at.presses("kim", Press(verb))) == ["keeping.unknown_proposal"]


def test_the_second_agrees_or_declines(at: AtTheDesk) -> None:
    shown = at.sends("mia", "policy diff", changed(OPEN_TO_BEN))
    assert isinstance(shown, Cards)
    press = shown.cards[0].buttons[0].press
    at.desk.submitted(at.profile("mia"), press, {"why": ("Ben helps",)}, "k")
    assert keys(at.presses("kim", Press(Verb.POLICY_DECLINE, press.case_id))) == ["keeping.declined"]
    assert keys(at.presses("kim", Press(Verb.POLICY_APPROVE, press.case_id))) == ["keeping.was_declined"]
    again = at.sends("mia", "policy activate Ben helps", changed(OPEN_TO_BEN), key="again")
    assert keys(again)[0] == "keeping.asked"


@pytest.mark.parametrize("source", [b"", b"\xff\x00", b"stige: [", b"- " * 9000, b"a: &a [*a]"])
def test_whatever_the_bytes_are_the_answer_is_a_card(at: AtTheDesk, source: bytes) -> None:
    for line in ("policy lint", "policy diff", "policy activate because"):
        assert isinstance(at.sends("mia", line, source), Cards)


def test_changes_stand_one_under_the_other(at: AtTheDesk) -> None:
    two = changed(("accept: 15m", "accept: 20m"), ("rounds: 1", "rounds: 2"))
    shown = at.sends("mia", "policy diff", two)
    assert isinstance(shown, Cards)
    [changes] = shown.cards[0].body
    assert isinstance(changes.value, Say)
    assert changes.value.key == "keeping.and_below"


def test_without_a_file_a_keeper_hears_how_to_send_one(at: AtTheDesk) -> None:
    assert keys(at.desk.typed(at.profile("mia"), "policy lint", "k")) == ["keeping.send_file"]
    assert keys(at.desk.typed(at.profile("rita"), "policy lint", "k")) == ["keeping.not_keeper"]


def test_a_file_beside_other_words_is_not_looked_at(at: AtTheDesk) -> None:
    assert keys(at.sends("rita", "oncall", b"stige: ["))


def test_more_findings_than_a_card_holds_are_counted() -> None:
    remark = Remark(3, 1, Severity.WARNING, "unwise")
    card = findings_card([remark] * (MOST_FINDINGS + 2))
    assert len(card.body) == MOST_FINDINGS
    assert dict(card.notes[0].params) == {"count": 2}
    assert card.headline.key == "keeping.no_errors"
    assert findings_card([Remark(1, 1, Severity.ERROR, "wrong")]).accent is Accent.URGENT

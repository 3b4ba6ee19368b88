"""What a person does on the page reaches the desk and has been delivered when the answer comes; all else is 4xx."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from adapters.sandbox.inbound import LARGEST_BODY
from bot.cases.verbs import Belief, Press, Verb
from bot.messages.shown import FieldErrors, FieldKind, Form, FormField, Line
from bot.words import say
from tests.adapters.sandbox.fakes import FRIDAY_AFTERNOON
from tests.adapters.sandbox.world import World

ACCEPT = Press(Verb.ACCEPT, "c7", Belief(2, 1, "ben"))


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("/escalate checkout is down", "checkout is down"),
        ("/escalate", ""),
        ("  /Escalate   !checkout  is down ", "!checkout  is down"),
        ("/escalate\u00a0help", "help"),
    ],
)
def test_a_command_reaches_the_desk_without_its_slash_word(
    world: World, browser: TestClient, written: str, line: str
) -> None:
    browser.post("/sandbox/type", json=world.doing(line=written))
    assert world.desk.asked == [("rita", line, "sandbox:rita:doing-number-1")]


def test_a_file_reaches_the_desk_beside_its_line(world: World, browser: TestClient) -> None:
    browser.post("/sandbox/type", json=world.doing(line="/escalate policy lint", file="stige: 1 # å"))
    assert world.desk.asked == [("rita", "policy lint", "stige: 1 # å".encode(), "sandbox:rita:doing-number-1")]


def test_a_file_that_is_too_large_is_malformed(world: World, browser: TestClient) -> None:
    sent = browser.post("/sandbox/type", json=world.doing(line="/escalate policy lint", file="x" * 260_001))
    assert sent.status_code == 422
    assert world.desk.asked == []


@pytest.mark.parametrize("written", ["hello", "escalate this", "/escalated", "/help", "@Stige help"])
def test_a_line_that_is_no_command_is_told_what_is_one(world: World, browser: TestClient, written: str) -> None:
    answer = browser.post("/sandbox/type", json=world.doing(line=written)).json()["answer"]
    assert answer == {"kind": "line", "lines": ["sandbox.no_command"]}
    assert world.desk.asked == []


def test_a_button_brings_back_what_it_believed(world: World, browser: TestClient) -> None:
    browser.post("/sandbox/press", json=world.doing("ben", press=ACCEPT.packed()))
    assert world.desk.asked == [("ben", ACCEPT, "sandbox:ben:doing-number-1")]


def test_a_form_brings_its_answers(world: World, browser: TestClient) -> None:
    press = Press(Verb.DECLINE, "c7")
    values = {"reason": ["not mine\nat all"], "flags": ["security", "legal"], "none": []}
    browser.post("/sandbox/submit", json=world.doing("ben", press=press.packed(), values=values))
    answers = {"reason": ("not mine\nat all",), "flags": ("security", "legal"), "none": ()}
    assert world.desk.asked == [("ben", press, answers, "sandbox:ben:doing-number-1")]


def test_the_answer_is_only_given_when_everything_has_been_delivered(world: World, browser: TestClient) -> None:
    def deliver() -> None:
        world.chat.post("dm:ben", {"headline": "ESC-7"})

    world.winder.timers = [(FRIDAY_AFTERNOON, deliver)]
    sent = browser.post("/sandbox/press", json=world.doing(press=ACCEPT.packed())).json()
    assert sent == {"answer": {"kind": "line", "lines": ["done"]}, "at": FRIDAY_AFTERNOON.isoformat()}
    assert len(world.chat.history("dm:ben")) == 1


def test_an_answer_can_be_a_form_or_its_faults(world: World, browser: TestClient) -> None:
    field = FormField("reason", FieldKind.PARAGRAPH, say("why"), required=True)
    world.desk.answer = Form(Press(Verb.DECLINE, "c7"), say("decline"), say("send"), (field,))
    form = browser.post("/sandbox/press", json=world.doing(press=ACCEPT.packed())).json()["answer"]
    assert (form["kind"], form["press"]) == ("form", "decline|c7|0|1|")

    world.desk.answer = FieldErrors((("reason", say("missing")),))
    sent = world.doing(press=form["press"], values={})
    assert browser.post("/sandbox/submit", json=sent).json()["answer"] == {
        "kind": "errors",
        "fields": {"reason": "missing"},
    }


def test_starting_over_forgets_everything(world: World, browser: TestClient) -> None:
    world.chat.post("dm:ben", {})
    assert browser.post("/sandbox/forget", json={}).status_code == 200
    assert world.chat.conversations == {}
    assert world.winder.times_read == 1, "how far it was wound is forgotten too"


KEY = "0123456789"
TYPED = {"who": "rita", "line": "/escalate", "key": KEY}
PRESSED = {"who": "rita", "press": ACCEPT.packed(), "key": KEY}
SUBMITTED = {**PRESSED, "values": {}}
MALFORMED: dict[str, tuple[str, object]] = {
    "a list": ("type", []),
    "no key": ("type", {"who": "rita", "line": "/escalate"}),
    "a key that is no key": ("type", {**TYPED, "key": "a b c d e f g"}),
    "a short key": ("type", {**TYPED, "key": "1"}),
    "an empty line": ("type", {**TYPED, "line": ""}),
    "a line that nobody types": ("type", {**TYPED, "line": "/escalate a\0b"}),
    "an endless line": ("type", {**TYPED, "line": "a" * 4001}),
    "a number as a line": ("type", {**TYPED, "line": 7}),
    "more than is asked": ("type", {**TYPED, "as": "kim"}),
    "no person": ("type", {**TYPED, "who": ""}),
    "a button of nobody's": ("press", {**PRESSED, "press": "explode|c7|0|1|"}),
    "a button that is none": ("press", {**PRESSED, "press": {"verb": "accept"}}),
    "an endless button": ("press", {**PRESSED, "press": f"accept|{'c' * 300}|0|1|"}),
    "no answers": ("submit", PRESSED),
    "answers that are no lists": ("submit", {**SUBMITTED, "values": {"summary": "a"}}),
    "an endless answer": ("submit", {**SUBMITTED, "values": {"a": ["a" * 10_001]}}),
    "endless answers": ("submit", {**SUBMITTED, "values": {"a": ["a"] * 101}}),
    "endless fields": ("submit", {**SUBMITTED, "values": {str(number): [] for number in range(61)}}),
    "a clock wound back": ("wind", {"who": "rita", "to": "yesterday"}),
    "something to forget": ("forget", {"who": "rita"}),
}


@pytest.mark.parametrize(("door", "sent"), MALFORMED.values(), ids=MALFORMED.keys())
def test_what_our_page_never_sends_changes_nothing(world: World, browser: TestClient, door: str, sent: object) -> None:
    world.chat.post("dm:ben", {})
    assert browser.post(f"/sandbox/{door}", json=sent).status_code == 422
    assert not world.desk.asked
    assert len(world.chat.history("dm:ben")) == 1
    assert world.winder.now() == FRIDAY_AFTERNOON


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"who": "\\ud800"}', b"[" * 10_000])
@pytest.mark.parametrize("door", ["type", "press", "submit", "wind", "forget"])
def test_what_is_no_json_changes_nothing(world: World, browser: TestClient, door: str, body: bytes) -> None:
    sent = browser.post(f"/sandbox/{door}", content=body, headers={"content-type": "application/json"})
    assert sent.status_code == 422
    assert world.untouched


def test_more_than_a_person_types_is_refused(world: World, browser: TestClient) -> None:
    body = b" " * (LARGEST_BODY + 1)
    sent = browser.post("/sandbox/type", content=body, headers={"content-type": "application/json"})
    assert sent.status_code == 413
    assert world.untouched


@pytest.mark.parametrize("who", ["nobody", "dm:ben", "sandbox:sandbox:ben", "../ben"])
def test_somebody_outside_the_policy_cannot_be_played(world: World, browser: TestClient, who: str) -> None:
    assert browser.post("/sandbox/type", json=world.doing(who, line="/escalate")).status_code == 404
    assert browser.post("/sandbox/wind", json={"who": who, "to": "hour"}).status_code == 404
    assert browser.get("/sandbox/state", params={"who": who}).status_code == 404
    assert world.untouched


@pytest.mark.parametrize("door", ["type", "press", "submit", "wind", "forget"])
def test_reading_never_does_anything(world: World, browser: TestClient, door: str) -> None:
    assert browser.get(f"/sandbox/{door}").status_code == 405
    assert world.untouched


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
NEARLY_OURS = st.fixed_dictionaries(
    {},
    optional={
        "who": st.sampled_from(["rita", "ben"]) | JSON,
        "key": st.just(KEY) | JSON,
        "line": st.text() | JSON,
        "press": st.just(ACCEPT.packed()) | st.text(),
        "values": st.dictionaries(st.text(max_size=5), st.lists(st.text(max_size=5)), max_size=3) | JSON,
        "to": st.sampled_from(["minute", "next"]) | JSON,
    },
)


@given(st.sampled_from(["type", "press", "submit", "wind", "forget"]), NEARLY_OURS)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_carried_out_or_refused(browser: TestClient, door: str, sent: object) -> None:
    body = json.dumps(sent).encode()
    answer = browser.post(f"/sandbox/{door}", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 404, 422)


def test_what_a_person_writes_reaches_the_desk_as_it_is(world: World, browser: TestClient) -> None:
    hostile = "<script>alert(1)</script> &amp; {name} ${token} \u202e"
    browser.post("/sandbox/type", json=world.doing(line=f"/escalate {hostile}"))
    assert world.desk.asked == [("rita", hostile, "sandbox:rita:doing-number-1")]


def test_a_line_answer_is_plain_text(world: World, browser: TestClient) -> None:
    world.desk.answer = Line((say("opened", words="<b>bold</b>"),))
    answer = browser.post("/sandbox/type", json=world.doing(line="/escalate x")).json()["answer"]
    assert answer["lines"] == ["opened(words=<b>bold</b>)"]

"""What counts as a command in Teams, and what is taken for what."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.activity import Activity
from adapters.teams.inbound import HELP, Asked, Malformed, NotOffered, Pressed, Submitted, Typed, Where, asked
from bot.cases.verbs import Press, Verb
from tests.adapters.teams.conftest import ANA, BEN
from tests.harness.teams import Activities
from tests.harness.teams_server import BOT

MADE = Activities("https://service.example")
ACCEPT = Press(Verb.ACCEPT, "c1").packed()


def read(activity: dict[str, Any]) -> Asked | None:
    return asked(Activity.model_validate(activity))


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("/escalate checkout is down", "checkout is down"),
        ("escalate checkout is down", "checkout is down"),
        ("  /Escalate   !db  down ", "!db down"),
        ("/escalate", ""),
        ("escalate", ""),
        ("list", "list"),
        ("/list", "list"),
        ("show ESC-7", "show ESC-7"),
        ("who is on call today at Acme", None),
        ("escalated yesterday", None),
        ("hello", None),
        ("thanks!", None),
        ("!really", None),
        ("", None),
        ("help", "help"),
    ],
)
def test_the_command_and_whole_sub_commands_count_other_words_get_the_help(said: str, line: str | None) -> None:
    wanted = Asked(HELP if line is None else Typed(line), Where.CHAT)
    assert read(MADE.message(ANA, said)) == wanted
    assert read(MADE.in_channel(ANA, said)) == wanted
    assert read(MADE.slash(ANA, said)) == wanted


def test_what_is_said_beside_us_in_a_channel_is_not_ours() -> None:
    beside = MADE.message(ANA, "/escalate x") | MADE.place("19:x@thread.tacv2")
    assert read(beside) is None
    others = {"type": "mention", "mentioned": {"id": BEN.user, "name": "Ben"}, "text": "<at>Ben</at>"}
    assert read(beside | {"entities": [others]}) is None


def test_our_mention_goes_from_the_line_others_leave_their_name_behind_a_sign_and_the_activity_stays() -> None:
    """Trap 8 of the SDK, whose helper changes the text of the activity."""
    activity = MADE.in_channel(ANA, "escalate <at>Ben</at>'s till is down")
    activity["entities"].append(
        {"type": "mention", "mentioned": {"id": BEN.user, "name": "Ben Berg"}, "text": "<at>Ben</at>"}
    )
    model = Activity.model_validate(activity)
    before = deepcopy(model)
    assert asked(model) == Asked(Typed("@Ben Berg's till is down"), Where.CHAT)
    assert model == before


def test_a_slash_command_is_known_by_its_targeted_recipient() -> None:
    """Trap 8 of the SDK, which keeps `isTargeted` aside and loses it."""
    activity = MADE.slash(ANA, "escalate x")
    assert read(activity) == Asked(Typed("x"), Where.CHAT)
    assert read(activity | {"recipient": {"id": BOT}}) is None


def test_a_button_is_pressed_on_a_card_a_form_is_sent_with_its_values() -> None:
    data = {"press": ACCEPT}
    on_card = MADE.invoke(ANA, "adaptiveCard/action", {"action": {"type": "Action.Execute", "data": data}})
    assert read(on_card) == Asked(Pressed(Press(Verb.ACCEPT, "c1")), Where.CARD)
    form = {"press": ACCEPT, "form": True, "one.reason": "busy"}
    sent = Submitted(Press(Verb.ACCEPT, "c1"), {"reason": ("busy",)})
    for name in ("task/submit", "composeExtension/submitAction"):
        assert read(MADE.invoke(ANA, name, {"data": form})) == Asked(sent, Where.DIALOG)
    in_chat = MADE.message(ANA, "", value=form)
    assert read(in_chat) == Asked(sent, Where.CHAT)


def test_a_dialog_opens_by_its_button_or_by_the_line_typed_before() -> None:
    assert read(MADE.invoke(ANA, "task/fetch", {"data": {"press": ACCEPT}})) == Asked(
        Pressed(Press(Verb.ACCEPT, "c1")), Where.DIALOG
    )
    assert read(MADE.invoke(ANA, "task/fetch", {"data": {"line": "db\0 down"}})) == Asked(
        Typed("db down"), Where.DIALOG
    )


def message_action(content: str, kind: str = "html", link: str = "https://teams.example/m/1") -> dict[str, Any]:
    payload = {"body": {"content": content, "contentType": kind}, "linkToMessage": link}
    value = {"commandId": "escalate", "commandContext": "message", "messagePayload": payload}
    return MADE.invoke(ANA, "composeExtension/fetchTask", value)


@pytest.mark.parametrize(
    ("content", "kind", "line"),
    [
        ("<p>The till &amp; the <b>printer</b></p><p>are down</p>", "html", "The till & the printer\nare down"),
        ("The till <b> is down", "text", "The till <b> is down"),
        ("<script>x</script>", "html", "x"),
    ],
)
def test_a_message_is_escalated_with_its_words_and_its_link(content: str, kind: str, line: str) -> None:
    assert read(message_action(content, kind)) == Asked(Typed(f"{line} https://teams.example/m/1"), Where.DIALOG)


@pytest.mark.parametrize("content", ["list", "!open it now", "show ESC-7"])
def test_a_message_that_reads_like_a_command_is_a_summary_all_the_same(content: str) -> None:
    assert read(message_action(content, link="")) == Asked(Typed(f"“{content}”"), Where.DIALOG)


def test_a_link_that_is_none_is_left_out() -> None:
    assert read(message_action("x", link="javascript:alert(1)")) == Asked(Typed("x"), Where.DIALOG)


def test_the_wish_to_escalate_without_a_message_opens_the_empty_form() -> None:
    value = {"commandId": "escalate", "commandContext": "compose"}
    assert read(MADE.invoke(ANA, "composeExtension/fetchTask", value)) == Asked(Typed(""), Where.DIALOG)
    with pytest.raises(Malformed):
        read(MADE.invoke(ANA, "composeExtension/fetchTask", {"commandId": "other"}))


def test_a_press_that_nobody_knows_any_more_is_nobodys_fault_but_no_press_is() -> None:
    data: dict[str, object] = {"press": "fly|c1"}
    assert read(MADE.invoke(ANA, "task/submit", {"data": data})) == Asked(Pressed(None), Where.DIALOG)
    with pytest.raises(Malformed):
        read(MADE.invoke(ANA, "task/submit", {"data": {}}))
    with pytest.raises(NotOffered):
        read(MADE.invoke(ANA, "fileConsent/invoke", {}))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from([ACCEPT, "escalate"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["action", "data", "press", "form", "commandId", "messagePayload", "body", "content", "one.x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=50)
@given(
    st.sampled_from(["message", "invoke"]),
    st.sampled_from(["adaptiveCard/action", "task/fetch", "task/submit", "composeExtension/fetchTask", "x"]),
    st.text(max_size=50),
    json_values,
)
def test_whatever_is_sent_is_understood_or_refused(kind: str, name: str, text: str, value: object) -> None:
    activity = MADE.invoke(ANA, name, json.loads(json.dumps(value))) | {"type": kind, "text": text}
    try:
        found = read(activity)
    except (Malformed, NotOffered):
        return
    assert found is None or isinstance(found.doing, Typed | Pressed | Submitted)

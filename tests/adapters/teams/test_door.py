"""What is let through the door, and what comes back through it."""

from typing import Any

import pytest

from adapters.teams.app import LARGEST_BODY, Teams
from adapters.teams.settings import TeamsSettings
from adapters.wording import Wording
from bot.cases.verbs import Press, Verb
from bot.messages.shown import Line, Response
from bot.people.identity import Membership
from bot.settings import Unusable
from bot.words import say
from tests.adapters.teams.conftest import ANA, Bot, FakeContacts, FakeDesk
from tests.harness.driver import SeenMessage
from tests.harness.teams import Activities
from tests.harness.teams_server import APP_ID, PASSWORD, TENANT, Fault, Human

ACCEPT = Press(Verb.ACCEPT, "c1")


def press_of(press: str) -> dict[str, Any]:
    return {"action": {"type": "Action.Execute", "verb": "accept", "data": {"press": press}}}


def test_a_body_that_is_too_large_is_answered_413_whoever_sends_it(bot: Bot) -> None:
    body = b" " * (LARGEST_BODY + 1)
    assert bot.send(body, {}).status == 413
    assert bot.send(body, {"Authorization": f"Bearer {bot.teams.signed()}"}).status == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"type": "message"}',
        b"[" * 100_000,
        b'{"type":' * 20_000,
        b'{"type": "message", "text": "\\ud800", "serviceUrl": 1, "conversation": {"id": "x"}}',
    ],
)
def test_what_is_no_activity_is_answered_400(bot: Bot, body: bytes) -> None:
    assert bot.send(body, {"Authorization": f"Bearer {bot.teams.signed()}"}).status == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": 7},
        {"from": "ana"},
        {"conversation": {"id": ""}},
        {"conversation": None},
        {"id": "x" * 501},
        {"entities": {"type": "mention"}},
        {"recipient": {"isTargeted": "perhaps"}},
    ],
)
def test_an_activity_of_the_wrong_shape_is_answered_400(bot: Bot, wrong: dict[str, object]) -> None:
    activity = Activities(bot.teams.url).message(ANA, "x") | wrong
    assert bot.driver.sends(activity).status == 400
    assert bot.contacts.kept == {}


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"action": {"data": None}},
        {"action": {"data": {"press": ["accept"]}}},
        {"action": []},
    ],
)
def test_an_invoke_that_no_card_of_ours_makes_is_answered_400(bot: Bot, value: object) -> None:
    answered = bot.driver.sends(Activities(bot.teams.url).invoke(ANA, "adaptiveCard/action", value))
    assert (answered.status, bot.desk.done, bot.contacts.kept) == (400, [], {})


def test_a_button_of_another_age_is_answered_in_a_sentence(bot: Bot) -> None:
    answered = bot.driver.sends(Activities(bot.teams.url).invoke(ANA, "adaptiveCard/action", press_of("fly|c1")))
    assert "too old" in answered.body["value"]
    assert bot.desk.done == []


def test_an_invoke_for_another_kind_of_bot_is_answered_501(bot: Bot) -> None:
    assert bot.driver.sends(Activities(bot.teams.url).invoke(ANA, "signin/verifyState", {})).status == 501


@pytest.mark.parametrize("kind", ["typing", "messageReaction", "endOfConversation", "event", "messageUpdate"])
def test_other_activities_are_taken_in_silence(bot: Bot, kind: str) -> None:
    answered = bot.driver.sends(Activities(bot.teams.url).message(ANA, "/escalate x") | {"type": kind})
    assert (answered.status, bot.desk.done, bot.teams.messages) == (200, [], [])


@pytest.mark.parametrize(
    "where",
    [
        {"conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "another"}, "channelData": {}},
        {"conversation": {"id": "a:1", "conversationType": "personal"}, "channelData": {"tenant": {"id": "another"}}},
        {"conversation": {"id": "a:1", "conversationType": "personal"}, "channelData": {}},
    ],
)
def test_another_tenant_is_answered_403_before_anything_is_read_or_stored(bot: Bot, where: dict[str, object]) -> None:
    activity = Activities(bot.teams.url).message(ANA, "/escalate x") | where
    answered = bot.driver.sends(activity)
    assert (answered.status, bot.desk.done, bot.contacts.kept) == (403, [], {})
    assert (bot.contacts.recalled, bot.teams.requests) == (0, [])


def test_a_channel_whose_clients_name_their_own_tenant_is_answered_403(bot: Bot) -> None:
    bot.teams.keys = {"first": ("msteams", "directline")}
    activity = Activities(bot.teams.url).message(ANA, "/escalate x") | {"channelId": "directline"}
    assert bot.driver.sends(activity).status == 403


def test_an_empty_app_id_builds_no_bot(words: Wording) -> None:
    """Trap 9 of the SDK, which then checks nobody."""
    for app_id, password in (("", "secret"), (" ", "secret"), ("id", "")):
        settings = TeamsSettings(app_id, password, TENANT, frozenset({TENANT}))
        with pytest.raises(Unusable, match="MICROSOFT_APP_ID"):
            Teams(settings, FakeDesk(), words, FakeContacts())


def test_an_invoke_is_serialised_once_and_carries_a_plain_sentence(bot: Bot) -> None:
    """Traps 2 and 7 of the SDK."""
    answered = bot.driver.sends(Activities(bot.teams.url).invoke(ANA, "adaptiveCard/action", press_of(ACCEPT.packed())))
    assert answered.body == {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": "done",
    }


def test_expected_replies_come_back_in_the_answer(bot: Bot) -> None:
    activity = Activities(bot.teams.url).message(ANA, "help") | {"deliveryMode": "expectReplies"}
    answered = bot.driver.sends(activity)
    assert [reply["text"] for reply in answered.body["activities"]] == ["done"]
    assert bot.teams.messages == []


def test_many_turns_ask_for_one_access_token(bot: Bot) -> None:
    """Trap 4 of the SDK, which asks for one each turn."""
    for _ in range(5):
        assert bot.driver.types("ana", "help")
    assert len(bot.teams.token_requests) == 1


def test_a_message_is_known_by_tenant_conversation_and_id_an_invoke_by_its_id(bot: Bot) -> None:
    activities = Activities(bot.teams.url)
    message, invoke = (
        activities.message(ANA, "help"),
        activities.invoke(ANA, "adaptiveCard/action", press_of(ACCEPT.packed())),
    )
    for activity in (message, message, invoke):
        bot.driver.sends(activity)
    said, said_again, pressed = bot.desk.keys
    assert said == said_again == f"teams:{TENANT}:{ANA.chat}:{message['id']}"
    assert pressed == f"teams:{TENANT}:{invoke['id']}"


@pytest.mark.parametrize(
    "change",
    [
        {"userRole": "guest"},
        {"userRole": "anonymous"},
        {"tenantId": "ffffffff-0000-4000-8000-000000000000"},
        {"userPrincipalName": "gus_elsewhere#EXT#@example.com"},
    ],
)
def test_who_is_at_home_elsewhere_comes_to_the_desk_as_a_guest(bot: Bot, change: dict[str, str]) -> None:
    human = Human(ANA.id, ANA.name, ANA.email)
    human.member = lambda: ANA.member() | change  # type: ignore[method-assign]
    bot.teams.people["ana"] = human
    bot.driver.types("ana", "/escalate x")
    bot.teams.people["ana"] = ANA
    bot.clock.seconds += 4000
    bot.driver.types("ana", "/escalate x")
    assert [profile.membership for profile in bot.desk.profiles] == [Membership.GUEST, Membership.MEMBER]


def test_somebody_whom_no_directory_knows_comes_as_a_guest(bot: Bot) -> None:
    activity = Activities(bot.teams.url).message(ANA, "/escalate x")
    del activity["from"]["aadObjectId"]
    bot.driver.sends(activity)
    assert [profile.membership for profile in bot.desk.profiles] == [Membership.GUEST]


def test_a_bot_is_not_answered(bot: Bot) -> None:
    activity = Activities(bot.teams.url).message(ANA, "/escalate x") | {"from": {"id": "28:another-bot"}}
    assert bot.driver.sends(activity).status == 200
    assert (bot.desk.done, bot.teams.messages) == ([], [])


def test_a_fault_of_ours_is_told_with_a_reference_and_no_500(bot: Bot) -> None:
    def breaks(*_: object) -> Response:
        raise RuntimeError("a secret of the database")

    bot.desk.answer = breaks
    seen = bot.driver.types("ana", "help")
    assert isinstance(seen, SeenMessage)
    assert "went wrong" in seen.text
    assert "secret" not in seen.text


def test_who_cannot_be_looked_up_is_asked_to_try_again_but_whoever_is_known_is_served(bot: Bot) -> None:
    bot.teams.faults = [Fault(503, path="/members/")]
    seen = bot.driver.types("ana", "help")
    assert isinstance(seen, SeenMessage)
    assert "try again" in seen.text
    assert bot.driver.types("ana", "help") == SeenMessage("s1", "done")
    bot.clock.seconds += 4000
    bot.teams.faults = [Fault(503, path="/members/")]
    assert isinstance(bot.driver.types("ana", "help"), SeenMessage)
    assert len(bot.desk.done) == 2


def test_an_answer_that_the_platform_refuses_for_now_is_said_later(bot: Bot) -> None:
    bot.teams.faults = [Fault(429, {"Retry-After": "0"}, method="POST", path="/activities")]
    bot.driver.types("ana", "help")
    assert bot.client.portal is not None
    bot.client.portal.call(bot.app.conversations.idle)
    assert [message.activity["text"] for message in bot.teams.messages] == ["done"]


def test_each_person_is_read_in_their_language_and_zone(bot: Bot) -> None:
    bot.driver.types("ben", "help")
    [profile] = bot.desk.profiles
    assert (profile.name, profile.email, profile.language, profile.timezone) == (
        "Ben Berg", "ben@example.com", "da-DK", "Europe/Copenhagen",
    )  # fmt: skip


def test_a_person_is_looked_up_once_an_hour_not_at_each_request(bot: Bot) -> None:
    def lookups() -> int:
        return sum("/members/" in path for _, path, _ in bot.teams.requests)

    for _ in range(3):
        bot.driver.types("ana", "help")
    assert lookups() == 1
    bot.clock.seconds += 3601
    bot.driver.types("ana", "help")
    assert lookups() == 2


def test_texts_are_cleaned_of_what_no_database_takes(bot: Bot) -> None:
    bot.driver.types("ana", "/escalate a\x00b")
    assert bot.desk.done == [("typed", "ab")]


def test_a_sentence_is_sent_as_plain_text(bot: Bot) -> None:
    bot.desk.answer = Line((say("moment.today", time="**no** [markup](http://x) <at>all</at>"),))
    bot.driver.types("ana", "help")
    assert bot.teams.messages[-1].activity["textFormat"] == "plain"


def test_the_secret_is_shown_by_no_repr(settings: TeamsSettings) -> None:
    assert PASSWORD not in repr(settings)
    assert APP_ID in repr(settings)

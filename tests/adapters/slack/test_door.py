"""Who is let in at `/slack/events`, and what is refused before anything is read or stored."""

import json
import time
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from adapters.slack.app import LARGEST_BODY, Slack
from adapters.slack.settings import SlackSettings
from tests.adapters.slack.conftest import World
from tests.adapters.slack.fakes import FakeContacts, FakeDesk, PlainWords
from tests.harness.fake_slack import SECRET, TEAM, TOKEN, FakeSlack, fails
from tests.harness.slack import SlackClient, signed

FORM = "application/x-www-form-urlencoded"
COMMAND = {"command": "/escalate", "text": "!x", "user_id": "URITA", "team_id": TEAM, "trigger_id": "1.1"}


def nothing_happened(world: World) -> bool:
    return world.desk.asked == [] and world.contacts.kept == {} and not world.fake.called("users.info")


@pytest.mark.parametrize("timestamp", ["", "soon", "12.5", "-1", "1e9", "٣", "9" * 5000, "0x10"])
async def test_a_timestamp_that_is_no_number_is_refused_and_no_error_of_ours(world: World, timestamp: str) -> None:
    headers = {**signed(urlencode(COMMAND)), "x-slack-request-timestamp": timestamp}
    sent = {name: value.encode() for name, value in headers.items()}
    answer = await world.client.raw(urlencode(COMMAND), FORM, sent)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert nothing_happened(world)


async def test_what_slack_did_not_sign_is_refused(world: World) -> None:
    body = urlencode(COMMAND)
    old = time.time() - 301
    for headers in (
        {},
        signed(body, secret="another"),
        signed(body + "&text=y"),
        signed(body, at=old),
        signed(body, at=time.time() + 310),
        {**signed(body), "x-slack-signature": ""},
        {**signed(body), "x-slack-signature": "v0="},
        {**signed(body), "x-slack-signature": "v0=é"},
    ):
        sent = {name: value.encode() for name, value in headers.items()}
        assert (await world.client.raw(body, FORM, sent)).status_code == 401  # type: ignore[arg-type]
    assert nothing_happened(world)


async def test_a_request_that_only_looks_like_an_ssl_check_is_not_let_past_the_signature(world: World) -> None:
    assert (await world.client.raw("ssl_check=1", FORM, {})).status_code == 401


@pytest.mark.parametrize("body", ["{", "[1, 2]", "3", "null", '"x"', '{"a":' * 5000, "\ud800"])
async def test_unsigned_rubbish_is_refused_before_it_is_parsed(world: World, body: str) -> None:
    answer = await world.client.raw(body, "application/json", {"x-slack-request-timestamp": str(int(time.time()))})
    assert answer.status_code in (400, 401)


@pytest.mark.parametrize(
    "payload",
    [
        "{",
        "[1, 2]",
        "3",
        "null",
        "{}",
        '{"a":' * 5000,
        json.dumps({"team_id": TEAM}),
        json.dumps({"team_id": 7, "type": "event_callback"}),
        json.dumps({"team_id": TEAM, "type": "event_callback", "event": 3}),
        json.dumps(
            {"team_id": TEAM, "type": "event_callback", "event": {"type": "message", "channel_type": "im", "user": 3}}
        ),
        json.dumps({"team_id": TEAM, "type": "event_callback", "event": {"type": []}}),
        json.dumps({"team_id": TEAM, "type": "event_callback", "event": []}),
        json.dumps({"type": "event_callback", "authorizations": [], "event": {}}),
        json.dumps({"type": "event_callback", "authorizations": "x", "event": {}}),
    ],
)
async def test_signed_rubbish_is_malformed_and_no_error_of_ours(world: World, payload: str) -> None:
    for body, kind in ((payload, "application/json"), (urlencode({"payload": payload}), FORM)):
        answer = await world.client.raw(body, kind)
        assert 400 <= answer.status_code < 500, body
    assert nothing_happened(world)


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "user": {"id": "URITA"}, "actions": []},
        {"type": "block_actions", "user": {"id": "URITA"}, "actions": [{"action_id": "a", "type": "button"}]},
        {"type": "block_actions", "user": {"id": ""}, "actions": [{"action_id": "a", "action_ts": "1"}]},
        {"type": "view_submission", "user": {"id": "URITA"}, "view": {"id": "V1", "callback_id": "x"}},
        {"type": "view_closed", "user": {"id": "URITA"}, "view": {"id": "V1", "callback_id": "x"}},
        {"type": "shortcut", "user": {"id": "URITA"}, "callback_id": "x"},
        {"type": "something_new", "user": {"id": "URITA"}},
        {"type": "block_actions", "user": {"id": "URITA"}, "actions": "x"},
        {"type": "block_actions", "user": {"id": "URITA"}, "actions": [{"action_id": {}, "type": "button"}]},
        {"type": "view_submission", "user": {"id": "URITA"}, "view": {"id": "V1", "callback_id": True}},
    ],
)
async def test_an_interaction_of_another_shape_is_refused(world: World, payload: dict[str, object]) -> None:
    assert 400 <= (await world.client.interaction(payload)).status_code < 500
    assert nothing_happened(world)


async def test_too_large_a_body_is_refused_however_it_comes(world: World) -> None:
    answer = await world.client.raw("x" * (LARGEST_BODY + 1), FORM)
    assert answer.status_code == 413
    assert nothing_happened(world)


async def test_another_workspace_is_refused_before_anything_is_read_or_stored(world: World) -> None:
    elsewhere = SlackClient(Starlette(routes=world.slack.routes), team="T0ELSEWHERE")
    assert (await elsewhere.command("URITA", "!x", trigger_id="1.1")).status_code == 403
    assert (
        await elsewhere.event({"type": "app_mention", "user": "URITA", "channel": "C1", "text": "x"})
    ).status_code == 403
    press = {"type": "block_actions", "user": {"id": "URITA"}, "actions": [{"action_id": "a", "action_ts": "1"}]}
    assert (await elsewhere.interaction(press)).status_code == 403
    assert (await elsewhere.event({"type": "tokens_revoked"})).status_code == 403
    await elsewhere.close()
    assert nothing_happened(world)
    assert world.slack.trouble() is None


async def test_slacks_question_for_the_address_is_answered(world: World) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"})
    answer = await world.client.raw(body, "application/json")
    assert answer.json() == {"challenge": "abc"}
    assert (await world.client.raw(body, "application/json", {})).status_code == 401


async def test_only_post_is_taken(world: World) -> None:
    assert (await world.client._http.get("/slack/events")).status_code == 405


def opened(fake: FakeSlack, *workspaces: str) -> Slack:
    settings = SlackSettings(TOKEN, SECRET, frozenset(workspaces), fake.api_url)
    return Slack(settings, FakeDesk(), PlainWords(), FakeContacts())


async def test_listed_workspaces_are_listened_to_and_no_others(fake: FakeSlack) -> None:
    slack = opened(fake, TEAM, "T0SISTER")
    await slack.start()
    listens = slack.installation.listens_to
    assert (listens(TEAM, ""), listens("T0SISTER", ""), listens("T0ELSE", ""), listens("", "")) == (
        True,
        True,
        False,
        False,
    )
    await slack.stop()


async def test_a_token_of_an_unlisted_workspace_is_trouble_from_the_start(fake: FakeSlack) -> None:
    slack = opened(fake, "T0SISTER")
    await slack.start()
    assert TEAM in (slack.trouble() or "")
    await slack.stop()


async def test_an_organisation_wide_installation_listens_to_the_whole_organisation(fake: FakeSlack) -> None:
    fake.auth |= {"is_enterprise_install": True, "enterprise_id": "E0ACME"}
    slack = opened(fake)
    await slack.start()
    listens = slack.installation.listens_to
    assert (listens("T0ANY", "E0ACME"), listens("T0ANY", "E0ELSE"), listens("T0ANY", "")) == (True, False, False)
    await slack.stop()


async def test_slack_being_away_at_the_start_is_trouble_that_ends_by_itself(fake: FakeSlack) -> None:
    fake.goes_wrong("auth.test", fails("service_unavailable", 503))
    slack, client = opened(fake), None
    await slack.start()
    client = SlackClient(Starlette(routes=slack.routes))
    assert "service_unavailable" in (slack.trouble() or "")
    assert (await client.command("URITA", "!x", trigger_id="1.1")).status_code == 503
    slack.installation._asked_at -= 60
    assert (await client.command("URITA", "!x", trigger_id="1.1")).status_code == 200
    assert slack.trouble() is None
    await client.close()
    await slack.stop()


@pytest.mark.parametrize(("token", "secret"), [("", "x"), ("x", ""), ("  ", "x")])
def test_an_empty_secret_does_not_switch_signatures_off(token: str, secret: str) -> None:
    with pytest.raises(ValueError, match="SLACK_"):
        SlackSettings(token, secret)

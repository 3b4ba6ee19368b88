"""What trips one up in Bolt 1.30, each held down by a test."""

import asyncio
import time

import pytest

from adapters.slack.app import bolt
from adapters.slack.settings import SlackSettings
from bot.messages.shown import Cards
from tests.adapters.slack.conftest import World
from tests.adapters.slack.fakes import a_form, a_line, raw
from tests.adapters.slack.test_conversations import ACCEPT, command
from tests.harness.fake_slack import SECRET, TOKEN, fails
from tests.harness.slack import GENERAL


async def test_trap_1_an_exception_around_the_acknowledgement_does_not_erase_it(world: World) -> None:
    """Neither one of the desk's, nor one while the answer is drawn, nor one of the calls after it."""
    world.desk.answer = RuntimeError("before")
    assert "[slack.fault" in str(await command(world, "!x"))
    world.desk.answer = Cards((raw("x"),), (None,))  # type: ignore[arg-type]
    assert "[slack.fault" in str(await command(world, "list"))
    world.desk.answer = a_line("done")
    world.fake.goes_wrong("chat.postEphemeral", fails("internal_error", 500))
    world.fake.goes_wrong("conversations.open", fails("internal_error", 500))
    started = time.monotonic()
    answer = await world.client.press("UBEN", ACCEPT, world.fake, GENERAL, response_url="")
    assert answer.status_code == 200
    assert time.monotonic() - started < 2.5
    assert await world.told("UBEN") == []


async def test_trap_2_no_listener_is_lazy_since_a_shared_session_cannot_be_copied(world: World) -> None:
    assert [listener.lazy_functions for listener in world.slack._bolt._async_listeners] == [[]] * 4


async def test_trap_3_nothing_polls_for_the_acknowledgement(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await command(world, "!now Slack has told who Rita is")

    async def polled(_: float) -> None:
        raise AssertionError("somebody waits by looking again and again")

    monkeypatch.setattr(asyncio, "sleep", polled)
    await command(world, "!x")


async def test_trap_3_the_commit_comes_before_the_acknowledgement(world: World) -> None:
    acknowledged: list[bool] = []
    asked = asyncio.ensure_future(command(world, "!x"))
    world.desk.when_asked = lambda: acknowledged.append(asked.done())
    await asked
    assert acknowledged == [False]


async def test_trap_4_a_replay_has_the_key_of_the_first_and_a_second_doing_has_another(world: World) -> None:
    for trigger in ("1.1", "1.1", "2.2"):
        await command(world, "!x", trigger_id=trigger)
    for at in ("7.1", "7.1", "7.2"):
        action = {**ACCEPT, "action_ts": at}
        await world.client.interaction({"type": "block_actions", "user": {"id": "UBEN"}, "actions": [action]})
    said = {"type": "app_mention", "user": "URITA", "channel": GENERAL, "ts": "1.1", "text": "mine"}
    for event_id in ("EvA", "EvA", "EvB"):
        await world.client.event(said, event_id=event_id)
    first, again, other = (slice(0, None, 3), slice(1, None, 3), slice(2, None, 3))
    keys = [key for *_, key in world.desk.asked]
    assert keys[first] == keys[again]
    assert set(keys[first]).isdisjoint(keys[other])
    assert len(set(keys)) == 6


async def test_trap_4_a_form_sent_again_after_an_error_is_another_delivery_only_when_it_was_drawn_anew(
    world: World,
) -> None:
    world.desk.answer = a_form()
    await command(world, "")
    view = world.fake.form_of("URITA")
    assert view
    world.desk.answer = a_line("done")
    await world.client.submit(view, {})
    await world.client.submit(view, {})
    view.hash = "another"
    await world.client.submit(view, {})
    one, two, three = (key for how, *_, key in world.desk.asked if how == "submitted")
    assert one == two != three


async def test_trap_7_all_calls_go_through_one_connection(world: World) -> None:
    for _ in range(5):
        await world.client.press("UBEN", ACCEPT, world.fake, GENERAL, response_url="")
        await world.slack.conversations.idle()
    assert len(world.fake.called("chat.postEphemeral")) == 5
    assert len(world.fake.connections) == 1


async def test_trap_8_slack_is_asked_once_whose_token_it_is_and_once_who_somebody_is(world: World) -> None:
    for _ in range(5):
        await command(world, "mine")
    assert [method for method, _ in world.fake.calls] == ["auth.test", "users.info"]


async def test_trap_10_four_listeners_are_enough_for_everything(world: World) -> None:
    assert len(world.slack._bolt._async_listeners) == 4


async def test_oauth_settings_in_the_environment_do_not_change_who_is_let_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bolt reads the environment by itself; several workspaces by OAuth are another story."""
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "x")
    app = bolt(SlackSettings(TOKEN, SECRET), world.slack.installation, world.slack.conversations)
    assert app._async_authorize is not None
    assert app._async_authorize.func.__qualname__.startswith("bolt.")  # type: ignore[attr-defined]

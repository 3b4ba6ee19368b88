"""What people do in Slack and what they see of it."""

import asyncio
import json

import pytest

from bot.messages.shown import Cards, FieldErrors
from bot.people.identity import Identity, Platform
from tests.adapters.slack.conftest import World
from tests.adapters.slack.fakes import OPEN, PRESS, a_card, a_form, a_line, raw
from tests.harness.fake_slack import TEAM, breaks, fails
from tests.harness.slack import GENERAL

ACCEPT = {
    "type": "button",
    "action_id": "stige.press.0",
    "value": PRESS.packed(),
    "text": {"type": "plain_text", "text": "Accept"},
}


async def command(world: World, text: str, **more: str) -> dict[str, object]:
    sent = {"trigger_id": world.fake.trigger("URITA"), "response_url": world.fake.hook("URITA", GENERAL), **more}
    answer = await world.client.command("URITA", text, **sent)
    assert answer.status_code == 200
    return answer.json() if answer.content else {}


async def test_a_command_is_answered_in_its_acknowledgement_to_that_person_alone(world: World) -> None:
    world.desk.answer = a_line("ESC-7 is open. Ana is asked.")
    body = await command(world, "!checkout is down")
    assert body["response_type"] == "ephemeral"
    assert body["text"] == "ESC-7 is open. Ana is asked."
    assert world.fake.ephemeral == []


async def test_the_desk_gets_who_what_and_a_key_of_this_one_delivery(world: World) -> None:
    await command(world, "show ESC-7", trigger_id="13.37")
    [(how, profile, line, key)] = world.desk.asked
    assert (how, line, key) == ("typed", "show ESC-7", f"slack:{TEAM}:command:13.37")
    assert profile.identity == Identity(Platform.SLACK, TEAM, "URITA")
    assert (profile.name, profile.email, profile.timezone) == ("Rita", "rita@acme.example", "Europe/Copenhagen")


async def test_a_line_arrives_as_it_was_typed(world: World) -> None:
    await command(world, "R&amp;D &lt;&lt; <@U1|ana> see <https://x.example/a|x.example/a> in <#C1|ops> \0")
    assert world.desk.asked[0][2] == "R&D << @ana see https://x.example/a in #ops"


async def test_a_command_that_asks_for_a_form_opens_it(world: World) -> None:
    world.desk.answer = a_form(summary="checkout is down")
    assert await command(world, "checkout is down") == {}
    view = world.fake.form_of("URITA")
    assert view
    assert json.loads(view.view["private_metadata"]) == {"press": OPEN.packed(), "channel": GENERAL}


async def test_a_form_whose_trigger_has_expired_is_said_privately(world: World) -> None:
    world.desk.answer = a_form()
    body = await command(world, "", trigger_id=world.fake.trigger("URITA", lives_seconds=-1))
    assert body["text"] == "[slack.form_expired]"


async def test_a_form_that_slack_does_not_open_in_time_is_said_privately(world: World) -> None:
    world.desk.answer = a_form()
    world.fake.delays["views.open"] = 1.5
    assert (await command(world, ""))["text"] == "[slack.form_expired]"
    world.fake.delays.clear()
    world.fake.goes_wrong("views.open", breaks)
    assert (await command(world, ""))["text"] == "[slack.form_expired]"


async def test_cards_are_answered_under_their_introduction(world: World) -> None:
    world.desk.answer = Cards((raw("Two open cases"),), (a_card("one"), a_card("two")))
    body = await command(world, "list")
    shown = json.dumps(body["blocks"])
    assert body["text"] == "Two open cases"
    assert "ESC-7: one" in shown
    assert "ESC-7: two" in shown


async def test_a_button_is_carried_out_and_answered_beside_the_card(world: World) -> None:
    world.desk.answer = a_line("It is yours.")
    answer = await world.client.press("UBEN", ACCEPT, world.fake, GENERAL)
    assert (answer.status_code, answer.text) == (200, "")
    assert await world.told("UBEN") == ["It is yours."]
    [(how, profile, press, key)] = world.desk.asked
    assert (how, profile.identity.user, press) == ("pressed", "UBEN", PRESS)
    assert key.startswith(f"slack:{TEAM}:button:")
    assert key.endswith(":UBEN:stige.press.0")


async def test_a_button_that_asks_for_a_form_opens_it(world: World) -> None:
    world.desk.answer = a_form(PRESS)
    await world.client.press("UBEN", ACCEPT, world.fake, GENERAL)
    assert world.fake.form_of("UBEN")
    assert await world.told("UBEN") == []


async def test_a_button_that_no_card_of_ours_has_is_said_to_be_old(world: World) -> None:
    await world.client.press("UBEN", {**ACCEPT, "value": "rubbish"}, world.fake, GENERAL)
    await world.client.press("UBEN", {**ACCEPT, "action_id": "somebody.elses"}, world.fake, GENERAL)
    assert await world.told("UBEN") == ["[slack.old_button]"] * 2
    assert world.desk.asked == []


async def test_an_answer_that_the_response_url_does_not_take_goes_into_the_channel(world: World) -> None:
    used_up = world.fake.hook("UBEN", GENERAL, uses=0)
    await world.client.press("UBEN", ACCEPT, world.fake, GENERAL, response_url=used_up)
    assert await world.told("UBEN") == ["done"]
    assert len(world.fake.called("chat.postEphemeral")) == 1


async def test_an_answer_that_the_channel_does_not_take_goes_into_a_direct_message(world: World) -> None:
    world.fake.goes_wrong("chat.postEphemeral", fails("not_in_channel"))
    await world.client.press("UBEN", ACCEPT, world.fake, GENERAL, response_url="")
    assert await world.told("UBEN") == []
    assert [message.text for message in world.fake.in_channel("DUBEN")] == ["done"]


async def test_only_slacks_own_addresses_are_answered(world: World) -> None:
    for address in ("http://169.254.169.254/latest", "https://hooks.slack.com.evil.example/x", "http://[", "/x"):
        await world.client.press("UBEN", ACCEPT, world.fake, GENERAL, response_url=address)
    assert await world.told("UBEN") == ["done"] * 4
    assert len(world.fake.called("chat.postEphemeral")) == 4


async def submitted(world: World, state: dict[str, object]) -> dict[str, object]:
    world.desk.answer, then = a_form(), world.desk.answer
    await command(world, "")
    world.desk.answer = then
    view = world.fake.form_of("URITA")
    assert view
    answer = await world.client.submit(view, state)
    assert answer.status_code == 200
    body: dict[str, object] = answer.json()
    return body


async def test_a_form_that_is_sent_gives_its_answers_to_the_desk(world: World) -> None:
    option = {"value": "high", "text": {"type": "plain_text", "text": "Everybody"}}
    state = {
        "summary": {"answer": {"type": "plain_text_input", "value": "R&D <down>"}},
        "steps": {"answer": {"type": "plain_text_input", "value": None}},
        "users": {"answer": {"type": "number_input", "value": "12"}},
        "impact": {"answer": {"type": "static_select", "selected_option": option}},
        "flags": {"answer": {"type": "checkboxes", "selected_options": [{**option, "value": "legal"}]}},
    }
    await submitted(world, state)
    how, _, what, key = world.desk.asked[-1]
    values = {"summary": ("R&D <down>",), "users": ("12",), "impact": ("high",), "flags": ("legal",)}
    assert (how, what) == ("submitted", (OPEN, values))
    assert key.startswith(f"slack:{TEAM}:form:V")


async def test_a_form_that_went_through_shows_the_answer_in_its_place(world: World) -> None:
    world.desk.answer = a_line("ESC-8 is open.")
    body = await submitted(world, {})
    assert body["response_action"] == "update"
    view = body["view"]
    assert isinstance(view, dict)
    assert "submit" not in view
    assert view["title"]["text"] == "Escalate"
    assert view["blocks"][0]["text"]["text"] == "ESC-8 is open."


async def test_a_refused_form_shows_each_error_at_its_field_and_the_others_at_the_first(world: World) -> None:
    world.desk.answer = FieldErrors((("steps", raw("Which steps?")), ("nowhere", raw("No.")), ("other", raw("Never."))))
    body = await submitted(world, {})
    assert body == {"response_action": "errors", "errors": {"steps": "Which steps?", "summary": "No.\nNever."}}


async def test_a_form_may_lead_to_the_next_one(world: World) -> None:
    world.desk.answer = a_form(PRESS)
    body = await submitted(world, {})
    assert body["response_action"] == "update"
    assert isinstance(body["view"], dict)
    assert json.loads(body["view"]["private_metadata"]) == {"press": PRESS.packed(), "channel": GENERAL}


async def test_a_mention_is_a_command_line_and_a_bare_one_asks_for_help(world: World) -> None:
    said = {"type": "app_mention", "user": "URITA", "channel": GENERAL, "ts": "1.1"}
    await world.client.event({**said, "text": "<@U0STIGEBOT> checkout is down, ask <@UBEN|ben>"})
    await world.client.event({**said, "text": "  <@U0STIGEBOT|stige> "})
    assert [what for _, _, what, _ in world.desk.asked] == ["checkout is down, ask @Ben", "help"]
    assert [key for *_, key in world.desk.asked] == [f"slack:{TEAM}:event:Ev1", f"slack:{TEAM}:event:Ev2"]
    assert await world.told("URITA") == ["done", "done"]


async def test_who_is_mentioned_is_named_as_far_as_slack_knows_them(world: World) -> None:
    world.fake.add_person("U0ANA2", "Ana Berg")
    said = {"type": "app_mention", "user": "URITA", "channel": GENERAL, "ts": "1.1"}
    await world.client.event({**said, "text": "<@U0STIGEBOT> who <@U0ANA2>, not <@U0NOBODY>"})
    assert world.desk.asked[0][2] == "who @Ana Berg, not @U0NOBODY"


async def test_words_in_the_direct_message_are_a_command_line(world: World) -> None:
    world.fake.add_channel("DURITA", "", is_im=True)
    said = {"type": "message", "channel_type": "im", "user": "URITA", "channel": "DURITA", "ts": "1.1"}
    await world.client.event({**said, "text": "mine"})
    assert world.desk.asked[0][2] == "mine"
    assert await world.told("URITA") == ["done"]


async def test_words_that_ask_for_a_form_are_answered_with_a_button_that_opens_it(world: World) -> None:
    world.desk.answer = a_form()
    said = {"type": "app_mention", "user": "URITA", "channel": GENERAL, "ts": "1.1"}
    await world.client.event({**said, "text": "<@U0STIGEBOT> checkout &amp; cart are down"})
    await world.slack.conversations.idle()
    button = world.fake.ephemeral[-1].blocks[-1]["elements"][0]
    await world.client.press("URITA", button, world.fake, GENERAL)
    assert [what for _, _, what, _ in world.desk.asked] == ["checkout & cart are down"] * 2
    assert world.fake.form_of("URITA")


async def test_bots_we_ourselves_edits_and_talk_beside_us_are_ignored(world: World) -> None:
    direct = {"type": "message", "channel_type": "im", "user": "URITA", "channel": "D1", "ts": "1.1", "text": "mine"}
    for nothing in (
        {**direct, "bot_id": "B1"},
        {**direct, "user": "U0STIGEBOT"},
        {**direct, "subtype": "message_changed"},
        {**direct, "subtype": "message_deleted"},
        {**direct, "edited": {"user": "URITA", "ts": "1.2"}},
        {**direct, "channel_type": "channel"},
        {"type": "app_mention", "user": "URITA", "channel": GENERAL, "ts": "1.1", "text": "x", "bot_id": "B1"},
        {"type": "reaction_added", "user": "URITA"},
    ):
        assert (await world.client.event(nothing)).status_code == 200
    assert world.desk.asked == []


async def test_an_app_that_was_removed_is_trouble(world: World) -> None:
    assert world.slack.trouble() is None
    await world.client.event({"type": "tokens_revoked", "tokens": {"oauth": ["URITA"], "bot": []}})
    assert world.slack.trouble() is None
    assert (await world.client.event({"type": "tokens_revoked", "tokens": {"bot": ["U0STIGEBOT"]}})).status_code == 200
    assert "tokens_revoked" in (world.slack.trouble() or "")


async def test_somebody_whom_slack_does_not_tell_of_is_told_so_and_does_nothing(world: World) -> None:
    sent = {"trigger_id": "1.1", "response_url": ""}
    answer = await world.client.command("UNOBODY", "!x", **sent)
    assert answer.json()["text"] == "[slack.unknown_person]"
    assert world.desk.asked == []


async def test_a_fault_of_ours_is_a_sentence_to_whom_it_befell_and_its_log_repeats_no_text(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.desk.answer = RuntimeError("secret words of a person")
    assert str((await command(world, "!x"))["text"]).startswith("[slack.fault: reference=")
    await world.client.press("UBEN", ACCEPT, world.fake, GENERAL)
    assert (await world.told("UBEN"))[0].startswith("[slack.fault")
    body = await submitted(world, {})
    assert "[slack.fault" in json.dumps(body)
    logged = capsys.readouterr().out
    assert logged.count("slack.fault") == 3
    assert "RuntimeError" in logged
    assert "secret words" not in logged


async def test_an_answer_that_cannot_be_drawn_is_a_fault_too_and_what_was_done_stands(world: World) -> None:
    world.desk.answer = Cards((raw("x"),), (None,))  # type: ignore[arg-type]
    assert str((await command(world, "list"))["text"]).startswith("[slack.fault")
    assert len(world.desk.asked) == 1


async def test_what_takes_too_long_is_acknowledged_and_told_when_it_is_done(world: World) -> None:
    world.slack.conversations._desk_seconds = 0.05
    world.desk.takes_seconds = 0.2
    world.desk.answer = a_line("ESC-9 is open.")
    assert (await command(world, "!slow"))["text"] == "[slack.slow]"
    assert await world.told("URITA") == ["ESC-9 is open."]


async def test_a_form_that_comes_too_late_is_said_to_be_too_late(world: World) -> None:
    world.slack.conversations._desk_seconds = 0.05
    world.desk.takes_seconds = 0.2
    world.desk.answer = a_form()
    await command(world, "slow")
    assert await world.told("URITA") == ["[slack.form_expired]"]


async def test_people_do_not_wait_for_one_another(world: World) -> None:
    world.desk.takes_seconds = 0.2
    started = asyncio.get_running_loop().time()
    await asyncio.gather(*(command(world, f"!{n}") for n in range(4)))
    assert asyncio.get_running_loop().time() - started < 0.7


async def test_a_command_names_people_by_their_accounts_and_strangers_by_name(world: World) -> None:
    world.fake.add_person("U0ANA2", "Somebody Else")
    world.fake.add_person("U0STRANGER", "x 10:00 for @kim")
    world.desk.people["U0ANA2"] = "ana"
    await command(world, "override <@U0ANA2|ana.1> fri for <@U0STRANGER> <@U0GONE|gone 9:00>")
    assert world.desk.asked[0][2] == "override @Somebody Else fri for @x 10:00 for @kim @gone 9:00"
    assert world.desk.by_ids == ["override @ana fri for @x_10_00_for_kim @gone_9_00"]


async def test_nobody_is_looked_up_for_a_summary(world: World) -> None:
    world.fake.add_person("U0ANA2", "Ana Berg")
    world.desk.people["U0ANA2"] = "ana"
    await command(world, "till is down, ask <@U0ANA2>, not U0ANA2 or @U0BEN2")
    assert world.desk.asked[0][2] == "till is down, ask @Ana Berg, not U0ANA2 or @U0BEN2"
    assert world.desk.by_ids == [""]


async def test_a_name_that_looks_like_another_mention_is_none(world: World) -> None:
    world.fake.add_person("U0ANA2", "@U0BEN2")
    world.fake.add_person("U0BEN2", "Ben Berg")
    await command(world, "ask <@U0ANA2> and <@U0BEN2>")
    assert world.desk.asked[0][2] == "ask @@U0BEN2 and @Ben Berg"

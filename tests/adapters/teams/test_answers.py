"""How people are answered in chats, on cards and in dialogs, through real activities and the connector."""

from typing import Any

import pytest

from bot.cases.verbs import Press, Verb
from bot.messages.shown import (
    Button,
    Card,
    Cards,
    FieldErrors,
    FieldKind,
    Form,
    FormField,
    Line,
    Option,
    Response,
)
from bot.words import Say, say
from tests.adapters.teams.conftest import ANA, DONE, Bot
from tests.harness.driver import Seen, SeenErrors, SeenForm, SeenMessage
from tests.harness.teams_server import BOT, Fault

CHANNEL = "19:incidents@thread.tacv2"


def said(words: str) -> Say:
    return say("row.item", item=words)


def a_form(press: Press, summary: str = "") -> Form:
    fields = (
        FormField("summary", FieldKind.LINE, said("Summary"), None, True, (), (summary,) if summary else ()),
        FormField("impact", FieldKind.PARAGRAPH, said("Impact"), value=("as before",)),
        FormField("flags", FieldKind.CHOICES, said("Flags"), options=(Option("a", said("A")), Option("b", said("B")))),
    )
    return Form(press, said("Escalate a case"), said("Send"), fields)


def a_card(*verbs: Verb) -> Card:
    buttons = tuple(Button(said(verb.value), Press(verb, "c1")) for verb in verbs)
    return Card(said("ESC-7"), said("ESC-7: checkout is down"), lead=(said("Nobody has it."),), buttons=buttons)


def opening(kind: str, what: Any, values: Any = None) -> Response:
    """A desk that opens cases: a form for a line, a sentence for a form that is filled in."""
    if kind == "typed":
        return a_form(Press(Verb.OPEN), what)
    if kind == "pressed":
        return a_form(what)
    wrong = [] if values.get("impact") else [("impact", said("Say who is hit."))]
    return FieldErrors(tuple(wrong)) if wrong else Line((said("ESC-7 is open."),))


def form(seen: Seen) -> SeenForm:
    assert isinstance(seen, SeenForm), seen
    return seen


def message(seen: Seen) -> SeenMessage:
    assert isinstance(seen, SeenMessage), seen
    return seen


def test_in_the_personal_chat_the_form_stands_in_the_chat_and_gives_way_to_what_became_of_it(bot: Bot) -> None:
    bot.desk.answer = opening
    driver = bot.driver
    shown = form(driver.types("ana", "/escalate checkout is down"))
    assert (shown.title, shown.values["summary"], shown.required) == (
        "Escalate a case",
        "checkout is down",
        {"summary"},
    )
    assert message(driver.submits("ana", shown, {"flags": "a,b"})).text == "ESC-7 is open."
    assert bot.desk.done[-1][2] == {"summary": ("checkout is down",), "impact": ("as before",), "flags": ("a", "b")}
    assert bot.client.portal is not None
    bot.client.portal.call(bot.app.conversations.idle)
    [standing] = bot.teams.messages
    assert standing.edited == 1
    assert "Input.Text" not in str(standing.activity)


def test_in_a_channel_one_alone_sees_the_answer_and_the_form_is_a_dialog(bot: Bot) -> None:
    bot.desk.answer = opening
    driver = bot.driver
    offered = message(driver.mentions("ana", "escalate checkout is down", CHANNEL))
    assert offered.buttons == ("Open the form",)
    [standing] = bot.teams.messages
    assert standing.only_for == standing.activity["recipient"]["id"] == ANA.user
    assert standing.activity["recipient"]["isTargeted"] is True
    assert standing.conversation.startswith(f"{CHANNEL};messageid=")
    shown = form(driver.presses("ana", offered, "Open the form"))
    assert shown.values["summary"] == "checkout is down"
    assert message(driver.submits("ana", shown, {})).text == "ESC-7 is open."
    assert driver.room("ops") == []


def test_a_slash_command_is_answered_like_a_mention(bot: Bot) -> None:
    seen = bot.driver.does("ana", bot.driver.activities.slash(ANA, "list", CHANNEL))
    assert message(seen).text == "done"
    assert bot.teams.messages[-1].only_for == ANA.user


def test_a_refused_form_comes_again_with_the_answers_and_a_sentence_at_each_field(bot: Bot) -> None:
    bot.desk.answer = opening
    driver = bot.driver
    shown = form(driver.presses("ana", message(driver.mentions("ana", "escalate x")), "Open the form"))
    refused = driver.submits("ana", shown, {"summary": "y", "impact": "", "flags": "b"})
    assert refused == SeenErrors({"impact": "Say who is hit."})
    fields = {part["id"]: part.get("value") for part in _inputs(bot, driver)}
    assert fields == {"one.summary": "y", "one.impact": None, "several.flags": "b"}


def _inputs(bot: Bot, driver: Any) -> list[dict[str, Any]]:
    """Of the dialog as it is sent, since errors alone are seen by the driver."""
    data = {"press": Press(Verb.OPEN).packed(), "form": True, "one.summary": "y", "several.flags": "b"}
    answered = driver.sends(driver.activities.invoke(ANA, "task/submit", {"data": data}))
    body = answered.body["task"]["value"]["card"]["content"]["body"]
    return [part for part in body if part["type"].startswith("Input.")]


def test_a_message_is_escalated_from_its_menu(bot: Bot) -> None:
    bot.desk.answer = opening
    driver = bot.driver
    shown = form(driver.escalates("ana", "<p>The till is down</p>"))
    assert shown.values["summary"] == "The till is down https://teams.example/m/1"
    assert message(driver.submits("ana", shown, {})).text == "ESC-7 is open."


def test_a_button_that_is_done_at_the_press_is_answered_by_a_sentence_on_the_card(bot: Bot) -> None:
    driver = bot.driver
    bot.desk.answer = Cards((), (a_card(Verb.ACCEPT, Verb.DECLINE, Verb.SHOW),))
    shown = message(driver.types("ana", "show ESC-7"))
    bot.desk.answer = DONE
    assert message(driver.presses("ana", shown, "accept")).text == "done"
    assert bot.desk.done[-1] == ("pressed", Press(Verb.ACCEPT, "c1"))
    assert len(bot.teams.messages) == 1


def test_a_button_that_asks_back_opens_a_dialog(bot: Bot) -> None:
    driver = bot.driver
    bot.desk.answer = Cards((), (a_card(Verb.DECLINE),))
    shown = message(driver.types("ana", "show ESC-7"))
    bot.desk.answer = opening
    dialog = form(driver.presses("ana", shown, "decline"))
    assert message(driver.submits("ana", dialog, {"summary": "busy"})).text == "ESC-7 is open."
    assert bot.desk.done[-1][1] == Press(Verb.DECLINE, "c1")


def test_a_button_that_comes_too_late_says_so_in_the_dialog(bot: Bot) -> None:
    driver = bot.driver
    bot.desk.answer = Cards((), (a_card(Verb.DECLINE),))
    shown = message(driver.types("ana", "show ESC-7"))
    bot.desk.answer = Line((said("Ben has it."),))
    assert message(driver.presses("ana", shown, "decline")).text == "Ben has it."


def test_several_cards_stand_one_under_the_other_in_the_chat_and_in_a_dialog(bot: Bot) -> None:
    driver = bot.driver
    bot.desk.answer = Cards((said("Two cases"),), (a_card(Verb.SHOW), a_card(Verb.ACCEPT, Verb.NOTE)))
    shown = message(driver.types("ana", "mine"))
    assert shown.text.startswith("Two cases\nESC-7")
    assert shown.buttons == ("show", "accept", "note")
    dialog = message(driver.presses("ana", shown, "note"))
    assert dialog.text.startswith("Two cases\nESC-7")
    assert dialog.buttons == ("show", "accept", "note")


def test_buttons_inside_a_dialog_answer_there(bot: Bot) -> None:
    driver = bot.driver
    bot.desk.answer = Cards((), (a_card(Verb.SHOW),))
    shown = message(driver.types("ana", "show ESC-7"))
    bot.desk.answer = Cards((), (a_card(Verb.ACCEPT, Verb.NOTE),))
    dialog = message(driver.presses("ana", shown, "show"))
    assert dialog.buttons == ("accept", "note")
    bot.desk.answer = opening
    assert form(driver.presses("ana", dialog, "note")).title == "Escalate a case"
    bot.desk.answer = DONE
    assert message(driver.presses("ana", dialog, "accept")).text == "done"


def test_a_press_that_is_answered_by_a_form_after_all_shows_it_on_the_card(bot: Bot) -> None:
    driver = bot.driver
    bot.desk.answer = Cards((), (a_card(Verb.ACCEPT),))
    shown = message(driver.types("ana", "show ESC-7"))
    bot.desk.answer = opening
    fallback = form(driver.presses("ana", shown, "accept"))
    assert message(driver.submits("ana", fallback, {"summary": "x"})).text == "ESC-7 is open."


def test_a_press_that_is_answered_by_cards_says_them_in_the_chat_too(bot: Bot) -> None:
    driver = bot.driver
    bot.desk.answer = Cards((), (a_card(Verb.CONFIRM),))
    shown = message(driver.types("ana", "show ESC-7"))
    bot.desk.answer = Cards((said("Now this:"),), (a_card(Verb.NOTE),))
    assert message(driver.presses("ana", shown, "confirm")).text == "Now this:"
    assert [bool(sent.activity.get("attachments")) for sent in bot.teams.messages] == [True, True]


def test_where_a_private_answer_cannot_be_given_it_goes_to_the_personal_chat(bot: Bot) -> None:
    bot.driver.types("ana", "help")
    bot.teams.messages.clear()
    bot.teams.faults = [Fault(400, method="POST", path="/activities")]
    bot.driver.mentions("ana", "list", CHANNEL)
    [standing] = bot.teams.messages
    assert (standing.conversation, standing.only_for) == (ANA.chat, "")


def test_every_answer_is_from_the_bot_to_the_one_who_asked(bot: Bot) -> None:
    bot.driver.types("ana", "help")
    [standing] = bot.teams.messages
    assert (standing.activity["from"]["id"], standing.activity["recipient"]["id"]) == (BOT, ANA.user)


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_an_answer_that_the_platform_does_not_take_is_no_500_of_ours(bot: Bot, status: int) -> None:
    bot.teams.faults = [Fault(status, method="POST", path="/activities", body="<html>no</html>")]
    assert bot.driver.sends(bot.driver.activities.message(ANA, "help")).status == 200
    assert len(bot.desk.done) == 1

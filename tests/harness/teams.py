"""Driving Teams as people do: activities in, as Teams sends them; what then stands in chats, on cards, in dialogs."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from tests.harness import teams_cards
from tests.harness.driver import Seen, SeenErrors, SeenForm, SeenMessage
from tests.harness.teams_server import APP_ID, BOT, PASSWORD, TEAM, TENANT, FakeTeams, Human, Message

Json = dict[str, Any]


@dataclass(frozen=True)
class Answered:
    """An HTTP answer; `body` is None where there is none."""

    status: int
    body: Any = None


Send = Callable[[bytes, Mapping[str, str]], Answered]


class Activities:
    """Activities as Teams makes them."""

    def __init__(self, service_url: str) -> None:
        self._service_url = service_url
        self._ids = count(1)

    def message(self, human: Human, text: str, **more: object) -> Json:
        return self._of("message", human) | {"text": text, "textFormat": "plain"} | more

    def in_channel(self, human: Human, text: str, channel: str = TEAM, **more: object) -> Json:
        """With a mention of the bot in front."""
        mention = {"type": "mention", "mentioned": {"id": BOT, "name": "Stige"}, "text": "<at>Stige</at>"}
        entities = {"text": f"<at>Stige</at> {text}", "entities": [mention]}
        return self.message(human, text) | self.place(channel) | entities | more

    def slash(self, human: Human, text: str, channel: str = TEAM) -> Json:
        """Sent to the bot alone, by a slash command beside others."""
        to_us = {"recipient": {"id": BOT, "name": "Stige", "isTargeted": True}}
        return self.message(human, text) | self.place(channel) | to_us

    def invoke(self, human: Human, name: str, value: object, **more: object) -> Json:
        return self._of("invoke", human) | {"name": name, "value": value} | more

    def update(self, human: Human, **more: object) -> Json:
        return self._of("conversationUpdate", human) | more

    def place(self, channel: str) -> Json:
        return {
            "conversation": {
                "id": f"{channel};messageid=17000",
                "conversationType": "channel",
                "isGroup": True,
                "tenantId": TENANT,
            },
            "channelData": {"tenant": {"id": TENANT}, "team": {"id": TEAM}, "channel": {"id": channel}},
        }

    def _of(self, kind: str, human: Human) -> Json:
        return {
            "type": kind,
            "id": f"f:{next(self._ids)}",
            "timestamp": "2026-11-20T12:00:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self._service_url,
            "from": human.account(),
            "recipient": {"id": BOT, "name": "Stige"},
            "conversation": {"id": human.chat, "conversationType": "personal", "tenantId": human.tenant},
            "channelData": {"tenant": {"id": human.tenant}},
            "locale": human.locale,
            "localTimezone": human.timezone,
        }


@dataclass(frozen=True)
class OnScreen:
    """A card as somebody saw it: where it stands and what it held then."""

    card: Json
    message: Message | None = None
    extension: bool = False

    @property
    def in_dialog(self) -> bool:
        return self.message is None


class TeamsDriver:
    """Fulfils `Driver`. `people` are the policy's ids, `rooms` the channel of each place."""

    def __init__(self, teams: FakeTeams, send: Send, rooms: Mapping[str, str]) -> None:
        self._teams, self._send, self._rooms = teams, send, rooms
        self.activities = Activities(teams.url)
        self._screens: dict[str, OnScreen] = {}
        self._handles = count(1)

    # what people do

    def types(self, who: str, line: str) -> Seen:
        people = self._teams.people
        mentioned = [people[name] for name in re.findall(r"<@(\w+)>", line)]
        entities = [{"type": "mention", "mentioned": h.account(), "text": f"<at>{h.name}</at>"} for h in mentioned]
        text = re.sub(r"<@(\w+)>", lambda found: f"<at>{people[found[1]].name}</at>", line)
        return self.does(who, self.activities.message(people[who], text, entities=entities))

    def attaches(self, who: str, line: str, file: bytes) -> Seen:
        content = {"downloadUrl": self._teams.keep_file(file), "uniqueId": "1150D938", "fileType": "yaml"}
        kept = {"contentType": "application/vnd.microsoft.teams.file.download.info", "content": content}
        attached = {**kept, "contentUrl": "https://story.sharepoint.com/personal/p/policy.yaml", "name": "policy.yaml"}
        return self.does(who, self.activities.message(self._teams.people[who], line, attachments=[attached]))

    def mentions(self, who: str, line: str, channel: str = TEAM) -> Seen:
        """In a channel, where only the one who spoke sees the answer."""
        return self.does(who, self.activities.in_channel(self._teams.people[who], line, channel))

    def escalates(self, who: str, text: str) -> Seen:
        """A message, from its own menu."""
        payload = {"body": {"content": text, "contentType": "html"}, "linkToMessage": "https://teams.example/m/1"}
        value = {"commandId": "escalate", "commandContext": "message", "messagePayload": payload}
        human = self._teams.people[who]
        where = self.activities.place(TEAM)
        return self.does(
            who, self.activities.invoke(human, "composeExtension/fetchTask", value) | where, extension=True
        )

    def presses(self, who: str, message: SeenMessage, button: str) -> Seen:
        screen = self._screens[message.handle]
        action = next(action for action in teams_cards.actions(screen.card) if action["title"] == button)
        return self._acts(who, screen, action, {})

    def submits(self, who: str, form: SeenForm, answers: Mapping[str, str]) -> Seen:
        screen = self._screens[form.handle]
        fields = teams_cards.inputs(screen.card)
        assert not set(answers) - set(fields), f"the form has no {set(answers) - set(fields)}"
        given = {name: answers.get(name, str(part.get("value", ""))) for name, part in fields.items()}
        if missing := {name for name, part in fields.items() if part["isRequired"] and not given[name]}:
            return SeenErrors({name: fields[name]["errorMessage"] for name in missing})
        [action] = teams_cards.actions(screen.card)
        return self._acts(who, screen, action, {fields[name]["id"]: value for name, value in given.items()})

    def does(self, who: str, activity: Json, extension: bool = False) -> Seen:
        """Any activity of somebody's, and what they get for it."""
        before = {message.id for message in self._teams.messages}
        answered = self.sends(activity)
        assert answered.status == 200, answered
        told = [
            message for message in self._teams.messages if message.id not in before and self._is_answer(message, who)
        ]
        return self._seen_in(answered.body, extension) or self._seen(told)

    def sends(self, activity: Json, token: str | None = None) -> Answered:
        token = self._teams.signed() if token is None else token
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return self._send(json.dumps(activity).encode(), headers)

    # what people see

    def dms(self, who: str) -> list[SeenMessage]:
        """What Stige sent of its own accord."""
        chat = self._teams.in_conversation(self._teams.people[who].chat)
        return [self._message(message) for message in chat if message.outbox]

    def room(self, place: str) -> list[SeenMessage]:
        standing = self._teams.in_conversation(self._rooms[place])
        return [self._message(message) for message in standing if not message.only_for]

    # the client's part

    def _acts(self, who: str, screen: OnScreen, action: Json, inputs: Json) -> Seen:
        """As a client does: what kind of action on what kind of screen makes which invoke."""
        human, data = self._teams.people[who], {**action["data"], **inputs}
        data.pop("msteams", None)
        here: Json = {"replyToId": screen.message.id} if screen.message else {}
        here |= self._where(screen)
        if action["type"] == "Action.Execute":
            value: Json = {
                "action": {"type": "Action.Execute", "verb": action["verb"], "data": data},
                "trigger": "manual",
            }
            return self.does(who, self.activities.invoke(human, "adaptiveCard/action", value, **here))
        if screen.in_dialog:
            name = "composeExtension/submitAction" if screen.extension else "task/submit"
            value = {"data": data, "context": {"theme": "default"}} | (
                {"commandId": "escalate"} if screen.extension else {}
            )
            return self.does(who, self.activities.invoke(human, name, value, **here), screen.extension)
        assert action["data"]["msteams"] == {"type": "task/fetch"}, action
        value = {"data": {**data, "type": "task/fetch"}, "context": {"theme": "default"}}
        return self.does(who, self.activities.invoke(human, "task/fetch", value, **here))

    def _where(self, screen: OnScreen) -> Json:
        if screen.message is None or screen.message.conversation.startswith("a:"):
            return {}
        return self.activities.place(screen.message.conversation.partition(";")[0])

    def _is_answer(self, message: Message, who: str) -> bool:
        human = self._teams.people[who]
        return not message.outbox and (message.only_for or message.activity["recipient"]["id"]) == human.user

    def _seen_in(self, body: Any, extension: bool) -> Seen:
        """What an invoke answers: a sentence, a card in place of the old one, or a dialog."""
        if not body:
            return None
        if "task" in body:
            task = body["task"]
            if task["type"] == "message":
                return self._plain(task["value"])
            card = task["value"]["card"]["content"]
            assert not teams_cards.faults(card), teams_cards.faults(card)
            return self._card(OnScreen(card, extension=extension), title=task["value"]["title"])
        assert body["statusCode"] == 200, body
        if body["type"] == "application/vnd.microsoft.activity.message":
            return self._plain(body["value"])
        return self._card(OnScreen(body["value"], Message("replaced", "a:", {})))

    def _seen(self, told: list[Message]) -> Seen:
        """Several messages in answer to one thing are read as one."""
        if not told:
            return None
        seen = [self._card(self._screen(message), said=message.activity.get("text", "")) for message in told]
        if len(seen) == 1 or not all(isinstance(one, SeenMessage) for one in seen):
            return seen[-1]
        messages = [one for one in seen if isinstance(one, SeenMessage)]
        text = "\n".join(message.text for message in messages)
        buttons = tuple(button for message in messages for button in message.buttons)
        return SeenMessage(messages[-1].handle, text, buttons)

    def _message(self, message: Message) -> SeenMessage:
        seen = self._card(self._screen(message), said=message.activity.get("text", ""))
        assert isinstance(seen, SeenMessage)
        return SeenMessage(seen.handle, seen.text, seen.buttons, message.edited)

    def _plain(self, text: str) -> SeenMessage:
        return SeenMessage(self._handle(OnScreen({})), text)

    def _screen(self, message: Message) -> OnScreen:
        attached = message.activity.get("attachments", [{"content": {}}])
        return OnScreen(attached[0]["content"], message)

    def _card(self, screen: OnScreen, title: str = "", said: str = "") -> SeenMessage | SeenForm | SeenErrors:
        card = screen.card
        if wrong := teams_cards.errors(card):
            return SeenErrors(wrong)
        if fields := teams_cards.inputs(card):
            return SeenForm(
                handle=self._handle(screen),
                title=title or teams_cards.text(card).partition("\n")[0],
                labels={name: part["label"] for name, part in fields.items()},
                required=frozenset(name for name, part in fields.items() if part["isRequired"]),
                values={name: str(part["value"]) for name, part in fields.items() if "value" in part},
                options={
                    name: tuple(choice["value"] for choice in part["choices"])
                    for name, part in fields.items()
                    if "choices" in part
                },
            )
        text = "\n".join(filter(None, (said, teams_cards.text(card))))
        return SeenMessage(self._handle(screen), text, tuple(action["title"] for action in teams_cards.actions(card)))

    def _handle(self, screen: OnScreen) -> str:
        handle = f"s{next(self._handles)}"
        self._screens[handle] = screen
        return handle


def environment(teams: FakeTeams) -> dict[str, str]:
    """The settings with which a Stige speaks with this Teams."""
    return {
        "MICROSOFT_APP_ID": APP_ID,
        "MICROSOFT_APP_PASSWORD": PASSWORD,
        "MICROSOFT_APP_TENANT_ID": TENANT,
        "MICROSOFT_LOGIN_URL": teams.url,
        "MICROSOFT_OPENID_METADATA_URL": f"{teams.url}/openid",
    }

"""Stories on Slack: people type, press and submit through signed payloads, and see what stands in a fake Slack."""

import hashlib
import hmac
import itertools
import json
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx2
from starlette.types import ASGIApp

from tests.harness.driver import Seen, SeenErrors, SeenForm, SeenMessage
from tests.harness.fake_slack import BOT_USER, SECRET, TEAM, FakeSlack, Json, Message, OpenView

PATH = "/slack/events"
GENERAL = "C0GENERAL"


def signed(body: str, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers with which Slack vouches for a body."""
    timestamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": timestamp, "x-slack-signature": f"v0={digest}"}


class Workspace(Protocol):
    """What a driver needs of a Slack: `FakeSlack`, or the emulator behind its shim."""

    views: list[OpenView]
    ephemeral: list[Message]

    def trigger(self, user: str, lives_seconds: float = 3.0) -> str: ...

    def hook(self, user: str, channel: str, uses: int = 5) -> str: ...

    def dm_of(self, user: str) -> str: ...

    def in_channel(self, channel: str) -> list[Message]: ...


class SlackClient:
    """Slack's side of `/slack/events`: posts payloads as Slack does."""

    def __init__(self, app: ASGIApp, secret: str = SECRET, team: str = TEAM) -> None:
        self._http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://stige.test")
        self._secret, self._team = secret, team
        self._numbers = itertools.count(1)

    async def raw(self, body: str, content_type: str, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        sent = {"content-type": content_type, **(signed(body, self._secret) if headers is None else headers)}
        return await self._http.post(PATH, content=body.encode("utf-8", "surrogatepass"), headers=sent)

    async def command(self, user: str, text: str, name: str = "/escalate", **more: str) -> httpx2.Response:
        form = {"command": name, "text": text, "user_id": user, "team_id": self._team, "channel_id": GENERAL, **more}
        return await self.raw(urlencode(form), "application/x-www-form-urlencoded")

    async def interaction(self, payload: Json) -> httpx2.Response:
        whole = {"team": {"id": self._team}, **payload}
        return await self.raw(urlencode({"payload": json.dumps(whole)}), "application/x-www-form-urlencoded")

    async def event(self, event: Json, **more: object) -> httpx2.Response:
        number = next(self._numbers)
        whole = {
            "type": "event_callback",
            "team_id": self._team,
            "event_id": f"Ev{number}",
            "authorizations": [{"team_id": self._team, "user_id": BOT_USER, "is_bot": True, "enterprise_id": None}],
            "event": event,
            **more,
        }
        return await self.raw(json.dumps(whole), "application/json")

    async def press(self, user: str, button: Json, fake: Workspace, channel: str, **more: object) -> httpx2.Response:
        action = {**button, "action_ts": f"{time.time():.6f}", "block_id": "b"}
        payload = {
            "type": "block_actions",
            "user": {"id": user, "team_id": self._team},
            "channel": {"id": channel},
            "actions": [action],
            "trigger_id": fake.trigger(user),
            "response_url": fake.hook(user, channel),
            **more,
        }
        return await self.interaction(payload)

    async def submit(self, view: OpenView, state: Json, **more: object) -> httpx2.Response:
        whole = {**view.view, "id": view.id, "hash": view.hash, "state": {"values": state}}
        payload = {"type": "view_submission", "user": {"id": view.user, "team_id": self._team}, "view": whole, **more}
        return await self.interaction(payload)

    async def close(self) -> None:
        await self._http.aclose()


class SlackDriver:
    """Fulfils `tests.harness.driver.Driver`. `users` gives the Slack id for a person of the policy, `rooms` the
    channel id for a place; `idle` waits until the app has said everything."""

    def __init__(
        self,
        fake: Workspace,
        client: SlackClient,
        users: Mapping[str, str],
        rooms: Mapping[str, str],
        run: Callable[[Awaitable[Any]], Any],
        idle: Callable[[], Awaitable[None]],
    ) -> None:
        self._fake, self._client, self._users, self._rooms = fake, client, users, rooms
        self._run, self._idle = run, idle
        self._drawn: dict[str, tuple[str, list[Json]]] = {}
        self._forms: dict[str, OpenView] = {}

    def types(self, who: str, line: str) -> Seen:
        return self._seen(who, self._typed(self._users[who], line))

    def attaches(self, who: str, line: str, file: bytes) -> Seen:
        assert isinstance(self._fake, FakeSlack)  # the emulator gives files no address of their own
        user, address = self._users[who], self._fake.keep_file(file)
        said = {"type": "message", "subtype": "file_share", "channel_type": "im", "user": user, "text": line}
        kept = {"mode": "hosted", "is_external": False, "url_private": address, "url_private_download": address}
        whole = {**said, "ts": "1.1", "channel": self._fake.dm_of(user), "files": [kept]}
        return self._seen(who, self._client.event(whole))

    def presses(self, who: str, message: SeenMessage, button: str) -> Seen:
        channel, blocks = self._drawn[message.handle]
        pressed = next(element for element in _buttons(blocks) if _label(element) == button)
        answer = self._client.press(self._users[who], pressed, self._fake, channel, message={})
        return self._seen(who, answer)

    def submits(self, who: str, form: SeenForm, answers: Mapping[str, str]) -> Seen:
        view = self._forms[form.handle]
        inputs = {block["block_id"]: block for block in view.view["blocks"] if block["type"] == "input"}
        assert answers.keys() <= inputs.keys(), f"no such question: {answers.keys() - inputs.keys()}"
        given = {**form.values, **answers}
        lacking = {name for name in form.required if not given.get(name)}
        if lacking:
            return SeenErrors(dict.fromkeys(lacking, "required"))
        state = {name: {block["element"]["action_id"]: _given(block, given)} for name, block in inputs.items()}
        return self._seen(who, self._client.submit(view, state))

    def dms(self, who: str) -> list[SeenMessage]:
        return [self._message(each) for each in self._fake.in_channel(self._fake.dm_of(self._users[who]))]

    def room(self, place: str) -> list[SeenMessage]:
        return [self._message(each) for each in self._fake.in_channel(self._rooms[place])]

    async def _typed(self, user: str, line: str) -> httpx2.Response:
        if line.startswith("/"):
            command, _, text = line.partition(" ")
            more = {"trigger_id": self._fake.trigger(user), "response_url": self._fake.hook(user, GENERAL)}
            return await self._client.command(user, self._sent(text), command, **more)
        said = {"type": "message", "channel_type": "im", "user": user, "text": self._sent(line), "ts": "1.1"}
        return await self._client.event({**said, "channel": self._fake.dm_of(user)})

    def _sent(self, line: str) -> str:
        """With mentions by Slack's own ids, and the name of the account as it was when it was made."""
        mention = re.compile("&lt;@(\\w+)&gt;")
        return mention.sub(lambda found: f"<@{self._users[found[1]]}|{found[1]}.1987>", _as_slack_sends(line))

    def _seen(self, who: str, asked: Awaitable[httpx2.Response]) -> Seen:
        """What the person has before them now and had not before."""
        user, views, told = self._users[who], len(self._fake.views), len(self._fake.ephemeral)
        answer = self._run(asked)
        self._run(self._idle())
        assert answer.status_code == 200, (answer.status_code, answer.text)
        body = answer.json() if answer.content else {}
        if "response_action" in body:
            return self._after_form(user, body)
        if len(self._fake.views) > views:
            return self._form(self._fake.views[-1])
        if "blocks" in body:
            return self._message(Message(GENERAL, f"reply{id(body)}", body["text"], body["blocks"], seen_by=user))
        new = [each for each in self._fake.ephemeral[told:] if each.seen_by == user]
        return self._message(new[-1]) if new else None

    def _after_form(self, user: str, body: Json) -> Seen:
        if body["response_action"] == "errors":
            return SeenErrors(body["errors"])
        view = body["view"]
        if view.get("submit"):
            number = len(self._forms)
            return self._form(OpenView(f"VU{number}", f"{number}.again", user, view))
        return self._message(Message(GENERAL, f"done{id(body)}", "", view["blocks"], seen_by=user))

    def _message(self, message: Message) -> SeenMessage:
        handle = f"{message.channel}/{message.ts}/{message.edited}"
        self._drawn[handle] = (message.channel, message.blocks)
        labels = tuple(_label(button) for button in _buttons(message.blocks))
        return SeenMessage(handle, "\n".join(_lines(message.blocks)), labels, message.edited)

    def _form(self, view: OpenView) -> SeenForm:
        self._forms[view.id] = view
        inputs = [block for block in view.view["blocks"] if block["type"] == "input"]
        return SeenForm(
            handle=view.id,
            title=_unescaped(view.view["title"]["text"]),
            labels={block["block_id"]: _unescaped(block["label"]["text"]) for block in inputs},
            required=frozenset(block["block_id"] for block in inputs if not block["optional"]),
            values={block["block_id"]: _standing(block["element"]) for block in inputs},
            options={block["block_id"]: tuple(o["value"] for o in _options(block["element"])) for block in inputs},
        )


def _as_slack_sends(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _buttons(blocks: list[Json]) -> Iterator[Json]:
    return (element for block in blocks if block["type"] == "actions" for element in block["elements"])


def _label(button: Json) -> str:
    return _unescaped(button["text"]["text"])


def _lines(blocks: list[Json]) -> Iterator[str]:
    """What can be read, line by line; buttons apart."""
    for block in blocks:
        if block["type"] in ("header", "section"):
            yield _unescaped(block["text"]["text"])
        elif block["type"] == "context":
            yield from (_unescaped(element["text"]) for element in block["elements"])
        elif block["type"] == "rich_text":
            yield from ("".join(piece["text"] for piece in part["elements"]) for part in block["elements"])


def _options(element: Json) -> list[Json]:
    groups = [option for group in element.get("option_groups", ()) for option in group["options"]]
    return [*element.get("options", ()), *groups]


def _standing(element: Json) -> str:
    chosen = [
        *element.get("initial_options", ()),
        *([element["initial_option"]] if "initial_option" in element else []),
    ]
    return ",".join(option["value"] for option in chosen) if chosen else str(element.get("initial_value", ""))


def _given(block: Json, given: Mapping[str, str]) -> Json:
    """An element of the view's state, in the shape that its kind has."""
    element, answer = block["element"], given.get(block["block_id"], "")
    options = {option["value"]: option for option in _options(element)}
    kind = {"type": element["type"]}
    if element["type"] in ("checkboxes", "multi_static_select"):
        return {**kind, "selected_options": [options[value] for value in answer.split(",") if value]}
    if options:
        return {**kind, "selected_option": options[answer] if answer else None}
    return {**kind, "value": answer or None}

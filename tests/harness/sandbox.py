"""Stories on the sandbox: people type, press and submit through its real HTTP doors, and see what is on the page."""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any

import httpx2
from starlette.types import ASGIApp

from tests.harness.driver import Seen, SeenErrors, SeenForm, SeenMessage

Json = dict[str, Any]
TOKEN = re.compile(r'name="stige-token" content="([^"]+)"')


class SandboxDriver:
    """Fulfils `tests.harness.driver.Driver`. `run` carries out a coroutine on the loop that the app lives on."""

    def __init__(self, app: ASGIApp, run: Callable[[Awaitable[Any]], Any], port: int = 8000) -> None:
        address = f"http://127.0.0.1:{port}"
        self._http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=address)
        self._run = run
        self._forms: dict[str, Json] = {}
        self._numbers = count(1)
        self._token = ""

    def types(self, who: str, line: str) -> Seen:
        return self._answer("type", who, line=re.sub(r"<(@\w+)>", r"\1", line))

    def attaches(self, who: str, line: str, file: bytes) -> Seen:
        return self._answer("type", who, line=f"/escalate {line}", file=file.decode())

    def presses(self, who: str, message: SeenMessage, button: str) -> Seen:
        presses: list[tuple[str, str]] = json.loads(message.handle)
        return self._answer("press", who, press=dict(presses)[button])

    def submits(self, who: str, form: SeenForm, answers: Mapping[str, str]) -> Seen:
        asked = self._forms[form.handle]
        fields = {field["name"]: field for field in asked["fields"]}
        assert answers.keys() <= fields.keys(), f"no such question: {answers.keys() - fields.keys()}"
        given = {**form.values, **answers}
        values = {name: _given(field, given.get(name, "")) for name, field in fields.items()}
        return self._answer("submit", who, press=asked["press"], values=values)

    def dms(self, who: str) -> list[SeenMessage]:
        return self._read(who=who)

    def room(self, place: str) -> list[SeenMessage]:
        return self._read(**{"in": f"room:{place}"})

    def winds(self, who: str, to: str) -> None:
        """By the page's own buttons: "minute", "quarter", "hour", "next", "morning"."""
        self._post("wind", {"who": who, "to": to})

    def starts_over(self) -> None:
        self._post("forget", {})

    def close(self) -> None:
        self._run(self._http.aclose())

    def _answer(self, door: str, who: str, **sent: object) -> Seen:
        key = f"story-{next(self._numbers):06}"
        answer: Json = self._post(door, {"who": who, "key": key, **sent})["answer"]
        if answer["kind"] == "form":
            return self._form(answer)
        if answer["kind"] == "errors":
            return SeenErrors(answer["fields"])
        cards = answer.get("cards", [])
        return _seen([*answer["lines"], *(line for card in cards for line in _lines(card))], cards)

    def _form(self, form: Json) -> SeenForm:
        handle = str(next(self._numbers))
        self._forms[handle] = form
        fields: list[Json] = form["fields"]
        return SeenForm(
            handle=handle,
            title=form["title"],
            labels={field["name"]: field["label"] for field in fields},
            required=frozenset(field["name"] for field in fields if field["required"]),
            values={field["name"]: ",".join(field["value"]) for field in fields},
            options={field["name"]: tuple(option["value"] for option in field["options"]) for field in fields},
        )

    def page(self, who: str) -> Json:
        """All that stands on it for them."""
        return self._state(who=who)

    def _state(self, **where: str) -> Json:
        answer = self._run(self._http.get("/sandbox/state", params=where))
        assert answer.status_code == 200, (answer.status_code, answer.text)
        state: Json = answer.json()
        return state

    def _read(self, **where: str) -> list[SeenMessage]:
        messages: list[Json] = self._state(**where)["messages"]
        return [_seen(_lines(each["body"]), [each["body"]], each["edited"]) for each in messages]

    def _post(self, door: str, sent: Json) -> Json:
        headers = {"x-stige-token": self._given_token()}
        answer = self._run(self._http.post(f"/sandbox/{door}", json=sent, headers=headers))
        assert answer.status_code == 200, (answer.status_code, answer.text)
        told: Json = answer.json()
        return told

    def _given_token(self) -> str:
        """As the page has it, read once."""
        if not self._token:
            found = TOKEN.search(self._run(self._http.get("/sandbox")).text)
            assert found, "the page was given no token"
            self._token = found[1]
        return self._token


def _seen(lines: Iterable[str], cards: list[Json], edited: int = 0) -> SeenMessage:
    """The handle carries the buttons as they were, for whoever presses one that has changed since."""
    presses = [(button["label"], button["press"]) for card in cards for button in card["buttons"]]
    return SeenMessage(json.dumps(presses), "\n".join(lines), tuple(label for label, _ in presses), edited)


def _lines(card: Json) -> Iterator[str]:
    """What can be read, line by line; buttons apart."""
    if card.get("repeated"):
        yield card["repeated"]
    yield card["headline"]
    yield from card["lead"]
    for row in (*card["rows"], *card["body"]):
        yield f"{row['label']}: {row['value']}"
    yield from card["notes"]


def _given(field: Json, answer: str) -> list[str]:
    if field["kind"] == "choices":
        return [value for value in answer.split(",") if value]
    return [answer] if answer else []

"""The page and its doors. What a person does there comes in as JSON, is carried out at the desk, and has been delivered
to everybody when the answer goes back."""

import asyncio
import re
from collections.abc import Callable
from functools import partial
from html import escape
from pathlib import Path
from string import Template

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, StreamingResponse
from starlette.responses import Response as HttpResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from adapters.sandbox import page, render
from adapters.sandbox.directory import Directory, direct
from adapters.sandbox.guard import Guard
from adapters.sandbox.hub import Hub
from adapters.sandbox.inbound import (
    COMMAND,
    LARGEST_BODY,
    Doing,
    Forgotten,
    Malformed,
    Pressed,
    Submitted,
    Typed,
    Wound,
)
from adapters.sandbox.parts import Parts
from adapters.sandbox.winding import wind
from bot.messages.shown import Line, Response
from bot.people.identity import Profile
from bot.people.roster import Person
from bot.words import say

STATIC = Path(__file__).parent / "static"
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def sandbox(parts: Parts, directory: Directory, hub: Hub, port: int, token: str) -> Starlette:
    """`port` is the one that browsers use; `token` is random and made anew at every start."""
    return Starlette(
        routes=Doors(parts, directory, hub, token).routes(),
        middleware=[Middleware(Guard, port=port, token=token)],
        exception_handlers={Malformed: _malformed},
    )


class Doors:
    def __init__(self, parts: Parts, directory: Directory, hub: Hub, token: str) -> None:
        self._parts = parts
        self._directory = directory
        self._hub = hub
        self._token = token
        self._template = Template((STATIC / "page.html").read_text(encoding="utf-8"))
        self._winding = asyncio.Lock()

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.to_the_page),
            Route("/sandbox", self.page),
            Route("/sandbox/state", self.state),
            Route("/sandbox/events", self.events),
            Route("/sandbox/type", self.type, methods=["POST"]),
            Route("/sandbox/press", self.press, methods=["POST"]),
            Route("/sandbox/submit", self.submit, methods=["POST"]),
            Route("/sandbox/wind", self.wind, methods=["POST"]),
            Route("/sandbox/forget", self.forget, methods=["POST"]),
            Mount("/sandbox/static", StaticFiles(directory=STATIC)),
        ]

    # what is seen

    async def to_the_page(self, _: Request) -> HttpResponse:
        return RedirectResponse("/sandbox")

    async def page(self, request: Request) -> HttpResponse:
        newcomer = page.newcomer(_language(request), self._parts.roster())
        texts = page.texts(self._parts.words, newcomer) | {"token": self._token, "command": COMMAND}
        return HTMLResponse(self._template.substitute({name: escape(text) for name, text in texts.items()}))

    async def state(self, request: Request) -> HttpResponse:
        person = self._played(request.query_params.get("who"))
        conversation = self._conversation(person, request.query_params.get("in"))
        language = _language(request)
        show = partial(page.state, self._parts, self._directory, person, conversation, language)
        return JSONResponse(await to_thread.run_sync(show))

    async def events(self, _: Request) -> HttpResponse:
        return StreamingResponse(self._hub.stream(), media_type="text/event-stream")

    # what is done

    async def type(self, request: Request) -> HttpResponse:
        sent = Typed.read(await _body(request))
        line = sent.command
        if line is None:
            return await self._carried_out(sent, lambda _: Line((say("sandbox.no_command"),)))
        if sent.file is None:
            return await self._carried_out(sent, lambda who: self._parts.desk.typed(who, line, sent.delivery))
        source = sent.file.encode("utf-8", "replace")
        return await self._carried_out(sent, lambda who: self._parts.desk.sent(who, line, source, sent.delivery))

    async def press(self, request: Request) -> HttpResponse:
        sent = Pressed.read(await _body(request))
        return await self._carried_out(sent, lambda who: self._parts.desk.pressed(who, sent.press, sent.delivery))

    async def submit(self, request: Request) -> HttpResponse:
        sent = Submitted.read(await _body(request))
        values = sent.answers()
        return await self._carried_out(
            sent, lambda who: self._parts.desk.submitted(who, sent.press, values, sent.delivery)
        )

    async def wind(self, request: Request) -> HttpResponse:
        sent = Wound.read(await _body(request))
        zone = self._parts.roster().zone_of(self._played(sent.who).id)
        async with self._winding:
            begun_at = self._parts.winder.now()
            await wind(self._parts.winder, sent.to, zone)
        return self._changed({"from": begun_at.isoformat(), "at": self._parts.winder.now().isoformat()})

    async def forget(self, request: Request) -> HttpResponse:
        Forgotten.read(await _body(request))
        async with self._winding:
            await to_thread.run_sync(self._parts.chat.forget)
            self._parts.winder.read_again()
        return self._changed({})

    async def _carried_out(self, doing: Doing, act: Callable[[Profile], Response]) -> HttpResponse:
        profile = self._profile(doing.who)
        answer = await to_thread.run_sync(act, profile)
        await self._parts.winder.settle()
        reader = await to_thread.run_sync(self._parts.desk.reader_of, profile)
        shown = render.response(answer, self._parts.words, reader)
        return self._changed({"answer": shown, "at": self._parts.winder.now().isoformat()})

    def _changed(self, told: render.Json) -> HttpResponse:
        self._hub.changed()
        return JSONResponse(told)

    # who and where

    def _played(self, who: str | None) -> Person:
        """The first person of the policy where the page does not say yet."""
        people = {person.id: person for person in self._directory.people()}
        person = people.get(who) if who else next(iter(people.values()), None)
        if person is None:
            raise HTTPException(404, "Nobody here has that name.")
        return person

    def _profile(self, who: str) -> Profile:
        profile = self._directory.profile(who)
        if profile is None:
            raise HTTPException(404, "Nobody here has that name.")
        return profile

    def _conversation(self, person: Person, wanted: str | None) -> str:
        """One's own chat with Stige, or a room; nobody reads what another was sent."""
        open_to_them = {direct(person.id)} | {room.conversation for room in self._directory.rooms()}
        conversation = wanted or direct(person.id)
        if conversation not in open_to_them:
            raise HTTPException(404, "There is no such conversation.")
        return conversation


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, "That is more than a person types.")
    return body


def _language(request: Request) -> str:
    """The first that the browser names."""
    found = LANGUAGE.match(request.headers.get("accept-language", ""))
    return found[0] if found else ""


def _malformed(_: Request, fault: Exception) -> HttpResponse:
    return JSONResponse({"error": str(fault)}, 422)

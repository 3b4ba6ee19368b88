"""What a person did in Slack, carried out at the desk, and the answer shown where that person surely sees it.

First the commit, then the acknowledgement. Only a form opens before it, since a trigger lives three seconds.
"""

import asyncio
import secrets
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar, assert_never

import aiohttp
import structlog

from adapters.slack.directory import Directory, Unknown
from adapters.slack.forms import FormRenderer
from adapters.slack.inbound import Origin, Pressed, Submitted, Typed
from adapters.slack.parts import Desk, Json, Words
from adapters.slack.render import Renderer
from adapters.slack.speaker import Speaker
from bot.cases.verbs import Press
from bot.messages.shown import FieldErrors, Form, Line, Response
from bot.people.identity import Profile, Reader
from bot.words import say

# Slack waits three seconds for an acknowledgement: this much for the desk, then this much for a form to open.
DESK_SECONDS, FORM_SECONDS = 1.8, 0.9
ANYBODY = Reader(None, "", "")

Done = TypeVar("Done")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    response: Response
    reader: Reader


Question = Callable[[Profile], Response]
Show = Callable[[Answer], Awaitable[Json]]


class Conversations:
    def __init__(
        self, desk: Desk, directory: Directory, words: Words, speaker: Speaker, desk_seconds: float = DESK_SECONDS
    ) -> None:
        self._desk, self._directory, self._words, self._speaker = desk, directory, words, speaker
        self._desk_seconds = desk_seconds
        self._going_on: set[asyncio.Task[Any]] = set()

    async def command(self, typed: Typed) -> Json:
        """The body of the acknowledgement: the answer itself, which only that person sees."""
        return await self._answered(typed.origin, self._question(typed), lambda answer: self._in_reply(typed, answer))

    async def button(self, done: Typed | Pressed) -> Json:
        return await self._answered(done.origin, self._question(done), lambda answer: self._beside(done, answer))

    async def said(self, typed: Typed) -> Json:
        return await self._answered(typed.origin, self._question(typed), lambda answer: self._after(typed, answer))

    async def form(self, sent: Submitted) -> Json:
        return await self._answered(sent.origin, self._question(sent), lambda answer: self._in_the_modal(sent, answer))

    async def idle(self) -> None:
        """Until everything that goes on behind the acknowledgements is through."""
        while self._going_on:
            await asyncio.wait(self._going_on)

    # the question

    def _question(self, done: Typed | Pressed | Submitted) -> Question:
        key = done.origin.key
        match done:
            case Typed(line=line):
                return lambda profile: self._desk.typed(profile, line, key)
            case Pressed(press=Press() as press):
                return lambda profile: self._desk.pressed(profile, press, key)
            case Submitted(press=Press() as press, values=values):
                return lambda profile: self._desk.submitted(profile, press, values, key)
            case Pressed() | Submitted():
                return lambda _: Line((say("slack.old_button"),))
            case _:
                assert_never(done)

    async def _answered(self, origin: Origin, question: Question, show: Show) -> Json:
        """Always in time: what takes longer is told when it is done."""
        asked = self._start(self._ask(origin, question))
        await asyncio.wait({asked}, timeout=self._desk_seconds)
        if asked.done():
            answer = asked.result()
        else:
            self._start(self._tell_late(origin, asked))
            answer = Answer(Line((say("slack.slow"),)), self._guessed_reader(origin))
        try:
            return await show(answer)
        except Exception as fault:  # What was decided stands; only the showing of it failed.
            return await show(self._fault(origin, fault))

    async def _ask(self, origin: Origin, question: Question) -> Answer:
        """Never raises: a fault of ours is told to whom it befell, and logged."""
        try:
            profile = await self._directory.profile(origin.team, origin.user)
            return await asyncio.to_thread(self._at_the_desk, question, profile)
        except Unknown as fault:
            log.warning("slack.person_unknown", why=str(fault), key=origin.key)
            return Answer(Line((say("slack.unknown_person"),)), self._guessed_reader(origin))
        except Exception as fault:
            return self._fault(origin, fault)

    def _at_the_desk(self, question: Question, profile: Profile) -> Answer:
        response = question(profile)
        return Answer(response, self._desk.reader_of(profile))

    # the answer

    async def _in_reply(self, typed: Typed, answer: Answer) -> Json:
        shown = await self._form_or_message(typed.origin, answer)
        return {"response_type": "ephemeral", **shown} if shown else {}

    async def _beside(self, done: Typed | Pressed, answer: Answer) -> Json:
        shown = await self._form_or_message(done.origin, answer)
        if shown:
            self._start(self._speaker.privately(done.origin, shown))
        return {}

    async def _after(self, typed: Typed, answer: Answer) -> Json:
        """Said without a trigger, no form can open; a button gives one."""
        drawn = Renderer(self._words, answer.reader)
        if isinstance(answer.response, Form):
            shown = drawn.line_button(say("slack.open_form"), say("slack.open_form_button"), typed.line)
        else:
            shown = drawn.answer(answer.response)
        self._start(self._speaker.privately(typed.origin, shown))
        return {}

    async def _in_the_modal(self, sent: Submitted, answer: Answer) -> Json:
        drawn, response = FormRenderer(self._words, answer.reader), answer.response
        if isinstance(response, Form):
            return {"response_action": "update", "view": drawn.form(response, sent.origin.channel)}
        if isinstance(response, FieldErrors) and (errors := drawn.errors(response, sent.blocks)):
            return {"response_action": "errors", "errors": errors}
        message = Renderer(self._words, answer.reader).answer(response)
        return {"response_action": "update", "view": drawn.done(sent.title, message)}

    async def _form_or_message(self, origin: Origin, answer: Answer) -> Json | None:
        """None where a form was opened instead."""
        if not isinstance(answer.response, Form):
            return Renderer(self._words, answer.reader).answer(answer.response)
        view = FormRenderer(self._words, answer.reader).form(answer.response, origin.channel)
        if await self._opened(origin, view):
            return None
        return Renderer(self._words, answer.reader).line((say("slack.form_expired"),))

    async def _opened(self, origin: Origin, view: Json) -> bool:
        try:
            async with asyncio.timeout(FORM_SECONDS):
                return await self._speaker.open(origin, view)
        except (TimeoutError, OSError, aiohttp.ClientError) as fault:
            log.warning("slack.form_not_opened", why=type(fault).__name__)
            return False

    async def _tell_late(self, origin: Origin, asked: asyncio.Task[Answer]) -> None:
        answer = await asked
        try:
            await self._speaker.privately(origin, self._message(answer))
        except Exception as fault:
            await self._speaker.privately(origin, self._message(self._fault(origin, fault)))

    def _message(self, answer: Answer) -> Json:
        """Too late for a form, whose trigger has expired by now."""
        response = Line((say("slack.form_expired"),)) if isinstance(answer.response, Form) else answer.response
        return Renderer(self._words, answer.reader).answer(response)

    # faults of ours

    def _fault(self, origin: Origin, fault: Exception) -> Answer:
        """The log gets where it happened and under which reference; what people wrote, and an exception may repeat,
        stays out of it."""
        reference = secrets.token_hex(4)
        where = [
            f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in traceback.extract_tb(fault.__traceback__)
        ]
        log.error("slack.fault", reference=reference, kind=type(fault).__name__, where=where[-6:], key=origin.key)
        return Answer(Line((say("slack.fault", reference=reference),)), self._guessed_reader(origin))

    def _guessed_reader(self, origin: Origin) -> Reader:
        profile = self._directory.remembered(origin.team, origin.user)
        return Reader(None, profile.language, profile.timezone) if profile else ANYBODY

    def _start(self, work: Coroutine[Any, Any, Done]) -> asyncio.Task[Done]:
        """Kept from being forgotten before it is through."""
        task = asyncio.create_task(work)
        self._going_on.add(task)
        task.add_done_callback(self._going_on.discard)
        return task

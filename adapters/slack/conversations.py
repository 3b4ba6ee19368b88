"""What a person did in Slack, carried out at the desk, and the answer shown where that person surely sees it.

First the commit, then the acknowledgement. Only a form opens before it, since a trigger lives three seconds.
"""

import asyncio
import re
import secrets
import traceback
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar, assert_never

import aiohttp
import structlog

from adapters.attached import NotFetched
from adapters.mentions import by_id
from adapters.slack.directory import Directory, Unknown
from adapters.slack.drawn import Answer, Draw, Drawn, beside_a_trigger, in_a_modal, to_words
from adapters.slack.files import Files
from adapters.slack.inbound import Changed, Origin, Pressed, Submitted, Typed
from adapters.slack.parts import Desk, Json, Words
from adapters.slack.speaker import Speaker
from bot.cases.verbs import Press
from bot.grammar import is_about_a_file, names_people
from bot.messages.shown import Line, Response
from bot.people.identity import Profile, Reader
from bot.words import Say, say

# Slack waits three seconds for an acknowledgement: this much for the desk, then this much for a form to open.
DESK_SECONDS, FORM_SECONDS = 1.8, 0.9
MOST_MENTIONS = 5
ANYBODY = Reader(None, "", "")
Question = Callable[[Profile], Response]
Done = TypeVar("Done")

log = structlog.get_logger()


class Conversations:
    """Each door gives the body of the acknowledgement. The desk and the words are asked in worker threads."""

    def __init__(
        self,
        desk: Desk,
        directory: Directory,
        words: Words,
        speaker: Speaker,
        files: Files,
        desk_seconds: float = DESK_SECONDS,
    ) -> None:
        self._desk, self._directory, self._words, self._speaker = desk, directory, words, speaker
        self._files = files
        self._desk_seconds = desk_seconds
        self._going_on: set[asyncio.Task[Any]] = set()

    async def command(self, typed: Typed) -> Json:
        """Answered in the acknowledgement itself, which only that person sees."""
        drawn = await self._in_time(typed, beside_a_trigger(self._words, typed.origin))
        if await self._opened(typed.origin, drawn.view):
            return {}
        return {"response_type": "ephemeral", **drawn.message}

    async def button(self, done: Typed | Pressed) -> Json:
        drawn = await self._in_time(done, beside_a_trigger(self._words, done.origin))
        if not await self._opened(done.origin, drawn.view):
            self._start(self._speaker.privately(done.origin, drawn.message))
        return {}

    async def said(self, typed: Typed) -> Json:
        drawn = await self._in_time(typed, to_words(self._words, typed))
        self._start(self._speaker.privately(typed.origin, drawn.message))
        return {}

    async def form(self, sent: Submitted) -> Json:
        return (await self._in_time(sent, in_a_modal(self._words, sent))).reply or {}

    async def heard(self, changed: Changed) -> Json:
        """What goes wrong here the daily look finds again."""
        try:
            if profile := self._directory.hear(changed.user, changed.team):
                await asyncio.to_thread(self._desk.heard_of, profile)
        except Exception as fault:
            log.error("slack.change_not_noted", kind=type(fault).__name__)
        return {}

    async def idle(self) -> None:
        """Until everything that goes on behind the acknowledgements is through."""
        while self._going_on:
            await asyncio.wait(self._going_on)

    async def _in_time(self, done: Typed | Pressed | Submitted, draw: Draw) -> Drawn:
        """What takes longer than Slack waits is told when it is done."""
        answering = self._start(self._answered(done, draw))
        await asyncio.wait({answering}, timeout=self._desk_seconds)
        if answering.done():
            return answering.result()
        self._start(self._told_late(done.origin, answering))
        return draw(self._line(done.origin, say("slack.slow")))

    async def _answered(self, done: Typed | Pressed | Submitted, draw: Draw) -> Drawn:
        """Never raises: a fault of ours is told to whom it befell. What the desk had done by then stands."""
        origin = done.origin
        try:
            profile = await self._directory.profile(origin.team, origin.user)
            question = await self._asked(await self._named(done)) if isinstance(done, Typed) else self._question(done)
            return await asyncio.to_thread(self._at_the_desk, question, profile, draw)
        except NotFetched as fault:
            log.info("slack.file_not_fetched", why=str(fault), key=origin.key)
            return draw(self._line(origin, fault.sentence))
        except Unknown as fault:
            log.warning("slack.person_unknown", why=str(fault), key=origin.key)
            return draw(self._line(origin, say("slack.unknown_person")))
        except Exception as fault:
            return draw(self._line(origin, say("slack.fault", reference=_logged(origin, fault))))

    async def _named(self, typed: Typed) -> Typed:
        """Slack writes a mention as its own id; people know names, and a command means whose account it is."""
        names, people = {user: called or user for user, called in typed.mentioned}, dict[str, str | None]()
        for user in list(names)[:MOST_MENTIONS]:
            with suppress(Unknown):
                mentioned = await self._directory.profile(typed.origin.team, user)
                names[user] = mentioned.name
                if names_people(typed.line):
                    people[user] = await asyncio.to_thread(self._desk.called, mentioned)
        ids = {user: by_id(name, people.get(user)) for user, name in names.items()}
        by_ids = _with(ids, typed.line) if ids and names_people(typed.line) else ""
        return replace(typed, line=_with(names, typed.line), by_ids=by_ids)

    async def _told_late(self, origin: Origin, answering: asyncio.Task[Drawn]) -> None:
        await self._speaker.privately(origin, (await answering).message)

    def _at_the_desk(self, question: Question, profile: Profile, draw: Draw) -> Drawn:
        response = question(profile)
        return draw(Answer(response, self._desk.reader_of(profile)))

    async def _asked(self, typed: Typed) -> Question:
        """A file is fetched only for a line that is about one."""
        if not typed.files or not is_about_a_file(typed.line):
            return self._question(typed)
        if len(typed.files) > 1:
            raise NotFetched(say("file.one_at_a_time"))
        source = await self._files.fetched(typed.files[0])
        return lambda profile: self._desk.sent(profile, typed.line, source, typed.origin.key)

    def _question(self, done: Typed | Pressed | Submitted) -> Question:
        key = done.origin.key
        match done:
            case Typed(line=line, by_ids=by_ids):
                return lambda profile: self._desk.typed(profile, line, key, by_ids)
            case Pressed(press=Press() as press):
                return lambda profile: self._desk.pressed(profile, press, key)
            case Submitted(press=Press() as press, values=values):
                return lambda profile: self._desk.submitted(profile, press, values, key)
            case Pressed() | Submitted():
                return lambda _: Line((say("slack.old_button"),))
            case _:
                assert_never(done)

    async def _opened(self, origin: Origin, view: Json | None) -> bool:
        if view is None:
            return False
        try:
            async with asyncio.timeout(FORM_SECONDS):
                return await self._speaker.open(origin, view)
        except (TimeoutError, OSError, aiohttp.ClientError) as fault:
            log.warning("slack.form_not_opened", why=type(fault).__name__)
            return False

    def _line(self, origin: Origin, what: Say) -> Answer:
        """A sentence of our own, in the person's language as far as we know it."""
        profile = self._directory.remembered(origin.team, origin.user)
        reader = Reader(None, profile.language, profile.timezone) if profile else ANYBODY
        return Answer(Line((what,)), reader)

    def _start(self, work: Coroutine[Any, Any, Done]) -> asyncio.Task[Done]:
        """Kept from being forgotten before it is through."""
        task = asyncio.create_task(work)
        self._going_on.add(task)
        task.add_done_callback(self._going_on.discard)
        return task


def _with(names: Mapping[str, str], line: str) -> str:
    """All at once, so that no name is taken for another mention."""
    return re.sub(r"@(\w+)", lambda found: f"@{names.get(found[1], found[1])}", line)


def _logged(origin: Origin, fault: Exception) -> str:
    """Where it happened, under a reference that the person gets; what people wrote, and an exception may repeat, stays
    out of the log."""
    reference = secrets.token_hex(4)
    frames = traceback.extract_tb(fault.__traceback__)[-6:]
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
    log.error("slack.fault", reference=reference, kind=type(fault).__name__, where=where, key=origin.key)
    return reference

"""What a person did in Teams, carried out at the desk, and the answer brought to that person alone.

First the commit, then the acknowledgement.
"""

import asyncio
import secrets
import traceback
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import assert_never

import structlog

from adapters.attached import NotFetched
from adapters.mentions import by_id
from adapters.teams.activity import Activity
from adapters.teams.addresses import Addresses
from adapters.teams.connector import Connector
from adapters.teams.directory import Directory
from adapters.teams.elements import Json
from adapters.teams.files import Files
from adapters.teams.inbound import Asked, Doing, Pressed, Submitted, Typed, line_with, others
from adapters.teams.parts import Desk, Words
from adapters.teams.replies import Refused, Replies, Reply, Shown
from bot.grammar import is_about_a_file, names_people
from bot.messages.forms import refilled
from bot.messages.shown import FieldErrors, Form, Line, Response, Values
from bot.people.identity import Identity, Platform, Profile, Reader
from bot.sending import Lost, NotNow, Undeliverable
from bot.words import Say, say

ATTEMPTS = 5
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0
MOST_MENTIONS = 5

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    shown: Shown
    reader: Reader


@dataclass(frozen=True, slots=True)
class Sent:
    """A line, and the file that came with it."""

    line: str
    source: bytes


class Conversations:
    def __init__(
        self, desk: Desk, directory: Directory, addresses: Addresses, connector: Connector, words: Words, files: Files
    ) -> None:
        self._files = files
        self._desk, self._directory, self._addresses = desk, directory, addresses
        self._connector, self._words = connector, words
        self._going_on: set[asyncio.Task[None]] = set()

    async def answer(self, activity: Activity, asked: Asked) -> Json | None:
        """What goes back in the HTTP answer; all else is said in the chat."""
        answer = await self._ask(activity, asked)
        reply = self._reply(activity, asked, answer)
        if activity.delivery_mode == "expectReplies" and not activity.is_invoke:
            return {"activities": list(reply.messages)}
        for message in reply.messages:
            await self._say(activity, message)
        if reply.instead and activity.reply_to_id:
            self._start(self._replace(activity, reply.instead))
        return reply.body

    async def idle(self) -> None:
        """Until everything that goes on behind the answers is through."""
        while self._going_on:
            await asyncio.wait(self._going_on)

    def stop(self) -> None:
        for task in self._going_on:
            task.cancel()

    # the question

    async def _ask(self, activity: Activity, asked: Asked) -> Answer:
        """Never raises: a fault of ours is told to whom it befell, and logged."""
        guessed = Reader(None, activity.locale, activity.timezone)
        try:
            await self._directory.remember(activity)
            profile = await self._directory.profile(activity)
            doing = await self._with_file(activity, await self._by_ids(activity, asked.doing))
            return await asyncio.to_thread(self._at_the_desk, profile, doing, activity.key)
        except NotFetched as failure:
            log.info("teams.file_not_fetched", why=str(failure), key=activity.key)
            return Answer(_line(failure.sentence), guessed)
        except (NotNow, Lost, Undeliverable) as failure:
            log.warning("teams.person_unknown", why=str(failure), key=activity.key)
            return Answer(_line(say("teams.unknown_person")), guessed)
        except Exception as fault:
            return Answer(_fault(activity, fault), guessed)

    async def _by_ids(self, activity: Activity, doing: Doing) -> Doing:
        """A command means the person whose account is mentioned, whatever the account is called."""
        if not isinstance(doing, Typed) or not names_people(doing.line):
            return doing
        ids = dict[str, str]()
        for account in others(activity)[:MOST_MENTIONS]:
            profile = await self._directory.mentioned(activity, account)
            person = await asyncio.to_thread(self._desk.called, profile) if profile else None
            ids[account.id] = by_id(account.name, person)
        return replace(doing, by_ids=line_with(ids, activity)) if ids else doing

    async def _with_file(self, activity: Activity, doing: Doing) -> Doing | Sent:
        """A file is fetched only for a line that is about one."""
        if not isinstance(doing, Typed) or not activity.files or not is_about_a_file(doing.line):
            return doing
        if len(activity.files) > 1:
            raise NotFetched(say("file.one_at_a_time"))
        return Sent(doing.line, await self._files.fetched(activity.files[0]))

    def _at_the_desk(self, profile: Profile, doing: Doing | Sent, key: str) -> Answer:
        response = self._done(profile, doing, key)
        shown = self._again(profile, doing, response, key) if isinstance(response, FieldErrors) else response
        return Answer(shown, self._desk.reader_of(profile))

    def _done(self, profile: Profile, doing: Doing | Sent, key: str) -> Response:
        match doing:
            case Typed(line, by_ids):
                return self._desk.typed(profile, line, key, by_ids)
            case Sent(line, source):
                return self._desk.sent(profile, line, source, key)
            case Pressed(press):
                return self._desk.pressed(profile, press, key) if press else _line(say("teams.old_button"))
            case Submitted(press, values):
                return self._desk.submitted(profile, press, values, key)
            case _:
                assert_never(doing)

    def _again(self, profile: Profile, doing: Doing | Sent, errors: FieldErrors, key: str) -> Shown:
        """Teams shows a refused form only if it is sent whole once more, so the desk is asked for it again."""
        if not isinstance(doing, Submitted):
            return Line(tuple(wrong for _, wrong in errors.by_field))
        form = self._desk.pressed(profile, doing.press, f"{key}:again")
        if isinstance(form, Form):
            emptied: Values = {field.name: () for field in form.fields}
            return Refused(refilled(form, emptied | doing.values), errors)
        return form if not isinstance(form, FieldErrors) else Line(tuple(wrong for _, wrong in errors.by_field))

    # the answer

    def _reply(self, activity: Activity, asked: Asked, answer: Answer) -> Reply:
        try:
            return Replies(self._words, answer.reader).to(asked, answer.shown, activity.personal)
        except Exception as fault:  # What was decided stands; only the showing of it failed.
            shown = _fault(activity, fault)
            return Replies(self._words, answer.reader).to(asked, shown, activity.personal)

    async def _say(self, activity: Activity, message: Json) -> None:
        """At once if the platform takes it, else behind the answer."""
        try:
            await self._say_once(activity, message)
        except NotNow as refused:
            self._start(self._say_later(activity, message, refused))
        except (Lost, Undeliverable) as failure:
            log.warning("teams.answer_not_told", why=str(failure), key=activity.key)

    async def _say_later(self, activity: Activity, message: Json, refused: NotNow) -> None:
        for attempt in range(ATTEMPTS):
            backoff = timedelta(seconds=FIRST_WAIT * 2**attempt)
            wait = refused.retry_after if refused.retry_after is not None else backoff
            await asyncio.sleep(min(wait.total_seconds(), LONGEST_WAIT))
            try:
                await self._say_once(activity, message)
            except NotNow as again:
                refused = again
            except (Lost, Undeliverable) as failure:
                log.warning("teams.answer_not_told", why=str(failure), key=activity.key)
                return
            else:
                return
        log.warning("teams.answer_not_told", why=str(refused), key=activity.key)

    async def _say_once(self, activity: Activity, message: Json) -> None:
        """Beside others it is said to one alone; where that is not possible, in the personal chat."""
        whom = {"id": activity.sender.id, "name": activity.sender.name}
        addressed = {**message, "from": {"id": activity.recipient.id}, "recipient": whom}
        service_url, here = activity.service_url, activity.conversation.id
        if activity.personal:
            await self._connector.post(service_url, here, addressed)
            return
        try:
            targeted = {**addressed, "recipient": {**whom, "isTargeted": True}}
            await self._connector.post(service_url, here, targeted, targeted=True)
        except Undeliverable:
            identity = Identity(Platform.TEAMS, activity.tenant, activity.sender.aad_object_id.lower())
            chat = await self._addresses.person(identity)
            await self._connector.post(chat.service_url, chat.conversation, addressed)

    async def _replace(self, activity: Activity, instead: Json) -> None:
        """So that a form that was sent is not found unsent when the chat is opened again."""
        message = {**instead, "id": activity.reply_to_id, "from": {"id": activity.recipient.id}}
        try:
            await self._connector.edit(activity.service_url, activity.conversation.id, activity.reply_to_id, message)
        except (NotNow, Lost, Undeliverable) as failure:
            log.info("teams.form_not_replaced", why=str(failure), key=activity.key)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        """Kept from being forgotten before it is through."""
        task = asyncio.create_task(work)
        self._going_on.add(task)
        task.add_done_callback(self._going_on.discard)


def _line(said: Say) -> Line:
    return Line((said,))


def _fault(activity: Activity, fault: Exception) -> Line:
    """The log gets where it happened and under which reference; what people wrote, and an exception may repeat, stays
    out of it."""
    reference = secrets.token_hex(4)
    frames = traceback.extract_tb(fault.__traceback__)[-6:]
    where = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames]
    log.error("teams.fault", reference=reference, kind=type(fault).__name__, where=where, key=activity.key)
    return _line(say("teams.fault", reference=reference))

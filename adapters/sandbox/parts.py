"""What the sandbox is put together from, as it needs to see each part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.cases.verbs import Press
from bot.messages.shown import Response, Values
from bot.people.identity import Profile, Reader
from bot.people.roster import Roster
from bot.words import Param, Say


class Desk(Protocol):
    """Carries out what people do. Called in worker threads. `key` names one doing, so that it counts once."""

    def typed(self, profile: Profile, line: str, key: str) -> Response:
        """`line` is what stands behind "/escalate"."""

    def sent(self, profile: Profile, line: str, source: bytes, key: str) -> Response:
        """A line with a file."""

    def pressed(self, profile: Profile, press: Press, key: str) -> Response: ...

    def submitted(self, profile: Profile, press: Press, values: Values, key: str) -> Response: ...

    def reader_of(self, profile: Profile) -> Reader: ...


class Words(Protocol):
    """Sentences in the reader's language, zone and format, as plain text."""

    def sentence(self, say: Say, reader: Reader) -> str: ...

    def param(self, value: Param, reader: Reader) -> str: ...


class Kept(Protocol):
    """One message as the chat keeps it. `body` is what was rendered at the sending; `edited` counts edits."""

    @property
    def id(self) -> str: ...

    @property
    def body(self) -> Mapping[str, object]: ...

    @property
    def edited(self) -> int: ...

    @property
    def at(self) -> datetime: ...


class Chat(Protocol):
    """The memory of the page. A conversation is "dm:" and a person's id, or "room:" and a place's."""

    def post(self, conversation: str, body: dict[str, object]) -> str:
        """Gives the id of the new message."""

    def edit(self, id: str, body: dict[str, object]) -> None: ...  # noqa: A002

    def remove(self, id: str) -> None: ...  # noqa: A002

    def history(self, conversation: str) -> Sequence[Kept]:
        """Oldest first."""

    def forget(self) -> None:
        """Everything: messages, cases, and how far the clock was wound."""


class Winder(Protocol):
    """The wall clock of the sandbox, and the timers that hang on it."""

    def now(self) -> datetime: ...

    def wind(self, by: timedelta) -> None: ...

    def read_again(self) -> None:
        """How far it was wound, from the memory: it may have been forgotten."""

    def next_at(self) -> datetime | None:
        """When the next timer is due."""

    async def settle(self) -> None:
        """Fires every due timer and delivers every message before it returns."""


@dataclass(frozen=True, slots=True)
class Parts:
    """`roster` is read anew whenever it is asked for, with who is away and stands in."""

    desk: Desk
    words: Words
    chat: Chat
    winder: Winder
    roster: Callable[[], Roster]

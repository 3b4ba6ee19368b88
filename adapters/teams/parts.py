"""What Teams is put together from, as it needs to see each part."""

from typing import Protocol

from bot.cases.verbs import Press
from bot.messages.shown import Response, Values
from bot.people.identity import Profile, Reader
from bot.words import Param, Say


class Desk(Protocol):
    """Where what people do is carried out. Synchronous: called in worker threads. A person's fault is an answer like
    any other, never an exception."""

    def typed(self, profile: Profile, line: str, key: str, by_ids: str = "") -> Response:
        """`by_ids`: the line with the ids of people in place of the names by which it mentions them."""

    def sent(self, profile: Profile, line: str, source: bytes, key: str) -> Response:
        """A line with a file."""

    def pressed(self, profile: Profile, press: Press, key: str) -> Response: ...

    def submitted(self, profile: Profile, press: Press, values: Values, key: str) -> Response: ...

    def reader_of(self, profile: Profile) -> Reader: ...

    def called(self, profile: Profile) -> str | None:
        """The id of the person of the policy whose account this is; None for anybody else."""

    def heard_of(self, profile: Profile) -> None:
        """The platform told of somebody who did nothing here."""


class Words(Protocol):
    """Keys into plain sentences; nothing in them is escaped yet."""

    def sentence(self, say: Say, reader: Reader) -> str: ...

    def param(self, value: Param, reader: Reader) -> str: ...

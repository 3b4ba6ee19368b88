"""A card as plain sentences, for ways that have no buttons: mail and webhooks (R20)."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Profile, Reader
from bot.sending import Reachable, Undeliverable, Unsearchable
from bot.words import Param, Say, say

# Control characters, and those that turn the writing direction of what follows.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
LONGEST_SUBJECT = 200
LONGEST_TEXT = 10_000


class Words(Protocol):
    """Keys into plain sentences; nothing in them is escaped yet."""

    def sentence(self, say: Say, reader: Reader) -> str: ...

    def param(self, value: Param, reader: Reader) -> str: ...


@dataclass(frozen=True, slots=True)
class Plain:
    """`subject` is one line; `facts` are names with their values, the short ones first. `link` is an
    address and what stands on it. Not escaped for anything."""

    subject: str
    headline: str
    lines: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    mark: str = ""
    link: tuple[str, str] | None = None


def plain(card: Card, words: Words, reader: Reader, repeated: bool = False) -> Plain:
    return Plain(
        _one_line(words.sentence(card.plain, reader))[:LONGEST_SUBJECT],
        _clean(words.sentence(card.headline, reader)),
        tuple(_clean(words.sentence(line, reader)) for line in (*card.lead, *card.notes)),
        tuple(_facts(card, words, reader)),
        _clean(words.sentence(say("repeat.mark"), reader)) if repeated else "",
    )


def _facts(card: Card, words: Words, reader: Reader) -> Iterator[tuple[str, str]]:
    for row in (*card.rows, *card.body):
        yield _one_line(words.sentence(row.label, reader)), _clean(words.param(row.value, reader))


def _clean(text: str) -> str:
    return UNSEEN.sub("", text.replace("\r\n", "\n"))[:LONGEST_TEXT]


def _one_line(text: str) -> str:
    return " ".join(_clean(text).split())


class SentForGood:
    """What has left the chats stays as it is, and nobody is found there."""

    async def settle(self, to: Identity | str, outbox_id: str, since_at: datetime) -> Receipt | None:  # noqa: ARG002
        raise Unsearchable

    async def edit(self, receipt: Receipt, card: Card, reader: Reader) -> None:  # noqa: ARG002
        raise Undeliverable("what was sent stays as it is")

    async def remove(self, receipt: Receipt) -> None:  # noqa: ARG002
        raise Undeliverable("what was sent stays where it is")

    async def find(self, who: str) -> Profile | None:  # noqa: ARG002
        return None

    async def members(self) -> AsyncIterator[Profile]:
        """Nobody."""
        nobody: tuple[Profile, ...] = ()
        for one in nobody:
            yield one

    async def reach(self, to: Identity) -> Reachable:  # noqa: ARG002
        return Reachable(False, why="no chat")

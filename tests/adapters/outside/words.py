"""Cards in words as they are, for the ways out of the chats."""

from datetime import UTC, datetime

from bot.messages.shown import Card, Row
from bot.people.identity import Reader
from bot.words import Param, Say, Text, say

READER = Reader(None, "en", "UTC")
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class PlainWords:
    def sentence(self, say: Say, reader: Reader) -> str:
        return str(dict(say.params).get("text", say.key))

    def param(self, value: Param, reader: Reader) -> str:
        if isinstance(value, Say):
            return self.sentence(value, reader)
        return value.body if isinstance(value, Text) else str(value)


def raw(text: str) -> Say:
    return say("raw", text=text)


def a_card(summary: str = "checkout is down") -> Card:
    return Card(
        raw("ESC-7: your help is needed"),
        raw(f"ESC-7, P1: {summary}"),
        lead=(raw("Please answer Ben."),),
        rows=(Row(raw("Priority"), "P1"),),
        body=(Row(raw("Summary"), Text(summary, "rita")),),
        case_id="c4se",
    )


def now() -> datetime:
    return NOW

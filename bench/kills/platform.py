"""A Slack that counts every message by its outbox id, and has bad moments."""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass
from random import Random
from typing import Any

from aiohttp import web

from tests.harness.fake_slack import FakeSlack, Json, fails

MARK = "it may have reached you before"
SENDING = ("chat.postMessage", "chat.update")


@dataclass(frozen=True)
class Post:
    """One message that the platform took. `at` in seconds of the epoch."""

    outbox_id: str
    channel: str
    ts: str
    at: float
    marked: bool


class CountingSlack(FakeSlack):
    """`foul`: one call in ten goes wrong, in one of the ways in which they do."""

    def __init__(self, chance: Random) -> None:
        super().__init__()
        self.chance, self.foul = chance, False
        self.posts: list[Post] = []
        self.went_wrong: defaultdict[str, int] = defaultdict(int)
        self.page_size = 100

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        wrong = self.chance.random() if self.foul and method in SENDING else 1.0
        if wrong < 0.03:
            self.went_wrong["429"] += 1
            self.goes_wrong(method, fails("ratelimited", 429, Retry_After="1"))
        elif wrong < 0.05:
            self.went_wrong["503"] += 1
            self.goes_wrong(method, fails("service_unavailable", 503))
        answer = await super()._called(request)
        if 0.05 <= wrong < 0.09:
            self.went_wrong["answer lost"] += 1
            assert request.transport
            request.transport.abort()
        elif 0.09 <= wrong < 0.093:
            self.went_wrong["hangs"] += 1
            await asyncio.sleep(12)
        return answer

    def _chat_postMessage(self, args: Json) -> Json:  # noqa: N802 - Slack's name for it
        told = super()._chat_postMessage(args)
        outbox_id = (args.get("metadata") or {}).get("event_payload", {}).get("outbox_id", "")
        self.posts.append(Post(outbox_id, told["channel"], told["ts"], time.time(), MARK in str(args)))
        return told

    def _conversations_history(self, args: Json) -> Json:
        oldest = float(args.get("oldest") or 0)
        found = [message for message in self.in_channel(args["channel"]) if float(message.ts) >= oldest]
        told = [{"ts": one.ts, "text": one.text, "metadata": one.metadata} for one in reversed(found)]
        return {"messages": told[: int(args.get("limit") or 100)], "has_more": False}

    def _ts(self) -> str:
        return f"{time.time():.0f}.{next(self._numbers):06}"

    def buttons(self, message: Any, label: str) -> list[Json]:
        elements = (element for block in message.blocks for element in block.get("elements", ()))
        return [e for e in elements if e.get("type") == "button" and e["text"]["text"] == label]

"""The people: they open cases through whichever process answers, and accept some of those that they are asked about."""

import asyncio
import itertools
import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bench.kills.platform import CountingSlack
from bench.kills.replicas import Replica
from tests.harness.fake_slack import TEAM
from tests.harness.slack import PATH, signed

REPORTERS = tuple(f"r{n}" for n in range(5))
FRONT = tuple(f"f{n}" for n in range(6))
BACK = tuple(f"b{n}" for n in range(3))
EVERYBODY = (*REPORTERS, *FRONT, *BACK, "kim")
FORM = {"content-type": "application/x-www-form-urlencoded"}

POLICY = """
stige: 1
policy: kills
version: "1"
timezone: Europe/Copenhagen
people:
{people}
teams:
  front: {{members: [{front}], coordinator: kim, place: ops}}
  back: {{members: [{back}], coordinator: kim}}
places:
  ops: {{slack: "#ops"}}
priority:
  names: [P1, P2, P3]
  impact: [everyone, team]
  urgency: [now, later]
  table: {{everyone: [P1, P2], team: [P2, P3]}}
types:
  incident: {{title: IT incident, required: {{any: [summary]}}}}
clocks:
  - {{when: {{}}, accept: 6s, resolve: 1h, remind: [50%]}}
paths:
  web:
    when: {{}}
    levels:
      - {{role: Front, ask: [{{team: front}}], pick: one, tries: 1, accept_within: 5s, tell: [{{place: ops}}]}}
      - {{role: Back, ask: [{{team: back}}], accept_within: 6s}}
    fallback: {{ask: [{{person: kim}}], every: 20s}}
"""


def policy() -> str:
    people = "\n".join(f"  {who}: {{name: {who.title()} Hall, email: {who}@kills.example}}" for who in EVERYBODY)
    return POLICY.format(people=people, front=", ".join(FRONT), back=", ".join(BACK))


def user(who: str) -> str:
    return f"U{who.upper()}"


class People:
    """`said` are the summaries of which they read that a case was opened."""

    def __init__(self, slack: CountingSlack, alive: Callable[[], Sequence[Replica]], chance: Random) -> None:
        self._slack, self._alive, self._chance = slack, alive, chance
        self._numbers = itertools.count(1)
        self.said: list[str] = []
        self.asked = self.accepted = 0

    async def open_cases(self, every: float, stop: asyncio.Event) -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:
            while not stop.is_set():
                self.asked += 1
                summary = f"trouble number {self.asked}"
                answer = await self._types(http, self._chance.choice(REPORTERS), f"!{summary}")
                if "ESC-" in answer:
                    self.said.append(summary)
                await asyncio.sleep(self._chance.uniform(0, 2 * every))

    async def accept_some(self, share: float, stop: asyncio.Event) -> None:
        """Each message is decided about once, when it is first seen."""
        seen: set[str] = set()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:
            while not stop.is_set():
                for message in [one for one in self._slack.messages.values() if one.ts not in seen]:
                    seen.add(message.ts)
                    found = self._slack.buttons(message, "Accept")
                    if found and message.channel.startswith("DU") and self._chance.random() < share:
                        await self._presses(http, message.channel.removeprefix("D"), message.channel, found[0])
                await asyncio.sleep(0.5)

    async def _types(self, http: aiohttp.ClientSession, who: str, line: str) -> str:
        form = {"command": "/escalate", "text": line, "user_id": user(who), "team_id": TEAM, "channel_id": "C0GENERAL"}
        return await self._posts(http, urlencode(form | {"trigger_id": f"t{next(self._numbers)}"}))

    async def _presses(self, http: aiohttp.ClientSession, who: str, channel: str, button: dict[str, Any]) -> None:
        number = next(self._numbers)
        payload = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": who, "team_id": TEAM},
            "channel": {"id": channel},
            "actions": [{**button, "action_ts": f"{number}.0", "block_id": "b"}],
            "trigger_id": f"t{number}",
            "response_url": self._slack.hook(who, channel),
        }
        body = urlencode({"payload": json.dumps(payload)})
        for _ in range(2):  # whoever sees nothing happen presses again
            if await self._posts(http, body) != "no answer":
                self.accepted += 1
                return
            await asyncio.sleep(1)

    async def _posts(self, http: aiohttp.ClientSession, body: str) -> str:
        alive = self._alive()
        if not alive:
            return "no answer"
        url = f"http://127.0.0.1:{self._chance.choice(alive).port}{PATH}"
        try:
            async with http.post(url, data=body, headers={**FORM, **signed(body)}) as answer:
                return await answer.text() if answer.status == 200 else "no answer"
        except (aiohttp.ClientError, TimeoutError):
            return "no answer"

"""Slash commands as Slack posts them, signed: each by the next of many people, each under a trigger of its own."""

import hashlib
import hmac
import itertools
import time
from urllib.parse import urlencode

from bench.workspace import PATH, SECRET, TEAM

_numbers = itertools.count(1)


def commands(text: str, count: int, people: int) -> list[bytes]:
    """Whole HTTP requests. Signed now: they are taken for five minutes."""
    return [_request(_body(text, f"U{number % people:05}")) for number in range(count)]


def _body(text: str, user: str) -> str:
    number = next(_numbers)
    return urlencode(
        {
            "token": "unused",
            "team_id": TEAM,
            "team_domain": "bench",
            "channel_id": "C0GENERAL",
            "channel_name": "general",
            "user_id": user,
            "user_name": user.lower(),
            "command": "/escalate",
            "text": text,
            "api_app_id": "A0STIGE",
            "is_enterprise_install": "false",
            "response_url": f"https://hooks.slack.com/commands/{TEAM}/{number}",
            "trigger_id": f"{number}.{TEAM}.bench",
        }
    )


def _request(body: str) -> bytes:
    at = str(int(time.time()))
    signature = hmac.digest(SECRET.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hex()
    head = (
        f"POST {PATH} HTTP/1.1",
        "host: stige.example",
        "user-agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "accept: application/json,*/*",
        "content-type: application/x-www-form-urlencoded",
        f"content-length: {len(body)}",
        f"x-slack-request-timestamp: {at}",
        f"x-slack-signature: v0={signature}",
    )
    return "\r\n".join([*head, "", body]).encode()

"""Speaks to programs, of places, vendors and people: a card as JSON, posted to a URL of the policy and signed (R20).

docs/running.md says how a receiver checks it."""

import hmac
import json
from collections.abc import Callable, Sequence
from datetime import datetime

import aiohttp
from yarl import URL

from adapters.links import Links, link_for
from adapters.outbound import Answer, NotAllowed, Outbound
from adapters.plain import SentForGood, Words, plain
from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Platform, Reader
from bot.sending import Lost, NotNow, Undeliverable

SIGNATURE = "Stige-Signature"
BUSY = frozenset({425, 429, 503})
PERHAPS = frozenset({408, 500, 502, 504})  # it may have been taken in all the same


def key_of(secret: str, host: str) -> str:
    """What a receiver checks with: another for each host, and none of them tells the secret."""
    return hmac.new(secret.encode(), f"stige webhook v1 {host.lower()}".encode(), "sha256").hexdigest()


def signature(keys: Sequence[str], body: bytes, at: datetime) -> str:
    """`t=1764000000,v1=…`, one `v1` for each key, so that a key can be changed without a gap."""
    seconds = str(int(at.timestamp()))
    signed = seconds.encode() + b"." + body
    return ",".join([f"t={seconds}", *(f"v1={hmac.new(key.encode(), signed, 'sha256').hexdigest()}" for key in keys)])


class WebhookSender(SentForGood):
    """Fulfils `bot.ports.Sender`. What was posted cannot be edited or removed."""

    def __init__(
        self,
        outbound: Outbound,
        secrets: Sequence[str],
        words: Words,
        now: Callable[[], datetime],
        links: Links | None = None,
    ) -> None:
        self._outbound = outbound
        self._secrets = secrets
        self._words = words
        self._now = now
        self._links = links

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        if isinstance(to, Identity):
            raise Undeliverable("a person has no webhook")
        answer = await self._posted(to, self._body(card, reader, outbox_id, repeated))
        _check(answer)
        return Receipt(Platform.WEBHOOK, URL(to).raw_host or "", to, outbox_id)

    def _body(self, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> bytes:
        text = plain(card, self._words, reader)
        said = {
            "id": outbox_id,
            "repeated": repeated,
            "case": card.case_id,
            "subject": text.subject,
            "headline": text.headline,
            "lines": text.lines,
            "facts": [{"name": name, "value": value} for name, value in text.facts],
            "language": reader.language,
        }
        link = link_for(self._links, card, reader, outbox_id)
        return json.dumps(said | ({"link": link} if link else {}), ensure_ascii=False).encode()

    async def _posted(self, url: str, body: bytes) -> Answer:
        try:
            return await self._outbound.post(url, body, self._headers(url, body))
        except NotAllowed as why:
            raise Undeliverable(str(why)) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as fault:
            raise NotNow(type(fault).__name__) from None
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError) as fault:
            raise Lost(type(fault).__name__) from None

    def _headers(self, url: str, body: bytes) -> dict[str, str]:
        try:
            host = URL(url).raw_host or ""
        except ValueError:
            raise Undeliverable("not a URL") from None
        keys = [key_of(secret, host) for secret in self._secrets]
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Stige",
            SIGNATURE: signature(keys, body, self._now()),
        }


def _check(answer: Answer) -> None:
    """What the receiver made of it, in the words of the ports."""
    word = f"HTTP {answer.status}"
    if 200 <= answer.status < 300:
        return
    if answer.status in BUSY:
        raise NotNow(word, answer.retry_after)
    if answer.status in PERHAPS:
        raise Lost(word)
    if answer.status >= 500:
        raise NotNow(word)
    raise Undeliverable(f"{word}: redirects are not followed" if 300 <= answer.status < 400 else word)

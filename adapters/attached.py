"""A file that somebody sent, fetched from the chat platform's own file store and from nowhere else."""

import re
from collections.abc import Callable, Mapping

import aiohttp
from yarl import URL

from bot.words import Say, say

MOST_BYTES = 256_000  # as much as a policy may have
TIMEOUT = aiohttp.ClientTimeout(total=8, connect=3)
PIECE = 16_384
_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")  # nothing that a resolver might read as the end of it


class NotFetched(Exception):
    """Carries the sentence for whoever sent the file."""

    def __init__(self, sentence: Say) -> None:
        super().__init__(sentence.key)
        self.sentence = sentence


async def fetched(
    session: aiohttp.ClientSession, address: str, is_own: Callable[[URL], bool], headers: Mapping[str, str]
) -> bytes:
    """`is_own` says whether an address is the platform's own. No redirect is followed, or it could lead elsewhere.
    Raises `NotFetched`, and nothing else."""
    url = _own(address, is_own)
    try:
        async with session.get(url, headers=headers, allow_redirects=False, timeout=TIMEOUT) as answer:
            if answer.status != 200:
                raise NotFetched(say("file.refused", status=answer.status))
            if answer.content_type == "text/html":
                raise NotFetched(say("file.login"))
            return await _bounded(answer)
    except (aiohttp.ClientError, TimeoutError, OSError):
        raise NotFetched(say("file.no_answer")) from None


def _own(address: str, is_own: Callable[[URL], bool]) -> URL:
    try:
        url = URL(address, encoded=True)  # it may be signed as it stands
        if url.user is None and is_own(url):
            return url
    except ValueError:
        pass
    raise NotFetched(say("file.elsewhere"))


async def _bounded(answer: aiohttp.ClientResponse) -> bytes:
    body = b""
    async for piece in answer.content.iter_chunked(PIECE):
        body += piece
        if len(body) > MOST_BYTES:
            raise NotFetched(say("file.too_large"))
    return body


def at_home(url: URL, hosts: tuple[str, ...], domains: tuple[str, ...] = ()) -> bool:
    """Over https at its usual port, on one of these hosts or beneath one of these domains."""
    host = (url.host or "").lower()
    named = host in hosts or any(host.endswith(f".{domain}") for domain in domains)
    return url.scheme == "https" and url.port == 443 and named and _NAME.fullmatch(host) is not None

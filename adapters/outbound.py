"""The one door to URLs that people name: https, to listed hosts, at public addresses, once, in bounded time."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

TIMEOUT = aiohttp.ClientTimeout(total=15, sock_connect=5)
LONGEST_ANSWER = 64_000
LONGEST_WAIT = timedelta(hours=1)
EMBEDS_IPV4 = ip_network("64:ff9b::/96")  # what a NAT64 gateway passes on to an IPv4 address
GIVEN_OUT = ip_network("2000::/3")  # all of IPv6 that anybody on the internet has

Lookup = Callable[[str, int], Awaitable[Iterable[str]]]


class NotAllowed(Exception):
    """Nothing was sent, and nothing ever will be to this URL. Says why."""


class TooLarge(Exception):
    """What came is longer than was asked for; none of it is used."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` of what was posted is at most its first 64,000 bytes."""

    status: int
    body: bytes
    retry_after: timedelta | None = None


async def looked_up(host: str, port: int) -> list[str]:
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Outbound:
    """`hosts` are those of STIGE_OUTBOUND_HOSTS. `loopback` is for tests alone: plain http to this machine."""

    def __init__(
        self,
        hosts: Iterable[str],
        loopback: bool = False,
        lookup: Lookup = looked_up,
        timeout: aiohttp.ClientTimeout = TIMEOUT,
    ) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._loopback = loopback
        self._lookup = lookup
        self._timeout = timeout

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises `NotAllowed`, or what aiohttp raises. A redirect is an answer like any other."""
        async with self._asked("POST", url, headers, body) as answer:
            text = await answer.content.read(LONGEST_ANSWER)
            return _answered(answer, text)

    async def get(self, url: str, max_bytes: int) -> Answer:
        """The whole body. Raises `NotAllowed`, `TooLarge`, or what aiohttp raises; redirects as with `post`."""
        async with self._asked("GET", url, {"User-Agent": "Stige"}) as answer:
            return _answered(answer, await _whole(answer, max_bytes))

    @asynccontextmanager
    async def _asked(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        where = self._allowed(url)
        connector = aiohttp.TCPConnector(resolver=_Pinned(self._lookup, self._loopback), use_dns_cache=False)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=self._timeout, trust_env=False) as session,
            session.request(method, where, data=body, headers=dict(headers), allow_redirects=False) as answer,
        ):
            yield answer

    def _allowed(self, url: str) -> URL:
        try:
            where = URL(url)
        except ValueError:
            raise NotAllowed("not a URL") from None
        if where.scheme != "https" and not (self._loopback and where.scheme == "http"):
            raise NotAllowed("not https")
        if where.user is not None or where.password is not None:
            raise NotAllowed("a name or password in the URL")
        host = (where.raw_host or "").lower()
        if host not in self._hosts:
            raise NotAllowed(f"{host or 'no host'} is not in STIGE_OUTBOUND_HOSTS")
        if not self._loopback and _is_address(host):
            raise NotAllowed("an address instead of a name")
        return where


class _Pinned(AbstractResolver):
    """The connection is made to the very addresses that were checked, whatever the name says a moment later."""

    def __init__(self, lookup: Lookup, loopback: bool) -> None:
        self._lookup = lookup
        self._loopback = loopback

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002  aiohttp says none
    ) -> list[ResolveResult]:
        addresses = [ip_address(found.partition("%")[0]) for found in await self._lookup(host, port)]
        if not all(is_public(address) or (self._loopback and address.is_loopback) for address in addresses):
            raise NotAllowed(f"{host} is at an address that is not public")
        return [_result(host, port, address) for address in addresses]

    async def close(self) -> None:
        """Holds nothing."""


async def _whole(answer: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    """Counted as it comes, unpacked: what a header says of its length proves nothing."""
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > max_bytes:
            raise TooLarge
    return bytes(body)


def _answered(answer: aiohttp.ClientResponse, body: bytes) -> Answer:
    return Answer(answer.status, body, _seconds(answer.headers.get("Retry-After", "")))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Of an IPv6 address that stands for an IPv4 one, that one counts."""
    if isinstance(address, IPv6Address):
        if inner := _inside(address):
            return is_public(inner)
        if address not in GIVEN_OUT:
            return False
    return address.is_global and not address.is_multicast


def _inside(address: IPv6Address) -> IPv4Address | None:
    if address in EMBEDS_IPV4:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return host.replace(".", "").isdecimal()  # 2130706433 and 127.1 are addresses to some
    return True


def _result(host: str, port: int, address: IPv4Address | IPv6Address) -> ResolveResult:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=str(address), port=port, family=family, proto=0, flags=flags)


def _seconds(told: str) -> timedelta | None:
    """Whole seconds; a date, or nothing that we can read, is no answer."""
    if not (told.isascii() and told.isdecimal() and len(told) < 9):
        return None
    return min(timedelta(seconds=int(told)), LONGEST_WAIT)

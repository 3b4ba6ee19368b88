"""What leaves the chats, against servers on this machine."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.harness.mailbox import Mailbox, mailbox


@dataclass
class Receiver:
    """A program that takes webhooks. It answers with `status`, `headers` and `text`, `packed` or plain; a silent one
    hangs up."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    text: str = "ok"
    silent: bool = False
    packed: bool = False
    got: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((await request.read(), dict(request.headers)))
        if self.silent and request.transport:
            request.transport.close()
        answer = web.Response(status=self.status, headers=self.headers, text=self.text)
        if self.packed:
            answer.enable_compression(web.ContentCoding.gzip)
        return answer


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made, app = Receiver(), web.Application()
    app.router.add_post("/in", made.take)
    app.router.add_get("/in", made.take)
    async with TestServer(app, host="127.0.0.1") as server:
        made.url = str(server.make_url("/in"))
        yield made


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made

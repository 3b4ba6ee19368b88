"""A file that somebody sent is fetched from the platform's own file store, bounded, in time, and from nowhere else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from adapters import attached
from adapters.attached import MOST_BYTES, NotFetched, fetched
from adapters.slack.files import Files as SlackFiles
from adapters.teams.connector import Session
from adapters.teams.files import Files as TeamsFiles
from adapters.teams.settings import MICROSOFT_LOGIN

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Store:
    """A file store on loopback that answers as a test wants."""

    def __init__(self) -> None:
        self.answer: Answer = self.plain
        self.asked: list[web.Request] = []
        self.url = ""

    async def plain(self, _: web.Request) -> web.StreamResponse:
        return web.Response(body=b"stige: 1", content_type="text/plain")

    async def asks(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        return await self.answer(request)


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    made = Store()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.asks)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


async def fetch(store: Store, address: str = "/policy.yaml") -> bytes:
    async with aiohttp.ClientSession() as session:
        return await fetched(session, f"{store.url}{address}", lambda url: True, {"Authorization": "Bearer t"})


async def refusal(work: Awaitable[bytes]) -> str:
    with pytest.raises(NotFetched) as refused:
        await work
    return refused.value.sentence.key


async def test_a_file_is_fetched_with_what_the_store_wants(store: Store) -> None:
    assert await fetch(store, "/files/a%2Fb?tempauth=v1.e30%3D") == b"stige: 1"
    assert store.asked[0].headers["Authorization"] == "Bearer t"
    assert store.asked[0].raw_path == "/files/a%2Fb?tempauth=v1.e30%3D"  # signed as it stands


async def test_a_redirect_is_not_followed(store: Store) -> None:
    async def elsewhere(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": f"{store.url}/metadata"})

    store.answer = elsewhere
    assert await refusal(fetch(store)) == "file.refused"
    assert len(store.asked) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 500])
async def test_a_store_that_refuses_is_told_with_its_answer(store: Store, status: int) -> None:
    async def refuses(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    store.answer = refuses
    assert await refusal(fetch(store)) == "file.refused"


async def test_a_page_that_wants_a_login_is_no_policy(store: Store) -> None:
    async def login(_: web.Request) -> web.StreamResponse:
        return web.Response(text="<!DOCTYPE html>", content_type="text/html")

    store.answer = login
    assert await refusal(fetch(store)) == "file.login"


async def test_no_more_is_read_than_a_policy_may_have(store: Store) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse()
        await answer.prepare(request)
        while sent < 100 * MOST_BYTES:
            await answer.write(b"x" * 50_000)
            sent += 50_000
        return answer

    store.answer = endless
    assert await refusal(fetch(store)) == "file.too_large"
    assert sent < 100 * MOST_BYTES


async def test_what_swells_when_unpacked_is_bounded_too(store: Store) -> None:
    async def packed(_: web.Request) -> web.StreamResponse:
        answer = web.Response(body=b"x" * (MOST_BYTES + 1), content_type="text/plain")
        answer.enable_compression(web.ContentCoding.gzip)
        return answer

    store.answer = packed
    assert await refusal(fetch(store)) == "file.too_large"


async def test_a_store_that_does_not_answer_is_waited_for_only_so_long(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = asyncio.Event()

    async def hangs(_: web.Request) -> web.StreamResponse:
        await released.wait()
        return web.Response()

    store.answer = hangs
    monkeypatch.setattr(attached, "TIMEOUT", aiohttp.ClientTimeout(total=0.05))
    assert await refusal(fetch(store)) == "file.no_answer"
    released.set()


async def test_a_store_that_is_not_there_is_told(store: Store) -> None:
    store.url = "http://127.0.0.1:1"
    assert await refusal(fetch(store)) == "file.no_answer"


# whose hosts

HOSTILE = [
    "https://evil.example/policy.yaml",
    "http://169.254.169.254/latest/meta-data",
    "file:///etc/passwd",
    "//files.slack.com/x",
    "policy.yaml",
    "",
    "https://[::1",
]
NOT_SLACKS = [
    "http://files.slack.com/files-pri/T1-F1/policy.yaml",
    "https://files.slack.com.evil.example/x",
    "https://evil.example/files.slack.com",
    "https://files.slack.com@evil.example/x",
    "https://token@files.slack.com/x",
    "https://files.slack.com:8443/x",
    "https://slack.com/api/x",
]
NOT_MICROSOFTS = [
    "https://127.0.0.1\x00.sharepoint.com/x",
    "https://evil.example%00.sharepoint.com/x",
    "https://.sharepoint.com/x",
    "http://acme.sharepoint.com/x",
    "https://sharepoint.com.evil.example/x",
    "https://evilsharepoint.com/x",
    "https://acme.sharepoint.com@evil.example/x",
    "https://acme.sharepoint.com:8080/x",
    "https://login.microsoftonline.com/x",
]


@pytest.mark.parametrize("address", HOSTILE + NOT_SLACKS)
async def test_slacks_token_goes_to_slacks_file_hosts_alone(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token="xoxb-secret", session=session)
        assert await refusal(SlackFiles(client).fetched(address)) == "file.elsewhere"


@pytest.mark.parametrize("address", HOSTILE + NOT_MICROSOFTS)
async def test_teams_files_come_from_microsofts_file_hosts_alone(address: str) -> None:
    session = Session()
    assert await refusal(TeamsFiles(session, MICROSOFT_LOGIN).fetched(address)) == "file.elsewhere"
    await session.close()


@pytest.mark.parametrize(
    ("files", "address"),
    [
        (SlackFiles(AsyncWebClient()), "https://files.slack.com/files-pri/T061EG9R6-F0RDC39U1/download/policy.yaml"),
        (SlackFiles(AsyncWebClient()), "https://files.slack-gov.com/files-pri/T1-F1/policy.yaml"),
        (
            TeamsFiles(Session(), MICROSOFT_LOGIN),
            "https://acme-my.sharepoint.com/personal/x/_layouts/15/download.aspx?a=b",
        ),
        (TeamsFiles(Session(), MICROSOFT_LOGIN), "https://eu-api.asm.skype.svc.ms/v1/x"),
        (TeamsFiles(Session(), "https://login.microsoftonline.us"), "https://acme.sharepoint.us/x"),
    ],
)
def test_the_platforms_own_file_hosts_are_known(files: SlackFiles | TeamsFiles, address: str) -> None:
    assert files._is_own(URL(address, encoded=True))


async def test_another_slack_for_tests_gets_its_own_files_and_no_others(store: Store) -> None:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token="xoxb-fake", base_url=f"{store.url}/api/", session=session)
        assert await SlackFiles(client).fetched(f"{store.url}/files-pri/F1") == b"stige: 1"
        assert await refusal(SlackFiles(client).fetched("https://files.slack.com/x")) == "file.elsewhere"


async def test_before_slack_is_spoken_with_nothing_is_fetched() -> None:
    assert await refusal(SlackFiles(AsyncWebClient()).fetched("https://files.slack.com/x")) == "file.no_answer"

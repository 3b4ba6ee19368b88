"""The beat to an outside URL, against a server on this machine; and what stands in the log."""

import asyncio

import aiohttp
import pytest
from structlog.testing import capture_logs

from adapters import heartbeat
from adapters.heartbeat import Heartbeat
from bot.cases.case import Realm
from bot.composition.chores import beats_to
from bot.findings import Finding, Wrong
from bot.settings import Settings
from tests.adapters.outside.conftest import Receiver
from tests.core.auditing.audited import Audited


async def test_it_is_a_get_with_nothing_in_it(receiver: Receiver) -> None:
    await Heartbeat(receiver.url).beat()
    ((body, headers),) = receiver.got
    assert (body, headers["User-Agent"]) == (b"", "Stige")


async def test_without_a_url_there_is_none() -> None:
    with capture_logs() as lines:
        await Heartbeat("").beat()
    assert lines == []


@pytest.mark.parametrize("status", [302, 404, 503])
async def test_what_fails_is_said_once_and_so_is_that_it_is_heard_again(receiver: Receiver, status: int) -> None:
    heart = Heartbeat(receiver.url)
    receiver.status, receiver.headers = status, {"Location": receiver.url}
    with capture_logs() as lines:
        for receiver.status in (status, status, 200, 200):
            await heart.beat()
    assert [line["event"] for line in lines] == ["heartbeat failed", "heartbeat is heard again"]
    assert len(receiver.got) == 4, "no redirect is followed"
    assert receiver.url not in str(lines)


async def test_a_server_that_hangs_up_a_name_that_is_none_and_no_url_are_failures(receiver: Receiver) -> None:
    receiver.silent = True
    for url in (receiver.url, "http://[::1", "nonsense", "http://127.0.0.1:1/"):
        with capture_logs() as lines:
            await Heartbeat(url).beat()
        assert [line["event"] for line in lines] == ["heartbeat failed"], url


async def test_a_server_that_never_answers_holds_it_up_for_a_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gone.wait()
        writer.close()

    gone = asyncio.Event()
    monkeypatch.setattr(heartbeat, "TIMEOUT", aiohttp.ClientTimeout(total=0.2))
    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with capture_logs() as lines:
            await Heartbeat(f"http://127.0.0.1:{port}/").beat()
        gone.set()
    assert [line["why"] for line in lines] == ["TimeoutError"]


async def test_a_finding_is_a_line_without_names() -> None:
    heart = Heartbeat("")
    with capture_logs() as lines:
        heart.found(Finding(Wrong.RESTING, "mail:customer:ann@acme.example", None, "its queue rests"))
    assert lines == [
        {
            "event": "audit finding",
            "log_level": "error",
            "what": Wrong.RESTING,
            "case": None,
            "why": "its queue rests",
            "repaired": False,
        }
    ]


async def test_it_beats_while_all_is_well_and_no_longer(receiver: Receiver) -> None:
    audited = Audited()
    audited.auditor._outside = Heartbeat(receiver.url)
    await audited.looks(2)
    assert len(receiver.got) == 2
    audited.opens()
    await audited.works()
    audited.later(minutes=60)
    with capture_logs() as lines:
        await audited.looks(5)
        assert len(receiver.got) == 4, "until it was sure"
        await audited.works()
        await audited.looks(1)
    assert len(receiver.got) == 5
    assert [line["event"] for line in lines] == ["audit finding", "audit finding ended"]
    audited.store.close()


def test_the_sandbox_has_none() -> None:
    settings = Settings(heartbeat_url="https://hc.example/x")
    assert beats_to(settings, Realm.SANDBOX) == ""
    assert beats_to(settings, Realm.LIVE) == "https://hc.example/x"

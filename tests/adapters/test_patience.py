"""Nothing is waited for without end, and nothing that has happened is forgotten while the database is away."""

import asyncio
import socket
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.applications import Starlette

from adapters import enduring as enduring_module
from adapters.enduring import enduring
from adapters.patience import Bounded
from adapters.web.serving import serve
from bot.messages.owed import Receipt
from bot.people.identity import Identity, Platform
from bot.running import Away
from bot.sending import LONGEST_ATTEMPT, LONGEST_CALL, LONGEST_REST, Lost, NotNow, Sender
from bot.settings import Unusable
from tests.core.corridor import right_here
from tests.harness.senders import FakeSender

ANA = Identity(Platform.SLACK, "T1", "Uana")
RECEIPT = Receipt(Platform.SLACK, "T1", "with Uana", "m1")


class Hanging(FakeSender):
    async def find(self, who: str) -> None:
        await asyncio.Event().wait()


async def test_what_hangs_is_lost_in_time() -> None:
    bounded: Sender = Bounded(Hanging(), seconds=0.05)
    with pytest.raises(Lost, match=r"no answer within 0.05 seconds"):
        await bounded.find("ana")


async def test_an_attempt_may_take_longer_than_one_call() -> None:
    assert LONGEST_ATTEMPT > LONGEST_CALL


async def test_all_else_goes_through_as_it_is() -> None:
    sender = FakeSender()
    profile = sender.has("ana")
    bounded = Bounded(sender)
    assert await bounded.find(profile.email) == profile
    assert (await bounded.reach(ANA)).can
    assert [found async for found in bounded.members()] == [profile]
    await bounded.remove(RECEIPT)
    assert await bounded.settle(ANA, "m9", None) is None  # type: ignore[arg-type]
    sender.refuses("m1", NotNow("too many"), TimeoutError())
    with pytest.raises(NotNow, match="too many"):
        await bounded.remove(RECEIPT)
    with pytest.raises(TimeoutError):  # the sender's own
        await bounded.remove(RECEIPT)


def test_no_platform_makes_anything_wait_longer_than_an_hour() -> None:
    assert NotNow("", timedelta(hours=9)).retry_after == LONGEST_REST
    assert NotNow("", timedelta(seconds=9)).retry_after == timedelta(seconds=9)
    assert NotNow("").retry_after is None


def away(times: int) -> Callable[[], str]:
    left = [Away("gone")] * times

    def work() -> str:
        if left:
            raise left.pop()
        return "done"

    return work


async def test_what_became_of_a_message_is_written_down_once_the_database_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(enduring_module, "PAUSE", 0.001)
    assert await enduring(right_here)(away(3)) == "done"


async def test_it_is_given_up_when_its_lease_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enduring_module, "LONGEST", timedelta())
    with pytest.raises(Away):
        await enduring(right_here)(away(1))


def test_a_program_that_may_not_go_on_stops_serving_and_says_why() -> None:
    app = Starlette(lifespan=None)
    with socket.create_server(("127.0.0.1", 0)) as door:
        said = threading.Timer(0.5, lambda: app.state.end("Install the newer version here, too."))
        said.start()
        with pytest.raises(Unusable, match="Install the newer version"):
            serve(app, door, patience_seconds=1)
        said.join()

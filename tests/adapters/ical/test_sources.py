"""Where a calendar is read: at an https address, through the one door; in a file, beside the policy file alone."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.ical import sources
from adapters.ical.reading import MOST_BYTES
from adapters.ical.sources import SubscribedCalendars, subscribed_calendars
from adapters.outbound import Outbound
from bot.people.presence import Stretch
from bot.settings import Settings
from tests.adapters.ical.calendars import NOW, event, file, utc

ONE = file(*event("DTSTART:20261110T080000Z", "DTEND:20261110T160000Z", "SUMMARY:Ana"))
STRETCH = Stretch(("Ana",), utc(2026, 11, 10, 8), utc(2026, 11, 10, 16))


async def read(calendars: SubscribedCalendars, *wanted: str) -> dict[str, tuple[Stretch, ...] | str]:
    found = [reading async for reading in calendars.read(dict.fromkeys(wanted, "UTC"), NOW)]
    return {reading.source: reading.trouble or reading.stretches for reading in found}


async def trouble(calendars: SubscribedCalendars, source: str) -> str:
    (said,) = (await read(calendars, source)).values()
    assert isinstance(said, str)
    return said


def beside(folder: Path | None, hosts: Iterable[str] = ()) -> SubscribedCalendars:
    return SubscribedCalendars(Outbound(hosts, loopback=True), folder)


async def test_a_file_beside_the_policy_is_read(tmp_path: Path) -> None:
    (tmp_path / "leave").mkdir()
    (tmp_path / "leave" / "ana.ics").write_bytes(ONE)
    here = subscribed_calendars(Settings(policy=str(tmp_path / "policy.yaml")))
    assert await read(here, "leave/ana.ics") == {"leave/ana.ics": (STRETCH,)}


async def test_no_file_elsewhere_is_read(tmp_path: Path) -> None:
    folder, outside = tmp_path / "policies", tmp_path / "secret.ics"
    folder.mkdir()
    outside.write_bytes(ONE)
    (folder / "link.ics").symlink_to(outside)
    (folder / "inside.ics").symlink_to(folder / "real.ics")
    (folder / "real.ics").write_bytes(ONE)
    (folder / "folder.ics").mkdir()
    for name in ("../secret.ics", "link.ics", str(outside), "folder.ics"):
        assert await trouble(beside(folder), name) == "not_beside"
    assert await read(beside(folder), "inside.ics") == {"inside.ics": (STRETCH,)}


async def test_what_is_no_calendar_by_its_name_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SECRET=1")
    assert await trouble(beside(tmp_path), ".env") == "not_ics"
    assert await trouble(beside(tmp_path), "none.ics") == "file_unreadable FileNotFoundError"
    assert await trouble(beside(tmp_path), "a\0b.ics") == "file_unreadable ValueError"


async def test_without_a_policy_file_there_is_no_beside(tmp_path: Path) -> None:
    assert await trouble(subscribed_calendars(Settings()), "ana.ics") == "no_folder"


async def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "big.ics").open("wb") as big:
        big.truncate(MOST_BYTES + 1)
    assert await trouble(beside(tmp_path), "big.ics") == "too_large 2"


async def test_the_door_stays_closed_to_hosts_that_are_not_listed() -> None:
    here = subscribed_calendars(Settings())
    told = await trouble(here, "https://calendars.example/a.ics")
    assert told == "not_allowed calendars.example is not in STIGE_OUTBOUND_HOSTS"


async def test_an_address_is_read_and_what_it_answers_is_said() -> None:
    answers = {
        "/good.ics": web.Response(body=ONE),
        "/moved.ics": web.Response(status=302, headers={"Location": "/good.ics"}),
        "/big.ics": web.Response(body=b"x" * (MOST_BYTES + 1)),
        "/page.ics": web.Response(text="<html>Please sign in</html>"),
    }

    async def answer(request: web.Request) -> web.Response:
        return answers.get(request.path) or web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{name}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        urls = {str(server.make_url(path)): path for path in (*answers, "/gone.ics")}
        found = await read(beside(None, ["127.0.0.1"]), *urls)
    assert {urls[source]: said for source, said in found.items()} == {
        "/good.ics": (STRETCH,),
        "/moved.ics": "moved",
        "/big.ics": "too_large 2",
        "/page.ics": "no_calendar",
        "/gone.ics": "http 404",
    }


async def test_a_host_that_is_down_is_said_to_be() -> None:
    told = await trouble(beside(None, ["127.0.0.1"]), "http://127.0.0.1:1/a.ics")
    assert told.startswith("not_reached ")


async def test_the_same_bytes_are_not_worked_through_again_on_the_same_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[bytes] = []

    async def work(body: bytes, *_: object) -> tuple[Stretch, ...]:
        worked.append(body)
        return (STRETCH,)

    monkeypatch.setattr(sources, "read_calendar", work)
    here = beside(tmp_path)
    for content in (ONE, ONE, b"other", ONE):
        (tmp_path / "a.ics").write_bytes(content)
        await read(here, "a.ics")
    assert worked == [ONE, b"other", ONE]
    assert [one async for one in here.read({"a.ics": "UTC"}, NOW + timedelta(days=1))]
    assert [one async for one in here.read({"a.ics": "Asia/Tokyo"}, NOW + timedelta(days=1))]
    assert len(worked) == 5


async def test_one_that_fails_in_a_way_nobody_thought_of_leaves_the_others_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(body: bytes, *_: object) -> tuple[Stretch, ...]:
        if body == b"bad":
            raise ZeroDivisionError
        return (STRETCH,)

    monkeypatch.setattr(sources, "read_calendar", work)
    (tmp_path / "a.ics").write_bytes(b"bad")
    (tmp_path / "b.ics").write_bytes(ONE)
    found = await read(beside(tmp_path), "a.ics", "b.ics")
    assert found == {"a.ics": "failed ZeroDivisionError", "b.ics": (STRETCH,)}

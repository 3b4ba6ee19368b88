"""Open pages hear of every change, and a page that was away misses nothing."""

import asyncio

from adapters.sandbox.hub import Hub


async def test_a_page_hears_at_once_and_then_of_every_change() -> None:
    hub = Hub()
    page = hub.stream()
    assert await anext(page) == "retry: 1000\nid: 0\nevent: changed\ndata: 0\n\n"
    hub.changed()
    assert await anext(page) == "id: 1\nevent: changed\ndata: 1\n\n"


async def test_changes_that_come_together_are_told_together() -> None:
    hub = Hub()
    page = hub.stream()
    await anext(page)
    hub.changed()
    hub.changed()
    assert "data: 2" in await anext(page)
    waiting = asyncio.ensure_future(anext(page))
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()


async def test_every_page_hears() -> None:
    hub = Hub()
    pages = [hub.stream(), hub.stream()]
    for page in pages:
        await anext(page)
    hub.changed()
    assert ["data: 1" in await anext(page) for page in pages] == [True, True]


async def test_a_page_that_comes_late_is_told_at_once() -> None:
    hub = Hub()
    hub.changed()
    assert "data: 1" in await anext(hub.stream())


async def test_a_heartbeat_shows_that_the_line_stands() -> None:
    page = Hub(heartbeat_seconds=0.001).stream()
    await anext(page)
    assert await anext(page) == ": still here\n\n"


async def test_a_page_that_left_is_forgotten() -> None:
    hub = Hub()
    page = hub.stream()
    await anext(page)
    await page.aclose()
    assert hub.listening == 0

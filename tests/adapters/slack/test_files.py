"""A policy file sent to Stige in a direct message, in the shape in which Slack tells of it."""

from typing import Any

import pytest

from tests.adapters.slack.conftest import World
from tests.harness.fake_slack import TEAM, page
from tests.harness.slack import GENERAL

POLICY = b"stige: 1\n"


def shared(address: str, text: str = "policy lint", **more: object) -> dict[str, Any]:
    """As Slack documents the event, with what Stige does not read."""
    file = {
        "id": "F0RDC39U1",
        "created": 1529342081,
        "timestamp": 1529342081,
        "name": "policy.yaml",
        "title": "policy.yaml",
        "mimetype": "text/plain",
        "filetype": "yaml",
        "pretty_type": "YAML",
        "user": "URITA",
        "editable": True,
        "size": 11804,
        "mode": "snippet",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "url_private": address,
        "url_private_download": address,
        "permalink": "https://acme.slack.com/files/URITA/F0RDC39U1/policy.yaml",
        "preview": "stige: 1",
    }
    return {
        "type": "message",
        "subtype": "file_share",
        "text": text,
        "files": [file],
        "upload": True,
        "user": "URITA",
        "display_as_bot": False,
        "bot_id": None,
        "ts": "1529342088.000086",
        "channel": "D0L4B9P0Q",
        "event_ts": "1529342088.000086",
        "channel_type": "im",
        **more,
    }


async def told(world: World, event: dict[str, Any]) -> str:
    """What the person then reads."""
    here = {} if event["channel"] == GENERAL else {"channel": world.fake.dm_of("URITA")}
    answer = await world.client.event(event | here)
    assert answer.status_code == 200
    return (await world.told("URITA"))[-1]


async def test_the_desk_gets_the_line_and_what_is_in_the_file(world: World) -> None:
    await told(world, shared(world.fake.keep_file(POLICY)))
    [(how, profile, what, key)] = world.desk.asked
    assert (how, what, profile.identity.user) == ("sent", ("policy lint", POLICY), "URITA")
    assert key.startswith(f"slack:{TEAM}:event:")


@pytest.mark.parametrize("line", ["checkout is down", "help", "policy"])
async def test_a_file_is_fetched_only_for_a_line_about_one(world: World, line: str) -> None:
    await told(world, shared("https://evil.example/x", line))
    assert [how for how, *_ in world.desk.asked] == ["typed"]


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/policy.yaml", "http://169.254.169.254/latest", "https://files.slack.com@evil.example/x", ""],
)
async def test_a_file_from_elsewhere_is_not_fetched_and_the_person_is_told(world: World, address: str) -> None:
    assert "file.elsewhere" in await told(world, shared(address))
    assert world.desk.asked == []


async def test_a_file_that_slack_will_not_give_is_told(world: World) -> None:
    world.fake.goes_wrong("file", page(200))
    assert "file.login" in await told(world, shared(world.fake.keep_file(POLICY)))
    world.fake.goes_wrong("file", page(404))
    assert "file.refused: status=404" in await told(world, shared(world.fake.keep_file(POLICY)))


async def test_a_file_that_is_too_large_is_told(world: World) -> None:
    assert "file.too_large" in await told(world, shared(world.fake.keep_file(b"x" * 256_001)))
    assert world.desk.asked == []


async def test_two_files_at_once_are_one_too_many(world: World) -> None:
    event = shared(world.fake.keep_file(POLICY))
    assert "file.one_at_a_time" in await told(world, event | {"files": event["files"] * 2})


async def test_in_a_channel_no_file_is_fetched(world: World) -> None:
    mention = shared(world.fake.keep_file(POLICY), type="app_mention", channel=GENERAL, channel_type="channel")
    mention.pop("subtype")
    await told(world, mention)
    assert [how for how, *_ in world.desk.asked] == ["typed"]


@pytest.mark.parametrize("files", ["x", [{}], [{"url_private": 7}], None])
async def test_files_in_another_shape_do_no_harm(world: World, files: object) -> None:
    answer = await world.client.event(shared("x") | {"files": files})
    assert answer.status_code in (200, 400)

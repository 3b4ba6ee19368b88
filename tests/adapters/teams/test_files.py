"""A policy file sent to Stige in a personal chat, in the shape in which Teams tells of it."""

from typing import Any

import pytest

from tests.adapters.teams.conftest import ANA, Bot
from tests.harness.driver import SeenMessage
from tests.harness.teams_server import Fault

POLICY = b"stige: 1\n"
FILE = "application/vnd.microsoft.teams.file.download.info"


def attached(address: object, **more: object) -> dict[str, Any]:
    """As Teams documents it: the file lies in the sender's OneDrive, and `downloadUrl` is signed for some minutes."""
    return {
        "contentType": FILE,
        "contentUrl": "https://contoso.sharepoint.com/personal/ana_contoso_com/Documents/Applications/policy.yaml",
        "name": "policy.yaml",
        "content": {
            "downloadUrl": address,
            "uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C9D",
            "fileType": "yaml",
            "etag": "123",
        },
        **more,
    }


def told(bot: Bot, attachments: object, line: str = "policy lint", **more: object) -> str:
    activity = bot.driver.activities.message(ANA, line, attachments=attachments) | more
    seen = bot.driver.does("ana", activity)
    assert isinstance(seen, SeenMessage), seen
    return seen.text


def test_the_desk_gets_the_line_and_what_is_in_the_file(bot: Bot) -> None:
    html = {"contentType": "text/html", "content": "<div>policy lint</div>"}  # Teams sends the words once more
    told(bot, [attached(bot.teams.keep_file(POLICY)), html])
    assert bot.desk.done == [("sent", "policy lint", POLICY)]


@pytest.mark.parametrize("line", ["list", "/escalate checkout is down", "policy"])
def test_a_file_is_fetched_only_for_a_line_about_one(bot: Bot, line: str) -> None:
    told(bot, [attached("https://evil.example/x")], line)
    assert [how for how, *_ in bot.desk.done] == ["typed"]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/policy.yaml",
        "http://contoso.sharepoint.com/policy.yaml",
        "https://contoso.sharepoint.com@evil.example/policy.yaml",
        "http://169.254.169.254/metadata/identity",
    ],
)
def test_a_file_from_elsewhere_is_not_fetched_and_the_person_is_told(bot: Bot, address: str) -> None:
    assert "lies elsewhere" in told(bot, [attached(address)])
    assert bot.desk.done == []


def test_a_store_that_refuses_or_redirects_is_told_with_its_answer(bot: Bot) -> None:
    for status in (403, 302):
        bot.teams.faults = [Fault(status, {"Location": "http://169.254.169.254/"}, path="/files/")]
        assert f"answered {status}" in told(bot, [attached(bot.teams.keep_file(POLICY))])
    assert bot.desk.done == []


def test_a_file_that_is_too_large_is_told(bot: Bot) -> None:
    assert "over 256 kB" in told(bot, [attached(bot.teams.keep_file(b"x" * 256_001))])


def test_two_files_at_once_are_one_too_many(bot: Bot) -> None:
    one = attached(bot.teams.keep_file(POLICY))
    assert "one file at a time" in told(bot, [one, one])


def test_beside_others_no_file_is_fetched(bot: Bot) -> None:
    activity = bot.driver.activities.in_channel(ANA, "policy lint", attachments=[attached("https://evil.example/x")])
    bot.driver.does("ana", activity)
    assert [how for how, *_ in bot.desk.done] == ["typed"]


@pytest.mark.parametrize("content", [None, "x", 7, [], {}, {"downloadUrl": 7}, {"downloadUrl": None}])
def test_an_attachment_in_another_shape_is_no_file(bot: Bot, content: object) -> None:
    told(bot, [{"contentType": FILE, "content": content}])
    assert [how for how, *_ in bot.desk.done] == ["typed"]

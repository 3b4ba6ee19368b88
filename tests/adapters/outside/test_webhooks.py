"""Webhooks: what is posted, how a receiver knows it is ours, and what becomes of it."""

import hmac
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.outbound import TIMEOUT, Outbound
from adapters.webhooks import WebhookSender, key_of, signature
from bot.messages.owed import Receipt
from bot.people.identity import Identity, Platform
from bot.sending import Lost, NotNow, Sender, Undeliverable
from tests.adapters.outside.conftest import Receiver
from tests.adapters.outside.words import NOW, READER, PlainWords, a_card, now

SECRETS = ("the new secret of tests", "the old secret of tests")


def sender(*hosts: str) -> Sender:
    return WebhookSender(Outbound(hosts or ("127.0.0.1",), loopback=True), SECRETS, PlainWords(), now)


async def posted(receiver: Receiver, text: str = "checkout is down", repeated: bool = False) -> Receipt:
    return await sender().post(receiver.url, a_card(text), READER, "outbox1", repeated)


async def test_a_webhook_says_in_json_what_the_card_says(receiver: Receiver) -> None:
    receipt = await posted(receiver)
    [(body, headers)] = receiver.got
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(body) == {
        "id": "outbox1",
        "repeated": False,
        "case": "c4se",
        "subject": "ESC-7, P1: checkout is down",
        "headline": "ESC-7: your help is needed",
        "lines": ["Please answer Ben."],
        "facts": [{"name": "Priority", "value": "P1"}, {"name": "Summary", "value": "checkout is down"}],
        "language": "en",
    }
    assert receipt == Receipt(Platform.WEBHOOK, "127.0.0.1", receiver.url, "outbox1")


async def test_one_that_may_have_come_before_says_so_under_the_same_id(receiver: Receiver) -> None:
    await posted(receiver, repeated=True)
    said = json.loads(receiver.got[0][0])
    assert (said["id"], said["repeated"]) == ("outbox1", True)


async def test_a_receiver_checks_the_signature_with_its_own_key(receiver: Receiver) -> None:
    await posted(receiver, 'hostile "},\r\n{')
    [(body, headers)] = receiver.got
    stamp, *signed = headers["Stige-Signature"].split(",")
    assert stamp == f"t={int(NOW.timestamp())}"
    for given, secret in zip(signed, SECRETS, strict=True):
        key = key_of(secret, "127.0.0.1")
        expected = hmac.new(key.encode(), stamp[2:].encode() + b"." + body, "sha256").hexdigest()
        assert given == f"v1={expected}"


def test_each_host_has_another_key_and_none_of_them_is_the_secret() -> None:
    keys = {key_of(secret, host) for secret in SECRETS for host in ("a.example", "b.example")}
    assert len(keys) == 4
    assert keys.isdisjoint(SECRETS)
    assert key_of(SECRETS[0], "A.example") in keys


def test_another_body_or_another_time_has_another_signature() -> None:
    a_second_later = NOW + timedelta(seconds=1)
    made = [(b"a", NOW), (b"b", NOW), (b"a", a_second_later)]
    assert len({signature(["k"], body, at) for body, at in made}) == 3


def test_the_check_in_the_documentation_is_right(tmp_path: Path) -> None:
    """docs/running.md shows receivers how: what it shows accepts ours and nothing else."""
    text = Path("docs/running.md").read_text(encoding="utf-8")
    shown = text.split("<!-- webhook check -->")[1].split("```python")[1].split("```")[0]
    script = tmp_path / "check.py"
    given = signature(["k"], b"body", NOW)
    script.write_text(
        f"{shown}\nat = {int(NOW.timestamp())}\n"
        f"assert genuine(b'body', {given!r}, 'k', at)\n"
        f"assert not genuine(b'other', {given!r}, 'k', at)\n"
        f"assert not genuine(b'body', {given!r}, 'other', at)\n"
        f"assert not genuine(b'body', {given!r}, 'k', at + 301)\n"
        "assert not genuine(b'body', '', 'k', at)\n"
    )
    subprocess.run([sys.executable, str(script)], check=True, timeout=30)


# what becomes of it


@pytest.mark.parametrize("status", [200, 201, 202, 204])
async def test_taken_in_is_delivered(receiver: Receiver, status: int) -> None:
    receiver.status = status
    assert (await posted(receiver)).message == "outbox1"


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 405, 410, 413])
async def test_refused_is_never_delivered_and_no_redirect_is_followed(receiver: Receiver, status: int) -> None:
    receiver.status, receiver.headers = status, {"Location": receiver.url}
    with pytest.raises(Undeliverable, match=f"HTTP {status}"):
        await posted(receiver)
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [425, 429, 501, 503])
async def test_busy_is_tried_again(receiver: Receiver, status: int) -> None:
    receiver.status = status
    with pytest.raises(NotNow):
        await posted(receiver)


@pytest.mark.parametrize(("told", "seconds"), [("30", 30), ("99999", 3600), ("soon", None), ("٣", None), ("", None)])
async def test_when_the_receiver_says_when_it_is_then(receiver: Receiver, told: str, seconds: int | None) -> None:
    receiver.status, receiver.headers = 429, {"Retry-After": told}
    with pytest.raises(NotNow) as busy:
        await posted(receiver)
    after = busy.value.retry_after
    assert (after.total_seconds() if after else None) == seconds


@pytest.mark.parametrize("status", [408, 500, 502, 504])
async def test_a_receiver_that_broke_may_have_taken_it_in(receiver: Receiver, status: int) -> None:
    receiver.status = status
    with pytest.raises(Lost):
        await posted(receiver)


async def test_so_may_one_that_never_answers(receiver: Receiver) -> None:
    receiver.silent = True
    with pytest.raises(Lost):
        await posted(receiver)


async def test_where_nobody_listens_nothing_was_sent() -> None:
    with pytest.raises(NotNow):
        await sender().post("http://127.0.0.1:9/in", a_card(), READER, "outbox1", repeated=False)


async def test_a_url_that_is_not_allowed_is_never_tried(receiver: Receiver) -> None:
    for url in (receiver.url.replace("127.0.0.1", "localhost"), "not a url", "http://[", ""):
        with pytest.raises(Undeliverable):
            await sender().post(url, a_card(), READER, "outbox1", repeated=False)
    assert receiver.got == []


async def test_a_person_of_a_chat_has_no_webhook() -> None:
    with pytest.raises(Undeliverable):
        await sender().post(Identity(Platform.SLACK, "T1", "U1"), a_card(), READER, "outbox1", repeated=False)


async def test_what_was_posted_is_neither_edited_nor_removed_and_finds_nobody(receiver: Receiver) -> None:
    receipt = await posted(receiver)
    with pytest.raises(Undeliverable):
        await sender().edit(receipt, a_card(), READER)
    with pytest.raises(Undeliverable):
        await sender().remove(receipt)
    assert await sender().find("ana@nordlys.example") is None


def test_a_receiver_has_fifteen_seconds() -> None:
    assert TIMEOUT.total == 15

"""Who may speak: a token that Bot Framework signed for this bot and this service URL, and no other."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from tests.adapters.teams.conftest import ANA, Bot
from tests.harness.teams import Activities
from tests.harness.teams_server import APP_ID, TENANT, FakeTeams, Fault, signing_key

Forge = Callable[[FakeTeams], str]


def unsigned(teams: FakeTeams) -> str:
    return jwt.encode({"iss": "https://api.botframework.com", "aud": APP_ID, "serviceurl": teams.url}, None, "none")


def signed_with_the_public_key(teams: FakeTeams) -> str:
    """As if the public key were a shared secret."""
    public = signing_key("first").public_key()
    secret = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    claims = _claims(teams)
    head = {"alg": "HS256", "kid": "first", "typ": "JWT"}
    signing = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (head, claims))
    signature = hmac.new(secret, signing, hashlib.sha256).digest()
    return (signing + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def with_another_body(teams: FakeTeams) -> str:
    head, _, signature = teams.signed().split(".")
    body = base64.urlsafe_b64encode(json.dumps(_claims(teams) | {"more": 1}).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


def _claims(teams: FakeTeams) -> dict[str, object]:
    now = int(time.time())
    return {"iss": "https://api.botframework.com", "aud": APP_ID, "serviceurl": teams.url, "exp": now + 600, "nbf": now}


def from_the_tenant(app: str | None) -> Forge:
    issuer = f"https://sts.windows.net/{TENANT}/"
    return lambda teams: teams.signed({"iss": issuer, "appid": app})


BAD: Mapping[str, Forge] = {
    "garbage": lambda _: "garbage",
    "three parts of garbage": lambda _: "a.b.c",
    "a header that is no object": lambda _: "W10.e30.x",
    "not signed by the key it names": lambda teams: teams.signed(key="other", kid="first"),
    "a signature of another body": with_another_body,
    "a signature cut off": lambda teams: teams.signed().rpartition(".")[0] + ".",
    "expired": lambda teams: teams.signed({"exp": int(time.time()) - 301}),
    "not yet valid": lambda teams: teams.signed({"nbf": int(time.time()) + 400}),
    "without an end": lambda teams: teams.signed({"exp": None}),
    "an unknown key": lambda teams: teams.signed(key="other"),
    "no key id": lambda teams: jwt.encode(_claims(teams), signing_key("first"), "RS256"),
    "alg none": unsigned,
    "HS256 with the public key": signed_with_the_public_key,
    "another issuer": lambda teams: teams.signed({"iss": "https://evil.example"}),
    "without an issuer": lambda teams: teams.signed({"iss": None}),
    "for another bot": lambda teams: teams.signed({"aud": "another-bot"}),
    "for several bots": lambda teams: teams.signed({"aud": [APP_ID, "another-bot"]}),
    "without an audience": lambda teams: teams.signed({"aud": None}),
    "for another service URL": lambda teams: teams.signed({"serviceurl": "https://evil.example"}),
    "without a service URL": lambda teams: teams.signed({"serviceurl": None}),
    "by a key endorsed for another channel": lambda teams: teams.signed(key="webchat"),
    "of the tenant, asked by another app": from_the_tenant("another-app"),
    "of the tenant, asked by nobody": from_the_tenant(None),
    "of another tenant": lambda teams: teams.signed({"iss": "https://sts.windows.net/other/", "appid": APP_ID}),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_token_is_answered_401_and_changes_nothing(bot: Bot, name: str) -> None:
    """Trap 3 of the SDK, which answers many of these with 500."""
    bot.teams.keys["webchat"] = ("webchat",)
    answered = bot.driver.sends(Activities(bot.teams.url).message(ANA, "/escalate x"), BAD[name](bot.teams))
    assert answered.status == 401
    assert (bot.desk.done, bot.contacts.kept, bot.teams.requests) == ([], {}, [])


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer \u00e6", "bearer  x"])
def test_a_header_without_a_token_is_answered_401(bot: Bot, header: str | None) -> None:
    given = {} if header is None else {"Authorization": header.encode("latin-1")}
    body = json.dumps(Activities(bot.teams.url).message(ANA, "x"))
    assert bot.client.post("/api/messages", content=body, headers=given).status_code == 401


def test_a_good_token_lets_in(bot: Bot) -> None:
    assert bot.driver.sends(Activities(bot.teams.url).message(ANA, "/escalate x")).status == 200
    assert bot.desk.done == [("typed", "x")]


def test_a_token_that_this_bot_had_from_its_own_tenant_lets_in(bot: Bot) -> None:
    token = from_the_tenant(APP_ID)(bot.teams)
    assert bot.driver.sends(Activities(bot.teams.url).message(ANA, "/escalate x"), token).status == 200


def test_clocks_may_differ_by_five_minutes(bot: Bot) -> None:
    token = bot.teams.signed({"exp": int(time.time()) - 200})
    assert bot.driver.sends(Activities(bot.teams.url).message(ANA, "x"), token).status == 200


def test_a_rotated_key_is_fetched_at_its_first_use_but_not_for_each_invented_one(bot: Bot) -> None:
    """Trap 6 of the SDK, which fetches keys once a day."""
    activity = Activities(bot.teams.url).message(ANA, "x")
    assert bot.driver.sends(activity).status == 200
    bot.teams.keys = {"second": ("msteams",)}
    statuses = [bot.driver.sends(activity, bot.teams.signed(key=key)).status for key in ("other", "second", "other")]
    assert (statuses, bot.teams.key_fetches) == ([401, 401, 401], 1)
    bot.clock.seconds += 61
    statuses = [bot.driver.sends(activity, bot.teams.signed(key=key)).status for key in ("second", "first", "other")]
    assert (statuses, bot.teams.key_fetches) == ([200, 401, 401], 2)


def test_keys_that_cannot_be_fetched_leave_the_known_ones_in_force(bot: Bot) -> None:
    activity = Activities(bot.teams.url).message(ANA, "x")
    assert bot.driver.sends(activity).status == 200
    bot.clock.seconds += 25 * 3600
    bot.teams.faults = [Fault(503, path="/openid"), Fault(200, body="<p>", path="/keys")]
    assert bot.driver.sends(activity).status == 200
    assert len(bot.teams.faults) == 1
    bot.clock.seconds += 61
    assert bot.driver.sends(activity).status == 200
    assert bot.teams.faults == []
    bot.teams.keys = {}
    bot.clock.seconds += 61
    assert bot.driver.sends(activity).status == 200


def test_after_a_fetch_that_failed_the_next_one_is_soon(bot: Bot) -> None:
    activity = Activities(bot.teams.url).message(ANA, "x")
    bot.teams.faults = [Fault(503, path="/openid")]
    assert [bot.driver.sends(activity).status for _ in range(2)] == [401, 401]
    bot.clock.seconds += 6
    assert bot.driver.sends(activity).status == 200

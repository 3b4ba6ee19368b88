"""Which ways out there are, by what is set up, and the key that a receiver is given."""

import pytest

from adapters.outside import own_key, senders_outside, ways_out
from adapters.webhooks import key_of
from bot.__main__ import main
from bot.people.identity import Identity, Platform
from bot.settings import Settings, Unusable
from tests.adapters.outside.words import PlainWords, now

MAIL = Settings(smtp_url="smtp://mail.acme.example?from=a@acme.example")
HOOKS = Settings(secret_keys=("a secret of tests",), outbound_hosts=("hooks.acme.example",))


@pytest.mark.parametrize(
    ("settings", "ways"),
    [(Settings(), set()), (MAIL, {Platform.MAIL}), (HOOKS, {Platform.WEBHOOK})],
    ids=["nothing", "mail", "webhooks"],
)
def test_a_way_is_there_where_it_is_set_up(settings: Settings, ways: set[Platform]) -> None:
    assert ways_out(settings) == ways == senders_outside(settings, PlainWords(), now).keys()


@pytest.mark.parametrize("settings", [MAIL, HOOKS], ids=["mail", "webhooks"])
async def test_outside_the_chats_nobody_is_listed_or_reached(settings: Settings) -> None:
    [sender] = senders_outside(settings, PlainWords(), now).values()
    assert [profile async for profile in sender.members()] == []
    assert not (await sender.reach(Identity(Platform.MAIL, "acme.example", "ana"))).can


def test_a_mail_server_that_is_none_is_told_at_start() -> None:
    with pytest.raises(Unusable, match="STIGE_SMTP_URL"):
        ways_out(Settings(smtp_url="mail"))


def test_a_receiver_is_given_the_key_of_its_own_host() -> None:
    assert own_key(HOOKS, "hooks.acme.example") == key_of("a secret of tests", "hooks.acme.example")
    with pytest.raises(Unusable, match="STIGE_SECRET_KEY"):
        own_key(Settings(), "hooks.acme.example")


def test_the_command_line_prints_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STIGE_SECRET_KEY", "a secret key of tests")
    monkeypatch.setattr("sys.argv", ["stige", "webhook-key", "hooks.acme.example"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert capsys.readouterr().out.strip() == key_of("a secret key of tests", "hooks.acme.example")

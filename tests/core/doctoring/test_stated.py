"""What `stige doctor` says of the settings as they are written."""

from dataclasses import replace

import pytest

from bot.doctoring.finding import State, fine, is_well, unwise, wrong
from bot.doctoring.stated import base_url_fault, stated
from bot.settings import Settings

GOOD = Settings(
    base_url="https://stige.acme.example",
    secret_keys=("a secret of sixteen letters",),
    workspaces=("T0ABC", "7a1c0d3e-0000-4000-8000-00000000000a"),
    email_domains=("acme.example",),
    outbound_hosts=("Telco.example",),
    heartbeat_url="https://beats.example/x",
)


def states(settings: Settings) -> dict[str, State]:
    return {finding.check.removeprefix("settings."): finding.state for finding in stated(settings)}


def test_good_settings_are_fine() -> None:
    assert set(states(GOOD).values()) == {State.OK}


@pytest.mark.parametrize(
    ("changed", "check", "state"),
    [
        ({"secret_keys": ()}, "secret_key", State.ERROR),
        ({"secret_keys": ("short",)}, "secret_key", State.ERROR),
        ({"secret_keys": GOOD.secret_keys * 2}, "secret_key", State.WARNING),
        ({"secret_keys": (*GOOD.secret_keys, "another secret, older")}, "secret_key", State.OK),
        ({"base_url": ""}, "base_url", State.WARNING),
        ({"base_url": "http://stige.acme.example"}, "base_url", State.WARNING),
        ({"base_url": "stige.acme.example"}, "base_url", State.ERROR),
        ({"workspaces": ("acme",)}, "workspaces", State.ERROR),
        ({"workspaces": ()}, "workspaces", State.SKIPPED),
        ({"email_domains": ("ana@acme.example",)}, "email_domains", State.ERROR),
        ({"outbound_hosts": ("https://telco.example/hook",)}, "outbound_hosts", State.ERROR),
        ({"heartbeat_url": ""}, "heartbeat_url", State.WARNING),
        ({"heartbeat_url": "beats.example"}, "heartbeat_url", State.ERROR),
        ({"heartbeat_url": "https://[beats"}, "heartbeat_url", State.ERROR),
    ],
)
def test_what_can_never_work_is_wrong(changed: dict[str, object], check: str, state: State) -> None:
    assert states(replace(GOOD, **changed))[check] is state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "url", ["https://stige.acme.example", "https://acme.example:8443/stige/", "http://127.0.0.1:8000"]
)
def test_a_base_url_is_a_host_and_perhaps_a_path(url: str) -> None:
    assert base_url_fault(url) is None


@pytest.mark.parametrize(
    "url",
    ["https://", "ftp://a.example", "https://a.example:0", "https://a.example:x", "https://u:p@a.example",
     "https://a.example?x=1", "https://a.example#x", "https://a b.example", "https://[a"],
)  # fmt: skip
def test_anything_else_is_none(url: str) -> None:
    assert base_url_fault(url)


def test_no_secret_is_repeated() -> None:
    broken = replace(
        GOOD,
        secret_keys=("hush",),
        heartbeat_url="hush",
        base_url="https://u:hush@a.example",
        outbound_hosts=("hush hush",),
        workspaces=("hush",),
    )
    assert "hush" not in str(list(stated(broken)))


def test_a_warning_alone_is_no_reason_to_ring_anybody() -> None:
    assert is_well([fine("a", "b"), unwise("a", "b", "c")])
    assert not is_well([fine("a", "b"), wrong("a", "b", "c")])

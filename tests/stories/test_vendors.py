"""A vendor's level: written to by mail where that is set up, by people where it is not; the vendor's own time."""

from collections.abc import Iterator

import pytest

from bot.people.identity import Platform
from bot.settings import Settings
from tests.harness.driver import SeenMessage
from tests.harness.mailbox import Mailbox, mailbox
from tests.harness.policies import story_policy
from tests.harness.world import World

NOC = "noc@telco.example"
VENDORS = f"""
vendors:
  telco: {{name: Telco, email: {NOC}, accept_within: 1h, resolve_within: 2h}}
"""


@pytest.fixture
def policy() -> str:
    """The first level asks Telco alone and tells Ben."""
    ladder = story_policy([("ana", 5), ("kim", 10)], tell="", resolve="20h")
    return (
        ladder.replace("ask: {person: ana}, accept_within: 5m", "ask: {vendor: telco}, tell: {person: ben}") + VENDORS
    )


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made


@pytest.fixture
def with_mail(platform: Platform, policy: str, box: Mailbox) -> Iterator[World]:
    settings = Settings() if platform is Platform.SANDBOX else Settings(smtp_url=box.url)
    with World(platform, policy, settings=settings) as told:
        yield told


def left(world: World, box: Mailbox) -> list[str]:
    """What the vendor reads; the sandbox shows it on its page."""
    world.settle()
    if world.platform is Platform.SANDBOX:
        return [message.text for message in world.room("@outside")]
    return [str(part.get_content()) for mail in box.mails if (part := mail.get_body(("plain",)))]


def opened(world: World) -> SeenMessage:
    world.rita.opens("the line is dead", impact_on="everyone", urgency="now")
    return world.ben.hears("the line is dead")


def test_the_vendor_is_written_to_and_whoever_is_told_says_when_it_has_it(with_mail: World, box: Mailbox) -> None:
    assert "Stige writes to Telco" in opened(with_mail).text
    [request] = left(with_mail, box)
    for said in ("ESC-1: your help is needed", "Please answer Ben Holm", "the line is dead"):
        assert said in request
    with_mail.ben.presses("Vendor has it", reference="T-100")
    with_mail.rita.hears("Ben Holm has ESC-1")
    assert len(left(with_mail, box)) == 1


def test_who_is_told_is_reminded_until_then(with_mail: World) -> None:
    opened(with_mail)
    with_mail.fast_forward(minutes=30)
    with_mail.ben.is_asked("30 minutes left")
    with_mail.ben.presses("Vendor has it", reference="T-100")
    with_mail.rita.hears("Ben Holm has ESC-1")
    with_mail.fast_forward(minutes=29)
    with_mail.ben.hears_nothing()


def test_the_vendors_time_reminds_whoever_has_it_and_breaches_nothing(with_mail: World) -> None:
    opened(with_mail)
    with_mail.ben.presses("Vendor has it", reference="T-100")
    with_mail.rita.hears("Ben Holm has ESC-1")
    with_mail.fast_forward(hours=1)
    with_mail.ben.hears("the vendor has until")
    with_mail.ben.presses("Note", words="they dig")
    with_mail.fast_forward(hours=1)
    with_mail.ben.hears("the vendor's time to solve it is over")


def test_the_vendor_hears_of_the_end(with_mail: World, box: Mailbox) -> None:
    opened(with_mail)
    with_mail.rita.presses("Withdraw", reason="it was the plug")
    with_mail.ben.hears("ESC-1")
    _, end = left(with_mail, box)
    assert "It is over" in end
    assert "plug" not in end


def test_without_mail_whoever_is_told_reads_whom_to_write_to(world: World) -> None:
    if world.platform is Platform.SANDBOX:
        pytest.skip("the sandbox shows what would leave")
    assert f"Write to Telco: {NOC}. Stige has not." in opened(world).text


def test_a_vendor_whom_nothing_reaches_is_left_to_whoever_is_told(with_mail: World, box: Mailbox) -> None:
    if with_mail.platform is Platform.SANDBOX:
        pytest.skip("in the sandbox everything arrives")
    box.refuses[NOC] = "550 no such user"
    with_mail.rita.opens("the line is dead", impact_on="everyone", urgency="now")
    assert "no message reaches Telco" in with_mail.ben.hears("the line is dead").text
    assert f"Write to Telco: {NOC}" in with_mail.ben.dms()[0].text

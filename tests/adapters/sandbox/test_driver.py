"""How stories see the sandbox: everything that a person can read and press, and nothing else."""

from collections.abc import Iterator

import anyio
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from bot.cases.verbs import Press, Verb
from bot.messages.shown import Button, Card, FieldErrors, FieldKind, Form, FormField, Option, Row
from bot.people.identity import Identity, Platform, Reader
from bot.words import say
from tests.adapters.sandbox.world import World
from tests.harness.driver import SeenErrors, SeenForm, SeenMessage
from tests.harness.sandbox import SandboxDriver

READER = Reader("ben", "en", "Europe/Copenhagen")
BEN = Identity(Platform.SANDBOX, "sandbox", "ben")
ACCEPT, DECLINE = Press(Verb.ACCEPT, "c7"), Press(Verb.DECLINE, "c7")
CARD = Card(
    say("headline"),
    say("plain"),
    lead=(say("why"),),
    rows=(Row(say("customer"), "Acme"),),
    notes=(say("note"),),
    buttons=(Button(say("Accept"), ACCEPT), Button(say("Decline"), DECLINE)),
)


@pytest.fixture
def portal() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as portal:
        yield portal


@pytest.fixture
def driver(world: World, portal: BlockingPortal) -> Iterator[SandboxDriver]:
    async def awaited(what):  # type: ignore[no-untyped-def]  # whatever it gives
        return await what

    driver = SandboxDriver(world.app, lambda what: portal.call(awaited, what))
    yield driver
    driver.close()


def test_a_card_is_read_whole_and_pressed_by_its_label(world: World, driver: SandboxDriver) -> None:
    receipt = anyio.run(world.sender.post, BEN, CARD, READER, "o", False)
    (card,) = driver.dms("ben")
    assert (card.text, card.buttons, card.edited) == (
        "headline\nwhy\ncustomer: Acme\nnote",
        ("Accept", "Decline"),
        0,
    )

    anyio.run(world.sender.edit, receipt, Card(say("taken"), say("plain")), READER)
    driver.presses("ben", card, "Accept")
    assert world.desk.asked[0][:2] == ("ben", ACCEPT), "a button can be pressed on a card that has changed since"
    assert [(each.text, each.buttons, each.edited) for each in driver.dms("ben")] == [("taken", (), 1)]


def test_a_room_is_read_by_its_place(world: World, driver: SandboxDriver) -> None:
    anyio.run(world.sender.post, "#ops", CARD, READER, "o", False)
    assert [each.buttons for each in driver.room("ops")] == [("Accept", "Decline")]
    assert driver.dms("ben") == []


def test_a_form_is_answered_by_field_name(world: World, driver: SandboxDriver) -> None:
    options = (Option("security", "Security"), Option("legal", "Legal"))
    fields = (
        FormField("summary", FieldKind.LINE, say("What"), required=True, value=("down, all of it",)),
        FormField("flags", FieldKind.CHOICES, say("Flags"), options=options),
    )
    world.desk.answer = Form(Press(Verb.OPEN), say("Open"), say("send"), fields)
    form = driver.types("rita", "/escalate down, all of it")
    assert isinstance(form, SeenForm)
    assert (form.title, form.required) == ("Open", frozenset({"summary"}))
    assert form.labels == {"summary": "What", "flags": "Flags"}
    assert form.options["flags"] == ("security", "legal")

    world.desk.answer = FieldErrors((("summary", say("shorter")),))
    assert driver.submits("rita", form, {"flags": "legal,security"}) == SeenErrors({"summary": "shorter"})
    values = {"summary": ("down, all of it",), "flags": ("legal", "security")}
    assert world.desk.asked[-1][:3] == ("rita", Press(Verb.OPEN), values)


def test_a_private_answer_is_what_one_gets_back(world: World, driver: SandboxDriver) -> None:
    assert driver.types("rita", "/escalate help") == SeenMessage("[]", "done")
    assert driver.dms("rita") == []

"""Many cases at once: a few messages, and every case in one of them (R21)."""

import re
from collections.abc import Iterator

import pytest

from tests.harness.driver import SeenForm, SeenMessage
from tests.harness.world import World

MANY, FEW = 60, 8
REFERENCE = re.compile(r"ESC-\d+")


@pytest.fixture(autouse=True)
def everybody_expects_pages(world: World) -> Iterator[None]:
    """What each story is about is how many messages there are."""
    yield
    for who in world.people:
        world._unheard(who)


def burst(world: World, cases: int = MANY) -> None:
    """Before anybody has been told of one of them."""
    settle, world.settle = world.settle, lambda: None  # type: ignore[method-assign]
    for number in range(1, cases + 1):
        world.rita.types(f"/escalate !matter {number}")
    world.settle = settle  # type: ignore[method-assign]
    world.settle()


def bundle_of(world: World, who: str = "ana") -> SeenMessage:
    return next(m for m in reversed(world.driver.dms(who)) if "Show the list" in m.buttons)


def test_sixty_cases_are_a_few_messages_and_each_can_be_accepted_from_them(world: World) -> None:
    burst(world)
    world.fast_forward(minutes=1)
    assert len(world.ana.dms()) <= FEW
    shown = bundle_of(world)
    assert len(set(REFERENCE.findall(shown.text))) == 8
    button = next(button for button in shown.buttons if button.startswith("Accept ESC-"))
    world.ana.presses(button, shown)
    world.fast_forward(minutes=0.1)  # it is drawn anew every few seconds at most
    assert button not in bundle_of(world).buttons
    assert world.ana.presses(button, shown).text == "It is yours already."  # type: ignore[union-attr]


def test_accept_all_shows_what_it_takes_and_says_what_it_took(world: World) -> None:
    burst(world, 8)
    world.fast_forward(minutes=1)
    shown = bundle_of(world)
    form = world.ana.presses("Accept all", shown)
    assert isinstance(form, SeenForm)
    said = world.ana.submits(form)
    assert "You have ESC-" in said.text
    world.fast_forward(minutes=0.1)
    assert [m for m in world.ana.dms() if "Nothing in this message waits for you any more." in m.text]


def test_a_downtime_ends_in_a_few_messages(world: World) -> None:
    burst(world, 40)
    world.fast_forward(minutes=1)
    before = len(world.ben.dms())
    world.jump(minutes=30)
    world.fast_forward(minutes=1)
    assert len(world.ben.dms()) - before <= FEW

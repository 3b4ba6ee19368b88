"""The whole bot against a Slack that others wrote: every call as slack_sdk really makes it, with the manifest's scopes
and no others. The stories of the ladder are told here again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.policyfile import read_policy
from adapters.scheduler import AlarmClock
from adapters.slack.settings import SlackSettings
from bot.people.identity import Platform
from tests.harness.driver import Driver, SeenMessage
from tests.harness.fake_slack import SECRET, breaks, fails
from tests.harness.policies import story_policy
from tests.harness.slack import SlackClient, SlackDriver
from tests.harness.slack_shim import TOKEN, Emulator, Shim
from tests.harness.world import World, run
from tests.stories.test_the_ladder import *  # noqa: F403 - told against this module's world

TEAM = "T000000001"
ANYBODY = {"tz": "Europe/Copenhagen", "locale": "en-GB"}


class EmulatedWorld(World):
    """A story's world whose Slack is the emulator behind its shim."""

    home: Path

    def _slack(self) -> tuple[AlarmClock, Driver]:
        people = read_policy(self.policy.encode()).roster.people.values()
        emulator = Emulator(self.home, {person.email: person.name for person in people}, ["ops"])
        self._stack.callback(emulator.stop)
        self.shim = run(Shim(emulator, ANYBODY).start())
        self._stack.callback(lambda: run(self.shim.stop()))
        users = {person.id: self.shim.user_of(person.email) for person in people}
        rooms = {"ops": self.shim.channel_named("ops")}
        live = self._live(SlackSettings(TOKEN, SECRET, api_url=self.shim.api_url), None)
        assert live.slack
        assert live.slack.trouble() is None
        client = SlackClient(live.app(), team=TEAM)
        return live.alarm, SlackDriver(self.shim, client, users, rooms, run, live.slack.conversations.idle)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[EmulatedWorld]:
    made = EmulatedWorld(Platform.SLACK, story_policy())
    made.home = tmp_path
    with made as told:
        yield told


def test_from_the_command_to_the_managers_message_and_the_end(world: EmulatedWorld) -> None:
    """Command, form, submission, direct message, time-out, the next ones up, accept, resolve, confirm."""
    world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    world.ana.is_asked("checkout is down")
    world.fast_forward(minutes=15)
    world.ana.is_asked("checkout", times=2)
    world.ben.is_asked("checkout", times=3)
    manager = world.kim.is_asked("checkout is down")
    assert len(manager.text.splitlines()) <= 20, "a phone shows no more"
    world.kim.presses("Accept")
    shown = world.kim.presses("Show")
    assert isinstance(shown, SeenMessage)
    done = {"resolution": "Restarted the gateway", "root_cause": "A full disk", "lesson": "Watch the disk"}
    world.kim.presses("Resolve", on=shown, **done)
    world.rita.presses("Confirm")
    assert "closed" in world.room()[-1].text


def test_words_in_the_direct_message_work_like_the_command(world: EmulatedWorld) -> None:
    said = world.rita.types("!checkout is down")
    assert isinstance(said, SeenMessage)
    assert "ESC-1" in said.text
    world.ana.is_asked("checkout is down")


def test_a_rate_limit_delays_a_page_and_loses_none(world: EmulatedWorld) -> None:
    world.shim.goes_wrong("chat.postMessage", *[fails("ratelimited", 429, Retry_After="20")] * 3)
    world.rita.types("/escalate !checkout is down")
    world.fast_forward(minutes=2)
    world.ana.is_asked("checkout is down")


def test_an_answer_that_broke_off_is_sent_again_and_marked(world: EmulatedWorld) -> None:
    world.shim.goes_wrong("chat.postMessage", *[breaks] * 3)
    world.rita.types("/escalate !checkout is down")
    world.fast_forward(minutes=2)
    assert "Sent again" in world.ana.is_asked("checkout is down").text

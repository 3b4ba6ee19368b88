"""Nobody is left unasked because one way to them fails: the other chat, a mail with a link, a louder way (S21, R22)."""

import re
from collections.abc import Iterator

import httpx2
import pytest

from adapters.links import PATH
from bot.people.identity import Identity, Platform, Profile
from bot.settings import Settings
from tests.harness.driver import SeenMessage
from tests.harness.fake_slack import TEAM
from tests.harness.mailbox import Mailbox, mailbox
from tests.harness.policies import story_policy
from tests.harness.teams_server import Fault
from tests.harness.world import World, run

SECRET = "a secret key for stories"
ANAS_SLACK = "U0ANA"


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made


def mailing(box: Mailbox) -> Settings:
    return Settings(smtp_url=box.url, base_url="http://stige.test", secret_keys=(SECRET,))


# the other chat


@pytest.fixture
def both() -> Iterator[World]:
    """Rita, Ben and Kim are on Slack, the others on Teams; Ana is on both, and asked on Teams first."""
    with World(Platform.SLACK, story_policy(), on_slack=frozenset({"rita", "ben", "kim"})) as world:
        world.slack.fake.seconds = lambda: int(world.clock.at.timestamp())
        world.slack.fake.add_person(ANAS_SLACK, "Ana Berg", "ana@story.example")
        with world.store.writing() as unit:
            there = Profile(Identity(Platform.SLACK, TEAM, ANAS_SLACK), "Ana Berg", "ana@story.example")
            unit.bind(there, "ana", world.clock.at, acted=False)
        world.ana.types("/escalate help")
        yield world


def cards_on_slack(world: World) -> list[str]:
    world.settle()
    return [str(message.blocks) for message in world.slack.fake.in_channel(f"D{ANAS_SLACK}")]


def test_what_one_chat_does_not_take_for_a_minute_comes_on_the_other(both: World) -> None:
    both.teams.fake.faults += [Fault(503, path="/activities")] * 30
    both.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    assert cards_on_slack(both) == []
    both.jump(minutes=1)
    [page] = cards_on_slack(both)
    assert "checkout is down" in page
    both.teams.fake.faults.clear()
    both.jump(minutes=0.5)
    assert "checkout is down" not in str([m.text for m in both.ana.dms()]), "the first is not tried any more"


def test_what_one_chat_refuses_comes_on_the_other_at_once_and_the_case_says_so(both: World) -> None:
    both.teams.fake.faults += [Fault(403, path="/activities")] * 4
    both.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    assert len(cards_on_slack(both)) == 1
    both.teams.fake.faults.clear()
    shown = both.rita.types("/escalate show ESC-1")
    assert isinstance(shown, SeenMessage)
    assert "refused by Microsoft Teams, so sent by Slack" in shown.text, shown.text


def test_what_slack_did_take_is_found_there_and_does_not_come_twice(both: World) -> None:
    both.slack.fake.lost_answers.add("chat.postMessage")
    both.rita.opens("checkout is down", impact_on="everyone", urgency="now")
    both.slack.fake.lost_answers.clear()
    before = len(both.slack.fake.messages)
    both.jump(minutes=1)
    assert len(both.slack.fake.messages) == before
    both.ana.is_asked("checkout is down")


# mail


@pytest.fixture(params=[Platform.SLACK, Platform.TEAMS])
def unknown(request: pytest.FixtureRequest, box: Mailbox) -> Iterator[World]:
    """Ana is on no chat."""
    with World(request.param, story_policy(), settings=mailing(box)) as world:
        if request.param is Platform.SLACK:
            world.slack.fake.users.pop(ANAS_SLACK)
        else:
            nobody = world.teams.fake.people.pop("ana")
            world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
            world.settle()
            world.teams.fake.people["ana"] = nobody
        if request.param is Platform.SLACK:
            world.rita.opens("checkout is down", impact_on="everyone", urgency="now")
        yield world


def text_of(box: Mailbox) -> str:
    [mail] = box.mails
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def test_who_is_on_no_chat_is_mailed_and_accepts_on_the_page_behind_the_link(unknown: World, box: Mailbox) -> None:
    unknown.settle()
    said = text_of(box)
    assert box.mails[0]["To"] == "ana@story.example"
    assert "checkout is down" in said
    link = re.search(rf"http://stige.test({PATH}/\S+)", said)
    assert link
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=unknown.app), base_url="http://stige.test")
    page = run(http.get(link[1]))
    assert "checkout is down" in page.text
    press = re.search(r'name="press" value="(accept[^"]+)"', page.text)
    assert press
    answer = run(http.post(link[1], data={"press": press[1]}))
    assert "yours" in answer.text.lower(), answer.text
    unknown.settle()
    unknown.rita.hears("Ana Berg has ESC-1")

"""Stige's Slack side between a fake Slack and a fake desk."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from starlette.applications import Starlette

from adapters.slack.app import Slack
from adapters.slack.settings import SlackSettings
from tests.adapters.slack.fakes import FakeContacts, FakeDesk, PlainWords
from tests.harness.fake_slack import SECRET, TOKEN, FakeSlack
from tests.harness.slack import GENERAL, SlackClient


@dataclass
class World:
    fake: FakeSlack
    slack: Slack
    client: SlackClient
    desk: FakeDesk
    contacts: FakeContacts

    async def told(self, user: str) -> list[str]:
        """What that person alone has seen."""
        await self.slack.conversations.idle()
        return [message.text for message in self.fake.ephemeral if message.seen_by == user]


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    fake = await FakeSlack().start()
    fake.add_person("URITA", "Rita", "rita@acme.example")
    fake.add_person("UBEN", "Ben", "ben@acme.example", locale="da-DK")
    fake.add_channel(GENERAL, "general")
    yield fake
    await fake.stop()


@pytest.fixture
async def world(fake: FakeSlack) -> AsyncIterator[World]:
    desk, contacts = FakeDesk(), FakeContacts()
    slack = Slack(SlackSettings(TOKEN, SECRET, api_url=fake.api_url), desk, PlainWords(), contacts)
    await slack.start()
    client = SlackClient(Starlette(routes=slack.routes))
    yield World(fake, slack, client, desk, contacts)
    await client.close()
    await slack.stop()

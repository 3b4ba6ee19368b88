"""The traps of botbuilder 4.17.1 that no other test here names: 1 and 5. The others: 2 and 9 at the door, 3 and 6 with
the tokens, 4 and 7 at the door, 8 inbound."""

import asyncio
import tomllib
from pathlib import Path

import aiohttp
import pytest

from adapters.teams.connector import Connector, Session, Token
from adapters.teams.settings import TeamsSettings
from bot.sending import Lost
from tests.adapters.teams.conftest import Monotonic
from tests.harness.teams_server import HANGS, TEAM, FakeTeams, Fault

ROOT = Path(__file__).parents[3]


def test_what_the_sdk_needs_and_does_not_declare_is_declared_here() -> None:
    """Trap 1: importing it needs aiohttp."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "aiohttp" in project["project"]["dependencies"]


async def test_as_many_messages_are_under_way_as_are_sent(settings: TeamsSettings, teams: FakeTeams) -> None:
    """Trap 5: the SDK sends as many at once as there are threads. Here nobody is answered before all have asked."""
    many = 60
    teams.wait_until_so_many_post = many
    session = Session()
    connector = Connector(session, Token(settings, session, Monotonic()))
    async with asyncio.timeout(30):
        sends = (connector.post(teams.url, TEAM, {"type": "message", "text": str(n)}) for n in range(many))
        assert len(set(await asyncio.gather(*sends))) == many
    await session.close()


async def test_a_connector_that_hangs_is_given_up(settings: TeamsSettings, teams: FakeTeams) -> None:
    """Trap 5: the SDK waits for over a minute."""
    session = Session(aiohttp.ClientTimeout(total=0.2))
    connector = Connector(session, Token(settings, session, Monotonic()))
    teams.faults = [Fault(HANGS, path="/activities")]
    with pytest.raises(Lost):
        await connector.post(teams.url, TEAM, {"type": "message", "text": "x"})
    await session.close()

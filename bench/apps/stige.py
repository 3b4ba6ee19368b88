"""The live bot on the shipped policy, as `stige run` makes it, over a SQLite file that survives a power cut."""

from pathlib import Path

from starlette.applications import Starlette

from adapters.logs import configure
from adapters.policyfile.loading import shipped
from adapters.slack.settings import SlackSettings
from bench.workspace import DATABASE, SECRET, TOKEN
from bot.cases.case import Realm
from bot.composition.corridor import WallClock
from bot.composition.live import Live
from bot.seeding import seed
from bot.settings import Settings
from storage.store import open_store


def app(slack_url: str, folder: Path) -> Starlette:
    configure()
    store = open_store(f"sqlite:///{folder / DATABASE}", ["the secret key of the benchmark"], Realm.LIVE)
    clock = WallClock()
    seed(store, *shipped(), clock.now())
    return Live(store, clock, Settings(), SlackSettings(TOKEN, SECRET, api_url=slack_url), None).app()

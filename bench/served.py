"""The processes of a benchmark: one application, served by uvicorn on uvloop, pinned to one core.

    python -m bench.served NAME CORE SLACK_URL FOLDER

says the port on its first line and serves until it is ended.
"""

import os
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.logs import configure
from adapters.policyfile.loading import shipped
from adapters.slack.app import PATH
from adapters.slack.settings import SlackSettings
from bench import fake_slack
from bench.fake_slack import SECRET, TOKEN
from bot.__main__ import Live, WallClock
from bot.cases.case import Realm
from bot.seeding import seed
from bot.settings import Settings
from storage.store import open_store

DATABASE = "stige.db"


def stige(slack_url: str, folder: Path) -> Starlette:
    """The live bot on the shipped policy, as `stige run` makes it."""
    configure()
    store = open_store(f"sqlite:///{folder / DATABASE}", ["the secret key of the benchmark"], Realm.LIVE)
    clock = WallClock()
    seed(store, *shipped(), clock.now())
    return Live(store, clock, Settings(), SlackSettings(TOKEN, SECRET, api_url=slack_url), None).app()


def bare(slack_url: str, _: Path) -> Starlette:
    """Bolt alone: it verifies the signature and acknowledges."""
    bolt = AsyncApp(
        signing_secret=SECRET,
        client=AsyncWebClient(token=TOKEN, base_url=slack_url),
        process_before_response=True,
    )

    @bolt.command("/escalate")
    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(bolt)

    async def receive(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route(PATH, receive, methods=["POST"])])


def slack(_url: str, _folder: Path) -> Starlette:
    return fake_slack.app()


APPS: Mapping[str, Callable[[str, Path], Starlette]] = {"stige": stige, "bare": bare, "slack": slack}


def main(name: str, core: str, slack_url: str, folder: str) -> None:
    os.sched_setaffinity(0, {int(core)})
    app = APPS[name](slack_url, Path(folder))
    with socket.create_server(("127.0.0.1", 0), backlog=512) as door:
        print(door.getsockname()[1], flush=True)
        config = uvicorn.Config(app, loop="uvloop", http="httptools", log_config=None, access_log=False)
        uvicorn.Server(config).run(sockets=[door])


if __name__ == "__main__":
    main(*sys.argv[1:])

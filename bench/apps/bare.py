"""Bolt alone: it verifies the signature and acknowledges."""

from pathlib import Path

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.workspace import PATH, SECRET, TOKEN


def app(slack_url: str, _folder: Path) -> Starlette:
    client = AsyncWebClient(token=TOKEN, base_url=slack_url)
    bolt = AsyncApp(signing_secret=SECRET, client=client, process_before_response=True)

    @bolt.command("/escalate")
    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(bolt)

    async def receive(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route(PATH, receive, methods=["POST"])])

"""`/healthz`: the process answers. `/readyz`: it can do its work now, and if not, why."""

from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

Trouble = Callable[[], str | None]  # what is wrong with a part, in a sentence for the operator; None: nothing


def health(parts: Mapping[str, Trouble]) -> list[Route]:
    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        found = await run_in_threadpool(_troubles, parts)
        return JSONResponse({"ready": not found, "trouble": found}, 503 if found else 200)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


def _troubles(parts: Mapping[str, Trouble]) -> dict[str, str]:
    return {name: trouble for name, ask in parts.items() if (trouble := ask())}

"""A Slack Web API that takes everything and remembers next to nothing, so that the server measured is what is busy."""

import itertools
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bench.workspace import DOMAIN, TEAM

ROOMS = ("control-room", "notices")

Json = dict[str, object]
_numbers = itertools.count(1)


def app(_slack_url: str, _folder: Path) -> Starlette:
    return Starlette(routes=[Route("/api/{method}", _called, methods=["GET", "POST"])])


async def _called(request: Request) -> JSONResponse:
    method, args = request.path_params["method"], await _arguments(request)
    return JSONResponse({"ok": True, **_answer(method, args)})


async def _arguments(request: Request) -> Json:
    args: Json = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        args |= await request.json()
        return args
    return args | dict(parse_qsl((await request.body()).decode()))


def _answer(method: str, args: Json) -> Json:
    match method:
        case "auth.test":
            return {"team_id": TEAM, "user_id": "U0STIGE", "bot_id": "B0STIGE", "url": "https://bench.example/"}
        case "users.info":
            return {"user": _user(str(args["user"]))}
        case "users.lookupByEmail":
            return {"user": {"id": str(args["email"]).partition("@")[0].upper()}}
        case "conversations.open":
            return {"channel": {"id": f"D{args['users']}"}}
        case "conversations.list":
            return {"channels": [{"id": f"C0{name.upper()}", "name": name} for name in ROOMS]}
        case _:
            return {"channel": args.get("channel"), "ts": f"1700000000.{next(_numbers):06}"}


def _user(user: str) -> Json:
    profile = {"real_name": f"Person {user}", "email": f"{user.lower()}@{DOMAIN}"}
    return {"id": user, "team_id": TEAM, "locale": "en-GB", "tz": "Europe/Copenhagen", "profile": profile}

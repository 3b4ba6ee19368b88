"""What Slack sends becomes what a person did. Pure.

A shape that Slack does not send ends in a KeyError, TypeError or ValueError, which the door answers as malformed.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.forms import answers, form_press
from adapters.slack.render import BUTTON_ID, LINE_ID
from adapters.slack.text import unescaped
from bot.cases.verbs import Press
from bot.messages.shown import Values

Payload = Mapping[str, Any]  # JSON that others wrote

MENTION = re.compile(r"<(?P<sign>[@#!])(?P<id>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
LINK = re.compile(r"<(?P<url>(?:https?|mailto|tel):[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
USER_ID = re.compile(r"[UW][A-Z0-9]{1,40}")
LONGEST_LINE = 8000
LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class Origin:
    """Who did something where, and how that person alone can be answered. `team` is where Stige is installed.

    `key` names this one delivery: Slack repeats some, people repeat others, and a signed request can be replayed.
    """

    team: str
    user: str
    key: str
    channel: str = ""
    thread: str = ""
    response_url: str = ""
    trigger: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """`files` are the addresses of what was sent with it. Whom the `line` mentions stands in it by their id in Slack,
    and in `mentioned` with what Slack calls them, if it says; `by_ids` is the line with ids of people of the policy,
    where it names any."""

    origin: Origin
    line: str
    files: tuple[str, ...] = ()
    mentioned: tuple[tuple[str, str], ...] = ()
    by_ids: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody joined, left, or changed something of themselves; `user` is as `users.info` would tell it."""

    team: str
    user: Payload


@dataclass(frozen=True, slots=True)
class Pressed:
    """`press` is None for a button that no card of ours carries."""

    origin: Origin
    press: Press | None


@dataclass(frozen=True, slots=True)
class Submitted:
    """`title` is the form's own."""

    origin: Origin
    press: Press | None
    values: Values
    title: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """The workspace took the app away."""

    why: str


def team_of(payload: Payload) -> str:
    """Where the app is installed that this was sent to; with an organisation's installation only the payload knows."""
    authorizations = payload.get("authorizations")
    if authorizations:
        return _word(authorizations[0]["team_id"] or payload["team_id"])
    view, team = payload.get("view") or {}, payload.get("team") or {}
    candidates = (view.get("app_installed_team_id"), team.get("id"), payload.get("team_id"))
    user = payload.get("user")
    return _word(next(filter(None, candidates), None) or (user["team_id"] if isinstance(user, Mapping) else ""))


def organisation_of(payload: Payload) -> str:
    authorizations = payload.get("authorizations")
    if authorizations:
        return _word(authorizations[0].get("enterprise_id") or "")
    return _word((payload.get("enterprise") or {}).get("id") or payload.get("enterprise_id") or "")


def command(payload: Payload) -> Typed:
    origin = Origin(
        team=(team := team_of(payload)),
        user=_id(payload["user_id"]),
        key=f"slack:{team}:command:{_id(payload['trigger_id'])}",
        channel=_word(payload.get("channel_id", "")),
        response_url=_word(payload.get("response_url", "")),
        trigger=payload["trigger_id"],
    )
    text = payload.get("text", "")
    return Typed(origin, line(text), mentioned=_mentioned(text))


def action(payload: Payload) -> Typed | Pressed:
    pressed = payload["actions"][0]
    action_id, user = _id(pressed["action_id"]), _id(payload["user"]["id"])
    origin = Origin(
        team=(team := team_of(payload)),
        user=user,
        key=f"slack:{team}:button:{_id(pressed['action_ts'])}:{user}:{action_id}",
        channel=_word((payload.get("channel") or {}).get("id", "")),
        thread=_word((payload.get("message") or {}).get("thread_ts", "")),
        response_url=_word(payload.get("response_url", "")),
        trigger=_word(payload.get("trigger_id", "")),
    )
    # Slack gives values back with its own escapes.
    value = unescaped(clean(pressed.get("value") or ""))
    if action_id == LINE_ID:
        return Typed(origin, value)
    return Pressed(origin, Press.unpacked(value) if action_id.startswith(f"{BUTTON_ID}.") else None)


def submission(payload: Payload) -> Submitted:
    view = payload["view"]
    metadata = json.loads(view.get("private_metadata") or "{}")
    origin = Origin(
        team=(team := team_of(payload)),
        user=_id(payload["user"]["id"]),
        key=f"slack:{team}:form:{_id(view['id'])}:{_id(view['hash'])}",
        channel=_word(metadata.get("channel", "")),
    )
    inputs = tuple(block["block_id"] for block in view["blocks"] if block["type"] == "input")
    title = unescaped(view["title"]["text"])
    given = {name: tuple(map(clean, words)) for name, words in answers(view["state"]["values"]).items()}
    return Submitted(origin, form_press(metadata), given, title, inputs)


def event(payload: Payload) -> Typed | Changed | Gone | None:
    """None for what is nothing to us: bots and ourselves, edits, what is said beside us."""
    said, kind = payload["event"], payload["event"]["type"]
    if kind in ("team_join", "user_change"):
        _id(said["user"]["id"])
        return Changed(team_of(payload), said["user"])
    if kind == "app_uninstalled" or (kind == "tokens_revoked" and said["tokens"].get("bot")):
        return Gone(kind)
    if not _is_said_to_us(said):
        return None
    origin = Origin(
        team=(team := team_of(payload)),
        user=_id(said["user"]),
        key=f"slack:{team}:event:{_id(payload['event_id'])}",
        channel=_id(said["channel"]),
        thread=_word(said.get("thread_ts", "")),
    )
    text = _without_address(said.get("text") or "", _ourselves(payload))
    return Typed(origin, line(text) or "help", _files(said) if said["type"] == "message" else (), _mentioned(text))


def _files(said: Payload) -> tuple[str, ...]:
    """Of a direct message alone: what is sent there is for us."""
    given = (file.get("url_private_download") or file.get("url_private") for file in said.get("files") or ())
    return tuple(clean(address)[:LONGEST_ADDRESS] for address in given if isinstance(address, str))


def _is_said_to_us(said: Payload) -> bool:
    by_a_person = not said.get("bot_id") and not said.get("bot_profile") and said.get("user")
    anew = not said.get("edited") and said.get("subtype") in (None, "file_share", "thread_broadcast")
    direct = said["type"] == "message" and said.get("channel_type") == "im"
    return bool(by_a_person and anew and (direct or said["type"] == "app_mention"))


def _ourselves(payload: Payload) -> str:
    authorizations = payload.get("authorizations") or [{}]
    return _word(authorizations[0].get("user_id") or "")


def _without_address(text: str, bot: str) -> str:
    """Without the mentions of the bot, by which it is spoken to; where its id is not told, without the first one."""
    whom = re.escape(bot) if bot else "[UW][A-Z0-9]+"
    return re.sub(rf"<@{whom}(\|[^<>]*)?>[\s:,]*", "", text, count=0 if bot else 1)


def line(text: str) -> str:
    """As the person typed it: links by their names, people by their ids, nothing escaped."""
    text = LINK.sub(_link, clean(text)[:LONGEST_LINE])
    return unescaped(MENTION.sub(_mention, text)).strip()


def clean(text: str) -> str:
    """Without what no database takes: null characters and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _mentioned(text: str) -> tuple[tuple[str, str], ...]:
    found = (one for one in MENTION.finditer(clean(text)[:LONGEST_LINE]) if _is_somebody(one))
    return tuple(dict.fromkeys((one["id"], unescaped(one["label"] or "").lstrip("@")) for one in found))


def _is_somebody(found: re.Match[str]) -> bool:
    return found["sign"] == "@" and bool(USER_ID.fullmatch(found["id"]))


def _mention(found: re.Match[str]) -> str:
    if _is_somebody(found):
        return f"@{found['id']}"
    name = found["label"] or found["id"].split("^")[0]
    return name if name.startswith(("@", "#")) else f"{'#' if found['sign'] == '#' else '@'}{name}"


def _link(found: re.Match[str]) -> str:
    url = found["url"].removeprefix("mailto:").removeprefix("tel:")
    return (
        url if found["label"] in (None, "", url) or url.endswith(f"//{found['label']}") else f"{found['label']} ({url})"
    )


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a word")
    return value


def _id(value: object) -> str:
    """A word that must be there, and is short."""
    word = _word(value)
    if not word or len(word) > 255:
        raise ValueError("not an id")
    return clean(word)

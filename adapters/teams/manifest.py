"""What an administrator uploads to Teams, from the command table: a zip of the manifest and its icons."""

import io
import json
import zipfile
from collections.abc import Sequence
from importlib.metadata import version
from urllib.parse import urlsplit

from adapters.teams.elements import Json, shortened
from adapters.teams.icons import colour_icon, outline_icon
from adapters.teams.inbound import COMMAND
from adapters.teams.parts import Words
from adapters.teams.settings import GUID
from bot.grammar import COMMANDS, Command
from bot.people.identity import Reader
from bot.settings import Unusable
from bot.words import say

SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.29/MicrosoftTeams.schema.json"
EXAMPLE_URL = "https://stige.example.com"
NO_APP = "00000000-0000-0000-0000-000000000000"
MOST_COMMANDS = 12
READER = Reader(None, "en", "")
# The same file at each making: zip keeps a date for each name.
MADE_AT = (2026, 1, 1, 0, 0, 0)


def manifest(
    words: Words, base_url: str = EXAMPLE_URL, app_id: str = NO_APP, commands: Sequence[Command] = COMMANDS
) -> Json:
    """`base_url` is how people reach Stige from outside. Raises `Unusable` for an id that Teams would not take."""
    if not GUID.fullmatch((app_id or NO_APP).lower()):
        raise Unusable("MICROSOFT_APP_ID must be the bot's application id: 32 digits in five groups.")
    site = base_url if urlsplit(base_url).scheme == "https" else EXAMPLE_URL
    return {
        "$schema": SCHEMA,
        "manifestVersion": "1.29",
        "version": version("stige"),
        "id": app_id or NO_APP,
        "developer": {"name": "Stige", "websiteUrl": site, "privacyUrl": site, "termsOfUseUrl": site},
        "name": {"short": "Stige", "full": "Stige"},
        "description": {
            "short": shortened(words.sentence(say("teams.manifest_short"), READER), 80),
            "full": words.sentence(say("teams.manifest_full"), READER),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#1F3A4D",
        "bots": [_bot(words, app_id or NO_APP, commands)],
        "composeExtensions": [_extension(words, app_id or NO_APP)],
        "permissions": ["identity", "messageTeamMembers"],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }


def package(manifest: Json) -> bytes:
    held = {
        "manifest.json": as_json(manifest).encode(),
        "color.png": colour_icon(),
        "outline.png": outline_icon(),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in held.items():
            bundle.writestr(zipfile.ZipInfo(name, MADE_AT), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def as_json(manifest: Json) -> str:
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def _bot(words: Words, app_id: str, commands: Sequence[Command]) -> Json:
    listed = _commands(words, commands)
    return {
        "botId": app_id,
        "scopes": ["personal", "team", "groupChat"],
        "supportsTargetedMessages": True,
        "supportsFiles": True,
        "isNotificationOnly": False,
        "commandLists": [
            {"scopes": ["personal"], "commands": listed},
            {"scopes": ["team", "groupChat"], "triggers": ["slash", "mention"], "commands": listed},
        ],
    }


def _commands(words: Words, commands: Sequence[Command]) -> list[Json]:
    """Only what is in force; opening a case comes first."""
    described = [(one.name, f"{one.example}: {words.sentence(one.help, READER)}") for one in commands if one.in_force]
    opening = (COMMAND, words.sentence(say("teams.manifest_escalate"), READER))
    return [
        {"title": shortened(name, 128), "description": shortened(text, 4000)}
        for name, text in (opening, *described)[:MOST_COMMANDS]
    ]


def _extension(words: Words, app_id: str) -> Json:
    """The action in the menu of a message, in the box where one writes, and in the search."""
    action = {
        "id": COMMAND,
        "type": "action",
        "title": shortened(words.sentence(say("teams.manifest_action"), READER), 32),
        "description": shortened(words.sentence(say("teams.manifest_action_help"), READER), 128),
        "context": ["message", "compose", "commandBox"],
        "fetchTask": True,
    }
    return {"botId": app_id, "commands": [action]}

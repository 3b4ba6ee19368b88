"""What an administrator gives to Slack to make the app, from the command table."""

from collections.abc import Sequence
from io import StringIO

from ruamel.yaml import YAML

from adapters.slack.app import PATH
from adapters.slack.parts import Json, Words
from adapters.slack.text import cut
from bot.grammar import COMMANDS, Command
from bot.people.identity import Reader
from bot.settings import COMMAND
from bot.words import say

EXAMPLE_URL = "https://stige.example.com"
ABOUT, HINT = 140, 1000
READER = Reader(None, "en", "")  # Slack takes one language

# Each with its reason in docs/slack.md, and no more than these.
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "dnd:read",
    "files:read",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "mpim:history",
    "users:read",
    "users:read.email",
)
EVENTS = ("app_mention", "app_uninstalled", "message.im", "team_join", "tokens_revoked", "user_change")


def manifest(
    words: Words, base_url: str = EXAMPLE_URL, command: str = COMMAND, commands: Sequence[Command] = COMMANDS
) -> Json:
    """`base_url` is how Slack reaches Stige from outside."""
    address = (base_url or EXAMPLE_URL).rstrip("/") + PATH
    slash = {
        "command": command,
        "url": address,
        "description": words.sentence(say("slack.manifest_command"), READER),
        "usage_hint": _usage(words, commands),
        "should_escape": True,
    }
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Stige",
            "description": cut(words.sentence(say("slack.manifest_about"), READER), ABOUT),
            "background_color": "#1f3a4d",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Stige", "always_online": True},
            "slash_commands": [slash],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"request_url": address, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, "request_url": address},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(manifest: Json) -> str:
    text = StringIO()
    writer = YAML()
    writer.default_flow_style = False
    writer.width = 120
    writer.indent(mapping=2, sequence=4, offset=2)
    writer.dump(manifest, text)
    return text.getvalue()


def _usage(words: Words, commands: Sequence[Command]) -> str:
    """Only what is in force: "[what is wrong] | help | list | …"."""
    typed = [f"{each.name} {each.usage}".strip() for each in commands if each.in_force]
    return cut(" | ".join([f"[{words.sentence(say('slack.manifest_words'), READER)}]", *typed]), HINT)

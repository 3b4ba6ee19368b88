"""What somebody does in Teams, read from the activity (pure). What is not of our making is `Malformed`."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from pydantic import JsonValue

from adapters.teams.activity import Account, Activity, clean, field_of, text_of
from adapters.teams.forms import read_values
from bot.cases.verbs import Press
from bot.grammar import OpenAtOnce, OpenForm, read_line
from bot.messages.shown import Values

COMMAND = "escalate"
LONGEST_LINE = 4000
TAGS = re.compile(r"<[^<>]{0,2000}>")
BREAKS = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]{0,200}>", re.IGNORECASE)


class Where(Enum):
    """Where the answer goes: into the chat, onto the card that was pressed, or into a dialog."""

    CHAT = auto()
    CARD = auto()
    DIALOG = auto()


@dataclass(frozen=True, slots=True)
class Typed:
    """The line after the command; empty asks for the form. `by_ids` is the line with ids of people of the policy in
    place of the names that it mentions, where it names any."""

    line: str
    by_ids: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """`press` is None for a button that is none of ours any more."""

    press: Press | None


@dataclass(frozen=True, slots=True)
class Submitted:
    press: Press
    values: Values


Doing = Typed | Pressed | Submitted
HELP = Typed("help")


@dataclass(frozen=True, slots=True)
class Asked:
    doing: Doing
    where: Where


class Malformed(Exception):
    """No card, dialog or client of ours sends this."""


class NotOffered(Exception):
    """An invoke that some other kind of bot would answer."""


def asked(activity: Activity) -> Asked | None:
    """None where nothing is asked of us, or a bot asks. Raises `Malformed` or `NotOffered`."""
    if activity.sender.id.startswith("28:"):
        return None
    if activity.type == "message":
        return _message(activity)
    if activity.is_invoke:
        return _invoke(activity)
    return None


def _message(activity: Activity) -> Asked | None:
    """In a personal chat everything said is said to us; elsewhere what mentions us, or was sent to us alone by a slash
    command. A submitted card that is no dialog comes as a message without text."""
    if isinstance(activity.value, dict) and "press" in activity.value:
        return Asked(_pressed_or_submitted(activity.value), Where.CHAT)
    if not (activity.personal or activity.recipient.is_targeted or _mentions_us(activity)):
        return None
    return Asked(_typed(_said(activity)), Where.CHAT)


def _typed(said: str) -> Typed:
    """What starts with the command is ours, and so is a sub-command; other words are answered with the help."""
    first, _, rest = said.partition(" ")
    if first.lower().removeprefix("/") == COMMAND:
        return Typed(rest.strip())
    line = said.removeprefix("/")
    return HELP if isinstance(read_line(line), OpenForm | OpenAtOnce) else Typed(line)


def _mentions_us(activity: Activity) -> bool:
    return any(entity.mentioned.id == activity.recipient.id for entity in activity.entities if entity.type == "mention")


def others(activity: Activity) -> tuple[Account, ...]:
    """Whom it mentions beside us."""
    found = (entity.mentioned for entity in activity.entities if entity.type == "mention" and entity.text)
    return tuple(account for account in found if account.id != activity.recipient.id)


def line_with(names: Mapping[str, str], activity: Activity) -> str:
    """The line after the command with these names, by the id of the account in Teams, for those whom it mentions."""
    return _typed(_said(activity, names)).line


def _said(activity: Activity, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """The words without our own mention, with others' names in place of theirs, as people type them: "@Ben Berg". The
    activity stays as it is."""
    text = activity.text
    for entity in activity.entities:
        if entity.type == "mention" and entity.text:
            ours = entity.mentioned.id == activity.recipient.id
            name = names.get(entity.mentioned.id, entity.mentioned.name)
            text = text.replace(entity.text, " " if ours else f"@{name}", -1 if ours else 1)
    return " ".join(text.replace("&nbsp;", " ").split())[:LONGEST_LINE]


def _invoke(activity: Activity) -> Asked:
    match activity.name:
        case "adaptiveCard/action":
            return Asked(_pressed_or_submitted(field_of(activity.value, "action", "data")), Where.CARD)
        case "task/fetch" | "task/submit":
            return Asked(_in_dialog(field_of(activity.value, "data")), Where.DIALOG)
        case "composeExtension/fetchTask":
            return Asked(_escalated(activity.value), Where.DIALOG)
        case "composeExtension/submitAction":
            return Asked(_in_dialog(field_of(activity.value, "data")), Where.DIALOG)
        case _:
            raise NotOffered(activity.name)


def _in_dialog(data: JsonValue) -> Doing:
    """A dialog is opened by a button, or by a line typed before."""
    line = field_of(data, "line")
    return Typed(clean(line)[:LONGEST_LINE]) if isinstance(line, str) else _pressed_or_submitted(data)


def _pressed_or_submitted(data: JsonValue) -> Doing:
    if not isinstance(data, dict) or not isinstance(data.get("press"), str):
        raise Malformed("no press")
    press = Press.unpacked(clean(text_of(data, "press")))
    return Submitted(press, read_values(data)) if press and "form" in data else Pressed(press)


def _escalated(value: JsonValue) -> Typed:
    """A message escalated from its own menu, with where it stands; or nothing but the wish to escalate."""
    if text_of(value, "commandId") != COMMAND:
        raise Malformed("unknown command")
    content = clean(text_of(value, "messagePayload", "body", "content"))
    is_html = text_of(value, "messagePayload", "body", "contentType") == "html"
    link = clean(text_of(value, "messagePayload", "linkToMessage"))
    text = _plain(content) if is_html else content
    return Typed(_as_summary(f"{text.strip()[:LONGEST_LINE]} {link[:1000] if link.startswith('https://') else ''}"))


def _as_summary(words: str) -> str:
    """A message that says "list" or "!now" is no command of whoever escalates it."""
    return words.strip() if isinstance(read_line(words), OpenForm) else f"“{words.strip()}”"


def _plain(content: str) -> str:
    """The words of a message's HTML, a line for each paragraph."""
    lines = html.unescape(TAGS.sub("", BREAKS.sub("\n", content))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())

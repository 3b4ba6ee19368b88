"""Plain text into what Slack shows as exactly that text: no mention, no link, no formatting, not too long."""

import re

from adapters.slack.parts import Json

# Control characters, and those that turn the direction of the text around them.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
HALF_ENTITY = re.compile(r"&[a-z]{0,3}$")
CONTROL_SEQUENCE = re.compile(r"<(?=[!@#]|[A-Za-z]+:)")
WORD_JOINER = "\u2060"
NOTHING = "–"


def cut(text: str, limit: int) -> str:
    """At most that many characters, the last one "…" where something was left out; never half an entity."""
    return text if len(text) <= limit else HALF_ENTITY.sub("", text[: limit - 1]) + "…"


def escaped(text: str) -> str:
    """For text objects and a message's own text: these three are all that Slack decodes again."""
    return UNSEEN.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def plain(text: str, limit: int) -> Json:
    """A text object that shows what it was given. Slack refuses an empty one."""
    shown = cut(escaped(text), limit)
    return {"type": "plain_text", "text": shown if shown.strip() else NOTHING, "emoji": False}


def rich(text: str, limit: int, bold: bool = False) -> Json:
    """A piece of rich text, which Slack shows as it is. What would be a mention or a link anywhere else is broken by a
    joiner that nobody sees, in case it is ever parsed."""
    shown = cut(CONTROL_SEQUENCE.sub("<" + WORD_JOINER, UNSEEN.sub("", text)), limit)
    piece: Json = {"type": "text", "text": shown or NOTHING}
    return {**piece, "style": {"bold": True}} if bold else piece

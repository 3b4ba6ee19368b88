"""Notices of the gaps of the coming weeks."""

from datetime import datetime

from bot.engine import Engine
from bot.messages.notice import Notice
from bot.messages.shown import Card
from bot.ports import Unit


def drawn(notice: Notice, unit: Unit, engine: Engine, now: datetime) -> Card | None:  # noqa: ARG001
    return None

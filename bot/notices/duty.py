"""Notices of shifts and who stands in: requests, answers, changes, reminders."""

from datetime import datetime

from bot.engine import Engine
from bot.messages.notice import Notice
from bot.messages.shown import Card
from bot.ports import Unit


def drawn(notice: Notice, unit: Unit, engine: Engine, now: datetime) -> Card | None:  # noqa: ARG001
    return None


def unreached(notice: Notice, unit: Unit, now: datetime) -> None:
    """Whom it was for will never have it: told to whoever waits for them."""

"""A question whether a case may go on (S36), as a value of the case."""

from dataclasses import dataclass
from datetime import datetime

from bot.durations import Duration
from bot.policy.rules import Default


@dataclass(frozen=True, slots=True)
class Approval:
    """One of `people` suffices; `then` are those who are asked after them, in turn, for as long (`within`).

    `asker` is whose it is: who reported the case, or who moves it `up`. Unanswered at `ends_at` is `otherwise`.
    `since_at` is when the first of all was asked: from then on the level that asks stands still.
    """

    people: tuple[str, ...]
    then: tuple[str, ...]
    asker: str
    up: bool
    since_at: datetime
    asked_at: datetime
    ends_at: datetime
    within: Duration
    otherwise: Default

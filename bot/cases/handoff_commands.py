"""What people can ask while a case is passed on (S19). Accepting and declining it are as ever."""

from dataclasses import dataclass

from bot.words import Text


@dataclass(frozen=True, slots=True)
class PassOnCase:
    """The note that goes with it."""

    note: Text


@dataclass(frozen=True, slots=True)
class KeepCase:
    """The owner's shift is over, and they keep it all the same."""


HandoffCommand = PassOnCase | KeepCase

"""What a transaction remembers of the policy: its versions, which of them is in force, and what was proposed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.policy.policy import Policy
from bot.policy.rules import Rules


@dataclass(frozen=True, slots=True)
class Activation:
    """A version put in force by somebody, with the reason they gave. `second` agreed to it, where one was needed."""

    version: str
    label: str
    by: str
    why: str
    at: datetime
    second: str | None = None


class LabelTaken(ValueError):
    """Another content was once in force under this label; a label says which rules a case runs on."""


class Versions(Protocol):
    """A part of `bot.ports.Unit`."""

    def active(self) -> Policy | None:
        """The policy in force; None in an empty database."""

    def policy(self, version: str) -> Policy | None:
        """A version that was once in force."""

    def rules(self, version: str) -> Rules:
        """The rules of a version that was once in force."""

    def versions(self) -> tuple[Activation, ...]:
        """All activations, the first one first; the last one is in force."""

    def hold_versions(self) -> None:
        """Until the end of this transaction nobody else puts a version in force."""

    def activate(
        self, policy: Policy, source: bytes, by: str, why: str, at: datetime, second: str | None = None
    ) -> None:
        """Raises `LabelTaken`. The source is kept with a version that is new."""

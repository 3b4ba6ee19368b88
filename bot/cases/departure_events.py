"""A case leaves the course that its policy set for it, in the past tense (S34)."""

from dataclasses import dataclass

from bot.cases.facts import PriorityReason
from bot.people.targets import Target
from bot.words import Text


@dataclass(frozen=True, slots=True)
class GlassBroken:
    """Somebody with the authority sent it to a level at once, past approval and hours; it is reviewed afterwards."""

    level: int
    reason: Text


@dataclass(frozen=True, slots=True)
class VersionMoved:
    """From now on it runs on the rules of another version, and by them it is weighed anew."""

    version: str
    priority: str
    reasons: tuple[PriorityReason, ...]
    reason: Text
    private: bool
    readers: tuple[Target, ...]
    at_once: bool


@dataclass(frozen=True, slots=True)
class HoldChanged:
    """From now on it is kept until further notice, or `on` is false: its hold is lifted, the policy's too (S41)."""

    on: bool
    reason: Text


DepartureEvent = GlassBroken | VersionMoved | HoldChanged

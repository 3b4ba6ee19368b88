"""How a story drives a chat platform: as a person sees it, through the platform's real payloads.

Each platform has one driver (`tests/harness/slack.py`, `teams.py`, `sandbox.py`) behind these names, so that every
story is told on all of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class SeenMessage:
    """A message as it stands in a chat now. `text` is everything a person can read in it, `buttons` their labels.

    `handle` is the driver's own way back to it. `edited` counts how often it was edited.
    """

    handle: str
    text: str
    buttons: tuple[str, ...] = ()
    edited: int = 0


@dataclass(frozen=True)
class SeenForm:
    """An open form: its questions by field name with their labels, which must be answered, what stands in it."""

    handle: str
    title: str
    labels: Mapping[str, str]
    required: frozenset[str]
    values: Mapping[str, str]
    options: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class SeenErrors:
    """A form refused: the sentence at each field."""

    by_field: Mapping[str, str]


Seen = SeenMessage | SeenForm | SeenErrors | None


class Driver(Protocol):
    """People are named by the id that the policy gives them; rooms by the policy's place id.

    What a person gets in answer to their own doing, and nobody else sees, is returned; None is no answer at all.
    """

    def types(self, who: str, line: str) -> Seen:
        """A whole line as typed: "/escalate checkout is down"; "<@ben>" in it is a real mention of Ben."""

    def attaches(self, who: str, line: str, file: bytes) -> Seen:
        """A line with a file beside it, in the person's own chat with Stige."""

    def presses(self, who: str, message: SeenMessage, button: str) -> Seen:
        """A button by its label, on a message as the person saw it then, even if it has changed since."""

    def submits(self, who: str, form: SeenForm, answers: Mapping[str, str]) -> Seen:
        """Answers by field name; a choice by its option's value, several joined by commas."""

    def dms(self, who: str) -> list[SeenMessage]:
        """The person's chat with Stige, oldest first."""

    def room(self, place: str) -> list[SeenMessage]: ...

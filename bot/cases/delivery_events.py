"""What became of messages on their way to people, as far as the case tells of it."""

from dataclasses import dataclass

from bot.people.identity import Platform


@dataclass(frozen=True, slots=True)
class BroughtElsewhere:
    """A message to somebody was brought by `to` as well, since `tried` had not confirmed it in time, or `refused` it.
    `tried` None: wherever they are asked first."""

    person: str
    tried: Platform | None
    to: Platform
    refused: bool = False


@dataclass(frozen=True, slots=True)
class NotReached:
    """No way took a message to them, nobody has to answer it. `by` are the ways that refused it."""

    person: str
    by: tuple[Platform, ...] = ()


DeliveryEvent = BroughtElsewhere | NotReached

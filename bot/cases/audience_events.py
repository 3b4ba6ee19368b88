"""What happened to those who are kept informed, in the past tense (S38)."""

from dataclasses import dataclass
from datetime import datetime

from bot.cases.audiences import Audience
from bot.words import Text


@dataclass(frozen=True, slots=True)
class UpdatePosted:
    """What a person says of how it goes; `next_at` is when they promise to say more. `for_all`: it was sent
    to nobody in particular."""

    words: Text
    next_at: datetime | None
    for_all: bool = True


@dataclass(frozen=True, slots=True)
class UpdateMissed:
    """`count` is how often running. `coordinators` are those of the asked teams and of the owner's (S32), `writers`
    those who were to write to an audience."""

    count: int
    coordinators: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AudiencesChosen:
    """All that the case has from now on, those that it had and lost among them if they were ever told."""

    audiences: tuple[Audience, ...]


@dataclass(frozen=True, slots=True)
class UpdateAsked:
    """Somebody has the draft, and was asked to send it; `percent` of the time until then has passed."""

    audience: int
    person: str
    percent: float


@dataclass(frozen=True, slots=True)
class AudienceTold:
    """`said` is the event with the words that a person posted; None: the audience's template, filled.

    `by_hand`: whoever's event it is says that they did it outside of Stige.
    """

    audience: int
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    customer: str | None = None
    vendors: tuple[str, ...] = ()
    said: int | None = None
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class TextHandedOver:
    """Stige cannot write there: `person` has the text to pass on, and says so when it is done."""

    audience: int
    person: str
    customer: str | None = None
    vendors: tuple[str, ...] = ()
    said: int | None = None
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AudienceDue:
    """The time until it is to hear next begins now; `due_at` None: it hears no more."""

    audience: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class EndTold:
    """The case is over, and these had been told of it."""

    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()


AudienceEvent = (
    UpdatePosted | UpdateMissed | AudiencesChosen | UpdateAsked | AudienceTold | TextHandedOver | AudienceDue | EndTold
)

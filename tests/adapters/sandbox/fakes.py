"""The parts around the sandbox, small enough to see through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.cases.verbs import Press
from bot.messages.shown import Line, Response, Values
from bot.people.identity import Profile, Reader
from bot.people.roster import Layer, Person, Place, Roster, Schedule, Team
from bot.words import Param, Say, say

FRIDAY_AFTERNOON = datetime(2026, 11, 20, 16, 55, tzinfo=UTC)

ROSTER = Roster(
    timezone="Europe/Copenhagen",
    language="en",
    people={
        "rita": Person("rita", "Rita Lund", "rita@nordlys.example", manager="mia"),
        "ben": Person("ben", "Ben Holm", "ben@nordlys.example", manager="mia", language="da"),
        "mia": Person("mia", "Mia Sand", "mia@nordlys.example", timezone="Asia/Singapore"),
    },
    teams={"network": Team("network", ("ben",), coordinator="mia", place="ops")},
    places={
        "ops": Place("ops", slack="#ops", teams="Operations/Incidents"),
        "board": Place("board", teams="Status"),
        "letters": Place("letters", email=("all@nordlys.example",)),
    },
    schedules={"network": Schedule("network", (Layer("Europe/Copenhagen", people=("ben",)),))},
)


@dataclass(frozen=True)
class KeptMessage:
    id: str
    body: Mapping[str, object]
    edited: int
    at: datetime


@dataclass
class FakeWinder:
    """`timers` are instants with what happens then, carried out by `settle`."""

    at: datetime = FRIDAY_AFTERNOON
    timers: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)
    settled_at: list[datetime] = field(default_factory=list)
    times_read: int = 0

    def now(self) -> datetime:
        return self.at

    def wind(self, by: timedelta) -> None:
        assert by > timedelta()
        self.at += by

    def read_again(self) -> None:
        self.times_read += 1

    def next_at(self) -> datetime | None:
        return min((at for at, _ in self.timers), default=None)

    async def settle(self) -> None:
        self.settled_at.append(self.at)
        due = [timer for timer in self.timers if timer[0] <= self.at]
        self.timers = [timer for timer in self.timers if timer not in due]
        for _, act in due:
            act()


class FakeChat:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._ids = 0
        self.conversations: dict[str, list[KeptMessage]] = {}

    def post(self, conversation: str, body: dict[str, object]) -> str:
        self._ids += 1
        kept = KeptMessage(str(self._ids), body, 0, self._now())
        self.conversations.setdefault(conversation, []).append(kept)
        return kept.id

    def edit(self, id: str, body: dict[str, object]) -> None:  # noqa: A002
        for kept in self.conversations.values():
            kept[:] = [replace(one, body=body, edited=one.edited + 1) if one.id == id else one for one in kept]

    def remove(self, id: str) -> None:  # noqa: A002
        for kept in self.conversations.values():
            kept[:] = [one for one in kept if one.id != id]

    def history(self, conversation: str) -> list[KeptMessage]:
        return self.conversations.get(conversation, [])

    def forget(self) -> None:
        self.conversations.clear()


@dataclass
class FakeDesk:
    """Writes down what it was asked to do and gives `answer`."""

    answer: Response = field(default_factory=lambda: Line((say("done"),)))
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def typed(self, profile: Profile, line: str, key: str) -> Response:
        return self._note(profile, key, line)

    def sent(self, profile: Profile, line: str, source: bytes, key: str) -> Response:
        return self._note(profile, key, line, source)

    def pressed(self, profile: Profile, press: Press, key: str) -> Response:
        return self._note(profile, key, press)

    def submitted(self, profile: Profile, press: Press, values: Values, key: str) -> Response:
        return self._note(profile, key, press, values)

    def reader_of(self, profile: Profile) -> Reader:
        return Reader(profile.identity.user, profile.language, profile.timezone)

    def _note(self, profile: Profile, key: str, *what: object) -> Response:
        self.asked.append((profile.identity.user, *what, key))
        return self.answer


class PlainWords:
    """Shows the key and what fills it, and for whom: "opened(number=7) to ben"."""

    def sentence(self, say: Say, reader: Reader) -> str:
        filled = ", ".join(f"{name}={self.param(value, reader)}" for name, value in say.params)
        return f"{say.key}({filled})" if filled else say.key

    def param(self, value: Param, reader: Reader) -> str:
        return self.sentence(value, reader) if isinstance(value, Say) else str(value)

"""Cases of the shipped policy's company, moved by the real step, and cards read aloud in English."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from adapters.policyfile import default_source, read_policy
from adapters.wording import Wording
from bot.cases.case import Case, Realm
from bot.cases.clocks import CaseClock
from bot.cases.commands import Command, Open
from bot.cases.events import Entry
from bot.cases.facts import Facts, Handover
from bot.cases.outcome import Message, MessageKind, Outcome, Topic
from bot.cases.step import step
from bot.cases.timers import due, timers
from bot.messages.card import card
from bot.messages.shown import Card, Row
from bot.people.identity import Reader
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.words import Param, Say, Text

# A Friday evening in Amsterdam: the office is closed, and Linh is on duty until Monday.
FRIDAY = datetime(2026, 11, 20, 16, 55, tzinfo=UTC)


@cache
def rules() -> Rules:
    """Without its lines of approval, so that a routine case goes to its level (`asking_first` has them), and with plain
    words everywhere."""
    return replace(asking_first(), approval=(), tone={})


@cache
def asking_first() -> Rules:
    return read_policy(default_source()).rules


@cache
def roster() -> Roster:
    return read_policy(default_source()).roster


class Matter:
    """One case on its way, and the time."""

    def __init__(
        self,
        by: str = "noor",
        at: datetime = FRIDAY,
        handover: Handover | None = None,
        concerned: frozenset[str] = frozenset(),
        realm: Realm = Realm.LIVE,
        roster_: Roster | None = None,
        rules_: Rules | None = None,
        **facts: object,
    ) -> None:
        self.now = at
        self.roster = roster_ or roster()
        self.rules = rules_ or rules()
        given = {"type": "incident", "impact": "company", "urgency": "now"} | facts
        words = handover or Handover(text("Booking is down", by), impact=text("Nobody can ship", by))
        command = Open("c1", 7, realm, CaseClock(at), words, Facts(**given), concerned)  # type: ignore[arg-type]
        self.entries: tuple[Entry, ...] = ()
        self._keep(step(None, command, by, self.rules, self.roster, at))

    def _keep(self, outcome: Outcome) -> None:
        self.case: Case = outcome.case
        self.entries += outcome.entries

    def does(self, who: str, command: Command) -> "Matter":
        self._keep(step(self.case, command, who, self.rules, self.roster, self.now))
        return self

    def waits(self, minutes: float = 0, hours: float = 0) -> "Matter":
        until = self.now + timedelta(minutes=minutes, hours=hours)
        while timer := due(timers(self.case, self.rules), until):
            self.now = max(self.now, timer.due_at)
            self._keep(step(self.case, timer.command, None, self.rules, self.roster, self.now))
        self.now = until
        return self

    def becomes(self, **changes: object) -> "Matter":
        self.case = replace(self.case, **changes)  # type: ignore[arg-type]
        return self

    def _last_rung(self, who: str | None) -> tuple[int | None, int | None]:
        """Where they were asked last, as a call or a reminder of it carries it."""
        asks = [ask for ask in self.case.ladder.asks if ask.person == who]
        return asks[-1].rung if asks else (None, None)

    def card(
        self, who: str | None, kind: MessageKind | None = None, topic: Topic | None = None, seq: int | None = None
    ) -> Card:
        rung = self._last_rung(who)
        message = (
            Message(kind, self.case.id, seq or self.case.seq, who, topic=topic, level=rung[0], round=rung[1])
            if kind
            else None
        )
        return card(self.case, self.rules, self.roster, self.now, who, message)

    def nudge(self, who: str | None, topic: Topic, seq: int | None = None) -> Card:
        """About what was said last, or about the event `seq`."""
        said = self.case.remarks[-1].seq if self.case.remarks else None
        return self.card(who, MessageKind.NUDGE, topic, seq or said)

    def read(self, what: Param) -> str:
        return read(what, self.now)

    def lead(self, who: str | None, kind: MessageKind | None = None) -> list[str]:
        return [self.read(line) for line in self.card(who, kind).lead]


def text(body: str, by: str = "noor") -> Text:
    return Text(body, by)


def read(what: Param, now: datetime = FRIDAY, language: str = "en") -> str:
    reader = Reader("somebody", language, "Europe/Amsterdam")
    return Wording(shown_name, "en", lambda: now).param(what, reader)


def shown_name(id_: str) -> str:
    known = roster()
    for group in (known.people, known.vendors, known.customers):
        if id_ in group:
            return group[id_].name
    return id_


def labels(card: Card) -> list[str]:
    return [read(button.label) for button in card.buttons]


def rows(shown: tuple[Row, ...]) -> dict[str, str]:
    return {read(row.label): read(row.value) for row in shown}


def everything(card: Card) -> str:
    """All that a person can read on it."""
    says: list[Say | Param] = [card.headline, card.plain, *card.lead, *card.notes]
    values = [part for row in (*card.rows, *card.body) for part in (row.label, row.value)]
    return "\n".join(read(said) for said in (*says, *values))

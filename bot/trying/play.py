"""One case in fast-forward: its timers fire as they fall due, and people do what they are said to do."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cases.access import may_read, viewer
from bot.cases.case import Case
from bot.cases.commands import Command, Open, PersonsCommand
from bot.cases.events import Entry
from bot.cases.outcome import Refused
from bot.cases.step import decide
from bot.cases.timers import Timer, due, timers
from bot.policy.policy import Policy
from bot.words import Say, say

Act = tuple[str, PersonsCommand]


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does at `at`: `act` says who and what, by the case as it is then. None: it cannot be done yet, and
    is tried again whenever something has happened."""

    at: datetime
    act: Callable[[Case], Act | None]


@dataclass(frozen=True, slots=True)
class Turned:
    """A deed that was refused: nothing came of it."""

    at: datetime
    person: str
    command: PersonsCommand
    sentence: Say


@dataclass(frozen=True, slots=True)
class Moment:
    """What one step did. `turned` where it was a deed that was refused; then there are no entries."""

    case: Case
    entries: tuple[Entry, ...]
    turned: Turned | None = None


class Stalled(RuntimeError):
    """A due timer that changed nothing would be due for ever."""


def play(policy: Policy, opening: Open, by: str, at: datetime, deeds: Sequence[Deed] = ()) -> Iterator[Moment]:
    """Step by step, without end while the case is open: whoever looks on says when it is enough.

    `deeds` stand in the order of time; of a timer and a deed in the same instant the timer comes first. Raises
    `Refused` where the case cannot be opened.
    """
    case, entries = decide(None, opening, by, policy.rules, policy.roster, at)
    playing = _Playing(policy, case, at, list(deeds))
    yield Moment(case, entries)
    while (moment := playing.next()) is not None:
        yield moment


class _Playing:
    """`late` are deeds whose time has come and that could not be done yet."""

    def __init__(self, policy: Policy, case: Case, now: datetime, deeds: list[Deed]) -> None:
        self.policy = policy
        self.case = case
        self.now = now
        self.deeds = deeds
        self.late: list[Deed] = []

    def next(self) -> Moment | None:
        """None at the end: nothing is pending, and nobody does anything any more."""
        while True:
            if moment := self._first_of(self.late):
                return moment
            pending = timers(self.case, self.policy.rules)
            if pending and not (self.deeds and self.deeds[0].at < pending[0].due_at):
                return self._fire(pending)
            if not self.deeds:
                return None
            self.now = max(self.now, self.deeds[0].at)
            self.late.append(self.deeds.pop(0))

    def _first_of(self, late: list[Deed]) -> Moment | None:
        for deed in late:
            if act := deed.act(self.case):
                late.remove(deed)
                return self._do(*act)
        return None

    def _do(self, person: str, command: PersonsCommand) -> Moment:
        """As at the live door, a case that they may not read is one that does not exist (R5)."""
        try:
            if not may_read(viewer(person, self.policy.roster), self.case):
                raise Refused(say("refused.unknown_case"))
            return self._stepped(command, person)
        except Refused as refused:
            return Moment(self.case, (), Turned(self.now, person, command, refused.sentence))

    def _fire(self, pending: tuple[Timer, ...]) -> Moment:
        self.now = max(self.now, pending[0].due_at)
        timer = due(pending, self.now) or pending[0]
        moment = self._stepped(timer.command, None)
        if not moment.entries:
            raise Stalled(f"{timer.command} changed nothing")
        return moment

    def _stepped(self, command: Command, by: str | None) -> Moment:
        self.case, entries = decide(self.case, command, by, self.policy.rules, self.policy.roster, self.now)
        return Moment(self.case, entries)

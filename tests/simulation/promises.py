"""What Stige promises, each as a function that says it. `after_a_step` must be cheap; the rest is asked whenever nobody
is at work, and at the end, when there have been no faults for a while."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from bot.cases.case import Case, Status
from bot.cases.events import Entry, OwnerChanged
from bot.cases.evolve import evolve
from bot.cases.ladder import Duty, Reply, Stage, Why
from bot.cases.ladder_events import FallbackReached, LevelReached, Paged, PersonReminded, Told
from bot.cases.outcome import MessageKind, Topic
from bot.cases.timers import timers
from bot.cases.verbs import Verb
from bot.messages.card import card
from bot.messages.shown import Card, Line
from bot.policy.rules import Rules
from storage.messages import message_of
from tests.simulation.chats import Arrived

if TYPE_CHECKING:
    from tests.simulation.story import Story

WORD = re.compile(r"\bw\d+w\b")
OWED_FOR = timedelta(minutes=8)  # the longest wait between two attempts, and a lease and a call
ENDED = ("sent", "failed", "withdrawn")
_CASES = "SELECT id, seq, owner, status, due_at, failures FROM cases"
_MESSAGES = "SELECT * FROM outbox WHERE case_id = ?"
_HELD = (
    "SELECT outbox.* FROM outbox JOIN destinations ON key = destination WHERE outbox.lease_owner = ? "
    "AND done_at IS NULL AND outbox.leased_until > ? AND next_allowed_at <= ? AND bundle IS NULL "
    "AND destinations.lease_owner = outbox.lease_owner"
)
_MESSAGE = "SELECT * FROM outbox WHERE id = ?"


class RollBack(Exception):
    """Whoever only looks changes nothing."""


@dataclass
class Followed:
    """A case as its record tells it."""

    case: Case | None = None
    record: tuple[Entry, ...] = ()
    owned_since: int | None = None  # the number of the commit


class Promises:
    def __init__(self, story: "Story") -> None:
        self.story, self.world = story, story.world
        self.cases: dict[str, Followed] = {}
        self.unmarked: Counter[tuple[str, str]] = Counter()
        self.said_at: dict[str, object] = {}
        self.commits, self.looked_at = 0, -1
        for chat in story.chats:
            chat.came, chat.began = (
                self.nothing_is_said_twice_without_a_mark,
                self.nobody_is_paged_after_somebody_accepted,
            )

    # when each is asked

    def after_a_step(self) -> None:
        """Only where something was committed."""
        if self.commits == self.world.commits:
            return
        self.commits = self.world.commits
        for row in self._rows(_CASES):
            known = self.cases.setdefault(row.id, Followed())
            self.no_silent_end(row)
            if row.owner and known.owned_since is None:
                known.owned_since = self.commits

    def at_a_quiet_moment(self) -> None:
        for row, case, new, rules in self._changed():
            self.the_timeline_folds_to_the_case(case, new)
            self.the_timers_are_those_of_the_case(row, case, rules)
            self.whatever_is_said_twice_counts_once(case, new)
            self.nothing_owed_is_missing(case, new)

    def at_the_end(self) -> None:
        self.at_a_quiet_moment()
        for known in self.cases.values():
            assert known.case
            self.all_owed_is_confirmed(known.case)
            self.whoever_is_asked_has_it(known.case)
            self.every_card_tells_how_it_is(known.case)
            self.the_ladder_is_where_the_policy_says(known.case)
        self.whoever_was_told_that_it_is_theirs_has_had_it()

    # the promises

    def nothing_owed_is_missing(self, case: Case, new: Sequence[Entry]) -> None:
        """For each event that pages or tells somebody there is a message: confirmed, withdrawn, failed or still owed;
        and what counts as confirmed really stands in the chat."""
        rows = self._rows(_MESSAGES, case.id)
        owed = {(row.kind, row.person or row.place, row.level, row.round) for row in rows}
        for entry in new:
            match entry.event:
                case Paged(person, level, round_):
                    assert ("ask", person, level, round_) in owed, f"nothing was owed to {person} for {entry}"
                case Told(people, places):
                    missing = [who for who in (*people, *places) if ("tell", who, None, None) not in owed]
                    assert not missing, f"nothing was owed to {missing} for {entry}"
                case _:
                    pass
        for row in rows:
            if row.state == "sent" and row.card is None:
                stands = [chat.messages.get(row.receipt_message) for chat in self.story.chats]
                there = [one for one in stands if one and self._root(one.outbox_id) == self._root(row.id)]
                assert there, f"{row.kind} {row.id} to {row.person or row.place} counts as sent and is in no chat"

    def nothing_is_said_twice_without_a_mark(self, came: Arrived) -> None:
        """Counted in the chats: of one message at most one copy without the repeat mark reaches one reader."""
        if not came.repeated:
            once = (self._root(came.outbox_id), came.to[1:])
            self.unmarked[once] += 1
            assert self.unmarked[once] == 1, f"{came.to} got {came.outbox_id} twice without a mark"

    def nobody_is_paged_after_somebody_accepted(self, outbox_id: str) -> None:
        """No page is begun for a case that somebody has, unless somebody is sought to take over; nor for who has
        answered already."""
        row = next(iter(self._rows(_MESSAGE, outbox_id)), None)
        if row is None or row.kind not in (MessageKind.ASK, MessageKind.REMIND) or row.topic == Topic.APPROVAL:
            return
        since = self.cases.setdefault(row.case_id, Followed()).owned_since
        task = self.world.running
        if since is None or task is None or task.began < since:
            return
        with self.story.book.writing() as unit:
            case = unit.load(row.case_id)
        assert case
        sought = [ask for ask in case.ladder.asks if ask.person == row.person and ask.duty is Duty.TAKE_OVER]
        assert sought, f"{row.person} is paged about {row.case_id}, which {case.owner} has"

    def whoever_dies_holds_nothing_up(self, owner: str) -> None:
        """Seconds after a death, others may take what the dead one was about to send."""
        rows = self._rows(_HELD, owner, _sql(self.world.wall), _sql(self.world.wall))
        if not rows:
            return
        with suppress(RollBack), self.story.book.writing() as unit:
            free = set()
            while owed := unit.take(self.world.wall, timedelta(minutes=1)):
                free.add(owed.id)
                unit.withdrawn(owed, self.world.wall)
            held = [row for row in rows if row.id not in free]
            assert not held, f"a dead process still has {held}"
            raise RollBack

    def no_silent_end(self, row: Any) -> None:
        """Every case that is not closed has a timer."""
        assert row.due_at or row.status == Status.CLOSED, f"{row.id} is {row.status} and waits for nothing"

    def the_timers_are_those_of_the_case(self, row: Any, case: Case, rules: Rules) -> None:
        """What wakes a case is what its rules say of it as it is now, unless it rests after a failure."""
        first = min((timer.due_at for timer in timers(case, rules)), default=None)
        told = first and _sql(first)
        assert row.failures or row.due_at == told, f"{case.id} wakes at {row.due_at} and should at {told}"

    def the_timeline_folds_to_the_case(self, case: Case, new: Sequence[Entry]) -> None:
        """What happened, told from the beginning, gives the case as it is stored; and each step was due by its time."""
        known = self.cases[case.id]
        for entry in new:
            before, known.case = known.case, evolve(known.case, entry)
            self.one_owner_at_most(before, known.case, entry)
            self.nothing_comes_early(before, entry)
        known.record += tuple(new)
        assert known.case == case, f"the record of {case.id} tells another case"
        assert [entry.seq for entry in known.record] == list(range(1, case.seq + 1)), f"{case.id} has a gap"

    def one_owner_at_most(self, before: Case | None, after: Case, entry: Entry) -> None:
        """A case is found once, goes from one to the next by somebody's hand, and is never nobody's again."""
        owner = before.owner if before else None
        assert after.owner or not owner, f"{after.id} became nobody's"
        if isinstance(entry.event, OwnerChanged) and owner and owner != after.owner:
            assert entry.by, f"{after.id} went from {owner} to {after.owner} by itself"

    def nothing_comes_early(self, before: Case | None, entry: Entry) -> None:
        """Against the clock on the wall: no level, reminder or repeat before its time."""
        assert entry.at <= self.world.wall + max(timedelta(), self.world.set_back), f"{entry} is in the future"
        ladder = before.ladder if before else None
        match entry.event:
            case LevelReached(why=Why.TIME) if ladder and ladder.stage is Stage.ASKING:
                due_at = ladder.ends_at
            case FallbackReached(why=Why.TIME) if ladder and ladder.stage is Stage.FALLBACK:
                due_at = ladder.repeats_at
            case PersonReminded(person, percent=percent) if ladder:
                due_at = _reminded_at(ladder.asks, person, percent)
            case _:
                return
        assert due_at is None or entry.at >= due_at, f"{entry} came before {due_at}"

    def whatever_is_said_twice_counts_once(self, case: Case, new: Sequence[Entry]) -> None:
        """A delivery that comes again does nothing again: no two texts of people are alike here."""
        for entry in new:
            for word in WORD.findall(repr(entry.event)):
                first = self.said_at.setdefault(word, (case.id, entry.at))
                assert first == (case.id, entry.at), f"{word} counts twice: {first} and {case.id, entry.at}"

    def whoever_was_told_that_it_is_theirs_has_had_it(self) -> None:
        """Who accepted is told so, and whoever is told so is on the record."""
        for who, press, answer in self.story.crowd.told:
            says = [one.key for one in answer.says] if isinstance(answer, Line) else []
            if press.verb is Verb.ACCEPT and "told.accept" in says:
                record = self.cases[press.case_id or ""].record
                answered = [e for e in record if isinstance(e.event, OwnerChanged) and e.event.owner == who]
                assert answered, f"{who} was told that {press.case_id} is theirs, and the record knows nothing of it"

    # once the faults are over

    def all_owed_is_confirmed(self, case: Case) -> None:
        """Nothing is owed for longer than it takes."""
        for row in self._rows(_MESSAGES, case.id):
            late = row.done_at is None and row.created_at < _sql(self.world.wall - OWED_FOR)
            assert not late or self._waits_for_long(row), f"still owed: {row}"

    def _waits_for_long(self, row: Any) -> bool:
        return False

    def whoever_is_asked_has_it(self, case: Case) -> None:
        """Whose answer a case waits for has a message about that in a chat, or will have it in a moment."""
        if case.status is Status.CLOSED:
            return
        rows = self._rows(_MESSAGES, case.id)
        for ask in case.open_asks():
            if ask.reply is Reply.UNREACHABLE:
                continue
            calls = [r for r in rows if r.person == ask.person and (r.level, r.round) == ask.rung and r.kind == "ask"]
            reached = [r for r in calls if r.state == "sent" or r.done_at is None]
            assert reached, f"{case.id} waits for {ask.person}, who has no message: {calls}"

    def every_card_tells_how_it_is(self, case: Case) -> None:
        """No card in a chat says less than its case, but those with an edit under way."""
        rows = self._rows(_MESSAGES, case.id)
        moving = {row.card for row in rows if row.done_at is None}
        with self.story.book.writing() as unit:
            now, rules = self.world.wall, unit.rules(case.version)
            roster = self.story.processes[0].engine.roster_in(unit, now)
        for row in rows:
            if not row.stands or row.id in moving or row.kind == "nudge":
                continue
            shown = next(c.messages[row.receipt_message] for c in self.story.chats if row.receipt_message in c.messages)
            drawn = card(case, rules, roster, now, row.to_person, message_of(row))
            assert _gist(shown.card) == _gist(drawn), (
                f"{row.id} in {shown.to} shows {_gist(shown.card)}, not {_gist(drawn)}"
            )

    def the_ladder_is_where_the_policy_says(self, case: Case) -> None:
        """Nobody is waited for beyond their time: a case that nobody has is at a level whose limit runs, or at the
        fallback that will ask again."""
        ladder, now = case.ladder, self.world.wall - timedelta(seconds=30)
        if case.status is Status.CLOSED:
            return
        if ladder.stage is Stage.ASKING:
            assert (ladder.ends_at or now) > now, f"{case.id} waits at level {ladder.level} since {ladder}"
        elif ladder.stage is Stage.FALLBACK:
            assert ladder.repeats_at is None or ladder.repeats_at > now, f"{case.id} rests at its fallback: {ladder}"
        else:
            quiet = case.owner or case.question or case.status is not Status.NEW or case.approval
            assert quiet, f"nobody has {case.id} and nobody is asked"

    # looking

    def _changed(self) -> Iterator[tuple[Any, Case, tuple[Entry, ...], Rules]]:
        if self.looked_at == self.commits:
            return
        self.looked_at = self.commits
        for row in self._rows(_CASES):
            known = self.cases.setdefault(row.id, Followed())
            if row.seq > len(known.record):
                with self.story.book.writing() as unit:
                    case, new = unit.load(row.id), unit.entries(row.id, len(known.record) + 1)
                    assert case
                    rules = unit.rules(case.version)
                yield row, case, new, rules

    def _rows(self, query: str, *given: str) -> list[Any]:
        found = self.story.memory.raw.execute(query, given)
        names = [column[0] for column in found.description]
        return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in found.fetchall()]

    def _root(self, outbox_id: str) -> str:
        """The message that this one brings, perhaps by another way."""
        row = next(iter(self._rows(_MESSAGE, outbox_id)), None)
        return self._root(row.twin_of) if row and row.twin_of else outbox_id


def _gist(shown: Card | None) -> object:
    return shown and (shown.headline, shown.accent, tuple(button.press for button in shown.buttons))


def _reminded_at(asks: Sequence[Any], person: str, percent: float) -> Any:
    ask = next((one for one in reversed(asks) if one.person == person), None)
    if ask is None or ask.ends_at is None or ask.resumed_at:
        return None
    return ask.asked_at + (ask.ends_at - ask.asked_at) * percent / 100


def _sql(at: Any) -> str:
    return str(at.replace(tzinfo=None).isoformat(" ", "microseconds"))

"""What Stige promises, each as a function that says it. `after_a_step` must be cheap; the rest is asked whenever nobody
is at work, and at the end (`at_rest.py`)."""

import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.cases.case import Case, Status
from bot.cases.events import Entry, OwnerChanged
from bot.cases.evolve import evolve
from bot.cases.ladder import Duty, Stage, Why
from bot.cases.ladder_events import FallbackReached, LevelReached, Paged, PersonReminded, Told
from bot.cases.outcome import MessageKind, Topic
from bot.cases.timers import timers
from bot.policy.rules import Rules
from tests.simulation.at_rest import AtRest
from tests.simulation.chats import Arrived
from tests.simulation.watching import CASE_ROWS, MESSAGE, MESSAGES, Followed, sql

if TYPE_CHECKING:
    from tests.simulation.story import Story

WORD = re.compile(r"\bw\d+w\b")
_HELD = (
    "SELECT outbox.* FROM outbox JOIN destinations ON key = destination WHERE outbox.lease_owner = ? "
    "AND done_at IS NULL AND outbox.leased_until > ? AND next_allowed_at <= ? AND bundle IS NULL "
    "AND destinations.lease_owner = outbox.lease_owner"
)
_RESTING = "SELECT key FROM destinations WHERE next_allowed_at > ? LIMIT 1"


class RollBack(Exception):
    """Whoever only looks changes nothing."""


class Promises(AtRest):
    def __init__(self, story: "Story") -> None:
        super().__init__(story)
        self.unmarked: Counter[tuple[str, str]] = Counter()
        self.said_at: dict[str, object] = {}
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
        for row in self.rows(CASE_ROWS):
            known = self.cases.setdefault(row.id, Followed())
            self.no_silent_end(row)
            if row.owner and known.owned_since is None:
                known.owned_since = self.commits

    def at_a_quiet_moment(self) -> None:
        for row, case, new, rules in self.changed():
            self.the_timeline_folds_to_the_case(case, new)
            self.the_timers_are_those_of_the_case(row, case, rules)
            self.whatever_is_said_twice_counts_once(case, new)
            self.nothing_owed_is_missing(case, new)

    # the promises

    def nothing_owed_is_missing(self, case: Case, new: Sequence[Entry]) -> None:
        """For each event that pages or tells somebody there is a message: confirmed, withdrawn, failed or still owed;
        and what counts as confirmed really stands in the chat."""
        rows = self.rows(MESSAGES, case.id)
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
            if row.state == "merged":
                self.what_was_merged_is_on_its_way_or_stands(row)
            if row.state == "sent" and row.card is None:
                stands = [chat.messages.get(row.receipt_message) for chat in self.story.chats]
                there = [one for one in stands if one and self.root(one.outbox_id) == self.root(row.id)]
                assert there, f"{row.kind} {row.id} to {row.person or row.place} counts as sent and is in no chat"

    def nothing_is_said_twice_without_a_mark(self, came: Arrived) -> None:
        """Counted in the chats: of one message at most one copy without the repeat mark reaches one reader."""
        for page in () if came.repeated else self.pages_in(came):
            once = (self.root(page), came.to[1:])
            self.unmarked[once] += 1
            assert self.unmarked[once] == 1, f"{came.to} got {page} twice without a mark"

    def nobody_is_paged_after_somebody_accepted(self, outbox_id: str) -> None:
        """No page is begun for a case that somebody has, unless somebody is sought to take over; nor for who has
        answered already."""
        row = next(iter(self.rows(MESSAGE, outbox_id)), None)
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
        """Seconds after a death, others may take what the dead one was about to send, unless a chat wants to be left
        alone: then nobody may."""
        now = sql(self.world.wall)
        rows = self.rows(_HELD, owner, now, now)
        if not rows or self.rows(_RESTING, now):
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
        told = first and sql(first)
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


def _reminded_at(asks: Sequence[Any], person: str, percent: float) -> Any:
    ask = next((one for one in reversed(asks) if one.person == person), None)
    if ask is None or ask.ends_at is None or ask.resumed_at:
        return None
    return ask.asked_at + (ask.ends_at - ask.asked_at) * percent / 100

"""What holds at every instant at which all that was due is done, and at the end of a life."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce

from sqlalchemy import select

from bot.cases.case import Case, Status
from bot.cases.events import Entry
from bot.cases.evolve import evolve
from bot.cases.handoff import Handoff, HandoffEnd
from bot.cases.handoff_events import HandoffEnded, HandoffEvent, HandoffLate, HandoffOffered
from bot.cases.ladder import Stage
from bot.cases.ladder_events import FallbackReached, FallbackSlept, LevelReached, LevelSlept, Paged
from bot.cases.timers import timers
from bot.duty.places import shift_key
from bot.people.roster import Roster
from bot.people.schedules import on_call, planned
from bot.policy.rules import Rules
from storage.tables import CASES, FINDINGS, NOTICES, OUTBOX
from tests.harness.audits import wrong_in
from tests.harness.life_happenings import Happenings

RUNGS = LevelReached | LevelSlept | FallbackReached | FallbackSlept
IN_TURNS = "days"
A_MOMENT, AN_HOUR = timedelta(microseconds=1), timedelta(hours=1)
OF_FOUL_WEATHER = ("stuck_page", "stuck", "notice", "resting")
OWED_FOR = timedelta(minutes=10)
NOTICED_WITHIN = timedelta(hours=36)  # that an account was closed or opened: there is one look a day


@dataclass
class Followed:
    """A case as its record tells it."""

    case: Case | None = None
    record: tuple[Entry, ...] = ()


class Watch:
    def __init__(self, what_happens: Happenings) -> None:
        self.happens, self.life, self.replay = what_happens, what_happens.life, what_happens.replay
        self.cases: dict[str, Followed] = {}
        self.opened: dict[str, str] = {}
        self.looked_at = self.life.now
        self.crashes = 0
        self.on_duty: dict[str, tuple[str, ...]] = {}
        self.said: dict[tuple[str, str], int] = {}
        self.posts = 0

    def looks(self) -> None:
        for case, record, new, rules in self._changed():
            self._the_record_folds_to_the_case(case, record, new)
            self._an_open_case_has_a_timer(case, rules)
            self._what_comes_twice_is_done_once(case)
            self._nobody_away_is_paged_by_a_level(new)
            self._an_offer_is_made_once(record)
            self._what_is_not_taken_in_time_climbs(case, record, new)
        self._nothing_due_is_left()
        self._a_failed_calendar_stays_as_it_was()
        self._all_know_who_is_there()
        self._who_goes_off_duty_passes_on()
        self._who_comes_on_duty_was_reminded()
        self._what_is_said_twice_is_marked()
        self._the_auditor_has_found_nothing()
        self.looked_at, self.crashes = self.life.now, self.life.crashes

    # cases

    def _changed(self) -> list[tuple[Case, tuple[Entry, ...], tuple[Entry, ...], Rules]]:
        found = []
        with self.life.database.reading() as connection:
            rows = connection.execute(select(CASES.c.id, CASES.c.seq, CASES.c.due_at, CASES.c.status)).all()
        for row in rows:
            assert row.due_at or row.status == Status.CLOSED, f"{row.id} is {row.status} and waits for nothing"
            known = self.cases.setdefault(row.id, Followed())
            if row.seq == len(known.record):
                continue
            with self.life.book.writing() as unit:
                case, new = unit.load(row.id), unit.entries(row.id, len(known.record) + 1)
                assert case
                known.record += new
                found.append((case, known.record, new, unit.rules(case.version)))
        return found

    def _the_record_folds_to_the_case(self, case: Case, record: Sequence[Entry], new: Sequence[Entry]) -> None:
        known = self.cases[case.id]
        for entry in new:
            before, known.case = known.case, evolve(known.case, entry)
            self._it_is_somebodys_alone(before, known.case)
        assert known.case == case, f"the record of {case.id} tells another case"
        assert [entry.seq for entry in record] == list(range(1, case.seq + 1)), "the record has a gap"

    def _an_open_case_has_a_timer(self, case: Case, rules: Rules) -> None:
        assert case.status is Status.CLOSED or timers(case, rules), f"{case.id} is open and waits for nothing"

    def _it_is_somebodys_alone(self, before: Case | None, after: Case) -> None:
        """Found once, given from one to the next, and never nobody's again."""
        assert after.owner or not (before and before.owner), f"{after.id} became nobody's"

    def _what_comes_twice_is_done_once(self, case: Case) -> None:
        """Each form that opens a case has words of its own."""
        same = self.opened.setdefault(str(case.handover.summary), case.id)
        assert same == case.id, f"{same} and {case.id} came of one form"

    def _nobody_away_is_paged_by_a_level(self, new: Sequence[Entry]) -> None:
        for entry in new:
            if isinstance(entry.event, Paged) and entry.event.level is not None:
                who = entry.event.person
                assert not self.replay.was_away_before(who, entry.at), f"{who} is away and was paged at {entry.at}"

    # on the way to another owner

    def _an_offer_is_made_once(self, record: Sequence[Entry]) -> None:
        """For one change of duty; once more only if the giver was on duty again in between."""
        made: set[tuple[object, ...]] = set()
        for event in (entry.event for entry in record):
            match event:
                case HandoffOffered(Handoff() as offered):
                    this = (offered.schedule, offered.changed_at, offered.giver)
                    assert this not in made, f"offered twice: {this}"
                    made.add(this)
                case HandoffEnded(HandoffEnd.BACK):
                    made.clear()
                case _:
                    pass

    def _what_is_not_taken_in_time_climbs(self, case: Case, record: Sequence[Entry], new: Sequence[Entry]) -> None:
        handoff = case.handoff
        late = handoff and handoff.ends_at and handoff.ends_at <= self.life.now
        assert not late, f"{case.id} was to be taken by {handoff and handoff.ends_at}"
        for entry in new:
            if isinstance(entry.event, HandoffLate):
                before = reduce(evolve, record[: entry.seq - 1], None)
                assert before
                climbs = any(isinstance(one.event, RUNGS) and one.at == entry.at for one in record[entry.seq :])
                assert climbs or before.ladder.stage is not Stage.REST, f"{case.id} was not taken, and nobody is asked"

    def _who_goes_off_duty_passes_on(self) -> None:
        """What they had when they went off is offered, given back to its level, or ended."""
        roster = planned(self._roster(0))
        for name, before in tuple(self.on_duty.items()):
            if name not in roster.schedules or roster.schedules[name].pass_on is None:
                continue
            now_on = on_call(roster.schedules[name], roster, self.life.now)
            for known in self.cases.values():
                case = known.case
                if case and case.duty_of == name and case.owner in before and case.owner not in now_on:
                    self._is_passed_on(case, known.record)
        self.on_duty = {s.id: on_call(s, roster, self.life.now) for s in roster.schedules.values()}

    def _is_passed_on(self, case: Case, record: Sequence[Entry]) -> None:
        lately = [entry.event for entry in record if entry.at >= self.looked_at]
        works = case.status not in (Status.RESOLVED, Status.CLOSED)
        done = case.handoff or any(isinstance(event, HandoffEvent) for event in lately)
        assert done or not works, f"{case.owner} went off duty and {case.id} is offered to nobody"

    # people

    def _roster(self, number: int) -> Roster:
        """As one of the processes has it, unharmed."""
        process = self.life.processes[number]
        left, process.fuse.left = process.fuse.left, None
        roster = process.engine.roster()
        process.fuse.left = left
        return roster

    def _all_know_who_is_there(self) -> None:
        now = self.life.now
        for number in range(len(self.life.processes)):
            roster = self._roster(number)
            said = replace(roster, away={})
            away = {who for who in roster.people if said.why_away(who, now)}
            assert away == {who for who in roster.people if self.replay.is_away(who, now)}, f"at {now}"
            assert set(roster.overrides) == self.replay.overrides(now), f"at {now}"

    def _a_failed_calendar_stays_as_it_was(self) -> None:
        """What a process read and died of was read by nobody."""
        with self.life.book.writing() as unit:
            kept = unit.feeds()
        for source, readings in tuple(self.life.feeds.good.items()):
            stands = kept[source].stretches if source in kept else ()
            if stands != readings[0] and self.life.crashes > self.crashes:
                self.life.feeds.good[source] = readings = readings[1:] or ((),)
            assert stands == readings[0], f"{source} is not as it was last read"

    def _who_comes_on_duty_was_reminded(self) -> None:
        now, roster = self.life.now, planned(self._roster(0))
        schedule = roster.schedules[IN_TURNS]
        new = set(on_call(schedule, roster, now)) - set(on_call(schedule, roster, now - A_MOMENT))
        for who in new if self.life.up_since < now else ():
            about = shift_key(IN_TURNS, who, now)
            with self.life.database.reading() as connection:
                told = connection.execute(select(NOTICES.c.id).where(NOTICES.c.about == about)).all()
            heard = [
                one
                for deal, overrides in self.replay.deals.items()
                for one in overrides
                if one.person == who and self.replay.set_at[deal] >= one.starts_at - AN_HOUR
            ]
            assert len(told) == 1 or heard, f"{who} comes on duty at {now} and was reminded {len(told)} times"

    # messages

    def _nothing_due_is_left(self) -> None:
        with self.life.book.writing() as unit:
            due = unit.next_due_at()
        assert due is None or due > self.life.now, f"a timer was due at {due}"

    def _what_is_said_twice_is_marked(self) -> None:
        for post in self.life.chat.posts[self.posts :]:
            once = (post.outbox_id, post.to)
            assert post.repeated or once not in self.said, f"{post.to} got the same twice without a mark: {post.card}"
            self.said[once] = 1
        self.posts = len(self.life.chat.posts)

    def _the_auditor_has_found_nothing(self) -> None:
        """But what a chat that refuses for long brings about."""
        with self.life.database.reading() as connection:
            found = connection.execute(select(FINDINGS.c.key).where(FINDINGS.c.what.not_in(OF_FOUL_WEATHER))).all()
        assert not found, f"the auditor found {found}"

    # at the end, when all platforms have been well for days

    def looks_back(self) -> None:
        self._nothing_is_owed_any_more()
        self._who_cannot_be_asked_is_passed_over()
        self._closed_accounts_are_known()
        assert not wrong_in(self.life.book, self.life.processes[0].engine)

    def _nothing_is_owed_any_more(self) -> None:
        before = self.life.now - OWED_FOR
        with self.life.database.reading() as connection:
            notices = select(NOTICES).where(NOTICES.c.owed_at < before)
            messages = select(OUTBOX).where(OUTBOX.c.done_at.is_(None), OUTBOX.c.created_at < before)
            left = [*connection.execute(notices).all(), *connection.execute(messages).all()]
            unheard = select(NOTICES.c.about).where(NOTICES.c.topic == "duty_ask", NOTICES.c.state == "failed")
            asked = connection.scalars(unheard).all()
        assert not left, f"still owed: {left}"
        with self.life.book.writing() as unit:
            requests = [unit.duty_request(request) for request in asked]
        assert all(one and one.state != "asked" for one in requests), "the asker waits for somebody who heard nothing"

    def _who_cannot_be_asked_is_passed_over(self) -> None:
        with self.life.database.reading() as connection:
            failed = connection.execute(
                select(OUTBOX).where(OUTBOX.c.state == "failed", OUTBOX.c.kind == "ask", OUTBOX.c.topic.is_(None))
            ).all()
        for row in failed:
            case = self.cases[row.case_id].case
            open_ = [ask for ask in case.open_asks() if case.status is not Status.CLOSED] if case else []
            waits = [ask for ask in open_ if (ask.person, ask.level, ask.round) == (row.person, row.level, row.round)]
            late = [ask for ask in waits if ask.asked_at == row.created_at]
            assert not late, f"{row.case_id} waits for {row.person}, whom its message never reached"

    def _closed_accounts_are_known(self) -> None:
        away = self._roster(0).away
        for who, since in self.happens.closed_at.items():
            closed = f"U{who}" in self.life.chat.closed
            settled = self.life.now - max(since, self.life.up_since) > NOTICED_WITHIN
            if settled and who in self.life.policy.roster.people:
                assert (who in away) == closed, f"{who}, {closed=} since {since}"


async def lived(what_happens: Happenings, days: float) -> datetime:
    """So many days of it, then a quiet time, in which a case or two goes on."""
    life, watch = what_happens.life, Watch(what_happens)
    end = life.now + timedelta(days=days)
    while life.now < end:
        what_happens.told.append(f"{life.now:%a %d %H:%M:%S} {await what_happens.next()}")
        watch.looks()
        pause = life.chance.one(0, 1, 10, 60, 180, 400)
        async for _ in life.until(life.now + timedelta(minutes=pause)):
            watch.looks()
    life.calms_down()
    await what_happens.ends_them_all()
    async for _ in life.until(life.now + timedelta(hours=40)):
        watch.looks()
    watch.looks_back()
    return life.now

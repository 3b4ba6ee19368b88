"""What must be so at the end, when there have been no faults for a while."""

from datetime import timedelta

from bot.cases.access import may_read, viewer
from bot.cases.case import Case, Status
from bot.cases.events import OwnerChanged
from bot.cases.ladder import Reply, Stage
from bot.cases.verbs import Verb
from bot.findings import Wrong
from bot.messages.card import card
from bot.messages.shown import Card, Line
from storage.messages import message_of
from tests.harness.audits import wrong_in
from tests.simulation.storms import Storms
from tests.simulation.watching import MESSAGES, sql

OWED_FOR = timedelta(minutes=8)  # the longest wait between two attempts, and a lease and a call


class AtRest(Storms):
    def at_the_end(self) -> None:
        for known in self.cases.values():
            assert known.case
            self.all_owed_is_confirmed(known.case)
            self.whoever_is_asked_has_it(known.case)
            self.every_card_tells_how_it_is(known.case)
            self.the_ladder_is_where_the_policy_says(known.case)
        self.whoever_was_told_that_it_is_theirs_has_had_it()
        self.every_bundle_tells_how_it_is(OWED_FOR)
        self.the_auditor_finds_nothing()

    def the_auditor_finds_nothing(self) -> None:
        """What it works out from the record alone is what was owed, and no lease is left over."""
        found = wrong_in(self.story.book, self.story.processes[0].engine)
        wrong = [one for one in found if one.what is not Wrong.OVERDUE]  # what fires at this very moment is none
        assert not wrong, f"the auditor finds {wrong}"

    def whoever_was_told_that_it_is_theirs_has_had_it(self) -> None:
        """Who accepted is told so, and whoever is told so is on the record."""
        for who, press, answer in self.story.crowd.told:
            says = [one.key for one in answer.says] if isinstance(answer, Line) else []
            if press.verb is Verb.ACCEPT and "told.accept" in says:
                record = self.cases[press.case_id or ""].record
                answered = [e for e in record if isinstance(e.event, OwnerChanged) and e.event.owner == who]
                assert answered, f"{who} was told that {press.case_id} is theirs, and the record knows nothing of it"

    def all_owed_is_confirmed(self, case: Case) -> None:
        """Nothing is owed for longer than it takes."""
        for row in self.rows(MESSAGES, case.id):
            late = row.done_at is None and row.created_at < sql(self.world.wall - OWED_FOR)
            assert not late, f"still owed: {row}"

    def whoever_is_asked_has_it(self, case: Case) -> None:
        """Whose answer a case waits for has a message about that in a chat, or will have it in a moment."""
        if case.status is Status.CLOSED:
            return
        rows = self.rows(MESSAGES, case.id)
        for ask in case.open_asks():
            if ask.reply is Reply.UNREACHABLE:
                continue
            calls = [r for r in rows if r.person == ask.person and (r.level, r.round) == ask.rung and r.kind == "ask"]
            reached = [r for r in calls if r.state in ("sent", "merged") or r.done_at is None]
            assert reached, f"{case.id} waits for {ask.person}, who has no message: {calls}"

    def every_card_tells_how_it_is(self, case: Case) -> None:
        """No card in a chat says less than its case, but those with an edit under way."""
        rows = self.rows(MESSAGES, case.id)
        moving = {row.card for row in rows if row.done_at is None}
        with self.story.book.writing() as unit:
            now, rules = self.world.wall, unit.rules(case.version)
            roster = self.story.processes[0].engine.roster_in(unit, now)
        for row in rows:
            if not row.stands or row.id in moving or row.kind == "nudge":
                continue
            if row.to_person and not may_read(viewer(row.to_person, roster), case):
                continue  # it is private by now, and nothing more is shown to them
            shown = next(c.messages[row.receipt_message] for c in self.story.chats if row.receipt_message in c.messages)
            drawn = card(case, rules, roster, now, row.to_person, message_of(row))
            assert _gist(shown.card) == _gist(drawn), (
                f"{row.id} in {shown.to} shows {_gist(shown.card)}, not {_gist(drawn)}"
            )

    def the_ladder_is_where_the_policy_says(self, case: Case) -> None:
        """Nobody is waited for beyond their time: a case that nobody has is at a level whose limit runs, or waits
        for an answer, or is at the fallback that will ask again."""
        ladder, now = case.ladder, self.world.wall - timedelta(seconds=30)
        if case.status is Status.CLOSED:
            return
        if ladder.stage is Stage.ASKING:
            waits = case.question or (ladder.ends_at or now) > now
            assert waits, f"{case.id} waits at level {ladder.level} since {ladder}"
        elif ladder.stage is Stage.FALLBACK:
            assert ladder.repeats_at is None or ladder.repeats_at > now, f"{case.id} rests at its fallback: {ladder}"
        else:
            quiet = case.owner or case.question or case.status is not Status.NEW or case.approval
            assert quiet, f"nobody has {case.id} and nobody is asked"


def _gist(shown: Card | None) -> object:
    """All of it but how much time is left."""
    return shown and (shown.headline, shown.accent, tuple(button.press for button in shown.buttons))

"""What a look through one case says, of cases that Stige itself never makes."""

from dataclasses import replace
from datetime import timedelta

from bot.auditing.looking import unreported, waits_for_nothing
from bot.auditing.owing import owed_since, states_of
from bot.audits import Audited, Kept
from bot.cases.outcome import Message, MessageKind
from bot.findings import Wrong
from bot.people.identity import Platform
from tests.core.corridor import Corridor
from tests.harness.builders import START


def an_audited(*kept: Kept) -> Audited:
    told = Corridor()
    told.opens()
    case = told.case()
    told.store.close()
    return Audited(case, (), None, None, 0, None, kept)


def an_ask(seq: int, state: str, kind: MessageKind = MessageKind.ASK, person: str = "ana") -> Kept:
    return Kept(f"m{seq}", Message(kind, "case1", seq, person, level=1, round=1), f"person:{person}", state, True, None)


def test_an_open_case_without_a_timer_waits_for_nothing() -> None:
    (found,) = waits_for_nothing(an_audited().case, ())
    assert (found.what, found.key) == (Wrong.STILL, "still|case1")


def test_whoever_was_asked_again_may_have_heard() -> None:
    failed = an_ask(5, "failed")
    assert [kept for _, kept in unreported(an_audited(failed))] == [failed]
    assert not list(unreported(an_audited(failed, an_ask(7, "waiting", MessageKind.REMIND))))
    assert not list(unreported(an_audited(an_ask(5, "sent"))))
    assert not list(unreported(an_audited(an_ask(5, "failed", person="zoe"))))


def test_what_was_owed_is_what_every_step_agrees_on_under_every_policy() -> None:
    told = Corridor()
    told.opens()
    with told.store.writing() as unit:
        entries = unit.entries("case1")
    told.store.close()
    roster, slack = told.policy.roster, frozenset({Platform.SLACK})
    owed = list(owed_since(entries, states_of(entries), START, lambda _: [roster, replace(roster)], slack))
    assert [(message.kind, to.person) for message, to in owed] == [
        (MessageKind.TELL, "rita"),
        (MessageKind.ASK, "ana"),
    ]
    later = START + timedelta(seconds=1)
    assert not list(owed_since(entries, states_of(entries), later, lambda _: [roster], slack))

"""A look through one case: what its record says should be there, and what is not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.auditing.owing import Owing
from bot.audits import Audited, Kept
from bot.cases.case import Case, Status
from bot.cases.outcome import MessageKind
from bot.cases.timers import Timer
from bot.findings import Finding, Wrong

DONE = (Status.RESOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Missing:
    """A finding, and what would put it right."""

    finding: Finding
    owing: Owing


def wrong_with_record(its: Audited, told: Case | None) -> Iterator[Finding]:
    """What nobody but a person may touch. `told` is the case as its record tells it."""
    case_id = its.case.id
    if its.fault:
        yield Finding(Wrong.CHAIN, case_id, case_id, its.fault)
    elif told != its.case:
        yield Finding(Wrong.FOLD, case_id, case_id)


def waits_for_nothing(case: Case, timers: Sequence[Timer]) -> Iterator[Finding]:
    """Promise 2: a case that is not closed always has a timer."""
    if case.status is not Status.CLOSED and not timers:
        yield Finding(Wrong.STILL, case.id, case.id)


def missing(its: Audited, owed: Iterable[Owing]) -> Iterator[Missing]:
    """A person is one queue, whatever way a message to them took in the end; of others each way counts."""
    there = {kept.message for kept in its.kept}
    ways = {(kept.message, kept.queue) for kept in its.kept}
    for message, to in dict.fromkeys(owed):
        if not (message in there if message.person else (message, to.key) in ways):
            about = f"{its.case.id}|{message.seq}|{message.kind}|{message.topic or ''}|{to.key}"
            yield Missing(Finding(Wrong.MISSING, about, its.case.id, message.kind), (message, to))


def unproved(its: Audited) -> Iterator[Finding]:
    """Done, and nobody can say how."""
    for kept in its.kept:
        if not kept.proved:
            yield Finding(Wrong.UNPROVED, kept.id, its.case.id, kept.state)


def unreported(its: Audited) -> Iterator[tuple[Finding, Kept]]:
    """Asks that never arrived, by no way, while the case waits for their answer as if they had."""
    case = its.case
    if case.status in DONE:
        return
    waits_for = {(ask.person, ask.level, ask.round) for ask in case.open_asks()}
    for kept in _never_arrived(its.kept):
        message = kept.message
        if message.topic is None and (message.person, message.level, message.round) in waits_for:
            yield Finding(Wrong.UNREPORTED, kept.id, case.id), kept


def _never_arrived(every: Sequence[Kept]) -> Iterator[Kept]:
    """The ones asked last: who was asked again since may have heard."""
    asks = [kept for kept in every if kept.message.kind in (MessageKind.ASK, MessageKind.REMIND)]
    for kept in asks:
        if kept.message.kind is MessageKind.ASK and kept.state == "failed":
            others = (other for other in asks if other.message.person == kept.message.person)
            if all(other.state == "failed" or other.message.seq < kept.message.seq for other in others):
                yield kept

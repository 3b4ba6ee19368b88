"""Cases built by hand, so that the store is tested without the core's decisions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cases.case import About, Case, Outcomes, Realm, Remark, Status
from bot.cases.clocks import CaseClock
from bot.cases.events import Closed, Entry, Event, Noted, Opened, OwnerChanged
from bot.cases.facts import Facts, Handover, PriorityReason
from bot.cases.ladder import Ask, Duty, Ladder, Stage
from bot.cases.ladder_events import Paged
from bot.cases.outcome import Message, MessageKind, Outcome
from bot.cases.timer_commands import EndLevel
from bot.cases.timers import Timer
from bot.durations import minutes
from bot.messages.owed import Destination, Receipt
from bot.people.identity import Platform
from bot.people.roster import Person, Roster
from bot.people.targets import OnePerson
from bot.policy.policy import Policy
from bot.policy.rules import CaseType, ClockLine, Fallback, Level, Path, PriorityRules, Rules
from bot.policy.when import When
from bot.ports import Store
from bot.words import Label, Text

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=30)
OPS = Destination(place="ops", platform=Platform.SLACK, room="#ops")


def after(**span: float) -> datetime:
    return NOON + timedelta(**span)


def a_policy(version: str = "v1", label: str = "2026-11", people: tuple[str, ...] = ("ana", "ben", "rita")) -> Policy:
    path = Path(
        "web", When(), (Level(Label.plain("first"), (OnePerson("ana"),)),), Fallback((OnePerson("ben"),), minutes(30))
    )
    rules = Rules(
        version,
        label,
        "acme",
        "UTC",
        "en",
        ("security",),
        PriorityRules(("P1", "P2", "P3", "P4"), frozenset({"P1", "P2"}), ("high",), ("now",), {"high": ("P1",)}),
        {"incident": CaseType("incident", Label.plain("Incident"))},
        (ClockLine(When(), accept=minutes(5)),),
        (path,),
    )
    directory = {person: Person(person, person.title(), f"{person}@acme.example") for person in people}
    return Policy(rules, Roster("UTC", "en", directory))


def an_opening(
    case_id: str = "case1",
    number: int = 1,
    *,
    summary: str = "checkout is down",
    priority: str = "P2",
    realm: Realm = Realm.LIVE,
    clock: CaseClock | None = None,
    at: datetime = NOON,
    reporter: str = "rita",
    private: bool = False,
    readers: tuple[str, ...] = (),
    concerned: frozenset[str] = frozenset(),
) -> Outcome:
    handover = Handover(Text(summary, reporter))
    clock = clock or CaseClock(NOON)
    facts, reasons = Facts("incident", customer="acme"), (PriorityReason("table"),)
    targets = tuple(OnePerson(person) for person in readers)
    opened = Opened(
        case_id, number, realm, clock, "v1", reporter, handover, facts, priority, reasons, "web", private, targets,
        concerned, at_once=False, jumped=False,
    )  # fmt: skip
    case = Case(
        case_id, number, realm, clock, "v1", Status.NEW, reporter, at, at, handover, facts, priority, reasons, private,
        targets, Ladder("web"), seq=1, concerned=concerned,
    )  # fmt: skip
    return Outcome(case, (Entry(1, at, reporter, opened),))


def then(outcome: Outcome, *events: tuple[Event, Case], by: str | None = None, at: datetime = NOON) -> Outcome:
    """The outcome goes on: each event with the case as it leaves it."""
    for event, case in events:
        seq = outcome.case.seq + 1
        outcome = replace(outcome, case=replace(case, seq=seq), entries=(*outcome.entries, Entry(seq, at, by, event)))
    return outcome


def next_outcome(case: Case) -> Outcome:
    """To be filled by `then`: what happens to a case that is there already."""
    return Outcome(case)


def noted(outcome: Outcome, words: str, by: str = "ana", at: datetime = NOON) -> Outcome:
    text = Text(words, by)
    case = replace(outcome.case, remarks=(*outcome.case.remarks, Remark(at, About.NOTE, text)))
    return then(outcome, (Noted(text), case), by=by, at=at)


def asked(outcome: Outcome, *people: str, at: datetime = NOON) -> Outcome:
    for person in people:
        ask = Ask(person, 1, 1, Duty.ACCEPT, at, at + timedelta(minutes=5))
        before = outcome.case
        ladder = replace(before.ladder, stage=Stage.ASKING, level=1, asks=(*before.ladder.asks, ask))
        case = replace(before, ladder=ladder, asked=(*before.asked, person))
        outcome = then(outcome, (Paged(person, 1, 1, Duty.ACCEPT, ask.ends_at), case), at=at)
    return outcome


def owned(outcome: Outcome, owner: str, at: datetime = NOON) -> Outcome:
    case = replace(outcome.case, owner=owner, owners=(*outcome.case.owners, owner), status=Status.ACCEPTED)
    return then(outcome, (OwnerChanged(owner, Status.ACCEPTED), case), by=owner, at=at)


def closed(outcome: Outcome, at: datetime = NOON) -> Outcome:
    case = replace(outcome.case, status=Status.CLOSED, closed_at=at, outcome=Outcomes.DONE)
    return then(outcome, (Closed(Outcomes.DONE), case), by="rita", at=at)


def a_message(
    outcome: Outcome, kind: MessageKind = MessageKind.ASK, person: str = "ana"
) -> tuple[Message, Destination]:
    message = Message(kind, outcome.case.id, outcome.case.seq, person=person, level=1, round=1)
    return message, Destination(person=person)


def a_telling(outcome: Outcome) -> tuple[Message, Destination]:
    return Message(MessageKind.TELL, outcome.case.id, outcome.case.seq, place="ops"), OPS


def with_refresh(outcome: Outcome, kind: MessageKind = MessageKind.REFRESH, place: str | None = None) -> Outcome:
    """Every card of the case is to be refreshed, or those of one place."""
    edit = Message(kind, outcome.case.id, outcome.case.seq, place=place)
    return replace(outcome, messages=(*outcome.messages, edit))


def a_timer(at: datetime) -> Timer:
    return Timer(at, EndLevel(1, 1), "level")


def a_receipt(message: str = "m1") -> Receipt:
    return Receipt(Platform.SLACK, "T1", "D1", message)


def saved(
    store: Store,
    outcome: Outcome,
    *owed: tuple[Message, Destination],
    timers: tuple[Timer, ...] = (),
) -> Case:
    with store.writing() as unit:
        unit.save(outcome, timers, owed)
    return outcome.case

"""Ways to break Stige, one at a time, each by its name: a simulation that does not find them proves nothing.

They take hold of the ports (`bot.ports.Unit`, as `storage` fulfils it) and of a few plain functions, so that they go on
breaking whatever stands behind those.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.engine import Engine
from bot.messages.delivery import still_owed
from storage.store import SqlStore
from storage.unit import SqlUnit
from tests.simulation.patching import everywhere, instead

Mutation = Callable[[], AbstractContextManager[None]]
A_LEASE = timedelta(seconds=55)
MUTATIONS: dict[str, Mutation] = {}


def mutation(work: Callable[[], Iterator[None]]) -> Mutation:
    """Named as it is called."""
    broken = contextmanager(work)
    MUTATIONS[work.__name__.replace("_", " ")] = broken
    return broken


@mutation
def a_message_counts_as_sent_before_it_is() -> Iterator[None]:
    def made(take: Any) -> Any:
        def taken(unit: Any, at: Any, *more: Any, **named: Any) -> Any:
            owed = take(unit, at, *more, **named)
            if owed:
                _say(unit, "UPDATE outbox SET state = 'sent', done_at = created_at WHERE id = ?", owed.id)
            return owed

        return taken

    with instead(SqlUnit, "take", made):
        yield


@mutation
def what_is_owed_is_written_after_its_cause() -> Iterator[None]:
    """In a transaction of its own."""
    waiting: list[Any] = []

    def later(owe: Any) -> Any:
        return lambda unit, *given, **named: waiting.append((owe, given, named))

    def then(writing: Any) -> Any:
        @contextmanager
        def both(store: SqlStore) -> Iterator[Any]:
            try:
                with writing(store) as unit:
                    yield unit
            except BaseException:
                waiting.clear()
                raise
            if due := waiting[:]:
                waiting.clear()
                with writing(store) as unit:
                    for owe, given, named in due:
                        owe(unit, *given, **named)

        return both

    with instead(SqlUnit, "owe", later), instead(SqlStore, "writing", then):
        yield


@mutation
def the_lease_is_forgotten() -> Iterator[None]:
    def made(take: Any) -> Any:
        def taken(unit: Any, at: Any, *more: Any, **named: Any) -> Any:
            owed = take(unit, at, *more, **named)
            if owed:
                _say(unit, "UPDATE outbox SET leased_until = NULL WHERE id = ?", owed.id)
                _say(unit, "UPDATE destinations SET leased_until = '1970-01-01 00:00:00.000000'")
            return owed

        return taken

    with instead(SqlUnit, "take", made):
        yield


@mutation
def the_repeat_mark_is_forgotten() -> Iterator[None]:
    def made(take: Any) -> Any:
        def taken(unit: Any, at: Any, *more: Any, **named: Any) -> Any:
            owed = take(unit, at, *more, **named)
            return owed and replace(owed, uncertain=False)

        return taken

    with instead(SqlUnit, "take", made):
        yield


@mutation
def a_lost_answer_counts_as_a_refusal() -> Iterator[None]:
    def made(later: Any) -> Any:
        return lambda unit, owed, until_at, uncertain=False: later(unit, owed, until_at, False)

    with instead(SqlUnit, "later", made):
        yield


@mutation
def the_receipt_is_not_kept() -> Iterator[None]:
    def made(sent: Any) -> Any:
        return lambda unit, owed, receipt, *more, **named: sent(
            unit, owed, replace(receipt, message="?"), *more, **named
        )

    with instead(SqlUnit, "sent", made):
        yield


@mutation
def a_case_wakes_when_it_was_to_wake_before() -> Iterator[None]:
    """Its timers are not replaced."""

    def made(save: Any) -> Any:
        def saved(unit: Any, outcome: Any, *more: Any, **named: Any) -> None:
            case_id = outcome.case.id
            before = _say(unit, "SELECT due_at FROM cases WHERE id = ?", case_id).scalar_one_or_none()
            save(unit, outcome, *more, **named)
            if before:
                _say(unit, "UPDATE cases SET due_at = ? WHERE id = ?", before, case_id)

        return saved

    with instead(SqlUnit, "save", made):
        yield


@mutation
def a_timer_is_consumed_before_it_is_carried_out() -> Iterator[None]:
    """In a transaction of its own."""

    def made(fire_due: Any) -> Any:
        def fire(engine: Any) -> Any:
            with engine.store.writing() as unit:
                due = _say(unit, "SELECT id, due_at FROM cases WHERE due_at <= ?", _sql(engine.clock.now())).all()
                _say(unit, "UPDATE cases SET due_at = NULL WHERE due_at <= ?", _sql(engine.clock.now()))
            with engine.store.writing() as unit:
                for case_id, due_at in due:
                    _say(unit, "UPDATE cases SET due_at = ? WHERE id = ?", due_at, case_id)
            return fire_due(engine)

        return fire

    with instead(Engine, "fire_due", made):
        yield


@mutation
def what_a_delivery_did_is_not_remembered() -> Iterator[None]:
    with instead(SqlUnit, "remember", lambda _: lambda *given, **named: None):
        yield


@mutation
def what_was_owed_once_always_is() -> Iterator[None]:
    with everywhere(still_owed, lambda *_: True):
        yield


@mutation
def a_card_that_was_on_its_way_stays_as_it_was_drawn() -> Iterator[None]:
    with instead(SqlUnit, "_change_at_once", lambda _: lambda *given: None):
        yield


@mutation
def what_is_refused_for_now_is_given_up() -> Iterator[None]:
    def made(later: Any) -> Any:
        return lambda unit, owed, *more, **named: unit.withdrawn(owed, owed.created_at)

    with instead(SqlUnit, "later", made):
        yield


@mutation
def the_dead_keep_their_leases() -> Iterator[None]:
    """Until these run out."""
    with instead(SqlUnit, "beat", lambda beat: lambda unit, at: beat(unit, at + A_LEASE)):
        yield


@mutation
def the_pages_of_a_bundle_that_fails_are_not_given_back() -> Iterator[None]:
    with instead(SqlUnit, "split", lambda _: lambda *given, **named: None):
        yield


@mutation
def the_repeat_mark_of_a_bundle_is_forgotten() -> Iterator[None]:
    def made(take: Any) -> Any:
        def taken(unit: Any, *given: Any) -> Any:
            notice = take(unit, *given)
            return notice and replace(notice, uncertain=False)

        return taken

    with instead(SqlUnit, "take_notice", made):
        yield


# Found where there are many messages at once.
IN_STORMS = frozenset(name for name in MUTATIONS if "bundle" in name or "on its way" in name)


def _say(unit: Any, statement: str, *given: object) -> Any:
    return unit.connection.exec_driver_sql(statement, given)


def _sql(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")

"""What the loops tell of what they have done: to the log, and to whoever counts."""

from datetime import timedelta
from typing import Protocol

import structlog

from bot.delivery.prepared import Delivered
from bot.engine import Fired
from bot.notices.courier import Carried

log = structlog.get_logger()


class Teller(Protocol):
    """Called on the event loop, so it is quick, and raises nothing."""

    def timer(self, done: Fired) -> None: ...

    def message(self, done: Delivered) -> None: ...

    def notice(self, done: Carried) -> None: ...

    def chore(self, name: str, took: timedelta, fault: Exception | None) -> None: ...


class Log:
    def timer(self, done: Fired) -> None:
        if done.error:
            log.error("timer failed", case=done.case_id, error=type(done.error).__name__, exc_info=done.error)
        else:
            log.info("timer fired", case=done.case_id)

    def message(self, done: Delivered) -> None:
        tell = log.error if done.error else log.warning if done.missed else log.info
        tell("message", case=done.case_id, kind=done.kind, how=done.how, why=done.why or None, exc_info=done.error)

    def notice(self, done: Carried) -> None:
        tell = log.error if done.error else log.warning if done.how in ("failed", "postponed") else log.info
        tell("notice", to=done.to, topic=done.topic, how=done.how, why=done.why or None, exc_info=done.error)

    def chore(self, name: str, took: timedelta, fault: Exception | None) -> None:
        """That one failed is logged where it is known whether the database is away."""


class Everybody:
    """All of them hear it."""

    def __init__(self, *tellers: Teller) -> None:
        self._tellers = tellers

    def timer(self, done: Fired) -> None:
        for teller in self._tellers:
            teller.timer(done)

    def message(self, done: Delivered) -> None:
        for teller in self._tellers:
            teller.message(done)

    def notice(self, done: Carried) -> None:
        for teller in self._tellers:
            teller.notice(done)

    def chore(self, name: str, took: timedelta, fault: Exception | None) -> None:
        for teller in self._tellers:
            teller.chore(name, took, fault)

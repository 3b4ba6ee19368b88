"""Says once a second that this process is alive: from a thread of its own, so that neither a busy event loop nor a busy
pool of threads lets others take over what is under way here."""

import threading
from collections.abc import Callable

import structlog

from adapters.outage import Outage
from bot.ports import Clock, Store
from bot.running import BEAT, TooOld

log = structlog.get_logger()


class Pulse:
    """`back` is called when the database is there again after an outage; `end` where this process may not go on."""

    def __init__(self, store: Store, clock: Clock, outage: Outage, back: Callable[[], None]) -> None:
        self._store, self._clock, self._outage, self._back = store, clock, outage, back
        self._end: Callable[[str], None] = lambda _: None
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, end: Callable[[str], None]) -> None:
        self._end = end
        self._thread = threading.Thread(target=self._go_on, name="pulse", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Its leases are free at once."""
        self._stopped.set()
        if self._thread is None:
            return
        self._thread.join()
        try:
            with self._store.beating() as unit:
                unit.leave()
        except Exception as fault:  # they will be in a moment, by themselves
            self._outage.tell("could not say that this process stops", fault)

    def _go_on(self) -> None:
        while not self._stopped.is_set():
            try:
                self._beat()
            except TooOld as fault:
                log.error("this process is too old for its database, and stops", why=str(fault))
                self._end(str(fault))
                return
            except Exception as fault:  # the edge of this loop
                self._outage.tell("this process could not say that it is alive", fault)
            self._stopped.wait(BEAT.total_seconds())

    def _beat(self) -> None:
        with self._store.beating() as unit:
            unit.beat(self._clock.now())
        if self._outage.over():
            self._back()

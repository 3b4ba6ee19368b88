"""The clock of a live Stige: the one that all its processes share, as long as it can be believed (`bot.clock`)."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog

from bot.clock import AGAIN, AGREE, Belief, Reading, looked

Wall = Callable[[], datetime]
log = structlog.get_logger()


class TrustedClock:
    """Fulfils `bot.ports.Clock`, without a question to the database at each call: from `start` to `stop` a thread reads
    `wall` each second. `on_settled` is called when the clock is believed again, or when that of this machine was set,
    by which a program's own timers may be planned."""

    def __init__(
        self, wall: Wall, monotonic: Callable[[], float] = time.monotonic, machine: Callable[[], float] = time.time
    ) -> None:
        self._wall, self._monotonic, self._machine = wall, monotonic, machine
        self._belief = Belief(self._read())
        self._ahead = self._machine() - self._monotonic()
        self._told_alone = False
        self._ended = Event()
        self._thread: Thread | None = None
        self.on_settled: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return self._belief.now(self._monotonic())

    def held(self) -> bool:
        """Whether timers are held, since nobody knows how late it is."""
        return self._belief.holds(self._monotonic())

    def trouble(self) -> str | None:
        jumped = self._belief.jumped()
        if jumped is not None:
            return f"the clock jumped by {spelt(jumped)}; timers are held until it has been read again"
        if self._belief.alone(self._monotonic()):
            return "the clock of the database cannot be read; timers are held until it can"
        return None

    def look(self) -> None:
        """Reads once. A wall that cannot be read changes nothing, for a while."""
        try:
            reading = self._read()
        except Exception as fault:  # the edge of this loop: whatever a database in trouble raises
            self._tell_alone(fault)
            return
        before, self._belief = self._belief, looked(self._belief, reading)
        self._tell(before)

    def start(self) -> None:
        self._thread = Thread(target=self._look_on, name="clock", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Waits for no reading: a database that hangs would keep the process."""
        self._ended.set()

    def _look_on(self) -> None:
        while not self._ended.wait(AGAIN.total_seconds()):
            self.look()
            self.look_at_machine()

    def look_at_machine(self) -> None:
        ahead = self._machine() - self._monotonic()
        if abs(ahead - self._ahead) > AGREE.total_seconds():
            self._ahead = ahead
            self.on_settled()

    def _read(self) -> Reading:
        begins = self._monotonic()
        wall = self._wall()
        took = self._monotonic() - begins
        return Reading(wall, begins + took / 2, timedelta(seconds=took))

    def _tell(self, before: Belief) -> None:
        """Once when doubt begins, once when it ends."""
        self._told_alone = False
        jumped = self._belief.jumped()
        if jumped is not None and before.doubted is None:
            log.warning("the clock jumped; timers are held until it has been read again", by=spelt(jumped))
        if jumped is None and before.doubted is not None:
            moved = self._belief.believed.wall - before.believed.at(self._belief.believed.monotonic)
            log.warning("the clock is believed again; what is overdue by it is done now", moved_by=spelt(moved))
            self.on_settled()

    def _tell_alone(self, fault: Exception) -> None:
        if self._belief.alone(self._monotonic()) and not self._told_alone:
            self._told_alone = True
            log.error("the clock of the database cannot be read; timers are held", error=type(fault).__name__)


def spelt(jump: timedelta) -> str:
    """ "+3 days, 0:00:02", "-1:00:00"; to the second."""
    whole = timedelta(seconds=round(jump.total_seconds()))
    return f"-{-whole}" if whole < timedelta() else f"+{whole}"

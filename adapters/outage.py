"""While the database is away every loop fails, again and again: that is said once, and once that it is over. So is that
it is damaged, which is never over."""

import threading

import structlog

from bot.running import Away, Damaged

MEND = "stop Stige, keep the database as it is, and put the last whole copy back by `stige restore`"
log = structlog.get_logger()


class Outage:
    """One for all loops of a process."""

    def __init__(self) -> None:
        self._lock, self._lasts = threading.Lock(), False
        self.damaged = False

    def tell(self, what: str, fault: BaseException, **more: object) -> None:
        """What failed; a fault of our own is logged each time, with where it came from."""
        if isinstance(fault, Damaged):
            self._tell_damaged(fault)
        elif not isinstance(fault, Away):
            log.error(what, error=type(fault).__name__, exc_info=fault, **more)
        elif self._begins():
            log.error("the database is away: all goes on when it is back", why=str(fault))

    def over(self) -> bool:
        """It was reached just now. Whether it had been away."""
        with self._lock:
            was, self._lasts = self._lasts, False
        if was:
            log.warning("the database is back")
        return was

    def _tell_damaged(self, fault: Damaged) -> None:
        with self._lock:
            known, self.damaged = self.damaged, True
        if not known:
            log.critical(f"the database is damaged: {MEND}", why=str(fault))

    def _begins(self) -> bool:
        with self._lock:
            began, self._lasts = not self._lasts, True
        return began

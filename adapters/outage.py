"""While the database is away every loop fails, again and again: that is said once, and once that it is over."""

import threading

import structlog

from bot.running import Away

log = structlog.get_logger()


class Outage:
    """One for all loops of a process."""

    def __init__(self) -> None:
        self._lock, self._lasts = threading.Lock(), False

    def tell(self, what: str, fault: BaseException, **more: object) -> None:
        """What failed; a fault of our own is logged each time, with where it came from."""
        if not isinstance(fault, Away):
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

    def _begins(self) -> bool:
        with self._lock:
            began, self._lasts = not self._lasts, True
        return began

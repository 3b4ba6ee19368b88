"""A lock that is had in turn."""

from collections import deque
from threading import Lock, current_thread


class Turns:
    """Python's own lock goes to whoever comes by at the right moment: under load, who seldom asks waits for seconds.

    Threads of one pool, told by their names, have it in the order in which they asked; pools have it by turns, however
    many threads ask for each. So a thousand messages keep no timer waiting, nor do a thousand people keep a page.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._pools: dict[str, deque[Lock]] = {}  # that wait, the next one first
        self._taken = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            mine = Lock()
            mine.acquire()
            self._pools.setdefault(_pool(), deque()).append(mine)
        mine.acquire()  # until it is handed over

    def __exit__(self, *_: object) -> None:
        with self._guard:
            if self._pools:
                self._next().release()
            else:
                self._taken = False

    @property
    def waiting(self) -> int:
        return sum(map(len, self._pools.values()))

    def _next(self) -> Lock:
        pool = next(iter(self._pools))
        waiting = self._pools.pop(pool)
        first = waiting.popleft()
        if waiting:
            self._pools[pool] = waiting
        return first


def _pool() -> str:
    """`messages` of `messages_3`; that of one's own of a thread without a number."""
    name = current_thread().name
    return name.rpartition("_")[0] or name

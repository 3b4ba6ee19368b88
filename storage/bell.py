"""The bell of PostgreSQL: whoever commits something wakes the other processes at once.

It is rung after the commit, not in it: a notification inside a transaction would make all commits of the database queue
for one lock. One that is lost, since its process died just then, costs no more than waiting for the next regular look.
"""

import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import structlog
from sqlalchemy import Engine

CHANNEL = "stige"
PAUSE = 1.0  # seconds between two attempts to connect
log = structlog.get_logger()


class NoBell:
    """SQLite: nobody else is there."""

    def listen(self, heard: Callable[[], None]) -> None: ...

    def ring(self) -> None: ...

    def close(self) -> None: ...


class PostgresBell:
    """One thread with a connection of its own, which it makes again whenever it is lost."""

    def __init__(self, engine: Engine) -> None:
        _, self._where = engine.dialect.create_connect_args(engine.url)
        self._nudges: tuple[socket.socket, socket.socket] | None = None
        self._rung, self._closed = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._heard: Callable[[], None] = lambda: None

    def listen(self, heard: Callable[[], None]) -> None:
        self._heard = heard
        inner, outer = self._nudges = socket.socketpair()
        outer.setblocking(False)
        self._thread = threading.Thread(target=self._go_on, args=(inner,), name="bell", daemon=True)
        self._thread.start()

    def ring(self) -> None:
        """However many ring before the thread looks, it rings once."""
        if not self._rung.is_set():
            self._rung.set()
            self._nudge()

    def close(self) -> None:
        self._closed.set()
        self._nudge()
        if self._thread:
            self._thread.join(timeout=2)
        for end in self._nudges or ():
            end.close()

    def _nudge(self) -> None:
        with suppress(OSError):  # it is full of nudges, or closed
            if self._nudges:
                self._nudges[1].send(b"!")

    def _go_on(self, nudges: socket.socket) -> None:
        silent = False
        while not self._closed.is_set():
            try:
                with psycopg.connect(**self._where, autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    if silent:
                        log.info("processes wake one another again")
                    silent = False
                    self._heard()  # what was rung while nobody listened
                    self._serve(connection, nudges)
            except psycopg.Error as fault:
                if not silent:
                    log.warning("processes cannot wake one another", error=type(fault).__name__)
                silent = True
                self._closed.wait(PAUSE)

    def _serve(self, connection: psycopg.Connection[Any], nudges: socket.socket) -> None:
        ours = connection.info.backend_pid
        while not self._closed.is_set():
            if self._rung.is_set():
                self._rung.clear()
                connection.execute(f"NOTIFY {CHANNEL}")
            # Also what came while we spoke: nothing will be ready for that.
            if any(notice.pid != ours for notice in connection.notifies(timeout=0)):
                self._heard()
            ready, _, _ = select.select([connection.fileno(), nudges.fileno()], [], [])
            if nudges.fileno() in ready:
                nudges.recv(4096)

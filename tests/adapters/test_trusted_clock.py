"""The clock of a live Stige: read once a second, and believed while the monotonic one agrees."""

from datetime import datetime, timedelta

import pytest

from adapters.clock import TrustedClock, spelt
from tests.harness.builders import START

HOUR = timedelta(hours=1)


class Wall:
    def __init__(self) -> None:
        self.off, self.monotonic, self.machine, self.away, self.reads = timedelta(), 100.0, 5000.0, False, 0

    def read(self) -> datetime:
        self.reads += 1
        if self.away:
            raise ConnectionError("postgresql://stige:password@db")
        return START + timedelta(seconds=self.monotonic) + self.off

    def passes(self, seconds: float) -> None:
        self.monotonic += seconds
        self.machine += seconds


class Heard:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def warning(self, event: str, **more: str) -> None:
        self.lines.append(f"{event} {' '.join(more.values())}")

    error = warning


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Heard:
    heard = Heard()
    monkeypatch.setattr("adapters.clock.log", heard)
    return heard


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def clock(wall: Wall) -> TrustedClock:
    return TrustedClock(wall.read, lambda: wall.monotonic, lambda: wall.machine)


def test_to_ask_how_late_it_is_costs_no_question_to_the_database(clock: TrustedClock, wall: Wall) -> None:
    wall.passes(0.5)
    assert [clock.now() for _ in range(3)] == [START + timedelta(seconds=100.5)] * 3
    assert wall.reads == 1


def test_a_jump_is_said_once_held_and_believed_at_the_next_reading(clock: TrustedClock, wall: Wall, log: Heard) -> None:
    settled = list[bool]()
    clock.on_settled = lambda: settled.append(clock.held())
    wall.off = -3 * HOUR
    for _ in range(4):
        wall.passes(0.6)
        clock.look()
        if clock.held():
            assert clock.trouble() == "the clock jumped by -3:00:00; timers are held until it has been read again"
    assert (clock.held(), clock.trouble(), settled) == (False, None, [False])
    assert log.lines == [
        "the clock jumped; timers are held until it has been read again -3:00:00",
        "the clock is believed again; what is overdue by it is done now -3:00:00",
    ]


def test_while_the_database_is_away_the_clock_goes_on_for_some_minutes(
    clock: TrustedClock, wall: Wall, log: Heard
) -> None:
    wall.away = True
    for _ in range(10):
        wall.passes(60)
        clock.look()
        assert clock.now() == START + timedelta(seconds=wall.monotonic)
    assert clock.held()
    assert clock.trouble() == "the clock of the database cannot be read; timers are held until it can"
    assert log.lines == ["the clock of the database cannot be read; timers are held ConnectionError"]
    wall.away = False
    clock.look()
    assert (clock.held(), clock.trouble()) == (False, None)


def test_when_the_machines_own_clock_is_set_what_was_planned_by_it_is_planned_anew(
    clock: TrustedClock, wall: Wall
) -> None:
    planned = list[float]()
    clock.on_settled = lambda: planned.append(wall.machine)
    clock.look_at_machine()
    wall.machine -= 86400
    clock.look_at_machine()
    clock.look_at_machine()
    assert len(planned) == 1
    assert not clock.held()


def test_it_is_read_by_a_thread_of_its_own_until_it_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.clock.AGAIN", timedelta(milliseconds=1))
    wall = Wall()
    clock = TrustedClock(wall.read, lambda: wall.monotonic, lambda: wall.machine)
    clock.start()
    thread = clock._thread
    assert thread
    while wall.reads < 3:
        thread.join(0.01)
    clock.stop()
    thread.join(5)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("jump", "told"),
    [(timedelta(days=3, seconds=2.2), "+3 days, 0:00:02"), (-HOUR, "-1:00:00"), (timedelta(seconds=2.6), "+0:00:03")],
)
def test_a_jump_is_told_to_the_second(jump: timedelta, told: str) -> None:
    assert spelt(jump) == told

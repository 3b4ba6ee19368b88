"""Time, chance, and who comes next.

Everything happens in steps: what lies between two calls of a database or a platform. At each step anybody else may come
first, and the process may die. The seed alone decides; no thread is started and nothing waits.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol, TypeVar

from greenlet import getcurrent, greenlet

from tests.harness.builders import START

T = TypeVar("T")
A_CALL = 0.02  # seconds, the longest that a step takes by itself
Where = tuple[float, str, str]


class Crash(BaseException):
    """The process dies: nothing in it can catch that."""


class Stuck(AssertionError):
    """Steps without end, while no time passes."""


class Host(Protocol):
    """Where a task runs, and with which it dies."""

    name: str
    dead: bool


@dataclass(eq=False)
class Task:
    """`wakes_at` None: until somebody wakes it. `eager` ones go before all others. `commits` and `began`: how many
    commits there were in the world when this task made its last, and when it began what it is at."""

    name: str
    host: Host | None
    work: Callable[[], None]
    wakes_at: float | None = 0.0
    eager: bool = False
    over: bool = False
    again: bool = False
    commits: int = 0
    began: int = 0
    body: Any = None

    def wake(self, at: float) -> None:
        """Who is busy looks again afterwards."""
        self.again = self.wakes_at is not None
        self.wakes_at = at if self.wakes_at is None else self.wakes_at


@dataclass
class Letter:
    """On its way, whatever becomes of who sent it. `came`: what became of it there."""

    at: float
    arrives: Callable[[], object]
    came: object = None


@dataclass
class World:
    """`passed` are the true seconds since the beginning; the clock on the wall may be set. `commits` counts those of
    all processes."""

    seed: int
    passed: float = 0.0
    set_by: timedelta = timedelta()
    set_back: timedelta = timedelta()
    commits: int = 0
    steps: int = 0
    tasks: list[Task] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    trace: list[Where] = field(default_factory=list)
    crash_rate: float = 0.0
    on_death: Callable[[Host], None] = lambda _: None

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.running: Task | None = None
        self._hub = getcurrent()

    # the clock

    @property
    def wall(self) -> datetime:
        return START + self.set_by + timedelta(seconds=self.passed)

    def set(self, by: timedelta) -> None:
        """Somebody sets the clock on the wall."""
        self.set_by += by
        self.set_back += max(timedelta(), -by)

    def passed_at(self, wall: datetime) -> float:
        """When the clock on the wall will show that, if nobody sets it."""
        return (wall - START - self.set_by).total_seconds()

    # within a task

    def step(self, what: str) -> None:
        """Anybody may come first now."""
        self.sleep(what, self.chance.random() * A_CALL)

    def sleep(self, what: str, seconds: float) -> None:
        task = self._alive()
        self.tell(what)
        self._rests(task, self.passed + seconds)

    def idle(self) -> None:
        """Until somebody wakes it."""
        task = self._alive()
        self._rests(task, self.passed if task.again else None)
        task.again = False

    def die(self) -> None:
        """As whoever runs now does, with all of its process."""
        task = self._alive()
        assert task.host
        self.tell("DIES")
        task.host.dead = True
        raise Crash

    def tell(self, what: str) -> None:
        host = self.running.host if self.running else None
        name = (
            f"{host.name} {self.running.name}" if host and self.running else self.running.name if self.running else ""
        )
        if what:
            self.trace.append((self.passed, name, what))

    def by_chance(self, rate: float) -> bool:
        return rate > 0 and self.chance.random() < rate

    def _alive(self) -> Task:
        task = self.running
        assert task, "this belongs into a task"
        if task.host and task.host.dead:
            raise Crash
        return task

    def _rests(self, task: Task, until: float | None) -> None:
        task.wakes_at = until
        self._hub.switch()
        self._alive()
        if task.host and self.by_chance(self.crash_rate):
            self.die()

    # around the tasks

    def begin(self, name: str, work: Callable[[], None], host: Host | None = None, eager: bool = False) -> Task:
        task = Task(name, host, work, self.passed, eager)
        task.body = greenlet(lambda: _until_it_dies(task), self._hub)
        self.tasks.append(task)
        return task

    def later(self, seconds: float, arrives: Callable[[], object]) -> Letter:
        letter = Letter(self.passed + seconds, arrives)
        self.letters.append(letter)
        return letter

    def moves(self) -> bool:
        """One step of somebody who is ready; False where nobody is."""
        for letter in [one for one in self.letters if one.at <= self.passed]:
            self.letters.remove(letter)
            letter.came = letter.arrives()
        ready = [task for task in self.tasks if task.wakes_at is not None and task.wakes_at <= self.passed]
        if not ready:
            return False
        eager = [task for task in ready if task.eager]
        self._goes_on(self.chance.choice(eager or ready))
        return True

    def next_at(self) -> float | None:
        """When somebody will be ready by themselves."""
        waking = [task.wakes_at for task in self.tasks if task.wakes_at is not None]
        return min((*waking, *(letter.at for letter in self.letters)), default=None)

    def _goes_on(self, task: Task) -> None:
        self.steps += 1
        self._switched(task, task.body.switch)
        if task.host and task.host.dead:
            self.buries(task.host)

    def buries(self, host: Host) -> None:
        """All that ran there is gone."""
        for task in [one for one in self.tasks if one.host is host]:
            self._switched(task, lambda body=task.body: body.throw(Crash))  # type: ignore[misc]
        self.on_death(host)

    def ends(self) -> None:
        for task in list(self.tasks):
            task.host = task.host or _NOWHERE
            task.host.dead = True
            self._switched(task, lambda body=task.body: body.throw(Crash))  # type: ignore[misc]

    def _switched(self, task: Task, switch: Callable[[], object]) -> None:
        self.running = task
        try:
            switch()
        finally:
            self.running = None
            if task.over or task.body.dead:
                self.tasks.remove(task)


@dataclass
class Nowhere:
    name: str = ""
    dead: bool = True


_NOWHERE = Nowhere()


def _until_it_dies(task: Task) -> None:
    try:
        task.work()
    except Crash:
        pass
    finally:
        task.over = True


def through(work: Coroutine[Any, Any, T]) -> T:
    """Carries out what is written with `await`: here, whatever it awaits is done when it is asked for."""
    try:
        work.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    finally:
        work.close()
    raise AssertionError(f"{work} waits for something that no step of the simulation will bring")

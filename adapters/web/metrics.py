"""`GET /metrics`: figures for Prometheus, in a registry of our own. Numbers alone: no name, no case, no text."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.web.health import Health, Seconds
from bot.delivery.prepared import Delivered
from bot.doctoring.figures import Figures
from bot.engine import Fired
from bot.findings import Wrong
from bot.notices.courier import Carried
from bot.upkeep.auditing import Numbers

FRESH = 5.0  # seconds, so that who scrapes often costs no more
MOST_RANKS = 9  # of priorities; the others count together
LATENESS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3600)
disable_created_metrics()  # type: ignore[no-untyped-call]  # each counter would be told twice
TOOK = (0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300)


class Meter:
    """Fulfils `adapters.telling.Teller`: counts what the loops tell. `requests` are counted by `adapters.web.counting`.

    Labels come from sets that are fixed in the program, so their number is bounded.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._lateness = Histogram(
            "stige_timer_lateness_seconds",
            "How late timers were carried out.",
            buckets=LATENESS,
            registry=self.registry,
        )
        self._failed_timers = self._counter("stige_timer_failures", "Timers that failed and rest.")
        self._messages = self._counter(
            "stige_messages",
            "What became of messages to people and rooms, at each attempt.",
            "kind",
            "platform",
            "result",
        )
        self._notices = self._counter("stige_notices", "What became of messages outside any case.", "result")
        self._chores = Histogram(
            "stige_chore_seconds", "How long chores took.", ("chore",), buckets=TOOK, registry=self.registry
        )
        self._failed_chores = self._counter("stige_chore_failures", "Chores that failed.", "chore")
        self.requests = self._counter("stige_http_requests", "Requests by door and class of answer.", "door", "status")

    def timer(self, done: Fired) -> None:
        if done.error:
            self._failed_timers.inc()
        elif done.late is not None:
            self._lateness.observe(max(done.late.total_seconds(), 0.0))

    def message(self, done: Delivered) -> None:
        self._messages.labels(done.kind.value, str(done.platform or "none"), done.how).inc()

    def notice(self, done: Carried) -> None:
        self._notices.labels(done.how).inc()

    def chore(self, name: str, took: timedelta, fault: Exception | None) -> None:
        self._chores.labels(name).observe(took.total_seconds())
        if fault:
            self._failed_chores.labels(name).inc()

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(name, about, labels, registry=self.registry)


class Sampled(Collector):
    """Figures out of the database, looked up at most every few seconds. While it cannot be asked, its old figures are
    not given out as new: they are missing, and `stige_up` is 0."""

    def __init__(
        self, look: Callable[[], Figures], held: Callable[[], bool], seconds: Seconds = time.monotonic
    ) -> None:
        self._look, self._held, self._seconds = look, held, seconds
        self._found: Figures | None = None
        self._looked_at = float("-inf")

    def collect(self) -> Iterator[Metric]:
        found = self._fresh()
        yield _gauge("stige_clock_held", "1 while the clock is doubted and timers are held.", [((), self._held())])
        yield _gauge("stige_database_up", "1 if the figures could be read.", [((), found is not None)])
        yield from _told(found) if found else ()

    def _fresh(self) -> Figures | None:
        if self._seconds() - self._looked_at >= FRESH:
            self._looked_at = self._seconds()
            try:
                self._found = self._look()
            except Exception:  # whatever a database in trouble raises
                self._found = None
        return self._found


def _told(found: Figures) -> Iterator[Metric]:
    queues = dict(found.owed) | ({"notice": found.notices} if found.notices else {})
    yield _gauge("stige_owed", "Messages that wait.", [((k,), q.waiting) for k, q in queues.items()], "kind")
    ages = [((kind,), queue.age(found.at).total_seconds()) for kind, queue in queues.items()]
    yield _gauge("stige_owed_oldest_seconds", "How long the oldest of them has waited.", ages, "kind")
    yield _gauge("stige_timers_overdue", "Timers overdue by more than 15 seconds.", [((), found.overdue)])
    yield _gauge("stige_open_cases", "Cases not closed, 1 the most urgent.", _by_rank(found), "urgency")
    yield _gauge("stige_replicas", "Processes alive on this database.", [((), len(found.replicas))])
    unmended = [((what.value,), found.findings.get(what, 0)) for what in Wrong]
    yield _gauge("stige_audit_findings", "What the auditor found and nobody mended.", unmended, "what")


def _by_rank(found: Figures) -> list[tuple[tuple[str, ...], float]]:
    counts: dict[str, float] = {}
    for rank, count in found.open_cases.items():
        name = str(rank) if rank <= MOST_RANKS else "others"
        counts[name] = counts.get(name, 0) + count
    return [((name,), count) for name, count in sorted(counts.items())]


def _gauge(name: str, about: str, values: Iterable[tuple[tuple[str, ...], float]], *labels: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=labels)
    for named, value in values:
        family.add_metric(named, float(value))
    return family


class Audits(Collector):
    """What this process looked through, so that an auditor that does nothing is missed, and what it found."""

    def __init__(self, numbers: Callable[[], Numbers]) -> None:
        self._numbers = numbers

    def collect(self) -> Iterator[Metric]:
        numbers = self._numbers()
        cases = CounterMetricFamily("stige_audit_cases", "Cases that the auditor looked through.")
        cases.add_metric((), numbers.cases)
        found = CounterMetricFamily("stige_audit_found", "What it found, mended or not.", labels=("what",))
        for what in Wrong:
            found.add_metric((what.value,), numbers.found.get(what, 0))
        yield from (cases, found)


def metrics(meter: Meter, sampled: Sampled, health: Health, audits: Audits) -> Route:
    """Troubles are told by their part, as 1, since alerts are made of numbers."""
    registry = CollectorRegistry()
    troubles = Troubles(health)
    for each in (meter.registry, sampled, troubles, audits):
        registry.register(each)

    async def answer(_: Request) -> Response:
        troubles.found = await health.troubles()
        body = await run_in_threadpool(generate_latest, registry)
        return Response(body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"})

    return Route("/metrics", answer, methods=["GET"])


class Troubles(Collector):
    def __init__(self, health: Health) -> None:
        self._health = health
        self.found: dict[str, str] = {}

    def collect(self) -> Iterator[Metric]:
        values = [((name,), name in self.found) for name in self._health.names]
        yield _gauge("stige_trouble", "1 for each part that /readyz says is in trouble.", values, "part")

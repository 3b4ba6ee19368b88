"""What Prometheus reads: numbers, from sets of labels that are bounded."""

from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from adapters.web.counting import Counted
from adapters.web.health import Health
from adapters.web.metrics import Audits, Meter, Sampled, metrics
from bot.cases.outcome import MessageKind
from bot.delivery.prepared import Delivered
from bot.doctoring.figures import Figures, Queue
from bot.engine import Fired
from bot.findings import Wrong
from bot.messages.notice import NoticeTopic
from bot.notices.courier import Carried
from bot.people.identity import Platform
from bot.upkeep.auditing import Numbers
from tests.harness.builders import START

MINUTE = timedelta(minutes=1)
FIGURES = Figures(
    START,
    {"ask": Queue(3, START - MINUTE), "refresh": Queue(9, START)},
    Queue(1, START - 2 * MINUTE),
    {1: 2, 3: 5, 10: 1, 12: 4},
    2,
    START - MINUTE,
    findings={"chain": 1},
)

NUMBERS = Numbers(7, {Wrong.TIMERS: 2})


class Scraped:
    def __init__(self) -> None:
        self.meter, self.now, self.looks, self.held = Meter(), 0.0, 0, False
        self.figures: Figures | None = FIGURES
        sampled = Sampled(self.look, lambda: self.held, lambda: self.now)
        health = Health({"database": lambda: None, "slack": lambda: "the token was revoked"})
        routes = [
            metrics(self.meter, sampled, health, Audits(lambda: NUMBERS)),
            Route("/slack/events", lambda _: PlainTextResponse("no", 401), methods=["POST"]),
            Route("/breaks", self.breaks),
        ]
        counted = Middleware(Counted, requests=self.meter.requests)
        self.client = TestClient(Starlette(routes=routes, middleware=[counted]), raise_server_exceptions=False)

    def look(self) -> Figures:
        self.looks += 1
        if self.figures is None:
            raise ConnectionError("postgresql://stige:password@db")
        return self.figures

    def breaks(self, _: object) -> PlainTextResponse:
        raise ValueError

    def read(self) -> dict[tuple[str, ...], float]:
        text = self.client.get("/metrics").text
        return {
            (sample.name.removeprefix("stige_"), *sample.labels.values()): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


def test_what_waits_in_the_database_is_told_by_number_and_age() -> None:
    found = Scraped().read()
    assert found["owed", "ask"] == 3
    assert found["owed_oldest_seconds", "ask"] == 60
    assert found["owed_oldest_seconds", "notice"] == 120
    assert found["open_cases", "1"] == 2
    assert found["open_cases", "others"] == 5
    assert (found["timers_overdue",], found["replicas",]) == (2, 0)
    assert (found["audit_findings", "chain"], found["audit_findings", "fold"]) == (1, 0)
    assert (found["database_up",], found["clock_held",]) == (1, 0)
    assert (found["trouble", "database"], found["trouble", "slack"]) == (0, 1)


def test_what_the_loops_did_is_counted() -> None:
    scraped = Scraped()
    meter = scraped.meter
    meter.timer(Fired("case1", late=timedelta(milliseconds=80)))
    meter.timer(Fired("case2", late=timedelta(seconds=-1)))
    meter.timer(Fired("case3", ValueError()))
    meter.timer(Fired("case4"))
    for how in ("sent", "sent", "failed"):
        meter.message(Delivered("case1", MessageKind.ASK, how, "a secret", platform=Platform.SLACK))
    meter.message(Delivered("case1", MessageKind.TELL, "lost"))
    meter.notice(Carried("ana", NoticeTopic.COVERAGE, "sent"))
    meter.chore("directory", timedelta(seconds=2), None)
    meter.chore("directory", timedelta(seconds=2), ValueError())
    found = scraped.read()
    assert found["timer_lateness_seconds_count",] == 2
    assert found["timer_lateness_seconds_bucket", "0.05"] == 1
    assert found["timer_failures_total",] == 1
    assert found["messages_total", "ask", "slack", "sent"] == 2
    assert found["messages_total", "ask", "slack", "failed"] == 1
    assert found["messages_total", "tell", "none", "lost"] == 1
    assert found["notices_total", "sent"] == 1
    assert found["chore_seconds_sum", "directory"] == 4
    assert found["chore_failures_total", "directory"] == 1


def test_the_auditor_is_seen_at_work_and_what_it_found_is_counted_though_it_was_mended() -> None:
    found = Scraped().read()
    assert found["audit_cases_total",] == 7
    assert (found["audit_found_total", "timers"], found["audit_found_total", "chain"]) == (2, 0)


def test_no_name_and_no_case_is_in_it() -> None:
    scraped = Scraped()
    scraped.meter.message(Delivered("case1", MessageKind.ASK, "failed", "a secret", platform=Platform.SLACK))
    scraped.meter.notice(Carried("ana", NoticeTopic.COVERAGE, "failed", "a secret"))
    text = scraped.client.get("/metrics").text
    for word in ("case1", "ana", "secret", "revoked"):
        assert word not in text


def test_requests_are_counted_by_door_and_no_address_makes_a_label() -> None:
    scraped = Scraped()
    scraped.client.post("/slack/events")
    for path in ("/calendar/a.ics", "/calendar/b.ics", "/wp-admin", "/.env", "/breaks"):
        scraped.client.get(path)
    found = scraped.read()
    assert found["http_requests_total", "slack", "4xx"] == 1
    assert found["http_requests_total", "calendar", "4xx"] == 2
    assert found["http_requests_total", "other", "4xx"] == 2
    assert found["http_requests_total", "other", "5xx"] == 1


def test_who_asks_often_costs_the_database_no_more() -> None:
    scraped = Scraped()
    for _ in range(5):
        scraped.read()
    assert scraped.looks == 1
    scraped.now = 6
    scraped.read()
    assert scraped.looks == 2


def test_while_the_database_is_away_nothing_old_is_told_as_new() -> None:
    scraped = Scraped()
    scraped.read()
    scraped.figures, scraped.now, scraped.held = None, 6, True
    found = scraped.read()
    assert found["database_up",] == 0
    assert found["clock_held",] == 1
    assert ("timers_overdue",) not in found

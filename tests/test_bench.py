"""The benchmark measures what it says. How fast anything is, no test asserts."""

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import islice
from typing import cast
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import SignatureVerifier

from bench import duty, replay
from bench.commands import commands
from bench.figures import Delivery, Machine, Pace, Result, Round, pace
from bench.load import Answer, Asked, flat_out, moments, steadily
from bench.parts import ROOT, as_list, part_of
from bench.report import as_json, as_table
from bench.workspace import SECRET

REQUEST = b"POST / HTTP/1.1\r\ncontent-length: 2\r\n\r\nhi"


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Of an HTTP server that says ESC-1 to everything."""
    visits: list[asyncio.Task[object]] = []

    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append(cast("asyncio.Task[object]", asyncio.current_task()))
        while await reader.read(len(REQUEST)):
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nESC-1")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answers, "127.0.0.1", 0) as server:
        yield int(server.sockets[0].getsockname()[1])
        await asyncio.gather(*visits)


async def test_flat_out_asks_each_request_once_and_then_stops(port: int) -> None:
    asked = await flat_out(port, [REQUEST] * 20, seconds=30, at_once=3)
    assert [(answer.status, answer.body) for answer in asked.answers] == [(200, b"ESC-1")] * 20


async def test_flat_out_ends_when_its_time_is_over(port: int) -> None:
    assert not (await flat_out(port, [REQUEST] * 20, seconds=0, at_once=3)).answers


async def test_a_steady_load_asks_every_request_though_there_are_fewer_connections(port: int) -> None:
    asked = await steadily(port, [REQUEST] * 20, per_second=10_000, at_once=1)
    assert len(asked.answers) == 20


def test_the_moments_of_a_steady_load_are_random_and_the_same_in_every_run() -> None:
    first, again = (list(islice(moments(100.0, 50), 2000)) for _ in range(2))
    assert first == again == sorted(first)
    assert first[-1] - first[0] == pytest.approx(2000 / 50, rel=0.1)


def test_commands_are_signed_as_slack_signs_and_each_has_a_trigger_of_its_own() -> None:
    made = [request.decode().split("\r\n\r\n") for request in commands("!down", 6, people=3)]
    for head, body in made:
        headers = dict(line.split(": ") for line in head.split("\r\n")[1:])
        assert SignatureVerifier(SECRET).is_valid_request(body, headers)
        assert int(headers["content-length"]) == len(body)
    said = [parse_qs(body) for _, body in made]
    assert len({one["trigger_id"][0] for one in said}) == 6
    assert [one["user_id"][0] for one in said[:4]] == ["U00000", "U00001", "U00002", "U00000"]


def test_what_was_not_answered_as_expected_has_failed() -> None:
    asked = Asked(2.0, [Answer(200, b"ESC-1", 0.1), Answer(200, b"slow", 0.3), Answer(500, b"ESC-2", 0.2)])
    found = pace(asked, b"ESC-")
    assert (found.asked, found.failed, found.per_second) == (3, 2, 1.5)
    assert found.p50_ms == pytest.approx(200)


def a_round(per_second: float, cpu_ms: float, delivery: Delivery | None = None) -> Round:
    return Round(Pace(100, 0, per_second, 1, 2), Pace(100, 0, 50, 1, 2), cpu_ms, 50, delivery)


def a_result() -> Result:
    bare = tuple(a_round(per_second, 0.2) for per_second in (1000, 2000, 4000))
    delivery = Delivery(messages=300, undelivered=0, while_opening=30, seconds=4.0, cpu_ms_per_case=9.0)
    stige = tuple(a_round(per_second, 2.0, delivery) for per_second in (300, 200, 1000))
    return Result(Machine("a processor", 2, "3.11", 0.5), bare, stige)


def test_the_ratio_is_the_median_over_the_rounds() -> None:
    assert a_result().ratios == (0.3, 0.1, 0.25)
    assert (a_result().ratio, a_result().cpu_ratio) == (0.25, 0.1)


def test_a_result_is_told_to_people_and_to_machines() -> None:
    assert "ratio 0.250 (rounds: 0.300, 0.100, 0.250)" in as_table(a_result())
    assert "messages a case: 3.0; 10% of them delivered while" in as_table(a_result())
    assert '"ratio": 0.25' in as_json(a_result())


def test_a_sample_belongs_to_the_part_of_the_way_that_it_was_in() -> None:
    saving = f"run (threading.py:9);open (bot/engine.py:7);save ({ROOT}/storage/unit.py:3);execute (sqlalchemy/a.py:1)"
    qualified = "Relay._prepare (/elsewhere/lib/python3.11/site-packages/bot/relay.py:8)"
    assert part_of(saving) == "opening: saving"
    assert part_of(qualified) == "delivery: taking the next message"
    assert part_of("main (nowhere.py:1)") == "everything else"
    assert as_list(f"{saving} 3\nmain (nowhere.py:1) 1").splitlines()[0] == " 75.0%  opening: saving"


# replaying


def test_a_replay_is_measured_beside_bare_openings() -> None:
    found = replay.measure(20)
    assert (found.cases, found.pages > 20, found.ratio > 0, found.peak_mb > 0) == (20, True, True, True)
    assert "20 cases replayed" in replay.as_table(found)
    assert json.loads(replay.as_json(found))["cases"] == 20


# duty


def test_duty_and_coverage_are_measured_beside_the_plainest_question() -> None:
    found = duty.measure(duty.Extent(schedules=(1, 2), days=(2, 3), overrides=3))
    assert [one.schedules for one in found.asked] == [1, 2]
    assert [(one.schedules, one.days) for one in found.proved] == [(1, 3), (2, 3), (2, 2)]
    assert all(one.ratio > 0 for one in (*found.asked, *found.proved))
    assert "on_call,    2 schedules:" in duty.as_table(found)
    assert len(json.loads(duty.as_json(found))["proved"]) == 3


def test_the_company_that_is_measured_is_the_same_in_every_run() -> None:
    assert duty.company(3, 5) == duty.company(3, 5)
    assert len(duty.company(3, 5).roster.overrides) == 15

"""What stands in the logs, and what never does."""

import asyncio
import io
import json
import logging
import sys
from typing import Any

import pytest
import structlog

from adapters.logs import configure
from bot.people.identity import Platform
from tests.harness.world import World

SECRET = "the words of a person"

pytestmark = pytest.mark.usefixtures("restored_logging")


class Said:
    """What went to standard error."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    def text(self) -> str:
        return self.stream.getvalue()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text().splitlines()]


def configured(monkeypatch: pytest.MonkeyPatch, readable: bool = False) -> Said:
    said = Said()
    with monkeypatch.context() as started:
        started.setattr(sys, "stderr", said.stream)
        configure(readable)
    structlog.configure(cache_logger_on_first_use=False)  # no logger may keep this test's stream for the next one
    return said


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    return configured(monkeypatch)


class Hurt(Exception):
    pass


def hurts() -> None:
    raise Hurt(SECRET)


# our own lines


def test_a_line_is_one_json_object_with_its_time_and_level(said: Said) -> None:
    structlog.get_logger().info("timer fired", case="case1", why=None)
    (line,) = said.lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "timer fired", "case": "case1", "level": "info"}


def test_a_line_stays_one_line_whatever_it_holds(said: Said) -> None:
    structlog.get_logger().info("said", why='a\nb"c\r\u2028d')
    (line,) = said.text().split("\n")[:-1]
    assert json.loads(line)["why"] == 'a\nb"c\r\u2028d'


@pytest.mark.parametrize("how", ["the exception", "the one at hand", "its triple"])
def test_of_an_exception_stands_its_kind_and_where_it_came_from_but_never_its_words(said: Said, how: str) -> None:
    try:
        hurts()
    except Hurt as hurt:
        given = {"the exception": hurt, "the one at hand": True, "its triple": (Hurt, hurt, hurt.__traceback__)}
        structlog.get_logger().error("timer failed", exc_info=given[how])
    text = said.text()
    assert SECRET not in text
    line = json.loads(text)
    assert line["raised"] == "Hurt"
    assert line["at"][-1].startswith("test_logs.py:")
    assert line["at"][-1].endswith(" hurts")


def test_without_an_exception_there_is_none_to_tell_of(said: Said) -> None:
    structlog.get_logger().error("no", exc_info=False)
    assert "raised" not in said.lines()[0]


def test_somebody_at_a_terminal_gets_plain_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    said = configured(monkeypatch, readable=True)
    structlog.get_logger().warning("not yet in force", sections=["drills"])
    assert "[warning  ] not yet in force" in said.text()


def test_details_for_developers_are_left_out(said: Said) -> None:
    structlog.get_logger().debug("detail")
    logging.getLogger("uvicorn.error").info("Started server process")
    assert said.lines() == []


# the lines of libraries


def test_a_library_that_sees_no_texts_is_quoted_with_where_it_said_it(said: Said) -> None:
    logging.getLogger("apscheduler.scheduler").warning("Run time of job %s was missed", "fire_due")
    (line,) = said.lines()
    assert (line["event"], line["logger"]) == ("Run time of job fire_due was missed", "apscheduler.scheduler")
    assert line["line"].startswith("test_logs.py:")
    assert line["level"] == "warning"


def test_of_other_libraries_only_the_template_is_shown_never_filled_in(said: Said) -> None:
    logging.getLogger("slack_sdk.web").error("the request failed: %s", SECRET)
    assert said.lines()[0]["event"] == "the request failed: %s"


def test_what_a_library_filled_in_itself_is_not_shown_at_all(said: Said) -> None:
    logging.getLogger("slack_bolt.AsyncApp").warning(f"Unhandled request ({SECRET})")
    text = said.text()
    assert SECRET not in text
    assert json.loads(text)["logger"] == "slack_bolt.AsyncApp"


@pytest.mark.parametrize("library", ["slack_bolt.AsyncApp", "uvicorn.error", "apscheduler.executors.default"])
def test_an_exception_in_a_library_is_without_words_too(said: Said, library: str) -> None:
    try:
        hurts()
    except Hurt:
        logging.getLogger(library).exception("Exception in %s", "ASGI application\n")
    text = said.text()
    assert SECRET not in text
    assert json.loads(text)["raised"] == "Hurt"


def test_a_task_that_nobody_waited_for_tells_no_words_either(said: Said) -> None:
    async def forgets() -> None:
        task = asyncio.ensure_future(fails())
        await asyncio.sleep(0)
        del task

    async def fails() -> None:
        hurts()

    asyncio.run(forgets())
    text = said.text()
    assert SECRET not in text
    assert "never retrieved" in text


# a whole story


@pytest.mark.parametrize("platform", [Platform.SANDBOX, Platform.SLACK, Platform.TEAMS], ids=str)
def test_a_whole_story_leaves_case_ids_in_the_logs_and_no_word_that_anybody_wrote(
    said: Said, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    with World(platform) as world:
        world.rita.opens("MARKsummary down", impact_on="everyone", urgency="now", steps="MARKsteps")
        world.ana.is_asked("MARKsummary")
        world.ana.presses("Decline", reason="MARKreason")
        world.ben.is_asked("MARKsummary")
        a_failing_timer(monkeypatch, world)
        world.ben.presses("Accept")
        world.ben.presses("Note", words="MARKnote")
        world.ben.presses("Resolve", resolution="MARKresolution", root_cause="MARKcause", lesson="MARKlesson")
        world.rita.presses("Confirm")
        with world.store.database.reading() as connection:
            (case_id,) = connection.exec_driver_sql("SELECT id FROM cases").scalars()
        for who in world.people:
            world._unheard(who)
    text = said.text()
    assert "MARK" not in text
    assert case_id in text
    assert '"raised": "Hurt"' in text
    for secret in ("a secret key for stories", "xoxb-", "shhh", "password", "@story.example", "Ana Berg"):
        assert secret not in text


def a_failing_timer(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """It fails once, with the case's own words in its mouth."""

    def fails(*_: object) -> None:
        raise Hurt("MARKsummary")

    with monkeypatch.context() as broken:
        broken.setattr("bot.engine.Engine._fire", fails)
        world.fast_forward(minutes=10)
    world.fast_forward(minutes=0.1)

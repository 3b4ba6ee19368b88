"""How fast a place may be sent to: as its platform allows, over every stretch of time, however often it is asked."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.messages.pace import EDITS, POSTS, Limit, Limits, Used, edits_on, free_from, limits_of, spent, unlimited
from bot.people.identity import Platform

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TEAMS = POSTS[Platform.TEAMS]


def sent_as_fast_as_allowed(limits: Limits, times: int, start: datetime = NOON) -> list[datetime]:
    used: Used = {}
    at, sent = start, list[datetime]()
    for _ in range(times):
        at = free_from(used, limits, at)
        used = spent(used, limits, at)
        sent.append(at)
    return sent


def most_within(sent: list[datetime], span: timedelta) -> int:
    return max(sum(1 for at in sent if first <= at < first + span) for first in sent)


@pytest.mark.parametrize("platform", Platform)
def test_no_stretch_of_any_span_holds_more_than_its_limit(platform: Platform) -> None:
    limits = POSTS[platform] + EDITS.get(platform, ())
    for seconds in (0, 0.0333, 0.777):
        sent = sent_as_fast_as_allowed(limits, 300, NOON + seconds * SECOND)
        for limit in limits:
            assert most_within(sent, limit.span) <= limit.times


def test_by_chance_too() -> None:
    for seed in range(30):
        chance = Random(seed)
        limits = (Limit(chance.randint(1, 5), SECOND), Limit(chance.randint(5, 12), 10 * SECOND))
        used: Used = {}
        at, sent = NOON, list[datetime]()
        for _ in range(120):
            at = free_from(used, limits, at + chance.choice((0.0, 0.01, 0.3, 2)) * SECOND)
            used = spent(used, limits, at)
            sent.append(at)
        assert all(most_within(sent, limit.span) <= limit.times for limit in limits)


@pytest.mark.parametrize("limits", [POSTS[Platform.SLACK], EDITS[Platform.SLACK], TEAMS[:1], TEAMS[:2]])
def test_what_waits_is_sent_almost_as_fast_as_the_limit_allows(limits: Limits) -> None:
    sent = sent_as_fast_as_allowed(limits, 500)
    slowest = max(500 / limit.times * limit.span for limit in limits)
    assert sent[-1] - sent[0] < 1.1 * slowest


def test_a_short_burst_goes_at_once() -> None:
    assert sent_as_fast_as_allowed(POSTS[Platform.SLACK], 3) == [NOON] * 3
    assert sent_as_fast_as_allowed(TEAMS, 7) == [NOON] * 7


def test_after_a_rest_all_is_allowed_again() -> None:
    used: Used = {}
    for _ in range(3):
        used = spent(used, POSTS[Platform.SLACK], NOON)
    assert free_from(used, POSTS[Platform.SLACK], NOON) > NOON
    assert free_from(used, POSTS[Platform.SLACK], NOON + 4 * SECOND) == NOON + 4 * SECOND


def test_a_sandbox_has_no_limit() -> None:
    assert free_from({}, POSTS[Platform.SANDBOX], NOON) == NOON
    assert spent({}, (), NOON) == {}


def test_what_was_sent_under_a_clock_that_was_set_back_since_holds_nobody_up() -> None:
    used: Used = {}
    for _ in range(10):
        used = spent(used, POSTS[Platform.SLACK], NOON + timedelta(hours=3))
    assert free_from(used, POSTS[Platform.SLACK], NOON) == NOON


def test_what_is_remembered_stays_small() -> None:
    used: Used = {}
    at = NOON
    for _ in range(3000):
        at = free_from(used, TEAMS, at + timedelta(milliseconds=90))
        used = spent(used, TEAMS, at)
    assert all(len(counts) <= 21 for counts in used.values())


def test_each_queue_has_the_limits_of_its_platform() -> None:
    limits = limits_of(frozenset({Platform.SLACK, Platform.TEAMS}))
    assert limits("slack:place:ops") == POSTS[Platform.SLACK]
    assert limits("teams:person:ana") == TEAMS
    assert limits("mail:customer:a@acme.example") == POSTS[Platform.MAIL]
    assert limits("person:ana") == POSTS[Platform.SLACK] + TEAMS  # on whichever they will be
    assert limits(edits_on("slack")) == EDITS[Platform.SLACK]
    assert limits(edits_on("teams")) == ()


def test_who_is_on_the_only_chat_has_its_limits() -> None:
    assert limits_of(frozenset({Platform.TEAMS, Platform.MAIL}))("person:ana") == TEAMS
    assert limits_of(frozenset({Platform.SANDBOX}))("person:ana") == ()
    assert unlimited("slack:place:ops") == ()

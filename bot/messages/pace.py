"""How fast a platform lets itself be spoken to, in one place (R21): so many messages within a span, under several such
limits at once.

What was sent is counted by twentieths of each span, so that a limit is kept over every stretch of that length, whoever
counted, and what is to be remembered stays small.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.people.identity import Platform

PARTS = 20
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """No more than `times` within any `span`."""

    times: int
    span: timedelta

    @property
    def part(self) -> timedelta:
        return self.span / PARTS


Limits = tuple[Limit, ...]
LimitsOf = Callable[[str], Limits]
# By limit, how often in which part of it: `{"3:3.0": {29340000: 2}}`. Plain values, since processes share it as JSON.
Used = Mapping[str, Mapping[str, int]]

# Slack takes about one a second and short bursts; the others are as Microsoft states them. Whoever runs a mail server
# or a webhook says nothing: gently.
POSTS: Mapping[Platform, Limits] = {
    Platform.SLACK: (Limit(3, timedelta(seconds=3)),),
    Platform.TEAMS: (
        Limit(7, timedelta(seconds=1)),
        Limit(60, timedelta(seconds=30)),
        Limit(1800, timedelta(hours=1)),
    ),
    Platform.MAIL: (Limit(10, timedelta(seconds=10)),),
    Platform.WEBHOOK: (Limit(10, timedelta(seconds=10)),),
    Platform.SANDBOX: (),
}
# Over a whole workspace.
EDITS: Mapping[Platform, Limits] = {Platform.SLACK: (Limit(50, timedelta(minutes=1)),)}


def edits_on(platform: str) -> str:
    """The queue of all edits there."""
    return f"{platform}:edits"


def unlimited(_: str) -> Limits:
    return ()


def limits_of(chats: frozenset[Platform]) -> LimitsOf:
    """By the key of a queue (see `Destination.key`). Where it does not say on which chat a person is, those of each."""
    anywhere = tuple(limit for chat in sorted(chats & {Platform.SLACK, Platform.TEAMS}) for limit in POSTS[chat])
    known = {f"{platform}": limits for platform, limits in POSTS.items()}
    whole = {edits_on(platform): EDITS.get(platform, ()) for platform in Platform}

    def limits(key: str) -> Limits:
        return whole[key] if key in whole else known.get(key.partition(":")[0], anywhere)

    return limits


def spent(used: Used, limits: Limits, at: datetime) -> Used:
    """One more at that instant; what counts no longer is forgotten, as is what is to come: that was another clock's."""
    return {_name(limit): _with_one_more(used.get(_name(limit), {}), limit, at) for limit in limits}


def free_from(used: Used, limits: Limits, at: datetime) -> datetime:
    """When the next may be sent: then or later."""
    return max((_free_from(used.get(_name(limit), {}), limit, at) for limit in limits), default=at)


def edits_free_from(used: Used, limits: Limits, at: datetime) -> datetime:
    """When the next edit may be made. Edits leave a quarter of each limit to pages, which would else have to wait, for
    up to an hour, because everything was used up by what is less urgent."""
    return max((_free_from(used.get(_name(limit), {}), _for_edits(limit), at) for limit in limits), default=at)


def _for_edits(limit: Limit) -> Limit:
    return Limit(max(1, limit.times * 3 // 4), limit.span)


def _with_one_more(counts: Mapping[str, int], limit: Limit, at: datetime) -> Mapping[str, int]:
    now = _part(limit, at)
    kept = {part: count for part, count in counts.items() if now - PARTS <= int(part) <= now}
    return kept | {str(now): kept.get(str(now), 0) + 1}


def _free_from(counts: Mapping[str, int], limit: Limit, at: datetime) -> datetime:
    """A part counts until the whole of it is longer ago than the span."""
    now = _part(limit, at)
    counting = sorted((int(part), count) for part, count in counts.items() if now - PARTS <= int(part) <= now)
    left = sum(count for _, count in counting)
    free_at = at
    for part, count in counting:
        if left < limit.times:
            break
        left -= count
        free_at = _BEGIN + (part + PARTS + 1) * limit.part
    return max(free_at, at)


def _part(limit: Limit, at: datetime) -> int:
    return (at - _BEGIN) // limit.part


def _name(limit: Limit) -> str:
    return f"{limit.times}:{limit.span.total_seconds():g}"

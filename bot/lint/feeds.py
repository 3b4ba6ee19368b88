"""Calendars that the policy names and that Stige may not ask for here (R23, S44)."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.lint.draft import Draft
from bot.lint.finding import Finding, error, warning
from bot.words import say


def calendar_of_a_layer_that_cannot_be_asked_for(draft: Draft) -> Iterator[Finding]:
    """Nobody would be on duty by it."""
    for schedule in draft.roster.schedules.values():
        for number, layer in enumerate(schedule.layers):
            if host := _unlisted(layer.ical, draft):
                at = ("schedules", schedule.id, "layers", number, "ical")
                yield error(at, "host-not-listed", say("lint.calendar_not_listed", host=host))


def leave_that_cannot_be_asked_for(draft: Draft) -> Iterator[Finding]:
    """They would be asked while on leave."""
    for person in draft.roster.people.values():
        if host := _unlisted(person.leave, draft):
            at = ("people", person.id, "leave")
            yield warning(at, "host-not-listed", say("lint.calendar_not_listed", host=host))


def _unlisted(source: str | None, draft: Draft) -> str | None:
    """None for a file, which lies beside the policy."""
    host = urlsplit(source or "").hostname
    return host if host not in draft.means.hosts else None

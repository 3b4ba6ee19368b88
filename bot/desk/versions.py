"""The versions of the policy that a case may be moved to, and those that it ran on before."""

from collections.abc import Iterable, Mapping

from bot.cases.case import Case
from bot.cases.departure_events import VersionMoved
from bot.cases.events import Entry, Opened
from bot.cases.outcome import Refused
from bot.engine import Engine
from bot.messages.shown import Option
from bot.policy.rules import Rules
from bot.words import say

MOST_OFFERED = 20


def versions_for(engine: Engine, case: Case) -> tuple[Option, ...]:
    """All others that were ever in force, by their labels, the latest first."""
    with engine.store.writing() as unit:
        history = {past.version: past for past in unit.versions()}
    others = sorted((past for past in history.values() if past.version != case.version), key=lambda past: past.at)
    if not others:
        raise Refused(say("refused.no_other_version"))
    newest = list(reversed(others))[:MOST_OFFERED]
    return tuple(Option(past.version, say("version.since", version=past.label, at=past.at)) for past in newest)


def rules_on_record(engine: Engine, record: Iterable[Entry]) -> Mapping[str, Rules]:
    """By version: what happened under older rules is told by their names."""
    versions = {entry.event.version for entry in record if isinstance(entry.event, Opened | VersionMoved)}
    return {version: engine.rules(version) for version in versions} if len(versions) > 1 else {}

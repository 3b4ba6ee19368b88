"""Explanations read aloud, as plain text."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from adapters.names import named
from adapters.policyfile import read_policy
from adapters.wording import Wording
from bot.explaining.part import Explanation
from bot.people.identity import Reader
from bot.policy.policy import Policy
from bot.words import Param

# A Tuesday at ten in Copenhagen.
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@cache
def desk() -> Policy:
    return read_policy(Path(__file__).with_name("desk.yaml").read_bytes())


def read(value: Param, language: str = "en", policy: Policy | None = None) -> str:
    roster = (policy or desk()).roster
    wording = Wording(lambda thing: named(thing, roster) or thing, "en", lambda: NOW)
    return wording.param(value, Reader("kim", language, "Europe/Copenhagen"))


def aloud(parts: Explanation, language: str = "en", policy: Policy | None = None) -> str:
    return "\n".join(_lines(parts, language, policy, ""))


def _lines(parts: Explanation, language: str, policy: Policy | None, indent: str) -> Iterator[str]:
    for part in parts:
        yield indent + read(part.heading, language, policy)
        yield from (f"{indent}- {read(line, language, policy)}" for line in part.lines)
        yield from _lines(part.parts, language, policy, indent + "  ")

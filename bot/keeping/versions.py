"""Putting a version of the policy in force, and going back to an earlier one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.cases.outcome import Refused
from bot.keeping.opening import opened
from bot.keeping.seconding import check_second
from bot.lint.finding import Finding, Means, Severity
from bot.lint.lint import lint
from bot.policy.policy import Policy
from bot.policy.versions import Activation, LabelTaken
from bot.ports import Store, Unit
from bot.words import Say, say

SHORTEST_VERSION = 6


class Unsound(Exception):
    """The policy has errors, so it may not count."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("the policy has errors")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Draft:
    """A policy file that could be read."""

    policy: Policy
    source: bytes


@dataclass(frozen=True, slots=True)
class Deed:
    """Who puts a version in force, when and why; `second` is whom they agreed it with."""

    by: str
    why: str
    at: datetime
    second: str | None = None


@dataclass(frozen=True, slots=True)
class Activated:
    """`widens` are sentences about what more people or hosts may do than `before`. Not `anew`: it was in force already,
    and nothing has happened."""

    activation: Activation
    before: Activation | None
    widens: tuple[Say, ...] = ()
    anew: bool = True


def check_sound(policy: Policy, means: Means, at: datetime) -> None:
    """Raises `Unsound`. It takes its time: not to be called within a transaction."""
    errors = tuple(found for found in lint(policy, means, at) if found.severity is Severity.ERROR)
    if errors:
        raise Unsound(errors)


def activate(store: Store, draft: Draft, deed: Deed, means: Means) -> Activated:
    """In force from the commit on, for every process. Raises `Unsound`, or `Refused` with a sentence."""
    check_sound(draft.policy, means, deed.at)
    return _change(store, deed, lambda _: draft)


def rollback(store: Store, deed: Deed, to: str | None = None) -> Activated:
    """The version that was in force before, or that of a label or version number, again. It is not judged anew: it was
    in force, and going back must not wait."""
    return _change(store, deed, lambda unit: Draft(_earlier(unit, to), b""))


def _change(store: Store, deed: Deed, wanted: Callable[[Unit], Draft]) -> Activated:
    """Two at once come one after the other, and the later one sees what the earlier one did."""
    if not deed.why.strip():
        raise Refused(say("keeping.why_needed"))
    with store.writing() as unit:
        unit.hold_versions()
        draft, before = wanted(unit), unit.active()
        if before and (widens := opened(unit, before, draft.policy)):
            check_second(before, deed.by, deed.second, widens)
        return put_in_force(unit, draft, deed)


def put_in_force(unit: Unit, draft: Draft, deed: Deed) -> Activated:
    """For whoever holds the versions, and has seen to it that a second person agreed where one was needed."""
    history, before, label = unit.versions(), unit.active(), draft.policy.rules.label
    last = history[-1] if history else None
    if last and last.version == draft.policy.rules.version:
        return Activated(last, last, anew=False)
    widens = opened(unit, before, draft.policy) if before else ()
    try:
        unit.activate(draft.policy, draft.source, deed.by, deed.why.strip(), deed.at, deed.second)
    except LabelTaken:
        raise Refused(say("keeping.label_taken", label=label)) from None
    return Activated(unit.versions()[-1], last, widens)


def _earlier(unit: Unit, to: str | None) -> Policy:
    history = unit.versions()
    now = history[-1].version if history else ""
    past = (one for one in reversed(history) if (one.version != now if to is None else _is_called(one, to)))
    earlier = next(past, None)
    found = unit.policy(earlier.version) if earlier else None
    if found is None:
        raise Refused(say("keeping.unknown_version", label=to) if to else say("keeping.nothing_earlier"))
    return found


def _is_called(past: Activation, name: str) -> bool:
    return past.label == name or (len(name) >= SHORTEST_VERSION and past.version.startswith(name.lower()))

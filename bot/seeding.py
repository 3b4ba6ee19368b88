"""Which policy a Stige begins with."""

from dataclasses import replace
from datetime import datetime

from bot.policy.policy import Policy
from bot.ports import Store


def seed(store: Store, policy: Policy, source: bytes, at: datetime) -> bool:
    """An empty database begins with the file; afterwards the activated version rules. False: the file differs."""
    with store.writing() as unit:
        active = unit.active()
        if active is None:
            unit.activate(policy, source, by="STIGE_POLICY", why="the database was empty", at=at)
        return active is None or active.rules.version == policy.rules.version


def play_by(store: Store, policy: Policy, source: bytes, at: datetime) -> None:
    """The sandbox goes by the file as it is now: trying a change is what it is for, under the same label too."""
    with store.writing() as unit:
        active = unit.active()
        if active is None or active.rules.version != policy.rules.version:
            told_apart = _told_apart(policy) if active else policy
            unit.activate(told_apart, source, by="sandbox", why="the file as it is now", at=at)


def _told_apart(policy: Policy) -> Policy:
    label = f"{policy.rules.label} ({policy.rules.version[:6]})"
    return replace(policy, rules=replace(policy.rules, label=label))

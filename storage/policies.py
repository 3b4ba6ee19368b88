"""Versions of the policy, and the one in force."""

import json
from datetime import datetime

from sqlalchemy import insert, select, text

from bot.cases.case import Case
from bot.policy.policy import Policy
from bot.policy.rules import Rules
from bot.policy.versions import Activation, LabelTaken
from storage.codec import decode, dumps, encode
from storage.database import insert_new
from storage.tables import ACTIVATIONS, POLICIES
from storage.transaction import Transaction

_HISTORY = (
    select(POLICIES.c.label, *(column for column in ACTIVATIONS.c if column.name != "id"))
    .join(POLICIES, POLICIES.c.version == ACTIVATIONS.c.version)
    .order_by(ACTIVATIONS.c.id)
)
_IN_FORCE = select(ACTIVATIONS.c.version).order_by(ACTIVATIONS.c.id.desc()).limit(1)


class PolicyPart(Transaction):
    def active(self) -> Policy | None:
        if self.version is None:
            self.version = self.shared.in_force = self.connection.execute(_IN_FORCE).scalar_one_or_none()
        return self.policy(self.version) if self.version else None

    def policy(self, version: str) -> Policy | None:
        if version not in self.shared.policies:
            query = select(POLICIES.c.parsed).where(POLICIES.c.version == version)
            if (parsed := self.connection.execute(query).scalar_one_or_none()) is None:
                return None
            self.shared.policies[version] = decode(Policy, json.loads(parsed))
        return self.shared.policies[version]

    def rules(self, version: str) -> Rules:
        if found := self.policy(version):
            return found.rules
        raise LookupError(f"the version {version} of the policy was never in force here")

    def versions(self) -> tuple[Activation, ...]:
        return tuple(Activation(**row._mapping) for row in self.connection.execute(_HISTORY))

    def hold_versions(self) -> None:
        """SQLite has one writer at a time anyway. Whoever only reads is not held up."""
        if self.dialect == "postgresql":
            self.connection.execute(text("LOCK TABLE activations IN SHARE ROW EXCLUSIVE MODE"))
        self.version = None  # another may have come just before

    def activate(
        self, policy: Policy, source: bytes, by: str, why: str, at: datetime, second: str | None = None
    ) -> None:
        self.hold_versions()
        rules = policy.rules
        known = select(POLICIES.c.version).where(POLICIES.c.label == rules.label)
        if self.connection.execute(known).scalar_one_or_none() not in (None, rules.version):
            raise LabelTaken(f"the version {rules.label!r} was in force with other content; give this one a new label")
        row = {"version": rules.version, "label": rules.label, "source": source}
        parsed = dumps(encode(Policy, policy))
        self.connection.execute(insert_new(POLICIES, self.dialect), row | {"parsed": parsed})
        activation = {"version": rules.version, "at": at, "by": by, "why": why, "second": second}
        self.connection.execute(insert(ACTIVATIONS), activation)
        self.version = rules.version

    def priority_rank(self, case: Case) -> int:
        """0 for the worst that its rules know."""
        policy = self.policy(case.version)
        names = policy.rules.priority.names if policy else ()
        return names.index(case.priority) if case.priority in names else 0

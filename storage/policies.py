"""Versions of the policy, and the one in force."""

import json
from datetime import datetime

from sqlalchemy import insert, select

from bot.cases.case import Case
from bot.policy.policy import Policy
from bot.policy.rules import Rules
from storage.codec import decode, dumps, encode
from storage.database import insert_new
from storage.tables import ACTIVATIONS, POLICIES
from storage.transaction import Transaction

_IN_FORCE = select(ACTIVATIONS.c.version).order_by(ACTIVATIONS.c.id.desc()).limit(1)


class LabelTaken(ValueError):
    """Another content was once in force under this label; a label says which rules a case runs on."""


class PolicyPart(Transaction):
    def active(self) -> Policy | None:
        if self.version is None:
            self.version = self.connection.execute(_IN_FORCE).scalar_one_or_none()
        return self._policy(self.version) if self.version else None

    def rules(self, version: str) -> Rules:
        if found := self._policy(version):
            return found.rules
        raise LookupError(f"the version {version} of the policy was never in force here")

    def activate(self, policy: Policy, source: bytes, by: str, why: str, at: datetime) -> None:
        rules = policy.rules
        known = select(POLICIES.c.version).where(POLICIES.c.label == rules.label)
        if self.connection.execute(known).scalar_one_or_none() not in (None, rules.version):
            raise LabelTaken(f"the version {rules.label!r} was in force with other content; give this one a new label")
        row = {"version": rules.version, "label": rules.label, "source": source}
        parsed = dumps(encode(Policy, policy))
        self.connection.execute(insert_new(POLICIES, self.dialect), row | {"parsed": parsed})
        activation = {"version": rules.version, "at": at, "by": by, "why": why}
        self.connection.execute(insert(ACTIVATIONS), activation)
        self.version = rules.version

    def priority_rank(self, case: Case) -> int:
        """0 for the worst that its rules know."""
        policy = self._policy(case.version)
        names = policy.rules.priority.names if policy else ()
        return names.index(case.priority) if case.priority in names else 0

    def _policy(self, version: str) -> Policy | None:
        if version not in self.shared.policies:
            query = select(POLICIES.c.parsed).where(POLICIES.c.version == version)
            if (parsed := self.connection.execute(query).scalar_one_or_none()) is None:
                return None
            self.shared.policies[version] = decode(Policy, json.loads(parsed))
        return self.shared.policies[version]

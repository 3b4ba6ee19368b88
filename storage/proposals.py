"""Policies proposed in chat, and the messages about them."""

import json
from datetime import datetime, timedelta
from secrets import token_hex

from sqlalchemy import insert, select, update

from bot.policy.policy import Policy
from bot.policy.proposals import PolicyMessage, PolicyTopic, Proposal, ProposalState
from storage.codec import decode, dumps, encode
from storage.database import insert_new
from storage.tables import POLICY_MESSAGES, PROPOSALS
from storage.transaction import Transaction

_M = POLICY_MESSAGES.c


class ProposalPart(Transaction):
    def propose(self, proposal: Proposal) -> None:
        row = {
            "id": proposal.id,
            "version": proposal.policy.rules.version,
            "source": proposal.source,
            "parsed": dumps(encode(Policy, proposal.policy)),
            "against": proposal.against,
            "by": proposal.by,
            "at": proposal.at,
            "state": proposal.state.value,
            "why": proposal.why,
            "second": proposal.second,
        }
        self.connection.execute(insert_new(PROPOSALS, self.dialect), row)

    def proposal(self, proposal_id: str) -> Proposal | None:
        row = self.connection.execute(select(PROPOSALS).where(PROPOSALS.c.id == proposal_id)).one_or_none()
        if row is None:
            return None
        policy = decode(Policy, json.loads(row.parsed))
        state = ProposalState(row.state)
        return Proposal(row.id, policy, row.source, row.against, row.by, row.at, state, row.why or "", row.second)

    def decide(self, proposal: Proposal, at: datetime) -> None:
        decided = {"state": proposal.state.value, "why": proposal.why, "second": proposal.second, "decided_at": at}
        self.connection.execute(update(PROPOSALS).where(PROPOSALS.c.id == proposal.id).values(**decided))

    def tell_of(self, proposal_id: str, person: str, topic: PolicyTopic, at: datetime) -> None:
        row = {
            "id": token_hex(12),
            "proposal": proposal_id,
            "person": person,
            "topic": topic.value,
            "created_at": at,
            "not_before": at,
            "attempts": 0,
            "uncertain": False,
            "state": "waiting",
        }
        self.connection.execute(insert(POLICY_MESSAGES), row)

    def take_policy_message(self, at: datetime, lease: timedelta) -> PolicyMessage | None:
        free = _M.done_at.is_(None) & (_M.not_before <= at) & (_M.leased_until.is_(None) | (_M.leased_until <= at))
        query = select(POLICY_MESSAGES).where(free).order_by(_M.created_at, _M.id).limit(1)
        row = self.connection.execute(query.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        uncertain = row.uncertain or row.leased_until is not None
        leased = {"leased_until": at + lease, "attempts": row.attempts + 1, "uncertain": uncertain}
        self.connection.execute(update(POLICY_MESSAGES).where(_M.id == row.id).values(**leased))
        topic = PolicyTopic(row.topic)
        return PolicyMessage(row.id, row.proposal, row.person, topic, row.attempts + 1, uncertain)

    def policy_message_ended(self, message_id: str, state: str, at: datetime, why: str | None = None) -> None:
        ended = {"state": state, "done_at": at, "failed_why": why, "leased_until": None}
        self.connection.execute(update(POLICY_MESSAGES).where(_M.id == message_id).values(**ended))

    def policy_message_later(self, message_id: str, until_at: datetime, uncertain: bool) -> None:
        waiting = {"not_before": until_at, "leased_until": None, "uncertain": _M.uncertain | uncertain}
        self.connection.execute(update(POLICY_MESSAGES).where(_M.id == message_id).values(**waiting))

    def unreached(self, proposal_id: str) -> tuple[str, ...]:
        failed = (_M.proposal == proposal_id) & (_M.topic == PolicyTopic.ASK.value) & (_M.state == "failed")
        return tuple(self.connection.scalars(select(_M.person).where(failed).order_by(_M.person)))

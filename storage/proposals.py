"""Policies proposed in chat."""

import json
from datetime import datetime

from sqlalchemy import select, update

from bot.policy.policy import Policy
from bot.policy.proposals import Proposal, ProposalState
from storage.codec import decode, dumps, encode
from storage.database import insert_new
from storage.tables import PROPOSALS
from storage.transaction import Transaction


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

    def undecided(self) -> tuple[tuple[str, datetime], ...]:
        its = PROPOSALS.c
        asked = select(its.id, its.at).where(its.state == ProposalState.ASKED.value).order_by(its.at, its.id)
        return tuple((row.id, row.at) for row in self.connection.execute(asked))

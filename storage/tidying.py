"""Forgetting what nobody needs any more. Done messages stay with their case: receipts are the record."""

from datetime import datetime

from sqlalchemy import ColumnElement, CursorResult, Table, delete, or_, select

from bot.messages.notice import NoticeTopic
from bot.tidying import DRAFTS_FOR, FINDINGS_FOR, INBOUND_FOR, NOTICES_FOR, REQUESTS_FOR, ROUNDS_FOR
from storage.tables import CLAIMS, DRAFTS, DUTY_REQUESTS, FINDINGS, INBOUND, NOTICES
from storage.transaction import Transaction

# Claims of who does a round, which name an instant that never comes again. All others guard what is done once for ever.
ROUNDS = ("audit|", "tidying|", "directory|", "reach|")
# A notice keeps the same from being told again. These may be about the same thing for years.
TOLD_FOR_EVER = (NoticeTopic.SECOND_CLAIMANT, NoticeTopic.FEED_TROUBLE, NoticeTopic.BUNDLE)


class TidyPart(Transaction):
    def tidy(self, now: datetime, at_most: int) -> int:
        return sum(self._forget(table, old, at_most) for table, old in _old(now))

    def _forget(self, table: Table, old: ColumnElement[bool], at_most: int) -> int:
        (key,) = table.primary_key
        some = select(key).where(old).limit(at_most)
        gone: CursorResult[object] = self.connection.execute(delete(table).where(key.in_(some)))
        return gone.rowcount


def _old(now: datetime) -> tuple[tuple[Table, ColumnElement[bool]], ...]:
    a_round = or_(*(CLAIMS.c.key.startswith(prefix, autoescape=True) for prefix in ROUNDS))
    told = NOTICES.c.owed_at.is_(None) & NOTICES.c.topic.not_in([topic.value for topic in TOLD_FOR_EVER])
    return (
        (INBOUND, INBOUND.c.at < now - INBOUND_FOR),
        (CLAIMS, (CLAIMS.c.at < now - ROUNDS_FOR) & a_round),
        (NOTICES, told & (NOTICES.c.done_at < now - NOTICES_FOR)),
        (DRAFTS, DRAFTS.c.at < now - DRAFTS_FOR),
        (DUTY_REQUESTS, (DUTY_REQUESTS.c.state != "asked") & (DUTY_REQUESTS.c.at < now - REQUESTS_FOR)),
        (FINDINGS, FINDINGS.c.ended_at < now - FINDINGS_FOR),
    )

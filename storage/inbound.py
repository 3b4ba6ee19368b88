"""Inbound deliveries that were carried out."""

from datetime import datetime

from sqlalchemy import insert, select

from bot.ports import Remembered
from storage.tables import INBOUND
from storage.transaction import Transaction


class InboundPart(Transaction):
    def remembered(self, key: str) -> Remembered | None:
        row = self.connection.execute(select(INBOUND).where(INBOUND.c.key == key)).one_or_none()
        return Remembered(row.case_id, row.first_seq, row.last_seq) if row else None

    def remember(self, key: str, what: Remembered, at: datetime) -> None:
        did = {"case_id": what.case_id, "first_seq": what.first_seq, "last_seq": what.last_seq}
        self.connection.execute(insert(INBOUND), did | {"key": key, "at": at})

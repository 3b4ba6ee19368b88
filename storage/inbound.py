"""Inbound deliveries that were carried out."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select

from bot.ports import Remembered
from storage.tables import INBOUND
from storage.transaction import Transaction

_DELIVERY = select(INBOUND).where(INBOUND.c.key == bindparam("delivery"))
_ADD = insert(INBOUND)


class InboundPart(Transaction):
    def remembered(self, key: str) -> Remembered | None:
        row = self.connection.execute(_DELIVERY, {"delivery": key}).one_or_none()
        return Remembered(row.case_id, row.first_seq, row.last_seq) if row else None

    def remember(self, key: str, what: Remembered, at: datetime) -> None:
        did = {"case_id": what.case_id, "first_seq": what.first_seq, "last_seq": what.last_seq}
        self.connection.execute(_ADD, did | {"key": key, "at": at})

"""Covers and swaps that wait for a word, and the links under which calendar programs read shifts."""

import json
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update

from bot.people.presence import CalendarLink, DutyRequest, Override
from storage.codec import decode, dumps, encode
from storage.database import insert_into, insert_new
from storage.tables import CALENDAR_LINKS, DUTY_REQUESTS
from storage.transaction import Transaction

_ASKED = DUTY_REQUESTS.c.state == "asked"
_IS_IT = DUTY_REQUESTS.c.id == bindparam("request_id")
_REQUEST = select(DUTY_REQUESTS).where(_IS_IT).with_for_update()
_CONCERNS = or_(DUTY_REQUESTS.c.by == bindparam("person"), DUTY_REQUESTS.c.other == bindparam("person"))
_WAITING = select(DUTY_REQUESTS).where(_ASKED, _CONCERNS).order_by(DUTY_REQUESTS.c.at, DUTY_REQUESTS.c.id)
_ALL_WAITING = select(DUTY_REQUESTS).where(_ASKED).order_by(DUTY_REQUESTS.c.at, DUTY_REQUESTS.c.id)
_DECIDE = update(DUTY_REQUESTS).where(_IS_IT, _ASKED)
_LINKED = select(CALENDAR_LINKS).where(CALENDAR_LINKS.c.token_hash == bindparam("token_hash"))
_UNLINK = delete(CALENDAR_LINKS).where(CALENDAR_LINKS.c.person == bindparam("person"))


class DutyPart(Transaction):
    def ask_duty(self, request: DutyRequest) -> None:
        row = {
            "id": request.id,
            "by": request.by,
            "other": request.other,
            "overrides": dumps([encode(Override, override) for override in request.overrides]),
            "state": request.state,
            "decided_at": request.decided_at,
            "at": request.at,
        }
        self.connection.execute(insert_new(DUTY_REQUESTS, self.dialect), row)

    def duty_request(self, request_id: str) -> DutyRequest | None:
        row = self.connection.execute(_REQUEST, {"request_id": request_id}).one_or_none()
        return _request(row) if row else None

    def duty_requests(self, person: str) -> tuple[DutyRequest, ...]:
        return tuple(_request(row) for row in self.connection.execute(_WAITING, {"person": person}))

    def waiting_duty(self) -> tuple[DutyRequest, ...]:
        return tuple(_request(row) for row in self.connection.execute(_ALL_WAITING))

    def decide_duty(self, request_id: str, state: str, at: datetime) -> None:
        """Once: what was decided stays so."""
        self.connection.execute(_DECIDE, {"request_id": request_id, "state": state, "decided_at": at})

    def link(self, link: CalendarLink, token_hash: str, at: datetime) -> None:
        row = {"token_hash": token_hash, "person": link.person, "schedule": link.schedule or "", "at": at}
        self.connection.execute(_renew(self.dialect), row)

    def linked(self, token_hash: str) -> CalendarLink | None:
        row = self.connection.execute(_LINKED, {"token_hash": token_hash}).one_or_none()
        return CalendarLink(row.person, row.schedule or None) if row else None

    def unlink(self, person: str) -> None:
        self.connection.execute(_UNLINK, {"person": person})


@cache
def _renew(dialect: str) -> Any:
    query = insert_into(CALENDAR_LINKS, dialect)
    new = {"token_hash": query.excluded.token_hash, "at": query.excluded.at}
    return query.on_conflict_do_update(index_elements=["person", "schedule"], set_=new)


def _request(row: Any) -> DutyRequest:
    overrides = tuple(decode(Override, each) for each in json.loads(row.overrides))
    return DutyRequest(row.id, row.by, row.other, overrides, row.at, row.state, row.decided_at)

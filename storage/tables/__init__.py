"""The tables. Hot paths write and read them through SQLAlchemy Core, by the names below."""

from sqlalchemy import Table
from sqlmodel import SQLModel

from storage.tables.cases import (
    CaseAsked,
    CaseReader,
    CaseRow,
    Counter,
    EventRow,
    InboundRow,
    TextKey,
    TextRow,
    TimerRow,
)
from storage.tables.outbox import DestinationRow, OutboxRow
from storage.tables.people import ContactRow, DraftRow, IdentityRow, LoadRow, OverrideRow
from storage.tables.policies import ActivationRow, PolicyMessageRow, PolicyRow, ProposalRow, SecretKeyRow
from storage.tables.sandbox import SandboxClock, SandboxPost

METADATA = SQLModel.metadata


def _table(model: type[SQLModel]) -> Table:
    return METADATA.tables[str(model.__tablename__)]


CASES = _table(CaseRow)
EVENTS = _table(EventRow)
TEXTS = _table(TextRow)
TEXT_KEYS = _table(TextKey)
CASE_READERS = _table(CaseReader)
CASE_ASKED = _table(CaseAsked)
TIMERS = _table(TimerRow)
COUNTERS = _table(Counter)
INBOUND = _table(InboundRow)
OUTBOX = _table(OutboxRow)
DESTINATIONS = _table(DestinationRow)
IDENTITIES = _table(IdentityRow)
LOADS = _table(LoadRow)
OVERRIDES = _table(OverrideRow)
CONTACTS = _table(ContactRow)
DRAFTS = _table(DraftRow)
POLICIES = _table(PolicyRow)
ACTIVATIONS = _table(ActivationRow)
PROPOSALS = _table(ProposalRow)
POLICY_MESSAGES = _table(PolicyMessageRow)
SECRET_KEYS = _table(SecretKeyRow)
SANDBOX_POSTS = _table(SandboxPost)
SANDBOX_CLOCK = _table(SandboxClock)

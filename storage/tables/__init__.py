"""The tables. Hot paths write and read them through SQLAlchemy Core, by the names below."""

from sqlalchemy import Table
from sqlmodel import SQLModel

from storage.tables.cases import (
    AnswerRow,
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
from storage.tables.notices import ClaimRow, LookedRow, NoticeRow
from storage.tables.outbox import DestinationRow, OutboxRow
from storage.tables.people import ContactRow, DraftRow, IdentityRow, LoadRow
from storage.tables.policies import ActivationRow, PolicyRow, ProposalRow, SecretKeyRow
from storage.tables.presence import (
    AbsenceRow,
    CalendarLinkRow,
    DutyRequestRow,
    FeedRow,
    OverrideRow,
    OwnSettingsRow,
    ReachRow,
    RevisionRow,
)
from storage.tables.record import TombstoneRow
from storage.tables.running import FindingRow, ReplicaRow, RestoreRow, SchemaMark
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
ANSWERS = _table(AnswerRow)
OUTBOX = _table(OutboxRow)
DESTINATIONS = _table(DestinationRow)
IDENTITIES = _table(IdentityRow)
LOADS = _table(LoadRow)
OVERRIDES = _table(OverrideRow)
ABSENCES = _table(AbsenceRow)
OWN_SETTINGS = _table(OwnSettingsRow)
FEEDS = _table(FeedRow)
REACHES = _table(ReachRow)
DUTY_REQUESTS = _table(DutyRequestRow)
CALENDAR_LINKS = _table(CalendarLinkRow)
REVISIONS = _table(RevisionRow)
NOTICES = _table(NoticeRow)
CLAIMS = _table(ClaimRow)
LOOKED_UNTIL = _table(LookedRow)
CONTACTS = _table(ContactRow)
DRAFTS = _table(DraftRow)
POLICIES = _table(PolicyRow)
ACTIVATIONS = _table(ActivationRow)
PROPOSALS = _table(ProposalRow)
SECRET_KEYS = _table(SecretKeyRow)
SANDBOX_POSTS = _table(SandboxPost)
SANDBOX_CLOCK = _table(SandboxClock)
REPLICAS = _table(ReplicaRow)
SCHEMA_MARK = _table(SchemaMark)
RESTORES = _table(RestoreRow)
FINDINGS = _table(FindingRow)
TOMBSTONES = _table(TombstoneRow)

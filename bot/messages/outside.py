"""What a vendor is written, and what those beside a vendor are told of it (S35). Nothing internal leaves: no notes, no
names but of who answers, no way into Stige."""

from collections.abc import Iterator
from typing import assert_never

from bot.cases.case import Case, Status
from bot.cases.course import Course
from bot.cases.outcome import Message
from bot.cases.outside_events import OutsideEvent, OutsideUnreachable, VendorLate, VendorsWritten
from bot.cases.rights import offered
from bot.cases.vendors import told_beside
from bot.cases.verbs import Verb
from bot.messages.heading import accent
from bot.messages.names import item_name, people, reference
from bot.messages.shown import Card, Row
from bot.messages.templates import Company
from bot.people.roster import Roster
from bot.words import Name, Say, say

ASKED_WITH = ("summary", "impact", "help")


def vendor_card(case: Case, message: Message, within: Company) -> Card:
    """The one message that asks for help: what it is about, whom to answer, and that we want their number for it."""
    name, whom = reference(case), _beside(case, message, within)
    return Card(
        say("vendor.headline", case=name),
        say("vendor.subject", case=name, priority=case.priority, summary=case.handover.summary),
        accent(case, within.rules),
        lead=tuple(_wanted(case, whom)),
        rows=(Row(say("row.priority"), case.priority),),
        body=tuple(_body(case, within)),
        case_id=case.id,
        answer_to=tuple(known.email for person in whom if (known := within.roster.people.get(person))),
    )


def _beside(case: Case, message: Message, within: Company) -> tuple[str, ...]:
    """Whom the vendor answers: who has the case, before that whoever is told beside them."""
    course = Course(case, None, within.rules, within.roster, within.now)
    return tuple(dict.fromkeys((case.owner,) if case.owner else told_beside(course, message.vendor or "")))


def _wanted(case: Case, whom: tuple[str, ...]) -> Iterator[Say]:
    if case.status is Status.CLOSED:
        yield say("vendor.over")
        return
    if whom:
        yield say("vendor.answer", people=people(whom))
    yield say("vendor.reference", case=reference(case))


def _body(case: Case, within: Company) -> Iterator[Row]:
    for item in ASKED_WITH:
        if text := getattr(case.handover, item):
            yield Row(say("row.item", item=item_name(item, within.rules)), text)


def vendor_lines(case: Case, roster: Roster, seen_by: str | None) -> Iterator[Say]:
    """For who may say that the vendor has it: what Stige does about it, and what it leaves to them."""
    if seen_by is None or not offered(seen_by, Verb.VENDOR_HAS_IT, case, roster):
        return
    if case.written:
        yield say("vendor.written", vendors=people(case.written))
    for vendor in case.vendors:
        known = roster.vendors.get(vendor)
        if known and known.email and vendor not in case.written:
            yield say("vendor.write_to", vendor=Name(vendor), address=known.email)
        elif vendor not in case.written:
            yield say("vendor.tell", vendor=Name(vendor))


def told_of_outside(event: OutsideEvent) -> Say:
    """A line of the record."""
    match event:
        case VendorsWritten(vendors):
            return say("record.vendors_written", vendors=people(vendors))
        case OutsideUnreachable(whom):
            return say("record.outside_unreachable", whom=Name(whom))
        case VendorLate():
            return say("record.vendor_late")
        case _:
            assert_never(event)

"""What a vendor is written, and what the cards say of it to those beside one (S27, S35)."""

from dataclasses import replace

from bot.cases.case import Closing
from bot.cases.commands import Confirm, Resolve, VendorHasIt
from bot.cases.facts import Handover
from bot.cases.outcome import Message, MessageKind, Topic
from bot.cases.reports import ReportOutsideUnreachable
from bot.messages.card import card
from bot.messages.record import what_happened
from tests.core.messages.company import Matter, roster, rows, text

NETWORK = (("system", "network"),)
WITH_MAIL = replace(roster(), mail=True)
HELP = Handover(text("Booking is down"), impact=text("Call +31 20 555 0100"), help=text("Look at the line"))


def at_the_carrier(mail: bool = True) -> Matter:
    """Level 3 asks Skylink alone and tells Sanna."""
    company = WITH_MAIL if mail else roster()
    return Matter(choices=NETWORK, handover=HELP, roster_=company).waits(minutes=16)


def to_vendor(matter: Matter) -> list[str]:
    message = Message(MessageKind.NUDGE, "c1", 1, topic=Topic.VENDOR_ASKED, vendor="skylink")
    drawn = card(matter.case, matter.rules, matter.roster, matter.now, None, message)
    facts = {**rows(drawn.rows), **rows(drawn.body)}
    return [*(matter.read(line) for line in (drawn.headline, *drawn.lead)), *(f"{k}: {v}" for k, v in facts.items())]


def happened(matter: Matter) -> str:
    [row] = what_happened(matter.entries, matter.rules)
    return matter.read(row.value)


def test_a_vendor_reads_what_help_is_wanted_and_no_contacts_that_somebody_wrote() -> None:
    assert to_vendor(at_the_carrier()) == [
        "ESC-7: your help is needed",
        "Please answer Sanna Korhonen.",
        "Please give us your reference for it, and quote ESC-7.",
        "Priority: P1",
        "Summary: Booking is down",
        "Impact: Call …",
        "Help needed: Look at the line",
    ]


def test_once_somebody_owns_it_they_are_whom_to_answer_and_where_nobody_is_told_nobody_is_named() -> None:
    owned = at_the_carrier().does("sanna", VendorHasIt(text("SL-77", "sanna")))
    assert to_vendor(owned)[1] == "Please answer Sanna Korhonen."
    gone = at_the_carrier()
    gone.roster = replace(gone.roster, people={k: v for k, v in gone.roster.people.items() if k != "sanna"})
    assert to_vendor(gone)[1].startswith("Please give us")


def test_what_the_vendor_answers_goes_to_the_people_beside_it() -> None:
    matter = at_the_carrier()
    message = Message(MessageKind.NUDGE, "c1", 1, topic=Topic.VENDOR_ASKED, vendor="skylink")
    drawn = card(matter.case, matter.rules, matter.roster, matter.now, None, message)
    assert drawn.answer_to == ("sanna@kestrel.example",)


def test_whoever_is_told_reads_that_stige_writes_and_what_is_left_to_them() -> None:
    assert "Stige writes to Skylink Carrier Services." in " ".join(at_the_carrier().lead("sanna"))
    silent = at_the_carrier().does(None, ReportOutsideUnreachable("skylink"))  # type: ignore[arg-type]
    by_hand = "Write to Skylink Carrier Services: noc@skylink.example. Stige has not."
    assert by_hand in silent.lead("sanna")
    assert by_hand in at_the_carrier(mail=False).lead("sanna")


def test_without_an_address_they_are_asked_to_tell_the_vendor_themselves() -> None:
    hooked = replace(roster().vendors["skylink"], email=None, webhook="https://skylink.example/in")
    matter = at_the_carrier(mail=False)
    matter.roster = replace(matter.roster, vendors={"skylink": hooked})
    assert "Tell Skylink Carrier Services yourself: Stige has not." in matter.lead("sanna")


def test_neither_a_room_nor_who_may_not_answer_for_the_vendor_reads_of_it_nor_anybody_once_it_has_it() -> None:
    matter = at_the_carrier()
    for lead in (matter.lead(None), matter.lead("noor")):
        assert not any("Skylink" in line and "writes" in line for line in lead)
    matter.does("sanna", VendorHasIt(text("SL-77", "sanna")))
    assert not any("Stige writes" in line for line in matter.lead("sanna"))


def test_a_reminder_beside_a_vendor_says_how_much_time_is_left() -> None:
    matter = at_the_carrier()
    reminder = Message(MessageKind.REMIND, "c1", matter.case.seq, "sanna", level=3, round=1)
    drawn = card(matter.case, matter.rules, matter.roster, matter.now, "sanna", reminder)
    assert "44 minutes" in matter.read(drawn.lead[0])


def test_the_vendors_time_stands_on_the_card_and_then_how_long_it_is_late() -> None:
    matter = at_the_carrier().does("sanna", VendorHasIt(text("SL-77", "sanna")))
    assert rows(matter.card("noor").rows)["Vendor solves by"] == "Saturday 00:11"
    near = matter.nudge("sanna", Topic.VENDOR_NEAR)
    assert matter.read(near.headline) == "ESC-7: the vendor has until Saturday 00:11 to solve it."
    matter.waits(hours=6.5)
    assert "Vendor solves by" not in rows(matter.card("noor").rows)
    assert "Vendor late since" in rows(matter.card("noor").rows)
    assert matter.read(matter.nudge("sanna", Topic.VENDOR_LATE).headline) == (
        "ESC-7: the vendor's time to solve it is over."
    )
    assert "ESC-7" in matter.read(matter.nudge("sanna", Topic.VENDOR_NEAR).headline)
    assert "The vendor's time to solve it is over" in happened(matter)


def test_the_record_says_what_is_owed_outside_and_what_does_not_arrive() -> None:
    matter = at_the_carrier().does(None, ReportOutsideUnreachable("skylink"))  # type: ignore[arg-type]
    assert "A message to Skylink Carrier Services is owed" in happened(matter)
    assert "No message reaches Skylink Carrier Services" in happened(matter)


def test_a_request_that_leaves_after_the_end_says_so() -> None:
    solved = Closing(text("New line"), text("Digger"), text("Ask first"))
    matter = at_the_carrier().does("sanna", VendorHasIt(text("SL-77", "sanna"))).does("sanna", Resolve(solved))
    assert to_vendor(matter.does("noor", Confirm()))[1] == "It is over meanwhile: nothing is needed of you."

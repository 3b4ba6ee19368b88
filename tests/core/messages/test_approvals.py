"""What is said of approval, of break-glass and of another version."""

from dataclasses import replace

from bot.cases.case import Status
from bot.cases.commands import Accept, Approve, BreakGlass, Disapprove, Escalate, MoveVersion, Triage
from bot.cases.facts import Handover
from bot.cases.outcome import Message, MessageKind, Topic
from bot.messages.card import card
from bot.messages.delivery import still_owed
from bot.messages.record import what_happened
from bot.messages.where import whats_next, where
from bot.messages.why import why_you
from bot.policy.rules import ApprovalLine, Default
from tests.core.messages.company import FRIDAY, Matter, asking_first, read, roster, text
from tests.harness.builders import approval

WHY = text("because", "amara")
PEOPLE = {
    **roster().people,
    "amara": replace(roster().people["amara"], authority=frozenset({"approve", "break-glass", "policy"})),
    "piet": replace(roster().people["piet"], authority=frozenset({"approve"})),
}
DECIDING = replace(roster(), people=PEOPLE)


def asked(line: ApprovalLine | None = None) -> Matter:
    """A routine case, of which the head of operations is asked."""
    lines = (line or approval("amara"),)
    words = Handover(text("Crooked logo"), steps=text("a"), impact=text("b"), help=text("c"))
    own = replace(asking_first(), approval=lines)
    return Matter(handover=words, roster_=DECIDING, rules_=own, impact="person", urgency="later")


def told(matter: Matter) -> str:
    (row,) = what_happened(matter.entries, matter.rules)
    return read(row.value)


def test_everybody_reads_who_is_asked_until_when_and_what_silence_comes_to() -> None:
    matter = asked()
    assert read(where(matter.case, matter.rules)) == "It waits for approval. Asked: Amara Okafor."
    assert "it counts as approved." in read(whats_next(matter.case, matter.rules, DECIDING)[0])
    declined = asked(approval("amara", otherwise="decline"))
    assert "it counts as not approved." in read(whats_next(declined.case, declined.rules, DECIDING)[0])
    chain = asked(approval("amara piet", chain=True))
    assert "approved so far, and Piet" in read(whats_next(chain.case, chain.rules, DECIDING)[0])


def test_who_is_asked_reads_why_and_is_asked_no_more_once_it_is_decided() -> None:
    matter = asked()
    message = Message(MessageKind.ASK, "c1", 3, "amara", topic=Topic.APPROVAL)
    assert still_owed(message, matter.case)
    assert "asked to approve it before anybody else is asked" in read(
        why_you(matter.case, matter.rules, DECIDING, "amara")[0]
    )
    drawn = card(matter.case, matter.rules, DECIDING, FRIDAY, "amara", message)
    assert read(drawn.plain).endswith("You are asked to approve it.")
    assert [read(button.label) for button in drawn.buttons[:2]] == ["Approve", "Do not approve"]
    matter.does("amara", Approve())
    assert not still_owed(message, matter.case)
    assert read(why_you(matter.case, matter.rules, DECIDING, "amara")[0]) == "You were asked to approve it."
    assert "Amara Okafor approved" in told(matter)


def test_moving_up_names_the_owner_and_who_wants_it() -> None:
    matter = asked(approval("amara"))
    matter.does("amara", Approve())
    person = matter.case.open_asks()[0].person if matter.case.open_asks() else "tomas"
    matter.case = replace(matter.case, asked=(*matter.case.asked, person))
    matter.does(person, Accept()).does(person, Escalate(WHY))
    assert matter.case.status is Status.APPROVAL
    assert "Asked to approve that it goes up" in read(where(matter.case, matter.rules))
    assert "wants to send it up" in read(why_you(matter.case, matter.rules, DECIDING, "amara")[0])
    matter.does("amara", Disapprove(WHY))
    nudge = Message(MessageKind.NUDGE, "c1", matter.case.seq, person, topic=Topic.NOT_APPROVED)
    drawn = card(matter.case, matter.rules, DECIDING, matter.now, person, nudge)
    assert "was not approved to go up" in read(drawn.headline)


def test_the_record_tells_each_way_that_an_approval_goes() -> None:
    by_default = asked(approval("amara zoe")).waits(hours=100)
    assert "Not asked to approve: zoe" in told(by_default)
    assert "Approved without an answer, as the policy says" in told(by_default)
    declined = asked(approval("amara", otherwise=Default.DECLINE.value)).waits(hours=100)
    assert "Not approved without an answer, as the policy says" in told(declined)
    assert "Amara Okafor did not approve" in told(asked().does("amara", Disapprove(WHY)))
    dropped = asked().does("amara", Triage(WHY, priority="P1"))
    assert "Approval is not needed any more" in told(dropped)


def test_a_broken_glass_is_told_with_its_level_and_those_called_read_so() -> None:
    matter = Matter(roster_=DECIDING).does("linh", Accept())
    matter.does("amara", BreakGlass(2, WHY))
    assert "Amara Okafor broke the glass: to Second line (level 2)" in told(matter)
    whom = matter.case.open_asks()[-1].person
    assert "The glass was broken for it." in read(why_you(matter.case, matter.rules, DECIDING, whom)[0])


def test_another_version_is_told_by_its_label_and_what_came_before_by_its_own_names() -> None:
    matter = Matter(roster_=DECIDING).waits(minutes=6)
    old, new = matter.rules, replace(asking_first(), version="v2", label="next", paths=asking_first().paths[-1:])
    matter.rules = new
    matter.does("amara", MoveVersion("v2", WHY))
    (row,) = what_happened(matter.entries, new, {old.version: old, "v2": new})
    assert "Amara Okafor moved it to the version next of the policy" in read(row.value)
    assert "Second line, level 2" in read(row.value)

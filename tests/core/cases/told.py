"""An event in a few words, as the tests of the ladder read it."""

from bot.cases.approval_events import ApprovalAsked, ApprovalDropped, Approved, ApproverSkipped, Disapproved
from bot.cases.audience_events import AudienceTold, EndTold, TextHandedOver, UpdateAsked, UpdateMissed
from bot.cases.clock_events import Breached, ClockReminded
from bot.cases.departure_events import GlassBroken, VersionMoved
from bot.cases.events import (
    CardsWithdrawn,
    Closed,
    ClosingWanted,
    Event,
    HandedBack,
    InfoAsked,
    InfoGiven,
    OwnerChanged,
    PersonUnreachable,
    Resolved,
    Snoozed,
    WaitBegan,
    Woke,
)
from bot.cases.handoff_events import (
    HandedOff,
    HandoffDeclined,
    HandoffEnded,
    HandoffLate,
    HandoffNoted,
    HandoffOffered,
    PassingOnAsked,
)
from bot.cases.ladder import Duty
from bot.cases.ladder_events import (
    Answered,
    FallbackReached,
    FallbackSlept,
    LevelPassed,
    LevelReached,
    LevelSlept,
    Paged,
    PathChanged,
    PersonReminded,
    PersonSkipped,
    Told,
)
from bot.cases.outside_events import VendorLate


def told(event: Event) -> str:  # noqa: C901  one arm an event
    """Empty for what the stories do not tell."""
    match event:
        case LevelReached(level, round_):
            return f"level {level}" + (f" round {round_}" if round_ > 1 else "")
        case LevelSlept(level):
            return f"level {level} sleeps"
        case LevelPassed(level):
            return f"level {level} passed"
        case PersonSkipped(person, _, _, reason):
            return f"skips {person}: {reason}"
        case Paged(person, _, _, duty):
            return f"asks {person}" + (" to take over" if duty is Duty.TAKE_OVER else "")
        case Told(people, places, vendors):
            return "tells " + " ".join((*people, *(f"#{p}" for p in places), *(f"@{v}" for v in vendors)))
        case PersonReminded(person, _, _, percent):
            return f"reminds {person} at {percent:g}%"
        case FallbackReached(count):
            return f"fallback {count}"
        case FallbackSlept():
            return "fallback sleeps"
        case Breached(kind):
            return f"{kind} breached"
        case ClockReminded(kind, percent, person):
            return f"{kind} near for {person} at {percent:g}%"
        case UpdateAsked(audience, person, percent):
            return f"asks {person} for an update to {audience} at {percent:g}%"
        case AudienceTold(_, people, places, customer, vendors, said, by_hand):
            whom = (*people, *(f"#{p}" for p in places), *([customer] if customer else []), *(f"@{v}" for v in vendors))
            return " ".join(("informs", *whom, *(["by hand"] if by_hand else []), *(["in words"] if said else [])))
        case TextHandedOver(_, person, customer, vendors):
            return f"{person} is to tell " + " ".join((*([customer] if customer else []), *(f"@{v}" for v in vendors)))
        case EndTold(people, places, customers, vendors):
            outside = (*customers, *(f"@{v}" for v in vendors))
            return "tells the end to " + " ".join((*people, *(f"#{p}" for p in places), *outside))
        case VendorLate():
            return "the vendor is late"
        case UpdateMissed(count):
            return f"update missed {count}"
        case Answered(person, reply):
            return f"{person} {reply}"
        case PersonUnreachable(person):
            return f"{person} unreachable"
        case OwnerChanged(owner):
            return f"{owner} owns it"
        case PathChanged(path):
            return f"path {path}"
        case CardsWithdrawn(places):
            return f"withdraws {' '.join(places)}"
        case InfoAsked(item):
            return f"asks rita for {item}"
        case InfoGiven(item):
            return f"rita gives {item}"
        case ClosingWanted(items):
            return f"closing wants {' '.join(items)}"
        case Closed(outcome):
            return f"closed {outcome}"
        case ApprovalAsked(approval):
            return f"asks {' '.join(approval.people)} to approve"
        case ApproverSkipped(person, reason):
            return f"skips {person}: {reason}"
        case Approved(by_default):
            return "approved by default" if by_default else "approved"
        case Disapproved(reason=reason):
            return "not approved" if reason else "not approved by default"
        case ApprovalDropped():
            return "approval dropped"
        case GlassBroken(level):
            return f"glass broken to {level}"
        case HandoffOffered(handoff):
            return f"offered to {' '.join(handoff.to)}"
        case PassingOnAsked(handoff):
            return f"{handoff.giver} is to pass it on: {handoff.why}"
        case HandoffNoted():
            return "noted for whoever takes it"
        case HandoffDeclined(person):
            return f"{person} declines it"
        case HandoffLate():
            return "not taken in time"
        case HandoffEnded(how):
            return f"handoff ends: {how}"
        case HandedOff(to):
            return f"{to} takes it on"
        case VersionMoved(version):
            return f"version {version}"
        case Resolved() | Snoozed() | Woke() | WaitBegan() | HandedBack():
            return {
                Resolved: "resolved",
                Snoozed: "snoozed",
                Woke: "woke",
                WaitBegan: "waits",
                HandedBack: "handed back",
            }[type(event)]
        case _:
            return ""

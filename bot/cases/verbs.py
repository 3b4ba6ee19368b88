"""What a button or a form can ask for. The words are part of what stands on cards for months: never rename one."""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    OPEN = "open"
    ACCEPT = "accept"
    COORDINATE = "coordinate"
    DECLINE = "decline"
    NEED_INFO = "need_info"
    ANSWER = "answer"
    HAND_BACK = "hand_back"
    ESCALATE = "escalate"
    TRIAGE = "triage"
    REASSIGN = "reassign"
    SNOOZE = "snooze"
    WAKE = "wake"
    NOTE = "note"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    VENDOR_HAS_IT = "vendor_has_it"
    SHOW = "show"
    ADD_PEOPLE = "add_people"
    EDIT = "edit"
    WAIT_FOR = "wait_for"
    UPDATE = "update"
    TOLD = "told"
    APPROVE = "approve"
    DISAPPROVE = "disapprove"
    BREAK_GLASS = "break_glass"
    MOVE_VERSION = "move_version"
    HOLD = "hold"
    LIFT = "lift"
    SUGGESTION_FITS = "suggestion_fits"
    SUGGESTION_MISFITS = "suggestion_misfits"
    PASS_ON = "pass_on"  # noqa: S105  it passes a case on
    KEEP = "keep"
    POLICY_ACTIVATE = "policy_activate"
    POLICY_APPROVE = "policy_approve"
    POLICY_DECLINE = "policy_decline"
    ME_EDIT = "me_edit"
    ME_AWAY = "me_away"
    ME_BACK = "me_back"
    CALENDAR_LINK = "calendar_link"
    DUTY_OVERRIDE = "duty_override"
    DUTY_COVER = "duty_cover"
    DUTY_SWAP = "duty_swap"
    DUTY_AGREE = "duty_agree"
    DUTY_DECLINE = "duty_decline"
    DUTY_CANCEL = "duty_cancel"
    ACCEPT_ALL = "accept_all"
    BUNDLE_ACCEPT = "bundle_accept"
    BUNDLE_LIST = "bundle_list"


# What these are about stands in `Press.case_id`: a policy that is proposed; or, of people, a request, a deal, a shift.
OF_A_POLICY = frozenset({Verb.POLICY_ACTIVATE, Verb.POLICY_APPROVE, Verb.POLICY_DECLINE})
OF_PEOPLE = frozenset(
    {
        Verb.ME_EDIT,
        Verb.ME_AWAY,
        Verb.ME_BACK,
        Verb.CALENDAR_LINK,
        Verb.DUTY_OVERRIDE,
        Verb.DUTY_COVER,
        Verb.DUTY_SWAP,
        Verb.DUTY_AGREE,
        Verb.DUTY_DECLINE,
        Verb.DUTY_CANCEL,
        Verb.ACCEPT_ALL,
        Verb.BUNDLE_ACCEPT,
        Verb.BUNDLE_LIST,
    }
)
OF_A_CASE = tuple(verb for verb in Verb if verb not in OF_A_POLICY | OF_PEOPLE)


@dataclass(frozen=True, slots=True)
class Belief:
    """What the card showed when it was drawn, as far as it matters to a verb. `about` is the key of a suggestion,
    or the number of an audience."""

    level: int = 0
    round: int = 1
    owner: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed or a form sent: input like any other. `case_id` is None when a case is to be opened."""

    verb: Verb
    case_id: str | None = None
    belief: Belief = Belief()

    def packed(self) -> str:
        """Short enough for every platform's button value (well under 200 characters)."""
        believed = self.belief
        stated = (str(believed.level), str(believed.round), believed.owner or "", believed.about or "")
        return "|".join((self.verb, self.case_id or "", *stated)).removesuffix("|")

    @classmethod
    def unpacked(cls, value: str) -> "Press | None":
        """None for anything that no card of ours carries."""
        parts = value.split("|")
        if len(parts) not in (5, 6) or parts[0] not in set(Verb) or not (parts[2].isdecimal() and parts[3].isdecimal()):
            return None
        if len(parts[2]) > 4 or len(parts[3]) > 4:
            return None
        belief = Belief(int(parts[2]), int(parts[3]), parts[4] or None, "".join(parts[5:]) or None)
        return cls(Verb(parts[0]), parts[1] or None, belief)

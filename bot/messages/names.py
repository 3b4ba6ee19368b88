"""What our own words are called: statuses, reasons, items, verbs. The policy's words stand as written."""

from collections.abc import Iterable, Mapping

from bot.cases.case import Case, Outcomes, Room, Status, WaitingFor
from bot.cases.facts import Complexity, Item, Reason
from bot.cases.verbs import Verb
from bot.people.identity import Platform
from bot.people.skipping import SkipReason
from bot.policy.rules import Rules
from bot.words import Name, Param, Say, say

STATUSES: Mapping[Status, Say] = {
    Status.APPROVAL: say("status.approval"),
    Status.NEW: say("status.new"),
    Status.ACCEPTED: say("status.accepted"),
    Status.WAITING: say("status.waiting"),
    Status.RESOLVED: say("status.resolved"),
    Status.CLOSED: say("status.closed"),
}
PLATFORMS: Mapping[Platform, Say] = {
    Platform.SLACK: say("platform.slack"),
    Platform.TEAMS: say("platform.teams"),
    Platform.SANDBOX: say("platform.sandbox"),
    Platform.MAIL: say("platform.mail"),
    Platform.WEBHOOK: say("platform.webhook"),
}
OUTCOMES: Mapping[Outcomes, Say] = {
    Outcomes.DONE: say("outcome.done"),
    Outcomes.WITHDRAWN: say("outcome.withdrawn"),
    Outcomes.NOT_APPROVED: say("outcome.not_approved"),
    Outcomes.JOINED: say("outcome.joined"),
}
PARTIES: Mapping[WaitingFor, Say] = {
    WaitingFor.REPORTER: say("party.reporter"),
    WaitingFor.CUSTOMER: say("party.customer"),
    WaitingFor.VENDOR: say("party.vendor"),
}
ITEMS: Mapping[str, Say] = {
    Item.SUMMARY: say("item.summary"),
    Item.STEPS: say("item.steps"),
    Item.IMPACT: say("item.impact"),
    Item.CUSTOMER: say("item.customer"),
    Item.DEADLINE: say("item.deadline"),
    Item.HELP: say("item.help"),
}
WHY_IT_MATTERS: Mapping[str, Say] = {
    Item.SUMMARY: say("matters.summary"),
    Item.STEPS: say("matters.steps"),
    Item.IMPACT: say("matters.impact"),
    Item.CUSTOMER: say("matters.customer"),
    Item.DEADLINE: say("matters.deadline"),
    Item.HELP: say("matters.help"),
}
REASONS: Mapping[Reason, Say] = {
    Reason.AUTHORITY: say("reason.authority"),
    Reason.EXPERTISE: say("reason.expertise"),
    Reason.RESOURCES: say("reason.resources"),
    Reason.TIME: say("reason.time"),
    Reason.LEGAL: say("reason.legal"),
    Reason.SAFETY: say("reason.safety"),
    Reason.BUSINESS: say("reason.business"),
}
COMPLEXITIES: Mapping[Complexity, Say] = {
    Complexity.SIMPLE: say("complexity.simple"),
    Complexity.COMPLEX: say("complexity.complex"),
}
VERBS: Mapping[Verb, Say] = {
    Verb.OPEN: say("button.open"),
    Verb.ACCEPT: say("button.accept"),
    Verb.COORDINATE: say("button.coordinate"),
    Verb.DECLINE: say("button.decline"),
    Verb.NEED_INFO: say("button.need_info"),
    Verb.ANSWER: say("button.answer"),
    Verb.HAND_BACK: say("button.hand_back"),
    Verb.ESCALATE: say("button.escalate"),
    Verb.TRIAGE: say("button.triage"),
    Verb.REASSIGN: say("button.reassign"),
    Verb.SNOOZE: say("button.snooze"),
    Verb.WAKE: say("button.wake"),
    Verb.NOTE: say("button.note"),
    Verb.RESOLVE: say("button.resolve"),
    Verb.CONFIRM: say("button.confirm"),
    Verb.REOPEN: say("button.reopen"),
    Verb.WITHDRAW: say("button.withdraw"),
    Verb.VENDOR_HAS_IT: say("button.vendor_has_it"),
    Verb.SHOW: say("button.show"),
    Verb.ADD_PEOPLE: say("button.add_people"),
    Verb.EDIT: say("button.edit"),
    Verb.WAIT_FOR: say("button.wait_for"),
    Verb.UPDATE: say("button.update"),
    Verb.TOLD: say("button.told"),
    Verb.APPROVE: say("button.approve"),
    Verb.DISAPPROVE: say("button.disapprove"),
    Verb.BREAK_GLASS: say("button.break_glass"),
    Verb.MOVE_VERSION: say("button.move_version"),
    Verb.HOLD: say("button.hold"),
    Verb.LIFT: say("button.lift"),
    Verb.SUGGESTION_FITS: say("button.suggestion_fits"),
    Verb.SUGGESTION_MISFITS: say("button.suggestion_misfits"),
    Verb.PASS_ON: say("button.pass_on"),
    Verb.KEEP: say("button.keep"),
}
TAKE_OVER = say("button.take_over")
SKIPPED: Mapping[str, Say] = {
    SkipReason.GONE: say("skip.gone"),
    SkipReason.AWAY: say("skip.away"),
    SkipReason.LEAVE: say("skip.leave"),
    SkipReason.UNREACHABLE: say("skip.unreachable"),
    SkipReason.DECLINED: say("skip.declined"),
    SkipReason.CONCERNED: say("skip.concerned"),
    SkipReason.OWNER: say("skip.owner"),
    SkipReason.AUTHORITY: say("skip.authority"),
    SkipReason.REPORTER: say("skip.reporter"),
    SkipReason.LIMIT: say("skip.limit"),
    SkipReason.HOURS: say("skip.hours"),
    SkipReason.SKILLS: say("skip.skills"),
    SkipReason.CHOSEN_SKILLS: say("skip.chosen_skills"),
}

MAY_NOT: Mapping[Verb, Say] = {
    Verb.ACCEPT: say("refused.may_not.accept"),
    Verb.COORDINATE: say("refused.may_not.coordinate"),
    Verb.DECLINE: say("refused.may_not.decline"),
    Verb.NEED_INFO: say("refused.may_not.need_info"),
    Verb.ANSWER: say("refused.may_not.answer"),
    Verb.HAND_BACK: say("refused.may_not.hand_back"),
    Verb.ESCALATE: say("refused.may_not.escalate"),
    Verb.TRIAGE: say("refused.may_not.triage"),
    Verb.REASSIGN: say("refused.may_not.reassign"),
    Verb.SNOOZE: say("refused.may_not.snooze"),
    Verb.WAKE: say("refused.may_not.wake"),
    Verb.NOTE: say("refused.may_not.note"),
    Verb.RESOLVE: say("refused.may_not.resolve"),
    Verb.CONFIRM: say("refused.may_not.confirm"),
    Verb.REOPEN: say("refused.may_not.reopen"),
    Verb.WITHDRAW: say("refused.may_not.withdraw"),
    Verb.VENDOR_HAS_IT: say("refused.may_not.vendor_has_it"),
    Verb.ADD_PEOPLE: say("refused.may_not.add_people"),
    Verb.EDIT: say("refused.may_not.edit"),
    Verb.WAIT_FOR: say("refused.may_not.wait_for"),
    Verb.UPDATE: say("refused.may_not.update"),
    Verb.TOLD: say("refused.may_not.told"),
    Verb.APPROVE: say("refused.may_not.approve"),
    Verb.DISAPPROVE: say("refused.may_not.disapprove"),
    Verb.BREAK_GLASS: say("refused.may_not.break_glass"),
    Verb.MOVE_VERSION: say("refused.may_not.move_version"),
    Verb.HOLD: say("refused.may_not.hold"),
    Verb.LIFT: say("refused.may_not.lift"),
    Verb.SUGGESTION_FITS: say("refused.may_not.suggestion_fits"),
    Verb.SUGGESTION_MISFITS: say("refused.may_not.suggestion_misfits"),
    Verb.PASS_ON: say("refused.may_not.pass_on"),
    Verb.KEEP: say("refused.may_not.keep"),
}

# The flags of Stige's own. Others, and all words of impact and urgency, are the policy's and stand as written.
FLAGS: Mapping[str, Say] = {
    "security": say("flag.security"),
    "safety": say("flag.safety"),
    "legal": say("flag.legal"),
    "compliance": say("flag.compliance"),
    "operations": say("flag.operations"),
}


def flag_name(flag: str) -> Param:
    return FLAGS.get(flag) or flag.replace("_", " ")


def word_name(word: str) -> str:
    """A word of the policy file, as a person reads it."""
    return word.replace("_", " ")


def item_name(item: str, rules: Rules) -> Param:
    """An item of the hand-over, or a field of the type by its title."""
    return ITEMS.get(item) or (rules.fields[item].title if item in rules.fields else word_name(item))


def people(ids: Iterable[str]) -> tuple[Param, ...]:
    return tuple(Name(id_) for id_ in ids)


def rooms(named: Iterable[Room]) -> tuple[Param, ...]:
    """Platforms are called what they call themselves, in every language."""
    return tuple(
        say("place.on", place=Name(room.place), platform=room.platform.title())
        if room.platform
        else say("place.nowhere", place=Name(room.place))
        for room in named
    )


def reference(case: Case) -> str:
    """What people call the case: ESC-7."""
    return f"ESC-{case.number}"

"""What stands at the top of every card of a case, and how loud it is."""

from bot.cases.case import Case, Realm, Status
from bot.messages.names import reference
from bot.messages.shown import Accent
from bot.policy.rules import Rules
from bot.words import Say, say


def headline(case: Case) -> Say:
    if case.realm is Realm.DRILL:
        return say("card.drill", case=reference(case), priority=case.priority, summary=case.handover.summary)
    return say("card.headline", case=reference(case), priority=case.priority, summary=case.handover.summary)


def accent(case: Case, rules: Rules) -> Accent:
    if case.status in (Status.RESOLVED, Status.CLOSED):
        return Accent.DONE
    if case.status is Status.WAITING or case.snoozed_until:
        return Accent.QUIET
    return Accent.URGENT if case.priority in rules.priority.urgent else Accent.OPEN

"""What a level wants of those whom it asks about this case (S20)."""

from datetime import datetime

from bot.cases.case import Case
from bot.cases.ladder import Duty, Reply
from bot.people.asking import Narrowing
from bot.people.naming import duty_named
from bot.people.roster import Roster
from bot.policy.rules import Level, Rules


def narrowing(
    case: Case, level: Level, rules: Rules, roster: Roster, at: datetime, *, round_: int, duty: Duty, hours: str | None
) -> Narrowing:
    refused = [ask for ask in case.ladder.asks if ask.round == round_ and ask.refused]
    wanted = (word for field, word in case.facts.choices if rules.fields[field].skill)
    return Narrowing(
        reporter=case.reporter,
        declined=frozenset(ask.person for ask in refused if ask.reply is not Reply.UNREACHABLE),
        unreached=frozenset(ask.person for ask in refused if ask.reply is Reply.UNREACHABLE),
        concerned=case.concerned,
        owner=case.owner if duty is Duty.TAKE_OVER else None,
        skills=level.skills,
        chosen_skills=frozenset(wanted),
        authority=level.authority,
        heed_hours=hours is not None,
        on_duty=duty_named(level.ask, roster, at),
    )

"""What a step is given beside its case and command: the rules that it is pinned to, and everybody as they are now."""

from datetime import datetime

from bot.cases.case import Case
from bot.cases.commands import Command, MoveVersion, PersonsCommand, Triage
from bot.cases.outcome import Outcome
from bot.cases.step import step
from bot.changing import replace
from bot.people.roster import Roster
from bot.policy.rules import Rules
from bot.ports import Unit


def remembered(roster: Roster, unit: Unit, now: datetime, *, within: bool = False) -> Roster:
    """With what is known of people beside the policy: who is there, who stands in, what they carry. `within`: nobody
    asks it when the unit is over."""
    there = unit.presence(now)
    return replace(
        roster,
        away=dict.fromkeys(there.unreachable, "unreachable"),
        loads=unit.loads_as_asked() if within else unit.loads(),
        overrides=there.overrides,
        absences=there.absences,
        feeds=there.feeds,
        own=there.own,
        zones=there.zones,
    )


def stepped(case: Case, command: Command, by: str | None, unit: Unit, roster: Roster, now: datetime) -> Outcome:
    return step(case, command, by, _rules_for(case, command, unit), roster, case.clock.case_time(now))


def _rules_for(case: Case, command: Command, unit: Unit) -> Rules:
    """Those it is pinned to. A move is weighed by those it moves to, unless they were never in force: then the step
    refuses it."""
    elsewhere = unit.policy(command.version) if isinstance(command, MoveVersion) else None
    return elsewhere.rules if elsewhere else unit.rules(case.version)


def customers_of(case: Case | None, command: PersonsCommand) -> tuple[str | None, ...]:
    """Whom the case is for, and whom it will be for."""
    facts = command.facts if isinstance(command, Triage) else None
    return case.facts.customer if case else None, facts.customer if facts else None

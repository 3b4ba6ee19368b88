"""Why something happens in a simulation: the number of the rule, and the line of the policy it comes from.

A line is named by its place in the file, lists counted from 0, as in the findings of lint: `paths.critical.levels[2]`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.cases.case import Case
from bot.cases.clocks import ClockKind
from bot.cases.ladder import Why
from bot.cases.situation import situation_of
from bot.messages.facts import priority_with_reasons
from bot.messages.names import SKIPPED
from bot.messages.record import CLOCKS
from bot.policy.policy import Policy
from bot.policy.routing import privacy
from bot.policy.rules import Default
from bot.policy.when import Situation, fits
from bot.words import Name, Say, say

WHY: Mapping[Why, Say] = {
    Why.OPENED: say("trying.why.opened"),
    Why.AT_ONCE: say("trying.why.at_once"),
    Why.TIME: say("trying.why.time"),
    Why.DECLINED: say("trying.why.declined"),
    Why.BY_HAND: say("trying.why.by_hand"),
    Why.HANDED_BACK: say("trying.why.handed_back"),
    Why.NOBODY: say("trying.why.nobody"),
    Why.WOKE: say("trying.why.woke"),
    Why.BREACHED: say("trying.why.breached"),
    Why.SILENT: say("trying.why.silent"),
    Why.OWNER_UNREACHABLE: say("trying.why.unreachable"),
    Why.UNREACHABLE: say("trying.why.unreachable"),
    Why.REOPENED: say("trying.why.reopened"),
    Why.TRIAGED: say("trying.why.triaged"),
    Why.HANDOFF: say("trying.why.handoff"),
    Why.GLASS_BROKEN: say("trying.why.glass_broken"),
}
ASKING = frozenset({Why.OPENED, Why.AT_ONCE, Why.WOKE})  # why a level is asked, never why all are passed

OTHERWISE: Mapping[Default, Say] = {
    Default.APPROVE: say("trying.otherwise.approve"),
    Default.DECLINE: say("trying.otherwise.decline"),
}


class Because:
    """The reasons of one step, for the case as the step left it."""

    def __init__(self, case: Case, policy: Policy) -> None:
        self._case, self._rules, self._roster = case, policy.rules, policy.roster

    def opened(self) -> Iterator[Say]:
        case = self._case
        yield say("trying.opened", priority=priority_with_reasons(case), line=f"paths.{case.ladder.path}")
        if case.private:
            yield say("trying.private")

    def moved(self, why: Why, level: int) -> Say:
        return say("trying.moved", why=WHY[why], line=self._level(level), role=self._role(level))

    def asked(self, level: int, until: datetime | None) -> Say:
        line, role = f"{self._level(level)}.ask", self._role(level)
        if until is None:
            return say("trying.asked", line=line, role=role)
        return say("trying.asked_until", line=line, role=role, until=until)

    def vendor_asked(self, level: int, until: datetime | None) -> Iterator[Say]:
        yield self.asked(level, until)
        yield say("trying.vendor")

    def told(self, level: int | None) -> Say:
        if level is None:
            return say("trying.told_at_once", lines=self._at_once_lines())
        return say("trying.told", line=f"{self._level(level)}.tell", role=self._role(level))

    def reminded(self, level: int, percent: float) -> Say:
        return say("trying.reminded", percent=percent, line=self._level(level), role=self._role(level))

    def clock_reminded(self, kind: ClockKind, percent: float) -> Say:
        return say("trying.clock_reminded", percent=percent, clock=CLOCKS[kind], line=self._clock(kind))

    def breached(self, kind: ClockKind, missed: int = 0) -> Say:
        if missed:
            return say("trying.update_missed", count=missed, line=self._clock(kind))
        rule = "S24" if kind is ClockKind.ACCEPT else "S31"
        return say("trying.breached", rule=rule, clock=CLOCKS[kind], line=self._clock(kind))

    def skipped(self, person: str, level: int, reason: str) -> Say:
        why = SKIPPED.get(reason) or reason
        return say("trying.skipped", person=Name(person), reason=why, line=self._level(level))

    def passed(self, level: int) -> Say:
        return say("trying.passed", line=self._level(level), role=self._role(level))

    def slept(self, level: int, until: datetime) -> Say:
        return say("trying.slept", line=self._level(level), role=self._role(level), until=until)

    def fallback(self, why: Why, again: datetime) -> Say:
        line = f"paths.{self._case.ladder.path}.fallback"
        because = Why.NOBODY if why in ASKING else why
        return say("trying.fallback", why=WHY[because], line=line, until=again)

    def approval(self, until: datetime, otherwise: Default) -> Say:
        return say("trying.asked_approval", until=until, otherwise=OTHERWISE[otherwise], line=self._approval())

    def approver_skipped(self, person: str, reason: str) -> Say:
        why = SKIPPED.get(reason) or reason
        return say("trying.approver_skipped", person=Name(person), reason=why, line=self._approval())

    def audience(self, number: int) -> Say:
        return say("trying.audience", line=self._audience(number))

    def _level(self, level: int) -> str:
        return f"paths.{self._case.ladder.path}.levels[{level - 1}]"

    def _role(self, level: int) -> Say:
        return say("trying.role", level=level, role=self._rules.path(self._case.ladder.path).levels[level - 1].role)

    def _at_once_lines(self) -> tuple[str, ...]:
        """Those that fit; without one it is the fallback that hears of a grave flag (S30)."""
        path, known = self._rules.path(self._case.ladder.path), self._situation()
        lines = tuple(f"paths.{path.id}.at_once[{n}]" for n, line in enumerate(path.at_once) if fits(line.when, known))
        return lines or (f"paths.{path.id}.fallback",)

    def _clock(self, kind: ClockKind) -> str:
        """The first line that fits and names the clock (S10); a vendor's time is the vendor's own (S35)."""
        if kind is ClockKind.VENDOR:
            return f"vendors.{self._case.vendors[-1]}.resolve_within"
        known, lines = self._situation(), enumerate(self._rules.clocks)
        fitting = (f"clocks[{n}].{kind}" for n, line in lines if getattr(line, kind.value) and fits(line.when, known))
        return next(fitting, f"clocks.{kind}")

    def _approval(self) -> str:
        """The first line that fits, of a private case one that names what makes it so (S10, S11)."""
        known, lines = self._situation(), enumerate(self._rules.approval)
        private = privacy(self._rules, known)
        named = ((n, line) for n, line in lines if not private.private or private.named_by(line.when))
        return next((f"approval[{n}]" for n, line in named if fits(line.when, known)), "approval")

    def _audience(self, number: int) -> str:
        """The line that it was chosen from: of its plan it keeps the template and the times."""
        chosen = self._case.audience(number)
        kept = (chosen.template, chosen.first, chosen.every) if chosen else None
        lines = (
            (f"communication[{n}].audiences[{m}]", (line.template, line.first, line.every))
            for n, plan in enumerate(self._rules.communication)
            for m, line in enumerate(plan.audiences)
        )
        return next((place for place, line in lines if line == kept), "communication")

    def _situation(self) -> Situation:
        return situation_of(self._case, self._rules, self._roster, self._case.read_at)

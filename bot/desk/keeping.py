"""The policy kept in chat: a file is sent with a word, looked at, shown, and put in force, with a second person where
it opens more than the version in force does. Only policy keepers are answered, and each in private."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from bot.answers import Says, telling
from bot.cases.verbs import Press, Verb
from bot.clean import tidy
from bot.desk.arrivals import Visit
from bot.engine import Engine
from bot.grammar import Keeping, KeepPolicy
from bot.keeping.opening import opened
from bot.keeping.proposing import Asked, approve, check_keeper, decline, go_ahead, propose
from bot.keeping.versions import Activated, Draft, Unsound
from bot.lint.finding import Means
from bot.messages.keeping import Remark, findings_card, proposal_card, why_form
from bot.messages.shown import Cards, FieldErrors, Form, Line, Response, Values
from bot.policy.policy import Policy
from bot.policy.proposals import Proposal
from bot.trying.diff import diff
from bot.words import Name, Say, say

LONGEST_WHY = 500


class Unreadable(Exception):
    """The file is no policy."""


class PolicyFiles(Protocol):
    """How policy files are read here, and what there is for a policy to use."""

    @property
    def means(self) -> Means: ...

    def read(self, source: bytes) -> Policy:
        """Raises `Unreadable`."""

    def judged(self, source: bytes, at: datetime, language: str) -> Sequence[Remark]:
        """In the order of the file, whatever the bytes are."""


class KeepingDesk:
    def __init__(self, engine: Engine, files: PolicyFiles) -> None:
        self._engine, self._files = engine, files

    def typed(self, asked: KeepPolicy, visit: Visit) -> Line:
        """Without a file it says how to send one, to those who may."""
        self._check(visit)
        return Line((say("keeping.send_file", doing=asked.doing.value),))

    def sent(self, asked: KeepPolicy, visit: Visit, source: bytes, key: str) -> Response:
        self._check(visit)
        if asked.doing is Keeping.LINT:
            return self._findings(visit, source)
        try:
            draft = Draft(self._files.read(source), source)
            proposal = propose(self._engine.store, draft, visit.person, visit.now, _id(key), self._files.means)
        except (Unreadable, Unsound):
            return self._findings(visit, source)
        if asked.doing is Keeping.ACTIVATE and asked.words:
            return self._go_ahead(visit, proposal.id, asked.words)
        return self._shown(proposal)

    def pressed(self, visit: Visit, press: Press) -> Line | Form:
        proposal = press.case_id or ""
        if press.verb is Verb.POLICY_ACTIVATE:
            self._check(visit)
            return why_form(press)
        if press.verb is Verb.POLICY_APPROVE:
            then = telling(visit.keep, _approved)
            done = approve(self._engine.store, proposal, visit.person, visit.now, then)
            self._engine.on_saved()
            return Line(_approved(done))
        declined = decline(self._engine.store, proposal, visit.person, visit.now, telling(visit.keep, _declined))
        return Line(_declined(declined))

    def submitted(self, visit: Visit, press: Press, values: Values) -> Line | FieldErrors:
        why = tidy(" ".join(values.get("why", ())))
        if not why:
            return FieldErrors((("why", say("keeping.why_needed")),))
        return self._go_ahead(visit, press.case_id or "", why)

    def _check(self, visit: Visit) -> None:
        check_keeper(Policy(visit.rules, visit.roster), visit.person)

    def _go_ahead(self, visit: Visit, proposal_id: str, why: str) -> Line:
        then = telling(visit.keep, _went_ahead)
        done = go_ahead(self._engine.store, proposal_id, visit.person, why[:LONGEST_WHY], visit.now, then)
        self._engine.on_saved()
        return Line(_went_ahead(done))

    def _findings(self, visit: Visit, source: bytes) -> Cards:
        return Cards((), (findings_card(self._files.judged(source, visit.now, visit.reader.language)),))

    def _shown(self, proposal: Proposal) -> Cards:
        with self._engine.store.writing() as unit:
            before = self._engine.policy_in(unit)
            widens = opened(unit, before, proposal.policy)
        return Cards((), (proposal_card(proposal, before, widens, diff(before, proposal.policy)),))


def _id(key: str) -> str:
    """The same for the same delivery, so that one that comes twice proposes once."""
    return sha256(key.encode()).hexdigest()[:20]


def _approved(done: Activated) -> Says:
    return (_in_force(done), say("keeping.first_hears", person=Name(done.activation.by)))


def _declined(declined: Proposal) -> Says:
    return (say("keeping.declined", label=declined.policy.rules.label, person=Name(declined.by)),)


def _went_ahead(done: Activated | Asked) -> Says:
    return (_in_force(done),) if isinstance(done, Activated) else (_waits_for(done), *done.widens)


def _in_force(done: Activated) -> Say:
    return say("keeping.in_force", label=done.activation.label)


def _waits_for(asked: Asked) -> Say:
    return say("keeping.asked", people=tuple(Name(person) for person in asked.people))

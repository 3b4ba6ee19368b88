"""What is shown of a policy that was sent in chat: what lint found, what would change, who is to agree."""

from collections.abc import Sequence, Sized
from dataclasses import dataclass

from bot.cases.verbs import Press, Verb
from bot.lint.finding import Severity
from bot.messages.notice import NoticeTopic
from bot.messages.shown import Accent, Button, Card, FieldKind, Form, FormField, Row, Style
from bot.policy.policy import Policy
from bot.policy.proposals import Proposal, ProposalState
from bot.words import Name, Param, Say, say

MOST_FINDINGS, MOST_WIDENED, MOST_CHANGES = 15, 15, 25


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was found in the file, already in words."""

    line: int
    column: int
    severity: Severity
    message: str


def findings_card(remarks: Sequence[Remark]) -> Card:
    errors = sum(1 for remark in remarks if remark.severity is Severity.ERROR)
    headline = say("keeping.found_errors", count=errors) if errors else say("keeping.no_errors")
    rows = tuple(Row(_at(remark), remark.message) for remark in remarks[:MOST_FINDINGS])
    notes = _more(remarks, MOST_FINDINGS)
    return Card(headline, headline, Accent.URGENT if errors else Accent.DONE, body=rows, notes=notes)


def _at(remark: Remark) -> Say:
    if remark.severity is Severity.ERROR:
        return say("keeping.error_at", line=remark.line, column=remark.column)
    return say("keeping.warning_at", line=remark.line, column=remark.column)


def _more(things: Sized, shown: int) -> tuple[Say, ...]:
    return (say("keeping.more", count=len(things) - shown),) if len(things) > shown else ()


def proposal_card(proposal: Proposal, before: Policy, widens: Sequence[Say], changes: Sequence[Say]) -> Card:
    """For whoever sent it; the button asks for the reason."""
    activate = Button(say("button.policy_activate"), Press(Verb.POLICY_ACTIVATE, proposal.id), Style.PRIMARY)
    notes = (*_more(changes, MOST_CHANGES), say("keeping.open_cases"), say("keeping.for_a_day"))
    return _card(proposal, before, widens, changes, lead=(), notes=notes, buttons=(activate,))


def asking_card(proposal: Proposal, before: Policy, widens: Sequence[Say], changes: Sequence[Say]) -> Card:
    """For the second person."""
    lead = (say("keeping.asks_you", person=Name(proposal.by)), say("keeping.because", why=proposal.why))
    buttons = (
        Button(say("button.policy_approve"), Press(Verb.POLICY_APPROVE, proposal.id), Style.PRIMARY),
        Button(say("button.policy_decline"), Press(Verb.POLICY_DECLINE, proposal.id), Style.DANGER),
    )
    notes = (*_more(changes, MOST_CHANGES), say("keeping.for_a_day"))
    return _card(proposal, before, widens, changes, lead, notes, buttons)


def ended_card(proposal: Proposal, in_force: Policy) -> Card:
    """In place of what the second person was asked."""
    became = _became(proposal, in_force)
    return Card(became, became, Accent.DONE, (say("keeping.because", why=proposal.why),))


def _became(proposal: Proposal, in_force: Policy) -> Say:
    label, now = proposal.policy.rules.label, in_force.rules
    if proposal.state is ProposalState.ACTIVATED:
        return _told(NoticeTopic.POLICY_ACTIVATED, proposal, ())
    if proposal.state is ProposalState.DECLINED:
        return _told(NoticeTopic.POLICY_DECLINED, proposal, ())
    if proposal.against != now.version:
        return say("keeping.ended_void", label=label, now=now.label)
    return say("keeping.ended_expired", label=label)


def _card(
    proposal: Proposal,
    before: Policy,
    widens: Sequence[Say],
    changes: Sequence[Say],
    lead: tuple[Say, ...],
    notes: tuple[Say, ...],
    buttons: tuple[Button, ...],
) -> Card:
    headline = say("keeping.proposed", label=proposal.policy.rules.label, before=before.rules.label)
    opens = (*widens[:MOST_WIDENED], *_more(widens, MOST_WIDENED))  # nobody agrees to what they do not know of
    wider = (Row(say("keeping.opens"), _joined(opens)),) if widens else ()
    changed = (Row(say("keeping.changes"), _joined(changes[:MOST_CHANGES])),) if changes else ()
    accent = Accent.URGENT if widens else Accent.OPEN
    return Card(headline, headline, accent, lead, body=(*wider, *changed), notes=notes, buttons=buttons)


def _joined(sentences: Sequence[Say]) -> Param:
    """One under the other."""
    first, *rest = sentences
    joined = first
    for sentence in rest:
        joined = say("keeping.and_below", above=joined, below=sentence)
    return joined


def told_card(topic: NoticeTopic, proposal: Proposal, unreached: Sequence[str]) -> Card:
    """What the proposer hears."""
    told = _told(topic, proposal, unreached)
    return Card(told, told, Accent.DONE if topic is NoticeTopic.POLICY_ACTIVATED else Accent.OPEN)


def _told(topic: NoticeTopic, proposal: Proposal, unreached: Sequence[str]) -> Say:
    label, second = proposal.policy.rules.label, Name(proposal.second or "")
    if topic is NoticeTopic.POLICY_ACTIVATED:
        return say("keeping.told_activated", label=label, person=second)
    if topic is NoticeTopic.POLICY_DECLINED:
        return say("keeping.told_declined", label=label, person=second)
    return say("keeping.told_unreached", label=label, people=tuple(Name(person) for person in unreached))


def why_form(press: Press) -> Form:
    why = FormField("why", FieldKind.PARAGRAPH, say("keeping.why"), required=True, max_length=500)
    return Form(press, say("keeping.why_title"), say("button.policy_activate"), (why,))
